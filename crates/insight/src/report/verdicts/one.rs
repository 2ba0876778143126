//! The verdicts of one service.

mod told;

use stats::{
    linear::Matrix,
    verdict::{
        chance,
        class::Thresholds,
        gate,
        grid::{Posterior, design, fit},
        spend::{Ratios, median_ratios, need_ratios},
    },
};
use survey::DomainId;

use super::{
    super::{
        context::Context,
        exposure::{ALLOCATIONS, DomainExposure, Exposure, NO_POPULATION, NO_PRICE_INDEX},
        scores::{Measure, Score},
        settings::Settings,
    },
    Allotted, Cell, Material, Model,
};

/// Places a verdict needs at least.
pub(in crate::report) const ENOUGH_PLACES: usize = 8;
/// Share of capital not in service from which it is too early to judge.
const MOSTLY: f64 = 0.5;

/// One service of a wave.
pub(super) struct Service<'a> {
    pub(super) material: &'a Material<'a>,
    pub(super) settings: &'a Settings,
    pub(super) lines: &'a Thresholds,
    pub(super) domain: DomainId,
    pub(super) measure: &'a Measure,
    pub(super) exposure: Option<&'a DomainExposure>,
    pub(super) mood: &'a [Option<(f64, f64)>],
}

/// What came of it.
pub(super) struct Judged {
    pub(super) cells: Vec<Cell>,
    pub(super) model: Model,
    /// For the chance contrast: the service, and for each of its places the position among `cells`' places.
    pub(super) chance: Option<(DomainId, chance::Domain)>,
}

/// A place that can be judged: its score, variance, spending.
struct Entry<'a> {
    at: usize,
    score: &'a Score,
    spent: &'a Exposure,
    y: f64,
    v: f64,
}

/// Fits and ratios over the entries.
struct Fitted {
    context: Posterior,
    with_spending: Posterior,
    mood: Vec<Option<f64>>,
    /// By place, then allocation.
    ratios: Vec<Vec<Ratios>>,
    varies: bool,
    need: Matrix,
    amounts: Vec<Vec<f64>>,
}

impl Service<'_> {
    pub(super) fn judge(&self) -> Judged {
        let mut cells: Vec<Cell> = self
            .measure
            .places
            .iter()
            .enumerate()
            .map(|(i, s)| self.cell(i, s))
            .collect();
        let entries = self.entries();
        let mut model = Model {
            domain: self.domain.clone(),
            places: entries.len(),
            context: Vec::new(),
            coefficients: Vec::new(),
            spread: None,
            spend_coefficient: None,
            status: None,
        };
        self.missing(&mut cells);
        let own = self
            .material
            .context
            .of(&entries.iter().map(|e| e.at).collect::<Vec<_>>());
        let refused = if entries.len() < ENOUGH_PLACES {
            Err("INSUFFICIENT_UNITS")
        } else {
            self.fitted(&entries, &own).map_err(|()| "NO_VARIATION")
        };
        let fitted = match refused {
            Ok(fitted) => fitted,
            Err(status) => {
                model.status = Some(status);
                entries.iter().for_each(|e| cells[e.at].withhold(status));
                return Judged {
                    cells,
                    model,
                    chance: None,
                };
            }
        };
        model.context = own.names.clone();
        model.coefficients = fitted
            .context
            .coefficients
            .iter()
            .skip(1)
            .map(|c| c.mean)
            .collect();
        model.spread = Some(fitted.context.spread_mean);
        model.spend_coefficient = fitted
            .with_spending
            .coefficients
            .last()
            .map(|c| [c.mean, c.deviation]);
        let mut place_open = Vec::new();
        let mut money_open = Vec::new();
        for (k, entry) in entries.iter().enumerate() {
            let (place, money) = self.fill(
                &mut cells[entry.at],
                entry,
                k,
                &fitted,
                !own.names.is_empty(),
                entries.len(),
            );
            place_open.push(place);
            money_open.push(money);
        }
        let chance = chance::Domain {
            below: fitted.context.places.iter().map(|p| p.below).collect(),
            place_open,
            spend: fitted.amounts,
            money_open,
            context: fitted.need,
            scores: entries.iter().map(|e| (e.y, e.v)).collect(),
        };
        Judged {
            cells,
            model,
            chance: Some((self.domain.clone(), chance)),
        }
    }

    fn cell(&self, i: usize, score: &Score) -> Cell {
        let mut cell = Cell::new((self.material.names)(&score.area), self.domain.clone());
        cell.score = score.value;
        cell.n = score.n.or(score.value.and(self.settings.assumed_n));
        if let Some(spent) = self.exposure.and_then(|e| e.places.get(i)) {
            cell.per_resident = spent.per_resident;
            cell.payers = spent.payers.clone();
            cell.deciders = spent.deciders.clone();
            cell.decided_here = spent.decided_here;
        }
        cell
    }

    /// Places without score, error or spending say what is missing.
    fn missing(&self, cells: &mut [Cell]) {
        for (i, (cell, score)) in cells.iter_mut().zip(&self.measure.places).enumerate() {
            let place = self.exposure.and_then(|e| e.places.get(i));
            let spent = place.and_then(|p| p.per_resident);
            let named = place
                .and_then(|p| p.status)
                .filter(|s| [NO_PRICE_INDEX, NO_POPULATION].contains(s));
            if score.value.is_none() {
                cell.withhold(score.status.unwrap_or("NO_DATA"));
            } else if score.variance.is_none_or(|v| v <= 0.0) {
                cell.withhold("NO_SAMPLING_ERROR");
            } else if spent.is_none() {
                cell.withhold(named.unwrap_or("NO_SPENDING"));
            }
        }
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let Some(exposure) = self.exposure else {
            return Vec::new();
        };
        let both = self.measure.places.iter().zip(&exposure.places).enumerate();
        both.filter_map(|(at, (score, spent))| {
            let v = score.variance.filter(|v| *v > 0.0)?;
            spent.by_allocation.iter().all(Option::is_some).then_some(())?;
            Some(Entry {
                at,
                score,
                spent,
                y: score.value?,
                v,
            })
        })
        .collect()
    }

    fn fitted(&self, entries: &[Entry<'_>], own: &Context) -> Result<Fitted, ()> {
        let y: Vec<f64> = entries.iter().map(|e| e.y).collect();
        let v: Vec<f64> = entries.iter().map(|e| e.v).collect();
        let amounts: Vec<Vec<f64>> = (0..ALLOCATIONS.len())
            .map(|rule| {
                positive(
                    &entries
                        .iter()
                        .filter_map(|e| e.spent.by_allocation[rule])
                        .collect::<Vec<_>>(),
                )
            })
            .collect::<Option<_>>()
            .ok_or(())?;
        let logs: Vec<Vec<f64>> = amounts
            .iter()
            .map(|a| a.iter().map(|x| x.ln()).collect())
            .collect();
        let usual = logs.first().ok_or(())?;
        let (context, _) = design(y.len(), &own.columns).map_err(|_| ())?;
        let mut with = own.columns.clone();
        with.push(usual.clone());
        let (spend, dropped) = design(y.len(), &with).map_err(|_| ())?;
        if !dropped.is_empty() {
            return Err(());
        }
        let at: Vec<usize> = entries.iter().map(|e| e.at).collect();
        let (need, _) = design(y.len(), &self.material.need.of(&at).columns).map_err(|_| ())?;
        let margin = self.settings.materiality;
        let mut ratios = vec![Vec::new(); y.len()];
        for (amounts, logs) in amounts.iter().zip(&logs) {
            let medians = median_ratios(amounts).map_err(|_| ())?;
            let needs = need_ratios(logs, &need).map_err(|_| ())?;
            for (place, (median, need)) in ratios.iter_mut().zip(medians.into_iter().zip(needs)) {
                place.push(Ratios { median, need });
            }
        }
        Ok(Fitted {
            mood: self.mood_effects(entries, own, margin),
            context: fit(&y, &v, &context, margin).map_err(|_| ())?,
            with_spending: fit(&y, &v, &spend, margin).map_err(|_| ())?,
            varies: gate::spending_varies(amounts.first().ok_or(())?).is_none(),
            ratios,
            need,
            amounts,
        })
    }

    /// E(u) with each place's general mood taken out.
    fn mood_effects(&self, entries: &[Entry<'_>], own: &Context, margin: f64) -> Vec<Option<f64>> {
        let known: Option<Vec<(f64, f64)>> = entries
            .iter()
            .map(|e| self.mood.get(e.at).copied().flatten())
            .collect();
        let none = vec![None; entries.len()];
        let Some((y, v)) = known.map(|k| k.into_iter().unzip::<f64, f64, Vec<f64>, Vec<f64>>()) else {
            return none;
        };
        let Ok((z, _)) = design(y.len(), &own.columns) else {
            return none;
        };
        fit(&y, &v, &z, margin).map_or(none, |p| p.places.iter().map(|p| Some(p.effect)).collect())
    }
}

/// Amounts above zero: a zero counts as half the smallest amount that was spent. None where nobody spent anything.
pub(in crate::report) fn positive(amounts: &[f64]) -> Option<Vec<f64>> {
    let least = amounts
        .iter()
        .copied()
        .filter(|a| *a > 0.0)
        .fold(f64::INFINITY, f64::min);
    (least.is_finite() && amounts.iter().all(|a| a.is_finite())).then(|| {
        let half = 0.5 * least;
        amounts.iter().map(|a| if *a > 0.0 { *a } else { half }).collect()
    })
}
