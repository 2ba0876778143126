//! The places under one way of scoring, to be chosen by a link: what the score is then, and which ranks it leaves open.

use charts::{Axis, Cell, Chart as _, Dot, Dots, Header, Table, Tone};
use insight::report::scorings::{SCHEMES, Scheme, ScoredPlace, Scoring};
use leptos::prelude::*;

use super::super::{Seen, address, range_of_ranks};
use crate::{
    desk::{
        association::{Choice, choices},
        breakdown::printed,
        format::number,
        parts::{Figure, Order},
    },
    words::{Locale, Words},
};

const WAYS: Words = Words("计分办法", "計分辦法", "Ways of scoring");
const SCORE: Words = Words("得分", "得分", "Score");
const RANKS: Words = Words("名次范围", "名次範圍", "Range of ranks");

/// The column of answers, by whose number townships are never ordered.
const ANSWERS_AT: usize = 1;

/// Is this a way of scoring?
pub fn known(id: &str) -> bool {
    SCHEMES.iter().any(|s| s.id == id)
}

/// Links to the ways, and the figure of the one that is chosen: the house's own unless another is asked for.
pub(super) fn view(seen: &Seen<'_>, scoring: &Scoring, asked: Option<&str>) -> Option<AnyView> {
    let locale = seen.facts.locale;
    let (at, scheme) = scoring.schemes.iter().enumerate().find_map(|(at, id)| {
        let chosen = asked.map_or(at == 0, |asked| asked == id);
        let scheme = SCHEMES.iter().find(|s| chosen && &s.id == id)?;
        Some((at, scheme))
    })?;
    let here = address(seen.facts, &scoring.measure);
    let links = SCHEMES
        .iter()
        .filter(|s| scoring.schemes.contains(&s.id))
        .map(|s| Choice {
            href: format!("{here}&scoring={}#scored", s.id),
            label: name(seen, s),
            current: s.id == scheme.id,
        });
    let figure = figure(seen, scoring, at, scheme)?;
    Some(view! { {choices(WAYS.get(locale), links.collect())}{figure.in_order(locale, Order::ReaderBut(ANSWERS_AT))} }.into_any())
}

/// A way of scoring in words.
pub(super) fn name(seen: &Seen<'_>, scheme: &Scheme) -> String {
    let locale = seen.facts.locale;
    printed(locale, scheme.name.get(locale.tag()))
}

/// None where no place has a score under it.
fn figure(seen: &Seen<'_>, scoring: &Scoring, at: usize, scheme: &Scheme) -> Option<Figure> {
    let locale = seen.facts.locale;
    let shown: Vec<&ScoredPlace> = seen
        .facts
        .groups
        .iter()
        .flat_map(|g| &g.places)
        .filter_map(|area| scoring.places.iter().find(|p| &p.area == area))
        .filter(|p| p.under.len() > at)
        .collect();
    if shown.is_empty() {
        return None;
    }
    let title = title(seen, scoring, at, scheme);
    let ranked = shown.iter().any(|p| p.under[at].rank.is_some());
    let chart = Dots {
        title: title.clone(),
        desc: title.clone(),
        x: Axis::score(Words("0–100 分", "0–100 分", "0–100 points").get(locale)),
        rows: shown
            .iter()
            .map(|p| Dot {
                label: seen.facts.place(&p.area),
                direct: Some(p.under[at].value),
                rank: if ranked {
                    ranks(locale, p, at).shown
                } else {
                    String::new()
                },
                tone: Tone::Unclear,
                emphasis: p.moves,
                ..Dot::default()
            })
            .collect(),
        direct_label: name(seen, scheme),
        row_heading: Words("地方", "地方", "Place").get(locale).to_owned(),
        rank_heading: RANKS.get(locale).to_owned(),
        ..Dots::default()
    };
    let points: Vec<String> = [5_u8, 4, 3, 2, 1]
        .iter()
        .filter_map(|answer| scheme.points.get(answer))
        .map(|p| number(*p, 0))
        .collect();
    let base = Words(
        "从最好到最差的五个答案各记 {p} 分。{n}",
        "從最好到最差的五個答案各記 {p} 分。{n}",
        "Points of the five answers, from the best to the worst: {p}. {n}",
    )
    .fill(
        locale,
        &[
            ("p", &points.join(Words("、", "、", ", ").get(locale))),
            ("n", &printed(locale, scheme.note.get(locale.tag()))),
        ],
    );
    let bold = Words(
        "加粗的地方，名次取决于怎么计分。",
        "加粗的地方，名次取決於怎麼計分。",
        "The ranks of places in bold change with the scoring.",
    );
    let bold = shown.iter().any(|p| p.moves).then(|| bold.get(locale));
    let base: Vec<&str> = [Some(base.as_str()), bold, Some(seen.facts.order())]
        .into_iter()
        .flatten()
        .collect();
    let base = base.join(locale.space());
    Some(Figure {
        id: "scored".to_owned(),
        drawings: chart.draw("scored"),
        table: table(seen, &shown, (at, scheme), &title),
        title,
        base,
        foot: String::new(),
    })
}

/// How far the order is another one than with the house's own way.
fn title(seen: &Seen<'_>, scoring: &Scoring, at: usize, scheme: &Scheme) -> String {
    let locale = seen.facts.locale;
    let name = name(seen, scheme);
    let own = scoring.schemes.first();
    let turned = scoring
        .turned
        .iter()
        .find(|t| at > 0 && Some(&t.schemes[0]) == own && t.schemes[1] == scheme.id);
    match turned {
        None => Words("按“{s}”计分", "按「{s}」計分", "Scored by “{s}”").fill(locale, &[("s", &name)]),
        Some(t) => Words(
            "按“{s}”计分：和均分比，{p} 对地方里有 {t} 对前后换了位",
            "按「{s}」計分：和均分比，{p} 對地方裡有 {t} 對前後換了位",
            "Scored by “{s}”: of {p} {p:pair|pairs} of places, {t} {t:stands|stand} the other way round than by the mean",
        )
        .fill(
            locale,
            &[("s", &name), ("p", &t.pairs.to_string()), ("t", &t.turned.to_string())],
        ),
    }
}

fn ranks(locale: Locale, place: &ScoredPlace, at: usize) -> Cell {
    let ends = place.under.get(at).and_then(|u| u.rank);
    Cell::range(
        ends.map_or_else(|| "–".to_owned(), |ends| range_of_ranks(locale, ends)),
        ends.map(|ends| ends.map(|rank| rank as f64)),
    )
}

/// The chosen way beside the house's own.
fn table(seen: &Seen<'_>, shown: &[&ScoredPlace], (at, scheme): (usize, &Scheme), caption: &str) -> Table {
    let locale = seen.facts.locale;
    let words = |shown: String| Cell { shown, value: None };
    let figure = |value: f64, decimals| Cell {
        shown: number(value, decimals),
        value: Some(value),
    };
    let head = |text: String, number| Header { text, number };
    let both = |scheme: &Scheme| {
        let of = |w: Words| {
            format!(
                "{}{}{}",
                name(seen, scheme),
                Words("：", "：", ": ").get(locale),
                w.get(locale)
            )
        };
        [head(of(SCORE), true), head(of(RANKS), false)]
    };
    let own = SCHEMES.first().filter(|_| at > 0);
    let mut headers = vec![
        head(Words("地方", "地方", "Place").get(locale).to_owned(), false),
        head(Words("份数", "份數", "Answers").get(locale).to_owned(), true),
    ];
    headers.extend(both(scheme));
    headers.extend(own.into_iter().flat_map(both));
    let rows = shown.iter().map(|p| {
        let mut row = vec![
            words(seen.facts.place(&p.area)),
            p.n.map_or_else(|| words("–".to_owned()), |n| figure(n as f64, 0)),
        ];
        for way in [Some(at), own.map(|_| 0)].into_iter().flatten() {
            row.extend([figure(p.under[way].value, 1), ranks(locale, p, way)]);
        }
        row
    });
    Table {
        caption: caption.to_owned(),
        rows: rows.collect(),
        headers,
    }
}
