//! Estimators and tests over plain numbers, one method a file. Knows nothing of surveys; no input or output.
//!
//! What is undefined is `None`, never NaN: unequal lengths, too few values, a value that is not finite, no variation.
#![forbid(unsafe_code)]

pub mod correlation;
pub mod design;
pub mod distribution;
pub mod kendall;
pub mod leave_one_out;
pub mod linear;
pub mod moments;
pub mod multiple;
pub mod places;
pub mod proportion;
pub mod proportion_exact;
pub mod random;
pub mod ranks;
pub mod relation;
pub mod status;
pub mod theil_sen;
pub mod verdict;

pub use correlation::{
    Correlation, fisher_interval, pearson, spearman, spearman_edgeworth_p, spearman_interval,
};
pub use kendall::kendall_tau_b;
pub use leave_one_out::{leave_one_out, range};
pub use moments::{mean, median, standard_deviation, sum};
pub use multiple::{benjamini_hochberg, benjamini_yekutieli, bonferroni, hochberg, holm};
pub use proportion::{Difference, newcombe_difference, wilson_interval, wilson_interval_corrected};
pub use ranks::mid_ranks;
pub use theil_sen::{TheilSen, theil_sen, theil_sen_leave_one_out};

use serde::{Deserialize, Serialize};

/// A closed interval, in the unit of what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Two series of equal length of at least `least` finite numbers?
pub(crate) fn paired(x: &[f64], y: &[f64], least: usize) -> bool {
    x.len() == y.len() && x.len() >= least && x.iter().chain(y).all(|v| v.is_finite())
}
