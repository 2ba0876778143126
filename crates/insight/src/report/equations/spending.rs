//! Spending and scores over place × service in one wave.

use stats::relation::{exposure as transform, hypothesis::Evidence};

use super::{Equation, Material, wanted, without::Without};
use crate::report::{
    association::{Cells, Pairs},
    hypothesis::Hypothesis,
};

/// Spending on services against their scores, every place and every service with a level of its own.
///
/// As in the bracket, a cell without spending has no doubling and is left out; x is ln of spending over ln 2.
pub(super) fn spending(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let mut cells = Cells::default();
    let mut places = std::collections::BTreeSet::new();
    let mut without_spending = 0;
    for exposure in material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
    {
        let Some(measure) = material.scores.measure(exposure.domain.as_str()) else {
            continue;
        };
        let pairs = Pairs::new(measure, exposure);
        let all = pairs.at.len();
        let pairs = pairs.spending_anything();
        without_spending += all - pairs.at.len();
        if let Ok(x) = transform::exposure(&pairs.spending) {
            places.extend(pairs.at.iter().copied());
            cells.add(&pairs, &x.x);
        }
    }
    let mut found = Equation {
        unit: "points_per_doubling",
        places: places.len(),
        units: cells.len(),
        without_spending,
        ..Equation::none(hypothesis)
    };
    let unit = std::f64::consts::LN_2;
    let Some(fit) = cells.slope(unit) else {
        return found.not_made(cells.without_effects() == "INSUFFICIENT_UNITS");
    };
    let clusters = Some(fit.clusters);
    let Some(mut evidence) = Evidence::of_slope(&fit.slope, fit.n, clusters, hypothesis.least()) else {
        return found.not_made(true);
    };
    let (x, y) = cells.within();
    evidence.rho = stats::spearman(&x, &y).map(|c| c.r);
    let each = cells.slopes_without(unit).into_iter().map(|(place, rest)| {
        let name = (material.names)(&material.scores.units[place]);
        (name, rest.map(|r| (r.slope.estimate, r.slope.p)))
    });
    let without = Without::new((fit.slope.estimate, fit.slope.p), each.collect());
    evidence.fragile = without.fragile();
    found.df = Some(fit.slope.df);
    found.without = Some(without);
    found.grade = material.grade(true, false);
    found.judged(&evidence, true)
}
