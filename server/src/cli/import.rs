//! `import KIND FILE` (DESIGN §4.3).

use app::words::plural;
use std::path::PathBuf;

use clap::Args;
use survey::WaveState;

use super::{Context, Done, Refused, say};
use crate::{jobs, rescue};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// areas, population, spending, deflator, scores, indicators, instrument, responses or rescue.
    #[arg(value_parser = parse_kind)]
    kind: import::FileKind,
    /// CSV or XLSX; an instrument is JSON; what a device saved for carrying by hand ends in .rsbox.
    file: PathBuf,
    /// Read and check everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Let stored keys take the file's values.
    #[arg(long)]
    replace: bool,
    /// responses: the wave, made if absent.
    #[arg(long)]
    wave: Option<String>,
    /// responses: the instrument of a wave that is made.
    #[arg(long)]
    instrument: Option<String>,
    /// responses: the year of a wave that is made.
    #[arg(long)]
    year: Option<i32>,
}

fn parse_kind(word: &str) -> Result<import::FileKind, String> {
    import::FileKind::parse(word).ok_or_else(|| {
        "is not a kind of file; one of areas, population, spending, deflator, scores, indicators, instrument, responses, rescue"
            .to_owned()
    })
}

pub(super) async fn import(context: Context, args: Import) -> Done {
    if !args.file.is_file() {
        let name = args.file.display();
        return Err(Refused(if args.file.exists() {
            format!("{name}: is not a file; name one CSV, XLSX or JSON file")
        } else {
            format!("{name}: there is no such file; check the name")
        }));
    }
    if args.kind == import::FileKind::Rescue {
        return rescued(context, args).await;
    }
    let state = context.state().await?;
    let now = (state.now)();
    let wave = args.wave.clone();
    let dry_run = args.dry_run;
    let request = import::Request {
        kind: args.kind,
        source: import::Source::Path(args.file),
        dry_run,
        replace: args.replace,
        now,
        wave: args.wave,
        instrument: args.instrument,
        year: args.year,
        day: state.zone.day(now),
        zone: state.zone.time_zone(),
    };
    let report = import::run(state.store.clone(), request, |p| say(&progress(p)))
        .await
        .map_err(|refusal| Refused(refusal.to_string().trim_end().to_owned()))?;
    if let Some(id) = wave
        && !dry_run
        && let Some(wave) = state.store.wave(&id).await?
        && wave.state(now) == WaveState::Closed
    {
        jobs::snapshot(&state, &wave).await?;
    }
    Ok(format!("{report}\n"))
}

/// A rescue file, through the same intake as everything that comes over the network.
async fn rescued(context: Context, args: Import) -> Done {
    let refused = |r: import::Refusal| Refused(r.to_string());
    let bytes = rescue::load(&args.file).map_err(Refused)?;
    context.existing().await?.close().await;
    let state = context.taking().await?;
    let name = args.file.display().to_string();
    let report = rescue::run(&state, &name, &bytes, args.dry_run, |p| say(&progress(p)))
        .await
        .map_err(refused)?;
    Ok(format!("{report}\n"))
}

fn progress(p: import::Progress) -> String {
    let share = (100 * p.bytes).checked_div(p.bytes_total).unwrap_or(0);
    format!("{} read, {share} %", plural(p.rows, "row", "rows"))
}
