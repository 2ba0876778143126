//! Lengths tell little: a plaintext is padded with spaces, which JSON ignores at its end, to the next step.

/// Bytes of one step.
const STEP: usize = 512;

/// The padded text.
pub(crate) fn padded(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(bytes.len().next_multiple_of(STEP).max(STEP), b' ');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_steps_and_nothing_but_spaces_is_added() {
        for (length, expected) in [
            (0, 512),
            (1, 512),
            (511, 512),
            (512, 512),
            (513, 1024),
            (5_000, 5_120),
        ] {
            let text = "x".repeat(length);
            let padded = padded(&text);
            assert_eq!(padded.len(), expected);
            assert_eq!(padded.trim_ascii_end(), text.as_bytes());
        }
    }
}
