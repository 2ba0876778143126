//! A county as its files tell it: that they are taken, that they agree with the truth, and that the truth is planted.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod ledger;
mod made;
mod taken;
mod truth;
