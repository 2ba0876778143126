//! Areas on which the straight correlation hangs: what it is without each of them, and whether the rank order still holds.

use insight::associate::Row;
use survey::AreaCode;

use super::Page;
use crate::{
    desk::{
        finding::one_of,
        format::{coefficient, p_value, spanned, tight},
    },
    words::Words,
};

/// Up to so many areas are each given with what leaving it out does; more are named in one sentence.
pub const NAMED: usize = 3;

/// One notice an area, or one of all where they are many; none where no single area decides.
pub(super) fn notices(page: &Page) -> Vec<(String, String)> {
    let fragile = page.row.notices.iter().filter(|n| n.code == "FRAGILE");
    let areas: Vec<&AreaCode> = fragile.filter_map(|n| n.area.as_ref()).collect();
    if areas.is_empty() {
        return Vec::new();
    }
    let given: Vec<(String, String)> = page
        .without
        .iter()
        .filter(|(area, _)| areas.contains(&area))
        .map(|(area, row)| one(page, &page.name(area), row))
        .collect();
    if given.len() == areas.len() {
        return given;
    }
    vec![many(page, &areas)]
}

/// “去掉 Shetland Islands，直线相关从 0.42（p 0.016）变为 0.30（p 0.10）。名次相关还在：ρ 0.41（p 0.023）。”
fn one(page: &Page, name: &str, without: &Row) -> (String, String) {
    let locale = page.locale;
    let clear = |row: &Row| row.spearman_p.is_some_and(|p| p < 0.05);
    let ranks = match (clear(&page.row), clear(without)) {
        (true, true) => Words(
            "名次相关还在：ρ {s}（p {p}）。",
            "名次相關還在：ρ {s}（p {p}）。",
            "The rank correlation is still there: ρ {s} (p {p}).",
        ),
        (true, false) => Words(
            "名次相关也分不清了：ρ {s}（p {p}）。",
            "名次相關也分不清了：ρ {s}（p {p}）。",
            "The rank correlation cannot be told any more either: ρ {s} (p {p}).",
        ),
        (false, _) => Words(
            "这时名次相关 ρ {s}（p {p}）。",
            "這時名次相關 ρ {s}（p {p}）。",
            "The rank correlation is then ρ {s} (p {p}).",
        ),
    }
    .fill(
        locale,
        &[
            ("s", &coefficient(without.spearman)),
            ("p", &p_value(without.spearman_p)),
        ],
    );
    let straight = Words(
        "去掉{a}，直线相关从 {r}（p {p}）变为 {w}（p {q}）。",
        "去掉{a}，直線相關從 {r}（p {p}）變為 {w}（p {q}）。",
        "Without {a} the straight correlation goes from {r} (p {p}) to {w} (p {q}).",
    )
    .fill(
        locale,
        &[
            ("a", name),
            ("r", &coefficient(page.row.pearson)),
            ("p", &p_value(page.row.pearson_p)),
            ("w", &coefficient(without.pearson)),
            ("q", &p_value(without.pearson_p)),
        ],
    );
    (tight(&straight), tight(&ranks))
}

/// Where the line lies so near to nothing that many single areas turn it.
fn many(page: &Page, areas: &[&AreaCode]) -> (String, String) {
    let locale = page.locale;
    let names: Vec<String> = areas.iter().map(|a| page.name(a)).collect();
    let title = Words(
        "直线相关靠不住。",
        "直線相關靠不住。",
        "The straight correlation cannot be relied on.",
    );
    let text = Words(
        "现在是 {r}（p {p}），去掉任何一个地区在 {l} 之间；去掉{a}，正负或分不分得清就变了。",
        "現在是 {r}（p {p}），去掉任何一個地區在 {l} 之間；去掉{a}，正負或分不分得清就變了。",
        "It is {r} (p {p}) and lies within {l} when any one area is left out; its sign, or whether it can be told, changes without {a}.",
    )
    .fill(
        locale,
        &[
            ("r", &coefficient(page.row.pearson)),
            ("p", &p_value(page.row.pearson_p)),
            ("l", &spanned(locale, page.row.leave_one_out.pearson, 2)),
            ("a", &one_of(locale, &names)),
        ],
    );
    (title.get(locale).to_owned(), text)
}
