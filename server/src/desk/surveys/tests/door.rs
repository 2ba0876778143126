//! A desk with a real database in a folder of its own, asked through its door.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use store::sqlite::SqliteStore;
use tower::ServiceExt as _;

use crate::{clock::Zone, http, state::AppState};

pub const AREAS: &str = "code,name,level,parent\nc,安禾县,county,\nt1,城关镇,township,c\nt2,河口镇,township,c\n\
                     v1,东街村,village,t1\nv2,西街村,village,t1\n";
pub const DAY: i64 = 86_400_000;

pub fn noon() -> i64 {
    Zone::shanghai().start_of("2026-11-23").unwrap() + DAY / 2
}

pub struct Desk {
    router: Router,
    pub state: AppState,
    _folder: tempfile::TempDir,
}

pub struct Page {
    pub status: StatusCode,
    pub to: String,
    pub headers: axum::http::HeaderMap,
    pub html: String,
}

impl Page {
    /// The last part of the address it leads to, without query and fragment.
    pub fn id(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        let path = self.to.split(['?', '#']).next().unwrap();
        path.rsplit('/').next().unwrap().to_owned()
    }

    pub fn revision(&self) -> String {
        let at = self
            .html
            .find("name=\"revision\" value=\"")
            .expect("the page carries a revision");
        self.html[at + 23..].split('"').next().unwrap().to_owned()
    }
}

impl Desk {
    pub async fn open(areas: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&Path::new(folder.path()).join("minxin.db"))
            .await
            .unwrap();
        let mut state = AppState::new(Arc::new(store), Zone::shanghai());
        state.now = noon;
        if !areas.is_empty() {
            let source = import::Source::Bytes {
                name: "areas.csv".into(),
                bytes: areas.as_bytes().into(),
            };
            let request = import::Request::new(import::FileKind::Areas, source, noon(), "2026-11-23");
            import::run(state.store.clone(), request, |_| {}).await.unwrap();
        }
        Self {
            router: http::desk(state.clone()),
            state,
            _folder: folder,
        }
    }

    pub async fn ask(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 8 << 20).await.unwrap();
        Page {
            status: parts.status,
            to: parts
                .headers
                .get(header::LOCATION)
                .map(|v| v.to_str().unwrap().to_owned())
                .unwrap_or_default(),
            headers: parts.headers,
            html: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT_LANGUAGE, "en");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn round(&self) -> String {
        self.post(
            "/surveys/rounds/new",
            &[
                &[("title.zh-Hans", "2026 年调查"), ("area", "c"), ("core", "short")],
                &PLAN[..],
            ]
            .concat(),
        )
        .await
        .id()
    }

    pub async fn draft_in(&self, round: &str, area: &str, title: &str) -> String {
        self.post(
            "/surveys/new",
            &[("round", round), ("area", area), ("title.en", title)],
        )
        .await
        .id()
    }

    pub async fn step(&self, draft: &str, fields: &[(&str, &str)]) -> Page {
        let at = format!("/surveys/drafts/{draft}");
        let revision = self.get(&at).await.revision();
        self.post(&at, &[&[("revision", &revision[..])], fields].concat())
            .await
    }
}

pub const PLAN: [(&str, &str); 8] = [
    ("opens", "2026-11-23"),
    ("closes", "2026-12-22"),
    ("grace", "2"),
    ("results_on", "2026-12-30"),
    ("reply_by", "2026-12-28"),
    ("asker", "安禾县人民政府"),
    ("keep_years", "3"),
    ("publication", "township"),
];
