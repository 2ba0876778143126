//! `/surveys`: what is in the field, what is being made, the rounds.

use leptos::prelude::*;
use survey::WaveState;

use super::state_mark;
use crate::{
    desk::{
        format::{number, when},
        parts,
    },
    words::{Locale, Words},
};

/// A wave in the list.
#[derive(Clone, Debug)]
pub struct WaveRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of its area.
    pub area: String,
    /// State.
    pub state: WaveState,
    /// First day.
    pub opens: String,
    /// Last day.
    pub closes: String,
    /// Counted answers.
    pub answers: u64,
    /// Title of its round.
    pub round: Option<String>,
}

/// A round in the list.
#[derive(Clone, Debug)]
pub struct RoundRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day.
    pub opens: String,
    /// Last day.
    pub closes: String,
    /// Waves in it.
    pub waves: usize,
    /// Past closing.
    pub over: bool,
}

/// A draft in the list.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of its area.
    pub area: String,
    /// Last change, day and minute.
    pub updated: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// Language.
    pub locale: Locale,
    /// Are areas loaded?
    pub has_areas: bool,
    /// Drafts, newest first.
    pub drafts: Vec<DraftRow>,
    /// Rounds, newest first.
    pub rounds: Vec<RoundRow>,
    /// Waves: open ones first, then by day and area, never by answers.
    pub waves: Vec<WaveRow>,
}

const OPEN_ROUND: Words = Words("开一轮全县调查", "開一輪全縣調查", "Open a county round");
const MAKE: Words = Words("做一份调查", "做一份調查", "Make a survey");
const NONE_YET: Words = Words("还没有调查", "還沒有調查", "No surveys yet");
const NONE_OPEN: Words = Words(
    "现在没有调查在收卷",
    "現在沒有調查在收卷",
    "No survey is open now",
);
const SOME_OPEN: Words = Words(
    "{n} 份调查正在收卷，已收 {m} 份",
    "{n} 份調查正在收卷，已收 {m} 份",
    "{n} open, {m} {m:answer|answers} so far",
);
const COUNTS_ONLY: Words = Words(
    "收卷期间只看得到有多少人答了，看不到怎么答的；结果在结束后一次算出。",
    "收卷期間只看得到有多少人答了，看不到怎麼答的；結果在結束後一次算出。",
    "While a survey is open you see how many answered, never how; findings are made once, at the end.",
);
const WAVES: Words = Words("已发布的调查", "已發布的調查", "Published surveys");
const DRAFTS: Words = Words("还在做的草稿", "還在做的草稿", "Drafts");
const ROUNDS: Words = Words("全县调查轮次", "全縣調查輪次", "County rounds");
const UNTIL: Words = Words("{a} 至 {b}", "{a} 至 {b}", "{a} to {b}");
const ANSWERS: Words = Words("已收 {n} 份", "已收 {n} 份", "{n} {n:answer|answers}");
const LINK: Words = Words("填写页面", "填寫頁面", "Form");
const SAVED: Words = Words("保存于 ", "儲存於 ", "Saved ");
const IN_ROUND: Words = Words(
    "{n} 个地方在做",
    "{n} 個地方在做",
    "{n} {n:area takes|areas take} part",
);
const WAS_IN_ROUND: Words = Words("{n} 个地方做了", "{n} 個地方做了", "{n} {n:area|areas} took part");
const FIRST: Words = Words(
    "先开一轮全县调查，各乡镇在里面加自己的题；或者只做一份单独的调查。",
    "先開一輪全縣調查，各鄉鎮在裡面加自己的題；或者只做一份單獨的調查。",
    "Open a county round in which townships add items of their own, or make one survey that stands alone.",
);
/// No areas are loaded: title.
pub const NO_AREAS: Words = Words("还没有区划名单", "還沒有區劃名單", "No areas yet");
/// No areas are loaded: what to do.
pub const NO_AREAS_WHAT: Words = Words(
    "调查要先知道在哪里做。请导入一份区划表：县、乡镇、村的代码和名称。",
    "調查要先知道在哪裡做。請匯入一份區劃表：縣、鄉鎮、村的代碼和名稱。",
    "A survey needs to know where it is held. Load a list of areas: codes and names of county, townships, villages.",
);
/// No areas are loaded: the button.
pub const NO_AREAS_GO: Words = Words("去导入区划", "去匯入區劃", "Load areas");

/// The page.
pub fn page(page: ListPage) -> impl IntoView {
    let locale = page.locale;
    let open: Vec<&WaveRow> = page
        .waves
        .iter()
        .filter(|w| matches!(w.state, WaveState::Open | WaveState::Closing))
        .collect();
    let headline = if page.waves.is_empty() {
        NONE_YET.get(locale).to_owned()
    } else if open.is_empty() {
        NONE_OPEN.get(locale).to_owned()
    } else {
        let answers: u64 = open.iter().map(|w| w.answers).sum();
        SOME_OPEN.fill(
            locale,
            &[("n", &open.len().to_string()), ("m", &number(answers as f64, 0))],
        )
    };
    let nothing = page.waves.is_empty() && page.drafts.is_empty() && page.rounds.is_empty();
    let lead = if nothing { FIRST } else { COUNTS_ONLY };
    let tools = page.has_areas.then(|| {
        view! {
            <div class="tools">
                <a class="btn" href="/devices">{crate::desk::devices::NAME.get(locale)}</a>
                <a class="btn" href="/surveys/rounds/new">{OPEN_ROUND.get(locale)}</a>
                <a class="btn primary" href="/surveys/new">{MAKE.get(locale)}</a>
            </div>
        }
    });
    view! {
        <header class="section-head">
            <div class="stack"><h1 id=parts::OUTCOME tabindex="-1">{parts::phrases(&headline)}</h1><p class="muted">{lead.get(locale)}</p></div>
            {tools}
        </header>
        {(!page.has_areas).then(|| parts::empty(
            NO_AREAS.get(locale), NO_AREAS_WHAT.get(locale), "/data", NO_AREAS_GO.get(locale),
        ))}
        {(!page.waves.is_empty()).then(|| waves(page.waves, locale))}
        {(!page.drafts.is_empty()).then(|| drafts(page.drafts, locale))}
        {(!page.rounds.is_empty()).then(|| rounds(page.rounds, locale))}
    }
}

fn drafts(rows: Vec<DraftRow>, locale: Locale) -> AnyView {
    let rows = rows.into_iter().map(|d| {
        let saved = SAVED.get(locale);
        view! {
            <li><div><a class="name" href=format!("/surveys/drafts/{}", d.id)><bdi>{d.area}</bdi>" · "<bdi>{d.title}</bdi></a>
                <small class="muted">{saved}{when(locale, &d.updated)}</small></div></li>
        }
    });
    view! {
        <section class="section" aria-labelledby="drafts"><h2 id="drafts">{DRAFTS.get(locale)}</h2>
            <ul class="waves">{rows.collect_view()}</ul></section>
    }
    .into_any()
}

/// Waves as rows, in the order given.
pub fn wave_rows(rows: Vec<WaveRow>, locale: Locale) -> AnyView {
    let rows = rows.into_iter().map(|w| {
        let days = UNTIL.fill(locale, &[("a", &when(locale, &w.opens)), ("b", &when(locale, &w.closes))]);
        let answers = ANSWERS.fill(locale, &[("n", &number(w.answers as f64, 0))]);
        let round = w.round.filter(|r| *r != w.title);
        let linked = matches!(w.state, WaveState::Open | WaveState::Closing).then(|| {
            let label = format!("{}: {}", LINK.get(locale), w.title);
            view! { <a class="go" href=format!("/s/{}", w.id) aria-label=label>{LINK.get(locale)}</a> }
        });
        view! {
            <li><div><a class="name" href=format!("/surveys/{}", w.id)><bdi>{w.area}</bdi>" · "<bdi>{w.title}</bdi></a>
                    <small class="muted">{days}
                    {round.map(|r| view! { " · "<bdi>{r}</bdi> })}</small></div>
                <p class="state">{state_mark(w.state, locale)}<span class="num">{answers}</span>{linked}</p></li>
        }
    });
    view! { <ul class="waves">{rows.collect_view()}</ul> }.into_any()
}

fn waves(rows: Vec<WaveRow>, locale: Locale) -> AnyView {
    view! {
        <section class="section" aria-labelledby="waves"><h2 id="waves">{WAVES.get(locale)}</h2>
            {wave_rows(rows, locale)}</section>
    }
    .into_any()
}

fn rounds(rows: Vec<RoundRow>, locale: Locale) -> AnyView {
    let rows = rows.into_iter().map(|r| {
        let days = UNTIL.fill(
            locale,
            &[("a", &when(locale, &r.opens)), ("b", &when(locale, &r.closes))],
        );
        let words = if r.over { WAS_IN_ROUND } else { IN_ROUND };
        let waves = words.fill(locale, &[("n", &r.waves.to_string())]);
        view! {
            <li><div><a class="name" href=format!("/surveys/rounds/{}", r.id)><bdi>{r.title}</bdi></a>
                <small class="muted">{days}</small></div><p class="state">{waves}</p></li>
        }
    });
    view! {
        <section class="section" aria-labelledby="rounds"><h2 id="rounds">{ROUNDS.get(locale)}</h2>
            <ul class="waves">{rows.collect_view()}</ul></section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_that_is_over_was_taken_part_in() {
        let row = |over| RoundRow {
            id: "r".to_owned(),
            title: "R".to_owned(),
            opens: "2025-01-01".to_owned(),
            closes: "2025-12-31".to_owned(),
            waves: 1,
            over,
        };
        let said = |over| crate::render::to_html(move || rounds(vec![row(over)], Locale::En));
        assert!(said(true).contains("1 area took part"));
        assert!(said(false).contains("1 area takes part"));
    }
}
