//! Spending year by year: what the ledger says of a year, and what is usual in like conditions, which is the verdict's ratio.

use super::*;

/// The county, and a year before what is judged in which places spend on roads by their size alone.
fn two_years() -> County {
    let mut county = county();
    let mut early: Vec<Spending> = county
        .spending
        .iter()
        .filter(|s| s.domain.as_str() == "roads")
        .cloned()
        .collect();
    for (i, line) in early.iter_mut().enumerate() {
        let residents = 1000.0 + 300.0 * i as f64;
        line.year = 2021;
        line.amount = Money((100.0 * residents * 40.0 * residents.powf(0.25)).round() as i64);
    }
    county.spending.extend(early);
    county
}

#[test]
fn what_is_usual_in_a_year_is_what_the_verdict_divides_by() {
    let found = made(&two_years(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = found.spent.iter().find(|s| s.domain.as_str() == "roads").unwrap();
    assert_eq!(
        roads.years.iter().map(|y| y.year).collect::<Vec<_>>(),
        [2021, 2025]
    );
    // money of 2021 is worn off: what is judged is the money of 2025
    let exposure = &found
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap();
    assert_eq!(roads.years[1].median, exposure.median);
    for place in &roads.years[1].places {
        let cell = cell(&found, place.area.as_str(), "roads");
        assert_eq!(place.per_resident, cell.per_resident);
        let usual = cell.per_resident.unwrap() / cell.ratios[0].need;
        assert!((place.usual.unwrap() / usual - 1.0).abs() < 1e-12, "{place:?}");
    }
}

#[test]
fn where_places_spend_by_their_size_alone_each_spends_what_is_usual() {
    let found = made(&two_years(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = found.spent.iter().find(|s| s.domain.as_str() == "roads").unwrap();
    for place in &roads.years[0].places {
        let (spent, usual) = (place.per_resident.unwrap(), place.usual.unwrap());
        assert!((spent / usual - 1.0).abs() < 1e-5, "{place:?}");
    }
    let amounts: Vec<f64> = roads.years[0]
        .places
        .iter()
        .filter_map(|p| p.per_resident)
        .collect();
    assert_eq!(roads.years[0].median, stats::median(&amounts));
}

#[test]
fn fewer_than_eight_places_have_no_usual_and_no_index_no_figure() {
    let mut few = two_years();
    few.spending.retain(|s| s.year == 2025 || s.area.as_str() < "T07");
    let found = made(&few, &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let roads = found.spent.iter().find(|s| s.domain.as_str() == "roads").unwrap();
    assert_eq!(roads.years[0].places.len(), 7);
    assert!(
        roads.years[0]
            .places
            .iter()
            .all(|p| p.usual.is_none() && p.per_resident.is_some())
    );
    assert!(roads.years[1].places.iter().all(|p| p.usual.is_some()));
    few.deflator = vec![survey::Deflator {
        year: 2025,
        index: 100.0,
    }];
    let found = made(&few, &[fieldwork(&people(40, 1))], &quick()).unwrap();
    assert!(found.spent.is_empty(), "2021 has no index, so no year is given");
}

#[test]
fn who_sees_one_place_sees_no_spending_of_another() {
    let found = made(&two_years(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let seen = found.within(|area| area.as_str() == "T03");
    let places = seen.spent.iter().flat_map(|s| &s.years).flat_map(|y| &y.places);
    assert!(places.clone().count() >= 4 && places.into_iter().all(|p| p.area.as_str() == "T03"));
    assert!(
        seen.spent
            .iter()
            .flat_map(|s| &s.years)
            .all(|y| y.median.is_some())
    );
}
