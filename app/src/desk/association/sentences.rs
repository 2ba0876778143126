//! What the numbers say, in sentences that never claim a cause.

use insight::associate::{Change, Row};
use survey::AreaCode;

use super::Page;
use crate::{
    desk::format::{coefficient, number, p_value, spanned, tight},
    words::{Locale, Words},
};

/// How the relation between areas reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Together,
    Apart,
    Unclear,
    Undefined,
}

fn reading(row: &Row) -> Reading {
    match (row.spearman, row.q_bh) {
        (Some(rho), Some(q)) if q < 0.05 && rho > 0.0 => Reading::Together,
        (Some(rho), Some(q)) if q < 0.05 && rho < 0.0 => Reading::Apart,
        (Some(_), _) => Reading::Unclear,
        (None, _) => Reading::Undefined,
    }
}

/// The finding of one service and wave.
pub fn headline(locale: Locale, domain: &str, row: &Row) -> String {
    let words = match reading(row) {
        Reading::Together => Words(
            "{d}：人均投入高的地方满意度也高（ρ {r}，{n} 个地区）；投入增加时满意度会不会跟着升，这些数据说不清。",
            "{d}：人均投入高的地方滿意度也高（ρ {r}，{n} 個地區）；投入增加時滿意度會不會跟著升，這些資料說不清。",
            "{d}: areas that spend more per resident are more satisfied (ρ {r}, {n} {n:area|areas}). Whether raising spending raises satisfaction, these data cannot say.",
        ),
        Reading::Apart => Words(
            "{d}：人均投入高的地方满意度较低（ρ {r}，{n} 个地区）；是不是哪里不满意就往哪里投，这些数据说不清。",
            "{d}：人均投入高的地方滿意度較低（ρ {r}，{n} 個地區）；是不是哪裡不滿意就往哪裡投，這些資料說不清。",
            "{d}: areas that spend more per resident are less satisfied (ρ {r}, {n} {n:area|areas}). Whether money followed low satisfaction, these data cannot say.",
        ),
        Reading::Unclear => Words(
            "{d}：投入高低与满意度高低是否有关，这些数据还分不清（ρ {r}，{n} 个地区）。",
            "{d}：投入高低與滿意度高低是否有關，這些資料還分不清（ρ {r}，{n} 個地區）。",
            "{d}: whether areas that spend more are more satisfied, these data cannot tell (ρ {r}, {n} {n:area|areas}).",
        ),
        Reading::Undefined => Words(
            "{d}：各地的数值几乎一样，没有可比的差别（{n} 个地区）。",
            "{d}：各地的數值幾乎一樣，沒有可比的差別（{n} 個地區）。",
            "{d}: the areas hardly differ, so there is nothing to compare ({n} {n:area|areas}).",
        ),
    };
    words.fill(
        locale,
        &[
            ("d", domain),
            ("r", &coefficient(row.spearman)),
            ("n", &row.n.to_string()),
        ],
    )
}

/// One sentence below the headline: the levels.
pub fn standfirst(page: &Page) -> String {
    let locale = page.locale;
    let (Some(x), Some(y)) = (page.row.mean_x, page.row.mean_y) else {
        return String::new();
    };
    Words(
        "{n} 个地区平均：每人投入 {x}，平均满意度 {y} 分。",
        "{n} 個地區平均：每人投入 {x}，平均滿意度 {y} 分。",
        "Averaged over {n} {n:area|areas}: {x} per resident, and satisfaction of {y}.",
    )
    .fill(
        locale,
        &[
            ("n", &page.row.n.to_string()),
            ("x", &page.currency.amount(locale, x, 0)),
            ("y", &number(y, 1)),
        ],
    )
}

/// The doubt beside the headline: (what, how sure).
pub fn doubts(page: &Page) -> Vec<(String, String)> {
    let locale = page.locale;
    let between = match reading(&page.row) {
        Reading::Together | Reading::Apart => Words("名次相关清楚", "名次相關清楚", "Clear in rank order"),
        Reading::Unclear => Words("分不清", "分不清", "Cannot be told"),
        Reading::Undefined => Words("没有定义", "沒有定義", "Not defined"),
    }
    .get(locale);
    let between = Words("{b}，ρ {r}（{i}）", "{b}，ρ {r}（{i}）", "{b}, ρ {r} ({i})").fill(
        locale,
        &[
            ("b", between),
            ("r", &coefficient(page.row.spearman)),
            ("i", &spanned(locale, page.points.spearman_interval, 2)),
        ],
    );
    vec![
        (
            Words("地区之间", "地區之間", "Between areas")
                .get(locale)
                .to_owned(),
            tight(&between),
        ),
        (
            Words("随时间", "隨時間", "Over time").get(locale).to_owned(),
            over_time(locale, page.change.as_ref(), page.waves.len(), page.window),
        ),
        (
            Words("谁带来谁", "誰帶來誰", "Which brings which")
                .get(locale)
                .to_owned(),
            Words(
                "这些数据说不出 · 证据等级 D",
                "這些資料說不出 · 證據等級 D",
                "these data cannot say · evidence grade D",
            )
            .get(locale)
            .to_owned(),
        ),
    ]
}

/// What changed together between two waves, or why nothing can be said of it: `waves` of the service are on the page,
/// and two are compared only where they lie `window` years apart.
fn over_time(locale: Locale, change: Option<&Change>, waves: usize, window: u32) -> String {
    let Some(change) = change else {
        let words = match waves {
            0 | 1 => Words(
                "只有一轮，看不到变化",
                "只有一輪，看不到變化",
                "One wave only: no change can be seen",
            ),
            _ => Words(
                "没有早 {k} 年以上、可比的一轮",
                "沒有早 {k} 年以上、可比的一輪",
                "No wave {k} {k:year|years} or more before this one to compare",
            ),
        };
        return words.fill(locale, &[("k", &window.to_string())]);
    };
    let words = match (change.spearman, change.spearman_p) {
        (Some(r), Some(p)) if p < 0.05 && r > 0.0 => Words(
            "投入增加多的地方，满意度也升得多，ρ {r}",
            "投入增加多的地方，滿意度也升得多，ρ {r}",
            "Where spending rose more, satisfaction rose more, ρ {r}",
        ),
        (Some(_), Some(p)) if p < 0.05 => Words(
            "投入增加多的地方，满意度升得少或降得多，ρ {r}",
            "投入增加多的地方，滿意度升得少或降得多，ρ {r}",
            "Where spending rose more, satisfaction rose less or fell more, ρ {r}",
        ),
        _ => Words(
            "看不出，也不能排除",
            "看不出，也不能排除",
            "Cannot be seen, and cannot be ruled out",
        ),
    };
    words.fill(locale, &[("r", &coefficient(change.spearman))])
}

/// Title of the scatter.
pub fn chart_title(page: &Page) -> String {
    match reading(&page.row) {
        Reading::Together => Words(
            "投入越高的地方，满意度名次越靠前",
            "投入越高的地方，滿意度名次越靠前",
            "Higher spending goes with higher satisfaction",
        ),
        Reading::Apart => Words(
            "投入越高的地方，满意度名次越靠后",
            "投入越高的地方，滿意度名次越靠後",
            "Higher spending goes with lower satisfaction",
        ),
        Reading::Unclear | Reading::Undefined => Words(
            "投入高低与满意度高低，看不出走向",
            "投入高低與滿意度高低，看不出走向",
            "No direction can be told between spending and satisfaction",
        ),
    }
    .get(page.locale)
    .to_owned()
}

/// Words on the robust line: points per hundred currency units.
pub fn line_label(page: &Page, slope: f64) -> String {
    let locale = page.locale;
    let (size, shown) = step(page);
    let amount = page.currency.amount(locale, size, 0);
    Words(
        "每多 {a}/人，{p} 分",
        "每多 {a}/人，{p} 分",
        "{a} more: {p} {p:point|points}",
    )
    .fill(locale, &[("a", &amount), ("p", &signed(slope * size, shown))])
}

/// The doubt at the foot of the scatter.
pub fn chart_foot(page: &Page) -> String {
    let locale = page.locale;
    let Some(slope) = page.row.theil_sen else {
        return String::new();
    };
    let (size, decimals) = step(page);
    let scaled = |b: Option<[f64; 2]>| spanned(locale, b.map(|[lo, hi]| [lo * size, hi * size]), decimals);
    let words = if page.line_holds() {
        Words(
            "稳健线：人均每多 {a}，满意度相差 {s} 分（95%：{i}）；去掉任何一个地区，在 {l} 之间。",
            "穩健線：人均每多 {a}，滿意度相差 {s} 分（95%：{i}）；去掉任何一個地區，在 {l} 之間。",
            "Robust line: {a} more per resident goes with {s} {s:point|points} (95%: {i}); {l} when any one area is left out.",
        )
    } else {
        Words(
            "没有画线：去掉一个地区，斜率的正负就可能变（人均每多 {a} 为 {s} 分，去掉一个地区 {l}）。",
            "沒有畫線：去掉一個地區，斜率的正負就可能變（人均每多 {a} 為 {s} 分，去掉一個地區 {l}）。",
            "No line is drawn: its sign depends on single areas ({a} more goes with {s} {s:point|points}; {l} when one area is left out).",
        )
    };
    words.fill(
        locale,
        &[
            ("a", &page.currency.amount(locale, size, 0)),
            ("s", &signed(slope * size, decimals)),
            ("i", &scaled(page.row.theil_sen_interval)),
            ("l", &scaled(page.row.leave_one_out.theil_sen)),
        ],
    )
}

/// A round step of spending near a tenth of the median, and the decimals of a slope per step.
pub fn step(page: &Page) -> (f64, usize) {
    let tenth = (page.points.median_x / 10.0).max(1e-6);
    let power = 10_f64.powf(tenth.log10().floor());
    let size = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|s| *s >= tenth)
        .unwrap_or(power * 10.0);
    (size, 1)
}

fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    if value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        format!("+{text}")
    } else {
        text
    }
}

/// What to know before quoting: (bold, rest).
pub fn notices(page: &Page) -> Vec<(String, String)> {
    let locale = page.locale;
    let mut all = Vec::new();
    all.extend(super::fragile::notices(page));
    for notice in page.row.notices.iter().filter(|n| n.code != "FRAGILE") {
        let status = survey::content::STATUSES.iter().find(|s| s.code == notice.code);
        let area = notice.area.as_ref().map(|a| page.name(a)).unwrap_or_default();
        match (notice.code, status) {
            ("CASH_PRICES", _) => all.push((
                Words("按当年价。", "按當年價。", "In cash prices.")
                    .get(locale)
                    .to_owned(),
                Words(
                    "没有导入价格指数，不同年份的钱不能直接相比。",
                    "沒有匯入價格指數，不同年份的錢不能直接相比。",
                    "No price index is loaded; money of different years is not comparable.",
                )
                .get(locale)
                .to_owned(),
            )),
            (_, Some(s)) => all.push((
                s.label.get(locale.tag()).to_owned(),
                s.explanation.fill(locale.tag(), &[("area", &area)]),
            )),
            (code, None) => all.push((code.to_owned(), area)),
        }
    }
    all.push((
        Words(
            "同时看了 {k} 项服务。",
            "同時看了 {k} 項服務。",
            "{k} {k:service was|services were} tested.",
        )
        .fill(locale, &[("k", &page.tested.to_string())]),
        Words(
            "看得多，总会碰巧有一项；校正后 q {q}。",
            "看得多，總會碰巧有一項；校正後 q {q}。",
            "Testing many finds some by chance; adjusted for that, q {q}.",
        )
        .fill(locale, &[("q", &p_value(page.row.q_bh))]),
    ));
    all.push((
        Words(
            "这是地区之间的关系。",
            "這是地區之間的關係。",
            "This is about areas, not people.",
        )
        .get(locale)
        .to_owned(),
        Words(
            "不能推断哪个人因为多花了钱而更满意。",
            "不能推斷哪個人因為多花了錢而更滿意。",
            "It does not say that anyone is happier because more was spent.",
        )
        .get(locale)
        .to_owned(),
    ));
    all
}

/// Who has a score and is not among the areas compared, each under its own reason.
fn left_out(page: &Page) -> String {
    let locale = page.locale;
    let (level, figures): (Vec<&AreaCode>, Vec<&AreaCode>) =
        (page.row.left_out.iter()).partition(|a| page.points.other_level.contains(a));
    let reasons = [
        (
            figures,
            Words(
                "缺投入或人口而未计入：{l}",
                "缺投入或人口而未計入：{l}",
                "left out for want of spending or population: {l}",
            ),
        ),
        (
            level,
            Words(
                "比的是另一级，未计入：{l}",
                "比的是另一級，未計入：{l}",
                "left out because another level is compared: {l}",
            ),
        ),
    ];
    let told: Vec<String> = (reasons.into_iter().filter(|(areas, _)| !areas.is_empty()))
        .map(|(areas, words)| {
            let names: Vec<String> = areas.into_iter().map(|a| page.name(a)).collect();
            words.fill(locale, &[("l", &names.join("、"))])
        })
        .collect();
    if told.is_empty() {
        return Words("没有遗漏", "沒有遺漏", "none left out")
            .get(locale)
            .to_owned();
    }
    told.join(Words("；", "；", "; ").get(locale))
}

/// The foot of the page.
pub fn source(page: &Page) -> Vec<String> {
    let locale = page.locale;
    let left = left_out(page);
    vec![
        Words("来源：{s}。n = {n}，{l}。", "來源：{s}。n = {n}，{l}。", "Source: {s}. n = {n}, {l}.")
            .fill(locale, &[("s", &page.source), ("n", &page.row.n.to_string()), ("l", &left)]),
        Words(
            "算法：Spearman 名次相关（t，n − 2），q 按 Benjamini–Hochberg 跨 {k} 项服务，小于 0.05 才说看得出；区间按 Bonett–Wright；稳健线按 Theil–Sen，区间按 Sen。",
            "算法：Spearman 名次相關（t，n − 2），q 按 Benjamini–Hochberg 跨 {k} 項服務，小於 0.05 才說看得出；區間按 Bonett–Wright；穩健線按 Theil–Sen，區間按 Sen。",
            "Method: Spearman with t on n − 2; q by Benjamini–Hochberg over {k} {k:service|services}, told where below 0.05; interval by Bonett–Wright; robust line by Theil–Sen with the Sen interval.",
        )
        .fill(locale, &[("k", &page.tested.to_string())]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(spearman: f64, spearman_p: f64) -> Change {
        Change {
            domain: survey::DomainId::parse("roads").unwrap(),
            from: "y19".to_owned(),
            to: "y25".to_owned(),
            n: 9,
            pearson: None,
            pearson_p: None,
            spearman: Some(spearman),
            spearman_p: Some(spearman_p),
            kendall: None,
            kendall_p: None,
            notices: Vec::new(),
        }
    }

    #[test]
    fn changes_against_each_other_are_told_apart_from_changes_together() {
        let said = |change: &Change| over_time(Locale::En, Some(change), 2, 3);
        assert_eq!(
            said(&change(0.71, 0.03)),
            "Where spending rose more, satisfaction rose more, ρ 0.71"
        );
        assert_eq!(
            said(&change(-0.71, 0.03)),
            "Where spending rose more, satisfaction rose less or fell more, ρ −0.71"
        );
        let unclear = said(&change(-0.4, 0.2));
        assert_eq!(unclear, "Cannot be seen, and cannot be ruled out");
    }

    #[test]
    fn one_wave_is_said_only_of_one_wave() {
        let said = |waves| over_time(Locale::En, None, waves, 3);
        assert_eq!(said(1), "One wave only: no change can be seen");
        assert_eq!(said(7), "No wave 3 years or more before this one to compare");
        let one_year = over_time(Locale::En, None, 2, 1);
        assert_eq!(one_year, "No wave 1 year or more before this one to compare");
    }
}
