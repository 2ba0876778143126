//! The two drawings of a card: satisfaction against what is expected, spending over the years.

use charts::{Axis, Chart as _, Gap, Lines, Series, Stroke, Tone, Window};
use leptos::prelude::*;

use super::Page;
use crate::{
    desk::{finding::words::gap as gap_words, format::number, parts::Figure},
    words::Words,
};

/// Expected, observed and its interval on one scale.
pub(super) fn gap(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let (Some(expected), Some(effect), Some([low, high])) = (cell.expected, cell.effect, cell.interval90)
    else {
        let none = Words(
            "没有可比的得分，画不出来。",
            "沒有可比的得分，畫不出來。",
            "No score that can be compared, so nothing is drawn.",
        );
        return view! { <p class="muted">{none.get(locale)}</p> }.into_any();
    };
    let title = gap_words(facts, cell).unwrap_or_default();
    let materiality = facts.report.judgements.settings.materiality;
    let tone = match (cell.p_below, cell.p_above) {
        (Some(p), _) if p >= 0.80 && cell.verdict.is_some() => Tone::Below,
        (_, Some(p)) if p >= 0.80 && cell.verdict.is_some() => Tone::Above,
        _ => Tone::Unclear,
    };
    let chart = Gap {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            decimals: 1,
            ..Axis::score(Words("满意度（0–100）", "滿意度（0–100）", "Satisfaction (0–100)").get(locale))
        },
        expected: Some(expected),
        expected_name: Words("模型预期", "模型預期", "Expected").get(locale).to_owned(),
        margin: materiality,
        margin_label: Words(
            "上下 {m} 分以内算相当",
            "上下 {m} 分以內算相當",
            "within {m} {m:point|points} counts as equal",
        )
        .fill(locale, &[("m", &number(materiality, 0))]),
        observed: Some(expected + effect),
        observed_name: cell.place.name.clone(),
        low: Some(expected + low),
        high: Some(expected + high),
        interval_label: Words("90% 区间", "90% 區間", "90% interval")
            .get(locale)
            .to_owned(),
        direct: cell.score,
        direct_name: Words("原始平均", "原始平均", "Plain mean").get(locale).to_owned(),
        tone,
        row_heading: facts.unit.heading().get(locale).to_owned(),
    };
    let base = Words(
        "0–100 分；{n} 份答卷",
        "0–100 分；{n} 份答卷",
        "0–100 points; {n} {n:answer|answers}",
    )
    .fill(
        locale,
        &[("n", &cell.n.map_or_else(|| "–".to_owned(), |n| number(n, 0)))],
    );
    let foot = facts.say(Words(
        "估计值借用了其他{unit}的信息，所以比原始平均略靠近预期。",
        "估計值借用了其他{unit}的資訊，所以比原始平均略靠近預期。",
        "The estimate borrows from other {units}, so it lies somewhat nearer to what is expected than the plain mean.",
    ));
    Figure {
        id: "gap".to_owned(),
        drawings: chart.draw_at("gap", 540.0),
        table: chart.table(),
        title,
        base,
        foot: foot.to_owned(),
    }
    .view(locale)
}

/// Spending per resident by year, beside the median of the places and what is usual in like conditions.
pub(super) fn years(page: &Page) -> AnyView {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let here = page.by_year(|y| page.here(y)?.per_resident);
    if here.iter().all(|(_, v)| v.is_none()) {
        return view! { <p class="muted">{Words("这里没有可以折算人均的支出。", "這裡沒有可以折算人均的支出。", "There is no spending here that can be given per resident.").get(locale)}</p> }
            .into_any();
    }
    let unit = facts.currency.per_resident(locale);
    let title = cell.ratios.first().map_or_else(
        || {
            Words("每年人均投入", "每年人均投入", "Spending per resident by year")
                .get(locale)
                .to_owned()
        },
        |r| {
            facts.fill(
                Words(
                    "折到今年，是各地中位数的 {r} 倍，是同样条件通常花费的 {n} 倍",
                    "折到今年，是各地中位數的 {r} 倍，是同樣條件通常花費的 {n} 倍",
                    "As it stands now: {r} times the median, {n} times what such places spend",
                ),
                &[("r", &number(r.median, 2)), ("n", &number(r.need, 2))],
            )
        },
    );
    let chart = Lines {
        title: title.clone(),
        desc: title.clone(),
        y: Axis::new(unit.clone()),
        from_zero: true,
        series: vec![
            Series {
                name: cell.place.name.clone(),
                points: here,
                tone: Tone::Accent,
                emphasis: true,
                ..Series::default()
            },
            Series {
                name: Words("各地中位数", "各地中位數", "median").get(locale).to_owned(),
                points: page.by_year(|y| y.median),
                stroke: Stroke::Dashed,
                ..Series::default()
            },
            Series {
                name: Words("同样条件通常花", "同樣條件通常花", "what is usual")
                    .get(locale)
                    .to_owned(),
                points: page.by_year(|y| page.here(y)?.usual),
                tone: Tone::Accent,
                stroke: Stroke::Dotted,
                ..Series::default()
            },
        ],
        year_heading: Words("年份", "年份", "Year").get(locale).to_owned(),
        window: page.years().map(|[from, to]| Window {
            from,
            to,
            label: Words(
                "这几年算进本次判断",
                "這幾年算進本次判斷",
                "these years count here",
            )
            .get(locale)
            .to_owned(),
        }),
        ..Lines::default()
    };
    let base = facts.fill(
        Words(
            "{u}，按年，不含县里共用的支出；粗线是{here}",
            "{u}，按年，不含縣裡共用的支出；粗線是{here}",
            "{u} by year, without what the county spends for all; the strong line is {here}",
        ),
        &[("u", &unit)],
    );
    Figure {
        id: "years".to_owned(),
        drawings: chart.draw_at("years", 540.0),
        table: chart.table(),
        title,
        base,
        foot: usual(page).unwrap_or_default(),
    }
    .view(locale)
}

/// The figure that is judged beside the median and what such places usually spend: what stands of these years, which is not
/// the spending of any one of them.
fn usual(page: &Page) -> Option<String> {
    let (facts, cell) = (&page.facts, &page.cell);
    let (per, ratio) = (cell.per_resident?, cell.ratios.first()?);
    let amount = |value: f64| facts.currency.amount(facts.locale, value, 0);
    let sound = ratio.median > 0.0 && ratio.need > 0.0;
    sound.then(|| {
        facts.fill(
            Words(
                "折到今年，{here}人均 {a}；各地中位数 {m}；同样条件的{unit}通常花 {n}。",
                "折到今年，{here}人均 {a}；各地中位數 {m}；同樣條件的{unit}通常花 {n}。",
                "As it stands now: {a} per resident here; a median of {m}; {n} is usual in like conditions.",
            ),
            &[
                ("a", &amount(per)),
                ("m", &amount(per / ratio.median)),
                ("n", &amount(per / ratio.need)),
            ],
        )
    })
}
