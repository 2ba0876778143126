//! Ranks of more places than the closed form takes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use insight::standing::{Asked, Standings, Wave, standings};

/// So many places in two waves, the order nearly the same in both.
fn ranked(places: usize) -> Standings {
    let wave = |name: &str, turned: usize| Wave {
        wave: name.to_owned(),
        ranks: (0..places)
            .map(|i| {
                // two neighbours change places in the middle
                let at = match i {
                    _ if i == turned => turned + 1,
                    _ if i == turned + 1 => turned,
                    _ => i,
                };
                (format!("V{i:03}"), at as f64 + 1.0)
            })
            .collect::<BTreeMap<_, _>>(),
        n: Some(200.0),
        ..Wave::default()
    };
    standings(&Asked {
        spread: Some(4.0),
        waves: vec![wave("2023", 20), wave("2024", 30)],
        ..Asked::default()
    })
    .unwrap()
}

#[test]
fn complete_ranks_of_more_than_sixty_places_are_told_by_draws() {
    let (few, many) = (ranked(60), ranked(61));
    assert_eq!(
        (few.method.as_str(), many.method.as_str()),
        ("CLOSED_FORM", "DRAWS")
    );
    assert_eq!((many.of, many.places.len()), (61, 61));
    for place in [0, 30, 59] {
        let (few, many) = (&few.places[place], &many.places[place]);
        // one place more changes next to nothing
        assert!(
            (few.upper_half - many.upper_half).abs() < 0.05,
            "{few:?} {many:?}"
        );
        assert!(
            (few.expected_rank - many.expected_rank).abs() < 1.5,
            "{few:?} {many:?}"
        );
        assert!(many.monte_carlo_error.unwrap() < 0.02 && few.monte_carlo_error.is_none());
    }
    let (first, last) = (&many.places[0], &many.places[60]);
    assert!(first.upper_half > 0.95 && last.lower_half > 0.95 && last.last > 0.2);
    assert!(
        many.places
            .windows(2)
            .all(|w| w[0].expected_rank < w[1].expected_rank + 1.0)
    );
}
