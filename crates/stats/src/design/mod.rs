//! Survey design: weights, design-based variance, contrasts and tests from per-village sums (STATISTICS §2.1, 2.2, 2.3 waves).

pub mod alike;
pub mod bootstrap;
pub mod calibrate;
pub mod crosstab;
pub mod estimate;
pub mod means;
pub mod proportion;
pub mod quality;
pub mod quantile;
pub mod reliability;
pub mod scoring;
pub mod selection;
pub mod smoothing;
pub mod strata;
pub mod sums;
pub mod totals;
pub mod trim;
pub mod two_stage;
pub mod wave;
pub mod weights;

pub use estimate::{Estimate, TTest, t_interval};
pub use means::{JointMeans, PooledDeff, borrowed_mean};
pub use strata::{Design, LonelyPsu, Psu};
pub use sums::{PsuSums, sums_by_unit};
