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
