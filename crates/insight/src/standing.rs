//! "Low two years running: is it true?": from published ranks or scores of one wave or more and the answers behind them,
//! the probability that a place truly belongs in the upper half, or truly is last.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stats::places::two_years::{self, Spread, TrueStanding};

/// What is known. Ranks count from the best: 1 is the best place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Places compared; needed where not every place's rank is given.
    #[serde(default)]
    pub places: Option<usize>,
    /// Standard deviation of the true differences between places, points; learnt from scores where absent.
    #[serde(default)]
    pub spread: Option<f64>,
    /// Standard deviation of a place's true change between waves, points.
    #[serde(default)]
    pub drift: f64,
    /// One or more.
    pub waves: Vec<Wave>,
}

/// One wave: scores or ranks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Name.
    pub wave: String,
    /// Score by place, 0–100.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<String, f64>,
    /// Rank by place, 1 the best; ties share the mean of their ranks.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ranks: BTreeMap<String, f64>,
    /// Answers behind each figure.
    #[serde(default)]
    pub n: Option<f64>,
    /// Answers by place, where they differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub n_of: BTreeMap<String, f64>,
    /// Standard error by place, where known: instead of n.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub se_of: BTreeMap<String, f64>,
    /// Design effect; 1.8 where absent.
    #[serde(default)]
    pub deff: Option<f64>,
    /// Standard deviation of answers between people, points; 24 where absent.
    #[serde(default)]
    pub sd: Option<f64>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Standings {
    /// In order of name.
    pub places: Vec<Standing>,
    /// Waves used, in the order given.
    pub waves: Vec<String>,
    /// Places compared.
    pub of: usize,
    /// Standard deviation of the true differences, points: declared, or the posterior mean.
    pub spread: f64,
    /// Was it declared?
    pub spread_declared: bool,
    /// True change between waves, points.
    pub drift: f64,
    /// `scores` or `ranks`.
    pub from: &'static str,
    /// `CLOSED_FORM` or `DRAWS`.
    pub method: String,
    /// Judgements used that nobody gave.
    pub assumed: Vec<String>,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Standing {
    /// Name or code.
    pub place: String,
    /// Rank in each wave, 1 the best; none where it was not asked.
    pub ranks: Vec<Option<f64>>,
    /// Probability that it truly belongs in the upper half.
    pub upper_half: f64,
    /// Probability that it truly belongs in the lower half.
    pub lower_half: f64,
    /// Probability that it truly is last.
    pub last: f64,
    /// Expected true rank, 1 the best.
    pub expected_rank: f64,
    /// Standard error of the simulation, where there was one.
    pub monte_carlo_error: Option<f64>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StandingError {
    /// Nothing to work on.
    #[error("there are no waves; give at least one with scores or ranks")]
    NoWaves,
    /// Scores in one wave, ranks in another, or both.
    #[error("wave {0}: give scores for every wave, or ranks for every wave, not both")]
    Mixed(String),
    /// Without answers nothing is known about the doubt.
    #[error("wave {wave}: how many answers stand behind {place} is not given; add n, or se")]
    NoN {
        /// Wave.
        wave: String,
        /// Place.
        place: String,
    },
    /// Ranks say nothing of how far places lie apart.
    #[error("ranks do not say how far places truly lie apart; give spread, in points")]
    NoSpread,
    /// Only some places are ranked.
    #[error("wave {wave}: {given} places are ranked; give all, or say with places how many there are")]
    NoPlaces {
        /// Wave.
        wave: String,
        /// Ranks given.
        given: usize,
    },
    /// A value that cannot be.
    #[error("wave {wave}, {place}: {what}")]
    Value {
        /// Wave.
        wave: String,
        /// Place.
        place: String,
        /// What is wrong, and what to do.
        what: &'static str,
    },
    /// The method cannot work on this.
    #[error("{0}")]
    Undefined(#[from] stats::places::Undefined),
}

const DEFF: f64 = 1.8;
const SD: f64 = 24.0;
const SEED: u64 = 2026;

/// Where places truly stand, given ranks or scores of one wave or more. Assumes that answers of different waves and places
/// are independent and that a place's true difference stays, but for the declared drift. Model and source:
/// [`stats::places::two_years`].
///
/// # Errors
/// Input that does not say enough, named.
pub fn standings(asked: &Asked) -> Result<Standings, StandingError> {
    let Some(first) = asked.waves.first() else {
        return Err(StandingError::NoWaves);
    };
    let ranked = first.scores.is_empty();
    for wave in &asked.waves {
        if wave.scores.is_empty() != ranked || wave.ranks.is_empty() == ranked {
            return Err(StandingError::Mixed(wave.wave.clone()));
        }
    }
    let names: BTreeSet<&String> = asked
        .waves
        .iter()
        .flat_map(|w| if ranked { w.ranks.keys() } else { w.scores.keys() })
        .collect();
    let names: Vec<&String> = names.into_iter().collect();
    if ranked {
        from_ranks(asked, &names)
    } else {
        from_scores(asked, &names)
    }
}

/// Sampling variance of a place in a wave.
fn variance(wave: &Wave, place: &str, assumed: &mut BTreeSet<String>) -> Result<f64, StandingError> {
    let wrong = |what| StandingError::Value {
        wave: wave.wave.clone(),
        place: place.to_owned(),
        what,
    };
    if let Some(se) = wave.se_of.get(place) {
        return if se.is_finite() && *se > 0.0 {
            Ok(se * se)
        } else {
            Err(wrong(
                "its standard error is not above zero; correct it, or give n",
            ))
        };
    }
    let n = wave
        .n_of
        .get(place)
        .copied()
        .or(wave.n)
        .ok_or_else(|| StandingError::NoN {
            wave: wave.wave.clone(),
            place: place.to_owned(),
        })?;
    let mut or = |given: Option<f64>, name: &str, default: f64| {
        given.unwrap_or_else(|| {
            assumed.insert(format!("{name} = {default}"));
            default
        })
    };
    let (deff, sd) = (or(wave.deff, "deff", DEFF), or(wave.sd, "sd", SD));
    two_years::sampling_variance(n, deff, sd)
        .ok_or_else(|| wrong("n must be 1 or more, deff and sd above zero; correct them"))
}

fn from_scores(asked: &Asked, names: &[&String]) -> Result<Standings, StandingError> {
    let mut assumed = BTreeSet::new();
    let mut waves = Vec::new();
    for wave in &asked.waves {
        let mut scores = Vec::new();
        let mut variances = Vec::new();
        for name in names {
            let score = wave.scores.get(*name).copied();
            if score.is_some_and(|s| !(0.0..=100.0).contains(&s)) {
                return Err(StandingError::Value {
                    wave: wave.wave.clone(),
                    place: (*name).clone(),
                    what: "its score is not within 0–100; correct it",
                });
            }
            variances.push(match score {
                Some(_) => variance(wave, name, &mut assumed)?,
                None => 1.0,
            });
            scores.push(score);
        }
        waves.push(two_years::Wave { scores, variances });
    }
    let spread = asked.spread.map_or(Spread::Learnt, Spread::Declared);
    let found = two_years::from_scores(&waves, spread, asked.drift, SEED)?;
    let ranks: Vec<Vec<Option<f64>>> = waves.iter().map(|w| ranks_of(&w.scores)).collect();
    let of_place = |i: usize| ranks.iter().map(|wave| wave.get(i).copied().flatten()).collect();
    Ok(Standings {
        places: names
            .iter()
            .zip(&found.places)
            .enumerate()
            .map(|(i, (name, s))| standing(name, of_place(i), s, names.len()))
            .collect(),
        waves: asked.waves.iter().map(|w| w.wave.clone()).collect(),
        of: names.len(),
        spread: found.spread,
        spread_declared: asked.spread.is_some(),
        drift: asked.drift,
        from: "scores",
        method: method(found.method),
        assumed: assumed.into_iter().collect(),
    })
}

fn method(method: two_years::Method) -> String {
    match method {
        two_years::Method::ClosedForm => "CLOSED_FORM",
        two_years::Method::Draws => "DRAWS",
    }
    .to_owned()
}

/// Ranks from the best, ties by mid-rank.
fn ranks_of(scores: &[Option<f64>]) -> Vec<Option<f64>> {
    let given: Vec<f64> = scores.iter().flatten().map(|s| -s).collect();
    let mut ranks = stats::mid_ranks(&given).unwrap_or_default().into_iter();
    scores.iter().map(|s| s.and_then(|_| ranks.next())).collect()
}

fn from_ranks(asked: &Asked, names: &[&String]) -> Result<Standings, StandingError> {
    let mut assumed = BTreeSet::new();
    let spread = asked.spread.ok_or(StandingError::NoSpread)?;
    let of = asked.places.unwrap_or(names.len());
    for wave in &asked.waves {
        let given = wave.ranks.len();
        if given > of || (given < of && asked.places.is_none()) || (asked.places.is_none() && given < 2) {
            return Err(StandingError::NoPlaces {
                wave: wave.wave.clone(),
                given,
            });
        }
    }
    let from_best = |rank: f64| of as f64 + 1.0 - rank;
    let complete = asked.waves.iter().all(|w| w.ranks.len() == of);
    let mut standings = Vec::new();
    for name in names {
        let mut ranks = Vec::new();
        let mut variances = Vec::new();
        for wave in &asked.waves {
            if let Some(rank) = wave.ranks.get(*name) {
                if !(1.0..=of as f64).contains(rank) {
                    return Err(StandingError::Value {
                        wave: wave.wave.clone(),
                        place: (*name).clone(),
                        what: "its rank is not between 1 and the number of places; correct it",
                    });
                }
                ranks.push(from_best(*rank));
                variances.push(variance(wave, name, &mut assumed)?);
            }
        }
        standings.push((ranks, variances));
    }
    let same = |i: usize| {
        let v = standings.first().and_then(|(_, v)| v.get(i));
        standings.iter().all(|(_, other)| other.get(i) == v)
    };
    // of more places the closed form costs too much: each is told from its own ranks, which is never less exact
    let together = complete && of <= two_years::MOST_CLOSED && (0..asked.waves.len()).all(same);
    let found: Vec<TrueStanding> = if together {
        let waves = 0..asked.waves.len();
        let series: Vec<Vec<f64>> = waves
            .map(|w| standings.iter().map(|(ranks, _)| ranks[w]).collect())
            .collect();
        let variances = standings.first().map(|(_, v)| v.clone()).unwrap_or_default();
        two_years::from_ranks(&series, &variances, spread, asked.drift)?.places
    } else {
        standings
            .par_iter()
            .map(|(ranks, variances)| {
                two_years::from_own_ranks(of, ranks, variances, spread, asked.drift, SEED)
            })
            .collect::<Result<_, _>>()?
    };
    Ok(Standings {
        places: names
            .iter()
            .zip(&found)
            .map(|(name, s)| {
                let ranks = asked.waves.iter().map(|w| w.ranks.get(*name).copied()).collect();
                standing(name, ranks, s, of)
            })
            .collect(),
        waves: asked.waves.iter().map(|w| w.wave.clone()).collect(),
        of,
        spread,
        spread_declared: true,
        drift: asked.drift,
        from: "ranks",
        method: method(if together {
            two_years::Method::ClosedForm
        } else {
            two_years::Method::Draws
        }),
        assumed: assumed.into_iter().collect(),
    })
}

fn standing(name: &str, ranks: Vec<Option<f64>>, found: &TrueStanding, of: usize) -> Standing {
    Standing {
        place: name.to_owned(),
        ranks,
        upper_half: found.upper_half,
        lower_half: found.lower_half,
        last: found.last,
        expected_rank: of as f64 + 1.0 - found.expected_rank,
        monte_carlo_error: found.monte_carlo_error,
    }
}
