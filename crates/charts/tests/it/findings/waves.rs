//! Years of spending, and two waves of answers.

use super::Sample;
use crate::hostile::{name, number as odd};
use charts::{Axis, Change, Chart, Lines, Series, Slope, SlopeRow, Stroke, Tone, Window};

fn years(english: bool) -> Lines {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let own = [
        (2018, 88.0),
        (2019, 92.0),
        (2020, 96.0),
        (2021, 102.0),
        (2023, 131.0),
        (2024, 146.0),
        (2025, 135.0),
    ];
    let mut own = Series {
        emphasis: true,
        tone: Tone::Accent,
        ..Series::new(words("城关镇", "Chengguan"), own)
    };
    own.points.push((2022, None));
    let median = (2018..=2025).map(|year| (year, 79.0 + 1.4 * f64::from((year - 2018) % 4)));
    let need = (2018..=2025).map(|year| (year, 84.0 + 3.1 * f64::from(year - 2018)));
    Lines {
        title: words(
            "近三年投入是全县中位数的 1.62 倍",
            "Spending of the last three years is 1.62 times the county median",
        ),
        desc: words(
            "城关镇从 88 元升到 135 元。",
            "Chengguan rises from 88 to 135 yuan.",
        ),
        y: Axis::new(words("元/人,当年价", "yuan per resident, current prices")),
        from_zero: true,
        series: vec![
            own,
            Series {
                stroke: Stroke::Dashed,
                ..Series::new(words("全县中位数", "county median"), median)
            },
            Series {
                stroke: Stroke::Dotted,
                ..Series::new(words("按需要推算", "expected by need"), need)
            },
        ],
        year_heading: words("年份", "Year"),
        steps: english,
        window: Some(Window {
            from: 2023,
            to: 2025,
            label: words("这三年算进本次判断", "these three years enter this judgement"),
        }),
    }
}

const SERVICES: [(&str, &str, f64, f64, Change, &str); 8] = [
    ("道路和出行", "Roads", 56.5, 64.4, Change::Up, "+7.9"),
    ("孩子上学", "Schools", 69.9, 68.8, Change::CannotSay, "−1.1"),
    ("社会治安", "Safety", 73.1, 74.3, Change::CannotSay, "+1.2"),
    ("养老帮扶", "Elderly care", 62.0, 63.8, Change::CannotSay, "+1.8"),
    (
        "文化体育",
        "Culture and sport",
        63.0,
        62.1,
        Change::CannotSay,
        "−0.9",
    ),
    ("饮用水", "Drinking water", 58.2, 60.9, Change::CannotSay, "+2.7"),
    ("看病就医", "Doctors", 57.0, 56.5, Change::CannotSay, "−0.5"),
    ("环境卫生", "Street cleaning", 55.9, 48.8, Change::Down, "−7.1"),
];

fn slope(english: bool) -> Slope {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let row = |&(zh, en, before, after, change, shown): &(&str, &str, f64, f64, Change, &str)| SlopeRow {
        label: words(zh, en),
        before: Some(before),
        before_interval: Some((before - 4.6, before + 4.6)),
        after: Some(after),
        after_interval: Some((after - 2.9, after + 2.9)),
        change,
        change_shown: shown.to_owned(),
        ..SlopeRow::default()
    };
    Slope {
        title: words(
            "道路升,环境卫生降,其余六项无法判断",
            "Roads rose, street cleaning fell, the other six cannot be told",
        ),
        desc: words(
            "八项服务前后两轮的得分。",
            "Scores of eight services in two waves.",
        ),
        y: Axis::score(words("0–100 分", "score, 0–100")),
        before: words("2024 年秋", "autumn 2024"),
        after: words("2026 年秋", "autumn 2026"),
        rows: SERVICES.iter().map(row).collect(),
        up_label: words("升", "rose"),
        down_label: words("降", "fell"),
        cannot_say_label: words("无法判断", "cannot be told"),
        row_heading: words("服务", "Service"),
        interval_heading: words("90% 区间", "90% interval"),
        change_heading: words("变化", "Change"),
    }
}

/// Sixty townships, of which a few rose or fell.
fn many() -> Slope {
    let row = |i: usize| {
        let before = 48.0 + ((i * 7919) % 277) as f64 / 10.0;
        let step = ((i * 104_729) % 61) as f64 / 10.0 - 3.0;
        let (change, step) = match i % 13 {
            0 => (Change::Up, 6.0 + step),
            7 => (Change::Down, step - 6.0),
            _ => (Change::CannotSay, step),
        };
        let after = before + step;
        SlopeRow {
            label: format!("第{}乡", i + 1),
            before: Some(before),
            before_interval: Some((before - 3.0, before + 3.0)),
            after: Some(after),
            after_interval: Some((after - 3.0, after + 3.0)),
            change,
            change_shown: format!(
                "{}{}",
                if step < 0.0 { "−" } else { "+" },
                charts::number(step.abs(), 1)
            ),
            ..SlopeRow::default()
        }
    };
    Slope {
        rows: (0..60).map(row).collect(),
        ..slope(false)
    }
}

pub fn samples() -> Vec<Sample> {
    vec![
        ("spend", Box::new(years(false)), 540.0),
        ("spend-en", Box::new(years(true)), 540.0),
        ("slope", Box::new(slope(false)), 540.0),
        ("slope-en", Box::new(slope(true)), 780.0),
        ("slope-many", Box::new(many()), 780.0),
    ]
}

pub fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    let n = |i: usize| odd(i * 7 + shift);
    let axis = Axis {
        before: name(shift),
        after: name(shift + 1),
        limits: Some((n(1), n(2))),
        log: shift.is_multiple_of(2),
        ..Axis::new(name(shift + 2))
    };
    let years = [i32::MIN, -1, 2020, 2021, 2022, i32::MAX];
    let strokes = [Stroke::Solid, Stroke::Dashed, Stroke::Dotted];
    let series = strokes.map(|stroke| Series {
        stroke,
        ..Series::new(
            name(shift),
            years.iter().enumerate().map(|(i, &year)| (year, n(i + shift))),
        )
    });
    let lines = Lines {
        y: axis.clone(),
        series: series.into(),
        steps: shift.is_multiple_of(3),
        window: Some(Window {
            from: years[shift % 6],
            to: years[(shift + 1) % 6],
            label: name(shift + 3),
        }),
        ..Lines::default()
    };
    let slope = Slope {
        title: name(shift),
        y: axis,
        before: name(shift + 1),
        after: name(shift + 2),
        rows: (0..shift % 20)
            .map(|i| SlopeRow {
                label: name(i),
                before: Some(n(i)),
                before_interval: Some((n(i + 1), n(i + 2))),
                after: (i % 4 > 0).then(|| n(i + 3)),
                after_interval: Some((n(i + 4), n(i + 5))),
                change: [Change::Up, Change::Down, Change::CannotSay][i % 3],
                change_shown: name(i + shift),
                emphasis: i % 5 == 0,
                ..SlopeRow::default()
            })
            .collect(),
        up_label: name(shift + 4),
        down_label: name(shift + 5),
        cannot_say_label: name(shift + 6),
        ..Slope::default()
    };
    vec![Box::new(lines), Box::new(slope)]
}
