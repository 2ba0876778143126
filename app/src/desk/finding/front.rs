//! The front page's finding: where spending is higher and satisfaction lower, what may be wrong in that, and what chance
//! alone would give.

mod beside;

use std::collections::BTreeMap;

use insight::report::verdicts::{Bureau, Cell, Entry, List};
use leptos::prelude::*;
use survey::{AreaCode, content::WORDING};

use self::beside::Scale;
use super::{
    Facts,
    dots::dots,
    matrix::matrix,
    words::{gap, joined, lower, mistaken_words, spending, who},
};
use crate::{
    desk::{
        format::{number, p_value},
        parts::phrases,
    },
    words::{Locale, Words},
};

/// Headline and what stands right below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The finding.
    pub headline: String,
    /// What may be wrong in it, and what chance alone would give.
    pub standfirst: String,
}

fn entries(list: &List) -> Vec<&Entry> {
    list.strong.iter().chain(&list.probable).collect()
}

/// What can be said of the county; none where no verdict could be given at all.
pub fn lead(facts: &Facts) -> Option<Lead> {
    let list = facts.report.verdicts.list.as_ref()?;
    Some(if list.k == 0 {
        calm(facts, list)
    } else {
        found(facts, list)
    })
}

/// Is anything listed?
pub fn listed_any(facts: &Facts) -> bool {
    facts.report.verdicts.list.as_ref().is_some_and(|l| l.k > 0)
}

fn found(facts: &Facts, list: &List) -> Lead {
    let locale = facts.locale;
    let all = entries(list);
    // several services of one place are no several places
    let one = all
        .first()
        .filter(|first| all.len() > 1 && all.iter().all(|e| e.place.area == first.place.area));
    let mut names: Vec<String> = all
        .iter()
        .take(4)
        .map(|e| match one {
            Some(_) => facts.domain(e.domain.as_str()),
            None => facts.of(&e.place.name, e.domain.as_str()),
        })
        .collect();
    if all.len() > 4 {
        names.push(
            match one {
                Some(_) => Words("另 {n} 项", "另 {n} 項", "{n} more"),
                None => Words("另 {n} 处", "另 {n} 處", "{n} more"),
            }
            .fill(locale, &[("n", &(all.len() - 4).to_string())]),
        );
    }
    let names = joined(locale, &names);
    let k = list.k.to_string();
    let mistaken = mistaken_words(locale, list.expected_mistaken);
    let by_chance = list.chance.as_ref().filter(|c| c.no_longer_than_chance);
    let headline = match (one, by_chance) {
        (None, Some(_)) => Words(
            "{k} 处投入较高、满意偏低，碰巧也可能有这么多：{l}。",
            "{k} 處投入較高、滿意偏低，碰巧也可能有這麼多：{l}。",
            "{k} {k:place has|places have} higher spending and lower satisfaction, and chance alone could give as many: {l}.",
        ),
        (None, None) => Words(
            "{k} 处投入较高、满意偏低：{l}。",
            "{k} 處投入較高、滿意偏低：{l}。",
            "{k} {k:place has|places have} higher spending and lower satisfaction: {l}.",
        ),
        (Some(_), Some(_)) => Words(
            "{p} {k} 项服务投入较高、满意偏低，碰巧也可能有这么多：{l}。",
            "{p} {k} 項服務投入較高、滿意偏低，碰巧也可能有這麼多：{l}。",
            "{k} {k:service|services} in {p} {k:has|have} higher spending and lower satisfaction, and chance alone could give as many: {l}.",
        ),
        (Some(_), None) => Words(
            "{p} {k} 项服务投入较高、满意偏低：{l}。",
            "{p} {k} 項服務投入較高、滿意偏低：{l}。",
            "{k} {k:service|services} in {p} {k:has|have} higher spending and lower satisfaction: {l}.",
        ),
    }
    .fill(
        locale,
        &[
            ("k", &k),
            ("l", &names),
            ("p", one.map_or("", |e| &e.place.name)),
        ],
    );
    let wrong = if list.k == 1 {
        Words(
            "列出的这一处其实也可能不低。",
            "列出的這一處其實也可能不低。",
            "The one listed may in truth not be low.",
        )
    } else {
        Words(
            "列出的 {k} 处里，可能有 {x} 处其实不低。",
            "列出的 {k} 處裡，可能有 {x} 處其實不低。",
            "Of the {k} listed, {x} may in truth not be low.",
        )
    }
    .fill(locale, &[("k", &k), ("x", &mistaken)]);
    let chance = by_chance_words(locale, list, &|code| facts.status(code, &[]).label);
    let order = if by_chance.is_some() {
        [chance, wrong]
    } else {
        [wrong, chance]
    };
    let meaning = Words(
        "投入较高而满意偏低，是说投入尚未转化为满意，不等于资金使用不当。",
        "投入較高而滿意偏低，是說投入尚未轉化為滿意，不等於資金使用不當。",
        "It says that spending has not yet turned into satisfaction there, not that money was misused.",
    );
    let gaps = locale.space();
    let parts: Vec<&str> = order
        .iter()
        .map(String::as_str)
        .chain([meaning.get(locale)])
        .filter(|s| !s.is_empty())
        .collect();
    Lead {
        headline,
        standfirst: parts.join(gaps),
    }
}

/// How many places chance alone would list, or why that cannot be said; `label` has the words of a code. Nothing where neither
/// is known.
fn by_chance_words(locale: Locale, list: &List, label: &dyn Fn(&str) -> String) -> String {
    if let Some(c) = &list.chance {
        return Words(
            "投入若与满意无关，也会碰巧出现约 {e} 处（重排 {s} 次，p {p}）。",
            "投入若與滿意無關，也會碰巧出現約 {e} 處（重排 {s} 次，p {p}）。",
            "If spending had nothing to do with satisfaction, about {e} would still appear by chance ({s} {s:shuffle|shuffles}, p {p}).",
        )
        .fill(
            locale,
            &[
                ("e", &number(c.shuffled_expected, 1)),
                ("s", &number(c.shuffles as f64, 0)),
                ("p", &p_value(Some(c.p))),
            ],
        );
    }
    let why = |code: &str| {
        Words(
            "碰巧会出现几处，这里无法给出：{g}。",
            "碰巧會出現幾處，這裡無法給出：{g}。",
            "How many would appear by chance cannot be given: {g}.",
        )
        .fill(locale, &[("g", &lower(locale, &label(code)))])
    };
    list.chance_status.map_or_else(String::new, why)
}

/// Nothing can be said yet: that is the finding, and what would settle it.
fn calm(facts: &Facts, list: &List) -> Lead {
    let locale = facts.locale;
    let (n, told, needed) = (
        list.resolution.answers,
        list.resolution.detectable,
        list.resolution.needed_answers,
    );
    let materiality = facts.report.judgements.settings.materiality;
    let headline = Words(
        "现有数据还分不清哪里投入高而满意偏低。",
        "現有資料還分不清哪裡投入高而滿意偏低。",
        "These data cannot yet tell where spending is higher and satisfaction lower.",
    )
    .get(locale)
    .to_owned();
    let standfirst = match (n, told, needed) {
        (Some(n), Some(told), Some(needed)) => facts.fill(Words(
            "看了 {c} 格，没有一处够格列出。现在{each}每项约 {n} 份，只分得清 {t} 分以上的差异；要分清 {m} 分，{each}仍这样抽约需 {k} 份。",
            "看了 {c} 格，沒有一處夠格列出。現在{each}每項約 {n} 份，只分得清 {t} 分以上的差異；要分清 {m} 分，{each}仍這樣抽約需 {k} 份。",
            "{c} {c:cell was|cells were} looked at and none can be listed. With about {n} {n:answer|answers} a {unit} and service only differences above {t} {t:point|points} can be told; telling {m} {m:point|points} takes about {k} {k:answer|answers} a {unit} and service, drawn as these were.",
        ), &[
                ("c", &number(list.judged as f64, 0)),
                ("n", &number(n, 0)),
                ("t", &number(told, 1)),
                ("m", &number(2.0 * materiality, 0)),
                ("k", &number(needed, 0)),
            ],
        ),
        _ => Words(
            "看了 {c} 格，没有一处够格列出。",
            "看了 {c} 格，沒有一處夠格列出。",
            "{c} {c:cell was|cells were} looked at and none can be listed.",
        )
        .fill(locale, &[("c", &number(list.judged as f64, 0))]),
    };
    let mut standfirst = standfirst;
    if list.chance.is_none() {
        // nobody listed, and not known how many chance would list: why that is
        let why = by_chance_words(locale, list, &|code| facts.status(code, &[]).label);
        standfirst = [standfirst, why].join(locale.space()).trim_end().to_owned();
    }
    Lead { headline, standfirst }
}

/// Nothing could be judged at all: why that is, by the reason that stands in the way most often, and what would help.
pub fn held(facts: &Facts) -> Option<Lead> {
    let locale = facts.locale;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in &facts.report.verdicts.cells {
        *reasons
            .entry(cell.gate.as_deref().unwrap_or("NO_DATA"))
            .or_default() += 1;
    }
    let (most, _) = reasons.into_iter().max_by_key(|(_, n)| *n)?;
    // without money there is nothing to compare, whatever else stands in the way
    let money = ["NO_SPENDING", "NO_DEFLATOR", "NO_PRICE_INDEX", "NO_POPULATION"];
    let code = (money.into_iter().find(|c| facts.report.notices.contains(c))).unwrap_or(most);
    let said = facts.status(code, &[]);
    let space = locale.space();
    Some(Lead {
        headline: Words(
            "还不能判断哪里投入高而满意偏低：{g}。",
            "還不能判斷哪裡投入高而滿意偏低：{g}。",
            "Where spending is higher and satisfaction lower cannot be told yet: {g}.",
        )
        .fill(locale, &[("g", &lower(locale, &said.label))]),
        standfirst: [said.explanation, said.remedy].join(space),
    })
}

/// How sure: sample, what can be told, what cannot. `aside` where the headline is not drawn from this survey.
pub fn doubts(facts: &Facts, aside: bool) -> Vec<(String, String)> {
    let locale = facts.locale;
    let report = &facts.report;
    let mut all = Vec::new();
    if let Some(answers) = report.wave.answers {
        // answers of places where too few came, or none, are no score of theirs
        let scored = |area: &AreaCode| {
            let mut scores = report.scores.iter().flat_map(|m| &m.places);
            scores.any(|s| &s.area == area && s.value.is_some())
        };
        let given = report.places.iter().filter(|p| scored(&p.area)).count();
        let mut places = facts.counted(report.places.len());
        if given < report.places.len() {
            places = Words(
                "{p}里 {g} 个有得分",
                "{p}裡 {g} 個有得分",
                "{g} of {p} with scores",
            )
            .fill(locale, &[("p", &places), ("g", &given.to_string())]);
        }
        let how = if report.wave.open_link {
            Words("自愿参加的链接", "自願參加的連結", "an open link, volunteers")
        } else {
            Words("抽样调查", "抽樣調查", "a sample survey")
        };
        all.push((
            match aside {
                true => Words("本县自己的调查", "本縣自己的調查", "The county’s own survey"),
                false => Words("样本", "樣本", "Sample"),
            }
            .get(locale)
            .to_owned(),
            Words(
                "{p}，{n} 份，{h}",
                "{p}，{n} 份，{h}",
                "{p}, {n} {n:answer|answers}, {h}",
            )
            .fill(
                locale,
                &[
                    ("p", &places),
                    ("n", &number(answers as f64, 0)),
                    ("h", how.get(locale)),
                ],
            ),
        ));
    }
    let list = report.verdicts.list.as_ref();
    let told = list.and_then(|l| l.resolution.detectable);
    if let Some(told) = told {
        all.push((
            Words(
                "看得清多大的差异",
                "看得清多大的差異",
                "What differences can be told",
            )
            .get(locale)
            .to_owned(),
            Words(
                "单凭一格自己的答卷，约 {d} 分",
                "單憑一格自己的答卷，約 {d} 分",
                "about {d} {d:point|points} by the answers of one cell alone",
            )
            .fill(locale, &[("d", &number(told, 1))]),
        ));
    }
    let cannot = if report.wave.before.is_some() {
        Words(
            "谁引起谁；{unit}之间的关系不说个人",
            "誰引起誰；{unit}之間的關係不說個人",
            "Which brings which; relations of {units} say nothing of people",
        )
    } else {
        Words(
            "本县自己的调查只有一轮，看不出变化；也不能说谁引起谁",
            "本縣自己的調查只有一輪，看不出變化；也不能說誰引起誰",
            "The county’s own survey has one wave: nothing is known of change, nor of which brings which",
        )
    };
    all.push((
        Words("看不清的", "看不清的", "What cannot be told")
            .get(locale)
            .to_owned(),
        facts.say(cannot),
    ));
    all
}

/// The sections below the headline.
pub fn sections(facts: &Facts) -> AnyView {
    let cells = &facts.report.verdicts.cells;
    let Some(list) = facts.report.verdicts.list.clone() else {
        // published scores without errors have a page of their own: how they go with spending
        let own = facts.report.wave.answers.is_some() && !cells.is_empty();
        return if own { grid(facts) } else { ().into_any() };
    };
    view! {
        {(list.k > 0).then(|| listed(facts, &list))}
        {bureaus(facts)}
        {others(facts)}
        {grid(facts)}
    }
    .into_any()
}

fn listed(facts: &Facts, list: &List) -> AnyView {
    let locale = facts.locale;
    let of = |e: &Entry| facts.cell(&e.place.area, e.domain.as_str());
    let scale = Scale::over(
        entries(list).into_iter().filter_map(of),
        facts.report.judgements.settings.materiality,
    );
    view! {
        <section class="section" aria-labelledby="listed">
            <div class="section-head"><h2 id="listed">{facts.status("NOT_PRODUCING", &[]).label}</h2>
                <p class="muted">{Words("先去看看，再下判断。", "先去看看，再下判斷。", "Go and look first.").get(locale)}</p></div>
            <ol class="findings">{
                entries(list).into_iter().filter_map(|e| facts.cell(&e.place.area, e.domain.as_str())).map(|cell| entry(facts, cell, scale)).collect_view()
            }</ol>
            {unlisted(facts)}
            {list.open_link_left_out.then(|| view! { <p class="muted">{facts.status("OPT_IN", &[]).explanation}</p> })}
        </section>
    }
    .into_any()
}

/// Cells that are likely low at high spending, but with which the list would promise too much.
fn unlisted(facts: &Facts) -> AnyView {
    let locale = facts.locale;
    let cells = facts.report.verdicts.cells.iter();
    let left: Vec<String> = cells
        .filter(|c| {
            c.verdict.as_deref() == Some("NOT_PRODUCING") && !c.listed && !facts.report.wave.open_link
        })
        .map(|c| facts.of(&c.place.name, c.domain.as_str()))
        .collect();
    if left.is_empty() {
        return ().into_any();
    }
    let words = Words(
        "还有 {n} 处单看也够八成把握，合在一起把握不够，没有列出：{l}。",
        "還有 {n} 處單看也夠八成把握，合在一起把握不夠，沒有列出：{l}。",
        "{n} more {n:is|are} 80% sure taken alone, but not taken together, and {n:is|are} not listed: {l}.",
    )
    .fill(
        locale,
        &[("n", &left.len().to_string()), ("l", &joined(locale, &left))],
    );
    view! { <p class="muted">{phrases(&words)}</p> }.into_any()
}

fn entry(facts: &Facts, cell: &Cell, scale: Scale) -> AnyView {
    let locale = facts.locale;
    let title = facts.of(&cell.place.name, cell.domain.as_str());
    let lists = &WORDING.lists;
    let look = match cell.certainty.as_deref() {
        Some("STRONG") => &lists.strong,
        _ => &lists.probable,
    };
    view! {
        <li>
            <h3><a href=facts.card(cell)>{title}</a></h3>
            <div class="meta">
                {spending(facts, cell).map(|s| view! { <span>{s}</span> })}
                {gap(facts, cell).map(|s| view! { <span>{s}</span> })}
                {cell.p_below.map(|p| dots(locale, p, false))}
                <span>{look.get(locale.tag())}</span>
                <span class="grade">{facts.status(cell.grade, &[]).label}</span>
            </div>
            {beside::drawing(facts, cell, scale)}
        </li>
    }
    .into_any()
}

/// Money that townships do not decide: addressed to who does.
fn bureaus(facts: &Facts) -> AnyView {
    let locale = facts.locale;
    let low = |b: &Bureau| b.places.iter().any(|p| p.p_below >= 0.80);
    let all: Vec<&Bureau> = facts.report.verdicts.bureaus.iter().filter(|b| low(b)).collect();
    if all.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="bureaus">
            <h2 id="bureaus">{phrases(&facts.say(Words(
                "主要由县级部门决定的钱：写给决定的部门",
                "主要由縣級部門決定的錢：寫給決定的部門",
                "Money that {units} do not decide: for those who do",
            )))}</h2>
            <ul class="minor">{all.into_iter().map(|b| {
                let head = facts.of(&who(locale, &b.bureau), b.domain.as_str());
                let places = b.places.iter().filter(|p| p.p_below >= 0.80);
                let places = places.map(|p| (p.place.name.clone(), facts.card_of(&p.place.area, b.domain.as_str())));
                let places: Vec<(String, String)> = places.collect();
                let lower = Words("满意偏低：", "滿意偏低：", "satisfaction lower: ").get(locale);
                let rest = match places.len() {
                    1 => Words(
                        "。这一处其实也可能不低。",
                        "。這一處其實也可能不低。",
                        ". It may in truth not be low.",
                    ),
                    _ => Words(
                        "。其中可能有 {x} 处其实不低。",
                        "。其中可能有 {x} 處其實不低。",
                        ". Of these, {x} may in truth not be low.",
                    ),
                }.fill(locale, &[("x", &mistaken_words(locale, b.expected_mistaken))]);
                view! { <li><b>{head}</b>" "{lower}{linked(locale, places)}{rest}</li> }
            }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Names as links, in a row as [`joined`] sets them.
fn linked(locale: Locale, all: Vec<(String, String)>) -> AnyView {
    // an empty text would stand there as a space
    let between = |at: usize| (at > 0).then(|| joined(locale, &[String::new(), String::new()]));
    all.into_iter()
        .enumerate()
        .map(|(at, (name, href))| view! { {between(at)}<a href=href>{name}</a> })
        .collect_view()
        .into_any()
}

/// Too little spent, or much for little: the other ends of the matrix.
fn others(facts: &Facts) -> AnyView {
    let locale = facts.locale;
    let of = |code: &str| -> Vec<&Cell> {
        let mut found: Vec<&Cell> = facts
            .report
            .verdicts
            .cells
            .iter()
            .filter(|c| c.verdict.as_deref() == Some(code))
            .collect();
        let sure = |c: &Cell| c.p_below.unwrap_or(0.0).max(c.p_above.unwrap_or(0.0));
        found.sort_by(|a, b| sure(b).total_cmp(&sure(a)));
        found
    };
    let blocks: Vec<AnyView> = ["UNDER_INVESTED", "DOING_MORE_WITH_LESS", "PRODUCING", "HIGH_COST_PLACE"]
        .into_iter()
        .filter_map(|code| {
            let cells = of(code);
            if cells.is_empty() {
                return None;
            }
            let said = facts.status(code, &[]);
            let title = Words("{l}：{n} 处", "{l}：{n} 處", "{l}: {n}")
                .fill(locale, &[("l", &said.label), ("n", &number(cells.len() as f64, 0))]);
            Some(
                view! {
                    <div class="stack"><h3>{title}</h3>
                        <ul class="minor">{cells.into_iter().take(6).map(|c| {
                            let words: Vec<String> = [gap(facts, c), spending(facts, c)].into_iter().flatten().collect();
                            let name = facts.of(&c.place.name, c.domain.as_str());
                            view! { <li><a href=facts.card(c)>{name}</a>" "{words.join(if locale == Locale::En { "; " } else { "，" })}</li> }
                        }).collect_view()}</ul>
                        <p class="muted">{said.explanation}</p>
                    </div>
                }
                .into_any(),
            )
        })
        .collect();
    if blocks.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="others">
            <h2 id="others">{Words("另外值得看的", "另外值得看的", "Also worth a look").get(locale)}</h2>
            <div class="two">{blocks}</div>
        </section>
    }
    .into_any()
}

fn grid(facts: &Facts) -> AnyView {
    let locale = facts.locale;
    let cells = &facts.report.verdicts.cells;
    let unclear = cells
        .iter()
        .filter(|c| {
            matches!(c.verdict.as_deref(), Some("NO_CLEAR_SIGNAL") | None)
                && c.gate.as_deref() != Some("SMALL_BASE")
        })
        .count();
    let few = cells
        .iter()
        .filter(|c| c.gate.as_deref() == Some("SMALL_BASE"))
        .count();
    let mut title = Words(
        "{n} 格里，{u} 格还不能下结论",
        "{n} 格裡，{u} 格還不能下結論",
        "Of {n} {n:cell|cells}, {u} cannot be told yet",
    )
    .fill(
        locale,
        &[
            ("n", &number(cells.len() as f64, 0)),
            ("u", &number(unclear as f64, 0)),
        ],
    );
    if few > 0 {
        title.push_str(
            &Words(
                "，{f} 格答卷太少",
                "，{f} 格答卷太少",
                ", {f} {f:has|have} too few answers",
            )
            .fill(locale, &[("f", &number(few as f64, 0))]),
        );
    }
    // where no cell has a number the grid says no more than its heading
    let numbers = cells.iter().any(|c| c.effect.is_some());
    let cells = if numbers {
        matrix(facts)
    } else {
        let every = Words("看每一格", "看每一格", "Every cell").get(locale);
        view! { <details><summary>{every}</summary>{matrix(facts)}</details> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="grid">
            <h2 id="grid">{phrases(&title)}</h2>
            {cells}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use insight::report::verdicts::{Chance, Resolution};

    use super::*;

    #[test]
    fn how_many_chance_would_list_is_said_and_else_why_it_is_not() {
        let mut list = List {
            k: 1,
            expected_mistaken: 0.1,
            strong: Vec::new(),
            probable: Vec::new(),
            judged: 30,
            resolution: Resolution {
                answers: None,
                detectable: None,
                needed_answers: None,
                curve: Vec::new(),
            },
            chance: None,
            chance_status: Some("INSUFFICIENT_UNITS"),
            open_link_left_out: false,
        };
        let said = |list: &List| {
            let label = |code: &str| {
                assert_eq!(code, "INSUFFICIENT_UNITS");
                "Too few areas".to_owned()
            };
            [Locale::En, Locale::ZhHans].map(|locale| by_chance_words(locale, list, &label))
        };
        assert_eq!(
            said(&list)[0],
            "How many would appear by chance cannot be given: too few areas."
        );
        list.chance_status = None;
        assert_eq!(said(&list), ["", ""]);
        list.chance = Some(Chance {
            shuffled_expected: 2.94,
            shuffled_error: 0.05,
            observed: 1,
            against: 1,
            p: 0.6,
            shuffles: 2000,
            no_longer_than_chance: true,
        });
        let [en, zh] = said(&list);
        assert!(en.contains("about 2.9 would still appear by chance"), "{en}");
        assert!(zh.contains("也会碰巧出现约 2.9 处"), "{zh}");
    }
}
