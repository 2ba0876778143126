//! `/kiosk`: the shared tablet of an enumerator. All screens are in one document, the same for every tablet; the script
//! shows one of them at a time. No screen holds an answer.

use leptos::prelude::*;
use serde_json::json;
use survey::content::NOTICE;

use super::{document::Chrome, phrases::full_width};
use crate::{
    render::{Assets, escape, json_for_script},
    words::{Locale, Words},
};

const TITLE: Words = Words("民心平板", "民心平板", "Minxin tablet");
const NEEDS_SCRIPT: Words = Words(
    "平板填卷要开启 JavaScript。",
    "平板填卷要開啟 JavaScript。",
    "The tablet needs JavaScript.",
);

const ENROL: Words = Words(
    "这台平板还没登记",
    "這台平板還沒登記",
    "This tablet is not set up yet",
);
const ENROL_HOW: Words = Words(
    "在县里的“平板”页借出一台，用这台平板扫那个码；或者把码里的字母数字打在下面。",
    "在縣裡的「平板」頁借出一台，用這台平板掃那個碼；或者把碼裡的字母數字打在下面。",
    "Lend it out on the county’s page “Tablets” and scan the code with this tablet, or type the letters of the code below.",
);
const ENROL_CODE: Words = Words("登记码", "登記碼", "Code");
const ENROL_GO: Words = Words("登记", "登記", "Set up");

const PREPARE: Words = Words("出发前准备", "出發前準備", "Before you go");
const PREPARE_HOW: Words = Words(
    "现在要有网络。下面每一行都打勾，才可以去没有网络的地方。",
    "現在要有網路。下面每一行都打勾，才可以去沒有網路的地方。",
    "This needs the network. Leave for places without it only when every line is ticked.",
);
const PREPARE_GO: Words = Words("准备", "準備", "Prepare");
const INSTALL: Words = Words("放到主屏幕", "放到主畫面", "Put on the home screen");
const TO_START: Words = Words("去填卷", "去填卷", "To the first screen");
/// Lines of the readiness list, in their order: name in the script, words.
const LINES: [(&str, Words); 6] = [
    ("enrolled", Words("已登记", "已登記", "Set up")),
    ("forms", Words("问卷都存下了", "問卷都存下了", "All forms kept")),
    (
        "sealed",
        Words("答案封得起来", "答案封得起來", "Answers can be sealed"),
    ),
    (
        "persisted",
        Words(
            "浏览器答应不清存储",
            "瀏覽器答應不清儲存",
            "The browser promises to keep them",
        ),
    ),
    ("room", Words("还有地方存", "還有地方存", "There is room")),
    (
        "app",
        Words("没有网络也打得开", "沒有網路也打得開", "Opens without a network"),
    ),
];

const LANGUAGE: Words = Words("请选择语言", "請選擇語言", "Please choose a language");
const WAVE: Words = Words("调查", "調查", "Survey");
const VILLAGE: Words = Words("村（社区）", "村（社區）", "Village");
const ANY: Words = Words("问居民", "問居民", "Ask the resident");
const HELPED: Words = Words(
    "这位要人念题或代点",
    "這位要人唸題或代點",
    "Somebody reads out or taps for this person",
);
const STAFF: Words = Words("工作人员", "工作人員", "Staff");
const BEGIN: Words = Words("开始", "開始", "Begin");
const BACK: Words = Words("返回", "返回", "Back");
const THANKS: Words = Words("收好了，谢谢您。", "收好了，謝謝您。", "Kept safe. Thank you.");
const RECEIPT: Words = Words("回执码", "回執碼", "Receipt code");
const STAY: Words = Words("再看一会儿", "再看一會兒", "Show it a little longer");
const NEXT: Words = Words("下一位", "下一位", "Next person");

const COUNTS: Words = Words("今天的份数", "今天的份數", "Today’s counts");
const COUNTS_ONLY: Words = Words(
    "这里只有份数。答案不在任何一个屏幕上。",
    "這裡只有份數。答案不在任何一個螢幕上。",
    "Only counts stand here. Answers are on no screen.",
);
const TODAY: Words = Words("今天填完", "今天填完", "Finished today");
const PENDING: Words = Words(
    "存在平板上，还没交",
    "存在平板上，還沒交",
    "On the tablet, not handed in",
);
const DELIVERED: Words = Words("已交到县里", "已交到縣裡", "Handed in");
const ATTENTION: Words = Words("需要处理", "需要處理", "Need attention");
const DAY_END: Words = Words("今天收工", "今天收工", "End of the day");
const DAY_END_HOW: Words = Words(
    "连上网络，等“还没交”变成 0 再关机。",
    "連上網路，等「還沒交」變成 0 再關機。",
    "Go online and wait until “not handed in” is 0 before you switch off.",
);
const SEND: Words = Words("现在就交", "現在就交", "Hand in now");
const RESCUE: Words = Words("存成文件带走", "存成檔案帶走", "Save as a file");
const RESCUE_HOW: Words = Words(
    "一直没有网络时，存成文件用优盘交给县里，路上看好。",
    "一直沒有網路時，存成檔案用隨身碟交給縣裡，路上看好。",
    "If the network does not come back, carry a file to the county, and do not let it out of your hands.",
);
const UPDATE: Words = Words(
    "有新版本，现在换上",
    "有新版本，現在換上",
    "A new version is there; take it now",
);

const LEAVE: Words = Words(
    "不填了，回到开始",
    "不填了，回到開始",
    "Stop and go back to the start",
);

/// What the script says, by name.
const SAID: [(&str, Words); 19] = [
    (
        "wrong_code",
        Words(
            "登记码不对，或者已经用过、过期了。",
            "登記碼不對，或者已經用過、過期了。",
            "The code is wrong, used or too old.",
        ),
    ),
    (
        "offline",
        Words(
            "连不上网络，等一会儿再试。",
            "連不上網路，等一會兒再試。",
            "No network; try again later.",
        ),
    ),
    (
        "ended",
        Words(
            "这台平板已停用或到期。存着的答卷照样交得上去；要再用，请县里重新借出。",
            "這台平板已停用或到期。存著的答卷照樣交得上去；要再用，請縣裡重新借出。",
            "This tablet was taken out of use or its time is over. What it holds can still be handed in; to use it again the county has to lend it out anew.",
        ),
    ),
    (
        "working",
        Words(
            "正在准备：{n} / {total}",
            "正在準備：{n} / {total}",
            "Preparing: {n} / {total}",
        ),
    ),
    (
        "ready",
        Words("准备好了，可以出发。", "準備好了，可以出發。", "Ready to go."),
    ),
    (
        "not_ready",
        Words(
            "还没准备好：没打勾的先弄好。",
            "還沒準備好：沒打勾的先弄好。",
            "Not ready: see the lines without a tick.",
        ),
    ),
    (
        "until",
        Words("{name}，用到 {day}", "{name}，用到 {day}", "{name}, until {day}"),
    ),
    (
        "forms",
        Words("{n} / {total} 份", "{n} / {total} 份", "{n} of {total}"),
    ),
    (
        "unsafe",
        Words(
            "这个网址不是 https，平板上存不了答卷。",
            "這個網址不是 https，平板上存不了答卷。",
            "This address is not https: nothing can be kept on the tablet.",
        ),
    ),
    (
        "not_sealed",
        Words(
            "有问卷还没有封答案的钥匙：连上网络再准备一次；还是没有，请告诉县里。",
            "有問卷還沒有封答案的鑰匙：連上網路再準備一次；還是沒有，請告訴縣裡。",
            "A survey has no key to seal answers with yet: prepare again online; if it stays so, tell the county.",
        ),
    ),
    (
        "not_persisted",
        Words(
            "浏览器没有答应：把这个网页添加到主屏幕，再准备一次。",
            "瀏覽器沒有答應：把這個網頁加到主畫面，再準備一次。",
            "No promise yet: add this page to the home screen and prepare again.",
        ),
    ),
    (
        "room",
        Words("还能存约 {n} MB", "還能存約 {n} MB", "About {n} MB left"),
    ),
    (
        "full",
        Words(
            "平板快存满了，先别再填：到“工作人员”里交卷，或者存成文件带走。",
            "平板快存滿了，先別再填：到「工作人員」裡交卷，或者存成檔案帶走。",
            "The tablet is nearly full, so nobody begins now: hand in, or save a file, under “Staff”.",
        ),
    ),
    ("version", Words("版本 {v}", "版本 {v}", "Version {v}")),
    (
        "no_waves",
        Words(
            "没有正在收卷的调查。",
            "沒有正在收卷的調查。",
            "No survey is open.",
        ),
    ),
    (
        "sending",
        Words(
            "正在交：还剩 {n} 份",
            "正在交：還剩 {n} 份",
            "Handing in: {n} left",
        ),
    ),
    (
        "stopped",
        Words(
            "已停住：请管理员看一下，再点“现在就交”。",
            "已停住：請管理員看一下，再點「現在就交」。",
            "Sending has stopped: ask the office to look, then tap “Hand in now”.",
        ),
    ),
    (
        "all_in",
        Words(
            "都交齐了，可以关机。",
            "都交齊了，可以關機。",
            "Everything is handed in; you may switch off.",
        ),
    ),
    (
        "reason",
        Words(
            "{receipt}：{reason}",
            "{receipt}：{reason}",
            "{receipt}: {reason}",
        ),
    ),
];

/// The whole document, without anything that changes from one request to the next.
pub fn kiosk_page(chrome: &Chrome<'_>, assets: &Assets) -> String {
    let lang = chrome.lang;
    let say = |words: Words| chrome.say(words);
    let set = |text: &str| full_width(lang, text);
    let kiosk = &NOTICE.kiosk;
    let words: serde_json::Map<String, serde_json::Value> = SAID
        .iter()
        .map(|(name, words)| ((*name).to_owned(), json!(say(*words))))
        .collect();
    let leave: serde_json::Map<String, serde_json::Value> = Locale::ALL
        .into_iter()
        .map(|l| (l.tag().to_owned(), json!(LEAVE.get(l))))
        .collect();
    let data = json_for_script(&json!({ "lang": lang, "any": say(ANY), "leave": leave, "say": words }))
        .unwrap_or_default();
    let lines = LINES
        .into_iter()
        .map(|(name, words)| {
            view! { <li id=format!("ready-{name}") class="line"><i aria-hidden="true"></i><span><b>{say(words)}</b><small></small></span></li> }
        })
        .collect_view();
    let count = |id: &'static str, words: Words| {
        view! { <div><dt>{say(words)}</dt><dd id=id>"0"</dd></div> }
    };
    let main = view! {
        <main class="kiosk" id="minxin-kiosk">
            <noscript><p class="news">{say(NEEDS_SCRIPT)}</p></noscript>
            <p class="news" role="status" id="said" hidden></p>

            <section id="enrol" hidden>
                <h1>{say(ENROL)}</h1><p>{say(ENROL_HOW)}</p>
                <form id="enrol-form"><label for="code">{say(ENROL_CODE)}</label>
                    <input class="field" id="code" name="code" autocomplete="off" autocapitalize="none" spellcheck="false"/>
                    <button class="btn primary">{say(ENROL_GO)}</button></form>
            </section>

            <section id="prepare" hidden>
                <h1>{say(PREPARE)}</h1><p>{say(PREPARE_HOW)}</p>
                <ul class="ready">{lines}</ul>
                <progress id="progress" value="0" max="1" hidden></progress>
                <div class="acts"><button class="btn primary" type="button" id="prepare-go">{say(PREPARE_GO)}</button>
                    <button class="btn" type="button" id="install" hidden>{say(INSTALL)}</button>
                    <button class="btn" type="button" data-to="start">{say(TO_START)}</button></div>
            </section>

            <section id="start" hidden>
                <h1>{say(LANGUAGE)}</h1>
                <div class="tongues" id="tongues"></div>
                <div class="before">
                    <label id="wave-label">{say(WAVE)}<select class="field" id="wave"></select></label>
                    <label id="village-label">{say(VILLAGE)}<select class="field" id="village"></select></label>
                    <label class="tick"><input type="checkbox" id="helped"/>{say(HELPED)}</label>
                    <button class="btn" type="button" data-to="staff">{say(STAFF)}</button>
                </div>
            </section>

            <section id="hand" hidden>
                <h1 id="to-resident">{set(kiosk.to_resident.get(lang))}</h1>
                <p>{set(kiosk.to_staff.get(lang))}</p>
                <div class="acts"><button class="btn primary" type="button" id="begin">{say(BEGIN)}</button>
                    <button class="btn" type="button" data-to="start">{say(BACK)}</button></div>
            </section>

            <section id="thanks" hidden>
                <h1>{say(THANKS)}</h1><p>{set(kiosk.done.get(lang))}</p>
                <div class="code"><p>{say(RECEIPT)}</p><output id="receipt"></output></div>
                <div class="acts"><button class="btn" type="button" id="stay">{say(STAY)}</button>
                    <button class="btn primary" type="button" data-to="start">{say(NEXT)}</button></div>
            </section>

            <section id="staff" hidden>
                <h1>{say(COUNTS)}</h1><p>{say(COUNTS_ONLY)}</p>
                <dl class="counts">{count("today", TODAY)}{count("pending", PENDING)}{count("delivered", DELIVERED)}{count("attention", ATTENTION)}</dl>
                <div class="acts"><button class="btn primary" type="button" data-to="end">{say(DAY_END)}</button>
                    <button class="btn" type="button" data-to="prepare">{say(PREPARE)}</button>
                    <button class="btn" type="button" data-to="start">{say(BACK)}</button></div>
            </section>

            <section id="end" hidden>
                <h1>{say(DAY_END)}</h1><p>{say(DAY_END_HOW)}</p>
                <dl class="counts">{count("end-pending", PENDING)}{count("end-delivered", DELIVERED)}{count("end-attention", ATTENTION)}</dl>
                <progress id="sent" value="0" max="1" hidden></progress>
                <ul id="aside" class="aside"></ul>
                <div class="acts"><button class="btn primary" type="button" id="send">{say(SEND)}</button>
                    <button class="btn" type="button" id="update" hidden>{say(UPDATE)}</button></div>
                <p>{say(RESCUE_HOW)}</p>
                <div class="acts"><button class="btn" type="button" id="rescue">{say(RESCUE)}</button>
                    <button class="btn" type="button" data-to="staff">{say(BACK)}</button></div>
            </section>
        </main>
    }
    .into_any();
    let script = [
        "<script type=\"application/json\" id=\"kiosk-words\">",
        &data,
        "</script><script type=\"module\" src=\"",
        &escape(&assets.kiosk_js),
        "\"></script><script type=\"module\" src=\"",
        &escape(&assets.offline_js),
        "\"></script>",
    ]
    .concat();
    let head = [
        "<link rel=\"manifest\" href=\"",
        MANIFEST,
        "?lang=",
        &escape(lang),
        "\"><link rel=\"icon\" type=\"image/svg+xml\" href=\"",
        &escape(&assets.kiosk_svg),
        "\"><link rel=\"apple-touch-icon\" href=\"",
        &escape(&assets.kiosk_192),
        "\"><meta name=\"theme-color\" content=\"",
        COLOUR,
        "\">",
    ]
    .concat();
    chrome.linked_document(chrome.say(TITLE), &assets.kiosk_css, &head, main, &script)
}

/// Where the manifest of this page is; `?lang=` says in which language.
pub const MANIFEST: &str = "/kiosk.webmanifest";

/// Behind the icon, and around the page where the system draws a frame.
const COLOUR: &str = "#1F4E79";

/// The manifest that lets a tablet keep this page on its home screen, as W3C's Web Application Manifest has it. No other
/// page names it: residents' own phones are not asked to install anything.
pub fn kiosk_manifest(lang: &str, assets: &Assets) -> String {
    let name = TITLE.get(Locale::nearest(lang).unwrap_or_default());
    let start = ["/kiosk?lang=", lang].concat();
    let icon = |src: &str, sizes: &str, kind: &str| json!({ "src": src, "sizes": sizes, "type": kind, "purpose": "any maskable" });
    json!({
        "id": "/kiosk",
        "lang": lang,
        "name": name,
        "short_name": name,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": "#FFFFFF",
        "theme_color": COLOUR,
        "icons": [
            icon(&assets.kiosk_svg, "any", "image/svg+xml"),
            icon(&assets.kiosk_192, "192x192", "image/png"),
            icon(&assets.kiosk_512, "512x512", "image/png"),
        ],
    })
    .to_string()
}
