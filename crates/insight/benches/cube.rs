//! How fast a county's answers become a cube, and how fast a table comes out of it.
//!
//! `cargo bench -p insight --bench cube`; a number after `--` sets the responses (10000000). 300 villages in 24
//! townships, 5 age bands, both sexes, 4 modes; 40 items: overall, happiness, 36 of 12 domains (9 of them in three
//! rotating blocks, one behind a condition), two on trust; blanks, don't knows, weights of 0.3 to 3. Ends with 1 where the
//! fold takes over 3 s, the cube over 64 MB, or a table of a township by a group over 1 ms.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "a bench prints what it found")]

mod county;

use std::{collections::HashMap, hint::black_box, process::ExitCode, time::Instant};

use county::{Bounds, ITEMS, MODES, TOWNSHIPS, VILLAGES, columns, version};
use insight::{
    Cube, Fold, ResponseRow, Threshold,
    breakdown::{Crossing, Group as By, Patterns, estimated},
    cube::{Columns, Group, IndexKey, Measure},
};
use stats::design::{Design, Estimate, PsuSums};
use survey::{Answers, Area, AreaCode, Level, Mode, Version, answer::Atom, answer::Value};

/// Bounds on 10 million responses with two cores.
const FOLD_SECONDS: f64 = 3.0;
const CUBE_MB: f64 = 64.0;
const TABLE_MS: f64 = 1.0;

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let made = black_box(work());
    (begin.elapsed().as_secs_f64(), made)
}

/// Seconds of computing by this process so far, all threads together; none where the system does not say. On a busy
/// machine it tells more than the clock.
fn computing() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit(") ").next()?;
    let ticks: Vec<f64> = after_name
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse().ok())
        .collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}

/// The shortest of some tries, in milliseconds.
fn best_of(tries: usize, mut work: impl FnMut()) -> f64 {
    (0..tries)
        .map(|_| seconds(&mut work).0)
        .fold(f64::INFINITY, f64::min)
        * 1000.0
}

/// The plainest one-pass count there is: per cell, item and value n, Σw, Σw² in floating point, on one core. No
/// index, no cross-product, no rotation.
fn plain_count(columns: &Columns) -> Vec<[f64; 3]> {
    let cells = VILLAGES * 5 * 2 * 4;
    let mut sums = vec![[0.0; 3]; cells * ITEMS * 8];
    for row in 0..columns.len() {
        let demographic = (usize::from(columns.age[row]) * 2 + usize::from(columns.sex[row])) * 4;
        let cell = usize::from(columns.area[row]) * 40 + demographic + columns.mode[row] as usize;
        let w = columns.weight[row];
        for (at, item) in columns.items.iter().enumerate() {
            let own = &mut sums[(cell * ITEMS + at) * 8 + usize::from(item[row])];
            own[0] += 1.0;
            own[1] += w;
            own[2] += w * w;
        }
    }
    sums
}

fn row(columns: &Columns, version: &Version, at: usize) -> ResponseRow {
    let answer = |(item, column): (&survey::Item, &Vec<u8>)| {
        let code = i64::from(*[0, 1, 2, 3, 4, 5, 8, 9].get(usize::from(column[at])).unwrap());
        (code > 0).then(|| (item.code.clone(), Value::One(Atom::Int(code))))
    };
    ResponseRow {
        area: columns.areas[usize::from(columns.area[at])].clone(),
        age: columns.ages[usize::from(columns.age[at])].clone(),
        sex: columns.sexes[usize::from(columns.sex[at])].clone(),
        mode: columns.mode[at],
        weight: columns.weight[at],
        block: Some(usize::from(columns.block[at])),
        answers: Answers(
            version
                .items
                .iter()
                .zip(&columns.items)
                .filter_map(answer)
                .collect(),
        ),
        quality: None,
    }
}

fn township(area: &AreaCode) -> usize {
    area.as_str().parse::<usize>().unwrap() % TOWNSHIPS
}

fn estimate(sums: &[PsuSums]) -> Estimate {
    Design::clusters(sums.len()).mean(sums)
}

/// County, townships and villages; the villages' numbers go round the townships.
fn areas() -> Vec<Area> {
    let area = |code: String, level, parent: Option<String>| Area {
        code: AreaCode::parse(&code).unwrap(),
        name: code,
        level,
        parent: parent.and_then(|p| AreaCode::parse(&p)),
        settlement: None,
        aliases: Vec::new(),
    };
    let mut found = vec![area("C".to_owned(), Level::County, None)];
    found.extend((0..TOWNSHIPS).map(|t| area(format!("T{t:02}"), Level::Township, Some("C".to_owned()))));
    found.extend((0..VILLAGES).map(|v| {
        let township = format!("T{:02}", v % TOWNSHIPS);
        area(format!("{v:012}"), Level::Village, Some(township))
    }));
    found
}

/// One township by one demographic, from the cube alone: a row for each of its values.
fn table_of_index(cube: &Cube, key: &IndexKey, of: usize, rows: &[Group]) -> Vec<Estimate> {
    let row = |group: &Group| {
        let found = cube
            .per_village(Measure::Index(key), |area| township(area) == of, group, None)
            .unwrap();
        estimate(&found.iter().map(|v| v.sums).collect::<Vec<_>>())
    };
    rows.iter().map(row).collect()
}

type Key = (usize, Option<String>, Option<String>, Mode);

/// A pre-aggregated table of one item, as a group-by over the responses would leave it.
fn aggregated(columns: &Columns, item: usize) -> HashMap<Key, PsuSums> {
    let mut found: HashMap<Key, PsuSums> = HashMap::new();
    for at in 0..columns.len() {
        let value = columns.items[item][at];
        let key = (
            usize::from(columns.area[at]),
            columns.ages[usize::from(columns.age[at])].clone(),
            columns.sexes[usize::from(columns.sex[at])].clone(),
            columns.mode[at],
        );
        let own = found.entry(key).or_default();
        if (1..=5).contains(&value) {
            own.merge(&PsuSums::person(columns.weight[at], 25.0 * f64::from(value - 1)));
        }
    }
    found
}

fn table_of_aggregated(found: &HashMap<Key, PsuSums>, of: usize, rows: &[Group]) -> Vec<Estimate> {
    let row = |group: &Group| {
        let mut sums = [PsuSums::default(); VILLAGES];
        for ((village, age, sex, mode), own) in found {
            let held = group.age.as_ref().is_none_or(|a| a == age)
                && group.sex.as_ref().is_none_or(|s| s == sex)
                && group.mode.is_none_or(|m| m == *mode);
            if held && village % TOWNSHIPS == of {
                sums[*village].merge(own);
            }
        }
        let own: Vec<PsuSums> = (of..VILLAGES).step_by(TOWNSHIPS).map(|v| sums[v]).collect();
        estimate(&own)
    };
    rows.iter().map(row).collect()
}

/// A cut the cube does not have: an item among those who gave each answer to another, by scanning the columns.
fn scanned(columns: &Columns, of: usize) -> Vec<Estimate> {
    let mut sums = vec![[PsuSums::default(); VILLAGES]; 5];
    for at in 0..columns.len() {
        let village = usize::from(columns.area[at]);
        let (value, other) = (columns.items[3][at], columns.items[0][at]);
        if village % TOWNSHIPS == of && (1..=5).contains(&value) && (1..=5).contains(&other) {
            let person = PsuSums::person(columns.weight[at], 25.0 * f64::from(value - 1));
            sums[usize::from(other) - 1][village].merge(&person);
        }
    }
    let own = |sums: &[PsuSums; VILLAGES]| {
        (of..VILLAGES)
            .step_by(TOWNSHIPS)
            .map(|v| sums[v])
            .collect::<Vec<_>>()
    };
    sums.iter().map(|s| estimate(&own(s))).collect()
}

/// The one value that a group of these tables has, in words.
fn told(group: &Group) -> Option<String> {
    let mode = group.mode.map(|mode| mode.as_str().to_owned());
    mode.or_else(|| group.age.clone().or_else(|| group.sex.clone())?)
}

fn fold(columns: &Columns, version: &Version, name: &str, bounds: &mut Bounds) -> Cube {
    let n = columns.len() as f64;
    let tries = if columns.len() > 1_000_000 { 2 } else { 1 };
    let (mut best, mut made) = (f64::INFINITY, None);
    let begin = computing();
    for _ in 0..tries {
        let (took, cube) = seconds(|| columns.fold(version).unwrap());
        best = best.min(took);
        made = Some(cube);
    }
    let cube = made.unwrap();
    let used = begin
        .zip(computing())
        .map_or(f64::NAN, |(from, to)| (to - from) / f64::from(tries));
    let (one, single) = seconds(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| columns.fold(version).unwrap())
    });
    assert!(
        single.to_bytes() == cube.to_bytes(),
        "one thread and all give the same bytes"
    );
    let mb = |bytes: usize| bytes as f64 / 1_048_576.0;
    let (counting, _) = seconds(|| plain_count(columns).len());
    let text = cube.to_snapshot();
    let (reading, back) = seconds(|| Cube::from_snapshot(&text).unwrap());
    assert!(back == cube, "a snapshot comes back as it was");
    println!(
        "fold, {name}: {best:.2} s ({:.0} ns a response, {used:.2} core seconds); one thread {one:.2} s; reference, plain count on one core \
         without cross-products: {counting:.2} s, ratio {:.2}",
        best / n * 1e9,
        best / counting
    );
    let counted = format!("a plain count on one core without cross-products, {counting:.2} s");
    bounds.at_most(&format!("fold, {name}"), best, "s", FOLD_SECONDS, &counted);
    let bytes = format!("{:.1} MB as bytes", mb(cube.to_bytes().len()));
    bounds.at_most(
        &format!("cube in memory, {name}"),
        mb(cube.heap_size()),
        "MB",
        CUBE_MB,
        &bytes,
    );
    println!(
        "cube, {name}: {} cells, {:.1} MB in memory, {:.1} MB of bytes, {:.1} MB of snapshot read in {:.0} ms",
        cube.cells().len(),
        mb(cube.heap_size()),
        mb(cube.to_bytes().len()),
        mb(text.len()),
        reading * 1000.0
    );
    cube
}

fn main() -> ExitCode {
    let mut bounds = Bounds::default();
    let measured = std::env::args().any(|a| a == "--bench"); // else `cargo test` only sees that it runs
    let n: usize = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(if measured { 10_000_000 } else { 2000 });
    let version = version();
    println!(
        "{n} responses × {ITEMS} items, {VILLAGES} villages, {} threads",
        rayon::current_num_threads()
    );
    fold(&columns(n, false, 1), &version, "weights 1", &mut bounds);
    let columns = columns(n, true, 1);
    let cube = fold(&columns, &version, "weights 0.3–3", &mut bounds);

    let few = n.min(200_000);
    let rows: Vec<ResponseRow> = (0..few).map(|at| row(&columns, &version, at)).collect();
    let each = |add: fn(&mut Fold, &Version, &ResponseRow)| {
        let (took, _) = seconds(|| {
            let mut fold = Fold::default();
            rows.iter().for_each(|row| add(&mut fold, &version, row));
            fold.finish()
        });
        took / few as f64 * 1e6
    };
    println!(
        "the way of a wave's responses as the store reads them, without reading ({few}): {:.1} µs a response, the cube of them \
         included; each folded by itself, as forms with several picks are: {:.1} µs. The folds above begin where these \
         responses wait in columns",
        each(Fold::add),
        each(Fold::add_now)
    );

    let any = Group::default();
    let ages = columns.ages.iter().map(|age| Group {
        age: Some(age.clone()),
        ..any.clone()
    });
    let sexes = columns.sexes.iter().map(|sex| Group {
        sex: Some(sex.clone()),
        ..any.clone()
    });
    let modes = MODES.iter().map(|mode| Group {
        mode: Some(*mode),
        ..any.clone()
    });
    let demographics: [(&str, Vec<Group>); 3] = [
        ("age", ages.collect()),
        ("sex", sexes.collect()),
        ("mode", modes.collect()),
    ];
    let grouped = aggregated(&columns, 3);
    let key = IndexKey::Domain("d00".to_owned());
    let areas = areas();
    let (deciding, patterns) = seconds(|| Patterns::decide(&cube, &version, &areas, Threshold::default()));
    println!(
        "what is hidden of every table of every item, decided once for the snapshot: {deciding:.2} s, {:.1} MB as JSON",
        serde_json::to_string(&patterns).unwrap().len() as f64 / 1_048_576.0
    );
    for ((name, rows), by) in demographics.iter().zip([By::Age, By::Sex, By::Mode]) {
        let crossing = Crossing::of_townships(&areas, by);
        let mut slowest = 0.0_f64;
        let mut reference = 0.0_f64;
        let mut of_index = 0.0_f64;
        for of in 0..TOWNSHIPS {
            let code = AreaCode::parse(&format!("T{of:02}")).unwrap();
            let score = Measure::Score(&version, "I03");
            let table = || estimated(&cube, &patterns, &crossing, &code, score).unwrap();
            let want = table_of_aggregated(&grouped, of, rows);
            for row in table() {
                let at = rows.iter().position(|g| told(g) == row.key);
                let at = at.unwrap_or_else(|| panic!("{by:?} has no row {:?}", row.key));
                let (Some(found), want) = (row.estimate, &want[at]) else {
                    continue;
                };
                let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
                    (Some(a), Some(b)) => (a - b).abs() <= 1e-7 * b.abs(),
                    (a, b) => a.is_none() == b.is_none(),
                };
                assert!(
                    same(found.value, want.value) && same(found.se, want.se),
                    "{found:?} is not {want:?}"
                );
            }
            slowest = slowest.max(best_of(5, || {
                black_box(table());
            }));
            let index = || estimated(&cube, &patterns, &crossing, &code, Measure::Index(&key)).unwrap();
            for row in index() {
                let at = rows.iter().position(|g| told(g) == row.key);
                let at = at.unwrap_or_else(|| panic!("{by:?} has no row {:?}", row.key));
                let want = &table_of_index(&cube, &key, of, rows)[at];
                assert!(row.estimate.is_none_or(|found| found == *want), "{want:?}");
            }
            of_index = of_index.max(best_of(5, || {
                black_box(index());
            }));
            reference = reference.max(best_of(5, || {
                black_box(table_of_aggregated(&grouped, of, rows));
            }));
        }
        let table = format!(
            "table, township × {name} with design-based errors, what is hidden looked up, slowest township"
        );
        let without = format!("a pre-aggregated table, nothing looked up, {reference:.3} ms");
        bounds.at_most(&table, slowest, "ms", TABLE_MS, &without);
        bounds.at_most(
            &format!("{table}, of an index"),
            of_index,
            "ms",
            TABLE_MS,
            &without,
        );
    }
    let scan = best_of(3, || {
        black_box(scanned(&columns, 3));
    });
    println!("a cut outside the cube, by a plain scan over the columns: {scan:.1} ms");
    bounds.end()
}
