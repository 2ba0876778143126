//! The matrix as a table of words and numbers, to be taken away.

use charts::{Cell as Entry, Header, Table};
use insight::report::verdicts::Cell;

use super::{
    super::{Facts, words::signed},
    CAPTION,
};
use crate::words::Words;

/// One row a township, one column a service, as the matrix shows them.
pub(super) fn table(facts: &Facts) -> Table {
    let locale = facts.locale;
    let services = facts.services();
    let grouped = facts.groups.len() > 1;
    let head = |text: String, number| Header { text, number };
    let mut headers = vec![head(facts.unit.heading().get(locale).to_owned(), false)];
    let town = Words("城乡", "城鄉", "Town or country").get(locale);
    headers.extend(grouped.then(|| head(town.to_owned(), false)));
    headers.extend(services.iter().map(|id| head(facts.domain(id), true)));
    let rows = facts.groups.iter().flat_map(|group| {
        let (services, settlement) = (&services, group.settlement);
        group.places.iter().map(move |area| {
            let mut row = vec![words(facts.place(area))];
            row.extend(
                grouped.then(|| words(settlement.map_or_else(String::new, |s| s.name(locale).to_owned()))),
            );
            row.extend(services.iter().map(|id| entry(facts, facts.cell(area, id))));
            row
        })
    });
    Table {
        caption: facts.say(CAPTION),
        rows: rows.collect(),
        headers,
    }
}

fn words(shown: String) -> Entry {
    Entry { shown, value: None }
}

fn entry(facts: &Facts, cell: Option<&Cell>) -> Entry {
    let Some(cell) = cell else {
        return words("–".to_owned());
    };
    let gate = cell.gate.as_deref();
    match cell.effect.filter(|_| gate != Some("SMALL_BASE")) {
        Some(effect) => Entry {
            shown: signed(effect),
            value: Some(effect),
        },
        None => words(facts.status(gate.unwrap_or("NO_DATA"), &[]).label),
    }
}
