//! Machine codes of what a figure lacks or must say beside it; words and remedies are the reader's.

use serde::{Deserialize, Serialize};

/// Why there is no figure, or what a figure must be read with. Written as `SMALL_BASE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Nothing to say.
    #[default]
    Ok,
    /// Nobody answered, all weights are zero, or the input cannot be used.
    NoData,
    /// Too few answers for a figure.
    SmallBase,
    /// Hidden because the cell itself is small.
    SuppressedPrimary,
    /// Hidden so that another cell cannot be worked out.
    SuppressedComplementary,
    /// The sampling variance is not the place's own: the pooled design effect was used.
    VarianceBorrowed,
    /// A stratum or a place with one primary sampling unit.
    LonelyPsu,
    /// An iteration stopped before it settled.
    NotConverged,
    /// A weighting target without anybody in the sample.
    NoSampleInMargin,
    /// Too few places.
    InsufficientUnits,
    /// All values are the same, or no variance is left between sampling units.
    NoVariation,
    /// Every rank is tied.
    AllTied,
    /// A covariate was dropped because others say the same.
    CollinearDropped,
    /// The finding does not survive a reasonable change of method.
    Fragile,
    /// The finding hangs on one place.
    OutlierDriven,
    /// The finding hangs on how shared spending was divided.
    AllocationSensitive,
    /// The money has not had time to work.
    TooEarly,
    /// Two waves share part of their window.
    WindowOverlap,
    /// Groups and their total point in opposite directions.
    Simpson,
    /// Low satisfaction may have drawn the money.
    ReverseCausalitySignal,
    /// Too few degrees of freedom between clusters.
    LowClusterDf,
    /// People chose themselves into the sample.
    OptIn,
    /// A call-back audit is not finished.
    AuditPending,
    /// The data cannot decide.
    NotEnoughData,
}

impl Status {
    /// Every code, in the order above.
    pub const ALL: [Self; 24] = [
        Self::Ok,
        Self::NoData,
        Self::SmallBase,
        Self::SuppressedPrimary,
        Self::SuppressedComplementary,
        Self::VarianceBorrowed,
        Self::LonelyPsu,
        Self::NotConverged,
        Self::NoSampleInMargin,
        Self::InsufficientUnits,
        Self::NoVariation,
        Self::AllTied,
        Self::CollinearDropped,
        Self::Fragile,
        Self::OutlierDriven,
        Self::AllocationSensitive,
        Self::TooEarly,
        Self::WindowOverlap,
        Self::Simpson,
        Self::ReverseCausalitySignal,
        Self::LowClusterDf,
        Self::OptIn,
        Self::AuditPending,
        Self::NotEnoughData,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_in_capitals_and_read_back() {
        let codes = serde_json::to_string(&[Status::LonelyPsu, Status::NoSampleInMargin]).unwrap();
        assert_eq!(codes, r#"["LONELY_PSU","NO_SAMPLE_IN_MARGIN"]"#);
        let all: Vec<Status> = serde_json::from_value(serde_json::to_value(Status::ALL).unwrap()).unwrap();
        assert_eq!(all, Status::ALL);
        assert!(all.is_sorted());
    }
}
