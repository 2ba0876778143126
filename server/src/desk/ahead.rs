//! When the next results come, and which budget they can still inform.

use std::collections::BTreeMap;

use app::{
    desk::finding::ahead::{Ahead, Next},
    words::Locale,
};
use survey::{Area, AreaCode, Wave, WaveState};

use super::encode;
use crate::{clock::Zone, error::PageError, judgements, scope::Scope, state::AppState};

/// Waves nearer together than this are parts of one survey, not two in a rhythm.
const LEAST_GAP: i64 = 90 * 86_400_000;

/// What comes next in the county, or of a place: the surveys in which it is asked.
///
/// # Errors
/// What the store says.
pub async fn ahead(
    state: &AppState,
    locale: Locale,
    place: Option<&AreaCode>,
    areas: &[Area],
) -> Result<Ahead, PageError> {
    let mut waves = state.store.waves().await?;
    if let Some(place) = place {
        waves.retain(|w| Scope::Area(w.area.clone()).covers(place, areas));
    }
    let month = judgements::settings(&*state.store).await?.budget_month;
    Ok(of(&waves, (state.now)(), &state.zone, locale, month))
}

/// `month`: from which the next year's budget is drawn up.
fn of(waves: &[Wave], now: i64, zone: &Zone, locale: Locale, month: u32) -> Ahead {
    let year = zone.year(now);
    let begins = |year: i32| format!("{year}-{month:02}-01");
    // a budget is drawn up in the year before it; once that has begun it is the one after
    let drawn_up = year + i32::from(zone.day(now) >= begins(year));
    let begins = zone.start_of(&begins(drawn_up));
    Ahead {
        next: next(waves, now, zone, locale),
        budget: drawn_up + 1,
        by: begins.map_or_else(String::new, |first| zone.day(first - 1)),
        month,
    }
}

fn next(waves: &[Wave], now: i64, zone: &Zone, locale: Locale) -> Next {
    let awaited = |state: WaveState| {
        let here = waves.iter().filter(|w| w.state(now) == state);
        here.min_by_key(|w| w.closes)
    };
    let found = awaited(WaveState::Open).map(|w| (w, true));
    if let Some((wave, open)) = found.or_else(|| awaited(WaveState::Upcoming).map(|w| (w, false))) {
        return Next::Survey {
            title: wave.title.get(locale.tag()).to_owned(),
            href: format!("/surveys/{}", encode(&wave.id)),
            closes: zone.day(wave.closes - 1),
            open,
        };
    }
    // the last closing of each year's surveys
    let mut by_year: BTreeMap<i32, i64> = BTreeMap::new();
    for wave in waves.iter().filter(|w| w.withdrawn.is_none()) {
        let last = by_year.entry(wave.year).or_insert(wave.closes);
        *last = (*last).max(wave.closes);
    }
    let mut latest = by_year.into_values().rev();
    match (latest.next(), latest.next()) {
        (Some(last), Some(before)) if last - before >= LEAST_GAP => {
            let due = last + (last - before);
            // a date that has passed is no date to wait for
            if due <= now {
                return Next::Undecided;
            }
            let day = zone.day(due - 1);
            Next::Rhythm(day.get(..7).unwrap_or_default().to_owned())
        }
        _ => Next::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use survey::{PublicationLevel, Text, wave::Approval};

    use super::*;

    fn wave(id: &str, zone: &Zone, opens: &str, closes: &str) -> Wave {
        let closes = zone.end_of(closes).unwrap();
        Wave {
            id: id.to_owned(),
            round: None,
            area: AreaCode::parse("1").unwrap(),
            title: Text::default(),
            instrument: "i".to_owned(),
            version: 1,
            opens: zone.start_of(opens).unwrap(),
            closes,
            grace_until: closes,
            year: zone.year(closes - 1),
            results_on: None,
            asker: String::new(),
            keep_years: 1,
            publication: PublicationLevel::County,
            approval: Approval::default(),
            open_link: false,
            withdrawn: None,
        }
    }

    fn at(day: &str, waves: &[Wave]) -> Ahead {
        let zone = Zone::shanghai();
        of(waves, zone.start_of(day).unwrap(), &zone, Locale::En, 11)
    }

    #[test]
    fn what_is_in_the_field_comes_before_what_is_planned_and_both_before_the_rhythm() {
        let zone = Zone::shanghai();
        let done = wave("a", &zone, "2025-04-01", "2025-05-08");
        let open = wave("b", &zone, "2026-04-01", "2026-05-08");
        let planned = wave("c", &zone, "2026-09-01", "2026-09-30");
        let closes = |ahead: Ahead| match ahead.next {
            Next::Survey { closes, open, .. } => Some((closes, open)),
            _ => None,
        };
        let all = [done.clone(), open.clone(), planned.clone()];
        assert_eq!(
            closes(at("2026-04-20", &all)),
            Some(("2026-05-08".to_owned(), true))
        );
        assert_eq!(
            closes(at("2026-06-01", &all)),
            Some(("2026-09-30".to_owned(), false))
        );
        // a year lay between the last two
        let two = [done.clone(), open];
        assert_eq!(at("2026-06-01", &two).next, Next::Rhythm("2027-05".to_owned()));
        // what should have come is no date to wait for, and one survey has no rhythm
        assert_eq!(at("2027-06-01", &two).next, Next::Undecided);
        assert_eq!(at("2026-06-01", &[done]).next, Next::Undecided);
        let taken_back = Wave {
            withdrawn: Some("2026-08-01".to_owned()),
            ..planned
        };
        assert_eq!(at("2026-08-02", &[taken_back]).next, Next::Undecided);
    }

    #[test]
    fn from_november_on_results_are_for_the_budget_after_the_next() {
        let of = |day: &str| {
            let found = at(day, &[]);
            (found.budget, found.by)
        };
        assert_eq!(of("2026-10-31"), (2027, "2026-10-31".to_owned()));
        assert_eq!(of("2026-11-01"), (2028, "2027-10-31".to_owned()));
        assert_eq!(of("2026-01-01"), (2027, "2026-10-31".to_owned()));
    }

    #[test]
    fn a_county_that_begins_its_budget_in_another_month_is_told_by_that_month() {
        let zone = Zone::shanghai();
        let of = |day: &str, month: u32| {
            let found = of(&[], zone.start_of(day).unwrap(), &zone, Locale::En, month);
            (found.budget, found.by, found.month)
        };
        assert_eq!(of("2026-08-31", 9), (2027, "2026-08-31".to_owned(), 9));
        assert_eq!(of("2026-09-01", 9), (2028, "2027-08-31".to_owned(), 9));
        assert_eq!(of("2026-02-01", 3), (2027, "2026-02-28".to_owned(), 3));
        // from the first day of a year on, for that very next one: what is in by New Year's Eve
        assert_eq!(of("2026-05-01", 1), (2028, "2026-12-31".to_owned(), 1));
    }
}
