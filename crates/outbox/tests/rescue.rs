//! The rescue file: what goes in comes out, and nothing else is ever read.

use std::collections::BTreeMap;

use outbox::rescue::{self, Error, MAX_BODY, MAX_FILE, Rescued};
use proptest::prelude::*;
use survey::{SubmissionId, submission::payload_hash};

fn record(id: u8, wave: &str, body: &str) -> Rescued {
    Rescued {
        wave: wave.to_owned(),
        id: SubmissionId([id; 16]),
        body: body.to_owned(),
    }
}

fn records() -> impl Strategy<Value = Vec<Rescued>> {
    let one = (any::<[u8; 16]>(), "[a-z0-9镇]{1,12}", ".{0,80}");
    prop::collection::vec(one, 1..20).prop_map(|all| {
        let by_id: BTreeMap<_, _> = all
            .into_iter()
            .map(|(id, wave, body)| (id, (wave, body)))
            .collect();
        let made = |(id, (wave, body))| Rescued {
            wave,
            id: SubmissionId(id),
            body,
        };
        by_id.into_iter().map(made).collect()
    })
}

/// The checksum made anew: only it stands between a forger and the rest of the parser.
fn sealed_again(mut file: Vec<u8>) -> Vec<u8> {
    let told = file.len() - 32;
    let sum = payload_hash(&file[..told]);
    file[told..].copy_from_slice(&sum);
    file
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(records in records()) {
        let files = rescue::write(records.clone()).unwrap();
        prop_assert_eq!(files.len(), 1);
        prop_assert_eq!(rescue::read(&files[0]).unwrap(), records);
    }

    #[test]
    fn one_changed_byte_is_noticed(records in records(), at: prop::sample::Index, by in 1_u8..) {
        let mut file = rescue::write(records).unwrap().remove(0);
        let at = at.index(file.len());
        file[at] ^= by;
        prop_assert!(rescue::read(&file).is_err());
    }

    #[test]
    fn a_file_that_is_cut_short_is_noticed(records in records(), at: prop::sample::Index) {
        let file = rescue::write(records).unwrap().remove(0);
        prop_assert!(rescue::read(&file[..at.index(file.len())]).is_err());
    }

    #[test]
    fn a_forged_file_is_read_or_refused_and_nothing_worse(records in records(), at: prop::sample::Index, by: u8) {
        let mut file = rescue::write(records).unwrap().remove(0);
        let at = at.index(file.len() - 32);
        file[at] = by;
        if let Ok(read) = rescue::read(&sealed_again(file.clone())) {
            // whatever is read can be written, and is then the same file
            prop_assert_eq!(rescue::write(read).unwrap(), vec![sealed_again(file)]);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut file = rescue::MAGIC.to_vec();
        file.push(rescue::VERSION);
        file.extend(&bytes);
        prop_assert!(rescue::read(&file).is_err());
        prop_assert_eq!(rescue::read(&bytes), Err(Error::NotOurs));
    }
}

#[test]
fn a_promise_of_records_that_are_not_there_takes_no_memory() {
    let mut file = rescue::write(vec![record(1, "w", "{}")]).unwrap().remove(0);
    file[8..12].copy_from_slice(&20_000_u32.to_le_bytes());
    let told = rescue::read(&sealed_again(file.clone()));
    assert_eq!(told, Err(Error::Damaged("a record ends too early")));
    file[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(rescue::read(&sealed_again(file)), Err(Error::TooLarge));
}

#[test]
fn records_are_in_order_and_none_is_there_twice() {
    let twice = vec![record(2, "w", "b"), record(1, "w", "a"), record(2, "w", "b")];
    let file = rescue::write(twice).unwrap().remove(0);
    let ids: Vec<u8> = rescue::read(&file).unwrap().iter().map(|r| r.id.0[0]).collect();
    assert_eq!(ids, [1, 2]);
}

#[test]
fn what_does_not_fit_one_file_fills_two() {
    let body = "a".repeat(MAX_BODY);
    let many: Vec<_> = (0..25).map(|i| record(i, "w", &body)).collect();
    let files = rescue::write(many).unwrap();
    assert_eq!(files.len(), 2);
    let read = files.iter().map(|f| rescue::read(f).unwrap().len());
    assert_eq!(read.sum::<usize>(), 25);
    assert!(files.iter().all(|f| f.len() <= MAX_FILE));
    let odd = record(7, "w", &"a".repeat(MAX_BODY + 1));
    assert_eq!(rescue::write(vec![odd]), Err(vec![SubmissionId([7; 16])]));
}

#[test]
fn a_file_of_a_later_version_says_so() {
    let mut file = rescue::write(vec![record(1, "w", "{}")]).unwrap().remove(0);
    file[7] = 2;
    assert_eq!(rescue::read(&sealed_again(file)), Err(Error::Version(2)));
}
