//! A service in two waves: change on change, within places, and whether money went where scores had been low.

use insight::report::{association::over_time::OverTime, settings::ExposureRule};

use super::{
    equations::{two_years, waves},
    *,
};

fn found(county: &County, fields: &[Fieldwork]) -> Report {
    let rules = DOMAINS.map(|d| (d.to_owned(), ExposureRule::default()));
    let settings = Settings {
        domains: BTreeMap::from(rules),
        ..quick()
    };
    made(county, fields, &settings).unwrap()
}

fn roads(report: &Report) -> &OverTime {
    &report.association.per_domain["roads"].over_time
}

/// Answers on roads that differ by township: its number, mixed, gives how many of forty say 4 and not 2.
fn rated(order: impl Fn(usize) -> usize) -> Vec<ResponseRow> {
    let mut rows = people(40, 41);
    let mut seen = BTreeMap::new();
    for row in &mut rows {
        let i: usize = row.area.as_str()[1..3].parse().unwrap();
        let at = seen.entry(row.area.clone()).or_insert(0);
        let high = *at * TOWNSHIPS < 40 * order(i);
        *at += 1;
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers["S_ROADS"] = json!(if high { 4 } else { 2 });
        row.answers = serde_json::from_value(answers).unwrap();
    }
    rows
}

/// Money on roads in 2023 and 2025: what a head got more, in doublings, by township.
fn county_that_moved(doublings: impl Fn(usize) -> f64) -> County {
    let mut county = two_years();
    for line in county
        .spending
        .iter_mut()
        .filter(|s| s.domain.as_str() == "roads")
    {
        let i: usize = line.area.as_str()[1..].parse().unwrap();
        let more = if line.year == 2025 { doublings(i) } else { 0.0 };
        let head = (100.0 + (i * 37 % 50) as f64) * more.exp2();
        line.amount = Money((head * (1000.0 + 300.0 * i as f64) * 100.0) as i64);
    }
    county
}

fn two_waves(then: &[ResponseRow]) -> [Fieldwork; 2] {
    let then = Fieldwork {
        id: "w2023".to_owned(),
        year: 2023,
        ..fieldwork(then)
    };
    [then, fieldwork(&people(40, 42))]
}

#[test]
fn the_slopes_are_those_of_the_verdicts_and_within_places_is_change_through_the_origin() {
    let county = two_years();
    let fields = waves();
    let report = found(&county, &fields);
    let over = roads(&report);
    assert_eq!((over.n, over.status), (TOWNSHIPS, None));
    assert_eq!(over.before.as_deref(), Some("w2023"));
    let models = &report.verdicts.models;
    let model = models.iter().find(|m| m.domain.as_str() == "roads").unwrap();
    let (change, ancova) = (over.change.unwrap(), over.ancova.unwrap());
    assert_eq!(model.bracket, Some([change.slope, ancova.slope]));
    let [low, high] = over.union90.unwrap();
    assert!(low <= change.interval90[0].min(ancova.interval90[0]) && high >= change.interval90[1]);

    // by hand, from the figures of the reports of both waves
    let earlier = found(&county, &fields[..1]);
    let figures = |report: &Report| -> Vec<(f64, f64)> {
        let scores = report.scores.iter().find(|m| m.measure == "roads").unwrap();
        let spent = report
            .exposure
            .iter()
            .find(|e| e.domain.as_str() == "roads")
            .unwrap();
        let both = scores.places.iter().zip(&spent.places);
        both.map(|(s, e)| (e.per_resident.unwrap().log2(), s.value.unwrap()))
            .collect()
    };
    let (now, then) = (figures(&report), figures(&earlier));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for ((x2, y2), (x1, y1)) in now.iter().zip(&then) {
        xy += (x2 - x1) * (y2 - y1);
        xx += (x2 - x1).powi(2);
        yy += (y2 - y1).powi(2);
    }
    let within = over.within.as_ref().unwrap();
    assert_eq!((within.places, within.n), (TOWNSHIPS, 2 * TOWNSHIPS));
    assert_eq!(within.waves, ["w2023", "w2025"]);
    assert!((within.slope.slope - xy / xx).abs() < 1e-9, "{within:?}");
    assert!((within.pearson.unwrap() - xy / (xx * yy).sqrt()).abs() < 1e-9);
    let [low, high] = within.slope.interval90;
    assert!(low < within.slope.slope && within.slope.slope < high);

    let dx: Vec<f64> = now.iter().zip(&then).map(|(b, a)| b.0 - a.0).collect();
    let dy: Vec<f64> = now.iter().zip(&then).map(|(b, a)| b.1 - a.1).collect();
    let rank = stats::spearman(&dx, &dy).unwrap();
    assert!((over.spearman.unwrap() - rank.r).abs() < 1e-12);
    assert!(over.spearman_ci.unwrap()[0] < rank.r && rank.r < over.spearman_ci.unwrap()[1]);
}

#[test]
fn money_that_rose_where_scores_had_been_low_is_told_and_other_money_is_not() {
    let mixed = |i: usize| i * 5 % TOWNSHIPS;
    let then = two_waves(&rated(mixed));
    let jitter = |i: usize| 0.05 * (i % 3) as f64;
    let said = |report: &Report| {
        let own = &report.association.per_domain["roads"].notices;
        own.iter().any(|n| n.code == "REVERSE_CAUSALITY_SIGNAL")
    };

    let to_low = found(
        &county_that_moved(|i| 1.0 - 0.08 * mixed(i) as f64 + jitter(i)),
        &then,
    );
    let placebo = roads(&to_low).placebo.unwrap();
    assert!(placebo.slope < 0.0 && placebo.p < 0.01, "{placebo:?}");
    assert!(placebo.followed_low && !placebo.followed_high && said(&to_low));
    // the other services were paid for and rated as ever
    assert!(
        !to_low.association.per_domain["water"]
            .over_time
            .placebo
            .unwrap()
            .followed_low
    );

    let to_high = found(
        &county_that_moved(|i| 0.2 + 0.08 * mixed(i) as f64 + jitter(i)),
        &then,
    );
    let placebo = roads(&to_high).placebo.unwrap();
    assert!(
        placebo.followed_high && !placebo.followed_low && !said(&to_high),
        "{placebo:?}"
    );

    let neither = found(&county_that_moved(|i| 0.3 + 0.1 * (i % 2) as f64), &then);
    let placebo = roads(&neither).placebo.unwrap();
    assert!(
        placebo.p > 0.05 && !placebo.followed_low && !placebo.followed_high,
        "{placebo:?}"
    );
    assert!(!said(&neither));
}

#[test]
fn where_there_is_nothing_to_compare_with_the_reason_is_named() {
    let county = two_years();
    let [then, now] = waves();
    let one = found(&county, std::slice::from_ref(&now));
    assert_eq!(roads(&one).status, Some("ONE_WAVE"));
    assert!(roads(&one).change.is_none() && roads(&one).placebo.is_none());

    let mut unrated = people(40, 31);
    for row in &mut unrated {
        let mut answers = serde_json::to_value(&row.answers).unwrap();
        answers.as_object_mut().unwrap().remove("S_ROADS");
        row.answers = serde_json::from_value(answers).unwrap();
    }
    let then_unrated = Fieldwork {
        id: "w2023".to_owned(),
        year: 2023,
        ..fieldwork(&unrated)
    };
    let report = found(&county, &[then_unrated, now.clone()]);
    assert!(
        ["NO_DATA", "INSUFFICIENT_UNITS"].contains(&roads(&report).status.unwrap()),
        "{:?}",
        roads(&report)
    );

    let mut unpaid = county.clone();
    unpaid
        .spending
        .retain(|s| s.domain.as_str() != "roads" || s.year == 2025);
    let report = found(&unpaid, &[then.clone(), now.clone()]);
    assert_eq!(roads(&report).status, Some("NO_SPENDING"));
    assert_eq!(roads(&report).n, 0);

    // six places: figures with a warning, and no test of who followed whom
    let mut six = county.clone();
    six.spending.retain(|s| s.area.as_str() < "T06" || s.year == 2025);
    let report = found(&six, &[then, now]);
    let over = roads(&report);
    assert_eq!((over.n, over.status), (6, Some("NO_SPENDING")));
    assert!(over.spearman.is_some() && over.placebo.is_none());
}
