//! XLSX: the same tables cell by cell, and zips that are something else.

use std::io::{Cursor, Write as _};

use import::FileKind::{self, Areas, Deflator, Population, Scores, Spending};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::place::Place;

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn header(sheet: &mut Worksheet, row: u32, names: &[&str]) {
    for (at, name) in names.iter().enumerate() {
        sheet.write(row, at as u16, *name).unwrap();
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_workbook_says_the_same_as_its_csv() {
    let place = Place::county().await;
    let bytes = book(|s| {
        header(s, 0, &["Year", "area", "domain", "amount", "project", "decides"]);
        s.write(1, 0, 2020).unwrap();
        s.write(1, 1, "T1").unwrap();
        s.write(1, 2, "water").unwrap();
        s.write(1, 3, 0.1 + 0.2).unwrap();
        s.write(3, 0, "2020").unwrap();
        s.write(3, 1, "Nan-bei").unwrap();
        s.write(3, 1, "South").unwrap();
        s.write(3, 2, "饮用水").unwrap();
        s.write(3, 3, "1,234.50").unwrap();
        s.write(3, 4, 110_101_001_007_f64).unwrap();
    });
    place.load(Spending, &bytes).await;
    let mut lines = place
        .store
        .spending_lines(&store::LineFilter {
            limit: 9,
            ..Default::default()
        })
        .await
        .unwrap();
    lines.sort_by_key(|l| l.amount);
    assert_eq!(
        lines.iter().map(|l| l.amount.0).collect::<Vec<_>>(),
        [30, 123_450]
    );
    assert_eq!(
        lines[1].project.as_deref(),
        Some("110101001007"),
        "numbers lose nothing as text"
    );
    let csv = "area,year,domain,amount,project\nT1,2020,water,0.30,\nT2,2020,water,1234.5,110101001007\n";
    assert!(
        !place.load(Spending, csv).await.changed(),
        "the CSV of the same table changes nothing"
    );
}

#[tokio::test]
async fn rows_keep_their_numbers_and_only_the_first_sheet_is_read() {
    let place = Place::empty().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("价格").unwrap();
    header(sheet, 2, &["year", "index"]);
    sheet.write(5, 0, 2019).unwrap();
    sheet.write(5, 1, 0.9).unwrap();
    sheet.write(7, 0, 2020).unwrap();
    sheet.write(7, 1, "one").unwrap();
    book.add_worksheet().write(0, 0, "notes").unwrap();
    let mut bytes = book.save_to_buffer().unwrap();
    assert_eq!(
        place.refusal(Deflator, &bytes).await,
        "deflator.csv: row 8, column index: \"one\" is not a number; write the price index, such as 0.7666"
    );
    book.worksheet_from_index(0).unwrap().write(7, 1, 1).unwrap();
    bytes = book.save_to_buffer().unwrap();
    let report = place.load(Deflator, &bytes).await;
    assert_eq!(
        report.notes,
        ["read sheet \"价格\", the first; not the 1 after it"]
    );
}

#[tokio::test]
async fn dates_and_errors_are_not_numbers() {
    let place = Place::county().await;
    let bytes = book(|s| {
        header(s, 0, &["area", "year", "population"]);
        s.write(1, 0, "T1").unwrap();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        s.write_number_with_format(1, 1, 43831.0, &date).unwrap();
        s.write_formula(1, 2, Formula::new("=NA()").set_result("#N/A"))
            .unwrap();
        s.write(2, 0, "T2").unwrap();
        s.write(2, 1, 2020).unwrap();
        s.write(2, 2, 5).unwrap();
        s.write(2, 4, "a note").unwrap();
    });
    assert_eq!(
        place.refusal(Population, &bytes).await,
        "population.csv: row 2, column year: is a date (2020-01-01); format the cell as a number and write a year from 1900 to 2200, such as 2020\n\
         population.csv: row 2, column population: holds the spreadsheet error #N/A; mend the formula or empty the cell\n\
         population.csv: row 3: has 5 cells where the header has 3; name the column above, or quote a cell that holds a comma"
    );
}

#[tokio::test]
async fn codes_and_names_are_what_people_see_or_are_refused() {
    let place = Place::county().await;
    let dated = Format::new().set_num_format("yyyy-mm");
    let bytes = book(|s| {
        header(s, 0, &["area", "wave", "year", "domain", "score"]);
        for row in [1, 2] {
            s.write(row, 0, "T1").unwrap();
            s.write(row, 1, "2010-11").unwrap();
            s.write(row, 2, 2011).unwrap();
            s.write(row, 3, "roads").unwrap();
            s.write(row, 4, 50).unwrap();
        }
        s.write_number_with_format(1, 1, 40_483.0, &dated).unwrap();
        s.write_number_with_format(2, 3, 43_070.0, &dated).unwrap();
    });
    let remedy = "format the cell as text and write it again as it should read";
    assert_eq!(
        place.refusal(Scores, &bytes).await,
        format!(
            "scores.csv: row 2, column wave: is a date (2010-11-01); {remedy}\n\
             scores.csv: row 3, column domain: is a date (2017-12-01); {remedy}"
        )
    );
    let padded = Format::new().set_num_format("00000");
    let bytes = book(|s| {
        header(s, 0, &["code", "name", "level", "parent"]);
        s.write_number_with_format(1, 0, 7.0, &padded).unwrap();
        s.write(1, 1, "Seventh").unwrap();
        s.write(1, 2, "village").unwrap();
        s.write(1, 3, "T1").unwrap();
    });
    place.load(Areas, &bytes).await;
    let codes: Vec<String> = place
        .store
        .areas()
        .await
        .unwrap()
        .iter()
        .map(|a| a.code.to_string())
        .collect();
    assert!(codes.contains(&"00007".to_owned()), "{codes:?}");
    let bytes = book(|s| {
        header(s, 0, &["code", "name", "level", "parent"]);
        s.write(1, 0, 13_053_410_020_112_345_f64).unwrap();
        s.write(1, 1, "Eighth").unwrap();
        s.write(1, 2, "village").unwrap();
        s.write(1, 3, "T1").unwrap();
    });
    assert_eq!(
        place.refusal(Areas, &bytes).await,
        "areas.csv: row 2, column code: is a number of more digits than a spreadsheet keeps; \
         format the cell as text and write it again, digit by digit"
    );
}

#[tokio::test]
async fn one_wave_written_as_a_number_in_two_ways_is_one_wave() {
    let place = Place::county().await;
    let scores = |wave: &str| format!("area,wave,year,domain,score\nT1,{wave},2020,roads,50\n");
    place.load(Scores, scores("2020")).await;
    assert!(!place.load(Scores, scores("2020.0")).await.changed());
}

#[tokio::test]
async fn a_cell_in_the_last_corner_costs_nothing() {
    let place = Place::empty().await;
    let bytes = book(|s| {
        header(s, 0, &["year", "index"]);
        s.write(1, 0, 2019).unwrap();
        s.write(1, 1, 1).unwrap();
        s.write(1_048_575, 16_383, " ").unwrap();
    });
    assert_eq!(place.load(Deflator, &bytes).await.rows, 1);
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_is_opened() {
    let place = Place::empty().await;
    let zeros = vec![b' '; 40 << 20];
    let bytes = zipped(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bytes.len() < 64 << 10, "{}", bytes.len());
    assert_eq!(
        place.refusal(Areas, &bytes).await,
        "areas.csv: unpacks to more than 200 times its size; save the table alone as .csv"
    );
}

#[tokio::test]
async fn zips_that_are_no_workbook_are_refused_by_name() {
    let place = Place::empty().await;
    let good = book(|s| header(s, 0, &["year", "index"]));
    for (bytes, expected) in [
        (
            zipped(&[("a.csv", b"year,index\n")]),
            "is a zip file but not an XLSX workbook; save the table as .xlsx or .csv",
        ),
        (
            good[..good.len() / 2].to_vec(),
            "is a damaged workbook or was cut off; copy the file again, or save it anew",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on".to_vec(),
            "is an old .xls workbook or is locked by a password; save it as .xlsx without a password",
        ),
        (
            good,
            "has a header and no rows; add at least one row below the header",
        ),
    ] {
        assert_eq!(
            place.refusal(Deflator, bytes).await,
            format!("deflator.csv: {expected}")
        );
    }
    let named = |bytes: &[u8]| {
        let source = import::Source::Bytes {
            name: "地区.XLSX".to_owned(),
            bytes: bytes.into(),
        };
        import::Request {
            source,
            ..Place::request(Deflator, "")
        }
    };
    assert_eq!(
        place.refuses(named(b"year,index\n2019,1\n")).await,
        "地区.XLSX: is named as a workbook but is not one (it is not a zip file); save it again as .xlsx, or as .csv"
    );
}

#[tokio::test]
async fn a_workbook_that_is_broken_inside_is_refused() {
    let place = Place::empty().await;
    let bytes = zipped(&[("xl/workbook.xml", b"<workbook><sheets><sheet name=")]);
    for kind in [FileKind::Areas, FileKind::Scores] {
        let said = place.refusal(kind, &bytes).await;
        assert!(said.contains("save it again as .xlsx, or as .csv"), "{said}");
    }
}

#[tokio::test]
async fn a_number_shown_as_per_cent_or_in_wan_is_refused_at_its_cell() {
    let place = Place::county().await;
    let shown = |format: &str| {
        let format = Format::new().set_num_format(format);
        book(|s| {
            header(s, 0, &["area", "wave", "year", "domain", "score"]);
            for (row, area) in [(1, "T1"), (2, "T2")] {
                s.write(row, 0, area).unwrap();
                s.write(row, 1, "2024").unwrap();
                s.write(row, 2, 2024).unwrap();
                s.write(row, 3, "roads").unwrap();
            }
            s.write(1, 4, 61.5).unwrap();
            s.write_number_with_format(2, 4, 0.75, &format).unwrap();
        })
    };
    for format in ["0%", "0.0%", "#,##0.00\"万\""] {
        assert_eq!(
            place.refusal(Scores, shown(format)).await,
            format!(
                "scores.csv: row 3, column score: holds 0.75 but is shown as another number by its format \"{format}\"; \
                 format the cell as a plain number and write a score from 0 to 100"
            )
        );
    }
    assert_eq!(place.load(Scores, shown("#,##0.00")).await.rows, 2);
}

#[tokio::test]
async fn an_empty_first_sheet_is_named_and_an_instrument_is_no_workbook() {
    let place = Place::empty().await;
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap();
    let sheet = book.add_worksheet();
    header(sheet, 0, &["year", "index"]);
    sheet.write(1, 0, 2019).unwrap();
    sheet.write(1, 1, 1).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(
        place.refusal(Deflator, &bytes).await,
        "deflator.csv: has nothing on its first sheet, \"封面\", and the others are not read; \
         move the sheet with the table to the front"
    );
    let said = place.refusal(FileKind::Instrument, &bytes).await;
    assert!(
        said.contains("give a JSON file") && !said.contains("CSV"),
        "{said}"
    );
}

#[tokio::test]
async fn how_far_a_workbook_is_read_grows_with_its_rows() {
    let place = Place::empty().await;
    let bytes = book(|s| {
        header(s, 0, &["area", "year", "population"]);
        for row in 1..=20_000 {
            s.write(row, 0, "nowhere").unwrap();
            s.write(row, 1, 2020).unwrap();
            s.write(row, 2, row).unwrap();
        }
    });
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = heard.clone();
    let request = Place::request(Population, &bytes);
    let read = import::run(place.store.clone(), request, move |p| {
        told.lock().unwrap().push((p.rows, p.bytes, p.bytes_total));
    });
    assert!(read.await.is_err());
    let heard = heard.lock().unwrap().clone();
    let (_, half, total) = heard.iter().find(|(rows, ..)| *rows == 10_000).unwrap();
    assert!((4..=6).contains(&(half * 10 / total)), "{heard:?}");
    assert_eq!(heard.last().map(|(_, bytes, total)| bytes == total), Some(true));
}
