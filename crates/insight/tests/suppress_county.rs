//! A county's pages all at once, and an attacker who reads them together: every total, every visible row of every cut
//! and every item, as one linear programme.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::print_stdout,
    reason = "how often an interval is narrower is told, not only judged"
)]

use std::collections::BTreeMap;

use insight::{
    AreaCut, Cube, Cut, Fold, ResponseRow, breakdown,
    breakdown::{Crossing, Group},
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use serde_json::json;
use stats::random::Draws;
use survey::{Area, AreaCode, Level, Mode, Version};

const K: u64 = 10;
const WIDTH: f64 = 5.0;
const ITEMS: [(&str, f64); 3] = [("ROADS", 0.05), ("WATER", 0.3), ("BUS", 0.6)];

fn version() -> Version {
    let item = |(code, _): (&str, f64)| json!({"code": code, "text": {"en": code}, "scale": "S5"});
    let options = [5, 4, 3, 2, 1].map(|c| json!({"code": c, "label": {}}));
    let items = ITEMS.map(item);
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"], "items": items,
        "scales": [{
            "id": "S5", "kind": "ordinal", "scored": true, "top_box": [5, 4], "bottom_box": [2, 1],
            "options": options,
            "special": [{"code": 8, "role": "dont_know", "label": {}}],
        }],
    }))
    .unwrap()
}

/// 6 townships of 5 villages.
fn areas() -> Vec<Area> {
    let area = |code: String, level: Level, parent: Option<&str>| Area {
        code: AreaCode::parse(&code).unwrap(),
        name: code,
        level,
        parent: parent.and_then(AreaCode::parse),
        settlement: None,
        aliases: Vec::new(),
    };
    let mut areas = vec![area("county".into(), Level::County, None)];
    for township in ["a", "b", "c", "d", "e", "f"] {
        areas.push(area(township.into(), Level::Township, Some("county")));
        areas.extend((1..=5).map(|i| area(format!("{township}{i}"), Level::Village, Some(township))));
    }
    areas
}

/// One of the numbers 0, 1, 2 …, the first ones oftener.
fn uneven(draws: &mut Draws, of: usize) -> usize {
    draws.below(of).min(draws.below(of))
}

fn population(draws: &mut Draws) -> Cube {
    let (version, mut fold) = (version(), Fold::default());
    for village in areas().into_iter().filter(|a| a.level == Level::Village) {
        let people = if draws.below(8) == 0 {
            draws.below(4)
        } else {
            draws.below(60)
        };
        for _ in 0..people {
            let answer = |(code, gap): (&str, f64)| {
                (
                    code.to_owned(),
                    json!(if draws.uniform() < gap {
                        8
                    } else {
                        1 + draws.below(5)
                    }),
                )
            };
            let answers: serde_json::Map<_, _> = ITEMS.map(answer).into_iter().collect();
            let row = ResponseRow {
                area: village.code.clone(),
                age: Some(uneven(draws, 5)).filter(|a| *a < 4).map(|a| a.to_string()),
                sex: Some(uneven(draws, 8))
                    .filter(|s| *s < 5)
                    .map(|s| (s % 2).to_string()),
                mode: [Mode::Web, Mode::Paper, Mode::Kiosk][uneven(draws, 3)],
                weight: 1.0,
                block: None,
                answers: serde_json::from_value(serde_json::Value::Object(answers)).unwrap(),
                quality: None,
            };
            fold.add(&version, &row);
        }
    }
    fold.finish()
}

/// A row of a cut: the cut, the township it is in, its key.
type Place = (&'static str, String, String);

/// What the pages of one item show of a place, and what is true of it.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    shown: bool,
    valid: u64,
    people: u64,
}

impl Known {
    /// Hidden for its own sake?
    fn is_small(&self) -> bool {
        self.hides_people() && self.valid < K
    }

    /// Hidden, and somebody is in it?
    fn hides_people(&self) -> bool {
        !self.shown && self.people > 0
    }
}

/// Everything published, by item.
struct Pages {
    items: Vec<BTreeMap<Place, Known>>,
    totals: Vec<(u64, u64)>,
}

fn cuts() -> Vec<Cut> {
    let areas = areas();
    let crossed =
        [Group::Age, Group::Sex, Group::Mode].map(|g| Cut::Crossing(Crossing::of_townships(&areas, g)));
    let area = [Level::Township, Level::Village].map(|level| Cut::Area(AreaCut::at_level(&areas, level)));
    [Cut::Age, Cut::Sex, Cut::Mode]
        .into_iter()
        .chain(area)
        .chain(crossed)
        .collect()
}

impl Pages {
    fn of(cube: &Cube) -> Self {
        let version = version();
        let mut pages = Self {
            items: vec![BTreeMap::new(); ITEMS.len()],
            totals: vec![(0, 0); ITEMS.len()],
        };
        for cut in cuts() {
            let found = breakdown(cube, &version, &cut);
            for (at, item) in found.items.iter().enumerate() {
                let total = item.total.figures.as_ref().unwrap();
                pages.totals[at] = (total.n_valid, total.n_all);
                for row in &item.rows {
                    let name = if row.within.is_some() && found.cut == "area" {
                        "village"
                    } else {
                        found.cut
                    };
                    let place = (
                        name,
                        row.within.clone().unwrap_or_default(),
                        row.key.clone().unwrap_or_default(),
                    );
                    let shown = row.figures.as_ref();
                    assert_eq!(shown.is_none(), row.hidden.is_some());
                    assert!(shown.is_none_or(|f| f.n_valid >= K || f.n_all == 0), "{place:?}");
                    pages.items[at].insert(
                        place,
                        Known {
                            shown: shown.is_some(),
                            ..Known::default()
                        },
                    );
                }
            }
        }
        pages.fill(cube);
        pages
    }

    /// What is true of every place, counted from the cells themselves.
    fn fill(&mut self, cube: &Cube) {
        for (at, (code, _)) in ITEMS.iter().enumerate() {
            let of = |place: Place| {
                let (_, rows) = cube
                    .rows_of(code, |cell| places(cell).contains(&place).then_some(()))
                    .unwrap();
                rows.get(&()).map_or((0, 0), |t| (t.answered.n, t.people()))
            };
            for (place, known) in &mut self.items[at] {
                (known.valid, known.people) = of(place.clone());
            }
        }
    }

    /// Are the people of a place told on some page?
    fn people_shown(&self, place: &Place) -> bool {
        self.items.iter().any(|item| item[place].shown)
    }
}

/// The places a cell is counted in.
fn places(cell: &insight::tally::Cell) -> Vec<Place> {
    let village = cell.area.to_string();
    let township = village[..1].to_owned();
    let (age, sex) = (
        cell.age.clone().unwrap_or_default(),
        cell.sex.clone().unwrap_or_default(),
    );
    let mode = cell.mode.as_str().to_owned();
    vec![
        ("age", String::new(), age.clone()),
        ("sex", String::new(), sex.clone()),
        ("mode", String::new(), mode.clone()),
        ("area", String::new(), township.clone()),
        ("village", township.clone(), village),
        ("area_age", township.clone(), age),
        ("area_sex", township.clone(), sex),
        ("area_mode", township, mode),
    ]
}

/// Which places add up to which: the parts, and their sum (none: the total).
fn sums(all: &BTreeMap<Place, Known>) -> Vec<(Vec<Place>, Option<Place>)> {
    let mut lines: BTreeMap<(&str, Option<Place>), Vec<Place>> = BTreeMap::new();
    for place in all.keys() {
        let (cut, within, key) = place;
        let township = Some(("area", String::new(), within.clone()));
        let mut add = |name, whole| lines.entry((name, whole)).or_default().push(place.clone());
        match *cut {
            "village" => add("village", township),
            "area_age" | "area_sex" | "area_mode" => {
                add(cut, township);
                add(
                    cut,
                    Some((cut.strip_prefix("area_").unwrap(), String::new(), key.clone())),
                );
            }
            _ => add(cut, None),
        }
    }
    lines
        .into_iter()
        .map(|((_, whole), parts)| (parts, whole))
        .collect()
}

/// A number that is known, or a variable.
#[derive(Clone, Copy)]
enum Term {
    Known(f64),
    Open(Variable),
}

/// What is possible of the answers of `place`, with more places taken for hidden.
fn bounds(pages: &Pages, at: usize, place: &Place, also: &dyn Fn(&Place) -> bool) -> (f64, f64) {
    let item = &pages.items[at];
    let lines = sums(item);
    let solve = |direction| {
        let mut problem = Problem::new(direction);
        let mut terms: BTreeMap<&Place, [Term; 2]> = BTreeMap::new();
        for (other, known) in item {
            let open = !known.shown || also(other);
            let people = if pages.people_shown(other) {
                Term::Known(known.people as f64)
            } else {
                Term::Open(problem.add_var(0.0, (0.0, f64::INFINITY)))
            };
            let most = if let Term::Known(people) = people {
                people
            } else {
                f64::INFINITY
            };
            let valid = if open {
                Term::Open(problem.add_var(f64::from(u8::from(other == place)), (0.0, most)))
            } else {
                Term::Known(known.valid as f64)
            };
            if let (Term::Open(valid), Term::Open(people)) = (valid, people) {
                problem.add_constraint([(valid, 1.0), (people, -1.0)], ComparisonOp::Le, 0.0);
            }
            terms.insert(other, [valid, people]);
        }
        for (parts, whole) in &lines {
            let (valid, people) = pages.totals[at];
            let whole = whole
                .as_ref()
                .map_or([Term::Known(valid as f64), Term::Known(people as f64)], |w| {
                    terms[w]
                });
            for kind in 0..2 {
                let mut open = Vec::new();
                let mut left = 0.0;
                for (term, sign) in parts
                    .iter()
                    .map(|p| (terms[p][kind], 1.0))
                    .chain([(whole[kind], -1.0)])
                {
                    match term {
                        Term::Known(n) => left -= sign * n,
                        Term::Open(variable) => open.push((variable, sign)),
                    }
                }
                if !open.is_empty() {
                    problem.add_constraint(&open, ComparisonOp::Eq, left);
                }
            }
        }
        problem.solve().unwrap().into_solution().unwrap().objective()
    };
    (
        solve(OptimizationDirection::Minimize),
        solve(OptimizationDirection::Maximize),
    )
}

#[test]
fn all_pages_of_a_county_together_leave_every_small_cell_in_doubt() {
    let mut draws = Draws::seeded(6, "counties");
    let long = std::env::var_os("MINXIN_LONG").is_some();
    let (mut hidden, mut small, mut short) = (0, 0, Vec::new());
    for _ in 0..if long { 500 } else { 25 } {
        let pages = Pages::of(&population(&mut draws));
        for at in 0..ITEMS.len() {
            for (place, known) in pages.items[at].iter().filter(|(_, known)| known.hides_people()) {
                hidden += 1;
                let (low, high) = bounds(&pages, at, place, &|_| false);
                let n = known.valid as f64;
                // also a large one, which is hidden for the sake of others: who knows it knows them
                assert!(high - low > 1.0 - 1e-6, "{place:?} can only be {n}");
                if !known.is_small() {
                    continue;
                }
                small += 1;
                let missing = |least: f64, most: f64| {
                    let lower = low - (n - WIDTH).max(least);
                    lower.max((n + WIDTH).min(most) - high).max(0.0)
                };
                if missing(0.0, f64::INFINITY) > 1e-6 {
                    // no narrower than with everything of the table hidden
                    let table =
                        |other: &Place| other.0 == place.0 && (place.0 != "village" || other.1 == place.1);
                    let (least, most) = bounds(&pages, at, place, &table);
                    let missing = missing(least, most);
                    let told = format!("{place:?} of {n}: {low} to {high}, not {least} to {most}");
                    assert!(missing < 2.0 + 1e-6, "{told}");
                    if missing > 1e-6 {
                        short.push(told);
                    }
                }
            }
        }
    }
    // answers and people are moved one after the other, not by a linear programme, which may find an answer more
    println!(
        "{hidden} hidden, none pinned; {small} small, {} of them narrower: {short:#?}",
        short.len()
    );
    assert!(
        hidden > small && small > 1000 && short.len() * 1000 < small,
        "{} of {small} are short",
        short.len()
    );
}

#[test]
fn a_crossing_tells_every_township_by_every_group_and_no_row_of_a_hidden_township() {
    let cube = population(&mut Draws::seeded(7, "counties"));
    let pages = Pages::of(&cube);
    for item in &pages.items {
        assert_eq!(item.keys().filter(|place| place.0 == "area_age").count(), 6 * 5);
        for place in item.keys().filter(|place| place.0.starts_with("area_")) {
            let group = place.0.strip_prefix("area_").unwrap();
            let township = item[&("area", String::new(), place.1.clone())];
            let whole = item
                .iter()
                .find(|(p, _)| p.0 == group && p.2 == place.2)
                .unwrap()
                .1;
            assert!(!item[place].shown || (township.shown && whole.shown), "{place:?}");
        }
    }
}
