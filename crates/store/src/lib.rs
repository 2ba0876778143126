//! What Minxin remembers: one object-safe [`Store`], SQLite behind it.
//!
//! Callers see no SQL. The contract is in `contract`, a test-suite written against the trait.
#![forbid(unsafe_code)]

pub mod device;
pub mod error;
pub mod import;
pub mod paper;
pub mod sqlite;
pub mod submission;
pub mod view;

use async_trait::async_trait;
use survey::{
    Answers, Area, Deflator, Domain, Indicator, Instrument, Population, PublishedScore, Receipt, Round,
    SubmissionId, Version, Wave,
};

pub use device::{Device, DevicePlan, NewDevice};
pub use error::{Error, Result};
pub use import::{Brought, ImportChunk, ImportMode, ImportOutcome, Rows};
pub use paper::{PaperPrint, PaperSheet, PaperStack, PaperState, Pass};
pub use submission::{NewSubmission, Recorded, StoredResponse};
pub use view::{
    Apart, ApartCount, AreaCount, BackedUp, DayCount, Decision, Draft, Health, LedgerLine, LineFilter,
    Loaded, PayerTotal, ReceiptState, Ruling, SealKey, Statement, Stored, Total, WaveCounts,
};

/// Everything the product stores. Implementations take time as an argument and never read a clock.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Durability settings as the database reports them, and whether it answers.
    async fn health(&self) -> Result<Health>;

    /// Changes with everything that a report is made from (files, settings, waves, snapshots), and only then; means
    /// nothing by itself.
    async fn revision(&self) -> Result<String>;

    /// A setting by key.
    async fn setting(&self, key: &str) -> Result<Option<String>>;
    /// Sets a setting.
    async fn set_setting(&self, key: &str, value: &str) -> Result<()>;

    /// All areas, ordered by level, then code.
    async fn areas(&self) -> Result<Vec<Area>>;
    /// Domains that the county added by importing them.
    async fn own_domains(&self) -> Result<Vec<Domain>>;
    /// Indicators that the county added by importing them.
    async fn own_indicators(&self) -> Result<Vec<String>>;
    /// All population rows, ordered by area and year.
    async fn population(&self) -> Result<Vec<Population>>;
    /// Sums over (area, year, domain) of paid and in-service lines and reversals; budget lines never, and capital paid for a
    /// project of the area that is there as in service too adds nothing.
    async fn spending_totals(&self) -> Result<Vec<Total>>;
    /// The same sums by who pays, over (area, year, domain, payer).
    async fn spending_by_payer(&self) -> Result<Vec<PayerTotal>>;
    /// Sums over everything but source, and but project where a line is recurrent (empty in the answer), budget lines left
    /// out; ordered by area, year, domain, kind, stage, payer, decider, project.
    async fn spending_sums(&self) -> Result<Vec<LedgerLine>>;
    /// Single ledger lines, ordered by year, area, domain; at most `filter.limit`, from the one after `filter.skip` on.
    async fn spending_lines(&self, filter: &LineFilter) -> Result<Vec<LedgerLine>>;
    /// How many lines the filter lets through, whatever its limit.
    async fn count_spending_lines(&self, filter: &LineFilter) -> Result<u64>;
    /// The price index, ordered by year.
    async fn deflator(&self) -> Result<Vec<Deflator>>;
    /// Published scores, ordered by domain, year, area.
    async fn scores(&self) -> Result<Vec<PublishedScore>>;
    /// Indicators, ordered by indicator, year, area.
    async fn indicators(&self) -> Result<Vec<Indicator>>;
    /// What is loaded: one row for each kind of file.
    async fn loaded(&self) -> Result<Vec<Loaded>>;
    /// Takes one file's rows as they are parsed, in one transaction: all or nothing.
    ///
    /// Rows come in chunks; a channel that closes before [`ImportChunk::End`] rolls everything back.
    /// With `dry_run` the transaction is rolled back at the end and the outcome is what would have happened.
    async fn import(
        &self,
        chunks: tokio::sync::mpsc::Receiver<ImportChunk>,
        mode: ImportMode,
    ) -> Result<ImportOutcome>;

    /// Publishes a version. The same content again is fine; other content under the same number is refused.
    async fn publish(&self, version: &Version, now: i64) -> Result<()>;
    /// The same with what else the file of the version brought, in one transaction: with a version that is there already
    /// nothing else is written.
    async fn publish_file(&self, version: &Version, brought: &Brought, now: i64) -> Result<()>;
    /// A published version.
    async fn version(&self, instrument: &str, version: u32) -> Result<Option<Version>>;
    /// All instruments with their newest version.
    async fn instruments(&self) -> Result<Vec<Instrument>>;
    /// Publishes the core of a round and adds the round, in one transaction: both are there or neither. A known id is refused.
    async fn add_round(&self, core: &Version, round: &Round, now: i64) -> Result<()>;
    /// All rounds, newest opening first.
    async fn rounds(&self) -> Result<Vec<Round>>;
    /// Adds a wave. A known id is refused.
    async fn add_wave(&self, wave: &Wave) -> Result<()>;
    /// Changes the dates of a wave and the year its scores belong to, together: the year is that of the closing.
    async fn set_wave_dates(
        &self,
        wave: &str,
        opens: i64,
        closes: i64,
        grace_until: i64,
        year: i32,
    ) -> Result<()>;
    /// Takes a wave back on this day, `YYYY-MM-DD`, for good.
    async fn withdraw_wave(&self, wave: &str, day: &str) -> Result<()>;
    /// A wave by id.
    async fn wave(&self, id: &str) -> Result<Option<Wave>>;
    /// All waves, newest opening first.
    async fn waves(&self) -> Result<Vec<Wave>>;

    /// Keeps a draft of the builder; replaces one with the same id.
    async fn save_draft(&self, draft: &Draft) -> Result<()>;
    /// A draft by id.
    async fn draft(&self, id: &str) -> Result<Option<Draft>>;
    /// All drafts, newest first.
    async fn drafts(&self) -> Result<Vec<Draft>>;
    /// Publishes what a draft has become, adds its wave and removes the draft, in one transaction: all of it or nothing.
    async fn publish_draft(&self, draft: &str, version: &Version, wave: &Wave, now: i64) -> Result<()>;
    /// Removes a draft.
    async fn delete_draft(&self, id: &str) -> Result<()>;

    /// Records one submission durably; returns only after COMMIT.
    async fn record(&self, submission: NewSubmission) -> Result<Recorded>;
    /// Records several durably in one transaction, in this order, and says of each what became of it; returns only
    /// after COMMIT. One that cannot be stored leaves the others alone; an outer error means that none was.
    async fn record_all(&self, submissions: Vec<NewSubmission>) -> Result<Vec<Result<Recorded>>>;
    /// What [`Store::record_all`] would say; nothing is stored.
    async fn rehearse_all(&self, submissions: Vec<NewSubmission>) -> Result<Vec<Result<Recorded>>>;
    /// Which of these ids are stored for the wave, and which of those a verified backup holds.
    async fn have(&self, wave: &str, ids: &[SubmissionId]) -> Result<Vec<Stored>>;
    /// What a receipt stands for.
    async fn receipt(&self, receipt: &Receipt) -> Result<Option<ReceiptState>>;
    /// How many answered.
    async fn wave_counts(&self, wave: &str) -> Result<WaveCounts>;
    /// How many submissions are kept apart, by reason and day; by reason, then by day.
    async fn counts_apart(&self, wave: &str) -> Result<Vec<ApartCount>>;
    /// How many submissions a ruling on those received on a day would concern.
    async fn decidable(&self, wave: &str, ruling: Ruling, received: &str) -> Result<u64>;
    /// Carries out a ruling and adds it to the list; all of it or nothing. [`Error::Settled`] once findings are made,
    /// [`Error::Changed`] where it would concern another number of submissions than it says.
    async fn decide(&self, decision: &Decision) -> Result<()>;
    /// What was decided about a wave, oldest first.
    async fn decisions(&self, wave: &str) -> Result<Vec<Decision>>;
    /// How many counted answers each area has.
    async fn counts_by_area(&self, wave: &str) -> Result<Vec<AreaCount>>;
    /// How many counted answers from people's own devices each area has by day; by area, then by day. Never beside an
    /// answer.
    async fn web_counts_by_day(&self, wave: &str) -> Result<Vec<DayCount>>;
    /// Counted responses of a wave in id order, after an id; for folding and for the county's own export.
    async fn responses(
        &self,
        wave: &str,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<StoredResponse>>;
    /// Keeps the folded tallies of a closed wave.
    async fn save_snapshot(&self, wave: &str, tally: &str, now: i64) -> Result<()>;
    /// The folded tallies of a closed wave.
    async fn snapshot(&self, wave: &str) -> Result<Option<String>>;

    /// Adds a stack of so many sheets of paper, at least one, and gives its first serial: serials run on through a wave.
    async fn add_paper_stack(&self, wave: &str, sheets: u32, print: &PaperPrint, day: &str) -> Result<u32>;
    /// The stacks of a wave, in order of serial.
    async fn paper_stacks(&self, wave: &str) -> Result<Vec<PaperStack>>;
    /// How far each sheet is that somebody has typed, in order of serial.
    async fn paper_states(&self, wave: &str) -> Result<Vec<(u32, PaperState)>>;
    /// One sheet, if somebody has typed it.
    async fn paper_sheet(&self, wave: &str, serial: u32) -> Result<Option<PaperSheet>>;
    /// Keeps one pass; false where it is there already, or a second one has no first.
    async fn paper_pass(&self, wave: &str, serial: u32, pass: Pass, answers: &Answers) -> Result<bool>;
    /// Fixes what is handed in; false where it is fixed already or a pass is missing.
    async fn paper_agree(&self, wave: &str, serial: u32, id: SubmissionId, body: &str) -> Result<bool>;
    /// The sheet is taken in: everything but that is overwritten.
    async fn paper_taken(&self, wave: &str, serial: u32) -> Result<()>;
    /// Forgets a sheet on which the passes have not agreed; false where there is none.
    async fn paper_undo(&self, wave: &str, serial: u32) -> Result<bool>;

    /// Adds a tablet. A known id is refused.
    async fn add_device(&self, device: &NewDevice) -> Result<()>;
    /// All tablets, newest first.
    async fn devices(&self) -> Result<Vec<Device>>;
    /// Uses a one-time code, by hashes; false where it is unknown, used, old or revoked.
    async fn enrol_device(&self, code: &[u8; 32], token: &[u8; 32], now: i64, day: &str) -> Result<bool>;
    /// The tablet with this token, by its hash, unless it is old or revoked.
    async fn device(&self, token: &[u8; 32], now: i64) -> Result<Option<Device>>;
    /// Keeps how many answers a tablet still holds; false where it is unknown, old or revoked.
    async fn report_device(&self, token: &[u8; 32], pending: u64, now: i64, day: &str) -> Result<bool>;
    /// Takes a tablet out of use and forgets its secrets; false where there is none in use.
    async fn revoke_device(&self, id: &str, day: &str) -> Result<bool>;

    /// What townships say of findings in a report, ordered by area, then domain.
    async fn statements(&self, wave: &str) -> Result<Vec<Statement>>;
    /// Keeps a township's statement in place of the one before; an empty one takes it away.
    async fn save_statement(&self, statement: &Statement) -> Result<()>;

    /// What only the master key opens that wrapped the keys; none before the first key.
    async fn seal_canary(&self) -> Result<Option<Vec<u8>>>;
    /// All keys that devices may have sealed to, by wave, the newest of a wave first.
    async fn seal_keys(&self) -> Result<Vec<SealKey>>;
    /// A key by its name.
    async fn seal_key(&self, kid: &str) -> Result<Option<SealKey>>;
    /// The key that devices are given for a wave.
    async fn newest_seal_key(&self, wave: &str) -> Result<Option<SealKey>>;
    /// Adds a key, the newest of its wave from now on; with `only_first` only where the wave has none. The canary is
    /// kept with the first key of all.
    async fn add_seal_key(&self, key: &SealKey, canary: &[u8], only_first: bool) -> Result<()>;
    /// Removes all keys and the canary, and says how many there were: for who has lost the master key.
    async fn remove_seal_keys(&self) -> Result<u64>;

    /// Copies the whole database, consistently, to a new file, reads that file from end to end, and notes which days
    /// before `today` (`YYYY-MM-DD`) it holds.
    async fn backup(&self, to: &std::path::Path, today: &str) -> Result<BackedUp>;
    /// Day of the newest verified backup, `YYYY-MM-DD`: it holds what was received on the days before.
    async fn backup_through(&self) -> Result<Option<String>>;
    /// Finishes what is queued and closes.
    async fn close(&self);
}
