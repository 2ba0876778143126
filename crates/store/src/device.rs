//! Tablets lent out by the county: what each may do and what it says it still holds.

use serde::{Deserialize, Serialize};
use survey::AreaCode;

/// What the county decided about a tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePlan {
    /// What the county calls it, e.g. `平板 3`.
    pub name: String,
    /// Waves it asks.
    pub waves: Vec<String>,
    /// Villages it is taken to; empty for any.
    pub villages: Vec<AreaCode>,
}

/// A tablet that is about to be lent out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDevice {
    /// Short random id.
    pub id: String,
    /// What it may do.
    pub plan: DevicePlan,
    /// SHA-256 of its one-time code.
    pub code: [u8; 32],
    /// The code is good until then, epoch milliseconds.
    pub code_until: i64,
    /// The tablet is good until then, epoch milliseconds.
    pub expires: i64,
    /// Day, `YYYY-MM-DD`.
    pub day: String,
}

/// A tablet as stored; its secrets stay in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: String,
    /// What it may do.
    pub plan: DevicePlan,
    /// Good until then, epoch milliseconds.
    pub expires: i64,
    /// Day it was made.
    pub made: String,
    /// Day its code was used.
    pub enrolled: Option<String>,
    /// Day it was taken out of use.
    pub revoked: Option<String>,
    /// Answers it said it still holds.
    pub pending: Option<u64>,
    /// Day it said so.
    pub reported: Option<String>,
}

impl Device {
    /// It has asked in this wave, and has not said that everything is delivered.
    pub fn owes(&self, wave: &str) -> bool {
        self.enrolled.is_some() && self.pending != Some(0) && self.plan.waves.iter().any(|w| w == wave)
    }
}
