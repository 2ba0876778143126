//! How a sheet shows its numbers: cells shown as per cent or in ten thousands hold other numbers than people see, and
//! codes may be shown with zeros that the number does not hold.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use crate::problem::Wrong;

use super::Input;

/// Stretches of cells kept at most; a sheet that changes its formats more often is refused.
const STRETCHES_LIMIT: usize = 100_000;
/// Number formats of every workbook that show per cent.
const BUILT_IN: [(u32, &str); 2] = [(9, "0%"), (10, "0.00%")];

/// Cells of the first sheet whose format shows something else than they hold.
#[derive(Debug, Default)]
pub(super) struct Scaled {
    /// The formats, as the workbook writes them.
    formats: Vec<String>,
    /// Column → (first row, last row, index of the format), downwards.
    stretches: BTreeMap<u32, Vec<(u32, u32, usize)>>,
    count: usize,
}

impl Scaled {
    /// Reads the styles, and the sheet only where one of them scales. A workbook that cannot be read so has none:
    /// whoever reads its cells says what is wrong with it.
    pub fn read(input: &mut dyn Input) -> Result<Self, Wrong> {
        let mut found = Self::default();
        let Ok(mut archive) = ZipArchive::new(input) else {
            return Ok(found);
        };
        let styles = styles(&mut archive, &mut found.formats);
        if found.formats.is_empty() {
            return Ok(found);
        }
        let Some(sheet) = first_sheet(&mut archive) else {
            return Ok(found);
        };
        found.sheet(&mut archive, &sheet, &styles)?;
        Ok(found)
    }

    /// The format of a cell, counted from 0, if it shows something else.
    pub fn of(&self, row: u32, column: u32) -> Option<&str> {
        let all = self.stretches.get(&column)?;
        let at = all.partition_point(|(first, ..)| *first <= row).checked_sub(1)?;
        let (_, last, format) = all[at];
        (row <= last).then(|| self.formats[format].as_str())
    }

    fn sheet(
        &mut self,
        archive: &mut ZipArchive<&mut dyn Input>,
        name: &str,
        styles: &[Option<usize>],
    ) -> Result<(), Wrong> {
        let Ok(part) = archive.by_name(name) else {
            return Ok(());
        };
        let mut row = 0_u32;
        let (mut rows, mut columns) = (0_u32, 0_u32);
        let mut reader = Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(e)) if e.local_name().as_ref() == "row" => {
                    let written = attribute(&e, "r").and_then(|r| r.parse::<u32>().ok());
                    row = written.and_then(|r| r.checked_sub(1)).unwrap_or(rows);
                    (rows, columns) = (row.saturating_add(1), 0);
                }
                Ok(Event::Start(e)) if e.local_name().as_ref() == "c" => {
                    let place = attribute(&e, "r").as_deref().and_then(place);
                    let (at, column) = place.unwrap_or((row, columns));
                    row = at;
                    columns = column.saturating_add(1);
                    let number = attribute(&e, "t").is_none_or(|t| t == "n");
                    let style = attribute(&e, "s").and_then(|s| s.parse::<usize>().ok());
                    let format = style.and_then(|s| styles.get(s).copied().flatten());
                    if let Some(format) = format.filter(|_| number) {
                        self.add(row, column, format)?;
                    }
                }
                Ok(Event::Eof) | Err(_) => return Ok(()),
                Ok(_) => {}
            }
        }
    }

    fn add(&mut self, row: u32, column: u32, format: usize) -> Result<(), Wrong> {
        let all = self.stretches.entry(column).or_default();
        match all.last_mut() {
            Some((_, last, of)) if *of == format && last.checked_add(1) == Some(row) => *last = row,
            _ => {
                all.push((row, row, format));
                self.count += 1;
            }
        }
        if self.count > STRETCHES_LIMIT {
            return Err(Wrong::new(
                "changes its number formats from cell to cell",
                "format the numbers as plain numbers, or save the table as .csv",
            ));
        }
        Ok(())
    }
}

/// For every style of a cell the index of its format in `formats`, where that shows something else.
fn styles(archive: &mut ZipArchive<&mut dyn Input>, formats: &mut Vec<String>) -> Vec<Option<usize>> {
    let mut codes: BTreeMap<u32, String> = BUILT_IN.map(|(id, code)| (id, code.to_owned())).into();
    let mut of_cells = Vec::new();
    let mut in_cells = false;
    each(
        archive,
        "xl/styles.xml",
        &mut |e, begins| match e.local_name().as_ref() {
            "cellXfs" => in_cells = begins,
            "numFmt" if begins => {
                let id = attribute(e, "numFmtId").and_then(|id| id.parse().ok());
                if let Some((id, code)) = id.zip(attribute(e, "formatCode")) {
                    codes.insert(id, code);
                }
            }
            "xf" if begins && in_cells => {
                let id = attribute(e, "numFmtId").and_then(|id| id.parse().ok());
                let code = id
                    .and_then(|id: u32| codes.get(&id))
                    .filter(|code| scales(code) || zeros(code).is_some());
                of_cells.push(code.map(|code| {
                    formats.iter().position(|f| f == code).unwrap_or_else(|| {
                        formats.push(code.clone());
                        formats.len() - 1
                    })
                }));
            }
            _ => {}
        },
    );
    of_cells
}

/// The part that holds the first worksheet.
fn first_sheet(archive: &mut ZipArchive<&mut dyn Input>) -> Option<String> {
    let mut targets = BTreeMap::new();
    each(archive, "xl/_rels/workbook.xml.rels", &mut |e, begins| {
        let worksheet = attribute(e, "Type").is_some_and(|t| t.ends_with("/worksheet"));
        if begins
            && worksheet
            && let (Some(id), Some(target)) = (attribute(e, "Id"), attribute(e, "Target"))
        {
            targets.insert(id, target);
        }
    });
    let mut first = None;
    each(archive, "xl/workbook.xml", &mut |e, begins| {
        if begins && e.local_name().as_ref() == "sheet" && first.is_none() {
            let ids = e
                .attributes()
                .flatten()
                .filter(|a| a.key.local_name().as_ref() == "id");
            let ids: Vec<String> = ids.map(|a| a.value.into_owned()).collect();
            first = ids.iter().find_map(|id| targets.get(id).cloned());
        }
    });
    let target: String = first?;
    Some(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if target.starts_with("xl/") => target,
        None => format!("xl/{target}"),
    })
}

/// Hands every element of a part to `see`, with true where it begins and false where it ends.
fn each(archive: &mut ZipArchive<&mut dyn Input>, name: &str, see: &mut dyn FnMut(&BytesStart<'_>, bool)) {
    let Ok(part) = archive.by_name(name) else {
        return;
    };
    // styles and relations are small; what is larger is none of ours
    let mut reader = Reader::from_reader(BufReader::new(part.take(32 << 20)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e) | Event::Empty(e)) => see(&e, true),
            Ok(Event::End(e)) => {
                let name = e.name().as_ref().to_owned();
                see(&BytesStart::new(name), false);
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    let text = found.value.into_owned();
    Some(match quick_xml::escape::unescape(&text) {
        Ok(plain) => plain.into_owned(),
        Err(_) => text,
    })
}

/// `C12` → (11, 2).
fn place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1;
        column = column.checked_mul(26)?.checked_add(value)?;
    }
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// How many digits a format shows at least, where it is nothing but zeros: 7 as 00007.
pub(super) fn zeros(code: &str) -> Option<usize> {
    (code.len() > 1 && code.bytes().all(|b| b == b'0')).then_some(code.len())
}

/// Does a format show another number than the cell holds: per cent or per mille, 万 and its like, or thousands cut off?
fn scales(code: &str) -> bool {
    let first = code.split(';').next().unwrap_or(code);
    if first.contains(['万', '萬', '亿', '億', '千', '百']) {
        return true;
    }
    let (mut quoted, mut escaped, mut cut) = (false, false, false);
    for c in first.chars() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '"' => quoted = !quoted,
            '\\' | '_' if !quoted => escaped = true,
            '%' | '‰' if !quoted => return true,
            ',' if !quoted => cut = true,
            '0' | '#' | '?' if !quoted => cut = false,
            _ => {}
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_another_number_are_told_from_those_that_do_not() {
        for code in [
            "0%",
            "0.00%",
            "#,##0.00\"万元\"",
            "0!.0,\"万\"",
            "#,##0,",
            "0.0%;-0.0%",
        ] {
            assert!(scales(code), "{code}");
        }
        for code in [
            "General",
            "#,##0.00",
            "0.00\"%\"",
            "0\\%",
            "#,##0_,",
            "yyyy-mm-dd",
            "0.00E+00",
            "0;0%",
        ] {
            assert!(!scales(code), "{code}");
        }
        assert_eq!(
            ["00000", "0", "0.00", "#00"].map(zeros),
            [Some(5), None, None, None]
        );
        assert_eq!((place("A1"), place("AB12")), (Some((0, 0)), Some((11, 27))));
        assert_eq!((place("A0"), place("1"), place("ZZZZZZZZZ9")), (None, None, None));
    }
}
