//! Which language a person reads: the address says, else the cookie, else the browser, else 简体中文.

use app::words::Locale;
use axum::http::{HeaderMap, header};

/// Name of the cookie that remembers the choice. It holds a language tag and nothing else.
pub const COOKIE: &str = "lang";

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
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    for tag in accepted.split(',').filter_map(|t| t.split(';').next()) {
        let nearest = exact(tag).or_else(|| Locale::nearest(tag).and_then(|l| exact(l.tag())));
        if let Some(tag) = nearest {
            return tag;
        }
    }
    offered.first().copied().unwrap_or("zh-Hans")
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
}
