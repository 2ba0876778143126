//! scores: area★ wave★ year★ domain★ score★ (0–100) [n se].

use std::{collections::BTreeSet, sync::Arc};

use store::Rows;
use survey::PublishedScore;

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    catalogue::DomainNames,
    cell::Cell,
    keys::{Keys, twice},
    problem::{Problems, Wrong, quoted},
    read::Record,
    report::Report,
    said::said,
};

/// Reads scores that somebody else measured.
pub(crate) struct ScoreRules {
    areas: Arc<AreaIndex>,
    domains: DomainNames,
    /// Waves and rounds of the county's own surveys: a published wave must not bear the name of one.
    own: BTreeSet<String>,
    columns: Columns<7>,
    keys: Keys,
    rows: Vec<(u64, PublishedScore)>,
    highest: f64,
}

impl ScoreRules {
    pub fn new(areas: Arc<AreaIndex>, domains: DomainNames, own: BTreeSet<String>) -> Self {
        let columns = Columns::unread();
        Self {
            areas,
            domains,
            own,
            columns,
            keys: Keys::default(),
            rows: Vec::new(),
            highest: 0.0,
        }
    }
}

impl ScoreRules {
    /// A name that is not taken by a survey of the county's own.
    fn published<'a>(&self, name: &'a str) -> Result<&'a str, Wrong> {
        if self.own.contains(name) {
            return Err(Wrong::new(
                said!("{0} is the id of a survey of the county's own", quoted(name)),
                "give the published wave another name",
            ));
        }
        Ok(name)
    }
}

impl Rules for ScoreRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        let known = &["area★", "wave★", "year★", "domain★", "score★", "n", "se"];
        self.columns = header.resolve(known, found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [area, wave, year, domain, score, n, se] = columns.of(record);
        let hint = !found.full();
        let place = found
            .keep(&area, area.optional().and_then(|t| self.areas.find(t, hint)))
            .map(|a| a.code.clone());
        let wave = found.keep(
            &wave,
            wave.required("write the name of the wave as published, such as 2017-20")
                .and_then(|name| self.published(name)),
        );
        let in_year = found.keep(&year, year.year());
        let id = found.keep(&domain, domain.optional().and_then(|t| self.domains.find(t)));
        let value = found.keep(&score, percent(&score));
        let answers = found.keep(&n, answers_behind(&n));
        let error = found.keep(&se, points_of_error(&se));
        let (Some(area), Some(wave), Some(year), Some((domain, _)), Some(score), Some(n), Some(se)) =
            (place, wave, in_year, id, value, answers, error)
        else {
            return;
        };
        if let Some(first) = self.keys.seen_at(&(&area, wave, &domain), record.row) {
            return found.push(twice(
                record.row,
                first,
                "area, wave and domain",
                "keep one of the two",
            ));
        }
        self.highest = self.highest.max(score);
        let wave = wave.to_owned();
        self.rows.push((
            record.row,
            PublishedScore {
                area,
                wave,
                year,
                domain,
                score,
                n,
                se,
            },
        ));
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        let new = self.domains.unsent();
        let own = (!new.is_empty()).then_some(Rows::OwnDomains(new));
        own.into_iter()
            .chain(chunks(&mut self.rows, Rows::Scores))
            .collect()
    }

    fn tell(&self, report: &mut Report) {
        report.new_domains = self.domains.new_names();
        if report.rows > 0 && self.highest <= 1.0 {
            report
                .notes
                .push("no score is above 1; scores run from 0 to 100".to_owned());
        }
    }
}

fn percent(cell: &Cell<'_>) -> Result<f64, Wrong> {
    let remedy = "write a score from 0 to 100";
    let score = cell.number(remedy)?;
    if (0.0..=100.0).contains(&score) {
        return Ok(score);
    }
    let what = match score > 100.0 {
        true => said!("{0} is above 100", cell.text),
        false => said!("{0} is below 0", cell.text),
    };
    Err(Wrong::new(what, remedy))
}

fn answers_behind(cell: &Cell<'_>) -> Result<Option<f64>, Wrong> {
    let remedy = "write the number of answers behind the score, or nothing";
    match cell.count_or_none(remedy)? {
        Some(n) if n < 0.0 => Err(Wrong::new(said!("{0} is negative", cell.text), remedy)),
        Some(0.0) => Err(Wrong::new("is zero", remedy)),
        other => Ok(other),
    }
}

fn points_of_error(cell: &Cell<'_>) -> Result<Option<f64>, Wrong> {
    let remedy = "write the standard error in points, or nothing";
    match cell.number_or_none(remedy)? {
        Some(x) if x < 0.0 => Err(Wrong::new(said!("{0} is negative", cell.text), remedy)),
        other => Ok(other),
    }
}
