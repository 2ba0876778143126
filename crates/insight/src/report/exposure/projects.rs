//! Capital that a ledger has twice: as it was paid, and as it came into service. Of one project the same money is in both,
//! so only one of them counts.

use std::collections::{BTreeMap, BTreeSet};

use survey::{AreaCode, DomainId, LedgerKind, Spending, Stage};

/// A project by name, in the area that its line names.
type Project<'a> = (&'a AreaCode, &'a str);

/// Lines of a year that name no project.
type Nameless<'a> = (&'a AreaCode, i32, Option<&'a str>, Option<&'a str>);

fn project_of(line: &Spending) -> Option<Project<'_>> {
    line.project.as_deref().map(|project| (&line.area, project))
}

fn nameless(line: &Spending) -> Option<Nameless<'_>> {
    let of = (
        &line.area,
        line.year,
        line.payer.as_deref(),
        line.decides.as_deref(),
    );
    (line.project.is_none() && line.kind == LedgerKind::Capital).then_some(of)
}

/// Is it capital as the ledger itself says: a line of capital, or money taken back from a project by name?
fn is_capital(line: &Spending) -> bool {
    line.kind == LedgerKind::Capital || (line.kind == LedgerKind::Reversal && line.project.is_some())
}

fn came_into_service(line: &Spending) -> bool {
    line.kind == LedgerKind::Capital && line.stage == Stage::InService
}

/// What of one service is there as paid and as in service.
#[derive(Debug, Default)]
struct Twice<'a> {
    /// Projects with any line of capital in service, whenever.
    standing: BTreeSet<Project<'a>>,
    /// Fen paid less fen in service.
    balance: BTreeMap<Nameless<'a>, i128>,
}

impl<'a> Twice<'a> {
    fn add(&mut self, line: &'a Spending) {
        if came_into_service(line) {
            self.standing.extend(project_of(line));
        }
        let signed = match line.stage {
            Stage::Paid => i128::from(line.amount.0),
            Stage::InService => -i128::from(line.amount.0),
            Stage::Budget => return,
        };
        if let Some(of) = nameless(line) {
            *self.balance.entry(of).or_default() += signed;
        }
    }

    /// Has another line this line's money?
    fn has(&self, line: &Spending) -> bool {
        let twice = match (project_of(line), nameless(line)) {
            (Some(project), _) => is_capital(line) && self.standing.contains(&project),
            (None, Some(of)) => self.balance.get(&of) == Some(&0),
            (None, None) => false,
        };
        twice && line.stage == Stage::Paid
    }
}

/// Lines whose money another line has, too: capital paid for a project that the ledger also has as in service; and, where no
/// project is named, capital of an area, year, payer and decider that is there as paid and as in service to the fen. The
/// store's sums leave the same lines out.
pub fn told_twice(lines: &[Spending]) -> impl Fn(&Spending) -> bool {
    let mut services: BTreeMap<&DomainId, Twice<'_>> = BTreeMap::new();
    for line in lines {
        services.entry(&line.domain).or_default().add(line);
    }
    move |line| services.get(&line.domain).is_some_and(|twice| twice.has(line))
}

/// The projects of one service, up to the year of a wave.
#[derive(Debug, Default)]
pub(super) struct Projects<'a> {
    twice: Twice<'a>,
    /// Paid and in service, currency units as they were paid.
    sums: BTreeMap<Project<'a>, (f64, f64)>,
    /// Any capital is in service.
    in_service_known: bool,
}

impl<'a> Projects<'a> {
    /// Of the lines of a service; `capital` says of a line whether it is, its service's usual kind considered.
    pub(super) fn new(
        lines: impl Iterator<Item = &'a Spending>,
        year: i32,
        capital: impl Fn(&Spending) -> bool,
    ) -> Self {
        let mut found = Self::default();
        for line in lines {
            found.twice.add(line);
            found.in_service_known |= came_into_service(line);
            let Some(project) = project_of(line).filter(|_| line.year <= year && capital(line)) else {
                continue;
            };
            let (paid, in_service) = found.sums.entry(project).or_default();
            let cash = line.amount.0 as f64 / 100.0;
            match line.stage {
                Stage::Paid => *paid += cash,
                Stage::InService => *in_service += cash,
                Stage::Budget => {}
            }
        }
        found
    }

    /// Does the ledger say of the service what is in service?
    pub(super) fn in_service_known(&self) -> bool {
        self.in_service_known
    }

    /// Is this line's money that of a line in service?
    pub(super) fn has_twice(&self, line: &Spending) -> bool {
        self.twice.has(line)
    }

    /// What was paid for a line's project and is not in service, at least nothing; none where it names no project.
    pub(super) fn unfinished(&self, line: &Spending) -> Option<f64> {
        let (paid, in_service) = self.sums.get(&project_of(line)?)?;
        Some((paid - in_service).max(0.0))
    }
}
