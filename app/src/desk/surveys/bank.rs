//! Left column of the builder: the bank by service and subject, with wording, scale and where it comes from.

use leptos::prelude::*;

use super::set;
use crate::{
    desk::parts::dotted,
    words::{Locale, Words},
};

/// One item of the bank.
#[derive(Clone, Debug)]
pub struct BankRow {
    /// Code.
    pub code: String,
    /// Wording.
    pub text: String,
    /// Name of the scale.
    pub scale: String,
    /// Seconds.
    pub seconds: u16,
    /// Where the wording comes from, where it is not our own.
    pub source: Option<String>,
    /// Tested with people.
    pub validated: bool,
    /// In the survey already.
    pub present: bool,
}

/// Items of one service or subject.
#[derive(Clone, Debug)]
pub struct BankGroup {
    /// For links.
    pub id: String,
    /// Name.
    pub name: String,
    /// Items.
    pub rows: Vec<BankRow>,
    /// Unfolded.
    pub open: bool,
}

/// The whole column.
#[derive(Clone, Debug)]
pub struct Bank {
    /// What was searched for.
    pub query: String,
    /// Groups that hold something.
    pub groups: Vec<BankGroup>,
}

const TITLE: Words = Words("题库", "題庫", "Item bank");
const SEARCH: Words = Words("找题", "找題", "Find an item");
const EXAMPLE: Words = Words("比如：看病", "比如：看病", "e.g. health");
const GO: Words = Words("找", "找", "Find");
const ALL: Words = Words("看全部", "看全部", "Show all");
const NONE: Words = Words(
    "没有找到“{q}”。换个说法，或者自己写一题。",
    "沒有找到「{q}」。換個說法，或者自己寫一題。",
    "Nothing found for “{q}”. Try another word, or write an item of your own.",
);
const ADD: Words = Words("加入", "加入", "Add");
const THERE: Words = Words("已在问卷里", "已在問卷裡", "In the survey");
const SECONDS: Words = Words("约 {n} 秒", "約 {n} 秒", "about {n} s");
const UNTESTED: Words = Words("未经验证", "未經驗證", "not validated");
const SOURCE: Words = Words("出处", "出處", "Source");
const NOTE: Words = Words(
    "中文措辞都还没有做过认知访谈。改一个字就是一道新题，不能和往年比；要改，请自己写一题。",
    "中文措辭都還沒有做過認知訪談。改一個字就是一道新題，不能和往年比；要改，請自己寫一題。",
    "No Chinese wording has been tested with people yet. A changed word is a new item that cannot be compared with earlier years; write your own instead.",
);

/// The column. Every form carries the draft's revision.
pub fn column(bank: Bank, action: &str, revision: u32, own: AnyView, locale: Locale) -> AnyView {
    let empty = bank.groups.is_empty();
    let query = bank.query.clone();
    let action = action.to_owned();
    let groups = bank
        .groups
        .into_iter()
        .map(|g| group(g, &action, revision, &query, locale))
        .collect_view();
    let nothing = NONE.fill(locale, &[("q", &bank.query)]);
    let all = (!bank.query.is_empty()).then(|| view! { <a href=action.clone()>{ALL.get(locale)}</a> });
    view! {
        <section aria-labelledby="bank" class="bank-column"><h2 id="bank">{TITLE.get(locale)}</h2>
            <form method="get" action=action.clone() class="find" role="search">
                <label for="q">{SEARCH.get(locale)}</label>
                <div class="row"><input class="entry" type="search" id="q" name="q" value=bank.query placeholder=EXAMPLE.get(locale) dir="auto"/>
                <button class="btn">{GO.get(locale)}</button></div>{all}
            </form>
            {empty.then(|| view! { <p class="muted" dir="auto">{nothing}</p> })}
            {own}
            <div class="groups">{groups}</div>
            <p class="muted"><small>{NOTE.get(locale)}</small></p>
        </section>
    }
    .into_any()
}

fn group(group: BankGroup, action: &str, revision: u32, query: &str, locale: Locale) -> AnyView {
    let count = format!(
        "{}/{}",
        group.rows.iter().filter(|r| r.present).count(),
        group.rows.len()
    );
    let id = group.id.clone();
    let rows = group
        .rows
        .into_iter()
        .map(|r| row(r, &id, action, revision, query, locale))
        .collect_view();
    view! {
        // no tabindex: Tab would pass over everything inside a disclosure that has a negative one
        <details id=format!("bank-{}", group.id) open=group.open>
            <summary><span class="name">{group.name}</span><small class="num">{count}</small></summary>
            <ul class="bank">{rows}</ul>
        </details>
    }
    .into_any()
}

fn row(row: BankRow, group: &str, action: &str, revision: u32, query: &str, locale: Locale) -> AnyView {
    let seconds = SECONDS.fill(locale, &[("n", &row.seconds.to_string())]);
    let untested = (!row.validated).then(|| UNTESTED.get(locale).to_owned());
    let facts: Vec<String> = [Some(row.scale), Some(seconds), untested]
        .into_iter()
        .flatten()
        .collect();
    let source = row.source.map(|s| {
        view! { <details class="origin"><summary>{SOURCE.get(locale)}</summary><small lang="en">{s}</small></details> }
    });
    let text = set(locale, &row.text);
    let label = format!("{}: {text}", ADD.get(locale));
    let end = if row.present {
        view! { <small class="there"><span aria-hidden="true">"✓"</span><span class="vh">{THERE.get(locale)}</span></small> }
            .into_any()
    } else {
        view! {
            <form method="post" action=action.to_owned()>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <input type="hidden" name="code" value=row.code/>
                <input type="hidden" name="open" value=group.to_owned()/>
                <input type="hidden" name="q" value=query.to_owned()/>
                <button class="btn small" name="action" value="add" aria-label=label>{ADD.get(locale)}</button>
            </form>
        }
        .into_any()
    };
    view! { <li><div>{text}<small>{dotted(&facts)}</small>{source}</div>{end}</li> }.into_any()
}
