//! Indicators, or spending in all, against outcomes: one pair of numbers a place.

use serde::Deserialize;
use stats::{
    Interval,
    design::reliability::cronbach_alpha_of_columns,
    relation::{hypothesis::Evidence, partial::partial_correlation},
};
use survey::AreaCode;

use super::{
    Equation, Index, Material, held, wanted,
    without::{Tested, Without},
};
use crate::report::{
    context::{Context, indicator, standardised},
    exposure::DomainExposure,
    hypothesis::{Hypothesis, X},
    scores::Scores,
};

/// Fewer places give no figure.
const LEAST_PLACES: usize = 5;

/// ln of spending per resident on several services together.
pub(super) fn total_spending(
    exposures: &[DomainExposure],
    places: usize,
    domains: &[String],
) -> Vec<Option<f64>> {
    let chosen: Vec<&DomainExposure> = exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
        .collect();
    (0..places)
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
    let complete: Vec<Vec<Option<f64>>> = columns
        .iter()
        .map(|c| c.iter().copied().map(Some).collect())
        .collect();
    index.alpha = cronbach_alpha_of_columns(&complete).map(|found| found.alpha);
    let mean = |i: usize| {
        let values: Vec<f64> = columns.iter().filter_map(|c| c.get(i)).copied().collect();
        stats::mean(&values)
    };
    ((0..units.len()).map(mean).collect(), index)
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

/// Mean of outcome items' scores at a place; none where one is missing.
pub(super) fn outcome(scores: &Scores, items: &[String], at: usize) -> Option<f64> {
    let values: Option<Vec<f64>> = items
        .iter()
        .map(|item| scores.measure(item)?.places.get(at)?.value)
        .collect();
    stats::mean(&values?)
}

/// r of two series and its p, with columns held equal where there are any.
fn correlated(x: &[f64], y: &[f64], columns: &[Vec<f64>]) -> Option<Tested> {
    if columns.is_empty() {
        return stats::pearson(x, y).and_then(|c| Some((c.r, c.p?)));
    }
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    partial_correlation(x, y, &columns, 0.90).map(|c| (c.r, c.p))
}

/// A series over places against the mean of outcome items, with the frozen context held equal.
pub(super) fn over_places(
    hypothesis: &Hypothesis,
    material: &Material<'_>,
    x: Vec<Option<f64>>,
    items: &[String],
    index: Option<Index>,
) -> Equation {
    let mut at = Vec::new();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (i, x) in x.into_iter().enumerate() {
        if let Some((x, y)) = x.zip(outcome(material.scores, items, i)) {
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
    if at.len() < LEAST_PLACES {
        return found.not_made(true);
    }
    let units: Vec<&AreaCode> = at.iter().map(|i| &material.scores.units[*i]).collect();
    let context = Context::new(
        material.county,
        material.places,
        &hypothesis.context,
        &units,
        material.scores.year,
    );
    found.hold(&context);
    let columns = &context.columns;
    let Some(tested) = correlated(&xs, &ys, columns) else {
        return found.not_made(false);
    };
    let least = hypothesis.least();
    let Some(mut evidence) = Evidence::of_r(tested.0, at.len() - columns.len(), least) else {
        return found.not_made(true);
    };
    (evidence.units, evidence.places) = (at.len(), at.len());
    let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let own = held(&xs, &views).zip(held(&ys, &views));
    evidence.rho = own.and_then(|(x, y)| stats::spearman(&x, &y)).map(|c| c.r);
    let each = (0..at.len()).map(|left_out| {
        let rest = |v: &[f64]| {
            let kept = v.iter().enumerate().filter(|(i, _)| *i != left_out);
            kept.map(|(_, v)| *v).collect::<Vec<f64>>()
        };
        let columns: Vec<Vec<f64>> = columns.iter().map(|c| rest(c)).collect();
        let name = (material.names)(units[left_out]);
        (name, correlated(&rest(&xs), &rest(&ys), &columns))
    });
    let without = Without::new(tested, each.collect());
    evidence.fragile = without.fragile();
    found.without = Some(without);
    found.grade = material.grade(!columns.is_empty(), false);
    if !columns.is_empty() {
        let Interval { low, high } = evidence.interval90;
        found.partial = Some([tested.0, low, high]);
    }
    found.judged(&evidence, matches!(hypothesis.x, X::Spending { .. }))
}
