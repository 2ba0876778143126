//! Who decides, from the words of a ledger.

use survey::{Area, Level};

/// Words that mean the township itself.
const TOWNSHIP: [&str; 14] = [
    "township",
    "town",
    "乡",
    "镇",
    "乡镇",
    "鄉鎮",
    "乡级",
    "镇级",
    "乡镇级",
    "街道",
    "本级",
    "本镇",
    "本乡",
    "乡镇政府",
];

/// Does a ledger's word for who decides mean the township: one of the usual words, or the place's own name, alias or code,
/// with or without 政府 or 人民政府 behind it?
pub fn is_township(word: &str, place: Option<&Area>) -> bool {
    let word = word.trim().to_lowercase();
    let bare = ["人民政府", "政府", "办事处"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(&word);
    let own = place.filter(|a| a.level != Level::County).is_some_and(|area| {
        [area.name.as_str(), area.code.as_str()]
            .into_iter()
            .chain(area.aliases.iter().map(String::as_str))
            .any(|name| name.to_lowercase() == bare || name.to_lowercase() == word)
    });
    own || TOWNSHIP.contains(&word.as_str()) || TOWNSHIP.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_and_own_names_are_the_township() {
        let area: Area = serde_json::from_str(
            r#"{"code":"510001","name":"青山镇","level":"township","parent":null,"settlement":null,"aliases":["Qingshan"]}"#,
        )
        .unwrap();
        for word in [
            "township",
            "乡镇",
            "青山镇",
            "青山镇人民政府",
            "qingshan",
            "510001",
        ] {
            assert!(is_township(word, Some(&area)), "{word}");
        }
        for word in ["县交通局", "county bureau", "higher", "绿水镇", "县政府"] {
            assert!(!is_township(word, Some(&area)), "{word}");
        }
    }
}
