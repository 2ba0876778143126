//! What the county's data say: association of spending and satisfaction, tallies, breakdowns, suppression.
//!
//! Each number of the product comes from exactly one function here or in `stats`. Never sees a database or a page.
#![forbid(unsafe_code)]

pub mod associate;
pub mod breakdown;
pub mod cube;
pub mod report;
pub mod standing;
pub mod suppress;
pub mod tally;
mod tree;

pub use associate::{AssociateError, Association, Ledger, Price, Request, SpendingTotal, associate};
pub use breakdown::{AreaCut, Breakdown, Cut, breakdown, breakdown_from};
pub use cube::{Cube, Fold};
pub use suppress::{Hidden, Threshold};
pub use tally::ResponseRow;

/// 95 % interval of Spearman's rho (Bonett & Wright 2000), for pages that show a rho.
pub fn spearman_interval(rho: f64, n: usize) -> Option<[f64; 2]> {
    stats::spearman_interval(rho, n, 0.95).map(|i| [i.low, i.high])
}
