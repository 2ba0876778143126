//! What works without a network: the service worker at `/sw.js`, the page that it shows, the manifest of kiosks.

use std::collections::BTreeMap;

use app::{
    render::Assets,
    resident::{Chrome, MANIFEST, kiosk_manifest, kiosk_page, shell_page},
};
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use survey::languages;

use super::form::Asked;
use crate::{assets, lang, state::AppState};

/// The languages of the page, best first.
const LANGUAGES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];

/// A worker that takes itself and every kept file away, for when the real one has to go. It never touches what people
/// answered: that is in the page's store.
const NONE: &str = "addEventListener(\"install\",()=>skipWaiting());\
addEventListener(\"activate\",(e)=>e.waitUntil(caches.keys()\
.then((all)=>Promise.all(all.filter((n)=>n.startsWith(\"minxin-\")).map((n)=>caches.delete(n))))\
.then(()=>registration.unregister())));\n";

/// Made once at the start: the same bytes for everybody.
#[derive(Debug, Default)]
pub struct Offline {
    worker: String,
    pages: BTreeMap<&'static str, String>,
    kiosk: BTreeMap<&'static str, String>,
    manifests: BTreeMap<&'static str, String>,
}

impl Offline {
    /// For the built files.
    pub fn new(assets: &Assets) -> Self {
        let languages = LANGUAGES.map(|tag| (tag.to_owned(), languages::name(tag).to_owned()));
        let page = |lang, draw: fn(&Chrome<'_>, &Assets) -> String| {
            let chrome = Chrome {
                lang,
                languages: &languages,
                nonce: "",
            };
            (lang, draw(&chrome, assets))
        };
        let pages: BTreeMap<_, _> = LANGUAGES.map(|lang| page(lang, shell_page)).into();
        let kiosk: BTreeMap<_, _> = LANGUAGES.map(|lang| page(lang, kiosk_page)).into();
        let manifests: BTreeMap<_, _> = LANGUAGES.map(|lang| (lang, kiosk_manifest(lang, assets))).into();
        let mut files = assets::kept_offline();
        for (path, pages) in [("/offline", &pages), ("/kiosk", &kiosk), (MANIFEST, &manifests)] {
            files.extend(pages.iter().map(|(lang, page)| {
                let hash = STANDARD.encode(Sha256::digest(page));
                [format!("{path}?lang={lang}"), format!("sha256-{hash}")]
            }));
        }
        let worker = assets::worker().map_or_else(|| NONE.to_owned(), |code| worker(&files, &code));
        Self {
            worker,
            pages,
            kiosk,
            manifests,
        }
    }

    /// `serve --no-offline`: the worker goes, the page stays for those who are online.
    pub fn without_worker(self) -> Self {
        Self {
            worker: NONE.to_owned(),
            ..self
        }
    }
}

/// The worker's code behind the files that it keeps; another list or another code is another build.
fn worker(files: &[[String; 2]], code: &str) -> String {
    let list = serde_json::to_string(files).expect("texts have a JSON form");
    let build: String = Sha256::digest(format!("{list}{code}"))[..6]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("const BUILD=\"{build}\",FILES={list};\n{code}")
}

/// `GET /sw.js`
pub async fn service_worker(State(state): State<AppState>) -> Response {
    let head = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, state.offline.worker.clone()).into_response()
}

/// `GET /offline`
pub async fn page(State(state): State<AppState>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let lang = lang::pick(asked.lang(), &headers, &LANGUAGES);
    kept(state.offline.pages.get(lang))
}

/// `GET /kiosk`: the screens of a shared tablet.
pub async fn kiosk(
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let lang = lang::pick(asked.lang(), &headers, &LANGUAGES);
    kept(state.offline.kiosk.get(lang))
}

/// `GET /kiosk.webmanifest`: how a tablet keeps those screens on its home screen.
pub async fn manifest(
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let lang = lang::pick(asked.lang(), &headers, &LANGUAGES);
    let Some(text) = state.offline.manifests.get(lang) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, text.clone()).into_response()
}

fn kept(page: Option<&String>) -> Response {
    match page {
        Some(page) => ([(header::CACHE_CONTROL, "no-cache")], Html(page.clone())).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_same_for_everybody_and_holds_no_nonce() {
        let assets = Assets {
            offline_js: "/pkg/offline.0.js".to_owned(),
            resident_css: "/pkg/resident.0.css".to_owned(),
            kiosk_css: "/pkg/kiosk.0.css".to_owned(),
            ..Assets::default()
        };
        let offline = Offline::new(&assets);
        for (lang, page) in offline.pages.iter().chain(&offline.kiosk) {
            assert!(!page.contains("nonce") && !page.contains("style="), "{page}");
            assert!(page.contains(&format!("<html lang=\"{lang}\">")));
            assert!(page.contains("src=\"/pkg/offline.0.js\"") && page.contains(".0.css\""));
        }
        // only those who staff a tablet are asked to keep the page
        assert!(offline.pages.values().all(|page| !page.contains("manifest")));
        for (lang, page) in &offline.kiosk {
            assert!(page.contains(&format!("rel=\"manifest\" href=\"{MANIFEST}?lang={lang}\"")));
        }
        let again = Offline::new(&assets);
        assert_eq!((&offline.pages, &offline.kiosk), (&again.pages, &again.kiosk));
    }

    #[test]
    fn another_file_is_another_build_and_the_way_out_deletes_no_store() {
        let file = |hash: &str| [["/pkg/a".to_owned(), hash.to_owned()]];
        let head = |worker: String| worker.lines().next().map(str::to_owned);
        assert_ne!(head(worker(&file("1"), "x")), head(worker(&file("2"), "x")));
        let gone = Offline::new(&Assets::default()).without_worker();
        assert!(gone.worker.contains("unregister") && gone.worker.contains("caches.delete"));
        assert!(!gone.worker.contains("indexedDB") && !gone.worker.contains("fetch"));
    }
}
