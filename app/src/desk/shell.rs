//! The frame around every desk page: where am I, where can I go, in which language.

use leptos::prelude::*;

use super::{finding::Unit, sheets::Sheets};
use crate::{
    render::{Assets, escape, to_html},
    words::{Locale, Words},
};

/// The rooms of the desk, in the order of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// 总览
    County,
    /// 乡镇
    Townships,
    /// 投入与满意
    Association,
    /// 投入
    Spending,
    /// 调查
    Surveys,
    /// 数据
    Data,
}

impl Room {
    const ALL: [Self; 6] = [
        Self::County,
        Self::Townships,
        Self::Association,
        Self::Spending,
        Self::Surveys,
        Self::Data,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::County => "/",
            Self::Townships => "/townships",
            Self::Association => "/association",
            Self::Spending => "/spending",
            Self::Surveys => "/surveys",
            Self::Data => "/data",
        }
    }

    fn name(self, unit: Option<Unit>) -> Words {
        match self {
            Self::County => Words("总览", "總覽", "Overview"),
            Self::Townships => unit.map_or(Words("各地", "各地", "Places"), Unit::room),
            Self::Association => Words("投入与满意", "投入與滿意", "Spending and satisfaction"),
            Self::Spending => Words("投入", "投入", "Spending"),
            Self::Surveys => Words("调查", "調查", "Surveys"),
            Self::Data => Words("数据", "資料", "Data"),
        }
    }
}

/// What the frame needs to know.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Language.
    pub locale: Locale,
    /// Title of the page in the browser's tab, without the product's name.
    pub title: String,
    /// Where in the menu.
    pub room: Option<Room>,
    /// Path and query of this page without `lang`, for the language switch.
    pub here: String,
    /// Name of the county, once areas are loaded.
    pub county: Option<String>,
    /// What the county's places are; none where they are not known.
    pub unit: Option<Unit>,
    /// Fewest answers of which anything is shown.
    pub k: u64,
    /// Names of the built files.
    pub assets: Assets,
    /// Nonce of the inline script.
    pub nonce: String,
    /// The page shows work that goes on: it asks again by itself, without a script too.
    pub refresh: bool,
    /// Keeps the tables of the page.
    pub sheets: Sheets,
    /// Today.
    pub day: String,
}

impl Shell {
    /// A page that sends a form back says so first in its title, where a screen reader begins.
    #[must_use]
    pub fn refused(mut self, refused: bool) -> Self {
        if refused {
            self.title = format!("{} – {}", AMISS.get(self.locale), self.title);
        }
        self
    }
}

const AMISS: Words = Words("请再看一下", "請再看一下", "Please look again");
const SKIP: Words = Words("跳到正文", "跳到正文", "Skip to the finding");
const MENU: Words = Words("主菜单", "主選單", "Main");
const LANGUAGE: Words = Words("语言", "語言", "Language");
const BRAND: Words = Words("民心", "民心", "Minxin");
const METHOD: Words = Words("怎么算", "怎麼算", "How it is worked out");
const SETTINGS: Words = Words("设定", "設定", "Settings");
const FOOT: Words = Words(
    "不用于考核排名。不足 {k} 份的结果不显示。",
    "不用於考核排名。不足 {k} 份的結果不顯示。",
    "Not for ranking or appraisal. Results of fewer than {k} answers are not shown.",
);

/// A whole page around `body` (the children of `<main>`).
pub fn page<V: IntoView + 'static>(shell: &Shell, body: impl FnOnce() -> V) -> String {
    let locale = shell.locale;
    let head = head(shell);
    let (here, county, room, unit) = (shell.here.clone(), shell.county.clone(), shell.room, shell.unit);
    let foot = FOOT.fill(locale, &[("k", &shell.k.to_string())]);
    let sheets = shell.sheets.clone();
    let frame = to_html(move || {
        provide_context(sheets);
        view! {
            <a class="skip" href="#main">{SKIP.get(locale)}</a>
            <header class="masthead"><div class="wrap">
                <a class="brand" href="/">{BRAND.get(locale)}" "<span>{county}</span></a>
                <nav aria-label=MENU.get(locale)><ul>{
                    Room::ALL.map(|r| {
                        let current = (Some(r) == room).then_some("page");
                        view! { <li><a href=r.path() aria-current=current>{r.name(unit).get(locale)}</a></li> }
                    }).collect_view()
                }</ul></nav>
                <nav class="langs" aria-label=LANGUAGE.get(locale)>{
                    Locale::ALL.into_iter().filter(|l| *l != locale).map(|l| {
                        let href = with_lang(&here, l);
                        view! { <a href=href lang=l.tag() hreflang=l.tag()>{l.name()}</a> }
                    }).collect_view()
                }</nav>
            </div></header>
            <main class="wrap" id="main" tabindex="-1">{body()}</main>
            <footer class="wrap foot-line"><p class="muted">{foot}" "<a href="/method">{METHOD.get(locale)}</a>"\u{a0}· "<a href="/settings">{SETTINGS.get(locale)}</a></p></footer>
        }
    });
    format!("{head}{frame}{}</body></html>", script(shell))
}

const NO_SCRIPT_REFRESH: &str = "<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>";
const REFRESH: &str = "<meta http-equiv=\"refresh\" content=\"2\">";

fn head(shell: &Shell) -> String {
    let css = if shell.assets.desk_css.is_empty() {
        String::new()
    } else {
        format!(
            "<link rel=\"stylesheet\" href=\"{}\">",
            escape(&shell.assets.desk_css)
        )
    };
    let refresh = match (shell.refresh, shell.assets.desk_js.is_empty()) {
        (false, _) => "",
        (true, true) => REFRESH,
        // with a script the figures change in place, which does not throw a reader back to the top
        (true, false) => NO_SCRIPT_REFRESH,
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{} – {}</title><meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{refresh}{css}</head><body class=\"desk\">",
        shell.locale.tag(),
        escape(&shell.title),
        BRAND.get(shell.locale),
    )
}

fn script(shell: &Shell) -> String {
    if shell.assets.desk_js.is_empty() {
        return String::new();
    }
    // a browser that cannot run the script must not wait for ever
    let otherwise = if shell.refresh {
        ".catch(()=>setTimeout(()=>location.reload(),2000))"
    } else {
        ""
    };
    format!(
        "<script type=\"module\" nonce=\"{}\">import init from \"{}\";init({{module_or_path:\"{}\"}}){otherwise}</script>",
        escape(&shell.nonce),
        escape(&shell.assets.desk_js),
        escape(&shell.assets.desk_wasm),
    )
}

/// The same address in another language.
pub fn with_lang(here: &str, locale: Locale) -> String {
    let mark = if here.contains('?') { '&' } else { '?' };
    format!("{here}{mark}lang={}", locale.tag())
}
