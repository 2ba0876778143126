//! `/s/{wave}`: the form, its plain POST, and the page after sending.

use std::sync::Arc;

use app::resident::{
    Chrome, ClosedPage, FormPage, PageMessage, ReceiptPage, answers_from_fields, closed_page, form_page,
    message_page, receipt_page,
};
use axum::{
    Extension,
    body::Bytes,
    extract::{
        Path, Query, State,
        rejection::{BytesRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use store::Recorded;
use survey::{
    Answers, Envelope, Form, Lang, Mode, Problem, Receipt, SubmissionId, Version, WaveState, languages,
};

use super::{
    api,
    intake::{self, Refused},
};
use crate::{cache::OpenWave, guard::Nonce, keys, lang, state::AppState};

/// What the address may ask: language, no script, a draft's id, the words of a shared tablet.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    #[serde(default)]
    plain: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    on: Option<String>,
    /// After sending: how many answers were not kept.
    #[serde(default)]
    left: Option<String>,
}

impl Asked {
    /// The language asked for.
    pub fn lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// Is it a shared tablet that asks?
    fn on_tablet(&self) -> bool {
        self.on.as_deref() == Some("tablet")
    }
}

/// Language, switch and nonce of a resident's page.
pub struct Frame {
    lang: String,
    languages: Vec<(String, String)>,
    nonce: String,
}

impl Frame {
    /// For these languages, best first; none: the three of the desk.
    pub fn new(offered: &[String], query: Option<&str>, headers: &HeaderMap, nonce: &Nonce) -> Self {
        let tags: Vec<&str> = if offered.is_empty() {
            lang::OWN.to_vec()
        } else {
            offered.iter().map(String::as_str).collect()
        };
        Self {
            lang: lang::pick(query, headers, &tags).to_owned(),
            languages: tags
                .iter()
                .map(|t| ((*t).to_owned(), languages::name(t).to_owned()))
                .collect(),
            nonce: nonce.0.clone(),
        }
    }

    /// As the pages take it.
    pub fn chrome(&self) -> Chrome<'_> {
        Chrome {
            lang: &self.lang,
            languages: &self.languages,
            nonce: &self.nonce,
        }
    }
}

/// `GET /s/{wave}`
pub async fn show(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let begun = asked.id.as_deref().and_then(SubmissionId::parse);
    let id = begun.unwrap_or_else(random_id);
    let plain = asked.plain.is_some();
    let filled = Filled {
        id,
        begun: begun.is_some(),
        plain,
        on_tablet: asked.on_tablet(),
        problems: Vec::new(),
        kept: Answers::default(),
    };
    render(
        &state,
        &wave,
        asked.lang.as_deref(),
        &nonce,
        &headers,
        filled,
        StatusCode::OK,
    )
    .await
}

struct Filled {
    id: SubmissionId,
    /// Somebody began under this id before.
    begun: bool,
    plain: bool,
    on_tablet: bool,
    problems: Vec<Problem>,
    kept: Answers,
}

async fn render(
    state: &AppState,
    wave: &str,
    asked: Option<&str>,
    nonce: &Nonce,
    headers: &HeaderMap,
    filled: Filled,
    status: StatusCode,
) -> Response {
    let (open, version) = match load(state, wave).await {
        Ok(found) => found,
        Err(refused) => return message(state, &Frame::new(&[], asked, headers, nonce), &refused),
    };
    let frame = Frame::new(&version.languages, asked, headers, nonce);
    let now = (state.now)();
    let title = open.wave.title.get(&frame.lang).to_owned();
    match open.wave.state(now) {
        WaveState::Upcoming => return message(state, &frame, &Refused::NotOpen(open)),
        WaveState::Open => {}
        // in grace nobody begins, and whoever has begun goes on
        WaveState::Closing if filled.begun => {}
        // what was sent and could not be taken comes back to be mended, whenever that is: sent again it is kept, if late
        _ if !filled.problems.is_empty() => {}
        over => {
            let day = state.zone.day(open.wave.closes - 1);
            let grace = state.zone.day(open.wave.grace_until - 1);
            // with the script: answers that waited on this phone for a network go out, and say so if they are late
            let page = closed_page(&ClosedPage {
                chrome: frame.chrome(),
                wave: &open.wave.id,
                title: &title,
                closed_on: &day,
                grace_until: (over == WaveState::Closing).then_some(grace.as_str()),
                withdrawn_on: open.wave.withdrawn.as_deref(),
                assets: &state.assets,
            });
            return (StatusCode::GONE, remember(asked, &frame), Html(page)).into_response();
        }
    }
    let form = Form::new(
        &open.wave.id,
        &version,
        &title,
        &frame.lang,
        &filled.id,
        &open.places,
    );
    let seconds = if open.places.is_empty() {
        Version::clone(&version).without_places().seconds()
    } else {
        version.seconds()
    };
    let key = keys::offered(state, &open).await.map(|k| api::offer(&k));
    let seal = key.and_then(|k| serde_json::to_value(k).ok());
    let page = form_page(&FormPage {
        seal,
        chrome: frame.chrome(),
        wave: &open.wave,
        area_name: &open.area_name,
        minutes: seconds.div_ceil(60).max(1),
        closes_on: &state.zone.day(open.wave.closes - 1),
        closed: open.wave.state(now) != WaveState::Open,
        id: filled.id,
        problems: filled.problems,
        kept: filled.kept,
        assets: &state.assets,
        plain: filled.plain,
        preview: false,
        on_tablet: filled.on_tablet,
        form,
    });
    (status, remember(asked, &frame), Html(page)).into_response()
}

/// `POST /s/{wave}`: the form without a script.
pub async fn submit(
    State(state): State<AppState>,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let frame = Frame::new(&[], asked.lang.as_deref(), &headers, &nonce);
    let body = match body {
        Ok(body) => body,
        Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return message(&state, &frame, &Refused::TooLarge);
        }
        Err(e) => return message(&state, &frame, &Refused::Malformed(e.body_text())),
    };
    let fields: Vec<(String, String)> = form_urlencoded::parse(&body)
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    let field = |name: &str| fields.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str());
    let spoken = field("lang").or(asked.lang.as_deref()).map(str::to_owned);
    let frame = Frame::new(&[], spoken.as_deref(), &headers, &nonce);
    let (open, newest) = match load(&state, &wave).await {
        Ok(found) => found,
        Err(refused) => return message(&state, &frame, &refused),
    };
    let Some(id) = field("id").and_then(SubmissionId::parse) else {
        return message(&state, &frame, &Refused::BadId);
    };
    let number = field("version")
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(newest.version);
    let version = match state
        .cache
        .version(&*state.store, &open.wave.instrument, number)
        .await
    {
        Ok(Some(version)) => version,
        Ok(None) => return message(&state, &frame, &Refused::UnknownVersion(number)),
        Err(e) => return message(&state, &frame, &Refused::Store(e)),
    };
    // from here on in the languages of this form
    let frame = Frame::new(&version.languages, spoken.as_deref(), &headers, &nonce);
    let language = spoken
        .as_deref()
        .and_then(Lang::parse)
        .unwrap_or_else(Lang::zh_hans);
    let form = Form::new(&open.wave.id, &version, "", language.as_str(), &id, &open.places);
    let answers = answers_from_fields(&form, fields.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    let asked_for = form.without_hidden(answers.clone());
    let left_out = answers.0.len() - asked_for.0.len();
    let envelope = Envelope {
        version: number,
        lang: language,
        mode: Mode::Web,
        answers: asked_for,
        quality: None,
    };
    let Ok(bytes) = serde_json::to_vec(&envelope) else {
        return message(
            &state,
            &frame,
            &Refused::Malformed("the answers have no JSON form".to_owned()),
        );
    };
    match intake::take(&state, &wave, &id.hex(), &bytes).await {
        Ok(taken) if taken.recorded == Recorded::Conflict => {
            let title = open.wave.title.get(&frame.lang).to_owned();
            let page = message_page(&frame.chrome(), &title, PageMessage::BothKept(&taken.receipt));
            (StatusCode::CONFLICT, Html(page)).into_response()
        }
        Ok(taken) => {
            let mut at = format!(
                "/s/{}/done/{}?lang={}",
                crate::desk::encode(&wave),
                taken.receipt,
                crate::desk::encode(&frame.lang)
            );
            if left_out > 0 {
                at.push_str(&format!("&left={left_out}"));
            }
            Redirect::to(&at).into_response()
        }
        Err(Refused::Invalid(problems)) => {
            let filled = Filled {
                id,
                begun: true,
                plain: asked.plain.is_some(),
                on_tablet: asked.on_tablet(),
                problems,
                kept: answers,
            };
            render(
                &state,
                &wave,
                Some(&frame.lang),
                &nonce,
                &headers,
                filled,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(refused) => message(&state, &frame, &refused),
    }
}

/// `GET /s/{wave}/done/{receipt}`
pub async fn done(
    State(state): State<AppState>,
    Path((wave, receipt)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let frame = Frame::new(&[], asked.lang.as_deref(), &headers, &nonce);
    let (open, version) = match load(&state, &wave).await {
        Ok(found) => found,
        Err(refused) => return message(&state, &frame, &refused),
    };
    let frame = Frame::new(&version.languages, asked.lang.as_deref(), &headers, &nonce);
    let Some(receipt) = Receipt::parse(&receipt) else {
        return message(&state, &frame, &Refused::UnknownWave);
    };
    let became = match super::check::became(&state, &receipt).await {
        Ok(Some((at, became))) if at == open.wave.id => became,
        Ok(_) => return message(&state, &frame, &Refused::UnknownWave),
        Err(e) => return message(&state, &frame, &Refused::Store(e)),
    };
    let now = (state.now)();
    let withdrawn = became == super::check::Became::Withdrawn;
    let closes_on = if open.wave.state(now) == WaveState::Open {
        state.zone.day(open.wave.closes - 1)
    } else {
        String::new()
    };
    let page = receipt_page(&ReceiptPage {
        chrome: frame.chrome(),
        wave: &open.wave.id,
        title: open.wave.title.get(&frame.lang),
        area_name: &open.area_name,
        receipt: &receipt,
        state: became,
        closes_on: &closes_on,
        results_on: open.wave.results_on.as_deref().filter(|_| !withdrawn),
        left_out: asked
            .left
            .and_then(|n| n.parse().ok())
            .filter(|n| *n < version.items.len())
            .unwrap_or(0),
    });
    Html(page).into_response()
}

/// Anything that is not there, at the public door.
pub async fn not_found(
    asked: Result<Query<Asked>, QueryRejection>,
    Extension(nonce): Extension<Nonce>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map(|query| query.0).unwrap_or_default();
    let frame = Frame::new(&[], asked.lang.as_deref(), &headers, &nonce);
    let page = message_page(&frame.chrome(), "", PageMessage::NotFound);
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

/// The wave and its newest version.
async fn load(state: &AppState, wave: &str) -> Result<(Arc<OpenWave>, Arc<Version>), Refused> {
    let open = state
        .cache
        .wave(&*state.store, wave, (state.now)())
        .await?
        .ok_or(Refused::UnknownWave)?;
    let version = state
        .cache
        .version(&*state.store, &open.wave.instrument, open.wave.version)
        .await?
        .ok_or(Refused::UnknownVersion(open.wave.version))?;
    Ok((open, version))
}

/// What is wrong, as a page, with when to come back.
pub(super) fn message(state: &AppState, frame: &Frame, refused: &Refused) -> Response {
    let (status, _) = api::describe(state, refused);
    let day = if let Refused::NotOpen(open) = refused {
        state.zone.day(open.wave.opens)
    } else {
        String::new()
    };
    let said = match refused {
        Refused::UnknownWave => PageMessage::NotFound,
        Refused::NotOpen(_) => PageMessage::NotOpen(&day),
        Refused::TooLarge => PageMessage::TooLarge,
        Refused::Store(store::Error::Full) => PageMessage::Full,
        Refused::Store(_) => PageMessage::Busy(2),
        Refused::Locked(_) => PageMessage::Busy(60),
        Refused::Malformed(_)
        | Refused::Answer { .. }
        | Refused::BadId
        | Refused::UnknownVersion(_)
        | Refused::Sealed(_)
        | Refused::Invalid(_) => PageMessage::Unreadable,
    };
    let page = message_page(&frame.chrome(), "", said);
    let wait = api::wait(refused).map(|seconds| [(header::RETRY_AFTER, seconds)]);
    (status, wait, Html(page)).into_response()
}

fn remember(asked: Option<&str>, frame: &Frame) -> Option<[(header::HeaderName, String); 1]> {
    let cookie = format!(
        "{}={}; Path=/; Max-Age=31536000; SameSite=Lax",
        lang::COOKIE,
        frame.lang
    );
    asked.map(|_| [(header::SET_COOKIE, cookie)])
}

/// A fresh random id.
pub fn random_id() -> SubmissionId {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    SubmissionId(bytes)
}
