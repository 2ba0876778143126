//! The verdict card: one township and one service, from the sentence down to the ledger.

mod asked;
mod checks;
mod figures;
mod statement;
mod tables;
mod whole;

use leptos::prelude::*;

use super::{
    Facts,
    ahead::{self, Ahead},
    dots::dots,
    words::{context_words, parts},
};
use crate::{
    desk::{
        format::{chance, number},
        parts::{Doubt, Order, doubt_beside, phrases, source, table_with},
    },
    words::{Locale, Words},
};
use insight::report::{
    exposure::Exposure,
    spent::{SpentPlace, SpentYear},
    verdicts::Cell,
};
use survey::{AreaCode, Level};

pub use statement::{MOST, Statement, closed, may_be_said};
pub use whole::sentence;

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// Place and service.
    pub cell: Cell,
    /// The places most like this one, as far as they may be seen.
    pub nearest: Vec<AreaCode>,
    /// There are such places, and none of them may be seen.
    pub nearest_unseen: bool,
    /// The next results, and the budget they come in time for.
    pub ahead: Ahead,
    /// What the township says.
    pub statement: Statement,
}

impl Page {
    fn exposure(&self) -> Option<&Exposure> {
        self.facts
            .report
            .exposure
            .iter()
            .find(|e| e.domain == self.cell.domain)?
            .places
            .iter()
            .find(|p| p.area == self.cell.place.area)
    }

    /// A figure of each year of the ledger, oldest first.
    fn by_year(&self, of: impl Fn(&SpentYear) -> Option<f64>) -> Vec<(i32, Option<f64>)> {
        let spent = &self.facts.report.spent;
        let found = spent.iter().find(|s| s.domain == self.cell.domain);
        found
            .map_or(&[][..], |s| &s.years)
            .iter()
            .map(|y| (y.year, of(y)))
            .collect()
    }

    /// This place in a year.
    fn here<'a>(&self, year: &'a SpentYear) -> Option<&'a SpentPlace> {
        year.places.iter().find(|p| p.area == self.cell.place.area)
    }

    fn model(&self) -> Option<&insight::report::verdicts::Model> {
        let models = &self.facts.report.verdicts.models;
        models.iter().find(|m| m.domain == self.cell.domain)
    }

    /// First and last year of the ledger that the judgement counts.
    fn years(&self) -> Option<[i32; 2]> {
        let exposures = &self.facts.report.exposure;
        exposures.iter().find(|e| e.domain == self.cell.domain)?.years
    }

    fn ledger(&self) -> String {
        self.facts
            .ledger(&self.cell.place.area, self.cell.domain.as_str())
    }
}

/// The title of the page in the browser's tab.
pub fn title(page: &Page) -> String {
    page.facts.of(&page.cell.place.name, page.cell.domain.as_str())
}

fn headline(page: &Page) -> String {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let said = |code: &str| facts.status(code, &[]);
    if let Some(gate) = cell.gate.as_deref().filter(|_| cell.verdict.is_none()) {
        let said = said(gate);
        return Words(
            "还不能下结论：{l}。",
            "還不能下結論：{l}。",
            "No verdict yet: {l}.",
        )
        .fill(locale, &[("l", &super::words::lower(locale, &said.label))]);
    }
    match (cell.verdict.as_deref(), cell.effect) {
        (Some("NO_CLEAR_SIGNAL") | None, _) | (_, None) => Words(
            "还不能下结论：满意度在预期上下都有可能。",
            "還不能下結論：滿意度在預期上下都有可能。",
            "No conclusion yet: satisfaction may lie on either side of what is expected.",
        )
        .get(locale)
        .to_owned(),
        (_, Some(effect)) => {
            let spent = super::words::invested(facts, cell).unwrap_or_default();
            let spent = super::words::upper(locale, &spent);
            let words = if effect < 0.0 {
                Words(
                    "{s}，满意度比模型预期低 {d} 分。",
                    "{s}，滿意度比模型預期低 {d} 分。",
                    "{s}; satisfaction is {d} {d:point|points} below what the model expects.",
                )
            } else {
                Words(
                    "{s}，满意度比模型预期高 {d} 分。",
                    "{s}，滿意度比模型預期高 {d} 分。",
                    "{s}; satisfaction is {d} {d:point|points} above what the model expects.",
                )
            };
            words.fill(locale, &[("s", &spent), ("d", &number(effect.abs(), 1))])
        }
    }
}

/// What the model allows for, in a sentence.
fn allowed(page: &Page) -> String {
    let locale = page.facts.locale;
    let context = page.model().map(|m| m.context.as_slice()).unwrap_or_default();
    match context_words(locale, context) {
        Some(names) => Words(
            "模型预期已经考虑：{c}。",
            "模型預期已經考慮：{c}。",
            "The model’s expectation allows for {c}.",
        )
        .fill(locale, &[("c", &names)]),
        None => Words(
            "模型预期是各地的平均，没有考虑条件不同。",
            "模型預期是各地的平均，沒有考慮條件不同。",
            "The model’s expectation is the mean of the places; it allows for no differences between them.",
        )
        .get(locale)
        .to_owned(),
    }
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let domain = facts.domain(cell.domain.as_str());
    let code = cell
        .verdict
        .as_deref()
        .or(cell.gate.as_deref())
        .unwrap_or("NO_DATA");
    let filled = filled(page);
    let values: Vec<(&str, &str)> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let said = facts.status(code, &values);
    view! {
        <header class="lede">
            <div>
                <p class="kicker"><a href="/">{Words("全县", "全縣", "The county").get(locale)}</a>" · "<a href=facts.township(&cell.place.area)>{cell.place.name.clone()}</a>{format!(" · {domain} · {}", facts.wave)}</p>
                <h1>{phrases(&headline(page))}</h1>
                <p class="standfirst"><b>{said.label}</b>{colon(locale)}{said.explanation}</p>
                <p class="muted">{allowed(page)}</p>
            </div>
            {doubt(page)}
        </header>
        <section class="section two figures" aria-label=Words("满意度与投入", "滿意度與投入", "Satisfaction and spending").get(locale)>
            {figures::gap(page)}
            {figures::years(page)}
        </section>
        {money(page)}
        {checks::section(page)}
        {settle(page, &said.remedy)}
        {nearest(page)}
        {statement::section(facts, &page.statement)}
        {whole::section(page)}
        {source(sources(page))}
        {super::judged(facts)}
    }
    .into_any()
}

fn colon(locale: Locale) -> &'static str {
    Words("：", "：", ": ").get(locale)
}

/// What the sentences of codes may name.
fn filled(page: &Page) -> Vec<(&'static str, String)> {
    let cell = &page.cell;
    let dash = || "–".to_owned();
    vec![
        ("n", page.facts.report.places.len().to_string()),
        ("m", cell.n.map_or_else(dash, |n| number(n, 0))),
        ("mde", cell.detectable.map_or_else(dash, |d| number(d, 1))),
        (
            "need",
            cell.needed_answers.map_or_else(dash, |n| number(n as f64, 0)),
        ),
    ]
}

fn doubt(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let mut rows: Vec<(String, Doubt)> = Vec::new();
    let materiality = number(facts.report.judgements.settings.materiality, 0);
    let above = cell.effect.is_some_and(|e| e > 0.0);
    let p = if above { cell.p_above } else { cell.p_below };
    if let Some(p) = p {
        let words = if above {
            Words(
                "高于预期 {m} 分以上的概率",
                "高於預期 {m} 分以上的機率",
                "Chance of being more than {m} {m:point|points} above",
            )
        } else {
            Words(
                "低于预期 {m} 分以上的概率",
                "低於預期 {m} 分以上的機率",
                "Chance of being more than {m} {m:point|points} below",
            )
        };
        let drawn = dots(locale, p, above);
        rows.push((
            words.fill(locale, &[("m", &materiality)]),
            Doubt::drawn(
                chance(locale, p),
                view! { <span class="num">{chance(locale, p)}</span>{drawn} },
            ),
        ));
    }
    if let Some(n) = cell.n {
        let mut words =
            Words("{n} 份答卷", "{n} 份答卷", "{n} {n:answer|answers}").fill(locale, &[("n", &number(n, 0))]);
        // without a verdict there is no estimate to speak of
        if let Some(d) = cell.detectable.filter(|_| cell.verdict.is_some()) {
            words.push_str(
                &Words(
                    "，单凭这些只分得清 {d} 分以上的差异；估计还借用了别处的信息",
                    "，單憑這些只分得清 {d} 分以上的差異；估計還借用了別處的資訊",
                    ", which alone tell differences above {d} {d:point|points}; the estimate also borrows from other places",
                )
                .fill(locale, &[("d", &number(d, 1))]),
            );
        }
        let small = cell.gate.as_deref() == Some("SMALL_BASE");
        let effective = small.then(|| checks::effective(page)).flatten();
        if let Some(effective) = effective {
            words.push_str(
                &Words(
                    "，抵得上 {e} 份随机答卷",
                    "，抵得上 {e} 份隨機答卷",
                    ", worth {e} drawn at random",
                )
                .fill(locale, &[("e", &number(effective, 0))]),
            );
        }
        rows.push((
            facts.say(Words("{here}这一项", "{here}這一項", "Here")),
            words.into(),
        ));
    }
    if cell.gate.as_deref() == Some("SMALL_BASE") {
        let words = Words(
            "30 份答卷，还要抵得上 20 份随机答卷（一个村的人答得像，份数要打折）",
            "30 份答卷，還要抵得上 20 份隨機答卷（一個村的人答得像，份數要打折）",
            "30 answers, worth at least 20 drawn at random (people of one village answer alike, so answers count for less)",
        );
        rows.push((
            Words("下结论要", "下結論要", "A verdict takes")
                .get(locale)
                .to_owned(),
            words.get(locale).to_owned().into(),
        ));
    }
    // a grade is that of a finding
    if cell.verdict.is_some() {
        let grade = facts.status(cell.grade, &[]);
        rows.push((
            Words("证据", "證據", "Evidence").get(locale).to_owned(),
            Doubt::drawn(
                format!("{} {}", grade.label, grade.explanation),
                view! { <span class="grade">{grade.label}</span>" "{grade.explanation} },
            ),
        ));
    }
    if let Some(reach) = cell
        .reach
        .filter(|_| cell.verdict.as_deref() != Some("NO_CLEAR_SIGNAL"))
    {
        let said = facts.status(reach, &[]);
        rows.push((
            Words("只是这一项吗", "只是這一項嗎", "This service only?")
                .get(locale)
                .to_owned(),
            said.explanation.into(),
        ));
    }
    doubt_beside(locale, rows)
}

/// What stands between who and how much.
const PAYS: Words = Words("付", "付", "");
const DECIDES: Words = Words("决定", "決定", "");

/// Who pays, who decides, and the three ways of telling shared lines over.
fn money(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let Some(per) = cell.per_resident else {
        return ().into_any();
    };
    let amount = facts.currency.amount(locale, per, 0);
    let paid = Words("这 {a}里，{p}。", "這 {a}裡，{p}。", "Of these {a}, paid by {p}.").fill(
        locale,
        &[("a", &amount), ("p", &parts(locale, &cell.payers, PAYS))],
    );
    let written = cell.deciders.iter().any(|d| d.who.is_some());
    let decided = (!cell.deciders.is_empty()).then(|| {
        if !written {
            let words = Words(
                "怎么花由谁决定，支出里没有写明。",
                "怎麼花由誰決定，支出裡沒有寫明。",
                "The ledger does not say who decides.",
            );
            return words.get(locale).to_owned();
        }
        Words("怎么花：{d}。", "怎麼花：{d}。", "Decided by {d}.")
            .fill(locale, &[("d", &parts(locale, &cell.deciders, DECIDES))])
    });
    let who: Vec<String> = [Some(paid), decided].into_iter().flatten().collect();
    let who = who.join(locale.space());
    let heading = Words("谁付钱，谁决定", "誰付錢，誰決定", "Who pays, who decides").get(locale);
    view! {
        <section class="section" aria-labelledby="money">
            <h2 id="money">{heading}</h2>
            <p>{who}</p>
            <p><a href=page.ledger()>{Words("看这笔钱的每一条支出", "看這筆錢的每一條支出", "Every ledger line behind it").get(locale)}</a></p>
            {(!cell.ratios.is_empty()).then(|| table_with(&tables::ways(page), locale, "ways", Order::Page, |_, _| None))}
        </section>
    }
    .into_any()
}

/// What would settle it, in the budget year's own terms.
fn settle(page: &Page, remedy: &str) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let mut all: Vec<(String, String)> = Vec::new();
    if let Some(need) = cell.needed_answers {
        all.push((
            Words("下一轮多收一些。", "下一輪多收一些。", "Ask more people next time.").get(locale).to_owned(),
            facts.fill(Words(
                "{here}这一项仍这样抽，约 {n} 份答卷就能分清 {m} 分的差异；在同样的村问同样的题，才好比。",
                "{here}這一項仍這樣抽，約 {n} 份答卷就能分清 {m} 分的差異；在同樣的村問同樣的題，才好比。",
                "About {n} {n:answer|answers} here, drawn as these were, would tell a difference of {m} {m:point|points}; the same villages and questions make it comparable.",
            ), &[
                    ("n", &number(need as f64, 0)),
                    ("m", &number(2.0 * facts.report.judgements.settings.materiality, 0)),
                ],
            ),
        ));
    }
    let filed = cell.filed_under.as_deref().filter(|f| *f == "NOT_PRODUCING");
    let code = filed
        .or(cell.verdict.as_deref())
        .or(cell.gate.as_deref())
        .unwrap_or("NO_DATA");
    all.push(ahead::budget(facts, code, cell.verdict.is_some()));
    if code == "NOT_PRODUCING" {
        all.push((
            Words("要加，就分批推开。", "要加，就分批推開。", "If more is spent, spend it in stages.").get(locale).to_owned(),
            Words(
                "先在一部分村做，比较先做和后做的村，证据能升到 A 级；定不下来，就暂按原额。",
                "先在一部分村做，比較先做和後做的村，證據能升到 A 級；定不下來，就暫按原額。",
                "Begin with some villages and compare early with late ones: evidence of grade A. If that cannot be decided, keep the sum.",
            )
            .get(locale)
            .to_owned(),
        ));
    }
    all.push((
        Words("什么时候再看。", "什麼時候再看。", "When to look again.")
            .get(locale)
            .to_owned(),
        page.ahead.when(locale),
    ));
    if !remedy.is_empty() {
        // of a township, what lies above it is the county
        let remedy = if code == "SMALL_BASE" && facts.unit.0 == Level::Township {
            Words(
                "再收答卷，或者先看全县这一项的数。",
                "再收答卷，或者先看全縣這一項的數。",
                "Collect more answers, or look at the county’s figure for this service.",
            )
            .get(locale)
        } else {
            remedy
        };
        all.push((
            Words("先做这一步。", "先做這一步。", "First step.")
                .get(locale)
                .to_owned(),
            remedy.to_owned(),
        ));
    }
    view! {
        <section class="section" aria-labelledby="settle">
            <h2 id="settle">{Words("怎样才能定下来", "怎樣才能定下來", "What would settle it").get(locale)}</h2>
            <ul class="notices two-col">{all.into_iter().map(|(b, t)| view! { <li><b>{b}</b>{t}</li> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The places most like it, on the same figures.
fn nearest(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let heading = facts.say(Words(
        "条件最接近的三个{unit}",
        "條件最接近的三個{unit}",
        "The three {units} most like it",
    ));
    if page.nearest.is_empty() {
        return view! {
            <section class="section" aria-labelledby="nearest">
                <h2 id="nearest">{heading}</h2>
                <p class="muted">{none_alike(page)}</p>
            </section>
        }
        .into_any();
    }
    let cells: Vec<&Cell> = std::iter::once(&cell.place.area)
        .chain(&page.nearest)
        .filter_map(|area| facts.cell(area, cell.domain.as_str()))
        .collect();
    // the first row is this very card
    let link = |row: usize, column: usize| {
        let other = cells.get(row).filter(|_| row > 0 && column == 0)?;
        Some(facts.card(other))
    };
    let table = table_with(
        &tables::nearest(facts, &cells),
        locale,
        "nearest",
        Order::ReaderBut(tables::ANSWERS_AT),
        link,
    );
    view! {
        <section class="section" aria-labelledby="nearest">
            <h2 id="nearest">{heading}</h2>
            <p class="muted">{alike(page)}</p>
            {table}
        </section>
    }
    .into_any()
}

/// Why no place can be called like this one.
fn none_alike(page: &Page) -> String {
    let facts = &page.facts;
    let few = (facts.report.context_left_out.iter()).any(|l| l.status == "INSUFFICIENT_UNITS");
    facts.say(if page.nearest_unseen {
        Words(
            "条件最接近的{unit}不在您能看的范围里，这里不显示。",
            "條件最接近的{unit}不在您能看的範圍裡，這裡不顯示。",
            "Those most like it are outside what you may see, and are not shown.",
        )
    } else if few {
        Words(
            "一共不到六个{unit}，太少，分不出谁和谁条件相近。",
            "一共不到六個{unit}，太少，分不出誰和誰條件相近。",
            "There are fewer than six {units}, too few to tell which are alike.",
        )
    } else {
        Words(
            "没有一项条件（人口、收入、路程等）是每个{unit}都有数、又各不相同的，分不出谁和谁条件相近；导入这些条件以后就有。",
            "沒有一項條件（人口、收入、路程等）是每個{unit}都有數、又各不相同的，分不出誰和誰條件相近；匯入這些條件以後就有。",
            "No condition (residents, income, distance) is known of every one of the {units} and differs between them, so none can be called alike; load them and this is filled.",
        )
    })
}

/// By what places count as like each other.
fn alike(page: &Page) -> &'static str {
    let modelled = page.model().is_some_and(|m| !m.context.is_empty());
    let words = if modelled {
        Words(
            "按模型预期考虑的那些条件找最接近的，不看满意度。",
            "按模型預期考慮的那些條件找最接近的，不看滿意度。",
            "Nearest in what the expectation allows for; satisfaction is not looked at.",
        )
    } else {
        Words(
            "按各地都有数的条件（人口等）找最接近的，不看满意度。",
            "按各地都有數的條件（人口等）找最接近的，不看滿意度。",
            "Nearest in conditions known of every place, such as population; satisfaction is not looked at.",
        )
    };
    words.get(page.facts.locale)
}

fn sources(page: &Page) -> Vec<String> {
    let facts = &page.facts;
    let locale = facts.locale;
    let materiality = number(facts.report.judgements.settings.materiality, 0);
    vec![
        facts.fill(Words(
            "来源：{s}；{w}。“低于预期”指低 {m} 分以上的概率不小于 80%。{unit}层面的关系，不能推断个人。",
            "來源：{s}；{w}。「低於預期」指低 {m} 分以上的機率不小於 80%。{unit}層面的關係，不能推斷個人。",
            "Source: {s}; {w}. “Below” means below by more than {m} {m:point|points} with probability 80% or more. Relations of {units} say nothing of people.",
        ), &[("s", &facts.source), ("w", &facts.wave), ("m", &materiality)]),
        Words("报告指纹 {h}", "報告指紋 {h}", "Report {h}").fill(locale, &[("h", facts.report.input.get(..12).unwrap_or_default())]),
    ]
}
