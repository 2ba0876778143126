//! What stands beside the relation of each service: inside groups of places, at other lags, and against the wave before.

use std::collections::BTreeSet;

use rayon::prelude::*;
use survey::{AreaCode, DomainId, Level};

use super::{
    association::{
        Association, Pairs,
        lags::{LAGS, strip},
        over_time::OverTime,
        split::{Grouped, Split},
    },
    context::Context,
    county::{County, is_town},
    exposure::{Book, DomainExposure, Span},
    scores::{Measure, Scores},
    villages::Villages,
};

/// Data of one wave.
pub(super) struct Beside<'a> {
    /// Loaded.
    pub(super) county: &'a County,
    /// Its ledger.
    pub(super) book: &'a Book<'a>,
    /// Scores.
    pub(super) scores: &'a Scores,
    /// Sums by village behind them.
    pub(super) villages: &'a Villages,
    /// Spending over the units of the scores, which are known areas.
    pub(super) exposures: &'a [DomainExposure],
    /// Fewest answers of a village that is looked at.
    pub(super) k: u64,
    /// What scores are expected from.
    pub(super) context: &'a Context,
    /// The wave before and its spending, over its own units; else why there is none.
    pub(super) then: Result<(&'a Scores, &'a [DomainExposure]), &'static str>,
}

/// A village that was answered for: its code, and the position of its place among the units.
type Village<'a> = (&'a AreaCode, usize);

impl Beside<'_> {
    /// Adds splits, the strip of lags and the relation over time to every service.
    pub(super) fn add(&self, association: &mut Association) {
        let units: Option<Vec<&AreaCode>> = self.scores.units.iter().map(|u| self.known(u)).collect();
        let Some(units) = units else {
            return;
        };
        let town: Vec<Option<usize>> = units
            .iter()
            .map(|unit| is_town(&self.county.areas, unit).map(usize::from))
            .collect();
        let villages = self.known_villages();
        let all: BTreeSet<&AreaCode> = villages.iter().map(|(code, _)| *code).collect();
        association.per_domain.par_iter_mut().for_each(|(domain, found)| {
            let measure = self.scores.measure(domain);
            let exposure = self.exposures.iter().find(|e| e.domain.as_str() == domain);
            let Some((measure, exposure)) = measure.zip(exposure) else {
                return;
            };
            let places = Split::new("settlement", &by_settlement(measure, exposure, &town));
            let below = self.book.has_lines_at(&exposure.domain, &all).then(|| {
                let points = self.by_township(measure, exposure, &villages);
                Split::new("townships", &points)
            });
            found.split(places.into_iter().chain(below.flatten()));
            let at = |lag: &u32| {
                self.book
                    .lagged(&exposure.domain, &units, exposure.year, exposure.span, *lag)
            };
            found.lags = strip(measure, &LAGS.iter().map(at).collect::<Vec<_>>());
            found.over_time(self.over_time(measure, exposure));
        });
    }

    fn over_time(&self, measure: &Measure, exposure: &DomainExposure) -> OverTime {
        let (scores, spent) = match self.then {
            Ok(then) => then,
            Err(why) => return OverTime::none(None, why),
        };
        let before = scores.wave.as_str();
        let Some(then) = scores.measure(&measure.measure) else {
            return OverTime::none(Some(before), "NO_DATA");
        };
        let Some(spent) = spent.iter().find(|e| e.domain == exposure.domain) else {
            return OverTime::none(Some(before), "NO_SPENDING");
        };
        let now = (self.scores.wave.as_str(), measure, exposure);
        OverTime::of(now, (before, then, spent), self.context)
    }

    fn known(&self, code: &AreaCode) -> Option<&AreaCode> {
        self.county.area(code).map(|a| &a.code)
    }

    fn known_villages(&self) -> Vec<Village<'_>> {
        let areas = self.villages.areas.iter();
        areas
            .filter_map(|(code, unit)| {
                let area = self.county.area(code).filter(|a| a.level == Level::Village)?;
                Some((&area.code, (*unit)?))
            })
            .collect()
    }

    /// Villages with enough answers and spending of their own, grouped by place.
    fn by_township(
        &self,
        measure: &Measure,
        exposure: &DomainExposure,
        villages: &[Village<'_>],
    ) -> Vec<Grouped> {
        let codes: Vec<&AreaCode> = villages.iter().map(|(code, _)| *code).collect();
        let domain: &DomainId = &exposure.domain;
        let spent = self.book.exposure(domain, &codes, exposure.year, Span::Stock);
        let sums = self.villages.of(&measure.measure);
        sums.filter(|(_, _, sums)| sums.n >= self.k)
            .filter_map(|(code, unit, sums)| {
                let at = codes.iter().position(|c| *c == code)?;
                Some((unit, spent.places.get(at)?.per_resident?, sums.mean()?))
            })
            .collect()
    }
}

/// Places that have score, spending and a class of settlement.
fn by_settlement(measure: &Measure, exposure: &DomainExposure, town: &[Option<usize>]) -> Vec<Grouped> {
    let pairs = Pairs::new(measure, exposure);
    let points = pairs.at.iter().zip(&pairs.spending).zip(&pairs.y);
    points
        .filter_map(|((at, x), y)| Some((town.get(*at).copied().flatten()?, *x, *y)))
        .collect()
}
