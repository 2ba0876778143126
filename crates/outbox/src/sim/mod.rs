//! A world of devices, a network and a server, drawn from one seed, in which everything goes wrong that can; at the
//! end it is mended, and what people were told must hold. See docs/offline.md.

pub mod answer;
mod carry;
mod device;
mod dice;
pub mod disk;
mod happening;
mod history;
mod people;
mod server;
mod troubles;
mod world;

pub use world::{Figures, Plan, run};
