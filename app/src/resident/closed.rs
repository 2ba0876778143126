//! After closing: thanks, and a way out for answers that still wait on the phone.

use leptos::prelude::*;
use survey::{Answers, Form, content::NOTICE};

use super::{
    day_words,
    document::Chrome,
    form::{Outbox, Seed},
    phrases::full_width,
    script::script,
    wording::{self, fill},
    words_of::form_words,
};
use crate::{
    render::{Assets, to_html},
    words::Words,
};

/// Everything the page of a closed wave shows.
#[derive(Clone, Copy, Debug)]
pub struct ClosedPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// Wave.
    pub wave: &'a str,
    /// Title of the survey.
    pub title: &'a str,
    /// Day it closed, `YYYY-MM-DD`.
    pub closed_on: &'a str,
    /// Last day on which started answers still count, `YYYY-MM-DD`; none once that is over.
    pub grace_until: Option<&'a str>,
    /// Day the county took it back, `YYYY-MM-DD`; none where it did not.
    pub withdrawn_on: Option<&'a str>,
    /// Where the browser's part is; empty: no script.
    pub assets: &'a Assets,
}

/// Of a survey that was taken back.
pub const WITHDRAWN: Words = Words(
    "这次调查已经撤回，收到的答卷不计入任何结果。",
    "這次調查已經撤回，收到的答卷不計入任何結果。",
    "This survey was taken back; no answers to it count in any result.",
);
const WITHDRAWN_ON: Words = Words(
    "这次调查{day}已经撤回，谢谢您来看看。",
    "這次調查{day}已經撤回，謝謝您來看看。",
    "This survey was taken back on {day}. Thank you for coming.",
);

/// The whole document. Unlike a plain message it carries the script: answers finished before closing and kept on a
/// phone without a network are sent when their owner comes back here.
pub fn closed_page(page: &ClosedPage<'_>) -> String {
    let chrome = page.chrome;
    let lang = chrome.lang;
    let day = day_words(lang, page.closed_on);
    let said = match (page.withdrawn_on, page.grace_until) {
        (Some(day), _) => fill(chrome.say(WITHDRAWN_ON), &[("day", &day_words(lang, day))]),
        (None, None) => NOTICE.message("wave_closed").fill(lang, &[("closes", &day)]),
        (None, Some(until)) => {
            let until = day_words(lang, until);
            let facts = [("closes", day.as_str()), ("grace", until.as_str())];
            NOTICE.message("wave_closing").fill(lang, &facts)
        }
    };
    let said = full_width(lang, &said);
    let title = full_width(lang, page.title);
    let seed = Seed {
        form: Form {
            wave: page.wave.to_owned(),
            version: 0,
            lang: lang.to_owned(),
            title: String::new(),
            questions: Vec::new(),
        },
        words: form_words(lang),
        id: String::new(),
        problems: Vec::new(),
        kept: Answers::default(),
    };
    let script = script(chrome, page.assets, &seed, None);
    let app = to_html(move || view! { <Outbox seed=seed/> });
    let heading = wording::heading(&said);
    let kicker = title.clone();
    let main = view! {
        <main>
            <div id="minxin-app" inner_html=app></div>
            <p class="kicker">{kicker}</p>
            <h1>{heading}</h1>
        </main>
    }
    .into_any();
    chrome.document(&[&said, " – ", title.as_str()].concat(), "", "", main, &script)
}
