//! `GET` and `POST /surveys/{wave}/paper/differences`: the next sheet whose passes differ, decided from the paper.

use app::desk::{
    shell,
    surveys::{
        form::Form,
        paper::{
            differences::{DifferencesPage, page},
            mistake,
        },
    },
};
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use store::PaperState;
use survey::{
    Answers,
    paper::{Serial, differences},
};

use super::{
    super::{encode, fields::Fields, see_other, with_status},
    entry,
    room::{Room, Sheet},
    take,
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
    saved: Option<String>,
    did: Option<String>,
}

/// The sheet with the lowest serial on the list.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(wave): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let done = asked
        .saved
        .as_deref()
        .zip(asked.did.as_deref())
        .and_then(|(serial, did)| entry::said(&room, serial, did, desk.locale))
        .map(|(_, words, _)| words);
    let list = list(&state, &room).await?;
    let next = match list.first() {
        None => None,
        Some(serial) => Some(compared(&state, &room, *serial).await?),
    };
    Ok(draw(
        &state,
        &desk,
        &room,
        next.as_ref(),
        list.len(),
        done,
        Form::default(),
    ))
}

/// What the paper says of each item that differs; then the sheet is taken in.
pub async fn decide(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(wave): Path<String>,
    body: Bytes,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let fields = Fields::parse(&body);
    let serial = room
        .serial(&fields.line("serial"))
        .map_err(|why| PageError::Bad(why.get(desk.locale).to_owned()))?;
    let list = list(&state, &room).await?;
    let here = format!("/surveys/{}/paper/differences", encode(&room.wave.id));
    if !list.contains(&serial) {
        return Ok(see_other(&here)); // decided already, or undone
    }
    let found = compared(&state, &room, serial).await?;
    match found
        .sheet
        .read(&fields, Some(&found.differ), found.first.clone())
    {
        Ok(answers) => {
            let took = take::agree(&state, &room, &found.sheet, answers).await?;
            Ok(see_other(&format!(
                "{here}?saved={}&did={}",
                serial.shown(&room.wave.id),
                entry::code(took)
            )))
        }
        Err(wrong) => {
            let mut form = fields.kept();
            for (name, what) in wrong {
                form.refuse(&name, mistake(&what, desk.locale));
            }
            let page = draw(&state, &desk, &room, Some(&found), list.len(), None, form);
            Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

struct Compared {
    sheet: Sheet,
    first: Answers,
    second: Answers,
    differ: Vec<String>,
}

async fn list(state: &AppState, room: &Room) -> Result<Vec<Serial>, PageError> {
    let states = state.store.paper_states(&room.wave.id).await?;
    let twice = states.into_iter().filter(|(_, s)| *s == PaperState::Twice);
    Ok(twice.map(|(serial, _)| Serial(serial)).collect())
}

async fn compared(state: &AppState, room: &Room, serial: Serial) -> Result<Compared, PageError> {
    let sheet = Sheet::load(state, room, serial).await?;
    let found = state.store.paper_sheet(&room.wave.id, serial.0).await?;
    let (first, second) = found
        .and_then(|s| s.first.zip(s.second))
        .ok_or(PageError::NotFound)?;
    let differ = differences(&sheet.form, &first, &second);
    Ok(Compared {
        sheet,
        first,
        second,
        differ,
    })
}

fn draw(
    state: &AppState,
    desk: &Desk,
    room: &Room,
    found: Option<&Compared>,
    left: usize,
    done: Option<String>,
    form: Form,
) -> Response {
    let shown = DifferencesPage {
        of: room.of(state, desk.locale),
        lang: found.map(|f| f.sheet.lang.clone()).unwrap_or_default(),
        serial: found.map(|f| f.sheet.serial.shown(&room.wave.id)),
        fields: found
            .map(|f| f.sheet.fields(Some(&f.differ), Some((&f.first, &f.second))))
            .unwrap_or_default(),
        left,
        done,
        form,
    };
    let name = app::desk::surveys::paper::differences::NAME.get(desk.locale);
    let title = format!("{name} · {}", shown.of.title);
    let shell = desk
        .shell(state, &title, Some(shell::Room::Surveys), &room.areas)
        .refused(!shown.form.is_fine());
    desk.page(&shell, || page(shown))
}
