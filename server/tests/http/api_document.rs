//! The document of the API says what the routes do.

use axum::http::StatusCode;

use super::county::{county, get};

#[tokio::test]
async fn the_document_lists_the_route_that_takes_answers_with_every_status() {
    let county = county().await;
    let answer = get(&county.public, "/api/v1/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = answer.json();
    let put = &document["paths"]["/api/v1/waves/{wave}/submissions/{id}"]["put"];
    for status in [
        "200", "201", "202", "403", "404", "409", "413", "422", "503", "507",
    ] {
        assert!(
            put["responses"][status]["description"].is_string(),
            "{status} is not described"
        );
    }
    for status in put["responses"].as_object().unwrap().values() {
        let points_at = status["content"]["application/json"]["schema"]["$ref"]
            .as_str()
            .unwrap();
        let name = points_at.strip_prefix("#/components/schemas/").unwrap();
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{points_at} leads nowhere"
        );
    }
}

#[tokio::test]
async fn the_document_describes_what_devices_ask_and_every_reference_leads_somewhere() {
    let county = county().await;
    let document = get(&county.public, "/api/v1/openapi.json").await.json();
    for (path, method, statuses) in [
        (
            "/api/v1/waves/{wave}/submissions:batch",
            "post",
            &["200", "403", "404", "413", "422", "503", "507"][..],
        ),
        (
            "/api/v1/waves/{wave}/submissions:have",
            "post",
            &["200", "403", "404", "413", "422", "503"],
        ),
        ("/api/v1/waves/{wave}/key", "get", &["200", "404", "503"]),
        ("/api/ping", "get", &["200"]),
    ] {
        let described = &document["paths"][path][method]["responses"];
        for status in statuses {
            assert!(described[status]["description"].is_string(), "{path} {status}");
        }
        assert_eq!(described.as_object().unwrap().len(), statuses.len(), "{path}");
    }
    let text = document.to_string();
    for points_at in text.split("#/components/schemas/").skip(1) {
        let name = points_at.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn the_document_names_no_route_that_is_not_there() {
    let county = county().await;
    let document = get(&county.public, "/api/v1/openapi.json").await.json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.replace("{wave}", "open").replace("{id}", &"0".repeat(32));
        for method in methods.as_object().unwrap().keys() {
            let method = axum::http::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let status = super::county::send(&county.public, method, &path, &[], "")
                .await
                .status;
            assert!(
                status != StatusCode::METHOD_NOT_ALLOWED && status != StatusCode::NOT_FOUND,
                "{path}: {status}"
            );
        }
    }
}
