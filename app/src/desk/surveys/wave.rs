//! `/surveys/{wave}`: how many have answered, the link and its code, the last day, the end.

use charts::{Cell, Header, Table};
use leptos::prelude::*;
use survey::WaveState;

use super::{
    SURVEYS,
    form::{Form, Input, agree, summary},
    kicker,
    qr::Qr,
};
use crate::{
    desk::{
        format::{number, when},
        parts,
    },
    words::{Locale, Words},
};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct WavePage {
    /// Language.
    pub locale: Locale,
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Id and title of its round.
    pub round: Option<(String, String)>,
    /// State.
    pub state: WaveState,
    /// First day.
    pub opens: String,
    /// Last day.
    pub closes: String,
    /// End of grace, day and minute.
    pub grace: String,
    /// Counted answers.
    pub answers: u64,
    /// After grace, kept apart.
    pub late: u64,
    /// Kept for a person to look at.
    pub quarantined: u64,
    /// Places in the order of the county and their counted answers.
    pub places: Vec<(String, u64)>,
    /// Counted answers that name none of these places.
    pub elsewhere: u64,
    /// The resident's address.
    pub link: String,
    /// The code of it.
    pub qr: Option<Qr>,
    /// Nobody but this machine can open the address.
    pub local_only: bool,
    /// Tablets that may still hold answers: name, and what each last said.
    pub tablets: Vec<(String, String)>,
    /// The form leaves room for people's own words, and whoever reads this may read them.
    pub written: bool,
    /// People were drawn from a list; the link is theirs alone.
    pub drawn: bool,
    /// Name and value of each thing decided.
    pub facts: Vec<(String, String)>,
    /// What was typed: `closes`, `public_base`, `confirm`.
    pub form: Form,
}

const OPEN: Words = Words(
    "正在收卷：已收 {n} 份，收到{day}为止",
    "正在收卷：已收 {n} 份，收到{day}為止",
    "Open: {n} {n:answer|answers} so far, until {day}",
);
const UPCOMING: Words = Words(
    "还没开始：{day}起收卷",
    "還沒開始：{day}起收卷",
    "Not open yet: starts on {day}",
);
const CLOSING: Words = Words(
    "已截止：收了 {n} 份，宽限到 {grace}",
    "已截止：收了 {n} 份，寬限到 {grace}",
    "Closing: {n} {n:answer|answers}, grace until {grace}",
);
const CLOSED: Words = Words(
    "已结束：计入 {n} 份",
    "已結束：計入 {n} 份",
    "Closed: {n} {n:answer|answers} counted",
);
const WITHDRAWN: Words = Words(
    "已撤回：收到过 {n} 份，都不计入",
    "已撤回：收到過 {n} 份，都不計入",
    "Taken back: {n} {n:answer|answers} received, none counted",
);
const FOR_THE_DRAWN: Words = Words(
    "这份调查只问抽中的人：链接和二维码只给他们，不要张贴。",
    "這份調查只問抽中的人：連結和 QR 碼只給他們，不要張貼。",
    "This survey asks only people who were drawn: give the link and the code to them alone, and put neither up anywhere.",
);
const COUNTS_ONLY: Words = Words(
    "收卷期间只看得到有多少人答了，看不到怎么答的。",
    "收卷期間只看得到有多少人答了，看不到怎麼答的。",
    "While it is open you see how many answered, never how.",
);
const RESULTS: Words = Words("看结果", "看結果", "See the results");
const RESULTS_FORM: Words = Words("打开填写页面", "打開填寫頁面", "Open the form");
const POSTER: Words = Words(
    "打印张贴用的二维码",
    "列印張貼用的 QR 碼",
    "Print a poster with the code",
);
const SHARE: Words = Words("给居民的链接", "給居民的連結", "The link for residents");
const CODE: Words = Words("二维码：{link}", "QR 碼：{link}", "QR code: {link}");
/// Nobody else can open the address.
pub const LOCAL: Words = Words(
    "这个地址只有这台电脑打得开，手机扫了没有用。请填居民打得开的网址。",
    "這個地址只有這台電腦打得開，手機掃了沒有用。請填居民打得開的網址。",
    "Only this computer can open this address; a phone cannot. Please give the address residents can reach.",
);
const BASE: Words = Words(
    "居民打得开的网址",
    "居民打得開的網址",
    "Address residents can reach",
);
const BASE_HINT: Words = Words(
    "比如 https://wenjuan.example.gov.cn；对所有调查有效。",
    "比如 https://wenjuan.example.gov.cn；對所有調查有效。",
    "e.g. https://survey.example.gov; used for every survey.",
);
const BASE_CHANGE: Words = Words("改网址", "改網址", "Change the address");
const SAVE: Words = Words("存好", "存好", "Save");
const WHERE: Words = Words("各地已收多少份", "各地已收多少份", "Answers by place");
const PLACE: Words = Words("地方", "地方", "Place");
const ANSWERS: Words = Words("份数", "份數", "Answers");
const ELSEWHERE: Words = Words(
    "没填住哪里，或住在别处",
    "沒填住哪裡，或住在別處",
    "Place not given, or elsewhere",
);
const NONE_MORE: Words = Words(
    "还有 {n} 个地方没有答卷",
    "還有 {n} 個地方沒有答卷",
    "{n} more {n:place has|places have} no answers",
);
const NONE_AT_ALL: Words = Words(
    "{n} 个地方都没有答卷",
    "{n} 個地方都沒有答卷",
    "{n} {n:place|places} without answers",
);
const TOTAL: Words = Words("合计", "合計", "Total");
const ORDER: Words = Words(
    "按区划顺序，不按份数多少。",
    "按區劃順序，不按份數多少。",
    "In the order of the county’s list, not by number of answers.",
);
const LATE: Words = Words(
    "宽限之后才到、另外存着的：{n} 份",
    "寬限之後才到、另外存著的：{n} 份",
    "Arrived after grace, kept apart: {n}",
);
const QUARANTINE: Words = Words(
    "同一编号交了不同内容、留待核对的：{n} 份",
    "同一編號交了不同內容、留待核對的：{n} 份",
    "Same number with other content, kept for a person to look at: {n}",
);
const APART: Words = Words(
    "另外存着、没有计入的答卷：{n} 份",
    "另外存著、沒有計入的答卷：{n} 份",
    "Submissions kept apart and not counted: {n}",
);
const DATES: Words = Words("改最后一天", "改最後一天", "Change the last day");
const LAST_DAY: Words = Words("最后一天", "最後一天", "Last day");
const CLOSE: Words = Words("现在就结束", "現在就結束", "Close now");
const CLOSE_WHAT: Words = Words(
    "结束以后不再收卷，也没有宽限；晚到的另外存着、不计入。结果马上算出来，不能再打开。",
    "結束以後不再收卷，也沒有寬限；晚到的另外存著、不計入。結果馬上算出來，不能再打開。",
    "No more answers are taken and there is no grace; late ones are kept apart. Findings are made at once, and it cannot be opened again.",
);
const CLOSE_SURE: Words = Words(
    "我要结束这份调查",
    "我要結束這份調查",
    "I want to close this survey",
);
const TABLETS: Words = Words(
    "{n} 台平板的答卷可能还没交齐",
    "{n} 台平板的答卷可能還沒交齊",
    "{n} {n:tablet|tablets} may still hold answers",
);
const TABLETS_WHAT: Words = Words(
    "结束之前先让它们连一次网。",
    "結束之前先讓它們連一次網。",
    "Let them go online once before you close.",
);
const MANAGE: Words = Words("日子", "日子", "Dates");
const FACTS: Words = Words("已经定下的", "已經定下的", "What is settled");

/// The page.
pub fn page(page: WavePage) -> impl IntoView {
    let locale = page.locale;
    let n = page.answers.to_string();
    let day = |iso: &str| crate::resident::day_words(locale.tag(), iso);
    let headline = match page.state {
        WaveState::Upcoming => UPCOMING.fill(locale, &[("day", &day(&page.opens))]),
        WaveState::Open => OPEN.fill(locale, &[("n", &n), ("day", &day(&page.closes))]),
        WaveState::Closing => CLOSING.fill(locale, &[("n", &n), ("grace", &when(locale, &page.grace))]),
        WaveState::Closed => CLOSED.fill(locale, &[("n", &n)]),
        WaveState::Withdrawn => WITHDRAWN.fill(locale, &[("n", &(page.answers + page.late).to_string())]),
    };
    let over = page.state.keeps_apart();
    let mut trail = vec![("/surveys".to_owned(), SURVEYS.get(locale).to_owned())];
    if let Some((id, name)) = &page.round {
        trail.push((format!("/surveys/rounds/{id}"), name.clone()));
    }
    let results = (page.state == WaveState::Closed).then(|| {
        view! { <a class="btn primary" href=format!("/surveys/{}/breakdown", page.id)>{RESULTS.get(locale)}</a> }
    });
    let written = (page.written && page.state == WaveState::Closed).then(|| {
        view! { <a class="btn" href=format!("/surveys/{}/written", page.id)>{super::written::NAME.get(locale)}</a> }
    });
    let lead = (!over).then(|| view! { <p class="muted">{COUNTS_ONLY.get(locale)}</p> });
    let facts = page
        .facts
        .iter()
        .cloned()
        .map(|(name, value)| {
            view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> }
        })
        .collect_view();
    view! {
        <header class="section-head">
            <div class="stack">{kicker(trail, format!("{} · {}", page.area, page.title))}
                <h1 id=parts::OUTCOME tabindex="-1">{parts::phrases(&headline)}</h1>{lead}</div>
            <div class="tools">{results}{written}</div>
        </header>
        {summary(&page.form, locale)}
        {(!over).then(|| share(&page))}
        {counts(&page)}
        {tablets(&page)}
        {(!over).then(|| dates(&page))}
        <section class="section" aria-labelledby="facts"><h2 id="facts">{FACTS.get(locale)}</h2><dl class="facts">{facts}</dl>
            <p><a href=format!("/surveys/{}/apart", page.id)>{APART.fill(locale, &[("n", &number((page.late + page.quarantined) as f64, 0))])}</a></p></section>
    }
}

fn share(page: &WavePage) -> AnyView {
    let (locale, link, id) = (page.locale, page.link.clone(), page.id.clone());
    let qr = page
        .qr
        .as_ref()
        .map(|q| q.view(CODE.fill(locale, &[("link", &link)])));
    let open = page.local_only || page.form.error("public_base").is_some();
    let warning = page
        .local_only
        .then(|| view! { <p class="msg">{LOCAL.get(locale)}</p> });
    let poster = (!page.drawn)
        .then(|| view! { <a class="btn" href=format!("/surveys/{id}/poster")>{POSTER.get(locale)}</a> });
    let theirs = page
        .drawn
        .then(|| view! { <p class="msg">{FOR_THE_DRAWN.get(locale)}</p> });
    view! {
        <section class="section" aria-labelledby="share"><h2 id="share" tabindex="-1">{SHARE.get(locale)}</h2>
            <div class="share">{qr}
                <div class="stack"><p class="letters"><a href=format!("/s/{id}")>{link}</a></p>{theirs}{warning}
                    <div class="tools">{poster}<a class="btn" href=format!("/surveys/{id}/paper")>{super::paper::NAME.get(locale)}</a>
                        <a class="btn" href=format!("/s/{id}")>{RESULTS_FORM.get(locale)}</a></div>
                    <details open=open><summary>{BASE_CHANGE.get(locale)}</summary>
                        <form method="post" action=format!("/surveys/{id}/address") class="stack" novalidate>
                            {Input { kind: "url", ..Input::text("public_base", BASE.get(locale)) }.hint(BASE_HINT.get(locale)).view(&page.form)}
                            <button class="btn">{SAVE.get(locale)}</button></form></details>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn counts(page: &WavePage) -> AnyView {
    let locale = page.locale;
    let row = |name: String, n: u64| {
        let cell = |shown: String, value| Cell { shown, value };
        vec![cell(name, None), cell(number(n as f64, 0), Some(n as f64))]
    };
    let (some, none): (Vec<_>, Vec<_>) = page.places.iter().cloned().partition(|(_, n)| *n > 0);
    let any = page.answers > 0;
    let mut rows: Vec<Vec<Cell>> = some.into_iter().map(|(name, n)| row(name, n)).collect();
    if page.elsewhere > 0 && !page.places.is_empty() {
        rows.push(row(ELSEWHERE.get(locale).to_owned(), page.elsewhere));
    }
    rows.push(row(TOTAL.get(locale).to_owned(), page.answers));
    let head = |w: Words, number: bool| Header {
        text: w.get(locale).to_owned(),
        number,
    };
    let twin = Table {
        caption: ORDER.get(locale).to_owned(),
        headers: vec![head(PLACE, false), head(ANSWERS, true)],
        rows,
    };
    let apart = [(LATE, page.late), (QUARANTINE, page.quarantined)]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(words, n)| view! { <li>{words.fill(locale, &[("n", &number(n as f64, 0))])}</li> })
        .collect_view();
    if page.places.is_empty() && page.late + page.quarantined == 0 {
        return ().into_any();
    }
    view! {
        <section class="section"><h2 id="where">{WHERE.get(locale)}</h2>
            {any.then(|| parts::table_with(&twin, locale, "counts", parts::Order::Page, |_, _| None))}
            {without(none, any, locale)}
            <ul class="frozen">{apart}</ul>
        </section>
    }
    .into_any()
}

/// How many places nobody has answered from, and which.
fn without(places: Vec<(String, u64)>, any: bool, locale: Locale) -> Option<AnyView> {
    let words = if any { NONE_MORE } else { NONE_AT_ALL };
    let said = words.fill(locale, &[("n", &places.len().to_string())]);
    let names = places
        .into_iter()
        .map(|(name, _)| view! { <li><bdi>{name}</bdi></li> })
        .collect_view();
    (!names.is_empty()).then(|| {
        view! { <details><summary>{said}</summary><ul class="frozen">{names}</ul></details> }.into_any()
    })
}

fn tablets(page: &WavePage) -> AnyView {
    let locale = page.locale;
    if page.tablets.is_empty() {
        return ().into_any();
    }
    let rows = page
        .tablets
        .iter()
        .cloned()
        .map(|(name, holds)| view! { <div><dt><bdi>{name}</bdi></dt><dd>{holds}</dd></div> })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="tablets">
            <h2 id="tablets">{TABLETS.fill(locale, &[("n", &page.tablets.len().to_string())])}</h2>
            <p>{TABLETS_WHAT.get(locale)}</p><dl class="facts">{rows}</dl>
            <p><a href="/devices">{crate::desk::devices::NAME.get(locale)}</a></p></section>
    }
    .into_any()
}

fn dates(page: &WavePage) -> AnyView {
    let (locale, id) = (page.locale, page.id.clone());
    let form = &page.form;
    let days = (page.state != WaveState::Closing).then(|| {
        view! {
            <form method="post" action=format!("/surveys/{id}/dates") class="stack" novalidate><h3>{DATES.get(locale)}</h3>
                {Input::date("closes", LAST_DAY.get(locale)).view(form)}
                <button class="btn">{SAVE.get(locale)}</button></form>
        }
    });
    let sure = form.error("confirm").is_some();
    let end = (page.state != WaveState::Upcoming).then(|| {
        view! {
            <div class="stack"><h3>{CLOSE.get(locale)}</h3>
                <p>{CLOSE_WHAT.get(locale)}</p>
                <details open=sure><summary>{CLOSE.get(locale)}</summary>
                    <form method="post" action=format!("/surveys/{id}/close") class="stack" novalidate>
                        {agree(form, "confirm", CLOSE_SURE.get(locale))}
                        <button class="btn">{CLOSE.get(locale)}</button></form></details></div>
        }
    });
    view! {
        <section class="section" aria-labelledby="dates"><h2 id="dates" tabindex="-1">{MANAGE.get(locale)}</h2><div class="two">{days}{end}</div></section>
    }
    .into_any()
}
