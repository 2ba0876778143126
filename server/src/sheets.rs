//! A table of a page as a file: the cells that the page shows and, below them, what must not be parted from them. What is
//! hidden on the page is in no file, and no cell is a formula.

use app::{
    desk::sheets::{Kind, Sheet},
    words::{Locale, Words},
};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use charts::{Table, Written};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The most characters of a cell, as spreadsheets have it.
const LONGEST: usize = 32_000;
/// Columns are as wide as their words, from and to so many characters.
const WIDTHS: (f64, f64) = (8.0, 48.0);

const PAGE: Words = Words(
    "取自“{p}”页（{a}），{d}",
    "取自「{p}」頁（{a}），{d}",
    "From the page “{p}” ({a}), {d}",
);

/// What is said of a file besides its table.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// Language.
    pub locale: Locale,
    /// Title of its page.
    pub title: &'a str,
    /// Address of its page.
    pub address: &'a str,
    /// Day it was made on, `2026-07-01`.
    pub day: &'a str,
}

/// The file as an answer that browsers save.
///
/// # Errors
/// A table that is larger than a workbook can be.
pub fn response(kind: Kind, name: &str, sheet: &Sheet, about: &About<'_>) -> Result<Response, XlsxError> {
    let (mime, bytes) = match kind {
        Kind::Csv => ("text/csv; charset=utf-8", csv(&sheet.table).into_bytes()),
        Kind::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx(sheet, about)?,
        ),
    };
    // names of tables are ours: letters, digits and hyphens
    let saved = format!("attachment; filename=\"minxin-{name}.{}\"", kind.ending());
    Ok((
        [
            (header::CONTENT_TYPE, mime),
            (header::CONTENT_DISPOSITION, &saved),
        ],
        bytes,
    )
        .into_response())
}

/// Header row and rows, with a byte order mark so that spreadsheets read UTF-8. What a spreadsheet would take for a formula
/// is set behind an apostrophe.
pub fn csv(table: &Table) -> String {
    let mut out = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    line(table.headers.iter().map(|h| quoted(&h.text)).collect());
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell.written() {
            Written::Number {
                value, scaled: false, ..
            } => value.to_string(),
            // an amount in ten thousands without its unit would be read as another amount
            Written::Number { .. } => quoted(&cell.shown),
            Written::Words(words) => quoted(words),
        });
        line(cells.collect());
    }
    out
}

fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A workbook of one sheet: title, header row, rows, then base, doubt, source and settings.
///
/// # Errors
/// A table that is larger than a workbook can be.
pub fn xlsx(sheet: &Sheet, about: &About<'_>) -> Result<Vec<u8>, XlsxError> {
    let table = &sheet.table;
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(about.day)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(about.title)
            .set_creation_datetime(&made),
    );
    let page = book.add_worksheet();
    let strong = Format::new().set_bold();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    let words = Format::new().set_align(FormatAlign::Top);
    page.write_string_with_format(0, 0, short(&table.caption), &strong)?;
    for (column, header) in (0..).zip(&table.headers) {
        let head = match header.number {
            true => head.clone().set_align(FormatAlign::Right),
            false => head.clone(),
        };
        page.write_string_with_format(1, column, short(&header.text), &head)?;
    }
    for (row, cells) in (2..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell.written() {
                Written::Words("") => {}
                Written::Words(text) => {
                    page.write_string_with_format(row, column, short(text), &words)?;
                }
                number @ Written::Number { value, .. } => {
                    let format = Format::new()
                        .set_num_format(as_shown(&number))
                        .set_align(FormatAlign::Top);
                    page.write_number_with_format(row, column, value, &format)?;
                }
            }
        }
    }
    notes(page, table.rows.len(), sheet, about)?;
    for (column, width) in (0..).zip(widths(table)) {
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(2, 1)?;
    page.set_repeat_rows(0, 1)?;
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    book.save_to_buffer()
}

/// What must not be parted from the figures, below them.
fn notes(page: &mut Worksheet, rows: usize, sheet: &Sheet, about: &About<'_>) -> Result<(), XlsxError> {
    let from = PAGE.fill(
        about.locale,
        &[("p", about.title), ("a", about.address), ("d", about.day)],
    );
    let first = u32::try_from(rows + 3).unwrap_or(u32::MAX);
    for (row, note) in (first..).zip(sheet.notes.iter().chain([&from])) {
        page.write_string(row, 0, short(note))?;
    }
    Ok(())
}

/// The format that shows a number as the page does.
fn as_shown(number: &Written<'_>) -> String {
    let Written::Number {
        decimals,
        before,
        after,
        percent,
        ..
    } = number
    else {
        return "General".to_owned();
    };
    let literal = |text: &str| match text.replace('"', "") {
        text if text.is_empty() => text,
        text => format!("\"{text}\""),
    };
    let whole = if *percent { "0" } else { "#,##0" };
    let fraction = match decimals {
        0 => String::new(),
        n => format!(".{}", "0".repeat(*n)),
    };
    let sign = if *percent { "%" } else { "" };
    format!("{}{whole}{fraction}{sign}{}", literal(before), literal(after))
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// In characters of a digit's width.
fn widths(table: &Table) -> Vec<f64> {
    let wide = |text: &str| charts::text_width(text, charts::FONT) / charts::text_width("0", charts::FONT);
    let columns = table.headers.iter().enumerate();
    let widest = columns.map(|(i, h)| {
        let cells = table.rows.iter().filter_map(|row| row.get(i));
        let cells = cells.map(|c| wide(&c.shown)).fold(0.0, f64::max);
        // heads wrap
        (cells.max(wide(&h.text) / 2.0) + 2.0).clamp(WIDTHS.0, WIDTHS.1)
    });
    widest.collect()
}

#[cfg(test)]
mod tests {
    use charts::{Cell, Header};

    use super::*;

    fn sheet() -> Sheet {
        let head = |text: &str, number| Header {
            text: text.to_owned(),
            number,
        };
        let cell = |shown: &str, value| Cell {
            shown: shown.to_owned(),
            value,
        };
        Sheet {
            table: Table {
                caption: "得分".to_owned(),
                headers: vec![head("乡镇", false), head("得分", true), head("投入", true)],
                rows: vec![
                    vec![
                        cell("=HYPERLINK(\"http://x\")", None),
                        cell("71.4", Some(71.36)),
                        cell("412 元", Some(411.8)),
                    ],
                    vec![
                        cell("河口, \"镇\"", None),
                        cell("少于 10 份，不显示", Some(55.5)),
                        cell("12 万元", Some(123_456.0)),
                    ],
                    vec![cell("@双溪", None), cell("−5.6", Some(-5.61)), cell("", None)],
                ],
            },
            notes: vec!["95% 区间".to_owned(), "+1 不是公式".to_owned()],
        }
    }

    #[test]
    fn no_cell_of_commas_is_a_formula_and_hidden_ones_are_words() {
        assert_eq!(
            csv(&sheet().table),
            "\u{feff}乡镇,得分,投入\r\n\
             \"'=HYPERLINK(\"\"http://x\"\")\",71.36,411.8\r\n\
             \"河口, \"\"镇\"\"\",少于 10 份，不显示,12 万元\r\n\
             '@双溪,-5.61,\r\n"
        );
    }

    #[test]
    fn a_workbook_reads_back_as_the_page_shows_it() {
        use calamine::{Data, Reader as _};
        let about = About {
            locale: Locale::ZhHans,
            title: "乡镇比较",
            address: "/townships",
            day: "2026-07-01",
        };
        let bytes = xlsx(&sheet(), &about).unwrap();
        assert_eq!(
            bytes,
            xlsx(&sheet(), &about).unwrap(),
            "the same bytes whenever it is made"
        );
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let name = book.sheet_names()[0].clone();
        assert!(
            book.worksheet_formula(&name).unwrap().is_empty(),
            "no formula at all"
        );
        let range = book.worksheet_range(&name).unwrap();
        let at = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        let words = |text: &str| Data::String(text.to_owned());
        assert_eq!(at(0, 0), words("得分"));
        assert_eq!(at(2, 0), words("=HYPERLINK(\"http://x\")"));
        assert_eq!(at(2, 1), Data::Float(71.36));
        assert_eq!(
            at(3, 1),
            words("少于 10 份，不显示"),
            "never the number behind it"
        );
        assert_eq!(
            at(3, 2),
            Data::Float(12.345_6),
            "in the unit that its format shows"
        );
        assert_eq!(at(4, 1), Data::Float(-5.61));
        assert_eq!(at(4, 2), Data::Empty, "nothing is not zero");
        assert_eq!(at(6, 0), words("95% 区间"));
        assert_eq!(at(7, 0), words("+1 不是公式"));
        assert_eq!(at(8, 0), words("取自“乡镇比较”页（/townships），2026-07-01"));
    }

    #[test]
    fn numbers_are_formatted_as_they_are_shown() {
        let shown = |shown: &str, value: f64| {
            let cell = Cell {
                shown: shown.to_owned(),
                value: Some(value),
            };
            as_shown(&cell.written())
        };
        assert_eq!(shown("71.4", 71.36), "#,##0.0");
        assert_eq!(shown("62%", 0.617), "0%");
        assert_eq!(shown("412 元", 411.8), "#,##0\" 元\"");
        assert_eq!(shown("£956", 955.6), "\"£\"#,##0");
    }
}
