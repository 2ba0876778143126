//! How a file may be written: encodings, line ends, quotes, headers, and every way it can be broken.

use import::{
    FileKind::{Areas, Deflator},
    Request, Source,
};

use crate::place::{NOW, Place};

const GOOD: &str = "code,name,level\nC,清县,county\n";

#[tokio::test]
async fn a_byte_order_mark_crlf_and_quotes_are_read() {
    for file in [
        "\u{feff}code,name,level\r\nC,清县,county\r\n".to_owned(),
        "code,name,level\rC,清县,county\r".to_owned(),
        "\"code\", \"name\" ,level\nC,\"清县\",\"county\"".to_owned(),
        "\n\n,,\ncode,name,level\n\nC,清县,county\n,,\n".to_owned(),
        "code,name,level,,\nC,清县,county,,\n".to_owned(),
    ] {
        let place = Place::empty().await;
        place.load(Areas, &file).await;
        assert_eq!(place.store.areas().await.unwrap()[0].name, "清县", "{file:?}");
    }
}

#[tokio::test]
async fn a_quoted_cell_may_hold_commas_quotes_and_line_ends() {
    let place = Place::empty().await;
    place
        .load(
            Areas,
            "code,name,level\nC,\"Qing, the \"\"clear\"\"\ncounty\",county\n",
        )
        .await;
    assert_eq!(
        place.store.areas().await.unwrap()[0].name,
        "Qing, the \"clear\"\ncounty"
    );
}

#[tokio::test]
async fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let place = Place::empty().await;
    let said = place
        .refusal(Areas, "code,name,level\n\nA,\"two\nlines\",county\nB,Bb,x\n")
        .await;
    assert!(
        said.starts_with("areas.csv: row 4, column level: \"x\" is no level"),
        "{said}"
    );
}

#[tokio::test]
async fn gb18030_is_read_when_it_is_that() {
    let (bytes, ..) =
        encoding_rs::GB18030.encode("code,name,level\nC,清河县,county\nT,𠮷山镇,乡镇\nV,石桥村,村\n");
    assert!(std::str::from_utf8(&bytes).is_err());
    let place = Place::empty().await;
    let report = place.load(Areas, bytes).await;
    assert_eq!(report.notes, ["read as GB18030"]);
    let names: Vec<_> = place
        .store
        .areas()
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.name)
        .collect();
    assert_eq!(names, ["清河县", "𠮷山镇", "石桥村"]);
}

#[tokio::test]
async fn other_encodings_are_refused_by_name() {
    let place = Place::empty().await;
    let utf16 = |mark: &str, big: bool| -> Vec<u8> {
        let text = format!("{mark}{GOOD}");
        text.encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    let (big5, ..) = encoding_rs::BIG5
        .encode("code,name,level\nC,這個縣城的鄉鎮與村莊,county\nT,學校教育與醫療衛生,township\n");
    for (bytes, expected) in [
        (utf16("\u{feff}", false), "is UTF-16; save it as UTF-8 CSV"),
        (utf16("\u{feff}", true), "is UTF-16; save it as UTF-8 CSV"),
        (utf16("", false), "is UTF-16; save it as UTF-8 CSV"),
        (
            big5.to_vec(),
            "is neither UTF-8 nor GB18030 (it looks like Big5); save it as UTF-8 CSV",
        ),
        (
            b"code,name,level\nC,Caf\xE9 M\xFCnchen,county\n".to_vec(),
            "is neither UTF-8 nor GB18030 (it looks like Windows-1252); save it as UTF-8 CSV",
        ),
        (
            b"\x1f\x8b\x08\x00".to_vec(),
            "is compressed (gzip); unpack it first",
        ),
        (
            b"%PDF-1.7\n".to_vec(),
            "is a PDF; export the table as CSV or XLSX",
        ),
        (
            b"code,name\x01,level\n".to_vec(),
            "is not text: it holds control characters; give a CSV or XLSX file",
        ),
    ] {
        assert_eq!(
            place.refusal(Areas, bytes).await,
            format!("areas.csv: {expected}")
        );
    }
}

#[tokio::test]
async fn one_broken_character_in_utf8_is_found_by_its_row() {
    let place = Place::empty().await;
    let mut bytes = "code,name,level\nC,清河县城关镇,county\nD,石桥村委会,county\n"
        .as_bytes()
        .to_vec();
    let at = bytes.len() - 12;
    bytes[at] = 0xFF;
    assert_eq!(
        place.refusal(Areas, bytes).await,
        "areas.csv: row 3: holds bytes that are not UTF-8, in a file that is UTF-8 elsewhere; save the file again as UTF-8 CSV"
    );
}

#[tokio::test]
async fn a_file_that_was_cut_off_says_so() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(Areas, b"code,name,level\nC,Qing,county\nT,\xE5\xBC")
            .await,
        "areas.csv: row 3: ends in the middle of a character; the file was cut off: copy it again"
    );
    assert_eq!(
        place.refusal(Areas, "code,name,level\nC,Qing,county\nT,No").await,
        "areas.csv: row 3: has 2 cells where the header has 3 and is the last: the file looks cut off; copy the whole file again"
    );
    assert_eq!(
        place
            .refusal(Areas, "code,name,level\nC,Qing,county\nT,\"No")
            .await,
        "areas.csv: row 3: opens a quote that is never closed; close it, or copy the file again if it was cut off"
    );
    assert_eq!(
        place
            .refusal(Areas, &"code,name,level\nC,清县,county\nT,北".as_bytes()[..36])
            .await,
        "areas.csv: row 3: ends in the middle of a character; the file was cut off: copy it again"
    );
}

#[tokio::test]
async fn an_open_quote_does_not_swallow_a_large_file() {
    let place = Place::empty().await;
    let mut file = "code,name,level\nC,\"Qing,county\n".to_owned();
    file.push_str(&"T,North,township\n".repeat(200_000));
    assert_eq!(
        place.refusal(Areas, &file).await,
        "areas.csv: row 2: opens a quote that is never closed; close it, or copy the file again if it was cut off"
    );
}

#[tokio::test]
async fn ragged_rows_are_named() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(
                Areas,
                "code,name,level\nC,Qing\nD,Ming,the,county\nE,\"x\"y,county\n"
            )
            .await,
        "areas.csv: row 2: has 2 cells where the header has 3; write one cell for each column, in quotes where it holds a comma\n\
         areas.csv: row 3: has 4 cells where the header has 3; name the column above, or quote a cell that holds a comma\n\
         areas.csv: row 4: has text after a closing quote; write a quote inside a quoted cell as two quotes"
    );
}

#[tokio::test]
async fn empty_files_and_lone_headers_are_refused() {
    let place = Place::empty().await;
    let empty = "deflator.csv: is empty; give a file with a header row and at least one row below it";
    for file in ["", "\u{feff}", "\n\n \n", ",,,\n"] {
        assert_eq!(place.refusal(Deflator, file).await, empty, "{file:?}");
    }
    assert_eq!(
        place.refusal(Deflator, "year,index\n").await,
        "deflator.csv: has a header and no rows; add at least one row below the header"
    );
}

#[tokio::test]
async fn other_separators_are_named() {
    let place = Place::empty().await;
    for (file, name) in [
        ("year;index\n2019;0,9\n", "semicolons"),
        ("year\tindex\n2019\t0.9\n", "tabs"),
        ("year，index\n", "full-width commas"),
    ] {
        assert_eq!(
            place.refusal(Deflator, file).await,
            format!("deflator.csv: row 1: parts columns by {name}; save it with commas between columns")
        );
    }
}

#[tokio::test]
async fn columns_must_be_known_there_and_once() {
    let place = Place::empty().await;
    assert_eq!(
        place.refusal(Deflator, "year,price\n2019,1\n").await,
        "deflator.csv: row 1, column index: is missing; add it: the columns are year★ index★ (★ required)\n\
         deflator.csv: row 1, column price: is not a column of this file; remove it or rename it: the columns are year★ index★ (★ required)"
    );
    assert_eq!(
        place.refusal(Deflator, "year,index,Year\n2019,1,2\n").await,
        "deflator.csv: row 1: names \"Year\" twice, in columns 1 and 3; keep one of the two columns"
    );
    assert_eq!(
        place.refusal(Deflator, "year,,index\n2019,1,2\n").await,
        "deflator.csv: row 1: has no name for column 2; name the column or remove it"
    );
}

#[tokio::test]
async fn files_on_disk_are_named_as_they_were_given() {
    let place = Place::empty().await;
    let path = place.folder.path().join("rates.csv");
    std::fs::write(&path, "year,index\n2019,1").unwrap();
    let request =
        |path: &std::path::Path| Request::new(Deflator, Source::Path(path.into()), NOW, "2027-01-15");
    let report = place.run(request(&path)).await.unwrap();
    assert_eq!(
        report.to_string(),
        format!(
            "{0}: 1 row read, 1 added, 0 unchanged, 0 replaced\n\
             {0}: the last row has no line end; check that the file is whole",
            path.display()
        )
    );
    let absent = place.folder.path().join("absent.csv");
    let said = place.refuses(request(&absent)).await;
    assert_eq!(
        said,
        format!("{}: there is no such file; check the path", absent.display())
    );
    let said = place.refuses(request(place.folder.path())).await;
    assert!(
        said.ends_with(": is not a file; name one CSV, XLSX or JSON file"),
        "{said}"
    );
}

#[tokio::test]
async fn a_message_is_one_line_whatever_the_cell_holds() {
    let place = Place::empty().await;
    let said = place.refusal(Deflator, "year,index\n\"20\n20\u{7}\",1\n").await;
    assert!(
        said.starts_with("deflator.csv: ") && said.lines().count() == 1,
        "{said:?}"
    );
}
