//! What a sealed body is bound to: it opens for this wave, version, id and key, and for no others.

use survey::SubmissionId;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound<'a> {
    /// Wave answered.
    pub wave: &'a str,
    /// Version answered.
    pub version: u32,
    /// Id of the submission.
    pub id: SubmissionId,
}

impl Bound<'_> {
    /// The associated data: the parts with a zero byte between them, which no part contains.
    pub(crate) fn aad(&self, kid: &str) -> Vec<u8> {
        let (version, id) = (self.version.to_string(), self.id.hex());
        [self.wave, &version, &id, kid].join("\0").into_bytes()
    }
}
