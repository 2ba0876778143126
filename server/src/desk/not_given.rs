//! The page of a service that the county knows but of which there is nothing to show; of any other there is no page.

use app::{
    desk::{
        association::Choice,
        finding::{
            Facts, Unit,
            not_given::{Page, What, view},
        },
        shell::Room,
    },
    words::Words,
};
use insight::{associate::Ledger, report::county::compared};

use super::{Desk, ahead::ahead, association::own, facts::judged_by, names};
use crate::{
    error::{PageError, PageResult},
    state::AppState,
};

/// What is asked for.
pub struct Asked<'a> {
    /// What is not there.
    pub what: What,
    /// Service, as the address has it.
    pub domain: &'a str,
    /// Why, as a code of `content/statuses.json`.
    pub code: &'static str,
    /// The report of the wave that is asked for.
    pub facts: Option<&'a Facts>,
    /// Services that have something to show.
    pub domains: Vec<Choice>,
}

/// Says why, and what would settle it.
///
/// # Errors
/// A service that nobody knows, or what the store says.
pub async fn show(state: &AppState, desk: &Desk, ledger: &Ledger, asked: Asked<'_>) -> PageResult {
    let known = names::domains(state).await?;
    let id = (known.iter().map(|d| &d.id))
        .chain(ledger.spending.iter().map(|s| &s.domain))
        .chain(ledger.scores.iter().map(|s| &s.domain))
        .find(|id| id.as_str() == asked.domain)
        .ok_or(PageError::NotFound)?;
    let locale = desk.locale;
    let awaited = asked.code == "NO_DATA";
    let page = Page {
        locale,
        unit: asked
            .facts
            .map_or_else(|| Unit(compared(&ledger.areas)), |f| f.unit),
        k: desk.k,
        what: asked.what,
        domain: names::of(&known, id, locale),
        code: asked.code,
        ahead: match awaited {
            true => Some(ahead(state, locale, None, &ledger.areas).await?),
            false => None,
        },
        domains: asked.domains,
        judged: judged_by(state, asked.facts).await?,
    };
    let (title, room) = match asked.what {
        What::Relation => (
            Words(
                "{d}：投入与满意",
                "{d}：投入與滿意",
                "{d}: spending and satisfaction",
            ),
            Room::Association,
        ),
        What::Spending => (Words("{d}：投入", "{d}：投入", "{d}: spending"), Room::Spending),
    };
    let title = title.fill(locale, &[("d", &page.domain)]);
    let shell = desk.shell(state, &title, Some(room), &ledger.areas);
    Ok(desk.page(&shell, move || view(&page)))
}

/// Why there is no relation of spending and scores to show: what the report of the county's own survey says, else what the
/// published scores (of `wave`, where one is asked for) and the ledger lack.
pub fn why(ledger: &Ledger, facts: Option<&Facts>, domain: &str, wave: Option<&str>) -> &'static str {
    if let Some(facts) = facts.filter(|f| own(f)) {
        let report = &facts.report;
        let mut cells = report
            .verdicts
            .cells
            .iter()
            .filter(|c| c.domain.as_str() == domain);
        const HIDDEN: &str = "SUPPRESSED_PRIMARY";
        let hidden = |c: &insight::report::verdicts::Cell| c.gate.as_deref() == Some(HIDDEN);
        let found = report.association.not_given.iter().find(|n| n.domain == domain);
        return match found.map(|n| n.status) {
            // the report has no line of what nothing was spent on
            None => "NO_SPENDING",
            // what is hidden everywhere is there
            Some("NO_DATA" | "INSUFFICIENT_UNITS") if cells.clone().next().is_some() && cells.all(hidden) => {
                HIDDEN
            }
            Some(code) => code,
        };
    }
    let mut scores = ledger.scores.iter().filter(|s| s.domain.as_str() == domain);
    let scored = scores.any(|s| wave.is_none_or(|wave| s.wave == wave));
    let spent = ledger.spending.iter().any(|s| s.domain.as_str() == domain);
    match (scored, spent) {
        (false, _) => "NO_DATA",
        (true, false) => "NO_SPENDING",
        (true, true) if ledger.population.is_empty() => "NO_POPULATION",
        (true, true) => "INSUFFICIENT_UNITS",
    }
}
