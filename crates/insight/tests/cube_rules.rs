//! The cube against one person after the other, in any order, from any number of pieces.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "cube/county.rs"]
mod county;
#[path = "cube/margins.rs"]
mod margins;

use county::{index, response, scores, version, weight};
use insight::{
    Cube, Fold, ResponseRow,
    cube::{ColumnError, Columns, Group, IndexKey, Measure, PanelKey, QueryError, SnapshotError},
};
use proptest::prelude::*;
use survey::Mode;

fn cube(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add_now(&version, row));
    fold.finish()
}

fn columns(rows: &[ResponseRow]) -> Result<Columns, ColumnError> {
    let (mut columns, version) = (Columns::default(), version());
    for row in rows {
        columns.push(&version, row)?;
    }
    Ok(columns)
}

fn domain(id: &str) -> IndexKey {
    IndexKey::Domain(id.to_owned())
}

fn item(code: &str) -> IndexKey {
    IndexKey::Item(code.to_owned())
}

/// Every index with the items it is made of.
fn indices() -> Vec<(IndexKey, Vec<&'static str>)> {
    vec![
        (domain("culture"), vec!["C1", "C2"]),
        (domain("roads"), vec!["R1", "R2", "R3"]),
        (domain("water"), vec!["W1", "W2"]),
        (IndexKey::Harmony, vec!["TRUST", "HELP"]),
        (item("HELP"), vec!["HELP"]),
        (item("OVERALL"), vec!["OVERALL"]),
        (item("TRUST"), vec!["TRUST"]),
    ]
}

#[track_caller]
fn near(found: f64, want: f64, size: f64) {
    assert!(
        (found - want).abs() <= 1e-9 * size.max(1e-6),
        "{found} is not {want}"
    );
}

/// Any bytes as a snapshot whose digest is right.
fn as_snapshot(bytes: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha256};
    let digest: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let data = STANDARD.encode(bytes);
    format!(r#"{{"cube":6,"sha256":"{digest}","data":"{data}"}}"#)
}

/// n, Σw, Σwx, Σwx² the plain way.
fn sums(rows: &[(f64, Option<f64>)]) -> (u64, [f64; 3]) {
    let valid = || rows.iter().filter_map(|(w, x)| Some((*w, (*x)?)));
    let sum = |f: fn(f64, f64) -> f64| valid().map(|(w, x)| f(w, x)).sum();
    (
        valid().count() as u64,
        [sum(|w, _| w), sum(|w, x| w * x), sum(|w, x| w * x * x)],
    )
}

#[test]
fn the_parts_of_a_cube_are_listed() {
    let row = |area: &str, mode| ResponseRow {
        area: survey::AreaCode::parse(area).unwrap(),
        age: None,
        sex: Some("f".to_owned()),
        mode,
        weight: 1.0,
        block: None,
        answers: serde_json::from_str(r#"{"R1": 5, "R2": 1, "R3": 4, "OVERALL": 5}"#).unwrap(),
        quality: None,
    };
    let cube = cube(&[row("b", Mode::Web), row("a", Mode::Paper)]);
    let found: Vec<IndexKey> = indices().into_iter().map(|(key, _)| key).collect();
    assert_eq!(cube.indices(), found);
    let cuts = cube.cuts();
    assert_eq!(cuts.rows, [vec!["area"], vec!["mode"], vec!["area", "mode"]]);
    assert_eq!(cuts.sexes, [Some("f".to_owned())]);
    assert_eq!(cube.panels().count(), 5);
    let (key, variables) = cube.panels().next().unwrap();
    assert_eq!((key, variables), (&PanelKey::Indices, cube.indices()));
}

#[test]
fn one_option_throughout_and_only_the_best_are_counted_where_enough_was_answered() {
    let row = |answers: &str| ResponseRow {
        area: survey::AreaCode::parse("a").unwrap(),
        age: None,
        sex: None,
        mode: Mode::Web,
        weight: 1.0,
        block: None,
        answers: serde_json::from_str(answers).unwrap(),
        quality: None,
    };
    let cube = cube(&[
        row(r#"{"OVERALL": 5, "R1": 5, "W1": 5}"#),
        row(r#"{"OVERALL": 5, "R1": 5, "R2": 1}"#),
        row(r#"{"OVERALL": 3, "R1": 3, "R2": 3}"#),
        row(r#"{"OVERALL": 5, "R1": 5}"#),
        row(r#"{"OVERALL": 5, "R1": 5, "W1": 8, "TRUST": 4}"#),
    ]);
    let q = cube.quality(&cube.villages()[0]).unwrap();
    assert_eq!((q.people, q.judged, q.identical, q.ceiling), (5, 3, 2, 2));
    assert_eq!(
        q.kinds.iter().sum::<u32>(),
        1,
        "one of the three gave different options"
    );
}

#[test]
fn what_devices_say_is_counted_by_village_however_it_is_folded() {
    let row = |area: &str, quality: Option<u8>| ResponseRow {
        area: survey::AreaCode::parse(area).unwrap(),
        age: None,
        sex: None,
        mode: Mode::Kiosk,
        weight: 1.0,
        block: None,
        answers: serde_json::from_str(r#"{"R1": 5}"#).unwrap(),
        quality: quality.and_then(survey::quality::Bits::from_number),
    };
    let rows = [
        row("a", Some(0)),
        row("a", Some(7)),
        row("a", Some(1)),
        row("a", None),
        row("b", Some(6)),
    ];
    let (mut waiting, mut now, mut parts) = (Fold::default(), Fold::default(), Fold::default());
    for row in &rows {
        waiting.add(&version(), row);
        now.add_now(&version(), row);
        parts.absorb(&cube(std::slice::from_ref(row)));
    }
    let whole = waiting.finish();
    let of = |area: &str| {
        let q = whole.quality(&survey::AreaCode::parse(area).unwrap()).unwrap();
        [q.people, q.device, q.fast, q.straight, q.helped]
    };
    assert_eq!((of("a"), of("b")), ([4, 3, 2, 1, 1], [1, 1, 0, 1, 1]));
    let text = whole.to_snapshot();
    assert_eq!(now.finish().to_snapshot(), text);
    assert_eq!(parts.finish().to_snapshot(), text);
    assert_eq!(Cube::from_snapshot(&text).unwrap().to_snapshot(), text);
}

#[test]
fn days_are_counted_by_village_and_read_back() {
    let area = |code: &str| survey::AreaCode::parse(code).unwrap();
    let row = |code: &str| ResponseRow {
        area: area(code),
        age: None,
        sex: None,
        mode: Mode::Web,
        weight: 1.0,
        block: None,
        answers: serde_json::from_str(r#"{"R1": 5}"#).unwrap(),
        quality: None,
    };
    let part = |code: &str, days: &[(&str, u64)]| {
        let mut fold = Fold::default();
        fold.add(&version(), &row(code));
        days.iter()
            .for_each(|(day, n)| fold.add_day(&area(code), day, *n));
        fold.add_day(&area("nobody"), "2025-03-01", 9);
        fold.finish()
    };
    let (one, other) = (
        part("a", &[("2025-03-02", 2), ("2025-03-01", 1)]),
        part("b", &[("2025-03-02", 5)]),
    );
    let joined = |parts: [&Cube; 2]| {
        let mut fold = Fold::default();
        parts.iter().for_each(|part| fold.absorb(part));
        fold.finish()
    };
    let (both, turned) = (joined([&one, &other]), joined([&other, &one]));
    assert_eq!(both.to_snapshot(), turned.to_snapshot());
    let read = Cube::from_snapshot(&both.to_snapshot()).unwrap();
    assert_eq!(read.to_snapshot(), both.to_snapshot());
    let days = |code: &str| -> Vec<(String, u64)> {
        let own = &read.quality(&area(code)).unwrap().days;
        own.iter().map(|(day, n)| (day.clone(), *n)).collect()
    };
    assert_eq!(
        days("a"),
        [("2025-03-01".to_owned(), 1), ("2025-03-02".to_owned(), 2)]
    );
    assert_eq!(days("b"), [("2025-03-02".to_owned(), 5)]);
    assert_eq!(read.villages().len(), 2);
}

#[test]
fn what_is_not_in_the_cube_is_refused_by_name() {
    let (cube, version) = (Fold::default().finish(), version());
    let ask = |measure| cube.per_village(measure, |_| true, &Group::default(), None);
    let unknown = QueryError::UnknownItem("R1".into());
    assert_eq!(ask(Measure::Score(&version, "R1")), Err(unknown));
    let unknown = QueryError::UnknownIndex(IndexKey::Harmony);
    assert_eq!(ask(Measure::Index(&IndexKey::Harmony)), Err(unknown));
    assert_eq!(Cube::from_snapshot(&cube.to_snapshot()).as_ref(), Ok(&cube));
}

#[test]
fn old_and_broken_snapshots_say_so() {
    let read = |text: &str| Cube::from_snapshot(text).unwrap_err();
    assert_eq!(read(r#"{"cells":[]}"#), SnapshotError::OtherVersion);
    assert_eq!(read(r#"{"cube":1,"data":""}"#), SnapshotError::OtherVersion);
    assert_eq!(read(r#"{"cube":2,"data":""}"#), SnapshotError::OtherVersion);
    assert_eq!(read(r#"{"cube":4,"data":""}"#), SnapshotError::OtherVersion);
    assert_eq!(read(r#"{"cube":99,"data":""}"#), SnapshotError::OtherVersion);
    assert_eq!(read(r#"{"cube":6,"data":"?"}"#), SnapshotError::Unreadable);
    assert_eq!(read(&as_snapshot(&[1])), SnapshotError::Unreadable);
    let good = Fold::default().finish().to_snapshot();
    let other = good.replace(r#""sha256":""#, r#""sha256":"0"#);
    assert_eq!(read(&other), SnapshotError::Unreadable);
    assert_eq!(read("mud"), SnapshotError::Unreadable);
}

#[test]
fn columns_that_do_not_fit_are_refused_by_name() {
    let row = ResponseRow {
        area: survey::AreaCode::parse("a").unwrap(),
        age: None,
        sex: None,
        mode: Mode::Web,
        weight: 1.0,
        block: None,
        answers: serde_json::from_str(r#"{"R1": 5}"#).unwrap(),
        quality: None,
    };
    let good = columns(&[row.clone(), row]).unwrap();
    let refused = |change: fn(&mut Columns)| {
        let mut columns = good.clone();
        change(&mut columns);
        columns.fold(&version()).unwrap_err()
    };
    assert_eq!(
        refused(|c| c.weight.clear()),
        ColumnError::Length("weight".into())
    );
    assert_eq!(refused(|c| c.block.push(1)), ColumnError::Length("block".into()));
    assert_eq!(refused(|c| c.area[1] = 3), ColumnError::Value("area".into()));
    assert_eq!(
        refused(|c| c.items[0][0] = 9),
        ColumnError::Value("OVERALL".into())
    );
    assert_eq!(refused(|c| c.items.truncate(3)), ColumnError::Length("R2".into()));
    let mut picks = version();
    picks.scales[0].kind = survey::ScaleKind::MultiChoice;
    assert_eq!(good.fold(&picks), Err(ColumnError::Kind("OVERALL".into())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn indices_are_those_of_a_naive_half_rule(
        rows in proptest::collection::vec(response(), 0..60)
    ) {
        let (cube, version) = (cube(&rows), version());
        for (key, items) in indices() {
            let Ok(found) = cube.per_village(Measure::Index(&key), |_| true, &Group::default(), None) else {
                prop_assert!(rows.is_empty());
                continue;
            };
            prop_assert_eq!(found.len(), cube.villages().len());
            for village in found {
                let own: Vec<(f64, Option<f64>)> = rows.iter().filter(|r| r.area == village.area)
                    .map(|r| (weight(r), index(&scores(&version, r), &items))).collect();
                let (n, [w, wx, wxx]) = sums(&own);
                prop_assert_eq!(village.sums.n, n);
                near(village.sums.w, w, w);
                near(village.sums.wy, wx, 100.0 * w);
                near(village.sums.wyy, wxx, 10_000.0 * w);
            }
        }
    }

    #[test]
    fn scores_and_boxes_are_those_of_each_person_in_a_group_with_factors(
        rows in proptest::collection::vec(response(), 1..60), factor in 0.0..5.0
    ) {
        let (cube, version) = (cube(&rows), version());
        let group = Group { age: Some(None), mode: Some(Mode::Paper), ..Group::default() };
        let factors: Vec<f64> = cube.cells().iter().map(|c| if c.sex.is_some() { factor } else { 1.0 }).collect();
        let held = |r: &&ResponseRow| r.age.is_none() && r.mode == Mode::Paper;
        for code in ["R1", "R2", "R3"] {
            let of = |measure| cube.per_village(measure, |a| a.as_str() != "v0", &group, Some(&factors));
            let found = of(Measure::Score(&version, code)).unwrap();
            prop_assert!(found.iter().all(|v| v.area.as_str() != "v0"));
            for village in &found {
                let own: Vec<(f64, Option<f64>)> = rows.iter().filter(|r| r.area == village.area).filter(held)
                    .map(|r| {
                        let f = if r.sex.is_some() { factor } else { 1.0 };
                        (f * weight(r), scores(&version, r)[code].flatten())
                    })
                    .collect();
                let (n, [w, wx, wxx]) = sums(&own);
                prop_assert_eq!(village.sums.n, if factor == 0.0 { village.sums.n } else { n });
                near(village.sums.w, w, w);
                near(village.sums.wy, wx, 100.0 * w);
                near(village.sums.wyy, wxx, 10_000.0 * w);
                let w2: f64 = own.iter().filter(|(_, x)| x.is_some()).map(|(w, _)| w * w).sum();
                near(village.sums.w2, w2, w2);
            }
            match of(Measure::TopBox(&version, code)) {
                Ok(boxed) => for (top, all) in boxed.iter().zip(&found) {
                    let (top, all) = (top.sums, all.sums);
                    prop_assert!(top.n == all.n && top.wy <= top.w && top.w == all.w);
                },
                Err(e) => prop_assert_eq!((e, code), (QueryError::NotScored("R3".into()), "R3")),
            }
        }
    }

    #[test]
    fn cross_products_are_those_of_people_who_have_both(
        rows in proptest::collection::vec(response(), 1..60)
    ) {
        let (cube, version) = (cube(&rows), version());
        let people: Vec<_> = rows.iter().map(|r| (weight(r), scores(&version, r))).collect();
        let mut panels = vec![(PanelKey::Indices, indices())];
        for (key, items) in indices().into_iter().filter(|(_, items)| items.len() > 1) {
            panels.push((PanelKey::ItemsOf(key), items.iter().map(|i| (item(i), vec![*i])).collect()));
        }
        for (panel, variables) in panels {
            let cross = cube.cross(&panel, |_| 2).unwrap();
            for (a, items_a) in &variables {
                for (b, items_b) in &variables {
                    let pair = cross.pair(a, b).unwrap();
                    let mut want = (0, [0.0; 6]);
                    for (w, scores) in &people {
                        if let (Some(x), Some(y)) = (index(scores, items_a), index(scores, items_b)) {
                            want.0 += 2;
                            let terms = [1.0, x, y, x * x, y * y, x * y];
                            want.1.iter_mut().zip(terms).for_each(|(sum, t)| *sum += 2.0 * w * t);
                        }
                    }
                    prop_assert_eq!(pair.n, want.0);
                    let found = [pair.w, pair.wa, pair.wb, pair.waa, pair.wbb, pair.wab];
                    for ((found, want), size) in found.into_iter().zip(want.1).zip([1.0, 1e2, 1e2, 1e4, 1e4, 1e4]) {
                        near(found, want, size * want.abs().max(pair.w));
                    }
                }
            }
        }
    }

    #[test]
    fn those_who_have_everything_that_all_are_asked_are_kept_together(
        rows in proptest::collection::vec(response(), 1..80)
    ) {
        let (cube, version) = (cube(&rows), version());
        let cross = cube.cross(&PanelKey::Indices, |_| 1).unwrap();
        let of = [("culture", vec!["C1", "C2"]), ("OVERALL", vec!["OVERALL"])];
        let have = |r: &&ResponseRow| of.iter().all(|(_, items)| index(&scores(&version, r), items).is_some());
        let want = rows.iter().filter(have).count() as u64;
        match cross.complete.as_slice() {
            [] => prop_assert_eq!(want, 0),
            [one] => {
                prop_assert_eq!(one.n, want);
                prop_assert_eq!(&one.variables, &[domain("culture"), item("OVERALL")]);
                let y: f64 = rows.iter().filter(have)
                    .map(|r| weight(r) * index(&scores(&version, r), &["OVERALL"]).unwrap()).sum();
                near(one.wx[1], y, 100.0 * one.w);
            }
            more => prop_assert!(false, "{} sets", more.len()),
        }
    }

    #[test]
    fn order_and_pieces_change_not_a_byte(
        (rows, shuffled) in proptest::collection::vec(response(), 0..60)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        cut in 0_usize..60,
    ) {
        let whole = cube(&rows);
        prop_assert_eq!(cube(&shuffled).to_bytes(), whole.to_bytes());
        let (one, other) = shuffled.split_at(cut.min(rows.len()));
        let mut pieces = Fold::default();
        pieces.absorb(&cube(other));
        one.iter().for_each(|row| pieces.add(&version(), row));
        prop_assert_eq!(pieces.finish().to_snapshot(), whole.to_snapshot());
        let back = Cube::from_snapshot(&whole.to_snapshot()).unwrap();
        prop_assert_eq!(back.digest(), cube(&shuffled).digest());
        prop_assert_eq!(back.to_bytes(), whole.to_bytes());
        prop_assert_eq!(back, whole);
    }

    #[test]
    fn responses_that_wait_for_each_other_give_the_same_bytes_whatever_they_hold(
        rows in proptest::collection::vec(response(), 0..60), cut in 0_usize..60, odd in any::<proptest::sample::Index>()
    ) {
        let mut rows = rows;
        if !rows.is_empty() {
            // several codes for one, as only a broken client sends them
            let row = odd.index(rows.len());
            rows[row].answers = serde_json::from_str(r#"{"DRIVES": [1, 2], "R3": 4, "OVERALL": "?"}"#).unwrap();
        }
        let (mut fold, version) = (Fold::default(), version());
        let (one, other) = rows.split_at(cut.min(rows.len()));
        one.iter().for_each(|row| fold.add(&version, row));
        fold.absorb(&cube(other));
        prop_assert_eq!(fold.finish().to_bytes(), cube(&rows).to_bytes());
        let mut fold = Fold::default();
        rows.iter().for_each(|row| fold.add(&version, row));
        prop_assert_eq!(fold.finish().to_bytes(), cube(&rows).to_bytes());
    }

    #[test]
    fn columns_give_the_same_bytes_in_any_order_with_one_thread_or_two(
        rows in proptest::collection::vec(response(), 0..80).prop_shuffle()
    ) {
        // a column of blocks is for everyone or for nobody
        let rows: Vec<ResponseRow> = rows.into_iter().map(|mut r| { r.block.get_or_insert(7); r }).collect();
        let want = cube(&rows).to_bytes();
        let columns = columns(&rows).unwrap();
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| columns.fold(&version())).unwrap();
            prop_assert_eq!(found.to_bytes(), want.clone());
            let unblocked: Vec<ResponseRow> = rows.iter().cloned().map(|r| ResponseRow { block: None, ..r }).collect();
            let everyone = Columns { block: Vec::new(), ..columns.clone() };
            let found = pool.install(|| everyone.fold(&version())).unwrap();
            prop_assert_eq!(found.to_bytes(), cube(&unblocked).to_bytes());
        }
    }

    #[test]
    fn a_damaged_snapshot_is_refused_or_read_but_never_a_panic(
        rows in proptest::collection::vec(response(), 1..20),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = cube(&rows).to_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(cube) = Cube::from_snapshot(&as_snapshot(&bytes)) {
            let asked = Measure::Index(&IndexKey::Harmony);
            let _maybe = cube.per_village(asked, |_| true, &Group::default(), None);
            for panel in [PanelKey::Indices, PanelKey::ItemsOf(IndexKey::Harmony)] {
                let _maybe = cube.cross(&panel, |_| 3);
            }
            for code in ["R1", "OVERALL"] {
                let _maybe = cube.rows_of(code, |cell| Some(cell.mode));
            }
            let mut fold = Fold::default();
            fold.absorb(&cube);
            let _again = fold.finish().to_bytes();
        }
    }
}
