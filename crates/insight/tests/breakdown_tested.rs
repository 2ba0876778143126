//! Do groups answer unlike each other? Each item by age, sex and mode has the test of Rao and Scott over the groups that are
//! shown; of what is hidden it tells nothing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use insight::{
    AreaCut, Cube, Cut, Fold, ResponseRow, Threshold,
    breakdown::{Breakdown, GroupTest, Sample, breakdowns_from},
};
use serde_json::json;
use stats::{
    design::{Design, LonelyPsu, Psu, crosstab::UnitTables},
    distribution::f_upper,
    multiple::benjamini_hochberg,
    random::Draws,
};
use survey::{Area, AreaCode, Level, Mode, Version};

const TOWNSHIPS: [&str; 3] = ["a", "b", "c"];
const VILLAGES: usize = 5;
const ITEMS: [&str; 3] = ["ROADS", "WATER", "PICK"];

fn version() -> Version {
    let options = [5, 4, 3, 2, 1].map(|c| json!({"code": c, "label": {}}));
    let letters = ["x", "y", "z"].map(|c| json!({"code": c, "label": {}}));
    let item = |code: &str, scale: &str| json!({"code": code, "text": {"en": code}, "scale": scale});
    serde_json::from_value(json!({
        "instrument": "i", "version": 1, "title": {}, "languages": ["en"],
        "items": [item("ROADS", "S5"), item("WATER", "S5"), item("PICK", "ONE"), item("SOME", "MANY")],
        "scales": [
            {"id": "S5", "kind": "ordinal", "scored": true, "top_box": [5, 4], "bottom_box": [2, 1], "options": options,
             "special": [{"code": 8, "role": "dont_know", "label": {}}]},
            {"id": "ONE", "kind": "single_choice", "scored": false, "options": letters},
            {"id": "MANY", "kind": "multi_choice", "scored": false, "max_picks": 2, "options": letters},
        ],
    }))
    .unwrap()
}

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn areas(townships: &[&str]) -> Vec<Area> {
    let area = |code: String, level: Level, parent: Option<&str>| Area {
        code: AreaCode::parse(&code).unwrap(),
        name: code,
        level,
        parent: parent.and_then(AreaCode::parse),
        settlement: None,
        aliases: Vec::new(),
    };
    let mut areas = vec![area("county".into(), Level::County, None)];
    for township in townships {
        areas.push(area((*township).into(), Level::Township, Some("county")));
        areas.extend((1..=VILLAGES).map(|i| area(format!("{township}{i}"), Level::Village, Some(township))));
    }
    areas
}

fn person(village: &str, sex: &str, mode: Mode, answers: serde_json::Value) -> ResponseRow {
    ResponseRow {
        area: code(village),
        age: None,
        sex: Some(sex.to_owned()),
        mode,
        weight: 1.0,
        block: None,
        answers: serde_json::from_value(answers).unwrap(),
        quality: None,
    }
}

/// Women are more content with roads; of water and of their pick nothing hangs on sex or mode.
fn people(draws: &mut Draws) -> Vec<ResponseRow> {
    let mut rows = Vec::new();
    for township in TOWNSHIPS {
        for village in 1..=VILLAGES {
            let good = draws.below(2);
            for i in 0..40 {
                let sex = if i % 2 == 0 { "m" } else { "f" };
                let mode = if draws.below(3) == 0 {
                    Mode::Phone
                } else {
                    Mode::Web
                };
                let roads = (1 + good + draws.below(3) + usize::from(sex == "f")).min(5);
                let water = if draws.below(9) == 0 {
                    8
                } else {
                    1 + good + draws.below(4)
                };
                let pick = ["x", "y", "z"][draws.below(3)];
                let answers = json!({"ROADS": roads, "WATER": water, "PICK": pick, "SOME": [pick]});
                rows.push(person(&format!("{township}{village}"), sex, mode, answers));
            }
        }
    }
    rows
}

fn folded(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add(&version, row));
    fold.finish()
}

fn told(rows: &[ResponseRow], areas: &[Area]) -> Vec<Breakdown> {
    let townships = Cut::Area(AreaCut::at_level(areas, Level::Township));
    let (cube, cuts) = (folded(rows), [Cut::Sex, Cut::Mode, Cut::Age, townships]);
    let found = breakdowns_from(&cube, &version(), &cuts, Threshold::default());
    Sample::of_villages(areas, 1.8).with_errors(found, &cuts, &cube, &version())
}

fn of<'a>(found: &'a Breakdown, item: &str) -> Option<&'a GroupTest> {
    let item = found.items.iter().find(|i| i.item == item).unwrap();
    item.tested.as_ref()
}

fn answer(row: &ResponseRow, item: &str) -> Option<usize> {
    let answers = serde_json::to_value(&row.answers).unwrap();
    match &answers[item] {
        serde_json::Value::String(text) => ["x", "y", "z"]
            .iter()
            .position(|o| o == text)
            .or(text.parse().ok()),
        other => other.as_u64().map(|n| n as usize),
    }
    .filter(|at| *at < 6)
}

fn rounded(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap()
}

#[test]
fn each_item_has_the_test_of_its_groups_over_the_villages_that_were_drawn() {
    let rows = people(&mut Draws::seeded(1, "tested"));
    let areas = areas(&TOWNSHIPS);
    let found = told(&rows, &areas);
    let psus = (0..15).map(|i| Psu {
        stratum: i / VILLAGES,
        population: None,
    });
    let design = Design::new(&psus.collect::<Vec<_>>(), LonelyPsu::default()).unwrap();
    let villages: Vec<&Area> = areas.iter().filter(|a| a.level == Level::Village).collect();
    let by_hand = |item: &str| {
        let mut weights = vec![0.0; 15 * 2 * 6];
        for row in &rows {
            let village = villages.iter().position(|v| v.code == row.area).unwrap();
            let group = usize::from(row.sex.as_deref() == Some("m"));
            if let Some(at) = answer(row, item) {
                weights[(village * 2 + group) * 6 + at] += 1.0;
            }
        }
        let n = weights.iter().sum::<f64>() as u64;
        let table = UnitTables {
            rows: 2,
            columns: 6,
            weights: &weights,
            n,
        };
        (design.rao_scott(table).unwrap(), n)
    };
    let want = ITEMS.map(by_hand);
    // p is that of F and of the degrees of freedom as they are told
    let p = want
        .map(|(test, _)| f_upper(rounded(test.f), rounded(test.df_above), rounded(test.df_below)).unwrap());
    let q = benjamini_hochberg(&p).unwrap();
    for (((item, (test, n)), p), q) in ITEMS.iter().zip(want).zip(p).zip(q) {
        assert!((p - test.p).abs() < 0.02, "{p} {}", test.p);
        let found = of(&found[0], item).unwrap();
        assert_eq!((found.groups, found.n, &found.status), (2, n, &None), "{item}");
        assert_eq!(
            [found.f, found.p, found.q],
            [test.f, p, q].map(|v| Some(rounded(v))),
            "{item}"
        );
        assert_eq!(found.df, Some([test.df_above, test.df_below].map(rounded)));
        assert_eq!(found.family, Some(3));
        let differ = rounded(q) <= 0.10;
        let code = if differ {
            "GROUPS_DIFFER"
        } else {
            "GROUPS_NOT_TOLD_APART"
        };
        assert_eq!(found.code.as_deref(), Some(code));
    }
    assert_eq!(
        of(&found[0], "ROADS").unwrap().code.as_deref(),
        Some("GROUPS_DIFFER")
    );
    assert_eq!(
        of(&found[0], "PICK").unwrap().code.as_deref(),
        Some("GROUPS_NOT_TOLD_APART")
    );
    // several picks are no one answer, townships are strata, and nobody said an age
    assert!(of(&found[0], "SOME").is_none() && of(&found[3], "ROADS").is_none());
    let age = of(&found[2], "ROADS").unwrap();
    assert_eq!(
        (age.status.as_deref(), age.p, &age.code),
        (Some("TOO_FEW_GROUPS"), None, &None)
    );
}

#[test]
fn what_hidden_groups_answer_changes_nothing() {
    let mut draws = Draws::seeded(2, "tested");
    let rows = people(&mut draws);
    let areas = areas(&TOWNSHIPS);
    let hidden = |draws: &mut Draws| -> Vec<ResponseRow> {
        let mut all = rows.clone();
        for (i, mode) in (0..14).map(|i| (i, if i % 2 == 0 { Mode::Kiosk } else { Mode::Paper })) {
            let answer = json!({"ROADS": 1 + draws.below(5), "WATER": 1 + draws.below(5), "PICK": "x"});
            all.push(person(&format!("a{}", 1 + i % VILLAGES), "m", mode, answer));
        }
        all
    };
    let (one, other) = (
        told(&hidden(&mut draws), &areas),
        told(&hidden(&mut draws), &areas),
    );
    let modes = |found: &[Breakdown]| found[1].clone();
    let shown = |found: &Breakdown| found.items[0].rows.iter().filter(|r| r.figures.is_some()).count();
    assert_eq!((shown(&modes(&one)), modes(&one).items[0].rows.len()), (2, 4));
    assert_ne!(modes(&one).items[0].total, modes(&other).items[0].total);
    for item in ITEMS {
        let found = of(&one[1], item).unwrap();
        assert!(found.p.is_some() && found.groups == 2);
        assert_eq!(Some(found), of(&other[1], item), "{item}");
        // and they are those of a county where nobody was hidden
        assert_eq!(Some(found), of(&told(&rows, &areas)[1], item), "{item}");
    }
}

/// An attacker knows how many men and women of each of ten villages answered, how many of each village are content and how
/// many men in all, and looks for every way in which the men of each village can have answered that leads to the figures.
#[test]
fn the_figures_of_a_test_leave_open_what_the_men_of_a_village_said() {
    const MEN: usize = 5;
    const HALF: usize = 5;
    let content = [4_usize, 6, 7, 5, 3, 5, 4, 8, 6, 2];
    let men = [2_usize, 4, 3, 3, 1, 4, 1, 5, 3, 0];
    let mut areas = areas(&["a", "b"]);
    // one township of ten villages
    let other = code("b");
    areas.retain(|a| a.code != other);
    for area in areas.iter_mut().filter(|a| a.parent.as_ref() == Some(&other)) {
        area.parent = Some(code("a"));
    }
    let name = |village: usize| format!("{}{}", ["a", "b"][village / VILLAGES], 1 + village % VILLAGES);
    let mut rows = Vec::new();
    for (village, (all, own)) in content.iter().zip(men).enumerate() {
        for (sex, yes) in [("m", own), ("f", all - own)] {
            rows.extend((0..MEN).map(|i| {
                let pick = if i < yes { "x" } else { "y" };
                person(&name(village), sex, Mode::Web, json!({"PICK": pick}))
            }));
        }
    }
    let told = told(&rows, &areas);
    let seen = of(&told[0], "PICK").unwrap();
    assert_eq!((seen.df, seen.n), (Some([1.0, 9.0]), 100), "{seen:?}");
    // shares are printed; so F is a matter of the squares of what each village adds alone
    let (all, own) = (
        content.iter().sum::<usize>() as f64,
        men.iter().sum::<usize>() as f64,
    );
    let shares = [own, 50.0 - own, all - own, 50.0 - all + own].map(|n| n / 100.0);
    let signs = [1.0, -1.0, -1.0, 1.0];
    let weights: Vec<f64> = signs
        .iter()
        .zip(shares)
        .map(|(sign, share)| sign / share)
        .collect();
    let adds = |village: usize, men: usize| {
        let (all, men) = (content[village] as f64, men as f64);
        let cells = [men, 5.0 - men, all - men, 5.0 - all + men];
        let parts = cells.iter().zip(shares).zip(&weights);
        parts
            .map(|((n, share), w)| w * (n - 10.0 * share) / 100.0)
            .sum::<f64>()
    };
    let mean = (0..10).map(|v| adds(v, men[v])).sum::<f64>() / 10.0;
    let random = signs.iter().zip(&weights).map(|(s, w)| s * w).sum::<f64>() / 100.0;
    let content_share = all / 100.0;
    let apart = |share: f64, row: f64| (share - row).powi(2) / row;
    let chi: f64 = 100.0
        * shares
            .iter()
            .zip([
                content_share,
                1.0 - content_share,
                content_share,
                1.0 - content_share,
            ])
            .map(|(share, column)| apart(*share, 0.5 * column))
            .sum::<f64>();
    let f = seen.f.unwrap();
    let digit = 10_f64.powf(f.log10().floor() - 1.0);
    let squares = |f: f64| chi * random / f * 0.9;
    let (low, high) = (squares(f + 0.501 * digit), squares(f - 0.501 * digit));
    // every way of half of the villages: men in all, squares, and the ways themselves
    let ways = |from: usize| -> Vec<(usize, f64, Vec<usize>)> {
        let mut found = Vec::new();
        for at in 0..(MEN + 1).pow(HALF as u32) {
            let own: Vec<usize> = (0..HALF)
                .map(|i| at / (MEN + 1).pow(i as u32) % (MEN + 1))
                .collect();
            let can = |(i, own): (usize, &usize)| *own <= content[from + i] && MEN + own >= content[from + i];
            if own.iter().enumerate().all(can) {
                let square = |(i, own): (usize, &usize)| (adds(from + i, *own) - mean).powi(2);
                found.push((own.iter().sum(), own.iter().enumerate().map(square).sum(), own));
            }
        }
        found.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap());
        found
    };
    let halves = [ways(0), ways(HALF)];
    for half in 0..2 {
        let mut possible = vec![BTreeSet::new(); HALF];
        let others = &halves[1 - half];
        for (sum, square, own) in &halves[half] {
            let Some(rest) = men.iter().sum::<usize>().checked_sub(*sum) else {
                continue;
            };
            let first = others.partition_point(|(n, s, _)| (*n, *s) < (rest, low - square));
            if others
                .get(first)
                .is_some_and(|(n, s, _)| *n == rest && *s <= high - square)
            {
                for (possible, own) in possible.iter_mut().zip(own) {
                    possible.insert(*own);
                }
            }
        }
        for (i, possible) in possible.iter().enumerate() {
            let village = half * HALF + i;
            assert!(possible.contains(&men[village]), "{village}: {possible:?}");
            assert!(possible.len() >= 3, "{village}: {possible:?}");
        }
    }
}
