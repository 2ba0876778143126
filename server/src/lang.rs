//! Which language a person reads: the address says, else the cookie, else the browser, else 简体中文.

use app::words::Locale;
use axum::http::{HeaderMap, header};

/// Name of the cookie that remembers the choice. It holds a language tag and nothing else.
pub const COOKIE: &str = "lang";

/// The desk's own, and those of a form that names none.
pub const OWN: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];

/// A language of a form, written as the form writes it: the one named, else the form's first. What a sender makes up is
/// kept nowhere.
pub fn of_version<'a>(offered: &'a [String], named: &str) -> &'a str {
    let mut offered: Vec<&str> = offered.iter().map(String::as_str).collect();
    if offered.is_empty() {
        offered.extend(OWN);
    }
    let named = offered.iter().find(|o| o.eq_ignore_ascii_case(named));
    named.or(offered.first()).copied().unwrap_or(OWN[0])
}

/// Picks one of `offered` tags.
pub fn pick<'a>(query: Option<&str>, headers: &HeaderMap, offered: &[&'a str]) -> &'a str {
    let exact = |tag: &str| {
        offered
            .iter()
            .find(|o| o.eq_ignore_ascii_case(tag.trim()))
            .copied()
    };
    if let Some(tag) = query.and_then(exact) {
        return tag;
    }
    if let Some(tag) = cookie(headers, COOKIE).and_then(exact) {
        return tag;
    }
    let accepted = accepted(headers);
    let near = |tag: &str| {
        exact(tag)
            .or_else(|| Locale::nearest(tag).and_then(|l| exact(l.tag())))
            .or_else(|| offered.iter().find(|o| primary(o) == primary(tag)).copied())
    };
    let refused = |tag: &&str| {
        accepted
            .iter()
            .any(|(a, q)| *q == 0 && a.eq_ignore_ascii_case(tag))
    };
    let wanted = accepted.iter().filter(|(_, q)| *q > 0);
    let found = wanted
        .filter_map(|(tag, _)| match *tag {
            "*" => offered.iter().find(|o| !refused(o)).copied(),
            tag => near(tag).filter(|found| !refused(found)),
        })
        .next();
    let rest = || offered.iter().find(|o| !refused(o)).or(offered.first()).copied();
    found.or_else(rest).unwrap_or(OWN[0])
}

fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_ascii_lowercase()
}

/// What the browser asks for, best first: tags and their weights in thousandths, 0 for what it does not want (RFC 9110,
/// 12.5.4). A weight that cannot be read counts as 0.
fn accepted(headers: &HeaderMap) -> Vec<(&str, u16)> {
    let mut tags: Vec<(&str, u16)> = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty())?;
            let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
            let weight = weight.map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            Some((tag, (weight.clamp(0.0, 1.0) * 1000.0) as u16))
        })
        .collect();
    tags.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight)); // stable: equal ones in their order
    tags
}

/// The desk's language.
pub fn desk(query: Option<&str>, headers: &HeaderMap) -> Locale {
    let tags: Vec<&str> = Locale::ALL.iter().map(|l| l.tag()).collect();
    let tag = pick(query, headers, &tags);
    Locale::ALL
        .into_iter()
        .find(|l| l.tag() == tag)
        .unwrap_or_default()
}

/// A cookie by name.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(k, _)| *k == name)
        .map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_beats_the_cookie_and_the_cookie_the_browser() {
        let mut headers = HeaderMap::new();
        let all = ["zh-Hans", "zh-Hant", "en"];
        assert_eq!(pick(None, &headers, &all), "zh-Hans");
        headers.insert(header::ACCEPT_LANGUAGE, "fr, zh-TW;q=0.8".parse().unwrap());
        assert_eq!(pick(None, &headers, &all), "zh-Hant");
        headers.insert(header::COOKIE, "a=b; lang=en".parse().unwrap());
        assert_eq!(pick(None, &headers, &all), "en");
        assert_eq!(pick(Some("zh-Hans"), &headers, &all), "zh-Hans");
        assert_eq!(pick(Some("xx"), &headers, &all), "en");
    }

    #[test]
    fn what_the_browser_wants_most_is_taken_and_what_it_refuses_is_not() {
        let all = ["zh-Hans", "zh-Hant", "en"];
        for (asked, offered, got) in [
            ("en;q=0.2, zh-TW;q=0.8", &all[..], "zh-Hant"),
            ("zh-HK", &all, "zh-Hant"),
            ("zh-hant-MO", &all, "zh-Hant"),
            ("zh-CN;q=0.5,en;q=0.9", &all, "en"),
            ("zh;q=0.5, en;q=0.5", &all, "zh-Hans"),
            ("fr, *;q=0.5", &all, "zh-Hans"),
            ("zh-Hans;q=0, *", &all, "zh-Hant"),
            ("zh-Hans;q=0", &all, "zh-Hant"),
            ("zh-Hans;q=0, zh;q=0.9, en;q=0.1", &all, "en"),
            ("en ; q = 0.9", &all, "en"),
            ("en;q=nonsense, zh-TW;q=0.1", &all, "zh-Hant"),
            ("zh-TW, en;q=0.9", &["zh-Hans", "en"], "zh-Hans"),
            ("bo-CN, zh;q=0.5", &["zh-Hans", "bo"], "bo"),
            ("*;q=0", &all, "zh-Hans"),
            ("", &all, "zh-Hans"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            assert_eq!(pick(None, &headers, offered), got, "{asked}");
        }
    }

    #[test]
    fn a_language_that_a_form_does_not_have_is_the_forms_first() {
        let offered = ["en".to_owned(), "bo".to_owned()];
        for (named, kept) in [
            ("bo", "bo"),
            ("BO", "bo"),
            ("fr", "en"),
            ("<script>", "en"),
            ("", "en"),
        ] {
            assert_eq!(of_version(&offered, named), kept);
        }
        assert_eq!(of_version(&[], "zh-hant"), "zh-Hant");
        assert_eq!(of_version(&[], "fr"), "zh-Hans");
    }
}
