//! The same answers under other ways of scoring: does the order hang on the points given to the middle answer? One way at a
//! time, and all of them side by side.

mod chosen;

use charts::{Strip, StripRow};
use insight::report::scorings::{SCHEMES, Scoring};
use leptos::prelude::*;

use super::Seen;
use crate::{
    desk::{breakdown::printed, format::number, parts::Figure},
    words::{Locale, Words},
};

pub use chosen::known;

/// One way of scoring and all of them; none where the measure has no such scores.
pub(super) fn figures(seen: &Seen<'_>, asked: Option<&str>) -> Option<AnyView> {
    let scorings = &seen.facts.report.scorings;
    let scoring = scorings
        .iter()
        .find(|s| s.measure == seen.measure.measure && s.status.is_none())
        .filter(|_| !seen.open_link())?;
    let chosen = chosen::view(seen, scoring, asked)?;
    Some(view! { <div class="stack">{side_by_side(seen, scoring)}{chosen}</div> }.into_any())
}

/// The ranks of places under all ways; none where no place has a rank.
fn side_by_side(seen: &Seen<'_>, scoring: &Scoring) -> Option<AnyView> {
    let facts = seen.facts;
    let locale = facts.locale;
    let shown = facts.groups.iter().flat_map(|g| &g.places);
    let rows: Vec<StripRow> = shown
        .filter_map(|area| {
            let place = scoring.places.iter().find(|p| &p.area == area)?;
            let ranks: Vec<Option<(f64, f64)>> = place
                .under
                .iter()
                .map(|u| u.rank.map(|[best, worst]| (best as f64, worst as f64)))
                .collect();
            ranks.iter().any(Option::is_some).then(|| StripRow {
                label: facts.place(area),
                ranks,
                mover: place.moves,
                tip: String::new(),
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = scoring.schemes.iter().map(|id| scheme(locale, id));
    let movers = rows.iter().filter(|r| r.mover).count();
    let title = if movers == 0 {
        Words(
            "换一种计分办法，没有一个地方的名次范围会变到和原来不重合",
            "換一種計分辦法，沒有一個地方的名次範圍會變到和原來不重合",
            "Under other ways of scoring, no place’s range of ranks moves off its former one",
        )
        .get(locale)
        .to_owned()
    } else {
        Words(
            "{m} 个地方的名次取决于怎么计分",
            "{m} 個地方的名次取決於怎麼計分",
            "The rank of {m} {m:place changes|places changes} with the way of scoring",
        )
        .fill(locale, &[("m", &movers.to_string())])
    };
    let chart = Strip {
        title: title.clone(),
        desc: title.clone(),
        columns: columns.collect(),
        rows,
        rank_label: Words("名次", "名次", "Rank").get(locale).to_owned(),
        mover_label: Words("取决于怎么计分", "取決於怎麼計分", "changes with the scoring")
            .get(locale)
            .to_owned(),
        stays_label: Words("怎么计分都差不多", "怎麼計分都差不多", "much the same under all")
            .get(locale)
            .to_owned(),
        row_heading: Words("地方", "地方", "Place").get(locale).to_owned(),
    };
    let mut base = Words(
        "同样的答卷，换几种常见的计分办法：12340 测评的四分法是 100/80/60/30/0，三分法是 100/80/0；满意率只数前两档，基本满意率数前三档。每条线走在一个地方名次范围的正中，范围写在表格里。",
        "同樣的答卷，換幾種常見的計分辦法：12340 測評的四分法是 100/80/60/30/0，三分法是 100/80/0；滿意率只數前兩檔，基本滿意率數前三檔。每條線走在一個地方名次範圍的正中，範圍寫在表格裡。",
        "The same answers under common ways of scoring: four-point 100/80/60/30/0 and three-point 100/80/0 of the 12340 survey, the share of the top two answers, the share of the top three. Each line runs along the middle of a place’s range of ranks, and the ranges stand in the table.",
    )
    .get(locale)
    .to_owned();
    if let Some(spread) = scoring.spread {
        base.push_str(
            &Words(
                "一个地方的得分，最高和最低的算法平均差 {s} 分。",
                "一個地方的得分，最高和最低的算法平均差 {s} 分。",
                " The highest and lowest score of a place differ by {s} {s:point|points} on average.",
            )
            .fill(locale, &[("s", &number(spread, 1))]),
        );
    }
    let foot = Words(
        "这里的答卷没有按人口加权，所以名次范围和上面的不全一样。",
        "這裡的答卷沒有按人口加權，所以名次範圍和上面的不全一樣。",
        "Answers are not weighted to residents here, so the ranges differ somewhat from those above.",
    );
    let figure = Figure::of("scorings", &chart, title, base, foot.get(locale).to_owned());
    Some(figure.view(locale))
}

/// A way of scoring in the few characters that fit over its column; the points stand below the title.
fn scheme(locale: Locale, id: &str) -> String {
    let words = match id {
        "mean100" => Words("均分", "均分", "Mean"),
        "top2" => Words("满意率", "滿意率", "Top two"),
        "step_100_80_60_30_0" => Words("四分法", "四分法", "4-point"),
        "three_100_80_0" => Words("三分法", "三分法", "3-point"),
        "basic" => Words("基本满意率", "基本滿意率", "Top three"),
        _ => {
            return SCHEMES
                .iter()
                .find(|s| s.id == id)
                .map_or_else(|| id.to_owned(), |s| printed(locale, s.name.get(locale.tag())));
        }
    };
    words.get(locale).to_owned()
}
