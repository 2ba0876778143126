//! The charts as their callers see them.

mod drawings;
mod findings;
mod hostile;
mod preview;
mod samples;
