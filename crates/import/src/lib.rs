//! Files of DESIGN §4.3 on their way into the store: read, checked row by row, refused by name or stored whole.
//!
//! [`run`] is the one door, for the command line and for the desk page alike. A parser thread reads the file in
//! bounded memory and sends chunks of rows to [`store::Store::import`], which keeps all of them or none.
//! What is wrong comes back as a [`Refusal`], one line a problem; what was done as a [`Report`].
#![forbid(unsafe_code)]

mod areas;
mod catalogue;
mod cell;
mod drive;
mod keys;
mod kinds;
mod problem;
mod read;
mod report;
mod request;
mod run;
mod said;

pub use problem::{Refusal, RowProblem};
pub use report::{AmountTotal, NewName, Preview, Report};
pub use request::{FileKind, Progress, Request, Source};
pub use run::run;
pub use said::Said;
