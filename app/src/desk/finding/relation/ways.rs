//! Between areas, change on change, within areas: each with its interval and n, or what it would take.

use insight::report::association::over_time::PerDoubling;
use leptos::prelude::*;

use super::{
    super::words::{joined, signed},
    Page,
};
use crate::{
    desk::{
        association::views::{Ask, BETWEEN, CHANGE, WITHIN, one},
        format::{coefficient, number, p_value, span, spanned},
    },
    words::{Locale, Words},
};

/// The list.
pub(super) fn list(page: &Page) -> AnyView {
    [between(page), change(page), within(page)]
        .into_iter()
        .enumerate()
        .map(|(i, ask)| one(i, ask))
        .collect_view()
        .into_any()
}

fn between(page: &Page) -> Ask {
    let (locale, found) = (page.facts.locale, &page.found);
    Ask {
        name: BETWEEN[0].get(locale),
        question: BETWEEN[1].get(locale),
        value: found.spearman,
        bounds: found.spearman_ci,
        clear: super::clear(found).is_some(),
        small: match found.spearman {
            None => format!("{} · n {}", super::ALL_ALIKE.get(locale), found.n),
            Some(_) => format!(
                "Spearman ρ {} ({}) · p {} · q {} · n {}",
                coefficient(found.spearman),
                spanned(locale, found.spearman_ci, 2),
                p_value(found.spearman_p),
                p_value(found.q_bh),
                found.n,
            ),
        },
    }
}

fn change(page: &Page) -> Ask {
    let locale = page.facts.locale;
    let over = &page.found.over_time;
    let mut parts = Vec::new();
    if let Some(rho) = over.spearman {
        parts.push(format!(
            "Spearman ρ {} ({}) · p {} · {} → {} · n {}",
            coefficient(Some(rho)),
            spanned(locale, over.spearman_ci, 2),
            p_value(over.spearman_p),
            over.before
                .as_deref()
                .map_or_else(|| "–".to_owned(), |w| named(page, w)),
            named(page, &page.facts.report.wave.id),
            over.n,
        ));
    }
    if let (Some(change), Some(ancova), Some(union)) = (over.change, over.ancova, over.union90) {
        let words = Words(
            "投入翻一番：变化分 {c}，给定上一轮得分 {a}，真值多半在两者之间（两个 90% 区间合起来 {u}）",
            "投入翻一番：變化分 {c}，給定上一輪得分 {a}，真值多半在兩者之間（兩個 90% 區間合起來 {u}）",
            "twice the spending: change score {c}, given the earlier score {a}, the truth likely between them (both 90% intervals together {u})",
        );
        parts.push(words.fill(
            locale,
            &[
                ("c", &points(locale, change)),
                ("a", &points(locale, ancova)),
                ("u", &span(locale, union, 1)),
            ],
        ));
    }
    parts.extend(missing(page, over.status));
    Ask {
        name: CHANGE[0].get(locale),
        question: CHANGE[1].get(locale),
        value: over.spearman,
        bounds: over.spearman_ci,
        clear: over.spearman_p.is_some_and(|p| p < 0.05),
        small: parts.join(" · "),
    }
}

/// A wave by its year; by its id where the wave before is of the same year.
fn named(page: &Page, id: &str) -> String {
    let report = &page.facts.report;
    let before = report.change.before_year;
    let year = if id == report.wave.id {
        Some(report.wave.year)
    } else {
        before.filter(|_| report.wave.before.as_deref() == Some(id))
    };
    year.filter(|_| before != Some(report.wave.year)).map_or_else(
        || id.to_owned(),
        |y| Words("{y} 年", "{y} 年", "{y}").fill(page.facts.locale, &[("y", &y.to_string())]),
    )
}

fn within(page: &Page) -> Ask {
    let locale = page.facts.locale;
    let over = &page.found.over_time;
    let found = over.within.as_ref();
    let bounds = found.and_then(|w| w.pearson_ci);
    let mut parts = Vec::new();
    if let Some(w) = found {
        let words = Words(
            "Pearson r {r}（{i}）· 投入翻一番 {s} · {p} 个地方，n {n}（{w}）· 各地共同的变化也在里面；一个地方只算一个见证（CR2，自由度 {d}）",
            "Pearson r {r}（{i}）· 投入翻一番 {s} · {p} 個地方，n {n}（{w}）· 各地共同的變化也在裡面；一個地方只算一個見證（CR2，自由度 {d}）",
            "Pearson r {r} ({i}) · twice the spending {s} · {p} {p:place|places}, n {n} ({w}) · what all places share over time is in it; each place is one witness (CR2, degrees of freedom {d})",
        );
        parts.push(words.fill(
            locale,
            &[
                ("r", &coefficient(w.pearson)),
                ("i", &spanned(locale, bounds, 2)),
                ("s", &points(locale, w.slope)),
                ("p", &w.places.to_string()),
                ("n", &w.n.to_string()),
                (
                    "w",
                    &joined(
                        locale,
                        &w.waves.iter().map(|w| named(page, w)).collect::<Vec<_>>(),
                    ),
                ),
                ("d", &number(w.slope.df, 1)),
            ],
        ));
        parts.extend(missing(page, w.status));
    } else {
        parts.extend(missing(page, over.status.or(Some("NO_VARIATION"))));
    }
    Ask {
        name: WITHIN[0].get(locale),
        question: WITHIN[1].get(locale),
        value: found.and_then(|w| w.pearson),
        bounds,
        clear: bounds.is_some_and(|[low, high]| low > 0.0 || high < 0.0),
        small: parts.join(" · "),
    }
}

/// “+1.4 分（90% 区间 −0.2 至 3.0）”.
fn points(locale: Locale, found: PerDoubling) -> String {
    Words(
        "{s} 分（90% 区间 {i}）",
        "{s} 分（90% 區間 {i}）",
        "{s} {s:point|points} (90% interval {i})",
    )
    .fill(
        locale,
        &[
            ("s", &signed(found.slope)),
            ("i", &span(locale, found.interval90, 1)),
        ],
    )
}

/// Why a figure is not there, or not sure, and what it would take.
fn missing(page: &Page, status: Option<&'static str>) -> Option<String> {
    let said = page.facts.status(status?, &[]);
    Some([said.explanation, said.remedy].join(page.facts.locale.space()))
}
