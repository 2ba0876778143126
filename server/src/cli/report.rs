//! `report --json`: everything that is known of one wave.

use std::path::PathBuf;

use clap::Args;
use insight::report::{ReportError, frozen::Frozen};

use super::{Context, Done, Refused, judgements};
use crate::{
    report::{Asked, NotMade, make},
    state::AppState,
};

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
    let found = match make(&state, asked).await {
        Ok(found) => found,
        Err(e) => return Err(Refused(refusal(&state, asked, &e).await?)),
    };
    Ok(serde_json::to_string(&found.report)? + "\n")
}

/// Why there is no report; of a wave that is a part of a round, which report it is in.
async fn refusal(state: &AppState, asked: &Asked, why: &NotMade) -> store::Result<String> {
    if let Some(id) = &asked.wave
        && matches!(why, NotMade::Report(ReportError::UnknownWave { .. }))
        && let Some(round) = state.store.wave(id).await?.and_then(|w| w.round)
    {
        return Ok(format!(
            "wave {id} is a part of round {round}, whose waves are reported together; ask for --wave {round}"
        ));
    }
    Ok(why.to_string())
}
