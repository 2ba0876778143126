//! Looking a receipt up: received, counted, kept apart, or unknown.

use leptos::prelude::*;
use survey::content::NOTICE;

use super::{closed::WITHDRAWN, document::Chrome, phrases::full_width, wording};
use crate::words::{Locale, Words};

/// What became of the answers behind a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Stored, and counted in the results.
    Counted,
    /// Stored, and counted once the survey is over.
    Received,
    /// A newer set took its place.
    Replaced,
    /// Came after closing, kept apart.
    Late,
    /// Two sets under one id, both kept.
    BothKept,
    /// Of a survey that the county took back: stored, and in no result.
    Withdrawn,
    /// No such receipt.
    Unknown,
}

impl State {
    /// Are the answers in the results, or will they be?
    pub fn counts(self) -> bool {
        matches!(self, Self::Counted | Self::Received)
    }

    /// The sentence for residents.
    pub fn in_words(self, lang: &str) -> String {
        let id = match self {
            Self::Withdrawn => {
                return WITHDRAWN
                    .get(Locale::nearest(lang).unwrap_or_default())
                    .to_owned();
            }
            Self::Received => return RECEIVED.get(Locale::nearest(lang).unwrap_or_default()).to_owned(),
            Self::Counted => "counted",
            Self::Replaced => "replaced",
            Self::Late => "late",
            Self::BothKept => "different_answers_same_id",
            Self::Unknown => "unknown",
        };
        // “replaced” is a message and a state; the state is the shorter one
        let state = NOTICE.receipt.states.iter().find(|s| s.id == id).map(|s| &s.text);
        full_width(lang, state.unwrap_or_else(|| NOTICE.message(id)).get(lang))
    }
}

/// Everything the page of a receipt shows.
#[derive(Clone, Copy, Debug)]
pub struct CheckPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// The code as it was asked for; empty for the empty form.
    pub asked: &'a str,
    /// What is known about it; none for the empty form.
    pub state: Option<State>,
}

/// As the page said when the answers were sent.
const RECEIVED: Words = Words("已收到，已计入", "已收到，已計入", "Received and counted");
const TITLE: Words = Words("查回执码", "查回執碼", "Check a receipt code");
const ENTER: Words = Words("回执码，12 位", "回執碼，12 位", "Receipt code, 12 characters");
const LOOK: Words = Words("查一查", "查一查", "Check");
const SHOWS: Words = Words(
    "回执码只查得到收到了没有、算进去没有，查不出您是谁、怎么答的。",
    "回執碼只查得到收到了沒有、算進去沒有，查不出您是誰、怎麼答的。",
    "A receipt code tells whether answers were received and counted, never who you are or how you answered.",
);
const AGAIN: Words = Words(
    "请核对一下：字母和数字一共 12 位，横线和大小写不要紧。",
    "請核對一下：字母和數字一共 12 位，橫線和大小寫不要緊。",
    "Please compare it once more: 12 letters and digits; hyphens and case do not matter.",
);

/// The whole document; the form sends `GET /check?receipt=…`.
pub fn check_page(page: &CheckPage<'_>) -> String {
    let chrome = page.chrome;
    let lang = chrome.lang;
    let known = page.state.filter(|s| *s != State::Unknown);
    let said = page.state.map(|s| s.in_words(lang));
    let title = said.clone().unwrap_or_else(|| chrome.say(TITLE).to_owned());
    let heading = wording::heading(&title);
    let label = NOTICE.receipt.title.get(lang);
    let code = known.map(|_| {
        view! { <div class="code"><p>{label}</p><output>{page.asked.to_owned()}</output></div> }
    });
    let again = (page.state == Some(State::Unknown)).then(|| view! { <p>{chrome.say(AGAIN)}</p> });
    let entered = if known.is_some() {
        String::new()
    } else {
        page.asked.to_owned()
    };
    let main = view! {
        <main>
            <h1>{heading}</h1>
            {code}
            {again}
            <p>{chrome.say(SHOWS)}</p>
            <form class="check" method="get" action="/check">
                <label for="receipt">{chrome.say(ENTER)}</label>
                <input
                    class="field"
                    id="receipt"
                    name="receipt"
                    value=entered
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                />
                <input type="hidden" name="lang" value=lang.to_owned()/>
                <button class="btn primary">{chrome.say(LOOK)}</button>
            </form>
        </main>
    }
    .into_any();
    chrome.document(&title, "", "", main, "")
}
