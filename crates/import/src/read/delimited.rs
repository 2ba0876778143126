//! Comma-separated records as a stream: quotes, embedded line ends, and every way a file can break off.
//!
//! Rows are counted as a spreadsheet counts them: a blank line is a row, a quoted line end is not.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use crate::problem::{RowProblem, Wrong};

use super::{Record, Sink, broken};

/// A quoted cell longer than this is a quote that somebody forgot.
const CELL_LIMIT: usize = 1 << 20;
/// A row longer than this is not a row.
const ROW_LIMIT: usize = 16 << 20;

/// Whether the last row had a line end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It had one, or the file is a workbook.
    #[default]
    Whole,
    /// The file stops inside or right after its last row.
    Open,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Plain,
    Quoted,
    AfterQuote,
}

struct Rows<'a, 'b> {
    each: &'a mut Sink<'b>,
    record: Record,
    bytes: Vec<u8>,
    starts: Vec<usize>,
    row: u64,
    read: u64,
}

/// Reads records until the input ends or `each` has seen enough. `consumed` tells the bytes read so far.
pub(crate) fn records(
    input: &mut dyn Read,
    consumed: &dyn Fn() -> u64,
    each: &mut Sink<'_>,
) -> Result<Ending, RowProblem> {
    let mut rows = Rows {
        each,
        record: Record::default(),
        bytes: Vec::new(),
        starts: vec![0],
        row: 1,
        read: 0,
    };
    let mut buffer = vec![0_u8; 64 << 10];
    let (mut state, mut opened, mut after_cr, mut pending) = (State::Plain, 1, false, false);
    loop {
        let got = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(broken(&e).at(rows.row)),
        };
        rows.read = consumed();
        let mut chunk = &buffer[..got];
        while let Some(&b) = chunk.first() {
            if after_cr {
                after_cr = false;
                if b == b'\n' {
                    chunk = &chunk[1..];
                    continue;
                }
            }
            let run = chunk.iter().position(|b| match state {
                State::Quoted => *b == b'"',
                _ => matches!(b, b',' | b'"' | b'\n' | b'\r'),
            });
            let plain = &chunk[..run.unwrap_or(chunk.len())];
            if !plain.is_empty() {
                pending = true;
                if state == State::AfterQuote && plain.iter().any(|b| *b != b' ') {
                    return Err(Wrong::new(
                        "has text after a closing quote",
                        "write a quote inside a quoted cell as two quotes",
                    )
                    .at(rows.row));
                }
                if state != State::AfterQuote {
                    rows.bytes.extend_from_slice(plain);
                }
                rows.within_limits(opened, state == State::Quoted)?;
            }
            let Some(run) = run else { break };
            let b = chunk[run];
            chunk = &chunk[run + 1..];
            match (b, state) {
                (b'"', State::Quoted) => state = State::AfterQuote,
                (b'"', State::AfterQuote) => {
                    rows.bytes.push(b'"');
                    state = State::Quoted;
                }
                (b'"', State::Plain) if rows.cell_is_space() => {
                    rows.drop_space();
                    (state, opened, pending) = (State::Quoted, rows.row, true);
                }
                (b'"', State::Plain) => rows.bytes.push(b'"'),
                (b',', _) => {
                    rows.starts.push(rows.bytes.len());
                    (state, pending) = (State::Plain, true);
                }
                _ => {
                    after_cr = b == b'\r';
                    (state, pending) = (State::Plain, false);
                    if rows.emit()?.is_break() {
                        return Ok(Ending::Whole);
                    }
                }
            }
        }
    }
    if state == State::Quoted {
        return Err(unclosed(opened));
    }
    if !pending {
        return Ok(Ending::Whole);
    }
    let _ = rows.emit()?;
    Ok(Ending::Open)
}

impl Rows<'_, '_> {
    fn cell_is_space(&self) -> bool {
        let start = self.starts.last().copied().unwrap_or(0);
        self.bytes[start..].iter().all(|b| *b == b' ')
    }

    fn drop_space(&mut self) {
        self.bytes.truncate(self.starts.last().copied().unwrap_or(0));
    }

    fn within_limits(&self, opened: u64, quoted: bool) -> Result<(), RowProblem> {
        let cell = self.bytes.len() - self.starts.last().copied().unwrap_or(0);
        if quoted && cell > CELL_LIMIT {
            return Err(unclosed(opened));
        }
        if self.bytes.len() > ROW_LIMIT {
            return Err(
                Wrong::new("is longer than 16 MiB", "check that the file has line ends").at(self.row),
            );
        }
        Ok(())
    }

    fn emit(&mut self) -> Result<ControlFlow<()>, RowProblem> {
        self.record.start(self.row);
        let text = std::str::from_utf8(&self.bytes).map_err(|_| {
            Wrong::new(
                "holds bytes that are not UTF-8",
                "save the file again as UTF-8 CSV",
            )
            .at(self.row)
        })?;
        for (at, start) in self.starts.iter().enumerate() {
            let end = self.starts.get(at + 1).copied().unwrap_or(text.len());
            self.record.push(&text[*start..end]);
        }
        let flow = (self.each)(&self.record, self.read);
        self.row += 1;
        self.bytes.clear();
        self.starts.clear();
        self.starts.push(0);
        Ok(flow)
    }
}

fn unclosed(row: u64) -> RowProblem {
    Wrong::new(
        "opens a quote that is never closed",
        "close it, or copy the file again if it was cut off",
    )
    .at(row)
}
