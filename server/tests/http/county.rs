//! A small county with a wave in every state, at a moment that stands still.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode},
};
use seal::Master;
use server::{clock::Zone, http, keys::Keys, state::AppState};
use sqlx::{Connection as _, SqliteConnection};
use store::{Store, sqlite::SqliteStore};
use survey::{AreaCode, Item, PublicationLevel, Text, Wave, content, wave::Approval};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub const DAY: i64 = 86_400_000;

/// Noon in Shanghai of 1 July 2026.
pub fn noon() -> i64 {
    1_782_878_400_000
}

pub struct County {
    pub desk: Router,
    pub public: Router,
    pub store: Arc<dyn Store>,
    pub keys: Arc<Keys>,
    state: AppState,
    folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }
}

pub async fn county() -> County {
    impatient(Duration::from_secs(1)).await
}

/// A county whose pages wait only so long for a file.
pub async fn impatient(patience: Duration) -> County {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(
        SqliteStore::open(&folder.path().join("minxin.sqlite"))
            .await
            .unwrap(),
    );
    let now = noon();
    import_areas(
        &store,
        "c,County,county,\nt,Town,township,c\nv1,Upper,village,t\nv2,Lower,village,t\n",
    )
    .await;

    let mut version = content::ready_form("short", "i", 1).unwrap();
    let own = serde_json::json!({ "code": "OWN", "text": { "en": "Anything else?" }, "scale": "TX200", "seconds": 20 });
    version.items.push(serde_json::from_value::<Item>(own).unwrap());
    let why = serde_json::json!({
        "code": "OWN_WHY", "text": { "en": "What is wrong with the roads?" }, "scale": "TX200", "seconds": 20,
        "condition": { "all": [{ "item": "S_ROADS", "in": [1, 2] }] },
    });
    version.items.push(serde_json::from_value::<Item>(why).unwrap());
    version
        .scales
        .push(content::SCALES.iter().find(|s| s.id == "TX200").unwrap().clone());
    store.publish(&version, now).await.unwrap();
    for (id, opens, closes, grace) in [
        ("open", -DAY, DAY, 2 * DAY),
        ("upcoming", 3 * DAY, 9 * DAY, 9 * DAY),
        ("closing", -9 * DAY, -DAY, DAY),
        ("closed", -9 * DAY, -3 * DAY, -2 * DAY),
    ] {
        store
            .add_wave(&wave(id, now + opens, now + closes, now + grace))
            .await
            .unwrap();
    }
    let mut state = AppState::new(store.clone(), Zone::shanghai());
    state.now = noon;
    state.patience = patience;
    state.keys = Arc::new(Keys::with(Master::new([7; 32])));
    County {
        desk: http::desk(state.clone()),
        public: http::public(state.clone()),
        store,
        keys: Arc::clone(&state.keys),
        state,
        folder,
    }
}

impl County {
    /// Another process has changed a wave, more than a second ago.
    pub fn forget(&self, wave: &str) {
        self.state.cache.forget(wave);
    }

    /// The listener of whoever watches the machine.
    pub fn metrics(&self) -> Router {
        server::metrics::routes(self.state.clone())
    }

    /// Id → the language that stands beside the answer.
    pub async fn stored_languages(&self) -> BTreeMap<String, String> {
        let file = self.folder.path().join("minxin.sqlite");
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display()))
            .await
            .unwrap();
        sqlx::query_as("select lower(hex(id)), lang from submission")
            .fetch_all(&mut connection)
            .await
            .unwrap()
            .into_iter()
            .collect()
    }

    /// The same county, its master key gone.
    pub fn without_master(&mut self) {
        self.state.keys = Arc::default();
        self.desk = http::desk(self.state.clone());
        self.public = http::public(self.state.clone());
    }
}

/// Rows of code, name, level, parent; what is there already is replaced.
pub async fn import_areas(store: &Arc<dyn Store>, rows: &str) {
    let text = format!("code,name,level,parent\n{rows}");
    let source = import::Source::Bytes {
        name: "areas.csv".to_owned(),
        bytes: text.into_bytes().into(),
    };
    let mut request = import::Request::new(import::FileKind::Areas, source, noon(), "2026-07-01".to_owned());
    request.replace = true;
    import::run(store.clone(), request, |_| {}).await.unwrap();
}

pub fn wave(id: &str, opens: i64, closes: i64, grace_until: i64) -> Wave {
    Wave {
        id: id.to_owned(),
        round: None,
        area: AreaCode::parse("t").unwrap(),
        title: Text(BTreeMap::from([
            ("zh-Hans".to_owned(), "问卷".to_owned()),
            ("en".to_owned(), "Survey".to_owned()),
        ])),
        instrument: "i".to_owned(),
        version: 1,
        opens,
        closes,
        grace_until,
        year: 2026,
        results_on: None,
        asker: "County".to_owned(),
        keep_years: 1,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        open_link: true,
        withdrawn: None,
    }
}

/// Sends a request with these headers; `host` is the loopback address unless given.
pub async fn send(
    door: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:3000");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = door
        .clone()
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 16 << 20).await.unwrap();
    Answer {
        status,
        headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

pub async fn get(door: &Router, path: &str) -> Answer {
    send(door, Method::GET, path, &[], Body::empty()).await
}

pub async fn put(door: &Router, wave: &str, id: &str, body: impl Into<Body>) -> Answer {
    let path = format!("/api/v1/waves/{wave}/submissions/{id}");
    send(
        door,
        Method::PUT,
        &path,
        &[("content-type", "application/json")],
        body,
    )
    .await
}

/// A form sent by a browser without a script, at the residents' door.
pub async fn post(county: &County, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(&county.public, Method::POST, path, &headers, body).await
}
