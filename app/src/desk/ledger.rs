//! Every ledger line behind the spending of one place on one service, and how they add up to what its card counts.

use charts::{Cell, Header, Table};
use insight::report::exposure::Counts;
use leptos::prelude::*;

use super::{
    finding::who_words,
    format::{Currency, number, percent},
    parts::{phrases, source, table},
};
use crate::words::{Locale, Words};

/// Lines of one page of a table.
pub const LINES_A_PAGE: usize = 200;

/// One ledger line.
#[derive(Clone, Debug)]
pub struct Line {
    /// As stored.
    pub line: survey::Spending,
    /// Name of its area.
    pub area: String,
    /// What becomes of it in the card's figure; none where no card counts it.
    pub counts: Option<Counts>,
}

/// The lines of one table that are shown, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Shown.
    pub lines: Vec<Line>,
    /// In all.
    pub of: usize,
    /// Before the first one shown.
    pub skipped: usize,
    /// Addresses of the page before and the page after.
    pub before: Option<String>,
    /// See `before`.
    pub after: Option<String>,
}

/// Money of one year, cash, and what of it the card counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// Fiscal year.
    pub year: i32,
    /// Lines of the place and what lies in it, budget left out.
    pub lines: usize,
    /// Their sum in cash, currency units.
    pub cash: f64,
    /// Planned money of the year, which is never summed.
    pub budget: f64,
    /// Counted of its own lines, in the card's prices and after depreciation.
    pub own: Option<f64>,
    /// Counted of lines of the county and other areas above.
    pub shared: Option<f64>,
    /// What the counted money of this year is divided by.
    pub residents: Option<f64>,
}

/// What the card counts.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Sum over years, currency units.
    pub sum: f64,
    /// Divided by, where the years are counted together; else each year has its own.
    pub residents: Option<f64>,
    /// The figure of the card.
    pub per_resident: Option<f64>,
    /// Share of lines above that falls to this place, in the year of the least and of the most: (area, shares).
    pub shares: Vec<(String, [f64; 2])>,
    /// Year of the wave.
    pub year: i32,
    /// Money of the last years, rather than what stands after depreciation.
    pub window: bool,
    /// Prices, in words.
    pub prices: String,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Money.
    pub currency: Currency,
    /// “永溪乡·道路”.
    pub of: String,
    /// Address of the card; none where nothing was measured.
    pub card: Option<String>,
    /// By year, newest first.
    pub years: Vec<Year>,
    /// What the card counts; none where there is no card.
    pub counted: Option<Counted>,
    /// Lines of the place and what lies in it.
    pub own: Part,
    /// Of all its own lines: how many count, wait, count as in service, are planned, are of other years.
    pub tally: [usize; 5],
    /// Lines of areas above it.
    pub shared: Part,
    /// Where the ledger comes from.
    pub source: String,
    /// Hash of the settings.
    pub judged: String,
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let locale = page.locale;
    let back = page.card.clone().map(|href| {
        view! { <p><a href=href>{Words("回到这张卡", "回到這張卡", "Back to the card").get(locale)}</a></p> }
    });
    let kicker = Words("支出明细 · {o}", "支出明細 · {o}", "Ledger · {o}").fill(locale, &[("o", &page.of)]);
    if page.own.of + page.shared.of == 0 {
        let what = Words(
            "导入支出后，这里列出每一条。",
            "匯入支出後，這裡列出每一條。",
            "Load spending and every line is listed here.",
        );
        return view! {
            <header class="stack"><p class="kicker">{kicker}</p>
                <h1>{Words("这里还没有这项支出", "這裡還沒有這項支出", "No spending on this service here yet").get(locale)}</h1>
                <p>{what.get(locale)}</p>{back}
                <p><a class="btn primary" href="/data?kind=spending">{Words("去导入", "去匯入", "Load data").get(locale)}</a></p>
            </header>
        }
        .into_any();
    }
    let doubts = doubts(page);
    view! {
        <header class="lede">
            <div class="stack"><p class="kicker">{kicker}</p><h1>{phrases(&headline(page))}</h1>
                <p class="standfirst">{standfirst(page)}</p>{back}</div>
            {(!doubts.is_empty()).then(|| view! {
                <aside class="doubt" aria-labelledby="db"><h2 id="db">{Words("哪些算，哪些不算", "哪些算，哪些不算", "What counts, what does not").get(locale)}</h2>
                    <dl>{doubts.into_iter().map(|(t, d)| view! { <div><dt>{t}</dt><dd>{d}</dd></div> }).collect_view()}</dl></aside>
            })}
        </header>
        <section class="section" aria-labelledby="years"><h2 id="years">{Words("按年", "按年", "By year").get(locale)}</h2>
            {table(&years(page), locale, "years")}{sum(page)}</section>
        <section class="section" aria-labelledby="lines"><h2 id="lines">{Words("本地的每一条", "本地的每一條", "Every line of this place").get(locale)}</h2>
            {part(page, &page.own, "lines", false)}</section>
        {(page.shared.of > 0).then(|| view! {
            <section class="section" aria-labelledby="shared"><h2 id="shared">{Words("县里共用的支出", "縣裡共用的支出", "Spending shared with others").get(locale)}</h2>
                <p>{shared_words(page)}</p>{part(page, &page.shared, "shared", true)}</section>
        })}
        {source(vec![Words("来源：{s}。金额按当年实际数，预算从不相加。", "來源：{s}。金額按當年實際數，預算從不相加。", "Source: {s}. Amounts as paid; budget lines are never summed.").fill(locale, &[("s", &page.source)])])}
        {super::finding::judged_by(locale, &page.judged)}
    }
    .into_any()
}

fn headline(page: &Page) -> String {
    let locale = page.locale;
    let n = number(page.own.of as f64, 0);
    match page.counted.as_ref().and_then(|c| c.per_resident) {
        Some(per) => Words(
            "{o}：人均 {a}，本地 {n} 条支出里有 {k} 条算在内。",
            "{o}：人均 {a}，本地 {n} 條支出裡有 {k} 條算在內。",
            "{o}: {a} per resident; of {n} {n:ledger line|ledger lines} here, {k} {k:counts|count}.",
        )
        .fill(
            locale,
            &[
                ("o", &page.of),
                ("a", &page.currency.amount(locale, per, 0)),
                ("n", &n),
                ("k", &number(page.tally[0] as f64, 0)),
            ],
        ),
        None if page.counted.is_some() && page.tally[0] == 0 && page.own.of > 0 => {
            Words(
                "{o}：算不出人均，本地 {n} 条支出里没有一条算在内。",
                "{o}：算不出人均，本地 {n} 條支出裡沒有一條算在內。",
                "{o}: no spending per resident; of {n} {n:ledger line|ledger lines} here, none counts.",
            )
            .fill(locale, &[("o", &page.of), ("n", &n)])
                + &of_other_years(page)
        }
        None => Words(
            "{o}：账上有 {n} 条支出。",
            "{o}：帳上有 {n} 條支出。",
            "{o}: {n} {n:line|lines} in the ledger.",
        )
        .fill(locale, &[("o", &page.of), ("n", &n)]),
    }
}

/// Why none of its lines counts, where all of them are of years that do not: the newest year, and the year counted for.
fn of_other_years(page: &Page) -> String {
    let newest = page.years.iter().filter(|y| y.lines > 0).map(|y| y.year).max();
    let counted = page.counted.as_ref().filter(|_| page.tally[4] == page.own.of);
    let Some((newest, counted)) = newest.zip(counted) else {
        return String::new();
    };
    Words(
        "最近一条是 {y} 年的，到 {w} 年已经不算。",
        "最近一條是 {y} 年的，到 {w} 年已經不算。",
        " The newest is of {y}; in {w} it no longer counts.",
    )
    .fill(
        page.locale,
        &[("y", &newest.to_string()), ("w", &counted.year.to_string())],
    )
}

fn standfirst(page: &Page) -> String {
    let locale = page.locale;
    let Some(counted) = &page.counted else {
        return Words(
            "还没有可以对照的满意度，所以只列支出，不折算。",
            "還沒有可以對照的滿意度，所以只列支出，不折算。",
            "Nothing has been measured beside it yet, so lines are listed and not converted.",
        )
        .get(locale)
        .to_owned();
    };
    let words = if counted.window {
        Words(
            "算的是截至 {y} 年那几年的支出，{p}，除以同几年的人口。",
            "算的是截至 {y} 年那幾年的支出，{p}，除以同幾年的人口。",
            "Only what was spent in the years to {y} is counted, {p}, over the residents of those years.",
        )
    } else {
        Words(
            "算的是 {y} 年还在起作用的支出：建设的钱隔一段时间起算、逐年折减，日常的钱只算近年，{p}；每年的钱除以那一年的人口。",
            "算的是 {y} 年還在起作用的支出：建設的錢隔一段時間起算、逐年折減，日常的錢只算近年，{p}；每年的錢除以那一年的人口。",
            "Only what still stands in {y} is counted: building money after a lag and wearing off by the year, running money of recent years, {p}; the money of each year over the residents of that year.",
        )
    };
    words.fill(
        locale,
        &[("y", &counted.year.to_string()), ("p", &counted.prices)],
    )
}

fn doubts(page: &Page) -> Vec<(String, String)> {
    let locale = page.locale;
    if page.counted.is_none() {
        return Vec::new();
    }
    let lines = |n: usize| {
        Words("{n} 条", "{n} 條", "{n} {n:line|lines}").fill(locale, &[("n", &number(n as f64, 0))])
    };
    let names = [
        Words("算在内", "算在內", "Counted"),
        Words(
            "已付未投用，不算",
            "已付未投用，不算",
            "Paid, not in service: not counted",
        ),
        Words(
            "已付，同一项目按投用额计",
            "已付，同一項目按投用額計",
            "Paid, the project counts as in service",
        ),
        Words("预算，不算", "預算，不算", "Budget: not counted"),
        Words("不在起算的年份", "不在起算的年份", "Of years that do not count"),
    ];
    names
        .iter()
        .zip(page.tally)
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| (name.get(locale).to_owned(), lines(n)))
        .collect()
}

fn heading(locale: Locale, words: Words, number: bool) -> Header {
    Header {
        text: words.get(locale).to_owned(),
        number,
    }
}

fn money(page: &Page, value: Option<f64>) -> Cell {
    Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| page.currency.amount(page.locale, v, 0)),
        value,
    }
}

/// A column of the years: what `of` says of each, as totals of one unit; a dash where there is none.
fn totals(page: &Page, of: impl Fn(&Year) -> Option<f64>) -> Vec<Cell> {
    let values: Vec<Option<f64>> = page.years.iter().map(of).collect();
    let there: Vec<f64> = values.iter().copied().flatten().collect();
    let mut shown = page.currency.totals(page.locale, &there).into_iter();
    let mut cell = |value: Option<f64>| Cell {
        shown: value.and_then(|_| shown.next()).unwrap_or_else(|| "–".to_owned()),
        value,
    };
    values.into_iter().map(&mut cell).collect()
}

fn years(page: &Page) -> Table {
    let locale = page.locale;
    let plain = |v: f64| Cell {
        shown: number(v, 0),
        value: Some(v),
    };
    let mut headers = vec![
        heading(locale, Words("年份", "年份", "Year"), false),
        heading(locale, Words("条数", "條數", "Lines"), true),
        heading(
            locale,
            Words(
                "已付和已投用（当年价）",
                "已付和已投用（當年價）",
                "Paid and in service (cash)",
            ),
            true,
        ),
        heading(
            locale,
            Words("预算，不算", "預算，不算", "Budget, not counted"),
            true,
        ),
    ];
    if page.counted.is_some() {
        headers.push(heading(
            locale,
            Words("算进来的本地支出", "算進來的本地支出", "Counted of its own"),
            true,
        ));
        headers.push(heading(
            locale,
            Words("算进来的共用支出", "算進來的共用支出", "Counted of shared"),
            true,
        ));
        headers.push(heading(
            locale,
            Words("除以当年人口", "除以當年人口", "Over residents of the year"),
            true,
        ));
        headers.push(heading(
            locale,
            Words("当年人均", "當年人均", "Per resident"),
            true,
        ));
    }
    let columns = [
        totals(page, |y| Some(y.cash)),
        totals(page, |y| Some(y.budget).filter(|b| *b != 0.0)),
        totals(page, |y| y.own),
        totals(page, |y| y.shared),
    ];
    let none = || Cell {
        shown: "–".to_owned(),
        value: None,
    };
    Table {
        caption: Words(
            "每年多少，算进来多少",
            "每年多少，算進來多少",
            "How much by year, and how much counts",
        )
        .get(locale)
        .to_owned(),
        rows: page
            .years
            .iter()
            .enumerate()
            .map(|(at, y)| {
                let [cash, budget, own, shared] = columns.each_ref().map(|column| column[at].clone());
                let mut cells = vec![
                    Cell {
                        shown: y.year.to_string(),
                        value: Some(f64::from(y.year)),
                    },
                    plain(y.lines as f64),
                    cash,
                    budget,
                ];
                if page.counted.is_some() {
                    cells.extend([own, shared]);
                    cells.push(y.residents.map_or_else(none, plain));
                    cells.push(per_resident(page, y));
                }
                cells
            })
            .collect(),
        headers,
    }
}

/// What the counted money of a year comes to for each of its residents.
fn per_resident(page: &Page, year: &Year) -> Cell {
    let counted = year.own.unwrap_or(0.0) + year.shared.unwrap_or(0.0);
    let value = year.residents.filter(|_| year.own.is_some()).map(|r| counted / r);
    Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| page.currency.amount(page.locale, v, 1)),
        value,
    }
}

/// The sum that the card shows, written out.
fn sum(page: &Page) -> AnyView {
    let locale = page.locale;
    let Some(counted) = &page.counted else {
        return ().into_any();
    };
    let total = page.currency.total(locale, counted.sum);
    let text = match (counted.residents, counted.per_resident) {
        (Some(r), Some(per)) => Words(
            "算进来的合计 {t} ÷ {r} 人 = 人均 {a}，就是卡上的数。",
            "算進來的合計 {t} ÷ {r} 人 = 人均 {a}，就是卡上的數。",
            "Counted in all {t} ÷ {r} {r:resident|residents} = {a} per resident, the figure of the card.",
        )
        .fill(
            locale,
            &[
                ("t", &total),
                ("r", &number(r, 0)),
                ("a", &page.currency.amount(locale, per, 1)),
            ],
        ),
        (None, Some(per)) => Words(
            "每年算进来的钱除以那一年的人口，加起来人均 {a}，就是卡上的数。",
            "每年算進來的錢除以那一年的人口，加起來人均 {a}，就是卡上的數。",
            "What counts of each year over the residents of that year adds up to {a} per resident, the figure of the card.",
        )
        .fill(locale, &[("a", &page.currency.amount(locale, per, 1))]),
        _ if page.tally[0] == 0 && page.own.of > 0 => Words(
            "没有一条算在内，折不成人均，卡上也没有这个数。",
            "沒有一條算在內，折不成人均，卡上也沒有這個數。",
            "No line counts, so nothing is given per resident, here or on the card.",
        )
        .get(locale)
        .to_owned(),
        _ => Words(
            "缺人口或年份不全，折不成人均，卡上也没有这个数。",
            "缺人口或年份不全，折不成人均，卡上也沒有這個數。",
            "Population or a year is missing: nothing is given per resident, here or on the card.",
        )
        .get(locale)
        .to_owned(),
    };
    view! { <p class="sum"><strong>{text}</strong></p> }.into_any()
}

fn shared_words(page: &Page) -> String {
    let locale = page.locale;
    let shares = page.counted.as_ref().map_or(&[][..], |c| &c.shares);
    if shares.is_empty() {
        return Words(
            "记在上级地区名下，没有算到本地。",
            "記在上級地區名下，沒有算到本地。",
            "Entered under an area above; nothing of it is counted here.",
        )
        .get(locale)
        .to_owned();
    }
    let each: Vec<String> = shares
        .iter()
        .map(|(area, share)| {
            Words("{a}的 {s}", "{a}的 {s}", "{s} of {a}").fill(
                locale,
                &[("a", area), ("s", &from_to(share.map(|s| percent(s, 1))))],
            )
        })
        .collect();
    Words(
        "记在上级地区名下，按当年人口分摊：算到本地的是{e}。",
        "記在上級地區名下，按當年人口分攤：算到本地的是{e}。",
        "Entered under an area above and shared by the residents of the year: counted here is {e}.",
    )
    .fill(locale, &[("e", &super::finding::joined(locale, &each))])
}

/// One figure, or the least and the most of several years.
fn from_to([least, most]: [String; 2]) -> String {
    if least == most {
        least
    } else {
        format!("{least}–{most}")
    }
}

/// What a line was for.
pub fn kind(locale: Locale, kind: survey::LedgerKind) -> &'static str {
    match kind {
        survey::LedgerKind::Capital => Words("建设", "建設", "capital"),
        survey::LedgerKind::Recurrent => Words("日常", "日常", "recurrent"),
        survey::LedgerKind::Reversal => Words("冲回", "沖回", "reversal"),
    }
    .get(locale)
}

/// How far a line has come.
pub fn stage(locale: Locale, stage: survey::Stage) -> &'static str {
    match stage {
        survey::Stage::Budget => Words("预算", "預算", "budget"),
        survey::Stage::Paid => Words("已付", "已付", "paid"),
        survey::Stage::InService => Words("已投用", "已投用", "in service"),
    }
    .get(locale)
}

fn counts(locale: Locale, counts: Option<Counts>) -> String {
    match counts {
        None => "–".to_owned(),
        Some(Counts::Share(share)) => percent(share, 0),
        Some(Counts::Budget) => Words("不算：预算", "不算：預算", "no: budget")
            .get(locale)
            .to_owned(),
        Some(Counts::NotInService) => Words("不算：未投用", "不算：未投用", "no: not in service")
            .get(locale)
            .to_owned(),
        Some(Counts::AsInService) => Words("不算：按投用额计", "不算：按投用額計", "no: as in service")
            .get(locale)
            .to_owned(),
        Some(Counts::OtherYears) => Words(
            "不算：太早或太晚",
            "不算：太早或太晚",
            "no: too early or too late",
        )
        .get(locale)
        .to_owned(),
    }
}

fn part(page: &Page, part: &Part, id: &str, shared: bool) -> AnyView {
    let locale = page.locale;
    let word = |text: &str| Cell {
        shown: text.to_owned(),
        value: None,
    };
    let said = |text: &Option<String>| word(text.as_deref().unwrap_or("–"));
    let by = |text: &Option<String>| {
        word(
            &text
                .as_deref()
                .map_or_else(|| "–".to_owned(), |w| who_words(locale, w)),
        )
    };
    let rows = part.lines.iter().map(|l| {
        vec![
            Cell {
                shown: l.line.year.to_string(),
                value: Some(f64::from(l.line.year)),
            },
            word(&l.area),
            money(page, Some(l.line.amount.units())),
            Cell {
                shown: counts(locale, l.counts),
                value: match l.counts {
                    Some(Counts::Share(share)) => Some(share),
                    _ => None,
                },
            },
            word(kind(locale, l.line.kind)),
            word(stage(locale, l.line.stage)),
            by(&l.line.payer),
            by(&l.line.decides),
            said(&l.line.project),
            said(&l.line.source),
        ]
    });
    let twin = Table {
        caption: range(locale, part),
        headers: vec![
            heading(locale, Words("年份", "年份", "Year"), false),
            heading(
                locale,
                if shared {
                    Words("记在哪里", "記在哪裡", "Entered under")
                } else {
                    Words("受益地区", "受益地區", "Area")
                },
                false,
            ),
            heading(locale, Words("金额", "金額", "Amount"), true),
            heading(locale, Words("算多少", "算多少", "Counts"), true),
            heading(locale, Words("种类", "種類", "Kind"), false),
            heading(locale, Words("阶段", "階段", "Stage"), false),
            heading(locale, Words("谁付", "誰付", "Payer"), false),
            heading(locale, Words("谁定", "誰定", "Decides"), false),
            heading(locale, Words("项目", "項目", "Project"), false),
            heading(locale, Words("来源文件", "來源文件", "Document"), false),
        ],
        rows: rows.collect(),
    };
    view! {
        {table(&twin, locale, id)}
        {onward(locale, part)}
    }
    .into_any()
}

/// Which lines are shown, of how many.
pub(super) fn range(locale: Locale, part: &Part) -> String {
    let first = part.skipped + usize::from(!part.lines.is_empty());
    Words(
        "第 {a} 至 {b} 条，共 {n} 条",
        "第 {a} 至 {b} 條，共 {n} 條",
        "lines {a} to {b} of {n}",
    )
    .fill(
        locale,
        &[
            ("a", &number(first as f64, 0)),
            ("b", &number((part.skipped + part.lines.len()) as f64, 0)),
            ("n", &number(part.of as f64, 0)),
        ],
    )
}

/// How many lines follow, and links to the pages before and after.
pub(super) fn onward(locale: Locale, part: &Part) -> AnyView {
    let rest = part.of.saturating_sub(part.skipped + part.lines.len());
    let more = (rest > 0).then(|| {
        Words(
            "还有 {n} 条在后面。",
            "還有 {n} 條在後面。",
            "{n} {n:more line|more lines} on the next pages.",
        )
        .fill(locale, &[("n", &number(rest as f64, 0))])
    });
    let link = |href: Option<String>, words: Words| {
        href.map(|href| view! { <li><a class="btn" href=href>{words.get(locale)}</a></li> })
    };
    let label = Words("翻页", "翻頁", "Pages").get(locale);
    let paged = part.before.is_some() || part.after.is_some();
    view! {
        {more.map(|m| view! { <p class="muted">{m}</p> })}
        {paged.then(|| view! { <nav aria-label=label><ul class="domains">
            {link(part.before.clone(), Words("上一页", "上一頁", "Previous"))}
            {link(part.after.clone(), Words("下一页", "下一頁", "Next"))}
        </ul></nav> })}
    }
    .into_any()
}
