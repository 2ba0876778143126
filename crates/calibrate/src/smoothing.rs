//! Fay–Herriot: do the intervals estimate ± 1.96 √MSE hold the truth?

use stats::{places::fay_herriot::fay_herriot_reml, random::Draws};

use crate::{
    Size,
    county::{County, Design},
    figure::Share,
    table::{Bound, Table},
    work,
};

/// Places, those whose truth is held, and whether all was pooled.
fn one(design: &Design, number: usize) -> Option<(usize, usize, bool)> {
    let mut draws = Draws::seeded(number as u64, "calibrate smoothing");
    let county = County::draw(design, &mut draws)?;
    let fit = fay_herriot_reml(&county.scores, &county.variances, &county.context).ok()?;
    // the score the place would have if everybody were asked
    let context = county.context.column(1);
    let scale = context_scale(&county)?;
    let held = fit
        .places
        .iter()
        .zip(&county.truth)
        .zip(&context)
        .filter(|((place, u), z)| {
            let truth = scale.0 + scale.1 * **z + **u;
            (truth - place.estimate).abs() <= 1.959_964 * place.mse.sqrt()
        });
    Some((fit.places.len(), held.count(), fit.pooled_totally))
}

/// 70 + slope × w on the standardised context z: intercept and slope.
fn context_scale(county: &County) -> Option<(f64, f64)> {
    let w = &county.raw_context;
    let mean = stats::mean(w)?;
    Some((
        70.0 + county.slope * mean,
        county.slope * stats::standard_deviation(w)?,
    ))
}

pub(crate) fn run(size: Size, table: &mut Table) {
    table.section("Smoothed scores (Fay–Herriot, 30 townships, τ 4): 95 % intervals");
    for answers in [60.0, 150.0, 400.0] {
        let design = Design::plain(30, answers);
        let (mut share, mut pooled) = (Share::default(), 0);
        for (places, held, total) in work::all(2 * size.counties, |i| one(&design, i))
            .into_iter()
            .flatten()
        {
            share.add(places, held);
            pooled += usize::from(total);
        }
        let base = format!("{} places, {pooled} counties pooled totally", share.cases());
        let what = format!("truth held, {answers} answers a township");
        table.row(what, base, share.figure(), Bound::Between(0.93, 0.97));
    }
}
