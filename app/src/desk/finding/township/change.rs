//! What changed here since the wave before: up, down, about the same, cannot tell.

use leptos::prelude::*;

use super::Page;
use crate::{
    desk::{
        finding::words::{joined, signed},
        format::span,
    },
    words::Words,
};

const BRACKETS: Words = Words(
    "和 {y} 年比，括号内是 95% 区间；区间不含零才算升或降。",
    "和 {y} 年比，括號內是 95% 區間；區間不含零才算升或降。",
    "Against {y}; 95% intervals in brackets; up or down only where the interval leaves out zero.",
);
const NO_BRACKETS: Words = Words(
    "和 {y} 年比；95% 区间不含零才算升或降。",
    "和 {y} 年比；95% 區間不含零才算升或降。",
    "Against {y}; up or down only where the 95% interval leaves out zero.",
);

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let change = &facts.report.change;
    let heading = Words("和上一轮比", "和上一輪比", "Since the wave before").get(locale);
    if let Some(code) = change.status {
        // scores somebody else measured have no wave of their own to compare with
        if facts.report.wave.answers.is_none() {
            return ().into_any();
        }
        let said = facts.status(code, &[]);
        return view! {
            <section class="section" aria-labelledby="change"><h2 id="change">{heading}</h2>
                <p><b>{said.label}</b>{Words("：", "：", ": ").get(locale)}{[said.explanation, said.remedy].join(locale.space())}</p></section>
        }
        .into_any();
    }
    let services = facts.services();
    let rows = ["UP", "DOWN", "ABOUT_THE_SAME", "CANNOT_TELL"].map(|code| {
        let names: Vec<String> = services
            .iter()
            .filter_map(|id| change.measures.iter().find(|m| m.domain && &m.measure == id))
            .filter_map(|m| {
                let place = m
                    .places
                    .iter()
                    .find(|p| p.area == page.area && p.code == Some(code))?;
                let name = facts.domain(&m.measure);
                let Some((difference, [low, high])) = place.difference.zip(place.interval) else {
                    return Some(name);
                };
                // what cannot be told carries no figure that could be taken for a finding
                Some(if code == "CANNOT_TELL" {
                    name
                } else {
                    format!("{name} {} ({})", signed(difference), span(locale, [low, high], 1))
                })
            })
            .collect();
        let names = if names.is_empty() {
            Words("没有", "沒有", "none").get(locale).to_owned()
        } else {
            joined(locale, &names)
        };
        let label = facts.status(code, &[]).label;
        view! { <li><strong>{label}</strong><span>{names}</span></li> }
    });
    let other: Vec<String> = services
        .iter()
        .filter_map(|id| change.measures.iter().find(|m| m.domain && &m.measure == id))
        .filter(|m| {
            m.places
                .iter()
                .any(|p| p.area == page.area && p.status == Some("MODES_DIFFER"))
        })
        .map(|m| facts.domain(&m.measure))
        .collect();
    let not_compared = (!other.is_empty()).then(|| {
        let said = facts.status("MODES_DIFFER", &[]);
        view! { <p><b>{said.label}</b>{Words("：", "：", ": ").get(locale)}{joined(locale, &other)}{Words("。", "。", ". ").get(locale)}{[said.explanation, said.remedy].join(locale.space())}</p> }
    });
    let before = change.before_year.map_or_else(String::new, |y| y.to_string());
    let told = services.iter().any(|id| {
        let of = change.measures.iter().filter(|m| m.domain && &m.measure == id);
        let mut here = of.flat_map(|m| &m.places).filter(|p| p.area == page.area);
        here.any(|p| p.interval.is_some() && matches!(p.code, Some(code) if code != "CANNOT_TELL"))
    });
    let base = if told { BRACKETS } else { NO_BRACKETS }.fill(locale, &[("y", &before)]);
    view! {
        <section class="section" aria-labelledby="change">
            <h2 id="change">{heading}</h2>
            <ul class="gaps">{rows.into_iter().collect_view()}</ul>
            {not_compared}
            <p class="muted">{base}</p>
        </section>
    }
    .into_any()
}
