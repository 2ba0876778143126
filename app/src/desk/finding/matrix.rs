//! Township × service: blue above, orange below, grey cannot say, hatched where answers are few. The number is always
//! printed, so that a greyscale print loses nothing.

mod table;

use insight::report::{scores::Source, verdicts::Cell};
use leptos::prelude::*;

use super::{Facts, words::signed};
use crate::{
    desk::{format::number, sheets},
    words::{Locale, Words},
};

const CAPTION: Words = Words(
    "每个{unit}、每项服务一格：满意度比预期高或低多少分",
    "每個{unit}、每項服務一格：滿意度比預期高或低多少分",
    "One cell a {unit} and service: points above or below what is expected",
);
const READ: Words = Words(
    "数字是满意度比预期高或低的分数。差 {m} 分以上的把握到了 80% 才上色，不到的一律灰色；灰色不是坏，也不是好。",
    "數字是滿意度比預期高或低的分數。差 {m} 分以上的把握到了 80% 才上色，不到的一律灰色；灰色不是壞，也不是好。",
    "The numbers are points above or below what is expected. A colour takes an 80% chance of more than {m} {m:point|points}; all else is grey, which is neither good nor bad.",
);

/// The matrix with its key.
pub fn matrix(facts: &Facts) -> AnyView {
    let locale = facts.locale;
    let services = facts.services();
    let width = services.len() + 1;
    let mut class = String::from("matrix");
    let few = if locale == Locale::En { 4 } else { 9 };
    if services.len() > few {
        class.push_str(" many");
    }
    if facts
        .report
        .places
        .iter()
        .any(|p| letters(&p.name) > NAME_LETTERS)
    {
        class.push_str(" long-names");
    }
    let materiality = number(facts.report.judgements.settings.materiality, 0);
    let read = READ.fill(locale, &[("m", &materiality)]);
    sheets::table("matrix", &table::table(facts), vec![read.clone()]);
    view! {
        <div class="matrix-beside">
            <div class="stack">
                <p class="muted">{read}</p>
                {key(locale)}
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label=facts.say(CAPTION)>
            <table class=class id="matrix">
                <caption class="vh">{facts.say(CAPTION)}</caption>
                <colgroup><col class="name"/>{services.iter().map(|_| view! { <col/> }).collect_view()}</colgroup>
                <thead><tr><th scope="col"><span class="vh">{facts.unit.heading().get(locale)}</span></th>{
                    services.iter().map(|id| {
                        let name = facts.domain(id);
                        view! { <th scope="col"><span class="short" aria-hidden="true">{short(locale, id, &name)}</span><span class="long">{name}</span></th> }
                    }).collect_view()
                }</tr></thead>
                {facts.groups.iter().map(|group| {
                    let heading = group.settlement.filter(|_| facts.groups.len() > 1).map(|s| view! {
                        <tr><th scope="rowgroup" colspan=width.to_string()>{s.name(locale)}</th></tr>
                    });
                    let rows = group.places.iter().map(|area| {
                        let cells = services.iter().map(|id| cell(facts, facts.cell(area, id))).collect_view();
                        view! { <tr><th scope="row"><a href=facts.township(area)>{facts.place(area)}</a></th>{cells}</tr> }
                    }).collect_view();
                    view! { <tbody>{heading}{rows}</tbody> }
                }).collect_view()}
            </table>
            </div>
        </div>
        {sheets::tools(locale, "matrix", "matrix")}
    }
    .into_any()
}

/// Latin letters that fit the column of names; a Chinese character is as wide as two.
const NAME_LETTERS: usize = 13;

fn letters(name: &str) -> usize {
    name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn cell(facts: &Facts, cell: Option<&Cell>) -> AnyView {
    let locale = facts.locale;
    let Some(cell) = cell else {
        return view! { <td><span aria-hidden="true">"·"</span></td> }.into_any();
    };
    let href = facts.card(cell);
    let gate = cell.gate.as_deref();
    let Some(effect) = cell.effect.filter(|_| gate != Some("SMALL_BASE")) else {
        let why = facts.status(gate.unwrap_or("NO_DATA"), &[]).label;
        // where people were asked and nobody answered there is nothing but what the model expects
        let nobody = gate == Some("NO_DATA") && facts.report.wave.source == Source::Own;
        let few = nobody || matches!(gate, Some("SMALL_BASE" | "SUPPRESSED_PRIMARY"));
        let sign = match (few, nobody) {
            (_, true) => Words("无", "無", "none").get(locale),
            (true, _) => Words("少", "少", "few").get(locale),
            _ => "·",
        };
        return view! { <td class=if few { "few" } else { "" }><a href=href><span aria-hidden="true">{sign}</span><span class="vh">{why}</span></a></td> }
            .into_any();
    };
    let (class, coloured) = colour(cell, effect);
    let spend = cell.spend.as_deref().filter(|_| coloured);
    let mark = match spend {
        Some("HIGH") => Some(("▲", Words("，投入高", "，投入高", ", spending high"))),
        Some("LOW") => Some(("▽", Words("，投入低", "，投入低", ", spending low"))),
        _ => None,
    };
    let mark = mark.map(|(sign, words)| {
        view! { <i aria-hidden="true">{sign}</i><span class="vh">{words.get(locale)}</span> }
    });
    let number = signed(effect);
    let number = if coloured {
        view! { <b>{number}</b> }.into_any()
    } else {
        number.into_any()
    };
    let told = cell
        .verdict
        .as_deref()
        .or(gate)
        .map(|code| facts.status(code, &[]).label);
    view! { <td class=class><a href=href title=told>{number}{mark}</a></td> }.into_any()
}

/// The class of a cell: blue or orange only from P = .80, darker the farther from what is expected.
fn colour(cell: &Cell, effect: f64) -> (String, bool) {
    let side = match (cell.p_below, cell.p_above) {
        (Some(p), _) if p >= 0.80 => 'b',
        (_, Some(p)) if p >= 0.80 => 'a',
        _ => return (String::new(), false),
    };
    // a withheld verdict is no colour either
    if cell.verdict.is_none() {
        return (String::new(), false);
    }
    let step = match effect.abs() {
        e if e >= 5.0 => 3,
        e if e >= 2.5 => 2,
        _ => 1,
    };
    let outline = if cell.listed { " np" } else { "" };
    (format!("{side}{step}{outline}"), true)
}

fn key(locale: Locale) -> AnyView {
    let entry = |class: &'static str, words: Words| view! { <li><span class=format!("swatch {class}")></span>{words.get(locale)}</li> };
    view! {
        <ul class="key">
            {entry("b", Words("低于预期", "低於預期", "below what is expected"))}
            {entry("a", Words("高于预期", "高於預期", "above what is expected"))}
            {entry("", Words("还不能下结论", "還不能下結論", "cannot say yet"))}
            {entry("few", Words("答卷太少或没有", "答卷太少或沒有", "too few answers, or none"))}
            {entry("np", Words("上面列出的：投入较高、满意偏低", "上面列出的：投入較高、滿意偏低", "listed above: spending higher, satisfaction lower"))}
            <li>{Words("▲ 投入高 ▽ 投入低", "▲ 投入高 ▽ 投入低", "▲ spending high ▽ low").get(locale)}</li>
        </ul>
    }
    .into_any()
}

/// Two characters, or one short word, for a phone's column; other services by the first letters of their names.
fn short(locale: Locale, id: &str, name: &str) -> String {
    let words = match id {
        "roads" => Words("道路", "道路", "Roads"),
        "buses" => Words("客运", "客運", "Buses"),
        "water" => Words("饮水", "飲水", "Water"),
        "network" => Words("网络", "網路", "Net"),
        "health" => Words("看病", "看病", "Health"),
        "schools" => Words("上学", "上學", "School"),
        "sanitation" => Words("环卫", "環衛", "Clean"),
        "elder_care" => Words("养老", "養老", "Elders"),
        "safety" => Words("治安", "治安", "Safety"),
        "culture" => Words("文体", "文體", "Culture"),
        "farming" => Words("农业", "農業", "Farms"),
        "jobs" => Words("就业", "就業", "Jobs"),
        "housing" => Words("住房", "住房", "Homes"),
        "land" => Words("征地", "徵地", "Land"),
        "office" => Words("办事", "辦事", "Office"),
        "social_aid" => Words("帮扶", "幫扶", "Aid"),
        "appeals" => Words("诉求", "訴求", "Appeals"),
        "community" => Words("村务", "村務", "Village"),
        _ => {
            let most = if locale == Locale::En { 7 } else { 2 };
            return name.chars().take(most).collect();
        }
    };
    words.get(locale).to_owned()
}
