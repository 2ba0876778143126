//! Middle column of the builder: the survey in order, its length, what is locked and what stays last.

use leptos::prelude::*;

use super::{minutes, set};
use crate::words::{Locale, Words};

/// What a row may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Up, down, out.
    Free,
    /// Locked by the round.
    Core,
    /// Always last; may be taken out.
    Last,
}

/// One row: an item, or the rotating blocks as one.
#[derive(Clone, Debug)]
pub struct OrderRow {
    /// Code, or `@block`.
    pub code: String,
    /// Wording.
    pub text: String,
    /// Code, scale, service.
    pub about: String,
    /// What is amiss with it.
    pub problem: Option<String>,
    /// What it may do.
    pub hold: Hold,
    /// It is put to people here; one that is not has no number among the questions.
    pub put: bool,
    /// Blocks: name and wordings.
    pub blocks: Vec<(String, Vec<String>)>,
}

/// The whole column.
#[derive(Clone, Debug)]
pub struct Order {
    /// Rows in order.
    pub rows: Vec<OrderRow>,
    /// Items one person is asked without conditions.
    pub asked: usize,
    /// Items that depend on answers.
    pub conditional: usize,
    /// Seconds.
    pub seconds: u32,
}

/// Seconds past which a warning stands.
pub const WARN_SECONDS: u32 = 300;

const TITLE: Words = Words("问卷", "問卷", "Survey");
const LENGTH: Words = Words(
    "{n} 题，约 {m} 分钟。",
    "{n} 題，約 {m} 分鐘。",
    "{n} {n:item|items}, about {m} {m:minute|minutes}.",
);
const MAYBE: Words = Words(
    "另有 {n} 题看情况才问。",
    "另有 {n} 題看情況才問。",
    "{n} more {n:depends|depend} on answers.",
);
const FINE: Words = Words(
    "超过 5 分钟，答完的人会明显变少。",
    "超過 5 分鐘，答完的人會明顯變少。",
    "Past five minutes clearly fewer people finish.",
);
const LONG: Words = Words(
    "超过 5 分钟了：答完的人会明显变少。请拿掉几题。",
    "超過 5 分鐘了：答完的人會明顯變少。請拿掉幾題。",
    "This is past five minutes: clearly fewer people will finish. Please take some items out.",
);
const METER: Words = Words(
    "约 {m} 分钟，建议不超过 5 分钟",
    "約 {m} 分鐘，建議不超過 5 分鐘",
    "About {m} {m:minute|minutes}; at most 5 advised",
);
const MINUTES: Words = Words("8 分钟", "8 分鐘", "8 min");
const EMPTY: Words = Words(
    "还没有题。从题库里加入，或者自己写一题。",
    "還沒有題。從題庫裡加入，或者自己寫一題。",
    "No items yet. Add some from the bank, or write your own.",
);
const FOOT: Words = Words(
    "没有一题必答。满意度之类的选项，顺序对一半人倒过来。",
    "沒有一題必答。滿意度之類的選項，順序對一半人倒過來。",
    "Every item may be skipped. Options such as satisfaction are reversed for half of the people.",
);
const CORE: Words = Words(
    "这一轮的核心题：各乡镇一样，不能改",
    "這一輪的核心題：各鄉鎮一樣，不能改",
    "Core of the round: the same everywhere, locked",
);
const MODULE: Words = Words("本地加的题", "本地加的題", "Your own module");
const MODULE_EMPTY: Words = Words(
    "还没有加题；不加也可以发布。",
    "還沒有加題；不加也可以發布。",
    "Nothing added; you can publish as it is.",
);
const LAST: Words = Words("总在最后", "總在最後", "always last");
const UP: Words = Words("上移", "上移", "Move up");
const DOWN: Words = Words("下移", "下移", "Move down");
const OUT: Words = Words("拿掉", "拿掉", "Take out");
const BLOCKS: Words = Words(
    "每人只答其中一组",
    "每人只答其中一組",
    "Each person answers one of these blocks",
);
const BLOCK: Words = Words(
    "{id} 组 · {n} 题",
    "{id} 組 · {n} 題",
    "Block {id} · {n} {n:item|items}",
);

/// The column.
pub fn column(order: Order, action: &str, revision: u32, locale: Locale) -> AnyView {
    let empty = order.rows.is_empty();
    let has_core = order.rows.iter().any(|r| r.hold == Hold::Core);
    let has_module = order.rows.iter().any(|r| r.hold != Hold::Core);
    let meter = meter(&order, locale);
    let (mut core, mut free, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for r in order.rows {
        // of a locked core, the item on coaching stands at the very end, after the module
        let end = r.code == "COACH";
        let shown = row(&r, action, revision, locale);
        match (end, r.hold) {
            (true, _) => last.push(shown),
            (_, Hold::Core) => core.push(shown),
            _ => free.push(shown),
        }
    }
    let module_empty = has_core && !has_module;
    view! {
        <section aria-labelledby="order" class="orders"><h2 id="order" tabindex="-1">{TITLE.get(locale)}</h2>
            {meter}
            {empty.then(|| view! { <p class="box">{EMPTY.get(locale)}</p> })}
            {has_core.then(|| view! { <h3 class="part">{CORE.get(locale)}</h3><ol class="order">{core}</ol>
                <h3 class="part" id="module">{MODULE.get(locale)}</h3> })}
            {module_empty.then(|| view! { <p class="muted">{MODULE_EMPTY.get(locale)}</p> })}
            <ol class="order">{free}{last}</ol>
            <p class="muted"><small>{FOOT.get(locale)}</small></p>
        </section>
    }
    .into_any()
}

fn meter(order: &Order, locale: Locale) -> AnyView {
    let m = minutes(order.seconds);
    let length = LENGTH.fill(locale, &[("n", &order.asked.to_string()), ("m", &m)]);
    let maybe = (order.conditional > 0).then(|| MAYBE.fill(locale, &[("n", &order.conditional.to_string())]));
    let long = order.seconds > WARN_SECONDS;
    let advice = if long {
        view! { <strong class="msg">{LONG.get(locale)}</strong> }.into_any()
    } else {
        view! { <span class="muted">{FINE.get(locale)}</span> }.into_any()
    };
    // an empty text would stand there as a space
    let gap = (locale == Locale::En).then_some(" ");
    view! {
        <div class="length">
            <p><strong>{length}</strong>{gap}{maybe}{gap}{advice}</p>
            <meter class="minutes" min="0" max="480" low="300" high="300" optimum="0" value=(60 * order.seconds.div_ceil(60)).to_string()
                aria-label=METER.fill(locale, &[("m", &m)])>{m.clone()}</meter>
            <div class="scale" aria-hidden="true"><span>"0"</span><span>"2"</span><span>"4"</span><span>"6"</span><span>{MINUTES.get(locale)}</span></div>
        </div>
    }
    .into_any()
}

fn row(row: &OrderRow, action: &str, revision: u32, locale: Locale) -> AnyView {
    let mark = (row.code == "COACH").then_some(LAST);
    let about = mark.map_or_else(
        || row.about.clone(),
        |m| format!("{} · {}", row.about, m.get(locale)),
    );
    let id = format!("item-{}", row.code.trim_start_matches('@'));
    let problem = row
        .problem
        .clone()
        .map(|p| view! { <span class="msg">{p}</span> });
    let blocks = (!row.blocks.is_empty()).then(|| blocks(&row.blocks, locale));
    let class = match (row.put, row.problem.is_some()) {
        (false, true) => "unasked amiss",
        (false, false) => "unasked",
        (true, true) => "amiss",
        (true, false) => "",
    };
    let controls = (row.hold != Hold::Core).then(|| controls(row, action, revision, locale));
    view! {
        <li id=id tabindex="-1" class=class>
            <div><bdi>{set(locale, &row.text)}</bdi><small>{about}</small>{problem}</div>{controls}{blocks}</li>
    }
    .into_any()
}

/// Rotating blocks, folded: one line each until somebody looks.
fn blocks(blocks: &[(String, Vec<String>)], locale: Locale) -> AnyView {
    let blocks = blocks.iter().map(|(name, items)| {
        let n = items.len().to_string();
        let items = items.iter().map(|i| view! { <li>{set(locale, i)}</li> }).collect_view();
        view! { <details><summary>{BLOCK.fill(locale, &[("id", name), ("n", &n)])}</summary><ul class="frozen">{items}</ul></details> }
    });
    view! { <div class="blocks"><small>{BLOCKS.get(locale)}</small>{blocks.collect_view()}</div> }.into_any()
}

fn controls(row: &OrderRow, action: &str, revision: u32, locale: Locale) -> AnyView {
    let button = |value: &'static str, words: Words, sign: &'static str| {
        let label = format!("{}: {}", words.get(locale), row.text);
        view! { <button class="btn quiet" name="action" value=value aria-label=label title=words.get(locale)><span aria-hidden="true">{sign}</span></button> }
    };
    let free = row.hold == Hold::Free;
    view! {
        <form method="post" action=action.to_owned() class="row">
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="code" value=row.code.clone()/>
            {free.then(|| button("up", UP, "↑"))}
            {free.then(|| button("down", DOWN, "↓"))}
            {button("remove", OUT, "×")}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_put_to_anybody_here_has_no_number() {
        let row = |code: &str, put| OrderRow {
            code: code.to_owned(),
            text: code.to_owned(),
            about: String::new(),
            problem: None,
            hold: Hold::Core,
            put,
            blocks: Vec::new(),
        };
        let order = Order {
            rows: vec![row("D_VILLAGE", false), row("Q_OVERALL", true)],
            asked: 1,
            conditional: 0,
            seconds: 8,
        };
        let html = crate::render::to_html(|| column(order, "/surveys/drafts/d", 1, Locale::En));
        let numbered = html.matches("<li id=\"item-").count() - html.matches("class=\"unasked\"").count();
        assert!(numbered == 1 && html.contains("1 item, about"), "{html}");
    }
}
