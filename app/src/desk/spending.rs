//! What was spent: per resident, by service, area, year and payer.

use charts::{Axis, Bar, Bars, Cell, Header, Lines, Reference, Series, Table, Tone};
use leptos::prelude::*;

use super::{
    association::{Choice, choices},
    finding::who_words,
    format::{Currency, percent},
    ledger::{self, Part},
    parts::{Figure, Order, phrases, source, table},
};
use crate::words::{Locale, Words};

/// Spending of one area in the year shown.
#[derive(Clone, Debug)]
pub struct AreaRow {
    /// Name.
    pub name: String,
    /// Address of its ledger lines.
    pub href: String,
    /// Per resident, currency units; none where the population is missing.
    pub per_resident: Option<f64>,
    /// Total.
    pub total: f64,
}

/// Who paid.
#[derive(Clone, Debug)]
pub struct PayerRow {
    /// As written in the ledger; none where it did not say.
    pub name: Option<String>,
    /// Total.
    pub total: f64,
    /// Share of the service's total.
    pub share: f64,
}

/// Spending per resident over the years.
#[derive(Clone, Debug)]
pub struct OverYears {
    /// (year, median per resident).
    pub medians: Vec<(i32, f64)>,
    /// Highest and lowest area of the year shown: (name, points).
    pub extremes: Vec<(String, Vec<(i32, f64)>)>,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Money.
    pub currency: Currency,
    /// Service, by name.
    pub domain: String,
    /// Links to services.
    pub domains: Vec<Choice>,
    /// Links to years.
    pub years: Vec<Choice>,
    /// Year shown.
    pub year: i32,
    /// Prices in words.
    pub prices: String,
    /// Areas with spending, in the order of amount per resident.
    pub areas: Vec<AreaRow>,
    /// Median per resident over the areas.
    pub median: Option<f64>,
    /// The years beside each other, or in words why they cannot be.
    pub over_years: Result<OverYears, String>,
    /// Who paid in the year.
    pub payers: Vec<PayerRow>,
    /// Total of the year in cash.
    pub total: f64,
    /// Ledger lines behind it.
    pub lines: Part,
    /// Link to the association of the same service.
    pub association: Option<String>,
    /// Hash of the settings.
    pub judged: String,
}

const PAYERS: Words = Words("谁付的钱", "誰付的錢", "Who paid");
const NOT_SAID: Words = Words("账上没写", "帳上沒寫", "not said in the ledger");
const YEARS: Words = Words(
    "历年人均投入",
    "歷年人均投入",
    "Spending per resident over the years",
);
const LEDGER: Words = Words("账上的原始记录", "帳上的原始記錄", "The ledger behind it");

/// The page's body.
pub fn view(page: Page) -> AnyView {
    let locale = page.locale;
    let median = page
        .median
        .map(|m| page.currency.amount(locale, m, 0))
        .unwrap_or_else(|| "–".to_owned());
    // where residents are missing nothing is known per resident, so such a place is neither the first nor the last
    let known: Vec<&AreaRow> = (page.areas.iter()).filter(|a| a.per_resident.is_some()).collect();
    let title = match known.as_slice() {
        [top, .., low] => Words(
            "{d}：人均投入最高的是{t}（{a}），最低的是{l}（{b}），中位数 {m}。",
            "{d}：人均投入最高的是{t}（{a}），最低的是{l}（{b}），中位數 {m}。",
            "{d}: {t} spends most per resident ({a}), {l} least ({b}); the median is {m}.",
        )
        .fill(
            locale,
            &[
                ("d", &page.domain),
                ("t", &top.name),
                ("a", &shown(&page, top.per_resident)),
                ("l", &low.name),
                ("b", &shown(&page, low.per_resident)),
                ("m", &median),
            ],
        ),
        _ => Words("{d}：{y} 年的投入", "{d}：{y} 年的投入", "{d}: spending in {y}")
            .fill(locale, &[("d", &page.domain), ("y", &page.year.to_string())]),
    };
    let kicker = Words(
        "{d} · {y} 年 · {p} · 合计 {t}（当年价）",
        "{d} · {y} 年 · {p} · 合計 {t}（當年價）",
        "{d} · {y} · {p} · {t} in all (cash)",
    )
    .fill(
        locale,
        &[
            ("d", &page.domain),
            ("y", &page.year.to_string()),
            ("p", &page.prices),
            ("t", &page.currency.total(locale, page.total)),
        ],
    );
    let bars = area_chart(&page);
    let years = match &page.over_years {
        Ok(over) => year_chart(&page, over).view(locale),
        Err(why) => {
            view! { <div class="stack"><h2>{YEARS.get(locale)}</h2><p>{why.clone()}</p></div> }.into_any()
        }
    };
    let lines = lines(&page);
    let payers = payers(&page);
    let link = page.association.clone().map(|href| {
        view! { <p><a class="btn primary" href=href>{Words("投入高的地方，满意度也高吗？", "投入高的地方，滿意度也高嗎？", "Are areas that spend more also more satisfied?").get(locale)}</a></p> }
    });
    view! {
        <header class="stack"><p class="kicker">{kicker}</p><h1>{phrases(&title)}</h1>{link}</header>
        <div class="picks">
            {choices(Words("服务", "服務", "Service").get(locale), page.domains.clone())}
            {choices(Words("年份", "年份", "Year").get(locale), page.years.clone())}
        </div>
        <section class="section">{bars.linked(locale, Order::Reader, |row, column| page.areas.get(row).filter(|_| column == 0).map(|a| a.href.clone()))}</section>
        <section class="section two">{years}<div class="stack"><h2>{PAYERS.get(locale)}</h2>{payers}</div></section>
        <section class="section" aria-labelledby="ledger"><h2 id="ledger">{LEDGER.get(locale)}</h2>{lines}</section>
        {source(vec![Words(
            "人均 = 本地区及其下属各地区的支出之和 ÷ 当年常住人口。预算不计入；已付和已投用计入。",
            "人均 = 本地區及其下屬各地區的支出之和 ÷ 當年常住人口。預算不計入；已付和已投用計入。",
            "Per resident = the lines of the area and everything below it ÷ residents of the same year. Budget lines are never summed; paid and in-service lines are.",
        ).get(locale).to_owned()])}
        {super::finding::judged_by(locale, &page.judged)}
    }
    .into_any()
}

fn shown(page: &Page, value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| page.currency.amount(page.locale, v, 0))
}

fn area_chart(page: &Page) -> Figure {
    let locale = page.locale;
    let rows = page.areas.iter().map(|a| match a.per_resident {
        Some(v) => Bar::new(a.name.clone(), v, page.currency.amount(locale, v, 0)),
        None => Bar {
            label: a.name.clone(),
            hidden: Some(Words("缺人口", "缺人口", "no population").get(locale).to_owned()),
            ..Bar::default()
        },
    });
    let title = Words(
        "各地人均投入，{y} 年",
        "各地人均投入，{y} 年",
        "Spending per resident, {y}",
    )
    .fill(locale, &[("y", &page.year.to_string())]);
    let chart = Bars {
        title: title.clone(),
        desc: title.clone(),
        x: Axis::new(page.currency.per_resident(locale)),
        rows: rows.collect(),
        reference: page.median.map(|value| Reference {
            value,
            label: Words("中位数", "中位數", "median").get(locale).to_owned(),
        }),
        row_heading: Words("地区", "地區", "Area").get(locale).to_owned(),
        ..Bars::default()
    };
    let base = Words(
        "{n} 个地区，{p}。",
        "{n} 個地區，{p}。",
        "{n} {n:area|areas}, {p}.",
    )
    .fill(
        locale,
        &[("n", &page.areas.len().to_string()), ("p", &page.prices)],
    );
    Figure::of("areas", &chart, title, base, String::new())
}

fn year_chart(page: &Page, over: &OverYears) -> Figure {
    let locale = page.locale;
    let mut series = vec![Series {
        tone: Tone::Accent,
        emphasis: true,
        ..Series::new(
            Words("中位数", "中位數", "median").get(locale),
            over.medians.iter().copied(),
        )
    }];
    series.extend(
        over.extremes
            .iter()
            .map(|(name, points)| Series::new(name.clone(), points.iter().copied())),
    );
    let title = YEARS.get(locale).to_owned();
    let chart = Lines {
        title: title.clone(),
        desc: title.clone(),
        y: Axis::new(page.currency.per_resident(locale)),
        from_zero: true,
        series,
        year_heading: Words("年份", "年份", "Year").get(locale).to_owned(),
        ..Lines::default()
    };
    Figure {
        id: "years".to_owned(),
        drawings: charts::Chart::draw_at(&chart, "years", 540.0),
        table: charts::Chart::table(&chart),
        title,
        base: page.prices.clone(),
        foot: String::new(),
    }
}

fn payers(page: &Page) -> AnyView {
    let locale = page.locale;
    let words = |t: String| Cell {
        shown: t,
        value: None,
    };
    let totals = page
        .currency
        .totals(locale, &page.payers.iter().map(|p| p.total).collect::<Vec<f64>>());
    let rows = page.payers.iter().zip(totals).map(|(p, total)| {
        vec![
            words(
                p.name
                    .as_ref()
                    .map_or_else(|| NOT_SAID.get(locale).to_owned(), |who| who_words(locale, who)),
            ),
            Cell {
                shown: total,
                value: Some(p.total),
            },
            Cell {
                shown: percent(p.share, 0),
                value: Some(p.share),
            },
        ]
    });
    let heading = |text: Words, number: bool| Header {
        text: text.get(locale).to_owned(),
        number,
    };
    let twin = Table {
        caption: Words("{y} 年，当年价", "{y} 年，當年價", "{y}, cash")
            .fill(locale, &[("y", &page.year.to_string())]),
        headers: vec![
            heading(PAYERS, false),
            heading(Words("金额", "金額", "Amount"), true),
            heading(Words("占比", "佔比", "Share"), true),
        ],
        rows: rows.collect(),
    };
    table(&twin, locale, "payers")
}

fn lines(page: &Page) -> AnyView {
    let locale = page.locale;
    let heads = [
        Words("受益地区", "受益地區", "Area"),
        Words("金额", "金額", "Amount"),
        Words("种类", "種類", "Kind"),
        Words("付款方", "付款方", "Payer"),
        Words("项目", "項目", "Project"),
        Words("来源", "來源", "Source"),
    ];
    let words = |text: String| Cell {
        shown: text,
        value: None,
    };
    let row = |line: &ledger::Line| {
        let of = &line.line;
        let units = of.amount.units();
        vec![
            words(line.area.clone()),
            Cell {
                shown: page.currency.amount(locale, units, 0),
                value: Some(units),
            },
            words(format!(
                "{} · {}",
                ledger::kind(locale, of.kind),
                ledger::stage(locale, of.stage)
            )),
            words(
                of.payer
                    .as_ref()
                    .map_or_else(String::new, |p| who_words(locale, p)),
            ),
            words(of.project.clone().unwrap_or_default()),
            words(of.source.clone().unwrap_or_default()),
        ]
    };
    let twin = Table {
        caption: Words(
            "{y} 年，{r}；已付和已投用合计 {t}",
            "{y} 年，{r}；已付和已投用合計 {t}",
            "{y}, {r}; {t} paid and in service",
        )
        .fill(
            locale,
            &[
                ("y", &page.year.to_string()),
                ("r", &ledger::range(locale, &page.lines)),
                ("t", &page.currency.total(locale, page.total)),
            ],
        ),
        headers: heads
            .into_iter()
            .enumerate()
            .map(|(i, h)| Header {
                text: h.get(locale).to_owned(),
                number: i == 1,
            })
            .collect(),
        rows: page.lines.lines.iter().map(row).collect(),
    };
    let open = page.lines.before.is_some();
    let table = table(&twin, locale, "ledger-lines");
    let onward = ledger::onward(locale, &page.lines);
    view! { <details open=open><summary>{twin.caption}</summary>{table}{onward}</details> }.into_any()
}
