//! Short random ids that can be read aloud: eight lower-case letters and digits, 40 bits.

/// Crockford's alphabet without i, l, o, u.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new id of eight characters.
pub fn fresh() -> String {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    of(bytes)
}

fn of(bytes: [u8; 8]) -> String {
    bytes
        .iter()
        .map(|b| char::from(LETTERS[usize::from(b & 31)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_eight_letters_of_the_alphabet() {
        assert_eq!(of([0, 1, 10, 31, 32, 255, 18, 20]), "01az0zjm");
        assert!(survey::wave::valid_id(&fresh()));
        assert_ne!(fresh(), fresh());
    }
}
