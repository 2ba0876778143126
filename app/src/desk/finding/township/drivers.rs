//! What goes with overall satisfaction in the county, in tiers that can be told apart.

use charts::{Axis, Bar, Bars, Cell, Header, Table, Tone};
use insight::report::drivers::{Driver, Drivers, UsersOnly};
use leptos::prelude::*;

use super::Page;
use crate::{
    desk::{
        finding::{
            Facts,
            words::{joined, lower},
        },
        format::{number, percent},
        parts::{Figure, table},
    },
    words::Words,
};

const FEW: Words = Words(
    "分不出哪几项更有关：要有两项以上的服务，还要有足够多的人把各项都答了。",
    "分不出哪幾項更有關：要有兩項以上的服務，還要有足夠多的人把各項都答了。",
    "which services matter more cannot be told: it takes two services or more, and enough people who rated them all.",
);

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let Some(drivers) = &facts.report.drivers else {
        return ().into_any();
    };
    let heading = Words(
        "哪几项和总体满意最有关（全县）",
        "哪幾項和總體滿意最有關（全縣）",
        "What goes with overall satisfaction (the county)",
    )
    .get(locale);
    if let Some(code) = &drivers.status {
        let said = facts.status(code, &[]);
        let why = match code.as_str() {
            // nothing was estimated, so there is no smallest difference to name
            "NOT_ENOUGH_DATA" => FEW.get(locale).to_owned(),
            _ => said.explanation,
        };
        return view! {
            <section class="section" aria-labelledby="drivers"><h2 id="drivers">{heading}</h2>
                <p><b>{said.label}</b>{Words("：", "：", ": ").get(locale)}{[why, said.remedy].join(locale.space())}</p></section>
        }
        .into_any();
    }
    let mut last = 0;
    let rows = drivers.drivers.iter().map(|d| {
        let heading = if d.tier == last {
            String::new()
        } else {
            last = d.tier;
            Words("第 {t} 档", "第 {t} 檔", "Group {t}").fill(locale, &[("t", &d.tier.to_string())])
        };
        Bar {
            heading,
            low: d.ci95.map(|c| c[0] * 100.0),
            high: d.ci95.map(|c| c[1] * 100.0),
            tone: if d.tier == 1 { Tone::Accent } else { Tone::Unclear },
            ..Bar::new(facts.domain(&d.domain), d.share * 100.0, percent(d.share, 0))
        }
    });
    let r2 = drivers
        .r_squared
        .map_or_else(|| "–".to_owned(), |r| percent(r, 0));
    let title = Words(
        "{k} 项服务合起来，说明了总体满意差异的 {r}",
        "{k} 項服務合起來，說明了總體滿意差異的 {r}",
        "{k} {k:service|services} together go with {r} of the differences in overall satisfaction",
    )
    .fill(locale, &[("k", &drivers.drivers.len().to_string()), ("r", &r2)]);
    let chart = Bars {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            after: "%".to_owned(),
            ..Axis::new(Words("占说得明部分的份额", "佔說得明部分的份額", "share of that part").get(locale))
        },
        rows: rows.collect(),
        row_heading: Words("服务", "服務", "Service").get(locale).to_owned(),
        group_heading: Words("档", "檔", "Group").get(locale).to_owned(),
        interval_heading: Words("95% 区间", "95% 區間", "95% interval")
            .get(locale)
            .to_owned(),
        ..Bars::default()
    };
    let base = Words(
        "横线是 95% 区间（按村重抽）；同一档里的分不出先后；{n} 人",
        "橫線是 95% 區間（按村重抽）；同一檔裡的分不出先後；{n} 人",
        "Lines are 95% intervals (villages redrawn); within a group no order can be told; {n} {n:person|people}",
    )
    .fill(locale, &[("n", &number(drivers.n as f64, 0))]);
    let foot = Words(
        "一起变动，不等于改了这一项总体就会升。",
        "一起變動，不等於改了這一項總體就會升。",
        "Going together does not say that improving one raises the whole.",
    );
    let noticed = drivers
        .notices
        .iter()
        .map(|code| Some(facts.status(code, &[]).explanation));
    let more = std::iter::once(first(facts, &drivers.drivers)).chain(noticed);
    let mut figure = Figure::of("shares", &chart, title, base, foot.get(locale).to_owned());
    figure.table.headers.push(Header {
        text: PRIORITY.get(locale).to_owned(),
        number: true,
    });
    for (row, d) in figure.table.rows.iter_mut().zip(&drivers.drivers) {
        row.push(figure_cell(d.priority, 1));
    }
    view! {
        <section class="section" aria-labelledby="drivers">
            <h2 id="drivers">{heading}</h2>
            {figure.view(locale)}
            {more.flatten().map(|said| view! { <p>{said}</p> }).collect_view()}
            {users(facts, drivers)}
        </section>
    }
    .into_any()
}

/// The three services with most room that surely go with satisfaction.
fn first(facts: &Facts, drivers: &[Driver]) -> Option<String> {
    let locale = facts.locale;
    let mut known: Vec<(&Driver, f64)> = drivers.iter().filter_map(|d| Some((d, d.priority?))).collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named: Vec<String> = known
        .iter()
        .filter(|(_, priority)| *priority >= 0.05)
        .take(3)
        .map(|(d, _)| lower(locale, &facts.domain(&d.domain)))
        .collect();
    let words = Words(
        "从这里改起也许最要紧：{l}。",
        "從這裡改起也許最要緊：{l}。",
        "Where improving may matter most: {l}.",
    );
    (!named.is_empty()).then(|| words.fill(locale, &[("l", &joined(locale, &named))]))
}

const PRIORITY: Words = Words(
    "份额 × 离满分的距离 × 份额高于平均的把握",
    "份額 × 離滿分的距離 × 份額高於平均的把握",
    "Share × room to full marks × how sure the share is above an even part",
);

fn figure_cell(value: Option<f64>, decimals: usize) -> Cell {
    Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| number(v, decimals)),
        value,
    }
}

/// Services that not everybody uses, among those who do, in a table of their own.
fn users(facts: &Facts, drivers: &Drivers) -> Option<AnyView> {
    let locale = facts.locale;
    let row = |u: &UsersOnly| {
        let name = Cell {
            shown: facts.domain(&u.domain),
            value: None,
        };
        Some(vec![name, figure_cell(Some(u.r?), 2)])
    };
    let rows: Vec<Vec<Cell>> = drivers.users_only.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let caption = Words(
        "只看用过的人，每项和总体满意的相关",
        "只看用過的人，每項和總體滿意的相關",
        "How each goes with overall satisfaction, among those who use it",
    );
    let twin = Table {
        caption: caption.get(locale).to_owned(),
        headers: vec![
            Header {
                text: Words("服务", "服務", "Service").get(locale).to_owned(),
                number: false,
            },
            Header {
                text: Words("相关 r", "相關 r", "Correlation r").get(locale).to_owned(),
                number: true,
            },
        ],
        rows,
    };
    let table = table(&twin, locale, "users");
    Some(view! { <details><summary>{twin.caption}</summary>{table}</details> }.into_any())
}
