//! What came in and is not counted: how much, why and on which day, and what the county decided about it. Never what
//! was answered.

mod ruling;

use charts::{Cell, Header, Table};
use leptos::prelude::*;

pub use ruling::{Choice, Proposal, Ruled, ruling_words};

use super::{SURVEYS, form::Form, kicker};
use crate::{
    desk::{
        format::number,
        parts::{phrases, source, table},
    },
    resident::WITHDRAWN,
    words::{Locale, Words},
};

/// One reason on one day.
#[derive(Clone, Debug)]
pub struct ApartRow {
    /// Came after grace; otherwise its id was known with other content.
    pub late: bool,
    /// Day received, `YYYY-MM-DD`.
    pub day: String,
    /// Submissions.
    pub count: u64,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct ApartPage {
    /// Language.
    pub locale: Locale,
    /// Wave.
    pub wave: String,
    /// Its title.
    pub title: String,
    /// Its area.
    pub area: String,
    /// Rows, by reason and day.
    pub rows: Vec<ApartRow>,
    /// The county took the survey back: nothing of it counts.
    pub withdrawn: bool,
    /// Findings are made: nothing is decided any more.
    pub settled: bool,
    /// What may be decided now.
    pub choices: Vec<Choice>,
    /// A ruling that waits for the second confirmation.
    pub proposal: Option<Proposal>,
    /// What was decided, oldest first.
    pub ruled: Vec<Ruled>,
    /// What was typed: `ruling`, `reason`.
    pub form: Form,
}

/// The name of the page, where others lead to it.
pub const NAME: Words = Words("另外存着的答卷", "另外存著的答卷", "Submissions kept apart");
const HEADLINE: Words = Words(
    "{n} 份另外存着，没有计入结果：晚到 {l} 份，编号相同而内容不同 {q} 份",
    "{n} 份另外存著，沒有計入結果：晚到 {l} 份，編號相同而內容不同 {q} 份",
    "{n} {n:submission is|submissions are} kept apart and not counted: {l} late, {q} with other content under the same number",
);
const NONE: Words = Words(
    "没有另外存着的答卷，收到的都计入了",
    "沒有另外存著的答卷，收到的都計入了",
    "Nothing is kept apart; all that came in is counted",
);
const NONE_WHAT: Words = Words(
    "宽限之后才到的，或编号相同而内容不同的，会列在这里。",
    "寬限之後才到的，或編號相同而內容不同的，會列在這裡。",
    "What arrives after grace, or under the same number with other content, will be listed here.",
);
const BACK: Words = Words("回到这次调查", "回到這次調查", "Back to the survey");
const CAPTION: Words = Words(
    "按原因和收到的日子",
    "按原因和收到的日子",
    "By reason and day received",
);
const REASON: Words = Words("原因", "原因", "Reason");
const DAY: Words = Words("收到的日子", "收到的日子", "Day received");
const COUNT: Words = Words("份数", "份數", "Submissions");
const LATE: Words = Words("晚到：宽限之后才到", "晚到：寬限之後才到", "Late: after grace");
const CONFLICT: Words = Words(
    "编号相同，内容不同",
    "編號相同，內容不同",
    "Same number, other content",
);
const FOOT: [Words; 3] = [
    Words(
        "晚到的不计入，原样存到保存期满。编号相同而内容不同的，先到的那份已计入，后到的留着核对，比如同一份纸卷录了两遍。",
        "晚到的不計入，原樣存到保存期滿。編號相同而內容不同的，先到的那份已計入，後到的留著核對，比如同一份紙卷錄了兩遍。",
        "Late submissions are not counted; they are kept until the period of keeping ends. Under one number the first is counted and the other kept to be looked at, e.g. one paper form typed in twice.",
    ),
    Words(
        "怎么处理，在结果算出之前可以决定；宽限一过，结果马上就算，之后不再改动。",
        "怎麼處理，在結果算出之前可以決定；寬限一過，結果馬上就算，之後不再改動。",
        "What becomes of them can be decided until the findings are made, which happens as soon as grace is over; after that nothing is changed.",
    ),
    Words(
        "这里只有份数，看不到怎么答的。",
        "這裡只有份數，看不到怎麼答的。",
        "Only counts stand here, never how somebody answered.",
    ),
];

/// The page.
pub fn page(page: ApartPage) -> AnyView {
    let locale = page.locale;
    let sum = |late: bool| -> u64 { page.rows.iter().filter(|r| r.late == late).map(|r| r.count).sum() };
    let (late, conflict) = (sum(true), sum(false));
    let headline = if page.withdrawn {
        WITHDRAWN.get(locale).to_owned()
    } else if page.rows.is_empty() {
        NONE.get(locale).to_owned()
    } else {
        HEADLINE.fill(
            locale,
            &[
                ("n", &number((late + conflict) as f64, 0)),
                ("l", &number(late as f64, 0)),
                ("q", &number(conflict as f64, 0)),
            ],
        )
    };
    let back = format!("/surveys/{}", page.wave);
    let trail = vec![
        ("/surveys".to_owned(), SURVEYS.get(locale).to_owned()),
        (back.clone(), format!("{} · {}", page.area, page.title)),
    ];
    let list = if page.rows.is_empty() && page.withdrawn {
        ().into_any()
    } else if page.rows.is_empty() {
        view! { <p>{NONE_WHAT.get(locale)}</p> }.into_any()
    } else {
        view! { <section class="section">{table(&twin(&page), locale, "apart")}</section> }.into_any()
    };
    view! {
        <header class="stack">{kicker(trail, NAME.get(locale).to_owned())}<h1>{phrases(&headline)}</h1></header>
        {ruling::wrong(&page)}
        {ruling::confirm(&page)}
        {list}
        {ruling::propose(&page)}
        {ruling::list(&page)}
        <p><a class="btn" href=back>{BACK.get(locale)}</a></p>
        {source(FOOT.map(|w| w.get(locale).to_owned()).into())}
    }
    .into_any()
}

fn header(words: Words, locale: Locale, number: bool) -> Header {
    Header {
        text: words.get(locale).to_owned(),
        number,
    }
}

fn text(shown: impl Into<String>) -> Cell {
    Cell {
        shown: shown.into(),
        value: None,
    }
}

fn count(n: u64) -> Cell {
    Cell {
        shown: number(n as f64, 0),
        value: Some(n as f64),
    }
}

fn twin(page: &ApartPage) -> Table {
    let locale = page.locale;
    let row = |r: &ApartRow| {
        let reason = if r.late { LATE } else { CONFLICT };
        vec![text(reason.get(locale)), text(r.day.clone()), count(r.count)]
    };
    Table {
        caption: CAPTION.get(locale).to_owned(),
        headers: vec![
            header(REASON, locale, false),
            header(DAY, locale, false),
            header(COUNT, locale, true),
        ],
        rows: page.rows.iter().map(row).collect(),
    }
}
