//! `GET` and `POST /surveys/{wave}/paper/type/{pass}`: one pass of one sheet.

use app::{
    desk::surveys::{
        form::Form,
        paper::{
            entry::{EntryPage, FIRST, SECOND, page},
            mistake,
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
use store::{PaperSheet, Pass};
use survey::paper::{Serial, differences};

use super::{
    super::{encode, fields::Fields, see_other, with_status},
    room::{Room, Sheet},
    take::{self, Took},
};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The sheet in hand.
    serial: Option<String>,
    /// The sheet just saved.
    saved: Option<String>,
    /// What became of it.
    did: Option<String>,
}

const THERE_ONCE: Words = Words(
    "{serial} 号的第一遍已经录了；要重录，先撤掉",
    "{serial} 號的第一遍已經錄了；要重錄，先撤掉",
    "The first pass of sheet {serial} is typed; undo it to type it anew",
);
const THERE_TWICE: Words = Words(
    "{serial} 号已经录了两遍，不用再录",
    "{serial} 號已經錄了兩遍，不用再錄",
    "Sheet {serial} has been typed twice; there is no third time",
);
const THERE_IN: Words = Words(
    "{serial} 号已经收进来了，不用再录",
    "{serial} 號已經收進來了，不用再錄",
    "Sheet {serial} is taken in; there is nothing more to type",
);
const NO_FIRST: Words = Words(
    "{serial} 号还没录第一遍",
    "{serial} 號還沒錄第一遍",
    "Sheet {serial} has no first pass yet",
);
/// What became of a sheet: code in the address, words, can it still be undone.
const DID: [(&str, Words, bool); 5] = [
    (
        "once",
        Words(
            "{serial} 号第一遍存好了",
            "{serial} 號第一遍存好了",
            "First pass of {serial} saved",
        ),
        true,
    ),
    (
        "in",
        Words(
            "{serial} 号两遍一样，收进来了",
            "{serial} 號兩遍一樣，收進來了",
            "{serial}: both passes agree, taken in",
        ),
        false,
    ),
    (
        "differs",
        Words(
            "{serial} 号两遍不一样，放进了核对单",
            "{serial} 號兩遍不一樣，放進了核對單",
            "{serial}: the passes differ, it is on the list",
        ),
        true,
    ),
    (
        "not_open",
        Words(
            "{serial} 号两遍一样，等调查开始再收",
            "{serial} 號兩遍一樣，等調查開始再收",
            "{serial}: both passes agree; it waits until the survey opens",
        ),
        false,
    ),
    (
        "refused",
        Words(
            "{serial} 号两遍一样，但现在收不进来，先留着",
            "{serial} 號兩遍一樣，但現在收不進來，先留著",
            "{serial}: both passes agree, but it cannot be taken in now; it is kept",
        ),
        false,
    ),
];

/// The code in the address.
pub fn code(took: Took) -> &'static str {
    match took {
        Took::In => "in",
        Took::NotOpen => "not_open",
        Took::Refused => "refused",
    }
}

/// What became of a sheet, in words: for a serial of this wave only.
pub fn said(room: &Room, serial: &str, did: &str, locale: Locale) -> Option<(String, String, bool)> {
    let serial = room.serial(serial).ok()?.shown(&room.wave.id);
    let (_, words, undoable) = DID.iter().find(|(code, ..)| *code == did)?;
    let words = words.fill(locale, &[("serial", &serial)]);
    Some((serial, words, *undoable))
}

fn pass_of(word: &str) -> Result<Pass, PageError> {
    match word {
        "first" => Ok(Pass::First),
        "second" => Ok(Pass::Second),
        _ => Err(PageError::NotFound),
    }
}

/// May this pass of this sheet be typed?
fn hindrance(pass: Pass, sheet: Option<&PaperSheet>) -> Option<Words> {
    match (pass, sheet) {
        (_, Some(s)) if s.taken => Some(THERE_IN),
        (_, Some(s)) if s.second.is_some() => Some(THERE_TWICE),
        (Pass::First, Some(_)) => Some(THERE_ONCE),
        (Pass::Second, None) => Some(NO_FIRST),
        _ => None,
    }
}

/// Which sheet, then its fields, all empty whatever the other pass says.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path((wave, pass)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let pass = pass_of(&pass)?;
    let room = Room::load(&state, &scope, &wave).await?;
    let said = asked
        .saved
        .as_deref()
        .zip(asked.did.as_deref())
        .and_then(|(serial, did)| said(&room, serial, did, desk.locale));
    let Some(typed) = asked.serial else {
        return Ok(draw(&state, &desk, &room, pass, None, said, Form::default()));
    };
    match usable(&state, &room, pass, &typed, desk.locale).await? {
        Ok(sheet) => Ok(draw(
            &state,
            &desk,
            &room,
            pass,
            Some(&sheet),
            None,
            Form::default(),
        )),
        Err(why) => {
            let mut form = Form::default();
            form.set("serial", typed.chars().take(20).collect::<String>());
            form.refuse("serial", why);
            let page = draw(&state, &desk, &room, pass, None, None, form);
            Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// Keeps a pass; after the second one the sheet is taken in, or goes to the list of differences.
pub async fn save(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path((wave, word)): Path<(String, String)>,
    body: Bytes,
) -> PageResult {
    let pass = pass_of(&word)?;
    let room = Room::load(&state, &scope, &wave).await?;
    let fields = Fields::parse(&body);
    let typed = fields.line("serial");
    let refuse = |why: String| {
        let mut form = Form::default();
        form.set("serial", typed.chars().take(20).collect::<String>());
        form.refuse("serial", why);
        let page = draw(&state, &desk, &room, pass, None, None, form);
        Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
    };
    let sheet = match usable(&state, &room, pass, &typed, desk.locale).await? {
        Ok(sheet) => sheet,
        Err(why) => return refuse(why),
    };
    let answers = match sheet.read(&fields, None, Default::default()) {
        Ok(answers) => answers,
        Err(wrong) => {
            let mut form = fields.kept();
            for (name, what) in wrong {
                form.refuse(&name, mistake(&what, desk.locale));
            }
            let page = draw(&state, &desk, &room, pass, Some(&sheet), None, form);
            return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let serial = sheet.serial;
    if !state
        .store
        .paper_pass(&room.wave.id, serial.0, pass, &answers)
        .await?
    {
        let there = state.store.paper_sheet(&room.wave.id, serial.0).await?;
        let why = hindrance(pass, there.as_ref()).unwrap_or(NO_FIRST);
        return refuse(why.fill(desk.locale, &[("serial", &serial.shown(&room.wave.id))]));
    }
    let did = match pass {
        Pass::First => "once",
        Pass::Second => after_second(&state, &room, &sheet).await?,
    };
    Ok(see_other(&format!(
        "/surveys/{}/paper/type/{word}?saved={}&did={did}",
        encode(&room.wave.id),
        serial.shown(&room.wave.id)
    )))
}

async fn after_second(state: &AppState, room: &Room, sheet: &Sheet) -> Result<&'static str, PageError> {
    let found = state.store.paper_sheet(&room.wave.id, sheet.serial.0).await?;
    let Some((first, second)) = found.and_then(|s| s.first.zip(s.second)) else {
        return Err(PageError::NotFound); // undone by somebody else just now
    };
    if differences(&sheet.form, &first, &second).is_empty() {
        return Ok(code(take::agree(state, room, sheet, first).await?));
    }
    Ok("differs")
}

/// The sheet of a serial as typed, if this pass of it may be typed.
async fn usable(
    state: &AppState,
    room: &Room,
    pass: Pass,
    typed: &str,
    locale: Locale,
) -> Result<Result<Sheet, String>, PageError> {
    let serial: Serial = match room.serial(typed) {
        Ok(serial) => serial,
        Err(why) => return Ok(Err(why.get(locale).to_owned())),
    };
    let there = state.store.paper_sheet(&room.wave.id, serial.0).await?;
    if let Some(why) = hindrance(pass, there.as_ref()) {
        return Ok(Err(why.fill(locale, &[("serial", &serial.shown(&room.wave.id))])));
    }
    Sheet::load(state, room, serial).await.map(Ok)
}

fn draw(
    state: &AppState,
    desk: &Desk,
    room: &Room,
    pass: Pass,
    sheet: Option<&Sheet>,
    saved: Option<(String, String, bool)>,
    form: Form,
) -> Response {
    let shown = EntryPage {
        of: room.of(state, desk.locale),
        second: pass == Pass::Second,
        lang: sheet.map(|s| s.lang.clone()).unwrap_or_default(),
        serial: sheet.map(|s| s.serial.shown(&room.wave.id)),
        village: sheet.and_then(|s| s.village.as_ref().map(|(name, _)| name.clone())),
        fields: sheet.map(|s| s.fields(None, None)).unwrap_or_default(),
        saved,
        form,
    };
    let name = if shown.second { SECOND } else { FIRST }.get(desk.locale);
    let title = format!("{name} · {}", shown.of.title);
    let shell = desk
        .shell(state, &title, Some(app::desk::shell::Room::Surveys), &room.areas)
        .refused(!shown.form.is_fine());
    desk.page(&shell, || page(shown))
}
