//! Files go in, reports or refusals come out; the store is the real one, in a folder of its own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod areas;
mod demo;
mod documents;
mod hostile;
mod instrument;
mod instrument_schema;
mod large;
mod numbers;
mod place;
mod reading;
mod responses;
mod shared;
mod spending;
mod workbooks;
