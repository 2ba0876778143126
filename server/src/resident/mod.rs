//! The resident's door: form, intake, receipt check. Nothing here knows who is asking.

pub mod api;
pub mod check;
pub mod form;
pub mod intake;
pub mod results;
