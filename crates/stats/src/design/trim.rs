//! Weights cut to bounds, and weights that meet population margins within bounds.

use serde::{Deserialize, Serialize};

use crate::{
    design::weights::{Factors, Margin, Stop, WeightCell, WeightError, rake},
    status::Status,
};

/// Who carries what is cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redistribute {
    /// The others in proportion to their weights.
    #[default]
    Proportionally,
    /// The others, everyone the same amount (`survey::trimWeights`).
    Equally,
}

/// Lowest and highest weight of a person, in mean weights of all people (STATISTICS §2.2).
pub const BOUNDS: (f64, f64) = (0.3, 3.0);

/// Rounds of cutting and raking.
const ROUNDS: usize = 5;

/// Factors that bring the weight of each person (of a cell: its mean weight) within `low`..=`high`, keeping the total of
/// each stratum. `stratum` names the stratum of each cell, any number.
///
/// `None` for unequal lengths, bounds that are not 0 ≤ low ≤ high, cells or factors that are not usable, or where a
/// stratum cannot keep its total within the bounds. Source: Potter (1990), Proc. ASA Survey Research; `strict = TRUE` of
/// `survey::trimWeights`. Golden g03.
pub fn trim(
    cells: &[WeightCell],
    factors: &[f64],
    stratum: &[usize],
    (low, high): (f64, f64),
    redistribute: Redistribute,
) -> Option<Vec<f64>> {
    let shapes = cells.len() == factors.len() && cells.len() == stratum.len();
    let numbers = factors.iter().all(|f| f.is_finite() && *f >= 0.0)
        && cells.iter().all(|c| c.w.is_finite() && c.w >= 0.0)
        && low >= 0.0
        && high >= low;
    if !shapes || !numbers {
        return None;
    }
    let mut trimmed = factors.to_vec();
    let mut order: Vec<usize> = (0..cells.len())
        .filter(|&i| cells[i].n > 0 && cells[i].w > 0.0)
        .collect();
    order.sort_by_key(|&i| (stratum[i], i));
    for members in order.chunk_by(|&a, &b| stratum[a] == stratum[b]) {
        trim_stratum(cells, &mut trimmed, members, (low, high), redistribute)?;
    }
    trimmed.iter().all(|f| f.is_finite()).then_some(trimmed)
}

fn trim_stratum(
    cells: &[WeightCell],
    factors: &mut [f64],
    members: &[usize],
    (low, high): (f64, f64),
    redistribute: Redistribute,
) -> Option<()> {
    let people = |i: usize| cells[i].n as f64;
    let mut weight: Vec<f64> = members
        .iter()
        .map(|&i| cells[i].w * factors[i] / people(i))
        .collect();
    let mut cut = vec![false; members.len()];
    // each round cuts at least one more cell, or ends
    for _ in 0..=members.len() {
        let (mut excess, mut open_people, mut open_weight) = (0.0, 0.0, 0.0);
        let mut any = false;
        for ((&i, w), cut) in members.iter().zip(&mut weight).zip(&mut cut) {
            let bounded = w.clamp(low, high);
            if (*w - bounded).abs() > 1e-12 * bounded {
                excess += (*w - bounded) * people(i);
                (*w, *cut, any) = (bounded, true, true);
            }
            if !*cut {
                open_people += people(i);
                open_weight += *w * people(i);
            }
        }
        if !any {
            for (&i, w) in members.iter().zip(&weight) {
                factors[i] = w * people(i) / cells[i].w;
            }
            return Some(());
        }
        if !(open_people > 0.0 && open_weight + excess > 0.0) {
            return None;
        }
        let open = weight.iter_mut().zip(&cut).filter(|(_, cut)| !**cut);
        match redistribute {
            Redistribute::Proportionally => {
                open.for_each(|(w, _)| *w *= (open_weight + excess) / open_weight)
            }
            Redistribute::Equally => open.for_each(|(w, _)| *w += excess / open_people),
        }
    }
    None
}

/// Raked weights kept within bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoundedFactors {
    /// The factors, raked last: they meet the margins.
    pub raked: Factors,
    /// Times weights were cut and raked again, at most five.
    pub rounds: usize,
    /// People still outside the bounds after the last round, where margins and bounds cannot both be met.
    pub outside: u64,
}

/// Rakes, cuts the weights to `bounds` mean weights, rakes again, at most five times. Margins win over bounds.
///
/// Errors as [`rake`]. Where a stratum cannot be cut the raked weights stay. Source: STATISTICS §2.2. No golden.
pub fn rake_bounded(
    cells: &[WeightCell],
    margins: &[Margin],
    stratum: &[usize],
    (low, high): (f64, f64),
    stop: Stop,
) -> Result<BoundedFactors, WeightError> {
    let mut raked = rake(cells, margins, stop)?;
    let before = raked.kish_before;
    let people: f64 = cells.iter().filter(|c| c.w > 0.0).map(|c| c.n as f64).sum();
    let bounds_of = |factors: &[f64]| {
        let total: f64 = cells.iter().zip(factors).map(|(c, f)| c.w * f).sum();
        (low * total / people, high * total / people)
    };
    let mut rounds = 0;
    while rounds < ROUNDS
        && raked.status == Status::Ok
        && outside(cells, &raked.factors, bounds_of(&raked.factors)) > 0
    {
        let bounds = bounds_of(&raked.factors);
        let Some(cut) = trim(
            cells,
            &raked.factors,
            stratum,
            bounds,
            Redistribute::Proportionally,
        ) else {
            break;
        };
        let start: Vec<WeightCell> = cells.iter().zip(&cut).map(|(c, f)| scaled(c, *f)).collect();
        let mut again = rake(&start, margins, stop)?;
        if again.status != Status::Ok {
            // what was cut cannot be raked again: the raked weights stay
            break;
        }
        again.factors.iter_mut().zip(&cut).for_each(|(f, cut)| *f *= cut);
        again.kish_before = before;
        raked = again;
        rounds += 1;
    }
    let outside = outside(cells, &raked.factors, bounds_of(&raked.factors));
    Ok(BoundedFactors {
        raked,
        rounds,
        outside,
    })
}

fn scaled(cell: &WeightCell, factor: f64) -> WeightCell {
    WeightCell {
        n: cell.n,
        w: cell.w * factor,
        w2: cell.w2 * factor * factor,
    }
}

/// People whose weight is outside the bounds by more than rounding.
fn outside(cells: &[WeightCell], factors: &[f64], (low, high): (f64, f64)) -> u64 {
    let is_out = |c: &WeightCell, f: f64| {
        let w = c.w * f / c.n as f64;
        c.n > 0 && c.w > 0.0 && (w < low * (1.0 - 1e-6) || w > high * (1.0 + 1e-6))
    };
    cells
        .iter()
        .zip(factors)
        .filter(|(c, f)| is_out(c, **f))
        .fold(0, |sum, (c, _)| sum.saturating_add(c.n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_weights_keep_their_total_and_bounds() {
        let cells = [1.0, 1.0, 1.0, 1.0, 9.0].map(WeightCell::person);
        for how in [Redistribute::Proportionally, Redistribute::Equally] {
            let factors = trim(&cells, &[1.0; 5], &[0; 5], (0.0, 4.0), how).unwrap();
            let weights: Vec<f64> = cells.iter().zip(&factors).map(|(c, f)| c.w * f).collect();
            assert!((weights.iter().sum::<f64>() - 13.0).abs() < 1e-12);
            assert!((weights[4] - 4.0).abs() < 1e-12 && (weights[0] - 2.25).abs() < 1e-12);
        }
    }

    #[test]
    fn bounds_that_cannot_hold_the_total_are_none() {
        let cells = [1.0, 9.0].map(WeightCell::person);
        let cut = |bounds| trim(&cells, &[1.0; 2], &[0; 2], bounds, Redistribute::Equally);
        assert_eq!(cut((0.0, 4.0)), None);
        assert_eq!(cut((4.0, 3.0)), None);
        assert_eq!(cut((f64::NAN, 3.0)), None);
        assert_eq!(
            trim(&cells, &[1.0], &[0; 2], (0.0, 9.0), Redistribute::Equally),
            None
        );
    }

    #[test]
    fn margins_win_over_bounds() {
        let cells = [WeightCell::people(99, 1.0), WeightCell::people(1, 1.0)];
        let margin = Margin {
            category: &[0, 1],
            target: &[50.0, 50.0],
        };
        let found = rake_bounded(&cells, &[margin], &[0, 0], BOUNDS, Stop::default()).unwrap();
        assert_eq!((found.rounds, found.outside), (5, 1));
        assert!((found.raked.factors[1] - 50.0).abs() < 1e-6);
    }
}
