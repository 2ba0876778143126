//! Does a county lose answers? Devices send to the real server, on real files, while it is killed, stopped, starved and
//! lied to; in the end what devices were promised is held against what is stored (docs/chaos.md). Never shipped.
#![forbid(unsafe_code)]

pub mod checker;
mod county;
mod device;
pub mod history;
mod http;
mod nemesis;
mod preload;
mod program;
mod proxy;
mod random;
mod run;
pub mod stored;

pub use nemesis::{Life, Stop};
pub use run::{Figures, Size, careless, run};
