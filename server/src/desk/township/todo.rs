//! What a township can do this week: each thing once, with the pages that do it. There is always a next step.

use app::{
    desk::finding::{
        Facts,
        ahead::{Ahead, Next},
        joined,
        township::Todo,
    },
    words::{Locale, Words},
};
use insight::report::verdicts::Cell;
use survey::AreaCode;

use super::{Field, encode};

/// So many villages are named.
const NAMED: usize = 3;

/// What it follows from.
pub(super) struct Known<'a> {
    pub(super) facts: &'a Facts,
    pub(super) area: &'a AreaCode,
    pub(super) field: &'a Field,
    pub(super) ahead: &'a Ahead,
    /// The last day for statements, while they may be given.
    pub(super) reply_by: Option<&'a str>,
    /// Has the township said its own on this service?
    pub(super) said: &'a dyn Fn(&str) -> bool,
}

/// The list: what the field needs while it is open, what to clear up, what may be said, and what comes next.
pub(super) fn todo(known: &Known<'_>) -> Vec<Todo> {
    let open = known.field.open.as_deref().and_then(|wave| ask_more(known, wave));
    let cells = known.facts.report.verdicts.cells.iter();
    let listed: Vec<&Cell> = cells
        .filter(|c| &c.place.area == known.area && c.listed)
        .collect();
    let mut all: Vec<Todo> = [open, clear_up(known, &listed), say(known, &listed)]
        .into_iter()
        .flatten()
        .collect();
    let next = next(known);
    let leads_there = |t: &Todo| t.links.iter().any(|l| next.links.contains(l));
    if !all.iter().any(leads_there) {
        all.push(next);
    }
    all
}

/// Villages with too few answers to be shown apart, by name; none where there are none.
fn few(known: &Known<'_>) -> Option<String> {
    let locale = known.facts.locale;
    let k = known.facts.report.judgements.settings.k;
    let villages = known.field.villages.iter().filter(|v| v.answers < k);
    let names: Vec<String> = villages.map(|v| v.name.clone()).collect();
    let shown = joined(locale, &names[..names.len().min(NAMED)]);
    (!names.is_empty()).then(|| match names.len() > NAMED {
        true => Words("{l}等", "{l}等", "{l} and others").fill(locale, &[("l", &shown)]),
        false => shown,
    })
}

fn with_few(known: &Known<'_>, names: &str, words: Words) -> String {
    let k = known.facts.report.judgements.settings.k.to_string();
    words.fill(known.facts.locale, &[("l", names), ("k", &k)])
}

fn ask_more(known: &Known<'_>, wave: &str) -> Option<Todo> {
    let names = few(known)?;
    let locale = known.facts.locale;
    Some(Todo {
        what: Words("补问", "補問", "Ask more").get(locale).to_owned(),
        why: with_few(
            known,
            &names,
            Words(
                "{l}不到 {k} 份，那里的结果不能单独显示。",
                "{l}不到 {k} 份，那裡的結果不能單獨顯示。",
                "{l}: fewer than {k}, so nothing can be shown of them apart.",
            ),
        ),
        links: vec![(format!("/surveys/{}", encode(wave)), see(locale))],
    })
}

/// Services by name, and one link for each: the action alone where there is but one.
fn each(known: &Known<'_>, cells: &[&Cell], action: Words, mark: &str) -> (String, Vec<(String, String)>) {
    let (facts, locale) = (known.facts, known.facts.locale);
    let names: Vec<String> = cells.iter().map(|c| facts.domain(c.domain.as_str())).collect();
    let words = |name: &String| match cells {
        [_] => action.get(locale).to_owned(),
        _ => {
            Words("{d}：{a}", "{d}：{a}", "{d}: {a}").fill(locale, &[("d", name), ("a", action.get(locale))])
        }
    };
    let links = cells.iter().zip(&names);
    let links = links.map(|(cell, name)| (format!("{}{mark}", facts.card(cell)), words(name)));
    (joined(locale, &names), links.collect())
}

fn clear_up(known: &Known<'_>, listed: &[&Cell]) -> Option<Todo> {
    let locale = known.facts.locale;
    let (names, links) = each(known, listed, Words("看依据", "看依據", "See the evidence"), "");
    (!listed.is_empty()).then(|| Todo {
        what: Words("弄清", "弄清", "Clear up").get(locale).to_owned(),
        why: Words(
            "{d}投入较高而满意偏低，有六件事要先弄清。",
            "{d}投入較高而滿意偏低，有六件事要先弄清。",
            "{d}: spending is higher and satisfaction lower; six things come first.",
        )
        .fill(locale, &[("d", &names)]),
        links,
    })
}

/// Where a township writes its own, on the page of a service.
const STATEMENT: &str = "#statement";

/// Is it that the township may say its own?
pub(super) fn says(todo: &Todo) -> bool {
    todo.links.iter().any(|(href, _)| href.ends_with(STATEMENT))
}

fn say(known: &Known<'_>, listed: &[&Cell]) -> Option<Todo> {
    let (facts, locale) = (known.facts, known.facts.locale);
    let day = known.reply_by?;
    let unsaid: Vec<&Cell> = listed
        .iter()
        .filter(|c| !(known.said)(c.domain.as_str()))
        .copied()
        .collect();
    let (names, links) = each(known, &unsaid, Words("写说明", "寫說明", "Write it"), STATEMENT);
    (!unsaid.is_empty()).then(|| Todo {
        what: Words("说明", "說明", "Say").get(locale).to_owned(),
        why: facts.fill(
            Words(
                "{d}以前可以写{here}对{n}的说明，会和判断放在一起。",
                "{d}以前可以寫{here}對{n}的說明，會和判斷放在一起。",
                "Until {d} {here} may write its own statement on {n}; it stands beside the finding.",
            ),
            &[("d", &app::resident::day_words(locale.tag(), day)), ("n", &names)],
        ),
        links,
    })
}

/// When it is looked at again; after the end of a survey also where more should be asked then.
fn next(known: &Known<'_>) -> Todo {
    let (locale, ahead) = (known.facts.locale, known.ahead);
    let few = few(known).filter(|_| known.field.open.is_none());
    let what = match few {
        Some(_) => Words("下一轮多问", "下一輪多問", "Ask more next time"),
        None => Words("下一轮", "下一輪", "The next survey"),
    };
    let asked = few.map(|names| {
        with_few(
            known,
            &names,
            Words(
                "{l}这一轮不到 {k} 份，那里的结果不能单独显示；下一轮在那里多问。",
                "{l}這一輪不到 {k} 份，那裡的結果不能單獨顯示；下一輪在那裡多問。",
                "{l}: this time fewer than {k}, so nothing can be shown of them apart; ask more there next time.",
            ),
        )
    });
    let said: Vec<String> = asked.into_iter().chain([ahead.when(locale)]).collect();
    Todo {
        what: what.get(locale).to_owned(),
        why: said.join(locale.space()),
        links: vec![(
            ahead.href().to_owned(),
            match ahead.next {
                Next::Survey { .. } => see(locale),
                Next::Rhythm(_) | Next::Undecided => {
                    Words("排下一轮", "排下一輪", "Plan it").get(locale).to_owned()
                }
            },
        )],
    }
}

fn see(locale: Locale) -> String {
    Words("看这份调查", "看這份調查", "See this survey")
        .get(locale)
        .to_owned()
}
