//! Six points to clear up before anything is concluded, each with what the data say of it and where to look.

use leptos::prelude::*;

use insight::report::{exposure::Capital, scores::Score};
use survey::content::{Point, WORDING};

use super::{Page, asked::Asked};
use crate::{
    desk::{
        breakdown::printed,
        format::{number, p_value, percent},
    },
    words::{Locale, Words},
};

/// What the data say of a point; its question is data (`content/statuses.json`).
struct Check {
    evidence: String,
    state: Words,
    href: Option<String>,
}

const NO_DATA: Words = Words("没有数据", "沒有資料", "no data");
const NOT_TESTED: Words = Words("没有检验", "沒有檢驗", "not tested");
const LOOK: Words = Words("要核对", "要核對", "to be checked");
const FINE: Words = Words("可以", "可以", "fine");

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let all = WORDING.checklist.iter().filter_map(|point| {
        let of = match point.id.as_str() {
            "in_service" => in_service,
            "need_first" => need_first,
            "beneficiaries" => beneficiaries,
            "awareness" => awareness,
            "expectations" => expectations,
            "sample" => sample,
            _ => return None,
        };
        Some((printed(locale, point.text.get(locale.tag())), of(page, point)))
    });
    view! {
        <section class="section" aria-labelledby="six">
            <div class="section-head"><h2 id="six">{Words("请先弄清六件事", "請先弄清六件事", "Six things to clear up first").get(locale)}</h2>
                <p class="muted">{Words("点开看依据", "點開看依據", "each leads to its evidence").get(locale)}</p></div>
            <ul class="gaps checks">{all.map(|(question, c)| {
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

fn in_service(page: &Page, point: &Point) -> Check {
    let facts = &page.facts;
    let locale = facts.locale;
    let early = page.cell.gates.iter().any(|g| g == "TOO_EARLY");
    let said = |words: Words| words.get(locale).to_owned();
    let spent = page.exposure().filter(|e| e.per_resident.is_some());
    let waiting = spent
        .and_then(|e| e.not_in_service)
        .filter(|share| *share > 0.0005);
    let (evidence, state) = match (waiting, spent.map(|e| e.capital)) {
        _ if early => (facts.status("TOO_EARLY", &[]).explanation, LOOK),
        (Some(share), _) => (
            Words(
                "近几年已付的建设资金里，{s} 到调查前一年还没有投用。",
                "近幾年已付的建設資金裡，{s} 到調查前一年還沒有投用。",
                "Of the capital paid in these years, {s} was not yet in service the year before the survey.",
            )
            .fill(locale, &[("s", &percent(share, 0))]),
            LOOK,
        ),
        (None, None) => (facts.status("NO_SPENDING", &[]).explanation, NO_DATA),
        (None, Some(Capital::Stated)) => (
            said(Words(
                "已付的建设资金都已投用。",
                "已付的建設資金都已投用。",
                "All capital paid is in service.",
            )),
            FINE,
        ),
        (None, Some(Capital::Unstated)) => (
            said(Words(
                "有建设资金，但台账没有写哪些项目已经投用；导入支出时填上“阶段”就有了。",
                "有建設資金，但臺帳沒有寫哪些專案已經投用；匯入支出時填上「階段」就有了。",
                "There is capital, but the ledger does not say what is in service; fill in the stage when importing.",
            )),
            NO_DATA,
        ),
        (None, Some(Capital::SharedOnly)) => (
            facts.say(Words(
                "建设资金都记在上级名下，台账看不出{here}用上了哪些。",
                "建設資金都記在上級名下，臺帳看不出{here}用上了哪些。",
                "All capital is booked above {here}; the ledger does not say which of it is in use here.",
            )),
            LOOK,
        ),
        (None, Some(Capital::None)) => (
            said(Words(
                "这几年都是日常开支，没有建设项目要等投用。",
                "這幾年都是日常開支，沒有建設專案要等投用。",
                "These years have running costs only; no project is waiting to come into service.",
            )),
            FINE,
        ),
    };
    // where the ledger does not say, those who know the project may
    let used = Asked::of(page, point)
        .and_then(|asked| Some((explorer(page, &asked.item.code), used(locale, &asked)?)));
    match used {
        Some((href, (share, said))) if !early => {
            let silent = state == NO_DATA || spent.map(|e| e.capital) == Some(Capital::SharedOnly);
            Check {
                evidence: [evidence, said].join(locale.space()),
                state: if silent && share > 0.0 { FINE } else { state },
                href: Some(if silent { href } else { page.ledger() }),
            }
        }
        _ => Check {
            evidence,
            state,
            href: Some(page.ledger()),
        },
    }
}

fn need_first(page: &Page, _: &Point) -> Check {
    let facts = &page.facts;
    let locale = facts.locale;
    let domain = page.cell.domain.as_str();
    let related = facts.report.association.per_domain.get(domain);
    let tested = related.and_then(|d| Some((d.over_time.n, d.over_time.placebo?)));
    let with = |n: usize, p: f64, words: Words| {
        let p = p_value(Some(p));
        facts.fill(words, &[("n", &n.to_string()), ("p", &p)])
    };
    let (evidence, state) = match tested {
        Some((n, found)) if found.followed_low => (
            with(
                n,
                found.p,
                Words(
                    "两轮之间，上一轮满意度越低的{unit}，投入增加得越多（{n} 个地方，p {p}）：可能是因为不满意才加大投入。",
                    "兩輪之間，上一輪滿意度越低的{unit}，投入增加得越多（{n} 個地方，p {p}）：可能是因為不滿意才加大投入。",
                    "Between the two waves spending rose more where satisfaction had been lower ({n} {n:place|places}, p {p}): money may have followed low scores.",
                ),
            ),
            LOOK,
        ),
        Some((n, found)) if found.followed_high => (
            with(
                n,
                found.p,
                Words(
                    "两轮之间，上一轮满意度越高的{unit}，投入增加得越多（{n} 个地方，p {p}）：不像是跟着低分走，但先后也分不清。",
                    "兩輪之間，上一輪滿意度越高的{unit}，投入增加得越多（{n} 個地方，p {p}）：不像是跟著低分走，但先後也分不清。",
                    "Between the two waves spending rose more where satisfaction had been higher ({n} {n:place|places}, p {p}): not after low scores, but what came first is not told.",
                ),
            ),
            LOOK,
        ),
        Some((n, found)) => (
            with(
                n,
                found.p,
                Words(
                    "两轮之间，没有看到钱跟着低分走的迹象（{n} 个地方，p {p}）；这不排除它。",
                    "兩輪之間，沒有看到錢跟著低分走的跡象（{n} 個地方，p {p}）；這不排除它。",
                    "Between the two waves there is no sign that money followed low scores ({n} {n:place|places}, p {p}); this does not rule it out.",
                ),
            ),
            FINE,
        ),
        None => (
            Words("没有检验。{w}", "沒有檢驗。{w}", "Not tested. {w}")
                .fill(locale, &[("w", &facts.status(untested(page), &[]).explanation)]),
            NOT_TESTED,
        ),
    };
    Check {
        evidence,
        state,
        // a service whose spending cannot be told has no such page
        href: related.map(|_| format!("/association/{}{}", super::super::encode(domain), facts.query)),
    }
}

/// How many used it, they or their families.
fn used(locale: Locale, asked: &Asked<'_>) -> Option<(f64, String)> {
    asked.share(locale, &["1", "2"])
}

fn beneficiaries(page: &Page, point: &Point) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    if let Some(asked) = Asked::of(page, point) {
        let (evidence, state) = match used(locale, &asked) {
            Some((share, said)) => (said, if share >= 0.5 { FINE } else { LOOK }),
            None => (not_shown(locale, true), NO_DATA),
        };
        return Check {
            evidence,
            state,
            href: Some(explorer(page, &asked.item.code)),
        };
    }
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
        evidence,
        state,
        href: item.map(|i| explorer(page, &i.code)),
    }
}

/// Why nothing says whether money followed low scores.
fn untested(page: &Page) -> &'static str {
    let report = &page.facts.report;
    let domain = page.cell.domain.as_str();
    if report.wave.before.is_none() {
        let overlaps = report.notices.contains(&"WINDOW_OVERLAP");
        return if overlaps { "WINDOW_OVERLAP" } else { "ONE_WAVE" };
    }
    match report.association.per_domain.get(domain) {
        Some(found) => found.over_time.status.unwrap_or("NO_VARIATION"),
        None => {
            let given = report.association.not_given.iter().find(|n| n.domain == domain);
            given.map_or("NO_SPENDING", |n| n.status)
        }
    }
}

fn awareness(page: &Page, point: &Point) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    // link and figure are of one and the same question
    let asked = Asked::of(page, point);
    let rating = facts.rating(cell.domain.as_str());
    let item = asked.as_ref().map(|a| a.item).or(rating);
    let told = match &asked {
        Some(asked) => asked.known(page),
        None => rating
            .and_then(|i| facts.answers(&cell.place.area, &i.code))
            .map(|f| {
                let said = Words(
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
                );
                (said, f.n_dont_know * 3 <= f.n_valid)
            }),
    };
    let (evidence, state) = match told {
        Some((said, known)) => (said, if known { FINE } else { LOOK }),
        None => (not_shown(locale, item.is_some()), NO_DATA),
    };
    Check {
        evidence,
        state,
        href: item.map(|i| explorer(page, &i.code)),
    }
}

/// What people want, and whether that is more than there is: of a service, the level that would do beside its score; of
/// services as a whole, whether they want more than before.
fn expectations(page: &Page, point: &Point) -> Check {
    let facts = &page.facts;
    let locale = facts.locale;
    let asked = Asked::of(page, point);
    let most = asked
        .as_ref()
        .and_then(|a| a.most(locale).map(|most| (a.stem() == "E_OK", most)));
    let (evidence, state) = match most {
        Some((true, (_, wanted, said))) => {
            let score = score(page).and_then(|s| s.value);
            let beside = score.map(|score| {
                Words(
                    "现在的满意度合 {s} 分（0–100）。",
                    "現在的滿意度合 {s} 分（0–100）。",
                    "Satisfaction now is {s} of 100.",
                )
                .fill(locale, &[("s", &number(score, 1))])
            });
            let more = wanted.zip(score).is_none_or(|(wanted, score)| wanted > score);
            let said: Vec<String> = [Some(said), beside].into_iter().flatten().collect();
            (said.join(locale.space()), if more { LOOK } else { FINE })
        }
        Some((false, (code, _, said))) => (said, if code == HIGHER { LOOK } else { FINE }),
        None => (not_shown(locale, asked.is_some()), NO_DATA),
    };
    Check {
        evidence,
        state,
        href: asked.map(|a| explorer(page, &a.item.code)),
    }
}

/// The answer that more is expected than before.
const HIGHER: &str = "3";

/// The score of the card's place and service.
fn score(page: &Page) -> Option<&Score> {
    let (cell, scores) = (&page.cell, &page.facts.report.scores);
    let measure = scores.iter().find(|m| m.measure == cell.domain.as_str())?;
    measure.places.iter().find(|p| p.area == cell.place.area)
}

/// How many answers drawn at random those here are worth, where that is fewer.
pub(super) fn effective(page: &Page) -> Option<f64> {
    let (n, effective) = score(page).and_then(|s| s.n.zip(s.n_eff))?;
    (effective <= n).then(|| whole(effective))
}

/// Rounded down: 19.6 is not yet the 20 that a verdict takes.
fn whole(effective: f64) -> f64 {
    effective.floor()
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

fn sample(page: &Page, _: &Point) -> Check {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let signs: Vec<String> = facts
        .report
        .quality
        .iter()
        .filter(|q| q.place.area == cell.place.area)
        .map(|q| facts.status(q.sign, &[]).label)
        .collect();
    // what is too few for a verdict is no good sample
    let small = cell.verdict.is_none() && cell.gate.as_deref() == Some("SMALL_BASE");
    let enough = if small { LOOK } else { FINE };
    let (mut evidence, mut state) = match score(page).and_then(|s| s.n.zip(s.n_eff)) {
        Some((n, effective)) if effective > n => (
            Words("{n} 份答卷。", "{n} 份答卷。", "{n} {n:answer|answers}.")
                .fill(locale, &[("n", &number(n, 0))]),
            enough,
        ),
        Some((n, effective)) => (
            Words(
                "{n} 份答卷，按村成串抽取后相当于 {e} 份随机答卷。",
                "{n} 份答卷，按村成串抽取後相當於 {e} 份隨機答卷。",
                "{n} {n:answer|answers}, drawn by village, worth {e} random ones.",
            )
            .fill(
                locale,
                &[("n", &number(n, 0)), ("e", &number(whole(effective), 0))],
            ),
            enough,
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
        evidence.push_str(&Words("另外：{s}。", "另外：{s}。", " Besides: {s}.").fill(
            locale,
            &[(
                "s",
                &super::super::words::lower(locale, &super::super::words::joined(locale, &signs)),
            )],
        ));
        state = LOOK;
    }
    Check {
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
