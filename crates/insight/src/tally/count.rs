//! What a tally is made of: people and weights, and sums of typed numbers. Written as short lists.

use serde::{Deserialize, Serialize};

/// People, Σw and Σw².
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u64, f64, f64)", into = "(u64, f64, f64)")]
pub struct Count {
    /// People.
    pub n: u64,
    /// Sum of their weights.
    pub w: f64,
    /// Sum of the squares of their weights.
    pub w2: f64,
}

impl Count {
    /// One person; a weight that is not finite or below zero is 0.
    pub fn one(weight: f64) -> Self {
        let w = if weight.is_finite() && weight > 0.0 {
            weight
        } else {
            0.0
        };
        Self { n: 1, w, w2: w * w }
    }

    /// Nobody?
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Adds other people.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.w += other.w;
        self.w2 += other.w2;
    }
}

impl From<(u64, f64, f64)> for Count {
    fn from((n, w, w2): (u64, f64, f64)) -> Self {
        Self { n, w, w2 }
    }
}

impl From<Count> for (u64, f64, f64) {
    fn from(count: Count) -> Self {
        (count.n, count.w, count.w2)
    }
}

/// Sums of numbers typed in, plain and weighted; how many is the item's `answered`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 3]", into = "[f64; 3]")]
pub struct NumberSums {
    /// Σx.
    pub sum: f64,
    /// Σx².
    pub squares: f64,
    /// Σwx.
    pub weighted: f64,
}

impl NumberSums {
    /// Adds one person's number.
    pub fn add(&mut self, value: f64, one: Count) {
        self.merge(Self {
            sum: value,
            squares: value * value,
            weighted: value * one.w,
        });
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.weighted += other.weighted;
    }
}

impl From<[f64; 3]> for NumberSums {
    fn from([sum, squares, weighted]: [f64; 3]) -> Self {
        Self {
            sum,
            squares,
            weighted,
        }
    }
}

impl From<NumberSums> for [f64; 3] {
    fn from(sums: NumberSums) -> Self {
        [sums.sum, sums.squares, sums.weighted]
    }
}

/// A map whose keys are not words, written as a list of pairs.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(from)?.into_iter().collect())
    }
}
