//! desk entry
