//! The hypothesis rule: how often it says SUPPORTED and CONTRADICTED where the true correlation is known.

use stats::{
    pearson,
    random::Draws,
    relation::hypothesis::{Evidence, Outcome, SESOI_R, judge},
};

use crate::{
    Size,
    figure::{Figure, Share},
    table::{Bound, Table},
    work,
};

/// Draws of one county's two series: at the level of the statistic they cost nothing, so the short form has them all.
const DRAWS: usize = 20_000;

/// What the rule says by r alone, and with fragility and rank agreement asked for, of one pair of normal series.
fn one(n: usize, rho: f64, number: usize) -> Option<(Outcome, Outcome)> {
    let mut draws = Draws::seeded(number as u64, "calibrate hypotheses");
    let x: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
    let rest = (1.0 - rho * rho).sqrt();
    let y: Vec<f64> = x.iter().map(|x| rho * x + rest * draws.normal()).collect();
    let by_r = Evidence::of_r(pearson(&x, &y)?.r, n, SESOI_R)?;
    let whole = Evidence::of_series(&x, &y, SESOI_R)?;
    Some((judge(&by_r).outcome, judge(&whole).outcome))
}

fn share(outcomes: impl Iterator<Item = Outcome>, wanted: Outcome) -> Option<Figure> {
    let mut share = Share::default();
    outcomes.for_each(|found| share.add(1, usize::from(found == wanted)));
    share.figure()
}

pub(crate) fn run(_: Size, table: &mut Table) {
    table.section("Hypothesis rule (SUPPORTED, CONTRADICTED)");
    for (n, rho) in [
        (15, 0.0),
        (20, 0.0),
        (30, 0.0),
        (40, 0.0),
        (20, 0.5),
        (30, 0.5),
        (40, 0.5),
    ] {
        let found: Vec<(Outcome, Outcome)> = work::all(DRAWS, |i| one(n, rho, i))
            .into_iter()
            .flatten()
            .collect();
        let base = format!("{} draws", found.len());
        let by_r = |wanted| share(found.iter().map(|(r, _)| *r), wanted);
        let whole = |wanted| share(found.iter().map(|(_, w)| *w), wanted);
        let name = |said: &str, by: &str| format!("{said}, ρ {rho}, {n} places, {by}");
        let supported = match (n, rho > 0.0) {
            (_, false) => Bound::AtMost(0.025),
            (30, true) => Bound::AtLeast(0.76),
            _ => Bound::Free,
        };
        table.row(
            name("SUPPORTED", "by r"),
            &base,
            by_r(Outcome::Supported),
            supported,
        );
        let told = if rho > 0.0 { Bound::Free } else { supported };
        table.row(
            name("SUPPORTED", "with fragility and ranks"),
            &base,
            whole(Outcome::Supported),
            told,
        );
        if rho == 0.0 {
            table.row(
                name("CONTRADICTED", "by r"),
                &base,
                by_r(Outcome::Contradicted),
                Bound::AtMost(0.025),
            );
        }
    }
}
