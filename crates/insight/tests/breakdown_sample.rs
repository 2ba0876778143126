//! Breakdowns of a drawn sample: means and shares have the error of the design, villages in townships, in every cut, every
//! answer counted alike.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use insight::{
    AreaCut, Cube, Cut, Fold, ResponseRow, Threshold,
    breakdown::{Breakdown, Crossing, Figures, Group, Row, Sample, breakdowns_from},
};
use serde_json::json;
use stats::{
    design::{
        Design, Estimate, LonelyPsu, Psu, PsuSums,
        proportion::{ProportionMethod, share_interval},
    },
    random::Draws,
};
use survey::{Area, AreaCode, Level, Mode, Version};

const TOWNSHIPS: [&str; 3] = ["a", "b", "c"];

fn version() -> Version {
    let options = [5, 4, 3, 2, 1].map(|c| json!({"code": c, "label": {}}));
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [{"code": "ROADS", "text": {"en": "roads"}, "scale": "S5"}],
        "scales": [{
            "id": "S5", "kind": "ordinal", "scored": true, "top_box": [5, 4], "bottom_box": [2, 1], "options": options,
        }],
    }))
    .unwrap()
}

/// Three townships of five villages.
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
    for township in TOWNSHIPS {
        areas.push(area(township.into(), Level::Township, Some("county")));
        areas.extend((1..=5).map(|i| area(format!("{township}{i}"), Level::Village, Some(township))));
    }
    areas
}

/// People of unlike villages, with unlike weights.
fn people(draws: &mut Draws) -> Vec<ResponseRow> {
    let villages = areas().into_iter().filter(|a| a.level == Level::Village);
    villages
        .flat_map(|village| {
            let good = 1 + draws.below(4);
            (0..30 + draws.below(20))
                .map(|_| ResponseRow {
                    area: village.code.clone(),
                    age: None,
                    sex: Some((1 + draws.below(2)).to_string()),
                    mode: Mode::Web,
                    weight: 0.5 + draws.uniform(),
                    block: None,
                    answers: serde_json::from_value(json!({"ROADS": (good + draws.below(3)).min(5)}))
                        .unwrap(),
                    quality: None,
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn folded(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add(&version, row));
    fold.finish()
}

fn cuts() -> Vec<Cut> {
    let areas = areas();
    let level = |level| Cut::Area(AreaCut::at_level(&areas, level));
    vec![
        Cut::Sex,
        level(Level::Township),
        level(Level::Village),
        Cut::Crossing(Crossing::of_townships(&areas, Group::Sex)),
    ]
}

fn told(rows: &[ResponseRow]) -> Vec<Breakdown> {
    let (cube, cuts) = (folded(rows), cuts());
    let found = breakdowns_from(&cube, &version(), &cuts, Threshold::default());
    Sample::of_villages(&areas(), 1.8).with_errors(found, &cuts, &cube, &version())
}

fn answer(row: &ResponseRow) -> f64 {
    serde_json::to_value(&row.answers).unwrap()["ROADS"]
        .as_f64()
        .unwrap()
}

#[test]
fn a_table_by_areas_has_the_same_errors_alone_as_beside_one_by_people() {
    let rows = people(&mut Draws::seeded(8, "alone"));
    let (cube, together) = (folded(&rows), told(&rows));
    for (cut, beside) in cuts()
        .into_iter()
        .zip(together)
        .filter(|(cut, _)| matches!(cut, Cut::Area(_)))
    {
        let cuts = [cut];
        let found = breakdowns_from(&cube, &version(), &cuts, Threshold::default());
        let alone = Sample::of_villages(&areas(), 1.8).with_errors(found, &cuts, &cube, &version());
        assert!(
            alone[0].items[0]
                .total
                .figures
                .as_ref()
                .unwrap()
                .score_sampled
                .is_some()
        );
        assert_eq!(alone, [beside]);
    }
}

/// Sums by village of those who are `inside`.
fn sums(
    rows: &[ResponseRow],
    villages: &[String],
    inside: &dyn Fn(&ResponseRow) -> bool,
    top: bool,
) -> Vec<PsuSums> {
    let of = |village: &String| {
        let mut sums = PsuSums::default();
        for row in rows.iter().filter(|r| r.area.as_str() == village && inside(r)) {
            let value = answer(row);
            let y = if top {
                f64::from(u8::from(value >= 4.0))
            } else {
                25.0 * (value - 1.0)
            };
            sums.merge(&PsuSums::person(1.0, y));
        }
        sums
    };
    villages.iter().map(of).collect()
}

fn villages_of(townships: &[&str]) -> Vec<String> {
    let of = |t: &&str| (1..=5).map(|i| format!("{t}{i}")).collect::<Vec<_>>();
    townships.iter().flat_map(of).collect()
}

fn is(figures: &Figures, score: &Estimate, top: &Estimate) {
    let close =
        |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-9 * (1.0 + b.unwrap().abs());
    let found = figures.score_sampled.unwrap();
    assert!(
        close(figures.score, score.value) && close(found.se, score.se),
        "{found:?} {score:?}"
    );
    assert_eq!((found.df, found.status), (score.df, None));
    assert!(close(found.n_eff, score.n_eff));
    let share = figures.top_two.unwrap();
    let found = share.sampled.unwrap();
    assert!(
        close(Some(share.share), top.value) && close(found.se, top.se),
        "{found:?} {top:?}"
    );
    let want = share_interval(top, ProportionMethod::Beta, 1.0).unwrap();
    assert!((share.low - want.low).abs() < 1e-9 && (share.high - want.high).abs() < 1e-9);
    assert_eq!(found.interval, [share.low, share.high]);
}

fn strata() -> Design {
    let psus = (0..15).map(|i| Psu {
        stratum: i / 5,
        population: None,
    });
    Design::new(&psus.collect::<Vec<_>>(), LonelyPsu::default()).unwrap()
}

#[test]
fn every_cut_has_the_error_of_its_villages() {
    let rows = people(&mut Draws::seeded(2, "sampled"));
    let found = told(&rows);
    let item = |at: usize| &found[at].items[0];
    let row = |at: usize, within: Option<&str>, key: &str| -> &Row {
        let mine = |r: &&Row| r.key.as_deref() == Some(key) && r.within.as_deref() == within;
        item(at).rows.iter().find(mine).unwrap()
    };
    let both = |design: &Design, villages: &[String], inside: &dyn Fn(&ResponseRow) -> bool| {
        [false, true].map(|top| design.mean(&sums(&rows, villages, inside, top)))
    };
    let all = villages_of(&TOWNSHIPS);
    let [score, top] = both(&strata(), &all, &|_| true);
    for at in 0..4 {
        is(item(at).total.figures.as_ref().unwrap(), &score, &top);
    }
    assert_eq!(score.df, Some(12.0));
    for sex in ["1", "2"] {
        let own = |r: &ResponseRow| r.sex.as_deref() == Some(sex);
        let [score, top] = both(&strata(), &all, &own);
        is(row(0, None, sex).figures.as_ref().unwrap(), &score, &top);
        for township in TOWNSHIPS {
            let villages = villages_of(&[township]);
            let [score, top] = both(&Design::clusters(5), &villages, &own);
            is(
                row(3, Some(township), sex).figures.as_ref().unwrap(),
                &score,
                &top,
            );
            assert_eq!(score.df, Some(4.0));
        }
    }
    for township in TOWNSHIPS {
        let [score, top] = both(&Design::clusters(5), &villages_of(&[township]), &|_| true);
        is(row(1, None, township).figures.as_ref().unwrap(), &score, &top);
    }
}

#[test]
fn few_villages_borrow_the_design_effect_of_the_others_and_villages_unlike_each_other_widen_the_interval() {
    let rows = people(&mut Draws::seeded(3, "sampled"));
    let plain = breakdowns_from(&folded(&rows), &version(), &cuts(), Threshold::default());
    let found = told(&rows);
    let mut villages = 0;
    for row in found[2].items[0].rows.iter().filter(|r| r.figures.is_some()) {
        let sampled = row.figures.as_ref().unwrap().score_sampled.unwrap();
        assert_eq!(sampled.status, Some("VARIANCE_BORROWED"), "{:?}", row.key);
        assert!(sampled.deff.unwrap() > 1.0 && sampled.se.unwrap() > 0.0);
        villages += 1;
    }
    assert!(villages > 10);
    // of two villages the error would tell how far apart they are
    let two: Vec<ResponseRow> = rows
        .iter()
        .filter(|r| !["a3", "a4", "a5"].contains(&r.area.as_str()))
        .cloned()
        .collect();
    for row in &told(&two)[1].items[0].rows {
        let status = row
            .figures
            .as_ref()
            .unwrap()
            .top_two
            .unwrap()
            .sampled
            .unwrap()
            .status;
        let borrowed = row.key.as_deref() == Some("a");
        assert_eq!(status, borrowed.then_some("VARIANCE_BORROWED"));
    }
    let width = |all: &[Breakdown]| {
        let share = all[0].items[0].total.figures.as_ref().unwrap().top_two.unwrap();
        share.high - share.low
    };
    assert!(
        width(&found) > 1.2 * width(&plain),
        "{} {}",
        width(&found),
        width(&plain)
    );
}

/// Every way that three villages of one to nine people can have given so many answers with this sum (of codes 0–4), in any
/// order, and the sum of squares that the standard error is of.
fn ways(n: i64, sum: i64) -> Vec<([(i64, i64); 3], i64)> {
    let mut found = Vec::new();
    for a in 1..10 {
        for b in a..10 {
            let c = n - a - b;
            if !(b..10).contains(&c) {
                continue;
            }
            for (x, y) in (0..=4 * a).flat_map(|x| (0..=4 * b).map(move |y| (x, y))) {
                let z = sum - x - y;
                if (0..=4 * c).contains(&z) {
                    let mut way = [(a, x), (b, y), (c, z)];
                    way.sort_unstable();
                    found.push((way, way.iter().map(|(n_c, s)| (n * s - sum * n_c).pow(2)).sum()));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn the_error_of_few_small_villages_would_tell_what_each_said_and_is_borrowed() {
    let mut rows = people(&mut Draws::seeded(5, "sampled"));
    let sizes = [("a1", 7), ("a2", 6), ("a3", 8)];
    let mut seen = [0; 3];
    rows.retain(|row| {
        let village = sizes.iter().position(|(v, _)| row.area.as_str() == *v);
        village.is_some_and(|at| {
            seen[at] += 1;
            seen[at] <= sizes[at].1
        }) || !row.area.as_str().starts_with('a')
    });
    let villages = sizes.map(|(v, _)| v.to_owned());
    let own = sums(&rows, &villages, &|_| true, false);
    let whole = PsuSums::total(&own);
    let (n, sum) = (
        whole.n as i64,
        (whole.mean().unwrap() * whole.n as f64 / 25.0).round() as i64,
    );
    let exact = Design::clusters(3).mean(&own);
    // z_c = (S_c − ȳ n_c)/n, V = m/(m − 1) Σ z²: the same sum of squares of whole numbers
    let squares = exact.se.unwrap().powi(2) * 2.0 / 3.0 * (n as f64).powi(4) / 625.0;
    let all = ways(n, sum);
    let left = all
        .iter()
        .filter(|(_, q)| (*q as f64 - squares).abs() < 0.5)
        .count();
    // under one in twenty of the ways in which they can have answered are left, the true one among them
    assert!(
        left > 0 && all.len() > 500 && 20 * left < all.len(),
        "{left} of {}",
        all.len()
    );

    let of = |found: &[Breakdown], key: &str| {
        let row = found[1].items[0]
            .rows
            .iter()
            .find(|r| r.key.as_deref() == Some(key));
        let figures = row.unwrap().figures.clone().unwrap();
        [
            figures.score_sampled.unwrap(),
            figures.top_two.unwrap().sampled.unwrap(),
        ]
    };
    let found = told(&rows);
    for sampled in of(&found, "a") {
        assert_eq!(sampled.status, Some("VARIANCE_BORROWED"));
    }
    for sampled in of(&found, "b") {
        assert_eq!(sampled.status, None);
    }
    // nor has it a part in what it borrows: with other answers in its villages the design effect is the same
    let mut other = rows.clone();
    for row in other.iter_mut().filter(|r| r.area.as_str() == "a1") {
        row.answers = serde_json::from_value(json!({"ROADS": 1})).unwrap();
    }
    let deff = |found: &[Breakdown]| of(found, "a").map(|s| s.deff);
    assert_eq!(deff(&found), deff(&told(&other)));
}

#[test]
fn where_everybody_says_so_the_interval_still_has_an_end_and_hidden_rows_have_nothing() {
    let mut rows = people(&mut Draws::seeded(4, "sampled"));
    for row in rows.iter_mut().filter(|r| r.area.as_str().starts_with('a')) {
        row.answers = serde_json::from_value(json!({"ROADS": 5})).unwrap();
        row.weight = 1.0;
    }
    rows.retain(|r| !r.area.as_str().starts_with('b') || r.area.as_str() == "b1");
    let mut few = 0;
    rows.retain(|r| {
        few += usize::from(r.area.as_str() == "b1");
        r.area.as_str() != "b1" || few < 6
    });
    let found = told(&rows);
    let townships = &found[1].items[0].rows;
    let of = |key: &str| townships.iter().find(|r| r.key.as_deref() == Some(key)).unwrap();
    assert!(of("b").hidden.is_some() && of("b").figures.is_none());
    let same = found
        .iter()
        .flat_map(|b| &b.items[0].rows)
        .filter_map(|r| r.figures.as_ref());
    let same: Vec<_> = same
        .filter_map(|f| f.top_two.filter(|t| t.share == 1.0))
        .collect();
    assert!(!same.is_empty());
    for share in same {
        assert!(
            share.high == 1.0 && share.low > 0.0 && share.low < 1.0,
            "{share:?}"
        );
    }
    let text = serde_json::to_string(&found).unwrap();
    assert!(!text.contains("NaN") && text.contains("score_sampled"));
}
