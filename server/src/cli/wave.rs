//! `wave open|close|withdraw|snapshot|list`.

use app::words::{Locale, plural};
use clap::{Args, Subcommand};
use survey::{Wave, WaveState};

use super::{Context, Done, Refused};
use crate::{desk::surveys::days::moved, jobs, state::AppState};

/// Sixty days, in hours: longer than any tablet is without a network.
const MOST_GRACE: i64 = 60 * 24;

/// Arguments of `wave`.
#[derive(Debug, Args)]
pub struct WaveCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open a wave now.
    Open {
        /// Its id.
        wave: String,
        /// Last day, YYYY-MM-DD; as published unless given.
        #[arg(long)]
        until: Option<String>,
    },
    /// Close a wave now.
    Close {
        /// Its id.
        wave: String,
        /// Hours in which answers finished before now are still counted.
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=MOST_GRACE))]
        grace: u32,
    },
    /// Take a wave back before its findings are made, for good: nobody answers it any more, nothing of it is counted, and
    /// what still comes from devices is kept apart.
    Withdraw {
        /// Its id.
        wave: String,
    },
    /// Fold the answers of a closed wave into its tallies, anew.
    Snapshot {
        /// Its id.
        wave: String,
    },
    /// All waves with their state.
    List,
}

pub(super) async fn wave(context: Context, args: WaveCommand) -> Done {
    context.existing().await?;
    let state = context.state().await?;
    let now = (state.now)();
    match args.what {
        What::Open { wave, until } => {
            let found = in_the_field(&state, &wave).await?;
            // a wave that was made from a file has never been in the field: it may begin now
            let over = found.closes <= now;
            if over && (found.open_link || until.is_none()) {
                return Err(Refused(format!(
                    "wave {wave} closed on {} and {}",
                    state.zone.day(found.closes - 1),
                    if found.open_link {
                        "cannot be opened again: findings are made once; make a new wave"
                    } else {
                        "its day is past; name a later one with --until YYYY-MM-DD"
                    }
                )));
            }
            let grace = (found.grace_until - found.closes).max(0);
            let begun = Wave {
                opens: found.opens.min(now),
                closes: if over { now + 1 } else { found.closes },
                grace_until: if over { now + 1 + grace } else { found.grace_until },
                ..found.clone()
            };
            let (closes, grace_until) = match &until {
                None => (found.closes, found.grace_until),
                Some(day) => moved(&begun, day, &state.zone, now, Locale::En)
                    .map_err(|why| Refused(format!("--until {day}: {why}")))?,
            };
            state
                .store
                .set_wave_dates(
                    &wave,
                    begun.opens,
                    closes,
                    grace_until,
                    state.zone.year(closes - 1),
                )
                .await?;
            Ok(format!(
                "wave {wave} is open until {}\n",
                state.zone.minute(closes)
            ))
        }
        What::Close { wave, grace } => {
            let found = in_the_field(&state, &wave).await?;
            let until = now + i64::from(grace) * 3_600_000;
            // what has closed keeps its day, and with it the year its scores belong to
            let closes = found.closes.min(now);
            let year = if found.closes <= now {
                found.year
            } else {
                state.zone.year(closes - 1)
            };
            state
                .store
                .set_wave_dates(&wave, found.opens.min(now), closes, until, year)
                .await?;
            if grace == 0 {
                let closed = known(&state, &wave).await?;
                jobs::snapshot(&state, &closed).await?;
            }
            let counts = state.store.wave_counts(&wave).await?;
            let counted = plural(counts.counted, "answer", "answers");
            Ok(if grace == 0 {
                format!("wave {wave} is closed; {counted} counted\n")
            } else {
                format!(
                    "wave {wave} is closing: answers that were begun are taken until {}; {counted} so far\n",
                    state.zone.minute(until)
                )
            })
        }
        What::Withdraw { wave } => {
            let found = in_the_field(&state, &wave).await?;
            if found.state(now) == WaveState::Closed {
                return Err(Refused(format!(
                    "wave {wave} is closed and its findings are made; they stay as they are"
                )));
            }
            state.store.withdraw_wave(&wave, &state.zone.day(now)).await?;
            Ok(format!(
                "wave {wave} is taken back; what still comes is kept apart, and none of it is counted\n"
            ))
        }
        What::Snapshot { wave } => {
            let found = known(&state, &wave).await?;
            if found.state(now) != WaveState::Closed {
                return Err(Refused(format!(
                    "wave {wave} is not closed; findings are made once, at close: `minxin wave close {wave}`"
                )));
            }
            jobs::snapshot(&state, &found).await?;
            Ok(format!("wave {wave}: tallies made\n"))
        }
        What::List => {
            let mut out = String::new();
            for w in state.store.waves().await? {
                let counts = state.store.wave_counts(&w.id).await?;
                let word = match w.state(now) {
                    WaveState::Upcoming => "upcoming",
                    WaveState::Open => "open",
                    WaveState::Closing => "closing",
                    WaveState::Closed => "closed",
                    WaveState::Withdrawn => "withdrawn",
                };
                out.push_str(&format!(
                    "{}\t{word}\t{}\t{}\n",
                    w.id,
                    w.area,
                    plural(counts.counted, "answer", "answers")
                ));
            }
            Ok(out)
        }
    }
}

/// A wave that was not taken back.
async fn in_the_field(state: &AppState, id: &str) -> Result<Wave, Refused> {
    let wave = known(state, id).await?;
    match &wave.withdrawn {
        None => Ok(wave),
        Some(day) => Err(Refused(format!(
            "wave {id} was taken back on {day}, for good; make a new wave"
        ))),
    }
}

async fn known(state: &AppState, id: &str) -> Result<Wave, Refused> {
    state.store.wave(id).await?.ok_or_else(|| {
        Refused(format!(
            "there is no wave {id}; `minxin wave list` shows what there is"
        ))
    })
}
