//! Gates that hold for every figure they are about: the same for ranks as for verdicts, for the list as for its contrast.

use insight::report::verdicts::Model;

use super::{
    equations::{two_years, waves},
    *,
};

fn per_head(county: &mut County, yuan: impl Fn(usize) -> f64) {
    for line in &mut county.spending {
        let i: usize = line.area.as_str()[1..].parse().unwrap();
        line.amount = Money((yuan(i) * (1000.0 + 300.0 * i as f64) * 100.0).round() as i64);
    }
}

#[test]
fn a_relation_that_one_township_alone_makes_is_fragile_and_names_it() {
    let mut county = county();
    per_head(&mut county, |i| if i == 3 { 400.0 } else { 200.0 });
    let found = made(&county, &[fieldwork(&people(40, 51))], &quick()).unwrap();
    for (domain, relation) in &found.association.per_domain {
        let fragile = relation.notices.iter().find(|n| n.code == "FRAGILE");
        let names: Vec<&str> =
            fragile.map_or_else(Vec::new, |n| n.places.iter().map(|p| p.area.as_str()).collect());
        assert!(names.contains(&"T03"), "{domain}: {relation:?}");
        assert!(relation.loo_pearson.is_some() && relation.theil_sen_loo.is_none());
    }
}

#[test]
fn where_every_place_has_one_score_the_slope_is_flat_and_has_no_interval() {
    let mut rows = people(40, 52);
    rows.iter_mut().for_each(|r| r.answers = all(4));
    let found = made(&county(), &[fieldwork(&rows)], &quick()).unwrap();
    for relation in found.association.per_domain.values() {
        assert!(relation.notices.iter().any(|n| n.code == "ALL_TIED"));
        assert_eq!((relation.theil_sen, relation.theil_sen_ci95), (Some(0.0), None));
        assert_eq!((relation.pearson, relation.per_doubling), (None, None));
    }
}

/// Dense places are content. The densest, T03, spends much and is content beside the others, but not beside what its density
/// leads one to expect.
fn dense_and_content() -> (County, Vec<ResponseRow>) {
    let density = |i: usize| ((i * 5 + 8) % TOWNSHIPS) as f64;
    let mut county = county();
    per_head(&mut county, |i| match i {
        3 | 7 | 10 => 400.0 - i as f64,
        _ => 180.0 + 7.0 * (i * 7 % TOWNSHIPS) as f64,
    });
    county.indicators.extend((0..TOWNSHIPS).map(|i| Indicator {
        area: code(&township(i)),
        year: 2025,
        indicator: "density".to_owned(),
        value: density(i),
    }));
    let mut draws = Draws::seeded(53, "answers");
    let mut rows = people(60, 53);
    for row in &mut rows {
        let i: usize = row.area.as_str()[1..3].parse().unwrap();
        let mean = 2.2 + 0.15 * density(i) - if i == 3 { 0.6 } else { 0.0 };
        let mut rate = || (mean + draws.normal() * 0.8).round().clamp(1.0, 5.0) as u8;
        let answers = ["Q_OVERALL", "Q_HAPPY", "S_ROADS", "S_WATER", "S_CULTURE"].map(|c| (c, rate()));
        row.answers = serde_json::from_value(json!(BTreeMap::from(answers))).unwrap();
    }
    (county, rows)
}

#[test]
fn the_list_is_held_against_chance_by_the_model_it_was_made_with() {
    let (county, rows) = dense_and_content();
    let settings = Settings {
        need: vec!["ln_population".to_owned()],
        ..settings_of(&["density"])
    };
    let found = made(&county, &[fieldwork(&rows)], &settings).unwrap();
    assert!(found.verdicts.models.iter().all(|m| m.context == ["density"]));
    // beside all places T03 is not low, nor would a model without density have it so
    let roads = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    let scores: Vec<f64> = roads.places.iter().map(|p| p.value.unwrap()).collect();
    assert!(scores[3] > stats::median(&scores).unwrap(), "{scores:?}");
    let roads = cell(&found, "T03", "roads");
    assert_eq!(
        (roads.verdict.as_deref(), roads.listed),
        (Some("NOT_PRODUCING"), true),
        "{roads:?}"
    );
    let list = found.verdicts.list.as_ref().unwrap();
    assert!(list.k >= 2, "{list:?}");
    assert_eq!(list.chance.as_ref().unwrap().observed, list.k, "{list:?}");
    // and so it is where context and need are one
    let plain = made(
        &super::county(),
        &[fieldwork(&people(40, 1))],
        &settings_of(&["ln_population"]),
    )
    .unwrap();
    let list = plain.verdicts.list.as_ref().unwrap();
    assert!(list.k >= 1);
    assert_eq!(list.chance.as_ref().unwrap().observed, list.k, "{list:?}");
}

fn settings_of(context: &[&str]) -> Settings {
    Settings {
        context: context.iter().map(|c| (*c).to_owned()).collect(),
        ..quick()
    }
}

#[test]
fn a_bracket_of_fewer_than_eight_places_is_none_and_raises_no_grade() {
    let roads = |then: Fieldwork, now: Fieldwork| -> (Model, Vec<&'static str>) {
        let found = made(&two_years(), &[then, now], &quick()).unwrap();
        let cells = found.verdicts.cells.iter();
        let grades = cells
            .filter(|c| c.domain.as_str() == "roads")
            .map(|c| c.grade)
            .collect();
        let mut models = found.verdicts.models.into_iter();
        (models.find(|m| m.domain.as_str() == "roads").unwrap(), grades)
    };
    let [then, now] = waves();
    let (whole, _) = roads(then, now.clone());
    assert!(
        whole.bracket.is_some() && whole.bracket_status.is_none(),
        "{whole:?}"
    );
    for places in [4, 7] {
        let mut rows = people(40, 31);
        rows.retain(|r| r.area.as_str()[1..3].parse::<usize>().unwrap() < places);
        let few = Fieldwork {
            id: "w2023".to_owned(),
            year: 2023,
            ..fieldwork(&rows)
        };
        let (model, grades) = roads(few, now.clone());
        assert_eq!(
            (model.bracket, model.bracket_status),
            (None, Some("INSUFFICIENT_UNITS"))
        );
        assert!(!grades.contains(&"GRADE_B"), "{grades:?}");
    }
}

#[test]
fn a_list_that_cannot_be_held_against_chance_says_why() {
    let found = made(&county(), &[fieldwork(&people(40, 1))], &quick()).unwrap();
    let list = found.verdicts.list.as_ref().unwrap();
    assert_eq!(list.chance_status, None);
    let chance = list.chance.as_ref().unwrap();
    assert_eq!(chance.against, chance.observed.min(list.k));
    let open = Fieldwork {
        open_link: true,
        ..fieldwork(&people(40, 1))
    };
    let found = made(&county(), &[open], &quick()).unwrap();
    let list = found.verdicts.list.unwrap();
    assert_eq!((list.chance, list.chance_status), (None, Some("OPT_IN")));
    let none = Settings {
        shuffles: 0,
        ..quick()
    };
    let found = made(&county(), &[fieldwork(&people(40, 1))], &none).unwrap();
    let list = found.verdicts.list.unwrap();
    assert_eq!(
        (list.chance, list.chance_status),
        (None, Some("INSUFFICIENT_UNITS"))
    );
}

#[test]
fn the_price_index_and_the_services_are_among_the_judgements() {
    let field = fieldwork(&people(40, 1));
    let judged = |county: &County| {
        made(county, std::slice::from_ref(&field), &quick())
            .unwrap()
            .judgements
    };
    let plain = judged(&county());
    assert_eq!((&plain.deflator_hash, plain.domains_hash.len()), (&None, 64));
    let mut priced = county();
    priced.deflator = (2019..=2025)
        .map(|year| survey::Deflator { year, index: 1.0 })
        .collect();
    let one = judged(&priced);
    priced.deflator[3].index = 1.01;
    assert_ne!(one.deflator_hash, judged(&priced).deflator_hash);
    assert_eq!(one.deflator_hash.unwrap().len(), 64);
    let mut more = county();
    more.domains
        .push(survey::Domain::own(DomainId::parse("ponds").unwrap()));
    assert_ne!(judged(&more).domains_hash, plain.domains_hash);
}
