//! The vocabulary of Minxin as types: areas, domains, items, instruments, waves, answers, ledger lines.
//!
//! Parsing, validation and scoring; no input or output. The server and the resident's wasm compile the same code.
#![forbid(unsafe_code)]

pub mod answer;
pub mod area;
#[cfg(feature = "content")]
pub mod content;
pub mod domain;
pub mod form;
pub mod instrument;
pub mod item;
#[cfg(feature = "content")]
pub mod languages;
pub mod ledger;
pub mod paper;
pub mod quality;
pub mod scale;
pub mod score;
pub mod submission;
pub mod text;
pub mod validate;
pub mod wave;

pub use answer::{Answers, Value};
pub use area::{Area, AreaCode, Level};
pub use domain::{Domain, DomainId};
pub use form::{Choice, Form, Kind, Question};
pub use instrument::{DefinitionError, Instrument, Version};
pub use item::{Condition, Item};
pub use ledger::{Deflator, Indicator, LedgerKind, Money, Population, PublishedScore, Spending, Stage};
pub use scale::{OptionRow, Role, Scale, ScaleKind};
pub use submission::{Envelope, Mode, Receipt, SubmissionId};
pub use text::{Lang, Text};
pub use validate::{Problem, Reason};
pub use wave::{PublicationLevel, Round, Wave, WaveState};
