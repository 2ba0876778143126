//! A title in up to three languages; one is enough.

use std::collections::BTreeMap;

use app::{
    desk::surveys::form::Form,
    words::{Locale, Words},
};
use survey::Text;

use super::fields::{Fields, short};

/// Most characters of a title.
pub const MAX_TITLE: usize = 120;
const TITLE: Words = Words("标题", "標題", "Title");
const MISSING: Words = Words(
    "请写标题，一种语言就行",
    "請寫標題，一種語言就行",
    "Title: please write one, in any language",
);

/// Reads `title.{lang}`; says what is wrong in `form`.
pub fn read(fields: &Fields, form: &mut Form, locale: Locale) -> Text {
    let mut title = BTreeMap::new();
    for l in Locale::ALL {
        let words = short(
            fields,
            form,
            &format!("title.{}", l.tag()),
            TITLE,
            MAX_TITLE,
            locale,
        );
        if !words.is_empty() {
            title.insert(l.tag().to_owned(), words);
        }
    }
    if title.is_empty() {
        form.refuse(&format!("title.{}", locale.tag()), MISSING.get(locale));
    }
    Text(title)
}

/// Puts a title into a form.
pub fn write(title: &Text, form: &mut Form) {
    for (lang, words) in &title.0 {
        form.set(&format!("title.{lang}"), words.clone());
    }
}
