//! Drives one file through its rules: header, rows, end; chunks go out, problems and a preview come back.

use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use store::Rows;

use crate::{
    kinds::{CHUNK, Header, Rules},
    problem::{Problems, Wrong},
    read::{self, Ending, Record},
    report::Preview,
    request::{Progress, Source},
    said::{Said, said},
};

const PREVIEW_ROWS: usize = 20;
const TELL_ROWS: u64 = 10_000;
const TELL_TIME: Duration = Duration::from_millis(500);

/// What became of the reading.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub problems: Problems,
    pub rows: u64,
    pub preview: Preview,
    pub notes: Vec<String>,
    /// The receiver of the rows went away.
    pub stopped: bool,
}

/// Reads the file to its end. `send` takes chunks and says whether it wants more; after the first problem nothing
/// more is sent, and the reading goes on only to find the other problems.
pub(crate) fn drive(
    source: &Source,
    rules: &mut dyn Rules,
    send: &mut dyn FnMut(Rows) -> bool,
    progress: &dyn Fn(Progress),
) -> Parsed {
    let mut parsed = Parsed::default();
    let bytes_total = read::open(source).map_or(0, |(_, length)| length);
    let mut header: Option<Header> = None;
    let mut last = LastRow::default();
    let mut told = Instant::now();
    let finished = read::records(source, &mut |record, bytes| {
        let Some(header) = &header else {
            if record.is_blank() {
                return ControlFlow::Continue(());
            }
            return match open(record, rules, &mut parsed) {
                Some(read) => {
                    header = Some(read);
                    ControlFlow::Continue(())
                }
                None => ControlFlow::Break(()),
            };
        };
        if record.is_blank() {
            return ControlFlow::Continue(());
        }
        parsed.rows += 1;
        if parsed.preview.rows.len() < PREVIEW_ROWS {
            parsed
                .preview
                .rows
                .push(record.cells().map(str::to_owned).collect());
        }
        let before = parsed.problems.count;
        if fits(record, header, &mut parsed.problems, &mut last) {
            rules.row(record, &mut parsed.problems);
        }
        last.bad = parsed.problems.count > before;
        if parsed.rows % TELL_ROWS == 0 || (parsed.rows % 64 == 0 && told.elapsed() >= TELL_TIME) {
            told = Instant::now();
            progress(Progress {
                rows: parsed.rows,
                bytes,
                bytes_total,
            });
        }
        if rules.waiting() >= CHUNK {
            hand_out(rules, send, &mut parsed);
        }
        if parsed.stopped {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    match finished {
        Err(problem) => parsed.problems.push(problem),
        Ok(finished) => {
            parsed.notes = finished.notes;
            last.explain(finished.ending, &mut parsed.problems);
            if finished.ending == Ending::Open {
                parsed
                    .notes
                    .push("the last row has no line end; check that the file is whole".to_owned());
            }
        }
    }
    if parsed.problems.none() {
        match (&header, parsed.rows) {
            (None, _) => parsed.problems.push(
                Wrong::new(
                    "is empty",
                    "give a file with a header row and at least one row below it",
                )
                .anywhere(),
            ),
            (Some(_), 0) => parsed.problems.push(
                Wrong::new(
                    "has a header and no rows",
                    "add at least one row below the header",
                )
                .anywhere(),
            ),
            _ => {}
        }
    }
    if header.is_some() && !parsed.stopped {
        rules.end(&mut parsed.problems);
    }
    hand_out(rules, send, &mut parsed);
    if parsed.problems.none()
        && !parsed.stopped
        && let Err(wrong) = rules.balanced()
    {
        parsed.problems.push(wrong.anywhere());
    }
    progress(Progress {
        rows: parsed.rows,
        bytes: bytes_total,
        bytes_total,
    });
    parsed
}

fn open(record: &Record, rules: &mut dyn Rules, parsed: &mut Parsed) -> Option<Header> {
    parsed.preview.header = record.cells().map(str::to_owned).collect();
    match Header::read(record) {
        Err(problem) => {
            parsed.problems.push(problem);
            None
        }
        Ok(header) => {
            rules.header(&header, &mut parsed.problems);
            parsed.problems.none().then_some(header)
        }
    }
}

fn hand_out(rules: &mut dyn Rules, send: &mut dyn FnMut(Rows) -> bool, parsed: &mut Parsed) {
    for rows in rules.take() {
        if parsed.problems.none() && !parsed.stopped {
            parsed.stopped = !send(rows);
        }
    }
}

/// What must be known of the last row to tell a ragged row from a file that was cut off.
#[derive(Default)]
struct LastRow {
    row: u64,
    bad: bool,
    short: bool,
}

impl LastRow {
    /// A file that stops in the middle of its last row says so in that row's problem.
    fn explain(&self, ending: Ending, found: &mut Problems) {
        if ending == Ending::Open && self.bad && self.short {
            for problem in found.first.iter_mut().filter(|p| p.row == Some(self.row)) {
                problem.what = said!("{0} and is the last: the file looks cut off", problem.what);
                problem.remedy = Said::from("copy the whole file again");
            }
        }
    }
}

/// Has the row as many cells as the header? A workbook's rows may be shorter, and longer only by empty cells.
fn fits(record: &Record, header: &Header, found: &mut Problems, last: &mut LastRow) -> bool {
    let (cells, columns) = (record.len(), header.names.len());
    last.row = record.row;
    last.short = cells < columns && !record.typed;
    let beyond = || (columns..cells).find(|at| !record.cell(*at).is_empty());
    if last.short {
        found.push(
            Wrong::new(
                match cells {
                    1 => said!("has {0} cell where the header has {1}", cells, columns),
                    _ => said!("has {0} cells where the header has {1}", cells, columns),
                },
                "write one cell for each column, in quotes where it holds a comma",
            )
            .at(record.row),
        );
        return false;
    }
    if cells > columns && beyond().is_some() {
        found.push(
            Wrong::new(
                said!("has {0} cells where the header has {1}", cells, columns),
                "name the column above, or quote a cell that holds a comma",
            )
            .at(record.row),
        );
        return false;
    }
    true
}
