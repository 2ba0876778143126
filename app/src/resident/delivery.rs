//! What the server's reply to a submission means for the phone that sent it.

use serde::Deserialize;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored; the receipt.
    Delivered(String),
    /// Other answers under the same id were stored before; both are kept.
    BothKept,
    /// Not now: try again, after this many seconds where the server said so.
    Later {
        /// `Retry-After`.
        seconds: Option<u32>,
        /// 507: the server has no room.
        full: bool,
        /// There was an answer at all.
        reached: bool,
    },
    /// It will not be taken as it is.
    Refused {
        /// The server's reason code, or the status.
        reason: String,
        /// The item it is about.
        item: Option<String>,
    },
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reply {
    receipt: String,
    reason: String,
    item: Option<String>,
}

impl Outcome {
    /// Reads a reply; status 0 means that none came.
    pub fn of(status: u16, retry_after: &str, body: &str) -> Self {
        let reply: Reply = serde_json::from_str(body).unwrap_or_default();
        match status {
            200..=299 if !reply.receipt.is_empty() => Self::Delivered(reply.receipt),
            409 => Self::BothKept,
            // 2xx without a receipt is not our server but something in between, like a sign-in page
            0 | 200..=399 | 408 | 425 | 429 | 500.. => Self::Later {
                seconds: retry_after.trim().parse().ok(),
                full: status == 507,
                reached: status >= 400,
            },
            _ => Self::Refused {
                reason: if reply.reason.is_empty() {
                    status.to_string()
                } else {
                    reply.reason
                },
                item: reply.item,
            },
        }
    }
}

/// Seconds to wait before attempt number `attempt`: 5, 10, 20 … at most five minutes, never less than asked.
pub fn pause(attempt: u32, asked: Option<u32>) -> u32 {
    (5_u32 << attempt.min(6))
        .min(300)
        .max(asked.unwrap_or(0).min(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_is_either_kept_or_told() {
        let receipt = r#"{"receipt":"AAAA-BBBB-CCCC","status":"stored"}"#;
        for status in [200, 201, 202] {
            assert_eq!(
                Outcome::of(status, "", receipt),
                Outcome::Delivered("AAAA-BBBB-CCCC".into())
            );
        }
        assert_eq!(Outcome::of(409, "", "{}"), Outcome::BothKept);
        for status in [0, 302, 429, 500, 502, 503, 507] {
            assert!(
                matches!(Outcome::of(status, "", ""), Outcome::Later { .. }),
                "{status}"
            );
        }
        let refused = Outcome::of(422, "", r#"{"reason":"unknown_option","item":"S_ROADS"}"#);
        assert_eq!(
            refused,
            Outcome::Refused {
                reason: "unknown_option".into(),
                item: Some("S_ROADS".into())
            }
        );
        assert!(matches!(Outcome::of(413, "", "<html>"), Outcome::Refused { .. }));
    }

    #[test]
    fn a_page_of_something_in_between_is_no_acknowledgement() {
        assert!(matches!(
            Outcome::of(200, "", "<html>sign in"),
            Outcome::Later { .. }
        ));
    }

    #[test]
    fn waiting_grows_and_the_server_is_heard() {
        assert_eq!(pause(0, None), 5);
        assert_eq!(pause(2, None), 20);
        assert_eq!(pause(40, None), 300);
        assert_eq!(pause(0, Some(30)), 30);
    }
}
