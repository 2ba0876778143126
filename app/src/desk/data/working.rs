//! How far a file is: on its way up, being read, being stored.

use leptos::prelude::*;

use super::{AtWork, Stage, Working, kind_name};
use crate::{
    desk::{
        format::{number, when},
        parts::phrases,
    },
    words::{Locale, Words},
};

const READING: Words = Words("正在读取 {f}", "正在讀取 {f}", "Reading {f}");
const STORING: Words = Words("正在存入 {f}", "正在存入 {f}", "Storing {f}");
const STARTED: Words = Words("刚开始", "剛開始", "Just begun");
const SO_FAR: Words = Words(
    "已读 {n} 行，{p}%",
    "已讀 {n} 列，{p}%",
    "{n} {n:row|rows} read, {p}%",
);
const ALL_READ: Words = Words(
    "{n} 行都读完了，正在收尾",
    "{n} 列都讀完了，正在收尾",
    "All {n} {n:row|rows} read; finishing",
);
const STAY: Words = Words(
    "这一页会自己更新。可以离开再回来，工作不会停。",
    "這一頁會自己更新。可以離開再回來，工作不會停。",
    "This page updates itself. You can leave and come back; the work goes on.",
);
const NOTHING_YET: Words = Words(
    "这一步只读取，还不存入。",
    "這一步只讀取，還不存入。",
    "This step only reads; nothing is stored yet.",
);
const ALL_OR_NOTHING: Words = Words(
    "要么整个文件都存入，要么一行也不存。",
    "要麼整個檔案都存入，要麼一列也不存。",
    "The file is stored whole or not at all.",
);
const LOOK: Words = Words("现在更新", "現在更新", "Update now");
const LOST: Words = Words(
    "找不到这个文件的进度了",
    "找不到這個檔案的進度了",
    "The progress of this file is not known any more",
);
const LOST_WHY: Words = Words(
    "可能是程序重新启动过，或过去太久了。没存完的一行也没存；存完的，看下面“已导入的数据”。需要的话，请再选一次文件。",
    "可能是程式重新啟動過，或過去太久了。沒存完的一列也沒存；存完的，看下面「已匯入的資料」。需要的話，請再選一次檔案。",
    "The program may have been restarted, or too much time has passed. Of a file that was not finished nothing is stored; what was finished stands below under “What is loaded”. If needed, choose the file again.",
);
const SENDING: Words = Words(
    "已上传 {p}%（{a} / {b} MB）",
    "已上傳 {p}%（{a} / {b} MB）",
    "{p}% sent ({a} of {b} MB)",
);
const CUT: Words = Words(
    "连接断了，一行也没有存。请再按一次“读取并预览”。",
    "連線斷了，一列也沒有存。請再按一次「讀取並預覽」。",
    "The connection broke off and nothing is stored. Press “Read and preview” again.",
);
const AWAY: Words = Words(
    "现在连不上程序，每秒再试一次。",
    "現在連不上程式，每秒再試一次。",
    "The program cannot be reached; trying again every second.",
);
const AT_WORK: Words = Words("还没完的文件", "還沒完的檔案", "Files not done yet");
const IS_READ: Words = Words("正在读取", "正在讀取", "being read");
const WAITS: Words = Words("读完了，还没有存入", "讀完了，還沒有存入", "read, not stored yet");
const IS_STORED: Words = Words("正在存入", "正在存入", "being stored");
const SENDING_LABEL: Words = Words("上传进度", "上傳進度", "Sending the file");
const READING_LABEL: Words = Words("读取进度", "讀取進度", "Reading the file");

/// The page while it lasts.
pub fn view(locale: Locale, kind: &str, w: Working) -> AnyView {
    let (title, note) = if w.storing {
        (STORING, ALL_OR_NOTHING)
    } else {
        (READING, NOTHING_YET)
    };
    let title = title.fill(locale, &[("f", &w.file)]);
    let rows = number(w.rows as f64, 0);
    let said = match w.percent {
        Some(100) if w.rows > 0 => ALL_READ.fill(locale, &[("n", &rows)]),
        Some(share) if w.rows > 0 => SO_FAR.fill(locale, &[("n", &rows), ("p", &share.to_string())]),
        _ => STARTED.get(locale).to_owned(),
    };
    let share = w.percent.filter(|p| w.rows > 0 && *p < 100);
    view! {
        <header class="stack"><p class="kicker">{kind_name(locale, kind)}</p><h1>{phrases(&title)}</h1></header>
        <section class="section working" id="working" data-away=AWAY.get(locale)>
            <progress max="100" value=share.map(|p| p.to_string()) aria-label=READING_LABEL.get(locale)></progress>
            <p class="tally" role="status">{said}</p>
            <p class="muted">{[note.get(locale), STAY.get(locale)].join(locale.space())}</p>
            <p><a class="btn" href="">{LOOK.get(locale)}</a></p>
        </section>
    }
    .into_any()
}

/// The files to come back to, each a link to its page.
pub fn listed(locale: Locale, files: &[AtWork]) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let line = |file: &AtWork| {
        let stage = match file.stage {
            Stage::Reading => IS_READ,
            Stage::Waiting => WAITS,
            Stage::Storing => IS_STORED,
        };
        view! { <li><a href=file.href.clone()>{file.file.clone()}</a><span class="muted">" · "{stage.get(locale)}" · "{when(locale, &file.since)}</span></li> }
    };
    view! {
        <section class="section" id="at-work" aria-labelledby="at-work-title"><h2 id="at-work-title">{AT_WORK.get(locale)}</h2><ul>{
            files.iter().map(line).collect_view()
        }</ul></section>
    }
    .into_any()
}

/// Work that nobody knows of any more.
pub fn lost(locale: Locale) -> AnyView {
    view! {
        <div class="summary" id="lost" role="alert" tabindex="-1" autofocus><h2>{LOST.get(locale)}</h2><p>{LOST_WHY.get(locale)}</p></div>
    }
    .into_any()
}

/// What the script shows when the bytes did not go, or were not taken.
pub fn unsent(locale: Locale, title: Words) -> AnyView {
    view! {
        <div class="summary" id="unsent" role="alert" tabindex="-1" hidden><h2>{title.get(locale)}</h2><p></p></div>
    }
    .into_any()
}

/// What the script shows while the bytes go up; without it the browser shows that itself.
pub fn sending(locale: Locale) -> AnyView {
    view! {
        <div class="working" id="sending" data-cut=CUT.get(locale) hidden>
            <progress max="100" value="0" aria-label=SENDING_LABEL.get(locale)></progress>
            <p class="tally" role="status" data-words=SENDING.get(locale)></p>
        </div>
    }
    .into_any()
}
