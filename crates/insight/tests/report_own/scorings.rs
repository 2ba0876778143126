//! The same answers under other ways of scoring: a planted turn is found, scores follow from printed counts alone, hidden
//! places stay hidden.

use insight::{
    breakdown::Row,
    report::scorings::{SCHEMES, Scoring},
};

use super::*;

fn scheme(id: &str) -> usize {
    SCHEMES.iter().position(|s| s.id == id).unwrap()
}

fn of<'a>(report: &'a Report, measure: &str) -> &'a Scoring {
    report.scorings.iter().find(|s| s.measure == measure).unwrap()
}

/// Township 1 splits between the best and the worst answer, township 2 is in the middle throughout.
fn split(seed: u64) -> Vec<ResponseRow> {
    let mut rows = people(40, seed);
    let mut met = 0;
    for row in &mut rows {
        let place = row.area.as_str().get(..3).unwrap().to_owned();
        if place == "T01" {
            met += 1;
            row.answers = all(if met % 20 < 9 { 5 } else { 1 });
        } else if place == "T02" {
            row.answers = all(3);
        }
    }
    rows
}

#[test]
fn the_worth_of_the_middle_answer_turns_a_split_township_round_with_an_even_one() {
    let found = made(&county(), &[fieldwork(&split(31))], &quick()).unwrap();
    let roads = of(&found, "roads");
    let value = |place: usize, id: &str| roads.places[place].under[scheme(id)].value;
    assert!((value(1, "mean100") - 45.0).abs() < 1e-9 && (value(2, "mean100") - 50.0).abs() < 1e-9);
    assert!((value(1, "top2") - 45.0).abs() < 1e-9 && value(2, "top2").abs() < 1e-9);
    assert!((value(2, "basic") - 100.0).abs() < 1e-9 && (value(2, "three_100_80_0") - 80.0).abs() < 1e-9);
    let pair = |a: &str, b: &str| {
        let mut turned = roads.turned.iter();
        turned
            .find(|t| t.schemes == [a.to_owned(), b.to_owned()])
            .unwrap()
    };
    assert!(pair("mean100", "top2").turned >= 1 && pair("top2", "basic").turned >= 1);
    assert!(roads.turned.iter().all(|t| t.turned <= t.pairs && t.pairs <= 66));
    assert_eq!(roads.turned.len(), SCHEMES.len() * (SCHEMES.len() - 1) / 2);
    // first in every way of scoring that takes the middle for content, last but one where it does not
    assert!(roads.places[2].moves, "{:?}", roads.places[2]);
    assert!(roads.spread.unwrap() > 10.0);
    assert_eq!(found.scorings[0].measure, "Q_OVERALL");
    assert_eq!(found.scorings.len(), 1 + DOMAINS.len());
}

/// Points times printed counts, for one item and place.
fn by_hand(row: &Row, points: &BTreeMap<u8, f64>) -> f64 {
    let counts = &row.figures.as_ref().unwrap().distribution;
    let all: u64 = counts.iter().map(|c| c.n).sum();
    let sum: f64 = counts
        .iter()
        .map(|c| c.n as f64 * points[&c.code.parse().unwrap()])
        .sum();
    sum / all as f64
}

#[test]
fn every_score_follows_from_the_counts_of_the_area_breakdown() {
    let mut version = version();
    let mut more = version.items[2].clone();
    more.code = "S_ROADS_2".to_owned();
    version.items.push(more);
    let mut rows = people(30, 32);
    let mut met = 0;
    for row in &mut rows {
        // five people in township 6 answer the second item, and people do not all weigh the same
        let here = row.area.as_str().starts_with("T06");
        met += usize::from(here);
        if !here || met <= 5 {
            let mut answers = serde_json::to_value(&row.answers).unwrap();
            answers["S_ROADS_2"] = answers["S_WATER"].clone();
            row.answers = serde_json::from_value(answers).unwrap();
        }
        row.weight = if row.area.as_str().ends_with("V1") {
            2.0
        } else {
            1.0
        };
    }
    let mut fold = Fold::default();
    rows.iter().for_each(|row| fold.add(&version, row));
    let field = Fieldwork {
        cube: fold.finish(),
        version,
        ..fieldwork(&rows)
    };
    let found = made(&county(), &[field], &quick()).unwrap();
    let areas = found.breakdowns.iter().find(|b| b.cut == "area").unwrap();
    let row = |item: &str, area: &AreaCode| {
        let item = areas.items.iter().find(|i| i.item == item).unwrap();
        item.rows
            .iter()
            .find(|r| r.key.as_deref() == Some(area.as_str()))
            .unwrap()
    };
    let mut seen = 0;
    for scoring in &found.scorings {
        for place in &scoring.places {
            let rows: Vec<&Row> = scoring.items.iter().map(|i| row(i, &place.area)).collect();
            if rows.iter().any(|r| r.figures.is_none()) {
                assert!(place.under.is_empty() && place.n.is_none() && place.status.is_some());
                continue;
            }
            for (under, scheme) in place.under.iter().zip(SCHEMES.iter()) {
                let parts: Vec<f64> = rows.iter().map(|r| by_hand(r, &scheme.points)).collect();
                assert!((under.value - stats::mean(&parts).unwrap()).abs() < 1e-9);
                seen += 1;
            }
        }
    }
    assert!(seen > 100);
    assert_eq!(of(&found, "roads").items, ["S_ROADS", "S_ROADS_2"]);
    let thin = &of(&found, "roads").places[6];
    assert!(thin.under.is_empty() && thin.status.is_some(), "{thin:?}");
    assert!(!of(&found, "water").places[6].under.is_empty());
}

#[test]
fn a_place_far_below_is_last_however_it_is_scored_and_reversed_items_are_turned() {
    let mut version = version();
    version.items[2].reverse = true;
    let rows = people(40, 33);
    let mut fold = Fold::default();
    rows.iter().for_each(|row| fold.add(&version, row));
    let turned = Fieldwork {
        cube: fold.finish(),
        version,
        ..fieldwork(&rows)
    };
    let plain = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    let found = made(&county(), &[turned], &quick()).unwrap();
    let own = scheme("mean100");
    for (report, rank) in [(&plain, [12, 12]), (&found, [1, 1])] {
        let place = &of(report, "roads").places[3];
        assert!(
            !place.moves && place.under.iter().all(|u| u.rank == Some(rank)),
            "{place:?}"
        );
        let score = report.scores.iter().find(|m| m.measure == "roads").unwrap();
        let direct = score.places[3].value.unwrap();
        assert!((place.under[own].value - direct).abs() < 1e-9);
    }
}

#[test]
fn an_open_link_is_scored_and_not_ranked_and_other_scales_have_no_other_scoring() {
    let open = Fieldwork {
        open_link: true,
        ..fieldwork(&people(40, 34))
    };
    let found = made(&county(), &[open], &quick()).unwrap();
    let places = || found.scorings.iter().flat_map(|s| &s.places);
    assert!(places().all(|p| !p.moves && !p.under.is_empty()));
    assert!(
        places()
            .flat_map(|p| &p.under)
            .all(|u| u.rank.is_none() && u.expected_rank.is_none())
    );
    let mut other = fieldwork(&people(40, 35));
    other.version.scales[0].options.pop();
    let found = made(&county(), &[other], &quick()).unwrap();
    assert!(
        found
            .scorings
            .iter()
            .all(|s| s.status == Some("NOT_FIVE_POINTS") && s.places.is_empty())
    );
}

#[test]
fn an_item_kept_to_the_county_is_scored_nowhere() {
    let mut field = fieldwork(&people(40, 36));
    field.version.items[3].county_only = true;
    let found = made(&county(), &[field], &quick()).unwrap();
    assert!(of(&found, "water").places.iter().all(|p| p.under.is_empty()));
    assert!(of(&found, "roads").places.iter().all(|p| !p.under.is_empty()));
}
