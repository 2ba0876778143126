//! What travels between a device and the server; both sides use these types.
//!
//! `POST /api/v1/waves/{wave}/submissions:batch` takes a [`Batch`] and answers a [`BatchReply`];
//! `POST …/submissions:have` takes a [`Have`] and answers a [`HaveReply`]; `GET /api/ping` answers [`PING`].

use serde::{Deserialize, Serialize};

/// Most items in one batch.
pub const MAX_ITEMS: usize = 100;

/// Largest batch, bytes of its JSON.
pub const MAX_BYTES: usize = 512 * 1024;

/// Most ids in one question what is stored.
pub const MAX_IDS: usize = 1000;

/// What `GET /api/ping` answers, to the byte: a sign-in page in between would not.
pub const PING: &str = "minxin 6e1f0a52c7d84b39";

/// Several submissions of one wave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// At most [`MAX_ITEMS`].
    pub items: Vec<BatchItem>,
}

/// One submission of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchItem {
    /// 32 hex digits.
    pub id: String,
    /// The JSON text of the envelope or of its sealed form, to the byte: its SHA-256 says whether two are the same.
    pub body: String,
}

/// What became of each item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReply {
    /// In any order; an item that is not named was not taken and may be sent again.
    pub results: Vec<ItemResult>,
    /// Everything stored until then is in a verified backup; milliseconds since 1970, the server's clock.
    pub backup_through: Option<i64>,
}

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    /// 32 hex digits.
    pub id: String,
    /// `XXXX-XXXX-XXXX`, where something is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// What the server did.
    pub status: ItemStatus,
    /// Machine code, where it was not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The item of the questionnaire that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// What the server did with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Stored and counted.
    Stored,
    /// The same bytes were stored before.
    Duplicate,
    /// Stored in place of an earlier answer.
    Replaced,
    /// Stored after the grace period, kept apart.
    Late,
    /// Kept by the server, not counted: other bytes are stored under this id where the reason is `payload_mismatch`.
    Quarantined,
    /// Not taken as it is.
    Rejected,
    /// Withdrawn or deleted at the server; it must not come again.
    Gone,
    /// Not now; send it again.
    Retry,
    /// A word of a later server.
    #[serde(other)]
    Unknown,
}

/// Which of these are stored?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Have {
    /// 32 hex digits each, at most [`MAX_IDS`].
    pub ids: Vec<String>,
    /// SHA-256 of the bytes that the device has under each id, 64 hex digits, in the order of `ids`; empty, or left out,
    /// where they do not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<String>,
}

/// Those that are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HaveReply {
    /// Of the ids asked for, those that are stored, with the same bytes where a hash was sent.
    pub have: Vec<HaveItem>,
    /// As in [`BatchReply`].
    pub backup_through: Option<i64>,
}

/// One that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HaveItem {
    /// 32 hex digits.
    pub id: String,
    /// 1: committed and on the disk. 2: in a verified backup too.
    pub level: u8,
    /// It came after the grace period and is kept apart.
    #[serde(default)]
    pub late: bool,
}

/// Bytes of an empty batch as JSON.
pub const BATCH_FRAME: usize = r#"{"items":[]}"#.len();

/// Bytes that a body adds to a batch as JSON, its comma included.
pub fn item_len(body: &str) -> usize {
    const FRAME: usize = r#"{"id":"","body":""},"#.len() + 32;
    let escaped = |b: u8| match b {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 2,
        0..=31 => 6,
        _ => 1,
    };
    FRAME + body.bytes().map(escaped).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_of_a_later_server_is_read() {
        let reply: BatchReply = serde_json::from_str(
            r#"{"results":[{"id":"00","status":"admired"},{"id":"01","status":"stored","receipt":"A"}],
                "backup_through":null,"new":1}"#,
        )
        .unwrap();
        assert_eq!(reply.results[0].status, ItemStatus::Unknown);
        assert_eq!(reply.results[1].status, ItemStatus::Stored);
        assert_eq!(reply.results[1].receipt.as_deref(), Some("A"));
    }

    #[test]
    fn a_question_with_more_than_it_should_hold_is_refused() {
        assert!(serde_json::from_str::<Have>(r#"{"ids":[],"device":"7"}"#).is_err());
        let plain: Have = serde_json::from_str(r#"{"ids":["00"]}"#).unwrap();
        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"ids":["00"]}"#);
        assert!(serde_json::from_str::<Batch>(r#"{"items":[{"id":"0","body":"{}","at":1}]}"#).is_err());
    }

    proptest! {
        #[test]
        fn the_length_of_a_batch_is_known_before_it_is_written(bodies in prop::collection::vec(".*", 1..5)) {
            let items = bodies.iter().map(|body| BatchItem { id: "0".repeat(32), body: body.clone() }).collect();
            let written = serde_json::to_string(&Batch { items }).unwrap();
            let told = BATCH_FRAME + bodies.iter().map(|b| item_len(b)).sum::<usize>() - 1;
            prop_assert_eq!(told, written.len());
        }
    }
}
