//! The `minxin` server: command line, HTTP, intake, jobs. It holds no formula and no SQL.
#![forbid(unsafe_code)]
#![recursion_limit = "256"] // a page is one deeply nested type

pub mod ahead;
mod arena;
pub mod assets;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod closer;
pub mod counts;
pub mod demo;
pub mod desk;
pub mod earlier;
pub mod error;
pub mod guard;
pub mod http;
pub mod jobs;
pub mod judgements;
pub mod kept;
pub mod keys;
pub mod lang;
pub mod loading;
pub mod metrics;
pub mod openapi;
pub mod ranks;
pub mod report;
pub mod reports;
pub mod rescue;
pub mod resident;
pub mod scope;
pub mod sheets;
pub mod state;
pub mod stored;
pub mod tables;
pub mod uploads;
