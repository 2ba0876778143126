//! A township's page: what residents want improved first, where it stands against what is expected, a closer look at
//! one question, what to do this week.

mod change;
mod drivers;
mod fieldwork;
mod services;

use insight::report::scores::Score;
use leptos::prelude::*;
use survey::AreaCode;

use super::{Facts, words::joined};
use crate::{
    desk::{
        breakdown,
        format::{number, percent},
        parts::{doubt_beside, phrases, source},
    },
    words::{Locale, Words},
};

/// One thing to do, with the pages that do it.
#[derive(Clone, Debug)]
pub struct Todo {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// Where: address and words of each link.
    pub links: Vec<(String, String)>,
}

/// Answers of one village.
#[derive(Clone, Debug)]
pub struct Village {
    /// Name.
    pub name: String,
    /// Answers.
    pub answers: u64,
}

/// A choice of a list.
#[derive(Clone, Debug)]
pub struct Pick {
    /// Value.
    pub value: String,
    /// Words.
    pub label: String,
    /// Chosen.
    pub chosen: bool,
}

/// One question by one cut.
#[derive(Clone, Debug)]
pub struct Explorer {
    /// Questions.
    pub items: Vec<Pick>,
    /// Cuts.
    pub cuts: Vec<Pick>,
    /// The figures.
    pub shown: breakdown::Page,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// The township.
    pub area: AreaCode,
    /// A closer look; none for published scores.
    pub explorer: Option<Explorer>,
    /// The survey whose answers by village are shown, in words: open or closed, until when.
    pub field: Option<String>,
    /// Its villages, in order of code.
    pub villages: Vec<Village>,
    /// What to do this week; never empty.
    pub todo: Vec<Todo>,
    /// Whether and until when the township may say its own on a finding.
    pub may_say: String,
}

/// Overall satisfaction of the place.
fn overall(page: &Page) -> Option<&Score> {
    let measure = insight::report::overall(&page.facts.report.scores)?;
    measure.places.iter().find(|p| p.area == page.area)
}

/// What people of the place want improved first: (service, share with interval, people), the most named first. People of
/// one village wish alike as they rate alike: the interval has the design effect of their overall satisfaction.
fn wanted(page: &Page) -> Vec<(String, insight::breakdown::Share, u64)> {
    let Some(figures) = page.facts.answers(&page.area, "R_TOP3") else {
        return Vec::new();
    };
    let known = |code: &str| page.facts.domains.contains_key(code);
    let deff = overall(page).and_then(|s| Some(s.n? / s.n_eff?)).unwrap_or(1.0);
    let mut found: Vec<(String, insight::breakdown::Share, u64)> = figures
        .distribution
        .iter()
        .filter(|c| known(&c.code))
        .filter_map(|c| {
            let share = insight::breakdown::share_of_sample(c.n, figures.n_valid, deff)?;
            Some((page.facts.domain(&c.code), share, figures.n_valid))
        })
        .collect();
    found.sort_by(|a, b| b.1.n.cmp(&a.1.n).then_with(|| a.0.cmp(&b.0)));
    found
}

/// Can what is named most often not be told from the next? An interval stands only beside answers that were drawn.
fn tied(page: &Page, wanted: &[(String, insight::breakdown::Share, u64)]) -> bool {
    let second = wanted.get(1).map(|(_, share, _)| share.high);
    let first = wanted.first().map(|(_, share, _)| share.low);
    let reaches = second.zip(first).is_some_and(|(high, low)| high >= low);
    !page.facts.report.wave.open_link && reaches
}

/// How the cells of the place fall: below, above, cannot say.
fn sides(page: &Page) -> (Vec<String>, Vec<String>, usize) {
    let (mut below, mut above, mut unclear) = (Vec::new(), Vec::new(), 0);
    let services = page.facts.services();
    for cell in services.iter().filter_map(|id| page.facts.cell(&page.area, id)) {
        let name = small(page.facts.locale, &page.facts.domain(cell.domain.as_str()));
        match (cell.verdict.is_some(), cell.p_below, cell.p_above) {
            (true, Some(p), _) if p >= 0.80 => below.push(name),
            (true, _, Some(p)) if p >= 0.80 => above.push(name),
            _ => unclear += 1,
        }
    }
    (below, above, unclear)
}

fn headline(page: &Page) -> String {
    let locale = page.facts.locale;
    let wanted = wanted(page);
    let (below, above, _) = sides(page);
    let first = wanted.first().map(|(name, ..)| name.clone());
    let leading = first.map(|name| {
        // a first among equals is no first
        let words = match tied(page, &wanted) {
            true => Words(
                "居民最想先改的几样里有{w}",
                "居民最想先改的幾樣裡有{w}",
                "Among what residents most want improved is “{w}”",
            ),
            false => Words(
                "居民最想先改{w}",
                "居民最想先改{w}",
                "Residents most want “{w}” improved",
            ),
        };
        words.fill(locale, &[("w", &small(locale, &name))])
    });
    match (leading, below.is_empty(), above.is_empty()) {
        (Some(leading), false, _) => Words(
            "{leading}；{b}低于模型预期。",
            "{leading}；{b}低於模型預期。",
            "{leading}; below what the model expects: {b}.",
        )
        .fill(locale, &[("leading", &leading), ("b", &joined(locale, &below))]),
        (Some(leading), true, _) => Words(
            "{leading}；没有一项看得出低于模型预期。",
            "{leading}；沒有一項看得出低於模型預期。",
            "{leading}; no service is seen to be below what the model expects.",
        )
        .fill(locale, &[("leading", &leading)]),
        (None, false, _) => Words(
            "{b}低于模型预期。",
            "{b}低於模型預期。",
            "Below what the model expects: {b}.",
        )
        .fill(locale, &[("b", &joined(locale, &below))]),
        (None, true, false) => Words(
            "{b}高于模型预期。",
            "{b}高於模型預期。",
            "Above what the model expects: {b}.",
        )
        .fill(locale, &[("b", &joined(locale, &above))]),
        (None, true, true) => page.facts.say(Words(
            "现有数据还分不清{here}哪一项高、哪一项低。",
            "現有資料還分不清{here}哪一項高、哪一項低。",
            "These data cannot yet tell what is high or low here.",
        )),
    }
}

fn small(locale: Locale, name: &str) -> String {
    super::words::lower(locale, name)
}

fn standfirst(page: &Page) -> Option<String> {
    let locale = page.facts.locale;
    let wanted = wanted(page);
    let (name, share, n) = wanted.first()?;
    let interval = if page.facts.report.wave.open_link {
        String::new()
    } else {
        format!(
            " ({}–{})",
            number(share.low * 100.0, 0),
            number(share.high * 100.0, 0)
        )
    };
    let next: Vec<String> = wanted
        .iter()
        .skip(1)
        .take(2)
        .map(|(name, share, _)| format!("{} {}", small(locale, name), percent(share.share, 0)))
        .collect();
    let mut text = Words(
        "{n} 人里，{s}{i} 把{w}选进最想改的三样。",
        "{n} 人裡，{s}{i} 把{w}選進最想改的三樣。",
        "Of {n} {n:person|people}, {s}{i} put “{w}” among the three things to improve.",
    )
    .fill(
        locale,
        &[
            ("n", &number(*n as f64, 0)),
            ("s", &percent(share.share, 0)),
            ("i", &interval),
            ("w", &small(locale, name)),
        ],
    );
    if !next.is_empty() {
        text.push_str(
            &Words("其次是{l}。", "其次是{l}。", " Next: {l}.")
                .fill(locale, &[("l", &joined(locale, &next))]),
        );
    }
    if tied(page, &wanted) {
        text.push_str(
            Words(
                "前几样先后分不清。",
                "前幾樣先後分不清。",
                " Which comes first cannot be told.",
            )
            .get(locale),
        );
    }
    Some(text)
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let name = facts.place(&page.area);
    let kicker = format!(" · {name} · {}", facts.wave);
    view! {
        <header class="lede">
            <div>
                <p class="kicker"><a href="/townships">{facts.unit.room().get(locale)}</a>{kicker}</p>
                <h1>{phrases(&headline(page))}</h1>
                {standfirst(page).map(|s| view! { <p class="standfirst">{s}</p> })}
            </div>
            {doubt(page)}
        </header>
        {todo(page)}
        {services::section(page)}
        {change::section(page)}
        {explorer(page)}
        {drivers::section(page)}
        {fieldwork::section(page)}
        {source(vec![
            facts.fill(Words(
                "来源：{s}；{w}。模型预期是按人口、收入、城乡等条件推算的，不是目标。{unit}层面的关系，不能推断个人。少于 {k} 份不显示。",
                "來源：{s}；{w}。模型預期是按人口、收入、城鄉等條件推算的，不是目標。{unit}層面的關係，不能推斷個人。少於 {k} 份不顯示。",
                "Source: {s}; {w}. The expectation follows from population, income, settlement and the like; it is no target. Relations of {units} say nothing of people. Fewer than {k} answers are not shown.",
            ), &[("s", &facts.source), ("w", &facts.wave), ("k", &facts.report.judgements.settings.k.to_string())]),
            Words("报告指纹 {h}", "報告指紋 {h}", "Report {h}").fill(locale, &[("h", facts.report.input.get(..12).unwrap_or_default())]),
        ])}
        {super::judged(facts)}
    }
    .into_any()
}

/// Of how many answers in all, where fewer rated overall satisfaction.
fn rated_of(page: &Page, rated: f64) -> String {
    let measure = insight::report::overall(&page.facts.report.scores);
    let figures = measure.and_then(|m| page.facts.answers(&page.area, &m.measure));
    match figures.map(|f| f.n_all as f64).filter(|all| *all > rated) {
        Some(all) => Words(
            "共 {a} 份；评了总体满意度的 ",
            "共 {a} 份；評了總體滿意度的 ",
            "{a} in all; rated overall satisfaction: ",
        )
        .fill(page.facts.locale, &[("a", &number(all, 0))]),
        None => String::new(),
    }
}

fn doubt(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let overall = overall(page);
    let mut rows: Vec<(String, String)> = Vec::new();
    match overall.and_then(|s| s.n) {
        Some(n) => rows.push((
            facts.say(Words("{here}答卷", "{here}答卷", "Answers here")),
            match overall
                .and_then(|s| s.n_eff)
                // what nobody drew is worth no random answers, and a noisy design effect makes no more of them
                .filter(|e| !facts.report.wave.open_link && *e <= n)
            {
                Some(e) => Words(
                    "{a}{n} 份，相当于 {e} 份随机答卷",
                    "{a}{n} 份，相當於 {e} 份隨機答卷",
                    "{a}{n}, worth {e} random ones",
                )
                .fill(
                    locale,
                    &[
                        ("a", &rated_of(page, n)),
                        ("n", &number(n, 0)),
                        ("e", &number(e, 0)),
                    ],
                ),
                None => format!("{}{}", rated_of(page, n), number(n, 0)),
            },
        )),
        None => rows.push((
            Words("得分", "得分", "Scores").get(locale).to_owned(),
            facts
                .status(overall.and_then(|s| s.status).unwrap_or("NO_SAMPLING_ERROR"), &[])
                .label,
        )),
    }
    let (below, above, unclear) = sides(page);
    let none = Words("没有", "沒有", "none").get(locale).to_owned();
    let list = |names: Vec<String>| {
        if names.is_empty() {
            none.clone()
        } else {
            joined(locale, &names)
        }
    };
    rows.push((
        Words("低于模型预期", "低於模型預期", "Below expected")
            .get(locale)
            .to_owned(),
        list(below),
    ));
    rows.push((
        Words("高于模型预期", "高於模型預期", "Above expected")
            .get(locale)
            .to_owned(),
        list(above),
    ));
    rows.push((
        Words("还不能下结论", "還不能下結論", "Cannot be told")
            .get(locale)
            .to_owned(),
        Words("其余 {n} 项", "其餘 {n} 項", "the other {n}").fill(locale, &[("n", &unclear.to_string())]),
    ));
    doubt_beside(locale, rows)
}

fn todo(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let rows = page.todo.clone().into_iter().map(|t| {
        let links = t.links.into_iter().map(|(href, words)| view! { <a href=href>{words}</a> });
        view! { <li><strong>{t.what}</strong><span>{t.why}</span><span class="links">{links.collect_view()}</span></li> }
    });
    view! {
        <section class="section" aria-labelledby="todo">
            <h2 id="todo">{Words("这一周可以做的", "這一週可以做的", "What to do this week").get(locale)}</h2>
            <ul class="gaps">{rows.collect_view()}</ul>
            <p class="muted">{page.may_say.clone()}</p>
        </section>
    }
    .into_any()
}

fn explorer(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let Some(explorer) = page.explorer.clone() else {
        return ().into_any();
    };
    let options = |all: Vec<Pick>| {
        all.into_iter()
            .map(|p| view! { <option value=p.value selected=p.chosen>{p.label}</option> })
            .collect_view()
    };
    let wave = page.facts.query.strip_prefix("?wave=").map(str::to_owned);
    let action = format!("/townships/{}#explorer", super::encode(page.area.as_str()));
    view! {
        <section class="section" aria-labelledby="explorer">
            <h2 id="explorer">{Words("细看一项", "細看一項", "A closer look").get(locale)}</h2>
            <form method="get" action=action class="picker">
                {wave.map(|w| view! { <input type="hidden" name="wave" value=w/> })}
                <label>{Words("问题", "問題", "Question").get(locale)}<select name="item">{options(explorer.items)}</select></label>
                <label>{Words("按", "按", "by").get(locale)}<select name="by">{options(explorer.cuts)}</select></label>
                <button class="btn">{Words("查看", "查看", "Show").get(locale)}</button>
            </form>
            {breakdown::closer(&explorer.shown)}
        </section>
    }
    .into_any()
}
