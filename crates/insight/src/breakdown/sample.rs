//! Errors of a breakdown whose answers are a drawn sample: villages are the sampling units, townships the strata
//! (STATISTICS §2.2). They are added to rows that are shown, after what is hidden was decided.

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    Interval,
    design::{
        Design, Estimate, LonelyPsu, PooledDeff, Psu, PsuSums, borrowed_mean,
        proportion::{ProportionMethod, share_interval},
    },
    status::Status,
};
use survey::{Area, Level, Version};

use super::{
    AreaCut, Breakdown, Cut, Figures, Group, ItemBreakdown, Row,
    area_cut::Place,
    tested::{Counts, adjust, group_test},
};
use crate::{
    cube::{Cube, Grouping, Measure},
    report::own::{code, smoothed},
    suppress::{Threshold, error_tells_of_few},
    tally::Cell,
};

/// Fewest villages whose own differences are told: of two, the error would tell how far each lies from the mean.
pub(super) const LEAST_VILLAGES: usize = 3;

/// What a drawn sample says of a mean (0–100) or a share (0–1), every answer counted alike as in the breakdown itself:
/// weighted sums beside plain ones would give away whose weights are unlike the others'. The report's scores are weighted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sampled {
    /// Standard error.
    pub se: Option<f64>,
    /// 95 % interval: of a mean value ± t × se, of a share Korn and Graubard's.
    pub interval: [f64; 2],
    /// People a simple random sample would have needed for this precision.
    pub n_eff: Option<f64>,
    /// Sampling units less strata.
    pub df: Option<f64>,
    /// Variance against that of a simple random sample.
    pub deff: Option<f64>,
    /// Why a part is missing or borrowed.
    pub status: Option<&'static str>,
}

/// How the answers were drawn: villages in every township, people in every village.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    townships: AreaCut,
    planning_deff: f64,
}

impl Sample {
    /// Over all areas of the county; `planning_deff` stands in where no township has two villages
    /// ([`crate::report::settings`]).
    pub fn of_villages(areas: &[Area], planning_deff: f64) -> Self {
        Self {
            townships: AreaCut::at_level(areas, Level::Township),
            planning_deff,
        }
    }

    /// Breakdowns of the same cube and version by `cuts`, in their order, with the error of every mean and share that is
    /// shown. Everyone, and rows by age, sex and mode, are estimated over all villages with the townships as strata;
    /// rows of a township over its own villages, one without anybody of the group included. A row of people from fewer
    /// than three villages borrows the design effect of the townships (`VARIANCE_BORROWED`), and so does one from fewer than
    /// ten where a village has fewer than k answers: the error would say what these were. Shares have Korn and Graubard's interval
    /// with n/deff people and the t of the design's degrees of freedom (STATISTICS §2.1; golden g04). Items by age, sex and
    /// mode have the test of their groups ([`super::GroupTest`]).
    pub fn with_errors(
        &self,
        mut found: Vec<Breakdown>,
        cuts: &[Cut],
        cube: &Cube,
        version: &Version,
    ) -> Vec<Breakdown> {
        let threshold = found.first().map_or_else(Threshold::default, |b| b.k);
        let frame = Frame::new(self, cube, cuts, threshold);
        let mut by_item: BTreeMap<String, Vec<(&Cut, &mut ItemBreakdown)>> = BTreeMap::new();
        for (breakdown, cut) in found.iter_mut().zip(cuts) {
            for item in &mut breakdown.items {
                by_item.entry(item.item.clone()).or_default().push((cut, item));
            }
        }
        let mut items: Vec<_> = by_item.into_iter().collect();
        items.par_iter_mut().for_each(|(code, tables)| {
            frame.item(cube, version, code, tables);
            frame.test(cube, version, code, tables);
        });
        drop(items);
        found.iter_mut().for_each(adjust);
        found
    }
}

/// The villages of a cube in their strata, and the cells in their groups.
struct Frame {
    /// For each village its township.
    township: Vec<Option<String>>,
    whole: Design,
    /// By township its villages.
    villages: BTreeMap<String, Vec<usize>>,
    /// For each cut by areas, by row its villages.
    areas: Vec<(AreaCut, BTreeMap<Place, Vec<usize>>)>,
    /// Groups that are asked for: their values, and which cells have them.
    groups: Vec<(Group, BTreeMap<Option<String>, usize>)>,
    /// Of these groups, and last of everyone.
    groupings: Vec<Grouping>,
    planning_deff: f64,
    threshold: Threshold,
}

impl Frame {
    fn new(sample: &Sample, cube: &Cube, cuts: &[Cut], threshold: Threshold) -> Self {
        let township: Vec<Option<String>> = cube
            .villages()
            .iter()
            .map(|village| sample.townships.row(village).map(ToString::to_string))
            .collect();
        let mut villages: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (village, township) in township.iter().enumerate() {
            if let Some(township) = township {
                villages.entry(township.clone()).or_default().push(village);
            }
        }
        let numbers: BTreeMap<&String, usize> = villages.keys().zip(0..).collect();
        // an area in no township is a stratum of its own: nothing tells which others it was drawn with
        let stratum = |(village, township): (usize, &Option<String>)| {
            let known = township.as_ref().and_then(|t| numbers.get(t)).copied();
            Psu {
                stratum: known.unwrap_or(numbers.len() + village),
                population: None,
            }
        };
        let psus: Vec<Psu> = township.iter().enumerate().map(stratum).collect();
        let whole = Design::new(&psus, LonelyPsu::default()).unwrap_or_else(|| Design::clusters(psus.len()));
        let of_cut = |cut: &Cut| match cut {
            Cut::Area(areas) => Some((areas.clone(), rows_of(areas, cube))),
            _ => None,
        };
        let mut wanted: Vec<Group> = cuts.iter().filter_map(Cut::group).collect();
        wanted.dedup();
        let (groups, mut groupings): (Vec<_>, Vec<_>) =
            wanted.into_iter().map(|group| grouped(group, cube)).unzip();
        groupings.push(Grouping {
            of_cell: vec![Some(0); cube.cells().len()],
            groups: 1,
        });
        Self {
            township,
            whole,
            villages,
            areas: cuts.iter().filter_map(of_cut).collect(),
            groups,
            groupings,
            planning_deff: sample.planning_deff,
            threshold,
        }
    }

    /// Adds what the sample says of one item to its tables.
    fn item(&self, cube: &Cube, version: &Version, code: &str, tables: &mut [(&Cut, &mut ItemBreakdown)]) {
        let figures = || tables.iter().filter_map(|(_, item)| item.total.figures.as_ref());
        let mut asked: Vec<Asked> = Vec::new();
        if figures().any(|f| f.score.is_some()) {
            asked.push(Asked::Score);
        }
        if figures().any(|f| f.top_two.is_some()) {
            asked.extend([Asked::Top, Asked::Bottom]);
        }
        let measures: Vec<Measure<'_>> = asked.iter().map(|a| a.measure(version, code)).collect();
        let Ok(grouped) = cube.villages_alike(&measures, &self.groupings) else {
            return;
        };
        for (at, asked) in asked.into_iter().enumerate() {
            let everyone = grouped.last().and_then(|g| g.get(at)?.first());
            let whole: Vec<PsuSums> = everyone.cloned().unwrap_or_default();
            let one = One {
                frame: self,
                asked,
                pooled: self.pooled(&whole),
                whole,
                grouped: grouped.iter().filter_map(|g| g.get(at)).collect(),
            };
            for (cut, item) in tables.iter_mut() {
                if let Some(figures) = &mut item.total.figures {
                    one.add(figures, &self.whole, &one.whole);
                }
                for row in &mut item.rows {
                    one.row(cut, row);
                }
            }
        }
    }

    /// Adds to its tables by age, sex and mode whether the groups that are shown answer one item unlike each other.
    fn test(&self, cube: &Cube, version: &Version, code: &str, tables: &mut [(&Cut, &mut ItemBreakdown)]) {
        let of_people = |cut: &Cut| matches!(cut, Cut::Age | Cut::Sex | Cut::Mode);
        let asked = tables
            .iter_mut()
            .filter(|(cut, item)| of_people(cut) && !item.rows.is_empty());
        let shown = asked.filter_map(|(cut, item)| {
            let at = self
                .groups
                .iter()
                .position(|(own, _)| Some(*own) == cut.group())?;
            let (_, values) = self.groups.get(at)?;
            let mut grouping = self.groupings.get(at)?.clone();
            let mut number = vec![None; grouping.groups];
            let rows = item
                .rows
                .iter()
                .filter(|row| row.key.is_some() && row.figures.is_some());
            let groups: Vec<usize> = rows.filter_map(|row| values.get(&row.key).copied()).collect();
            for (next, group) in groups.iter().enumerate() {
                if let Some(slot) = number.get_mut(*group) {
                    *slot = Some(next);
                }
            }
            let renumbered = |group: &mut Option<usize>| {
                *group = group.and_then(|g| number.get(g).copied().flatten());
            };
            grouping.of_cell.iter_mut().for_each(renumbered);
            grouping.groups = groups.len();
            Some((item, grouping))
        });
        let (items, groupings): (Vec<_>, Vec<Grouping>) = shown.unzip();
        let counts = cube.options_by_village(version, code, &groupings);
        let counts = counts.into_iter().flatten();
        for ((item, grouping), found) in items.into_iter().zip(&groupings).zip(counts) {
            let counts = Counts {
                groups: grouping.groups,
                options: found.options,
                people: &found.people,
            };
            item.tested = Some(group_test(&self.whole, counts));
        }
    }

    fn pooled(&self, whole: &[PsuSums]) -> PooledDeff {
        let of_unit: Vec<Vec<PsuSums>> = self.villages.values().map(|own| pick(whole, own)).collect();
        let mean = |own: &Vec<PsuSums>| Design::clusters(own.len()).mean(own);
        let direct: Vec<Estimate> = of_unit.iter().map(mean).collect();
        smoothed(&direct, &of_unit, self.planning_deff, self.threshold).0
    }

    fn known(&self, township: Option<&str>) -> &[usize] {
        let own = township.and_then(|t| self.villages.get(t));
        own.map(Vec::as_slice).unwrap_or_default()
    }
}

/// A figure that has an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Score,
    Top,
    Bottom,
}

impl Asked {
    fn measure<'a>(self, version: &'a Version, code: &'a str) -> Measure<'a> {
        match self {
            Self::Score => Measure::Score(version, code),
            Self::Top => Measure::TopBox(version, code),
            Self::Bottom => Measure::BottomBox(version, code),
        }
    }
}

/// One measure of one item.
struct One<'a> {
    frame: &'a Frame,
    asked: Asked,
    pooled: PooledDeff,
    /// By village.
    whole: Vec<PsuSums>,
    /// By grouping, group and village.
    grouped: Vec<&'a Vec<Vec<PsuSums>>>,
}

impl One<'_> {
    fn row(&self, cut: &Cut, row: &mut Row) {
        let Some(figures) = &mut row.figures else { return };
        let frame = self.frame;
        match cut {
            Cut::All => {}
            Cut::Area(areas) => {
                let place = Place {
                    within: row.within.as_deref().and_then(survey::AreaCode::parse),
                    key: row.key.clone(),
                };
                let rows = frame.areas.iter().find(|(own, _)| own == areas);
                let villages = rows.and_then(|(_, rows)| rows.get(&place)).map(Vec::as_slice);
                let sums = pick(&self.whole, villages.unwrap_or_default());
                self.add(figures, &Design::clusters(sums.len()), &sums);
            }
            _ => {
                let group = cut.group();
                let at = frame.groups.iter().position(|(own, _)| Some(*own) == group);
                let value = at.and_then(|at| frame.groups.get(at)?.1.get(&row.key).copied());
                let sums = at
                    .zip(value)
                    .and_then(|(at, value)| self.grouped.get(at)?.get(value));
                let Some(sums) = sums else { return };
                if matches!(cut, Cut::Crossing(_)) {
                    let within = row.within.as_deref();
                    let outside = || (0..sums.len()).filter(|v| frame.township.get(*v) == Some(&None));
                    let own = match within {
                        Some(_) => pick(sums, frame.known(within)),
                        None => pick(sums, &outside().collect::<Vec<_>>()),
                    };
                    self.add(figures, &Design::clusters(own.len()), &own);
                } else {
                    self.add(figures, &frame.whole, sums);
                }
            }
        }
    }

    fn add(&self, figures: &mut Figures, design: &Design, sums: &[PsuSums]) {
        let villages = sums.iter().filter(|own| own.n > 0).count();
        let few = error_tells_of_few(self.frame.threshold, sums.iter().map(|own| own.n));
        // without a variance of its own; where nobody, or everybody, said so, the interval has a way of its own
        let interval = |e: &Estimate| match self.asked {
            Asked::Score => e.interval.map(|i| Interval {
                low: i.low.max(0.0),
                high: i.high.min(100.0),
            }),
            _ => share_interval(e, ProportionMethod::Beta, self.pooled.deff),
        };
        let own = (villages >= LEAST_VILLAGES && !few).then(|| design.mean(sums));
        let own = own.and_then(|own| Some((interval(&own)?, own)));
        let borrowed = || {
            let other = borrowed_mean(&PsuSums::total(sums), self.pooled);
            Some((interval(&other)?, other))
        };
        let Some((interval, estimate)) = own.or_else(borrowed) else {
            return;
        };
        let sampled = Sampled {
            se: estimate.se,
            interval: [interval.low, interval.high],
            n_eff: estimate.n_eff,
            df: estimate.df,
            deff: estimate.deff,
            status: match estimate.status {
                Status::Ok => estimate
                    .notices
                    .contains(&Status::LonelyPsu)
                    .then_some("LONELY_PSU"),
                status => Some(code(status)),
            },
        };
        match self.asked {
            Asked::Score if figures.score.is_some() => figures.score_sampled = Some(sampled),
            Asked::Score => {}
            Asked::Top => figures.top_two.iter_mut().for_each(|s| s.of_sample(sampled)),
            Asked::Bottom => figures.bottom_two.iter_mut().for_each(|s| s.of_sample(sampled)),
        }
    }
}

impl Cut {
    /// The group of people that its rows are by.
    fn group(&self) -> Option<Group> {
        match self {
            Self::All | Self::Area(_) => None,
            Self::Age => Some(Group::Age),
            Self::Sex => Some(Group::Sex),
            Self::Mode => Some(Group::Mode),
            Self::Crossing(crossing) => Some(crossing.group()),
        }
    }
}

fn rows_of(areas: &AreaCut, cube: &Cube) -> BTreeMap<Place, Vec<usize>> {
    let mut rows: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (at, village) in cube.villages().iter().enumerate() {
        rows.entry(areas.place(village)).or_default().push(at);
    }
    rows
}

fn grouped(group: Group, cube: &Cube) -> ((Group, BTreeMap<Option<String>, usize>), Grouping) {
    let mut values: BTreeMap<Option<String>, usize> = BTreeMap::new();
    let mut of = |cell: &Cell| {
        let next = values.len();
        *values.entry(group.key(cell).map(str::to_owned)).or_insert(next)
    };
    let of_cell: Vec<Option<usize>> = cube.cells().iter().map(|cell| Some(of(cell))).collect();
    let groups = values.len();
    ((group, values), Grouping { of_cell, groups })
}

fn pick(sums: &[PsuSums], villages: &[usize]) -> Vec<PsuSums> {
    villages.iter().filter_map(|v| sums.get(*v)).copied().collect()
}
