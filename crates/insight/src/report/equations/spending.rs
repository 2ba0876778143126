//! Spending and scores over place × service: one wave, and two.

use stats::relation::{
    exposure as transform,
    hypothesis::{Evidence, SESOI_POINTS},
    two_waves::two_waves,
};

use super::{Equation, Material, wanted};
use crate::report::{
    association::{Cells, Pairs},
    hypothesis::Hypothesis,
};

/// p below which the change of spending goes with the earlier score: no clean placebo (STATISTICS §2.7).
const PLACEBO: f64 = 0.05;

/// Spending on services against their scores, every place and every service with a level of its own.
pub(super) fn spending(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let mut cells = Cells::default();
    let mut places = std::collections::BTreeSet::new();
    for exposure in material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
    {
        let Some(measure) = material.scores.measure(exposure.domain.as_str()) else {
            continue;
        };
        let pairs = Pairs::new(measure, exposure);
        if let Ok(x) = transform::exposure(&pairs.spending) {
            places.extend(pairs.at.iter().copied());
            cells.add(&pairs, &x.x);
        }
    }
    let none = Equation {
        unit: "points_per_doubling",
        sesoi: SESOI_POINTS,
        places: places.len(),
        units: cells.len(),
        ..Equation::none(hypothesis)
    };
    let unit = 1.0 / std::f64::consts::LN_2;
    let Some(fit) = cells.slope(unit) else {
        return none;
    };
    let Some(mut evidence) = Evidence::of_slope(&fit.slope, fit.n, true, SESOI_POINTS) else {
        return none;
    };
    let (x, y) = cells.within();
    evidence.rho = stats::spearman(&x, &y).map(|c| c.r);
    evidence.fragile = cells.slopes_without(unit).iter().any(|without| match without {
        None => true,
        Some(other) => {
            other.slope.estimate * fit.slope.estimate < 0.0 || (other.slope.p < 0.05) != (fit.slope.p < 0.05)
        }
    });
    Equation {
        grade: "GRADE_C",
        ..none
    }
    .judged(&evidence, true)
}

/// Two waves: change of score on change of spending, and later score on change given the earlier one, over the cells of
/// all services, x standardised within each.
pub(super) fn bracket(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let none = Equation {
        unit: "points_per_doubling",
        sesoi: SESOI_POINTS,
        ..Equation::none(hypothesis)
    };
    let Some((earlier, spent_before)) = material.before else {
        return none;
    };
    let (mut y1, mut y2, mut dx) = (Vec::new(), Vec::new(), Vec::new());
    let mut areas = std::collections::BTreeSet::new();
    for exposure in material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
    {
        let id = exposure.domain.as_str();
        let (Some(now), Some(then)) = (material.scores.measure(id), earlier.measure(id)) else {
            continue;
        };
        let Some(spent_then) = spent_before.iter().find(|e| e.domain == exposure.domain) else {
            continue;
        };
        let mut rows: Vec<[f64; 3]> = Vec::new();
        for (score, spent) in now.places.iter().zip(&exposure.places) {
            let old = then
                .places
                .iter()
                .zip(&spent_then.places)
                .find(|(s, _)| s.area == score.area);
            let positive = |x: Option<f64>| x.filter(|x| *x > 0.0);
            if let (Some(b), Some(e2), Some((s1, e1))) = (score.value, positive(spent.per_resident), old)
                && let (Some(a), Some(e1)) = (s1.value, positive(e1.per_resident))
            {
                rows.push([a, b, (e2 / e1).log2()]);
                areas.insert(&score.area);
            }
        }
        let mean = |at: usize| stats::mean(&rows.iter().map(|r| r[at]).collect::<Vec<_>>()).unwrap_or(0.0);
        let means = [mean(0), mean(1), mean(2)];
        for row in &rows {
            y1.push(row[0] - means[0]);
            y2.push(row[1] - means[1]);
            dx.push(row[2] - means[2]);
        }
    }
    let Some(found) = two_waves(&y1, &y2, &dx, &[]) else {
        return Equation {
            units: y1.len(),
            places: areas.len(),
            ..none
        };
    };
    // the end nearer to zero carries the judgement; both must lie on one side of it
    let nearer = if found.change.estimate.abs() < found.ancova.estimate.abs() {
        found.change
    } else {
        found.ancova
    };
    let Some(mut evidence) = Evidence::of_slope(&nearer, found.n, false, SESOI_POINTS) else {
        return none;
    };
    evidence.interval90 = found.union90;
    evidence.bracket = Some(found.bracket);
    // money that went where scores had been low shows as a relation of later spending with earlier scores
    evidence.placebo_clean = stats::pearson(&y1, &dx).and_then(|c| c.p).map(|p| p >= PLACEBO);
    let change: Vec<f64> = y2.iter().zip(&y1).map(|(b, a)| b - a).collect();
    evidence.rho = stats::spearman(&dx, &change).map(|c| c.r);
    Equation {
        grade: "GRADE_B",
        places: areas.len(),
        ..none
    }
    .judged(&evidence, true)
}
