//! resident entry
