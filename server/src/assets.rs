//! The built site inside the binary: hashed names kept by browsers for ever, brotli and gzip made at build time.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$MINXIN_SITE"]
#[allow_missing = true]
struct Site;

/// The names of the built files; empty before `cargo xtask build`.
pub fn named() -> app::render::Assets {
    let manifest: BTreeMap<String, String> = Site::get("manifest.json")
        .and_then(|f| serde_json::from_slice(&f.data).ok())
        .unwrap_or_default();
    let name = |key: &str| manifest.get(key).cloned().unwrap_or_default();
    app::render::Assets {
        resident_js: name("resident.js"),
        resident_wasm: name("resident.wasm"),
        desk_js: name("desk.js"),
        desk_wasm: name("desk.wasm"),
        desk_css: name("desk.css"),
    }
}

/// `GET /pkg/{*path}`: a built file, or a plain 404 – never a page.
pub async fn pkg(Path(path): Path<String>, headers: HeaderMap) -> Response {
    serve(
        &format!("pkg/{path}"),
        &headers,
        "public, max-age=31536000, immutable",
    )
}

/// A file of `public/` at the root of the site.
pub fn root_file(name: &str, headers: &HeaderMap) -> Response {
    serve(name, headers, "public, max-age=3600")
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let accepts = |coding: &str| {
        headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| {
                v.split(',')
                    .any(|c| c.split(';').next().is_some_and(|c| c.trim() == coding))
            })
    };
    let mime = match path.rsplit('.').next() {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let base = [
        (header::CONTENT_TYPE, mime),
        (header::CACHE_CONTROL, cache),
        (header::VARY, "accept-encoding"),
    ];
    for (coding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(coding)
            && let Some(file) = Site::get(&format!("{path}{ending}"))
        {
            return (base, [(header::CONTENT_ENCODING, coding)], file.data.into_owned()).into_response();
        }
    }
    match Site::get(path) {
        Some(file) => (base, file.data.into_owned()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
