//! Names are other people's words and numbers can be anything: every drawing stays one well-formed, harmless SVG.

use crate::{findings, samples};
use charts::{
    Axis, Bar, Bars, Chart, Cross, Diverging, DivergingRow, Dots, Dumbbell, Funnel, Gap, Lines, Point,
    Reference, RobustLine, Scatter, Series, Slope, Strip,
};

const NAMES: [&str; 10] = [
    "</text><script>alert(1)</script>",
    "R & D <b>\"q\" 'a'</b> ]]> &amp; <!--",
    "🏘️👩‍👩‍👧‍👦🇨🇳",
    "\u{202E}قرية\u{200F}\u{2066}",
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
    "a\u{0}b\u{8}c\nd\u{FFFE}e\u{FFFF}",
    "",
    "   ",
    "\" onload=\"alert(1)",
    "fill=\"#5EED01\"",
];

const NUMBERS: [f64; 12] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    0.0,
    -0.0,
    -17.5,
    1e-300,
    1e300,
    f64::MAX,
    f64::MIN,
    412.0,
    1e11,
];

pub fn name(i: usize) -> String {
    NAMES[i % NAMES.len()].to_owned()
}

pub fn number(i: usize) -> f64 {
    NUMBERS[i % NUMBERS.len()]
}

/// Charts of every kind from hostile names and numbers; `shift` pairs them differently each time.
fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    let n = |i: usize| number(i * 7 + shift);
    let axis = |i: usize| Axis {
        before: name(i),
        after: name(i + 1),
        log: shift.is_multiple_of(2),
        ..Axis::new(name(i + 2))
    };
    let scatter = Scatter {
        title: name(shift),
        desc: name(shift + 1),
        x: axis(shift),
        y: Axis {
            limits: Some((n(1), n(2))),
            ..axis(shift + 1)
        },
        points: (0..24)
            .map(|i| Point {
                y_lo: Some(n(i + 1)),
                y_hi: Some(n(i + 2)),
                emphasis: i % 3 == 0,
                tip: name(i + 4),
                ..Point::new(name(i), n(i), number(i * 5 + shift), n(i + 3))
            })
            .collect(),
        line: Some(RobustLine {
            intercept: n(3),
            slope: n(4),
            slope_interval: Some((n(5), n(6))),
            label: name(shift),
        }),
        cross: Some(Cross {
            x: n(7),
            x_share: n(8),
            y: n(9),
            y_margin: n(10),
            label: name(shift + 2),
            ..Cross::default()
        }),
        ..Scatter::default()
    };
    let diverging = Diverging {
        title: name(shift + 3),
        options: (0..1 + shift % 8).map(|i| name(i + shift)).collect(),
        specials: (0..shift % 4).map(name).collect(),
        rows: (0..6)
            .map(|i| DivergingRow {
                label: name(i + shift),
                shares: (0..i).map(|j| n(j + i)).collect(),
                specials: vec![n(i), n(i + 1)],
                mean: name(i + 1),
                n: name(i + 2),
                hidden: (i == 3).then(|| name(shift)),
            })
            .collect(),
        ..Diverging::default()
    };
    let bars = Bars {
        x: axis(shift + 1),
        rows: (0..10)
            .map(|i| Bar {
                low: Some(n(i + 1)),
                high: Some(n(i + 2)),
                expected: Some(n(i + 3)),
                hidden: (i == 4).then(|| name(shift)),
                ..Bar::new(name(i), n(i), name(i + 5))
            })
            .collect(),
        reference: Some(Reference {
            value: n(11),
            label: name(shift),
        }),
        dots: shift.is_multiple_of(3),
        expected_label: name(shift + 1),
        ..Bars::default()
    };
    let years = [i32::MIN, -1, 0, 2020, 2021, i32::MAX];
    let lines = Lines {
        y: axis(shift),
        from_zero: shift.is_multiple_of(3),
        series: (0..3)
            .map(|s| {
                Series::new(
                    name(s + shift),
                    years.iter().enumerate().map(|(i, &year)| (year, n(i + s))),
                )
            })
            .collect(),
        ..Lines::default()
    };
    vec![
        Box::new(scatter),
        Box::new(diverging),
        Box::new(bars),
        Box::new(lines),
    ]
}

fn assert_harmless(svg: &str) {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let drawn = [
        "svg", "g", "title", "desc", "line", "rect", "circle", "polygon", "polyline", "path", "text", "tspan",
    ];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(
            drawn.contains(&node.tag_name().name()),
            "<{}> is not ours",
            node.tag_name().name()
        );
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on") && key != "style" && key != "href", "{key}");
            assert!(!value.contains("NaN") && !value.contains("inf"), "{key}={value}");
            assert!(!value.contains('#'), "a raw colour: {key}={value}");
            let numeric = [
                "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height",
            ]
            .contains(&key);
            assert!(
                !numeric || value.parse::<f64>().is_ok_and(f64::is_finite),
                "{key}={value}"
            );
        }
    }
    assert_inside(&document);
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert!(root.attribute("viewBox").is_some() && root.attribute("width").is_none());
    for id in root.attribute("aria-labelledby").expect("it is named").split(' ') {
        assert_eq!(
            document
                .descendants()
                .filter(|node| node.attribute("id") == Some(id))
                .count(),
            1
        );
    }
}

/// No shape leaves the view box by more than half its stroke.
fn assert_inside(document: &roxmltree::Document<'_>) {
    let numbers = |text: &str| -> Vec<f64> {
        let parts = text.split([' ', ',']).filter(|part| !part.is_empty());
        parts
            .map(|part| part.parse().expect("coordinates are numbers"))
            .collect()
    };
    let view = numbers(document.root_element().attribute("viewBox").expect("it has one"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let value = |key: &str| {
            node.attribute(key)
                .map_or(0.0, |text| text.parse::<f64>().expect("a number"))
        };
        let (xs, ys) = match node.tag_name().name() {
            "line" => (vec![value("x1"), value("x2")], vec![value("y1"), value("y2")]),
            "rect" => (
                vec![value("x"), value("x") + value("width")],
                vec![value("y"), value("y") + value("height")],
            ),
            "circle" => (
                vec![value("cx") - value("r"), value("cx") + value("r")],
                vec![value("cy") - value("r"), value("cy") + value("r")],
            ),
            "polyline" | "polygon" => {
                let all = numbers(node.attribute("points").expect("it has points"));
                (
                    all.iter().step_by(2).copied().collect(),
                    all.iter().skip(1).step_by(2).copied().collect(),
                )
            }
            _ => continue,
        };
        for (values, most) in [(xs, view[2]), (ys, view[3])] {
            assert!(
                values.iter().all(|v| (-3.0..=most + 3.0).contains(v)),
                "{values:?} leaves {most}: {node:?}"
            );
        }
    }
}

#[test]
fn hostile_names_and_numbers_make_well_formed_and_harmless_drawings() {
    let mut drawn = 0;
    for shift in 0..60 {
        for chart in hostile(shift).into_iter().chain(findings::hostile(shift)) {
            for width in [340.0, 780.0, f64::NAN, -1.0, 1e9] {
                if let Some(svg) = chart.svg("a\"><script>", width) {
                    assert_harmless(&svg);
                    drawn += 1;
                }
            }
            let table = chart.table();
            assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
            assert!(
                table
                    .rows
                    .iter()
                    .flatten()
                    .filter_map(|cell| cell.value)
                    .all(f64::is_finite)
            );
        }
    }
    assert!(drawn > 600, "only {drawn} had anything to draw");
}

#[test]
fn a_name_is_read_back_as_it_was_given() {
    let hostile = "</text><script>alert('&')</script> \"城关镇\"";
    let points = vec![Point {
        emphasis: true,
        ..Point::new(hostile, 400.0, 60.0, 1.0)
    }];
    let svg = Scatter {
        points,
        ..Scatter::default()
    }
    .svg("a", 780.0)
    .unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let titles: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")))
        .collect();
    assert!(titles.iter().any(|title| title.text() == Some(hostile)), "{svg}");
}

#[test]
fn both_drawings_of_every_sample_are_harmless_and_have_different_ids() {
    let findings = findings::samples();
    let samples: [&dyn Chart; 7] = [
        &samples::schools(),
        &samples::townships(),
        &samples::answers(),
        &samples::answers_in_english(),
        &samples::spending(),
        &samples::scores(),
        &samples::years(),
    ];
    let findings = findings.iter().map(|(_, chart, _)| chart.as_ref());
    for sample in samples.into_iter().chain(findings) {
        let drawn = sample.draw("chart-1").unwrap();
        assert_harmless(&drawn.wide);
        assert_harmless(&drawn.narrow);
        assert!(drawn.wide.contains("\"chart-1-w-t\"") && drawn.narrow.contains("\"chart-1-n-t\""));
        assert!(drawn.narrow.contains("viewBox=\"0 0 340 "));
        let table = sample.table();
        assert!(!table.caption.is_empty() && table.rows.len() > 2);
        assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
    }
}

#[test]
fn nothing_to_draw_is_no_drawing() {
    let empty: [&dyn Chart; 10] = [
        &Scatter::default(),
        &Diverging::default(),
        &Bars::default(),
        &Lines::default(),
        &Dots::default(),
        &Gap::default(),
        &Slope::default(),
        &Funnel::default(),
        &Dumbbell::default(),
        &Strip::default(),
    ];
    for chart in empty {
        assert_eq!(chart.draw("a"), None);
        assert!(chart.table().rows.is_empty());
    }
}
