//! SQLite behind the [`crate::Store`] trait.
