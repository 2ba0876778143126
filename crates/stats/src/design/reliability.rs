//! Cronbach's alpha: how far the items of one domain measure one thing.

use serde::{Deserialize, Serialize};

use crate::{Interval, distribution::f_quantile, linear::Matrix};

/// Sums and products of k items over people who answered all of them. Those of several places add up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CrossProducts {
    /// People.
    pub n: u64,
    /// Σw.
    pub w: f64,
    /// Σw x_i, one an item.
    pub sums: Vec<f64>,
    /// Σw x_i x_j for j ≤ i, row by row: (0,0), (1,0), (1,1), (2,0) …
    pub products: Vec<f64>,
}

impl CrossProducts {
    /// Nobody yet, for `items` items.
    pub fn new(items: usize) -> Self {
        Self {
            n: 0,
            w: 0.0,
            sums: vec![0.0; items],
            products: vec![0.0; items * (items + 1) / 2],
        }
    }

    /// Adds one person. False, and nothing added, for another number of items, a weight not above zero, or a number that
    /// is not finite.
    pub fn add(&mut self, weight: f64, scores: &[f64]) -> bool {
        let usable = weight > 0.0 && weight.is_finite() && scores.iter().all(|s| s.is_finite());
        if !usable || scores.len() != self.sums.len() {
            return false;
        }
        self.n = self.n.saturating_add(1);
        self.w += weight;
        let mut at = self.products.iter_mut();
        for (i, x) in scores.iter().enumerate() {
            for (y, product) in scores.iter().take(i + 1).zip(at.by_ref()) {
                *product += weight * x * y;
            }
        }
        self.sums
            .iter_mut()
            .zip(scores)
            .for_each(|(s, x)| *s += weight * x);
        true
    }

    /// Both together. False, and nothing added, for another number of items.
    pub fn merge(&mut self, other: &Self) -> bool {
        if self.sums.len() != other.sums.len() || self.products.len() != other.products.len() {
            return false;
        }
        self.n = self.n.saturating_add(other.n);
        self.w += other.w;
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a += b);
        self.products
            .iter_mut()
            .zip(&other.products)
            .for_each(|(a, b)| *a += b);
        true
    }

    /// Weighted covariances with n − 1 below the line. `None` for fewer than two people, no weight, sums of unfitting
    /// lengths, or a number that is not finite.
    ///
    /// Source: STATISTICS §2.15, cross-products folded in place by place. No golden; the same as from columns, in the
    /// tests.
    pub fn covariance(&self) -> Option<Matrix> {
        let k = self.sums.len();
        let weighted = self.w > 0.0;
        if self.n < 2 || !weighted || self.products.len() != k * (k + 1) / 2 {
            return None;
        }
        let scale = self.n as f64 / (self.n - 1) as f64;
        let mut matrix = Matrix::zeros(k, k);
        let mut products = self.products.iter();
        for i in 0..k {
            let mean = self.sums[i] / self.w;
            for j in 0..=i {
                let square = products.next()? / self.w;
                let about = square - mean * (self.sums[j] / self.w);
                // an item without variation must not be left with rounding
                let about = if i == j && about <= square * 1e-12 {
                    0.0
                } else {
                    about
                };
                matrix.set(i, j, about * scale);
                matrix.set(j, i, about * scale);
            }
        }
        matrix.is_finite().then_some(matrix)
    }
}

/// Cronbach's alpha with what each item does to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// k/(k−1) · (1 − Σs_i²/s_T²), at most 1; can be negative.
    pub alpha: f64,
    /// The same from correlations; none where an item does not vary.
    pub standardized: Option<f64>,
    /// Feldt's 95 % interval.
    pub interval: Option<Interval>,
    /// Alpha without the item, one an item; none where it is undefined (two items).
    pub if_dropped: Vec<Option<f64>>,
    /// Correlation of the item with the sum of the others; none where one of them does not vary.
    pub item_rest: Vec<Option<f64>>,
    /// People who answered every item.
    pub n: u64,
    /// Items.
    pub items: usize,
}

/// Alpha from sums and products. `None` for fewer than two items or people, or a total that does not vary.
///
/// Source: Cronbach (1951), Psychometrika 16:297; interval: Feldt, Woodruff & Salih (1987), Appl. Psychol. Meas. 11:93,
/// with n − 1 and (n − 1)(k − 1) degrees of freedom, as if people were drawn at random one by one. Golden g23.
pub fn cronbach_alpha(sums: &CrossProducts) -> Option<Reliability> {
    let covariance = sums.covariance()?;
    let k = covariance.rows();
    let alpha = alpha_of(&covariance, |_| true)?;
    Some(Reliability {
        alpha,
        standardized: standardized(&covariance),
        interval: feldt_interval(alpha, sums.n, k),
        if_dropped: (0..k).map(|d| alpha_of(&covariance, |i| i != d)).collect(),
        item_rest: (0..k).map(|i| item_rest(&covariance, i)).collect(),
        n: sums.n,
        items: k,
    })
}

/// Alpha from covariances of pairs, each over the people who have both items, by row: (0,0), (1,0), (1,1), (2,0) … `n` is the
/// fewest people behind a pair. No interval: nobody need have answered everything.
///
/// `None` for fewer than two items, another number of covariances, one that is not finite, or a total that does not
/// vary. Source: Cronbach (1951), Psychometrika 16:297. No golden.
pub fn cronbach_alpha_of_pairs(covariances: &[f64], items: usize, n: u64) -> Option<Reliability> {
    if covariances.len() != items * (items + 1) / 2 {
        return None;
    }
    let mut covariance = Matrix::zeros(items, items);
    let mut at = covariances.iter();
    for i in 0..items {
        for j in 0..=i {
            let value = *at.next()?;
            covariance.set(i, j, value);
            covariance.set(j, i, value);
        }
    }
    let covariance = Some(covariance).filter(Matrix::is_finite)?;
    Some(Reliability {
        alpha: alpha_of(&covariance, |_| true)?,
        standardized: standardized(&covariance),
        interval: None,
        if_dropped: (0..items).map(|d| alpha_of(&covariance, |i| i != d)).collect(),
        item_rest: (0..items).map(|i| item_rest(&covariance, i)).collect(),
        n,
        items,
    })
}

/// Alpha from columns, one an item, a person in the same place of each; people who left out an item are left out.
/// `None` as [`cronbach_alpha`], or for columns of unequal length or scores that are not finite.
///
/// Source: as [`cronbach_alpha`]. Golden g23.
pub fn cronbach_alpha_of_columns(columns: &[Vec<Option<f64>>]) -> Option<Reliability> {
    let people = columns.first()?.len();
    if columns.iter().any(|c| c.len() != people) {
        return None;
    }
    let mut sums = CrossProducts::new(columns.len());
    for person in 0..people {
        let answers: Option<Vec<f64>> = columns.iter().map(|c| c[person]).collect();
        if let Some(answers) = answers
            && !sums.add(1.0, &answers)
        {
            return None;
        }
    }
    cronbach_alpha(&sums)
}

fn alpha_of(covariance: &Matrix, kept: impl Fn(usize) -> bool) -> Option<f64> {
    let items: Vec<usize> = (0..covariance.rows()).filter(|&i| kept(i)).collect();
    let k = items.len() as f64;
    let own: f64 = items.iter().map(|&i| covariance.at(i, i)).sum();
    let total: f64 = items
        .iter()
        .flat_map(|&i| items.iter().map(move |&j| covariance.at(i, j)))
        .sum();
    if items.len() < 2 || total <= own * 1e-12 {
        return None;
    }
    Some(k / (k - 1.0) * (1.0 - own / total)).filter(|a| a.is_finite())
}

fn standardized(covariance: &Matrix) -> Option<f64> {
    let k = covariance.rows();
    let mut correlation = Matrix::identity(k);
    for i in 0..k {
        for j in 0..i {
            let scale = (covariance.at(i, i) * covariance.at(j, j)).sqrt();
            if scale == 0.0 || scale.is_nan() {
                return None;
            }
            correlation.set(i, j, covariance.at(i, j) / scale);
            correlation.set(j, i, covariance.at(i, j) / scale);
        }
    }
    alpha_of(&correlation, |_| true)
}

fn item_rest(covariance: &Matrix, item: usize) -> Option<f64> {
    let others = || (0..covariance.rows()).filter(|&i| i != item);
    let own = covariance.at(item, item);
    let with: f64 = others().map(|j| covariance.at(item, j)).sum();
    let rest: f64 = others()
        .flat_map(|i| others().map(move |j| covariance.at(i, j)))
        .sum();
    let parts: f64 = others().map(|i| covariance.at(i, i)).sum();
    let varies = own > 0.0 && rest > parts * 1e-12;
    varies
        .then(|| with / (own * rest).sqrt())
        .filter(|r| r.is_finite())
        .map(|r| r.clamp(-1.0, 1.0))
}

/// 1 − (1−α) F at 97.5 % and 2.5 %.
fn feldt_interval(alpha: f64, n: u64, items: usize) -> Option<Interval> {
    let (people, others) = (n as f64 - 1.0, items as f64 - 1.0);
    let end = |p: f64| f_quantile(p, people, people * others).map(|f| 1.0 - (1.0 - alpha) * f);
    Some(Interval {
        low: end(0.975)?,
        high: end(0.025)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_never_varies_leaves_the_others_their_alpha() {
        let columns: Vec<Vec<Option<f64>>> = vec![
            [1.0, 2.0, 3.0, 4.0].map(Some).to_vec(),
            [2.0, 2.0, 4.0, 4.0].map(Some).to_vec(),
            vec![Some(7.1); 4],
        ];
        let found = cronbach_alpha_of_columns(&columns).unwrap();
        assert_eq!(found.item_rest[2], None);
        assert_eq!(found.standardized, None);
        assert!(found.if_dropped[2].unwrap() > found.alpha);
    }

    #[test]
    fn pairs_of_complete_answers_give_the_same_alpha_without_an_interval() {
        let columns: Vec<Vec<Option<f64>>> = vec![
            [1.0, 2.0, 3.0, 4.0].map(Some).to_vec(),
            [2.0, 2.0, 4.0, 4.0].map(Some).to_vec(),
        ];
        let whole = cronbach_alpha_of_columns(&columns).unwrap();
        // variances 5/3 and 4/3, covariance 4/3: alpha = 2 (1 - 3/(17/3)) = 16/17
        let pairs = cronbach_alpha_of_pairs(&[5.0 / 3.0, 4.0 / 3.0, 4.0 / 3.0], 2, 4).unwrap();
        assert!((pairs.alpha - 16.0 / 17.0).abs() < 1e-12 && (whole.alpha - pairs.alpha).abs() < 1e-12);
        assert_eq!((pairs.interval, pairs.n), (None, 4));
        assert_eq!(cronbach_alpha_of_pairs(&[1.0, 0.5], 2, 4), None);
        assert_eq!(cronbach_alpha_of_pairs(&[1.0, f64::NAN, 1.0], 2, 4), None);
    }

    #[test]
    fn what_cannot_have_an_alpha_is_none() {
        assert_eq!(cronbach_alpha(&CrossProducts::new(3)), None);
        assert_eq!(cronbach_alpha_of_columns(&[]), None);
        assert_eq!(cronbach_alpha_of_columns(&[vec![Some(1.0), Some(2.0)]]), None);
        assert_eq!(
            cronbach_alpha_of_columns(&[vec![Some(1.0); 5], vec![Some(2.0); 5]]),
            None
        );
        let mut sums = CrossProducts::new(2);
        assert!(!sums.add(1.0, &[1.0]) && !sums.add(0.0, &[1.0, 2.0]) && !sums.add(1.0, &[f64::NAN, 1.0]));
        assert_eq!(sums, CrossProducts::new(2));
    }
}
