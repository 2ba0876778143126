//! Files go in, reports or refusals come out; the store is the real one, in a folder of its own.

mod areas;
mod demo;
mod hostile;
mod instrument;
mod large;
mod numbers;
mod place;
mod reading;
mod responses;
mod shared;
mod spending;
mod workbooks;
