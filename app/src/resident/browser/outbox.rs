//! The outbox: whole submissions, serialised once, kept until the server has them.

use js_sys::Array;

use super::platform::{self, text};
use crate::resident::delivery::Reply;

/// One submission on its way.
#[derive(Clone, Debug)]
pub struct Record {
    /// Wave.
    pub wave: String,
    /// Id, 32 hex digits.
    pub id: String,
    /// The body: the same bytes at every attempt.
    pub body: String,
    /// Why the server will not take it; empty while it may.
    pub failed: String,
}

impl Record {
    /// Keeps it; false if only for as long as the page is open.
    pub async fn keep(&self) -> bool {
        let kept = platform::keep(&self.wave, &self.id, &self.body, &self.failed).await;
        kept.is_truthy()
    }

    /// Tries to deliver it.
    pub async fn send(&self) -> Reply {
        let reply = Array::from(&platform::send(&self.wave, &self.id, &self.body).await);
        Reply {
            status: reply.get(0).as_f64().unwrap_or_default() as u16,
            retry_after: text(&reply, 1),
            receipt: text(&reply, 2),
            late: text(&reply, 3) == "late",
            reason: text(&reply, 4),
            item: text(&reply, 5),
        }
    }
}

/// Everything in the outbox.
pub async fn all() -> Vec<Record> {
    let record = |r| {
        let r = Array::from(&r);
        Record {
            wave: text(&r, 0),
            id: text(&r, 1),
            body: text(&r, 2),
            failed: text(&r, 3),
        }
    };
    Array::from(&platform::kept().await).iter().map(record).collect()
}
