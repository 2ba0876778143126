//! `/surveys/{wave}/paper`: what is printed and how far it is typed; the stacks; one more stack.

use leptos::prelude::*;

use super::{NAME, Of};
use crate::{
    desk::{
        format::when,
        parts::{phrases, source},
        surveys::form::{Form, Input, select, summary},
    },
    words::{Locale, Words},
};

/// How far the sheets of a stack, or of all, are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Printed.
    pub printed: u32,
    /// Typed once.
    pub once: u32,
    /// Typed twice and not yet decided.
    pub differ: u32,
    /// Agreed and waiting to be taken in.
    pub waiting: u32,
    /// Taken in.
    pub taken: u32,
}

/// One stack.
#[derive(Clone, Debug)]
pub struct StackRow {
    /// First serial, part of the address.
    pub first: u32,
    /// First and last serial as printed.
    pub serials: (String, String),
    /// Village, or none.
    pub village: Option<String>,
    /// Name of the language printed.
    pub lang: String,
    /// Day made.
    pub day: String,
    /// How far.
    pub progress: Progress,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct OverviewPage {
    /// The wave.
    pub of: Of,
    /// All stacks together.
    pub all: Progress,
    /// Stacks in order of serial.
    pub stacks: Vec<StackRow>,
    /// Villages to choose from, with the row that chooses none.
    pub villages: Vec<(String, String)>,
    /// Languages of the questionnaire.
    pub languages: Vec<(String, String)>,
    /// What was just done.
    pub done: Option<String>,
    /// What was typed: `village`, `lang`, `sheets`, `serial`.
    pub form: Form,
}

const NONE: Words = Words(
    "还没有印纸质问卷",
    "還沒有印紙質問卷",
    "No paper questionnaires printed yet",
);
const HEADLINE: Words = Words(
    "印了 {p} 份，收进来 {t} 份",
    "印了 {p} 份，收進來 {t} 份",
    "{p} {p:sheet|sheets} printed, {t}\u{a0}taken in",
);
const LEAD: Words = Words(
    "每份录两遍，第二遍看不到第一遍；两遍不一样的，对着纸定下来，再和别的答卷一样收进来。",
    "每份錄兩遍，第二遍看不到第一遍；兩遍不一樣的，對著紙定下來，再和別的答卷一樣收進來。",
    "Every sheet is typed twice, the second time without seeing the first; where they differ the paper decides; then it is taken in like every other answer.",
);
const FIRST: Words = Words("录第一遍", "錄第一遍", "Type the first pass");
const SECOND: Words = Words(
    "录第二遍（{n} 份等着）",
    "錄第二遍（{n} 份等著）",
    "Type the second pass ({n} waiting)",
);
const DIFFER: Words = Words(
    "对着纸定 {n} 份不一样的",
    "對著紙定 {n} 份不一樣的",
    "Decide {n} that {n:differs|differ}",
);
const WAITING: Words = Words(
    "把 {n} 份录好的收进来",
    "把 {n} 份錄好的收進來",
    "Take in {n} that {n:is|are} ready",
);
const STACKS: Words = Words("印好的", "印好的", "Printed");
const SERIALS: Words = Words("编号", "編號", "Serials");
const TO: Words = Words("{a} 至 {b}", "{a} 至 {b}", "{a} to {b}");
const FOR: Words = Words("给", "給", "For");
const PRINTED: Words = Words("印了", "印了", "Printed");
const ONCE: Words = Words("录了一遍", "錄了一遍", "Typed once");
const DIFFERS: Words = Words("两遍不一样", "兩遍不一樣", "Two passes differ");
const READY: Words = Words("等着收", "等著收", "Ready");
const TAKEN: Words = Words("收进来了", "收進來了", "Taken in");
const PRINT: Words = Words("打印", "列印", "Print");
const ANYWHERE: Words = Words("纸上问住哪里", "紙上問住哪裡", "The sheet asks where");
const MAKE: Words = Words("再印一叠", "再印一疊", "Print a stack");
const VILLAGE: Words = Words("给哪个村（社区）", "給哪個村（社區）", "For which village");
const VILLAGE_HINT: Words = Words(
    "选了村，纸上就印着村名，不再问。",
    "選了村，紙上就印著村名，不再問。",
    "Its name is printed at the head and not asked.",
);
const LANG: Words = Words("印哪种语言", "印哪種語言", "Language printed");
const SHEETS: Words = Words("印几份", "印幾份", "How many sheets");
const SHEETS_HINT: Words = Words("一叠 1 到 200 份。", "一疊 1 到 200 份。", "1 to 200 in a stack.");
const GO: Words = Words("编号", "編號", "Give them serials");
const UNDO: Words = Words("撤掉一份没录完的", "撤掉一份沒錄完的", "Undo an unfinished sheet");
const UNDO_WHAT: Words = Words(
    "录错了纸、录串了行，撤掉重录；已经收进来的撤不掉。",
    "錄錯了紙、錄串了行，撤掉重錄；已經收進來的撤不掉。",
    "Typed from the wrong sheet? Take it back and type it again. What is taken in stays.",
);
const SERIAL: Words = Words("纸上的编号", "紙上的編號", "Serial on the sheet");
const UNDO_GO: Words = Words("撤掉", "撤掉", "Undo");
const FOOT: [Words; 2] = [
    Words(
        "编号只用来让两遍对上。收进来之后，编号旁边只记“收了”，答案旁边没有编号。",
        "編號只用來讓兩遍對上。收進來之後，編號旁邊只記「收了」，答案旁邊沒有編號。",
        "A serial only lets the two passes meet. Once taken in, nothing but “taken in” stands beside it, and no serial beside the answers.",
    ),
    Words(
        "第二遍最好换一个人录；没有人换，隔一段时间再录。纸要按编号收好，核对完再销毁。",
        "第二遍最好換一個人錄；沒有人換，隔一段時間再錄。紙要按編號收好，核對完再銷毀。",
        "Let another person type the second pass, or the same one later. Keep the sheets in order until everything is decided, then destroy them.",
    ),
];

/// The page.
pub fn page(page: OverviewPage) -> AnyView {
    let locale = page.of.locale;
    let all = page.all;
    let headline = if all.printed == 0 {
        NONE.get(locale).to_owned()
    } else {
        HEADLINE.fill(
            locale,
            &[("p", &all.printed.to_string()), ("t", &all.taken.to_string())],
        )
    };
    let done = page.done.clone();
    view! {
        <header class="stack">{page.of.trail(NAME.get(locale))}<h1>{phrases(&headline)}</h1>
            <p class="muted">{LEAD.get(locale)}</p>{page.of.lateness()}</header>
        {summary(&page.form, locale)}
        {done.map(|d| view! { <p role="status" class="did"><b>{d}</b></p> })}
        {(all.printed > 0).then(|| work(&page))}
        {(!page.stacks.is_empty()).then(|| stacks(&page))}
        <section class="section two">
            {make(&page)}
            {(all.printed > 0 || page.form.error("serial").is_some()).then(|| undo(&page))}
        </section>
        {source(FOOT.map(|w| w.get(locale).to_owned()).into())}
    }
    .into_any()
}

fn work(page: &OverviewPage) -> AnyView {
    let (of, all) = (&page.of, page.all);
    let locale = of.locale;
    let n = |n: u32| n.to_string();
    let differ = (all.differ > 0).then(|| {
        view! { <a class="btn" href=of.at("/differences")>{DIFFER.fill(locale, &[("n", &n(all.differ))])}</a> }
    });
    let waiting = (all.waiting > 0).then(|| {
        view! {
            <form method="post" action=of.at("/take")>
                <button class="btn">{WAITING.fill(locale, &[("n", &n(all.waiting))])}</button></form>
        }
    });
    view! {
        <div class="tools">
            <a class="btn primary" href=of.at("/type/first")>{FIRST.get(locale)}</a>
            <a class="btn" href=of.at("/type/second")>{SECOND.fill(locale, &[("n", &n(all.once))])}</a>
            {differ}{waiting}
        </div>
    }
    .into_any()
}

fn stacks(page: &OverviewPage) -> AnyView {
    let locale = page.of.locale;
    let head = |words: Words, number: bool| {
        let class = if number { "n" } else { "" };
        view! { <th scope="col" class=class>{words.get(locale)}</th> }
    };
    let rows = page
        .stacks
        .iter()
        .map(|s| {
            // where there is nothing below, the first choice is the only one, and no sheet asks
            let asks = page.villages.len() > 1;
            let village = s.village.clone().or_else(|| asks.then(|| ANYWHERE.get(locale).to_owned()));
            let lang = match village {
                Some(_) => format!("· {}", s.lang),
                None => s.lang.clone(),
            };
            let p = s.progress;
            let serials = TO.fill(locale, &[("a", &s.serials.0), ("b", &s.serials.1)]);
            let label = format!("{} {serials}", PRINT.get(locale));
            let href = page.of.at(&format!("/stacks/{}", s.first));
            view! {
                <tr><th scope="row"><span class="num">{serials}</span></th>
                    <td><bdi>{village}</bdi>" "<span class="nb">{lang}" ·"</span>" "<span class="nb num">{when(locale, &s.day)}</span></td>
                    <td class="n">{p.printed}</td><td class="n">{p.once}</td><td class="n">{p.differ}</td>
                    <td class="n">{p.waiting}</td><td class="n">{p.taken}</td>
                    <td><a class="go" href=href aria-label=label>{PRINT.get(locale)}</a></td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><h2 id="stacks">{STACKS.get(locale)}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="stacks"><table class="data">
                <thead><tr>{head(SERIALS, false)}{head(FOR, false)}{head(PRINTED, true)}{head(ONCE, true)}
                    {head(DIFFERS, true)}{head(READY, true)}{head(TAKEN, true)}<th scope="col"><span class="vh">{PRINT.get(locale)}</span></th></tr></thead>
                <tbody>{rows}</tbody></table></div>
        </section>
    }
    .into_any()
}

fn make(page: &OverviewPage) -> AnyView {
    let (locale, form) = (page.of.locale, &page.form);
    let village = (page.villages.len() > 1).then(|| {
        select(
            form,
            "village",
            VILLAGE.get(locale),
            VILLAGE_HINT.get(locale),
            page.villages.clone(),
        )
    });
    view! {
        <form method="post" action=page.of.at("") class="stack" novalidate><h2>{MAKE.get(locale)}</h2>
            {village}
            {select(form, "lang", LANG.get(locale), "", page.languages.clone())}
            {Input::number("sheets", SHEETS.get(locale), 1, 200).hint(SHEETS_HINT.get(locale)).required().view(form)}
            <button class="btn">{GO.get(locale)}</button></form>
    }
    .into_any()
}

fn undo(page: &OverviewPage) -> AnyView {
    let (locale, form) = (page.of.locale, &page.form);
    view! {
        <form method="post" action=page.of.at("/undo") class="stack" novalidate><h2>{UNDO.get(locale)}</h2>
            <p>{UNDO_WHAT.get(locale)}</p>
            {serial(form, locale, false)}
            <button class="btn">{UNDO_GO.get(locale)}</button></form>
    }
    .into_any()
}

/// The field for a serial, as it is typed on a number pad.
pub fn serial(form: &Form, locale: Locale, focus: bool) -> AnyView {
    let error = form.error("serial");
    let class = if error.is_some() { "ask amiss" } else { "ask" };
    let (invalid, described) = (
        error.is_some().then_some("true"),
        error.is_some().then_some("serial-error"),
    );
    view! {
        <div class=class><label for="serial">{SERIAL.get(locale)}</label>
            {error.map(|e| view! { <span class="msg" id="serial-error">{e}</span> })}
            <input class="entry short" id="serial" name="serial" type="text" inputmode="numeric" autocomplete="off"
                value=form.value("serial") autofocus=focus aria-invalid=invalid aria-describedby=described/></div>
    }
    .into_any()
}
