//! `/surveys/new` and `/surveys/drafts/{id}/settings`: where, under which name, when, from which starting point.

use leptos::prelude::*;

use super::{
    SURVEYS,
    form::{Form, radios, select, summary, titles},
    kicker, plan,
    round::Ready,
    set,
};
use crate::words::{Locale, Words};

/// The form that starts a draft, or changes its name and days.
#[derive(Clone, Debug)]
pub struct StartPage {
    /// Language.
    pub locale: Locale,
    /// Where it is sent.
    pub action: String,
    /// What was typed.
    pub form: Form,
    /// Id and title of the round, where it belongs to one.
    pub round: Option<(String, String)>,
    /// Areas to choose from: code and name, villages indented; empty where the area is settled.
    pub areas: Vec<(String, String)>,
    /// Starting points; empty where there is nothing to choose.
    pub starts: Vec<Ready>,
    /// A draft that is there already: where back is.
    pub draft: Option<String>,
}

const NEW: Words = Words("做一份调查", "做一份調查", "Make a survey");
const IN_ROUND: Words = Words(
    "做一个地方的调查",
    "做一個地方的調查",
    "Make the survey of an area",
);
const CHANGE: Words = Words("改标题和日子", "改標題和日子", "Change title and days");
const CHANGE_TITLE: Words = Words("改标题", "改標題", "Change the title");
const LEAD: Words = Words(
    "先定在哪里、叫什么，下一步挑题。发布以前都可以改。",
    "先定在哪裡、叫什麼，下一步挑題。發布以前都可以改。",
    "Say where and under which name; items come next. Everything can change until you publish.",
);
const LEAD_ROUND: Words = Words(
    "核心题、日子和公布办法随这一轮，不用再填。下一步可以加自己的题。",
    "核心題、日子和公布辦法隨這一輪，不用再填。下一步可以加自己的題。",
    "Core items, days and publication follow the round. You can add your own items next.",
);
const LEAD_TITLE: Words = Words(
    "核心题、日子和公布办法随这一轮，这里只改标题。",
    "核心題、日子和公布辦法隨這一輪，這裡只改標題。",
    "Core items, days and publication follow the round; here only the title changes.",
);
const CALLED: Words = Words("叫什么", "叫什麼", "Name");
const PLACE: Words = Words("叫什么，在哪里", "叫什麼，在哪裡", "Name and place");
const AREA: Words = Words("在哪里做", "在哪裡做", "Area");
const AREA_HINT: Words = Words(
    "选县、乡镇或村。问卷里“您住在哪个村”列出它下面的地方。",
    "選縣、鄉鎮或村。問卷裡「您住在哪個村」列出它下面的地方。",
    "County, township or village. The item on where people live lists the places inside it.",
);
const START: Words = Words("从哪里开始", "從哪裡開始", "Starting point");
const START_LEGEND: Words = Words("题目先放哪些", "題目先放哪些", "Items to begin with");
const GO: Words = Words("下一步：挑题", "下一步：挑題", "Next: choose items");
const SAVE: Words = Words("存好，回到题目", "存好，回到題目", "Save, back to the items");
const BACK: Words = Words("不改了", "不改了", "Cancel");
const NOT_NOW: Words = Words("先不做", "先不做", "Not now");

/// The page.
pub fn page(page: StartPage) -> impl IntoView {
    let (locale, form) = (page.locale, page.form);
    let title = match (&page.draft, &page.round) {
        (Some(_), Some(_)) => CHANGE_TITLE,
        (Some(_), None) => CHANGE,
        (None, Some(_)) => IN_ROUND,
        (None, None) => NEW,
    };
    let lead = match (&page.draft, &page.round) {
        (Some(_), Some(_)) => LEAD_TITLE,
        (None, Some(_)) => LEAD_ROUND,
        (_, None) => LEAD,
    };
    // where the place is settled only the name is asked
    let place = if page.areas.is_empty() { CALLED } else { PLACE };
    let mut trail = vec![("/surveys".to_owned(), SURVEYS.get(locale).to_owned())];
    let mut back = "/surveys".to_owned();
    if let Some((id, name)) = &page.round {
        back = format!("/surveys/rounds/{id}");
        trail.push((back.clone(), name.clone()));
    }
    if let Some(href) = &page.draft {
        back.clone_from(href);
    }
    let starts: Vec<_> = page
        .starts
        .into_iter()
        .map(|s| (s.id, s.name, set(locale, &s.about)))
        .collect();
    let area = (!page.areas.is_empty())
        .then(|| select(&form, "area", AREA.get(locale), AREA_HINT.get(locale), page.areas));
    let start = (!starts.is_empty()).then(|| {
        view! { <section class="section"><h2>{START.get(locale)}</h2>{radios(&form, "start", START_LEGEND.get(locale), starts)}</section> }
    });
    let days = page.round.is_none().then(|| plan::fields(&form, locale, false));
    let (go, leave) = if page.draft.is_some() {
        (SAVE, BACK)
    } else {
        (GO, NOT_NOW)
    };
    let revision = page.draft.is_some().then(|| {
        view! { <input type="hidden" name="revision" value=form.value("revision")/> }
    });
    let round = page
        .round
        .map(|(id, _)| view! { <input type="hidden" name="round" value=id/> });
    view! {
        <header class="stack">{kicker(trail, title.get(locale).into())}
            <h1>{title.get(locale)}</h1><p>{lead.get(locale)}</p></header>
        {summary(&form, locale)}
        <form method="post" action=page.action class="make" novalidate>
            {round}{revision}
            <section class="section"><h2>{place.get(locale)}</h2>{area}{titles(&form, locale)}</section>
            {start}{days}
            <div class="tools"><button class="btn primary">{go.get(locale)}</button><a class="btn" href=back>{leave.get(locale)}</a></div>
        </form>
    }
}
