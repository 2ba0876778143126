//! `/surveys/{wave}/paper/differences`: one sheet at a time, the items that two passes typed differently; the paper
//! decides.

use leptos::prelude::*;

use super::{
    Of,
    entry::{Field, HOW, amiss, fields},
};
use crate::{
    desk::{parts::phrases, surveys::form::Form},
    words::Words,
};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct DifferencesPage {
    /// The wave.
    pub of: Of,
    /// Language of the sheet.
    pub lang: String,
    /// The sheet; none when nothing differs.
    pub serial: Option<String>,
    /// The items that differ.
    pub fields: Vec<Field>,
    /// Sheets on the list, this one included.
    pub left: usize,
    /// What was just done.
    pub done: Option<String>,
    /// What was typed.
    pub form: Form,
}

/// Name of the page.
pub const NAME: Words = Words("两遍不一样的", "兩遍不一樣的", "Where two passes differ");
const NOTHING: Words = Words(
    "没有两遍不一样的了",
    "沒有兩遍不一樣的了",
    "Nothing differs any more",
);
const HEADLINE: Words = Words(
    "{serial} 号：{k} 题两遍不一样",
    "{serial} 號：{k} 題兩遍不一樣",
    "Sheet {serial}: {k} {k:item differs|items differ}",
);
const LEFT: Words = Words(
    "连这份还有 {n} 份。找出这张纸，照纸上的打。",
    "連這份還有 {n} 份。找出這張紙，照紙上的打。",
    "{n} {n:sheet|sheets} on the list. Take the paper and type what it says.",
);
const SAVE: Words = Words("定下来，收进来", "定下來，收進來", "Decide and take in");
const AGAIN: Words = Words(
    "这份撤掉，从头录",
    "這份撤掉，從頭錄",
    "Undo this sheet and type it anew",
);
const BACK: Words = Words("回到纸质问卷", "回到紙質問卷", "Back to paper");

/// The page.
pub fn page(page: DifferencesPage) -> AnyView {
    let locale = page.of.locale;
    let headline = match &page.serial {
        None => NOTHING.get(locale).to_owned(),
        Some(serial) => HEADLINE.fill(
            locale,
            &[("serial", serial), ("k", &page.fields.len().to_string())],
        ),
    };
    let body = page.serial.clone().map(|serial| {
        view! {
            <form method="post" action=page.of.at("/differences") class="stack" autocomplete="off" novalidate data-enter="">
                <input type="hidden" name="serial" value=serial.clone()/>
                <p>{LEFT.fill(locale, &[("n", &page.left.to_string())])}</p>
                <p class="muted">{HOW.get(locale)}</p>
                {fields(&page.fields, &page.form, &page.lang, locale)}
                <div class="tools"><button class="btn primary">{SAVE.get(locale)}</button></div>
            </form>
            <form method="post" action=page.of.at("/undo")><input type="hidden" name="serial" value=serial/>
                <button class="btn small">{AGAIN.get(locale)}</button></form>
        }
    });
    view! {
        <header class="stack">{page.of.trail(NAME.get(locale))}<h1>{phrases(&headline)}</h1>{page.of.lateness()}</header>
        {page.done.clone().map(|d| view! { <p role="status" class="did"><b>{d}</b></p> })}
        {amiss(&page.fields, &page.form, locale)}
        {body}
        <p><a class="btn" href=page.of.at("")>{BACK.get(locale)}</a></p>
    }
    .into_any()
}
