//! Signs that answers were not free or not each resident's own: for the county, which may go and look. Never a verdict, and
//! no score or rank uses them.

use charts::{Cell, Header, Table};
use insight::report::{Named, quality::Flag};
use leptos::prelude::*;

use crate::{
    desk::{
        finding::Facts,
        format::{number, p_value, percent},
        parts::{Order, notices, table_with},
    },
    words::Words,
};

const TITLE: Words = Words(
    "答卷是怎么来的：值得去看看的地方",
    "答卷是怎麼來的：值得去看看的地方",
    "How answers came about: places worth a visit",
);
const WHAT: Words = Words(
    "只给县里看。这些是线索，说明不了谁做了什么；得分和名次都没有用到它们。",
    "只給縣裡看。這些是線索，說明不了誰做了什麼；得分和名次都沒有用到它們。",
    "For the county only. These are signs that ask for a look; they do not say who did what, and no score or rank uses them.",
);

/// The section; none where nothing stands out, or where somebody looks who sees a part of the county only.
pub(super) fn section(facts: &Facts) -> Option<AnyView> {
    let flags = &facts.report.quality;
    if flags.is_empty() {
        return None;
    }
    let locale = facts.locale;
    let mut signs: Vec<&str> = Vec::new();
    for flag in flags {
        if !signs.contains(&flag.sign) {
            signs.push(flag.sign);
        }
    }
    let meanings = signs.iter().map(|sign| {
        let said = facts.status(sign, &[]);
        (said.label, said.explanation)
    });
    let found = table(facts, flags);
    Some(
        view! {
            <section class="section" aria-labelledby="signs">
                <div class="section-head"><h2 id="signs">{TITLE.get(locale)}</h2><p class="muted">{WHAT.get(locale)}</p></div>
                {found}
                {notices(meanings.collect())}
            </section>
        }
        .into_any(),
    )
}

fn table(facts: &Facts, flags: &[Flag]) -> AnyView {
    let locale = facts.locale;
    let dated = flags.iter().any(|f| f.day.is_some());
    let head = [
        Words("地方", "地方", "Place"),
        Words("线索", "線索", "Sign"),
        Words("这里", "這裡", "Here"),
        Words("全县", "全縣", "County"),
        Words("人数", "人數", "People"),
        Words("q", "q", "q"),
        Words("哪天", "哪天", "Day"),
    ];
    let word = |shown: String| Cell { shown, value: None };
    let rows = flags.iter().map(|f| {
        let share = |part: f64| Cell {
            shown: percent(part, u8::from(part < 0.1).into()),
            value: Some(100.0 * part),
        };
        let mut row = vec![
            word(place(facts, &f.place)),
            word(facts.status(f.sign, &[]).label),
            share(f.found),
            share(f.usual),
            Cell {
                shown: number(f.n as f64, 0),
                value: Some(f.n as f64),
            },
            Cell {
                shown: f.q.map_or_else(|| "–".to_owned(), |q| p_value(Some(q))),
                value: f.q,
            },
            word(f.day.clone().unwrap_or_else(|| "–".to_owned())),
        ];
        // most signs are of a whole survey: a column without a day says nothing
        row.truncate(if dated { row.len() } else { row.len() - 1 });
        row
    });
    let table = Table {
        caption: Words("每条线索一行", "每條線索一行", "A line for each sign")
            .get(locale)
            .to_owned(),
        headers: (0..)
            .zip(head)
            .take(if dated { 7 } else { 6 })
            .map(|(i, h)| Header {
                text: h.get(locale).to_owned(),
                number: (2..6).contains(&i),
            })
            .collect(),
        rows: rows.collect(),
    };
    let link = |row: usize, column: usize| {
        let flag = flags.get(row).filter(|_| column == 0)?;
        let known = facts.report.places.iter().any(|p| p.area == flag.place.area);
        known.then(|| facts.township(&flag.place.area))
    };
    table_with(&table, locale, "signs", Order::Page, link)
}

/// A township of the report by its name; a village as the report names it.
fn place(facts: &Facts, place: &Named) -> String {
    let known = facts.report.places.iter().find(|p| p.area == place.area);
    known.map_or_else(|| place.name.clone(), |p| p.name.clone())
}
