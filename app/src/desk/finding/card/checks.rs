//! Six points to clear up before anything is concluded, each with what the data say of it and where to look.

use leptos::prelude::*;

use super::Page;
use crate::{
    desk::format::{number, percent},
    words::{Locale, Words},
};

struct Check {
    question: Words,
    evidence: String,
    state: Words,
    href: Option<String>,
}

const NO_DATA: Words = Words("没有数据", "沒有資料", "no data");
const LOOK: Words = Words("要核对", "要核對", "to be checked");
const FINE: Words = Words("可以", "可以", "fine");

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let all = [
        in_service(page),
        need_first(page),
        beneficiaries(page),
        awareness(page),
        expectations(page),
        sample(page),
    ];
    view! {
        <section class="section" aria-labelledby="six">
            <div class="section-head"><h2 id="six">{Words("请先弄清六件事", "請先弄清六件事", "Six things to clear up first").get(locale)}</h2>
                <p class="muted">{Words("点开看依据", "點開看依據", "each leads to its evidence").get(locale)}</p></div>
            <ul class="gaps checks">{all.into_iter().map(|c| {
                let question = c.question.get(locale);
                let question = match c.href {
                    Some(href) => view! { <a href=href>{question}</a> }.into_any(),
                    None => view! { <strong>{question}</strong> }.into_any(),
                };
                view! { <li>{question}<span>{c.evidence}</span><span class="muted">{c.state.get(locale)}</span></li> }
            }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn explorer(page: &Page, item: &str) -> String {
    let base = page.facts.township(&page.cell.place.area);
    let mark = if base.contains('?') { '&' } else { '?' };
    format!("{base}{mark}item={}#explorer", super::super::encode(item))
}

fn in_service(page: &Page) -> Check {
    let facts = &page.facts;
    let locale = facts.locale;
    let early = page.cell.gates.iter().any(|g| g == "TOO_EARLY");
    let waiting = page.exposure().and_then(|e| e.not_in_service);
    let (evidence, state) = match waiting {
        _ if early => (facts.status("TOO_EARLY", &[]).explanation, LOOK),
        Some(share) if share > 0.0005 => (
            Words(
                "近几年已付的建设资金里，{s} 到调查前一年还没有投用。",
                "近幾年已付的建設資金裡，{s} 到調查前一年還沒有投用。",
                "Of the capital paid in these years, {s} was not yet in service the year before the survey.",
            )
            .fill(locale, &[("s", &percent(share, 0))]),
            LOOK,
        ),
        Some(_) => (
            Words(
                "已付的建设资金都已投用。",
                "已付的建設資金都已投用。",
                "All capital paid is in service.",
            )
            .get(locale)
            .to_owned(),
            FINE,
        ),
        None => (
            Words(
                "台账没有写哪些项目已经投用；导入支出时填上“阶段”就有了。",
                "臺帳沒有寫哪些專案已經投用；匯入支出時填上「階段」就有了。",
                "The ledger does not say what is in service; fill in the stage when importing.",
            )
            .get(locale)
            .to_owned(),
            NO_DATA,
        ),
    };
    Check {
        question: Words("项目已投用了吗", "專案已投用了嗎", "Is the project in service?"),
        evidence,
        state,
        href: Some(page.ledger()),
    }
}

fn need_first(page: &Page) -> Check {
    let facts = &page.facts;
    let locale = facts.locale;
    let domain = page.cell.domain.as_str();
    let related = facts.report.association.per_domain.get(domain);
    let told = related.is_some_and(|d| d.notices.iter().any(|n| n.code == "REVERSE_CAUSALITY_SIGNAL"));
    let (evidence, state) = if told {
        (facts.status("REVERSE_CAUSALITY_SIGNAL", &[]).explanation, LOOK)
    } else if page.facts.report.wave.before.is_none() {
        (facts.status("ONE_WAVE", &[]).explanation, NO_DATA)
    } else {
        (
            Words(
                "两轮之间，没有看到钱跟着低分走的迹象；这不排除它。",
                "兩輪之間，沒有看到錢跟著低分走的跡象；這不排除它。",
                "Between the two waves there is no sign that money followed low scores; this does not rule it out.",
            )
            .get(locale)
            .to_owned(),
            FINE,
        )
    };
    Check {
        question: Words(
            "是不是因为原来就差才多投",
            "是不是因為原來就差才多投",
            "Did money follow low satisfaction?",
        ),
        evidence,
        state,
        // a service whose spending cannot be told has no such page
        href: related.map(|_| format!("/association/{}", super::super::encode(domain))),
    }
}

fn beneficiaries(page: &Page) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let item = facts.rating(cell.domain.as_str());
    let found = item.and_then(|i| facts.answers(&cell.place.area, &i.code));
    let (evidence, state) = match found {
        Some(f) => (
            Words(
                "{n} 人评了分，{u} 人说没用过。",
                "{n} 人評了分，{u} 人說沒用過。",
                "{n} rated it, {u} said they had not used it.",
            )
            .fill(
                locale,
                &[
                    ("n", &number(f.n_valid as f64, 0)),
                    ("u", &number(f.n_not_used as f64, 0)),
                ],
            ),
            if f.n_not_used * 3 > f.n_valid { LOOK } else { FINE },
        ),
        None => (not_shown(locale, item.is_some()), NO_DATA),
    };
    Check {
        question: Words(
            "花钱的地方，就是受访的人吗",
            "花錢的地方，就是受訪的人嗎",
            "Are those who benefit those who answered?",
        ),
        evidence,
        state,
        href: item.map(|i| explorer(page, &i.code)),
    }
}

fn awareness(page: &Page) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let rating = facts.rating(cell.domain.as_str());
    let asked = ["K_KNOW", "I_DONE", "I_COST"].into_iter().find(|code| {
        facts
            .version
            .as_ref()
            .is_some_and(|v| v.items.iter().any(|i| i.code == *code))
    });
    let found = rating.and_then(|i| facts.answers(&cell.place.area, &i.code));
    let (evidence, state) = match found {
        Some(f) => (
            Words(
                "{d} 人答“不了解”，{n} 人评了分。",
                "{d} 人答「不了解」，{n} 人評了分。",
                "{d} answered “don’t know”, {n} rated it.",
            )
            .fill(
                locale,
                &[
                    ("d", &number(f.n_dont_know as f64, 0)),
                    ("n", &number(f.n_valid as f64, 0)),
                ],
            ),
            if f.n_dont_know * 3 > f.n_valid { LOOK } else { FINE },
        ),
        None => (not_shown(locale, rating.is_some()), NO_DATA),
    };
    Check {
        question: Words("群众知道吗", "群眾知道嗎", "Do residents know of it?"),
        evidence,
        state,
        href: asked
            .map(str::to_owned)
            .or_else(|| rating.map(|i| i.code.clone()))
            .map(|code| explorer(page, &code)),
    }
}

fn expectations(page: &Page) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let own = format!("E_OK.{}", cell.domain);
    let version = facts.version.as_ref();
    let item = [own.as_str(), "E_RISE"]
        .into_iter()
        .find_map(|code| version?.items.iter().find(|i| i.code == code));
    let found = item.and_then(|i| facts.answers(&cell.place.area, &i.code).map(|f| (i, f)));
    let most = found.and_then(|(i, f)| {
        let first = f.distribution.iter().max_by_key(|c| c.n)?;
        let scale = version?.scales.iter().find(|s| s.id == i.scale)?;
        let option = scale.options.iter().find(|o| o.code.0 == first.code)?;
        Some((option.label.get(locale.tag()).to_owned(), first.share, f.n_valid))
    });
    let (evidence, state) = match most {
        Some((words, share, n)) => (
            Words(
                "回答最多的是“{w}”，占 {s}（{n} 人）。",
                "回答最多的是「{w}」，占 {s}（{n} 人）。",
                "The commonest answer is “{w}”: {s} of {n}.",
            )
            .fill(
                locale,
                &[
                    ("w", &words),
                    ("s", &percent(share, 0)),
                    ("n", &number(n as f64, 0)),
                ],
            ),
            LOOK,
        ),
        None => (not_shown(locale, item.is_some()), NO_DATA),
    };
    Check {
        question: Words("是不是期望高了", "是不是期望高了", "Have expectations risen?"),
        evidence,
        state,
        href: item.map(|i| explorer(page, &i.code)),
    }
}

/// How many of those who were asked answered, and what the others could change at most.
fn response(page: &Page) -> Option<String> {
    let (facts, cell) = (&page.facts, &page.cell);
    let who = facts.report.represented.as_ref()?;
    let place = who.places.iter().find(|p| p.area == cell.place.area)?;
    let (rate, bound) = place.response_rate.zip(place.bias_bound)?;
    let said = Words(
        "请到的人里 {r} 答了；没答的人最多能让总体满意度差 {b} 分。",
        "請到的人裡 {r} 答了；沒答的人最多能讓總體滿意度差 {b} 分。",
        "{r} of those asked answered; the others could move overall satisfaction by {b} at most.",
    );
    Some(said.fill(
        facts.locale,
        &[("r", &percent(rate, 0)), ("b", &number(bound, 0))],
    ))
}

fn sample(page: &Page) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let score = facts
        .report
        .scores
        .iter()
        .find(|m| m.measure == cell.domain.as_str())
        .and_then(|m| m.places.iter().find(|p| p.area == cell.place.area));
    let signs: Vec<String> = facts
        .report
        .quality
        .iter()
        .filter(|q| q.place.area == cell.place.area)
        .map(|q| facts.status(q.sign, &[]).label)
        .collect();
    let (mut evidence, mut state) = match score.and_then(|s| s.n.zip(s.n_eff)) {
        Some((n, effective)) if effective > n => (
            Words("{n} 份答卷。", "{n} 份答卷。", "{n} {n:answer|answers}.")
                .fill(locale, &[("n", &number(n, 0))]),
            FINE,
        ),
        Some((n, effective)) => (
            Words(
                "{n} 份答卷，按村成串抽取后相当于 {e} 份随机答卷。",
                "{n} 份答卷，按村成串抽取後相當於 {e} 份隨機答卷。",
                "{n} {n:answer|answers}, drawn by village, worth {e} random ones.",
            )
            .fill(locale, &[("n", &number(n, 0)), ("e", &number(effective, 0))]),
            FINE,
        ),
        None => (not_shown(locale, false), NO_DATA),
    };
    if facts.report.wave.open_link {
        evidence = facts.status("OPT_IN", &[]).explanation;
        state = LOOK;
    }
    if let Some(more) = response(page) {
        evidence.push_str(locale.space());
        evidence.push_str(&more);
    }
    if !signs.is_empty() {
        evidence.push_str(
            &Words(" 另外：{s}。", " 另外：{s}。", " Besides: {s}.")
                .fill(locale, &[("s", &super::super::words::joined(locale, &signs))]),
        );
        state = LOOK;
    }
    Check {
        question: Words(
            "答卷有代表性吗",
            "答卷有代表性嗎",
            "Do the answers represent residents?",
        ),
        evidence,
        state,
        href: Some(format!("{}#fieldwork", facts.township(&cell.place.area))),
    }
}

fn not_shown(locale: Locale, asked: bool) -> String {
    if asked {
        Words(
            "答卷太少，不显示。",
            "答卷太少，不顯示。",
            "Too few answers to show.",
        )
    } else {
        Words(
            "没有问到，下一轮可以加一题。",
            "沒有問到，下一輪可以加一題。",
            "Not asked; a question can be added next time.",
        )
    }
    .get(locale)
    .to_owned()
}
