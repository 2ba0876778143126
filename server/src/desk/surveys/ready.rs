//! The ready-made questionnaires, as something to choose.

use app::{
    desk::surveys::{length, round::Ready},
    words::{Locale, Words},
};
use survey::content::{FORMS, ready_form};

use super::compile::asked;

/// The starting point without items.
pub const EMPTY: &str = "empty";
const NOTHING: Words = Words("从空白开始", "從空白開始", "Nothing yet");
const NOTHING_ABOUT: Words = Words(
    "自己从题库里挑。",
    "自己從題庫裡挑。",
    "Choose every item from the bank.",
);

/// short, rotating, full; with `empty` also nothing.
pub fn forms(empty: bool, locale: Locale) -> Vec<Ready> {
    let tag = locale.tag();
    let mut rows: Vec<Ready> = FORMS
        .iter()
        .filter_map(|f| {
            let version = ready_form(&f.id, "ready", 1)?;
            let name = format!(
                "{} · {}",
                f.name.get(tag),
                length(locale, asked(&version).0, version.seconds())
            );
            Some(Ready {
                id: f.id.clone(),
                name,
                about: f.about.get(tag).to_owned(),
            })
        })
        .collect();
    if empty {
        let (name, about) = (
            NOTHING.get(locale).to_owned(),
            NOTHING_ABOUT.get(locale).to_owned(),
        );
        rows.push(Ready {
            id: EMPTY.to_owned(),
            name,
            about,
        });
    }
    rows
}
