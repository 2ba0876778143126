//! Tablets: a code good once, a token that opens three addresses, a count that the county sees.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use serde_json::json;

use super::county::{Answer, County, county, get, send};

async fn lend(county: &County, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(&county.desk, Method::POST, "/devices?lang=en", &headers, body).await
}

/// Lends out a tablet for the open wave and the upper village; its code.
async fn code(county: &County) -> String {
    let page = lend(
        county,
        &[("name", "Tablet 3"), ("wave", "open"), ("village", "v1")],
    )
    .await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let link = page.text.split("/kiosk#").nth(1).unwrap();
    link.chars().take_while(char::is_ascii_alphanumeric).collect()
}

async fn enrol(door: &Router, code: &str) -> Answer {
    let body = json!({ "code": code }).to_string();
    send(door, Method::POST, "/api/v1/devices:enrol", &[], body).await
}

async fn with_token(door: &Router, method: Method, path: &str, token: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    send(door, method, path, &[("authorization", &bearer)], body.to_owned()).await
}

#[tokio::test]
async fn a_code_makes_one_tablet_and_no_second() {
    let county = county().await;
    let code = code(&county).await;
    assert_eq!(code.len(), 26);
    let first = enrol(&county.public, &code).await;
    assert_eq!(first.status, StatusCode::OK, "{first:?}");
    let said = first.json();
    assert_eq!(said["name"], "Tablet 3");
    assert_eq!(said["token"].as_str().unwrap().len(), 64);
    assert_eq!(said["villages"], json!([{ "code": "v1", "name": "Upper" }]));
    let wave = &said["waves"][0];
    assert_eq!(
        (&wave["id"], &wave["state"], &wave["version"]),
        (&json!("open"), &json!("open"), &json!(1))
    );
    assert_eq!(
        (&wave["place_item"], &wave["places"]),
        (&json!("D_VILLAGE"), &json!(["v1", "v2"]))
    );
    for bad in [code.as_str(), "", "x", "0000000000000000000000000"] {
        let refused = enrol(&county.public, bad).await;
        assert_eq!(
            (refused.status, refused.json()["reason"].clone()),
            (StatusCode::FORBIDDEN, json!("unknown_code"))
        );
    }
    let mud = send(&county.public, Method::POST, "/api/v1/devices:enrol", &[], "{").await;
    assert_eq!(mud.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn neither_code_nor_token_is_in_the_database() {
    let county = county().await;
    let code = code(&county).await;
    let token = enrol(&county.public, &code).await.json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = get(&county.desk, "/devices").await;
    assert!(!again.text.contains(&code) && !again.text.contains(&token));
    let copy = tempfile::tempdir().unwrap();
    let file = copy.path().join("copy.sqlite");
    county.store.backup(&file, "2026-07-01").await.unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let holds = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
    assert!(holds("Tablet 3") && !holds(&code) && !holds(&token));
}

#[tokio::test]
async fn a_tablet_says_how_many_it_holds_and_the_county_sees_it_beside_the_wave() {
    let county = county().await;
    let code = code(&county).await;
    let wave = || get(&county.desk, "/surveys/open?lang=en");
    assert!(
        !wave().await.text.contains("may still hold answers"),
        "nobody has set it up yet"
    );
    let token = enrol(&county.public, &code).await.json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = wave().await.text;
    assert!(
        text.contains("1 tablet may still hold answers") && text.contains("never reported"),
        "{text}"
    );
    let report = async |pending: &str| {
        let body = format!("{{\"pending\":{pending}}}");
        with_token(
            &county.public,
            Method::POST,
            "/api/v1/device/report",
            &token,
            &body,
        )
        .await
        .status
    };
    assert_eq!(report("7").await, StatusCode::NO_CONTENT);
    assert!(wave().await.text.contains("7 (said on 1 July 2026)"));
    assert_eq!(report("-1").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(report("0").await, StatusCode::NO_CONTENT);
    assert!(!wave().await.text.contains("may still hold answers"));
    assert!(
        get(&county.desk, "/devices?lang=en")
            .await
            .text
            .contains("all answers are in")
    );
}

#[tokio::test]
async fn a_revoked_tablet_is_told_so_and_its_answers_are_taken_all_the_same() {
    let county = county().await;
    let code = code(&county).await;
    let token = enrol(&county.public, &code).await.json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let known = with_token(&county.public, Method::GET, "/api/v1/device", &token, "").await;
    assert_eq!(known.status, StatusCode::OK);
    assert_eq!(known.json()["token"], json!(null));
    let id = county.store.devices().await.unwrap()[0].id.clone();
    let revoked = send(
        &county.desk,
        Method::POST,
        &format!("/devices/{id}/revoke"),
        &[],
        "",
    )
    .await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    for (method, path) in [
        (Method::GET, "/api/v1/device"),
        (Method::POST, "/api/v1/device/report"),
    ] {
        for token in [token.as_str(), "", "nonsense"] {
            let answer = with_token(&county.public, method.clone(), path, token, "{\"pending\":1}").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path} {token}");
        }
    }
    let body = r#"{"version":1,"mode":"kiosk","quality":{"helped":true},"answers":{"S_ROADS":3}}"#;
    let taken = super::county::put(&county.public, "open", &"a".repeat(32), body).await;
    assert_eq!(taken.status, StatusCode::CREATED);
    let stored = county.store.responses("open", None, 10).await.unwrap();
    assert_eq!(stored[0].quality.unwrap().number(), 4);
    let gone = send(&county.desk, Method::POST, "/devices/nothing/revoke", &[], "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_tablet_needs_a_name_and_a_survey_that_exists() {
    let county = county().await;
    for bad in [
        vec![("wave", "open")],
        vec![("name", "Tablet")],
        vec![("name", "Tablet"), ("wave", "nowhere")],
    ] {
        let answer = lend(&county, &bad).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
        assert!(!answer.text.contains("/kiosk#"));
    }
    assert_eq!(county.store.devices().await.unwrap(), []);
}
