//! Fay–Herriot: direct estimates of places smoothed towards what their context predicts, by restricted maximum likelihood.

use serde::{Deserialize, Serialize};

use super::{Undefined, check};
use crate::linear::{Cholesky, Matrix, dot, least_squares};

/// A fitted area-level model y = Xb + u + e, u ~ N(0, τ²), e ~ N(0, v) with v known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FayHerriot {
    /// τ²: variance of the true differences the context does not explain, in squared units of y.
    pub between_variance: f64,
    /// τ² is zero: the places differ by no more than sampling noise. Ranks must then not be shown.
    pub pooled_totally: bool,
    /// b, one a column of X.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub standard_errors: Vec<f64>,
    /// One a place, in the order given.
    pub places: Vec<Smoothed>,
    /// Steps of Fisher scoring.
    pub iterations: usize,
    /// (X'V⁻¹X)⁻¹, row by row, for places without a sample.
    coefficient_covariance: Vec<Vec<f64>>,
}

/// The smoothed estimate of one place and its mean squared error, taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Smoothed {
    /// γy + (1−γ)x'b.
    pub estimate: f64,
    /// γ = τ²/(τ²+v): weight of the place's own answers, 0–1.
    pub own_weight: f64,
    /// g₁ + g₂ + 2g₃.
    pub mse: f64,
    /// γv: what stays uncertain were b and τ² known.
    pub g1: f64,
    /// For b being estimated.
    pub g2: f64,
    /// For τ² being estimated.
    pub g3: f64,
}

/// What the context alone predicts for a place without a sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Synthetic {
    /// x'b.
    pub estimate: f64,
    /// x'(X'V⁻¹X)⁻¹x + τ².
    pub mse: f64,
}

/// Everything that follows from one value of τ².
struct AtVariance {
    weights: Vec<f64>,
    information: Cholesky,
    coefficients: Vec<f64>,
    residuals: Vec<f64>,
}

impl AtVariance {
    fn new(between: f64, y: &[f64], v: &[f64], x: &Matrix) -> Option<Self> {
        let weights: Vec<f64> = v.iter().map(|v| 1.0 / (between + v)).collect();
        let information = x.gram(Some(&weights))?.cholesky()?;
        let weighted: Vec<f64> = weights.iter().zip(y).map(|(w, y)| w * y).collect();
        let coefficients = information.solve(&x.transposed_times(&weighted)?)?;
        let fitted = x.times_vector(&coefficients)?;
        let residuals = y.iter().zip(fitted).map(|(y, f)| y - f).collect();
        Some(Self {
            weights,
            information,
            coefficients,
            residuals,
        })
    }

    /// Score and expected information of the restricted likelihood in τ²:
    /// s = −tr(P)/2 + y'PPy/2, I = tr(PP)/2, with P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ never formed.
    fn score(&self, x: &Matrix) -> Option<(f64, f64)> {
        let power = |k: i32| -> Vec<f64> { self.weights.iter().map(|w| w.powi(k)).collect() };
        let inverse = self.information.inverse();
        let second = inverse.times(&x.gram(Some(&power(2)))?)?;
        let third = inverse.times(&x.gram(Some(&power(3)))?)?;
        let trace_p = self.weights.iter().sum::<f64>() - second.trace();
        let trace_pp = power(2).iter().sum::<f64>() - 2.0 * third.trace() + second.times(&second)?.trace();
        let pull: f64 = self
            .weights
            .iter()
            .zip(&self.residuals)
            .map(|(w, r)| (w * r).powi(2))
            .sum();
        Some((0.5 * (pull - trace_p), 0.5 * trace_pp))
    }
}

/// τ² by Fisher scoring from the median variance, held at zero or above; and the number of steps.
fn restricted_variance(y: &[f64], v: &[f64], x: &Matrix) -> Result<(f64, usize), Undefined> {
    let scale = crate::median(v).ok_or(Undefined::NotFinite)?;
    let mut between = scale;
    for step in 1..=500 {
        let at = AtVariance::new(between, y, v, x).ok_or(Undefined::NotFinite)?;
        let (score, information) = at.score(x).ok_or(Undefined::NotFinite)?;
        let move_by = score / information;
        if !move_by.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let next = (between + move_by).max(0.0);
        let settled = (next - between).abs() <= 1e-14 * (next + 1e-3 * scale);
        between = next;
        if settled {
            return Ok((between, step));
        }
    }
    Err(Undefined::NotConverged)
}

/// Best linear unbiased predictor under the Fay–Herriot model, τ² by restricted maximum likelihood.
///
/// `y` one direct estimate a place, `v` its known sampling variance (y's unit squared, smoothed, above zero), `x` one row a
/// place with a column of ones. τ² = 0 is an answer, not an error: everything is pooled and `pooled_totally` says so.
/// [`Undefined`]: lengths differ, a value is not finite, a variance is not above zero, fewer than columns + 3 places, or
/// collinear columns.
///
/// Source: Fay & Herriot (1979), JASA 74:269; MSE: Prasad & Rao (1990), JASA 85:163, in the form of Datta & Lahiri (2000),
/// Stat. Sinica 10:613. Goldens g07, g07b; τ² = 0 by g09.
pub fn fay_herriot_reml(y: &[f64], v: &[f64], x: &Matrix) -> Result<FayHerriot, Undefined> {
    check(y, v, x.cols() + 3)?;
    if x.rows() != y.len() || x.cols() == 0 {
        return Err(Undefined::Shapes);
    }
    if !x.is_finite() {
        return Err(Undefined::NotFinite);
    }
    least_squares(x, y).ok_or(Undefined::Collinear)?;
    let (between, iterations) = restricted_variance(y, v, x)?;
    let at = AtVariance::new(between, y, v, x).ok_or(Undefined::NotFinite)?;
    let covariance = at.information.inverse();
    let spread: f64 = at.weights.iter().map(|w| w * w).sum();
    let places = (0..y.len())
        .zip(y.iter().zip(v).zip(&at.residuals))
        .map(|(i, ((y, v), r))| smooth(*y, *v, *r, between, leverage(&covariance, x.row(i)), spread))
        .collect();
    let fit = FayHerriot {
        between_variance: between,
        pooled_totally: between == 0.0,
        standard_errors: (0..x.cols()).map(|j| covariance.at(j, j).sqrt()).collect(),
        coefficients: at.coefficients,
        places,
        iterations,
        coefficient_covariance: (0..x.cols()).map(|j| covariance.row(j).to_vec()).collect(),
    };
    if fit.is_finite() {
        Ok(fit)
    } else {
        Err(Undefined::NotFinite)
    }
}

fn smooth(y: f64, v: f64, residual: f64, between: f64, leverage: f64, spread: f64) -> Smoothed {
    let own_weight = between / (between + v);
    let g1 = own_weight * v;
    let g2 = (1.0 - own_weight).powi(2) * leverage;
    let g3 = v * v / (between + v).powi(3) * 2.0 / spread;
    Smoothed {
        estimate: y - (1.0 - own_weight) * residual,
        own_weight,
        mse: g1 + g2 + 2.0 * g3,
        g1,
        g2,
        g3,
    }
}

/// x'Cx.
fn leverage(covariance: &Matrix, x: &[f64]) -> f64 {
    (0..covariance.rows())
        .zip(x)
        .map(|(j, x_j)| x_j * dot(covariance.row(j), x))
        .sum()
}

/// How well a model fits, for comparing contexts on the same places.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// ln of the normal likelihood at the estimates.
    pub log_likelihood: f64,
    /// Akaike's criterion, with columns + 1 parameters.
    pub aic: f64,
    /// Schwarz's.
    pub bic: f64,
    /// Kullback's (Cavanaugh 1999).
    pub kic: f64,
}

impl FayHerriot {
    /// How well it fits the direct estimates `y` and variances `v` it was made from; smaller criteria are better. `None` for
    /// other lengths or numbers that are not finite.
    ///
    /// Source: Akaike (1974), Schwarz (1978), Cavanaugh (1999), Stat. Prob. Lett. 42:333. Golden g07.
    pub fn fit(&self, y: &[f64], v: &[f64]) -> Option<Fit> {
        if y.len() != self.places.len() || v.len() != y.len() {
            return None;
        }
        let terms = self.places.iter().zip(y.iter().zip(v)).map(|(place, (y, v))| {
            // what is left of y once shrunk is (1 − γ) of its distance from x'b
            let distance = (y - place.estimate) / (1.0 - place.own_weight);
            let spread = self.between_variance + v;
            (2.0 * std::f64::consts::PI * spread).ln() + distance * distance / spread
        });
        let log_likelihood = -0.5 * terms.sum::<f64>();
        let parameters = self.coefficients.len() as f64 + 1.0;
        let penalised = |by: f64| by * parameters - 2.0 * log_likelihood;
        log_likelihood.is_finite().then(|| Fit {
            log_likelihood,
            aic: penalised(2.0),
            bic: penalised((y.len() as f64).ln()),
            kic: penalised(3.0),
        })
    }

    /// The synthetic estimate of a place without a sample from its row `x` of the context. `None` where the row has another
    /// length or is not finite. Such a place is drawn hatched and never flagged or ranked.
    ///
    /// Source: STATISTICS §2.3, x'b with the variance of b and that between places. No golden.
    pub fn synthetic(&self, x: &[f64]) -> Option<Synthetic> {
        if x.len() != self.coefficients.len() {
            return None;
        }
        let spread: f64 = self
            .coefficient_covariance
            .iter()
            .zip(x)
            .map(|(row, x_j)| x_j * dot(row, x))
            .sum();
        let synthetic = Synthetic {
            estimate: dot(&self.coefficients, x),
            mse: spread + self.between_variance,
        };
        (synthetic.estimate.is_finite() && synthetic.mse.is_finite()).then_some(synthetic)
    }

    fn is_finite(&self) -> bool {
        let places = self
            .places
            .iter()
            .all(|p| p.estimate.is_finite() && p.mse.is_finite());
        places
            && self
                .coefficients
                .iter()
                .chain(&self.standard_errors)
                .all(|b| b.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ones(n: usize) -> Matrix {
        Matrix::from_columns(&[&vec![1.0; n]]).unwrap()
    }

    #[test]
    fn a_precise_place_keeps_its_answer_and_a_vague_one_takes_the_context() {
        let y = [60.0, 70.0, 80.0, 66.0, 74.0];
        let fit = fay_herriot_reml(&y, &[1e-9, 4.0, 4.0, 4.0, 1e9], &ones(5)).unwrap();
        assert!((fit.places[0].estimate - 60.0).abs() < 1e-6);
        assert!((fit.places[4].estimate - fit.coefficients[0]).abs() < 1e-4);
        let synthetic = fit.synthetic(&[1.0]).unwrap();
        assert_eq!(synthetic.estimate, fit.coefficients[0]);
        assert!(synthetic.mse > fit.between_variance);
        assert_eq!(fit.synthetic(&[1.0, 2.0]), None);
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let v = [1.0; 5];
        assert_eq!(fay_herriot_reml(&[1.0; 4], &v, &ones(5)), Err(Undefined::Shapes));
        assert_eq!(
            fay_herriot_reml(&[1.0; 3], &v[..3], &ones(3)),
            Err(Undefined::InsufficientUnits)
        );
        assert_eq!(
            fay_herriot_reml(&[f64::NAN; 5], &v, &ones(5)),
            Err(Undefined::NotFinite)
        );
        assert_eq!(
            fay_herriot_reml(&[1.0; 5], &[0.0; 5], &ones(5)),
            Err(Undefined::NoVariance)
        );
        let twice = Matrix::from_columns(&[&[1.0; 5], &[2.0; 5]]).unwrap();
        assert_eq!(
            fay_herriot_reml(&[1.0, 2.0, 3.0, 4.0, 5.0], &v, &twice),
            Err(Undefined::Collinear)
        );
    }

    #[test]
    fn equal_places_are_pooled_totally() {
        let fit = fay_herriot_reml(&[5.0; 6], &[1.0; 6], &ones(6)).unwrap();
        assert!(fit.pooled_totally);
        assert!(fit.places.iter().all(|p| (p.estimate - 5.0).abs() < 1e-12));
    }
}
