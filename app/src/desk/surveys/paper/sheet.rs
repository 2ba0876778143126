//! `/surveys/{wave}/paper/stacks/{first}`: the sheets of a stack to print on A4, in the language of the stack.

use leptos::prelude::*;
use survey::{Kind, languages::right_to_left};

use crate::{
    render::{Assets, escape, to_html},
    resident::says,
    words::{Locale, Words},
};

/// One question as printed.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The question.
    pub text: String,
    /// A line below it.
    pub note: Option<String>,
    /// How it is answered.
    pub kind: Kind,
    /// Number and words of each option, in the order printed.
    pub options: Vec<(String, String)>,
    /// Answer only if, in words.
    pub only: Option<String>,
}

/// One sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// As printed.
    pub serial: String,
    /// Its questions: its block, its order of options.
    pub questions: Vec<Printed>,
}

/// What the document shows.
#[derive(Clone, Debug)]
pub struct StackDocument {
    /// Language of the sheets; the words printed on them follow it as far as the desk has them.
    pub lang: String,
    /// The nearest language of the desk.
    pub locale: Locale,
    /// Language of whoever prints: of what stands above the sheets and is not printed.
    pub reader: Locale,
    /// Address of the paper page.
    pub back: String,
    /// Title of the survey.
    pub title: String,
    /// Area, and the village where the stack is for one.
    pub place: String,
    /// Who asks.
    pub asker: String,
    /// Approval line, empty without one.
    pub approval: String,
    /// The sheets.
    pub sheets: Vec<Sheet>,
    /// Names of the built files.
    pub assets: Assets,
}

const BACK: Words = Words("回到纸质问卷", "回到紙質問卷", "Back to paper");
const HINT: Words = Words(
    "用浏览器的打印来印，A4，每份从新的一页开始。编号不重复，多印要再编一叠。",
    "用瀏覽器的列印來印，A4，每份從新的一頁開始。編號不重複，多印要再編一疊。",
    "Print with the browser on A4; each sheet begins on a page of its own. Never copy a sheet: print another stack.",
);
const HOW: Words = Words(
    "请您自己填，在□里打√。哪题不想答就空着。填完折好，自己放进信封或收卷箱。",
    "請您自己填，在□裡打√。哪題不想答就空著。填完摺好，自己放進信封或收卷箱。",
    "Please fill it in yourself and tick the boxes. Leave out what you do not wish to answer. Fold it and put it into the envelope or box yourself.",
);
const SERIAL: Words = Words(
    "编号只用来核对录入，录完就不和答案放在一起。",
    "編號只用來核對錄入，錄完就不和答案放在一起。",
    "The serial only checks the typing; afterwards it is not kept with the answers.",
);
const UP_TO: Words = Words("最多选 {n} 个", "最多選 {n} 個", "Tick up to {n}");
const POINTS: Words = Words(
    "把 100 分按 10 分一份分给下面各项，写在□里",
    "把 100 分按 10 分一份分給下面各項，寫在□裡",
    "Share out 100 points in tens; write them into the boxes",
);
const ONLY: Words = Words("只在{when}时答", "只在{when}時答", "Only if {when}");

/// The whole document.
pub fn document(stack: StackDocument) -> String {
    let css = if stack.assets.desk_css.is_empty() {
        String::new()
    } else {
        format!(
            "<link rel=\"stylesheet\" href=\"{}\">",
            escape(&stack.assets.desk_css)
        )
    };
    let (lang, title) = (escape(&stack.lang), escape(&stack.title));
    let way = if right_to_left(&stack.lang) {
        " dir=\"rtl\""
    } else {
        ""
    };
    let body = to_html(move || sheets(&stack));
    format!(
        "<!doctype html><html lang=\"{lang}\"{way}><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{css}</head><body class=\"desk\">{body}</body></html>"
    )
}

fn sheets(stack: &StackDocument) -> impl IntoView + use<> {
    let reader = stack.reader;
    let tag = reader.tag();
    let all = stack.sheets.iter().map(|s| sheet(stack, s)).collect_view();
    view! {
        <nav class="wrap tools poster-tools" aria-label=BACK.get(reader) lang=tag dir="ltr">
            <a class="btn small" href=stack.back.clone()>{BACK.get(reader)}</a>
            <p class="muted">{HINT.get(reader)}</p>
        </nav>
        <main id="main"><h1 class="vh">{stack.title.clone()}</h1>{all}</main>
    }
}

fn sheet(stack: &StackDocument, sheet: &Sheet) -> AnyView {
    let (locale, tag) = (stack.locale, stack.lang.as_str());
    // paper gives no receipt and judges nothing
    let elsewhere = ["回执", "回執", "receipt", "网页", "網頁", "web page"];
    let notice: Vec<String> = crate::resident::notice_today(&stack.asker, tag)
        .into_iter()
        .filter(|s| !elsewhere.iter().any(|w| s.contains(w)))
        .collect();
    let notice = notice.join(if tag.starts_with("zh") { "" } else { " " });
    let questions = sheet
        .questions
        .iter()
        .map(|q| question(q, locale, tag))
        .collect_view();
    let approval = (!stack.approval.is_empty()).then(|| view! { <p><bdi>{stack.approval.clone()}</bdi></p> });
    view! {
        <article class="paper-sheet">
            <header><div><h2><bdi>{stack.title.clone()}</bdi></h2><p><bdi>{stack.place.clone()}</bdi></p></div>
                <p class="serial"><b>{sheet.serial.clone()}</b></p></header>
            <p class="how">{HOW.get(locale)}</p>
            <ol>{questions}</ol>
            <footer><p>{format!("{notice}{}{}", locale.space(), SERIAL.get(locale))}</p>{approval}<p class="serial">{sheet.serial.clone()}</p></footer>
        </article>
    }
    .into_any()
}

fn question(q: &Printed, locale: Locale, tag: &str) -> AnyView {
    let set = |text: &str| crate::resident::phrases::full_width(tag, text);
    let text = set(&q.text);
    let only = q
        .only
        .clone()
        .map(|when| view! { <small>{ONLY.fill(locale, &[("when", &when)])}</small> });
    let how = match q.kind {
        Kind::Multi(n) if n < u8::MAX && !says(&q.text, n) => {
            Some(UP_TO.fill(locale, &[("n", &n.to_string())]))
        }
        Kind::Points(_) => Some(POINTS.get(locale).to_owned()),
        Kind::Number(low, high) => Some(format!("{low}–{high}")).filter(|_| high < 1e9),
        _ => None,
    };
    let line = matches!(q.kind, Kind::Text(_) | Kind::Number(..));
    let options = q
        .options
        .iter()
        .map(|(n, label)| {
            view! { <span class="tick"><i></i><b>{n.clone()}</b>" "<bdi>{set(label)}</bdi></span>" " }
        })
        .collect_view();
    view! {
        <li><p><b>{text}</b>{q.note.as_deref().map(|n| view! { " "<small>{set(n)}</small> })}{how.map(|h| view! { " "<small>{h}</small> })}{only.map(|o| view! { " "{o} })}</p>
            {line.then(|| view! { <p class="line"></p> })}
            <p class="boxes">{options}</p></li>
    }
    .into_any()
}
