//! A page of the desk that cannot be shown: what is the matter and what to do, in the reader's language.

use leptos::prelude::*;

use super::parts::phrases;
use crate::words::{Locale, Words};

/// What is the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No such page.
    NotFound,
    /// The data cannot be read or written just now.
    Unreachable,
    /// What was asked cannot be done; why, as the engine says it.
    Bad(String),
}

const NOT_FOUND: Words = Words("没有这个页面", "沒有這個頁面", "There is no such page");
const MISTYPED: Words = Words(
    "地址可能写错了，或者原来在这里的已经不在了。",
    "地址可能寫錯了，或者原來在這裡的已經不在了。",
    "The address may be mistyped, or what stood here is gone.",
);
const UNREACHABLE: Words = Words(
    "现在读写不了数据",
    "現在讀寫不了資料",
    "The data cannot be reached just now",
);
const AGAIN: Words = Words(
    "已有的数据没有变动。请稍后再试。",
    "已有的資料沒有變動。請稍後再試。",
    "What is stored has not changed. Try again shortly.",
);
const BAD: Words = Words("这样做不到", "這樣做不到", "This cannot be done");
const HOME: Words = Words("回到总览", "回到總覽", "Back to the overview");

/// The title of the page.
pub fn title(locale: Locale, fault: &Fault) -> &'static str {
    match fault {
        Fault::NotFound => NOT_FOUND,
        Fault::Unreachable => UNREACHABLE,
        Fault::Bad(_) => BAD,
    }
    .get(locale)
}

/// The page's body.
pub fn view(locale: Locale, fault: &Fault) -> AnyView {
    let said = match fault {
        Fault::NotFound => view! { <p>{MISTYPED.get(locale)}</p> }.into_any(),
        Fault::Unreachable => view! { <p>{AGAIN.get(locale)}</p> }.into_any(),
        Fault::Bad(why) => view! { <p lang="en">{why.clone()}</p> }.into_any(),
    };
    view! {
        <header class="stack"><h1>{phrases(title(locale, fault))}</h1></header>
        {said}
        <p><a class="btn" href="/">{HOME.get(locale)}</a></p>
    }
    .into_any()
}
