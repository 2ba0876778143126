//! The rescue file `.rsbox`: sealed records carried by hand when the network does not come back.
//!
//! | bytes | what |
//! |---|---|
//! | 7 | `MXRSBOX` |
//! | 1 | version, 1 |
//! | 4 | number of records, little-endian |
//! | per record: 1 + n | length of the wave's id, the id in UTF-8 |
//! | 16 | id of the submission |
//! | 4 + m | length of the body little-endian, the body in UTF-8: the same text that the network would carry |
//! | 32 | SHA-256 over everything before |
//!
//! Records stand in the order of their ids, which are random: the file does not tell in which order people answered.

use survey::{SubmissionId, submission::payload_hash};

use crate::by_id::ById;

/// How a rescue file begins.
pub const MAGIC: &[u8; 7] = b"MXRSBOX";

/// The version that is written and read.
pub const VERSION: u8 = 1;

/// Most records in one file.
pub const MAX_RECORDS: usize = 20_000;

/// Largest file, bytes.
pub const MAX_FILE: usize = 20 * 1024 * 1024;

/// Largest body, bytes.
pub const MAX_BODY: usize = 1024 * 1024;

const HEAD: usize = MAGIC.len() + 1 + 4;
const SUM: usize = 32;

/// One record of a rescue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescued {
    /// The wave it answers.
    pub wave: String,
    /// Its id.
    pub id: SubmissionId,
    /// The JSON text of the envelope or of its sealed form.
    pub body: String,
}

/// May a file hold this body? Only sealed ones: who carries it, or finds it, can read nothing.
pub fn may_hold(body: &str) -> bool {
    body.starts_with("{\"suite\":")
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something else.
    #[error("this is not a rescue file; choose the file that ends in .rsbox")]
    NotOurs,
    /// Written by a later version.
    #[error("this rescue file has version {0}, and only 1 is known here; use a newer server")]
    Version(u8),
    /// Cut short, or changed.
    #[error("the rescue file is damaged: {0}; make it again on the device, or copy it once more")]
    Damaged(&'static str),
    /// Larger than any that is written.
    #[error("the rescue file is larger than {MAX_FILE} bytes; none is made that large")]
    TooLarge,
}

/// Writes records into as few files as fit; none for no records.
///
/// # Errors
/// The records that no file can hold, by id: a body above [`MAX_BODY`] or a wave's id above 255 bytes. The machine
/// makes none like that.
pub fn write(records: Vec<Rescued>) -> Result<Vec<Vec<u8>>, Vec<SubmissionId>> {
    // the first of an id stays
    let by_id: ById<Rescued> = records.into_iter().rev().map(|r| (r.id, r)).collect();
    let records: Vec<Rescued> = by_id.into_values();
    let odd = |r: &&Rescued| r.body.len() > MAX_BODY || r.wave.len() > usize::from(u8::MAX);
    let odd: Vec<_> = records.iter().filter(odd).map(|r| r.id).collect();
    if !odd.is_empty() {
        return Err(odd);
    }
    let mut files = Vec::new();
    let mut parts = Vec::new();
    let mut count = 0_usize;
    for record in records {
        let size = 1 + record.wave.len() + 16 + 4 + record.body.len();
        if count == MAX_RECORDS || HEAD + parts.len() + size + SUM > MAX_FILE {
            files.push(close(count, &parts));
            parts.clear();
            count = 0;
        }
        parts.push(record.wave.len() as u8);
        parts.extend_from_slice(record.wave.as_bytes());
        parts.extend_from_slice(&record.id.0);
        parts.extend_from_slice(&(record.body.len() as u32).to_le_bytes());
        parts.extend_from_slice(record.body.as_bytes());
        count += 1;
    }
    if count > 0 {
        files.push(close(count, &parts));
    }
    Ok(files)
}

fn close(count: usize, parts: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEAD + parts.len() + SUM);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    file.extend_from_slice(&(count as u32).to_le_bytes());
    file.extend_from_slice(parts);
    let sum = payload_hash(&file);
    file.extend_from_slice(&sum);
    file
}

/// Reads a rescue file, all of it or nothing. Takes no more memory than the file is large.
///
/// # Errors
/// See [`Error`].
pub fn read(file: &[u8]) -> Result<Vec<Rescued>, Error> {
    if !file.starts_with(MAGIC) {
        return Err(Error::NotOurs);
    }
    if file.len() > MAX_FILE {
        return Err(Error::TooLarge);
    }
    match file.get(MAGIC.len()) {
        Some(&VERSION) => {}
        Some(other) => return Err(Error::Version(*other)),
        None => return Err(Error::Damaged("it ends too early")),
    }
    let (told, sum) = file
        .split_last_chunk::<SUM>()
        .filter(|(told, _)| told.len() >= HEAD)
        .ok_or(Error::Damaged("it ends too early"))?;
    if payload_hash(told) != *sum {
        return Err(Error::Damaged("its checksum does not fit"));
    }
    let mut rest = Rest(&told[MAGIC.len() + 1..]);
    let count = rest.number()?;
    if count > MAX_RECORDS {
        return Err(Error::TooLarge);
    }
    let mut records: Vec<Rescued> = Vec::new();
    for _ in 0..count {
        let [length] = *rest.chunk::<1>()?;
        let wave = rest.text(usize::from(length))?;
        let id = SubmissionId(*rest.chunk()?);
        let length = rest.number()?;
        if length > MAX_BODY {
            return Err(Error::TooLarge);
        }
        let body = rest.text(length)?;
        if records.last().is_some_and(|before| before.id >= id) {
            return Err(Error::Damaged(
                "its records are not in order, or one is there twice",
            ));
        }
        records.push(Rescued { wave, id, body });
    }
    if !rest.0.is_empty() {
        return Err(Error::Damaged("it goes on after its last record"));
    }
    Ok(records)
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .0
            .split_at_checked(n)
            .ok_or(Error::Damaged("a record ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn chunk<const N: usize>(&mut self) -> Result<&'a [u8; N], Error> {
        let (taken, rest) = self
            .0
            .split_first_chunk()
            .ok_or(Error::Damaged("a record ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize, Error> {
        self.chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize)
    }

    fn text(&mut self, n: usize) -> Result<String, Error> {
        let bytes = self.take(n)?;
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Damaged("a text in it is not UTF-8"))?;
        Ok(text.to_owned())
    }
}
