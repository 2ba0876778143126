//! The notice as far as it is true today.

use std::collections::BTreeMap;

use survey::{Text, content::NOTICE};

use super::phrases::full_width;

/// Words of sentences about what is not built yet: withdrawing, filling in again, invitations, deletion.
const NOT_YET: [&str; 9] = [
    "撤回",
    "重填",
    "邀请码",
    "邀請碼",
    "删除",
    "刪除",
    "withdraw",
    "invitation",
    "deleted",
];

/// The sentences of `content/notice.json` that hold today, for `asker`, in `lang`.
///
/// A sentence is left out where it promises what is not built. Only languages whose words are known here can be
/// cut, so any other language gets the nearest of these: a true notice before a native one.
pub fn notice_today(asker: &str, lang: &str) -> Vec<String> {
    let known: BTreeMap<String, String> = NOTICE
        .notice
        .0
        .iter()
        .filter(|(tag, _)| matches!(tag.as_str(), "zh-Hans" | "zh-Hant" | "en"))
        .map(|(tag, words)| (tag.clone(), words.clone()))
        .collect();
    let known = Text(known);
    sentences(known.get(lang))
        .into_iter()
        .filter(|s| !NOT_YET.iter().any(|w| s.to_lowercase().contains(w)))
        .map(|s| full_width(lang, &s).replace("{asker}", asker))
        .collect()
}

fn sentences(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = out.len() - 1;
        out[last].push(c);
        if c == '。' || (c == '.' && chars.peek().is_none_or(|n| n.is_whitespace())) {
            out.push(String::new());
        }
    }
    out.into_iter()
        .map(|s| s.trim().to_owned())
        .filter(|s| !s.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_true_today_is_promised() {
        for lang in ["zh-Hans", "zh-Hant", "en"] {
            let notice = notice_today("安禾县人民政府", lang);
            assert_eq!(notice.len(), 7, "{notice:?}");
            let all = notice.concat();
            assert!(NOT_YET.iter().all(|w| !all.contains(w)), "{all}");
            assert!(!all.contains('{'), "{all}");
            assert!(all.contains("安禾县人民政府"));
            assert!(all.contains("10"), "who sees what");
        }
    }

    #[test]
    fn every_point_that_holds_is_still_there() {
        let all = notice_today("县", "zh-Hans").concat();
        for point in [
            "想知道",
            "我们保存",
            "从不保存",
            "自己判断",
            "10人以上",
            "回执码",
            "都由您",
        ] {
            assert!(all.contains(point), "{point}");
        }
    }
}
