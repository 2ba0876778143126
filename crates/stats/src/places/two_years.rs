//! "Low two years running: is it true?" From the published scores or ranks of one wave or more, the probability that a
//! place truly belongs in the upper half, or truly is last.
//!
//! # Model
//! y_it = μ_t + θ_i + d_it + e_it: a level of each wave, a true difference θ_i ~ N(0, τ²) that stays over the waves, a drift
//! d_it ~ N(0, drift²) of its own in each wave, and sampling error e_it ~ N(0, v_it) with v known or declared. Errors are
//! independent over places and waves (the same villages asked again would correlate them: declare the drift smaller, not
//! zero errors). "Truly" speaks of the ranks of θ. μ_t has a flat prior; τ is declared, or has the verdict's half-t(4, 5 points) prior
//! on a grid. Rank 1 is the lowest θ: last. Of an odd number of places the middle one is in neither half.
//!
//! # Ranks only
//! A rank r of K becomes the score √(τ² + drift² + v)·Φ⁻¹((r − ⅜)/(K + ¼)), Blom's approximation to what the rth smallest of
//! K such scores is expected to be, and the variance of that order statistic is added to the posterior of θ. Then τ must be
//! declared: ranks do not carry it. It forgets that the places' scores are in order: against brute-force simulation (20
//! places, two waves, τ 2–6 points, 60–400 answers) P(upper half) of low places was right to 0.02, but P(last) of a place last
//! twice came out too low, by up to 0.11 where the scores are precise (0.81 for 0.92 at τ 6, 400 answers). For the one
//! place asked about, [`from_own_ranks`] has no such error.

use serde::{Deserialize, Serialize};

use super::{
    Undefined,
    two_years_model::{self as model, Panel},
    two_years_own,
    two_years_ranks::Noise,
};

pub use super::two_years_model::MOST_CLOSED;

/// Draws where there is no closed form.
const DRAWS: usize = 20_000;

/// What is known about the spread of the true differences, as a standard deviation in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Declared.
    Declared(f64),
    /// Learnt from the scores, prior half-t with 4 degrees of freedom and scale 5 points.
    Learnt,
}

/// One wave: a score of each place and its sampling variance, in the same order in every wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wave {
    /// Score, or none where the place was not asked.
    pub scores: Vec<Option<f64>>,
    /// Sampling variance of the score, in points squared, above zero.
    pub variances: Vec<f64>,
}

/// How the probabilities were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// Integrated on a grid, without simulation. Exact from scores; from ranks as good as the normal scores (see above).
    ClosedForm,
    /// Seeded draws; see `monte_carlo_error`.
    Draws,
}

/// Where the places truly stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrueStandings {
    /// One a place, in the order given.
    pub places: Vec<TrueStanding>,
    /// Posterior mean of τ, or the declared value, in points.
    pub spread: f64,
    /// How the probabilities were found.
    pub method: Method,
}

/// Where one place truly stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrueStanding {
    /// P(its true rank is in the upper half).
    pub upper_half: f64,
    /// P(its true rank is in the lower half).
    pub lower_half: f64,
    /// P(it truly is the lowest of all).
    pub last: f64,
    /// P(it truly is the highest of all).
    pub first: f64,
    /// Expected true rank, 1 the lowest.
    pub expected_rank: f64,
    /// Standard error of the largest of these probabilities' simulation; none by closed form.
    pub monte_carlo_error: Option<f64>,
}

/// v = deff·sd²/n: sampling variance of a mean. `None` unless n ≥ 1, deff > 0 and sd > 0, all finite.
///
/// Source: Kish (1965), 8.2. No golden.
pub fn sampling_variance(n: f64, deff: f64, sd: f64) -> Option<f64> {
    let v = deff * sd * sd / n;
    (n >= 1.0 && deff > 0.0 && sd > 0.0 && v.is_finite() && v > 0.0).then_some(v)
}

/// True standings of all places from their scores in one wave or more.
///
/// `drift` in points (0: θ alone). Closed form where every place of a wave has the same variance and none is missing (and at
/// most 60 places): the level then shifts all places alike and no rank depends on it. Else 20,000 draws from `seed` of τ, μ and θ jointly.
/// [`Undefined`]: no wave, fewer than three places, series of different lengths, a wave without scores, a place that no wave
/// asked, values not finite, variances or a declared spread not above zero, a negative drift.
///
/// Source: the model at the head of this file. No golden; brute-force simulation in `tests/two_years.rs`.
pub fn from_scores(
    waves: &[Wave],
    spread: Spread,
    drift: f64,
    seed: u64,
) -> Result<TrueStandings, Undefined> {
    let panel = Panel::from_scores(waves, drift)?;
    let fits = match spread {
        Spread::Declared(tau) => vec![(1.0, model::at_spread(&panel, positive(tau)?)?)],
        Spread::Learnt => model::over_grid(&panel)?,
    };
    let mean_spread = fits.iter().map(|(w, f)| w * f.spread).sum();
    let (places, method) = if panel.is_balanced() && panel.places() <= model::MOST_CLOSED {
        (model::closed_form(&fits)?, Method::ClosedForm)
    } else {
        (model::by_draws(&fits, DRAWS, seed)?, Method::Draws)
    };
    Ok(TrueStandings {
        places,
        spread: mean_spread,
        method,
    })
}

/// True standings of all places from their ranks alone.
///
/// `ranks` one series a wave, one rank a place (1 the lowest, ties by mid-rank); `variances` the declared sampling variance
/// of each wave; `spread` τ and `drift` declared, in points. [`Undefined`] as [`from_scores`], and for ranks outside 1..K or more
/// than 60 places.
///
/// Source: the model at the head of this file. No golden; brute-force simulation in `tests/two_years.rs`.
pub fn from_ranks(
    ranks: &[Vec<f64>],
    variances: &[f64],
    spread: f64,
    drift: f64,
) -> Result<TrueStandings, Undefined> {
    let places = ranks.first().map_or(0, Vec::len);
    let noise = Noise::new(variances, positive(spread)?, drift)?;
    if ranks.len() != variances.len() || ranks.iter().any(|r| r.len() != places) {
        return Err(Undefined::Shapes);
    }
    let of_place = |i: usize| -> Vec<f64> { ranks.iter().filter_map(|wave| wave.get(i).copied()).collect() };
    let normals = (0..places)
        .map(|i| {
            noise.check(&of_place(i), places)?;
            noise.normal_of(&of_place(i), places)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(TrueStandings {
        places: model::standings_of(&normals)?,
        spread,
        method: Method::ClosedForm,
    })
}

/// True standing of one place when only its own ranks are known: "last of 20, two years running".
///
/// `ranks` its rank in each wave among `places` (1 the lowest); `variances`, `spread` and `drift` declared, as in
/// [`from_ranks`]. The other places are drawn from the model 4,000 times from `seed`; given them, the place's own true
/// difference is integrated out, so the answer is exact but for `monte_carlo_error`.
/// [`Undefined`]: as [`from_ranks`], with up to 2,000 places.
///
/// Source: the model at the head of this file. No golden; brute-force simulation in `tests/two_years.rs`.
pub fn from_own_ranks(
    places: usize,
    ranks: &[f64],
    variances: &[f64],
    spread: f64,
    drift: f64,
    seed: u64,
) -> Result<TrueStanding, Undefined> {
    let noise = Noise::new(variances, positive(spread)?, drift)?;
    noise.check(ranks, places)?;
    two_years_own::standing(&noise, ranks, places, seed)
}

fn positive(spread: f64) -> Result<f64, Undefined> {
    match spread {
        s if !s.is_finite() => Err(Undefined::NotFinite),
        s if s <= 0.0 => Err(Undefined::NoVariance),
        s => Ok(s),
    }
}
