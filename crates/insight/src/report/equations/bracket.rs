//! Spending and scores of two waves: the change-score and the ANCOVA slope, which bracket what is true (STATISTICS §2.7).

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use stats::relation::{
    clustered::Rows,
    hypothesis::Evidence,
    regression::{Inference, LEAST_DF},
    two_waves::{TwoWaves, two_waves, two_waves_of_cells},
};
use survey::AreaCode;

use super::{
    Equation, Material, held,
    places::{outcome, total_spending},
    wanted,
    without::Without,
};
use crate::report::{
    context::Context,
    exposure::DomainExposure,
    hypothesis::{Hypothesis, Y},
    scores::{Measure, Scores},
};

/// p below which the change of spending goes with the earlier score: no clean placebo (STATISTICS §2.7).
const PLACEBO: f64 = 0.05;

/// Two waves: change of score on change of spending, and later score on change given the earlier one, over the cells of
/// all services, each service with a level of its own. A place counts once, however many services it has: errors are
/// clustered by place; with one service only there is one row a place and they are HC3.
///
/// A cell without spending in either wave has no doubling and is left out.
pub(super) fn bracket(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let mut found = Equation {
        unit: "points_per_doubling",
        ..Equation::none(hypothesis)
    };
    let Some(cells) = Cells::of(hypothesis, material, domains) else {
        return found;
    };
    let places = cells.places_in_order();
    (found.units, found.places) = (cells.y1.len(), places.len());
    found.without_spending = cells.without_spending;
    let units: Vec<&AreaCode> = places.iter().map(|at| &material.scores.units[*at]).collect();
    let context = Context::new(
        material.county,
        material.places,
        &hypothesis.context,
        &units,
        material.scores.year,
    );
    let cells = cells.with(&context, &places);
    found.hold(&context);
    let Some(both) = cells.fit() else {
        let few = found.units < cells.coefficients() + LEAST_DF;
        return found.not_made(few);
    };
    let nearer = both.nearer();
    let clusters = (cells.services() > 1).then_some(places.len());
    let Some(mut evidence) = Evidence::of_slope(&nearer, both.n, clusters, hypothesis.least()) else {
        return found.not_made(true);
    };
    evidence.interval90 = both.union90;
    evidence.bracket = Some(both.bracket);
    evidence.placebo_clean = cells.placebo().map(|found| found.p >= PLACEBO);
    evidence.rho = cells.rank_correlation();
    let each = places
        .par_iter()
        .map(|left_out| {
            let rest = cells.without(*left_out).fit();
            let tested = rest.map(|r| (r.nearer().estimate, r.nearer().p));
            ((material.names)(&material.scores.units[*left_out]), tested)
        })
        .collect();
    let without = Without::new((nearer.estimate, nearer.p), each);
    evidence.fragile = without.fragile();
    let same_side = both.bracket.low * both.bracket.high > 0.0;
    found.df = Some(nearer.df);
    found.bracket = Some([both.change.estimate, both.ancova.estimate]);
    found.without = Some(without);
    found.grade = material.grade(true, same_side);
    found.judged(&evidence, true)
}

/// One service in two waves.
pub(in crate::report) struct OneService {
    /// Both slopes, points per doubling of spending.
    pub slopes: Option<TwoWaves>,
    /// Change of spending on the earlier score, doublings per point.
    pub placebo: Option<Inference>,
    /// Change of spending of each place, in doublings.
    pub doublings: Vec<f64>,
    /// Change of its score.
    pub changed: Vec<f64>,
}

/// One service, each wave with its scores and spending; `context` has one row a place of the wave now.
pub(in crate::report) fn of_one_service(
    now: (&Measure, &DomainExposure),
    then: (&Measure, &DomainExposure),
    context: &Context,
) -> OneService {
    let mut cells = Cells::default();
    cells.add(0, &of_service(now.0, now.1), &of_service(then.0, then.1));
    let places = cells.places_in_order();
    let cells = cells.with(&context.of(&places), &places);
    OneService {
        slopes: cells.fit(),
        placebo: cells.placebo(),
        changed: cells.changes(),
        doublings: cells.dx,
    }
}

/// A place in one wave.
struct Side<'a> {
    area: &'a AreaCode,
    score: Option<f64>,
    spent: Option<f64>,
}

fn of_service<'a>(measure: &'a Measure, exposure: &DomainExposure) -> Vec<Side<'a>> {
    let both = measure.places.iter().zip(&exposure.places);
    both.map(|(score, spent)| Side {
        area: &score.area,
        score: score.value,
        spent: spent.per_resident,
    })
    .collect()
}

fn of_outcome<'a>(
    scores: &'a Scores,
    exposures: &[DomainExposure],
    domains: &[String],
    items: &[String],
) -> Vec<Side<'a>> {
    let spent = total_spending(exposures, scores.units.len(), domains);
    let sides = scores.units.iter().zip(spent).enumerate();
    sides
        .map(|(i, (area, ln))| Side {
            area,
            score: outcome(scores, items, i),
            spent: ln.map(f64::exp),
        })
        .collect()
}

/// Place × service cells with both waves.
#[derive(Clone, Default)]
struct Cells {
    y1: Vec<f64>,
    y2: Vec<f64>,
    /// log₂ of spending now over spending then.
    dx: Vec<f64>,
    services: Vec<usize>,
    /// Positions among the units of the wave now.
    places: Vec<usize>,
    /// Columns held equal.
    context: Vec<Vec<f64>>,
    /// Cells with both scores that spent nothing in one of the waves.
    without_spending: usize,
}

impl Cells {
    fn of(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Option<Self> {
        let (earlier, spent_before) = material.before?;
        let mut cells = Self::default();
        if let Y::Outcomes { items } = &hypothesis.y {
            let now = of_outcome(material.scores, material.exposures, domains, items);
            cells.add(0, &now, &of_outcome(earlier, spent_before, domains, items));
            return Some(cells);
        }
        let of = |id: &str| wanted(domains, id);
        for (service, exposure) in material.exposures.iter().enumerate() {
            let id = exposure.domain.as_str();
            let measures = material.scores.measure(id).zip(earlier.measure(id));
            let spent_then = spent_before.iter().find(|e| e.domain == exposure.domain);
            if let (true, Some((now, then)), Some(spent_then)) = (of(id), measures, spent_then) {
                cells.add(service, &of_service(now, exposure), &of_service(then, spent_then));
            }
        }
        Some(cells)
    }

    fn add(&mut self, service: usize, now: &[Side<'_>], then: &[Side<'_>]) {
        let before: BTreeMap<&AreaCode, &Side<'_>> = then.iter().map(|s| (s.area, s)).collect();
        for (at, side) in now.iter().enumerate() {
            let Some(old) = before.get(side.area) else {
                continue;
            };
            let (Some(y2), Some(y1), Some(later), Some(earlier)) =
                (side.score, old.score, side.spent, old.spent)
            else {
                continue;
            };
            if later > 0.0 && earlier > 0.0 {
                self.y1.push(y1);
                self.y2.push(y2);
                self.dx.push((later / earlier).log2());
                self.services.push(service);
                self.places.push(at);
            } else {
                self.without_spending += 1;
            }
        }
    }

    fn places_in_order(&self) -> Vec<usize> {
        let all: BTreeSet<usize> = self.places.iter().copied().collect();
        all.into_iter().collect()
    }

    fn services(&self) -> usize {
        self.services.iter().collect::<BTreeSet<_>>().len()
    }

    /// With the context of `places`, one row a place, told over to their cells.
    fn with(self, context: &Context, places: &[usize]) -> Self {
        let row = |at: &usize| places.iter().position(|p| p == at);
        let rows: Vec<usize> = self.places.iter().filter_map(row).collect();
        let told = |column: &Vec<f64>| rows.iter().map(|r| column[*r]).collect();
        Self {
            context: context.columns.iter().map(told).collect(),
            ..self
        }
    }

    fn without(&self, place: usize) -> Self {
        let kept: Vec<usize> = (0..self.places.len())
            .filter(|i| self.places[*i] != place)
            .collect();
        let values = |v: &Vec<f64>| kept.iter().map(|i| v[*i]).collect();
        let numbers = |v: &Vec<usize>| kept.iter().map(|i| v[*i]).collect();
        Self {
            y1: values(&self.y1),
            y2: values(&self.y2),
            dx: values(&self.dx),
            services: numbers(&self.services),
            places: numbers(&self.places),
            context: self.context.iter().map(values).collect(),
            without_spending: self.without_spending,
        }
    }

    fn columns(&self) -> Vec<&[f64]> {
        self.context.iter().map(Vec::as_slice).collect()
    }

    /// Of the ANCOVA: a level a service, both waves, the context.
    fn coefficients(&self) -> usize {
        self.services().max(1) + 2 + self.context.len()
    }

    fn fit(&self) -> Option<TwoWaves> {
        let columns = self.columns();
        if self.services() > 1 {
            let (services, places) = (&self.services, &self.places);
            two_waves_of_cells(&self.y1, &self.y2, &self.dx, &columns, services, places)
        } else {
            two_waves(&self.y1, &self.y2, &self.dx, &columns)
        }
    }

    /// The change of spending going with the earlier score: money that went where scores had been low.
    fn placebo(&self) -> Option<Inference> {
        let rows = Rows {
            y: &self.dx,
            x: &self.y1,
            columns: &self.columns(),
            levels: &self.services,
            clusters: &self.places,
        };
        rows.slope(0.90)
    }

    /// Spearman's rho of both changes, each service's mean and the context taken out.
    fn rank_correlation(&self) -> Option<f64> {
        let change = self.changes();
        let columns = self.columns();
        let own = |values: &[f64]| held(&self.less_service_means(values), &columns);
        stats::spearman(&own(&self.dx)?, &own(&change)?).map(|c| c.r)
    }

    fn changes(&self) -> Vec<f64> {
        self.y2.iter().zip(&self.y1).map(|(b, a)| b - a).collect()
    }

    fn less_service_means(&self, values: &[f64]) -> Vec<f64> {
        let mean = |service: usize| {
            let own = values.iter().zip(&self.services).filter(|(_, s)| **s == service);
            stats::mean(&own.map(|(v, _)| *v).collect::<Vec<f64>>()).unwrap_or(0.0)
        };
        let each = values.iter().zip(&self.services);
        each.map(|(v, s)| v - mean(*s)).collect()
    }
}
