//! `/surveys/drafts/{id}`: bank, survey, phone.

use leptos::prelude::*;

use super::{
    SURVEYS,
    bank::{self, Bank},
    form::{Form, summary},
    order::{self, Order},
    own, publish,
};
use crate::{
    desk::{format::when, parts::dotted},
    words::{Locale, Words},
};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct BuilderPage {
    /// Language.
    pub locale: Locale,
    /// Draft.
    pub id: String,
    /// Counts the changes; every form carries it.
    pub revision: u32,
    /// Title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Id and title of its round.
    pub round: Option<(String, String)>,
    /// Day and minute of the last change.
    pub saved: String,
    /// Somebody else changed the draft meanwhile.
    pub stale: bool,
    /// A message about what was just asked.
    pub message: Option<String>,
    /// Left.
    pub bank: Bank,
    /// Middle.
    pub order: Order,
    /// Own item as typed.
    pub own: Form,
    /// Own item unfolded.
    pub own_open: bool,
}

const SAVED: Words = Words("草稿，{at} 已保存", "草稿，{at} 已儲存", "Draft, saved {at}");
const PUBLISH: Words = Words("去发布", "去發布", "Publish …");
const SETTINGS: Words = Words("改标题和日子", "改標題和日子", "Title and days");
const SETTINGS_TITLE: Words = Words("改标题", "改標題", "Title");
const PREVIEW: Words = Words("手机上的样子", "手機上的樣子", "On a phone");
const PREVIEW_FOOT: Words = Words(
    "预览里点选不会记录。",
    "預覽裡點選不會記錄。",
    "Nothing is recorded in the preview.",
);
const PREVIEW_OPEN: Words = Words("单独打开预览", "單獨打開預覽", "Open the preview by itself");
const PREVIEW_FRAME: Words = Words(
    "预览：居民看到的问卷",
    "預覽：居民看到的問卷",
    "Preview: the form as a resident sees it",
);
const PREVIEW_EMPTY: Words = Words(
    "加了题，这里就有样子。",
    "加了題，這裡就有樣子。",
    "Add an item and it shows here.",
);
const STALE_TITLE: Words = Words(
    "这份草稿刚在别处改过",
    "這份草稿剛在別處改過",
    "This draft was just changed elsewhere",
);
const STALE: Words = Words(
    "您刚才这一步没有做；下面是最新的样子，填的字还在。请看一遍再来。",
    "您剛才這一步沒有做；下面是最新的樣子，填的字還在。請看一遍再來。",
    "Your last step was not done. Below is the newest state; what you typed is kept. Look it over and try again.",
);
const DISCARD: Words = Words("不要这份草稿了", "不要這份草稿了", "Discard this draft");
const DISCARD_WHAT: Words = Words(
    "草稿会删掉，找不回来。已发布的调查不受影响。",
    "草稿會刪掉，找不回來。已發布的調查不受影響。",
    "The draft is deleted for good. Published surveys are not touched.",
);
const DISCARD_GO: Words = Words("删掉草稿", "刪掉草稿", "Delete the draft");
const NEXT: Words = Words("题挑好了？", "題挑好了？", "Happy with the items?");
const ON_PAGE: Words = Words("本页", "本頁", "On this page");
const JUMPS: [(&str, Words); 3] = [
    ("#bank", Words("题库", "題庫", "Bank")),
    ("#order", Words("问卷", "問卷", "Survey")),
    ("#preview", Words("预览", "預覽", "Preview")),
];

/// The page.
pub fn page(page: BuilderPage) -> impl IntoView {
    let locale = page.locale;
    let action = format!("/surveys/drafts/{}", page.id);
    let mut trail = vec![("/surveys".to_owned(), SURVEYS.get(locale).to_owned())];
    // days come with the round
    let settings = if page.round.is_some() {
        SETTINGS_TITLE
    } else {
        SETTINGS
    };
    if let Some((id, name)) = page.round {
        trail.push((format!("/surveys/rounds/{id}"), name));
    }
    let here = [
        page.area,
        SAVED.fill(locale, &[("at", &when(locale, &page.saved))]),
    ];
    let trail = trail
        .into_iter()
        .map(|(href, name)| view! { <a href=href><bdi>{name}</bdi></a>" › " })
        .collect_view();
    let alert = page
        .stale
        .then_some((STALE_TITLE.get(locale).to_owned(), STALE.get(locale).to_owned()));
    let alert = alert.or_else(|| page.message.map(|m| (m, String::new())));
    let alert = alert.map(|(title, text)| {
        view! { <div class="summary" role="alert" tabindex="-1" autofocus><h2>{title}</h2>{(!text.is_empty()).then(|| view! { <p>{text}</p> })}</div> }
    });
    let jumps = JUMPS
        .iter()
        .map(|(href, name)| view! { <a class="btn small" href=*href>{name.get(locale)}</a> })
        .collect_view();
    let empty = page.order.rows.is_empty();
    let own = own::form(&page.own, &action, page.revision, page.own_open, locale);
    let (publish_href, settings_href) = (format!("{action}/publish"), format!("{action}/settings"));
    view! {
        <header class="section-head">
            <div><p class="kicker">{trail}<bdi>{dotted(&here)}</bdi></p><h1 id=crate::desk::parts::OUTCOME tabindex="-1"><bdi>{page.title}</bdi></h1></div>
            <div class="tools"><a class="btn" href=settings_href>{settings.get(locale)}</a>
                <a class="btn primary" href=publish_href.clone()>{PUBLISH.get(locale)}</a></div>
        </header>
        {alert}
        {(!page.stale).then(|| summary(&page.own, locale))}
        <nav class="jumps" aria-label=ON_PAGE.get(locale)>{jumps}</nav>
        <div class="maker">
            {bank::column(page.bank, &action, page.revision, own, locale)}
            {order::column(page.order, &action, page.revision, locale)}
            {phone(&action, empty, page.revision, locale)}
        </div>
        <section class="section" aria-labelledby="next"><h2 id="next">{NEXT.get(locale)}</h2>
            {publish::frozen(locale)}
            <div class="tools"><a class="btn primary" href=publish_href>{PUBLISH.get(locale)}</a></div>
            <details><summary>{DISCARD.get(locale)}</summary>
                <form method="post" action=action class="stack"><p>{DISCARD_WHAT.get(locale)}</p>
                    <input type="hidden" name="revision" value=page.revision.to_string()/>
                    <button class="btn" name="action" value="discard">{DISCARD_GO.get(locale)}</button></form></details>
        </section>
    }
}

fn phone(action: &str, empty: bool, revision: u32, locale: Locale) -> AnyView {
    let src = format!("{action}/preview?lang={}&r={revision}", locale.tag());
    let inside = if empty {
        view! { <p class="muted">{PREVIEW_EMPTY.get(locale)}</p> }.into_any()
    } else {
        view! {
            <div class="phone"><iframe src=src.clone() title=PREVIEW_FRAME.get(locale)></iframe></div>
            <p class="muted"><small>{PREVIEW_FOOT.get(locale)}" "<a href=src target="_blank" rel="noopener">{PREVIEW_OPEN.get(locale)}</a></small></p>
        }
        .into_any()
    };
    view! { <section class="sticky" aria-labelledby="preview"><h2 id="preview">{PREVIEW.get(locale)}</h2>{inside}</section> }
        .into_any()
}
