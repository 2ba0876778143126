//! The golden files, one test each; which fields are compared with what is in docs/goldens.md.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod g01;
mod g02;
mod g03;
mod g04;
mod g06;
mod g07;
mod g07b;
mod g08;
mod g09;
mod g10;
mod g11;
mod g12;
mod g13;
mod g14;
mod g15;
mod g18;
mod g19;
mod g22;
mod g23;
mod g24;
mod g27;
mod g29;
mod g30;
mod g31;
mod g32;
mod g33;
mod g34;
mod g35;
mod g36;
mod g37;
mod g38;
mod g40;
mod g41;
mod g42;
mod lgbf;
mod milk;
mod operating;
mod sample;

/// The draws of every golden that has some.
fn draws() -> stats::random::Draws {
    stats::random::Draws::seeded(1, "golden")
}
