//! spending: area★ year★ domain★ amount★ [kind stage payer decides project source].

use std::{collections::BTreeMap, sync::Arc};

use store::Rows;
use survey::{LedgerKind, Money, Spending, Stage};

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    catalogue::DomainNames,
    cell::Cell,
    keys::{Keys, twice},
    problem::{Problems, Wrong, quoted},
    read::Record,
    report::{AmountTotal, Report},
    said::said,
};

/// Reads ledger lines and adds them up twice: as read, and as sent.
pub(crate) struct SpendingRules {
    areas: Arc<AreaIndex>,
    domains: DomainNames,
    columns: Columns<10>,
    keys: Keys,
    rows: Vec<(u64, Spending)>,
    totals: BTreeMap<(Stage, i32), AmountTotal>,
}

impl SpendingRules {
    pub fn new(areas: Arc<AreaIndex>, domains: DomainNames) -> Self {
        Self {
            areas,
            domains,
            columns: Columns::unread(),
            keys: Keys::default(),
            rows: Vec::new(),
            totals: BTreeMap::new(),
        }
    }

    fn total(&mut self, stage: Stage, year: i32) -> &mut AmountTotal {
        let none = AmountTotal {
            stage,
            year,
            lines: 0,
            read: 0,
            sent: 0,
        };
        self.totals.entry((stage, year)).or_insert(none)
    }
}

impl Rules for SpendingRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        let known = &[
            "area★",
            "year★",
            "domain★",
            "amount★",
            "kind",
            "stage",
            "payer",
            "decides",
            "project",
            "source",
        ];
        self.columns = header.resolve(known, found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [
            area,
            year,
            domain,
            amount,
            kind,
            stage,
            payer,
            decides,
            project,
            source,
        ] = columns.of(record);
        let hint = !found.full();
        let place = found
            .keep(&area, area.name().and_then(|t| self.areas.find(t, hint)))
            .map(|a| a.code.clone());
        let in_year = found.keep(&year, year.year());
        let service = found.keep(&domain, domain.name().and_then(|t| self.domains.find(t)));
        let assumed = service.as_ref().map_or(LedgerKind::Recurrent, |(_, kind)| *kind);
        let of_kind = found.keep(&kind, read_kind(&kind, assumed));
        let at_stage = found.keep(&stage, read_stage(&stage));
        let sum = found.keep(&amount, read_amount(&amount, of_kind));
        let words = [payer, decides, project, source].map(|cell| found.keep(&cell, cell.word()));
        let (Some(area), Some(year), Some((domain, _)), Some(amount), Some(kind), Some(stage)) =
            (place, in_year, service, sum, of_kind, at_stage)
        else {
            return;
        };
        let [Some(payer), Some(decides), Some(project), Some(source)] = words else {
            return;
        };
        let key = (
            &area, year, &domain, kind, stage, &payer, &decides, &project, &source,
        );
        if let Some(first) = self.keys.seen_at(&key, record.row) {
            return found.push(twice(
                record.row,
                first,
                "area, year, domain, kind, stage, payer, decides, project and source",
                "keep one of the two, add them up, or tell them apart by project or source",
            ));
        }
        let total = self.total(stage, year);
        total.read += i128::from(amount.0);
        let line = Spending {
            area,
            year,
            domain,
            amount,
            kind,
            stage,
            payer,
            decides,
            project,
            source,
        };
        self.rows.push((record.row, line));
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        let new = self.domains.unsent();
        let own = (!new.is_empty()).then_some(Rows::OwnDomains(new));
        let out: Vec<Rows> = own
            .into_iter()
            .chain(chunks(&mut self.rows, Rows::Spending))
            .collect();
        for rows in &out {
            let Rows::Spending(lines) = rows else { continue };
            for (_, line) in lines {
                let total = self.total(line.stage, line.year);
                total.lines += 1;
                total.sent += i128::from(line.amount.0);
            }
        }
        out
    }

    /// Every fen read is a fen sent; anything else would be a fault of this program, and stops before the commit.
    fn balanced(&self) -> Result<(), Wrong> {
        match self.totals.values().find(|t| t.read != t.sent) {
            None => Ok(()),
            Some(t) => Err(Wrong::new(
                said!("{0} fen were read for {1}, {2} sent", t.read, t.year, t.sent),
                "report this as a fault of the program",
            )),
        }
    }

    fn tell(&self, report: &mut Report) {
        report.new_domains = self.domains.new_names();
        report.totals = self.totals.values().copied().collect();
        let budget: u64 = report
            .totals
            .iter()
            .filter(|t| t.stage == Stage::Budget)
            .map(|t| t.lines)
            .sum();
        if budget > 0 {
            let noun = if budget == 1 {
                "line is kept"
            } else {
                "lines are kept"
            };
            report.notes.push(format!(
                "{budget} budget {noun} and never summed with what was paid"
            ));
        }
    }
}

fn read_kind(cell: &Cell<'_>, assumed: LedgerKind) -> Result<LedgerKind, Wrong> {
    match cell.optional()? {
        "" => Ok(assumed),
        word => LedgerKind::parse(word).ok_or_else(|| {
            Wrong::new(
                said!("{0} is no kind", quoted(word)),
                "write capital, recurrent or reversal, or nothing for the domain's own",
            )
        }),
    }
}

fn read_stage(cell: &Cell<'_>) -> Result<Stage, Wrong> {
    match cell.optional()? {
        "" => Ok(Stage::Paid),
        word => Stage::parse(word).ok_or_else(|| {
            Wrong::new(
                said!("{0} is no stage", quoted(word)),
                "write budget, paid or in_service, or nothing for paid",
            )
        }),
    }
}

fn read_amount(cell: &Cell<'_>, kind: Option<LedgerKind>) -> Result<Money, Wrong> {
    let amount = cell.money()?;
    if amount.0 < 0 && kind.is_some_and(|k| k != LedgerKind::Reversal) {
        return Err(Wrong::new(
            said!("{0} is negative", cell.text),
            "set kind to reversal if it takes an earlier line back",
        ));
    }
    if amount.0 > 0 && kind == Some(LedgerKind::Reversal) {
        return Err(Wrong::new(
            said!("{0} is a reversal, and above zero", cell.text),
            "write what it takes back with a minus, or set another kind",
        ));
    }
    Ok(amount)
}
