//! What differs between a phone and a shared device.

#[cfg(feature = "sim")]
use crate::flaw::Flaw;

/// How long the sealed copy is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// A person's own phone: until the server has committed it (level 1).
    #[default]
    UntilAcked,
    /// A kiosk or an enumerator's tablet: until a verified backup holds it (level 2), or 30 days.
    UntilConfirmed,
}

/// The rules of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// How long the sealed copy is kept.
    pub keep: Keep,
    /// A rule broken on purpose.
    #[cfg(feature = "sim")]
    pub flaw: Option<Flaw>,
}

impl Policy {
    /// A person's own phone.
    pub fn phone() -> Self {
        Self::default()
    }

    /// A shared device.
    pub fn kiosk() -> Self {
        Self {
            keep: Keep::UntilConfirmed,
            #[cfg(feature = "sim")]
            flaw: None,
        }
    }

    /// Is this rule broken on purpose?
    #[cfg(feature = "sim")]
    pub(crate) fn breaks(self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }
}

/// `breaks!(policy, Flaw)`: false, and no code, in a product.
macro_rules! breaks {
    ($policy:expr, $flaw:ident) => {{
        #[cfg(feature = "sim")]
        {
            $policy.breaks(crate::flaw::Flaw::$flaw)
        }
        #[cfg(not(feature = "sim"))]
        {
            false
        }
    }};
}
pub(crate) use breaks;
