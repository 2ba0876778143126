//! Which encoding a text file has: UTF-8, else GB18030 where it reads as such, else refused by name.

use std::io::SeekFrom;

use encoding_rs::{BIG5, DecoderResult, GB18030, SHIFT_JIS};

use crate::{
    problem::{RowProblem, Wrong},
    request::Source,
};

use super::{Input, broken, fill, open, text};

/// The two encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8 { bom: bool },
    /// GB18030 and its older parts GBK and GB2312.
    Gb18030,
}

const CHUNK: usize = 64 << 10;
/// What to do where no table can be in a file.
pub(crate) const NOT_A_TABLE: &str = "give a CSV or XLSX file";
pub(crate) const AS_UTF8: &str = "save it as UTF-8 CSV";

/// Reads the whole of a short text file, in any encoding that is read.
pub(crate) fn whole_text(source: &Source, limit: u64) -> Result<String, RowProblem> {
    let (input, length) = open(source).map_err(Wrong::anywhere)?;
    text::whole(input, limit, length)
}

/// Finds the encoding by reading the file once.
pub(crate) fn detect(input: &mut dyn Input) -> Result<Encoding, RowProblem> {
    let mut buffer = vec![0_u8; CHUNK];
    let mut seen = Utf8Scan::default();
    let mut bom = false;
    loop {
        let got = fill(input, &mut buffer).map_err(|e| broken(&e).anywhere())?;
        let chunk = &buffer[..got];
        if seen.total == 0 {
            by_signature(chunk).map_err(Wrong::anywhere)?;
            bom = chunk.starts_with(b"\xEF\xBB\xBF");
        }
        not_text(chunk).map_err(Wrong::anywhere)?;
        seen.take(chunk);
        if got < buffer.len() {
            break;
        }
    }
    if seen.invalid == 0 && seen.carry.is_empty() {
        return Ok(Encoding::Utf8 { bom });
    }
    if seen.invalid == 0 {
        return Err(Wrong::new(
            "ends in the middle of a character",
            "the file was cut off: copy it again",
        )
        .at(seen.rows + 1));
    }
    if seen.valid >= seen.invalid * 9 || bom {
        return Err(Wrong::new(
            "holds bytes that are not UTF-8, in a file that is UTF-8 elsewhere",
            "save the file again as UTF-8 CSV",
        )
        .at(seen.first_invalid_row));
    }
    input
        .seek(SeekFrom::Start(0))
        .map_err(|e| broken(&e).anywhere())?;
    gb18030(input)
}

fn by_signature(head: &[u8]) -> Result<(), Wrong> {
    let known: [(&[u8], &'static str, &'static str); 7] = [
        (b"\xFF\xFE\x00\x00", "is UTF-32", AS_UTF8),
        (b"\x00\x00\xFE\xFF", "is UTF-32", AS_UTF8),
        (b"\xFF\xFE", "is UTF-16", AS_UTF8),
        (b"\xFE\xFF", "is UTF-16", AS_UTF8),
        (b"\x1F\x8B", "is compressed (gzip)", "unpack it first"),
        (b"%PDF-", "is a PDF", "export the table as CSV or XLSX"),
        (
            b"{\\rtf",
            "is a text document (RTF)",
            "save the table as CSV or XLSX",
        ),
    ];
    match known.iter().find(|(signature, ..)| head.starts_with(signature)) {
        Some((_, what, remedy)) => Err(Wrong::new(*what, *remedy)),
        None => Ok(()),
    }
}

/// Bytes that no text holds; text of two bytes a letter without a mark gives itself away by them.
fn not_text(chunk: &[u8]) -> Result<(), Wrong> {
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    if !chunk.iter().any(control) {
        return Ok(());
    }
    let nul = |parity: usize| chunk.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    if even.max(odd) * 10 > chunk.len() && even.min(odd) == 0 {
        return Err(Wrong::new("is UTF-16", AS_UTF8));
    }
    Err(Wrong::new(
        "is not text: it holds control characters",
        NOT_A_TABLE,
    ))
}

#[derive(Default)]
struct Utf8Scan {
    total: u64,
    rows: u64,
    carry: Vec<u8>,
    /// Bytes of well-formed characters beyond ASCII.
    valid: u64,
    /// Bytes that fit nowhere.
    invalid: u64,
    first_invalid_row: u64,
}

impl Utf8Scan {
    fn take(&mut self, chunk: &[u8]) {
        self.total += chunk.len() as u64;
        let joined;
        let mut rest: &[u8] = if self.carry.is_empty() {
            chunk
        } else {
            joined = [std::mem::take(&mut self.carry).as_slice(), chunk].concat();
            &joined
        };
        while !rest.is_empty() {
            let (good, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(e) => match e.error_len() {
                    Some(bad) => (e.valid_up_to(), bad),
                    None => {
                        self.carry = rest[e.valid_up_to()..].to_vec();
                        (e.valid_up_to(), self.carry.len())
                    }
                },
            };
            self.rows += rest[..good].iter().filter(|b| **b == b'\n').count() as u64;
            self.valid += rest[..good].iter().filter(|b| !b.is_ascii()).count() as u64;
            if bad > 0 && self.carry.is_empty() {
                if self.invalid == 0 {
                    self.first_invalid_row = self.rows + 1;
                }
                self.invalid += bad as u64;
            }
            rest = &rest[good + bad..];
        }
    }
}

/// GB18030 without a replacement, and mostly characters of everyday Chinese: else it is something else.
fn gb18030(input: &mut dyn Input) -> Result<Encoding, RowProblem> {
    let mut buffer = vec![0_u8; CHUNK];
    let mut out = vec![0_u8; CHUNK * 4];
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut pairs = Pairs::default();
    let mut sample = Vec::new();
    let mut clean = true;
    loop {
        let got = fill(input, &mut buffer).map_err(|e| broken(&e).anywhere())?;
        let last = got < buffer.len();
        if sample.is_empty() {
            sample = buffer[..got].to_vec();
        }
        pairs.take(&buffer[..got]);
        let (result, ..) = decoder.decode_to_utf8_without_replacement(&buffer[..got], &mut out, last);
        clean = clean && !matches!(result, DecoderResult::Malformed(..));
        if last || !clean {
            break;
        }
    }
    if clean && pairs.everyday * 4 >= pairs.all * 3 {
        return Ok(Encoding::Gb18030);
    }
    let decodes = |e: &'static encoding_rs::Encoding| {
        e.decode_without_bom_handling_and_without_replacement(&sample)
            .is_some()
    };
    let high = sample.iter().filter(|b| !b.is_ascii()).count();
    let what = if high * 10 < sample.len() && !decodes(BIG5) {
        "is neither UTF-8 nor GB18030 (it looks like Windows-1252)"
    } else if decodes(BIG5) {
        "is neither UTF-8 nor GB18030 (it looks like Big5)"
    } else if decodes(SHIFT_JIS) {
        "is neither UTF-8 nor GB18030 (it looks like Shift_JIS)"
    } else {
        "is neither UTF-8 nor GB18030"
    };
    Err(Wrong::new(what, AS_UTF8).anywhere())
}

/// Two-byte characters, and those of them that the everyday set GB 2312 has.
#[derive(Default)]
struct Pairs {
    lead: Option<u8>,
    all: u64,
    everyday: u64,
}

impl Pairs {
    fn take(&mut self, chunk: &[u8]) {
        for b in chunk {
            match self.lead.take() {
                None if *b >= 0x81 => self.lead = Some(*b),
                None => {}
                Some(_) if b.is_ascii_digit() => {} // one half of a four-byte character
                Some(lead) => {
                    self.all += 1;
                    self.everyday += u64::from((0xA1..=0xF7).contains(&lead) && *b >= 0xA1);
                }
            }
        }
    }
}
