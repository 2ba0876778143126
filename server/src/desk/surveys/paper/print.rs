//! `GET /surveys/{wave}/paper/stacks/{first}`: the sheets of a stack, to print.

use app::{
    desk::surveys::paper::sheet::{self, Printed, StackDocument, document},
    words::Locale,
};
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse},
};
use survey::paper::Serial;

use super::{
    super::{encode, places},
    room::{Room, Sheet},
};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// See the module.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path((wave, first)): Path<(String, u32)>,
) -> PageResult {
    let room = Room::load(&state, &scope, &wave).await?;
    let stack = room
        .stacks
        .iter()
        .find(|s| s.first == first)
        .ok_or(PageError::NotFound)?;
    let version = state
        .cache
        .version(&*state.store, &room.wave.instrument, stack.print.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let sheets = (stack.first..=stack.last)
        .map(|n| printed(&room, &Sheet::new(&room, stack, version.clone(), Serial(n))))
        .collect();
    let lang = stack.print.lang.clone();
    let area = places::name(&room.wave.area, &room.areas);
    let place = match &stack.print.village {
        Some(village) => format!("{area} · {}", places::name(village, &room.areas)),
        None => area,
    };
    let a = &room.wave.approval;
    let approval: Vec<&str> = [&a.form_number, &a.issued_by, &a.approval_number, &a.valid_until]
        .into_iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    let shown = StackDocument {
        locale: Locale::nearest(&lang).unwrap_or(desk.locale),
        reader: desk.locale,
        back: format!("/surveys/{}/paper", encode(&room.wave.id)),
        title: room.wave.title.get(&lang).to_owned(),
        place,
        asker: room.wave.asker.clone(),
        approval: approval.join(" · "),
        sheets,
        assets: (*state.assets).clone(),
        lang,
    };
    Ok(Html(document(shown)).into_response())
}

fn printed(room: &Room, sheet: &Sheet) -> sheet::Sheet {
    let questions = sheet.form.questions.iter().map(|q| Printed {
        text: q.text.clone(),
        note: q.note.clone(),
        kind: q.kind.clone(),
        options: sheet.options(q),
        only: sheet.only(q),
    });
    sheet::Sheet {
        serial: sheet.serial.shown(&room.wave.id),
        questions: questions.collect(),
    }
}
