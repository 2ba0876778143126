//! Pages that cannot be shown speak the reader's language: the address says, else the cookie, else the browser.

use axum::http::{Method, StatusCode};

use super::county::{Answer, County, county, send};

const NO_PAGE: [(&str, &str); 3] = [
    ("zh-Hans", "没有这个页面"),
    ("zh-Hant", "沒有這個頁面"),
    ("en", "There is no such page"),
];
const NO_SURVEY: [(&str, &str); 3] = [
    ("zh-Hans", "没有找到这份问卷"),
    ("zh-Hant", "沒有找到這份問卷"),
    ("en", "There is no such survey"),
];

async fn asked(county: &County, public: bool, path: &str, header: Option<(&str, &str)>) -> Answer {
    let door = if public { &county.public } else { &county.desk };
    send(door, Method::GET, path, header.as_slice(), "").await
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_language_of_the_address_the_cookie_or_the_browser() {
    let county = county().await;
    for (public, path, said) in [
        (false, "/nowhere", NO_PAGE),
        (false, "/surveys/nowhere", NO_PAGE),
        (false, "/surveys/nowhere/breakdown", NO_PAGE),
        (false, "/association/nowhere", NO_PAGE),
        (false, "/spending/nowhere", NO_PAGE),
        (false, "/s/nowhere", NO_SURVEY),
        (true, "/nowhere", NO_SURVEY),
        (true, "/surveys/open", NO_SURVEY),
    ] {
        for (lang, words) in said {
            let (query, cookie) = (format!("{path}?lang={lang}"), format!("lang={lang}"));
            for (path, header) in [
                (query.as_str(), Some(("accept-language", "fr"))),
                (path, Some(("cookie", cookie.as_str()))),
                (path, Some(("accept-language", lang))),
            ] {
                let page = asked(&county, public, path, header).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
                let root = format!("lang=\"{lang}\"");
                assert!(
                    page.text.contains(words) && page.text.contains(&root),
                    "{path} {header:?}: {}",
                    page.text
                );
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_keeps_its_address_when_the_language_is_switched() {
    let county = county().await;
    let page = asked(&county, false, "/surveys/nowhere?lang=en", None).await;
    assert!(
        page.text.contains("href=\"/surveys/nowhere?lang=zh-Hans\""),
        "{}",
        page.text
    );
    assert!(page.text.contains("href=\"/surveys\""), "the menu is there");
}
