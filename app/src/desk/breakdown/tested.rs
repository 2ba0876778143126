//! Whether groups answer unlike each other, in one sentence of the catalogue (`content/statuses.json`).

use insight::breakdown::GroupTest;

use super::printed;
use crate::{
    desk::format::p_value,
    words::{Locale, Words},
};

/// What the test says, or why there is none; beside it what it must be read with.
pub(super) fn sentence(locale: Locale, test: &GroupTest) -> String {
    let items = test.family.unwrap_or(0).to_string();
    let values = [("q", p_value(test.q)), ("items", items)];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    let explained = |code: &String| {
        let found = survey::content::STATUSES.iter().find(|s| s.code == *code);
        found.map_or_else(
            || code.clone(),
            |s| printed(locale, &s.explanation.fill(locale.tag(), &values)),
        )
    };
    let said: Vec<String> = test.code.iter().chain(&test.status).map(explained).collect();
    let said = said.join(if locale == Locale::En { " " } else { "" });
    Words(
        "各组有没有不同？{s}",
        "各組有沒有不同？{s}",
        "Do the groups differ? {s}",
    )
    .fill(locale, &[("s", &said)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(code: Option<&str>, status: Option<&str>, q: Option<f64>) -> GroupTest {
        GroupTest {
            code: code.map(str::to_owned),
            status: status.map(str::to_owned),
            q,
            family: q.map(|_| 12),
            ..GroupTest::default()
        }
    }

    #[test]
    fn a_test_is_one_sentence_with_its_q_and_a_gate_says_what_is_missing() {
        let found = sentence(
            Locale::En,
            &test(Some("GROUPS_DIFFER"), Some("LONELY_PSU"), Some(0.0123)),
        );
        assert!(
            found.starts_with("Do the groups differ? They answer unlike"),
            "{found}"
        );
        assert!(found.contains("q 0.012; tests adjusted for: 12") && found.contains("single village"));
        let found = sentence(
            Locale::ZhHans,
            &test(Some("GROUPS_NOT_TOLD_APART"), None, Some(0.43)),
        );
        assert!(
            found.contains("共 12 道题一起校正，q 0.43") && found.contains("不等于各组一样"),
            "{found}"
        );
        for code in [
            "TOO_FEW_GROUPS",
            "TOO_FEW_VILLAGES",
            "LOW_CLUSTER_DF",
            "ALL_ANSWER_ALIKE",
        ] {
            for locale in [Locale::ZhHans, Locale::ZhHant, Locale::En] {
                let found = sentence(locale, &test(None, Some(code), None));
                assert!(!found.contains(code) && !found.contains('{'), "{found}");
            }
        }
    }
}
