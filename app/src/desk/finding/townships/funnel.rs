//! Scores by number of answers, inside what chance alone would spread.

use charts::{Axis, Funnel, FunnelPoint, Limit, Place, Tone};
use leptos::prelude::*;

use super::{Seen, dots::tip};
use crate::{
    desk::{
        format::number,
        parts::{Figure, Order},
    },
    words::Words,
};

/// One place: answers, score, limits at 95 % and 99.8 %.
struct At {
    name: String,
    n: f64,
    value: f64,
    near: [f64; 2],
    far: [f64; 2],
}

/// What the lines leave room for: chance, or chance and what places usually differ by.
const CHANCE: Words = Words("偶然会有", "偶然會有", "chance alone");
const USUAL: Words = Words(
    "偶然和平常差别合起来",
    "偶然和平常差別合起來",
    "chance and usual differences",
);

/// The figure; none where there are no limits, or where they do not follow from the number of answers alone.
pub(super) fn figure(seen: &Seen<'_>) -> Option<AnyView> {
    let locale = seen.facts.locale;
    let centre = seen.comparison.centre().filter(|_| seen.compared())?;
    let points = points(seen);
    let mut by_answers: Vec<&At> = points.iter().collect();
    by_answers.sort_by(|a, b| a.n.total_cmp(&b.n));
    if points.len() < 3 || !is_funnel(&by_answers) {
        return None;
    }
    let place = |p: &At| {
        let out = |[low, high]: [f64; 2]| p.value < low || p.value > high;
        match (out(p.far), out(p.near)) {
            (true, _) => Place::BeyondOuter,
            (false, true) => Place::BeyondInner,
            _ => Place::Within,
        }
    };
    let count = |wanted: Place| points.iter().filter(|p| place(p) == wanted).count().to_string();
    // places differ beyond chance: the lines leave room for that, and say so
    let wide = seen.comparison.overdispersion.is_some_and(|phi| phi > 1.0);
    let spread = if wide { USUAL } else { CHANCE }.get(locale);
    let title = if points.iter().all(|p| place(p) == Place::Within) {
        Words(
            "所有地方都在{s}的范围之内",
            "所有地方都在{s}的範圍之內",
            "Every place lies within what {s} would spread",
        )
        .fill(locale, &[("s", spread)])
    } else if count(Place::BeyondOuter) == "0" {
        Words(
            "没有一个地方超出 99.8% 的范围，{i} 个在 95% 之外",
            "沒有一個地方超出 99.8% 的範圍，{i} 個在 95% 之外",
            "No place beyond 99.8% of what {s} would spread, {i} beyond 95%",
        )
        .fill(locale, &[("i", &count(Place::BeyondInner)), ("s", spread)])
    } else {
        Words(
            "{o} 个地方超出了{s}的范围（99.8%），另有 {i} 个在 95% 之外",
            "{o} 個地方超出了{s}的範圍（99.8%），另有 {i} 個在 95% 之外",
            "{o} {o:place|places} beyond what {s} would spread (99.8%), {i} more beyond 95%",
        )
        .fill(
            locale,
            &[
                ("o", &count(Place::BeyondOuter)),
                ("i", &count(Place::BeyondInner)),
                ("s", spread),
            ],
        )
    };
    let curve = |of: &dyn Fn(&At) -> f64| by_answers.iter().map(|p| (p.n, of(p))).collect::<Vec<_>>();
    let chart = Funnel {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            counts: true,
            ..Axis::new(Words("答卷份数", "答卷份數", "Answers").get(locale))
        },
        y: Axis::score(Words("得分", "得分", "Score").get(locale)),
        centre: Some(centre),
        centre_label: Words(
            "按份数加权的平均 {v}",
            "按份數加權的平均 {v}",
            "mean weighted by answers {v}",
        )
        .fill(locale, &[("v", &number(centre, 1))]),
        limits: vec![
            Limit {
                label: "95%".to_owned(),
                low: curve(&|p| p.near[0]),
                high: curve(&|p| p.near[1]),
            },
            Limit {
                label: "99.8%".to_owned(),
                low: curve(&|p| p.far[0]),
                high: curve(&|p| p.far[1]),
            },
        ],
        points: points
            .iter()
            .map(|p| FunnelPoint {
                name: p.name.clone(),
                x: p.n,
                y: p.value,
                place: place(p),
                tone: if p.value > centre {
                    Tone::Above
                } else {
                    Tone::Below
                },
                tip: tip(locale, &p.name, p.value, p.n),
            })
            .collect(),
        within_label: Words("偶然会有的", "偶然會有的", "within chance")
            .get(locale)
            .to_owned(),
        beyond_inner_label: Words("在 95% 之外", "在 95% 之外", "beyond 95%")
            .get(locale)
            .to_owned(),
        beyond_outer_label: Words("在 99.8% 之外", "在 99.8% 之外", "beyond 99.8%")
            .get(locale)
            .to_owned(),
        name_heading: Words("地方", "地方", "Place").get(locale).to_owned(),
        place_heading: Words("在哪里", "在哪裡", "Where it lies").get(locale).to_owned(),
    };
    let base = if wide {
        Words(
            "各地之间平常就有的差别，加上因为抽到谁不同，得分会散在两条线之间；份数少，线就宽。",
            "各地之間平常就有的差別，加上因為抽到誰不同，得分會散在兩條線之間；份數少，線就寬。",
            "What places usually differ by, and who was asked, spread scores between the lines; the fewer answers, the wider.",
        )
    } else {
        Words(
            "假如各地其实一样，只因为抽到谁不同，得分会散在两条线之间；份数少，线就宽。",
            "假如各地其實一樣，只因為抽到誰不同，得分會散在兩條線之間；份數少，線就寬。",
            "If all places were alike, scores would spread between the lines by whoever was asked; the fewer answers, the wider.",
        )
    };
    let beyond = if wide {
        Words(
            "和平常的差别比算得上大",
            "和平常的差別比算得上大",
            "much beside what is usual",
        )
    } else {
        Words("不止是偶然", "不止是偶然", "more than chance")
    };
    let foot = Words(
        "这里是各地自己的得分，没有平滑，也没有考虑条件不同；在范围之外，只说明{s}。上面的判断更谨慎，点到的可能少一些。平均按份数加权，和按人口算的全县平均略有不同。",
        "這裡是各地自己的得分，沒有平滑，也沒有考慮條件不同；在範圍之外，只說明{s}。上面的判斷更謹慎，點到的可能少一些。平均按份數加權，和按人口算的全縣平均略有不同。",
        "These are the places’ own scores, neither smoothed nor adjusted for conditions; beyond the lines says only that it is {s}. What is said above is more careful and may name fewer. The mean is weighted by answers and differs a little from the county mean by residents.",
    );
    let figure = Figure::of(
        "funnel",
        &chart,
        title,
        base.get(locale).to_owned(),
        foot.fill(locale, &[("s", beyond.get(locale))]),
    );
    Some(figure.in_order(locale, Order::Page))
}

/// In the order of the page: never in that of their answers.
fn points(seen: &Seen<'_>) -> Vec<At> {
    let shown = seen.facts.groups.iter().flat_map(|g| &g.places);
    shown
        .filter_map(|area| {
            let compared = seen.comparison.places.iter().find(|p| &p.area == area)?;
            let score = seen.score(area)?;
            Some(At {
                name: seen.facts.place(area),
                n: score.n?,
                value: score.value?,
                near: compared.funnel95?,
                far: compared.funnel998?,
            })
        })
        .collect()
}

/// Limits that narrow as answers grow, over at least two numbers of answers: else there is no curve to draw.
fn is_funnel(points: &[&At]) -> bool {
    let width = |p: &At| p.near[1] - p.near[0];
    let narrows = points.windows(2).all(|w| width(w[1]) <= width(w[0]) + 1e-9);
    let spread = points.first().zip(points.last()).is_some_and(|(a, b)| a.n < b.n);
    narrows && spread
}
