//! The resident's door: form, intake, receipt check. Nothing here knows who is asking.

pub mod api;
pub mod batch;
pub mod check;
pub mod device;
pub mod envelope;
pub mod form;
pub mod have;
pub mod intake;
pub mod key;
pub mod offline;
pub mod ping;
pub mod results;
