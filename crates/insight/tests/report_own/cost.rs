//! What goes with one point more: a planted slope gives it with an interval, no slope gives none.

use super::*;

#[test]
fn spending_that_goes_with_one_point_is_given_only_where_the_slope_is_told_from_zero() {
    let county = county();
    let spent = |place: &str| {
        let mut lines = county.spending.iter();
        let line = lines.find(|s| s.area.as_str() == place && s.domain.as_str() == "roads");
        let i: i64 = place.get(1..).unwrap().parse().unwrap();
        line.unwrap().amount.0 as f64 / 100.0 / (1000 + 300 * i) as f64
    };
    let mut draws = Draws::seeded(41, "cost");
    let mut rows = people(40, 41);
    for row in &mut rows {
        let x = spent(row.area.as_str().get(..3).unwrap());
        let mean = 3.0 + 1.2 * (x / 200.0).ln() + 0.8 * draws.normal();
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers["S_ROADS"] = json!(mean.round().clamp(1.0, 5.0) as u8);
        row.answers = serde_json::from_value(answers).unwrap();
    }
    let found = made(&county, &[fieldwork(&rows)], &quick()).unwrap();
    let roads = &found.association.per_domain["roads"];
    let (told, slope) = (roads.per_point.unwrap(), roads.meta_regression.as_ref().unwrap());
    let exposure = found
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap();
    assert!((told.cost - exposure.median.unwrap() / slope.slope).abs() < 1e-9);
    // 1.2 steps of 25 points for one ln unit
    assert!(
        told.interval[0] < exposure.median.unwrap() / 30.0
            && exposure.median.unwrap() / 30.0 < told.interval[1]
    );
    assert_eq!(roads.per_point_status, None);
    let culture = &found.association.per_domain["culture"];
    assert_eq!(
        (culture.per_point, culture.per_point_status),
        (None, Some("NO_COST_PER_POINT"))
    );
}
