//! `/surveys/{wave}/poster`: one sheet for the wall, A4 or A3: title, who asks, until when, the code, the link in letters.

use leptos::prelude::*;
use survey::content::NOTICE;

use super::{qr::Qr, set};
use crate::desk::parts::{dotted, phrases};
use crate::{
    render::{Assets, escape, to_html},
    words::{Locale, Words},
};

/// What the sheet shows.
#[derive(Clone, Debug)]
pub struct Poster {
    /// Language.
    pub locale: Locale,
    /// Wave.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of the area.
    pub area: String,
    /// Who asks.
    pub asker: String,
    /// Last day.
    pub closes: String,
    /// Items and minutes.
    pub length: String,
    /// The address in letters.
    pub link: String,
    /// The code.
    pub qr: Qr,
    /// Only this machine can open the address.
    pub local_only: bool,
    /// A3 instead of A4.
    pub large: bool,
    /// Approval line, empty without one.
    pub approval: String,
    /// Names of the built files.
    pub assets: Assets,
}

const SCAN: Words = Words(
    "扫一扫，说说您的看法",
    "掃一掃，說說您的看法",
    "Scan and tell us what you think",
);
const TYPE: Words = Words(
    "也可以在手机浏览器里输入",
    "也可以在手機瀏覽器裡輸入",
    "Or type this into a phone’s browser",
);
const UNTIL: Words = Words("{day}截止", "{day}截止", "Until {day}");
const NO_NAMES: Words = Words("不记名", "不記名", "anonymous");
const ASKS: Words = Words("{asker}请您说", "{asker}請您說", "{asker} asks");
const HINT: Words = Words(
    "用浏览器的打印来印。居民看到的就是下面这一张。",
    "用瀏覽器的列印來印。居民看到的就是下面這一張。",
    "Print with the browser. Residents see just the sheet below.",
);
const CODE: Words = Words("二维码：{link}", "QR 碼：{link}", "QR code: {link}");
const BACK: Words = Words("回到调查", "回到調查", "Back to the survey");
const SIZES: Words = Words("纸张", "紙張", "Paper");

/// The whole document.
pub fn document(poster: Poster) -> String {
    let locale = poster.locale;
    let css = if poster.assets.desk_css.is_empty() {
        String::new()
    } else {
        format!(
            "<link rel=\"stylesheet\" href=\"{}\">",
            escape(&poster.assets.desk_css)
        )
    };
    let title = escape(&poster.title);
    let body = to_html(move || sheet(poster));
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{css}</head><body class=\"desk\">{body}</body></html>",
        locale.tag()
    )
}

/// An address that breaks behind a slash only: what is typed off the wall is read part by part.
fn address(link: &str) -> AnyView {
    let host = link.find("://").map_or(0, |at| at + 3);
    let mut parts: Vec<String> = link[host..].split_inclusive('/').map(str::to_owned).collect();
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, &link[..host]);
    }
    let part = |part: String| view! { {part}<wbr/> };
    parts.into_iter().map(part).collect_view().into_any()
}

fn sheet(poster: Poster) -> impl IntoView {
    let locale = poster.locale;
    let class = if poster.large { "poster a3" } else { "poster" };
    let until = [
        UNTIL.fill(locale, &[("day", &poster.closes)]),
        NO_NAMES.get(locale).to_owned(),
        poster.length,
    ];
    let asks = ASKS.fill(locale, &[("asker", &poster.asker)]);
    let here = format!("/surveys/{}/poster", poster.id);
    let approval =
        (!poster.approval.is_empty()).then(|| view! { <p class="approval"><bdi>{poster.approval}</bdi></p> });
    view! {
        <nav class="wrap tools poster-tools" aria-label=SIZES.get(locale)>
            <a class="btn small" href=format!("/surveys/{}", poster.id)>{BACK.get(locale)}</a>
            <a class="btn small" href=here.clone() aria-current=(!poster.large).then_some("page")>"A4"</a>
            <a class="btn small" href=format!("{here}?size=a3") aria-current=poster.large.then_some("page")>"A3"</a>
            {if poster.local_only {
                view! { <p class="msg">{super::wave::LOCAL.get(locale)}</p> }.into_any()
            } else {
                view! { <p class="muted">{HINT.get(locale)}</p> }.into_any()
            }}
        </nav>
        <main class=class id="main">
            <p class="asks"><bdi>{asks}</bdi></p>
            <h1><bdi>{phrases(&poster.title)}</bdi></h1>
            <p class="area"><bdi>{poster.area}</bdi></p>
            {poster.qr.view(CODE.fill(locale, &[("link", &poster.link)]))}
            <p class="scan">{SCAN.get(locale)}</p>
            <p class="until">{dotted(&until)}</p>
            <p class="letters"><small>{TYPE.get(locale)}</small><b>{address(&poster.link)}</b></p>
            <p class="promise">{set(locale, NOTICE.promise.get(locale.tag()))}</p>
            {approval}
        </main>
    }
}
