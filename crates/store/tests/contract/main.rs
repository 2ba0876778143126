//! The contract of the store, written against the trait: every backend runs the same sentences.
//!
//! Each function in the modules takes a fresh store and knows nothing of what is behind it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod backups;
mod decisions;
mod devices;
mod imports;
mod keys;
mod loads;
mod paper;
mod records;
mod sample;
mod surveys;

use std::sync::Arc;

use store::{Store, sqlite::SqliteStore};

/// A fresh SQLite file; the folder goes when the test is over.
async fn sqlite() -> (tempfile::TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("minxin.sqlite"))
        .await
        .unwrap();
    (folder, Arc::new(store))
}

/// One test for each sentence, on stores from `$make`.
macro_rules! contract {
    ($make:ident: $($module:ident { $($sentence:ident),* $(,)? })*) => {$(
        mod $module {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $sentence() {
                let (_folder, store) = super::$make().await;
                crate::$module::$sentence(&store).await;
                store.close().await;
            }
        )*}
    )*};
}

mod on_sqlite {
    use super::sqlite;

    contract! { sqlite:
        records {
            a_replayed_submission_is_a_duplicate_and_changes_nothing,
            a_second_payload_under_a_known_id_is_quarantined_once,
            the_same_bytes_for_another_wave_are_a_conflict,
            parallel_identical_records_store_one_row_each,
            many_are_recorded_at_once_in_their_order,
            one_of_many_that_cannot_be_stored_leaves_the_others_alone,
            five_equal_lots_at_once_store_one_row_each,
            a_late_submission_is_kept_apart,
            a_submission_to_an_unknown_wave_is_refused_and_poisons_nobody,
            the_have_list_names_what_is_stored_for_the_wave,
            a_receipt_tells_wave_and_lateness_and_nothing_else,
            responses_come_in_pages_in_the_order_of_their_ids,
            counts_by_area_leave_late_answers_out,
            counts_by_day_are_of_own_devices_alone,
            what_is_kept_apart_is_counted_by_reason_and_day,
        }
        imports {
            the_same_file_twice_changes_nothing_and_says_so,
            a_stored_key_with_another_value_is_told_and_nothing_is_stored,
            replace_lets_the_file_win,
            a_dry_run_looks_and_does_not_touch,
            a_file_that_breaks_off_leaves_everything_as_it_was,
            a_wave_comes_with_its_answers_or_not_at_all,
            the_same_key_twice_in_one_file_is_refused,
            the_first_twenty_conflicts_are_told_and_all_are_counted,
            absent_parts_of_a_key_are_equal,
            a_parent_may_come_later_in_the_file,
            an_unknown_area_is_named,
            the_areas_column_that_differs_is_named,
            imported_responses_are_known_by_their_bytes,
        }
        keys {
            the_newest_key_of_a_wave_is_given_out_and_all_are_kept,
            a_first_key_is_made_once,
            the_canary_is_that_of_the_first_key,
        }
        backups {
            what_came_before_the_day_of_a_backup_is_held_by_it,
            a_day_that_the_backup_does_not_hold_whole_is_not_called_held,
            a_restored_backup_claims_nothing_that_is_lost,
            a_damaged_backup_is_named_and_not_left_lying,
            a_backup_without_one_of_its_tables_is_named_with_it,
        }
        decisions {
            late_ones_of_a_day_are_counted_when_the_county_says_so,
            a_second_takes_the_place_of_the_first_and_neither_is_lost,
            what_nobody_can_tell_apart_stays_apart,
            nothing_is_decided_once_findings_are_made_or_behind_somebodys_back,
        }
        loads {
            every_kind_of_file_is_read_back_as_it_was_given,
            own_domains_and_indicators_are_added_once,
            budget_lines_are_kept_but_never_summed,
            capital_that_is_there_as_paid_and_as_in_service_is_summed_once,
            lines_of_an_area_and_what_lies_in_it_are_read_piece_by_piece,
            a_hundred_thousand_rows_come_in_while_residents_answer,
        }
        devices {
            a_code_is_good_once_and_for_a_while,
            a_token_is_good_until_it_is_revoked_or_old,
        }
        paper {
            serials_run_on_from_stack_to_stack,
            a_sheet_is_typed_twice_and_no_third_time,
            what_is_taken_in_leaves_no_answer_beside_its_serial,
            an_unfinished_sheet_can_be_undone,
        }
        surveys {
            a_published_version_cannot_change,
            what_a_version_brings_is_stored_with_it_or_not_at_all,
            instruments_show_their_newest_version,
            waves_keep_their_ids_and_change_their_dates,
            a_wave_needs_its_version_and_round,
            a_draft_becomes_a_wave_whole_or_stays_a_draft,
            rounds_come_newest_first,
            a_round_and_its_core_are_stored_together_or_not_at_all,
            drafts_are_kept_replaced_and_removed,
            a_snapshot_is_kept_for_its_wave,
            settings_are_replaced,
            a_statement_replaces_the_one_before_and_an_empty_one_takes_it_away,
            the_revision_changes_with_what_reports_are_made_from_and_with_nothing_else,
            a_backup_holds_everything,
            the_database_reports_its_promises,
            a_closed_store_refuses_writes,
        }
    }
}
