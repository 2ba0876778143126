//! The desk: pages of officials and county leaders.
//!
//! Order of every page: finding, doubt at its side, evidence, source. Pages are whole without a script;
//! the desk's wasm only adds sorting, copying and the builder's comfort.

#[cfg(feature = "ssr")]
pub mod shell;
