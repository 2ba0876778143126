//! Every rule, broken once on purpose: a judge that cannot say no is no judge.

use serde_json::json;

use super::*;

const A: &str = "000102030405060708090a0b0c0d0e0f";
const B: &str = "f00102030405060708090a0b0c0d0e0f";

fn made(id: &str, hash: &str) -> Event {
    Event::Made {
        id: id.into(),
        hash: hash.into(),
        answers: json!({ "S_ROADS": 3 }),
        sealed: false,
    }
}

fn promised(id: &str, hash: &str, promise: Promise) -> Event {
    let receipt = SubmissionId::parse(id).unwrap().receipt().to_string();
    Event::Acknowledged {
        id: id.into(),
        hash: hash.into(),
        promise,
        receipt: Some(receipt),
        since: 0,
    }
}

fn kept(id: &str, hash: &str) -> Kept {
    Kept {
        id: id.into(),
        hash: hash.into(),
        receipt: Some(SubmissionId::parse(id).unwrap().receipt().plain().into()),
        late: false,
        mode: "web".into(),
        answers: json!({ "S_ROADS": 3 }),
    }
}

fn stored(submissions: &[Kept]) -> Stored {
    Stored {
        submissions: submissions.to_vec(),
        quarantine: Vec::new(),
        integrity: "ok".into(),
    }
}

fn broken(events: &[Event], stored: &Stored) -> Vec<Rule> {
    check(events, stored, &HashSet::new(), When::End)
        .into_iter()
        .map(|b| b.rule)
        .collect()
}

/// One answer, sent and stored.
fn good() -> (Vec<Event>, Stored) {
    (
        vec![made(A, "1"), promised(A, "1", Promise::Stored)],
        stored(&[kept(A, "1")]),
    )
}

#[test]
fn a_good_history_breaks_nothing() {
    let (mut events, mut rows) = good();
    events.extend([
        promised(A, "1", Promise::Duplicate),
        made(A, "2"),
        promised(A, "2", Promise::Quarantined),
        Event::Failed {
            request: "PUT".into(),
            status: 503,
            retry_after: Some(2),
        },
        Event::Refused {
            id: B.into(),
            status: 403,
            reason: "not_open".into(),
        },
        Event::Read {
            page: "/s/w".into(),
            status: 200,
        },
        Event::Ended {
            code: Some(0),
            after: 900,
        },
    ]);
    rows.quarantine.push(kept(A, "2"));
    assert_eq!(broken(&events, &rows), []);
}

#[test]
fn an_acknowledged_answer_that_is_gone_is_lost() {
    let (events, _) = good();
    assert_eq!(broken(&events, &stored(&[])), [Rule::Lost]);
}

#[test]
fn an_answer_that_was_said_to_be_there_is_lost_too() {
    for promise in [Promise::Duplicate, Promise::Had] {
        let events = [made(A, "1"), promised(A, "1", promise)];
        assert_eq!(broken(&events, &stored(&[])), [Rule::Lost]);
    }
}

#[test]
fn acknowledged_bytes_in_place_of_which_others_are_stored_are_lost() {
    let (mut events, _) = good();
    events.extend([made(A, "2"), promised(A, "2", Promise::Quarantined)]);
    assert!(broken(&events, &stored(&[kept(A, "2")])).contains(&Rule::Lost));
}

#[test]
fn an_answer_stored_twice_is_doubled() {
    let (events, _) = good();
    assert_eq!(
        broken(&events, &stored(&[kept(A, "1"), kept(A, "1")])),
        [Rule::Doubled]
    );
}

#[test]
fn an_answer_that_nobody_sent_is_foreign_unless_it_was_there_before() {
    let (events, mut rows) = good();
    rows.submissions.push(kept(B, "1"));
    assert_eq!(broken(&events, &rows), [Rule::Foreign]);
    assert_eq!(
        check(&events, &rows, &HashSet::from([B.to_owned()]), When::End),
        []
    );
}

#[test]
fn other_answers_than_were_sent_are_altered() {
    let (events, mut rows) = good();
    rows.submissions[0].answers = json!({ "S_ROADS": 4 });
    assert_eq!(broken(&events, &rows), [Rule::Altered]);
}

#[test]
fn a_receipt_that_changes_or_is_another_ones_is_noticed() {
    let (mut events, rows) = good();
    let Event::Acknowledged { receipt, .. } = &mut events[1] else {
        unreachable!()
    };
    *receipt = Some("0000-0000-0000".into());
    assert_eq!(broken(&events, &rows), [Rule::Receipt]);
    let (events, mut rows) = good();
    rows.submissions[0].receipt = Some("000000000000".into());
    assert_eq!(broken(&events, &rows), [Rule::Receipt]);
}

#[test]
fn quarantine_that_lost_or_mixed_up_something_is_noticed() {
    let (mut events, mut rows) = good();
    events.extend([made(A, "2"), promised(A, "2", Promise::Quarantined)]);
    assert_eq!(broken(&events, &rows), [Rule::Lost], "it was said to be kept");
    rows.quarantine.extend([kept(A, "2"), kept(A, "1")]);
    assert_eq!(
        broken(&events, &rows),
        [Rule::Quarantine],
        "what is stored is no conflict"
    );
    rows.quarantine.pop();
    rows.submissions.clear();
    assert!(
        broken(&events, &rows).contains(&Rule::Quarantine),
        "a conflict with nothing"
    );
}

#[test]
fn what_came_late_is_kept_apart_and_nothing_else_is() {
    let (events, mut rows) = good();
    rows.submissions[0].late = true;
    assert_eq!(broken(&events, &rows), [Rule::Late]);
    let events = [made(A, "1"), promised(A, "1", Promise::Late)];
    assert_eq!(broken(&events, &rows), []);
    rows.submissions[0].late = false;
    assert_eq!(broken(&events, &rows), [Rule::Late]);
}

#[test]
fn an_acknowledgement_on_a_full_disk_is_noticed_and_so_is_silence() {
    let said = Event::Failed {
        request: "PUT".into(),
        status: 507,
        retry_after: Some(60),
    };
    let mut events = vec![
        made(A, "1"),
        Event::FullFrom,
        said,
        Event::FullUntil,
        promised(A, "1", Promise::Stored),
    ];
    let rows = stored(&[kept(A, "1")]);
    assert_eq!(broken(&events, &rows), []);
    let late = Event::Acknowledged {
        id: A.into(),
        hash: "1".into(),
        promise: Promise::Stored,
        receipt: None,
        since: 2,
    };
    events.insert(3, late);
    assert_eq!(broken(&events, &rows), [Rule::FullDisk]);
    events.drain(2..4);
    assert_eq!(broken(&events, &rows), [Rule::FullDisk], "nobody was told");
}

#[test]
fn a_failure_without_a_time_to_come_back_is_noticed() {
    let (mut events, rows) = good();
    for (status, retry_after) in [(500, Some(2)), (502, Some(2)), (503, None), (507, None)] {
        events.push(Event::Failed {
            request: "PUT".into(),
            status,
            retry_after,
        });
    }
    for reason in ["malformed", "unknown_key"] {
        events.push(Event::Refused {
            id: A.into(),
            status: 422,
            reason: reason.into(),
        });
    }
    assert_eq!(broken(&events, &rows), [Rule::Status; 6]);
}

#[test]
fn a_page_that_cannot_be_read_is_noticed() {
    let (mut events, rows) = good();
    events.push(Event::Read {
        page: "/s/w".into(),
        status: 0,
    });
    assert_eq!(broken(&events, &rows), [Rule::Reading]);
}

#[test]
fn a_server_that_ends_late_or_badly_is_noticed() {
    for (code, after) in [(Some(1), 10), (None, 10), (Some(0), 10_001)] {
        let (mut events, rows) = good();
        events.push(Event::Ended { code, after });
        assert_eq!(broken(&events, &rows), [Rule::Ending]);
    }
}

#[test]
fn an_answer_that_never_arrives_is_stuck() {
    let (mut events, rows) = good();
    events.push(made(B, "1"));
    assert_eq!(broken(&events, &rows), [Rule::Stuck]);
    assert_eq!(
        check(&events, &rows, &HashSet::new(), When::Between),
        [],
        "there is time yet"
    );
}

#[test]
fn a_restore_takes_back_what_came_after_the_backup_until_devices_bring_it_again() {
    let (mut events, rows) = good();
    events.extend([
        Event::BackupFrom,
        made(B, "1"),
        promised(B, "1", Promise::Stored),
        Event::Restored,
    ]);
    let between = |rows: &Stored| check(&events, rows, &HashSet::new(), When::Between);
    assert_eq!(between(&rows), [], "taken back");
    assert_eq!(
        between(&stored(&[]))[0].rule,
        Rule::Lost,
        "but not what was in the backup"
    );
    assert_eq!(broken(&events, &rows), [Rule::Lost], "nor for ever");
}

#[test]
fn what_is_brought_back_after_a_restore_may_come_late() {
    let mut late = stored(&[kept(A, "1")]);
    late.submissions[0].late = true;
    let mut events = vec![
        made(A, "1"),
        Event::BackupFrom,
        promised(A, "1", Promise::Stored),
        Event::Restored,
        promised(A, "1", Promise::Duplicate),
        Event::BackupFrom,
        Event::Restored,
    ];
    assert_eq!(broken(&events, &late), []);
    events.push(promised(A, "1", Promise::Stored));
    assert_eq!(broken(&events, &late), [Rule::Late]);
}

#[test]
fn a_database_that_is_not_whole_is_noticed() {
    let (events, mut rows) = good();
    rows.integrity = "row 7 missing from index".into();
    assert_eq!(broken(&events, &rows), [Rule::Whole]);
}

fn exported(n: u64, threes: u64) -> serde_json::Value {
    let figures = json!({ "n_all": n, "n_blank": 0, "distribution": [{ "code": "3", "n": threes }, { "code": "4", "n": 0 }] });
    json!({ "items": [{
        "item": "S_ROADS",
        "total": { "key": null, "figures": figures },
        "rows": [{ "key": "web", "figures": figures }, { "key": "kiosk", "hidden": "PRIMARY", "figures": null }],
    }] })
}

#[test]
fn tallies_that_are_not_the_rows_are_noticed() {
    let mut rows = stored(&[kept(A, "1"), kept(B, "1")]);
    assert_eq!(tally(&rows, &exported(2, 2)), []);
    assert_eq!(
        tally(&rows, &exported(1, 2)).len(),
        2,
        "people, in total and by mode"
    );
    assert_eq!(tally(&rows, &exported(2, 1)).len(), 2, "an option");
    assert!(!tally(&rows, &json!({})).is_empty(), "no tallies at all");
    let few = json!({ "items": [{ "item": "S_ROADS", "total": { "figures": null }, "rows": [] }] });
    assert_eq!(tally(&rows, &few), [], "two are too few to be shown");
    let ten: Vec<Kept> = (0..10).map(|n| kept(&format!("{n:032x}"), "1")).collect();
    assert!(
        !tally(&stored(&ten), &few).is_empty(),
        "ten are not: the tallies are of fewer"
    );
    rows.submissions[0].late = true;
    assert!(
        !tally(&rows, &exported(2, 2)).is_empty(),
        "a late one was counted"
    );
}

#[test]
fn an_answer_an_id_or_a_receipt_in_the_log_is_noticed() {
    let (events, _) = good();
    let receipt = SubmissionId::parse(A).unwrap().receipt();
    assert_eq!(log("Minxin answers at http://127.0.0.1:3000\nready", &events), []);
    for secret in [
        "error: answers {\"OWN\":\"canary 7\"}".to_owned(),
        format!("PUT /api/v1/waves/w/submissions/{A}: 503"),
        format!("GET /check/{receipt}"),
        format!("receipt=\"{}\"", receipt.plain()),
    ] {
        assert_eq!(log(&secret, &events).len(), 1, "{secret}");
    }
}
