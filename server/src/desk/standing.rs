//! `/standing`: low two years running, is it true? `GET` of the county's own scores, `POST` of what is typed. Nothing is
//! stored.

mod typed;
mod words;

use std::collections::BTreeMap;

use app::{
    desk::{
        finding::{Facts, Unit},
        format::number,
        sheets::{Place, Sheets},
        shell::{Room, with_lang},
        standing::{Answer, Page, view},
        surveys::form::Form,
    },
    words::Words,
};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use insight::report::county::compared;
use survey::Area;

use super::{
    Desk,
    facts::{Asked, ready},
    townships::waves,
};
use crate::{error::PageResult, scope::Scope, state::AppState};

use typed::Typed;

/// What the county's own scores say, and an empty form.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let (facts, areas) = (ready.facts, &ready.known.areas);
    let answer = match &facts {
        Some(facts) => own(facts, &waves(&state, &desk, &facts.report.waves).await?),
        None => None,
    };
    let mut form = Form::default();
    for (name, value) in [("kind", "ranks"), ("deff", "1.8"), ("sd", "24")] {
        form.set(name, value);
    }
    if let Some(answer) = &answer {
        form.set("spread", number(answer.found.spread, 1));
    }
    let page = Page {
        locale: desk.locale,
        unit: Unit(compared(areas)),
        why_not: facts.as_ref().filter(|_| answer.is_none()).and_then(why_not),
        source: facts
            .iter()
            .filter(|_| answer.is_some())
            .flat_map(source)
            .collect(),
        judged: facts
            .iter()
            .filter(|_| answer.is_some())
            .map(|f| f.report.judgements.settings_hash.clone())
            .next(),
        answer,
        typed: false,
        form,
    };
    Ok(shown(&state, &desk, areas, page, StatusCode::OK))
}

/// What is typed, answered; or what stands in the way, with everything typed still there.
pub async fn answer(
    State(state): State<AppState>,
    desk: Desk,
    axum::Form(typed): axum::Form<Typed>,
) -> PageResult {
    let locale = desk.locale;
    let found = tokio::task::spawn_blocking(move || typed::answer(typed, locale))
        .await
        .map_err(|e| crate::error::PageError::Bad(e.to_string()))?;
    let (form, answer) = match found {
        Ok((form, answer)) => (form, Some(answer)),
        Err(form) => (form, None),
    };
    let status = match answer {
        Some(_) => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let areas = state.store.areas().await?;
    let page = Page {
        locale,
        unit: Unit(compared(&areas)),
        answer,
        typed: true,
        why_not: None,
        form,
        source: Vec::new(),
        judged: None,
    };
    Ok(shown(&state, &desk, &areas, page, status))
}

fn shown(state: &AppState, desk: &Desk, areas: &[Area], page: Page, status: StatusCode) -> Response {
    let title = page.question().get(desk.locale);
    let mut shell = desk
        .shell(state, title, Some(Room::Townships), areas)
        .refused(status != StatusCode::OK);
    if page.typed {
        // nothing typed is kept: a file of it is made by sending it again
        let address = with_lang(&desk.here, desk.locale);
        shell.sheets = Sheets::at(Place::Form(
            address,
            page.form.values.clone().into_iter().collect(),
        ));
    }
    let mut response = desk.page(&shell, move || view(&page));
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// The standing of the report, as far as the scope may see it.
pub fn own(facts: &Facts, waves: &[(String, String)]) -> Option<Answer> {
    let mut found = facts.report.standing.clone()?;
    let seen = |place: &str| {
        facts
            .groups
            .iter()
            .flat_map(|g| &g.places)
            .any(|a| a.as_str() == place)
    };
    found.places.retain(|p| seen(&p.place));
    let names: BTreeMap<String, String> = facts
        .report
        .places
        .iter()
        .map(|p| (p.area.to_string(), p.name.clone()))
        .collect();
    (!found.places.is_empty()).then_some(Answer {
        found,
        names,
        waves: waves.iter().cloned().collect(),
        order: Vec::new(),
        declared: sample(facts).into_iter().collect(),
    })
}

/// How many answered this wave.
fn sample(facts: &Facts) -> Option<(String, String)> {
    let locale = facts.locale;
    let answers = number(facts.report.wave.answers? as f64, 0);
    let words = Words("{w}：{n} 份", "{w}：{n} 份", "{w}: {n} {n:answer|answers}");
    Some((
        Words("样本", "樣本", "Sample").get(locale).to_owned(),
        words.fill(locale, &[("w", &facts.wave), ("n", &answers)]),
    ))
}

fn why_not(facts: &Facts) -> Option<String> {
    let locale = facts.locale;
    let report = &facts.report;
    let overall = insight::report::overall(&report.scores);
    let code = match overall {
        _ if report.wave.open_link => "OPT_IN",
        Some(m) if m.notices.contains(&"NO_SAMPLING_ERROR") => "NO_SAMPLING_ERROR",
        None => {
            return Some(
                Words(
                    "本县还没有总体满意度的得分，算不了本县的；下面可以填名次来算。",
                    "本縣還沒有總體滿意度的得分，算不了本縣的；下面可以填名次來算。",
                    "The county has no scores of overall satisfaction yet; below you can type ranks.",
                )
                .get(locale)
                .to_owned(),
            );
        }
        Some(_) => return None,
    };
    Some(
        Words(
            "本县的得分算不了：{e}下面可以填名次来算。",
            "本縣的得分算不了：{e}下面可以填名次來算。",
            "It cannot be worked out from the county’s scores. {e} Below you can type ranks.",
        )
        .fill(locale, &[("e", &facts.status(code, &[]).explanation)]),
    )
}

fn source(facts: &Facts) -> Vec<String> {
    let locale = facts.locale;
    vec![
        Words(
            "来源：{s}；{w}。不用于考核排名。",
            "來源：{s}；{w}。不用於考核排名。",
            "Source: {s}; {w}. Not for ranking or appraisal.",
        )
        .fill(locale, &[("s", &facts.source), ("w", &facts.wave)]),
        Words("报告指纹 {h}", "報告指紋 {h}", "Report {h}")
            .fill(locale, &[("h", facts.report.input.get(..12).unwrap_or_default())]),
    ]
}
