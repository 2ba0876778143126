//! `report --json`: everything that is known of one wave.

use std::path::PathBuf;

use clap::Args;
use insight::report::frozen::Frozen;

use super::{Context, Done, Refused, judgements};
use crate::report::{Asked, make};

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("form").required(true).args(["json", "schema"])))]
pub struct ReportCommand {
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Print the JSON schema of the report instead.
    #[arg(long)]
    schema: bool,
    /// Round, wave, or published wave; the newest own one, else the newest published one.
    #[arg(long)]
    wave: Option<String>,
    /// Settings for this report only.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Hypotheses for this report only; it says that nobody froze them.
    #[arg(long)]
    hypotheses: Option<PathBuf>,
}

pub(super) async fn report(context: Context, args: ReportCommand) -> Done {
    if args.schema {
        return Ok(insight::report::schema() + "\n");
    }
    let asked = Asked {
        wave: args.wave,
        settings: args
            .settings
            .as_deref()
            .map(judgements::read_settings)
            .transpose()?,
        hypotheses: match args.hypotheses.as_deref() {
            Some(file) => Some(Frozen::given(judgements::read_hypotheses(file)?)),
            None => None,
        },
    };
    print(&context, &asked).await
}

/// The report of a wave with the settings and hypotheses that are stored.
pub(super) async fn printed(context: &Context, wave: Option<String>) -> Done {
    let asked = Asked {
        wave,
        settings: None,
        hypotheses: None,
    };
    print(context, &asked).await
}

async fn print(context: &Context, asked: &Asked) -> Done {
    context.existing().await?;
    let state = context.state().await?;
    let found = make(&state, asked).await.map_err(|e| Refused(e.to_string()))?;
    Ok(serde_json::to_string(&found.report)? + "\n")
}
