//! Why a sealed body or a key is refused.

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not the JSON of a sealed body, or its plaintext is no envelope of the same version.
    #[error("this is not a sealed answer as minxin writes it")]
    Malformed,
    /// Made by a later version.
    #[error("this answer is sealed in a way that is not known here; use a newer server")]
    UnknownSuite,
    /// Sealed to a key that this county does not have.
    #[error("this answer is sealed to a key that is not here")]
    UnknownKey,
    /// Changed on the way, or sealed for another wave, version or id.
    #[error("this answer does not open: it was changed, or made for another survey or id")]
    Unsealable,
    /// Bytes that are no point of P-256, or no scalar.
    #[error("these bytes are not a key of P-256")]
    NotAKey,
    /// Text that is no master key.
    #[error("this is not a master key; it is one line that begins with `minxin-master-1`")]
    NotAMaster,
    /// A key that another master key wrapped.
    #[error("the master key does not fit; put back the one that these keys were made under")]
    WrongMaster,
}

/// Result of sealing and opening.
pub type Result<T> = std::result::Result<T, Error>;
