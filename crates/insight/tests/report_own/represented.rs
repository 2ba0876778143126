//! Who answered beside who lives here: distances, response, what an open link is worth, weights kept within bounds.

use super::*;

/// Residents of township 0, 250 of each sex and age group; answers 90, 30, 30 and 10.
const GROUPS: [(&str, &str, usize); 4] = [
    ("male", "18-44", 90),
    ("male", "45-130", 30),
    ("female", "18-44", 30),
    ("female", "45-130", 10),
];

fn with_residents() -> County {
    let mut found = county();
    let ages = |band: &str| {
        let (from, to) = band.split_once('-').unwrap();
        (from.parse().ok(), to.parse().ok())
    };
    found.population.extend(GROUPS.map(|(sex, band, _)| Population {
        area: code("T00"),
        year: 2025,
        sex: Some(sex.to_owned()),
        age_from: ages(band).0,
        age_to: ages(band).1,
        population: 250.0,
    }));
    found
}

/// As `people`, those of township 0 of the groups above.
fn answered() -> Vec<ResponseRow> {
    let mut rows = people(40, 1);
    let groups = GROUPS
        .iter()
        .flat_map(|(sex, age, n)| std::iter::repeat_n((*sex, *age), *n));
    let mut own: Vec<&mut ResponseRow> = rows
        .iter_mut()
        .filter(|r| r.area.as_str().starts_with("T00"))
        .collect();
    // spread over the villages
    let mut order: Vec<usize> = (0..own.len()).collect();
    order.sort_by_key(|i| (i % 40, i / 40));
    for (i, (sex, age)) in order.into_iter().zip(groups) {
        own[i].sex = Some(sex.to_owned());
        own[i].age = Some(age.to_owned());
    }
    rows
}

#[test]
fn a_sample_is_held_against_its_residents() {
    let found = made(&with_residents(), &[fieldwork(&answered())], &quick()).unwrap();
    let who = found.represented.unwrap();
    assert_eq!(who.selection, None);
    let first = &who.places[0];
    // 120 of 160 are men, half of the residents are
    for distance in [first.sex.unwrap(), first.age.unwrap()] {
        assert!((distance.distance - 0.25).abs() < 1e-12 && distance.n == 160 && distance.groups == 2);
        assert!((distance.excess - (0.25 - distance.expected)).abs() < 1e-12);
        // √(2/(π · 160))/2, De Moivre's approximation
        assert!((distance.expected - 0.0315).abs() < 0.0005, "{distance:?}");
    }
    assert_eq!(
        (who.places[1].sex, who.places[1].sex_status),
        (None, Some("NO_POPULATION"))
    );
    let far: Vec<_> = found
        .quality
        .iter()
        .filter(|f| f.sign == "FAR_FROM_RESIDENTS")
        .collect();
    assert_eq!(far.len(), 1);
    assert_eq!((far[0].place.area.as_str(), far[0].n), ("T00", 160));
}

#[test]
fn groups_of_few_are_merged_and_a_single_one_is_no_comparison() {
    let mut rows = answered();
    let mut women = 0;
    rows.retain(|r| {
        r.sex.as_deref() != Some("female") || {
            women += 1;
            women <= 7
        }
    });
    let found = made(&with_residents(), &[fieldwork(&rows)], &quick()).unwrap();
    let first = &found.represented.as_ref().unwrap().places[0];
    assert_eq!((first.sex, first.sex_status), (None, Some("SMALL_BASE")));
    assert!(first.age.is_some());
}

#[test]
fn response_is_told_where_it_is_known_how_many_were_asked() {
    let mut county = with_residents();
    for (place, asked) in [("T00", 400.0), ("T01", 100.0)] {
        county.indicators.push(Indicator {
            area: code(place),
            year: 2025,
            indicator: "survey_invited".to_owned(),
            value: asked,
        });
    }
    let found = made(&county, &[fieldwork(&answered())], &quick()).unwrap();
    let overall = &found
        .scores
        .iter()
        .find(|m| m.measure == "Q_OVERALL")
        .unwrap()
        .places[0];
    let places = &found.represented.as_ref().unwrap().places;
    assert!((places[0].response_rate.unwrap() - 0.4).abs() < 1e-12 && places[0].response_status.is_none());
    let score = overall.value.unwrap();
    let bound = 0.6 * score.max(100.0 - score);
    assert!((places[0].bias_bound.unwrap() - bound).abs() < 1e-9);
    // 160 answers of 100 people cannot be; of the others nothing is known
    for place in &places[1..] {
        assert_eq!((place.response_rate, place.bias_bound), (None, None));
        assert_eq!(place.response_status, Some("NO_INVITATIONS"));
    }
}

#[test]
fn answers_to_an_open_link_are_worth_few_random_ones() {
    let mut field = fieldwork(&people(40, 1));
    field.open_link = true;
    let found = made(&county(), &[field.clone()], &quick()).unwrap();
    let who = found.represented.unwrap();
    assert!(who.places.iter().all(|p| p.response_status == Some("OPT_IN")));
    let worth = who.selection.unwrap();
    // 12 townships of 1,000, 1,300 … residents; 1,920 answers
    let residents: f64 = (0..12).map(|i| 1000.0 + 300.0 * f64::from(i)).sum();
    assert_eq!(
        (worth.n, worth.residents, worth.status),
        (1920, Some(residents), None)
    );
    let odds = 1920.0 / (residents - 1920.0);
    for (scenario, rho) in worth.scenarios.iter().zip([0.005_f64, 0.02, 0.05]) {
        assert_eq!(scenario.correlation, rho);
        assert!((scenario.effective_n - (odds / (rho * rho)).min(1920.0)).abs() < 1e-9);
        assert!((scenario.bias_in_sd - rho / odds.sqrt()).abs() < 1e-12);
    }
    let mut unknown = county();
    unknown.population.clear();
    let found = made(&unknown, &[field], &quick()).unwrap();
    let worth = found.represented.unwrap().selection.unwrap();
    assert!(worth.scenarios.is_empty() && worth.status == Some("NO_POPULATION"));
}

#[test]
fn weights_far_out_are_cut_and_told() {
    let found = made(&with_residents(), &[fieldwork(&answered())], &quick()).unwrap();
    let first = &found.weights[0];
    // raked without bounds the ten women over 44 would weigh four times the mean: Kish 1 + cv² = 25/16 · 25/16 …
    let raked: f64 = [
        90.0 * (4.0_f64 / 9.0).powi(2),
        60.0 * (4.0_f64 / 3.0).powi(2),
        10.0 * 16.0,
    ]
    .iter()
    .sum::<f64>()
        / 160.0;
    assert_eq!((first.area.as_str(), first.method), ("T00", "sex_and_age"));
    assert!(
        first.trim_rounds > 0 && first.notices.contains(&"WEIGHTS_TRIMMED"),
        "{first:?}"
    );
    assert!(first.kish_after.unwrap() < raked - 0.01, "{first:?} {raked}");
    assert!(found.weights[1..].iter().all(|w| w.trim_rounds == 0));
}
