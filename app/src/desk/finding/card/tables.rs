//! The tables of a card: shared spending told over in three ways, the places most like this one.

use charts::{Cell as Entry, Header, Table};
use insight::report::verdicts::Cell;

use super::{super::words::signed, Facts, Page};
use crate::{desk::format::number, words::Words};

/// How many times the median and the usual spending, by how shared lines are told over.
pub(super) fn ways(page: &Page) -> Table {
    let locale = page.facts.locale;
    let names = [
        Words("按人口分摊", "按人口分攤", "by residents"),
        Words(
            "按各{unit}自己的投入分摊",
            "按各{unit}自己的投入分攤",
            "by own spending",
        ),
        Words("不计入", "不計入", "left out"),
    ];
    let rows = page.cell.ratios.iter().zip(names).map(|(ratio, name)| {
        vec![
            words(page.facts.say(name)),
            figure(Some(ratio.median), |v| number(v, 2)),
            figure(Some(ratio.need), |v| number(v, 2)),
        ]
    });
    Table {
        caption: Words(
            "县里共用的支出换三种分摊办法",
            "縣裡共用的支出換三種分攤辦法",
            "Shared county spending told over in three ways",
        )
        .get(locale)
        .to_owned(),
        rows: rows.collect(),
        headers: vec![
            head(Words("分摊办法", "分攤辦法", "Shared").get(locale), false),
            head(
                Words("是中位数的几倍", "是中位數的幾倍", "Times the median").get(locale),
                true,
            ),
            head(
                Words(
                    "是同样条件通常花费的几倍",
                    "是同樣條件通常花費的幾倍",
                    "Times what such places spend",
                )
                .get(locale),
                true,
            ),
        ],
    }
}

/// The column of answers, by whose number townships are never ordered.
pub(super) const ANSWERS_AT: usize = 3;

/// The places most like one, this one first, on the same figures. What rests on too few answers is not given here either.
pub(super) fn nearest(facts: &Facts, cells: &[&Cell]) -> Table {
    let locale = facts.locale;
    let rows = cells.iter().map(|c| {
        let code = c.verdict.as_deref().or(c.gate.as_deref()).unwrap_or("NO_DATA");
        vec![
            words(c.place.name.clone()),
            figure(c.per_resident, |x| facts.currency.amount(locale, x, 0)),
            figure(c.score.filter(|_| c.gate.as_deref() != Some("SMALL_BASE")), |s| {
                number(s, 1)
            }),
            figure(c.n, |n| number(n, 0)),
            figure(c.effect, signed),
            words(facts.status(code, &[]).label),
        ]
    });
    Table {
        caption: facts.say(Words(
            "{here}和最接近的{unit}放在一起",
            "{here}和最接近的{unit}放在一起",
            "This {unit} beside those most like it",
        )),
        rows: rows.collect(),
        headers: vec![
            head(facts.unit.heading().get(locale), false),
            head(Words("人均投入", "人均投入", "Per resident").get(locale), true),
            head(Words("原始平均", "原始平均", "Plain mean").get(locale), true),
            head(Words("份数", "份數", "Answers").get(locale), true),
            head(Words("比预期", "比預期", "Against expected").get(locale), true),
            head(
                Words("能说什么", "能說什麼", "What can be said").get(locale),
                false,
            ),
        ],
    }
}

fn head(text: &str, number: bool) -> Header {
    Header {
        text: text.to_owned(),
        number,
    }
}

fn words(shown: String) -> Entry {
    Entry { shown, value: None }
}

fn figure(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Entry {
    Entry {
        shown: value.map_or_else(|| "–".to_owned(), shown),
        value,
    }
}
