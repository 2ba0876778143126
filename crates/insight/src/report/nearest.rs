//! The places most like a place: nearest in what scores are expected from, never in the scores themselves.

use survey::AreaCode;

use super::{context::Context, county::County, county::Places, settings::Settings};

/// For each of `units`, the `k` others nearest to it in the standardised context covariates of the settings (Euclidean
/// distance, ties in order of code), the nearest first. Empty where no covariate is loaded for all of them: then nothing
/// says who is like whom.
pub fn nearest(
    county: &County,
    settings: &Settings,
    units: &[AreaCode],
    year: i32,
    k: usize,
) -> Vec<Vec<AreaCode>> {
    let places = Places::new(county);
    let refs: Vec<&AreaCode> = units.iter().collect();
    let context = Context::new(county, &places, &settings.context, &refs, year);
    if context.columns.is_empty() {
        return vec![Vec::new(); units.len()];
    }
    let far = |a: usize, b: usize| -> f64 {
        let square = |c: &Vec<f64>| (c[a] - c[b]).powi(2);
        context.columns.iter().map(square).sum()
    };
    (0..units.len())
        .map(|i| {
            let mut others: Vec<usize> = (0..units.len()).filter(|j| *j != i).collect();
            others.sort_by(|a, b| {
                far(i, *a)
                    .total_cmp(&far(i, *b))
                    .then_with(|| units[*a].cmp(&units[*b]))
            });
            others.into_iter().take(k).map(|j| units[j].clone()).collect()
        })
        .collect()
}
