//! The built site inside the binary: hashed names kept by browsers for ever, brotli and gzip made at build time.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::state::AppState;

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
        resident_css: name("resident.css"),
        offline_js: name("offline.js"),
        kiosk_css: name("kiosk.css"),
        kiosk_js: name("kiosk.js"),
        kiosk_svg: name("tablet.svg"),
        kiosk_192: name("tablet-192.png"),
        kiosk_512: name("tablet-512.png"),
        desk_js: name("desk.js"),
        desk_wasm: name("desk.wasm"),
        desk_css: name("desk.css"),
    }
}

/// The service worker without its list of files; none before `cargo xtask build`.
pub fn worker() -> Option<String> {
    String::from_utf8(Site::get("sw.js")?.data.into_owned()).ok()
}

/// Address and hash of the files that a form needs without a network.
pub fn kept_offline() -> Vec<[String; 2]> {
    let list = Site::get("precache.json").and_then(|f| serde_json::from_slice(&f.data).ok());
    list.unwrap_or_default()
}

/// The gzip twins of the files below `pkg/`: name without `.gz`, bytes.
pub fn packed() -> impl Iterator<Item = (String, Vec<u8>)> {
    let twin = |name: std::borrow::Cow<'static, str>| {
        let path = name.strip_prefix("pkg/")?.strip_suffix(".gz")?.to_owned();
        Some((path, Site::get(&name)?.data.into_owned()))
    };
    Site::iter().filter_map(twin)
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /pkg/{*path}`: a built file, one of the releases before, or a plain 404 – never a page.
pub async fn pkg(State(state): State<AppState>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let now = serve(&format!("pkg/{path}"), &headers, FOR_EVER);
    if now.status() != StatusCode::NOT_FOUND {
        return now;
    }
    match (mime(&path), state.earlier.read(&path).await) {
        (Some(mime), Some(bytes)) => {
            let head = [
                (header::CONTENT_TYPE, mime),
                (header::CACHE_CONTROL, FOR_EVER),
                (header::CONTENT_ENCODING, "gzip"),
            ];
            (head, bytes).into_response()
        }
        _ => now,
    }
}

/// A file of `public/` at the root of the site.
pub fn root_file(name: &str, headers: &HeaderMap) -> Response {
    serve(name, headers, "public, max-age=3600")
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let asked = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let accepts = |coding: &str| asked.is_some_and(|asked| accepts(asked, coding));
    let Some(mime) = mime(path) else {
        return StatusCode::NOT_FOUND.into_response();
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

/// Does a list like `gzip;q=0.5, br` allow the coding? One of weight 0 is refused by it.
fn accepts(asked: &str, coding: &str) -> bool {
    asked.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|c| c.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|p| p.strip_prefix("q=")?.trim().parse::<f32>().ok());
        named && weight.is_none_or(|q| q > 0.0)
    })
}

fn mime(path: &str) -> Option<&'static str> {
    Some(match path.rsplit('.').next()? {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn a_coding_is_used_only_where_the_browser_takes_it() {
        assert!(accepts("gzip, deflate, br", "br") && accepts("br;q=0.5", "br") && accepts("BR", "br"));
        assert!(!accepts("gzip, br;q=0", "br") && !accepts("", "gzip") && !accepts("brotli", "br"));
        assert!(accepts("gzip;q=1.0, br; q=0.000", "gzip") && !accepts("gzip;q=1.0, br; q=0.000", "br"));
    }
}
