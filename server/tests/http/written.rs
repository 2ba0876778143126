//! What residents wrote: read by the county, after the end, by question, where enough wrote.

use axum::{Extension, http::StatusCode};
use serde_json::json;
use server::scope::Scope;
use survey::AreaCode;

use super::{
    county::{County, DAY, county, get, noon, put},
    intake::id,
};

const HOSTILE: &str = "</li><script>alert(1)</script>\u{202e}路 😀";
const PAGE: &str = "/surveys/open/written?lang=en";

/// So many people write to the open wave; the first writes what is hostile, the others something about lamps.
async fn wrote(county: &County, people: u32) {
    for n in 0..people {
        let text = if n == 0 {
            HOSTILE.to_owned()
        } else {
            format!("Lamp {} is dark", people - n)
        };
        let body = json!({ "version": 1, "answers": { "OWN": text, "D_VILLAGE": "v1", "S_ROADS": 3 } });
        let sent = put(&county.public, "open", &id(n), body.to_string()).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    }
}

async fn close(county: &County) {
    let now = noon();
    let dates = county
        .store
        .set_wave_dates("open", now - 2 * DAY, now - DAY, now - DAY, 2026);
    dates.await.unwrap();
    county.forget("open");
}

#[tokio::test]
async fn the_county_reads_what_residents_wrote_once_the_survey_is_over() {
    let county = county().await;
    wrote(&county, 12).await;
    let open = get(&county.desk, PAGE).await;
    assert_eq!(open.status, StatusCode::OK);
    assert!(
        open.text.contains("once the survey is over") && !open.text.contains("Lamp"),
        "{}",
        open.text
    );
    close(&county).await;

    let wave = get(&county.desk, "/surveys/open?lang=en").await;
    assert!(
        wave.text.contains("href=\"/surveys/open/written\""),
        "{}",
        wave.text
    );
    let page = get(&county.desk, PAGE).await.text;
    assert!(
        page.contains("What residents wrote: 12 texts") && page.contains("Anything else?"),
        "{page}"
    );
    assert!(
        page.contains("&lt;/li&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}路 😀"),
        "{page}"
    );
    assert!(!page.contains("<script>alert"));
    // neither the order of arrival nor a place, a day or an id
    let places: Vec<usize> = (1..=9)
        .map(|n| page.find(&format!("Lamp {n} is dark")).unwrap())
        .collect();
    assert!(places.is_sorted(), "in the order of the words: {places:?}");
    let list = &page[page.find("class=\"frozen written\"").unwrap()..page.find("class=\"source\"").unwrap()];
    for told in ["Upper", "v1", "2026", &id(0)] {
        assert!(!list.contains(told), "{told} stands beside a text");
    }

    let found = get(&county.desk, &format!("{PAGE}&q=lamp+11")).await.text;
    assert!(
        found.contains("12 people wrote, 1 with “lamp 11”") && found.contains("Lamp 11 is dark"),
        "{found}"
    );
    assert!(!found.contains("Lamp 3 is dark"));
}

#[tokio::test]
async fn what_fewer_than_ten_wrote_is_not_shown_and_cannot_be_searched() {
    let county = county().await;
    wrote(&county, 9).await;
    close(&county).await;
    for page in [PAGE.to_owned(), format!("{PAGE}&q=lamp")] {
        let page = get(&county.desk, &page).await.text;
        assert!(
            page.contains("Fewer than 10 wrote; not shown.") && !page.contains("is dark"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn a_township_and_the_public_door_know_no_such_page() {
    let county = county().await;
    wrote(&county, 12).await;
    close(&county).await;
    assert_eq!(get(&county.public, PAGE).await.status, StatusCode::NOT_FOUND);
    let own = Scope::Area(AreaCode::parse("t").unwrap());
    let township = county.desk.clone().layer(Extension(own));
    let page = get(&township, PAGE).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text.contains("is dark"));
    let wave = get(&township, "/surveys/open?lang=en").await;
    assert_eq!(wave.status, StatusCode::OK);
    assert!(!wave.text.contains("/written"), "no link to what is not theirs");
}
