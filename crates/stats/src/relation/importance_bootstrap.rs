//! How sure the shares of importance are: villages drawn again and again.

use serde::{Deserialize, Serialize};

use super::importance::{CrossProducts, Importance, importance};
use crate::{Interval, random::Draws};

/// Replicates.
pub const REPLICATES: usize = 500;

/// One predictor with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Its place among the predictors.
    pub index: usize,
    /// Its share of R² as a part of R², 0–1.
    pub share: f64,
    /// 95 % percentile interval of that part.
    pub interval: Interval,
    /// P(part > 1/D): of the replicates, how many give it more than an even part.
    pub above_even: f64,
    /// From 1; predictors of different tiers have intervals that do not overlap.
    pub tier: usize,
}

/// Drivers from the largest share down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drivers {
    /// Answers.
    pub n: u64,
    /// Villages.
    pub villages: usize,
    /// The shares of all answers, in the order of the predictors.
    pub importance: Importance,
    /// 95 % percentile interval of R².
    pub r_squared: Interval,
    /// Ordered.
    pub drivers: Vec<Driver>,
    /// Replicates that could be computed.
    pub replicates: usize,
}

/// Importance over all `villages` with intervals from drawing as many villages with replacement, 500 times.
///
/// The blocks must have the same variables, the outcome last. `None`: fewer than five villages with answers, blocks that
/// do not fit, a variable that does not vary, R² of zero, or more than a tenth of the replicates without a figure.
/// Source: cluster bootstrap, Davison & Hinkley (1997), Bootstrap Methods, §3.8; percentile interval, Efron (1981).
pub fn drivers(villages: &[CrossProducts], draws: &mut Draws) -> Option<Drivers> {
    let used: Vec<&CrossProducts> = villages.iter().filter(|v| v.n > 0 && v.weight > 0.0).collect();
    if used.len() < 5 {
        return None;
    }
    let total = pool(&used, &vec![1; used.len()])?;
    let found = importance(&total.correlations()?).filter(|i| i.r_squared > 1e-12)?;
    let mut parts: Vec<Vec<f64>> = vec![Vec::with_capacity(REPLICATES); found.shares.len()];
    let mut all = Vec::with_capacity(REPLICATES);
    for _ in 0..REPLICATES {
        let mut times = vec![0_u32; used.len()];
        (0..used.len()).for_each(|_| times[draws.below(used.len())] += 1);
        let drawn = pool(&used, &times)?;
        let again = drawn
            .correlations()
            .and_then(|c| importance(&c))
            .filter(|i| i.r_squared > 1e-12);
        if let Some(again) = again {
            parts
                .iter_mut()
                .zip(&again.shares)
                .for_each(|(p, s)| p.push(s / again.r_squared));
            all.push(again.r_squared);
        }
    }
    let replicates = all.len();
    if replicates * 10 < REPLICATES * 9 {
        return None;
    }
    let even = 1.0 / parts.len() as f64;
    let mut drivers: Vec<Driver> = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| Driver {
            index,
            share: found.shares[index] / found.r_squared,
            above_even: part.iter().filter(|p| **p > even).count() as f64 / replicates as f64,
            interval: percentile_interval(part),
            tier: 0,
        })
        .collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.index.cmp(&b.index)));
    set_tiers(&mut drivers);
    Some(Drivers {
        n: total.n,
        villages: used.len(),
        importance: found,
        r_squared: percentile_interval(all),
        drivers,
        replicates,
    })
}

fn pool(villages: &[&CrossProducts], times: &[u32]) -> Option<CrossProducts> {
    let mut sum = CrossProducts::new(villages.first()?.sums.len());
    let drawn = villages.iter().zip(times).filter(|(_, t)| **t > 0);
    for (village, times) in drawn {
        sum.merge(village, *times).then_some(())?;
    }
    Some(sum)
}

/// 2.5 % and 97.5 % points, interpolated (Hyndman & Fan 1996, type 7). Values must not be empty.
fn percentile_interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let place = p * (values.len() - 1) as f64;
        let (below, above) = (place.floor() as usize, place.ceil() as usize);
        values[below] + (values[above] - values[below]) * (place - place.floor())
    };
    Interval {
        low: at(0.025),
        high: at(0.975),
    }
}

/// A new tier begins where no interval from here down reaches any interval above.
fn set_tiers(drivers: &mut [Driver]) {
    let mut highest_below: Vec<f64> = drivers.iter().map(|d| d.interval.high).collect();
    for i in (1..highest_below.len()).rev() {
        highest_below[i - 1] = highest_below[i - 1].max(highest_below[i]);
    }
    let (mut tier, mut lowest) = (1, f64::INFINITY);
    for (driver, below) in drivers.iter_mut().zip(highest_below) {
        if below < lowest && lowest.is_finite() {
            tier += 1;
        }
        lowest = lowest.min(driver.interval.low);
        driver.tier = tier;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty villages of ten answers: the outcome hangs on the first predictor, a little on the second, not on the third.
    fn villages() -> Vec<CrossProducts> {
        let mut draws = Draws::seeded(5, "villages");
        (0..40)
            .map(|_| {
                let mut block = CrossProducts::new(4);
                for _ in 0..10 {
                    let x: Vec<f64> = (0..3).map(|_| draws.normal()).collect();
                    let y = 2.0 * x[0] + 0.5 * x[1] + draws.normal();
                    assert!(block.add(&[x[0], x[1], x[2], y], 1.0));
                }
                block
            })
            .collect()
    }

    #[test]
    fn what_drives_stands_in_a_tier_above_what_does_not() {
        let found = drivers(&villages(), &mut Draws::seeded(1, "drivers")).unwrap();
        let order: Vec<usize> = found.drivers.iter().map(|d| d.index).collect();
        assert_eq!(order[0], 0);
        assert_eq!(found.drivers[0].tier, 1);
        assert!(found.drivers[1].tier == 2 && found.drivers[2].tier >= 2);
        assert_eq!(
            (found.drivers[0].above_even, found.drivers[2].above_even),
            (1.0, 0.0)
        );
        assert!((found.drivers.iter().map(|d| d.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(
            found
                .drivers
                .iter()
                .all(|d| d.interval.low <= d.share && d.share <= d.interval.high)
        );
        assert_eq!((found.replicates, found.n, found.villages), (REPLICATES, 400, 40));
        assert_eq!(
            drivers(&villages(), &mut Draws::seeded(1, "drivers")),
            Some(found)
        );
    }

    #[test]
    fn few_villages_or_blocks_that_do_not_fit_have_no_drivers() {
        let mut draws = Draws::seeded(1, "drivers");
        assert_eq!(drivers(&villages()[..4], &mut draws), None);
        let mut odd = villages();
        odd[3] = CrossProducts::new(3);
        odd[3].add(&[1.0, 2.0, 3.0], 1.0);
        assert_eq!(drivers(&odd, &mut draws), None);
        assert_eq!(drivers(&[], &mut draws), None);
    }

    #[test]
    fn tiers_part_only_where_nothing_overlaps() {
        let driver = |low, high| Driver {
            index: 0,
            share: 0.0,
            interval: Interval { low, high },
            above_even: 0.0,
            tier: 0,
        };
        let mut ordered = [
            driver(0.5, 0.7),
            driver(0.3, 0.55),
            driver(0.0, 0.2),
            driver(0.0, 0.31),
        ];
        set_tiers(&mut ordered);
        assert_eq!(ordered.map(|d| d.tier), [1, 1, 1, 1]);
        let mut parted = [driver(0.5, 0.7), driver(0.1, 0.4), driver(0.0, 0.2)];
        set_tiers(&mut parted);
        assert_eq!(parted.map(|d| d.tier), [1, 2, 2]);
    }
}
