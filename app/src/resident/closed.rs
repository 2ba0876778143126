//! After closing: thanks, and a way out for answers that still wait on the phone.

use leptos::prelude::*;
use survey::{Answers, Form, content::NOTICE};

use super::{
    day_words,
    document::Chrome,
    form::{Outbox, Seed},
    phrases::full_width,
    script::script,
    wording,
    words_of::form_words,
};
use crate::render::{Assets, to_html};

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
    /// Where the browser's part is; empty: no script.
    pub assets: &'a Assets,
}

/// The whole document. Unlike a plain message it carries the script: answers finished before closing and kept on a
/// phone without a network are sent when their owner comes back here.
pub fn closed_page(page: &ClosedPage<'_>) -> String {
    let chrome = page.chrome;
    let lang = chrome.lang;
    let day = day_words(lang, page.closed_on);
    let said = match page.grace_until {
        None => NOTICE.message("wave_closed").fill(lang, &[("closes", &day)]),
        Some(until) => {
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
