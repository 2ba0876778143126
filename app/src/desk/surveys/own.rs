//! The form for an item of one's own. Which fields belong to a kind is shown by the sheet alone, without a script.

use leptos::prelude::*;

use super::form::{Form, Input, lines, radios};
use crate::words::{Locale, Words};

/// Kinds of own items, as the form names them.
pub const KINDS: [(&str, Words); 7] = [
    ("single", Words("单选", "單選", "One of several")),
    ("several", Words("多选", "多選", "Several of several")),
    (
        "five",
        Words("满意 5 档", "滿意 5 檔", "Satisfaction, five points"),
    ),
    ("agree", Words("同意 5 档", "同意 5 檔", "Agreement, five points")),
    ("ten", Words("0–10 分", "0–10 分", "0 to 10")),
    ("number", Words("填数字", "填數字", "A number")),
    ("text", Words("短文字", "短文字", "Short text")),
];

const TITLE: Words = Words("自己写一题", "自己寫一題", "Write an item of your own");
const LEAD: Words = Words(
    "只在这份调查里用，不和别处比较。",
    "只在這份調查裡用，不和別處比較。",
    "For this survey only; not compared with other places.",
);
const KIND: Words = Words("怎么答", "怎麼答", "Kind of answer");
const TEXT: Words = Words("问什么", "問什麼", "The question");
const TEXT_HINT: Words = Words(
    "一次只问一件事，念一遍就懂，200 字以内。",
    "一次只問一件事，唸一遍就懂，200 字以內。",
    "One thing at a time, understood when read aloud once; at most 200 characters.",
);
const OPTIONS: Words = Words("选项，一行一个", "選項，一行一個", "Options, one a line");
const OPTIONS_HINT: Words = Words(
    "2 到 20 个。“不了解”会自动加上。",
    "2 到 20 個。「不了解」會自動加上。",
    "2 to 20. “Don't know” is added by itself.",
);
const PICKS: Words = Words("最多选几个", "最多選幾個", "At most how many");
const LOW: Words = Words("0 分是什么意思", "0 分是什麼意思", "What 0 means");
const HIGH: Words = Words("10 分是什么意思", "10 分是什麼意思", "What 10 means");
const MIN: Words = Words("最小", "最小", "Lowest");
const MAX: Words = Words("最大", "最大", "Highest");
const COUNTY_ONLY: Words = Words(
    "居民写的话只有县里能看，村和乡镇看不到。",
    "居民寫的話只有縣裡能看，村和鄉鎮看不到。",
    "What residents write is read at county level only, never by village or township.",
);
const OTHER: Words = Words(
    "另一种语言（可以不填）",
    "另一種語言（可以不填）",
    "Another language (optional)",
);
const ADD: Words = Words("加到问卷里", "加到問卷裡", "Add to the survey");

const TAGS: [(&str, Words, Words); 3] = [
    (
        "zh-Hans",
        Words(
            "问什么（简体中文）",
            "問什麼（簡體中文）",
            "Question in simplified Chinese",
        ),
        Words(
            "选项（简体中文）",
            "選項（簡體中文）",
            "Options in simplified Chinese",
        ),
    ),
    (
        "zh-Hant",
        Words(
            "问什么（繁体中文）",
            "問什麼（繁體中文）",
            "Question in traditional Chinese",
        ),
        Words(
            "选项（繁体中文）",
            "選項（繁體中文）",
            "Options in traditional Chinese",
        ),
    ),
    (
        "en",
        Words("问什么（英文）", "問什麼（英文）", "Question in English"),
        Words("选项（英文）", "選項（英文）", "Options in English"),
    ),
];

/// The form; unfolded when something in it is to be mended.
pub fn form(form: &Form, action: &str, revision: u32, open: bool, locale: Locale) -> AnyView {
    let kinds = KINDS
        .iter()
        .map(|(v, w)| ((*v).to_owned(), w.get(locale).to_owned(), String::new()))
        .collect();
    let others: Vec<_> = TAGS.iter().filter(|(tag, ..)| *tag != locale.tag()).collect();
    let unfolded = others.iter().any(|(tag, ..)| {
        [format!("text.{tag}"), format!("options.{tag}")]
            .iter()
            .any(|n| !form.value(n).is_empty() || form.error(n).is_some())
    });
    let others = others
        .into_iter()
        .map(|(tag, text, options)| {
            let text = Input {
                lang: Some(tag),
                ..Input::text(&format!("text.{tag}"), text.get(locale))
            }
            .view(form);
            let options = lines(form, &format!("options.{tag}"), options.get(locale), "");
            view! { {text}<div class="for-options">{options}</div> }
        })
        .collect_view();
    view! {
        <details class="own" id="own" open=open><summary>{TITLE.get(locale)}</summary>
            <form method="post" action=action.to_owned() class="stack" novalidate>
                <p class="muted"><small>{LEAD.get(locale)}</small></p>
                <input type="hidden" name="revision" value=revision.to_string()/>
                {radios(form, "kind", KIND.get(locale), kinds)}
                {Input::text("text", TEXT.get(locale)).hint(TEXT_HINT.get(locale)).required().view(form)}
                <div class="for-options">{lines(form, "options", OPTIONS.get(locale), OPTIONS_HINT.get(locale))}</div>
                <div class="for-several">{Input::number("picks", PICKS.get(locale), 1, 20).view(form)}</div>
                <div class="for-ten stack">{Input::text("low", LOW.get(locale)).view(form)}{Input::text("high", HIGH.get(locale)).view(form)}</div>
                <div class="for-number stack">{Input::text("min", MIN.get(locale)).view(form)}{Input::text("max", MAX.get(locale)).view(form)}</div>
                <p class="for-text muted"><small>{COUNTY_ONLY.get(locale)}</small></p>
                <details open=unfolded><summary>{OTHER.get(locale)}</summary><div class="stack">{others}</div></details>
                <button class="btn" name="action" value="own">{ADD.get(locale)}</button>
            </form>
        </details>
    }
    .into_any()
}
