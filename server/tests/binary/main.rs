//! The built `minxin`, as a county runs it: commands, golden files from end to end, and what survives a kill.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cli;
mod full;
mod golden;
mod keys;
mod kill;
mod program;
mod report;
mod synth;
