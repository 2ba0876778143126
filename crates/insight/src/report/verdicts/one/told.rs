//! What is written into the cell of a place: verdict, gates, what would be needed.

use stats::{
    relation::power::{detectable_difference, needed_answers},
    verdict::{
        class::{Thresholds, classify},
        gate::{Facts, Gate, closed_gates, ruling},
        halo::{Reach, reach},
        spend::spend_class,
    },
};

use super::{Allotted, Cell, Entry, Fitted, MOSTLY, Service};
use crate::report::{association::half_width, code_of, exposure::ALLOCATIONS, scores::Source};

impl Service<'_> {
    /// Writes what was found into a cell; gives whether the place's and the money's gates are open.
    pub(super) fn fill(
        &self,
        cell: &mut Cell,
        entry: &Entry<'_>,
        k: usize,
        fitted: &Fitted,
        places: usize,
    ) -> (bool, bool) {
        let (Some(posterior), Some(with), Some(ratios)) = (
            fitted.context.places.get(k),
            fitted.with_spending.places.get(k),
            fitted.ratios.get(k),
        ) else {
            return (false, false);
        };
        let Some(spend) = spend_class(ratios, self.lines.band) else {
            return (false, false);
        };
        let class = classify(
            posterior.below,
            posterior.above,
            spend,
            entry.spent.decided_here,
            self.lines,
        );
        let facts = self.facts(entry, fitted, with.effect, places);
        let gates = closed_gates(
            &facts,
            &class,
            posterior.below,
            posterior.above,
            ratios,
            self.lines,
        );
        cell.verdict = ruling(&class, &gates).and_then(|v| code_of(&v));
        cell.filed_under = code_of(&class.filed_under);
        for gate in &gates {
            let code = code_of(gate).unwrap_or_default();
            if gate.withholds(class.filed_under) {
                cell.gate.get_or_insert_with(|| code.clone());
            }
            cell.gates.push(code);
        }
        cell.certainty = code_of(&class.certainty);
        cell.spend = code_of(&class.spend);
        cell.ratios = ALLOCATIONS
            .iter()
            .zip(ratios)
            .map(|(allocation, r)| Allotted {
                allocation: *allocation,
                median: r.median,
                need: r.need,
            })
            .collect();
        let thin = gates.iter().any(|g| {
            matches!(
                g,
                Gate::SmallBase | Gate::NoData | Gate::BaseUnknown | Gate::InsufficientUnits
            )
        });
        if !thin {
            cell.expected = Some(posterior.smoothed - posterior.effect);
            cell.effect = Some(posterior.effect);
            cell.interval90 = Some([posterior.interval_90.low, posterior.interval_90.high]);
            cell.p_below = Some(posterior.below);
            cell.p_above = Some(posterior.above);
            cell.p_with_spending = Some([with.below, with.above]);
            let halo = fitted.mood.get(k).copied().flatten();
            cell.reach = halo.map(|halo| match reach(posterior.effect, halo) {
                Reach::DomainSpecific => "DOMAIN_SPECIFIC",
                Reach::Overall => "ACROSS_THE_BOARD",
            });
        }
        self.planning(cell, entry, &facts);
        open(&gates, entry, self.lines)
    }

    fn facts(&self, entry: &Entry<'_>, fitted: &Fitted, effect_in_spend_model: f64, places: usize) -> Facts {
        let (n, n_eff) = entry.score.base(self.settings);
        let early = entry.spent.not_in_service.is_some_and(|share| share > MOSTLY);
        Facts {
            places,
            n,
            n_eff,
            varies: fitted.varies,
            months_in_service: early.then_some(0.0),
            effect_in_spend_model,
            change_low: self.change_low(entry),
            opt_in: self.material.scores.open_link,
            // a county has no way yet to load what call-backs found; the report's notices say so
            audit_pending: false,
        }
    }

    /// Lower end of the 95 % interval of the change since the wave before. Of own surveys that of the report's change,
    /// where it is called `UP`; of published scores as if the samples were independent.
    fn change_low(&self, entry: &Entry<'_>) -> Option<f64> {
        if self.material.scores.source == Source::Own {
            let change = self.material.change;
            let found = change.of(&self.measure.measure, &entry.score.area)?;
            return found.interval.filter(|_| found.code == Some("UP")).map(|i| i[0]);
        }
        let then = self.material.before?.measure(&self.measure.measure)?;
        let old = then.places.iter().find(|p| p.area == entry.score.area)?;
        let se = (entry.v + old.variance?).sqrt();
        Some(entry.y - old.value? - half_width() * se)
    }

    fn planning(&self, cell: &mut Cell, entry: &Entry<'_>, facts: &Facts) {
        let Some(n) = facts.n.filter(|n| *n >= 1.0) else {
            return;
        };
        // the spread between people that the variance here implies
        let deff = entry
            .score
            .deff
            .or(self.settings.assumed_deff)
            .unwrap_or(self.settings.planning_deff)
            .max(1.0);
        let sd = (entry.v * n / deff).sqrt();
        cell.detectable = detectable_difference(n, sd, deff, false, 0.8, 0.05);
        cell.needed_answers = needed_answers(2.0 * self.settings.materiality, sd, deff, false, 0.8, 0.05);
    }
}

/// Gates of the place and its answers, and gates of the money, for the chance contrast.
fn open(gates: &[Gate], entry: &Entry<'_>, lines: &Thresholds) -> (bool, bool) {
    let of_money = |g: &Gate| {
        matches!(
            g,
            Gate::TooEarly | Gate::AllocationSensitive | Gate::SpendModelDisagrees
        )
    };
    let place = !gates.iter().any(|g| !of_money(g) && *g != Gate::OptIn);
    let decides = entry
        .spent
        .decided_here
        .is_none_or(|share| share >= lines.own_share);
    (place, decides && !gates.contains(&Gate::TooEarly))
}
