//! The offline outbox as a machine without hands: time, chance, storage and network come in as events, what is to be
//! done goes out as effects. A browser, a kiosk and the simulator carry them out; see docs/offline.md.
#![forbid(unsafe_code)]

pub mod age;
pub mod backoff;
mod by_id;
mod event;
#[cfg(feature = "sim")]
pub mod flaw;
mod index;
pub mod lease;
mod moment;
mod op;
mod outbox;
mod pace;
mod policy;
mod record;
pub mod rescue;
mod sender;
mod sending;
mod shown;
#[cfg(feature = "sim")]
pub mod sim;
mod storing;
mod verdict;
pub mod wire;
mod writing;

pub use by_id::{ById, Ids};
pub use event::{Asked, Effect, Event, Post, Reply, Stored, Told};
pub use index::Index;
pub use moment::Moment;
pub use op::{Job, Op};
pub use outbox::{HEADROOM, Outbox};
pub use policy::{Keep, Policy};
pub use record::{Record, Sealed, State};
pub use shown::{Holds, Standing, Summary};
