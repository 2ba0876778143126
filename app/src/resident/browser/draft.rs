//! The draft: what is on the form until it is finished, encrypted in the phone's store.
//!
//! Where nothing can be encrypted it is nowhere but on the form, and the page says so.

use js_sys::{Array, JSON};
use survey::SubmissionId;

use ::outbox::Event;

use super::{
    controls::Field,
    phone,
    platform::{can_keep, drafts, list_of, pairs_of, put_away, stored, take_away, text},
};

/// An unfinished form.
#[derive(Clone, Debug)]
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

/// Where the first version of this page kept it.
fn key(wave: &str) -> String {
    ["minxin.draft.", wave].concat()
}

impl Draft {
    /// The draft of a wave that was begun with this version: the one with this id before any other.
    pub async fn find(wave: &str, version: u32, id: &str) -> Option<Self> {
        let mut all = Self::all(wave).await;
        all.retain(|d| d.version == version);
        let place = all.iter().position(|d| d.id == id).unwrap_or(0);
        (place < all.len()).then(|| all.swap_remove(place))
    }

    /// A draft of a wave, whatever its version.
    pub async fn any(wave: &str) -> Option<Self> {
        Self::all(wave).await.into_iter().next()
    }

    async fn all(wave: &str) -> Vec<Self> {
        let mine = |(id, text): (String, String)| Self::read(wave, &text).map(|d| Self { id, ..d });
        let mut all: Vec<_> = pairs_of(&drafts().await).into_iter().filter_map(mine).collect();
        all.extend(Self::old(wave));
        all.retain(|d| !d.fields.is_empty());
        all
    }

    /// `[wave, version, id, at, fields]`
    fn read(wave: &str, json: &str) -> Option<Self> {
        let list = Array::from(&JSON::parse(json).ok()?);
        (text(&list, 0) == wave).then_some(())?;
        Self::listed(&list, 1)
    }

    fn listed(list: &Array, from: u32) -> Option<Self> {
        Some(Self {
            version: text(list, from).parse().ok()?,
            id: text(list, from + 1),
            at: text(list, from + 2),
            fields: pairs_of(&list.get(from + 3)),
        })
    }

    /// One of the first version of this page, which did not encrypt; it is gone once it is saved anew, or stands on a form
    /// that saves nothing.
    fn old(wave: &str) -> Option<Self> {
        Self::listed(&Array::from(&JSON::parse(&stored(&key(wave))?).ok()?), 0)
    }

    /// Saves it.
    pub fn save(&self, wave: &str) {
        let list = Array::of5(
            &wave.into(),
            &self.version.to_string().into(),
            &(&self.id).into(),
            &(&self.at).into(),
            &list_of(&self.fields),
        );
        let Some(json) = JSON::stringify(&list).ok().and_then(|j| j.as_string()) else {
            return;
        };
        if let Some(id) = SubmissionId::parse(&self.id).filter(|_| can_keep()) {
            phone::feed(Event::Save(id, json));
        }
        take_away(&key(wave));
    }
}

/// Remembers that these answers left the form: going back must not send others under the same id.
pub fn remember_sent(wave: &str, id: &str) {
    put_away(&["minxin.sent.", wave].concat(), id);
}

/// The id that left last.
pub fn sent(wave: &str) -> Option<String> {
    stored(&["minxin.sent.", wave].concat())
}
