//! What people say against what is true.

use std::collections::BTreeMap;

use survey::SubmissionId;
use synth::{Allocation, Form, Parameters};

use super::made::{Made, Row, made, small};

/// The code of a scored answer as points; none for what is special or empty.
fn points(code: &str, top: f64) -> Option<f64> {
    let code: f64 = code.parse().ok()?;
    (code <= top).then_some(100.0 * (code - 1.0) / (top - 1.0))
}

/// Weighted mean, its standard error and n, by township.
fn means(made: &Made, rows: &[Row], item: &str, top: f64) -> BTreeMap<String, (f64, f64, f64)> {
    let above = made.townships();
    let mut by: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for row in rows {
        if let Some(y) = points(&row[item], top) {
            by.entry(above[&row["D_VILLAGE"]].clone())
                .or_default()
                .push((row["weight"].parse().unwrap(), y));
        }
    }
    by.into_iter()
        .map(|(town, values)| {
            let w: f64 = values.iter().map(|v| v.0).sum();
            let mean = values.iter().map(|v| v.0 * v.1).sum::<f64>() / w;
            let spread: f64 = values.iter().map(|v| (v.0 * (v.1 - mean) / w).powi(2)).sum();
            (town, (mean, spread.sqrt(), values.len() as f64))
        })
        .collect()
}

fn everyone_answers() -> Parameters {
    Parameters {
        responses: 8_000,
        waves: 1,
        form: Form::Everyone,
        nonresponse: 0.0,
        coached: 0,
        ..small()
    }
}

#[test]
fn where_everyone_answers_means_are_the_truth_within_sampling_error() {
    for allocation in [Allocation::Equal, Allocation::Population] {
        let made = made(Parameters {
            allocation,
            ..everyone_answers()
        });
        let rows = made.rows("responses-w2023.csv");
        let mut squares = Vec::new();
        for (domain, item) in [("roads", "S_ROADS"), ("schools", "S_SCHOOLS"), ("jobs", "S_JOBS")] {
            let found = means(&made, &rows, item, 5.0);
            for cell in made.truth.cells.iter().filter(|c| c.domain == domain) {
                let (mean, se, _) = found[&cell.township];
                squares.push(((mean - cell.satisfaction) / se).powi(2));
            }
        }
        for (item, top) in [
            ("Q_HAPPY", 5.0),
            ("H_TRUST", 4.0),
            ("E_RISE", 3.0),
            ("Q_OVERALL", 5.0),
        ] {
            let found = means(&made, &rows, item, top);
            for truth in made.truth.outcomes.iter().filter(|o| o.item == item) {
                let (mean, se, _) = found[&truth.township];
                squares.push(((mean - truth.mean) / se).powi(2));
            }
        }
        // 56 squares of standard scores: their mean is 1 ± 0.19
        let mean = squares.iter().sum::<f64>() / squares.len() as f64;
        assert!((0.4..1.6).contains(&mean), "{allocation:?} {mean} {squares:?}");
        assert!(squares.iter().all(|s| *s < 20.0), "{squares:?}");
    }
}

#[test]
fn villages_that_are_not_visited_are_stood_for_by_weight() {
    let made = made(Parameters {
        visited: 0.5,
        ..everyone_answers()
    });
    let rows = made.rows("responses-w2023.csv");
    let sum: f64 = rows.iter().map(|r| r["weight"].parse::<f64>().unwrap()).sum();
    let people = made
        .truth
        .townships
        .iter()
        .map(|t| t.residents as f64)
        .sum::<f64>()
        * 0.82;
    assert!((sum / people - 1.0).abs() < 0.15, "{sum} {people}");
    let visited: std::collections::BTreeSet<&String> = rows.iter().map(|r| &r["D_VILLAGE"]).collect();
    assert!(visited.len() < 26, "{}", visited.len());
}

#[test]
fn a_row_holds_the_items_of_its_own_block_alone() {
    let made = made(small());
    let blocks = [
        ["S_ROADS", "S_WATER", "S_HEALTH", "S_SCHOOLS", "S_SANIT", "V_NEED"].as_slice(),
        &["S_ELDER", "S_SAFETY", "S_CULTURE", "S_OFFICE", "H_TRUST"],
        &["S_NETWORK", "S_FARM", "S_JOBS", "H_HELP"],
    ];
    let mut answered = [0_usize; 3];
    for wave in &made.truth.waves {
        for row in made.rows(&wave.file) {
            let own = SubmissionId::of_row(&wave.id, &row["nr"]).block(3);
            for (at, codes) in blocks.iter().enumerate() {
                let given = codes.iter().filter(|c| !row[**c].is_empty()).count();
                assert!(at == own || given == 0, "{row:?}");
                answered[at] += given;
            }
        }
    }
    assert!(answered.iter().all(|n| *n > 1000), "{answered:?}");
}

#[test]
fn skipped_items_and_answers_that_are_no_opinion_are_there_in_their_shares() {
    let made = made(everyone_answers());
    let rows = made.rows("responses-w2023.csv");
    let share =
        |item: &str, code: &str| rows.iter().filter(|r| r[item] == code).count() as f64 / rows.len() as f64;
    assert!((share("S_ROADS", "") - 0.02).abs() < 0.006);
    assert_eq!(share("S_ROADS", "7"), 0.0, "roads are used by everyone");
    assert!((share("S_SCHOOLS", "7") - 0.34).abs() < 0.03);
    assert!((share("S_SCHOOLS", "8") - 0.02).abs() < 0.01);
    assert!(share("D_AGE", "9") > 0.0 && share("COACH", "9") > 0.0);
    for mode in ["web", "kiosk", "phone", "paper"] {
        assert!(share("mode", mode) > 0.03, "{mode}");
    }
    for age in ["1", "2", "3", "4", "5"] {
        assert!(share("D_AGE", age) > 0.05, "{age}");
    }
    assert!(rows.iter().all(|r| r["R_TOP3"].split('|').count() <= 3));
}

#[test]
fn coached_villages_praise_everything_and_some_say_why() {
    let made = made(Parameters {
        coached: 6,
        coached_share: 0.8,
        ..everyone_answers()
    });
    let coached: Vec<&String> = made.truth.coached_villages.iter().map(|v| &v.code).collect();
    let rows = made.rows("responses-w2023.csv");
    let (there, elsewhere): (Vec<&Row>, Vec<&Row>) =
        rows.iter().partition(|r| coached.contains(&&r["D_VILLAGE"]));
    let share = |rows: &[&Row], item: &str, code: &str| {
        rows.iter().filter(|r| r[item] == code).count() as f64 / rows.len() as f64
    };
    assert!(share(&there, "S_JOBS", "5") > 0.75 && share(&elsewhere, "S_JOBS", "5") < 0.3);
    assert!(share(&there, "COACH", "1") > 0.15 && share(&elsewhere, "COACH", "1") < 0.03);
    let told: u64 = made.truth.fieldwork.iter().map(|f| f.coached).sum();
    assert!((told as f64 / there.len() as f64 - 0.8).abs() < 0.05);
}

#[test]
fn people_who_do_not_answer_are_counted_and_the_young_are_missing() {
    let all = made(everyone_answers());
    assert!(all.truth.fieldwork.iter().all(|f| f.asked == f.answered));
    let some = made(Parameters {
        nonresponse: 0.6,
        nonresponse_tilt: 0.8,
        ..everyone_answers()
    });
    let sum = |get: fn(&synth::Fieldwork) -> u64| some.truth.fieldwork.iter().map(get).sum::<u64>() as f64;
    let rate = sum(|f| f.answered) / sum(|f| f.asked);
    assert!((rate - 0.4).abs() < 0.06, "{rate}");
    let young = |made: &Made| {
        let rows = made.rows("responses-w2023.csv");
        rows.iter().filter(|r| r["D_AGE"] == "1").count()
    };
    assert!(young(&some) * 10 < young(&all) * 9);
    // content people answer more readily: the mean is too high
    let mean = |made: &Made| {
        let found = means(made, &made.rows("responses-w2023.csv"), "S_WATER", 5.0);
        found.values().map(|m| m.0).sum::<f64>() / found.len() as f64
    };
    assert!(mean(&some) > mean(&all) + 2.0);
}

#[test]
fn halo_makes_answers_of_a_person_go_together() {
    let correlation = |halo: f64| {
        let made = made(Parameters {
            halo,
            tau: 0.0,
            village_sd: 0.0,
            ..everyone_answers()
        });
        let (x, y): (Vec<f64>, Vec<f64>) = made
            .rows("responses-w2023.csv")
            .iter()
            .filter_map(|r| Some((points(&r["S_ROADS"], 5.0)?, points(&r["S_WATER"], 5.0)?)))
            .unzip();
        stats::pearson(&x, &y).unwrap().r
    };
    let (none, much) = (correlation(0.0), correlation(0.6));
    assert!(none < 0.1 && much > 0.4, "{none} {much}");
}

#[test]
fn items_that_depend_on_another_are_answered_only_by_those_it_holds_for() {
    let made = made(Parameters {
        domains: synth::first_domains(18),
        ..everyone_answers()
    });
    let mut reported = 0;
    for row in made.rows("responses-w2023.csv") {
        assert!(
            row["C_HANDLING"].is_empty() || row["C_REPORTED"] == "1",
            "{row:?}"
        );
        assert!(row["L_AMOUNT"].is_empty() || row["L_TAKEN"] == "1", "{row:?}");
        reported += usize::from(!row["C_HANDLING"].is_empty());
    }
    assert!((1200..1800).contains(&reported), "{reported}");
}
