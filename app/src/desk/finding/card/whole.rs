//! The whole sentence, to be quoted as it is: number, doubt, other readings, what to check.

use leptos::prelude::*;

use super::{super::words::context_words, Page};
use crate::{
    desk::format::{about, number},
    words::Words,
};

const CHECKS: Words = Words(
    "①项目是否已投用 ②是否因原本不满意才加大投入 ③受益人群是否就是受访者 ④知晓度 ⑤期望是否上升 ⑥问卷代表性",
    "①專案是否已投用 ②是否因原本不滿意才加大投入 ③受益人群是否就是受訪者 ④知曉度 ⑤期望是否上升 ⑥問卷代表性",
    "(1) is the project in service, (2) did money follow low satisfaction, (3) are those who benefit those who answered, (4) do residents know of it, (5) have expectations risen, (6) do the answers represent residents",
);

/// The sentence of a card that has a verdict with a side.
pub fn sentence(page: &Page) -> Option<String> {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let verdict = cell.verdict.as_deref()?;
    let (effect, [low, high]) = cell.effect.zip(cell.interval90)?;
    if verdict == "NO_CLEAR_SIGNAL" {
        return None;
    }
    let below = effect < 0.0;
    let p = if below { cell.p_below } else { cell.p_above }?;
    let ends = if below { [-high, -low] } else { [low, high] };
    let context = page.model().map(|m| m.context.clone()).unwrap_or_default();
    let context = context_words(locale, &context).map_or_else(
        || {
            Words(
                "不计条件差异",
                "不計條件差異",
                "with no allowance for differences",
            )
            .get(locale)
            .to_owned()
        },
        |c| Words("考虑到{c}", "考慮到{c}", "allowing for {c}").fill(locale, &[("c", &c)]),
    );
    let spend = cell.per_resident.map(|x| facts.currency.amount(locale, x, 0))?;
    let ratio = cell.ratios.first().map(|r| number(r.median, 2))?;
    let grade = cell.grade.trim_start_matches("GRADE_").to_owned();
    let side = if below {
        Words("低", "低", "below")
    } else {
        Words("高", "高", "above")
    };
    let mut text = Words(
        "{t}：人均投入 {e}，为各地中位数的 {r} 倍；{c}，满意度比预期{s} {d} 分（90% 区间 {lo} 至 {hi}）。{s}于预期 {m} 分以上的概率{p}（证据等级 {g}）。",
        "{t}：人均投入 {e}，為各地中位數的 {r} 倍；{c}，滿意度比預期{s} {d} 分（90% 區間 {lo} 至 {hi}）。{s}於預期 {m} 分以上的機率{p}（證據等級 {g}）。",
        "{t}: spending {e} per resident, {r} times the median; {c}, satisfaction is {d} {d:point|points} {s} what is expected (90% interval {lo} to {hi}). The chance that it is more than {m} {m:point|points} {s} is {p} (evidence grade {g}).",
    )
    .fill(
        locale,
        &[
            ("t", &facts.of(&cell.place.name, cell.domain.as_str())),
            ("e", &spend),
            ("r", &ratio),
            ("c", &context),
            ("s", side.get(locale)),
            ("d", &number(effect.abs(), 1)),
            ("lo", &number(ends[0], 1)),
            ("hi", &number(ends[1], 1)),
            ("m", &number(facts.report.judgements.settings.materiality, 0)),
            ("p", &about(locale, p)),
            ("g", &grade),
        ],
    );
    let space = locale.space();
    text.push_str(space);
    text.push_str(&facts.status(verdict, &[]).explanation);
    if below {
        text.push_str(space);
        text.push_str(
            &Words(
                "请先弄清：{c}。",
                "請先弄清：{c}。",
                "Please clear up first: {c}.",
            )
            .fill(locale, &[("c", CHECKS.get(locale))]),
        );
    }
    Some(text)
}

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let Some(text) = sentence(page) else {
        return ().into_any();
    };
    let copy = Words("复制这段话", "複製這段話", "Copy");
    let heading = Words("完整表述", "完整表述", "The whole sentence").get(locale);
    view! {
        <section class="section" aria-labelledby="whole">
            <h2 id="whole">{heading}</h2>
            <p id="whole-text">{text}</p>
            <p class="tools" data-copy-tools="whole-text" hidden><button type="button" class="btn small" data-copy="">{copy.get(locale)}</button></p>
        </section>
    }
    .into_any()
}
