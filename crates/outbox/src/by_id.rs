//! Ids with values, in order of ids. A sorted list: a device holds hundreds of records, not millions, and the trees of the
//! standard library, built anew for every kind of value, are a tenth of what a phone would have to load.

use std::ops::Index;

use survey::SubmissionId;

/// Values by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ById<V> {
    ids: Vec<SubmissionId>,
    values: Vec<V>,
}

/// A set of ids.
pub type Ids = ById<()>;

impl<V> Default for ById<V> {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            values: Vec::new(),
        }
    }
}

/// Where it is, or where it would have to be. One function for all kinds of values.
fn place(ids: &[SubmissionId], id: &SubmissionId) -> Result<usize, usize> {
    ids.binary_search(id)
}

impl<V> ById<V> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Is it there?
    pub fn contains_key(&self, id: &SubmissionId) -> bool {
        place(&self.ids, id).is_ok()
    }

    /// The value of an id.
    pub fn get(&self, id: &SubmissionId) -> Option<&V> {
        let at = place(&self.ids, id).ok()?;
        self.values.get(at)
    }

    /// The value of an id, to change it.
    pub fn get_mut(&mut self, id: &SubmissionId) -> Option<&mut V> {
        let at = place(&self.ids, id).ok()?;
        self.values.get_mut(at)
    }

    /// Puts a value in; what was there before comes back.
    pub fn insert(&mut self, id: SubmissionId, value: V) -> Option<V> {
        match place(&self.ids, &id) {
            Ok(at) => Some(std::mem::replace(&mut self.values[at], value)),
            Err(at) => {
                self.ids.insert(at, id);
                self.values.insert(at, value);
                None
            }
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, id: &SubmissionId) -> Option<V> {
        let at = place(&self.ids, id).ok()?;
        self.ids.remove(at);
        Some(self.values.remove(at))
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.values.clear();
    }

    /// Ids in order.
    pub fn keys(&self) -> impl Iterator<Item = &SubmissionId> {
        self.ids.iter()
    }

    /// Values in the order of their ids.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.values.iter()
    }

    /// Values in the order of their ids, without the ids.
    pub fn into_values(self) -> Vec<V> {
        self.values
    }

    /// Both, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (&SubmissionId, &V)> {
        self.ids.iter().zip(&self.values)
    }
}

impl Ids {
    /// Keeps those that are wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&SubmissionId) -> bool) {
        self.ids.retain(wanted);
        self.values.truncate(self.ids.len());
    }
}

impl<V> Index<&SubmissionId> for ById<V> {
    type Output = V;

    fn index(&self, id: &SubmissionId) -> &V {
        self.get(id).expect("who indexes knows that it is there")
    }
}

impl<V> FromIterator<(SubmissionId, V)> for ById<V> {
    fn from_iter<I: IntoIterator<Item = (SubmissionId, V)>>(all: I) -> Self {
        let mut found = Self::default();
        for (id, value) in all {
            found.insert(id, value);
        }
        found
    }
}

impl Extend<SubmissionId> for Ids {
    fn extend<I: IntoIterator<Item = SubmissionId>>(&mut self, all: I) {
        for id in all {
            self.insert(id, ());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_does_what_a_tree_does() {
        let id = |n: u32| SubmissionId([n.wrapping_mul(167) as u8; 16]);
        let (mut list, mut tree) = (ById::default(), BTreeMap::new());
        let mut dice = 7_u32;
        for step in 0..2_000_u32 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let id = id((dice >> 16) % 40);
            if dice.is_multiple_of(3) {
                assert_eq!(list.remove(&id), tree.remove(&id));
            } else {
                assert_eq!(list.insert(id, step), tree.insert(id, step));
            }
            assert_eq!(list.get(&id), tree.get(&id));
            assert_eq!(list.contains_key(&id), tree.contains_key(&id));
            assert!(
                list.iter().eq(tree.iter()) && list.keys().eq(tree.keys()) && list.values().eq(tree.values())
            );
            assert_eq!((list.len(), list.is_empty()), (tree.len(), tree.is_empty()));
        }
        assert_eq!(tree.into_iter().rev().collect::<ById<_>>(), list);
        list.clear();
        assert!(list.is_empty());
    }
}
