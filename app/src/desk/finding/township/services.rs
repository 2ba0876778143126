//! Services of a township against what the model expects of each.

use charts::{Axis, Dot, Dots, Reference, Tone};
use leptos::prelude::*;

use super::{Page, sides};
use crate::{
    desk::{finding::words::joined, parts::Figure},
    words::Words,
};

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let cells: Vec<_> = facts
        .services()
        .into_iter()
        .filter_map(|id| facts.cell(&page.area, &id))
        .collect();
    let heading = Words(
        "每一项，比预期高还是低",
        "每一項，比預期高還是低",
        "Each service against what is expected",
    )
    .get(locale);
    if cells.iter().all(|c| c.effect.is_none()) {
        let gate = cells.iter().find_map(|c| c.gate.clone());
        let said = facts.status(gate.as_deref().unwrap_or("NO_DATA"), &[]);
        return view! {
            <section class="section" aria-labelledby="services"><h2 id="services">{heading}</h2>
                <p><b>{said.label}</b>{Words("：", "：", ": ").get(locale)}{[said.explanation, said.remedy].join(locale.space())}</p></section>
        }
        .into_any();
    }
    let (below, above, unclear) = sides(page);
    let title = match (below.is_empty(), above.is_empty()) {
        (true, true) => Words(
            "{n} 项都和预期分不出高低",
            "{n} 項都和預期分不出高低",
            "None of {n} can be told from what is expected",
        )
        .fill(locale, &[("n", &unclear.to_string())]),
        (false, true) => Words(
            "{b}低于预期，其余分不出",
            "{b}低於預期，其餘分不出",
            "Below: {b}; the rest cannot be told",
        )
        .fill(locale, &[("b", &joined(locale, &below))]),
        (true, false) => Words(
            "{a}高于预期，其余分不出",
            "{a}高於預期，其餘分不出",
            "Above: {a}; the rest cannot be told",
        )
        .fill(locale, &[("a", &joined(locale, &above))]),
        (false, false) => Words(
            "{b}低于预期，{a}高于预期，其余分不出",
            "{b}低於預期，{a}高於預期，其餘分不出",
            "Below: {b}; above: {a}; the rest cannot be told",
        )
        .fill(
            locale,
            &[("b", &joined(locale, &below)), ("a", &joined(locale, &above))],
        ),
    };
    let rows = cells.iter().map(|c| {
        let code = c.verdict.as_deref().or(c.gate.as_deref()).unwrap_or("NO_DATA");
        let judged = c.verdict.is_some();
        let tone = match (c.p_below, c.p_above) {
            (Some(p), _) if p >= 0.80 && judged => Tone::Below,
            (_, Some(p)) if p >= 0.80 && judged => Tone::Above,
            _ => Tone::Unclear,
        };
        let label = facts.status(code, &[]).label;
        Dot {
            label: facts.domain(c.domain.as_str()),
            smoothed: c.effect,
            low: c.interval90.map(|i| i[0]),
            high: c.interval90.map(|i| i[1]),
            rank: label.clone(),
            tone,
            emphasis: tone != Tone::Unclear,
            hidden: c.effect.is_none().then_some(label),
            ..Dot::default()
        }
    });
    let chart = Dots {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            decimals: 1,
            ..Axis::new(
                Words(
                    "比预期高或低的分数",
                    "比預期高或低的分數",
                    "points above or below what is expected",
                )
                .get(locale),
            )
        },
        rows: rows.collect(),
        reference: Some(Reference {
            value: 0.0,
            label: Words("模型预期", "模型預期", "expected").get(locale).to_owned(),
        }),
        smoothed_label: Words("估计", "估計", "estimate").get(locale).to_owned(),
        interval_label: Words("90% 区间", "90% 區間", "90% interval")
            .get(locale)
            .to_owned(),
        row_heading: Words("服务", "服務", "Service").get(locale).to_owned(),
        rank_heading: Words("能说什么", "能說什麼", "What can be said")
            .get(locale)
            .to_owned(),
        ..Dots::default()
    };
    let base = Words(
        "点是估计，横线是 90% 区间；▲ 高于预期，▽ 低于预期，灰色分不出",
        "點是估計，橫線是 90% 區間；▲ 高於預期，▽ 低於預期，灰色分不出",
        "Dots are estimates, lines 90% intervals; ▲ above, ▽ below what is expected, grey cannot be told",
    );
    let figure = Figure::of(
        "effects",
        &chart,
        title,
        base.get(locale).to_owned(),
        String::new(),
    )
    .view(locale);
    let cards = cells
        .iter()
        .map(|c| {
            let href = facts.card(c);
            view! { <li><a class="btn small" href=href>{facts.domain(c.domain.as_str())}</a></li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="services">
            <h2 id="services">{heading}</h2>
            {figure}
            <nav aria-label=Words("每一项的依据", "每一項的依據", "The card of each service").get(locale)><ul class="domains">{cards}</ul></nav>
        </section>
    }
    .into_any()
}
