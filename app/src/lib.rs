//! What people see: Leptos components, rendered on the server, taken over in the browser.
//!
//! No SQL, no formula: pages are given finished values. Two entries: `resident` (answering) and `desk`.
#![forbid(unsafe_code)]
#![recursion_limit = "256"] // a page is one deeply nested type

pub mod desk;
#[cfg(feature = "ssr")]
pub mod render;
pub mod resident;
pub mod words;
