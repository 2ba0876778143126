//! Writes every sample as a page for the eye, light and dark, into the target folder's `tmp/charts`.

use crate::{findings, samples};
use charts::{Chart, Table};
use std::fmt::Write as _;
use std::path::Path;

/// Prefix of the ids, chart and width of the wide drawing.
type Shown<'a> = (&'a str, &'a dyn Chart, f64);

fn page(charts: &[Shown], narrow: bool) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"zh-Hans\"><meta charset=\"utf-8\"><title>charts</title>\
         <link rel=\"stylesheet\" href=\"../../../style/tokens.css\"><link rel=\"stylesheet\" href=\"../../../style/base.css\">\
         <link rel=\"stylesheet\" href=\"../../../style/components.css\"><body class=\"desk\"><main>",
    );
    for (id, chart, width) in charts {
        let drawn = chart
            .draw_at(id, *width)
            .expect("every sample has something to draw");
        let (svg, px) = if narrow {
            (&drawn.narrow, charts::NARROW)
        } else {
            (&drawn.wide, *width)
        };
        write!(html, "<div style=\"width:{px}px;margin:16px\">{svg}</div>").expect("a string takes any text");
    }
    html + "</main></body></html>"
}

fn table_text(table: &Table) -> String {
    let head: Vec<&str> = table.headers.iter().map(|header| header.text.as_str()).collect();
    let rows = table.rows.iter().map(|row| {
        row.iter()
            .map(|cell| cell.shown.as_str())
            .collect::<Vec<_>>()
            .join(" | ")
    });
    format!(
        "{}\n{}\n{}\n",
        table.caption,
        head.join(" | "),
        rows.collect::<Vec<_>>().join("\n")
    )
}

#[test]
fn every_sample_is_written_as_a_page_for_the_eye() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("charts");
    std::fs::create_dir_all(&folder).unwrap();
    let (schools, townships) = (samples::schools(), samples::townships());
    let (answers, english) = (samples::answers(), samples::answers_in_english());
    let (spending, scores, years) = (samples::spending(), samples::scores(), samples::years());
    let pages: [(&str, Vec<Shown>); 5] = [
        ("schools", vec![("schools", &schools, 780.0)]),
        ("townships", vec![("townships", &townships, 780.0)]),
        (
            "answers",
            vec![
                ("answers", &answers, 780.0),
                ("english", &english, 780.0),
                ("half", &answers, 540.0),
            ],
        ),
        (
            "bars",
            vec![("spending", &spending, 780.0), ("scores", &scores, 540.0)],
        ),
        (
            "years",
            vec![("years", &years, 780.0), ("years-half", &years, 540.0)],
        ),
    ];
    let findings = findings::samples();
    let found = findings
        .iter()
        .map(|(name, chart, width)| (*name, vec![(*name, chart.as_ref(), *width)]));
    let pages: Vec<(&str, Vec<Shown>)> = pages.into_iter().chain(found).collect();
    let mut tables = String::new();
    for (name, charts) in &pages {
        for (form, narrow) in [("wide", false), ("narrow", true)] {
            let html = page(charts, narrow);
            assert_eq!(html.matches("<svg").count(), charts.len());
            std::fs::write(folder.join(format!("{name}-{form}.html")), html).unwrap();
        }
        charts
            .iter()
            .for_each(|(_, chart, _)| tables.push_str(&table_text(&chart.table())));
    }
    std::fs::write(folder.join("tables.txt"), tables).unwrap();
}
