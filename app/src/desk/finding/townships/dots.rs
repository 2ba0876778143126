//! All places as rows of dots: their own answers hollow, the smoothed estimate filled, its interval, the range of ranks.

use charts::{Axis, Cell, Chart as _, Dot, Dots, Header, Reference, Table, Tone};
use insight::report::{
    comparison::Compared,
    scores::{Score, Source},
};
use leptos::prelude::*;
use survey::AreaCode;

use super::{Seen, about, answers, range_of_ranks};
use crate::{
    desk::{
        format::{interval, number},
        parts::{Figure, Order},
    },
    words::{Locale, Words},
};

/// What the hollow dots are.
fn own(seen: &Seen<'_>) -> Words {
    match seen.facts.report.wave.source {
        Source::Own => Words("本地答卷的得分", "本地答卷的得分", "From its own answers"),
        Source::Published => Words("公布的得分", "公布的得分", "As published"),
    }
}

const SMOOTHED: Words = Words("平滑后的估计", "平滑後的估計", "Smoothed estimate");
/// What the lines are.
fn interval_words(seen: &Seen<'_>) -> Words {
    if seen.compared() {
        Words(
            "95% 区间（单看一个地方）",
            "95% 區間（單看一個地方）",
            "95% interval (each place by itself)",
        )
    } else {
        Words("95% 区间", "95% 區間", "95% interval")
    }
}

const RANKS: Words = Words("名次范围", "名次範圍", "Range of ranks");

/// One place with everything known of it.
struct Row<'a> {
    area: &'a AreaCode,
    name: String,
    group: String,
    score: Option<&'a Score>,
    compared: Option<&'a Compared>,
}

/// The figure with its table.
pub(super) fn figure(seen: &Seen<'_>) -> AnyView {
    let locale = seen.facts.locale;
    let rows = rows(seen);
    let title = title(seen);
    let interval_label = if seen.open_link() || !has_interval(seen, &rows) {
        String::new()
    } else {
        interval_words(seen).get(locale).to_owned()
    };
    let chart = Dots {
        title: title.clone(),
        desc: title.clone(),
        x: Axis::score(Words("0–100 分", "0–100 分", "0–100 points").get(locale)),
        rows: dots(seen, &rows),
        reference: seen
            .middle
            .as_ref()
            .filter(|_| !seen.open_link())
            .map(|m| Reference {
                value: m.value,
                label: m.label.clone(),
            }),
        direct_label: own(seen).get(locale).to_owned(),
        smoothed_label: if seen.compared() {
            SMOOTHED.get(locale).to_owned()
        } else {
            String::new()
        },
        interval_label,
        hatched_label: Words(
            "份数太少或没有，多半靠推算",
            "份數太少或沒有，多半靠推算",
            "few answers or none: mostly the model’s",
        )
        .get(locale)
        .to_owned(),
        row_heading: PLACE.get(locale).to_owned(),
        ..Dots::default()
    };
    let figure = Figure {
        id: "places".to_owned(),
        drawings: chart.draw("places"),
        table: table(seen, &rows, &title),
        base: base(seen, &rows),
        foot: foot(seen),
        title,
    };
    figure.in_order(locale, Order::ReaderBut(answers_at(seen)))
}

/// The column of answers, by whose number townships are never ordered.
fn answers_at(seen: &Seen<'_>) -> usize {
    1 + usize::from(grouped(seen))
}

/// Has each place its kind of settlement beside it?
fn grouped(seen: &Seen<'_>) -> bool {
    seen.facts.groups.len() > 1
}

const PLACE: Words = Words("地方", "地方", "Place");

/// By kind of settlement; inside, by the estimate where ranks are shown, else the largest first.
fn rows<'a>(seen: &'a Seen<'_>) -> Vec<Row<'a>> {
    let facts = seen.facts;
    let mut all = Vec::new();
    for group in &facts.groups {
        let heading = group
            .settlement
            .filter(|_| facts.groups.len() > 1)
            .map_or("", |s| s.name(facts.locale));
        let mut places: Vec<Row<'a>> = group
            .places
            .iter()
            .map(|area| Row {
                area,
                name: facts.place(area),
                group: heading.to_owned(),
                score: seen.score(area),
                compared: seen.comparison.places.iter().find(|p| &p.area == area),
            })
            .collect();
        if seen.ranked() {
            let estimate = |r: &Row<'_>| r.compared.filter(|c| c.rank.is_some()).and_then(|c| c.smoothed);
            places.sort_by(|a, b| match (estimate(a), estimate(b)) {
                (Some(a), Some(b)) => b.total_cmp(&a),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        }
        all.extend(places);
    }
    all
}

/// The smoothed interval where places are compared, else that of their own answers.
fn ends(seen: &Seen<'_>, row: &Row<'_>) -> Option<[f64; 2]> {
    if seen.open_link() {
        None
    } else if seen.compared() {
        // what is declared about the error gives ranges of ranks, but never an interval that looks measured
        row.compared.filter(|_| !assumed(seen)).and_then(|c| c.interval)
    } else {
        row.score.and_then(|s| s.interval)
    }
}

fn assumed(seen: &Seen<'_>) -> bool {
    seen.measure.notices.contains(&"VARIANCE_ASSUMED")
}

fn has_interval(seen: &Seen<'_>, rows: &[Row<'_>]) -> bool {
    rows.iter().any(|r| ends(seen, r).is_some())
}

/// Nobody answered here, and what the conditions of the place predict stands in for it.
fn predicted<'a>(seen: &Seen<'_>, row: &Row<'a>) -> Option<&'a Compared> {
    let nobody = row.score.is_some_and(|s| s.value.is_none());
    row.compared
        .filter(|c| nobody && seen.compared() && c.smoothed.is_some())
}

/// Why there is nothing but what the model says.
fn no_own(seen: &Seen<'_>) -> Words {
    match seen.facts.report.wave.source {
        Source::Own => Words(
            "没有答卷，只是推算",
            "沒有答卷，只是推算",
            "no answers: the model’s",
        ),
        Source::Published => Words(
            "没有得分，只是推算",
            "沒有得分，只是推算",
            "no score: the model’s",
        ),
    }
}

/// What stands in place of the figures.
fn hidden(seen: &Seen<'_>, row: &Row<'_>) -> Option<String> {
    let facts = seen.facts;
    if let Some(value) = predicted(seen, row).and_then(|c| c.smoothed) {
        let words = match facts.report.wave.source {
            Source::Own => Words(
                "没有答卷，按条件推算约 {v} 分",
                "沒有答卷，按條件推算約 {v} 分",
                "no answers; its conditions suggest {v}",
            ),
            Source::Published => Words(
                "没有得分，按条件推算约 {v} 分",
                "沒有得分，按條件推算約 {v} 分",
                "no score; its conditions suggest {v}",
            ),
        };
        return Some(words.fill(facts.locale, &[("v", &number(value, 0))]));
    }
    match row.score {
        Some(score) if score.value.is_some() => None,
        Some(score) => Some(facts.status(score.status.unwrap_or("NO_DATA"), &[]).label),
        None => Some(facts.status("NO_DATA", &[]).label),
    }
}

fn tone(seen: &Seen<'_>, area: &AreaCode) -> Tone {
    match &seen.middle {
        Some(m) if m.told.above.contains(area) => Tone::Above,
        Some(m) if m.told.below.contains(area) => Tone::Below,
        _ => Tone::Unclear,
    }
}

/// Rows without data up to this many are drawn; more of them would push apart what there is to see.
const EMPTY: usize = 3;

/// Is nothing known here at all?
fn empty(seen: &Seen<'_>, row: &Row<'_>) -> bool {
    let no_data = |s: &Score| s.value.is_none() && s.status.is_none_or(|code| code == "NO_DATA");
    row.score.is_none_or(no_data) && predicted(seen, row).is_none()
}

/// Rows without data that are left to the table.
fn left_out(seen: &Seen<'_>, rows: &[Row<'_>]) -> usize {
    let empty = rows.iter().filter(|r| empty(seen, r)).count();
    if empty > EMPTY { empty } else { 0 }
}

/// The rows as drawn, the first of a group below its name.
fn dots(seen: &Seen<'_>, rows: &[Row<'_>]) -> Vec<Dot> {
    let all = left_out(seen, rows) == 0;
    let drawn: Vec<&Row<'_>> = rows.iter().filter(|r| all || !empty(seen, r)).collect();
    let first = |at: usize| at == 0 || drawn[at - 1].group != drawn[at].group;
    let rows = drawn.iter().enumerate();
    rows.map(|(at, row)| dot(seen, row, first(at))).collect()
}

fn dot(seen: &Seen<'_>, row: &Row<'_>, first: bool) -> Dot {
    let ends = ends(seen, row);
    Dot {
        heading: if first { row.group.clone() } else { String::new() },
        label: row.name.clone(),
        direct: row.score.and_then(|s| s.value),
        smoothed: row.compared.filter(|_| seen.compared()).and_then(|c| c.smoothed),
        low: ends.map(|e| e[0]),
        high: ends.map(|e| e[1]),
        rank: match predicted(seen, row) {
            Some(_) => no_own(seen).get(seen.facts.locale).to_owned(),
            None => rank(seen, row),
        },
        tone: tone(seen, row.area),
        // what a model makes of a place without answers is drawn, hatched; what is hidden is not
        hidden: hidden(seen, row).filter(|_| predicted(seen, row).is_none()),
        hatched: seen.compared() && row.compared.is_some_and(|c| c.hatched),
        ..Dot::default()
    }
}

/// “第 3–9 名之间”; why there is none, where others have one.
fn rank(seen: &Seen<'_>, row: &Row<'_>) -> String {
    let locale = seen.facts.locale;
    if !seen.ranked() {
        return String::new();
    }
    match row.compared.and_then(|c| c.rank) {
        Some(ends) => range_of_ranks(locale, ends),
        None if row.score.is_some_and(|s| s.value.is_some()) => {
            Words("份数太少", "份數太少", "too few answers")
                .get(locale)
                .to_owned()
        }
        None => String::new(),
    }
}

fn title(seen: &Seen<'_>) -> String {
    let locale = seen.facts.locale;
    let words = if seen.ranked() {
        Words(
            "各地的得分，和名次可能在的范围",
            "各地的得分，和名次可能在的範圍",
            "scores, and the range in which each rank may lie",
        )
    } else if seen.compared() {
        Words(
            "各地的得分；差异在抽样误差之内，不给名次",
            "各地的得分；差異在抽樣誤差之內，不給名次",
            "scores; differences are within sampling noise, so there are no ranks",
        )
    } else {
        Words(
            "各地的得分，不按得分排",
            "各地的得分，不按得分排",
            "scores, not ordered by score",
        )
    };
    about(seen, words.get(locale))
}

fn base(seen: &Seen<'_>, rows: &[Row<'_>]) -> String {
    let locale = seen.facts.locale;
    let out = left_out(seen, rows);
    let out = (out > 0).then(|| {
        Words(
            "{p}没有数据，只列在表格里。",
            "{p}沒有資料，只列在表格裡。",
            "{p} without data stand in the table only.",
        )
        .fill(locale, &[("p", &seen.facts.counted(out))])
    });
    let words = Words(
        "▲ 分得清高于平均，▽ 分得清低于平均；灰色分不清。上下顺序只是估计的先后。",
        "▲ 分得清高於平均，▽ 分得清低於平均；灰色分不清。上下順序只是估計的先後。",
        "▲ told above the mean, ▽ told below it, grey cannot be told. The order from top to bottom is one of estimates only.",
    );
    let order = if seen.ranked() {
        words.get(locale)
    } else {
        seen.facts.order()
    };
    let base: Vec<&str> = std::iter::once(order).chain(out.as_deref()).collect();
    base.join(locale.space())
}

fn foot(seen: &Seen<'_>) -> String {
    let locale = seen.facts.locale;
    let words = if seen.ranked() && seen.comparison.context.is_empty() {
        Words(
            "平滑后的估计借用了别处的信息，所以比本地答卷的得分略靠近平均。名次范围对所有地方一起有 95% 的把握。",
            "平滑後的估計借用了別處的資訊，所以比本地答卷的得分略靠近平均。名次範圍對所有地方一起有 95% 的把握。",
            "The smoothed estimate borrows from other places, so it lies nearer to the mean than a place’s own score. The ranges of ranks hold for all places together at 95%.",
        )
    } else if seen.ranked() {
        Words(
            "平滑后的估计借用了条件相近的地方的信息，所以比本地答卷的得分略靠近这样的条件下该有的水平，不一定靠近平均。名次范围对所有地方一起有 95% 的把握。",
            "平滑後的估計借用了條件相近的地方的資訊，所以比本地答卷的得分略靠近這樣的條件下該有的水準，不一定靠近平均。名次範圍對所有地方一起有 95% 的把握。",
            "The smoothed estimate borrows from similar places, so it lies nearer than a place’s own score to what is expected in its conditions, not always to the mean. The ranges of ranks hold for all places together at 95%.",
        )
    } else if seen.compared() {
        Words(
            "平滑后的估计只剩下条件不同带来的差别。",
            "平滑後的估計只剩下條件不同帶來的差別。",
            "The smoothed estimates keep only what differs with the places’ conditions.",
        )
    } else {
        return String::new();
    };
    words.get(locale).to_owned()
}

/// The same with n and both intervals.
fn table(seen: &Seen<'_>, rows: &[Row<'_>], caption: &str) -> Table {
    let locale = seen.facts.locale;
    let grouped = grouped(seen);
    let words = |w: Words, number: bool| Header {
        text: w.get(locale).to_owned(),
        number,
    };
    let mut headers = vec![words(PLACE, false)];
    headers.extend(grouped.then(|| words(Words("城乡", "城鄉", "Town or country"), false)));
    headers.push(words(Words("份数", "份數", "Answers"), true));
    headers.push(words(own(seen), true));
    headers.push(words(
        Words("它的 95% 区间", "它的 95% 區間", "Its 95% interval"),
        false,
    ));
    if seen.compared() {
        headers.push(words(SMOOTHED, true));
        headers.push(words(
            Words("平滑后的 95% 区间", "平滑後的 95% 區間", "95% interval, smoothed"),
            false,
        ));
    }
    if seen.ranked() {
        headers.push(words(RANKS, false));
        headers.push(words(Words("和平均比", "和平均比", "Beside the mean"), false));
    }
    let text = |shown: String| Cell { shown, value: None };
    let figure = |value: Option<f64>, decimals: usize| Cell {
        shown: value.map_or_else(|| "–".to_owned(), |v| number(v, decimals)),
        value,
    };
    let rows = rows.iter().map(|r| {
        let why = hidden(seen, r);
        let shown = why.is_none() || predicted(seen, r).is_some();
        let mut cells = vec![text(r.name.clone())];
        cells.extend(grouped.then(|| text(r.group.clone())));
        cells.push(figure(r.score.and_then(|s| s.n).filter(|_| why.is_none()), 0));
        cells.push(match &why {
            Some(why) => text(why.clone()),
            None => figure(r.score.and_then(|s| s.value), 1),
        });
        let own = r.score.and_then(|s| s.interval).filter(|_| !seen.open_link());
        cells.push(Cell::range(interval(own, 1), own));
        if seen.compared() {
            let compared = r.compared.filter(|_| shown);
            cells.push(figure(compared.and_then(|c| c.smoothed), 1));
            let ends = ends(seen, r).filter(|_| shown);
            cells.push(Cell::range(interval(ends, 1), ends));
        }
        if seen.ranked() {
            let ends = r.compared.and_then(|c| c.rank);
            let ends = ends.map(|ends| ends.map(|rank| rank as f64));
            cells.push(Cell::range(rank(seen, r), ends));
            cells.push(text(beside(seen, r)));
        }
        cells
    });
    Table {
        caption: caption.to_owned(),
        rows: rows.collect(),
        headers,
    }
}

fn beside(seen: &Seen<'_>, row: &Row<'_>) -> String {
    let words = match tone(seen, row.area) {
        Tone::Above => Words("▲ 高于平均", "▲ 高於平均", "▲ above"),
        Tone::Below => Words("▽ 低于平均", "▽ 低於平均", "▽ below"),
        _ => Words("分不清", "分不清", "cannot be told"),
    };
    words.get(seen.facts.locale).to_owned()
}

/// How a place is named in the funnel, with what stands behind it.
pub(super) fn tip(locale: Locale, name: &str, value: f64, n: f64) -> String {
    format!("{name} {} · {}", number(value, 1), answers(locale, n))
}
