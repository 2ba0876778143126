//! The draft: what is on the form, in `localStorage`, until it is handed to the outbox.

use serde::{Deserialize, Serialize};

use super::{
    controls::Field,
    platform::{put_away, stored, take_away},
};

/// An unfinished form.
#[derive(Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Version it was begun with.
    pub version: u32,
    /// Id, which decided block and order.
    pub id: String,
    /// Code of the item on the screen.
    pub at: String,
    /// Fields filled so far.
    pub fields: Vec<Field>,
}

fn key(wave: &str) -> String {
    ["minxin.draft.", wave].concat()
}

impl Draft {
    /// The draft of a wave, if it was begun with this version.
    pub fn load(wave: &str, version: u32) -> Option<Self> {
        let draft: Self = serde_json::from_str(&stored(&key(wave))?).ok()?;
        (draft.version == version && !draft.fields.is_empty()).then_some(draft)
    }

    /// Saves it.
    pub fn save(&self, wave: &str) {
        if let Ok(json) = serde_json::to_string(self) {
            put_away(&key(wave), &json);
        }
    }
}

/// Forgets the draft of a wave.
pub fn forget(wave: &str) {
    take_away(&key(wave));
}

/// Remembers that these answers left the form: going back must not send others under the same id.
pub fn remember_sent(wave: &str, id: &str) {
    put_away(&["minxin.sent.", wave].concat(), id);
}

/// The id that left last.
pub fn sent(wave: &str) -> Option<String> {
    stored(&["minxin.sent.", wave].concat())
}
