//! What the county's data say: association of spending and satisfaction, tallies, breakdowns, suppression.
//!
//! Each number of the product comes from exactly one function here or in `stats`. Never sees a database or a page.
#![forbid(unsafe_code)]

pub mod associate;
pub mod suppress;
pub mod tally;

pub use associate::{AssociateError, Association, Ledger, Price, Request, SpendingTotal, associate};
pub use suppress::{Hidden, Threshold};
pub use tally::{ResponseRow, Tally};
