//! The verdict of one place and service on the closed-form grid, its lists and the chance contrast (STATISTICS §2.8).
//!
//! Order of use: [`grid::fit`] on the scores and their context gives what is expected and how far a place is from it;
//! [`spend`] says whether much was spent; [`class::classify`] joins both; [`gate`] says what forbids it; [`list`] chooses
//! what is shown; [`chance::chance_contrast`] says how long the list would be by chance.

pub mod chance;
pub mod class;
pub mod evidence;
pub mod gate;
pub mod grid;
pub mod halo;
pub mod list;
pub mod spend;
mod spend_sign;

pub use crate::places::Undefined;
