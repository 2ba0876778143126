//! `/surveys/{wave}/apart`: what came in and is not counted, by reason and day, and deciding about it in two steps.

use app::{
    desk::{
        shell::Room,
        surveys::{
            apart::{ApartPage, ApartRow, Choice, NAME, Proposal, Ruled, page},
            form::Form,
        },
    },
    words::Words,
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use store::{Apart, Decision, Ruling};
use survey::Wave;

use super::{encode, fields::Fields, places, see_other, with_status};
use crate::{
    desk::Desk,
    error::{PageError, PageResult},
    scope::Scope,
    state::AppState,
};

/// Longest reason, characters.
const REASON: usize = 200;

const CHOOSE: Words = Words(
    "请选怎么处理",
    "請選怎麼處理",
    "Please choose what becomes of them",
);
const WHY: Words = Words(
    "请写一句理由，最多 200 字",
    "請寫一句理由，最多 200 字",
    "Please give a reason, at most 200 characters",
);
const CHANGED: Words = Words(
    "刚才又有变动，份数不同了，请重新看一遍",
    "剛才又有變動，份數不同了，請重新看一遍",
    "The numbers have changed meanwhile; please look again",
);

/// The page.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
) -> PageResult {
    render(&state, &scope, &desk, &id, Form::default(), None).await
}

/// Proposes, or with `step=confirm` carries out.
pub async fn decide(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    body: Bytes,
) -> PageResult {
    let (wave, _) = places::wave(&state, &scope, &id).await?;
    let fields = Fields::parse(&body);
    let mut form = fields.kept();
    // in the order of the page
    let choice = read(fields.raw("ruling"));
    if choice.is_none() {
        form.refuse("ruling", CHOOSE.get(desk.locale));
    }
    let reason = fields.line("reason");
    if reason.is_empty() || reason.chars().count() > REASON {
        form.refuse("reason", WHY.get(desk.locale));
    }
    if wave.withdrawn.is_some() {
        return unfit(&state, &scope, &desk, &id, Form::default(), StatusCode::CONFLICT).await;
    }
    let decision = match choice {
        Some((ruling, received, submissions)) if form.is_fine() => Decision {
            wave: wave.id.clone(),
            ruling,
            received,
            submissions,
            reason,
            day: state.zone.day((state.now)()),
        },
        _ => return unfit(&state, &scope, &desk, &id, form, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    if fields.raw("step") == "confirm" {
        return match state.store.decide(&decision).await {
            Ok(()) => {
                tracing::info!(wave = %wave.id, ruling = decision.ruling.as_str(), "the county decided");
                Ok(see_other(&format!("/surveys/{}/apart", encode(&wave.id))))
            }
            // the page says it: findings are made
            Err(store::Error::Settled { .. }) => {
                unfit(&state, &scope, &desk, &id, Form::default(), StatusCode::CONFLICT).await
            }
            Err(store::Error::Changed { .. }) => {
                form.refuse("ruling", CHANGED.get(desk.locale));
                unfit(&state, &scope, &desk, &id, form, StatusCode::CONFLICT).await
            }
            Err(e) => Err(e.into()),
        };
    }
    let now = state
        .store
        .decidable(&wave.id, decision.ruling, &decision.received)
        .await?;
    if now == 0 || now != decision.submissions {
        form.refuse("ruling", CHANGED.get(desk.locale));
        return unfit(&state, &scope, &desk, &id, form, StatusCode::CONFLICT).await;
    }
    render(&state, &scope, &desk, &id, form, Some(decision)).await
}

async fn unfit(
    state: &AppState,
    scope: &Scope,
    desk: &Desk,
    id: &str,
    form: Form,
    status: StatusCode,
) -> PageResult {
    Ok(with_status(
        render(state, scope, desk, id, form, None).await?,
        status,
    ))
}

async fn render(
    state: &AppState,
    scope: &Scope,
    desk: &Desk,
    id: &str,
    form: Form,
    proposed: Option<Decision>,
) -> Result<Response, PageError> {
    let (wave, areas) = places::wave(state, scope, id).await?;
    let rows = state.store.counts_apart(&wave.id).await?;
    // of a survey that was taken back nothing counts, whatever is decided
    let settled = wave.withdrawn.is_some() || state.store.snapshot(&wave.id).await?.is_some();
    let mut choices = Vec::new();
    for row in rows.iter().filter(|_| !settled) {
        let rulings = match row.reason {
            Apart::Late => [Ruling::CountLate, Ruling::KeepLate],
            Apart::Conflict => [Ruling::TakeSecond, Ruling::KeepFirst],
        };
        for ruling in rulings {
            let count = state.store.decidable(&wave.id, ruling, &row.day).await?;
            if count > 0 {
                choices.push(choice(ruling, &row.day, count));
            }
        }
    }
    let proposal = match proposed {
        Some(decision) if !settled => Some(proposal(state, &wave, decision).await?),
        _ => None,
    };
    let decided = state.store.decisions(&wave.id).await?;
    let shown = ApartPage {
        locale: desk.locale,
        title: wave.title.get(desk.locale.tag()).to_owned(),
        area: places::name(&wave.area, &areas),
        rows: rows
            .into_iter()
            .map(|r| ApartRow {
                late: r.reason == Apart::Late,
                day: r.day,
                count: r.count,
            })
            .collect(),
        wave: encode(&wave.id),
        withdrawn: wave.withdrawn.is_some(),
        settled,
        choices,
        proposal,
        ruled: decided
            .into_iter()
            .map(|d| Ruled {
                ruling: d.ruling.as_str(),
                day: d.day,
                received: d.received,
                count: d.submissions,
                reason: d.reason,
            })
            .collect(),
        form,
    };
    let shell = desk
        .shell(state, NAME.get(desk.locale), Some(Room::Surveys), &areas)
        .refused(!shown.form.is_fine());
    Ok(desk.page(&shell, || page(shown)))
}

/// What would change.
async fn proposal(state: &AppState, wave: &Wave, decision: Decision) -> store::Result<Proposal> {
    let counts = state.store.wave_counts(&wave.id).await?;
    let apart = counts.late + counts.quarantined;
    let n = decision.submissions;
    let (counted, left) = match decision.ruling {
        Ruling::CountLate => (counts.counted + n, apart.saturating_sub(n)),
        Ruling::KeepLate => (counts.counted, apart),
        Ruling::TakeSecond | Ruling::KeepFirst => (counts.counted, apart.saturating_sub(n)),
    };
    Ok(Proposal {
        choice: choice(decision.ruling, &decision.received, n),
        reason: decision.reason,
        counted: (counts.counted, counted),
        apart: (apart, left),
    })
}

/// As the form sends it: the number is what its reader saw.
fn choice(ruling: Ruling, day: &str, count: u64) -> Choice {
    Choice {
        value: format!("{} {day} {count}", ruling.as_str()),
        ruling: ruling.as_str(),
        day: day.to_owned(),
        count,
    }
}

fn read(value: &str) -> Option<(Ruling, String, u64)> {
    let mut parts = value.split(' ');
    let ruling = Ruling::parse(parts.next()?)?;
    let day = parts.next().filter(|d| d.len() == 10)?.to_owned();
    let count = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((ruling, day, count))
}
