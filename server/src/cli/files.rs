//! `export`, `backup`, `restore`, `doctor`.

use app::words::plural;
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use survey::{Wave, WaveState};

use super::{Context, Done, Refused, place::Place, say};
use crate::{
    jobs,
    keys::master::{self, Found},
    state::AppState,
};

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    #[command(subcommand)]
    what: ExportWhat,
}

#[derive(Debug, Subcommand)]
enum ExportWhat {
    /// The breakdown of a closed wave as JSON, small cells hidden.
    Tallies {
        /// Wave.
        #[arg(long)]
        wave: String,
        /// all, area (the level below the wave's own), village, age, sex or mode.
        #[arg(long, default_value = "all", value_parser = ["all", "area", "village", "age", "sex", "mode"])]
        by: String,
    },
    /// The whole report of a wave as JSON, the same as `report --json`.
    Report {
        /// Round, wave, or published wave; the newest unless given.
        #[arg(long)]
        wave: Option<String>,
    },
    /// Single responses as JSON lines, without what residents wrote: that stands below them by question, where enough
    /// wrote. For the county itself; never publish them.
    Responses {
        /// Wave.
        #[arg(long)]
        wave: String,
        /// Say that you mean it: these are single answers.
        #[arg(long, required = true)]
        county_internal: bool,
    },
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// A file that is not there yet.
    file: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file made by `backup`.
    file: PathBuf,
    /// Only check that the backup can be read; store nothing.
    #[arg(long)]
    verify: bool,
}

pub(super) async fn export(context: Context, args: Export) -> Done {
    match args.what {
        ExportWhat::Report { wave } => super::report::printed(&context, wave).await,
        ExportWhat::Tallies { wave, by } => {
            let (state, wave) = closed(&context, &wave).await?;
            let breakdown = crate::desk::breakdown::compute(&state, &wave, &by)
                .await
                .map_err(Refused)?;
            Ok(serde_json::to_string(&breakdown)? + "\n")
        }
        ExportWhat::Responses { wave, .. } => {
            let (state, wave) = closed(&context, &wave).await?;
            super::responses::exported(&state, &wave).await
        }
    }
}

/// A wave that is closed.
async fn closed(context: &Context, id: &str) -> Result<(AppState, Wave), Refused> {
    context.existing().await?;
    let state = context.state().await?;
    let wave = state.store.wave(id).await?.ok_or_else(|| {
        Refused(format!(
            "there is no wave {id}; `minxin wave list` shows what there is"
        ))
    })?;
    if wave.state((state.now)()) != WaveState::Closed {
        return Err(Refused(format!(
            "wave {id} is not closed; an open wave shows how many answered, never how"
        )));
    }
    Ok((state, wave))
}

pub(super) async fn backup(context: Context, args: Backup) -> Done {
    let store = context.existing().await?;
    if args.file.exists() {
        return Err(Refused(format!(
            "{}: is there already; name a new file",
            args.file.display()
        )));
    }
    let today = context.zone.day(crate::clock::now());
    let made = store.backup(&args.file, &today).await?;
    if store.seal_canary().await?.is_some() {
        say(&format!(
            "the master key {} is not in it; keep a copy elsewhere: `minxin keys export-master FILE`",
            context.master_key().display()
        ));
    }
    Ok(format!(
        "{}: written and read back, {}, {}\n",
        args.file.display(),
        plural(made.rows, "row", "rows"),
        plural(made.answers, "answer", "answers"),
    ))
}

pub(super) async fn restore(context: Context, args: Restore) -> Done {
    let name = args.file.display();
    if !args.file.is_file() {
        return Err(Refused(format!(
            "{name}: is not a file; name one made by `minxin backup`"
        )));
    }
    store::sqlite::verify(&args.file).await?;
    let folder = std::env::temp_dir().join(format!("minxin-restore-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let copy = folder.join("minxin.sqlite");
    let checked = async {
        copy_back(&args.file, &copy)?;
        let probe = Context {
            place: Place::folder(&folder),
            zone: context.zone.clone(),
            master_key: None,
        };
        let store = probe
            .store()
            .await
            .map_err(|e| Refused(format!("{name}: cannot be restored: {}", e.0)))?;
        let loaded = store.loaded().await?;
        let keys = store.seal_keys().await?.len() as u64;
        let fits = master::find(&*store, &context.master_key()).await.is_ok();
        store.close().await;
        Ok::<_, Refused>((loaded.iter().map(|l| l.rows).sum::<u64>(), keys, fits))
    }
    .await;
    let _ = std::fs::remove_dir_all(&folder);
    let (rows, keys, fits) = checked?;
    if keys > 0 && !fits {
        say(&format!(
            "{name}: holds {} of sealed answers; the master key they were made under is not at {}: put its copy there before serving",
            plural(keys, "key", "keys"),
            context.master_key().display()
        ));
    }
    if args.verify {
        return Ok(format!(
            "{name}: can be restored; {}\n",
            plural(rows, "row", "rows")
        ));
    }
    let there = context.place.database_files();
    if !there.is_empty() {
        return Err(Refused(format!(
            "{}: holds data already ({}); move these files away, or restore into an empty folder",
            context.place.folder.display(),
            there.join(", ")
        )));
    }
    std::fs::create_dir_all(&context.place.folder)?;
    // whole or not at all: a copy that breaks off must not look like data
    let half = context.place.database.with_extension("restoring");
    if let Err(refused) = copy_back(&args.file, &half) {
        let _ = std::fs::remove_dir(&context.place.folder); // goes only if it is empty
        return Err(refused);
    }
    std::fs::rename(&half, &context.place.database)?;
    context.store().await?.close().await;
    Ok(format!(
        "{}: restored, {}\n",
        context.place.folder.display(),
        plural(rows, "row", "rows")
    ))
}

/// The database in a backup, as a file of its own; what could not be written whole is not left lying.
fn copy_back(backup: &Path, to: &Path) -> Result<(), Refused> {
    store::sqlite::copy_back(backup, to).map_err(|e| {
        Refused(format!(
            "{}: could not be written: {e}; make room there and restore again",
            to.display()
        ))
    })
}

pub(super) async fn doctor(context: Context) -> Done {
    context.existing().await?;
    let state = context.state().await?;
    let health = state.store.health().await?;
    let mut out = format!(
        "engine {}\njournal {}\nsynchronous {}\nmigration {}\n",
        health.engine, health.journal_mode, health.synchronous, health.migration
    );
    for l in state.store.loaded().await? {
        let years = l.years.map_or_else(String::new, |(a, b)| format!(", {a}–{b}"));
        out.push_str(&format!("{}: {}{years}\n", l.kind, plural(l.rows, "row", "rows")));
    }
    let keys = state.store.seal_keys().await?.len() as u64;
    match master::find(&*state.store, &context.master_key())
        .await
        .map_err(Refused)?
    {
        Found::Fits(_) if keys > 0 => {
            out.push_str(&format!("{}, master key fits\n", plural(keys, "key", "keys")));
        }
        Found::Fits(_) | Found::NotNeeded => {}
    }
    let folded = jobs::snapshot_closed(&state, &mut HashSet::new()).await?;
    if folded > 0 {
        out.push_str(&format!(
            "{} folded\n",
            plural(folded as u64, "closed wave", "closed waves")
        ));
    }
    out.push_str("sound\n");
    Ok(out)
}
