//! `minxin [--data DIR | --database-url URL] COMMAND` (DESIGN §4.2).
//!
//! stdout carries the result only; logs and progress go to stderr. Exit 0 done, 1 refused, 2 usage.

mod associate;
mod files;
mod import;
mod judgements;
mod keys;
mod place;
mod ranks;
mod report;
mod responses;
mod run;
mod synth;
mod wave;

use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use store::{Store, sqlite::SqliteStore};

use self::place::Place;
use crate::{arena, clock::Zone, keys::master, state::AppState};

/// 民心 Minxin: does public money turn into public satisfaction, and where does it not yet?
#[derive(Debug, Parser)]
#[command(name = "minxin", version, about)]
struct Cli {
    /// Data folder; made if absent.
    #[arg(long, env = "MINXIN_DATA", default_value = "minxin-data", global = true)]
    data: PathBuf,
    /// Database file in place of a data folder: sqlite:FILE.
    #[arg(
        long,
        value_name = "URL",
        env = "MINXIN_DATABASE_URL",
        hide_env_values = true,
        global = true,
        conflicts_with = "data"
    )]
    database_url: Option<String>,
    /// Time zone of the county.
    #[arg(long, env = "MINXIN_ZONE", default_value = "Asia/Shanghai", global = true)]
    zone: String,
    /// File of the master key that opens sealed answers; `master.key` in the data folder unless given. Never part of a
    /// backup.
    #[arg(long, env = "MINXIN_MASTER_KEY", value_name = "FILE", global = true)]
    master_key: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the desk on this machine and, with --public, the residents' pages on another address.
    Serve(run::Serve),
    /// Fill an empty data folder with the demo county, open its sample wave, and serve.
    Demo(run::Demo),
    /// Take a file: areas, population, spending, deflator, scores, indicators, instrument or responses.
    Import(import::Import),
    /// Open, close or fold a wave.
    Wave(wave::WaveCommand),
    /// Tallies or, for the county only, responses of a wave.
    Export(files::Export),
    /// How scores and spending go together, per domain and wave.
    Associate(associate::Associate),
    /// Write the files of a county that is drawn, not real, and the truth behind them.
    Synth(Box<synth::Synth>),
    /// Everything that is known of one wave: scores, spending, association, verdicts, equations.
    Report(report::ReportCommand),
    /// From published ranks or scores: does a place truly belong where it stands?
    Ranks(ranks::Ranks),
    /// The engine's settings: print them, or replace them.
    Settings(judgements::SettingsCommand),
    /// The equations to test: print them, or freeze them before data arrive.
    Hypotheses(judgements::HypothesesCommand),
    /// Keys that devices seal answers to, and the master key over them.
    Keys(keys::KeysCommand),
    /// Copy the whole data folder, consistently, to one new file.
    Backup(files::Backup),
    /// Put a backup into an empty data folder.
    Restore(files::Restore),
    /// Say whether the data folder is sound and what is loaded.
    Doctor,
}

/// A refusal, one line each: nothing was changed.
#[derive(Debug)]
pub struct Refused(pub String);

impl<E: std::error::Error> From<E> for Refused {
    fn from(e: E) -> Self {
        Self(e.to_string())
    }
}

/// Result of a command; `Ok` text goes to stdout.
type Done = Result<String, Refused>;

/// What the commands work on.
struct Context {
    place: Place,
    zone: Zone,
    master_key: Option<PathBuf>,
}

impl Context {
    /// Where the master key is or will be.
    fn master_key(&self) -> PathBuf {
        let given = self.master_key.clone();
        given.unwrap_or_else(|| self.place.folder.join("master.key"))
    }

    async fn store(&self) -> Result<Arc<dyn Store>, Refused> {
        let path = &self.place.database;
        #[cfg(debug_assertions)]
        if std::env::var("MINXIN_TEST_SYNCHRONOUS").as_deref() == Ok("NORMAL") {
            // for the power-loss test only, so that it can be seen to fail; not in release builds
            return Ok(Arc::new(
                SqliteStore::open_with(path, store::sqlite::Synchronous::Normal).await?,
            ));
        }
        Ok(Arc::new(SqliteStore::open(path).await?))
    }

    /// The store of a folder that must be there already.
    async fn existing(&self) -> Result<Arc<dyn Store>, Refused> {
        if !self.place.database.exists() {
            return Err(Refused(format!(
                "{}: there is no data folder yet; name another with --data, or fill one with `minxin import` or `minxin demo`",
                self.place.folder.display()
            )));
        }
        self.store().await
    }

    /// State without a master key, for what takes no answers.
    async fn state(&self) -> Result<AppState, Refused> {
        Ok(AppState::new(self.store().await?, self.zone.clone()))
    }

    /// State that takes answers: keys can be opened and made.
    async fn taking(&self) -> Result<AppState, Refused> {
        let mut state = self.state().await?;
        let keys = master::ready(&*state.store, &self.master_key())
            .await
            .map_err(Refused)?;
        state.keys = Arc::new(keys);
        Ok(state)
    }
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("MINXIN_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .init();
    if matches!(cli.command, Command::Serve(_) | Command::Demo(_)) {
        arena::in_one();
    }
    let Some(zone) = Zone::named(&cli.zone) else {
        return fail(
            &format!(
                "--zone {}: there is no such time zone; use a name such as Asia/Shanghai",
                cli.zone
            ),
            2,
        );
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return fail(&format!("the runtime could not start: {e}"), 1),
    };
    let place = match cli.database_url.as_deref().map(Place::url) {
        None => Place::folder(&cli.data),
        Some(Ok(place)) => place,
        Some(Err(why)) => return fail(&why, 2),
    };
    let context = Context {
        place,
        zone,
        master_key: cli.master_key,
    };
    match runtime.block_on(dispatch(cli.command, context)) {
        Ok(text) => {
            use std::io::Write as _;
            let mut out = std::io::stdout().lock();
            let _ = out.write_all(text.as_bytes());
            let _ = out.flush();
            ExitCode::SUCCESS
        }
        Err(Refused(why)) => fail(&why, 1),
    }
}

async fn dispatch(command: Command, context: Context) -> Done {
    full_disks_are_told();
    match command {
        Command::Serve(args) => run::serve(context, args).await,
        Command::Demo(args) => run::demo(context, args).await,
        Command::Import(args) => import::import(context, args).await,
        Command::Wave(args) => wave::wave(context, args).await,
        Command::Export(args) => files::export(context, args).await,
        Command::Associate(args) => associate::associate(context, args).await,
        Command::Synth(args) => synth::synth(&context, &args),
        Command::Report(args) => report::report(context, args).await,
        Command::Ranks(args) => ranks::ranks(&args),
        Command::Settings(args) => judgements::settings(context, args).await,
        Command::Hypotheses(args) => judgements::hypotheses(context, args).await,
        Command::Keys(args) => keys::keys(context, args).await,
        Command::Backup(args) => files::backup(context, args).await,
        Command::Restore(args) => files::restore(context, args).await,
        Command::Doctor => files::doctor(context).await,
    }
}

/// Where files may not grow beyond a limit (`ulimit -f`), a write past it is an error like that of a full disk, not the
/// end of the program: a listener that nobody reads takes the place of the signal's own doing.
fn full_disks_are_told() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        const SIGXFSZ: i32 = 25; // on Linux, macOS and the BSDs alike
        if let Err(error) = signal(SignalKind::from_raw(SIGXFSZ)) {
            tracing::warn!(%error, "a limit on the size of files will end the program");
        }
    }
}

fn fail(why: &str, code: u8) -> ExitCode {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::from(code)
}

/// A line on stderr: progress and where the server answers.
fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
