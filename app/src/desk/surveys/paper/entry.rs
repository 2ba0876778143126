//! `/surveys/{wave}/paper/type/{pass}`: the serial of the sheet in hand, then its answers, by keyboard alone.

use leptos::prelude::*;

use super::{Of, overview::serial as serial_field};
use crate::{
    desk::{parts::phrases, surveys::form::Form},
    words::{Locale, Words},
};

/// One field of a sheet.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name and id.
    pub name: String,
    /// Its number on the sheet.
    pub at: usize,
    /// The question.
    pub text: String,
    /// What the numbers stand for.
    pub numbers: Vec<(String, String)>,
    /// Asked only if, in words.
    pub only: Option<String>,
    /// Words instead of numbers.
    pub words: bool,
    /// Several numbers may be typed.
    pub several: bool,
    /// What the two passes typed, on the list of differences.
    pub passes: Option<(String, String)>,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct EntryPage {
    /// The wave.
    pub of: Of,
    /// The second pass.
    pub second: bool,
    /// Language of the sheet.
    pub lang: String,
    /// The sheet in hand; none asks for it.
    pub serial: Option<String>,
    /// Its village, where it is printed.
    pub village: Option<String>,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// The sheet just saved and what became of it; `true`: it can still be undone.
    pub saved: Option<(String, String, bool)>,
    /// What was typed.
    pub form: Form,
}

/// The first time a sheet is typed.
pub const FIRST: Words = Words("第一遍", "第一遍", "First pass");
/// The second time, by somebody who does not see the first.
pub const SECOND: Words = Words("第二遍", "第二遍", "Second pass");
const WHICH: Words = Words(
    "手里这份是几号？",
    "手裡這份是幾號？",
    "Which sheet is in your hand?",
);
const WHICH_HOW: Words = Words(
    "输编号，连最后的校验位一起，回车。",
    "輸編號，連最後的校驗位一起，Enter。",
    "Type its serial with the last digit, then Enter.",
);
const BLIND: Words = Words(
    "看不到第一遍录了什么，只看纸。",
    "看不到第一遍錄了什麼，只看紙。",
    "You do not see the first pass; look at the paper only.",
);
const SHEET: Words = Words("{serial} 号", "{serial} 號", "Sheet {serial}");
/// How fields are typed.
pub const HOW: Words = Words(
    "打纸上的编号，回车到下一题；几个选项用空格隔开；空着的打句点“.”。",
    "打紙上的編號，Enter 到下一題；幾個選項用空格隔開；空著的打句點「.」。",
    "Type the printed number, Enter goes on; several with spaces between; a full stop where the paper is blank.",
);
const SAVE: Words = Words("存好，下一份", "存好，下一份", "Save, next sheet");
const GO: Words = Words("开始录", "開始錄", "Go on");
const AMISS: Words = Words(
    "还有 {n} 题没录好",
    "還有 {n} 題沒錄好",
    "{n} {n:field needs|fields need} another look",
);
const OTHER: Words = Words("换一份", "換一份", "Another sheet");
const BACK: Words = Words("回到纸质问卷", "回到紙質問卷", "Back to paper");
const UNDO: Words = Words("撤掉 {serial}", "撤掉 {serial}", "Undo {serial}");
const ONLY: Words = Words("只在{when}时答", "只在{when}時答", "Only if {when}");

/// The page.
pub fn page(page: EntryPage) -> AnyView {
    let locale = page.of.locale;
    let pass = if page.second { SECOND } else { FIRST };
    let here = page.of.at(if page.second {
        "/type/second"
    } else {
        "/type/first"
    });
    let headline = match &page.serial {
        None => WHICH.get(locale).to_owned(),
        Some(serial) => SHEET.fill(locale, &[("serial", serial)]),
    };
    let saved = page.saved.clone().map(|(serial, what, undoable)| {
        let undo = undoable.then(|| {
            view! {
                <form method="post" action=page.of.at("/undo")><input type="hidden" name="serial" value=serial.clone()/>
                    <button class="btn small">{UNDO.fill(locale, &[("serial", &serial)])}</button></form>
            }
        });
        view! { <div class="tools did" role="status"><b>{what}</b>{undo}</div> }
    });
    let blind = page
        .second
        .then(|| view! { <p class="muted">{BLIND.get(locale)}</p> });
    let village = page
        .village
        .clone()
        .map(|v| view! { <p class="muted"><bdi>{v}</bdi></p> });
    let body = if page.serial.is_some() {
        sheet(&page, here)
    } else {
        ask(&page, here)
    };
    view! {
        <header class="stack">{page.of.trail(pass.get(locale))}<h1>{phrases(&headline)}</h1>{village}{blind}{page.of.lateness()}</header>
        {saved}
        {amiss(&page.fields, &page.form, locale)}
        {body}
    }
    .into_any()
}

fn ask(page: &EntryPage, here: String) -> AnyView {
    let locale = page.of.locale;
    view! {
        <form method="get" action=here class="stack">
            <p>{WHICH_HOW.get(locale)}</p>
            {serial_field(&page.form, locale, true)}
            <div class="tools"><button class="btn primary">{GO.get(locale)}</button>
                <a class="btn" href=page.of.at("")>{BACK.get(locale)}</a></div>
        </form>
    }
    .into_any()
}

fn sheet(page: &EntryPage, here: String) -> AnyView {
    let locale = page.of.locale;
    let serial = page.serial.clone().unwrap_or_default();
    let other = here.clone();
    view! {
        <form method="post" action=here class="stack" autocomplete="off" novalidate data-enter="">
            <input type="hidden" name="serial" value=serial/>
            <p class="muted">{HOW.get(locale)}</p>
            {fields(&page.fields, &page.form, &page.lang, locale)}
            <div class="tools"><button class="btn primary">{SAVE.get(locale)}</button>
                <a class="btn" href=other>{OTHER.get(locale)}</a></div>
        </form>
    }
    .into_any()
}

/// Which fields need another look, each with a link; the focus is in the first of them, for the hands stay on the keys.
pub fn amiss(all: &[Field], form: &Form, locale: Locale) -> Option<AnyView> {
    let wrong: Vec<(&Field, String)> = all
        .iter()
        .filter_map(|f| Some((f, form.error(&f.name)?)))
        .collect();
    if wrong.is_empty() {
        return None;
    }
    let words = AMISS.fill(locale, &[("n", &wrong.len().to_string())]);
    let links = wrong
        .into_iter()
        .map(|(f, why)| view! { <li><a href=format!("#{}", f.name)>{format!("{}. {why}", f.at)}</a></li> })
        .collect_view();
    Some(
        view! { <div class="summary" role="alert"><h2>{words}</h2><ul class="many">{links}</ul></div> }
            .into_any(),
    )
}

/// The fields of a sheet; the first that needs a hand takes the focus.
pub fn fields(all: &[Field], form: &Form, lang: &str, locale: Locale) -> AnyView {
    let first = all
        .iter()
        .position(|f| form.error(&f.name).is_some())
        .unwrap_or_default();
    let rows = all
        .iter()
        .enumerate()
        .map(|(i, f)| one(f, form, lang, locale, i == first))
        .collect_view();
    view! { <ol class="typed">{rows}</ol> }.into_any()
}

fn one(field: &Field, form: &Form, lang: &str, locale: Locale, focus: bool) -> AnyView {
    let error = form.error(&field.name);
    let class = if error.is_some() { "ask amiss" } else { "ask" };
    let (numbers_id, error_id) = (format!("{}-numbers", field.name), format!("{}-error", field.name));
    let described = match error {
        Some(_) => format!("{numbers_id} {error_id}"),
        None => numbers_id.clone(),
    };
    let numbers = field
        .numbers
        .iter()
        .map(|(n, label)| view! { <span><b>{n.clone()}</b>" "{crate::resident::phrases::full_width(lang, label)}</span>" " })
        .collect_view();
    let codes = field
        .numbers
        .iter()
        .map(|(n, _)| n.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let only = field
        .only
        .clone()
        .map(|when| view! { <small class="muted">{ONLY.fill(locale, &[("when", &when)])}</small> });
    let passes = field.passes.clone().map(|(a, b)| {
        view! {
            <dl class="passes"><div><dt>{FIRST.get(locale)}</dt><dd><bdi>{a}</bdi></dd></div>
                <div><dt>{SECOND.get(locale)}</dt><dd><bdi>{b}</bdi></dd></div></dl>
        }
    });
    let (mode, size) = if field.words {
        (None, "entry")
    } else {
        (Some("numeric"), "entry short")
    };
    let (name, value) = (field.name.clone(), form.value(&field.name));
    view! {
        <li class=class>
            <label for=name.clone()><span class="num">{field.at}"."</span>" "<bdi lang=lang.to_owned()>{crate::resident::phrases::full_width(lang, &field.text)}</bdi></label>
            {only}
            <small class="numbers" id=numbers_id lang=lang.to_owned()>{numbers}</small>
            {passes}
            {error.map(|e| view! { <span class="msg" id=error_id>{e}</span> })}
            <input class=size id=name.clone() name=name type="text" value=value inputmode=mode dir="auto"
                autocomplete="off" autofocus=focus data-codes=(!field.words).then_some(codes) data-several=field.several.then_some("")
                aria-describedby=described aria-invalid=form.error(&field.name).is_some().then_some("true")/>
        </li>
    }
    .into_any()
}
