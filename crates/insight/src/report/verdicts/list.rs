//! The list of places where money is not producing satisfaction, what it promises, and how long it would be by chance.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use stats::verdict::{
    chance::{Domain, ListRule, chance_contrast_of},
    list::{bayesian_fdr, promise},
};
use survey::DomainId;

use super::{
    super::{Named, Seed, settings::Settings},
    Cell,
    one::status_of,
};

/// Smallest probability that is listed.
const FLOOR: f64 = 0.80;
/// From here on “check first”.
const STRONG: f64 = 0.95;
/// Above this the list is no longer than chance makes it.
const CHANCE: f64 = 0.10;

/// The list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct List {
    /// Cells listed.
    pub k: usize,
    /// How many of them may in truth not be low: 0.1 a strong and 0.2 a probable one, never below the posterior's own.
    pub expected_mistaken: f64,
    /// Probability 0.95 or more, surest first.
    pub strong: Vec<Entry>,
    /// 0.80 to 0.95, surest first.
    pub probable: Vec<Entry>,
    /// Cells that could be judged.
    pub judged: usize,
    /// What such a cell can tell.
    pub resolution: Resolution,
    /// How long the list would be by chance.
    pub chance: Option<Chance>,
    /// Why that is not said: `OPT_IN`, or what stood in the way of making the list again.
    pub chance_status: Option<&'static str>,
    /// An open link's answers are kept out, unless the county set otherwise.
    pub open_link_left_out: bool,
}

/// One listed cell.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Entry {
    /// Place.
    pub place: Named,
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// Probability that it truly is below by more than the materiality.
    pub p: f64,
}

/// Medians over the cells that could be judged: what the middle one of them can tell, and what it would take.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Resolution {
    /// Answers.
    pub answers: Option<f64>,
    /// Smallest difference from what is expected that so many answers can tell, points.
    pub detectable: Option<f64>,
    /// Answers that would tell twice the materiality.
    pub needed_answers: Option<f64>,
    /// What more answers would tell: the middle cell's spread and design, from 30 answers on, and at `answers` and
    /// `needed_answers`; fewest first.
    pub curve: Vec<AtAnswers>,
}

/// What so many answers in a cell can tell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AtAnswers {
    /// Answers.
    pub answers: u32,
    /// Smallest difference from what is expected, points, at 80 % power and 5 % two-sided.
    pub detectable: f64,
}

/// Steps of the curve.
const STEPS: [u32; 10] = [30, 60, 90, 120, 180, 240, 300, 400, 500, 600];

/// The curve through what the middle cell tells: with the same spread and design it falls with the root of the answers
/// (Cochran 1977, ch. 4).
fn curve(answers: f64, detectable: f64, needed: Option<f64>) -> Vec<AtAnswers> {
    let own = [Some(answers), needed].into_iter().flatten();
    let own = own.filter(|n| (1.0..=1e6).contains(n)).map(|n| n.round() as u32);
    let steps: BTreeSet<u32> = STEPS.into_iter().chain(own).collect();
    let at = |n: u32| AtAnswers {
        answers: n,
        detectable: detectable * (answers / f64::from(n)).sqrt(),
    };
    steps
        .into_iter()
        .map(at)
        .filter(|a| a.detectable.is_finite())
        .collect()
}

fn resolution(cells: &[Cell]) -> Resolution {
    let judged = || cells.iter().filter(|c| c.verdict.is_some());
    let middle = |values: Vec<f64>| stats::median(&values);
    let answers = middle(judged().filter_map(|c| c.n).collect());
    let detectable = middle(judged().filter_map(|c| c.detectable).collect());
    let needed = judged().filter_map(|c| c.needed_answers).map(|n| n as f64);
    let needed_answers = middle(needed.collect());
    let curve = answers
        .zip(detectable)
        .map_or_else(Vec::new, |(n, d)| curve(n, d, needed_answers));
    Resolution {
        answers,
        detectable,
        needed_answers,
        curve,
    }
}

/// The list re-made with spending assigned to places at random.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Chance {
    /// Mean length by chance.
    pub shuffled_expected: f64,
    /// Its Monte-Carlo standard error.
    pub shuffled_error: f64,
    /// Length of the list as the contrast makes it (its spend model is on a coarser grid).
    pub observed: usize,
    /// The length that p speaks of: the shorter of `observed` and the list's own `k`.
    pub against: usize,
    /// Share of re-made lists at least that long.
    pub p: f64,
    /// Shuffles.
    pub shuffles: usize,
    /// The list is no longer than chance makes it (p above .10): said before anything else.
    pub no_longer_than_chance: bool,
}

/// Chooses the list, marks its cells.
pub(super) fn list(
    cells: &mut [Cell],
    chances: &[(DomainId, Domain)],
    settings: &Settings,
    seed: &Seed,
) -> Option<List> {
    let judged = cells.iter().filter(|c| c.verdict.is_some()).count();
    if judged == 0 {
        return None;
    }
    let opt_in = |c: &Cell| c.gates.iter().any(|g| g == "OPT_IN");
    let may =
        |c: &Cell| c.verdict.as_deref() == Some("NOT_PRODUCING") && (!opt_in(c) || settings.list_open_link);
    let candidates: Vec<usize> = (0..cells.len()).filter(|i| may(&cells[*i])).collect();
    let p: Vec<f64> = candidates.iter().filter_map(|i| cells[*i].p_below).collect();
    let chosen = bayesian_fdr(&p, settings.list_fdr, FLOOR);
    let mut entries: Vec<Entry> = Vec::new();
    for k in &chosen {
        let cell = &mut cells[candidates[*k]];
        cell.listed = true;
        entries.push(Entry {
            place: cell.place.clone(),
            domain: cell.domain.clone(),
            p: p[*k],
        });
    }
    entries.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.place.area.cmp(&b.place.area)));
    let probabilities: Vec<f64> = entries.iter().map(|e| e.p).collect();
    let expected_mistaken = promise(&probabilities).map_or(0.0, |p| p.may_be_wrong);
    let (strong, probable) = entries.into_iter().partition(|e: &Entry| e.p >= STRONG);
    let left_out = cells.iter().any(opt_in) && !settings.list_open_link;
    let chance = match left_out {
        true => Err("OPT_IN"),
        false => chance(chosen.len(), chances, settings, seed),
    };
    Some(List {
        k: chosen.len(),
        expected_mistaken,
        strong,
        probable,
        judged,
        resolution: resolution(cells),
        chance_status: chance.as_ref().err().copied(),
        chance: chance.ok(),
        open_link_left_out: left_out,
    })
}

fn chance(
    printed: usize,
    chances: &[(DomainId, Domain)],
    settings: &Settings,
    seed: &Seed,
) -> Result<Chance, &'static str> {
    let domains: Vec<Domain> = chances.iter().map(|(_, d)| d.clone()).collect();
    let rule = ListRule {
        band: settings.band,
        floor: FLOOR,
        rate: settings.list_fdr,
    };
    let found = chance_contrast_of(
        printed,
        &domains,
        &rule,
        settings.shuffles as usize,
        seed.number("shuffles"),
    )
    .map_err(status_of)?;
    Ok(Chance {
        shuffled_expected: found.shuffled_expected,
        shuffled_error: found.shuffled_error,
        observed: found.observed,
        against: found.against,
        p: found.p,
        shuffles: found.shuffles,
        no_longer_than_chance: found.p > CHANCE,
    })
}
