//! The desk: pages of officials and county leaders.
//!
//! Order of every page: finding, doubt at its side, evidence, source. Pages are whole without a script;
//! the desk's wasm only adds sorting, copying and the builder's comfort.

#[cfg(feature = "ssr")]
pub mod association;
#[cfg(feature = "ssr")]
pub mod breakdown;
#[cfg(feature = "ssr")]
pub mod county;
#[cfg(feature = "ssr")]
pub mod data;
#[cfg(feature = "ssr")]
pub mod devices;
#[cfg(feature = "hydrate")]
pub mod enhance;
#[cfg(feature = "ssr")]
pub mod fault;
#[cfg(feature = "ssr")]
pub mod finding;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod ledger;
#[cfg(feature = "ssr")]
pub mod method;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod sheets;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod spending;
#[cfg(feature = "ssr")]
pub mod standing;
#[cfg(feature = "ssr")]
pub mod surveys;
