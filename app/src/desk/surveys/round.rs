//! `/surveys/rounds/new` and `/surveys/rounds/{id}`: a county opens a round; what is locked in it.

use leptos::prelude::*;

use super::{
    SURVEYS,
    form::{Form, radios, select, summary, titles},
    kicker, length, list, plan, set,
};
use crate::words::{Locale, Words};

/// A ready-made questionnaire to choose.
#[derive(Clone, Debug)]
pub struct Ready {
    /// short, rotating, full, empty.
    pub id: String,
    /// Name.
    pub name: String,
    /// One line about it.
    pub about: String,
}

/// The form that opens a round.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// Language.
    pub locale: Locale,
    /// What was typed.
    pub form: Form,
    /// Counties: code and name.
    pub counties: Vec<(String, String)>,
    /// Cores to choose from.
    pub cores: Vec<Ready>,
}

const NEW: Words = Words("开一轮全县调查", "開一輪全縣調查", "Open a county round");
const NEW_LEAD: Words = Words(
    "核心题和日子由县里定，开了以后各乡镇一样、不能改；乡镇可以在后面加自己的题。只有同一轮的核心题才互相比较。",
    "核心題和日子由縣裡定，開了以後各鄉鎮一樣、不能改；鄉鎮可以在後面加自己的題。只有同一輪的核心題才互相比較。",
    "The county sets core items and days, the same and locked for every township; townships add items of their own after them. Townships are compared only within a round, on core items.",
);
const TITLE: Words = Words("叫什么，在哪里", "叫什麼，在哪裡", "Name and place");
const AREA: Words = Words("哪个县", "哪個縣", "County");
const CORE: Words = Words("核心题", "核心題", "Core");
const CORE_LEGEND: Words = Words("各乡镇都问的题", "各鄉鎮都問的題", "What every township asks");
const OPEN: Words = Words("开这一轮", "開這一輪", "Open this round");
const BACK: Words = Words("先不开", "先不開", "Not now");

/// The page that opens a round.
pub fn new_page(page: NewRound) -> impl IntoView {
    let (locale, form) = (page.locale, page.form);
    let cores = page
        .cores
        .into_iter()
        .map(|c| (c.id, c.name, set(locale, &c.about)))
        .collect();
    view! {
        <header class="stack">{kicker(vec![("/surveys".into(), SURVEYS.get(locale).into())], NEW.get(locale).into())}
            <h1>{NEW.get(locale)}</h1><p>{NEW_LEAD.get(locale)}</p></header>
        {summary(&form, locale)}
        <form method="post" action="/surveys/rounds/new" class="make" novalidate>
            <section class="section"><h2>{TITLE.get(locale)}</h2>
                {titles(&form, locale)}
                {select(&form, "area", AREA.get(locale), "", page.counties)}
            </section>
            <section class="section"><h2>{CORE.get(locale)}</h2>
                {radios(&form, "core", CORE_LEGEND.get(locale), cores)}
            </section>
            {plan::fields(&form, locale, true)}
            <div class="tools"><button class="btn primary">{OPEN.get(locale)}</button><a class="btn" href="/surveys">{BACK.get(locale)}</a></div>
        </form>
    }
}

/// A round as it stands.
#[derive(Clone, Debug)]
pub struct RoundPage {
    /// Language.
    pub locale: Locale,
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of the county.
    pub area: String,
    /// Name and value of each thing decided.
    pub facts: Vec<(String, String)>,
    /// Core items: code, words, and the name of the scale they are answered on.
    pub core: Vec<(String, String, String)>,
    /// Items one person is asked.
    pub asked: usize,
    /// Seconds.
    pub seconds: u32,
    /// Its waves in the order of the areas.
    pub waves: Vec<list::WaveRow>,
    /// Areas within the scope that have no wave in it yet.
    pub without: usize,
    /// Past closing.
    pub over: bool,
}

const LOCKED: Words = Words(
    "各乡镇一样、不能改的",
    "各鄉鎮一樣、不能改的",
    "Locked for every township",
);
const CORE_ITEMS: Words = Words("核心题", "核心題", "Core items");
const WAVES: Words = Words("这一轮里的调查", "這一輪裡的調查", "Surveys in this round");
const NO_WAVES: Words = Words(
    "还没有哪个地方开始。选一个地方，看一遍题，就可以发布。",
    "還沒有哪個地方開始。選一個地方，看一遍題，就可以發布。",
    "No area has started. Choose one, look through the items, publish.",
);
const MAKE: Words = Words(
    "做一个地方的调查",
    "做一個地方的調查",
    "Make the survey of an area",
);
const WITH: Words = Words(
    "{n} 个地方已发布，{m} 个还没有",
    "{n} 個地方已發布，{m} 個還沒有",
    "{n} {n:area has|areas have} published, {m} {m:has|have} not",
);
const ALL: Words = Words(
    "{n} 个地方都已发布",
    "{n} 個地方都已發布",
    "{n} of {n} {n:area has|areas have} published",
);

/// The page of a round.
pub fn page(page: RoundPage) -> impl IntoView {
    let locale = page.locale;
    let (n, m) = (page.waves.len().to_string(), page.without.to_string());
    let headline = if page.without == 0 && !page.waves.is_empty() {
        ALL
    } else {
        WITH
    };
    let headline = headline.fill(locale, &[("n", &n), ("m", &m)]);
    let facts = page.facts.into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> }
    });
    let core = page.core.into_iter().map(|(code, words, scale)| {
        let scale = (!scale.is_empty()).then(|| format!("{scale} · "));
        view! { <li><div><bdi>{set(locale, &words)}</bdi><small class="muted">{scale}{code}</small></div></li> }
    });
    let make = (!page.over && page.without > 0).then(|| {
        view! { <div class="tools"><a class="btn primary" href=format!("/surveys/new?round={}", page.id)>{MAKE.get(locale)}</a></div> }
    });
    let waves = if page.waves.is_empty() {
        view! { <p class="muted">{NO_WAVES.get(locale)}</p> }.into_any()
    } else {
        list::wave_rows(page.waves, locale)
    };
    view! {
        <header class="section-head">
            <div>{kicker(vec![("/surveys".into(), SURVEYS.get(locale).into())], format!("{} · {}", page.area, page.title))}
                <h1 id=crate::desk::parts::OUTCOME tabindex="-1">{crate::desk::parts::phrases(&headline)}</h1></div>
            {make}
        </header>
        <section class="section" aria-labelledby="waves"><h2 id="waves">{WAVES.get(locale)}</h2>{waves}</section>
        <section class="section" aria-labelledby="locked"><h2 id="locked">{LOCKED.get(locale)}</h2>
            <div class="two">
                <dl class="facts">{facts.collect_view()}</dl>
                <div class="stack"><h3>{CORE_ITEMS.get(locale)}" · "{length(locale, page.asked, page.seconds)}</h3>
                    <ol class="order still">{core.collect_view()}</ol></div>
            </div>
        </section>
    }
}
