//! From two equal passes to an answer like every other: through the one intake, under a random id.

use store::PaperSheet;
use survey::{Answers, Envelope, Mode, paper::Serial};

use super::room::{Room, Sheet};
use crate::{
    error::PageError,
    resident::intake::{self, Refused},
    state::AppState,
};

/// What became of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// It is in.
    In,
    /// The survey is not open yet: it waits.
    NotOpen,
    /// The intake does not take it; it waits for a person.
    Refused,
}

/// Both passes say the same: fixes the id and the body, and hands them in.
///
/// # Errors
/// What the store says; the sheet then waits.
pub async fn agree(
    state: &AppState,
    room: &Room,
    sheet: &Sheet,
    mut answers: Answers,
) -> Result<Took, PageError> {
    if let Some((_, Some((item, village)))) = &sheet.village {
        answers.0.insert(item.clone(), village.clone());
    }
    let envelope = Envelope {
        version: sheet.version.version,
        lang: sheet.lang(),
        mode: Mode::Paper,
        answers,
        quality: None,
    };
    let body = serde_json::to_string(&envelope).map_err(|e| PageError::Bad(e.to_string()))?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    let id = sheet.serial.id(random, sheet.version.blocks.len());
    // of two clerks at one sheet the first one's id stays; both hand in that one
    state
        .store
        .paper_agree(&room.wave.id, sheet.serial.0, id, &body)
        .await?;
    hand_in(state, room, sheet.serial).await
}

/// Hands in an agreed sheet. If the answer was in already, the same id and bytes change nothing.
///
/// # Errors
/// No such sheet, or what the store says.
pub async fn hand_in(state: &AppState, room: &Room, serial: Serial) -> Result<Took, PageError> {
    let found = state.store.paper_sheet(&room.wave.id, serial.0).await?;
    let (id, body) = match found {
        Some(PaperSheet { taken: true, .. }) => return Ok(Took::In),
        Some(PaperSheet {
            agreed: Some(agreed), ..
        }) => agreed,
        _ => return Err(PageError::NotFound),
    };
    match intake::take(state, &room.wave.id, &id.hex(), body.as_bytes()).await {
        Ok(_) => {
            state.store.paper_taken(&room.wave.id, serial.0).await?;
            Ok(Took::In)
        }
        Err(Refused::NotOpen(_)) => Ok(Took::NotOpen),
        Err(Refused::Store(e)) => Err(PageError::Store(e)),
        Err(other) => {
            tracing::error!(refused = ?std::mem::discriminant(&other), "a sheet of paper was not taken in");
            Ok(Took::Refused)
        }
    }
}
