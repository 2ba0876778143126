//! The public page of a closed wave: what everyone together said, as far down as the county publishes.

use leptos::prelude::*;

use super::{day_words, document::Chrome, phrases::full_width, wording};
use crate::words::Words;

/// One item, everyone together.
#[derive(Clone, Debug)]
pub struct ResultRow {
    /// Question.
    pub text: String,
    /// Valid answers; none where hidden.
    pub n: Option<u64>,
    /// Score 0–100, as printed.
    pub score: String,
    /// Share of the top two options, as printed.
    pub top_two: String,
}

/// Why there is nothing to show yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// Results come on this day, `YYYY-MM-DD`.
    On(String),
    /// Results come once, after closing; no day was set.
    AfterClosing,
    /// The county publishes no result of this area.
    NotPublished,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct ResultsPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// Title of the survey.
    pub title: &'a str,
    /// Area asked.
    pub area_name: &'a str,
    /// Answers counted.
    pub counted: u64,
    /// Answers came through an open link.
    pub open_link: bool,
    /// The items, or why they are not shown.
    pub rows: Result<Vec<ResultRow>, NotShown>,
}

const ON: Words = Words(
    "结果在{day}公布。",
    "結果在{day}公布。",
    "Results will be shown on {day}.",
);
const LATER: Words = Words(
    "结果在截止以后公布。",
    "結果在截止以後公布。",
    "Results will be shown after closing.",
);
const NEVER: Words = Words(
    "这一级的结果不单独公布。",
    "這一級的結果不單獨公布。",
    "Results of this area are not published by themselves.",
);
const SAID: Words = Words(
    "{n} 份答卷，大家是这样说的",
    "{n} 份答卷，大家是這樣說的",
    "What {n} people said",
);
const QUESTION: Words = Words("题目", "題目", "Question");
const SCORE: Words = Words("得分（0–100）", "得分（0–100）", "Score (0–100)");
const TOP: Words = Words("满意的占比", "滿意的佔比", "Satisfied");
const FEW: Words = Words(
    "少于 10 份，不显示",
    "少於 10 份，不顯示",
    "fewer than 10, not shown",
);
const ALL_FEW: Words = Words(
    "每一题都少于 10 份，都不显示。",
    "每一題都少於 10 份，都不顯示。",
    "Every question has fewer than 10 answers; none is shown.",
);
const OPEN: Words = Words(
    "答卷来自自愿点开链接的人，不代表全体居民。",
    "答卷來自自願點開連結的人，不代表全體居民。",
    "Answers come from people who chose to open a link; they do not stand for all residents.",
);
const NOT_FOR_RANKING: Words = Words(
    "不用于考核排名。",
    "不用於考核排名。",
    "Not for ranking or appraisal.",
);

/// The whole document.
pub fn results_page(page: &ResultsPage<'_>) -> String {
    let chrome = page.chrome;
    let head = full_width(chrome.lang, &[page.area_name, " · ", page.title].concat());
    let title = match &page.rows {
        Ok(_) => wording::fill(chrome.say(SAID), &[("n", &page.counted.to_string())]),
        Err(NotShown::On(day)) => wording::fill(chrome.say(ON), &[("day", &day_words(chrome.lang, day))]),
        Err(NotShown::AfterClosing) => chrome.say(LATER).to_owned(),
        Err(NotShown::NotPublished) => chrome.say(NEVER).to_owned(),
    };
    let table = page.rows.as_ref().ok().map(|rows| table(&chrome, rows));
    let open = (page.open_link && page.rows.is_ok()).then(|| view! { <p>{chrome.say(OPEN)}</p> });
    let heading = wording::heading(&title);
    let main = view! {
        <header class="top"><p class="t">{head}</p></header>
        <main>
            <h1>{heading}</h1>
            {open}
            {table}
            <p class="promise">{chrome.say(NOT_FOR_RANKING)}</p>
        </main>
    }
    .into_any();
    chrome.document(&title, "", "", main, "")
}

fn table(chrome: &Chrome<'_>, rows: &[ResultRow]) -> AnyView {
    if rows.iter().all(|r| r.n.is_none()) {
        return view! { <p>{chrome.say(ALL_FEW)}</p> }.into_any();
    }
    let lines = rows
        .iter()
        .map(|r| {
            let text = full_width(chrome.lang, &r.text);
            match r.n {
                Some(n) => view! {
                    <tr><th scope="row">{text}</th><td>{r.score.clone()}</td><td>{r.top_two.clone()}</td><td>{n.to_string()}</td></tr>
                }
                .into_any(),
                None => view! { <tr><th scope="row">{text}</th><td class="few" colspan="3">{chrome.say(FEW)}</td></tr> }
                    .into_any(),
            }
        })
        .collect_view();
    view! {
        <table class="results">
            <thead><tr>
                <th scope="col">{chrome.say(QUESTION)}</th>
                <th scope="col">{chrome.say(SCORE)}</th>
                <th scope="col">{chrome.say(TOP)}</th>
                <th scope="col">"n"</th>
            </tr></thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
