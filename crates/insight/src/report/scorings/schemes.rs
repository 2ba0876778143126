//! Ways of scoring five answers that are in use; data of `content/scales.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use survey::Text;

/// A way of giving points to the five answers of a satisfaction scale.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Scheme {
    /// Stable id.
    pub id: String,
    /// Words.
    pub name: Text,
    /// The house's own?
    pub default: bool,
    /// Points 0–100 by answer, 5 the best and 1 the worst.
    pub points: BTreeMap<u8, f64>,
    /// What to know of it.
    pub note: Text,
}

/// The schemes, the house's own first.
pub static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Schemes {
        schemes: Vec<Scheme>,
    }
    #[derive(Deserialize)]
    struct File {
        score_schemes_s5: Schemes,
    }
    let text = include_str!("../../../../../content/scales.json");
    let file: File = serde_json::from_str(text).expect("the file is compiled in, and a test reads it");
    file.score_schemes_s5.schemes
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_points_for_five_answers_and_the_houses_own_is_first() {
        assert!(SCHEMES.len() >= 4);
        for scheme in SCHEMES.iter() {
            let steps: Vec<u8> = scheme.points.keys().copied().collect();
            assert_eq!(steps, [1, 2, 3, 4, 5], "{}", scheme.id);
            assert!(scheme.points.values().all(|p| (0.0..=100.0).contains(p)));
        }
        assert!(SCHEMES[0].default && SCHEMES.iter().skip(1).all(|s| !s.default));
    }
}
