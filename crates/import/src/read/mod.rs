//! Reading a file into records: CSV as a stream, XLSX cell by cell, both in bounded memory.

mod archive;
mod delimited;
mod encoding;
mod formats;
mod record;
mod text;
mod workbook;

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use crate::{
    problem::{RowProblem, Wrong},
    request::Source,
    said::said,
};

pub(crate) use delimited::Ending;
pub(crate) use encoding::{AS_UTF8, NOT_A_TABLE, whole_text};
pub(crate) use record::{Mark, Record};

/// What takes the records, one after the other, with the bytes read so far.
pub(crate) type Sink<'a> = dyn FnMut(&Record, u64) -> ControlFlow<()> + 'a;

/// Something that can be read from its start, twice.
pub(crate) trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// Opens the source and says how long it is.
pub(crate) fn open(source: &Source) -> Result<(Box<dyn Input>, u64), Wrong> {
    match source {
        Source::Bytes { bytes, .. } => Ok((Box::new(Cursor::new(bytes.clone())), bytes.len() as u64)),
        Source::Path(path) => {
            let unreadable = |e: io::Error| match e.kind() {
                io::ErrorKind::NotFound => Wrong::new("there is no such file", "check the path"),
                io::ErrorKind::PermissionDenied => {
                    Wrong::new("may not be read", "give yourself the right to read it")
                }
                _ => Wrong::new(
                    said!("cannot be read: {0}", e),
                    "copy the file to this machine and try again",
                ),
            };
            let about = std::fs::metadata(path).map_err(unreadable)?;
            if !about.is_file() {
                return Err(Wrong::new("is not a file", "name one CSV, XLSX or JSON file"));
            }
            Ok((Box::new(File::open(path).map_err(unreadable)?), about.len()))
        }
    }
}

/// How the records came to their end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finished {
    /// Worth knowing: the encoding, the sheet.
    pub notes: Vec<String>,
    /// A CSV file's last row had no line end.
    pub ending: Ending,
}

/// Reads every record of a CSV or XLSX file into `each`, the header first.
pub(crate) fn records(source: &Source, each: &mut Sink<'_>) -> Result<Finished, RowProblem> {
    let (mut input, length) = open(source).map_err(Wrong::anywhere)?;
    let mut magic = [0_u8; 8];
    let got = fill(&mut *input, &mut magic).map_err(|e| broken(&e).anywhere())?;
    input
        .seek(SeekFrom::Start(0))
        .map_err(|e| broken(&e).anywhere())?;
    let magic = &magic[..got];
    let named = source.name().to_lowercase();
    if magic.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(Wrong::new(
            "is an old .xls workbook or is locked by a password",
            "save it as .xlsx without a password",
        )
        .anywhere());
    }
    if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
        archive::inspect(&mut *input, length).map_err(Wrong::anywhere)?;
        let scaled = formats::Scaled::read(&mut *input).map_err(Wrong::anywhere)?;
        input
            .seek(SeekFrom::Start(0))
            .map_err(|e| broken(&e).anywhere())?;
        return workbook::records(input, length, &scaled, each);
    }
    if length > 0 && [".xlsx", ".xlsm", ".xls"].iter().any(|end| named.ends_with(end)) {
        return Err(Wrong::new(
            "is named as a workbook but is not one (it is not a zip file)",
            "save it again as .xlsx, or as .csv",
        )
        .anywhere());
    }
    text::records(input, each)
}

/// Fills the buffer as far as the input reaches.
fn fill(input: &mut dyn Input, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match input.read(&mut buffer[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

/// The medium failed while reading.
fn broken(error: &io::Error) -> Wrong {
    Wrong::new(
        said!("cannot be read: {0}", error),
        "copy the file again and try once more",
    )
}
