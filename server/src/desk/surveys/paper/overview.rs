//! `/surveys/{wave}/paper`: progress and stacks; a new stack; an unfinished sheet undone; what waits taken in.

use app::{
    desk::{
        shell,
        surveys::{
            form::Form,
            paper::{
                NAME,
                overview::{OverviewPage, Progress, StackRow, page},
            },
        },
    },
    words::{Locale, Words},
};
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use store::{PaperPrint, PaperState};
use survey::{
    AreaCode, languages,
    paper::{MOST, Serial},
};

use super::{
    super::{encode, fields, fields::Fields, places, see_other, with_status},
    room::Room,
    take::{self, Took},
};
use crate::{
    cache,
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What the address may say of what was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    made: Option<u32>,
    undone: Option<String>,
    taken: Option<u32>,
    waiting: Option<u32>,
}

const MADE: Words = Words(
    "编好了 {n} 份，可以打印",
    "編好了 {n} 份，可以列印",
    "{n} {n:sheet|sheets} ready to print",
);
const UNDONE: Words = Words(
    "{serial} 号撤掉了，可以重录",
    "{serial} 號撤掉了，可以重錄",
    "{serial} is undone and can be typed anew",
);
const TAKEN: Words = Words(
    "收进来 {n} 份，还有 {k} 份收不进来",
    "收進來 {n} 份，還有 {k} 份收不進來",
    "{n} taken in, {k} cannot be taken in now",
);
const SHEETS: Words = Words("份数", "份數", "Sheets");
const NO_VILLAGE: Words = Words("没有这个村", "沒有這個村", "There is no such village");
const NO_LANG: Words = Words(
    "问卷没有这种语言",
    "問卷沒有這種語言",
    "The questionnaire does not have this language",
);
const FULL: Words = Words("编号用完了", "編號用完了", "There are no serials left");
const NOTHING_TO_UNDO: Words = Words(
    "{serial} 号没有可以撤的：还没录，或者已经录完",
    "{serial} 號沒有可以撤的：還沒錄，或者已經錄完",
    "There is nothing to undo on {serial}: not typed yet, or finished",
);
const ASKS: Words = Words("不限，纸上问", "不限，紙上問", "Any; the sheet asks");

/// The page.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let done = said(&room, &asked, desk.locale);
    draw(&state, &desk, &room, done, first_form(&room, desk.locale)).await
}

fn said(room: &Room, asked: &Asked, locale: Locale) -> Option<String> {
    let n = |n: u32| n.to_string();
    if let Some(made) = asked.made {
        return Some(MADE.fill(locale, &[("n", &n(made))]));
    }
    if let Some(serial) = &asked.undone {
        let serial = room.serial(serial).ok()?.shown(&room.wave.id);
        return Some(UNDONE.fill(locale, &[("serial", &serial)]));
    }
    let (taken, waiting) = asked.taken.zip(asked.waiting)?;
    Some(TAKEN.fill(locale, &[("n", &n(taken)), ("k", &n(waiting))]))
}

fn first_form(_: &Room, locale: Locale) -> Form {
    let mut form = Form::default();
    form.set("sheets", "50");
    form.set("lang", locale.tag());
    form
}

/// One more stack: its serials follow those before.
pub async fn make(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(wave): Path<String>,
    body: Bytes,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let (fields, locale) = (Fields::parse(&body), desk.locale);
    let mut form = fields.kept();
    let sheets = u32::from(fields::whole(
        &fields,
        &mut form,
        "sheets",
        SHEETS,
        (1, 200),
        locale,
    ));
    let places = cache::places(&room.areas, &room.wave.area);
    let village = fields.line("village");
    let village = Some(village).filter(|v| !v.is_empty());
    if let Some(v) = &village
        && !places.iter().any(|p| &p.code == v)
    {
        form.refuse("village", NO_VILLAGE.get(locale));
    }
    let version = state
        .cache
        .version(&*state.store, &room.wave.instrument, room.wave.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let lang = fields.line("lang");
    if !version.languages.contains(&lang) {
        form.refuse("lang", NO_LANG.get(locale));
    }
    if room.stacks.last().map_or(0, |s| s.last) + sheets > MOST {
        form.refuse("sheets", FULL.get(locale));
    }
    if !form.is_fine() {
        let page = draw(&state, &desk, &room, None, form).await?;
        return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let print = PaperPrint {
        version: room.wave.version,
        lang,
        village: village.as_deref().and_then(AreaCode::parse),
        places,
    };
    let day = state.zone.day((state.now)());
    state
        .store
        .add_paper_stack(&room.wave.id, sheets, &print, &day)
        .await?;
    Ok(see_other(&format!(
        "/surveys/{}/paper?made={sheets}",
        encode(&room.wave.id)
    )))
}

/// An unfinished sheet is forgotten, as if nobody had typed it.
pub async fn undo(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(wave): Path<String>,
    body: Bytes,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let fields = Fields::parse(&body);
    let typed = fields.line("serial");
    let why = match room.serial(&typed) {
        Err(why) => why.get(desk.locale).to_owned(),
        Ok(serial) => {
            let shown = serial.shown(&room.wave.id);
            if state.store.paper_undo(&room.wave.id, serial.0).await? {
                let here = encode(&room.wave.id);
                return Ok(see_other(&format!("/surveys/{here}/paper?undone={shown}")));
            }
            NOTHING_TO_UNDO.fill(desk.locale, &[("serial", &shown)])
        }
    };
    let mut form = first_form(&room, desk.locale);
    form.set("serial", typed.chars().take(20).collect::<String>());
    form.refuse("serial", why);
    let page = draw(&state, &desk, &room, None, form).await?;
    Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
}

/// Sheets that both passes agree on and that waited, e.g. for the opening.
pub async fn take(State(state): State<AppState>, scope: Scope, Path(wave): Path<String>) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let (mut taken, mut waiting) = (0, 0);
    for (serial, at) in state.store.paper_states(&room.wave.id).await? {
        if at == PaperState::Agreed {
            match take::hand_in(&state, &room, Serial(serial)).await? {
                Took::In => taken += 1,
                Took::NotOpen | Took::Refused => waiting += 1,
            }
        }
    }
    Ok(see_other(&format!(
        "/surveys/{}/paper?taken={taken}&waiting={waiting}",
        encode(&room.wave.id)
    )))
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    room: &Room,
    done: Option<String>,
    form: Form,
) -> Result<Response, PageError> {
    let locale = desk.locale;
    let states = state.store.paper_states(&room.wave.id).await?;
    let count = |first: u32, last: u32| {
        let of = |wanted| {
            let here = states
                .iter()
                .filter(|(n, s)| (first..=last).contains(n) && *s == wanted);
            u32::try_from(here.count()).unwrap_or(u32::MAX)
        };
        Progress {
            printed: last + 1 - first,
            once: of(PaperState::Once),
            differ: of(PaperState::Twice),
            waiting: of(PaperState::Agreed),
            taken: of(PaperState::Taken),
        }
    };
    let last = room.stacks.last().map_or(0, |s| s.last);
    let version = state
        .cache
        .version(&*state.store, &room.wave.instrument, room.wave.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let villages = cache::places(&room.areas, &room.wave.area)
        .into_iter()
        .map(|p| (p.code, p.label));
    let shown = OverviewPage {
        of: room.of(state, locale),
        all: count(1, last),
        stacks: room
            .stacks
            .iter()
            .map(|s| StackRow {
                first: s.first,
                serials: (
                    Serial(s.first).shown(&room.wave.id),
                    Serial(s.last).shown(&room.wave.id),
                ),
                village: s.print.village.as_ref().map(|v| places::name(v, &room.areas)),
                lang: languages::name(&s.print.lang).to_owned(),
                day: s.day.clone(),
                progress: count(s.first, s.last),
            })
            .collect(),
        villages: std::iter::once((String::new(), ASKS.get(locale).to_owned()))
            .chain(villages)
            .collect(),
        languages: version
            .languages
            .iter()
            .map(|l| (l.clone(), languages::name(l).to_owned()))
            .collect(),
        done,
        form,
    };
    let shell = desk
        .shell(state, NAME.get(locale), Some(shell::Room::Surveys), &room.areas)
        .refused(!shown.form.is_fine());
    Ok(desk.page(&shell, || page(shown)))
}
