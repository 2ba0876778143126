//! Indicators, or spending in all, against outcomes: one pair of numbers a place.

use serde::Deserialize;
use stats::{
    Interval,
    relation::{hypothesis::Evidence, partial::partial_correlation},
};
use survey::AreaCode;

use super::{Equation, Index, Material, wanted};
use crate::report::{
    context::{Context, indicator, standardised},
    exposure::DomainExposure,
    hypothesis::{Hypothesis, X},
};

/// ln of spending per resident on several services together.
pub(super) fn total_spending(material: &Material<'_>, domains: &[String]) -> Vec<Option<f64>> {
    let chosen: Vec<&DomainExposure> = material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
        .collect();
    (0..material.scores.units.len())
        .map(|i| {
            let parts: Option<Vec<f64>> = chosen.iter().map(|e| e.places.get(i)?.per_resident).collect();
            parts
                .filter(|p| !p.is_empty())
                .map(|p| stats::sum(&p))
                .filter(|x| *x > 0.0)
                .map(f64::ln)
        })
        .collect()
}

/// Mean of the z-scores of indicators, turned by the catalogue's directions.
pub(super) fn index_of(material: &Material<'_>, members: &[String], lag: u32) -> (Vec<Option<f64>>, Index) {
    let units = &material.scores.units;
    let year = material.scores.year.saturating_sub_unsigned(lag);
    let mut columns = Vec::new();
    let mut index = Index {
        members: Vec::new(),
        left_out: Vec::new(),
        alpha: None,
    };
    for id in members {
        let raw: Option<Vec<f64>> = units
            .iter()
            .map(|unit| indicator(material.county, unit, id, year))
            .collect();
        match raw.as_deref().and_then(standardised) {
            Some(z) => {
                columns.push(z.into_iter().map(|v| v * direction(id)).collect::<Vec<f64>>());
                index.members.push(id.clone());
            }
            None => index.left_out.push(id.clone()),
        }
    }
    index.alpha = alpha(&columns);
    let mean = |i: usize| {
        let values: Vec<f64> = columns.iter().filter_map(|c| c.get(i)).copied().collect();
        stats::mean(&values)
    };
    ((0..units.len()).map(mean).collect(), index)
}

/// Cronbach's alpha of complete columns.
fn alpha(columns: &[Vec<f64>]) -> Option<f64> {
    let k = columns.len();
    let n = columns.first()?.len();
    if k < 2 {
        return None;
    }
    let sums: Vec<f64> = (0..n).map(|i| columns.iter().map(|c| c[i]).sum()).collect();
    let variance = |v: &[f64]| stats::standard_deviation(v).map(|s| s * s);
    let own: Option<Vec<f64>> = columns.iter().map(|c| variance(c)).collect();
    let whole = variance(&sums).filter(|v| *v > 0.0)?;
    let k = k as f64;
    Some(k / (k - 1.0) * (1.0 - stats::sum(&own?) / whole))
}

/// +1 or −1 by `content/indicators.json`; an indicator the catalogue does not know, or that has no direction, counts as it is.
fn direction(id: &str) -> f64 {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        direction: String,
    }
    #[derive(Deserialize)]
    struct File {
        indicators: Vec<Row>,
    }
    static LOWER: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        serde_json::from_str::<File>(include_str!("../../../../../content/indicators.json"))
            .map(|f| {
                let lower = f
                    .indicators
                    .into_iter()
                    .filter(|r| r.direction.starts_with("lower"));
                lower.map(|r| r.id).collect()
            })
            .unwrap_or_default()
    });
    if LOWER.iter().any(|known| known == id) {
        -1.0
    } else {
        1.0
    }
}

/// A series over places against the mean of outcome items.
pub(super) fn over_places(
    hypothesis: &Hypothesis,
    material: &Material<'_>,
    x: Vec<Option<f64>>,
    items: &[String],
    index: Option<Index>,
) -> Equation {
    let outcome = |i: usize| -> Option<f64> {
        let values: Option<Vec<f64>> = items
            .iter()
            .map(|item| material.scores.measure(item)?.places.get(i)?.value)
            .collect();
        stats::mean(&values?)
    };
    let mut at = Vec::new();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (i, x) in x.into_iter().enumerate() {
        if let Some((x, y)) = x.zip(outcome(i)) {
            at.push(i);
            xs.push(x);
            ys.push(y);
        }
    }
    let mut found = Equation {
        units: at.len(),
        places: at.len(),
        index,
        ..Equation::none(hypothesis)
    };
    let Some(mut evidence) = Evidence::of_series(&xs, &ys, hypothesis.sesoi) else {
        return found;
    };
    let units: Vec<&AreaCode> = at.iter().map(|i| &material.scores.units[*i]).collect();
    let context = Context::new(
        material.county,
        material.places,
        &hypothesis.context,
        &units,
        material.scores.year,
    );
    let columns: Vec<&[f64]> = context.columns.iter().map(Vec::as_slice).collect();
    if !columns.is_empty()
        && let Some(held) = partial_correlation(&xs, &ys, &columns, 0.90)
    {
        found.grade = "GRADE_C";
        if let Some(Interval { low, high }) = held.interval {
            found.partial = Some([held.r, low, high]);
            // the frozen context is part of the hypothesis: it decides
            if let Some(adjusted) = Evidence::of_r(held.r, at.len() - held.covariates, hypothesis.sesoi) {
                evidence = Evidence {
                    fragile: evidence.fragile,
                    rho: evidence.rho,
                    units: at.len(),
                    ..adjusted
                };
            }
        }
    }
    found.judged(&evidence, matches!(hypothesis.x, X::Spending { .. }))
}
