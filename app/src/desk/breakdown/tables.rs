//! The tables of a closed wave: one item by its cut, and every item in a row.

use charts::{Cell, Header, Table};
use insight::Hidden;

use super::{
    DONT_KNOW, GROUP, NOT_ASKED, NOT_USED, Page, Picked, REFUSED, SCORE, TOP, TOP_SURE, hidden_words,
    of_asked, top_two, top_words,
};
use crate::{
    desk::format::{number, percent},
    words::{Locale, Words},
};

fn heading(locale: Locale, text: Words, number: bool) -> Header {
    Header {
        text: text.get(locale).to_owned(),
        number,
    }
}

/// The column of [`group_table`] that says how many answered.
pub(super) const ANSWERS_AT: usize = 1;

pub(super) fn group_table(page: &Page, p: &Picked) -> Table {
    let locale = page.locale;
    let mut headers = vec![
        heading(locale, GROUP, false),
        Header {
            text: "n".to_owned(),
            number: true,
        },
    ];
    if p.scored {
        headers.push(heading(locale, SCORE, true));
        headers.push(heading(locale, top_words(p.good), true));
        headers.push(heading(
            locale,
            Words("95% 区间", "95% 區間", "95% interval"),
            true,
        ));
    }
    headers.push(heading(locale, DONT_KNOW, true));
    headers.push(heading(locale, NOT_USED, true));
    headers.extend(p.options.iter().map(|o| Header {
        text: o.1.clone(),
        number: true,
    }));
    let width = headers.len();
    let rows = std::iter::once(&p.total).chain(&p.rows).map(|g| {
        let mut cells = vec![words(g.label.clone())];
        match &g.figures {
            None => {
                cells.push(words(hidden_words(
                    locale,
                    page.k,
                    g.hidden.unwrap_or(Hidden::Primary),
                    p.sensitive,
                )));
                cells.resize(width, words(String::new()));
            }
            Some(f) => {
                cells.push(count(f.n_valid));
                if p.scored {
                    cells.push(f.score.map_or_else(dash, |s| Cell {
                        shown: number(s, 1),
                        value: Some(s),
                    }));
                    cells.push(f.top_two.as_ref().map_or_else(dash, |t| share(t.share)));
                    let interval = f.top_two.as_ref().filter(|_| !page.open_link);
                    cells.push(interval.map_or_else(dash, |t| {
                        words(format!(
                            "{}–{}%",
                            number(t.low * 100.0, 0),
                            number(t.high * 100.0, 0)
                        ))
                    }));
                }
                cells.push(count(f.n_dont_know));
                cells.push(count(f.n_not_used));
                cells.extend(p.options.iter().map(|(code, _)| {
                    f.distribution
                        .iter()
                        .find(|c| &c.code == code)
                        .map_or_else(dash, |c| share(c.share))
                }));
            }
        }
        cells
    });
    Table {
        caption: p.text.clone(),
        headers,
        rows: rows.collect(),
    }
}

/// Questions in a row, each in its own quotation marks.
fn listed(locale: Locale, texts: &[&str]) -> String {
    let (open, close, between) = match locale {
        Locale::En => ('“', '”', ", "),
        Locale::ZhHans => ('“', '”', ""),
        Locale::ZhHant => ('「', '」', ""),
    };
    let each = texts.iter().map(|text| format!("{open}{text}{close}"));
    each.collect::<Vec<String>>().join(between)
}

/// Items that are not in [`overview`], a sentence for each reason.
pub(super) fn unseen(page: &Page) -> Vec<String> {
    let locale = page.locale;
    [false, true]
        .into_iter()
        .filter_map(|sensitive| {
            let hidden = page.items.iter();
            let texts: Vec<&str> = hidden
                .filter(|i| i.figures.is_none() && i.sensitive == sensitive)
                .map(|i| i.text.as_str())
                .collect();
            if texts.is_empty() {
                return None;
            }
            let why = hidden_words(locale, page.k, Hidden::Primary, sensitive);
            Some(
                Words(
                    "{n} 题{w}：{l}",
                    "{n} 題{w}：{l}",
                    "{n} {n:question|questions} ({w}): {l}",
                )
                .fill(
                    locale,
                    &[
                        ("n", &texts.len().to_string()),
                        ("w", &why),
                        ("l", &listed(locale, &texts)),
                    ],
                ),
            )
        })
        .collect()
}

/// Of which questions in [`overview`] the first option alone counts as a good answer.
pub(super) fn of_one(page: &Page) -> Option<String> {
    let locale = page.locale;
    let shown = page.items.iter();
    let texts: Vec<&str> = shown
        .filter(|i| i.good == 1 && i.figures.as_ref().is_some_and(|f| f.top_two.is_some()))
        .map(|i| i.text.as_str())
        .collect();
    (!texts.is_empty()).then(|| {
        Words(
            "“前两档”在这些题里只算最前一档：{l}",
            "「前兩檔」在這些題裡只算最前一檔：{l}",
            "Of these, “top two” is the top answer alone: {l}",
        )
        .fill(locale, &[("l", &listed(locale, &texts))])
    })
}

pub(super) fn overview(page: &Page) -> Table {
    let locale = page.locale;
    let rows = page.items.iter().filter_map(|i| {
        let f = i.figures.as_ref()?;
        Some(vec![
            words(i.text.clone()),
            count(f.n_valid),
            f.score.map_or_else(dash, |s| Cell {
                shown: number(s, 1),
                value: Some(s),
            }),
            f.top_two.as_ref().map_or_else(dash, |t| Cell {
                shown: top_two(t, page.open_link),
                value: Some(t.share),
            }),
            share(of_asked(f, f.n_dont_know)),
            share(of_asked(f, f.n_not_used)),
            count(f.n_refused),
            count(f.n_blank),
            count(f.n_not_asked),
        ])
    });
    let top = if page.open_link { TOP } else { TOP_SURE };
    Table {
        caption: Words("{n} 份答卷", "{n} 份答卷", "{n} {n:answer|answers}")
            .fill(locale, &[("n", &number(page.counted as f64, 0))]),
        headers: vec![
            heading(locale, Words("题目", "題目", "Question"), false),
            Header {
                text: "n".to_owned(),
                number: true,
            },
            heading(locale, SCORE, true),
            heading(locale, top, true),
            heading(locale, DONT_KNOW, true),
            heading(locale, NOT_USED, true),
            heading(locale, REFUSED, true),
            heading(locale, Words("没回答", "沒回答", "Blank"), true),
            heading(locale, NOT_ASKED, true),
        ],
        rows: rows.collect(),
    }
}

fn words(text: String) -> Cell {
    Cell {
        shown: text,
        value: None,
    }
}

fn dash() -> Cell {
    words("–".to_owned())
}

fn count(n: u64) -> Cell {
    Cell {
        shown: number(n as f64, 0),
        value: Some(n as f64),
    }
}

fn share(value: f64) -> Cell {
    Cell {
        shown: percent(value, 0),
        value: Some(value),
    }
}
