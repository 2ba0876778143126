//! This wave beside the one before: what rose, what fell, what cannot be told.

use charts::{Axis, Change, Slope, SlopeRow};
use insight::report::change::Changed;
use leptos::prelude::*;

use super::Seen;
use crate::{
    desk::{finding::words::signed, parts::Figure},
    words::Words,
};

const UP: Words = Words("升", "升", "rose");
const DOWN: Words = Words("降", "降", "fell");
const CANNOT_SAY: Words = Words("无法判断", "無法判斷", "cannot be told");
const STEADY_OR_NOT: Words = Words(
    "基本不变，或无法判断",
    "基本不變，或無法判斷",
    "about the same, or cannot be told",
);

/// The figure; none where there is no wave before, where it asked other things, or where volunteers answered.
pub(super) fn figure(seen: &Seen<'_>) -> Option<AnyView> {
    let facts = seen.facts;
    let (locale, report) = (facts.locale, &facts.report);
    let year = report.change.before_year.filter(|_| !seen.open_link())?;
    let change = report
        .change
        .measures
        .iter()
        .find(|m| m.measure == seen.measure.measure)?;
    let steady: Vec<String> = change
        .places
        .iter()
        .filter(|c| c.code == Some("ABOUT_THE_SAME"))
        .map(|c| facts.place(&c.area))
        .collect();
    let shown = facts.groups.iter().flat_map(|g| &g.places);
    let rows: Vec<SlopeRow> = shown
        .filter_map(|area| {
            let changed = change.places.iter().find(|c| &c.area == area)?;
            let after = seen.score(area)?;
            Some(SlopeRow {
                label: facts.place(area),
                before: Some(changed.before?),
                after: Some(after.value?),
                after_interval: after.interval.map(|[low, high]| (low, high)),
                change: direction(changed),
                change_shown: changed.difference.map(signed).unwrap_or_default(),
                ..SlopeRow::default()
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let count = |wanted: Change| rows.iter().filter(|r| r.change == wanted).count();
    let same = rows.iter().filter(|r| steady.contains(&r.label)).count();
    let mut title = Words(
        "和上一轮比：{u} 个升，{d} 个降，{c} 个无法判断",
        "和上一輪比：{u} 個升，{d} 個降，{c} 個無法判斷",
        "Beside the wave before: {u} rose, {d} fell, {c} cannot be told",
    )
    .fill(
        locale,
        &[
            ("u", &count(Change::Up).to_string()),
            ("d", &count(Change::Down).to_string()),
            ("c", &(count(Change::CannotSay) - same).to_string()),
        ],
    );
    if same > 0 {
        title.push_str(
            &Words("，{s} 个基本不变", "，{s} 個基本不變", ", {s} about the same")
                .fill(locale, &[("s", &same.to_string())]),
        );
    }
    let grey = if same > 0 { STEADY_OR_NOT } else { CANNOT_SAY };
    let named = |year: i32| Words("{y} 年", "{y} 年", "{y}").fill(locale, &[("y", &year.to_string())]);
    let chart = Slope {
        title: title.clone(),
        desc: title.clone(),
        y: Axis::score(Words("得分", "得分", "Score").get(locale)),
        before: named(year),
        after: named(report.wave.year),
        rows,
        up_label: UP.get(locale).to_owned(),
        down_label: DOWN.get(locale).to_owned(),
        cannot_say_label: grey.get(locale).to_owned(),
        row_heading: Words("地方", "地方", "Place").get(locale).to_owned(),
        interval_heading: String::new(),
        change_heading: Words("变化", "變化", "Change").get(locale).to_owned(),
    };
    let base = Words(
        "各地自己的得分，竖线是它的 95% 区间；变化的 95% 区间不含零，才算升或降。",
        "各地自己的得分，豎線是它的 95% 區間；變化的 95% 區間不含零，才算升或降。",
        "The places’ own scores, upright lines their 95% intervals; a change counts where its own 95% interval leaves out zero.",
    );
    let foot = Words(
        "一个一个地看，每 20 个没有变的，也会碰巧有约 1 个看起来变了。为什么变，这里说不了。",
        "一個一個地看，每 20 個沒有變的，也會碰巧有約 1 個看起來變了。為什麼變，這裡說不了。",
        "Each is looked at alone: of 20 that did not change, about 1 will seem to have. Why it changed cannot be said here.",
    );
    let figure = Figure::of(
        "changes",
        &chart,
        title,
        base.get(locale).to_owned(),
        foot.get(locale).to_owned(),
    );
    Some(figure.view(locale))
}

fn direction(changed: &Changed) -> Change {
    match changed.code {
        Some("UP") => Change::Up,
        Some("DOWN") => Change::Down,
        _ => Change::CannotSay,
    }
}
