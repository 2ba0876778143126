//! The desk's pages: load, compute through `insight`, hand finished values to `app`. One page a file.

mod ahead;
pub mod association;
pub mod balance;
pub mod breakdown;
pub mod card;
pub mod county;
pub mod data;
pub mod devices;
pub mod equations;
pub mod facts;
pub mod ledger;
pub mod lines;
pub mod method;
pub mod names;
mod not_given;
pub mod settings;
pub mod spending;
pub mod standing;
pub mod surveys;
pub mod township;
pub mod townships;

use std::convert::Infallible;

use app::{
    desk::{
        finding::Unit,
        parts::empty_page,
        sheets::{Kind, Place, Sheets},
        shell::{Room, Shell, with_lang},
    },
    words::{Locale, Words},
};
use axum::{
    Router,
    extract::{FromRequestParts, Query},
    http::{Method, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use insight::Threshold;
use leptos::prelude::{AnyView, IntoView};
use serde::Deserialize;
use survey::{Area, Level};

use crate::{
    guard::Nonce,
    judgements, lang,
    sheets::{self, About},
    state::AppState,
};

/// Routes of the desk but those of files, which [`data::routes`] holds. `surveys::routes` holds those that make and
/// watch surveys.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(county::show))
        .route("/association", get(association::index))
        .route("/association/{domain}", get(association::show))
        .route("/spending", get(spending::index))
        .route("/spending/{domain}", get(spending::show))
        .route("/townships/{area}", get(township::show))
        .route("/townships", get(townships::show))
        .route("/standing", get(standing::show).post(standing::answer))
        .route("/townships/{area}/{domain}", get(card::show).post(card::say))
        .route("/ledger/{domain}/{area}", get(lines::show))
        .route("/balance", get(balance::show))
        .route("/equations", get(equations::show))
        .route("/settings", get(settings::show).post(settings::change))
        .route("/method", get(method::show))
        .merge(surveys::routes())
        .merge(devices::routes())
        .route("/surveys/{wave}/breakdown", get(breakdown::show))
        .method_not_allowed_fallback(stands_on)
}

/// A visit to an address that only takes a form, by the language switch of what came back or by hand: the page that the
/// form stands on.
async fn stands_on(method: Method, uri: Uri) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path();
    let form = path.strip_suffix("/revoke").unwrap_or(path); // of one tablet, on the page of all
    let page = form.rsplit_once('/').map_or("/", |(page, _)| page);
    let query = uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    surveys::see_other(&format!("{page}{query}"))
}

/// What every desk page is given about the request: language, nonce, its own address, the table of it that is asked for.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Language.
    pub locale: Locale,
    /// Path and query without `lang`.
    pub here: String,
    /// Fewest answers of which anything is shown.
    k: u64,
    nonce: String,
    asked_lang: bool,
    /// Only what was got by its address can be got again.
    got: bool,
    file: Option<(String, Kind)>,
}

/// What every address may say: the language, and a table of the page as a file.
#[derive(Debug, Default, Deserialize)]
struct Said {
    lang: Option<String>,
    table: Option<String>,
    #[serde(rename = "as")]
    kind: Option<String>,
}

const SAID: [&str; 3] = ["lang=", "table=", "as="];

impl FromRequestParts<AppState> for Desk {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let query = Query::<Said>::from_request_parts(parts, state)
            .await
            .map(|q| q.0)
            .unwrap_or_default();
        let nonce = parts
            .extensions
            .get::<Nonce>()
            .map(|n| n.0.clone())
            .unwrap_or_default();
        let pairs: Vec<&str> = parts
            .uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|p| !p.is_empty() && !SAID.iter().any(|said| p.starts_with(said)))
            .collect();
        let path = parts.uri.path();
        let here = if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", pairs.join("&"))
        };
        let locale = lang::desk(query.lang.as_deref(), &parts.headers);
        // where settings cannot be read, nothing under the least that anybody may set is shown
        let settings = judgements::settings(&*state.store).await.unwrap_or_default();
        Ok(Self {
            locale,
            k: Threshold::raised_to(settings.k).k(),
            here,
            nonce,
            asked_lang: query.lang.is_some(),
            got: parts.method == Method::GET,
            file: query.table.zip(query.kind.as_deref().and_then(Kind::parse)),
        })
    }
}

impl Desk {
    /// The frame of a page.
    pub fn shell(&self, state: &AppState, title: &str, room: Option<Room>, areas: &[Area]) -> Shell {
        let county = areas
            .iter()
            .find(|a| a.level == Level::County)
            .map(|a| a.name.clone());
        Shell {
            locale: self.locale,
            title: title.to_owned(),
            room,
            here: self.here.clone(),
            county,
            unit: Some(Unit(insight::report::county::compared(areas))),
            k: self.k,
            assets: (*state.assets).clone(),
            nonce: self.nonce.clone(),
            refresh: false,
            sheets: Sheets::at(match self.got {
                true => Place::Address(with_lang(&self.here, self.locale)),
                false => Place::Nowhere,
            }),
            day: state.zone.day((state.now)()),
        }
    }

    /// The same for a page that answers a form and is had again at an address of its own.
    pub fn at(&self, here: String) -> Self {
        Self {
            here,
            got: true,
            ..self.clone()
        }
    }

    /// A finished page, or the table of it that was asked for; remembers the language if it was just chosen.
    pub fn page<V: IntoView + 'static>(&self, shell: &Shell, body: impl FnOnce() -> V) -> Response {
        let page = app::desk::shell::page(shell, body);
        if let Some((name, kind)) = &self.file {
            return self
                .table(shell, name, *kind)
                .unwrap_or_else(|| (StatusCode::NOT_FOUND, Html(page)).into_response());
        }
        let mut response = Html(page).into_response();
        if self.asked_lang {
            let cookie = format!(
                "{}={}; Path=/; Max-Age=31536000; SameSite=Lax",
                lang::COOKIE,
                self.locale.tag()
            );
            if let Ok(value) = cookie.parse() {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        response
    }

    /// On to another page of the desk, in the language that was asked for.
    pub fn onward(&self, to: &str) -> Response {
        match self.asked_lang {
            true => Redirect::to(&with_lang(to, self.locale)).into_response(),
            false => Redirect::to(to).into_response(),
        }
    }

    /// A table that the page has drawn, as a file; none of that name.
    fn table(&self, shell: &Shell, name: &str, kind: Kind) -> Option<Response> {
        let about = About {
            locale: self.locale,
            title: &shell.title,
            address: &self.here,
            day: &shell.day,
        };
        let made = sheets::response(kind, name, &shell.sheets.of(name)?, &about);
        Some(made.unwrap_or_else(|e| {
            tracing::error!(error = %e, "a table could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
    }
}

/// Is a survey being answered, or in grace: is there something to wait for?
///
/// # Errors
/// What the store says.
pub async fn in_the_field(state: &AppState) -> store::Result<bool> {
    let now = (state.now)();
    let waves = state.store.waves().await?;
    let asks =
        |w: &survey::Wave| matches!(w.state(now), survey::WaveState::Open | survey::WaveState::Closing);
    Ok(waves.iter().any(|w| asks(w) && w.id != crate::demo::WAVE))
}

/// What to do where nothing has been measured yet; `asking`: a survey is being answered.
pub fn nothing_measured(locale: Locale, asking: bool) -> AnyView {
    if asking {
        return being_asked(locale);
    }
    empty_page(
        Words("还没有满意度", "還沒有滿意度", "Nothing has been measured yet").get(locale),
        Words(
            "发一份问卷，或导入已公布的分数，结论就在这里。",
            "發一份問卷，或匯入已公布的分數，結論就在這裡。",
            "Close a survey, or load scores that were published, and the finding stands here.",
        )
        .get(locale),
        "/surveys/new",
        Words("做一份调查", "做一份調查", "Make a survey").get(locale),
    )
}

/// Findings are made once, when the survey that is being answered is over.
pub fn being_asked(locale: Locale) -> AnyView {
    empty_page(
        Words("问卷正在收", "問卷正在收", "A survey is being answered").get(locale),
        Words(
            "结论只在截止以后算一次，那时就在这里；截止以前只看得到收了多少份。",
            "結論只在截止以後算一次，那時就在這裡；截止以前只看得到收了多少份。",
            "The finding is made once, when the survey is over, and then stands here. Until then only the number of answers is shown.",
        )
        .get(locale),
        "/surveys",
        Words("看收了多少", "看收了多少", "See how many have answered").get(locale),
    )
}

/// A text as one segment of a path or one value of a query.
pub fn encode(text: &str) -> String {
    const KEPT: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, &KEPT).to_string()
}
