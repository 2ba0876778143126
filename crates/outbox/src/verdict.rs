//! What one result of a batch means for its record.

use survey::{Receipt, SubmissionId};

use crate::wire::{ItemResult, ItemStatus};

/// What to do with the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server has committed it.
    Taken {
        /// After the grace period.
        late: bool,
    },
    /// It must not come again.
    Gone,
    /// It is set aside.
    Aside {
        /// Machine code.
        reason: String,
        /// Item of the questionnaire; empty for none.
        item: String,
    },
    /// It is sent again.
    Again,
}

impl Verdict {
    /// Reads a result; none is no acknowledgement. Nor is a receipt that this id does not have: a device derives
    /// the same one, so another answered.
    pub fn of(id: SubmissionId, result: Option<&ItemResult>) -> Self {
        let Some(result) = result else {
            return Self::Again;
        };
        let mine = result.receipt.as_deref().and_then(Receipt::parse) == Some(id.receipt());
        let aside = |otherwise: &str| Self::Aside {
            reason: result.reason.clone().unwrap_or_else(|| otherwise.to_owned()),
            item: result.item.clone().unwrap_or_default(),
        };
        match result.status {
            ItemStatus::Stored | ItemStatus::Duplicate | ItemStatus::Replaced if mine => {
                Self::Taken { late: false }
            }
            ItemStatus::Late if mine => Self::Taken { late: true },
            ItemStatus::Rejected => aside("rejected"),
            ItemStatus::Quarantined => aside("quarantined"),
            ItemStatus::Gone => Self::Gone,
            _ => Self::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(status: ItemStatus, receipt: Option<String>) -> ItemResult {
        let (id, reason, item) = (String::new(), None, None);
        ItemResult {
            id,
            receipt,
            status,
            reason,
            item,
        }
    }

    #[test]
    fn only_our_own_receipt_is_an_acknowledgement() {
        let id = SubmissionId([7; 16]);
        let good = Some(id.receipt().to_string());
        for status in [ItemStatus::Stored, ItemStatus::Duplicate, ItemStatus::Replaced] {
            let of = |receipt| Verdict::of(id, Some(&result(status, receipt)));
            assert_eq!(of(good.clone()), Verdict::Taken { late: false });
            assert_eq!(of(None), Verdict::Again);
            assert_eq!(of(Some("0000-0000-0000".into())), Verdict::Again);
        }
        assert_eq!(
            Verdict::of(id, Some(&result(ItemStatus::Late, good))),
            Verdict::Taken { late: true }
        );
    }

    #[test]
    fn what_is_not_taken_is_kept_aside_or_sent_again() {
        let id = SubmissionId([7; 16]);
        for status in [ItemStatus::Rejected, ItemStatus::Quarantined] {
            let told = Verdict::of(id, Some(&result(status, None)));
            assert!(matches!(told, Verdict::Aside { .. }), "{status:?}");
        }
        assert_eq!(
            Verdict::of(id, Some(&result(ItemStatus::Gone, None))),
            Verdict::Gone
        );
        assert_eq!(
            Verdict::of(id, Some(&result(ItemStatus::Retry, None))),
            Verdict::Again
        );
        assert_eq!(
            Verdict::of(id, Some(&result(ItemStatus::Unknown, None))),
            Verdict::Again
        );
        assert_eq!(Verdict::of(id, None), Verdict::Again);
    }
}
