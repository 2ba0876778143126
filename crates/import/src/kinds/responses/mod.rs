//! responses: answers collected elsewhere, one person a row, into a wave that is there or made for them.

mod answers;
mod columns;
mod identity;
mod rules;
mod wave;

use std::{collections::BTreeMap, sync::Arc};

use store::Store;
use survey::{Version, Wave};

use super::instrument::modes_key;
use crate::{
    areas::AreaIndex,
    problem::{Refusal, Wrong},
    report::Report,
    request::Request,
    run::{Tell, look, stream},
    said::{Said, said},
};

use rules::ResponseRules;

/// What every row is read against.
#[derive(Clone)]
pub(crate) struct Setting {
    pub wave: Wave,
    pub version: Version,
    pub areas: Arc<AreaIndex>,
    /// Words of the mode column, in lower case, and the modes they mean.
    pub modes: BTreeMap<String, String>,
    pub day: String,
}

/// Imports responses. A wave that has to be made is made with them, in one transaction, after the whole file was found
/// good.
pub(crate) async fn import(
    store: Arc<dyn Store>,
    request: Request,
    progress: Tell,
) -> Result<Report, Refusal> {
    let file = request.source.name();
    let failed = |e| Refusal::of_store(&file, e);
    let refuse = |what: Said, remedy: &'static str| Refusal::one(&file, Wrong::new(what, remedy));
    let Some(id) = request.wave.clone() else {
        return Err(refuse("belongs to no wave yet".into(), "name it with --wave W"));
    };
    let areas = Arc::new(AreaIndex::new(store.areas().await.map_err(failed)?));
    let known = store.wave(&id).await.map_err(failed)?;
    let wave = match &known {
        Some(wave) => {
            wave::agrees(wave, &request).map_err(|w| Refusal::one(&file, w))?;
            wave.clone()
        }
        None => {
            let (name, year) = wave::asked_for(&id, &request).map_err(|w| Refusal::one(&file, w))?;
            if store.scores().await.map_err(failed)?.iter().any(|s| s.wave == id) {
                return Err(refuse(
                    said!("wave {0} is the name of published scores", id),
                    "name the wave of these answers otherwise with --wave W",
                ));
            }
            let all = store.instruments().await.map_err(failed)?;
            let Some(instrument) = all.iter().find(|i| i.id == name) else {
                return Err(refuse(
                    said!("there is no instrument {0}", name),
                    "import it first",
                ));
            };
            wave::made(&id, instrument, year, &areas, (request.now, &request.zone))
                .map_err(|w| Refusal::one(&file, w))?
        }
    };
    let version = store
        .version(&wave.instrument, wave.version)
        .await
        .map_err(failed)?;
    let Some(version) = version else {
        let what = said!(
            "there is no version {0} of instrument {1}",
            wave.version,
            wave.instrument
        );
        return Err(refuse(what, "import the instrument first"));
    };
    let modes = store
        .setting(&modes_key(&wave.instrument, wave.version))
        .await
        .map_err(failed)?;
    let modes = modes
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let setting = Setting {
        wave,
        version,
        areas,
        modes,
        day: request.day.clone(),
    };
    let rules = || Box::new(ResponseRules::new(setting.clone()));
    let new = || Report::new(&file, request.kind, request.dry_run);
    let mut report = new();
    if known.is_none() {
        look(&request, rules(), progress.clone(), &mut report).await?;
        report.made_wave = Some(id.clone());
        if request.dry_run {
            return Ok(report);
        }
        report = Report {
            made_wave: Some(id),
            ..new()
        };
    }
    let new = known.is_none().then(|| setting.wave.clone());
    stream(&store, &request, new, rules(), progress, &mut report).await?;
    Ok(report)
}
