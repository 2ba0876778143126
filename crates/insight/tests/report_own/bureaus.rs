//! Findings where others decide are addressed to them, never to the township itself.

use super::*;

/// The money for water in T03, so much of a hundred decided by each.
fn decided_by(deciders: &[(&str, i64)]) -> County {
    let mut county = county();
    let at = county
        .spending
        .iter()
        .position(|s| s.area == code("T03") && s.domain.as_str() == "water");
    let whole = county.spending.remove(at.unwrap());
    for (who, share) in deciders {
        county.spending.push(Spending {
            amount: Money(whole.amount.0 * share / 100),
            decides: Some((*who).to_owned()),
            ..whole.clone()
        });
    }
    county
}

#[test]
fn a_township_that_decides_most_of_all_but_too_little_is_not_the_bureau_of_its_finding() {
    for own in ["乡镇", "T03 name", "T03 name政府"] {
        let county = decided_by(&[(own, 29), ("甲局", 25), ("乙局", 24), ("丙局", 22)]);
        let found = made(&county, &[fieldwork(&people(40, 1))], &quick()).unwrap();
        let water = cell(&found, "T03", "water");
        assert_eq!(water.verdict.as_deref(), Some("DECIDED_ELSEWHERE"), "{water:?}");
        assert_eq!(water.deciders[0].who.as_deref(), Some(own));
        let bureaus = found.verdicts.bureaus.iter().filter(|b| {
            let mut places = b.places.iter();
            places.any(|p| p.place.area == code("T03"))
        });
        let bureaus: Vec<(&str, f64)> = bureaus.map(|b| (b.bureau.as_str(), b.places[0].share)).collect();
        assert_eq!(bureaus.len(), 1, "{bureaus:?}");
        assert_eq!(bureaus[0].0, "甲局");
        assert!((bureaus[0].1 - 0.25).abs() < 1e-3, "{bureaus:?}");
    }
}
