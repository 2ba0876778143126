//! Expected satisfaction from context, and how far each place truly is from it: a Fay–Herriot model integrated over τ on a
//! fixed grid. Closed form, no draws.

use serde::{Deserialize, Serialize};

use super::Undefined;
use crate::{
    Interval,
    distribution::normal_cdf,
    linear::{Matrix, dot},
    places::check,
};

/// Grid of τ: midpoints 0.05, 0.15, … 39.95 points.
const STEPS: usize = 400;
const STEP: f64 = 0.1;
/// Prior standard deviation of a coefficient, in points per standard deviation of the covariate; of the intercept about
/// the precision-weighted mean.
pub(super) const PRIOR_COEFFICIENT: f64 = 5.0;
const PRIOR_INTERCEPT: f64 = 100.0;
/// Half-t prior of τ: degrees of freedom and scale in points.
const PRIOR_SPREAD: (f64, f64) = (4.0, 5.0);

/// What the scores say, given the context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    /// Posterior mean of τ, in points.
    pub spread_mean: f64,
    /// Grid point of the largest posterior weight.
    pub spread_mode: f64,
    /// One a column: intercept, then points per standard deviation.
    pub coefficients: Vec<Coefficient>,
    /// One a place, in the order given.
    pub places: Vec<PlacePosterior>,
}

/// Posterior of one coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// Posterior mean.
    pub mean: f64,
    /// Posterior standard deviation.
    pub deviation: f64,
    /// P(coefficient > 0); of the intercept, measured from the precision-weighted mean.
    pub positive: f64,
}

/// Posterior of one place. The effect is u: what its satisfaction is above (+) or below (−) what its context predicts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlacePosterior {
    /// E(u), in points.
    pub effect: f64,
    /// Standard deviation of u.
    pub deviation: f64,
    /// 5 % and 95 % points of u.
    pub interval_90: Interval,
    /// P(u < −margin).
    pub below: f64,
    /// P(u > +margin).
    pub above: f64,
    /// Smoothed score: what the context predicts plus E(u).
    pub smoothed: f64,
}

/// Standard scores of a covariate; none without variation or with a value that is not finite: it is then dropped.
///
/// Source: STATISTICS §2.8. Golden g31, through [`design`].
pub fn standard_scores(x: &[f64]) -> Option<Vec<f64>> {
    let (mean, deviation) = (crate::mean(x)?, crate::standard_deviation(x)?);
    let varies = deviation > 1e-12 && deviation > 1e-12 * mean.abs();
    varies.then(|| x.iter().map(|x| (x - mean) / deviation).collect())
}

/// The matrix [1, standardised covariates] and which covariates were dropped for having no variation.
///
/// `covariates` one series a covariate, one value a place. [`Undefined::Shapes`] where their lengths are not `places`.
///
/// Source: STATISTICS §2.8. Goldens g31, g36.
pub fn design(places: usize, covariates: &[Vec<f64>]) -> Result<(Matrix, Vec<usize>), Undefined> {
    if covariates.iter().any(|c| c.len() != places) {
        return Err(Undefined::Shapes);
    }
    let scores: Vec<Option<Vec<f64>>> = covariates.iter().map(|c| standard_scores(c)).collect();
    let dropped = (0..scores.len())
        .filter(|i| scores.get(*i).is_some_and(Option::is_none))
        .collect();
    let one = vec![1.0; places];
    let columns: Vec<&[f64]> = std::iter::once(one.as_slice())
        .chain(scores.iter().flatten().map(Vec::as_slice))
        .collect();
    let matrix = Matrix::from_columns(&columns).ok_or(Undefined::Shapes)?;
    Ok((matrix, dropped))
}

/// Everything at one τ: a Gaussian.
pub(super) struct AtSpread {
    pub(super) spread: f64,
    /// ln of likelihood × prior of τ, up to a constant.
    pub(super) log_weight: f64,
    /// Posterior mean of the coefficients, the intercept measured from the weighted mean.
    pub(super) coefficients: Vec<f64>,
    /// Their posterior covariance.
    pub(super) covariance: Matrix,
    /// Mean and variance of each u.
    pub(super) effects: Vec<(f64, f64)>,
}

/// Scores measured from their precision-weighted mean, and the prior precisions.
pub(super) struct Problem<'a> {
    pub(super) v: &'a [f64],
    pub(super) z: &'a Matrix,
    pub(super) centre: f64,
    pub(super) from_centre: Vec<f64>,
    prior: Vec<f64>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(y: &[f64], v: &'a [f64], z: &'a Matrix) -> Result<Self, Undefined> {
        check(y, v, 1)?;
        if z.rows() != y.len() || z.cols() == 0 {
            return Err(Undefined::Shapes);
        }
        if !z.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let precision: f64 = v.iter().map(|v| 1.0 / v).sum();
        let centre = y.iter().zip(v).map(|(y, v)| y / v).sum::<f64>() / precision;
        let mut prior = vec![PRIOR_COEFFICIENT.powi(-2); z.cols()];
        if let Some(intercept) = prior.first_mut() {
            *intercept = PRIOR_INTERCEPT.powi(-2);
        }
        Ok(Self {
            v,
            z,
            centre,
            from_centre: y.iter().map(|y| y - centre).collect(),
            prior,
        })
    }

    /// A = Z'V⁻¹Z + P, m = A⁻¹Z'V⁻¹r; ln weight = −½(Σln V + ln|A| − ln|P| + r'V⁻¹r − g'm) + ln prior(τ);
    /// u: mean B(r − z'm), variance τ²v/V + B²z'A⁻¹z, B = τ²/V.
    pub(super) fn at(&self, spread: f64) -> Option<AtSpread> {
        let tau2 = spread * spread;
        let total: Vec<f64> = self.v.iter().map(|v| v + tau2).collect();
        let weights: Vec<f64> = total.iter().map(|t| 1.0 / t).collect();
        let factor = self
            .z
            .gram(Some(&weights))?
            .plus(&Matrix::diagonal(&self.prior))?
            .cholesky()?;
        let weighted: Vec<f64> = weights
            .iter()
            .zip(&self.from_centre)
            .map(|(w, r)| w * r)
            .collect();
        let pull = self.z.transposed_times(&weighted)?;
        let coefficients = factor.solve(&pull)?;
        let covariance = factor.inverse();
        let prior: f64 = self.prior.iter().map(|p| p.ln()).sum();
        let (df, scale) = PRIOR_SPREAD;
        let log_weight = -0.5
            * (total.iter().map(|t| t.ln()).sum::<f64>() + factor.log_determinant() - prior
                + dot(&weighted, &self.from_centre)
                - dot(&pull, &coefficients))
            - (df + 1.0) / 2.0 * ((spread / scale).powi(2) / df).ln_1p();
        let effect = |i: usize, r: f64, v: f64, t: f64| {
            let z = self.z.row(i);
            let own = tau2 / t;
            let leverage: f64 = (0..z.len())
                .zip(z)
                .map(|(j, z_j)| z_j * dot(covariance.row(j), z))
                .sum();
            (
                own * (r - dot(z, &coefficients)),
                tau2 * v / t + own * own * leverage,
            )
        };
        let rows = self.from_centre.iter().zip(self.v).zip(&total).enumerate();
        let effects = rows.map(|(i, ((r, v), t))| effect(i, *r, *v, *t)).collect();
        Some(AtSpread {
            spread,
            log_weight,
            coefficients,
            covariance,
            effects,
        })
    }

    /// The whole grid with normalised weights.
    pub(super) fn grid(&self) -> Option<Vec<(f64, AtSpread)>> {
        let all = (0..STEPS)
            .map(|k| self.at((k as f64 + 0.5) * STEP))
            .collect::<Option<Vec<_>>>()?;
        let largest = all.iter().fold(f64::NEG_INFINITY, |a, f| a.max(f.log_weight));
        let weights: Vec<f64> = all.iter().map(|f| (f.log_weight - largest).exp()).collect();
        let total: f64 = weights.iter().sum();
        Some(weights.into_iter().map(|w| w / total).zip(all).collect())
    }
}

/// The posterior of the context model (or, with spend as a column, of the spend model).
///
/// `y` one score a place (0–100), `v` its smoothed sampling variance (points squared, above zero), `z` one row a place: a
/// column of ones, then standardised covariates ([`design`]), `margin` the materiality in points, at or above zero. Priors:
/// coefficients N(0, 5²) points per standard deviation, intercept N(precision-weighted mean, 100²), τ half-t(4, 5).
/// Works from one place on; fewer than eight are for the gate to refuse. [`Undefined`]: lengths, no place, values not
/// finite, variances not above zero.
///
/// Source: Fay & Herriot (1979), JASA 74:269; hierarchical: You & Chapman (2006), Survey Methodol. 32:97; half-t: Gelman
/// (2006), Bayesian Anal. 1:515. Goldens g31, g36.
pub fn fit(y: &[f64], v: &[f64], z: &Matrix, margin: f64) -> Result<Posterior, Undefined> {
    let problem = Problem::new(y, v, z)?;
    if !(margin >= 0.0 && margin.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let grid = problem.grid().ok_or(Undefined::NotFinite)?;
    summarise(&problem, &grid, margin).ok_or(Undefined::NotFinite)
}

fn summarise(problem: &Problem, grid: &[(f64, AtSpread)], margin: f64) -> Option<Posterior> {
    let coefficients = (0..problem.z.cols())
        .map(|j| {
            let parts = grid
                .iter()
                .map(|(w, f)| (*w, f.coefficients.get(j).copied(), f.covariance.at(j, j)));
            let parts = parts
                .map(|(w, m, v)| Some((w, m?, v)))
                .collect::<Option<Vec<_>>>()?;
            coefficient(&parts, if j == 0 { problem.centre } else { 0.0 })
        })
        .collect::<Option<Vec<_>>>()?;
    let means: Vec<f64> = coefficients.iter().map(|c| c.mean).collect();
    let places = (0..problem.v.len())
        .map(|i| {
            let parts = grid
                .iter()
                .map(|(w, f)| f.effects.get(i).map(|(m, v)| (*w, *m, v.sqrt())));
            let mixture = Mixture {
                parts: parts.collect::<Option<_>>()?,
            };
            place(&mixture, margin, dot(problem.z.row(i), &means))
        })
        .collect::<Option<Vec<_>>>()?;
    let best = grid
        .iter()
        .fold(None, |best: Option<&(f64, AtSpread)>, at| match best {
            Some(b) if b.0 >= at.0 => best,
            _ => Some(at),
        });
    let spread_mean: f64 = grid.iter().map(|(w, f)| w * f.spread).sum();
    spread_mean.is_finite().then_some(Posterior {
        spread_mean,
        spread_mode: best?.1.spread,
        coefficients,
        places,
    })
}

fn coefficient(parts: &[(f64, f64, f64)], from: f64) -> Option<Coefficient> {
    let mean: f64 = parts.iter().map(|(w, m, _)| w * m).sum();
    let square: f64 = parts.iter().map(|(w, m, v)| w * (v + m * m)).sum();
    let positive = parts
        .iter()
        .map(|(w, m, v)| Some(w * normal_cdf(m / v.sqrt())?))
        .sum::<Option<f64>>()?;
    let coefficient = Coefficient {
        mean: from + mean,
        deviation: (square - mean * mean).max(0.0).sqrt(),
        positive: positive.clamp(0.0, 1.0),
    };
    (coefficient.mean.is_finite() && coefficient.deviation.is_finite()).then_some(coefficient)
}

fn place(u: &Mixture, margin: f64, predicted: f64) -> Option<PlacePosterior> {
    let effect: f64 = u.parts.iter().map(|(w, m, _)| w * m).sum();
    let square: f64 = u.parts.iter().map(|(w, m, s)| w * (s * s + m * m)).sum();
    let deviation = (square - effect * effect).max(0.0).sqrt();
    let interval_90 = Interval {
        low: u.quantile(0.05, effect, deviation)?,
        high: u.quantile(0.95, effect, deviation)?,
    };
    let posterior = PlacePosterior {
        effect,
        deviation,
        interval_90,
        below: u.below(-margin)?,
        above: u.mirrored_below(-margin)?,
        smoothed: predicted + effect,
    };
    (posterior.smoothed.is_finite() && deviation.is_finite()).then_some(posterior)
}

/// A mixture of normals: weight, mean, standard deviation.
struct Mixture {
    parts: Vec<(f64, f64, f64)>,
}

impl Mixture {
    fn below(&self, at: f64) -> Option<f64> {
        let sum = self
            .parts
            .iter()
            .map(|(w, m, s)| Some(w * normal_cdf((at - m) / s)?))
            .sum::<Option<f64>>()?;
        Some(sum.clamp(0.0, 1.0))
    }

    /// P(−u < at), which keeps the digits of an upper tail.
    fn mirrored_below(&self, at: f64) -> Option<f64> {
        let sum = self
            .parts
            .iter()
            .map(|(w, m, s)| Some(w * normal_cdf((at + m) / s)?))
            .sum::<Option<f64>>()?;
        Some(sum.clamp(0.0, 1.0))
    }

    fn density(&self, at: f64) -> f64 {
        let root = (2.0 * std::f64::consts::PI).sqrt();
        self.parts
            .iter()
            .map(|(w, m, s)| w * (-0.5 * ((at - m) / s).powi(2)).exp() / (s * root))
            .sum()
    }

    /// Quantile by bisection, with a step of Newton wherever it stays inside the bracket; to 1e-8 of the deviation.
    fn quantile(&self, p: f64, mean: f64, deviation: f64) -> Option<f64> {
        let heavy = Self {
            parts: self.parts.iter().copied().filter(|(w, _, _)| *w > 1e-9).collect(),
        };
        let (mut low, mut high) = (mean - 20.0 * deviation, mean + 20.0 * deviation);
        let mut x = mean + deviation * crate::distribution::normal_quantile(p)?;
        for _ in 0..200 {
            let error = heavy.below(x)? - p;
            if error > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let newton = x - error / heavy.density(x);
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            if (next - x).abs() <= 1e-8 * deviation {
                return Some(next).filter(|q| q.is_finite());
            }
            x = next;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_ninety_percent_of_the_mixture() {
        let mixture = Mixture {
            parts: vec![(0.5, 0.0, 1.0), (0.5, 3.0, 0.5)],
        };
        let (low, high) = (
            mixture.quantile(0.05, 1.5, 1.7).unwrap(),
            mixture.quantile(0.95, 1.5, 1.7).unwrap(),
        );
        assert!((mixture.below(low).unwrap() - 0.05).abs() < 1e-9);
        assert!((mixture.below(high).unwrap() - 0.95).abs() < 1e-9);
    }

    #[test]
    fn a_covariate_without_variation_is_dropped() {
        let (z, dropped) = design(3, &[vec![1.0, 2.0, 3.0], vec![5.0; 3]]).unwrap();
        assert_eq!((z.cols(), dropped), (2, vec![1]));
        assert_eq!(design(3, &[vec![1.0]]), Err(Undefined::Shapes));
    }

    #[test]
    fn a_lower_score_is_never_less_likely_below() {
        let (y, v) = ([70.0, 72.0, 69.0, 75.0, 66.0, 71.0, 70.0, 68.0], [4.0; 8]);
        let (z, _) = design(8, &[vec![1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 8.0, 7.0]]).unwrap();
        let mut last = 0.0;
        for step in 0..10 {
            let mut lowered = y;
            lowered[4] -= f64::from(step);
            let below = fit(&lowered, &v, &z, 2.0).unwrap().places[4].below;
            assert!(below >= last, "{below} after {last}");
            last = below;
        }
    }
}
