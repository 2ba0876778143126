//! Town against country: what is spent for a resident, how satisfied people are, service by service.

use charts::{Axis, Cell, Dumbbell, DumbbellRow, Header, Pair, Table, Tone};
use insight::report::balance::{Balance, Side};
use leptos::prelude::*;

use super::{Facts, Settlement, words::signed};
use crate::{
    desk::{
        format::{from_to, interval, number, percent},
        parts::{Figure, doubt_beside, phrases, source, table},
    },
    words::{Locale, Words},
};

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// Services, the first side being town, in the order of the catalogue.
    pub balances: Vec<Balance>,
    /// Places of town, of country, and of neither.
    pub places: [usize; 3],
}

/// Title of the page in the browser's tab.
pub const TITLE: Words = Words("城乡之间", "城鄉之間", "Town and country");

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let kicker = Words("{t} · {w}", "{t} · {w}", "{t} · {w}")
        .fill(locale, &[("t", TITLE.get(locale)), ("w", &facts.wave)]);
    let [town, country, neither] = page.places;
    if town == 0 || country == 0 || page.balances.is_empty() {
        let what = Words(
            "地区表里要写明哪些是城镇、哪些是乡村（settlement 一列，城乡分类代码）。补上再导入，这里就有结果。",
            "地區表裡要寫明哪些是城鎮、哪些是鄉村（settlement 一欄，城鄉分類代碼）。補上再匯入，這裡就有結果。",
            "The file of areas has to say which are town and which are country (column settlement). Load it again with that column and the finding stands here.",
        );
        return view! {
            <header class="stack"><p class="kicker">{kicker}</p>
                <h1>{Words("还不能比城镇和乡村", "還不能比城鎮和鄉村", "Town and country cannot be compared yet").get(locale)}</h1>
                <p>{what.get(locale)}</p>
                <p><a class="btn primary" href="/data?kind=areas">{Words("去导入地区", "去匯入地區", "Load areas").get(locale)}</a></p></header>
        }
        .into_any();
    }
    let doubts = doubts(page);
    let left = (neither > 0).then(|| {
        Words(
            "另有 {n} 个地方没有写明是城镇还是乡村，没有算进来。",
            "另有 {n} 個地方沒有寫明是城鎮還是鄉村，沒有算進來。",
            "{n} more {n:place is|places are} not said to be town or country and left out.",
        )
        .fill(locale, &[("n", &neither.to_string())])
    });
    let many = match page.balances.len() {
        1 => String::new(),
        k => Words(
            "一次看 {k} 项，每二十项碰巧会有约一项显得分得清。",
            "一次看 {k} 項，每二十項碰巧會有約一項顯得分得清。",
            " {k} {k:service is|services are} looked at together: about one in twenty seems clear by chance.",
        )
        .fill(locale, &[("k", &k.to_string())]),
    };
    let mut lines = vec![
        Words(
            "来源：{s}；{w}。投入和得分都按人口加权；各地是分开抽的层，误差由此相加，区间 95%。{m}",
            "來源：{s}；{w}。投入和得分都按人口加權；各地是分開抽的層，誤差由此相加，區間 95%。{m}",
            "Source: {s}; {w}. Spending and scores are weighted by residents; places are strata drawn apart, and errors add up from them; intervals are 95%.{m}",
        )
        .fill(
            locale,
            &[
                ("s", &facts.source),
                ("w", &facts.wave),
                ("m", &many),
            ],
        ),
        facts.status("AREA_CORRELATION", &[]).explanation,
    ];
    lines.extend(left);
    view! {
        <header class="lede">
            <div><p class="kicker">{kicker}</p><h1>{phrases(&headline(page))}</h1><p class="standfirst">{standfirst(page)}</p></div>
            {doubt_beside(locale, doubts)}
        </header>
        <section class="section">{chart(page)}</section>
        <section class="section" aria-labelledby="all"><h2 id="all">{Words("每项服务", "每項服務", "Every service").get(locale)}</h2>{table(&twin(page), locale, "balance")}</section>
        {source(lines)}
        {super::judged(facts)}
    }
    .into_any()
}

impl Page {
    /// Is there no score to be seen, and some because so few answered?
    fn hidden(&self) -> bool {
        let mut sides = self.balances.iter().flat_map(|b| &b.sides);
        sides.clone().all(|s| s.score.is_none())
            && sides.any(|s| s.status.is_some_and(|code| code.starts_with("SUPPRESSED")))
    }
}

fn count(page: &Page, wanted: impl Fn(&Balance) -> bool) -> String {
    page.balances.iter().filter(|b| wanted(b)).count().to_string()
}

fn headline(page: &Page) -> String {
    let locale = page.facts.locale;
    let some = |n: &str| match (n, locale) {
        ("0", Locale::En) => "none".to_owned(),
        _ => n.to_owned(),
    };
    let band = page.facts.report.judgements.settings.band;
    let more = count(page, |b| b.spending_ratio.is_some_and(|r| r > 1.0 + band));
    // as many times higher in the country
    let less = count(page, |b| b.spending_ratio.is_some_and(|r| r < 1.0 / (1.0 + band)));
    let of = count(page, |b| b.spending_ratio.is_some());
    let money = if of == "0" {
        Words(
            "城乡的投入还没法比",
            "城鄉的投入還沒法比",
            "Spending cannot be compared",
        )
        .get(locale)
        .to_owned()
    } else if of == "1" {
        let words = match (more.as_str(), less.as_str()) {
            ("1", _) => Words(
                "人均投入城镇较高",
                "人均投入城鎮較高",
                "Spending per resident is higher in town",
            ),
            (_, "1") => Words(
                "人均投入乡村较高",
                "人均投入鄉村較高",
                "Spending per resident is higher in the country",
            ),
            _ => Words(
                "人均投入城乡相差不到 {b}",
                "人均投入城鄉相差不到 {b}",
                "Spending per resident in town and country is within {b}",
            ),
        };
        words.fill(locale, &[("b", &percent(band, 0))])
    } else {
        Words(
            "{k} 项服务里，人均投入城镇较高的 {m} 项，乡村较高的 {l} 项，其余相差不到 {b}",
            "{k} 項服務裡，人均投入城鎮較高的 {m} 項，鄉村較高的 {l} 項，其餘相差不到 {b}",
            "Of {k} {k:service|services}, spending per resident is higher in town on {m}, in the country on {l}, and within {b} on the rest",
        )
        .fill(
            locale,
            &[
                ("k", &of),
                ("m", &some(&more)),
                ("l", &some(&less)),
                ("b", &percent(band, 0)),
            ],
        )
    };
    let (up, down) = (
        count(page, |b| b.clear() == Some(1)),
        count(page, |b| b.clear() == Some(-1)),
    );
    let told = page.balances.iter().any(|b| b.interval.is_some());
    let people = if !told && page.hidden() {
        Words(
            "满意度份数太少，不显示，没法比",
            "滿意度份數太少，不顯示，沒法比",
            "satisfaction has too few answers to be shown, so nothing can be told of it",
        )
        .get(locale)
        .to_owned()
    } else if !told {
        Words(
            "满意度的差别没有误差可依，分不清",
            "滿意度的差別沒有誤差可依，分不清",
            "differences of satisfaction come without an interval, so nothing can be told of them",
        )
        .get(locale)
        .to_owned()
    } else if up == "0" && down == "0" {
        Words(
            "满意度的高低都分不清",
            "滿意度的高低都分不清",
            "no difference of satisfaction can be told",
        )
        .get(locale)
        .to_owned()
    } else {
        Words(
            "满意度城镇较高的 {u} 项，乡村较高的 {d} 项，其余分不清",
            "滿意度城鎮較高的 {u} 項，鄉村較高的 {d} 項，其餘分不清",
            "satisfaction is higher in town on {u}, in the country on {d}, and cannot be told on the rest",
        )
        .fill(locale, &[("u", &some(&up)), ("d", &some(&down))])
    };
    Words("{a}；{b}。", "{a}；{b}。", "{a}; {b}.").fill(locale, &[("a", &money), ("b", &people)])
}

fn standfirst(page: &Page) -> String {
    let locale = page.facts.locale;
    let [town, country, _] = page.places;
    Words(
        "{t} 个城镇，{c} 个乡村地方。住得散的地方，同样的服务本来就贵；投入多少和满意高低放在一起看，不说谁带来谁。",
        "{t} 個城鎮，{c} 個鄉村地方。住得散的地方，同樣的服務本來就貴；投入多少和滿意高低放在一起看，不說誰帶來誰。",
        "{t} {t:place|places} in town, {c} in the country. The same service costs more where people live far apart; the two are shown side by side and nothing is said of which brings which.",
    )
    .fill(locale, &[("t", &town.to_string()), ("c", &country.to_string())])
}

fn doubts(page: &Page) -> Vec<(String, String)> {
    let facts = &page.facts;
    let locale = facts.locale;
    let mut rows = Vec::new();
    let name = |side: usize| {
        [Settlement::Town, Settlement::Country][side]
            .name(locale)
            .to_owned()
    };
    for side in 0..2 {
        let all: Vec<f64> = page.balances.iter().filter_map(|b| b.sides[side].n).collect();
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        let most = all.iter().copied().fold(0.0, f64::max);
        let text = if all.is_empty() && page.hidden() {
            Words(
                "份数太少，不显示",
                "份數太少，不顯示",
                "Too few answers to be shown",
            )
            .get(locale)
            .to_owned()
        } else if all.is_empty() {
            Words("没有答卷数", "沒有答卷數", "Number of answers unknown")
                .get(locale)
                .to_owned()
        } else {
            Words(
                "每项 {a} 份答卷",
                "每項 {a} 份答卷",
                "{a} {b:answer|answers} a service",
            )
            .fill(
                locale,
                &[
                    ("a", &from_to([number(least, 0), number(most, 0)])),
                    ("b", &number(most, 0)),
                ],
            )
        };
        rows.push((name(side), text));
    }
    let told = page.balances.iter().filter(|b| b.clear().is_some()).count();
    rows.push((
        Words("满意度分得清的", "滿意度分得清的", "Satisfaction: can be told")
            .get(locale)
            .to_owned(),
        Words("{n} / {k} 项", "{n} / {k} 項", "{n} of {k}").fill(
            locale,
            &[("n", &told.to_string()), ("k", &page.balances.len().to_string())],
        ),
    ));
    let codes: std::collections::BTreeSet<&str> = page
        .balances
        .iter()
        .flat_map(|b| &b.sides)
        .filter_map(|s| s.status)
        .collect();
    rows.extend(codes.into_iter().map(|code| {
        let said = facts.status(code, &[]);
        (said.label, said.explanation)
    }));
    rows
}

fn tone(clear: Option<i8>) -> Tone {
    match clear {
        Some(1) => Tone::Above,
        Some(_) => Tone::Below,
        None => Tone::Unclear,
    }
}

fn chart(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let none = |side: &Side| {
        let label = side.status.map(|code| facts.status(code, &[]).label);
        label.unwrap_or_else(|| Words("没有数", "沒有數", "no figure").get(locale).to_owned())
    };
    let rows = page.balances.iter().map(|b| {
        let [town, country] = &b.sides;
        DumbbellRow {
            label: facts.domain(&b.domain),
            left: Pair {
                own: town.per_resident,
                other: country.per_resident,
                // blue and orange are satisfaction’s
                tone: Tone::Unclear,
                hidden: (town.per_resident.is_none() && country.per_resident.is_none())
                    .then(|| facts.status("NO_SPENDING", &[]).label),
                tip: String::new(),
            },
            right: Pair {
                own: town.score,
                other: country.score,
                tone: tone(b.clear()),
                hidden: (town.score.is_none() && country.score.is_none()).then(|| none(town)),
                tip: String::new(),
            },
            emphasis: b.clear().is_some(),
        }
    });
    let title = Words(
        "左边是人均投入，右边是满意度",
        "左邊是人均投入，右邊是滿意度",
        "Spending at the left, satisfaction at the right",
    )
    .get(locale);
    let chart = Dumbbell {
        title: title.to_owned(),
        desc: headline(page),
        left: Axis::new(facts.currency.per_resident(locale)).log(),
        right: Axis::score(Words("满意度（0–100）", "滿意度（0–100）", "Satisfaction (0–100)").get(locale)),
        own_label: Settlement::Town.name(locale).to_owned(),
        other_label: Settlement::Country.name(locale).to_owned(),
        rows: rows.collect(),
        row_heading: Words("服务", "服務", "Service").get(locale).to_owned(),
    };
    let base = Words(
        "实心是城镇，空心是乡村；投入用对数刻度。满意度：蓝色是城镇较高，橙色是乡村较高，灰色分不清。",
        "實心是城鎮，空心是鄉村；投入用對數刻度。滿意度：藍色是城鎮較高，橙色是鄉村較高，灰色分不清。",
        "Filled: town. Hollow: country. Spending on a log scale. Satisfaction: blue higher in town, orange higher in the country, grey cannot be told.",
    )
    .get(locale);
    Figure::of(
        "dumbbell",
        &chart,
        title.to_owned(),
        base.to_owned(),
        String::new(),
    )
    .view(locale)
}

fn score_words(facts: &Facts, side: &Side) -> String {
    let locale = facts.locale;
    let Some(score) = side.score else {
        return side
            .status
            .map_or_else(|| "–".to_owned(), |code| facts.status(code, &[]).label);
    };
    match side.interval {
        Some(_) => Words("{v}（{i}）", "{v}（{i}）", "{v} ({i})").fill(
            locale,
            &[("v", &number(score, 1)), ("i", &interval(side.interval, 1))],
        ),
        None => number(score, 1),
    }
}

fn twin(page: &Page) -> Table {
    let facts = &page.facts;
    let locale = facts.locale;
    let head = |words: Words, number: bool| Header {
        text: words.get(locale).to_owned(),
        number,
    };
    let amount = |value: Option<f64>| Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| facts.currency.amount(locale, v, 0)),
        value,
    };
    let count = |value: Option<f64>| Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| number(v, 0)),
        value,
    };
    let rows = page.balances.iter().map(|b| {
        let [town, country] = &b.sides;
        let difference = match (b.difference, b.interval) {
            (Some(d), Some([low, high])) => {
                Words("{d}（{lo} 至 {hi}）", "{d}（{lo} 至 {hi}）", "{d} ({lo} to {hi})").fill(
                    locale,
                    &[("d", &signed(d)), ("lo", &signed(low)), ("hi", &signed(high))],
                )
            }
            (Some(d), None) => signed(d),
            _ => "–".to_owned(),
        };
        vec![
            Cell {
                shown: facts.domain(&b.domain),
                value: None,
            },
            amount(town.per_resident),
            amount(country.per_resident),
            Cell {
                shown: b.spending_ratio.map_or_else(|| "–".to_owned(), |r| number(r, 2)),
                value: b.spending_ratio,
            },
            Cell {
                shown: score_words(facts, town),
                value: town.score,
            },
            count(town.n),
            Cell {
                shown: score_words(facts, country),
                value: country.score,
            },
            count(country.n),
            Cell {
                shown: difference,
                value: b.difference,
            },
        ]
    });
    Table {
        caption: Words(
            "城镇和乡村，按服务",
            "城鎮和鄉村，按服務",
            "Town and country by service",
        )
        .get(locale)
        .to_owned(),
        rows: rows.collect(),
        headers: vec![
            head(Words("服务", "服務", "Service"), false),
            head(Words("城镇人均", "城鎮人均", "Town, per resident"), true),
            head(Words("乡村人均", "鄉村人均", "Country, per resident"), true),
            head(
                Words("城镇是乡村的几倍", "城鎮是鄉村的幾倍", "Town ÷ country"),
                true,
            ),
            head(
                Words("城镇满意度（95%）", "城鎮滿意度（95%）", "Town score (95%)"),
                true,
            ),
            head(Words("城镇答卷", "城鎮答卷", "Town answers"), true),
            head(
                Words("乡村满意度（95%）", "鄉村滿意度（95%）", "Country score (95%)"),
                true,
            ),
            head(Words("乡村答卷", "鄉村答卷", "Country answers"), true),
            head(Words("相差（95%）", "相差（95%）", "Difference (95%)"), true),
        ],
    }
}
