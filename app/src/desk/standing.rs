//! “Low two years running: is it true?”: from two years of ranks or scores to where places truly stand. Usable with nothing
//! loaded; every figure is `insight::standing`'s.

mod figure;
mod typed;

use std::collections::BTreeMap;

use insight::standing::{Standing, Standings};
use leptos::prelude::*;

use super::{
    finding::Unit,
    format::{chance, number},
    parts::{doubt_beside, phrases, source},
    surveys::form::Form,
};
use crate::words::{Locale, Words};

/// What the page is called.
pub const QUESTION: Words = Words(
    "两年靠后，是真的吗？",
    "兩年靠後，是真的嗎？",
    "Low two years running: is it true?",
);

const ONCE: Words = Words(
    "这次靠后，是真的吗？",
    "這次靠後，是真的嗎？",
    "Low this time: is it true?",
);

/// What is asked of so many waves: two years running only where there are two.
pub fn question(waves: usize) -> Words {
    if waves == 1 { ONCE } else { QUESTION }
}

/// A probability from which something counts as sure here.
const SURE: f64 = 0.95;

/// An answer with the words it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// As computed.
    pub found: Standings,
    /// Place as the answer names it → name as people say it; absent where it is the same.
    pub names: BTreeMap<String, String>,
    /// Wave as the answer names it → name as people say it; absent where it is the same.
    pub waves: BTreeMap<String, String>,
    /// Places in the order to be shown in; by expected rank where empty.
    pub order: Vec<String>,
    /// What somebody declared: label, value.
    pub declared: Vec<(String, String)>,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// What the county's places are.
    pub unit: Unit,
    /// The answer; none before anything is known or typed.
    pub answer: Option<Answer>,
    /// Is the answer about what was typed?
    pub typed: bool,
    /// Why the county's own scores give no answer.
    pub why_not: Option<String>,
    /// The form.
    pub form: Form,
    /// Where the county's scores come from; empty for what was typed.
    pub source: Vec<String>,
    /// Hash of the settings of the report that the scores are of; none for what was typed.
    pub judged: Option<String>,
}

impl Page {
    /// What the page asks, by how many waves are known.
    pub fn question(&self) -> Words {
        question(self.answer.as_ref().map_or(0, |a| a.found.waves.len()))
    }
}

/// Headline and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The finding.
    pub headline: String,
    /// How many places it is about.
    pub standfirst: String,
}

impl Answer {
    fn name(&self, place: &str) -> String {
        self.names.get(place).cloned().unwrap_or_else(|| place.to_owned())
    }

    /// A wave by name.
    fn wave(&self, locale: Locale, id: &str) -> String {
        self.waves.get(id).cloned().unwrap_or_else(|| year(locale, id))
    }

    fn waves(&self, locale: Locale) -> String {
        // a survey has a name, a year has none
        let quoted = |id: &String| match self.waves.get(id) {
            Some(name) => Words("“{w}”", "「{w}」", "“{w}”").fill(locale, &[("w", name)]),
            None => year(locale, id),
        };
        let all: Vec<String> = self.found.waves.iter().map(quoted).collect();
        all.join(if locale == Locale::En { ", " } else { "、" })
    }

    /// The places as they are to stand.
    fn rows(&self) -> Vec<&Standing> {
        let mut all: Vec<&Standing> = self.found.places.iter().collect();
        let at = |s: &Standing| self.order.iter().position(|p| p == &s.place);
        all.sort_by(|a, b| {
            at(a)
                .cmp(&at(b))
                .then(a.expected_rank.total_cmp(&b.expected_rank))
        });
        all
    }

    /// Places whose rank lay in the lower half every time.
    fn low(&self) -> Vec<&Standing> {
        let middle = (self.found.of as f64 + 1.0) / 2.0;
        let low = |s: &&Standing| s.ranks.iter().all(|r| r.is_some_and(|r| r > middle));
        self.found.places.iter().filter(low).collect()
    }

    /// Of these, the one whose ranks as they were are the lowest on average; none where several share that.
    fn lowest<'a>(&self, low: &[&'a Standing]) -> Option<&'a Standing> {
        let mean = |s: &Standing| {
            let ranks: Vec<f64> = s.ranks.iter().copied().flatten().collect();
            ranks.iter().sum::<f64>() / ranks.len().max(1) as f64
        };
        let last = low.iter().map(|s| mean(s)).max_by(f64::total_cmp)?;
        let mut all = low.iter().filter(|s| mean(s) >= last);
        let first = all.next()?;
        all.next().is_none().then_some(*first)
    }

    /// What can be said first.
    pub fn lead(&self, locale: Locale) -> Lead {
        let low = self.low();
        let asked = match self.found.places.as_slice() {
            [only] => Some(only),
            _ => low
                .iter()
                .copied()
                .max_by(|a, b| a.expected_rank.total_cmp(&b.expected_rank)),
        };
        let every = every_time(locale, self.found.waves.len());
        let Some(asked) = asked else {
            return Lead {
                headline: Words(
                    "没有一个地方{e}排在后一半。",
                    "沒有一個地方{e}排在後一半。",
                    "No place was in the lower half {e}.",
                )
                .fill(locale, &[("e", &every)]),
                standfirst: String::new(),
            };
        };
        let was_low = low.iter().any(|s| s.place == asked.place);
        let words = if was_low {
            Words(
                "{p}{e}排在后一半：真是最后一名的可能{l}，其实属于前一半的可能{u}。",
                "{p}{e}排在後一半：真是最後一名的可能{l}，其實屬於前一半的可能{u}。",
                "{p} was in the lower half {e}: the chance that it truly is last is {l}, that it truly belongs in the upper half {u}.",
            )
        } else {
            Words(
                "{p}：真是最后一名的可能{l}，真正属于前一半的可能{u}。",
                "{p}：真是最後一名的可能{l}，真正屬於前一半的可能{u}。",
                "{p}: the chance that it truly is last is {l}, that it truly belongs in the upper half {u}.",
            )
        };
        let headline = words.fill(
            locale,
            &[
                ("p", &self.name(&asked.place)),
                ("e", &every),
                ("l", &spaced(locale, chance(locale, asked.last))),
                ("u", &spaced(locale, chance(locale, asked.upper_half))),
            ],
        );
        let unsure = low.iter().filter(|s| s.lower_half < SURE).count();
        let sure = low.len() - unsure;
        let mut standfirst = if low.len() > 1 {
            match (sure, unsure) {
                (_, 0) => Words(
                    "{e}排在后一半的有 {k} 个；每一个真正也在后一半的把握都在 95% 以上。",
                    "{e}排在後一半的有 {k} 個；每一個真正也在後一半的把握都在 95% 以上。",
                    "{k} {k:place|places} ranked in the lower half {e}; each of them truly belongs there with a chance of 95% or more.",
                ),
                (0, _) => Words(
                    "{e}排在后一半的有 {k} 个；真正也在后一半的把握都不到 95%，还说不准。",
                    "{e}排在後一半的有 {k} 個；真正也在後一半的把握都不到 95%，還說不準。",
                    "{k} {k:place|places} ranked in the lower half {e}; of none is it 95% sure that it truly belongs there.",
                ),
                _ => Words(
                    "{e}排在后一半的有 {k} 个；真正也在后一半的，其中 {s} 个有 95% 以上的把握，{m} 个还说不准。",
                    "{e}排在後一半的有 {k} 個；真正也在後一半的，其中 {s} 個有 95% 以上的把握，{m} 個還說不準。",
                    "{k} {k:place|places} ranked in the lower half {e}; {s} of them truly {s:belongs|belong} there with a chance of 95% or more, of {m} it cannot be said yet.",
                ),
            }
            .fill(
                locale,
                &[
                    ("e", &every),
                    ("k", &low.len().to_string()),
                    ("s", &sure.to_string()),
                    ("m", &unsure.to_string()),
                ],
            )
        } else {
            String::new()
        };
        if let Some(lower) = self.lowest(&low).filter(|s| was_low && s.place != asked.place) {
            let words = Words(
                "单看{w}，{o}更靠后；算进抽样误差，最可能真靠后的是{p}。",
                "單看{w}，{o}更靠後；算進抽樣誤差，最可能真靠後的是{p}。",
                "By {w} alone {o} is lower; with sampling error allowed for, {p} is expected to stand lowest.",
            );
            let by = match self.found.from {
                "scores" => Words("得分", "得分", "scores"),
                _ => Words("名次", "名次", "ranks"),
            };
            if !standfirst.is_empty() {
                standfirst.push_str(locale.space());
            }
            standfirst.push_str(&words.fill(
                locale,
                &[
                    ("w", by.get(locale)),
                    ("o", &self.name(&lower.place)),
                    ("p", &self.name(&asked.place)),
                ],
            ));
        }
        Lead { headline, standfirst }
    }

    /// How sure: what it rests on, and what was assumed.
    fn doubts(&self, locale: Locale) -> Vec<(String, String)> {
        let found = &self.found;
        let mut rows = vec![(
            Words("比的是", "比的是", "Compared").get(locale).to_owned(),
            Words("{n} 个地方，{w}", "{n} 個地方，{w}", "{n} {n:place|places}, {w}").fill(
                locale,
                &[("n", &found.of.to_string()), ("w", &self.waves(locale))],
            ),
        )];
        rows.extend(self.declared.iter().cloned());
        rows.push((
            Words("各地真实差异", "各地真實差異", "True differences")
                .get(locale)
                .to_owned(),
            if found.spread_declared {
                Words(
                    "标准差 {s} 分，是填的",
                    "標準差 {s} 分，是填的",
                    "standard deviation {s} {s:point|points}, as declared",
                )
            } else {
                Words(
                    "标准差约 {s} 分，从得分估计",
                    "標準差約 {s} 分，從得分估計",
                    "standard deviation about {s} {s:point|points}, learnt from the scores",
                )
            }
            .fill(locale, &[("s", &number(found.spread, 1))]),
        ));
        if !found.assumed.is_empty() {
            let all: Vec<String> = found.assumed.iter().map(|a| assumed(locale, a)).collect();
            rows.push((
                Words(
                    "没人给出，按常规取的",
                    "沒人給出，按常規取的",
                    "Assumed, for nobody gave it",
                )
                .get(locale)
                .to_owned(),
                all.join(if locale == Locale::En { ", " } else { "，" }),
            ));
        }
        let still = Words(
            "各次之间，各地真正的高低没有变",
            "各次之間，各地真正的高低沒有變",
            "That where places truly stand did not change in between",
        );
        if found.waves.len() > 1 && found.drift == 0.0 {
            rows.push((
                Words("当作", "當作", "Taken for granted").get(locale).to_owned(),
                still.get(locale).to_owned(),
            ));
        }
        rows
    }
}

/// “两次都”, “both times”.
fn every_time(locale: Locale, waves: usize) -> String {
    match waves {
        1 => Words("这一次", "這一次", "this time").get(locale).to_owned(),
        2 => Words("两次都", "兩次都", "both times").get(locale).to_owned(),
        n => Words("{n} 次都", "{n} 次都", "all {n} times").fill(locale, &[("n", &n.to_string())]),
    }
}

/// “第 1 年” for a year that was not named: a bare count.
fn year(locale: Locale, name: &str) -> String {
    match name.parse::<u8>() {
        Ok(n) => Words("第 {n} 年", "第 {n} 年", "year {n}").fill(locale, &[("n", &n.to_string())]),
        Err(_) => name.to_owned(),
    }
}

/// `deff = 1.8` in words.
fn assumed(locale: Locale, written: &str) -> String {
    let (name, value) = written.split_once(" = ").unwrap_or((written, ""));
    let words = match name {
        "deff" => Words("设计效应 {v}", "設計效應 {v}", "design effect {v}"),
        "sd" => Words(
            "人与人之间的标准差 {v} 分",
            "人與人之間的標準差 {v} 分",
            "standard deviation between people {v} {v:point|points}",
        ),
        _ => return written.to_owned(),
    };
    words.fill(locale, &[("v", value)])
}

/// A figure behind Chinese words stands off by a space.
fn spaced(locale: Locale, text: String) -> String {
    if locale != Locale::En && text.starts_with(|c: char| c.is_ascii_digit()) {
        format!(" {text}")
    } else {
        text
    }
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let locale = page.locale;
    let lead = page.answer.as_ref().map(|a| a.lead(locale));
    let kicker = match (&page.answer, page.typed) {
        (Some(_), true) => Words(
            " · {q} · 按您填的",
            " · {q} · 按您填的",
            " · {q} · From what you typed",
        ),
        (Some(_), false) => Words(
            " · {q} · 本县总体满意度",
            " · {q} · 本縣總體滿意度",
            " · {q} · The county’s overall satisfaction",
        ),
        (None, _) => Words("", "", ""),
    }
    .fill(locale, &[("q", page.question().get(locale))]);
    let headline = lead
        .as_ref()
        .map_or_else(|| QUESTION.get(locale).to_owned(), |l| l.headline.clone());
    let standfirst = lead
        .as_ref()
        .map(|l| l.standfirst.clone())
        .filter(|s| !s.is_empty());
    let doubt = page.answer.as_ref().map(|a| {
        let rows = a.doubts(locale);
        doubt_beside(locale, rows)
    });
    let meaning = Words(
        "名次每年都会因为抽到谁而变动。这里算的是：去掉这种偶然之后，一个地方真正站在哪里。",
        "名次每年都會因為抽到誰而變動。這裡算的是：去掉這種偶然之後，一個地方真正站在哪裡。",
        "Ranks move every year with whoever happened to be asked. This asks where a place truly stands once that chance is allowed for.",
    );
    view! {
        <header class="lede">
            <div>
                <p class="kicker"><a href="/townships">{page.unit.room().get(locale)}</a>{kicker}</p>
                <h1>{phrases(&headline)}</h1>
                {standfirst.map(|s| view! { <p class="standfirst">{s}</p> })}
                <p class="standfirst muted">{meaning.get(locale)}</p>
                {page.why_not.clone().map(|w| view! { <p class="standfirst muted">{w}</p> })}
            </div>
            {doubt}
        </header>
        {super::surveys::form::summary(&page.form, locale)}
        {page.answer.as_ref().map(|a| figure::section(locale, a))}
        {typed::section(page)}
        {(!page.source.is_empty()).then(|| source(page.source.clone()))}
        {page.judged.as_ref().map(|hash| super::finding::judged_by(locale, hash))}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three places low both times and one that is not, with these chances of truly being low.
    fn lead(lower: [f64; 3]) -> String {
        answer(lower).lead(Locale::ZhHans).standfirst
    }

    fn answer(lower: [f64; 3]) -> Answer {
        let place = |at: usize, lower_half: f64| Standing {
            place: at.to_string(),
            ranks: vec![Some(5.0 + at as f64); 2],
            upper_half: 1.0 - lower_half,
            lower_half,
            last: 0.2,
            expected_rank: 5.0 + at as f64,
            monte_carlo_error: None,
        };
        let mut places: Vec<Standing> = (0..3).map(|i| place(i, lower[i])).collect();
        places.push(Standing {
            ranks: vec![Some(1.0); 2],
            ..place(3, 0.01)
        });
        let found = Standings {
            places,
            waves: vec!["1".to_owned(), "2".to_owned()],
            of: 8,
            spread: 5.0,
            spread_declared: false,
            drift: 0.0,
            from: "ranks",
            method: "DRAWS".to_owned(),
            assumed: Vec::new(),
        };
        Answer {
            found,
            names: BTreeMap::new(),
            waves: BTreeMap::new(),
            order: Vec::new(),
            declared: Vec::new(),
        }
    }

    #[test]
    fn why_the_place_named_is_not_the_one_with_the_lowest_figures_is_said() {
        let mut answer = answer([0.99, 0.97, 0.96]);
        assert!(!answer.lead(Locale::En).standfirst.contains("alone"));
        // the first is asked so few that its low figures may be chance
        answer.found.places[0].ranks = vec![Some(8.0); 2];
        let said = answer.lead(Locale::En);
        assert!(said.headline.starts_with("2 was in the lower half"), "{said:?}");
        assert!(
            said.standfirst.ends_with(
                "By ranks alone 0 is lower; with sampling error allowed for, 2 is expected to stand lowest."
            ),
            "{said:?}"
        );
        answer.found.places[2].ranks = vec![Some(8.0); 2];
        assert!(
            !answer.lead(Locale::En).standfirst.contains("alone"),
            "both lie as low"
        );
    }

    #[test]
    fn how_many_are_surely_low_is_said_without_two_negations() {
        let all = lead([0.99, 0.97, 0.96]);
        assert!(
            all.ends_with("的有 3 个；每一个真正也在后一半的把握都在 95% 以上。"),
            "{all}"
        );
        let some = lead([0.99, 0.80, 0.70]);
        assert!(
            some.ends_with("其中 1 个有 95% 以上的把握，2 个还说不准。"),
            "{some}"
        );
        let none = lead([0.90, 0.80, 0.70]);
        assert!(none.ends_with("把握都不到 95%，还说不准。"), "{none}");
    }
}
