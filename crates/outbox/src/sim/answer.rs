//! What people answer in the simulator: a number, and who gave it, so that doubles and sums can be checked.

/// One person's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The interview, whatever id it travels under.
    pub interview: u64,
    /// What is answered.
    pub value: u64,
    /// The server takes it; else its version is unknown to it, or its form forbids it.
    pub fits: bool,
}

impl Answer {
    /// As a body, about as large as real ones are; now and then with a long text.
    pub fn write(&self, length: usize) -> String {
        let word = if self.fits { "fits" } else { "unknown" };
        let head = format!("{{\"interview\":{} {} {word} ", self.interview, self.value);
        head + &"\"话".repeat(length / 4) + "}"
    }

    /// Reads a body.
    pub fn read(body: &str) -> Option<Self> {
        let mut words = body.strip_prefix("{\"interview\":")?.split(' ');
        Some(Self {
            interview: words.next()?.parse().ok()?,
            value: words.next()?.parse().ok()?,
            fits: words.next()? == "fits",
        })
    }
}
