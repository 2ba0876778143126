//! The drawing of one item: a diverging bar for each group, or plain bars where the options have no order.

use charts::{Axis, Bar, Bars, Chart as _, Diverging, DivergingRow};
use insight::{Hidden, breakdown::Figures};

use super::{
    DONT_KNOW, GROUP, GroupRow, NOT_USED, Page, Picked, SCORE, headline, hidden_words, of_asked,
    tables::group_table, top_two, top_words,
};
use crate::{
    desk::{
        finding::lower,
        format::{number, percent},
        parts::Figure,
    },
    words::Words,
};

const SCORE_AND_TOP: Words = Words("得分 · {b}", "得分 · {b}", "Score · {b}");

/// More hidden rows than these are one sentence below the drawing.
const FEW_HIDDEN: usize = 3;

pub(super) fn diverging(page: &Page, p: &Picked, base: String) -> Figure {
    let locale = page.locale;
    let hidden = p.rows.iter().filter(|g| g.figures.is_none()).count();
    let drawn = |g: &&GroupRow| hidden <= FEW_HIDDEN || g.figures.is_some();
    let foot = if hidden <= FEW_HIDDEN {
        String::new()
    } else {
        Words(
            "还有 {n} 组不显示：份数太少，或一并隐去以免推算出来。哪几组，写在表格里。",
            "還有 {n} 組不顯示：份數太少，或一併隱去以免推算出來。哪幾組，寫在表格裡。",
            "{n} more {n:group is|groups are} not shown: too few answers, or hidden so that none can be worked out. The table names them.",
        )
        .fill(locale, &[("n", &hidden.to_string())])
    };
    let row = |g: &GroupRow| match &g.figures {
        Some(f) => DivergingRow {
            label: g.label.clone(),
            shares: p
                .options
                .iter()
                .map(|(code, _)| {
                    f.distribution
                        .iter()
                        .find(|c| &c.code == code)
                        .map_or(0.0, |c| c.share)
                })
                .collect(),
            specials: vec![of_asked(f, f.n_dont_know), of_asked(f, f.n_not_used)],
            mean: mean_text(f, page.open_link),
            n: number(f.n_valid as f64, 0),
            hidden: (f.n_valid == 0)
                .then(|| Words("没有答卷", "沒有答卷", "no answers").get(locale).to_owned()),
        },
        None => DivergingRow {
            label: g.label.clone(),
            hidden: Some(hidden_words(
                locale,
                page.k,
                g.hidden.unwrap_or(Hidden::Primary),
                p.sensitive,
            )),
            ..DivergingRow::default()
        },
    };
    let chart = Diverging {
        title: p.text.clone(),
        desc: headline(page),
        options: p.options.iter().map(|o| o.1.clone()).collect(),
        specials: vec![DONT_KNOW.get(locale).to_owned(), NOT_USED.get(locale).to_owned()],
        rows: std::iter::once(&p.total)
            .chain(p.rows.iter().filter(drawn))
            .map(row)
            .collect(),
        row_heading: GROUP.get(locale).to_owned(),
        mean_heading: match p.total.figures.as_ref().map(|f| f.top_two.is_some()) {
            Some(true) => SCORE_AND_TOP.fill(locale, &[("b", &lower(locale, top_words(p.good).get(locale)))]),
            _ => SCORE.get(locale).to_owned(),
        },
        n_heading: "n".to_owned(),
    };
    let mut figure = Figure::of("answers", &chart, p.text.clone(), base, foot);
    figure.table = group_table(page, p);
    figure
}

pub(super) fn bars(page: &Page, p: &Picked, base: String) -> Figure {
    let locale = page.locale;
    let rows = p.options.iter().map(|(code, words)| match &p.total.figures {
        Some(f) => {
            let share = f
                .distribution
                .iter()
                .find(|c| &c.code == code)
                .map_or(0.0, |c| c.share);
            Bar::new(words.clone(), share * 100.0, percent(share, 0))
        }
        None => Bar {
            label: words.clone(),
            hidden: Some(hidden_words(locale, page.k, Hidden::Primary, p.sensitive)),
            ..Bar::default()
        },
    });
    let chart = Bars {
        title: p.text.clone(),
        desc: headline(page),
        x: Axis {
            after: "%".to_owned(),
            limits: Some((0.0, 100.0)),
            ..Axis::new("")
        },
        rows: rows.collect(),
        row_heading: Words("回答", "回答", "Answer").get(locale).to_owned(),
        ..Bars::default()
    };
    let mut figure = Figure {
        id: "answers".to_owned(),
        title: p.text.clone(),
        base,
        foot: String::new(),
        drawings: chart.draw("answers"),
        table: group_table(page, p),
    };
    if p.options.is_empty() {
        figure.drawings = None;
    }
    figure
}

fn mean_text(f: &Figures, open_link: bool) -> String {
    let score = f.score.map_or_else(|| "–".to_owned(), |s| number(s, 1));
    match &f.top_two {
        Some(t) => format!("{score} · {}", top_two(t, open_link)),
        None => score,
    }
}
