//! Where a figure of a report is missing a code says why; it is one that readers have words for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

/// Every code of `content/statuses.json`, those of STATISTICS §2.13 among them.
fn known() -> BTreeSet<String> {
    let path = format!("{}/../../content/statuses.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rows = file["statuses"].as_array().unwrap();
    rows.iter()
        .map(|r| r["code"].as_str().unwrap().to_owned())
        .collect()
}

/// Fails where a figure is neither there nor accounted for, or is not finite.
pub(super) fn each_has_a_status(found: &Report, what: &str) {
    let words = format!("{found:?}");
    assert!(
        !words.contains("NaN") && !words.contains("inf"),
        "{what}: {words}"
    );
    let known = known();
    let said = |figure: bool, code: Option<&str>, of: &str| {
        assert!(figure || code.is_some(), "{what}: neither figure nor code: {of}");
        if let Some(code) = code.filter(|_| !figure) {
            assert!(known.contains(code), "{what}: {code} has no words: {of}");
        }
    };
    for place in found.scores.iter().flat_map(|m| m.places.iter().chain(&m.county)) {
        said(place.value.is_some(), place.status, &format!("{place:?}"));
    }
    for place in found.exposure.iter().flat_map(|e| &e.places) {
        said(place.per_resident.is_some(), place.status, &format!("{place:?}"));
        assert!(
            place.per_resident.is_none() || place.status.is_none(),
            "{what}: {place:?}"
        );
    }
    for cell in &found.verdicts.cells {
        said(cell.verdict.is_some(), cell.gate.as_deref(), &format!("{cell:?}"));
        assert!(cell.verdict.is_none() || cell.gate.is_none(), "{what}: {cell:?}");
    }
    for model in &found.verdicts.models {
        said(model.spread.is_some(), model.status, &format!("{model:?}"));
        let two = found.wave.before.is_some() && model.bracket_status.is_some();
        assert!(model.bracket.is_none() || !two, "{what}: {model:?}");
    }
    association(found, &said);
    comparison(found, &said);
    for equation in &found.equations {
        let none = (equation.outcome == "NO_DATA").then_some("NO_DATA");
        let why = equation.notices.first().map(String::as_str);
        let code = if equation.units == 0 { none.or(why) } else { why };
        said(equation.estimate.is_some(), code, &format!("{equation:?}"));
    }
    if let Some(drivers) = &found.drivers {
        said(
            drivers.r_squared.is_some(),
            drivers.status.as_deref(),
            &format!("{drivers:?}"),
        );
        for users in &drivers.users_only {
            said(users.r.is_some(), users.status.as_deref(), &format!("{users:?}"));
        }
    }
    said(found.standing.is_some(), found.standing_status, "standing");
    assert!(
        found.standing.is_none() || found.standing_status.is_none(),
        "{what}"
    );
    let change = &found.change;
    said(!change.measures.is_empty(), change.status, "change");
    for measure in &change.measures {
        said(!measure.places.is_empty(), measure.status, &measure.measure);
        for place in measure.places.iter().chain(&measure.county) {
            said(place.difference.is_some(), place.status, &format!("{place:?}"));
            said(place.p.is_some(), place.status, &format!("{place:?}"));
        }
    }
}

/// Of a figure, or the code in its place.
type Said<'a> = &'a dyn Fn(bool, Option<&str>, &str);

fn association(found: &Report, said: Said<'_>) {
    let all = &found.association;
    for none in &all.not_given {
        said(false, Some(none.status), &none.domain);
    }
    said(
        all.domain_fixed_effects.is_some(),
        all.domain_fixed_effects_status,
        "effects",
    );
    for (domain, one) in &all.per_domain {
        let why = one.notices.first().map(|n| n.code);
        let figures = [
            one.pearson,
            one.pearson_p,
            one.spearman,
            one.spearman_p,
            one.kendall,
            one.kendall_p,
            one.theil_sen,
        ];
        for figure in figures {
            said(figure.is_some(), why, &format!("{domain}: {one:?}"));
        }
        said(
            one.loo_pearson.is_some() && one.theil_sen_loo.is_some(),
            why,
            domain,
        );
        said(one.partial.is_some(), one.partial_status, domain);
        let point = one.per_point_status.or(why);
        said(
            one.per_point.is_some() && one.meta_regression.is_some(),
            point,
            domain,
        );
        for lagged in &one.lags {
            said(
                lagged.spearman.is_some() && lagged.theil_sen.is_some(),
                lagged.status,
                &format!("{lagged:?}"),
            );
        }
    }
}

fn comparison(found: &Report, said: Said<'_>) {
    for compared in &found.comparison {
        let measure = found
            .scores
            .iter()
            .find(|m| m.measure == compared.measure)
            .unwrap();
        for (place, score) in compared.places.iter().zip(&measure.places) {
            let why = score.status.filter(|_| score.value.is_none()).or(compared.status);
            // where nobody answered the conditions of the place speak for it, where there is a comparison at all
            let nobody = why == Some("NO_DATA") && compared.status.is_none();
            assert!(!nobody || place.own_weight == Some(0.0), "{place:?}");
            said(
                place.smoothed.is_some() && place.rmse.is_some() && place.interval.is_some(),
                why.filter(|_| !nobody),
                &format!("{place:?}"),
            );
            // hatched: too few answers; within noise: nobody has a rank
            let none = (place.hatched || compared.within_noise).then_some("SMALL_BASE");
            said(place.rank.is_some(), why.or(none), &format!("{place:?}"));
        }
    }
}
