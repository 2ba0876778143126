//! Three plain states for people, with counts.

/// What a person sees of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Saved on this device and not yet delivered.
    pub saved: u32,
    /// Delivered: the server has them.
    pub delivered: u32,
    /// Needs attention: set aside, or not even saved.
    pub attention: u32,
    /// Of those that need attention, the ones that live only as long as this page.
    pub unsaved: u32,
    /// Sending has stopped until somebody looks (401, 403).
    pub stopped: bool,
}

/// What lives only as long as a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// Nothing.
    #[default]
    Nothing,
    /// Answers that anybody could read: they go into no file.
    Open,
    /// Sealed answers, which a rescue file may hold.
    Sealed,
}

/// One record as a person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Saved on this device.
    Saved,
    /// Delivered.
    Delivered,
    /// Needs attention.
    Attention,
}
