//! The places beside each other on one measure: who can be told from the middle, and how little a rank says.

mod changes;
mod dots;
mod funnel;
mod scorings;
mod signs;
mod told;

use insight::report::{
    comparison::Comparison,
    scores::{Measure, Score},
};
use leptos::prelude::*;
use survey::AreaCode;

use super::{Facts, Unit, encode, measures::headed};
use crate::{
    desk::{
        format::number,
        parts::{doubt_beside, empty_page, phrases, source},
        standing::{Answer, QUESTION, question},
    },
    words::{Locale, Words},
};

use told::Middle;

pub use scorings::known as known_scoring;

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// What is looked at: a service or an outcome of the report.
    pub measure: String,
    /// Waves to choose from, oldest first: id, name.
    pub waves: Vec<(String, String)>,
    /// Way of scoring that is asked for.
    pub scoring: Option<String>,
    /// Low two years running: what the overall scores say.
    pub standing: Option<Answer>,
}

/// What a page of a measure draws from.
struct Seen<'a> {
    facts: &'a Facts,
    name: String,
    measure: &'a Measure,
    comparison: &'a Comparison,
    middle: Option<Middle>,
}

impl Seen<'_> {
    /// Volunteers: hollow marks, no interval, no order.
    fn open_link(&self) -> bool {
        self.facts.report.wave.open_link
    }

    /// Was there a comparison at all?
    fn compared(&self) -> bool {
        self.comparison.status.is_none() && !self.open_link()
    }

    /// Are ranks shown?
    fn ranked(&self) -> bool {
        self.compared() && self.comparison.places.iter().any(|p| p.rank.is_some())
    }

    fn score(&self, area: &AreaCode) -> Option<&Score> {
        self.measure.places.iter().find(|p| &p.area == area)
    }
}

/// The title in the browser's tab.
pub fn title(unit: Unit, locale: Locale) -> String {
    match locale {
        Locale::En => format!("{} compared", unit.room().get(locale)),
        _ => unit.fill(Words("{unit}比较", "{unit}比較", ""), locale, &[]),
    }
}

/// Which measure is shown where none is asked for: overall satisfaction, else the first service.
pub fn first_measure(facts: &Facts) -> Option<String> {
    insight::report::overall(&facts.report.scores)
        .map(|m| m.measure.clone())
        .or_else(|| facts.services().into_iter().find(|id| known(facts, id)))
        .or_else(|| facts.report.scores.first().map(|m| m.measure.clone()))
}

/// Does the report know this measure?
pub fn known(facts: &Facts, id: &str) -> bool {
    facts.report.scores.iter().any(|m| m.measure == id)
        && facts.report.comparison.iter().any(|c| c.measure == id)
}

/// The page where nothing has been measured; `asked`: what is said while a survey is being answered.
pub fn nothing(locale: Locale, asked: Option<AnyView>) -> AnyView {
    let standing = standing_link(locale, "");
    view! {
        {asked.unwrap_or_else(|| empty_page(
            Words("还没有可以比较的得分", "還沒有可以比較的得分", "There are no scores to compare yet").get(locale),
            Words(
                "做完一轮调查，或者导入已公布的得分，这里就能看各地分不分得出高低。",
                "做完一輪調查，或者匯入已公布的得分，這裡就能看各地分不分得出高低。",
                "Close a survey, or load published scores, and this page says which places can be told apart.",
            ).get(locale),
            "/data?kind=scores",
            Words("去导入", "去匯入", "Load scores").get(locale),
        ))}
        <section class="section">{standing}</section>
    }
    .into_any()
}

fn standing_link(locale: Locale, query: &str) -> AnyView {
    let words = Words(
        "填上两年的名次，就能看一个地方是真的靠后，还是碰巧。",
        "填上兩年的名次，就能看一個地方是真的靠後，還是碰巧。",
        "Type the ranks of two years and see whether a place is truly low or was unlucky.",
    );
    let href = format!("/standing{query}");
    view! { <h2><a href=href>{QUESTION.get(locale)}</a></h2><p>{words.get(locale)}</p> }.into_any()
}

/// The page's body; none for a measure that the report does not know.
pub fn view(page: &Page) -> Option<AnyView> {
    let facts = &page.facts;
    let locale = facts.locale;
    let measure = facts.report.scores.iter().find(|m| m.measure == page.measure)?;
    let comparison = facts
        .report
        .comparison
        .iter()
        .find(|c| c.measure == page.measure)?;
    let seen = Seen {
        facts,
        name: facts.measure(&page.measure),
        middle: told::middle(locale, measure, comparison),
        measure,
        comparison,
    };
    let kicker = facts.counted(facts.report.places.len());
    let standfirst = told::standfirst(&seen);
    Some(
        view! {
            <header class="lede flows">
                <div>
                    <p class="kicker"><a href="/">{Words("全县", "全縣", "The county").get(locale)}</a>{format!(" · {kicker} · {}", facts.wave)}</p>
                    <h1>{phrases(&told::headline(&seen))}</h1>
                    {standfirst.map(|s| view! { <p class="standfirst">{s}</p> })}
                </div>
                {doubt(&seen)}
            </header>
            {choices(page)}
            <section class="section" aria-label=seen.name.clone()>{dots::figure(&seen)}{places(&seen)}</section>
            {funnel::figure(&seen).map(|f| view! { <section class="section" aria-label=Words("偶然会差多少", "偶然會差多少", "What chance alone would spread").get(locale)>{f}</section> })}
            {changes::figure(&seen).map(|f| view! { <section class="section" aria-label=Words("和上一轮比", "和上一輪比", "Beside the wave before").get(locale)>{f}</section> })}
            {scorings::figures(&seen, page.scoring.as_deref()).map(|f| view! { <section class="section" aria-label=Words("换一种计分办法", "換一種計分辦法", "Other ways of scoring").get(locale)>{f}</section> })}
            {standing(page)}
            {signs::section(facts)}
            {source(sources(&seen))}
            {super::judged(facts)}
        }
        .into_any(),
    )
}

fn doubt(seen: &Seen<'_>) -> AnyView {
    let locale = seen.facts.locale;
    let rows = told::doubts(seen);
    doubt_beside(locale, rows)
}

/// Other measures and waves, as a form that works without a script.
fn choices(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let mut ids: Vec<String> = insight::report::overall(&facts.report.scores)
        .map(|m| m.measure.clone())
        .into_iter()
        .collect();
    ids.extend(facts.services().into_iter().filter(|id| known(facts, id)));
    for measure in &facts.report.scores {
        if !ids.contains(&measure.measure) && known(facts, &measure.measure) {
            ids.push(measure.measure.clone());
        }
    }
    let measures = ids.into_iter().map(|id| {
        let (name, selected) = (facts.measure(&id), id == page.measure);
        view! { <option value=id selected=selected>{name}</option> }
    });
    let here = &facts.report.wave.id;
    let waves = (page.waves.len() > 1).then(|| {
        let options = page.waves.iter().rev().map(|(id, name)| {
            let selected = id == here;
            view! { <option value=id.clone() selected=selected>{name.clone()}</option> }
        });
        view! {
            <label>{Words("哪一轮", "哪一輪", "Wave").get(locale)}" "<select name="wave">{options.collect_view()}</select></label>
        }
    });
    view! {
        <form class="picker" method="get" action="/townships">
            <label>{Words("比什么", "比什麼", "Measure").get(locale)}" "<select name="measure">{measures.collect_view()}</select></label>
            {waves}
            <button class="btn" type="submit">{Words("查看", "查看", "Show").get(locale)}</button>
        </form>
    }
    .into_any()
}

/// Links to the pages of the places.
fn places(seen: &Seen<'_>) -> AnyView {
    let facts = seen.facts;
    let locale = facts.locale;
    let groups = facts.groups.iter().map(|group| {
        let heading = group
            .settlement
            .filter(|_| facts.groups.len() > 1)
            .map(|s| view! { <h3>{s.name(locale)}</h3> });
        let links = group
            .places
            .iter()
            .map(|area| view! { <li><a href=facts.township(area)>{facts.place(area)}</a></li> })
            .collect_view();
        view! { {heading}<ul class="doors">{links}</ul> }
    });
    view! {
        <details>
            <summary>{Words("打开一个地方", "打開一個地方", "Open the page of a place").get(locale)}</summary>
            <div class="stack">{groups.collect_view()}</div>
        </details>
    }
    .into_any()
}

/// Low two years running: what it says here, and the way to it.
fn standing(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let overall = insight::report::overall(&facts.report.scores);
    let here = overall.is_some_and(|m| m.measure == page.measure);
    let inside = match &page.standing {
        // what it says is of satisfaction as a whole, and so no part of a page of something else
        Some(answer) if !here => {
            let href = format!("/standing{}", facts.query);
            let words = Words(
                "那一页只看总体满意度，不看单项。",
                "那一頁只看總體滿意度，不看單項。",
                "That page is about overall satisfaction, not about one service.",
            );
            let asked = question(answer.found.waves.len());
            view! { <h2><a href=href>{asked.get(locale)}</a></h2><p>{words.get(locale)}</p> }.into_any()
        }
        Some(answer) => {
            let lead = answer.lead(locale);
            let href = format!("/standing{}", facts.query);
            view! {
                <h2><a href=href>{question(answer.found.waves.len()).get(locale)}</a></h2>
                <p>{lead.headline}</p>
                {(!lead.standfirst.is_empty()).then(|| view! { <p>{lead.standfirst}</p> })}
                {(answer.found.waves.len() > 1).then(|| view! { <p class="muted">{TOGETHER.get(locale)}</p> })}
            }
            .into_any()
        }
        None => standing_link(locale, &facts.query),
    };
    view! { <section class="section">{inside}</section> }.into_any()
}

const TOGETHER: Words = Words(
    "这里把几轮的得分放在一起算，所以比上面只看一轮分得清。",
    "這裡把幾輪的得分放在一起算，所以比上面只看一輪分得清。",
    "This takes the waves together, so it tells more than one wave does above.",
);

fn sources(seen: &Seen<'_>) -> Vec<String> {
    let facts = seen.facts;
    let locale = facts.locale;
    let mut first = Words(
        "来源：{s}；{w}。不用于考核排名。",
        "來源：{s}；{w}。不用於考核排名。",
        "Source: {s}; {w}. Not for ranking or appraisal.",
    )
    .fill(locale, &[("s", &facts.source), ("w", &facts.wave)]);
    if facts.invented {
        let gap = locale.space();
        first.push_str(gap);
        first.push_str(
            Words(
                "示例数据，并非真实县乡。",
                "示例資料，並非真實縣鄉。",
                "Invented data; no real place is shown.",
            )
            .get(locale),
        );
    }
    vec![
        first,
        Words("报告指纹 {h}", "報告指紋 {h}", "Report {h}")
            .fill(locale, &[("h", facts.report.input.get(..12).unwrap_or_default())]),
    ]
}

/// Address of this page with a measure, keeping the wave.
pub fn address(facts: &Facts, measure: &str) -> String {
    let mark = if facts.query.is_empty() { '?' } else { '&' };
    format!("/townships{}{mark}measure={}", facts.query, encode(measure))
}

/// “第 3–9 名之间”. A range of a single rank says that it is one: a bare rank would look like a place in a league.
fn range_of_ranks(locale: Locale, [best, worst]: [usize; 2]) -> String {
    let words = match best == worst {
        true => Words("范围里只有第 {a} 名", "範圍裡只有第 {a} 名", "rank {a} alone"),
        false => Words("第 {a}–{b} 名之间", "第 {a}–{b} 名之間", "ranks {a}–{b}"),
    };
    words.fill(locale, &[("a", &best.to_string()), ("b", &worst.to_string())])
}

/// Answers behind a figure, as a count.
fn answers(locale: Locale, n: f64) -> String {
    Words("{n} 份", "{n} 份", "{n} {n:answer|answers}").fill(locale, &[("n", &number(n, 0))])
}

/// What a code says of a measure, as one line: the explanation and what would help.
fn why(facts: &Facts, code: &str) -> String {
    let locale = facts.locale;
    let said = facts.status(code, &[]);
    let gap = locale.space();
    [said.explanation, said.remedy]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(gap)
}

/// See [`headed`].
fn about(seen: &Seen<'_>, rest: &str) -> String {
    headed(seen.facts.locale, &seen.name, rest)
}
