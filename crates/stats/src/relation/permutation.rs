//! p-values from re-ordering one series: every order up to eight places, seeded orders above.

use serde::{Deserialize, Serialize};

use crate::{
    kendall::{count_pairs, exact_p},
    kendall_tau_b, paired,
    random::Draws,
    ranks::mid_ranks,
};

/// Up to so many places every order is tried (8! = 40,320).
pub const EXACT_UP_TO: usize = 8;

/// Random orders above that.
pub const ORDERS: usize = 19_999;

/// A permutation p and how it was come by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PermutationP {
    /// Two-sided p of no association.
    pub p: f64,
    /// Orders at least as far from zero as the one observed, itself not counted among random ones.
    pub as_extreme: usize,
    /// Orders tried.
    pub orders: usize,
    /// Every order there is?
    pub exact: bool,
}

/// Two-sided permutation p of Pearson's r.
///
/// Two series of one length, n ≥ 3. Exact for n ≤ 8, else (1 + #)/(19,999 + 1) over seeded orders.
/// `None`: unequal lengths, a value that is not finite, a series without variation.
/// Source: Pitman (1937), JRSS Suppl. 4:225; the +1, Phipson & Smyth (2010), SAGMB 9:39. Golden g11.
pub fn pearson_permutation(x: &[f64], y: &[f64], draws: &mut Draws) -> Option<PermutationP> {
    let scores = Products::new(centred(x)?, centred(y)?).filter(|_| paired(x, y, 3))?;
    Some(permute(&scores, EXACT_UP_TO, ORDERS, draws))
}

/// Two-sided permutation p of Spearman's rho; ties by mid-ranks. Shapes, `None` and source as [`pearson_permutation`].
/// Golden g11.
pub fn spearman_permutation(x: &[f64], y: &[f64], draws: &mut Draws) -> Option<PermutationP> {
    spearman_up_to(x, y, EXACT_UP_TO, ORDERS, draws)
}

/// As [`spearman_permutation`], trying every order up to `exact_up_to` places (at most 10: 3.6 million orders), and
/// above that `orders` seeded ones. Source: as there. Golden g11.
pub fn spearman_up_to(
    x: &[f64],
    y: &[f64],
    exact_up_to: usize,
    orders: usize,
    draws: &mut Draws,
) -> Option<PermutationP> {
    if !paired(x, y, 3) {
        return None;
    }
    // twice the mid-ranks about their mean are whole numbers, so sums and comparisons are exact
    let scores = |v: &[f64]| -> Option<Vec<f64>> {
        let middle = v.len() as f64 + 1.0;
        Some(mid_ranks(v)?.iter().map(|r| 2.0 * r - middle).collect())
    };
    Some(permute(
        &Products::new(scores(x)?, scores(y)?)?,
        exact_up_to.min(10),
        orders,
        draws,
    ))
}

/// Two-sided permutation p of Kendall's tau-b, with ties. O(n²) an order. Shapes, `None` and source as
/// [`pearson_permutation`], above eight places `orders` seeded ones; without ties `kendall_tau_b` has the exact p at any
/// length. Golden g11.
pub fn kendall_permutation(x: &[f64], y: &[f64], orders: usize, draws: &mut Draws) -> Option<PermutationP> {
    if !paired(x, y, 3) {
        return None;
    }
    let scores = Signs::new(x, y)?;
    Some(permute(&scores, EXACT_UP_TO, orders, draws))
}

/// Kendall's tau-b with the p of STATISTICS §2.6.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KendallTest {
    /// Tau-b.
    pub r: f64,
    /// Two-sided.
    pub p: f64,
    /// Equal values in either series: p is from orders tried. Without, it counts every order.
    pub tied: bool,
}

/// Tau-b with its exact p by recursion at any length where no values are equal, and the permutation p where some are: above
/// eight places over `orders` seeded orders.
///
/// Two series of one length, n ≥ 3. `None` and sources as [`kendall_tau_b`] and [`kendall_permutation`]. O(n³) without ties.
pub fn kendall_test(x: &[f64], y: &[f64], orders: usize, draws: &mut Draws) -> Option<KendallTest> {
    let r = kendall_tau_b(x, y).filter(|_| x.len() > 2)?.r;
    let (concordant, discordant) = count_pairs(x, y);
    let tied = concordant + discordant < x.len() * (x.len() - 1) / 2;
    let p = if tied {
        kendall_permutation(x, y, orders, draws)?.p
    } else {
        exact_p(x.len(), concordant.min(discordant))
    };
    Some(KendallTest { r, p, tied })
}

/// What is compared between orders.
trait Statistic {
    fn len(&self) -> usize;
    /// Distance from zero when y stands in this order.
    fn of(&self, order: &[u32]) -> f64;
    /// At this distance an order counts as extreme.
    fn limit(&self) -> f64;
}

/// Σ x y over centred scores.
struct Products {
    x: Vec<f64>,
    y: Vec<f64>,
    limit: f64,
}

impl Products {
    fn new(x: Vec<f64>, y: Vec<f64>) -> Option<Self> {
        let varies = |v: &[f64]| v.iter().any(|v| *v != 0.0);
        let observed: f64 = x.iter().zip(&y).map(|(a, b)| a * b).sum();
        let scale: f64 = x.iter().zip(&y).map(|(a, b)| (a * b).abs()).sum();
        // orders that differ only by rounding from the observed one count as equal to it
        let limit = observed.abs() - 1e-13 * scale;
        (varies(&x) && varies(&y) && limit.is_finite()).then_some(Self { x, y, limit })
    }
}

impl Statistic for Products {
    fn len(&self) -> usize {
        self.x.len()
    }

    fn of(&self, order: &[u32]) -> f64 {
        self.x
            .iter()
            .zip(order)
            .map(|(x, &at)| x * self.y[at as usize])
            .sum::<f64>()
            .abs()
    }

    fn limit(&self) -> f64 {
        self.limit
    }
}

/// Pairs ordered alike less pairs ordered oppositely.
struct Signs {
    n: usize,
    x: Vec<i8>,
    y: Vec<i8>,
    limit: f64,
}

impl Signs {
    fn new(x: &[f64], y: &[f64]) -> Option<Self> {
        let signs = |v: &[f64]| -> Vec<i8> {
            v.iter()
                .flat_map(|a| v.iter().map(move |b| i8::from(a > b) - i8::from(a < b)))
                .collect()
        };
        let varies = |v: &[i8]| v.iter().any(|s| *s != 0);
        let mut found = Self {
            n: x.len(),
            x: signs(x),
            y: signs(y),
            limit: 0.0,
        };
        let as_given: Vec<u32> = (0..x.len() as u32).collect();
        found.limit = found.of(&as_given);
        (varies(&found.x) && varies(&found.y)).then_some(found)
    }
}

impl Statistic for Signs {
    fn len(&self) -> usize {
        self.n
    }

    fn of(&self, order: &[u32]) -> f64 {
        let mut score = 0_i64;
        for i in 1..self.n {
            let row_x = &self.x[i * self.n..][..i];
            let row_y = &self.y[order[i] as usize * self.n..][..self.n];
            let pairs = row_x
                .iter()
                .zip(order)
                .map(|(x, &at)| i32::from(*x) * i32::from(row_y[at as usize]));
            score += i64::from(pairs.sum::<i32>());
        }
        score.abs() as f64
    }

    fn limit(&self) -> f64 {
        self.limit
    }
}

fn permute(statistic: &impl Statistic, exact_up_to: usize, drawn: usize, draws: &mut Draws) -> PermutationP {
    let mut order: Vec<u32> = (0..statistic.len() as u32).collect();
    let limit = statistic.limit();
    let (mut as_extreme, mut orders) = (0, 0);
    let mut look = |order: &[u32]| {
        orders += 1;
        as_extreme += usize::from(statistic.of(order) >= limit);
    };
    let exact = statistic.len() <= exact_up_to;
    if exact {
        every_order(&mut order, &mut look);
    } else {
        for _ in 0..drawn {
            draws.shuffle(&mut order);
            look(&order);
        }
    }
    let p = if exact {
        as_extreme as f64 / orders as f64
    } else {
        (1 + as_extreme) as f64 / (1 + orders) as f64
    };
    PermutationP {
        p,
        as_extreme,
        orders,
        exact,
    }
}

/// Every order once (Heap 1963), without recursion.
fn every_order(order: &mut [u32], look: &mut impl FnMut(&[u32])) {
    look(order);
    let mut turns = vec![0; order.len()];
    let mut i = 1;
    while i < order.len() {
        if turns[i] < i {
            order.swap(if i % 2 == 0 { 0 } else { turns[i] }, i);
            look(order);
            turns[i] += 1;
            i = 1;
        } else {
            turns[i] = 0;
            i += 1;
        }
    }
}

/// Values less their mean, scaled so that the largest is one; none where they do not vary.
fn centred(values: &[f64]) -> Option<Vec<f64>> {
    let centre = crate::mean(values)?;
    let out: Vec<f64> = values.iter().map(|v| v - centre).collect();
    let largest = out.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    (largest > 1e-13 * centre.abs() && largest.is_finite()).then(|| out.iter().map(|v| v / largest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kendall_tau_b;

    fn draws() -> Draws {
        Draws::seeded(1, "permutation")
    }

    #[test]
    fn every_order_is_every_order_once() {
        let mut seen = Vec::new();
        every_order(&mut [0, 1, 2, 3], &mut |o| seen.push(o.to_vec()));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 24);
    }

    #[test]
    fn kendall_by_orders_is_kendall_by_recursion() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        let y = [2.0, 1.0, 5.0, 3.0, 4.0, 7.0, 6.0];
        let found = kendall_permutation(&x, &y, ORDERS, &mut draws()).unwrap();
        assert!(found.exact && (found.p - kendall_tau_b(&x, &y).unwrap().p.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn kendall_is_exact_without_ties_at_any_length_and_drawn_with_them() {
        let x: Vec<f64> = (0..40).map(f64::from).collect();
        let mut y: Vec<f64> = x.iter().map(|v| (v * 17.0) % 41.0).collect();
        let long = kendall_test(&x, &y, ORDERS, &mut draws()).unwrap();
        let normal = kendall_tau_b(&x, &y).unwrap();
        assert!(!long.tied && long.r == normal.r && (long.p - normal.p.unwrap()).abs() < 0.02);
        y[3] = y[4];
        let tied = kendall_test(&x, &y, ORDERS, &mut draws()).unwrap();
        assert!(tied.tied && tied.p == kendall_permutation(&x, &y, ORDERS, &mut draws()).unwrap().p);
        // as many orders as were asked for: of 99 the p is a whole number of hundredths
        let few = kendall_permutation(&x, &y, 99, &mut draws()).unwrap();
        assert_eq!((few.orders, few.p), (99, (1 + few.as_extreme) as f64 / 100.0));
        // of the 24 orders of four, 2 are as extreme as one without a single swap
        let four = kendall_test(&x[..4], &x[..4], ORDERS, &mut draws()).unwrap();
        assert!((four.p - 2.0 / 24.0).abs() < 1e-15);
        assert_eq!(kendall_test(&x[..2], &x[..2], ORDERS, &mut draws()), None);
        assert_eq!(kendall_test(&x, &[1.0; 40], ORDERS, &mut draws()), None);
    }

    #[test]
    fn random_orders_come_near_the_exact_share_and_repeat() {
        let x: Vec<f64> = (0..12).map(f64::from).collect();
        let y = [3.0, 1.0, 2.0, 8.0, 5.0, 4.0, 7.0, 6.0, 12.0, 11.0, 2.0, 9.0];
        let found = spearman_permutation(&x, &y, &mut draws()).unwrap();
        assert_eq!(found, spearman_permutation(&x, &y, &mut draws()).unwrap());
        assert!(!found.exact && found.orders == ORDERS);
        let t = crate::spearman(&x, &y).unwrap().p.unwrap();
        assert!((found.p - t).abs() < 0.01, "{} {t}", found.p);
    }

    #[test]
    fn series_without_variation_or_too_short_have_no_p() {
        let x = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(spearman_permutation(&x, &[2.0; 4], &mut draws()), None);
        assert_eq!(pearson_permutation(&[2.0; 4], &x, &mut draws()), None);
        assert_eq!(kendall_permutation(&[2.0; 4], &x, ORDERS, &mut draws()), None);
        assert_eq!(spearman_permutation(&x[..2], &x[..2], &mut draws()), None);
        assert_eq!(spearman_permutation(&x, &x[..3], &mut draws()), None);
    }
}
