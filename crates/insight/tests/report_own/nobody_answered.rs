//! A township in which nobody answered is told of by its conditions, by nothing else, and is never ranked.

use stats::{linear::Matrix, places::fay_herriot::fay_herriot_reml};

use super::*;

#[test]
fn where_nobody_answered_the_conditions_predict_and_what_is_hidden_stays_hidden() {
    let mut rows = people(40, 61);
    let mut kept = 0;
    rows.retain(|r| {
        let few = r.area.as_str().starts_with("T09");
        kept += usize::from(few);
        !r.area.as_str().starts_with("T04") && (!few || kept <= 5)
    });
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    let roads = found.comparison.iter().find(|c| c.measure == "roads").unwrap();
    let scores = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    assert_eq!(
        (scores.places[4].value, scores.places[4].status),
        (None, Some("NO_DATA"))
    );
    assert_eq!(roads.context, ["ln_population"]);
    assert!(roads.between_variance.unwrap() > 0.0);

    // the same by hand: residents are 1,000 and 300 more from place to place
    let known: Vec<usize> = (0..TOWNSHIPS)
        .filter(|i| scores.places[*i].value.is_some())
        .collect();
    let size = |i: usize| (1000.0 + 300.0 * i as f64).ln();
    let sizes: Vec<f64> = known.iter().map(|i| size(*i)).collect();
    let (mean, sd) = (
        stats::mean(&sizes).unwrap(),
        stats::standard_deviation(&sizes).unwrap(),
    );
    let z: Vec<f64> = sizes.iter().map(|s| (s - mean) / sd).collect();
    let ones = vec![1.0; known.len()];
    let (y, v): (Vec<f64>, Vec<f64>) = known
        .iter()
        .map(|i| {
            (
                scores.places[*i].value.unwrap(),
                scores.places[*i].variance.unwrap(),
            )
        })
        .unzip();
    let fit = fay_herriot_reml(&y, &v, &Matrix::from_columns(&[&ones, &z]).unwrap()).unwrap();
    let want = fit.synthetic(&[1.0, (size(4) - mean) / sd]).unwrap();
    let place = &roads.places[4];
    assert!(
        (place.smoothed.unwrap() - want.estimate).abs() < 1e-9,
        "{place:?}"
    );
    assert!((place.rmse.unwrap() - want.mse.sqrt()).abs() < 1e-9);
    let [low, high] = place.interval.unwrap();
    assert!(low < place.smoothed.unwrap() && place.smoothed.unwrap() < high);
    assert_eq!((place.own_weight, place.hatched), (Some(0.0), true));
    assert_eq!(
        (place.rank, place.p_top, place.p_bottom, place.bottom),
        (None, None, None, false)
    );
    assert_eq!((place.funnel95, place.z_additive), (None, None));
    // five answers are hidden, with a neighbour that would give them away, and nothing is predicted in their place
    let hidden: Vec<usize> = (0..TOWNSHIPS).filter(|i| *i != 4 && !known.contains(i)).collect();
    assert!(hidden.contains(&9) && hidden.len() > 1, "{hidden:?}");
    for i in hidden {
        let place = &roads.places[i];
        assert_eq!(
            (place.smoothed, place.rmse, place.interval, place.own_weight),
            (None, None, None, None)
        );
    }
}

#[test]
fn the_funnel_leaves_room_for_what_places_differ_beyond_chance() {
    let found = made(&county(), &[fieldwork(&people(40, 61))], &quick()).unwrap();
    let mut widened = 0;
    for comparison in &found.comparison {
        let scores = found
            .scores
            .iter()
            .find(|m| m.measure == comparison.measure)
            .unwrap();
        let (phi, tau2) = (
            comparison.overdispersion.unwrap(),
            comparison.funnel_variance.unwrap(),
        );
        let centre = comparison.centre().unwrap();
        for (place, score) in comparison.places.iter().zip(&scores.places) {
            let v = score.variance.unwrap();
            let room = if phi > 1.0 { v + tau2 } else { v };
            let [low, high] = place.funnel95.unwrap();
            assert!(((high - low) / 2.0 - 1.959_963_984_540_054 * room.sqrt()).abs() < 1e-9);
            let z = (score.value.unwrap() - centre) / room.sqrt();
            assert!((place.z_additive.unwrap() - z).abs() < 1e-9, "{place:?}");
        }
        widened += usize::from(phi > 1.0);
    }
    assert!(widened > 0, "{:?}", found.comparison);
}
