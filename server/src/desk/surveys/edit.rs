//! `POST /surveys/drafts/{id}`: one step of the builder, then back to the place it was taken at.

use app::words::{Locale, Words};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{
    builder::{Asked, Happened, render},
    draft::Refusal,
    encode,
    fields::Fields,
    loaded::{Loaded, ONE_AT_A_TIME, load},
    outcome, own_form, see_other, titles, with_status,
};
use crate::{desk::Desk, error::PageResult, scope::Scope, state::AppState};

const UNKNOWN: Words = Words(
    "题库里没有这一题",
    "題庫裡沒有這一題",
    "The bank has no such item",
);
const THERE: Words = Words(
    "这一题已经在问卷里了",
    "這一題已經在問卷裡了",
    "This item is in the survey already",
);
const NOT_THERE: Words = Words(
    "这一题不在问卷里，或者是各乡镇一样的核心题，不能改",
    "這一題不在問卷裡，或者是各鄉鎮一樣的核心題，不能改",
    "This item is not in the survey, or it belongs to the locked core",
);
const AT_THE_END: Words = Words(
    "不能再移了：已经到头，或者后面是固定在最后的一题",
    "不能再移了：已經到頭，或者後面是固定在最後的一題",
    "It cannot go farther: this is the end, or what follows always stays last",
);
const TOO_MANY: Words = Words(
    "这一类最多 {n} 题",
    "這一類最多 {n} 題",
    "At most {n} {n:item|items} of this kind",
);
const WHAT: Words = Words("不知道要做哪一步", "不知道要做哪一步", "There is no such step");

/// The step.
pub async fn post(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    body: Bytes,
) -> PageResult {
    let fields = Fields::parse(&body);
    let _one = ONE_AT_A_TIME.lock().await;
    let mut loaded = load(&state, &scope, &id, desk.locale).await?;
    let asked = Asked {
        q: fields.line("q"),
        open: fields.line("open"),
    };
    let typed = (fields.raw("action") == "own").then(|| fields.kept());
    if !loaded.is_fresh(&fields) {
        let happened = Happened {
            stale: true,
            own: typed,
            ..Happened::default()
        };
        return Ok(with_status(
            render(&state, &desk, &loaded, &asked, happened),
            StatusCode::CONFLICT,
        ));
    }
    if fields.raw("action") == "discard" {
        state.store.delete_draft(&loaded.id).await?;
        return Ok(outcome("/surveys"));
    }
    match step(&mut loaded, &fields, desk.locale) {
        Ok(place) => {
            loaded.save(&state).await?;
            Ok(back(&loaded.id, &asked, &place))
        }
        Err(happened) => {
            let page = render(&state, &desk, &loaded, &asked, *happened);
            Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// Takes the step; gives the fragment where it shows.
fn step(loaded: &mut Loaded, fields: &Fields, locale: Locale) -> Result<String, Box<Happened>> {
    let code = fields.line("code");
    let refuse = |r| {
        Box::new(Happened {
            message: Some(say(r, locale)),
            ..Happened::default()
        })
    };
    let item = |code: &str| format!("item-{}", code.trim_start_matches('@'));
    let core = loaded.core_codes();
    match fields.raw("action") {
        "add" => loaded
            .body
            .add(&code, &core)
            .map(|()| format!("bank-{}", fields.line("open")))
            .map_err(refuse),
        "remove" => loaded
            .body
            .remove(&code)
            .map(|()| "order".to_owned())
            .map_err(refuse),
        "up" => loaded.body.up(&code).map(|()| item(&code)).map_err(refuse),
        "down" => loaded.body.down(&code).map(|()| item(&code)).map_err(refuse),
        "title" => {
            let mut form = fields.kept();
            let title = titles::read(fields, &mut form, locale);
            match form.errors.first() {
                None => {
                    loaded.body.title = title;
                    Ok("main".to_owned())
                }
                Some((_, why)) => Err(Box::new(Happened {
                    message: Some(why.clone()),
                    ..Happened::default()
                })),
            }
        }
        "own" => {
            let mut form = fields.kept();
            match own_form::read(fields, &mut form, locale) {
                Some(own) => loaded
                    .body
                    .add_own(&loaded.id, own)
                    .map(|code| item(&code))
                    .map_err(refuse),
                None => Err(Box::new(Happened {
                    own: Some(form),
                    ..Happened::default()
                })),
            }
        }
        _ => Err(Box::new(Happened {
            message: Some(WHAT.get(locale).to_owned()),
            ..Happened::default()
        })),
    }
}

fn say(refusal: Refusal, locale: Locale) -> String {
    match refusal {
        Refusal::Unknown => UNKNOWN.get(locale).to_owned(),
        Refusal::There => THERE.get(locale).to_owned(),
        Refusal::NotThere => NOT_THERE.get(locale).to_owned(),
        Refusal::AtTheEnd => AT_THE_END.get(locale).to_owned(),
        Refusal::TooMany(n) => TOO_MANY.fill(locale, &[("n", &n.to_string())]),
    }
}

fn back(id: &str, asked: &Asked, place: &str) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("q", &asked.q), ("open", &asked.open)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    see_other(&format!("/surveys/drafts/{id}{mark}{query}#{}", encode(place)))
}
