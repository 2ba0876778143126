//! After sending: the code, what it proves, what it cannot.

use leptos::prelude::*;
use survey::{Receipt, content::NOTICE};

use super::{
    check::State,
    day_words,
    document::Chrome,
    phrases::full_width,
    wording::{self, fill},
};
use crate::words::Words;

/// Everything the page after sending shows.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// Wave, for the link to its results.
    pub wave: &'a str,
    /// Title of the survey.
    pub title: &'a str,
    /// Name of the area asked.
    pub area_name: &'a str,
    /// The code.
    pub receipt: &'a Receipt,
    /// What became of the answers.
    pub state: State,
    /// Closing day, `YYYY-MM-DD`; empty where it is past.
    pub closes_on: &'a str,
    /// Day the results are shown, `YYYY-MM-DD`.
    pub results_on: Option<&'a str>,
    /// Answers to questions that were not for this person, which were not kept.
    pub left_out: usize,
}

const THANKS: Words = Words("收到了，谢谢您。", "收到了，謝謝您。", "Received. Thank you.");
const YOUR_CODE: Words = Words("您的回执码", "您的回執碼", "Your receipt code");
const WRITE_DOWN: Words = Words(
    "请抄下来，或截个屏",
    "請抄下來，或截個圖",
    "Please write it down, or take a screenshot",
);
const PROVES: Words = Words("查得到", "查得到", "It shows");
const CANNOT: Words = Words("查不到", "查不到", "It hides");
const NEXT: Words = Words("接下来", "接下來", "What happens next");
const CLOSES: Words = Words("调查截止", "調查截止", "the survey closes");
const RESULTS: Words = Words("公布结果", "公布結果", "the results are shown");
const CHECK: Words = Words("用回执码查一查", "用回執碼查一查", "Check this code");
const HIDDEN: Words = Words(
    "不足{k}人的结果不显示。",
    "不足{k}人的結果不顯示。",
    "Results of fewer than {k} people are not shown.",
);

const LEFT_OUT: Words = Words(
    "按您的其他回答，有{n}道题不用您答，这些题的答案没有存。",
    "按您的其他回答，有{n}道題不用您答，這些題的答案沒有存。",
    "Not kept, because your other answers say that the question is not for you: {n}.",
);

/// The whole document.
pub fn receipt_page(page: &ReceiptPage<'_>) -> String {
    let chrome = page.chrome;
    let lang = chrome.lang;
    let words = &NOTICE.receipt;
    let proves = if page.state.counts() {
        full_width(lang, words.proves.get(lang))
    } else {
        page.state.in_words(lang)
    };
    let cannot = full_width(lang, words.cannot.get(lang));
    let head = full_width(lang, &[page.area_name, " · ", page.title].concat());
    let code = code(&chrome, page.receipt);
    let check = check(&chrome, page.receipt);
    let results = ["/results/", page.wave, "?lang=", lang].concat();
    let dates = dates(page, &results);
    let thanks = wording::heading(chrome.say(THANKS));
    let left_out = (page.left_out > 0).then(|| {
        let said = fill(chrome.say(LEFT_OUT), &[("n", &page.left_out.to_string())]);
        view! { <p class="promise">{said}</p> }
    });
    let main = view! {
        <header class="top"><p class="t">{head}</p></header>
        <main lang=chrome.said_in() dir=chrome.said_from()>
            <h1>{thanks}</h1>
            {code}
            <dl class="proves">
                <div><dt>{chrome.say(PROVES)}</dt><dd>{proves}</dd></div>
                <div><dt>{chrome.say(CANNOT)}</dt><dd>{cannot}</dd></div>
            </dl>
            {check}
            {dates}
            {left_out}
            <p class="promise">{fill(chrome.say(HIDDEN), &[("k", "10")])}</p>
        </main>
    }
    .into_any();
    chrome.document(chrome.say(THANKS), "", "", main, "")
}

/// The code, large, to be written down.
fn code(chrome: &Chrome<'_>, receipt: &Receipt) -> AnyView {
    view! {
        <div class="code">
            <p id="rc">{chrome.say(YOUR_CODE)}</p>
            <output aria-labelledby="rc">{receipt.to_string()}</output>
            <p>{chrome.say(WRITE_DOWN)}</p>
        </div>
    }
    .into_any()
}

fn check(chrome: &Chrome<'_>, receipt: &Receipt) -> AnyView {
    let check = ["/check/", &receipt.to_string(), "?lang=", chrome.lang].concat();
    view! { <a class="btn" href=check>{chrome.say(CHECK)}</a> }.into_any()
}

/// The code and where to ask for it, on a page that is about something else.
pub(super) fn code_and_check(chrome: &Chrome<'_>, receipt: &Receipt) -> AnyView {
    view! { {code(chrome, receipt)} {check(chrome, receipt)} }.into_any()
}

fn dates(page: &ReceiptPage<'_>, results: &str) -> Option<AnyView> {
    let chrome = page.chrome;
    let results_on = page.results_on.filter(|d| !d.is_empty());
    if page.closes_on.is_empty() && results_on.is_none() {
        return None;
    }
    let closes = (!page.closes_on.is_empty()).then(|| {
        view! { <li><b>{day_words(chrome.lang, page.closes_on)}</b><span>{chrome.say(CLOSES)}</span></li> }
    });
    let results = results_on.map(|day| {
        view! {
            <li>
                <b>{day_words(chrome.lang, day)}</b>
                <span><a href=results.to_owned()>{chrome.say(RESULTS)}</a></span>
            </li>
        }
    });
    Some(
        view! {
            <section aria-labelledby="next">
                <h2 id="next">{chrome.say(NEXT)}</h2>
                <ol class="dates">{closes}{results}</ol>
            </section>
        }
        .into_any(),
    )
}
