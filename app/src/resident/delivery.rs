//! What the server's reply to a submission means for the phone that sent it.

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored.
    Delivered {
        /// The receipt.
        receipt: String,
        /// After closing: kept apart, not counted.
        late: bool,
    },
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
        /// The item it is about; empty for none.
        item: String,
    },
}

/// A reply, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Status; 0 if none came.
    pub status: u16,
    /// `Retry-After`
    pub retry_after: String,
    /// `receipt` of the body; empty for none.
    pub receipt: String,
    /// The body says `late`.
    pub late: bool,
    /// `reason` of the body; empty for none.
    pub reason: String,
    /// `item` of the body; empty for none.
    pub item: String,
}

impl Outcome {
    /// Reads a reply.
    pub fn of(reply: Reply) -> Self {
        match reply.status {
            200..=299 if !reply.receipt.is_empty() => Self::Delivered {
                receipt: reply.receipt,
                late: reply.late,
            },
            409 => Self::BothKept,
            // 2xx without a receipt is not our server but something in between, like a sign-in page
            0 | 200..=399 | 408 | 425 | 429 | 500.. => Self::Later {
                seconds: reply.retry_after.trim().parse().ok(),
                full: reply.status == 507,
                reached: reply.status >= 400,
            },
            status => Self::Refused {
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

    fn came(status: u16, receipt: &str) -> Outcome {
        Outcome::of(Reply {
            status,
            receipt: receipt.into(),
            ..Reply::default()
        })
    }

    #[test]
    fn every_reply_is_either_kept_or_told() {
        for status in [200, 201, 202] {
            assert_eq!(
                came(status, "AAAA-BBBB-CCCC"),
                Outcome::Delivered {
                    receipt: "AAAA-BBBB-CCCC".into(),
                    late: false
                }
            );
        }
        assert_eq!(came(409, ""), Outcome::BothKept);
        for status in [0, 302, 429, 500, 502, 503, 507] {
            assert!(matches!(came(status, ""), Outcome::Later { .. }), "{status}");
        }
        let refused = Outcome::Refused {
            reason: "413".into(),
            item: String::new(),
        };
        assert_eq!(came(413, ""), refused);
    }

    #[test]
    fn a_page_of_something_in_between_is_no_acknowledgement() {
        assert!(matches!(came(200, ""), Outcome::Later { .. }));
    }

    #[test]
    fn waiting_grows_and_the_server_is_heard() {
        assert_eq!(pause(0, None), 5);
        assert_eq!(pause(2, None), 20);
        assert_eq!(pause(40, None), 300);
        assert_eq!(pause(0, Some(30)), 30);
    }
}
