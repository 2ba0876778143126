//! The outbox: whole submissions, serialised once, kept until the server has them.

use serde::{Deserialize, Serialize};

use super::platform;

/// One submission on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Wave.
    pub wave: String,
    /// Id, 32 hex digits.
    pub id: String,
    /// The body: the same bytes at every attempt.
    pub body: String,
    /// Why the server will not take it, where it said so.
    #[serde(default)]
    pub failed: Option<String>,
}

impl Record {
    /// Keeps it; false if only for as long as the page is open.
    pub async fn keep(&self) -> bool {
        let Ok(json) = serde_json::to_string(self) else {
            return false;
        };
        platform::keep(&json).await.as_string().as_deref() == Some("phone")
    }

    /// Where it goes.
    pub fn address(&self) -> String {
        let wave = js_sys::encode_uri_component(&self.wave);
        ["/api/v1/waves/", &String::from(wave), "/submissions/", &self.id].concat()
    }
}

/// Everything in the outbox.
pub async fn all() -> Vec<Record> {
    let json = platform::kept().await.as_string().unwrap_or_default();
    serde_json::from_str(&json).unwrap_or_default()
}
