//! Ten thousand hostile characters where a survey leaves room for them: kept as written, given back escaped.

use axum::http::StatusCode;
use store::StoredResponse;
use survey::{Item, Wave, content};

use super::{
    county::{County, DAY, county, get, noon, post, put, wave},
    intake::{counts, id},
};

/// A wave `free` of one open question that takes long texts.
async fn roomy() -> County {
    let county = county().await;
    let mut version = content::ready_form("short", "free", 1).unwrap();
    let own = serde_json::json!({ "code": "FREE", "text": { "en": "Anything else?" }, "scale": "LONG", "seconds": 20 });
    version.items.push(serde_json::from_value::<Item>(own).unwrap());
    let mut scale = content::SCALES.iter().find(|s| s.id == "TX200").unwrap().clone();
    scale.id = "LONG".to_owned();
    scale.max_chars = Some(10_000);
    version.scales.push(scale);
    county.store.publish(&version, noon()).await.unwrap();
    let free = Wave {
        instrument: "free".to_owned(),
        ..wave("free", noon() - DAY, noon() + DAY, noon() + DAY)
    };
    county.store.add_wave(&free).await.unwrap();
    county
}

/// `piece` over and over, ten thousand characters of it.
fn of(piece: &str) -> String {
    piece.chars().cycle().take(10_000).collect()
}

#[tokio::test]
async fn ten_thousand_hostile_characters_are_stored_as_written_and_come_back_escaped() {
    let county = roomy().await;
    let texts = [
        of("</textarea><script>alert(1)</script>"),
        of("路不平\u{202e}\u{2066}مرحبا\u{200f}"),
        of("🙂👩‍👩‍👧"),
        of("\"><img src=x onerror=alert(1)>&amp;'"),
    ];
    for (n, text) in texts.iter().enumerate() {
        let wrong = [
            ("id", &*id(90)),
            ("version", "1"),
            ("S_ROADS", "77"),
            ("FREE", text),
        ];
        let page = post(&county, "/s/free", &wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(page.text.contains(&escaped), "{n}");
        assert!(!page.text.contains("<script>alert") && !page.text.contains("<img src=x"));

        // the first by the form as it stands without a script, the others as the script sends them
        let sent = match n {
            0 => {
                let fields = [
                    ("id", &*id(0)),
                    ("version", "1"),
                    ("S_ROADS", "3"),
                    ("FREE", text),
                ];
                post(&county, "/s/free", &fields).await.status
            }
            _ => {
                let body = serde_json::json!({ "version": 1, "answers": { "FREE": text } }).to_string();
                put(&county.public, "free", &id(n as u32), body).await.status
            }
        };
        assert!(
            [StatusCode::SEE_OTHER, StatusCode::CREATED].contains(&sent),
            "{n}: {sent}"
        );
    }
    assert_eq!(counts(&county, "free").await, (4, 0, 0));
    let stored = county.store.responses("free", None, 10).await.unwrap();
    for text in &texts {
        let kept = |r: &StoredResponse| r.answers.get("FREE").and_then(|a| a.code()).as_deref() == Some(text);
        assert!(stored.iter().any(kept), "{text:.20}");
    }
    for page in ["/", "/surveys", "/surveys/free"] {
        let page = get(&county.desk, page).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("alert(1)"));
    }
}
