//! `/surveys/{wave}/written`: what residents wrote, by question; for the county alone.

use leptos::prelude::*;

use super::{SURVEYS, kicker};
use crate::{
    desk::{
        format::number,
        parts::{phrases, source},
    },
    words::{Locale, Words},
};

/// What people wrote to one question, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Fewer wrote than may be shown, or nobody did: which of the two is not said.
    Few,
    /// They are shown.
    Shown {
        /// How many wrote.
        wrote: usize,
        /// How many of them hold what was searched for.
        matching: usize,
        /// The first of those, in the order of the words.
        texts: Vec<String>,
    },
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Code.
    pub code: String,
    /// The question as asked.
    pub words: String,
    /// What was written.
    pub texts: Texts,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct WrittenPage {
    /// Language.
    pub locale: Locale,
    /// Wave.
    pub wave: String,
    /// Its title.
    pub title: String,
    /// Its area.
    pub area: String,
    /// Findings are made.
    pub closed: bool,
    /// Below so many nothing is shown.
    pub k: u64,
    /// What is searched for; empty for all.
    pub query: String,
    /// Questions in the order asked.
    pub questions: Vec<Question>,
}

/// The name of the page, where others lead to it.
pub const NAME: Words = Words("居民写的话", "居民寫的話", "What residents wrote");
const HEADLINE: Words = Words(
    "居民写的话：{n} 条",
    "居民寫的話：{n} 條",
    "What residents wrote: {n} {n:text|texts}",
);
const LATER: Words = Words(
    "结束以后才看得到居民写的话",
    "結束以後才看得到居民寫的話",
    "What residents wrote is shown once the survey is over",
);
const LATER_WHAT: Words = Words(
    "收卷期间只看得到有多少人答了。同一轮的调查要等最后一份结束。",
    "收卷期間只看得到有多少人答了。同一輪的調查要等最後一份結束。",
    "While it is open you see how many answered. In a round, the last survey has to be over.",
);
const NOTHING: Words = Words(
    "这份问卷没有请居民自己写的题",
    "這份問卷沒有請居民自己寫的題",
    "This form does not ask residents to write",
);
const LEAD: Words = Words(
    "只有县里看得到。按题目列，不写是哪个村、哪一天、什么人写的；按文字本身排，不按先后。",
    "只有縣裡看得到。按題目列，不寫是哪個村、哪一天、什麼人寫的；按文字本身排，不按先後。",
    "For the county alone. By question, without village, day or person; in the order of the words themselves, not of arrival.",
);
const CARE: Words = Words(
    "居民可能写到人名或自己的事：不要转发，不要去找是谁写的。",
    "居民可能寫到人名或自己的事：不要轉發，不要去找是誰寫的。",
    "People may name others or tell of themselves: do not pass it on, and do not look for who wrote it.",
);
const SEARCH: Words = Words("找写到这几个字的", "找寫到這幾個字的", "Texts that hold");
const GO: Words = Words("找", "找", "Search");
const ALL: Words = Words("看全部", "看全部", "Show all");
const FEW: Words = Words(
    "不到 {k} 人写，不显示。",
    "不到 {k} 人寫，不顯示。",
    "Fewer than {k} wrote; not shown.",
);
const WROTE: Words = Words("{n} 人写了", "{n} 人寫了", "{n} {n:person|people} wrote");
const FOUND: Words = Words(
    "{n} 人写了，其中 {m} 条写到“{q}”",
    "{n} 人寫了，其中 {m} 條寫到「{q}」",
    "{n} {n:person|people} wrote, {m} with “{q}”",
);
const CUT: Words = Words(
    "先列 {n} 条，别的用上面的框找。",
    "先列 {n} 條，別的用上面的框找。",
    "The first {n} stand here; find the others with the box above.",
);
const FOOT: Words = Words(
    "来源：本县调查“{t}”的答卷，计入的全部；原样照录。",
    "來源：本縣調查「{t}」的答卷，計入的全部；原樣照錄。",
    "Source: all counted answers of the county’s survey “{t}”, word for word.",
);

/// The page.
pub fn page(page: WrittenPage) -> AnyView {
    let locale = page.locale;
    let back = format!("/surveys/{}", page.wave);
    let trail = vec![
        ("/surveys".to_owned(), SURVEYS.get(locale).to_owned()),
        (back, format!("{} · {}", page.area, page.title)),
    ];
    let head = |said: String, lead: AnyView| {
        view! {
            <header class="stack">{kicker(trail, NAME.get(locale).to_owned())}<h1>{phrases(&said)}</h1>{lead}</header>
        }
    };
    if !page.closed {
        let lead = view! { <p>{LATER_WHAT.get(locale)}</p> }.into_any();
        return head(LATER.get(locale).to_owned(), lead).into_any();
    }
    if page.questions.is_empty() {
        return head(NOTHING.get(locale).to_owned(), ().into_any()).into_any();
    }
    let all: usize = page.questions.iter().map(|q| q.texts.wrote()).sum();
    let said = HEADLINE.fill(locale, &[("n", &number(all as f64, 0))]);
    let lead = view! { <p>{LEAD.get(locale)}</p><p>{CARE.get(locale)}</p> }.into_any();
    let action = format!("/surveys/{}/written", page.wave);
    let whole = (!page.query.is_empty()).then(|| view! { <a href=action.clone()>{ALL.get(locale)}</a> });
    let questions = page.questions.iter().map(|q| question(q, &page)).collect_view();
    view! {
        {head(said, lead)}
        <form method="get" action=action.clone() class="find" role="search">
            <label for="q">{SEARCH.get(locale)}</label>
            <div class="row"><input class="entry" type="search" id="q" name="q" value=page.query.clone() dir="auto"/>
                <button class="btn">{GO.get(locale)}</button></div>{whole}
        </form>
        {questions}
        {source(vec![FOOT.fill(locale, &[("t", &page.title)])])}
    }
    .into_any()
}

impl Texts {
    /// How many texts are told of.
    fn wrote(&self) -> usize {
        match self {
            Self::Few => 0,
            Self::Shown { wrote, .. } => *wrote,
        }
    }
}

fn question(question: &Question, page: &WrittenPage) -> AnyView {
    let locale = page.locale;
    let id = format!("item-{}", question.code);
    let body = match &question.texts {
        Texts::Few => {
            view! { <p class="muted">{FEW.fill(locale, &[("k", &page.k.to_string())])}</p> }.into_any()
        }
        Texts::Shown {
            wrote,
            matching,
            texts,
        } => {
            let count = |n: usize| number(n as f64, 0);
            let said = if page.query.is_empty() {
                WROTE.fill(locale, &[("n", &count(*wrote))])
            } else {
                let facts = [
                    ("n", &*count(*wrote)),
                    ("m", &count(*matching)),
                    ("q", &page.query),
                ];
                FOUND.fill(locale, &facts)
            };
            let cut = (texts.len() < *matching)
                .then(|| view! { <p class="muted">{CUT.fill(locale, &[("n", &count(texts.len()))])}</p> });
            let rows = texts
                .iter()
                .map(|t| view! { <li dir="auto">{t.clone()}</li> })
                .collect_view();
            view! { <p class="muted" dir="auto">{said}</p>{cut}<ul class="frozen written">{rows}</ul> }
                .into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby=id.clone()><h2 id=id.clone()><bdi>{question.words.clone()}</bdi></h2>{body}</section>
    }
    .into_any()
}
