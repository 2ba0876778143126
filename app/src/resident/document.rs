//! The frame of every page for residents, and the pages that say one thing.

use leptos::prelude::*;
use survey::{Receipt, content::NOTICE, languages::right_to_left};

use super::{phrases::full_width, said_in, stylesheet::CSS, wording};
use crate::{
    render::{escape, to_html},
    words::{Locale, Words},
};

/// What every page for residents needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Chrome<'a> {
    /// Language of the page.
    pub lang: &'a str,
    /// Languages to switch to: tag, own name.
    pub languages: &'a [(String, String)],
    /// Nonce of this reply's content security policy.
    pub nonce: &'a str,
}

const LANGUAGES: Words = Words("语言", "語言", "Language");

impl Chrome<'_> {
    /// The words in this page's language, or in the nearest the desk has.
    pub(super) fn say(&self, words: Words) -> &'static str {
        words.get(self.locale())
    }

    /// This page's language, or the nearest the desk has.
    pub(super) fn locale(&self) -> Locale {
        Locale::nearest(self.lang).unwrap_or_default()
    }

    /// The language of the words of [`Chrome::say`], where they are not in the page's own.
    pub(super) fn said_in(&self) -> Option<&'static str> {
        said_in(self.lang)
    }

    /// Which way they run, where the page may run the other way.
    pub(super) fn said_from(&self) -> Option<&'static str> {
        self.said_in().map(|_| "ltr")
    }

    /// Links to the same page in the other languages; `keep` is the rest of the query, like `&plain=1`.
    fn languages(&self, keep: &str) -> AnyView {
        if self.languages.len() < 2 {
            return ().into_any();
        }
        let here = self.lang;
        let links = self
            .languages
            .iter()
            .map(|(tag, name)| {
                let current = (tag == here).then_some("true");
                let href = ["?lang=", tag, keep].concat();
                view! {
                    <a href=href lang=tag.clone() hreflang=tag.clone() aria-current=current>{name.clone()}</a>
                }
                .into_any()
            })
            .collect_view();
        view! { <nav class="langs" lang=self.said_in() aria-label=self.say(LANGUAGES)>{links}</nav> }
            .into_any()
    }

    /// A whole document: `head` and `tail` are trusted markup, the views escape their texts.
    pub(super) fn document(&self, title: &str, keep: &str, head: &str, main: AnyView, tail: &str) -> String {
        let style = [
            "<style nonce=\"",
            &escape(self.nonce),
            "\">",
            CSS.as_str(),
            "</style>",
            head,
        ]
        .concat();
        self.framed(title, keep, &style, main, tail)
    }

    /// The same with its style in a file: a document that is kept cannot hold a nonce.
    pub(super) fn linked_document(
        &self,
        title: &str,
        css: &str,
        head: &str,
        main: AnyView,
        tail: &str,
    ) -> String {
        let head = ["<link rel=\"stylesheet\" href=\"", &escape(css), "\">", head].concat();
        self.framed(title, "", &head, main, tail)
    }

    fn framed(&self, title: &str, keep: &str, head: &str, main: AnyView, tail: &str) -> String {
        let languages = self.languages(keep);
        let body = to_html(move || view! { {languages} {main} });
        [
            "<!doctype html><html lang=\"",
            &escape(self.lang),
            if right_to_left(self.lang) { "\" dir=\"rtl" } else { "" },
            "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
            "<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"referrer\" content=\"same-origin\"><title>",
            &escape(title),
            "</title>",
            head,
            "</head><body>",
            &body,
            tail,
            "</body></html>",
        ]
        .concat()
    }
}

/// A page that says one thing.
#[derive(Clone, Copy, Debug)]
pub enum PageMessage<'a> {
    /// The wave opens on this day, `YYYY-MM-DD`.
    NotOpen(&'a str),
    /// The wave closed on this day, `YYYY-MM-DD`.
    Closed(&'a str),
    /// No such survey.
    NotFound,
    /// The body was too large.
    TooLarge,
    /// The answers came after closing and are kept apart.
    Late,
    /// The same id brought other answers; both are kept.
    BothKept(&'a Receipt),
    /// Too many at once: again after this many seconds.
    Busy(u32),
    /// No room left.
    Full,
    /// The form could not be read.
    Unreadable,
}

const NO_SURVEY: Words = Words(
    "没有找到这份问卷。",
    "沒有找到這份問卷。",
    "There is no such survey.",
);
const CHECK_ADDRESS: Words = Words(
    "请再扫一次二维码，或核对网址。",
    "請再掃一次 QR 碼，或核對網址。",
    "Please scan the code again, or check the address.",
);
const BUSY: Words = Words(
    "现在人多，答案还没有收下。",
    "現在人多，答案還沒有收下。",
    "Many people are answering; your answers are not taken yet.",
);
const SEND_AGAIN: Words = Words(
    "请过{seconds}秒，按浏览器的“刷新”再交一次。",
    "請過{seconds}秒，按瀏覽器的「重新整理」再交一次。",
    "Please wait {seconds} s, then reload this page to send them again.",
);
const FULL: Words = Words(
    "服务器存满了，答案还没有收下。",
    "伺服器存滿了，答案還沒有收下。",
    "The server is full; your answers are not taken yet.",
);
const LATER: Words = Words(
    "请不要关掉这个页面，过一会儿再刷新。",
    "請不要關掉這個頁面，過一會兒再重新整理。",
    "Please leave this page open and reload it in a while.",
);
const UNREADABLE: Words = Words(
    "这份答案读不出来，没有收下。",
    "這份答案讀不出來，沒有收下。",
    "These answers could not be read and were not taken.",
);
const BACK: Words = Words(
    "请退回上一页再交一次。",
    "請退回上一頁再交一次。",
    "Please go back and send them again.",
);

/// A page that says one thing; `title` is the survey's, where it is known.
pub fn message_page(chrome: &Chrome<'_>, title: &str, message: PageMessage<'_>) -> String {
    let data = |id: &str, key: &str, day: &str| {
        let day = super::day_words(chrome.lang, day);
        full_width(chrome.lang, &NOTICE.message(id).fill(chrome.lang, &[(key, &day)]))
    };
    let (said, help) = match message {
        PageMessage::NotOpen(day) => (data("wave_not_open", "opens", day), String::new()),
        PageMessage::Closed(day) => (data("wave_closed", "closes", day), String::new()),
        PageMessage::NotFound => (
            chrome.say(NO_SURVEY).to_owned(),
            chrome.say(CHECK_ADDRESS).to_owned(),
        ),
        PageMessage::TooLarge => (data("too_large", "", ""), chrome.say(BACK).to_owned()),
        PageMessage::Late => (data("late_kept_apart", "", ""), String::new()),
        PageMessage::BothKept(_) => (data("different_answers_same_id", "", ""), String::new()),
        PageMessage::Busy(seconds) => (
            chrome.say(BUSY).to_owned(),
            wording::fill(chrome.say(SEND_AGAIN), &[("seconds", &seconds.to_string())]),
        ),
        PageMessage::Full => (chrome.say(FULL).to_owned(), chrome.say(LATER).to_owned()),
        PageMessage::Unreadable => (chrome.say(UNREADABLE).to_owned(), chrome.say(BACK).to_owned()),
    };
    let receipt = match message {
        PageMessage::BothKept(code) => Some(super::receipt::code_and_check(chrome, code)),
        _ => None,
    };
    let title = full_width(chrome.lang, title);
    let kicker = title.clone();
    let heading = wording::heading(&said);
    let main = view! {
        <main>
            <p class="kicker">{kicker}</p>
            <h1 lang=chrome.said_in() dir=chrome.said_from()>{heading}</h1>
            <p lang=chrome.said_in() dir=chrome.said_from()>{help}</p>
            {receipt}
        </main>
    }
    .into_any();
    let title = [said.as_str(), if title.is_empty() { "" } else { " – " }, &title].concat();
    chrome.document(&title, "", "", main, "")
}
