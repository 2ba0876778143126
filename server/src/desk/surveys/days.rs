//! `POST /surveys/{wave}/dates`: another last day, while answers are still taken.

use app::{
    desk::{format::when, surveys::form::Form},
    words::{Locale, Words},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use survey::{Wave, WaveState};

use super::{encode, fields::Fields, places, see_other, wave, with_status};
use crate::{clock::Zone, desk::Desk, error::PageResult, scope::Scope, state::AppState};

const NOT_A_DAY: Words = Words(
    "要写成 2026-12-31 这样",
    "要寫成 2026-12-31 這樣",
    "Last day: write it like 2026-12-31",
);
const PAST: Words = Words(
    "这一天已经过去了；要马上结束，用“现在就结束”",
    "這一天已經過去了；要馬上結束，用「現在就結束」",
    "This day is past; to end it at once use “Close now”",
);
const EARLY: Words = Words(
    "不能早于第一天",
    "不能早於第一天",
    "Last day: not before the first day",
);
const LATE: Words = Words(
    "结果定在{day}公布，最后一天加宽限不能晚过它",
    "結果定在{day}公布，最後一天加寬限不能晚過它",
    "Results are due on {day}; the last day and its grace must end by then",
);
const OVER: Words = Words(
    "已经截止的调查不能再打开",
    "已經截止的調查不能再打開",
    "A survey that has closed cannot be opened again",
);

/// See the module.
pub async fn change(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> PageResult {
    let (found, _) = places::wave(&state, &scope, &id).await?;
    let fields = Fields::parse(&body);
    let mut form = fields.kept();
    match moved(
        &found,
        &fields.line("closes"),
        &state.zone,
        (state.now)(),
        desk.locale,
    ) {
        Ok((closes, grace_until)) => {
            state
                .store
                .set_wave_dates(
                    &found.id,
                    found.opens,
                    closes,
                    grace_until,
                    state.zone.year(closes - 1),
                )
                .await?;
            state.cache.forget(&found.id);
            Ok(see_other(&format!("/surveys/{}#dates", encode(&found.id))))
        }
        Err(why) => {
            Form::refuse(&mut form, "closes", why);
            let page = wave::render(&state, &scope, &desk, &headers, &id, Some(form)).await?;
            Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// The new closing and end of grace, or why not.
pub(crate) fn moved(
    wave: &Wave,
    day: &str,
    zone: &Zone,
    now: i64,
    locale: Locale,
) -> Result<(i64, i64), String> {
    let say = |words: Words| Err(words.get(locale).to_owned());
    if wave.state(now) == WaveState::Closing || wave.state(now).keeps_apart() {
        return say(OVER);
    }
    let Some(closes) = zone.end_of(day) else {
        return say(NOT_A_DAY);
    };
    let grace_until = closes + (wave.grace_until - wave.closes).max(0);
    if closes <= wave.opens {
        return say(EARLY);
    }
    if closes <= now {
        return say(PAST);
    }
    match &wave.results_on {
        Some(results) if *results < zone.day(grace_until - 1) => {
            Err(LATE.fill(locale, &[("day", &when(locale, results))]))
        }
        _ => Ok((closes, grace_until)),
    }
}
