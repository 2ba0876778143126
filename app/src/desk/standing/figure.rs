//! Where each place truly stands: a row a place, with its probability of belonging in the upper half, and a table.

use charts::{Axis, Bar, Bars, Cell, Chart as _, Header, Reference, Table, Tone};
use insight::standing::Standing;
use leptos::prelude::*;

use super::{Answer, SURE};
use crate::{
    desk::{
        format::{chance, number},
        parts::Figure,
    },
    words::{Locale, Words},
};

/// The figure in its section.
pub(super) fn section(locale: Locale, answer: &Answer) -> AnyView {
    let rows = answer.rows();
    let title = title(locale, &rows);
    let bars = Bars {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            limits: Some((0.0, 100.0)),
            whole: true,
            after: "%".to_owned(),
            ..Axis::new(UPPER.get(locale))
        },
        rows: rows.iter().map(|s| bar(locale, answer, s)).collect(),
        reference: Some(Reference {
            value: 50.0,
            label: Words("一半对一半", "一半對一半", "even chance")
                .get(locale)
                .to_owned(),
        }),
        dots: true,
        row_heading: PLACE.get(locale).to_owned(),
        ..Bars::default()
    };
    let order = if answer.order.is_empty() {
        Words(
            "从上到下按估计的位次排，只是估计的先后。",
            "從上到下按估計的位次排，只是估計的先後。",
            "The order from top to bottom is one of estimates only.",
        )
    } else {
        Words("按您填的顺序。", "按您填的順序。", "In the order you typed.")
    };
    let base = Words(
        "点越靠右，真正属于前一半的可能越大；蓝色、橙色是把握到 95% 的，灰色还分不清。{o}",
        "點越靠右，真正屬於前一半的可能越大；藍色、橙色是把握到 95% 的，灰色還分不清。{o}",
        "The farther right, the likelier a place truly belongs in the upper half; blue and orange are 95% sure, grey cannot be told. {o}",
    )
    .fill(locale, &[("o", order.get(locale))]);
    let figure = Figure {
        id: "standing".to_owned(),
        drawings: bars.draw("standing"),
        table: table(locale, answer, &rows, &title),
        title,
        base,
        foot: foot(locale, answer),
    };
    view! { <section class="section" aria-label=UPPER.get(locale)>{figure.view(locale)}</section> }.into_any()
}

const UPPER: Words = Words(
    "真正属于前一半的可能",
    "真正屬於前一半的可能",
    "Chance of truly belonging in the upper half",
);
const PLACE: Words = Words("地方", "地方", "Place");

fn tone(standing: &Standing) -> Tone {
    if standing.upper_half >= SURE {
        Tone::Above
    } else if standing.lower_half >= SURE {
        Tone::Below
    } else {
        Tone::Unclear
    }
}

fn bar(locale: Locale, answer: &Answer, standing: &Standing) -> Bar {
    Bar {
        tone: tone(standing),
        ..Bar::new(
            answer.name(&standing.place),
            standing.upper_half * 100.0,
            chance(locale, standing.upper_half),
        )
    }
}

fn title(locale: Locale, rows: &[&Standing]) -> String {
    let count = |wanted: Tone| rows.iter().filter(|s| tone(s) == wanted).count().to_string();
    Words(
        "{a} 个有 95% 的把握真在前一半，{b} 个真在后一半，{c} 个分不清",
        "{a} 個有 95% 的把握真在前一半，{b} 個真在後一半，{c} 個分不清",
        "{a} truly in the upper half with 95% certainty, {b} in the lower, {c} cannot be told",
    )
    .fill(
        locale,
        &[
            ("a", &count(Tone::Above)),
            ("b", &count(Tone::Below)),
            ("c", &count(Tone::Unclear)),
        ],
    )
}

fn foot(locale: Locale, answer: &Answer) -> String {
    let mut parts = Vec::new();
    let found = &answer.found;
    if found.from == "ranks" && found.method == "CLOSED_FORM" {
        parts.push(
            Words(
                "只凭名次推算时，“真是最后一名”的可能会偏低；有得分请用得分。",
                "只憑名次推算時，「真是最後一名」的可能會偏低；有得分請用得分。",
                "From ranks alone, the chance of truly being last comes out too low; use scores where there are any.",
            )
            .get(locale)
            .to_owned(),
        );
    }
    let error = found.places.iter().filter_map(|p| p.monte_carlo_error);
    if let Some(error) = error.max_by(f64::total_cmp) {
        parts.push(
            Words(
                "概率是模拟出来的，误差约 ±{e} 个百分点。",
                "機率是模擬出來的，誤差約 ±{e} 個百分點。",
                "The chances come from simulation, with an error of about ±{e} percentage points.",
            )
            .fill(locale, &[("e", &number(error * 100.0, 1))]),
        );
    }
    parts.push(
        Words(
            "各地、各次的答卷当作互不相关。",
            "各地、各次的答卷當作互不相關。",
            "Answers of different places and years are taken to be independent.",
        )
        .get(locale)
        .to_owned(),
    );
    parts.join(locale.space())
}

fn table(locale: Locale, answer: &Answer, rows: &[&Standing], caption: &str) -> Table {
    let header = |text: String, number: bool| Header { text, number };
    let mut headers = vec![header(PLACE.get(locale).to_owned(), false)];
    headers.extend(answer.found.waves.iter().map(|w| {
        let text = Words("{w}名次", "{w}名次", "Rank, {w}").fill(locale, &[("w", &answer.wave(locale, w))]);
        header(text, true)
    }));
    for words in [
        UPPER,
        Words(
            "真正属于后一半的可能",
            "真正屬於後一半的可能",
            "Chance of truly belonging in the lower half",
        ),
        Words(
            "真是最后一名的可能",
            "真是最後一名的可能",
            "Chance of truly being last",
        ),
        Words("估计的位次", "估計的位次", "Expected rank"),
    ] {
        headers.push(header(words.get(locale).to_owned(), true));
    }
    let cell = |value: Option<f64>, shown: &dyn Fn(f64) -> String| Cell {
        shown: value.map_or_else(|| "–".to_owned(), shown),
        value,
    };
    // places that share a rank say so
    let shared = |wave: usize, rank: f64| {
        let ranks = rows.iter().filter_map(|s| s.ranks.get(wave).copied().flatten());
        ranks.filter(|r| *r == rank).count() > 1
    };
    let rank = |wave: usize, rank: f64| {
        let shown = number(rank, usize::from(rank.fract() != 0.0));
        match shared(wave, rank) {
            true => Words("{r}（并列）", "{r}（並列）", "{r} (tied)").fill(locale, &[("r", &shown)]),
            false => shown,
        }
    };
    let rows = rows.iter().map(|s| {
        let mut cells = vec![Cell {
            shown: answer.name(&s.place),
            value: None,
        }];
        let ranks = s.ranks.iter().enumerate();
        cells.extend(ranks.map(|(wave, r)| cell(*r, &|r| rank(wave, r))));
        for p in [s.upper_half, s.lower_half, s.last] {
            cells.push(cell(Some(p), &|p| chance(locale, p)));
        }
        cells.push(cell(Some(s.expected_rank), &|r| number(r, 1)));
        cells
    });
    Table {
        caption: caption.to_owned(),
        rows: rows.collect(),
        headers,
    }
}
