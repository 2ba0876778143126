//! `GET /`: the front page.

mod field;
mod residents;

use std::collections::{BTreeMap, BTreeSet};

use app::{
    desk::{
        association::headline,
        county::{Finding, Gap, LoadedRow, Page, view},
        data::kind_name,
        finding::{Facts, joined},
        shell::Room,
    },
    words::{Locale, Words},
};
use axum::extract::State;
use store::Loaded;
use survey::{Level, WaveState};

use super::{Desk, association as assoc, names};
use crate::{counts, error::PageResult, report, scope::Scope, state::AppState};

use residents::Lacking;

/// Shows the county.
pub async fn show(State(state): State<AppState>, desk: Desk, scope: Scope) -> PageResult {
    let locale = desk.locale;
    let facts = super::facts::ready(&state, &desk, &scope, None).await?.facts;
    // the county's finding is the county's; a township begins with its own
    if let (Scope::Area(own), Some(facts)) = (&scope, &facts)
        && facts.report.places.iter().any(|p| &p.area == own)
    {
        return Ok(desk.onward(&facts.township(own)));
    }
    let ledger = assoc::scoped(&state, &scope).await?;
    let own = facts.iter().flat_map(|f| &f.report.exposure);
    let mut unpriced: BTreeSet<i32> = own.flat_map(|e| e.years_without_index.iter().copied()).collect();
    let found = match assoc::associate(&ledger)? {
        assoc::Relations::Known(found) => Some(found),
        assoc::Relations::Unpriced(years) => {
            unpriced.extend(years);
            None
        }
    };
    let domains = names::domains(&state).await?;
    let latest = found.as_ref().map(assoc::latest).unwrap_or_default();
    let together = latest
        .iter()
        .filter(|r| r.q_bh.is_some_and(|q| q < 0.05) && r.spearman.is_some_and(|r| r > 0.0))
        .map(|r| names::of(&domains, &r.domain, locale))
        .collect();
    let findings = latest
        .iter()
        .map(|r| {
            let domain = names::of(&domains, &r.domain, locale);
            Finding {
                href: format!("/association/{}", super::encode(r.domain.as_str())),
                sentence: without_name(&headline(locale, &domain, r), &domain),
                wave: r.wave.clone(),
                n: r.n,
                rho: r.spearman,
                bounds: r.spearman.and_then(|rho| insight::spearman_interval(rho, r.n)),
                q: r.q_bh,
                spend: r.mean_x,
                domain,
            }
        })
        .collect();
    let loaded = counts::loaded(&state).await?;
    let (field, coverage) = field::field(&state, &scope, &ledger.areas, locale).await?;
    let county = match &facts {
        Some(_) => Some(report::kept_county(&state).await?),
        None => None,
    };
    let lacking = residents::lacking(&ledger, facts.as_ref().zip(county.as_deref()));
    let mut gaps = gaps(locale, &loaded, field.is_empty(), &unpriced, &lacking);
    if let Some(facts) = &facts {
        gaps.extend(gaps_of_finding(facts, &loaded));
    }
    let page = Page {
        ahead: super::ahead::ahead(&state, locale, None, &ledger.areas).await?,
        facts,
        locale,
        currency: assoc::currency(&state).await?,
        areas: ledger.areas.iter().filter(|a| a.level == Level::Township).count(),
        gaps,
        loaded: loaded
            .iter()
            .filter(|l| l.rows > 0)
            .map(|l| LoadedRow {
                kind: kind_name(locale, l.kind),
                what: {
                    let rows = app::desk::format::number(l.rows as f64, 0);
                    let years = l.years.map_or_else(String::new, |(a, b)| {
                        format!(" · {}", app::desk::format::from_to([a, b]))
                    });
                    Words("{n} 行{y}", "{n} 列{y}", "{n} {n:row|rows}{y}")
                        .fill(locale, &[("n", &rows), ("y", &years)])
                },
            })
            .collect(),
        demo: state.store.setting("demo").await?.is_some(),
        source: match loaded.iter().any(|l| l.rows > 0) {
            true => vec![
                Words("来源：{s}。", "來源：{s}。", "Source: {s}.")
                    .fill(locale, &[("s", &assoc::source(&state, locale).await?)]),
            ],
            false => Vec::new(),
        },
        findings,
        together,
        field,
        coverage,
    };
    let title = Words("总览", "總覽", "Overview").get(locale);
    let shell = desk.shell(&state, title, Some(Room::County), &ledger.areas);
    Ok(desk.page(&shell, move || view(page)))
}

/// A sentence that need not name its service again: the heading above it does.
fn without_name(sentence: &str, domain: &str) -> String {
    let rest = sentence.strip_prefix(domain).unwrap_or(sentence);
    let rest = rest.trim_start_matches(['：', ':', ' ']);
    let mut letters = rest.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words of a wave's state.
pub fn state_word(locale: Locale, state: WaveState) -> &'static str {
    app::desk::surveys::state_word(state).get(locale)
}

/// What the finding would be surer with: spending on every service that people rated, conditions to allow for, town and
/// country.
fn gaps_of_finding(facts: &Facts, loaded: &[Loaded]) -> Vec<Gap> {
    let locale = facts.locale;
    let rows = |kind: &str| loaded.iter().find(|l| l.kind == kind).map_or(0, |l| l.rows);
    let mend = Words("去导入", "去匯入", "Load it").get(locale);
    let mut all = Vec::new();
    let mut gap = |kind: &str, why: String| {
        all.push(Gap {
            what: kind_name(locale, kind),
            why,
            href: format!("/data?kind={kind}"),
            action: mend.to_owned(),
        });
    };
    let spent = |id: &str| facts.report.exposure.iter().any(|e| e.domain.as_str() == id);
    let rated = facts.report.scores.iter().filter(|m| m.domain);
    let without: Vec<String> = rated
        .filter(|m| !spent(&m.measure))
        .map(|m| facts.domain(&m.measure))
        .collect();
    if rows("spending") > 0 && !without.is_empty() {
        let words = Words(
            "群众评了分，却没有支出的服务：{l}。",
            "群眾評了分，卻沒有支出的服務：{l}。",
            "Rated by residents, but without spending: {l}.",
        );
        gap(
            "spending",
            words.fill(locale, &[("l", &joined(locale, &without))]),
        );
    }
    if rows("indicators") == 0 {
        let words = Words(
            "没有收入、路程等条件，模型预期只能按人口算。",
            "沒有收入、路程等條件，模型預期只能按人口算。",
            "Without conditions such as income and distance, what is expected follows from population alone.",
        );
        gap("indicators", words.get(locale).to_owned());
    }
    if facts.groups.iter().any(|g| g.settlement.is_none()) {
        let words = Words(
            "有的地方没有写城乡分类，城镇和乡村没法分开看。",
            "有的地方沒有寫城鄉分類，城鎮和鄉村沒法分開看。",
            "Some places are not marked as town or country, so the two cannot be looked at apart.",
        );
        gap("areas", words.get(locale).to_owned());
    }
    all
}

fn gaps(
    locale: Locale,
    loaded: &[Loaded],
    no_waves: bool,
    unpriced: &BTreeSet<i32>,
    lacking: &BTreeMap<i32, Lacking>,
) -> Vec<Gap> {
    let rows = |kind: &str| loaded.iter().find(|l| l.kind == kind).map_or(0, |l| l.rows);
    let mend = Words("去导入", "去匯入", "Load it").get(locale).to_owned();
    let mut all = Vec::new();
    let to_load = |kind: &str, why: String| Gap {
        what: kind_name(locale, kind),
        why,
        href: format!("/data?kind={kind}"),
        action: mend.clone(),
    };
    let gap = |kind: &str, why: Words| to_load(kind, why.get(locale).to_owned());
    if rows("areas") == 0 {
        all.push(gap(
            "areas",
            Words(
                "没有地区，别的都放不进去。",
                "沒有地區，別的都放不進去。",
                "Without areas nothing else has a place.",
            ),
        ));
    }
    if rows("spending") == 0 {
        all.push(gap(
            "spending",
            Words(
                "没有支出，看不到投入。",
                "沒有支出，看不到投入。",
                "Without spending there is no money to look at.",
            ),
        ));
    }
    if rows("population") == 0 {
        all.push(gap(
            "population",
            Words(
                "没有人口，算不出人均。",
                "沒有人口，算不出人均。",
                "Without population nothing can be given per resident.",
            ),
        ));
    } else if !lacking.is_empty() {
        all.push(to_load("population", residents::sentence(locale, lacking)));
    }
    if rows("deflator") == 0 {
        all.push(gap(
            "deflator",
            Words(
                "没有价格指数，几年的钱不能相加。",
                "沒有價格指數，幾年的錢不能相加。",
                "Without a price index money of several years is not added up.",
            ),
        ));
    }
    if !unpriced.is_empty() {
        let years: Vec<i32> = unpriced.iter().copied().collect();
        all.push(to_load("deflator", assoc::unpriced(locale, &years)));
    }
    if rows("scores") == 0 && no_waves {
        all.push(Gap {
            what: Words("满意度", "滿意度", "Satisfaction").get(locale).to_owned(),
            why: Words(
                "发一份问卷，或导入已公布的分数。",
                "發一份問卷，或匯入已公布的分數。",
                "Publish a survey, or load scores that were published.",
            )
            .get(locale)
            .to_owned(),
            href: "/surveys/new".to_owned(),
            action: Words("做一份调查", "做一份調查", "Make a survey")
                .get(locale)
                .to_owned(),
        });
    }
    all
}
