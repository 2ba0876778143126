//! How long the list of "much spent, low satisfaction" would be if spending and satisfaction had nothing to do with each
//! other: it fills up even then.

use serde::{Deserialize, Serialize};

use super::{
    Undefined,
    grid::standard_scores,
    list::longest,
    spend::usual_spend,
    spend_sign::{Room, SpendSign},
};
use crate::{linear::Matrix, random::Draws};

/// One domain of the list: its places are those with a score and a spending, in one order throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// P(u < −margin) in the context model.
    pub below: Vec<f64>,
    /// The gates that belong to the place and its answers are open. Stays when spending is shuffled.
    pub place_open: Vec<bool>,
    /// Spending per resident, zero or more, one series a rule of dividing what is shared, the usual rule first.
    pub spend: Vec<Vec<f64>>,
    /// The same on the scale of the relation, ln where every place spent something
    /// ([`exposure`](crate::relation::exposure::exposure)).
    pub logs: Vec<Vec<f64>>,
    /// The gates that belong to the money (in service long enough, the place decides enough) are open. Goes with it.
    pub money_open: Vec<bool>,
    /// What is expected to be spent hangs on this: one row a place, with a column of ones.
    pub need: Matrix,
    /// Context of the spend model, the same as that of `below`: one row a place, with a column of ones.
    pub context: Matrix,
    /// Score and sampling variance, for the sign in the spend model.
    pub scores: Vec<(f64, f64)>,
}

/// How the list is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListRule {
    /// Spending is high above 1 + band.
    pub band: f64,
    /// Smallest probability listed.
    pub floor: f64,
    /// Largest mean of 1 − p.
    pub rate: f64,
}

impl Default for ListRule {
    fn default() -> Self {
        Self {
            band: 0.10,
            floor: 0.80,
            rate: 0.10,
        }
    }
}

/// The list against chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceContrast {
    /// Length of the list as it is, made as the shuffled ones are.
    pub observed: usize,
    /// The length that p speaks of: the shorter of `observed` and of the list that is printed.
    pub against: usize,
    /// Mean length over the shuffles.
    pub shuffled_expected: f64,
    /// Monte-Carlo standard error of that mean.
    pub shuffled_error: f64,
    /// (1 + shuffles with a list at least as long as `against`) / (shuffles + 1).
    pub p: f64,
    /// Shuffles with a list as long, and with a longer one: p is conservative by what ties add.
    pub ties: usize,
    /// Longer lists.
    pub longer: usize,
    /// Number of shuffles.
    pub shuffles: usize,
}

/// A cell that could be listed if its spending were high.
struct Candidate {
    place: usize,
    below: f64,
}

/// A domain made ready: everything that does not change when spending is shuffled.
struct Ready<'a> {
    domain: &'a Domain,
    candidates: Vec<Candidate>,
    /// Places of the candidates, and row by candidate of Z(Z'Z)⁻¹Z': what need predicts from the others' spending.
    places: Vec<usize>,
    hat: Vec<Vec<f64>>,
    /// By rule, above which spending is high against the median.
    high: Vec<f64>,
    /// Standardised spending of the usual rule on its scale.
    standard: Vec<f64>,
    sign: SpendSign,
}

impl<'a> Ready<'a> {
    /// None where no cell of the domain could ever be listed.
    fn new(domain: &'a Domain, rule: &ListRule) -> Result<Option<Self>, Undefined> {
        let places = domain.below.len();
        let series = || domain.spend.iter().chain(&domain.logs);
        let shapes = series().all(|s| s.len() == places)
            && domain.spend.len() == domain.logs.len()
            && [
                domain.place_open.len(),
                domain.money_open.len(),
                domain.scores.len(),
                domain.need.rows(),
                domain.context.rows(),
            ]
            .iter()
            .all(|n| *n == places);
        if !shapes {
            return Err(Undefined::Shapes);
        }
        let sound =
            series().flatten().all(|s| s.is_finite()) && domain.spend.iter().flatten().all(|s| *s >= 0.0);
        if !sound || !domain.need.is_finite() || !domain.context.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let open = domain.below.iter().zip(&domain.place_open).enumerate();
        let candidates: Vec<Candidate> = open
            .filter(|(_, (below, open))| **open && **below >= rule.floor)
            .map(|(place, (below, _))| Candidate { place, below: *below })
            .collect();
        let standard = domain.logs.first().and_then(|x| standard_scores(x));
        let (false, Some(standard)) = (candidates.is_empty(), standard) else {
            return Ok(None);
        };
        if places < domain.need.cols() + 3 {
            return Err(Undefined::InsufficientUnits);
        }
        let factor = domain
            .need
            .gram(None)
            .and_then(|g| g.cholesky())
            .ok_or(Undefined::Collinear)?;
        let at: Vec<usize> = candidates.iter().map(|c| c.place).collect();
        let hat = at
            .iter()
            .map(|i| domain.need.times_vector(&factor.solve(domain.need.row(*i))?))
            .collect::<Option<Vec<_>>>()
            .ok_or(Undefined::Shapes)?;
        let median = |s: &Vec<f64>| usual_spend(s).map(|m| m * (1.0 + rule.band));
        let (y, v): (Vec<f64>, Vec<f64>) = domain.scores.iter().copied().unzip();
        Ok(Some(Self {
            sign: SpendSign::new(&y, &v, &domain.context)?,
            high: domain
                .spend
                .iter()
                .map(median)
                .collect::<Option<_>>()
                .ok_or(Undefined::NotFinite)?,
            domain,
            candidates,
            places: at,
            hat,
            standard,
        }))
    }

    /// The probabilities that enter the list when place i has the spending of place order[i].
    fn listed(&self, order: &[usize], band: f64, scratch: &mut Scratch, listed: &mut Vec<f64>) {
        scratch.high.clear();
        scratch
            .high
            .extend((0..self.places.len()).filter(|c| self.is_high(*c, order, band)));
        if scratch.high.is_empty() {
            return;
        }
        scratch.standard.clear();
        scratch
            .standard
            .extend(order.iter().filter_map(|from| self.standard.get(*from)));
        scratch.places.clear();
        scratch
            .places
            .extend(scratch.high.iter().filter_map(|c| self.places.get(*c)));
        self.sign.effects(
            &scratch.standard,
            &scratch.places,
            &mut scratch.room,
            &mut scratch.effects,
        );
        let same_side = scratch
            .high
            .iter()
            .zip(&scratch.effects)
            .filter(|(_, effect)| **effect < 0.0);
        listed.extend(
            same_side
                .filter_map(|(c, _)| self.candidates.get(*c))
                .map(|c| c.below),
        );
    }

    /// High under every rule, against the median and against need, with the gates of the money open.
    fn is_high(&self, candidate: usize, order: &[usize], band: f64) -> bool {
        let (Some(place), Some(hat)) = (self.places.get(candidate), self.hat.get(candidate)) else {
            return false;
        };
        let Some(from) = order.get(*place) else {
            return false;
        };
        let open = self.domain.money_open.get(*from) == Some(&true);
        open && (0..self.domain.logs.len()).all(|r| self.is_high_by(r, *from, hat, order, band))
    }

    fn is_high_by(&self, rule: usize, from: usize, hat: &[f64], order: &[usize], band: f64) -> bool {
        let (Some(spend), Some(high), Some(logs)) = (
            self.domain.spend.get(rule),
            self.high.get(rule),
            self.domain.logs.get(rule),
        ) else {
            return false;
        };
        if spend.get(from).is_none_or(|s| s <= high) {
            return false;
        }
        let expected: f64 = hat
            .iter()
            .zip(order)
            .filter_map(|(h, o)| logs.get(*o).map(|x| h * x))
            .sum();
        logs.get(from).is_some_and(|x| x - expected > band.ln_1p())
    }
}

/// Room used again for every shuffle.
#[derive(Default)]
struct Scratch {
    high: Vec<usize>,
    places: Vec<usize>,
    standard: Vec<f64>,
    effects: Vec<f64>,
    room: Room,
}

/// The length of the list of NOT_PRODUCING against its length when spending is shuffled over the places of each domain.
///
/// Satisfaction keeps its posteriors; the spending of a place, under all rules at once and with the gates of the money,
/// moves as one. Everything that hangs on spending is asked again for every shuffle: the class against the median and
/// against need, the sign in the spend model (on 10 nodes of τ, for the observed list too), the list's doubt. Each domain
/// has its own stream of `seed`. No domain, or none that could be listed: both lengths 0 and p = 1. The null hypothesis is
/// that spending is exchangeable over places; where need steers it, shuffled places are high more often and p errs upwards.
/// [`Undefined`]: shapes, spending below zero or not finite, too few places, collinear context, no shuffles.
///
/// Source: STATISTICS §2.8; p: Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. 9:39. No golden; `cargo xtask
/// calibrate` holds p to uniform where nothing is related.
pub fn chance_contrast(
    domains: &[Domain],
    rule: &ListRule,
    shuffles: usize,
    seed: u64,
) -> Result<ChanceContrast, Undefined> {
    chance_contrast_of(usize::MAX, domains, rule, shuffles, seed)
}

/// The same for a list of `printed` cells, made by a finer spend model than the shuffled ones: where the two lengths differ,
/// p speaks of the shorter, so that a list is never called longer than chance on the strength of cells it does not have.
///
/// As [`chance_contrast`]. Source and golden as there.
pub fn chance_contrast_of(
    printed: usize,
    domains: &[Domain],
    rule: &ListRule,
    shuffles: usize,
    seed: u64,
) -> Result<ChanceContrast, Undefined> {
    if shuffles == 0 {
        return Err(Undefined::InsufficientUnits);
    }
    let ready = domains
        .iter()
        .map(|d| Ready::new(d, rule))
        .collect::<Result<Vec<_>, _>>()?;
    let mut streams: Vec<(Ready, Vec<usize>, Draws)> = ready
        .into_iter()
        .enumerate()
        .filter_map(|(i, ready)| {
            let ready = ready?;
            let order = (0..ready.domain.below.len()).collect();
            Some((
                ready,
                order,
                Draws::seeded(seed.wrapping_add((i as u64) << 40), "chance_contrast"),
            ))
        })
        .collect();
    let (mut scratch, mut listed) = (Scratch::default(), Vec::new());
    let mut length = |streams: &[(Ready, Vec<usize>, Draws)]| {
        listed.clear();
        for (ready, order, _) in streams {
            ready.listed(order, rule.band, &mut scratch, &mut listed);
        }
        listed.sort_by(|a: &f64, b| b.total_cmp(a));
        longest(listed.iter().copied(), rule.rate)
    };
    let observed = length(&streams);
    let against = observed.min(printed);
    let (mut sum, mut squares, mut ties, mut longer) = (0.0, 0.0, 0, 0);
    for _ in 0..shuffles {
        for (_, order, draws) in &mut streams {
            draws.shuffle(order);
        }
        let found = length(&streams);
        sum += found as f64;
        squares += (found * found) as f64;
        ties += usize::from(found == against);
        longer += usize::from(found > against);
    }
    let all = shuffles as f64;
    let mean = sum / all;
    Ok(ChanceContrast {
        observed,
        against,
        shuffled_expected: mean,
        shuffled_error: ((squares / all - mean * mean).max(0.0) / all).sqrt(),
        p: (1 + ties + longer) as f64 / (all + 1.0),
        ties,
        longer,
        shuffles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(places: usize, relation: f64, seed: u64) -> Domain {
        let mut draws = Draws::seeded(seed, "domain");
        let low: Vec<bool> = (0..places).map(|_| draws.uniform() < 0.25).collect();
        let log = |low: &bool, z: f64| 0.5 * z + if *low { relation } else { 0.0 };
        let logs: Vec<f64> = low.iter().map(|l| log(l, draws.normal())).collect();
        Domain {
            below: low.iter().map(|low| if *low { 0.93 } else { 0.1 }).collect(),
            place_open: vec![true; places],
            spend: vec![logs.iter().map(|x| x.exp()).collect()],
            logs: vec![logs],
            money_open: vec![true; places],
            need: Matrix::from_columns(&[&vec![1.0; places]]).unwrap(),
            context: Matrix::from_columns(&[&vec![1.0; places]]).unwrap(),
            scores: low
                .iter()
                .map(|low| (if *low { 60.0 } else { 70.0 } + draws.normal(), 4.0))
                .collect(),
        }
    }

    fn county(relation: f64, seed: u64) -> Vec<Domain> {
        (0..6).map(|d| domain(20, relation, 100 * seed + d)).collect()
    }

    #[test]
    fn a_planted_relation_makes_a_longer_list_than_chance() {
        let rule = ListRule::default();
        let related = chance_contrast(&county(1.0, 3), &rule, 500, 1).unwrap();
        assert!(
            related.observed as f64 > related.shuffled_expected && related.p < 0.01,
            "{related:?}"
        );
        let unrelated = chance_contrast(&county(0.0, 3), &rule, 500, 1).unwrap();
        assert!(
            unrelated.p > 0.05 && unrelated.shuffled_expected > 1.0,
            "{unrelated:?}"
        );
        assert_eq!(
            unrelated,
            chance_contrast(&county(0.0, 3), &rule, 500, 1).unwrap()
        );
    }

    #[test]
    fn nothing_to_list_is_no_finding() {
        let mut quiet = county(0.0, 1);
        quiet.iter_mut().for_each(|d| d.below.fill(0.1));
        let found = chance_contrast(&quiet, &ListRule::default(), 100, 1).unwrap();
        assert_eq!((found.observed, found.shuffled_expected, found.p), (0, 0.0, 1.0));
        let mut broken = county(0.0, 1);
        broken[0].spend[0][0] = -1.0;
        assert_eq!(
            chance_contrast(&broken, &ListRule::default(), 100, 1),
            Err(Undefined::NotFinite)
        );
        broken[0].spend[0].pop();
        assert_eq!(
            chance_contrast(&broken, &ListRule::default(), 100, 1),
            Err(Undefined::Shapes)
        );
        assert_eq!(
            chance_contrast(&[], &ListRule::default(), 0, 1),
            Err(Undefined::InsufficientUnits)
        );
    }

    #[test]
    fn money_that_came_too_late_takes_its_gate_along() {
        let mut late = county(1.0, 3);
        late.iter_mut().for_each(|d| d.money_open.fill(false));
        assert_eq!(
            chance_contrast(&late, &ListRule::default(), 50, 1)
                .unwrap()
                .observed,
            0
        );
    }

    #[test]
    fn the_sign_is_asked_of_the_model_with_its_own_context_and_need_of_its_own() {
        // places far out are low, and spend as much as the others: the far one is low for being far
        let places = 12;
        let far: Vec<f64> = (0..places).map(f64::from).collect();
        let ones = vec![1.0; places as usize];
        let plain = Matrix::from_columns(&[&ones]).unwrap();
        let (with_far, _) = super::super::grid::design(places as usize, std::slice::from_ref(&far)).unwrap();
        let logs: Vec<f64> = (0..places)
            .map(|i| if i == 11 { 0.6 } else { 0.02 * f64::from(i * 5 % 7) })
            .collect();
        let at = |context: &Matrix| Domain {
            below: (0..places).map(|i| if i == 11 { 0.9 } else { 0.1 }).collect(),
            place_open: vec![true; places as usize],
            spend: vec![logs.iter().map(|x| x.exp()).collect()],
            logs: vec![logs.clone()],
            money_open: vec![true; places as usize],
            need: plain.clone(),
            context: context.clone(),
            scores: far
                .iter()
                .map(|f| (80.0 - 3.0 * f + if *f > 10.5 { 4.0 } else { 0.0 }, 1.0))
                .collect(),
        };
        let rule = ListRule::default();
        let observed = |context: &Matrix| chance_contrast(&[at(context)], &rule, 20, 1).unwrap().observed;
        assert_eq!((observed(&plain), observed(&with_far)), (1, 0));
    }
}
