//! The charts as their callers see them.

mod drawings;
mod hostile;
mod preview;
mod samples;
