//! Scores of places on services and outcomes, whoever measured them, in one shape.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use stats::verdict::gate::enough_answers;
use survey::{AreaCode, PublishedScore};

use super::{alpha::Alpha, county::County, settings::Settings};

/// Where scores come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The county's own survey, from its tallies.
    Own,
    /// Measured by somebody else.
    Published,
}

/// One place, one measure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Score {
    /// Place.
    #[schemars(with = "String")]
    pub area: AreaCode,
    /// 0–100; none where hidden or nobody answered.
    pub value: Option<f64>,
    /// Standard error, points: measured, or published with the score. Never filled in.
    pub se: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Answers.
    pub n: Option<f64>,
    /// Answers of a simple random sample that would be as precise.
    pub n_eff: Option<f64>,
    /// Degrees of freedom of the standard error.
    pub df: Option<f64>,
    /// Design effect.
    pub deff: Option<f64>,
    /// Sampling variance that comparison and verdict use: smoothed over the places, or from declared n and deff.
    pub variance: Option<f64>,
    /// The first thing that stands in the way, or should be known.
    pub status: Option<&'static str>,
}

impl Score {
    /// A place without a figure.
    pub fn none(area: &AreaCode, status: &'static str) -> Self {
        Self {
            area: area.clone(),
            value: None,
            se: None,
            interval: None,
            n: None,
            n_eff: None,
            df: None,
            deff: None,
            variance: None,
            status: Some(status),
        }
    }

    /// Answers here, or declared, and how many of a simple random sample they are worth: as measured; else no more than
    /// the variance leaves, s(100 − s)/v, for no spread between people is larger; nor than the declared design effect.
    /// Ranks and verdicts ask the same of both (STATISTICS §2.3, §2.8).
    pub fn base(&self, settings: &Settings) -> (Option<f64>, f64) {
        let n = self.n.or(self.value.and(settings.assumed_n));
        let most = n.unwrap_or(0.0);
        let worth = self.n_eff.unwrap_or_else(|| {
            let deff = self.deff.or(settings.assumed_deff).unwrap_or(1.0).max(1.0);
            let spread = self.value.map(|s| s * (100.0 - s));
            let left = spread.zip(self.variance.filter(|v| *v > 0.0));
            left.map_or(most, |(spread, v)| spread / v).min(most / deff)
        });
        (n, worth)
    }

    /// Fewer than 30 answers, or worth fewer than 20, or nobody knows how many.
    pub fn thin(&self, settings: &Settings) -> bool {
        let (n, worth) = self.base(settings);
        enough_answers(n, worth).is_some()
    }
}

/// All places on one measure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Measure {
    /// Domain id, or the code of an outcome item.
    pub measure: String,
    /// A service that money is spent on?
    pub domain: bool,
    /// Is it satisfaction overall: the item with that outcome, or a published score of that name?
    pub overall: bool,
    /// Places in order of code.
    pub places: Vec<Score>,
    /// The county as a whole.
    pub county: Option<Score>,
    /// How far its items agree; none for a single item and for published scores.
    pub alpha: Option<Alpha>,
    /// What to know before reading the numbers.
    pub notices: Vec<&'static str>,
}

/// The scores of one wave.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Name of the wave.
    pub wave: String,
    /// Year it closed.
    pub year: i32,
    /// Whose measurement.
    pub source: Source,
    /// Answers came from an open link.
    pub open_link: bool,
    /// Places in order of code.
    pub units: Vec<AreaCode>,
    /// Services first, then outcomes, each in order of id.
    pub measures: Vec<Measure>,
}

impl Scores {
    /// A measure by id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.measure == id)
    }
}

/// What overall satisfaction is called among published domains.
const OVERALL: [&str; 3] = ["Q_OVERALL", "overall", "总体满意度"];

/// Published waves in order of year, then name.
pub fn published_waves(county: &County) -> Vec<(i32, String)> {
    let waves: BTreeSet<(i32, String)> = county.scores.iter().map(|s| (s.year, s.wave.clone())).collect();
    waves.into_iter().collect()
}

/// The scores of a published wave. No sampling interval is invented: without se, the variance is only what the settings
/// declare, and at most what a mean on 0–100 can have, s(100 − s).
pub fn published(county: &County, wave: &str, settings: &Settings) -> Option<Scores> {
    let rows: Vec<&PublishedScore> = county
        .scores
        .iter()
        .filter(|s| s.wave == wave && s.score.is_finite())
        .collect();
    let year = rows.iter().map(|s| s.year).max()?;
    let units = units(county, &rows);
    let mut by_domain: BTreeMap<&str, BTreeMap<&AreaCode, &PublishedScore>> = BTreeMap::new();
    for row in rows {
        by_domain
            .entry(row.domain.as_str())
            .or_default()
            .insert(&row.area, row);
    }
    let measures = by_domain
        .into_iter()
        .map(|(domain, scores)| {
            let places: Vec<Score> = units
                .iter()
                .map(|unit| match scores.get(unit) {
                    None => Score::none(unit, "NO_DATA"),
                    Some(row) => of_published(row, settings),
                })
                .collect();
            let assumed = places.iter().any(|p| p.se.is_none() && p.variance.is_some());
            let unknown = places.iter().any(|p| p.value.is_some() && p.variance.is_none());
            Measure {
                measure: domain.to_owned(),
                domain: true,
                overall: OVERALL.contains(&domain),
                places,
                county: None,
                alpha: None,
                notices: [(assumed, "VARIANCE_ASSUMED"), (unknown, "NO_SAMPLING_ERROR")]
                    .into_iter()
                    .filter(|(applies, _)| *applies)
                    .map(|(_, code)| code)
                    .collect(),
            }
        })
        .collect();
    Some(Scores {
        wave: wave.to_owned(),
        year,
        source: Source::Published,
        open_link: false,
        units,
        measures,
    })
}

fn of_published(row: &PublishedScore, settings: &Settings) -> Score {
    let se = row.se.filter(|se| *se > 0.0 && se.is_finite());
    let n = row
        .n
        .filter(|n| *n >= 1.0 && n.is_finite())
        .or(settings.assumed_n);
    let declared = || {
        let spread = row.score * (100.0 - row.score);
        Some(settings.assumed_deff? * spread.max(1.0) / n?)
    };
    Score {
        area: row.area.clone(),
        value: Some(row.score),
        se,
        interval: se.map(|se| {
            let half = stats::distribution::normal_half_width(0.95).unwrap_or(1.96) * se;
            [(row.score - half).max(0.0), (row.score + half).min(100.0)]
        }),
        n: row.n,
        n_eff: None,
        df: None,
        deff: None,
        variance: se.map(|se| se * se).or_else(declared),
        status: se.is_none().then_some("NO_SAMPLING_ERROR"),
    }
}

/// Places scored; where one lies above another, those of the commonest level.
fn units(county: &County, rows: &[&PublishedScore]) -> Vec<AreaCode> {
    let scored: BTreeSet<&AreaCode> = rows.iter().map(|s| &s.area).collect();
    let level = |code: &AreaCode| county.area(code).map(|a| a.level);
    let mut count = BTreeMap::new();
    for code in &scored {
        *count.entry(level(code)).or_insert(0_usize) += 1;
    }
    let common = count
        .into_iter()
        .max_by_key(|(level, n)| (*n, *level))
        .map(|(level, _)| level);
    scored
        .into_iter()
        .filter(|code| Some(level(code)) == common)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: f64, n: Option<f64>, se: f64) -> Score {
        Score {
            value: Some(value),
            se: Some(se),
            n,
            variance: Some(se * se),
            status: None,
            ..Score::none(&AreaCode::nowhere(), "NO_DATA")
        }
    }

    #[test]
    fn answers_are_worth_no_more_than_their_error_says() {
        let plain = Settings::default();
        // 1,000 answers, but an error of 10 points: at 50 no spread between people is larger than 50
        assert_eq!(score(50.0, Some(1000.0), 10.0).base(&plain), (Some(1000.0), 25.0));
        assert!(!score(50.0, Some(1000.0), 10.0).thin(&plain));
        assert!(score(50.0, Some(1000.0), 12.0).thin(&plain));
        // a small error makes no more of 25 answers than 25
        assert_eq!(score(50.0, Some(25.0), 0.1).base(&plain), (Some(25.0), 25.0));
        assert!(score(50.0, Some(25.0), 0.1).thin(&plain));
        let declared = Settings {
            assumed_n: Some(600.0),
            assumed_deff: Some(40.0),
            ..Settings::default()
        };
        assert_eq!(score(50.0, None, 1.0).base(&declared), (Some(600.0), 15.0));
        assert!(score(50.0, None, 1.0).thin(&declared));
        assert!(score(50.0, None, 1.0).thin(&plain), "a number nobody knows");
        // what was measured stands
        let measured = Score {
            n_eff: Some(120.0),
            ..score(50.0, Some(160.0), 12.0)
        };
        assert_eq!(measured.base(&plain), (Some(160.0), 120.0));
    }
}
