//! The envelope on the wire, its id, and the receipt derived from the id.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{answer::Answers, quality::Bits, text::Lang};

/// A random 128-bit id, 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionId(pub [u8; 16]);

impl SubmissionId {
    /// Reads 32 hex digits of either case.
    pub fn parse(hex: &str) -> Option<Self> {
        let bytes = hex.as_bytes();
        if bytes.len() != 32 {
            return None;
        }
        let mut out = [0_u8; 16];
        for (i, slot) in out.iter_mut().enumerate() {
            let digit = |b: u8| (b as char).to_digit(16);
            *slot = (digit(bytes[2 * i])? * 16 + digit(bytes[2 * i + 1])?) as u8;
        }
        Some(Self(out))
    }

    /// The id of a row of a responses file: the same name in the same wave is the same submission whenever it is
    /// imported. The first half of SHA-256 over the parts, each ended by a zero byte.
    pub fn of_row(wave: &str, name: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [b"minxin import", wave.as_bytes(), name.as_bytes()] {
            hash.update(part);
            hash.update([0]);
        }
        let digest = hash.finalize();
        Self(std::array::from_fn(|i| digest[i]))
    }

    /// 32 lower-case hex digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Whether options are shown in reversed order: half of the people, constant within a person.
    pub fn flipped(&self) -> bool {
        self.0[1] & 1 == 1
    }

    /// Which of `blocks` rotating blocks is asked: the first byte modulo their number.
    pub fn block(&self, blocks: usize) -> usize {
        if blocks == 0 {
            0
        } else {
            self.0[0] as usize % blocks
        }
    }

    /// The receipt, derived from the id alone, by device and server alike.
    pub fn receipt(&self) -> Receipt {
        let mut hash = Sha256::new();
        hash.update(b"minxin receipt v1");
        hash.update(self.0);
        let digest = hash.finalize();
        let mut bits = 0_u64;
        for b in &digest[..8] {
            bits = (bits << 8) | u64::from(*b);
        }
        let code: String = (0..12)
            .map(|i| char::from(CROCKFORD[((bits >> (59 - 5 * i)) & 31) as usize]))
            .collect();
        Receipt(code)
    }
}

impl std::fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Twelve Crockford base-32 characters: “received / counted / replaced”, never “what I said”.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Receipt(String);

impl Receipt {
    /// Reads a code with or without hyphens, spaces and case; O is 0, I and L are 1.
    pub fn parse(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–' | '—' | '－'))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            })
            .collect();
        (code.len() == 12 && code.bytes().all(|b| CROCKFORD.contains(&b))).then_some(Self(code))
    }

    /// The twelve characters without hyphens, as stored.
    pub fn plain(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

/// How the answers were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Own phone or computer.
    #[default]
    Web,
    /// A shared device.
    Kiosk,
    /// Telephone.
    Phone,
    /// Paper.
    Paper,
}

impl Mode {
    /// The word of files and bodies.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "web" => Some(Self::Web),
            "kiosk" => Some(Self::Kiosk),
            "phone" => Some(Self::Phone),
            "paper" => Some(Self::Paper),
            _ => None,
        }
    }

    /// The word stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Kiosk => "kiosk",
            Self::Phone => "phone",
            Self::Paper => "paper",
        }
    }
}

/// The body of a submission, before validation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Version of the instrument that was answered.
    pub version: u32,
    /// Language it was answered in.
    #[serde(default = "Lang::zh_hans")]
    pub lang: Lang,
    /// How.
    #[serde(default)]
    pub mode: Mode,
    /// What.
    pub answers: Answers,
    /// What the device says of how it came about; none from paper, files, plain forms and older pages.
    #[serde(
        default,
        deserialize_with = "crate::quality::lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub quality: Option<Bits>,
}

/// SHA-256 of the received bytes: two payloads are the same when their bytes are.
pub fn payload_hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_its_id_for_ever() {
        assert_eq!(
            SubmissionId::of_row("w2025", "w2025-0001").hex(),
            "007622288a3b757aa1d5de8fa3b64a49"
        );
    }

    #[test]
    fn a_receipt_is_read_however_people_write_it() {
        let id = SubmissionId::parse("000102030405060708090a0b0c0d0e0f").unwrap();
        let shown = id.receipt().to_string();
        assert_eq!(shown.len(), 14);
        for way in [
            shown.clone(),
            shown.replace('-', ""),
            shown.to_lowercase(),
            shown.replace('-', " "),
        ] {
            assert_eq!(Receipt::parse(&way), Some(id.receipt()));
        }
        assert_eq!(Receipt::parse("AAAA-BBBB"), None);
        assert_eq!(Receipt::parse("UUUU-UUUU-UUUU"), None);
    }

    #[test]
    fn ids_are_32_hex_digits_of_either_case() {
        let id = SubmissionId::parse("FF0102030405060708090a0b0c0d0e0f").unwrap();
        assert_eq!(SubmissionId::parse(&id.hex()), Some(id));
        assert!(SubmissionId::parse("ff01").is_none());
        assert!(SubmissionId::parse(&"g".repeat(32)).is_none());
        assert!(SubmissionId::parse(&"é".repeat(16)).is_none());
    }
}
