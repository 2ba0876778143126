//! scores: area★ wave★ year★ domain★ score★ (0–100) [n se].

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use store::Rows;
use survey::{AreaCode, DomainId, PublishedScore};

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    catalogue::DomainNames,
    cell::Cell,
    keys::{Keys, twice},
    problem::{Problems, RowProblem, Wrong, quoted},
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
    /// The year of a wave and domain, and the first row that gives it: a wave is of one year, for spending is counted up
    /// to it.
    years: BTreeMap<(String, DomainId), (i32, u64)>,
    /// Areas and their years that are stored, by wave and domain.
    stored: BTreeMap<(String, DomainId), Vec<(AreaCode, i32)>>,
    rows: Vec<(u64, PublishedScore)>,
    highest: f64,
}

impl ScoreRules {
    /// # Parameters
    /// `own`: ids of the county's own waves and rounds. `scores`: those that are stored already.
    pub fn new(
        areas: Arc<AreaIndex>,
        domains: DomainNames,
        own: BTreeSet<String>,
        scores: Vec<PublishedScore>,
    ) -> Self {
        let columns = Columns::unread();
        let mut stored: BTreeMap<_, Vec<(AreaCode, i32)>> = BTreeMap::new();
        for s in scores {
            stored
                .entry((s.wave, s.domain))
                .or_default()
                .push((s.area, s.year));
        }
        Self {
            areas,
            domains,
            own,
            columns,
            keys: Keys::default(),
            years: BTreeMap::new(),
            stored,
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

    /// The year a row gives, if it is that of the rows above of its wave and domain.
    fn one_year(&mut self, wave: &str, domain: &DomainId, year: i32, row: u64) -> Result<i32, Wrong> {
        let of = self.years.entry((wave.to_owned(), domain.clone()));
        match *of.or_insert((year, row)) {
            (first, at) if first != year => Err(Wrong::new(
                said!(
                    "is {0} here and {1} in row {2}, of the same wave and domain",
                    year,
                    first,
                    at
                ),
                ONE_YEAR,
            )),
            _ => Ok(year),
        }
    }
}

const ONE_YEAR: &str = "write one year for all areas of a wave and domain";

impl Rules for ScoreRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        let known = &["area★", "wave★", "year★", "domain★", "score★", "n", "se"];
        self.columns = header.resolve(known, found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [area, wave, in_year, domain, score, n, se] = columns.of(record);
        let hint = !found.full();
        let place = found
            .keep(&area, area.name().and_then(|t| self.areas.find(t, hint)))
            .map(|a| a.code.clone());
        let wave = found.keep(
            &wave,
            wave.required_name("write the name of the wave as published, such as 2017-20")
                .and_then(|name| self.published(name)),
        );
        let year = found.keep(&in_year, in_year.year());
        let id = found.keep(&domain, domain.name().and_then(|t| self.domains.find(t)));
        let value = found.keep(&score, percent(&score));
        let answers = found.keep(&n, answers_behind(&n));
        let error = found.keep(&se, points_of_error(&se));
        let (Some(area), Some(wave), Some(year), Some((domain, _)), Some(score), Some(n), Some(se)) =
            (place, wave, year, id, value, answers, error)
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
        let Some(year) = found.keep(&in_year, self.one_year(wave, &domain, year, record.row)) else {
            return;
        };
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

    /// Scores that are stored under another year stay beside the file's: what the file has too, the store holds against
    /// it.
    fn end(&mut self, found: &mut Problems) {
        for ((wave, domain), (year, row)) in &self.years {
            let stored = self.stored.get(&(wave.clone(), domain.clone()));
            let other = |(area, stored): &&(AreaCode, i32)| {
                stored != year && !self.keys.have(&(area, wave.as_str(), domain))
            };
            if let Some((area, other)) = stored.and_then(|all| all.iter().find(other)) {
                let what = said!(
                    "is {0} here and {1} in the data folder, for area {2} of the same wave and domain",
                    year,
                    other,
                    area
                );
                found.push(RowProblem {
                    column: Some("year".to_owned()),
                    ..Wrong::new(what, ONE_YEAR).at(*row)
                });
            }
        }
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
