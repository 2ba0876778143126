//! The verdicts of one service.

mod told;

use stats::{
    linear::Matrix,
    relation::{
        exposure::{self as transform, NoExposure, Scale},
        power::needed_answers,
    },
    verdict::{
        Undefined, chance,
        class::Thresholds,
        evidence::{Evidence, grade},
        gate,
        grid::{Posterior, design, fit},
        spend::{Ratios, median_ratios, need_ratios},
    },
};
use survey::DomainId;

use super::{
    super::{
        context::Context,
        equations::of_one_service,
        exposure::{ALLOCATIONS, DomainExposure, Exposure, NO_DEFLATOR, NO_POPULATION, NO_PRICE_INDEX},
        grade_code,
        scores::{Measure, Score},
        settings::Settings,
    },
    Allotted, Cell, Material, Model,
};

/// Places a verdict needs at least.
pub(in crate::report) const ENOUGH_PLACES: usize = 8;
/// Share of capital not in service from which it is too early to judge.
pub(in crate::report) const MOSTLY: f64 = 0.5;

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
    /// Of the context model.
    design: Matrix,
    amounts: Vec<Vec<f64>>,
    /// The same on the scale of the relation.
    logs: Vec<Vec<f64>>,
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
        let bracket = self.bracket();
        let mut model = Model {
            domain: self.domain.clone(),
            places: entries.len(),
            context: Vec::new(),
            coefficients: Vec::new(),
            spread: None,
            spend_coefficient: None,
            bracket: bracket.and_then(Result::ok),
            bracket_status: bracket.and_then(Result::err),
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
            self.fitted(&entries, &own)
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
        let evidence = Evidence {
            adjusted: !own.names.is_empty(),
            bracket_agrees: model.bracket.is_some_and(|[a, b]| a * b > 0.0),
            opt_in: self.material.scores.open_link,
            ..Evidence::default()
        };
        let written = grade_code(grade(evidence));
        for (k, entry) in entries.iter().enumerate() {
            let cell = &mut cells[entry.at];
            cell.grade = written;
            let (place, money) = self.fill(cell, entry, k, &fitted, entries.len());
            place_open.push(place);
            money_open.push(money);
        }
        let chance = chance::Domain {
            below: fitted.context.places.iter().map(|p| p.below).collect(),
            place_open,
            spend: fitted.amounts,
            logs: fitted.logs,
            money_open,
            need: fitted.need,
            context: fitted.design,
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

    /// Both slopes of this service in two waves, or why there are none where there are two waves: as few places as the rule
    /// of the hypotheses asks for are needed (STATISTICS §2.11).
    fn bracket(&self) -> Option<Result<[f64; 2], &'static str>> {
        let domain = self.domain.as_str();
        let then = self.material.before?.measure(domain)?;
        let spent_then = self
            .material
            .spent_before?
            .iter()
            .find(|e| e.domain == self.domain)?;
        let now = (self.measure, self.exposure?);
        let both = of_one_service(now, (then, spent_then), self.material.context);
        Some(match both.slopes {
            None if both.changed.len() < ENOUGH_PLACES => Err("INSUFFICIENT_UNITS"),
            None => Err("NO_VARIATION"),
            Some(slopes) if slopes.n < ENOUGH_PLACES => Err("INSUFFICIENT_UNITS"),
            Some(slopes) => Ok([slopes.change.estimate, slopes.ancova.estimate]),
        })
    }

    /// Places without score, error or spending say what is missing, and how many answers would tell.
    fn missing(&self, cells: &mut [Cell]) {
        for (i, (cell, score)) in cells.iter_mut().zip(&self.measure.places).enumerate() {
            let place = self.exposure.and_then(|e| e.places.get(i));
            let spent = place.and_then(|p| p.per_resident);
            let named = place
                .and_then(|p| p.status)
                .filter(|s| [NO_DEFLATOR, NO_PRICE_INDEX, NO_POPULATION].contains(s));
            if score.value.is_none() {
                cell.withhold(score.status.unwrap_or("NO_DATA"));
            } else if score.variance.is_none_or(|v| v <= 0.0) {
                cell.withhold("NO_SAMPLING_ERROR");
            } else if spent.is_none() {
                cell.withhold(named.unwrap_or("NO_SPENDING"));
            }
            if score.variance.is_none_or(|v| v <= 0.0) {
                let (sd, deff) = (self.settings.planning_sd, self.settings.planning_deff);
                cell.needed_answers =
                    needed_answers(2.0 * self.settings.materiality, sd, deff, false, 0.8, 0.05);
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

    /// The fits; where there is none, why no verdict can be given.
    fn fitted(&self, entries: &[Entry<'_>], own: &Context) -> Result<Fitted, &'static str> {
        let y: Vec<f64> = entries.iter().map(|e| e.y).collect();
        let v: Vec<f64> = entries.iter().map(|e| e.v).collect();
        let of_rule = |rule: usize| entries.iter().filter_map(move |e| e.spent.by_allocation[rule]);
        let amounts: Vec<Vec<f64>> = (0..ALLOCATIONS.len()).map(|r| of_rule(r).collect()).collect();
        let logs: Vec<Vec<f64>> = amounts
            .iter()
            .map(|a| on_scale(a).map(|(x, _)| x))
            .collect::<Option<_>>()
            .ok_or("NO_VARIATION")?;
        let (Some(usual), Some(shown)) = (logs.first(), amounts.first()) else {
            return Err("NO_SPENDING");
        };
        let (context, _) = design(y.len(), &own.columns).map_err(status_of)?;
        let mut with = own.columns.clone();
        with.push(usual.clone());
        let (spend, dropped) = design(y.len(), &with).map_err(status_of)?;
        if !dropped.is_empty() {
            return Err("NO_VARIATION");
        }
        let at: Vec<usize> = entries.iter().map(|e| e.at).collect();
        let (need, _) = design(y.len(), &self.material.need.of(&at).columns).map_err(status_of)?;
        let margin = self.settings.materiality;
        let mut ratios = vec![Vec::new(); y.len()];
        for (amounts, logs) in amounts.iter().zip(&logs) {
            let medians = median_ratios(amounts).map_err(status_of)?;
            let needs = need_ratios(logs, &need).map_err(status_of)?;
            for (place, (median, need)) in ratios.iter_mut().zip(medians.into_iter().zip(needs)) {
                place.push(Ratios { median, need });
            }
        }
        Ok(Fitted {
            mood: self.mood_effects(entries, own, margin),
            context: fit(&y, &v, &context, margin).map_err(status_of)?,
            with_spending: fit(&y, &v, &spend, margin).map_err(status_of)?,
            varies: gate::spending_varies(shown).is_none(),
            ratios,
            need,
            design: context,
            amounts,
            logs,
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

/// Why a model that cannot be fitted gives no verdict.
pub(super) fn status_of(why: Undefined) -> &'static str {
    match why {
        Undefined::InsufficientUnits => "INSUFFICIENT_UNITS",
        Undefined::Collinear => "COLLINEAR_DROPPED",
        Undefined::Shapes | Undefined::NotFinite | Undefined::NoVariance | Undefined::NotConverged => {
            "NOT_CONVERGED"
        }
    }
}

/// Spending on the scale of the relation, as in the association (STATISTICS §2.5): zeros by half the smallest amount where a
/// tenth of the places or fewer spent nothing, else by asinh. None where nobody spent anything, or an amount is below zero.
pub(in crate::report) fn on_scale(amounts: &[f64]) -> Option<(Vec<f64>, Scale)> {
    match transform::exposure(amounts) {
        Ok(found) => Some((found.x, found.scale)),
        Err(NoExposure::NoVariation) => Some((amounts.iter().map(|a| Scale::Ln.of(*a)).collect(), Scale::Ln)),
        Err(NoExposure::BadInput | NoExposure::AllZero) => None,
    }
}
