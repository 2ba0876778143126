//! The model behind `two_years`: posteriors given τ in closed form, ranks by quadrature or by draws.

use super::{
    Undefined,
    two_years::{TrueStanding, Wave},
};
use crate::{
    distribution::normal_cdf,
    linear::{Matrix, dot},
    random::Draws,
    ranks::mid_ranks,
};

/// Places up to which ranks are integrated; above, the work grows with their cube.
pub const MOST_CLOSED: usize = 60;

/// Scores about the mean of their wave, and precisions 1/(v + drift²); precision 0 where a place was not asked.
pub(super) struct Panel {
    /// Place by wave.
    scores: Matrix,
    precisions: Matrix,
}

impl Panel {
    pub(super) fn from_scores(waves: &[Wave], drift: f64) -> Result<Self, Undefined> {
        let places = waves.first().map_or(0, |w| w.scores.len());
        if waves
            .iter()
            .any(|w| w.scores.len() != places || w.variances.len() != places)
        {
            return Err(Undefined::Shapes);
        }
        if places < 3 {
            return Err(Undefined::InsufficientUnits);
        }
        let extra = drift_variance(drift)?;
        let (mut scores, mut precisions) = (
            Matrix::zeros(places, waves.len()),
            Matrix::zeros(places, waves.len()),
        );
        for (t, wave) in waves.iter().enumerate() {
            let asked: Vec<f64> = wave.scores.iter().flatten().copied().collect();
            let centre = match crate::mean(&asked) {
                Some(mean) => mean,
                None if asked.is_empty() => return Err(Undefined::InsufficientUnits),
                None => return Err(Undefined::NotFinite),
            };
            for (i, (score, variance)) in wave.scores.iter().zip(&wave.variances).enumerate() {
                let Some(score) = score else { continue };
                scores.set(i, t, score - centre);
                precisions.set(i, t, precision(variance + extra)?);
            }
        }
        if (0..places).any(|i| precisions.row(i).iter().all(|q| *q == 0.0)) {
            return Err(Undefined::InsufficientUnits);
        }
        Ok(Self { scores, precisions })
    }

    pub(super) fn places(&self) -> usize {
        self.scores.rows()
    }

    /// The same precision for every place of a wave, so that the waves' levels shift all places alike.
    pub(super) fn is_balanced(&self) -> bool {
        let first = self.precisions.row(0);
        (1..self.places()).all(|i| self.precisions.row(i) == first)
    }
}

pub(super) fn drift_variance(drift: f64) -> Result<f64, Undefined> {
    let extra = drift * drift;
    if drift >= 0.0 && extra.is_finite() {
        Ok(extra)
    } else {
        Err(Undefined::NotFinite)
    }
}

pub(super) fn precision(variance: f64) -> Result<f64, Undefined> {
    if variance <= 0.0 {
        return Err(Undefined::NoVariance);
    }
    Some(1.0 / variance)
        .filter(|q| q.is_finite() && *q > 0.0)
        .ok_or(Undefined::NotFinite)
}

/// Posterior given one τ.
pub(super) struct AtSpread {
    pub(super) spread: f64,
    /// ln of the marginal likelihood of the scores, up to a constant.
    log_likelihood: f64,
    /// Posterior precision of the waves' levels.
    level_information: Matrix,
    /// Σ_t q(y − level) of each place with the levels at their mean, its q by wave, and its posterior variance.
    places: Vec<PlaceAt>,
}

struct PlaceAt {
    pull: f64,
    precisions: Vec<f64>,
    variance: f64,
}

impl PlaceAt {
    fn normal(&self) -> (f64, f64) {
        (self.variance * self.pull, self.variance.sqrt())
    }
}

/// The scores of a place have precision matrix diag(q) − cqq' once θ is integrated out, c = τ²/(1 + τ²Σq), which is also
/// the posterior variance of θ.
pub(super) fn at_spread(panel: &Panel, spread: f64) -> Result<AtSpread, Undefined> {
    let waves = panel.scores.cols();
    let tau2 = spread * spread;
    let (mut information, mut pull) = (Matrix::zeros(waves, waves), vec![0.0; waves]);
    let (mut squares, mut log_determinants) = (0.0, 0.0);
    let variance = |q: &[f64]| tau2 / (1.0 + tau2 * q.iter().sum::<f64>());
    for i in 0..panel.places() {
        let (q, y) = (panel.precisions.row(i), panel.scores.row(i));
        let (c, qy) = (variance(q), dot(q, y));
        for (a, q_a) in q.iter().enumerate() {
            for (b, q_b) in q.iter().enumerate() {
                let own = if a == b { *q_a } else { 0.0 };
                information.set(a, b, information.at(a, b) + own - c * q_a * q_b);
            }
        }
        pull.iter_mut()
            .zip(q.iter().zip(y))
            .for_each(|(g, (q, y))| *g += q * y - c * q * qy);
        squares += q.iter().zip(y).map(|(q, y)| q * y * y).sum::<f64>() - c * qy * qy;
        log_determinants += (1.0 + tau2 * q.iter().sum::<f64>()).ln();
    }
    let factor = information.cholesky().ok_or(Undefined::NotFinite)?;
    let levels = factor.solve(&pull).ok_or(Undefined::Shapes)?;
    let explained = dot(&pull, &levels);
    let log_likelihood = -0.5 * (log_determinants + factor.log_determinant() + squares - explained);
    let place = |i: usize| {
        let q = panel.precisions.row(i);
        let rest = panel.scores.row(i).iter().zip(&levels).map(|(y, l)| y - l);
        PlaceAt {
            pull: q.iter().zip(rest).map(|(q, r)| q * r).sum(),
            precisions: q.to_vec(),
            variance: variance(q),
        }
    };
    let places: Vec<PlaceAt> = (0..panel.places()).map(place).collect();
    let finite = log_likelihood.is_finite() && places.iter().all(|p| p.pull.is_finite() && p.variance > 0.0);
    if !finite {
        return Err(Undefined::NotFinite);
    }
    Ok(AtSpread {
        spread,
        log_likelihood,
        level_information: information,
        places,
    })
}

/// τ on a grid of 160 midpoints up to 40 points, each with its posterior weight; weights below 1e-9 are left out.
pub(super) fn over_grid(panel: &Panel) -> Result<Vec<(f64, AtSpread)>, Undefined> {
    let fits = (0..160)
        .map(|k| at_spread(panel, (f64::from(k) + 0.5) * 0.25))
        .collect::<Result<Vec<_>, _>>()?;
    let logs: Vec<f64> = fits
        .iter()
        .map(|f| f.log_likelihood - 2.5 * ((f.spread / 5.0).powi(2) / 4.0).ln_1p())
        .collect();
    let largest = logs.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    let kept: Vec<(f64, AtSpread)> = logs
        .iter()
        .map(|l| (l - largest).exp())
        .zip(fits)
        .filter(|(w, _)| *w > 1e-9)
        .collect();
    let total: f64 = kept.iter().map(|(w, _)| w).sum();
    Ok(kept.into_iter().map(|(w, f)| (w / total, f)).collect())
}

/// Ranks by quadrature, mixed over τ. Only for balanced panels.
pub(super) fn closed_form(fits: &[(f64, AtSpread)]) -> Result<Vec<TrueStanding>, Undefined> {
    let places = fits.first().map_or(0, |(_, f)| f.places.len());
    let mut mixed = vec![TrueStanding::NOTHING; places];
    for (weight, fit) in fits {
        let normals: Vec<(f64, f64)> = fit.places.iter().map(PlaceAt::normal).collect();
        for (sum, at) in mixed.iter_mut().zip(standings_of(&normals)?) {
            sum.add(*weight, &at);
        }
    }
    Ok(mixed)
}

impl TrueStanding {
    const NOTHING: Self = Self {
        upper_half: 0.0,
        lower_half: 0.0,
        last: 0.0,
        first: 0.0,
        expected_rank: 0.0,
        monte_carlo_error: None,
    };

    fn add(&mut self, weight: f64, other: &Self) {
        self.upper_half += weight * other.upper_half;
        self.lower_half += weight * other.lower_half;
        self.last += weight * other.last;
        self.first += weight * other.first;
        self.expected_rank += weight * other.expected_rank;
    }

    /// What a distribution of the number of places below adds up to.
    pub(super) fn from_below(below: &[f64]) -> Self {
        let half = below.len() / 2;
        Self {
            upper_half: below.iter().rev().take(half).sum(),
            lower_half: below.iter().take(half).sum(),
            last: below.first().copied().unwrap_or(0.0),
            first: below.last().copied().unwrap_or(0.0),
            expected_rank: below.iter().enumerate().map(|(r, p)| (r as f64 + 1.0) * p).sum(),
            monte_carlo_error: None,
        }
    }
}

/// Standings of independent normal values, given as mean and standard deviation.
pub(super) fn standings_of(normals: &[(f64, f64)]) -> Result<Vec<TrueStanding>, Undefined> {
    if normals.len() > MOST_CLOSED {
        return Err(Undefined::InsufficientUnits);
    }
    (0..normals.len()).map(|i| standing_of(normals, i)).collect()
}

/// Standing of one of several independent normal values: given its own value the number of others below is a sum of
/// independent yes-or-no draws (Poisson binomial, by convolution); that is integrated over its value by the trapezoid rule on
/// ±8 standard deviations, whose error on such smooth integrands is far below 1e-9.
pub(super) fn standing_of(normals: &[(f64, f64)], which: usize) -> Result<TrueStanding, Undefined> {
    if !(3..=2_000).contains(&normals.len()) {
        return Err(Undefined::InsufficientUnits);
    }
    let (mean, deviation) = *normals.get(which).ok_or(Undefined::Shapes)?;
    let narrowest = normals.iter().fold(f64::INFINITY, |a, (_, s)| a.min(*s));
    let finite = normals
        .iter()
        .all(|(m, s)| m.is_finite() && s.is_finite() && *s > 0.0);
    if !finite {
        return Err(Undefined::NotFinite);
    }
    let nodes = (32.0 * (deviation / narrowest).min(16.0)).ceil() as i32;
    let (mut below, mut total) = (vec![0.0; normals.len()], 0.0);
    for node in -nodes..=nodes {
        let z = 8.0 * f64::from(node) / f64::from(nodes);
        let weight = (-0.5 * z * z).exp();
        total += weight;
        let others = normals.iter().enumerate().filter(|(j, _)| *j != which);
        let chances = others.filter_map(|(_, (m, s))| normal_cdf((mean + deviation * z - m) / s));
        for (sum, p) in below.iter_mut().zip(count_distribution(chances, normals.len())) {
            *sum += weight * p;
        }
    }
    below.iter_mut().for_each(|p| *p /= total);
    Ok(TrueStanding::from_below(&below))
}

/// P(exactly 0, 1, … of these happen).
fn count_distribution(chances: impl Iterator<Item = f64>, length: usize) -> Vec<f64> {
    let mut counts = vec![0.0; length];
    if let Some(first) = counts.first_mut() {
        *first = 1.0;
    }
    for p in chances {
        let mut before = 0.0;
        for count in &mut counts {
            let here = *count;
            *count = here * (1.0 - p) + before * p;
            before = here;
        }
    }
    counts
}

/// Ranks by draws of τ, the levels and θ together.
pub(super) fn by_draws(
    fits: &[(f64, AtSpread)],
    draws: usize,
    seed: u64,
) -> Result<Vec<TrueStanding>, Undefined> {
    let places = fits.first().map_or(0, |(_, f)| f.places.len());
    let mut random = Draws::seeded(seed, "two_years");
    let roots: Vec<Matrix> = fits
        .iter()
        .map(|(_, f)| f.level_information.symmetric_power(-0.5, 1e-14))
        .collect::<Option<_>>()
        .ok_or(Undefined::NotFinite)?;
    let mut below = vec![vec![0.0; places]; places];
    let step = 1.0 / draws as f64;
    for _ in 0..draws {
        let at = pick(fits, random.uniform());
        let (Some((_, fit)), Some(root)) = (fits.get(at), roots.get(at)) else {
            return Err(Undefined::Shapes);
        };
        let values = fit.draw(root, &mut random).ok_or(Undefined::NotFinite)?;
        for (counts, rank) in below
            .iter_mut()
            .zip(mid_ranks(&values).ok_or(Undefined::NotFinite)?)
        {
            // values of a continuous draw are equal with probability zero
            if let Some(count) = counts.get_mut(rank as usize - 1) {
                *count += step;
            }
        }
    }
    let error = 0.5 / (draws as f64).sqrt();
    let with_error = |below: &Vec<f64>| TrueStanding {
        monte_carlo_error: Some(error),
        ..TrueStanding::from_below(below)
    };
    Ok(below.iter().map(with_error).collect())
}

/// The τ at which the cumulated weights pass `uniform`.
fn pick(fits: &[(f64, AtSpread)], uniform: f64) -> usize {
    let mut so_far = 0.0;
    let passed = fits.iter().position(|(w, _)| {
        so_far += w;
        so_far > uniform
    });
    passed.unwrap_or(fits.len().saturating_sub(1))
}

impl AtSpread {
    /// One draw of θ of every place: the levels first, then each place given them.
    fn draw(&self, root: &Matrix, random: &mut Draws) -> Option<Vec<f64>> {
        let unit: Vec<f64> = (0..root.cols()).map(|_| random.normal()).collect();
        let shift = root.times_vector(&unit)?;
        let place = |p: &PlaceAt| {
            let mean = p.variance * (p.pull - dot(&p.precisions, &shift));
            mean + p.variance.sqrt() * random.normal()
        };
        Some(self.places.iter().map(place).collect())
    }
}
