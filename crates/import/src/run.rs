//! The door: a parser thread on one side of a channel, the store's transaction on the other.

use std::sync::Arc;

use store::{ImportChunk, ImportMode, ImportOutcome, Rows, Store, import::Conflict};
use survey::Wave;
use tokio::sync::mpsc;

use crate::{
    areas::AreaIndex,
    catalogue::{DomainNames, IndicatorNames},
    drive::{Parsed, drive},
    kinds::{
        AreaRules, DeflatorRules, IndicatorRules, PopulationRules, Rules, ScoreRules, SpendingRules,
        instrument, responses,
    },
    problem::{Problems, Refusal, RowProblem, Wrong},
    report::Report,
    request::{FileKind, Progress, Request, Source},
    said::{Said, Value, said},
};

/// Imports one file: all of it, or nothing.
///
/// Reads in a thread of its own, in memory that does not grow with the file but for 20 bytes a row that find a key
/// given twice. `progress` is called from that thread every 10,000 rows or half a second, and at the end.
///
/// # Errors
/// A [`Refusal`] that names what is wrong, row by row; then nothing was stored.
pub async fn run(
    store: Arc<dyn Store>,
    request: Request,
    progress: impl Fn(Progress) + Send + Sync + 'static,
) -> Result<Report, Refusal> {
    let file = request.source.name();
    let progress: Tell = Arc::new(progress);
    let failed = |e| Refusal::of_store(&file, e);
    let areas = || async { store.areas().await.map_err(failed) };
    let index = || async { Ok::<_, Refusal>(Arc::new(AreaIndex::new(areas().await?))) };
    let domains = || async { Ok::<_, Refusal>(DomainNames::new(store.own_domains().await.map_err(failed)?)) };
    let rules: Box<dyn Rules> = match request.kind {
        FileKind::Rescue => {
            let (what, remedy) = ("is taken by the intake of answers", "use `minxin import rescue`");
            return Err(Refusal::whole(&file, what, remedy));
        }
        FileKind::Instrument => return instrument::import(&store, &request).await,
        FileKind::Responses => return responses::import(store, request, progress).await,
        FileKind::Areas => Box::new(AreaRules::new(areas().await?)),
        FileKind::Population => {
            // with --replace what is stored gives way in the store, in the same transaction
            let stored = match request.replace {
                true => Vec::new(),
                false => store.population().await.map_err(failed)?,
            };
            Box::new(PopulationRules::new(index().await?, &stored))
        }
        FileKind::Spending => Box::new(SpendingRules::new(index().await?, domains().await?)),
        FileKind::Deflator => Box::<DeflatorRules>::default(),
        FileKind::Scores => {
            let (waves, rounds) = (
                store.waves().await.map_err(failed)?,
                store.rounds().await.map_err(failed)?,
            );
            let own = waves
                .into_iter()
                .map(|w| w.id)
                .chain(rounds.into_iter().map(|r| r.id));
            let stored = store.scores().await.map_err(failed)?;
            let (index, domains) = (index().await?, domains().await?);
            Box::new(ScoreRules::new(index, domains, own.collect(), stored))
        }
        FileKind::Indicators => {
            let own = store.own_indicators().await.map_err(failed)?;
            Box::new(IndicatorRules::new(index().await?, IndicatorNames::new(&own)))
        }
    };
    let mut report = Report::new(&file, request.kind, request.dry_run);
    stream(&store, &request, None, rules, progress, &mut report).await?;
    Ok(report)
}

/// Hears how far the reading is.
pub(crate) type Tell = Arc<dyn Fn(Progress) + Send + Sync>;

/// Reads the file and stores its rows in one transaction, then fills in the report.
pub(crate) async fn stream(
    store: &Arc<dyn Store>,
    request: &Request,
    wave: Option<Wave>,
    rules: Box<dyn Rules>,
    progress: Tell,
    report: &mut Report,
) -> Result<(), Refusal> {
    let file = request.source.name();
    let (sender, receiver) = mpsc::channel(4);
    if let Some(wave) = wave {
        let first = ImportChunk::Rows(Rows::Wave(Box::new(wave)));
        sender
            .send(first)
            .await
            .expect("the channel has room, and its other end is here");
    }
    let parser = spawn(request.source.clone(), rules, progress, Some(sender));
    let mode = ImportMode {
        dry_run: request.dry_run,
        replace: request.replace,
        now: request.now,
    };
    let stored = store.import(receiver, mode).await;
    let (parsed, rules) = parser.await.map_err(|_| unreadable(&file))?;
    if !parsed.problems.none() {
        return Err(Refusal::new(&file, parsed.problems, Some(parsed.preview)));
    }
    let outcome = stored.map_err(|e| Refusal::of_store(&file, e))?;
    if outcome.conflict_count > 0 {
        return Err(conflicts(&file, outcome, parsed, rules.key_column()));
    }
    fill_in(report, parsed, outcome, &*rules);
    Ok(())
}

/// Reads the file without storing anything: what `stream` would refuse is refused.
pub(crate) async fn look(
    request: &Request,
    rules: Box<dyn Rules>,
    progress: Tell,
    report: &mut Report,
) -> Result<(), Refusal> {
    let file = request.source.name();
    let parser = spawn(request.source.clone(), rules, progress, None);
    let (parsed, rules) = parser.await.map_err(|_| unreadable(&file))?;
    if !parsed.problems.none() {
        return Err(Refusal::new(&file, parsed.problems, Some(parsed.preview)));
    }
    let outcome = ImportOutcome {
        added: parsed.rows,
        ..ImportOutcome::default()
    };
    fill_in(report, parsed, outcome, &*rules);
    Ok(())
}

type Parser = tokio::task::JoinHandle<(Parsed, Box<dyn Rules>)>;

fn spawn(
    source: Source,
    mut rules: Box<dyn Rules>,
    progress: Tell,
    sender: Option<mpsc::Sender<ImportChunk>>,
) -> Parser {
    tokio::task::spawn_blocking(move || {
        let mut send = |rows: Rows| match &sender {
            Some(sender) => sender.blocking_send(ImportChunk::Rows(rows)).is_ok(),
            None => true,
        };
        let parsed = drive(&source, &mut *rules, &mut send, &*progress);
        if let Some(sender) = sender
            && parsed.problems.none()
            && !parsed.stopped
        {
            // a store that went away says why itself
            let _ = sender.blocking_send(ImportChunk::End);
        }
        (parsed, rules)
    })
}

fn fill_in(report: &mut Report, parsed: Parsed, outcome: ImportOutcome, rules: &dyn Rules) {
    report.rows = parsed.rows;
    report.notes.extend(parsed.notes);
    report.preview = parsed.preview;
    report.outcome = outcome;
    rules.tell(report);
}

fn unreadable(file: &str) -> Refusal {
    Refusal::one(
        file,
        Wrong::new("cannot be read", "save it again as .xlsx, or as .csv"),
    )
}

fn conflicts(file: &str, outcome: ImportOutcome, parsed: Parsed, key: Option<&str>) -> Refusal {
    let mut found = Problems::default();
    for c in outcome.conflicts {
        found.push(conflict(c, key));
    }
    found.count = outcome.conflict_count;
    Refusal::new(file, found, Some(parsed.preview))
}

fn conflict(c: Conflict, key: Option<&str>) -> RowProblem {
    let shown = |value: &str| match value {
        "" => Said::from("empty"),
        value => Value::value(value),
    };
    let at = |column: Option<&str>, what: Said| RowProblem {
        row: Some(c.row),
        column: column.map(str::to_owned),
        what,
        remedy: Said::from("import with --replace to take the file's value"),
    };
    match c.column {
        "answers" => at(
            key,
            Said::from(
                "is the id of other answers, or of another area, group, mode or weight, in the data folder",
            ),
        ),
        column => {
            let column = if column == "aliases" { "alias" } else { column };
            at(
                Some(column),
                said!(
                    "is {0} in the data folder, {1} here",
                    shown(&c.stored),
                    shown(&c.given)
                ),
            )
        }
    }
}
