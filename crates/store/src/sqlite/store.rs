//! The trait, method by method; each lives in the file of its subject.

use std::path::Path;

use async_trait::async_trait;
use survey::{
    Answers, Area, Deflator, Domain, Indicator, Instrument, Population, PublishedScore, Receipt, Round,
    SubmissionId, Version, Wave,
};
use tokio::sync::mpsc::Receiver;

use super::SqliteStore;
use crate::{
    ApartCount, AreaCount, BackedUp, Brought, DayCount, Decision, Device, Draft, Health, ImportChunk,
    ImportMode, ImportOutcome, LedgerLine, LineFilter, Loaded, NewDevice, NewSubmission, PaperPrint,
    PaperSheet, PaperStack, PaperState, Pass, PayerTotal, ReceiptState, Recorded, Result, Ruling, SealKey,
    Statement, Store, Stored, StoredResponse, Total, WaveCounts,
};

#[async_trait]
impl Store for SqliteStore {
    async fn health(&self) -> Result<Health> {
        self.read_health().await
    }

    async fn revision(&self) -> Result<String> {
        self.read_revision().await
    }
    async fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read_setting(key).await
    }
    async fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        self.write_setting(key, value).await
    }

    async fn areas(&self) -> Result<Vec<Area>> {
        self.read_areas().await
    }
    async fn own_domains(&self) -> Result<Vec<Domain>> {
        self.read_own_domains().await
    }
    async fn own_indicators(&self) -> Result<Vec<String>> {
        self.read_own_indicators().await
    }
    async fn population(&self) -> Result<Vec<Population>> {
        self.read_population().await
    }
    async fn spending_totals(&self) -> Result<Vec<Total>> {
        self.sum_spending().await
    }
    async fn spending_by_payer(&self) -> Result<Vec<PayerTotal>> {
        self.sum_spending_by_payer().await
    }
    async fn spending_sums(&self) -> Result<Vec<LedgerLine>> {
        self.sum_spending_lines().await
    }
    async fn spending_lines(&self, filter: &LineFilter) -> Result<Vec<LedgerLine>> {
        self.read_spending_lines(filter).await
    }
    async fn count_spending_lines(&self, filter: &LineFilter) -> Result<u64> {
        self.read_spending_line_count(filter).await
    }
    async fn deflator(&self) -> Result<Vec<Deflator>> {
        self.read_deflator().await
    }
    async fn scores(&self) -> Result<Vec<PublishedScore>> {
        self.read_scores().await
    }
    async fn indicators(&self) -> Result<Vec<Indicator>> {
        self.read_indicators().await
    }
    async fn loaded(&self) -> Result<Vec<Loaded>> {
        self.read_loaded().await
    }
    async fn import(&self, chunks: Receiver<ImportChunk>, mode: ImportMode) -> Result<ImportOutcome> {
        self.import_file(chunks, mode).await
    }

    async fn publish(&self, version: &Version, now: i64) -> Result<()> {
        self.publish_version(version, &Brought::default(), now).await
    }
    async fn publish_file(&self, version: &Version, brought: &Brought, now: i64) -> Result<()> {
        self.publish_version(version, brought, now).await
    }
    async fn version(&self, instrument: &str, version: u32) -> Result<Option<Version>> {
        self.read_version(instrument, version).await
    }
    async fn instruments(&self) -> Result<Vec<Instrument>> {
        self.read_instruments().await
    }
    async fn add_round(&self, core: &Version, round: &Round, now: i64) -> Result<()> {
        self.insert_round(core, round, now).await
    }
    async fn rounds(&self) -> Result<Vec<Round>> {
        self.read_rounds().await
    }
    async fn add_wave(&self, wave: &Wave) -> Result<()> {
        self.insert_wave(wave).await
    }
    async fn set_wave_dates(
        &self,
        wave: &str,
        opens: i64,
        closes: i64,
        grace_until: i64,
        year: i32,
    ) -> Result<()> {
        self.update_wave_dates(wave, opens, closes, grace_until, year)
            .await
    }
    async fn withdraw_wave(&self, wave: &str, day: &str) -> Result<()> {
        self.mark_withdrawn(wave, day).await
    }
    async fn wave(&self, id: &str) -> Result<Option<Wave>> {
        self.read_wave(id).await
    }
    async fn waves(&self) -> Result<Vec<Wave>> {
        self.read_waves().await
    }

    async fn save_draft(&self, draft: &Draft) -> Result<()> {
        self.write_draft(draft).await
    }
    async fn draft(&self, id: &str) -> Result<Option<Draft>> {
        self.read_draft(id).await
    }
    async fn drafts(&self) -> Result<Vec<Draft>> {
        self.read_drafts().await
    }
    async fn publish_draft(&self, draft: &str, version: &Version, wave: &Wave, now: i64) -> Result<()> {
        self.turn_draft_into_wave(draft, version, wave, now).await
    }
    async fn delete_draft(&self, id: &str) -> Result<()> {
        self.remove_draft(id).await
    }

    async fn record(&self, submission: NewSubmission) -> Result<Recorded> {
        self.record_submission(submission).await
    }
    async fn record_all(&self, submissions: Vec<NewSubmission>) -> Result<Vec<Result<Recorded>>> {
        self.record_submissions(submissions, false).await
    }
    async fn rehearse_all(&self, submissions: Vec<NewSubmission>) -> Result<Vec<Result<Recorded>>> {
        self.record_submissions(submissions, true).await
    }
    async fn have(&self, wave: &str, ids: &[SubmissionId]) -> Result<Vec<Stored>> {
        self.have_ids(wave, ids).await
    }
    async fn receipt(&self, receipt: &Receipt) -> Result<Option<ReceiptState>> {
        self.receipt_state(receipt).await
    }
    async fn wave_counts(&self, wave: &str) -> Result<WaveCounts> {
        self.count_wave(wave).await
    }
    async fn counts_apart(&self, wave: &str) -> Result<Vec<ApartCount>> {
        self.count_apart(wave).await
    }

    async fn decidable(&self, wave: &str, ruling: Ruling, received: &str) -> Result<u64> {
        self.count_decidable(wave, ruling, received).await
    }
    async fn decide(&self, decision: &Decision) -> Result<()> {
        self.write_decision(decision).await
    }
    async fn decisions(&self, wave: &str) -> Result<Vec<Decision>> {
        self.read_decisions(wave).await
    }
    async fn counts_by_area(&self, wave: &str) -> Result<Vec<AreaCount>> {
        self.count_areas(wave).await
    }
    async fn web_counts_by_day(&self, wave: &str) -> Result<Vec<DayCount>> {
        self.count_days(wave).await
    }
    async fn responses(
        &self,
        wave: &str,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<StoredResponse>> {
        self.page_of_responses(wave, after, limit).await
    }
    async fn save_snapshot(&self, wave: &str, tally: &str, now: i64) -> Result<()> {
        self.write_snapshot(wave, tally, now).await
    }
    async fn snapshot(&self, wave: &str) -> Result<Option<String>> {
        self.read_snapshot(wave).await
    }

    async fn add_paper_stack(&self, wave: &str, sheets: u32, print: &PaperPrint, day: &str) -> Result<u32> {
        self.insert_paper_stack(wave, sheets, print, day).await
    }
    async fn paper_stacks(&self, wave: &str) -> Result<Vec<PaperStack>> {
        self.read_paper_stacks(wave).await
    }
    async fn paper_states(&self, wave: &str) -> Result<Vec<(u32, PaperState)>> {
        self.read_paper_states(wave).await
    }
    async fn paper_sheet(&self, wave: &str, serial: u32) -> Result<Option<PaperSheet>> {
        self.read_paper_sheet(wave, serial).await
    }
    async fn paper_pass(&self, wave: &str, serial: u32, pass: Pass, answers: &Answers) -> Result<bool> {
        self.write_paper_pass(wave, serial, pass, answers).await
    }
    async fn paper_agree(&self, wave: &str, serial: u32, id: SubmissionId, body: &str) -> Result<bool> {
        self.write_paper_agreed(wave, serial, id, body).await
    }
    async fn paper_taken(&self, wave: &str, serial: u32) -> Result<()> {
        self.forget_paper_answers(wave, serial).await
    }
    async fn paper_undo(&self, wave: &str, serial: u32) -> Result<bool> {
        self.delete_paper_sheet(wave, serial).await
    }

    async fn add_device(&self, device: &NewDevice) -> Result<()> {
        self.insert_device(device).await
    }
    async fn devices(&self) -> Result<Vec<Device>> {
        self.read_devices().await
    }
    async fn enrol_device(&self, code: &[u8; 32], token: &[u8; 32], now: i64, day: &str) -> Result<bool> {
        self.use_device_code(code, token, now, day).await
    }
    async fn device(&self, token: &[u8; 32], now: i64) -> Result<Option<Device>> {
        self.read_device(token, now).await
    }
    async fn report_device(&self, token: &[u8; 32], pending: u64, now: i64, day: &str) -> Result<bool> {
        self.write_device_report(token, pending, now, day).await
    }
    async fn revoke_device(&self, id: &str, day: &str) -> Result<bool> {
        self.end_device(id, day).await
    }

    async fn statements(&self, wave: &str) -> Result<Vec<Statement>> {
        self.read_statements(wave).await
    }
    async fn save_statement(&self, statement: &Statement) -> Result<()> {
        self.write_statement(statement).await
    }

    async fn seal_canary(&self) -> Result<Option<Vec<u8>>> {
        self.read_canary().await
    }
    async fn seal_keys(&self) -> Result<Vec<SealKey>> {
        self.read_keys().await
    }
    async fn seal_key(&self, kid: &str) -> Result<Option<SealKey>> {
        self.read_key(kid).await
    }
    async fn newest_seal_key(&self, wave: &str) -> Result<Option<SealKey>> {
        self.read_newest_key(wave).await
    }
    async fn add_seal_key(&self, key: &SealKey, canary: &[u8], only_first: bool) -> Result<()> {
        self.write_key(key, canary, only_first).await
    }
    async fn remove_seal_keys(&self) -> Result<u64> {
        self.remove_keys().await
    }

    async fn backup(&self, to: &Path, today: &str) -> Result<BackedUp> {
        self.back_up(to, today).await
    }
    async fn backup_through(&self) -> Result<Option<String>> {
        self.read_backup_mark().await
    }
    async fn close(&self) {
        self.reads.close().await;
        self.writer.close().await;
    }
}
