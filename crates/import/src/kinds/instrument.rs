//! instrument: one JSON file becomes one published version.

mod catalogue;
mod check;
mod file;
mod once;

use std::sync::Arc;

use store::{Brought, Store};
use survey::Version;

use crate::{
    catalogue::DomainNames,
    problem::{Problems, Refusal, Wrong},
    read::{AS_UTF8, NOT_A_TABLE, whole_text},
    report::{Preview, Report},
    request::{FileKind, Request},
    said::{Said, said},
};

use file::InstrumentFile;

/// Larger than any questionnaire.
const LIMIT: u64 = 8 << 20;

/// What a mode column's own words mean, by instrument and version: kept as a setting until a version has a place
/// for it.
pub(crate) fn modes_key(instrument: &str, version: u32) -> String {
    format!("import.modes.{instrument}.{version}")
}

/// Reads, checks and publishes an instrument. The same file again changes nothing.
pub(crate) async fn import(store: &Arc<dyn Store>, request: &Request) -> Result<Report, Refusal> {
    let file = request.source.name();
    let failed = |e| Refusal::of_store(&file, e);
    let source = request.source.clone();
    let text = tokio::task::spawn_blocking(move || whole_text(&source, LIMIT))
        .await
        .map_err(|_| Refusal::one(&file, Wrong::new("cannot be read", "check the file")))?
        .map_err(|p| one_problem(&file, p))?;
    let mut domains = DomainNames::new(store.own_domains().await.map_err(failed)?);
    let mut found = Problems::default();
    let read =
        InstrumentFile::parse(&text, &mut found).and_then(|f| f.into_version(&mut domains, &mut found));
    let Some((version, modes)) = read.filter(|_| found.none()) else {
        return Err(Refusal::new(&file, found, None));
    };
    let published = store
        .version(&version.instrument, version.version)
        .await
        .map_err(failed)?;
    let key = modes_key(&version.instrument, version.version);
    let modes = serde_json::to_string(&modes).unwrap_or_default();
    let stored_modes = store
        .setting(&key)
        .await
        .map_err(failed)?
        .unwrap_or_else(|| "{}".to_owned());
    if let Some(stored) = &published
        && (stored != &version || stored_modes != modes)
    {
        let (id, n) = (&version.instrument, version.version);
        return Err(Refusal::one(
            &file,
            Wrong::new(
                said!(
                    "version {0} of instrument {1} is published and cannot change",
                    n,
                    id
                ),
                said!("publish it as version {0}", n + 1),
            ),
        ));
    }
    if published.is_none() {
        let reused = reused_codes(store, &version, &text).await.map_err(failed)?;
        if !reused.none() {
            return Err(Refusal::new(&file, reused, Some(preview(&version))));
        }
    }
    if published.is_none() && !request.dry_run {
        let settings = (modes != stored_modes).then_some((key, modes));
        let brought = Brought {
            domains: domains.unsent(),
            settings: settings.into_iter().collect(),
        };
        store
            .publish_file(&version, &brought, request.now)
            .await
            .map_err(failed)?;
    }
    let mut report = Report::new(&file, FileKind::Instrument, request.dry_run);
    report.rows = version.items.len() as u64;
    report.outcome.added = u64::from(published.is_none());
    report.outcome.unchanged = u64::from(published.is_some());
    report.new_domains = domains.new_names();
    report.preview = preview(&version);
    report.instrument = Some((version.instrument, version.version));
    Ok(report)
}

/// Codes that mean something else in a version that is stored.
async fn reused_codes(store: &Arc<dyn Store>, version: &Version, text: &str) -> store::Result<Problems> {
    let (mut found, mut told) = (Problems::default(), Vec::new());
    for instrument in store.instruments().await? {
        for number in (1..=instrument.newest).rev() {
            if let Some(stored) = store.version(&instrument.id, number).await? {
                catalogue::reused_from(version, &stored, text, &mut told, &mut found);
            }
        }
    }
    Ok(found)
}

fn preview(version: &Version) -> Preview {
    let lang = version.languages.first().map_or("en", String::as_str);
    Preview {
        header: ["code", "text", "scale"].map(str::to_owned).to_vec(),
        rows: version
            .items
            .iter()
            .take(20)
            .map(|i| vec![i.code.clone(), i.text.get(lang).to_owned(), i.scale.clone()])
            .collect(),
    }
}

fn one_problem(file: &str, mut problem: crate::RowProblem) -> Refusal {
    if problem.remedy == Said::from(NOT_A_TABLE) {
        problem.remedy = Said::from("give a JSON file as docs/instrument.md describes it");
    } else if problem.remedy == Said::from(AS_UTF8) {
        problem.remedy = Said::from("save it as UTF-8");
    }
    let mut found = Problems::default();
    found.push(problem);
    Refusal::new(file, found, None)
}
