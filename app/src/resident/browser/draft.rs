//! The draft: what is on the form, in `localStorage`, until it is handed to the outbox.

use js_sys::{Array, JSON};

use super::{
    controls::Field,
    platform::{list_of, pairs_of, put_away, stored, take_away, text},
};

/// An unfinished form.
#[derive(Debug)]
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
        let list = Array::from(&JSON::parse(&stored(&key(wave))?).ok()?);
        let draft = Self {
            version: text(&list, 0).parse().ok()?,
            id: text(&list, 1),
            at: text(&list, 2),
            fields: pairs_of(&list.get(3)),
        };
        (draft.version == version && !draft.fields.is_empty()).then_some(draft)
    }

    /// Saves it.
    pub fn save(&self, wave: &str) {
        let list = Array::of4(
            &self.version.to_string().into(),
            &(&self.id).into(),
            &(&self.at).into(),
            &list_of(&self.fields),
        );
        if let Some(json) = JSON::stringify(&list).ok().and_then(|j| j.as_string()) {
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
