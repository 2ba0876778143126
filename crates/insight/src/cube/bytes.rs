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

/// The longest number that [`Bits`] writes whole, in bits.
const LONGEST: u32 = 120;

/// Bits that a number takes: at most 120.
pub(super) fn length(value: u128) -> u32 {
    (u128::BITS - value.leading_zeros()).min(LONGEST)
}

/// Numbers by the bit, lowest first, from a byte's begin to a byte's end.
#[derive(Default)]
pub(super) struct Bits {
    held: u128,
    many: u32,
}

impl Bits {
    /// The lowest `length` bits of a number; what is longer than fits is cut to the largest.
    pub(super) fn put(&mut self, to: &mut Vec<u8>, value: u128, length: u32) {
        let length = length.min(LONGEST);
        self.held |= value.min((1 << length) - 1) << self.many;
        self.many += length;
        while self.many >= 8 {
            to.push(self.held as u8);
            self.held >>= 8;
            self.many -= 8;
        }
    }

    /// The rest of the last byte stays empty.
    pub(super) fn end(self, to: &mut Vec<u8>) {
        if self.many > 0 {
            to.push(self.held as u8);
        }
    }
}

/// A number of some bits, `from` a bit on; 0 past the end.
pub(super) fn bits(all: &[u8], from: usize, length: u32) -> u128 {
    let length = length.min(LONGEST);
    let (first, skipped) = (from / 8, (from % 8) as u32);
    let mut room = [0; 16];
    let left = all.get(first..).unwrap_or_default();
    match left.first_chunk::<16>() {
        Some(whole) => room = *whole,
        None => room.iter_mut().zip(left).for_each(|(own, byte)| *own = *byte),
    }
    (u128::from_le_bytes(room) >> skipped) & ((1 << length) - 1)
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
        // nearly every number fits into 63 bits, which is read several times faster than 128
        let mut short = 0_u64;
        for (i, byte) in self
            .all
            .get(self.at..)
            .unwrap_or_default()
            .iter()
            .take(9)
            .enumerate()
        {
            short |= u64::from(byte & 0x7f) << (7 * i);
            if *byte < 0x80 {
                self.at += i + 1;
                return Ok(u128::from(short));
            }
        }
        self.long()
    }

    /// Goes past a number without reading it.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let left = self.all.get(self.at..).unwrap_or_default();
        let last = left.iter().position(|byte| *byte < 0x80).ok_or(Unreadable)?;
        self.at += last + 1;
        Ok(())
    }

    fn long(&mut self) -> Result<u128, Unreadable> {
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
            let mut writing = Bits::default();
            writing.put(&mut bytes, 5, 3);
            writing.put(&mut bytes, value, length(value));
            writing.put(&mut bytes, 1, 2);
            writing.end(&mut bytes);
            assert_eq!(bits(&bytes, 0, 3), 5);
            assert_eq!(bits(&bytes, 3, length(value)), value.min((1 << LONGEST) - 1));
            assert_eq!(bits(&bytes, 3 + length(value) as usize, 2), 1);
        }
        assert_eq!(Reader::new(&[0xff; 30]).uint(), Err(Unreadable));
        assert_eq!(Reader::new(&[0x80]).uint(), Err(Unreadable));
    }
}
