//! A text file as records: its encoding found first, then read as a stream.

use std::{
    cell::Cell,
    io::{self, Read, Seek, SeekFrom},
    rc::Rc,
};

use encoding_rs::{Decoder, DecoderResult, GB18030};

use crate::{
    problem::{RowProblem, Wrong},
    said::said,
};

use super::{
    Finished, Input, Sink, broken, delimited,
    encoding::{Encoding, detect},
};

/// Reads a CSV file's records.
pub(crate) fn records(mut input: Box<dyn Input>, each: &mut Sink<'_>) -> Result<Finished, RowProblem> {
    let encoding = detect(&mut *input)?;
    let start = match encoding {
        Encoding::Utf8 { bom: true } => 3,
        _ => 0,
    };
    input
        .seek(SeekFrom::Start(start))
        .map_err(|e| broken(&e).anywhere())?;
    let count = Rc::new(Cell::new(start));
    let consumed = || count.get();
    let counted = Counted {
        input,
        count: count.clone(),
    };
    let mut finished = Finished::default();
    finished.ending = match encoding {
        Encoding::Utf8 { .. } => {
            let mut counted = counted;
            delimited::records(&mut counted, &consumed, each)?
        }
        Encoding::Gb18030 => {
            finished.notes.push("read as GB18030".to_owned());
            delimited::records(&mut Transcoded::new(counted), &consumed, each)?
        }
    };
    Ok(finished)
}

struct Counted {
    input: Box<dyn Input>,
    count: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.input.read(buffer)?;
        self.count.set(self.count.get() + got as u64);
        Ok(got)
    }
}

/// GB18030 turned into UTF-8 on the way, without replacement characters.
struct Transcoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    until: usize,
    ended: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(input: R) -> Self {
        let decoder = GB18030.new_decoder_without_bom_handling();
        Self {
            input,
            decoder,
            raw: vec![0; 32 << 10],
            from: 0,
            until: 0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.from == self.until && !self.ended {
                self.until = self.input.read(&mut self.raw)?;
                (self.from, self.ended) = (0, self.until == 0);
            }
            let raw = &self.raw[self.from..self.until];
            let (result, took, gave) = self
                .decoder
                .decode_to_utf8_without_replacement(raw, buffer, self.ended);
            self.from += took;
            if let DecoderResult::Malformed(..) = result {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the file changed while it was read",
                ));
            }
            if gave > 0 || (self.ended && self.from == self.until) {
                return Ok(gave);
            }
        }
    }
}

/// The whole of a short text file, for JSON.
pub(crate) fn whole(mut input: Box<dyn Input>, limit: u64, length: u64) -> Result<String, RowProblem> {
    if length > limit {
        let mib = limit >> 20;
        return Err(Wrong::new(
            said!("is larger than {0} MiB", mib),
            "check that it is the right file",
        )
        .anywhere());
    }
    let encoding = detect(&mut *input)?;
    input
        .seek(SeekFrom::Start(0))
        .map_err(|e| broken(&e).anywhere())?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|e| broken(&e).anywhere())?;
    let text = match encoding {
        Encoding::Gb18030 => GB18030.decode_without_bom_handling(&bytes).0.into_owned(),
        Encoding::Utf8 { bom } => String::from_utf8_lossy(&bytes[if bom { 3 } else { 0 }..]).into_owned(),
    };
    Ok(text)
}
