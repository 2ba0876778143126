//! What the township itself says of the finding, open for change until the day set for it.

use insight::report::scores::Source;
use leptos::prelude::*;

use super::super::Facts;
use crate::{
    resident::{day_words, text_area::TextArea},
    words::Words,
};

/// The most characters a statement may have.
pub const MOST: usize = 1_000;

/// What the township says, and whether it may still say it.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// In its own words; empty where it has said nothing.
    pub text: String,
    /// The day it was last changed.
    pub day: String,
    /// It may be changed until this day; none where no day was set.
    pub until: Option<String>,
    /// It may be changed now.
    pub open: bool,
    /// Where the form goes.
    pub action: String,
    /// Why the last try was refused; shown above the form with what was typed.
    pub refused: Option<String>,
}

/// Whether and until when a township may say its own, of a page that is about all of its services.
pub fn may_be_said(facts: &Facts, until: Option<&str>, open: bool) -> String {
    match until.filter(|_| open) {
        Some(day) => facts.fill(
            Words(
                "{d} 以前，{here}可以在每一项的页上写自己的说明。",
                "{d} 以前，{here}可以在每一項的頁上寫自己的說明。",
                "Until {d} {here} may write its own statement on the page of each service.",
            ),
            &[("d", &day_words(facts.locale.tag(), day))],
        ),
        None => closed(facts, until),
    }
}

/// Why nothing may be said: the day is past, or none was set.
pub fn closed(facts: &Facts, until: Option<&str>) -> String {
    let locale = facts.locale;
    let words = match (until, facts.report.wave.source) {
        (Some(day), _) => {
            return Words(
                "说明的期限是 {d}，已经过了，不能再写或改。",
                "說明的期限是 {d}，已經過了，不能再寫或改。",
                "Statements could be given until {d}; that is over.",
            )
            .fill(locale, &[("d", &day_words(locale.tag(), day))]);
        }
        (None, Source::Own) => Words(
            "这次调查没有定说明的截止日，所以不能写。截止日只在开一轮（全县一起做）的时候定。",
            "這次調查沒有定說明的截止日，所以不能寫。截止日只在開一輪（全縣一起做）的時候定。",
            "No day for statements was set for this survey, so none can be given. It is set when a round (the whole county together) is opened.",
        ),
        (None, Source::Published) => Words(
            "这些分数是别人测了公布的，不是县里开的一轮，没有说明的截止日，所以不能写。",
            "這些分數是別人測了公布的，不是縣裡開的一輪，沒有說明的截止日，所以不能寫。",
            "These scores were measured and published by others, not in a round of the county: no day for statements was set, so none can be given.",
        ),
    };
    words.get(locale).to_owned()
}

/// The section.
pub(super) fn section(facts: &Facts, statement: &Statement) -> AnyView {
    let locale = facts.locale;
    let s = statement.clone();
    let said = (!s.text.is_empty() && s.refused.is_none()).then(|| {
        let when = Words("{d}提交", "{d}提交", "given on {d}").fill(locale, &[("d", &day_words(locale.tag(), &s.day))]);
        view! { <blockquote class="said"><p>{s.text.clone()}</p><footer class="muted">{when}</footer></blockquote> }
    });
    let nothing = s.text.is_empty().then(|| {
        view! { <p class="muted">{facts.say(Words("{here}还没有说明。", "{here}還沒有說明。", "{Here} has said nothing yet."))}</p> }
    });
    let until = s.until.as_ref().map(|d| {
        Words(
            "{d}以前可以写或改。",
            "{d}以前可以寫或改。",
            "It can be written or changed until {d}.",
        )
        .fill(locale, &[("d", &day_words(locale.tag(), d))])
    });
    // what came after the last day is refused where no form stands any more
    let refused = s.refused.clone().map(|why| {
        let (head, to) = match s.open {
            true => (Words("没有存上；您写的还在", "沒有存上；您寫的還在", "It was not kept; what you wrote is still here"), "#statement-label"),
            false => (Words("没有存上", "沒有存上", "It was not kept"), "#statement"),
        };
        view! { <div class="summary" role="alert" tabindex="-1" autofocus id="refused"><h3>{head.get(locale)}</h3><ul><li><a href=to>{why}</a></li></ul></div> }
    });
    let form = s.open.then(|| {
        let amiss = s.refused.clone().map(|why| view! { <span class="msg" id="statement-error">{why}</span> });
        let (class, described) = match s.refused {
            Some(_) => ("ask amiss", "statement-error statement-most"),
            None => ("ask", "statement-most"),
        };
        let label = Words("{here}的说明（写事实：做了什么，什么时候投用，还差什么；不写人名）", "{here}的說明（寫事實：做了什麼，什麼時候投用，還差什麼；不寫人名）", "The statement of {here} (facts: what was done, when it went into service, what is missing; no names of people)");
        let most = Words("最多 {n} 字；留空就是收回。", "最多 {n} 字；留空就是收回。", "At most {n} {n:character|characters}; leave it empty to take it back.").fill(locale, &[("n", &MOST.to_string())]);
        let most: Vec<String> = [Some(most), until.clone()].into_iter().flatten().collect();
        view! {
            <form method="post" action=s.action.clone() class="stack screen-only">
                <div class=class><p id="statement-label" tabindex="-1"><b>{facts.say(label)}</b></p>{amiss}
                    <TextArea name="text".to_owned() described_by=described.to_owned() labelled_by="statement-label".to_owned() text=s.text.clone()/></div>
                <p class="muted" id="statement-most">{most.join(locale.space())}</p>
                <p><button class="btn primary">{Words("保存说明", "儲存說明", "Keep the statement").get(locale)}</button></p>
            </form>
        }
    });
    let closed = (!s.open).then(|| view! { <p class="muted">{closed(facts, s.until.as_deref())}</p> });
    view! {
        <section class="section" aria-labelledby="statement">
            <h2 id="statement" tabindex="-1">{facts.say(Words("{here}自己怎么说", "{here}自己怎麼說", "What {here} says"))}</h2>
            {said}{nothing}{refused}{form}{closed}
        </section>
    }
    .into_any()
}
