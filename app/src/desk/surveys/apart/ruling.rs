//! Deciding about submissions kept apart, in two steps: proposed with a reason, then confirmed in sight of what changes.

use charts::Table;
use leptos::prelude::*;

use super::{ApartPage, COUNT, DAY, count, header, text};
use crate::{
    desk::{
        parts::table,
        surveys::form::{Input, summary},
    },
    words::{Locale, Words},
};

/// Something that may be decided.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What the form sends: ruling, day and number.
    pub value: String,
    /// The word of the ruling.
    pub ruling: &'static str,
    /// Day received, `YYYY-MM-DD`.
    pub day: String,
    /// Submissions it concerns.
    pub count: u64,
}

/// A ruling that waits for the second confirmation.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What would be done.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// Counted answers before and after.
    pub counted: (u64, u64),
    /// Submissions kept apart before and after.
    pub apart: (u64, u64),
}

/// A decision that was taken.
#[derive(Clone, Debug)]
pub struct Ruled {
    /// The word of the ruling.
    pub ruling: &'static str,
    /// Day it was taken, `YYYY-MM-DD`.
    pub day: String,
    /// Day the submissions were received, `YYYY-MM-DD`.
    pub received: String,
    /// How many they were.
    pub count: u64,
    /// Why.
    pub reason: String,
}

const DECIDE: Words = Words("决定怎么处理", "決定怎麼處理", "Decide what becomes of them");
const WHICH: Words = Words("处理哪些、怎么处理", "處理哪些、怎麼處理", "Which ones, and how");
const OF_DAY: Words = Words(
    "{day}收到的 {n} 份",
    "{day}收到的 {n} 份",
    "{n} received on {day}",
);
const WHY: Words = Words("理由", "理由", "Reason");
const WHY_HINT: Words = Words(
    "和决定一起记下来，一直留着。请不要写人名。",
    "和決定一起記下來，一直留著。請不要寫人名。",
    "Kept with the decision for good. Please write no names.",
);
const LOOK: Words = Words("先看会变什么", "先看會變什麼", "See what would change");
const NOT_YET: Words = Words(
    "还没有改动，请再看一遍",
    "還沒有改動，請再看一遍",
    "Nothing is changed yet; please look once more",
);
const COUNTED: Words = Words(
    "计入的：{a} 份 → {b} 份",
    "計入的：{a} 份 → {b} 份",
    "Counted: {a} → {b}",
);
const APART: Words = Words(
    "另外存着、还没定的：{a} 份 → {b} 份",
    "另外存著、還沒定的：{a} 份 → {b} 份",
    "Kept apart, undecided: {a} → {b}",
);
const SURE: Words = Words(
    "就这样办，并记下来",
    "就這樣辦，並記下來",
    "Do it, and keep a record",
);
const NO: Words = Words("不改", "不改", "Leave it as it is");
const SETTLED: Words = Words(
    "结果已经算出，这里不再改动；它们一直另外存着，份数看得到。",
    "結果已經算出，這裡不再改動；它們一直另外存著，份數看得到。",
    "The findings are made and nothing here is changed any more; these stay apart, and their number stays to be seen.",
);
const LIST: Words = Words("做过的决定", "做過的決定", "What was decided");
const DECIDED_ON: Words = Words("决定的日子", "決定的日子", "Decided on");
const WHAT: Words = Words("决定", "決定", "Decision");
const LIST_CAPTION: Words = Words(
    "只会加，不会改",
    "只會加，不會改",
    "Lines are added and never changed",
);

/// A ruling in words.
pub fn ruling_words(word: &str) -> Words {
    match word {
        "count_late" => Words("晚到的：计入", "晚到的：計入", "Late: count them"),
        "keep_late" => Words(
            "晚到的：不计入，继续另外存着",
            "晚到的：不計入，繼續另外存著",
            "Late: keep them apart",
        ),
        "take_second" => Words(
            "编号相同的：用后到的换下先到的，先到的另外存着",
            "編號相同的：用後到的換下先到的，先到的另外存著",
            "Same number: the second takes the place of the first, which is kept apart",
        ),
        _ => Words(
            "编号相同的：以先到的为准，后到的继续另外存着",
            "編號相同的：以先到的為準，後到的繼續另外存著",
            "Same number: the first stays counted, the second stays apart",
        ),
    }
}

fn in_words(locale: Locale, choice: &Choice) -> (String, String) {
    let day = crate::resident::day_words(locale.tag(), &choice.day);
    let of = OF_DAY.fill(locale, &[("day", &day), ("n", &choice.count.to_string())]);
    (ruling_words(choice.ruling).get(locale).to_owned(), of)
}

/// What is wrong with the first step, above everything else.
pub fn wrong(page: &ApartPage) -> Option<AnyView> {
    summary(&page.form, page.locale).filter(|_| asked(page))
}

/// Whether there is anything to choose, and nothing has been chosen yet.
fn asked(page: &ApartPage) -> bool {
    !page.choices.is_empty() && page.proposal.is_none() && !settled(page)
}

fn settled(page: &ApartPage) -> bool {
    page.settled && !page.withdrawn && !page.rows.is_empty()
}

/// The first step.
pub fn propose(page: &ApartPage) -> AnyView {
    let locale = page.locale;
    if settled(page) {
        return view! { <p class="muted">{SETTLED.get(locale)}</p> }.into_any();
    }
    if !asked(page) {
        return ().into_any();
    }
    let chosen = page.form.value("ruling");
    let amiss = page.form.error("ruling");
    let class = if amiss.is_some() {
        "kinds ask amiss"
    } else {
        "kinds"
    };
    let described = amiss.is_some().then_some("ruling-error");
    let choices = page.choices.iter().map(|choice| {
        let (what, of) = in_words(locale, choice);
        let checked = choice.value == chosen;
        view! { <label class="agree"><input type="radio" name="ruling" value=choice.value.clone() checked=checked/><span><b>{what}</b>"\u{a0}· "<small class="muted nb">{of}</small></span></label> }
    }).collect_view();
    view! {
        <section class="section" aria-labelledby="decide"><h2 id="decide">{DECIDE.get(locale)}</h2>
            <form method="post" action=format!("/surveys/{}/apart", page.wave) class="stack" novalidate>
                <fieldset class=class id="ruling" tabindex="-1" aria-describedby=described><legend>{WHICH.get(locale)}</legend>
                    {amiss.map(|m| view! { <p class="msg" id="ruling-error">{m}</p> })}{choices}</fieldset>
                {Input::text("reason", WHY.get(locale)).hint(WHY_HINT.get(locale)).required().view(&page.form)}
                <p><button class="btn">{LOOK.get(locale)}</button></p></form></section>
    }
    .into_any()
}

/// The second step.
pub fn confirm(page: &ApartPage) -> AnyView {
    let Some(proposal) = page.proposal.clone() else {
        return ().into_any();
    };
    let locale = page.locale;
    let (what, of) = in_words(locale, &proposal.choice);
    let change = |words: Words, (a, b): (u64, u64)| {
        words.fill(locale, &[("a", &a.to_string()), ("b", &b.to_string())])
    };
    let here = format!("/surveys/{}/apart", page.wave);
    view! {
        <section class="section" aria-labelledby="confirm" id="look"><h2 id="confirm">{NOT_YET.get(locale)}</h2>
            <p><b>{what}</b>"\u{a0}· "<span class="nb">{of}</span></p>
            <ul><li>{change(COUNTED, proposal.counted)}</li><li>{change(APART, proposal.apart)}</li></ul>
            <dl class="facts"><div><dt>{WHY.get(locale)}</dt><dd><bdi>{proposal.reason.clone()}</bdi></dd></div></dl>
            <div class="tools">
                <form method="post" action=here.clone()>
                    <input type="hidden" name="ruling" value=proposal.choice.value/>
                    <input type="hidden" name="reason" value=proposal.reason/>
                    <input type="hidden" name="step" value="confirm"/>
                    <button class="btn primary">{SURE.get(locale)}</button></form>
                <a class="btn" href=here>{NO.get(locale)}</a></div></section>
    }
    .into_any()
}

/// What was decided.
pub fn list(page: &ApartPage) -> AnyView {
    let locale = page.locale;
    if page.ruled.is_empty() {
        return ().into_any();
    }
    let row = |r: &Ruled| {
        vec![
            text(r.day.clone()),
            text(ruling_words(r.ruling).get(locale)),
            text(r.received.clone()),
            count(r.count),
            text(r.reason.clone()),
        ]
    };
    let twin = Table {
        caption: LIST_CAPTION.get(locale).to_owned(),
        headers: vec![
            header(DECIDED_ON, locale, false),
            header(WHAT, locale, false),
            header(DAY, locale, false),
            header(COUNT, locale, true),
            header(WHY, locale, false),
        ],
        rows: page.ruled.iter().map(row).collect(),
    };
    view! {
        <section class="section" aria-labelledby="ruled"><h2 id="ruled">{LIST.get(locale)}</h2>{table(&twin, locale, "decided")}</section>
    }
    .into_any()
}
