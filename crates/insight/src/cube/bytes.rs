//! Numbers and words as bytes, and back with every end looked for.

/// The bytes end too early, or say something that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Seven bits a byte, the lowest first, the top bit saying that more follow.
pub(super) fn put_uint(to: &mut Vec<u8>, mut value: u128) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// A signed number, small sizes short.
pub(super) fn put_int(to: &mut Vec<u8>, value: i128) {
    put_uint(to, ((value << 1) ^ (value >> 127)) as u128);
}

/// Length and UTF-8.
pub(super) fn put_word(to: &mut Vec<u8>, word: &str) {
    put_uint(to, word.len() as u128);
    to.extend_from_slice(word.as_bytes());
}

/// The largest number that [`put_sized`] writes whole.
const SIZED: u128 = (1 << 120) - 1;

/// Bytes that [`put_sized`] takes: at most 15.
pub(super) fn length(value: u128) -> u8 {
    (128 - value.min(SIZED).leading_zeros()).div_ceil(8) as u8
}

/// As many bytes as needed, lowest first; how many is written apart.
pub(super) fn put_sized(to: &mut Vec<u8>, value: u128) {
    let bytes = value.min(SIZED).to_le_bytes();
    to.extend(bytes.iter().take(usize::from(length(value))));
}

/// Reads from the front.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(all: &'a [u8]) -> Self {
        Self { all, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn since(&self, begin: usize) -> &'a [u8] {
        self.all.get(begin..self.at).unwrap_or_default()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.all.len()
    }

    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Unreadable> {
        let end = self.at.checked_add(n).ok_or(Unreadable)?;
        let taken = self.all.get(self.at..end).ok_or(Unreadable)?;
        self.at = end;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Unreadable> {
        let byte = *self.all.get(self.at).ok_or(Unreadable)?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn uint(&mut self) -> Result<u128, Unreadable> {
        let mut value = 0_u128;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if shift > 121 && bits >> (128 - shift) > 0 {
                return Err(Unreadable);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Unreadable)
    }

    /// A number of at most 64 bits.
    pub(super) fn small(&mut self) -> Result<u64, Unreadable> {
        match self.all.get(self.at) {
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Ok(u64::from(byte))
            }
            _ => u64::try_from(self.uint()?).map_err(|_| Unreadable),
        }
    }

    /// A count of things that each take a byte at least.
    pub(super) fn count(&mut self) -> Result<usize, Unreadable> {
        let n = usize::try_from(self.uint()?).map_err(|_| Unreadable)?;
        (n <= self.all.len() - self.at).then_some(n).ok_or(Unreadable)
    }

    pub(super) fn int(&mut self) -> Result<i128, Unreadable> {
        let value = self.uint()?;
        Ok((value >> 1) as i128 ^ -((value & 1) as i128))
    }

    pub(super) fn sized(&mut self, length: u8) -> Result<u128, Unreadable> {
        let bytes = self.take(usize::from(length))?;
        // two halves: one word each, the second mostly empty
        let word = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |sum, b| sum << 8 | u64::from(*b));
        let (low, high) = bytes.split_at(bytes.len().min(8));
        Ok(u128::from(word(low)) | u128::from(word(high)) << 64)
    }

    pub(super) fn word(&mut self) -> Result<String, Unreadable> {
        let n = self.count()?;
        let bytes = self.take(n)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 300, u128::from(u64::MAX), u128::MAX, 1 << 127] {
            let mut bytes = Vec::new();
            put_uint(&mut bytes, value);
            assert_eq!(Reader::new(&bytes).uint(), Ok(value));
            let signed = value as i128;
            bytes.clear();
            put_int(&mut bytes, signed);
            assert_eq!(Reader::new(&bytes).int(), Ok(signed));
            bytes.clear();
            put_sized(&mut bytes, value);
            assert_eq!(Reader::new(&bytes).sized(length(value)), Ok(value.min(SIZED)));
        }
        assert_eq!(Reader::new(&[0xff; 30]).uint(), Err(Unreadable));
        assert_eq!(Reader::new(&[0x80]).uint(), Err(Unreadable));
    }
}
