//! One way in for every answer: browser, plain form, batches and rescue files.
//!
//! Parse → the answered version → validate → the store's writer, which returns after COMMIT.

use std::{borrow::Cow, sync::Arc};

use seal::Sealed;
use store::{NewSubmission, Recorded};
use survey::{
    Answers, AreaCode, Choice, Envelope, Form, Item, Problem, Receipt, SubmissionId, Version, WaveState,
    submission::payload_hash,
};

use crate::{cache::OpenWave, keys::Locked, lang, state::AppState};

/// Largest body taken, bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Largest plain form taken, bytes: percent-encoding needs nine for one Chinese character.
pub const MAX_FORM: usize = 256 * 1024;

/// What became of a submission that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Derived from the id.
    pub receipt: Receipt,
    /// What the store did.
    pub recorded: Recorded,
    /// Items whose answers are not kept: the other answers say that they were not asked.
    pub left_out: Vec<String>,
}

/// Why a submission was not taken.
#[derive(Debug)]
pub enum Refused {
    /// No such wave.
    UnknownWave,
    /// Not open yet.
    NotOpen(Arc<OpenWave>),
    /// Body over [`MAX_BODY`].
    TooLarge,
    /// Not the JSON of an envelope.
    Malformed(String),
    /// What stands for an answer to this item is none.
    Answer {
        /// Its code.
        item: String,
        /// Machine code.
        reason: &'static str,
    },
    /// The id is not 32 hex digits.
    BadId,
    /// The instrument has no such version.
    UnknownVersion(u32),
    /// Sealed in a way that does not open here.
    Sealed(seal::Error),
    /// Sealed, and not to be opened now through no fault of its own.
    Locked(Locked),
    /// Answers that the form cannot have.
    Invalid(Vec<Problem>),
    /// The store failed.
    Store(store::Error),
}

impl From<store::Error> for Refused {
    fn from(e: store::Error) -> Self {
        Self::Store(e)
    }
}

/// The wave, if it takes answers by now.
///
/// # Errors
/// [`Refused::UnknownWave`], [`Refused::NotOpen`], [`Refused::Store`].
pub async fn door(state: &AppState, wave: &str) -> Result<Arc<OpenWave>, Refused> {
    let now = (state.now)();
    let open = state
        .cache
        .wave(&*state.store, wave, now)
        .await?
        .ok_or(Refused::UnknownWave)?;
    if open.wave.state(now) == WaveState::Upcoming {
        return Err(Refused::NotOpen(open));
    }
    Ok(open)
}

/// Takes one submission.
///
/// # Errors
/// See [`Refused`]; nothing is stored then.
pub async fn take(state: &AppState, wave: &str, id: &str, body: &[u8]) -> Result<Taken, Refused> {
    let open = door(state, wave).await?;
    let (submission, left_out) = read(state, &open, id, body).await?;
    let receipt = submission.id.receipt();
    let recorded = state.store.record(submission).await?;
    state.metrics.taken(&recorded);
    Ok(Taken {
        receipt,
        recorded,
        left_out,
    })
}

/// Takes several submissions of a wave, pairs of id and body, in one transaction; what is wrong with one does not
/// touch the others. The answers are in the order of the items.
///
/// # Errors
/// [`Refused::Store`]: nothing was stored.
pub async fn take_all(
    state: &AppState,
    open: &OpenWave,
    items: &[(&str, &[u8])],
) -> Result<Vec<Result<Taken, Refused>>, Refused> {
    all(state, open, items, false).await
}

/// What [`take_all`] would say; nothing is stored.
///
/// # Errors
/// [`Refused::Store`].
pub async fn look_all(
    state: &AppState,
    open: &OpenWave,
    items: &[(&str, &[u8])],
) -> Result<Vec<Result<Taken, Refused>>, Refused> {
    all(state, open, items, true).await
}

async fn all(
    state: &AppState,
    open: &OpenWave,
    items: &[(&str, &[u8])],
    look: bool,
) -> Result<Vec<Result<Taken, Refused>>, Refused> {
    let (mut looked, mut good) = (Vec::new(), Vec::new());
    for (id, body) in items {
        match read(state, open, id, body).await {
            Ok((submission, left_out)) => {
                looked.push(Ok((submission.id.receipt(), left_out)));
                good.push(submission);
            }
            Err(Refused::Store(e)) => return Err(Refused::Store(e)),
            Err(refused) => looked.push(Err(refused)),
        }
    }
    let recorded = if look {
        state.store.rehearse_all(good).await?
    } else {
        state.store.record_all(good).await?
    };
    let mut recorded = recorded.into_iter();
    let mut answer = |(receipt, left_out)| match recorded.next() {
        Some(Ok(recorded)) => {
            if !look {
                state.metrics.taken(&recorded);
            }
            Ok(Taken {
                receipt,
                recorded,
                left_out,
            })
        }
        Some(Err(e)) => Err(Refused::Store(e)),
        None => Err(Refused::Store(store::Error::Busy)), // the store answers for each of them
    };
    Ok(looked.into_iter().map(|l| l.and_then(&mut answer)).collect())
}

/// Body → the answered version → a row that may be stored, and the items whose answers are not in it.
async fn read(
    state: &AppState,
    open: &OpenWave,
    id: &str,
    body: &[u8],
) -> Result<(NewSubmission, Vec<String>), Refused> {
    if body.len() > MAX_BODY {
        return Err(Refused::TooLarge);
    }
    let id = SubmissionId::parse(id).ok_or(Refused::BadId)?;
    let envelope = envelope(state, &open.wave.id, id, body).await?;
    let version = state
        .cache
        .version(&*state.store, &open.wave.instrument, envelope.version)
        .await?
        .ok_or(Refused::UnknownVersion(envelope.version))?;
    let places = places_then(state, open, &version, &envelope.answers).await?;
    let form = Form::new(&open.wave.id, &version, "", envelope.lang.as_str(), &id, &places);
    let problems = form.problems(&envelope.answers);
    if !problems.is_empty() {
        return Err(Refused::Invalid(problems));
    }
    let now = (state.now)();
    let late = open.wave.state(now).keeps_apart();
    let given: Vec<String> = envelope.answers.0.keys().cloned().collect();
    let row = submission(
        open,
        &version,
        &form,
        id,
        envelope,
        payload_hash(body),
        state.zone.day(now),
        late,
    );
    let left_out = given.into_iter().filter(|code| row.answers.get(code).is_none());
    let left_out = left_out.collect();
    Ok((row, left_out))
}

/// The places to choose from, with those that were answered and are none of the wave's any more: a village may have gone
/// to another township while the device had no network. An area that the county does not know, or one that is no smaller
/// than the wave's own, stays a mistake.
async fn places_then<'a>(
    state: &AppState,
    open: &'a OpenWave,
    version: &Version,
    answers: &Answers,
) -> Result<Cow<'a, [Choice]>, Refused> {
    let of_place = |item: &&Item| {
        let from = version.scale_of(item).and_then(|s| s.options_from.as_deref());
        from == Some("areas_of_the_wave")
    };
    let gone: Vec<String> = version
        .items
        .iter()
        .filter(of_place)
        .filter_map(|item| answers.get(&item.code)?.code())
        .filter(|code| !open.places.iter().any(|p| &p.code == code))
        .collect();
    if gone.is_empty() {
        return Ok(Cow::Borrowed(&open.places));
    }
    let areas = state.store.areas().await?;
    let own = areas.iter().find(|a| a.code == open.wave.area).map(|a| a.level);
    let known = areas
        .into_iter()
        .filter(|a| Some(a.level) > own && gone.iter().any(|g| g == a.code.as_str()))
        .map(|a| Choice {
            code: a.code.to_string(),
            label: a.name,
        });
    Ok(open.places.iter().cloned().chain(known).collect())
}

/// The envelope in a body, opened where it is sealed.
async fn envelope(state: &AppState, wave: &str, id: SubmissionId, body: &[u8]) -> Result<Envelope, Refused> {
    let Some(sealed) = Sealed::read(body).map_err(Refused::Sealed)? else {
        return super::envelope::read(body);
    };
    let pair = match state.keys.pair(&*state.store, sealed.kid()).await {
        Ok(Some(pair)) => pair,
        Ok(None) => return Err(Refused::Sealed(seal::Error::UnknownKey)),
        Err(Locked::Store(e)) => return Err(Refused::Store(e)),
        Err(e) => return Err(Refused::Locked(e)),
    };
    let opened = sealed.open(&pair, wave, id).map_err(Refused::Sealed)?;
    // what is wrong with it is not told in detail: who sends it may not be who answered
    super::envelope::read(&opened)
        .ok()
        .filter(|e: &Envelope| e.version == sealed.version())
        .ok_or(Refused::Sealed(seal::Error::Malformed))
}

#[expect(
    clippy::too_many_arguments,
    reason = "every part of the row is named once, here"
)]
fn submission(
    open: &OpenWave,
    version: &Version,
    form: &Form,
    id: SubmissionId,
    envelope: Envelope,
    hash: [u8; 32],
    day: String,
    late: bool,
) -> NewSubmission {
    let answers = form.without_hidden(envelope.answers);
    let code = |item: &Option<String>| {
        item.as_deref()
            .and_then(|c| answers.get(c))
            .and_then(survey::Value::code)
    };
    let area = code(&version.profile.area)
        .filter(|c| open.places.iter().any(|p| &p.code == c))
        .and_then(|c| AreaCode::parse(&c))
        .unwrap_or_else(|| open.wave.area.clone());
    let (age, sex) = (code(&version.profile.age), code(&version.profile.sex));
    NewSubmission {
        id,
        wave: open.wave.id.clone(),
        version: version.version,
        hash,
        lang: lang::of_version(&version.languages, envelope.lang.as_str()).to_owned(),
        mode: envelope.mode,
        day,
        area,
        age,
        sex,
        weight: 1.0,
        answers,
        late,
        quality: envelope.quality,
    }
}
