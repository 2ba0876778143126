//! The public page of a closed wave: what everyone together said, as far down as the county publishes.

use leptos::prelude::*;

use super::{day_words, document::Chrome, phrases::full_width, wording};
use crate::{desk::format::number, words::Words};

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
    /// The same share, 0–1.
    pub share: Option<f64>,
    /// Its interval as printed; empty where none is given.
    pub interval: String,
    /// The words of those options: 非常满意、比较满意.
    pub top_words: String,
}

/// A service that people want improved first.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its name.
    pub service: String,
    /// Share that named it, 0–1.
    pub share: f64,
    /// People.
    pub n: u64,
}

/// One township's overall satisfaction.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// Its name.
    pub name: String,
    /// As above; `text` is empty.
    pub row: ResultRow,
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
    /// What people want improved first, the most named first.
    pub wanted: Vec<Wanted>,
    /// Overall satisfaction of townships in order of code, where the county publishes them.
    pub places: Vec<PlaceRow>,
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

const WANTED: Words = Words(
    "大家最想先改的是{a}：{t}选了它（{n} 人）。",
    "大家最想先改的是{a}：{t}選了它（{n} 人）。",
    "What people most want improved: {a}. {t} of {n} named it.",
);
const NEXT: Words = Words("其次是{l}。", "其次是{l}。", "Next: {l}.");
const OF_TEN: Words = Words("10 个人里约 {k} 个", "10 個人裡約 {k} 個", "About {k} in 10");
const HARDLY: Words = Words("很少有人", "很少有人", "Hardly anyone");
const NEARLY_ALL: Words = Words("几乎人人", "幾乎人人", "Nearly everyone");
const SAYS: Words = Words("{t}说{w}", "{t}說{w}", "{t}: {w}");
const BASE: Words = Words(
    "{n} 人回答，{s} 分",
    "{n} 人回答，{s} 分",
    "{n} answered, score {s}",
);
const TABLE: Words = Words("看成表格", "看成表格", "The same as a table");
const TOWNSHIPS: Words = Words(
    "各乡镇的总体满意",
    "各鄉鎮的總體滿意",
    "Overall satisfaction by township",
);
const NO_ORDER: Words = Words(
    "按地区代码排，不是名次；相差不大的，分不出高低。",
    "按地區代碼排，不是名次；相差不大的，分不出高低。",
    "In order of area code, not of rank; small differences cannot be told.",
);

/// “10 个人里约 7 个”.
fn of_ten(chrome: &Chrome<'_>, share: f64) -> String {
    match (share * 10.0).round() {
        k if k < 1.0 => chrome.say(HARDLY).to_owned(),
        k if k > 9.0 => chrome.say(NEARLY_ALL).to_owned(),
        k => wording::fill(chrome.say(OF_TEN), &[("k", &format!("{k:.0}"))]),
    }
}

fn told(chrome: &Chrome<'_>, title: &str, row: &ResultRow) -> AnyView {
    let title = full_width(chrome.lang, title);
    let Some(n) = row.n else {
        return view! { <li><b>{title}</b><span class="few">{chrome.say(FEW)}</span></li> }.into_any();
    };
    let Some(share) = row.share else {
        // a scale on which no answers count as good ones: its mean is all there is to say
        let base = wording::fill(chrome.say(BASE), &[("n", &n.to_string()), ("s", &row.score)]);
        return view! { <li><b>{title}</b><span>{full_width(chrome.lang, &base)}</span></li> }.into_any();
    };
    let says = wording::fill(
        chrome.say(SAYS),
        &[("t", &of_ten(chrome, share)), ("w", &row.top_words)],
    );
    let mut base = row.top_two.clone();
    if !row.interval.is_empty() {
        base.push_str(&format!(" ({})", row.interval));
    }
    let base = format!(
        "{base} · {}",
        wording::fill(
            chrome.say(BASE),
            &[("n", &number(n as f64, 0)), ("s", &row.score)]
        )
    );
    let width = format!("{:.1}", share * 100.0);
    view! {
        <li><b>{title}</b><span>{says}</span>
            <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="of" width="100" height="4"/><rect class="is" width=width height="4"/></svg>
            <small>{full_width(chrome.lang, &base)}</small></li>
    }
    .into_any()
}

fn wanted(chrome: &Chrome<'_>, all: &[Wanted]) -> AnyView {
    let Some(first) = all.first() else {
        return ().into_any();
    };
    let comma = if chrome.lang == "en" { ", " } else { "、" };
    let next: Vec<&str> = all.iter().skip(1).take(2).map(|w| w.service.as_str()).collect();
    let mut text = wording::fill(
        chrome.say(WANTED),
        &[
            ("a", &first.service),
            ("t", &of_ten(chrome, first.share)),
            ("n", &number(first.n as f64, 0)),
        ],
    );
    if !next.is_empty() {
        if chrome.lang == "en" {
            text.push(' ');
        }
        text.push_str(&wording::fill(chrome.say(NEXT), &[("l", &next.join(comma))]));
    }
    view! { <p class="lead">{text}</p> }.into_any()
}

fn places(chrome: &Chrome<'_>, all: &[PlaceRow]) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    view! {
        <section><h2>{chrome.say(TOWNSHIPS)}</h2><p>{chrome.say(NO_ORDER)}</p>
            <ul class="told">{all.iter().map(|p| told(chrome, &p.name, &p.row)).collect_view()}</ul></section>
    }
    .into_any()
}

/// The whole document.
pub fn results_page(page: &ResultsPage<'_>) -> String {
    let chrome = page.chrome;
    let head = full_width(chrome.lang, &[page.area_name, " · ", page.title].concat());
    let title = match &page.rows {
        Ok(_) => wording::fill(chrome.say(SAID), &[("n", &number(page.counted as f64, 0))]),
        Err(NotShown::On(day)) => wording::fill(chrome.say(ON), &[("day", &day_words(chrome.lang, day))]),
        Err(NotShown::AfterClosing) => chrome.say(LATER).to_owned(),
        Err(NotShown::NotPublished) => chrome.say(NEVER).to_owned(),
    };
    let table = page.rows.as_ref().ok().map(|rows| {
        let known = rows.iter().any(|r| r.n.is_some());
        let list = known.then(|| view! { <ul class="told">{rows.iter().map(|r| told(&chrome, &r.text, r)).collect_view()}</ul> });
        let twin = table(&chrome, rows);
        let twin = if known {
            view! { <details><summary>{chrome.say(TABLE)}</summary>{twin}</details> }.into_any()
        } else {
            twin
        };
        view! { {wanted(&chrome, &page.wanted)}{list}{places(&chrome, &page.places)}{twin} }
    });
    let open = (page.open_link && page.rows.is_ok()).then(|| view! { <p>{chrome.say(OPEN)}</p> });
    let heading = wording::heading(&title);
    let main = view! {
        <header class="top"><p class="t">{head}</p></header>
        <main class="wall">
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
                    <tr><th scope="row">{text}</th><td>{r.score.clone()}</td><td>{r.top_two.clone()}</td><td>{number(n as f64, 0)}</td></tr>
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
