//! Spending and satisfaction of one service in the county's own survey: the finding, its doubt, the points, all services.

mod drawn;
mod ways;

pub(in crate::desk) use drawn::{bands, cross};

use insight::{associate::Price, report::association::DomainAssociation};
use leptos::prelude::*;

use super::{
    Facts,
    words::{context_words, joined, one_of, signed},
};
use crate::{
    desk::{
        association::{Choice, choices},
        format::{coefficient, from_to, number, p_value, tight},
        parts::{doubt_beside, notices as quoting, phrases, source},
    },
    words::{Locale, Words},
};

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// Service.
    pub domain: String,
    /// What was found of it.
    pub found: DomainAssociation,
    /// Links to services.
    pub domains: Vec<Choice>,
}

/// Together (true) or apart (false), where the adjusted test and the interval of the rank correlation that stands in the
/// headline both leave zero out; none where it cannot be told.
fn clear(found: &DomainAssociation) -> Option<bool> {
    found.q_bh.filter(|q| *q < 0.05)?;
    let [low, high] = found.spearman_ci?;
    let slope = found
        .meta_regression
        .as_ref()
        .map(|m| m.slope)
        .or(found.spearman)?;
    match (low > 0.0, high < 0.0) {
        (true, _) if slope > 0.0 => Some(true),
        (_, true) if slope < 0.0 => Some(false),
        _ => None,
    }
}

/// “{lo} 至 {hi}”, “{lo} to {hi}”.
fn range(locale: Locale, bounds: Option<[f64; 2]>, decimals: usize) -> String {
    bounds.map_or_else(
        || "–".to_owned(),
        |[low, high]| {
            Words("{a} 至 {b}", "{a} 至 {b}", "{a} to {b}").fill(
                locale,
                &[("a", &number(low, decimals)), ("b", &number(high, decimals))],
            )
        },
    )
}

/// Of which brings which.
pub(in crate::desk) const CANNOT_SAY: Words =
    Words("这些数据说不出", "這些資料說不出", "these data cannot say");

const THREE_WAYS: Words = Words("换三种问法", "換三種問法", "Three ways to ask");

/// The finding in a sentence that never says which brings which.
pub fn headline(facts: &Facts, domain: &str, found: &DomainAssociation) -> String {
    let words = match (found.spearman, clear(found)) {
        (None, _) => Words(
            "{d}：各地的数值几乎一样，没有可比的差别（{n} 个地方）。",
            "{d}：各地的數值幾乎一樣，沒有可比的差別（{n} 個地方）。",
            "{d}: the places hardly differ, so there is nothing to compare ({n} {n:place|places}).",
        ),
        (_, Some(true)) => Words(
            "{d}：人均投入高的地方满意度也高（ρ {r}，{n} 个地方）；投入增加时满意度会不会跟着升，这些数据说不清。",
            "{d}：人均投入高的地方滿意度也高（ρ {r}，{n} 個地方）；投入增加時滿意度會不會跟著升，這些資料說不清。",
            "{d}: places that spend more per resident are more satisfied (ρ {r}, {n} {n:place|places}). Whether raising spending raises satisfaction, these data cannot say.",
        ),
        (_, Some(false)) => Words(
            "{d}：人均投入高的地方满意度较低（ρ {r}，{n} 个地方）；是不是哪里不满意就往哪里投，这些数据说不清。",
            "{d}：人均投入高的地方滿意度較低（ρ {r}，{n} 個地方）；是不是哪裡不滿意就往哪裡投，這些資料說不清。",
            "{d}: places that spend more per resident are less satisfied (ρ {r}, {n} {n:place|places}). Whether money followed low satisfaction, these data cannot say.",
        ),
        (_, None) => Words(
            "{d}：投入高低与满意度高低是否有关，这些数据还分不清（ρ {r}，{n} 个地方）。",
            "{d}：投入高低與滿意度高低是否有關，這些資料還分不清（ρ {r}，{n} 個地方）。",
            "{d}: whether places that spend more are more satisfied, these data cannot tell (ρ {r}, {n} {n:place|places}).",
        ),
    };
    words.fill(
        facts.locale,
        &[
            ("d", &facts.domain(domain)),
            ("r", &coefficient(found.spearman)),
            ("n", &found.n.to_string()),
        ],
    )
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let (facts, found) = (&page.facts, &page.found);
    let locale = facts.locale;
    let kicker = Words("{d} · {w}", "{d} · {w}", "{d} · {w}")
        .fill(locale, &[("d", &facts.domain(&page.domain)), ("w", &facts.wave)]);
    let exposure = facts.report.exposure.iter();
    let years = exposure
        .filter(|e| e.domain.as_str() == page.domain)
        .find_map(|e| e.years)
        .map_or_else(|| "–".to_owned(), from_to);
    let levels = found.mean_spending.zip(found.mean_score).map(|(x, y)| {
        Words(
            "{n} 个地方平均：每人投入 {x}，平均满意度 {y} 分；投入是 {a} 年的钱里还在起作用的。",
            "{n} 個地方平均：每人投入 {x}，平均滿意度 {y} 分；投入是 {a} 年的錢裡還在起作用的。",
            "Averaged over {n} {n:place|places}: {x} per resident (what still stands of {a}), and satisfaction of {y}.",
        )
        .fill(
            locale,
            &[
                ("n", &found.n.to_string()),
                ("x", &facts.currency.amount(locale, x, 0)),
                ("y", &number(y, 1)),
                ("a", &years),
            ],
        )
    });
    let rows = doubts(page);
    let notices = notices(page);
    view! {
        <header class="lede flows">
            <div><p class="kicker">{kicker}</p><h1>{phrases(&headline(facts, &page.domain, found))}</h1>
                <p class="standfirst">{levels}</p></div>
            {doubt_beside(locale, rows)}
        </header>
        <div class="picks">{choices(Words("服务", "服務", "Service").get(locale), page.domains.clone())}{super::together(locale)}</div>
        <div class="section">{drawn::scatter(page)}</div>
        <section class="section" aria-labelledby="ways"><h2 id="ways">{THREE_WAYS.get(locale)}</h2><div class="three">{ways::list(page)}</div></section>
        <section class="section" aria-labelledby="all"><h2 id="all">{Words("所有服务一起看", "所有服務一起看", "All services together").get(locale)}</h2><p>{everything(facts)}</p></section>
        <section class="section" aria-labelledby="no"><h2 id="no">{Words("引用之前，先看这几点", "引用之前，先看這幾點", "Before you quote it").get(locale)}</h2>
            {quoting(notices)}</section>
        {source(vec![
            Words(
                "来源：{s}；{w}。名次相关按 Spearman，区间按 Bonett–Wright，p 由随机重排得出；q 按 Benjamini–Hochberg 跨 {k} 项服务，用的是计入抽样误差的斜率，小于 0.05 才说看得出；稳健线按 Theil–Sen。",
                "來源：{s}；{w}。名次相關按 Spearman，區間按 Bonett–Wright，p 由隨機重排得出；q 按 Benjamini–Hochberg 跨 {k} 項服務，用的是計入抽樣誤差的斜率，小於 0.05 才說看得出；穩健線按 Theil–Sen。",
                "Source: {s}; {w}. Ranks by Spearman, interval by Bonett–Wright, p from random orders; q by Benjamini–Hochberg over {k} {k:service|services}, of the slope that knows sampling errors where it is there, and told where below 0.05; robust line by Theil–Sen.",
            )
            .fill(
                locale,
                &[
                    ("s", &facts.source),
                    ("w", &facts.wave),
                    ("k", &facts.report.association.per_domain.len().to_string()),
                ],
            ),
            counted(page),
            facts.status(facts.report.association.footnote, &[]).explanation,
        ])}
        {super::judged(facts)}
    }
    .into_any()
}

/// Of which years the money is, in which prices, and how many places are compared.
fn counted(page: &Page) -> String {
    let (facts, found) = (&page.facts, &page.found);
    let locale = facts.locale;
    let mut spent = facts.report.exposure.iter();
    let spent = spent.find(|e| e.domain.as_str() == page.domain);
    let years = spent.and_then(|e| e.years);
    let price = match spent.map(|e| e.price) {
        Some(Price::Real) => Words("不变价", "不變價", "in constant prices"),
        _ => Words("当年价", "當年價", "as paid"),
    };
    Words(
        "投入：{y} 年，{p}；{n} 个地方。",
        "投入：{y} 年，{p}；{n} 個地方。",
        "Spending of {y}, {p}; {n} {n:place|places}.",
    )
    .fill(
        locale,
        &[
            ("y", &years.map_or_else(|| "–".to_owned(), from_to)),
            ("p", price.get(locale)),
            ("n", &found.n.to_string()),
        ],
    )
}

/// Why there is no correlation.
const ALL_ALIKE: Words = Words(
    "算不出：投入或得分各地都一样",
    "算不出：投入或得分各地都一樣",
    "cannot be worked out: spending or scores are the same everywhere",
);

fn doubts(page: &Page) -> Vec<(String, String)> {
    let (facts, found) = (&page.facts, &page.found);
    let locale = facts.locale;
    let say = |words: Words| words.get(locale).to_owned();
    let mut rows: Vec<(String, String)> = vec![(
        say(Words(
            "名次相关（95%）",
            "名次相關（95%）",
            "Rank correlation (95%)",
        )),
        match found.spearman {
            None => ALL_ALIKE,
            Some(_) => Words(
                "ρ {r}（{i}），p {p}，q {q}",
                "ρ {r}（{i}），p {p}，q {q}",
                "ρ {r} ({i}), p {p}, q {q}",
            ),
        }
        .fill(
            locale,
            &[
                ("r", &coefficient(found.spearman)),
                ("i", &range(locale, found.spearman_ci, 2)),
                ("p", &p_value(found.spearman_p)),
                ("q", &p_value(found.q_bh)),
            ],
        ),
    )];
    if let (Some(bounds), Some(low), Some(high)) =
        (found.loo_pearson, &found.loo_min_dropped, &found.loo_max_dropped)
    {
        rows.push((
            say(Words(
                "去掉任何一个地方，直线相关",
                "去掉任何一個地方，直線相關",
                "Straight correlation without any one place",
            )),
            Words(
                "{i}（去掉{a}最低，去掉{b}最高）",
                "{i}（去掉{a}最低，去掉{b}最高）",
                "{i} (least without {a}, most without {b})",
            )
            .fill(
                locale,
                &[
                    ("i", &range(locale, Some(bounds), 2)),
                    ("a", &low.name),
                    ("b", &high.name),
                ],
            ),
        ));
    }
    for (label, places) in [
        (
            Words(
                "离其余地方的直线超过三倍误差",
                "離其餘地方的直線超過三倍誤差",
                "Over three errors off the line through the others",
            ),
            &found.stand_apart,
        ),
        (
            Words(
                "投入与众不同，对直线影响大",
                "投入與眾不同，對直線影響大",
                "Spending unlike the others’, weighing on the line",
            ),
            &found.high_leverage,
        ),
    ] {
        if !places.is_empty() {
            let names: Vec<String> = places.iter().map(|p| p.name.clone()).collect();
            rows.push((say(label), joined(locale, &names)));
        }
    }
    if let Some(partial) = &found.partial {
        rows.push((
            say(Words("同样条件下", "同樣條件下", "In like conditions")),
            Words(
                "r {r}（{i}），扣除{g}",
                "r {r}（{i}），扣除{g}",
                "r {r} ({i}), given {g}",
            )
            .fill(
                locale,
                &[
                    ("r", &number(partial.r, 2)),
                    ("i", &range(locale, partial.interval, 2)),
                    ("g", &context_words(locale, &partial.given).unwrap_or_default()),
                ],
            ),
        ));
    }
    if let Some(r) = found.detectable_r {
        rows.push((
            say(Words(
                "这么多地方能看出多大的关系",
                "這麼多地方能看出多大的關係",
                "Smallest relation so many places show",
            )),
            found_at_all(locale, r, found.detectable_true_r),
        ));
    }
    // a hundred more where nobody spends a hundred would be said of no place there is
    let common = found.mean_spending.is_some_and(|mean| mean >= 100.0);
    if let Some(points) = found.per_100.filter(|_| common) {
        rows.push((
            Words(
                "每人多投 {a}，一起变动的分数",
                "每人多投 {a}，一起變動的分數",
                "Points that go with {a} more per resident",
            )
            .fill(locale, &[("a", &facts.currency.amount(locale, 100.0, 0))]),
            Words("{p}（95%：{i}）", "{p}（95%：{i}）", "{p} (95%: {i})").fill(
                locale,
                &[
                    ("p", &super::words::signed(points)),
                    ("i", &range(locale, found.per_100_ci95, 1)),
                ],
            ),
        ));
    }
    if let (Some(tau), Some(p)) = (found.kendall, found.kendall_p) {
        rows.push((
            say(Words(
                "成对相比（Kendall）",
                "成對相比（Kendall）",
                "Pair by pair (Kendall)",
            )),
            Words("τ {t}，p {p}", "τ {t}，p {p}", "τ {t}, p {p}").fill(
                locale,
                &[("t", &coefficient(Some(tau))), ("p", &p_value(Some(p)))],
            ),
        ));
    }
    rows.push((
        say(Words("谁带来谁", "誰帶來誰", "Which brings which")),
        say(CANNOT_SAY),
    ));
    rows.into_iter()
        .map(|(what, said)| (what, tight(&said)))
        .collect()
}

/// The smallest relation, as measured and of scores without noise; above 1 there is none.
fn found_at_all(locale: Locale, r: f64, truly: Option<f64>) -> String {
    let measured = format!("r {}", number(r, 2));
    match truly {
        None => measured,
        Some(truly) if truly >= 1.0 => Words(
            "{m}；得分的误差太大，真实关系再强也看不出",
            "{m}；得分的誤差太大，真實關係再強也看不出",
            "{m}; the scores are so noisy that no true relation would show",
        )
        .fill(locale, &[("m", &measured)]),
        Some(truly) => Words(
            "{m}；扣除得分的误差，真实关系要到 {t}",
            "{m}；扣除得分的誤差，真實關係要到 {t}",
            "{m}; allowing for the scores’ noise the true one must be {t}",
        )
        .fill(locale, &[("m", &measured), ("t", &number(truly, 2))]),
    }
}

/// Fixed effects over all services, in a sentence.
fn everything(facts: &Facts) -> String {
    let locale = facts.locale;
    let Some(all) = &facts.report.association.domain_fixed_effects else {
        return Words(
            "服务太少，合不起来看。",
            "服務太少，合不起來看。",
            "Too few services to be taken together.",
        )
        .get(locale)
        .to_owned();
    };
    let low = all
        .notices
        .iter()
        .map(|code| format!(" {}", facts.status(code, &[]).explanation))
        .collect::<String>();
    let text = Words(
        "每个地方、每项服务各有自己的水平，在此之上：投入高出一个标准差，满意度相差 {b} 分（90% 区间 {i}），p {p}；{c} 个地方，{n} 个“地方×服务”。",
        "每個地方、每項服務各有自己的水準，在此之上：投入高出一個標準差，滿意度相差 {b} 分（90% 區間 {i}），p {p}；{c} 個地方，{n} 個「地方×服務」。",
        "With a level of its own for each place and each service: one standard deviation more spending goes with {b} {b:point|points} (90% interval {i}), p {p}; {c} {c:place|places}, {n} place × service {n:cell|cells}.",
    )
    .fill(
        locale,
        &[
            ("b", &signed(all.coef)),
            ("i", &range(locale, all.ci90, 1)),
            ("p", &p_value(Some(all.p))),
            ("c", &all.clusters.to_string()),
            ("n", &number(all.n as f64, 0)),
        ],
    );
    text + &low
}

fn notices(page: &Page) -> Vec<(String, String)> {
    let (facts, found) = (&page.facts, &page.found);
    let locale = facts.locale;
    let mut all: Vec<(String, String)> = Vec::new();
    for note in &found.notices {
        let names: Vec<String> = note.places.iter().map(|p| p.name.clone()).collect();
        let said = facts.status(note.code, &[("area", &one_of(locale, &names))]);
        all.push((said.label, said.explanation));
    }
    for code in &facts.report.notices {
        let said = facts.status(code, &[]);
        all.push((said.label, said.explanation));
    }
    if let Some(rest) = not_given(facts) {
        all.push(rest);
    }
    if !found.left_out.is_empty() {
        let names: Vec<String> = found.left_out.iter().map(|a| facts.place(a)).collect();
        all.push((
            Words("没有计入的地方。", "沒有計入的地方。", "Left out.")
                .get(locale)
                .to_owned(),
            Words(
                "缺得分或投入：{l}。",
                "缺得分或投入：{l}。",
                "Without score or spending: {l}.",
            )
            .fill(locale, &[("l", &joined(locale, &names))]),
        ));
    }
    if let Some(q) = found
        .q_bh
        .filter(|_| facts.report.association.per_domain.len() > 1)
    {
        all.push((
            Words(
                "同时看了 {k} 项服务。",
                "同時看了 {k} 項服務。",
                "{k} {k:service was|services were} tested.",
            )
            .fill(
                locale,
                &[("k", &facts.report.association.per_domain.len().to_string())],
            ),
            Words(
                "看得多，总会碰巧有一项；校正后 q {q}。",
                "看得多，總會碰巧有一項；校正後 q {q}。",
                "Testing many finds some by chance; adjusted for that, q {q}.",
            )
            .fill(locale, &[("q", &p_value(Some(q)))]),
        ));
    }
    all
}

/// Services with spending of which nothing is said, and why.
fn not_given(facts: &Facts) -> Option<(String, String)> {
    let locale = facts.locale;
    let rest = &facts.report.association.not_given;
    let named = rest.iter().map(|n| {
        Words("{d}（{w}）", "{d}（{w}）", "{d} ({w})").fill(
            locale,
            &[
                ("d", &facts.domain(&n.domain)),
                ("w", &facts.status(n.status, &[]).label),
            ],
        )
    });
    (!rest.is_empty()).then(|| {
        (
            Words("没有给出的服务。", "沒有給出的服務。", "Services not given.")
                .get(locale)
                .to_owned(),
            Words("{l}。", "{l}。", "{l}.")
                .fill(locale, &[("l", &joined(locale, &named.collect::<Vec<_>>()))]),
        )
    })
}
