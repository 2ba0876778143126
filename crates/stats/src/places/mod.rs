//! Places compared: smoothing, ranks, funnel limits, priorities (STATISTICS §2.3, 2.10).

pub mod fay_herriot;
pub mod funnel;
pub mod importance;
pub mod rank_ends;
pub mod rank_sets;
pub mod shrinkage;
pub mod two_years;
mod two_years_model;
mod two_years_own;
mod two_years_ranks;

use serde::{Deserialize, Serialize};

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Undefined {
    /// The series differ in length.
    #[error("the series differ in length; give one value a place in each")]
    Shapes,
    /// A value is infinite or not a number, or the arithmetic overflows on it.
    #[error("a value is not finite; leave the place out or correct it")]
    NotFinite,
    /// A sampling variance is zero or negative.
    #[error("a sampling variance is not above zero; a place measured without error cannot be smoothed")]
    NoVariance,
    /// Fewer places than the method needs.
    #[error("too few places; this method needs more of them than columns, by three")]
    InsufficientUnits,
    /// A column of the context is a combination of the others.
    #[error("the context columns are combinations of each other; drop one")]
    Collinear,
    /// The iteration did not settle.
    #[error("the iteration did not settle; look at the variances")]
    NotConverged,
}

/// One finite value and one finite variance above zero a place.
pub(crate) fn check(y: &[f64], v: &[f64], least: usize) -> Result<(), Undefined> {
    if y.len() != v.len() {
        return Err(Undefined::Shapes);
    }
    if y.iter().chain(v).any(|x| !x.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if v.iter().any(|v| *v <= 0.0) {
        return Err(Undefined::NoVariance);
    }
    if y.len() < least {
        return Err(Undefined::InsufficientUnits);
    }
    Ok(())
}
