//! Chances of standing at an end, Kendall, slopes in words, what could be found at all: from the report's own figures.

use super::*;

#[test]
fn chances_of_the_thirds_fill_them_and_the_planted_township_is_at_the_end() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = found.comparison.iter().find(|c| c.measure == "roads").unwrap();
    assert_eq!(roads.third, Some(4));
    let sum = |of: fn(&insight::report::comparison::Compared) -> Option<f64>| -> f64 {
        roads.places.iter().map(|p| of(p).unwrap()).sum()
    };
    assert!((sum(|p| p.p_bottom) - 4.0).abs() < 1e-6 && (sum(|p| p.p_top) - 4.0).abs() < 1e-6);
    let low = &roads.places[3];
    assert!(
        low.p_bottom.unwrap() > 0.999 && low.p_top.unwrap() < 0.001,
        "{low:?}"
    );
    for place in &roads.places {
        // nobody is at both ends
        assert!(place.p_top.unwrap() + place.p_bottom.unwrap() <= 1.0 + 1e-9);
    }
}

#[test]
fn without_ranks_there_are_no_chances_of_ends() {
    let mut field = fieldwork(&people(40, 1));
    field.open_link = true;
    let found = made(&county(), &[field], &quick()).unwrap();
    let places = found.comparison.iter().flat_map(|c| &c.places);
    assert!(
        places
            .into_iter()
            .all(|p| p.p_top.is_none() && p.p_bottom.is_none())
    );
}

#[test]
fn kendall_counts_pairs_and_slopes_are_told_in_money() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = &found.association.per_domain["roads"];
    let scores = &found.scores.iter().find(|m| m.measure == "roads").unwrap().places;
    let spent = &found
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap()
        .places;
    let (x, y): (Vec<f64>, Vec<f64>) = spent
        .iter()
        .zip(scores)
        .map(|(x, y)| (x.per_resident.unwrap(), y.value.unwrap()))
        .unzip();
    let (mut sum, mut apart) = (0.0, [0.0; 2]);
    for i in 0..x.len() {
        for j in 0..i {
            let ways = [x[i] - x[j], y[i] - y[j]].map(|d| if d == 0.0 { 0.0 } else { d.signum() });
            sum += ways[0] * ways[1];
            apart.iter_mut().zip(ways).for_each(|(n, way)| *n += way * way);
        }
    }
    assert!((roads.kendall.unwrap() - sum / (apart[0] * apart[1]).sqrt()).abs() < 1e-12);
    // 12 townships on 11 steps of money: two of them spend alike
    assert_eq!((apart[0], roads.kendall_test), (65.0, Some("permutation")));
    // of the 199 orders that the settings ask for, p is a whole number of two hundredths
    let parts = 200.0 * roads.kendall_p.unwrap();
    assert!(
        (1.0..=200.0).contains(&parts) && (parts - parts.round()).abs() < 1e-9,
        "{parts}"
    );
    let median = stats::median(&x).unwrap();
    let slope = roads.theil_sen.unwrap();
    assert!((roads.per_100.unwrap() - slope * 100.0 / median).abs() < 1e-9);
    assert!((roads.per_10_000.unwrap() - 100.0 * roads.per_100.unwrap()).abs() < 1e-6);
}

#[test]
fn scores_with_noise_hide_relations_that_true_scores_would_show() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let (roads, culture) = (
        &found.association.per_domain["roads"],
        &found.association.per_domain["culture"],
    );
    for one in [roads, culture] {
        assert_eq!(one.detectable_true_r.is_some(), one.reliability.is_some());
    }
    let truly = roads.detectable_true_r.unwrap();
    // n = 12: tanh((1.96 + 0.84)/3)
    assert!((roads.detectable_r.unwrap() - (2.801_585_f64 / 3.0).tanh()).abs() < 1e-5);
    assert!((truly * roads.reliability.unwrap().sqrt() - roads.detectable_r.unwrap()).abs() < 1e-12);
    assert!(truly > roads.detectable_r.unwrap());
}

#[test]
fn places_off_the_line_and_places_that_weigh_on_it_are_named_whether_or_not_the_ranks_agree() {
    let mut rows = people(40, 5);
    // township 8 is far off what its spending goes with elsewhere
    for row in rows.iter_mut().filter(|r| r.area.as_str().starts_with("T08")) {
        row.answers = all(1);
    }
    let mut county = county();
    for line in county.spending.iter_mut().filter(|s| s.area == code("T11")) {
        line.amount = Money(line.amount.0 * 40);
    }
    let found = made(&county, &[fieldwork(&rows)], &quick()).unwrap();
    let roads = &found.association.per_domain["roads"];
    let scores = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    let spent = found
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap();
    let y: Vec<f64> = scores.places.iter().map(|p| p.value.unwrap()).collect();
    let x: Vec<f64> = spent
        .places
        .iter()
        .map(|p| p.per_resident.unwrap().ln())
        .collect();
    let line = stats::relation::regression::regression(&y, &[&x]).unwrap();
    let named = |which: &dyn Fn(usize) -> bool| -> Vec<String> {
        (0..x.len())
            .filter(|i| which(*i))
            .map(|i| scores.places[i].area.to_string())
            .collect()
    };
    let of = |places: &[insight::report::Named]| -> Vec<String> {
        places.iter().map(|p| p.area.to_string()).collect()
    };
    let deleted = line.deleted_residuals();
    let apart = named(&|i| deleted[i].is_some_and(|t| t.abs() > 3.0));
    let heavy = named(&|i| line.leverage[i] > 3.0 * 2.0 / x.len() as f64);
    assert_eq!((of(&roads.stand_apart), of(&roads.high_leverage)), (apart, heavy));
    assert_eq!(of(&roads.high_leverage), ["T11"]);
    assert!(
        of(&roads.stand_apart).contains(&"T08".to_owned()),
        "{:?}",
        roads.stand_apart
    );
}
