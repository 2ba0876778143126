//! The errors of a sample's breakdowns without the figures: kept with the snapshot, and put on the same breakdowns again
//! without a look at the cells, of which there are the more the more people have answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use stats::status::Status;

use super::{Breakdown, Figures, GroupTest, ItemBreakdown, Sampled};
use crate::report::own::code;

/// What the sample says of breakdowns, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors(Vec<OfCut>);

/// One breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OfCut {
    cut: String,
    items: BTreeMap<String, OfItem>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OfItem {
    /// Of everyone, then of each row in order.
    rows: Vec<OfRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tested: Option<KeptTest>,
}

/// Of the score, the top box and the bottom box; none where the row has no such figure, or no error of it.
type OfRow = [Option<Kept>; 3];

/// A [`Sampled`] with its numbers by their bits, so that what is read is what was written: standard error, ends of the
/// interval, effective n, degrees of freedom, design effect, status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept(
    Option<u64>,
    [u64; 2],
    Option<u64>,
    Option<u64>,
    Option<u64>,
    Option<String>,
);

/// A [`GroupTest`] with its numbers by their bits: code, status, groups, answers; F, its degrees of freedom, p, q; items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptTest(
    Option<String>,
    Option<String>,
    usize,
    u64,
    Option<u64>,
    Option<[u64; 2]>,
    Option<u64>,
    Option<u64>,
    Option<usize>,
);

impl Errors {
    /// Those that [`super::Sample::with_errors`] has added.
    pub fn of(told: &[Breakdown]) -> Self {
        let of_item = |item: &ItemBreakdown| {
            let kept = OfItem {
                rows: rows(item).map(of_row).collect(),
                tested: item.tested.as_ref().map(KeptTest::of),
            };
            (item.item.clone(), kept)
        };
        let of_cut = |b: &Breakdown| OfCut {
            cut: b.cut.to_owned(),
            items: b.items.iter().map(of_item).collect(),
        };
        Self(told.iter().map(of_cut).collect())
    }

    /// The same breakdowns with their errors, where these are of the very rows that are shown; else none, and the errors
    /// are to be made anew.
    pub fn put_on(&self, mut found: Vec<Breakdown>) -> Option<Vec<Breakdown>> {
        if self.0.len() != found.len() {
            return None;
        }
        for (kept, breakdown) in self.0.iter().zip(&mut found) {
            kept.put_on(breakdown)?;
        }
        Some(found)
    }

    /// The same for the one of the breakdowns that has the cut of `found`.
    pub fn put_on_one(&self, mut found: Breakdown) -> Option<Breakdown> {
        let kept = self.0.iter().find(|kept| kept.cut == found.cut)?;
        kept.put_on(&mut found)?;
        Some(found)
    }
}

impl OfCut {
    fn put_on(&self, found: &mut Breakdown) -> Option<()> {
        if self.cut != found.cut || self.items.len() != found.items.len() {
            return None;
        }
        for item in &mut found.items {
            let kept = self.items.get(&item.item)?;
            if kept.rows.len() != 1 + item.rows.len() {
                return None;
            }
            item.tested = kept.tested.as_ref().map(KeptTest::test);
            let total = std::iter::once(&mut item.total);
            let rows = total.chain(&mut item.rows).map(|row| row.figures.as_mut());
            for (figures, kept) in rows.zip(&kept.rows) {
                put(figures, kept)?;
            }
        }
        Some(())
    }
}

fn rows(item: &ItemBreakdown) -> impl Iterator<Item = Option<&Figures>> {
    let all = std::iter::once(&item.total).chain(&item.rows);
    all.map(|row| row.figures.as_ref())
}

fn of_row(figures: Option<&Figures>) -> OfRow {
    let score = figures.and_then(|f| f.score_sampled);
    let top = figures.and_then(|f| f.top_two?.sampled);
    let bottom = figures.and_then(|f| f.bottom_two?.sampled);
    [score, top, bottom].map(|sampled| sampled.map(Kept::of))
}

/// None where something is kept of a figure that is not shown.
fn put(figures: Option<&mut Figures>, [score, top, bottom]: &OfRow) -> Option<()> {
    let Some(figures) = figures else {
        return [score, top, bottom]
            .iter()
            .all(|kept| kept.is_none())
            .then_some(());
    };
    if let Some(kept) = score {
        figures.score?;
        figures.score_sampled = Some(kept.sampled()?);
    }
    if let Some(kept) = top {
        figures.top_two.as_mut()?.of_sample(kept.sampled()?);
    }
    if let Some(kept) = bottom {
        figures.bottom_two.as_mut()?.of_sample(kept.sampled()?);
    }
    Some(())
}

impl KeptTest {
    fn of(test: &GroupTest) -> Self {
        let bits = |x: Option<f64>| x.map(f64::to_bits);
        Self(
            test.code.clone(),
            test.status.clone(),
            test.groups,
            test.n,
            bits(test.f),
            test.df.map(|df| df.map(f64::to_bits)),
            bits(test.p),
            bits(test.q),
            test.family,
        )
    }

    fn test(&self) -> GroupTest {
        let number = |bits: Option<u64>| bits.map(f64::from_bits);
        GroupTest {
            code: self.0.clone(),
            status: self.1.clone(),
            groups: self.2,
            n: self.3,
            f: number(self.4),
            df: self.5.map(|df| df.map(f64::from_bits)),
            p: number(self.6),
            q: number(self.7),
            family: self.8,
        }
    }
}

impl Kept {
    fn of(sampled: Sampled) -> Self {
        let bits = |x: Option<f64>| x.map(f64::to_bits);
        Self(
            bits(sampled.se),
            sampled.interval.map(f64::to_bits),
            bits(sampled.n_eff),
            bits(sampled.df),
            bits(sampled.deff),
            sampled.status.map(str::to_owned),
        )
    }

    /// None of a status that nothing gives.
    fn sampled(&self) -> Option<Sampled> {
        let number = |bits: Option<u64>| bits.map(f64::from_bits);
        Some(Sampled {
            se: number(self.0),
            interval: self.1.map(f64::from_bits),
            n_eff: number(self.2),
            df: number(self.3),
            deff: number(self.4),
            status: match &self.5 {
                Some(code) => Some(known_code(code)?),
                None => None,
            },
        })
    }
}

/// The code of a status that was written down; none of one that nothing writes.
fn known_code(written: &str) -> Option<&'static str> {
    let all = [
        Status::NoData,
        Status::SmallBase,
        Status::VarianceBorrowed,
        Status::LonelyPsu,
        Status::NoVariation,
        Status::NotConverged,
        Status::NotEnoughData,
    ];
    all.into_iter().map(code).find(|known| *known == written)
}
