//! The routers as they stand, over a store in a folder of their own: two doors, one way in for answers.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ahead;
mod alone;
mod apart;
mod api_document;
mod bad_input;
mod batch;
mod comparison;
mod county;
mod devices;
mod doors;
mod errors;
mod evidence;
mod fieldwork;
mod files;
mod free;
mod intake;
mod links;
mod loading;
mod malformed;
mod money;
mod outlines;
mod paper;
mod plain;
mod points;
mod rescue;
mod scope;
mod sealed;
mod spending;
mod thin;
mod tongues;
mod truth;
mod written;
