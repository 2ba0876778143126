//! `/surveys/drafts/{id}/publish`: what becomes unchangeable, who will see what, a box to tick.

use leptos::prelude::*;

use super::{
    SURVEYS,
    form::{Form, agree, summary},
    kicker,
};
use crate::words::{Locale, Words};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct PublishPage {
    /// Language.
    pub locale: Locale,
    /// Draft.
    pub id: String,
    /// Its revision.
    pub revision: u32,
    /// Title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Name and value of each thing decided.
    pub facts: Vec<(String, String)>,
    /// Why it cannot be published yet: what, and where to mend it.
    pub hindrances: Vec<(String, String)>,
    /// What to think about before.
    pub warnings: Vec<String>,
    /// The box.
    pub form: Form,
}

const HEAD: Words = Words(
    "发布以后，题目不能再改",
    "發布以後，題目不能再改",
    "Once published, items cannot change",
);
const HERE: Words = Words("发布", "發布", "Publish");
const NOT_YET: Words = Words("现在还不能发布", "現在還不能發布", "It cannot be published yet");
const MEND: Words = Words("去改", "去改", "Mend it");
const FROZEN: Words = Words("发布以后改不了的", "發布以後改不了的", "What can never change");
const STAYS: [Words; 4] = [
    Words(
        "每道题的措辞、选项和编码",
        "每道題的措辭、選項和編碼",
        "Wording, options and code of every item",
    ),
    Words("题目的顺序", "題目的順序", "The order of the items"),
    Words(
        "在哪里做、怎么找人来答、谁在问、公布到哪一级",
        "在哪裡做、怎麼找人來答、誰在問、公布到哪一級",
        "Where it is held, how residents are found, who asks, what becomes public",
    ),
    Words(
        "不足 10 份的结果不显示",
        "不足 10 份的結果不顯示",
        "Results of fewer than 10 answers are not shown",
    ),
];
const MOVES: Words = Words("发布以后还能改的", "發布以後還能改的", "What can still change");
const CAN: [Words; 2] = [
    Words(
        "最后一天可以改，也可以提前结束",
        "最後一天可以改，也可以提前結束",
        "The last day; it can also be closed early",
    ),
    Words(
        "要改题，就另做一份调查，分开统计",
        "要改題，就另做一份調查，分開統計",
        "For other items make another survey, counted apart",
    ),
];
const FACTS: Words = Words("要发布的是", "要發布的是", "What will be published");
const WHO: Words = Words("谁看得到什么", "誰看得到什麼", "Who sees what");
const SEES: [Words; 4] = [
    Words(
        "收卷期间：只看得到有多少人答了，结果在结束后一次算出",
        "收卷期間：只看得到有多少人答了，結果在結束後一次算出",
        "While it is open: how many answered; findings are made once, at the end",
    ),
    Words(
        "村和乡镇：10 份以上的合计",
        "村和鄉鎮：10 份以上的合計",
        "Village and township: totals of 10 or more answers",
    ),
    Words(
        "居民写的话：只有县里",
        "居民寫的話：只有縣裡",
        "What residents write: the county only",
    ),
    Words(
        "回执：只证明收到了，查不出怎么答的",
        "回執：只證明收到了，查不出怎麼答的",
        "A receipt: that it arrived, never the answers",
    ),
];
const THINK: Words = Words("发布前请想一想", "發布前請想一想", "Worth a thought before");
const AGREE: Words = Words(
    "我知道发布后题目不能再改；要改，只能另做一份，和这一份分开统计。",
    "我知道發布後題目不能再改；要改，只能另做一份，和這一份分開統計。",
    "I know that items cannot change once published; other items need another survey, counted apart.",
);
const GO: Words = Words("发布", "發布", "Publish");
const LATER: Words = Words(
    "先存着，回到题目",
    "先存著，回到題目",
    "Not yet, back to the items",
);

fn list(rows: &'static [Words], locale: Locale) -> AnyView {
    let rows = rows
        .iter()
        .map(|w| view! { <li>{w.get(locale)}</li> })
        .collect_view();
    view! { <ul class="frozen">{rows}</ul> }.into_any()
}

/// What stays and what moves, side by side.
pub fn frozen(locale: Locale) -> AnyView {
    view! {
        <div class="two">
            <div class="stack"><h3>{FROZEN.get(locale)}</h3>{list(&STAYS, locale)}</div>
            <div class="stack"><h3>{MOVES.get(locale)}</h3>{list(&CAN, locale)}</div>
        </div>
    }
    .into_any()
}

/// The page.
pub fn page(page: PublishPage) -> impl IntoView {
    let locale = page.locale;
    let back = format!("/surveys/drafts/{}", page.id);
    let trail = vec![
        ("/surveys".to_owned(), SURVEYS.get(locale).to_owned()),
        (back.clone(), page.title),
    ];
    let facts = page.facts.into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> }
    });
    let warnings = (!page.warnings.is_empty()).then(|| {
        let rows = page.warnings.into_iter().map(|w| view! { <li>{w}</li> }).collect_view();
        view! { <section class="section"><h2>{THINK.get(locale)}</h2><ul class="notices">{rows}</ul></section> }
    });
    let end = if page.hindrances.is_empty() {
        view! {
            <form method="post" action=format!("{back}/publish") class="stack" novalidate>
                <input type="hidden" name="revision" value=page.revision.to_string()/>
                {agree(&page.form, "confirm", AGREE.get(locale))}
                <div class="tools"><button class="btn primary">{GO.get(locale)}</button><a class="btn" href=back.clone()>{LATER.get(locale)}</a></div>
            </form>
        }
        .into_any()
    } else {
        let rows = page.hindrances.into_iter().map(|(what, href)| {
            view! { <li>{what}" "<a href=href>{MEND.get(locale)}</a></li> }
        });
        view! {
            <div class="summary"><h2>{NOT_YET.get(locale)}</h2><ul class="hindrances">{rows.collect_view()}</ul></div>
            <div class="tools"><a class="btn" href=back>{LATER.get(locale)}</a></div>
        }
        .into_any()
    };
    view! {
        <header>{kicker(trail, format!("{} · {}", page.area, HERE.get(locale)))}
            <h1>{crate::desk::parts::phrases(HEAD.get(locale))}</h1></header>
        {summary(&page.form, locale)}
        <section class="section"><h2>{FACTS.get(locale)}</h2><dl class="facts">{facts.collect_view()}</dl></section>
        <section class="section">{frozen(locale)}</section>
        <section class="section"><h2>{WHO.get(locale)}</h2>{list(&SEES, locale)}</section>
        {warnings}
        <section class="section">{end}</section>
    }
}
