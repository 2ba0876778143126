//! What is made from what is stored, kept until that changes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// More than anybody looks at between two changes.
const MOST: usize = 500;

/// Values by name, each with the revision of the store that it was made from.
pub struct Kept<V> {
    values: Mutex<HashMap<String, (String, Arc<V>)>>,
    most: usize,
}

impl<V> Default for Kept<V> {
    fn default() -> Self {
        Self::at_most(MOST)
    }
}

impl<V> Kept<V> {
    /// Room for so many.
    pub fn at_most(most: usize) -> Self {
        Self {
            values: Mutex::default(),
            most,
        }
    }

    /// The value of this name, if it was made from this revision.
    pub fn get(&self, name: &str, revision: &str) -> Option<Arc<V>> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, value) = values.get(name)?;
        (of == revision).then(|| value.clone())
    }

    /// Keeps a value in place of an earlier one.
    pub fn put(&self, name: &str, revision: &str, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() >= self.most && !values.contains_key(name) {
            values.clear();
        }
        values.insert(name.to_owned(), (revision.to_owned(), value.clone()));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_good_until_what_it_was_made_from_has_changed() {
        let kept = Kept::default();
        kept.put("w", "1", 10);
        assert_eq!(kept.get("w", "1").as_deref(), Some(&10));
        assert_eq!(kept.get("w", "2"), None);
        assert_eq!(kept.get("v", "1"), None);
        kept.put("w", "2", 20);
        assert_eq!(kept.get("w", "1"), None);
        assert_eq!(kept.get("w", "2").as_deref(), Some(&20));
    }

    #[test]
    fn where_there_is_no_room_the_newest_is_kept() {
        let kept = Kept::at_most(1);
        kept.put("v", "1", 10);
        kept.put("v", "1", 11);
        assert_eq!(kept.get("v", "1").as_deref(), Some(&11));
        kept.put("w", "1", 20);
        assert_eq!(kept.get("v", "1"), None);
        assert_eq!(kept.get("w", "1").as_deref(), Some(&20));
    }
}
