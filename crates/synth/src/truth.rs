//! The truth behind the files, for whoever tests an estimate against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    County,
    files::code_of,
    levels::Cell,
    money::{Benefits, Decider, township_of},
    numbers::exp,
    parameters::Parameters,
    people::drivers,
    places::{COUNTY, COUNTY_NAME},
};

/// High spending: this times the county's median, and more.
const HIGH: f64 = 1.1;
const LOW: f64 = 0.9;
/// A township that decides less of the money than this is not whom the finding is for.
const OWN_DECISION: f64 = 0.3;

/// All that is true and in no file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Says that no such county exists.
    pub label: String,
    /// Code of the county.
    pub county: String,
    /// Its name.
    pub name: String,
    /// What everything was drawn from.
    pub parameters: Parameters,
    /// Waves, first to last.
    pub waves: Vec<WaveTruth>,
    /// Townships.
    pub townships: Vec<TownshipTruth>,
    /// Township × domain × wave.
    pub cells: Vec<CellTruth>,
    /// Items beside the domains: township × item × wave.
    pub outcomes: Vec<OutcomeTruth>,
    /// Sums of the spending file.
    pub spending: Vec<SpendingTruth>,
    /// Villages in which people were told how to answer.
    pub coached_villages: Vec<CoachedVillage>,
    /// Who was asked and who answered.
    pub fieldwork: Vec<Fieldwork>,
    /// Share of each domain in the part of overall satisfaction that services make (half of what is not halo).
    pub driver_shares: BTreeMap<String, f64>,
}

/// A wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveTruth {
    /// Give it to `--wave`: the rotating block of a row depends on it.
    pub id: String,
    /// Give it to `--year`.
    pub year: i32,
    /// The file.
    pub file: String,
}

/// A township; scores are standard scores over townships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TownshipTruth {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name in English letters.
    pub alias: String,
    /// Villages in it.
    pub villages: usize,
    /// Residents in the year of the first wave.
    pub residents: u64,
    /// Of driving time to the county town.
    pub remoteness: f64,
    /// Factor of spending that remoteness costs.
    pub cost_of_remoteness: f64,
    /// Of −0.6 × remoteness + 0.4 × income: what satisfaction with every service depends on.
    pub context: f64,
    /// Of 0.7 × income + 0.3 × housing.
    pub material: f64,
    /// Of fineness of management.
    pub fineness: f64,
    /// Of the cause that is in no file.
    pub omitted: f64,
}

/// A township and domain at a wave. Satisfaction is the mean score of all adults, those coached as they truly feel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellTruth {
    /// Wave.
    pub wave: String,
    /// Code of the township.
    pub township: String,
    /// Domain.
    pub domain: String,
    /// True satisfaction = context_expected + effect + omitted + u.
    pub satisfaction: f64,
    /// What context alone leads one to expect.
    pub context_expected: f64,
    /// Planted effect of spending.
    pub effect: f64,
    /// What the cause does that is in no file.
    pub omitted: f64,
    /// The township's own difference.
    pub u: f64,
    /// satisfaction − context_expected.
    pub deviation: f64,
    /// Real yuan per resident felt by this wave (capital in service, lag 1, K 5, δ 0.1; recurrent this year and last),
    /// the township's own lines and its villages'.
    pub exposure: f64,
    /// Exposure / median of the townships.
    pub spend_ratio: f64,
    /// The same with the county's shared lines by population.
    pub spend_ratio_with_shared: f64,
    /// Exposure without the cost of remoteness / its geometric mean.
    pub need_ratio: f64,
    /// Share that the township decides of what was spent on it in the three years up to the wave's.
    pub township_decides: f64,
    /// True where that is under 0.3.
    pub decided_elsewhere: bool,
    /// What a verdict would say that knew everything.
    pub verdict: Verdict,
    /// Truly NOT_PRODUCING.
    pub not_producing: bool,
}

/// Classes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// High spending, low satisfaction.
    NotProducing,
    /// High spending, high satisfaction.
    Producing,
    /// Low and low.
    UnderInvested,
    /// Low spending, high satisfaction.
    DoingMoreWithLess,
    /// Typical spending, low satisfaction.
    TypicalSpendLowSat,
    /// Typical spending, high satisfaction.
    GoodAtTypicalCost,
    /// Nothing out of the ordinary: within the margin.
    AsExpected,
}

/// A township and an item that is no domain's, at a wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomeTruth {
    /// Wave.
    pub wave: String,
    /// Code of the township.
    pub township: String,
    /// Code of the item.
    pub item: String,
    /// True mean score.
    pub mean: f64,
}

/// Sum of the lines of a township with its villages, or of the county's own, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendingTruth {
    /// Code of the township or county.
    pub area: String,
    /// Domain.
    pub domain: String,
    /// Year.
    pub year: i32,
    /// Paid and in service.
    pub spent_fen: i64,
    /// Budget, never summed with the rest.
    pub budget_fen: i64,
    /// Of what was spent: decided by the township.
    pub township_fen: i64,
    /// By a bureau of the county.
    pub bureau_fen: i64,
    /// Above the county.
    pub higher_fen: i64,
}

/// A coached village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoachedVillage {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of its township.
    pub township: String,
    /// Answers were collected there.
    pub visited: bool,
}

/// What happened in a township during a wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fieldwork {
    /// Wave.
    pub wave: String,
    /// Code of the township.
    pub township: String,
    /// Villages visited.
    pub villages: u64,
    /// People asked.
    pub asked: u64,
    /// People who answered.
    pub answered: u64,
    /// Answers given as told.
    pub coached: u64,
}

impl County {
    /// The truth, with the fieldwork that writing the responses gave.
    pub fn truth(&self, fieldwork: Vec<Fieldwork>) -> Truth {
        let spending = self.spending_truth();
        let p = &self.parameters;
        Truth {
            label:
                "示例数据：程序生成，没有这样一个县 · sample data made by a program; there is no such county"
                    .to_owned(),
            county: COUNTY.to_owned(),
            name: COUNTY_NAME.to_owned(),
            waves: p.waves(),
            townships: self.township_truth(),
            cells: self.cell_truth(&spending),
            outcomes: self.outcome_truth(),
            spending: spending.into_values().collect(),
            coached_villages: self.coached_truth(),
            fieldwork,
            driver_shares: p
                .domains
                .iter()
                .cloned()
                .zip(drivers(p.domains.len()).into_iter().map(|a| a * a))
                .collect(),
            parameters: p.clone(),
        }
    }

    fn township_truth(&self) -> Vec<TownshipTruth> {
        let cost = self.parameters.remoteness_cost;
        self.places
            .townships
            .iter()
            .map(|t| TownshipTruth {
                code: t.code.clone(),
                name: t.name.clone(),
                alias: t.alias.clone(),
                villages: t.villages.len(),
                residents: self.places.township_residents(t, self.parameters.start_year),
                remoteness: t.remoteness,
                cost_of_remoteness: exp(cost * t.remoteness),
                context: t.context,
                material: t.material,
                fineness: t.fineness,
                omitted: t.omitted,
            })
            .collect()
    }

    fn cell_truth(&self, spending: &Sums) -> Vec<CellTruth> {
        let mut all = Vec::new();
        for (wave, townships) in self.levels.cells.iter().enumerate() {
            for (d, domain) in self.parameters.domains.iter().enumerate() {
                let cells: Vec<&Cell> = townships.iter().filter_map(|row| row.get(d)).collect();
                let of = |get: fn(&Cell) -> f64| cells.iter().map(|c| get(c)).collect::<Vec<_>>();
                let median = |values: &[f64]| stats::median(values).unwrap_or(1.0);
                let own = median(&of(|c| c.exposure));
                let with_shared = median(&of(|c| c.exposure_with_shared));
                let service = stats::mean(&of(|c| c.service)).unwrap_or(0.0);
                for (t, (cell, town)) in cells.iter().zip(&self.places.townships).enumerate() {
                    let ratios = [
                        cell.exposure / own,
                        cell.exposure_with_shared / with_shared,
                        exp(cell.service - service),
                    ];
                    let deviation = cell.mean - cell.expected;
                    let verdict = verdict(ratios, deviation, self.parameters.margin);
                    let decides = self.township_decides(spending, t, d, self.parameters.year(wave));
                    all.push(CellTruth {
                        wave: self.parameters.wave_id(wave),
                        township: town.code.clone(),
                        domain: domain.clone(),
                        satisfaction: cell.mean,
                        context_expected: cell.expected,
                        effect: cell.effect,
                        omitted: cell.omitted,
                        u: cell.u,
                        deviation,
                        exposure: cell.exposure,
                        spend_ratio: ratios[0],
                        spend_ratio_with_shared: ratios[1],
                        need_ratio: ratios[2],
                        township_decides: decides,
                        decided_elsewhere: decides < OWN_DECISION,
                        verdict,
                        not_producing: verdict == Verdict::NotProducing,
                    });
                }
            }
        }
        all
    }

    /// Share that the township decides of what was spent on it in the three years up to the wave.
    fn township_decides(&self, spending: &Sums, t: usize, d: usize, year: i32) -> f64 {
        let years = (year - 2..=year).filter_map(|y| spending.get(&(Some(t), d, y)));
        let (own, all) = years.fold((0, 0), |(own, all), s| (own + s.township_fen, all + s.spent_fen));
        if all > 0 { own as f64 / all as f64 } else { 0.0 }
    }

    fn outcome_truth(&self) -> Vec<OutcomeTruth> {
        let mut all = Vec::new();
        for (wave, townships) in self.levels.means.iter().enumerate() {
            for (means, town) in townships.iter().zip(&self.places.townships) {
                let others = means
                    .iter()
                    .zip(&self.items.scored)
                    .skip(self.parameters.domains.len());
                all.extend(others.map(|(mean, item)| OutcomeTruth {
                    wave: self.parameters.wave_id(wave),
                    township: town.code.clone(),
                    item: item.code.to_owned(),
                    mean: *mean,
                }));
            }
        }
        all
    }

    fn spending_truth(&self) -> Sums {
        let mut sums = Sums::new();
        for line in &self.money.lines {
            let place = township_of(line.benefits, &self.places);
            let key = (place, line.domain, line.year);
            let sum = sums.entry(key).or_insert_with(|| SpendingTruth {
                area: code_of(place.map_or(Benefits::County, Benefits::Township), &self.places).to_owned(),
                domain: self
                    .parameters
                    .domains
                    .get(line.domain)
                    .cloned()
                    .unwrap_or_default(),
                year: line.year,
                ..SpendingTruth::default()
            });
            if line.stage == "budget" {
                sum.budget_fen += line.fen;
                continue;
            }
            sum.spent_fen += line.fen;
            *match line.decider {
                Decider::Township => &mut sum.township_fen,
                Decider::Bureau => &mut sum.bureau_fen,
                Decider::Higher => &mut sum.higher_fen,
            } += line.fen;
        }
        sums
    }

    fn coached_truth(&self) -> Vec<CoachedVillage> {
        let coached = self.places.villages.iter().filter(|v| v.coached);
        coached
            .map(|v| CoachedVillage {
                code: v.code.clone(),
                name: v.name.clone(),
                township: code_of(Benefits::Township(v.township), &self.places).to_owned(),
                visited: v.visited,
            })
            .collect()
    }
}

/// By township (none: the county itself), domain and year.
type Sums = BTreeMap<(Option<usize>, usize, i32), SpendingTruth>;

/// High asks for all three ratios, low for all three too.
fn verdict(ratios: [f64; 3], deviation: f64, margin: f64) -> Verdict {
    let (high, low) = (ratios.iter().all(|r| *r > HIGH), ratios.iter().all(|r| *r < LOW));
    match (deviation < -margin, deviation > margin) {
        (true, _) if high => Verdict::NotProducing,
        (true, _) if low => Verdict::UnderInvested,
        (true, _) => Verdict::TypicalSpendLowSat,
        (_, true) if high => Verdict::Producing,
        (_, true) if low => Verdict::DoingMoreWithLess,
        (_, true) => Verdict::GoodAtTypicalCost,
        _ => Verdict::AsExpected,
    }
}
