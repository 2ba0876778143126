//! `settings` and `hypotheses`: the county's judgements, printed, changed, frozen.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use insight::report::{Settings, frozen::Frozen, hypothesis::Hypotheses};

use super::{Context, Done, Refused};
use crate::judgements;

/// Arguments of `settings`.
#[derive(Debug, Args)]
pub struct SettingsCommand {
    /// Replace the settings by this JSON file; fields it does not name get their defaults.
    #[arg(long)]
    set: Option<PathBuf>,
}

/// Arguments of `hypotheses`.
#[derive(Debug, Args)]
pub struct HypothesesCommand {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print what is frozen, or the proposed equations (the default).
    Show,
    /// Freeze a file of hypotheses; best before any answer is there, and every report says whether it was.
    Freeze {
        /// JSON as `minxin hypotheses` prints it under `hypotheses`.
        file: PathBuf,
    },
}

pub(super) fn read_settings(file: &Path) -> Result<Settings, Refused> {
    Settings::parse(&read(file)?).map_err(|e| Refused(format!("{}: {e}", file.display())))
}

pub(super) fn read_hypotheses(file: &Path) -> Result<Hypotheses, Refused> {
    Hypotheses::parse(&read(file)?).map_err(|e| Refused(format!("{}: {e}", file.display())))
}

fn read(file: &Path) -> Result<String, Refused> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Refused(format!(
            "{}: cannot be read: {e}; name a JSON file that is there",
            file.display()
        ))
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

pub(super) async fn settings(context: Context, args: SettingsCommand) -> Done {
    let store = context.existing().await?;
    if let Some(file) = &args.set {
        let day = crate::clock::Zone::shanghai().day(crate::clock::now());
        judgements::set_settings(&*store, &read_settings(file)?, &day).await?;
    }
    let settings = judgements::settings(&*store).await?;
    Ok(serde_json::to_string_pretty(&settings)? + "\n")
}

pub(super) async fn hypotheses(context: Context, args: HypothesesCommand) -> Done {
    let store = context.existing().await?;
    let before = judgements::frozen(&*store).await?;
    let frozen = match args.what.unwrap_or(What::Show) {
        What::Show => before.unwrap_or_else(Frozen::proposed),
        What::Freeze { file } => {
            let hypotheses = read_hypotheses(&file)?;
            let data = store
                .loaded()
                .await?
                .iter()
                .any(|l| matches!(l.kind, "responses" | "scores") && l.rows > 0);
            let frozen = Frozen::freeze(before, hypotheses, crate::clock::now(), !data);
            judgements::freeze(&*store, &frozen).await?;
            frozen
        }
    };
    Ok(serde_json::to_string_pretty(&frozen)? + "\n")
}
