//! The first sheet of a workbook as records, cell by cell: a sheet that claims a billion cells costs nothing.

use std::{collections::BTreeMap, io::BufReader, ops::ControlFlow};

use calamine::{DataRef, Reader, SheetType, Xlsx};

use crate::{
    problem::{RowProblem, Wrong},
    said::said,
};

use super::{
    Finished, Input, Mark, Record, Sink,
    formats::{Scaled, zeros},
};

/// A spreadsheet keeps fifteen digits of a number.
const MOST_DIGITS: f64 = 1e15;

/// Reads the first worksheet. Blank rows are passed over; rows keep their numbers.
pub(crate) fn records(
    input: Box<dyn Input>,
    length: u64,
    scaled: &Scaled,
    each: &mut Sink<'_>,
) -> Result<Finished, RowProblem> {
    let unreadable = |e: calamine::XlsxError| {
        Wrong::new(
            said!("is not a workbook that can be read ({0})", e.to_string()),
            "save it again as .xlsx, or as .csv",
        )
        .anywhere()
    };
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(input)).map_err(unreadable)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect();
    let Some(first) = sheets.first() else {
        return Err(Wrong::new(
            "is a workbook without a sheet",
            "put the table on the first sheet",
        )
        .anywhere());
    };
    let mut finished = Finished::default();
    if sheets.len() > 1 {
        let others = sheets.len() - 1;
        finished.notes.push(format!(
            "read sheet {first:?}, the first; not the {others} after it"
        ));
    }
    let mut cells = book.worksheet_cells_reader(first).map_err(unreadable)?;
    // what is left to read is known by rows only
    let rows = u64::from(cells.dimensions().end.0) + 1;
    let read = |at: u32| length.min(length / rows * (u64::from(at) + 1));
    let mut seen = false;
    let mut row: BTreeMap<u32, (String, Option<Mark>)> = BTreeMap::new();
    let mut at = 0_u32;
    let mut record = Record::default();
    record.typed = true;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (r, c) = cell.get_position();
        if r < at {
            return Err(Wrong::new("has rows out of order", "save the workbook again").at(u64::from(r) + 1));
        }
        if r > at {
            seen |= !row.is_empty();
            if emit(&mut record, at, &mut row, read(at), each).is_break() {
                return Ok(finished);
            }
            at = r;
        }
        if let Some((text, mark)) = text_of(cell.get_value()) {
            let shown = scaled.of(r, c).map(|format| shown_as(&text, format));
            row.insert(c, (text, mark.or(shown)));
        }
    }
    if !seen && row.is_empty() && sheets.len() > 1 {
        return Err(Wrong::new(
            said!(
                "has nothing on its first sheet, {0}, and the others are not read",
                format!("{first:?}")
            ),
            "move the sheet with the table to the front",
        )
        .anywhere());
    }
    let _ = emit(&mut record, at, &mut row, length, each);
    Ok(finished)
}

fn emit(
    record: &mut Record,
    at: u32,
    row: &mut BTreeMap<u32, (String, Option<Mark>)>,
    length: u64,
    each: &mut Sink<'_>,
) -> ControlFlow<()> {
    if row
        .values()
        .all(|(text, mark)| text.trim().is_empty() && mark.is_none())
    {
        row.clear();
        return ControlFlow::Continue(());
    }
    record.start(u64::from(at) + 1);
    for (column, (text, mark)) in std::mem::take(row) {
        while record.len() < column as usize {
            record.push("");
        }
        record.push(&text);
        if let Some(mark) = mark {
            record.mark(mark);
        }
    }
    each(record, length)
}

fn text_of(value: &DataRef<'_>) -> Option<(String, Option<Mark>)> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(n) => (n.to_string(), rounded(*n as f64)),
        DataRef::Float(x) => (number(*x), rounded(*x)),
        DataRef::String(s) => (s.clone(), None),
        DataRef::SharedString(s) => ((*s).to_owned(), None),
        DataRef::Bool(b) => (b.to_string(), None),
        DataRef::DateTime(d) => {
            let (year, month, day, ..) = d.to_ymd_hms_milli();
            (format!("{year:04}-{month:02}-{day:02}"), Some(Mark::Date))
        }
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => (s.clone(), Some(Mark::Date)),
        DataRef::Error(e) => (e.to_string(), Some(Mark::Error(e.to_string()))),
    })
}

/// What a format makes of a number whose text this is.
fn shown_as(text: &str, format: &str) -> Mark {
    match zeros(format) {
        Some(width) => Mark::Padded(format!("{text:0>width$}")),
        None => Mark::Scaled(format.to_owned()),
    }
}

fn rounded(x: f64) -> Option<Mark> {
    (x.abs() >= MOST_DIGITS).then_some(Mark::Rounded)
}

/// The shortest decimal that is this number: nothing is lost, whole numbers have no point.
fn number(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { x.to_string() }
}
