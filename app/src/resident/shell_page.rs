//! The document around `Shell`. It is the same for everybody and for every address: the service worker keeps it and
//! shows it where the network does not answer, so there is nothing of a person and no nonce in it. What it says of this
//! phone it says a second time of this tablet; the script shows that on a tablet that was lent out.

use leptos::prelude::*;

use super::{document::Chrome, shell::Shell, shell_words::shell_words, tablet::on_tablet};
use crate::{
    render::{Assets, escape, json_for_script, to_html},
    words::Words,
};

const TITLE: Words = Words("这部手机上的答卷", "這部手機上的答卷", "Answers on this phone");
const INTRO: Words = Words(
    "在这部手机上交的答卷，送到哪一步都在这里。答案已经封好，在手机上谁也看不到。",
    "在這部手機上交的答卷，送到哪一步都在這裡。答案已經封好，在手機上誰也看不到。",
    "What became of answers handed in on this phone. They are sealed: nobody can read them on the phone.",
);
/// Above the forms; not seen where there are none.
const FORMS: Words = Words(
    "打开过的问卷，没有网络也能填：",
    "打開過的問卷，沒有網路也能填：",
    "Forms opened here before work without a network:",
);
const RESCUE: Words = Words(
    "一直没有网络时，可以把没送出的答卷存成一个文件，用优盘交给工作人员。文件是封好的，路上没人能看。",
    "一直沒有網路時，可以把沒送出的答卷存成一個檔案，用隨身碟交給工作人員。檔案是封好的，路上沒人能看。",
    "If the network does not come back, the answers that wait can be saved as a file and carried to the office. The file is sealed; nobody on the way can read it.",
);
const SAVE: Words = Words("存成文件", "存成檔案", "Save as a file");
const NEEDS_SCRIPT: Words = Words(
    "这个页面要开启 JavaScript 才能看。",
    "這個頁面要開啟 JavaScript 才能看。",
    "This page needs JavaScript.",
);

/// The whole document, without anything that changes from one request to the next.
pub fn shell_page(chrome: &Chrome<'_>, assets: &Assets) -> String {
    let lang = chrome.lang;
    let words = shell_words(lang);
    let of_tablet: Vec<String> = words.iter().map(|w| on_tablet(w)).collect();
    let data = json_for_script(&words).unwrap_or_default();
    let tablet = json_for_script(&of_tablet).unwrap_or_default();
    let twice = |words: Words| {
        let said = chrome.say(words);
        view! { <span data-of="phone">{said}</span><span data-of="tablet">{on_tablet(said)}</span> }
    };
    let app = to_html(move || view! { <Shell words=words/> });
    let main = view! {
        <main>
            <h1>{twice(TITLE)}</h1>
            <p>{twice(INTRO)}</p>
            <noscript><p class="news">{chrome.say(NEEDS_SCRIPT)}</p></noscript>
            <p class="forms-here">{chrome.say(FORMS)}</p>
            <div id="minxin-shell" inner_html=app></div>
            <section class="waiting">
                <p>{chrome.say(RESCUE)}</p>
                <button class="btn" type="button" id="rescue">{chrome.say(SAVE)}</button>
            </section>
        </main>
    }
    .into_any();
    let script = [
        "<script type=\"application/json\" id=\"minxin-words\">",
        &data,
        "</script><script type=\"application/json\" id=\"minxin-tablet\">",
        &tablet,
        "</script><script type=\"module\" src=\"",
        &escape(&assets.offline_js),
        "\"></script>",
    ]
    .concat();
    chrome.linked_document(chrome.say(TITLE), &assets.resident_css, "", main, &script)
}
