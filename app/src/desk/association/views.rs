//! Between areas, change on change, within areas: three answers side by side, each with its own n.

use charts::{Axis, Bar, Bars, Chart as _, Reference, Tone};
use leptos::prelude::*;

use super::Page;
use crate::{
    desk::format::{coefficient, number, p_value, span, spanned, tight},
    words::Words,
};

/// One way to ask, and its answer.
pub(in crate::desk) struct Ask {
    pub(in crate::desk) name: &'static str,
    pub(in crate::desk) question: &'static str,
    /// Between −1 and 1; nothing is drawn without it.
    pub(in crate::desk) value: Option<f64>,
    pub(in crate::desk) bounds: Option<[f64; 2]>,
    /// Its sign can be told.
    pub(in crate::desk) clear: bool,
    /// Figures behind it, or what is missing.
    pub(in crate::desk) small: String,
}

/// Between areas.
pub(in crate::desk) const BETWEEN: [Words; 2] = [
    Words("地区之间", "地區之間", "Between areas"),
    Words(
        "投入高的地方，满意度也高吗？",
        "投入高的地方，滿意度也高嗎？",
        "Are areas that spend more also more satisfied?",
    ),
];
/// Change on change.
pub(in crate::desk) const CHANGE: [Words; 2] = [
    Words("变化对变化", "變化對變化", "Change on change"),
    Words(
        "投入增加多的地方，满意度升得多吗？",
        "投入增加多的地方，滿意度升得多嗎？",
        "Where spending rose most, did satisfaction rise most?",
    ),
];
/// Within areas.
pub(in crate::desk) const WITHIN: [Words; 2] = [
    Words("同一地区之内", "同一地區之內", "Within areas"),
    Words(
        "同一个地方投入比平常多时，满意度比平常高吗？",
        "同一個地方投入比平常多時，滿意度比平常高嗎？",
        "When one area spends more than usual, is it more satisfied than usual?",
    ),
];

/// The list.
pub fn list(page: &Page) -> AnyView {
    asks(page)
        .into_iter()
        .enumerate()
        .map(|(i, ask)| one(i, ask))
        .collect_view()
        .into_any()
}

fn asks(page: &Page) -> Vec<Ask> {
    let locale = page.locale;
    let row = &page.row;
    let mut all = vec![Ask {
        name: BETWEEN[0].get(locale),
        question: BETWEEN[1].get(locale),
        value: row.spearman,
        bounds: page.points.spearman_interval,
        clear: row.q_bh.is_some_and(|q| q < 0.05),
        small: format!(
            "Spearman ρ {} ({}) · p {} · q {} · n {} · Pearson {} · Kendall {}",
            coefficient(row.spearman),
            spanned(locale, page.points.spearman_interval, 2),
            p_value(row.spearman_p),
            p_value(row.q_bh),
            row.n,
            coefficient(row.pearson),
            coefficient(row.kendall),
        ),
    }];
    if let Some(c) = &page.change {
        let bounds = c.spearman.and_then(|r| insight::spearman_interval(r, c.n));
        all.push(Ask {
            name: CHANGE[0].get(locale),
            question: CHANGE[1].get(locale),
            value: c.spearman,
            bounds,
            clear: c.spearman_p.is_some_and(|p| p < 0.05),
            small: format!(
                "Spearman ρ {} ({}) · p {} · {} → {} · n {}",
                coefficient(c.spearman),
                spanned(locale, bounds, 2),
                p_value(c.spearman_p),
                c.from,
                c.to,
                c.n
            ),
        });
    }
    if let Some(w) = &page.within {
        let (size, decimals) = super::sentences::step(page);
        let slope = w
            .slope
            .map_or_else(|| "–".to_owned(), |s| number(s * size, decimals));
        let bounds = page.within_interval.and_then(|i| i.pearson);
        let apart = page.within_interval.map_or_else(String::new, |i| {
            Words(
                " · 95% 区间：r {r}，{s} 分；同一地区的几轮只算一个见证（CR2，自由度 {d}）",
                " · 95% 區間：r {r}，{s} 分；同一地區的幾輪只算一個見證（CR2，自由度 {d}）",
                " · 95% interval: r {r}, by points {s}; the waves of one area are one witness (CR2, degrees of freedom {d})",
            )
            .fill(
                locale,
                &[
                    ("r", &spanned(locale, bounds, 2)),
                    ("s", &span(locale, i.slope.map(|s| s * size), decimals)),
                    ("d", &number(i.df, 1)),
                ],
            )
        });
        all.push(Ask {
            name: WITHIN[0].get(locale),
            question: WITHIN[1].get(locale),
            value: w.pearson,
            bounds,
            clear: bounds.is_some_and(|[low, high]| low > 0.0 || high < 0.0),
            small: Words(
                "Pearson r {r} · 每多 {a}：{s} 分 · n {n}（{w}）{i}",
                "Pearson r {r} · 每多 {a}：{s} 分 · n {n}（{w}）{i}",
                "Pearson r {r} · {a} more: {s} {s:point|points} · n {n} ({w}){i}",
            )
            .fill(
                locale,
                &[
                    ("r", &coefficient(w.pearson)),
                    ("a", &page.currency.amount(locale, size, 0)),
                    ("s", &slope),
                    ("n", &w.n.to_string()),
                    ("w", &w.waves.join(", ")),
                    ("i", &apart),
                ],
            ),
        });
    }
    all
}

/// One of them; `i` keeps drawings of a page apart.
pub(in crate::desk) fn one(i: usize, ask: Ask) -> AnyView {
    let strip = Bars {
        title: format!("{}: {}", ask.name, coefficient(ask.value)),
        desc: ask.question.to_owned(),
        x: Axis {
            limits: Some((-1.0, 1.0)),
            whole: true,
            decimals: 2,
            ..Axis::default()
        },
        rows: vec![Bar {
            low: ask.bounds.map(|b| b[0].max(-1.0)),
            high: ask.bounds.map(|b| b[1].min(1.0)),
            tone: if ask.clear { Tone::Accent } else { Tone::Unclear },
            value: ask.value,
            ..Bar::new("", ask.value.unwrap_or(0.0), "")
        }],
        reference: Some(Reference {
            value: 0.0,
            label: String::new(),
        }),
        dots: true,
        ..Bars::default()
    };
    let drawn = ask
        .value
        .and_then(|_| strip.svg(&format!("way{i}"), charts::NARROW));
    view! {
        <section class="way">
            <h3><span>{ask.name}</span><span class="num">{coefficient(ask.value)}</span></h3>
            <p>{ask.question}</p>
            {drawn.map(|svg| view! { <div inner_html=svg></div> })}
            <p class="muted"><small>{tight(&ask.small)}</small></p>
        </section>
    }
    .into_any()
}
