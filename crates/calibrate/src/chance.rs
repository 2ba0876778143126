//! The chance contrast: its p where spending and satisfaction are unrelated, its power where a relation is planted.
//!
//! The length of a list is a small whole number, so p comes in steps. What must hold is that p is not too small too often.
//! Uniform can only be the randomised p = (longer + U·(ties + 1))/(B + 1), which spreads each step evenly.

use stats::{
    random::Draws,
    verdict::{
        chance::{ChanceContrast, Domain, ListRule, chance_contrast},
        grid::fit,
    },
};

use crate::{
    Size,
    county::{County, Design, MARGIN},
    figure::{Figure, Share, mean},
    table::{Bound, Table},
    work,
};

const DOMAINS: usize = 8;

fn domain(design: &Design, draws: &mut Draws) -> Option<Domain> {
    let county = County::draw(design, draws)?;
    let posterior = fit(&county.scores, &county.variances, &county.context, MARGIN).ok()?;
    Some(Domain {
        below: posterior.places.iter().map(|p| p.below).collect(),
        place_open: vec![true; design.places],
        logs: vec![county.spend.iter().map(|s| s.ln()).collect()],
        spend: vec![county.spend],
        money_open: vec![true; design.places],
        need: county.context.clone(),
        context: county.context,
        scores: county.scores.into_iter().zip(county.variances).collect(),
    })
}

/// The contrast of one county, and its randomised p.
fn one(design: &Design, shuffles: usize, number: usize) -> Option<(ChanceContrast, f64)> {
    let mut draws = Draws::seeded(number as u64, "calibrate chance");
    let domains = (0..DOMAINS)
        .map(|_| domain(design, &mut draws))
        .collect::<Option<Vec<_>>>()?;
    let contrast = chance_contrast(&domains, &ListRule::default(), shuffles, number as u64).ok()?;
    let spread = contrast.longer as f64 + draws.uniform() * (contrast.ties + 1) as f64;
    Some((contrast, spread / (contrast.shuffles + 1) as f64))
}

/// Largest distance of the values from uniform, times √n: above 1.36 in 5 of 100 uniform samples, above 1.95 in one of
/// a thousand (Kolmogorov).
fn distance_from_uniform(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let furthest = sorted
        .iter()
        .enumerate()
        .map(|(i, p)| (p - i as f64 / n).max((i as f64 + 1.0) / n - p));
    furthest.fold(0.0, f64::max) * n.sqrt()
}

pub(crate) fn run(size: Size, table: &mut Table) {
    table.section(format!(
        "Chance contrast (20 townships × {DOMAINS} domains, 400 answers, {} shuffles)",
        size.shuffles
    ));
    let counties = size.counties.min(200) * if size.counties < 100 { 2 } else { 1 };
    let with = |need| Design {
        need,
        ..Design::plain(20, 400.0)
    };
    let unrelated: Vec<(ChanceContrast, f64)> = work::all(counties, |i| one(&with(0.0), size.shuffles, i))
        .into_iter()
        .flatten()
        .collect();
    let base = format!("{} unrelated counties", unrelated.len());
    let excess: Vec<f64> = unrelated
        .iter()
        .map(|(c, _)| c.observed as f64 - c.shuffled_expected)
        .collect();
    let lengths: Vec<f64> = unrelated.iter().map(|(c, _)| c.shuffled_expected).collect();
    table.row("length expected by chance", &base, mean(&lengths), Bound::Free);
    let longer = mean(&excess);
    let band = longer.map_or(0.0, |f| 2.0 * f.error);
    table.row(
        "list longer than that by",
        &base,
        longer,
        Bound::Between(-band, band),
    );
    for level in [0.05, 0.10, 0.25] {
        let mut share = Share::default();
        unrelated
            .iter()
            .for_each(|(c, _)| share.add(1, usize::from(c.p <= level)));
        table.row(
            format!("p ≤ {level}"),
            &base,
            share.figure(),
            Bound::AtMost(level),
        );
    }
    let randomised: Vec<f64> = unrelated.iter().map(|(_, p)| *p).collect();
    let distance = Some(Figure {
        value: distance_from_uniform(&randomised),
        error: 0.0,
    });
    table.row(
        "randomised p: distance from uniform × √n",
        &base,
        distance,
        Bound::AtMost(1.95),
    );
    for need in [0.2, 0.4, 0.6] {
        let mut share = Share::default();
        for (contrast, _) in work::all(counties, |i| one(&with(need), size.shuffles, i))
            .into_iter()
            .flatten()
        {
            share.add(1, usize::from(contrast.p <= 0.10));
        }
        let base = format!("{} counties", share.cases());
        table.row(
            format!("found (p ≤ .10), correlation −{need}"),
            base,
            share.figure(),
            Bound::Free,
        );
    }
}
