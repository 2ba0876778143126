//! A draft with what it leans on: its round, the locked core, the areas. Saved with the next revision.

use std::sync::Arc;

use app::words::{Locale, Words};
use survey::{Area, Round, Version};

use super::{compile, draft::SurveyDraft, fields::Fields, places, plan::Plan};
use crate::{error::PageError, scope::Scope, state::AppState};

/// Reading a draft, changing it and saving it is one step: this process does one such step at a time.
pub static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What kind of draft the store is told.
pub const KIND: &str = "wave";
const OLD: Words = Words(
    "这份草稿读不出来了，请重做一份",
    "這份草稿讀不出來了，請重做一份",
    "This draft cannot be read any more; please make a new one",
);

/// See the module.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Id of the draft, later of its wave and instrument.
    pub id: String,
    /// Last change.
    pub updated: i64,
    /// The draft.
    pub body: SurveyDraft,
    /// Its round.
    pub round: Option<Round>,
    /// The round's core, published when the round was opened.
    pub core: Option<Arc<Version>>,
    /// All areas.
    pub areas: Vec<Area>,
}

/// A draft that this person may see.
///
/// # Errors
/// There is none for this person, it cannot be read back, or what the store says.
pub async fn load(state: &AppState, scope: &Scope, id: &str, locale: Locale) -> Result<Loaded, PageError> {
    let kept = state
        .store
        .draft(id)
        .await?
        .filter(|d| d.kind == KIND)
        .ok_or(PageError::NotFound)?;
    let body: SurveyDraft =
        serde_json::from_str(&kept.body).map_err(|_| PageError::Bad(OLD.get(locale).to_owned()))?;
    let areas = state.store.areas().await?;
    if !scope.covers(&body.area, &areas) {
        return Err(PageError::NotFound);
    }
    let (round, core) = match &body.round {
        None => (None, None),
        Some(id) => {
            let round = places::round(state, scope, id, &areas).await?;
            let core = state
                .cache
                .version(&*state.store, &round.id, 1)
                .await?
                .ok_or(PageError::NotFound)?;
            (Some(round), Some(core))
        }
    };
    Ok(Loaded {
        id: kept.id,
        updated: kept.updated,
        body,
        round,
        core,
        areas,
    })
}

impl Loaded {
    /// Was the form made from this very state?
    pub fn is_fresh(&self, fields: &Fields) -> bool {
        fields.number::<u32>("revision") == Some(self.body.revision)
    }

    /// Codes locked by the round.
    pub fn core_codes(&self) -> Vec<String> {
        compile::codes(self.core.as_deref())
    }

    /// The version it would be published as.
    pub fn version(&self, number: u32) -> Version {
        compile::version(&self.id, number, &self.body, self.core.as_deref())
    }

    /// Days and the rest: the round's, else its own.
    pub fn plan(&self, state: &AppState) -> Plan {
        match &self.round {
            Some(round) => Plan::of_round(round, &state.zone),
            None => self.body.plan.clone().unwrap_or_default(),
        }
    }

    /// Keeps the draft under its next revision.
    ///
    /// # Errors
    /// What the store says.
    pub async fn save(&mut self, state: &AppState) -> store::Result<()> {
        self.body.revision += 1;
        keep(state, &self.id, &self.body).await
    }
}

/// Keeps a draft as it is.
///
/// # Errors
/// What the store says.
pub async fn keep(state: &AppState, id: &str, body: &SurveyDraft) -> store::Result<()> {
    let json = serde_json::to_string(body).map_err(|source| store::Error::Corrupt {
        what: "draft",
        source,
    })?;
    let draft = store::Draft {
        id: id.to_owned(),
        kind: KIND.to_owned(),
        body: json,
        updated: (state.now)(),
    };
    state.store.save_draft(&draft).await
}
