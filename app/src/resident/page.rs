//! The page of a form: whole without a script, inside the first 14 KB.

use leptos::prelude::*;
use serde_json::Value;
use survey::{Answers, Form, Problem, SubmissionId, Wave, content::NOTICE};

use super::{
    condition::only_askable,
    day_words,
    document::Chrome,
    form::{ResidentForm, Seed},
    form_words::FormWords,
    notice_today,
    phrases::{full_width, set_form},
    script::script,
    tablet::on_tablet,
    wording::fill,
    words_of::form_words,
};
use crate::{
    render::{Assets, to_html},
    words::Words,
};

/// Everything the page of a form shows.
#[derive(Clone, Debug)]
pub struct FormPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// The wave.
    pub wave: &'a Wave,
    /// Name of the area asked, in the page's language.
    pub area_name: &'a str,
    /// The form of this person, made for `id`.
    pub form: Form,
    /// Id of the answers to come, or of those that came.
    pub id: SubmissionId,
    /// About how long it takes.
    pub minutes: u32,
    /// Closing day, `YYYY-MM-DD`.
    pub closes_on: &'a str,
    /// That day has passed: a form given back to be mended, or one begun in time.
    pub closed: bool,
    /// What was wrong with a plain POST; empty at first.
    pub problems: Vec<Problem>,
    /// What that POST held; empty at first.
    pub kept: Answers,
    /// Where the browser's part is; empty: no script.
    pub assets: &'a Assets,
    /// `?plain=1`: no script.
    pub plain: bool,
    /// The desk looks at its draft: nothing is kept and nothing can be sent.
    pub preview: bool,
    /// `?on=tablet`: what is said of the phone is said of a shared tablet.
    pub on_tablet: bool,
    /// What the browser seals answers to: suite, kid and key; none: they go as they are.
    pub seal: Option<Value>,
}

const MINUTES: Words = Words("约{n}分钟", "約{n}分鐘", "About {n} minutes");
const ONE_MINUTE: Words = Words("约1分钟", "約1分鐘", "About a minute");
const ANONYMOUS: Words = Words("不记名", "不記名", "anonymous");
const CLOSES: Words = Words("{day}截止", "{day}截止", "closes {day}");
const CLOSED: Words = Words("{day}已截止", "{day}已截止", "closed on {day}");
const NO_RIGHT_ANSWER: Words = Words(
    "怎么想就怎么选，没有对错。不想答的题可以空着。",
    "怎麼想就怎麼選，沒有對錯。不想答的題可以空著。",
    "Choose what you think; there are no right answers. Leave out any question you like.",
);
/// Of a page that keeps nothing: no script, or none that has come up yet.
const UNKEPT: Words = Words(
    "请一次填完再交：没交就关掉页面，填好的不会留下。",
    "請一次填完再交：沒交就關掉頁面，填好的不會留下。",
    "Please fill it in at one go: nothing is kept if you close the page before sending.",
);
/// Of the desk's look at a draft.
const PREVIEW: Words = Words(
    "这是预览：在这里点选或填写，都不会保存，也不会送出。",
    "這是預覽：在這裡點選或填寫，都不會儲存，也不會送出。",
    "This is a preview: whatever you choose or write here is neither kept nor sent.",
);
const HOW_WE_PROTECT: Words = Words("我们怎样保护您", "我們怎樣保護您", "How we protect you");
const APPROVAL: [Words; 4] = [
    Words("表号", "表號", "Form"),
    Words("制定机关", "制定機關", "Issued by"),
    Words("批准文号", "批准文號", "Approval"),
    Words("有效期至", "有效期至", "Valid until"),
];
const AMISS: Words = Words("请再看一下", "請再看一下", "Please look again");

/// The whole document.
pub fn form_page(page: &FormPage<'_>) -> String {
    let chrome = page.chrome;
    let lang = chrome.lang;
    let said = |text: String| if page.on_tablet { on_tablet(&text) } else { text };
    let seed = Seed {
        form: only_askable(set_form(page.form.clone())),
        words: FormWords(form_words(lang).0.into_iter().map(said).collect()),
        id: page.id.hex(),
        problems: page.problems.clone(),
        kept: page.kept.clone(),
    };
    let script = if page.plain {
        String::new()
    } else {
        script(chrome, page.assets, &seed, page.seal.as_ref())
    };
    let area = full_width(lang, page.area_name);
    let title = [&area, " · ", &seed.form.title].concat();
    let in_title = if page.problems.is_empty() {
        title.clone()
    } else {
        [chrome.say(AMISS), " – ", &title].concat()
    };
    let minutes = if page.minutes == 1 { ONE_MINUTE } else { MINUTES };
    let facts = [
        fill(chrome.say(minutes), &[("n", &page.minutes.to_string())]),
        chrome.say(ANONYMOUS).to_owned(),
    ]
    .join(" · ");
    let closes = if page.closed { CLOSED } else { CLOSES };
    let closes = fill(chrome.say(closes), &[("day", &day_words(lang, page.closes_on))]);
    let asker = if page.wave.asker.is_empty() {
        page.area_name
    } else {
        &page.wave.asker
    };
    let notice: Vec<String> = notice_today(asker, lang).into_iter().map(said).collect();
    let promise = full_width(lang, NOTICE.promise.get(lang));
    // sentences that this language lacks say in which they are
    let (other, way) = (chrome.said_in(), chrome.said_from());
    let kept = if page.preview {
        view! { <p class="news">{chrome.say(PREVIEW)}</p> }.into_any()
    } else {
        view! { <p class="unkept">{chrome.say(UNKEPT)}</p> }.into_any()
    };
    let app = to_html(move || view! { <ResidentForm seed=seed/> });
    let main = view! {
        <header class="top">
            {approval(page)}
            <h1>{title}</h1>
            <p lang=other dir=way>{facts}" · "<span class="nb">{closes}</span></p>
        </header>
        <main>
            <div class="intro" lang=other dir=way>
                <p>{chrome.say(NO_RIGHT_ANSWER)}</p>
                <p>{promise.clone()}" "<a href="#notice">{chrome.say(HOW_WE_PROTECT)}</a></p>
                {kept}
            </div>
            <div id="minxin-app" inner_html=app></div>
            <footer class="promise" lang=other dir=way>
                <p>{promise}</p>
                <details id="notice">
                    <summary>{chrome.say(HOW_WE_PROTECT)}</summary>
                    {notice.into_iter().map(|s| view! { <p>{s}</p> }).collect_view()}
                </details>
            </footer>
        </main>
    }
    .into_any();
    let keep = if page.plain { "&plain=1" } else { "" };
    chrome.document(&in_title, keep, "", main, &script)
}

/// 表号, 制定机关, 批准文号, 有效期: printed where the round has them.
fn approval(page: &FormPage<'_>) -> Option<AnyView> {
    let a = &page.wave.approval;
    let values = [&a.form_number, &a.issued_by, &a.approval_number, &a.valid_until];
    if values.iter().all(|v| v.trim().is_empty()) {
        return None;
    }
    let rows = APPROVAL
        .into_iter()
        .zip(values)
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(name, value)| view! { <div><dt lang=page.chrome.said_in()>{page.chrome.say(name)}</dt><dd>{value.clone()}</dd></div> })
        .collect_view();
    Some(view! { <dl class="approval">{rows}</dl> }.into_any())
}
