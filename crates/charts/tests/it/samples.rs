//! Charts of every kind with real and with invented numbers, for the other tests.

use charts::{
    Axis, Bar, Bars, Corners, Cross, Diverging, DivergingRow, Lines, Mark, Point, Reference, RobustLine,
    Scatter, Series, Tone, number,
};

/// Improvement Service, Local Government Benchmarking Framework (Open Government Licence v3.0): satisfaction with
/// schools 2017–20, mean real spend per resident over the three years to 2019–20, population 2019–20.
const SCHOOLS: &str = include_str!("schools_2017_20.csv");

/// 32 Scottish councils.
pub fn schools() -> Scatter {
    let points = SCHOOLS.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let value = |i: usize| -> f64 { fields[i].parse().expect("the file holds numbers") };
        let (x, y) = (value(1), value(2));
        let tone = match () {
            () if x > 911.85 * 1.1 && y > 78.5 => Tone::Above,
            () if x > 911.85 * 1.1 && y < 70.5 => Tone::Below,
            () => Tone::Unclear,
        };
        Point {
            emphasis: tone != Tone::Unclear,
            mark: if tone == Tone::Unclear {
                Mark::Hollow
            } else {
                Mark::Filled
            },
            short: fields[0]
                .replace(" City", "")
                .replace(" Islands", "")
                .replace("Galloway", "G."),
            tone,
            tip: format!("{}: £{}, {}%", fields[0], number(x, 0), number(y, 1)),
            ..Point::new(fields[0], x, y, value(3))
        }
    });
    Scatter {
        title: "Spend per head and satisfaction with schools, 32 councils, 2017–20".into(),
        desc: "Points rise from lower left to upper right. Eilean Siar spends much and is among the least satisfied."
            .into(),
        x: Axis { before: "£".into(), ..Axis::new("Spend on schools per resident, a year").log() },
        y: Axis::score("% satisfied with local schools"),
        points: points.collect(),
        line: Some(RobustLine {
            intercept: -85.326,
            slope: 23.447,
            slope_interval: Some((10.289, 34.313)),
            label: "Robust line: 10% more spend goes with 2.2 points more (95%: 1.0–3.3)".into(),
        }),
        cross: Some(Cross {
            x: 911.85,
            x_share: 0.1,
            y: 74.5,
            y_margin: 4.0,
            label: "Grey cross: too close to the middle to tell apart".into(),
            corners: Corners {
                high_above: "Spend high, satisfaction high".into(),
                high_below: "Spend high, satisfaction low".into(),
                ..Corners::default()
            },
        }),
        name_heading: "Council".into(),
        weight_heading: "Population".into(),
        ..Scatter::default()
    }
}

const TOWNS: [&str; 24] = [
    "城关镇",
    "河口镇",
    "双溪乡",
    "石门镇",
    "大柳树镇",
    "白沙镇",
    "云岭乡",
    "青山镇",
    "红旗街道",
    "东风街道",
    "龙泉镇",
    "马家堡乡",
    "新集镇",
    "柳林镇",
    "枫树坪瑶族乡",
    "桃源镇",
    "三岔河镇",
    "杨庄乡",
    "金鸡岭镇",
    "太平镇",
    "长乐乡",
    "南湖街道",
    "古塔镇",
    "桥头镇",
];

/// Numbers from 0 to 1 that look random and stay the same.
fn shuffled(i: usize, salt: usize) -> f64 {
    ((i + 1) * 7919 * (salt + 3) % 997) as f64 / 997.0
}

/// 24 townships with intervals.
pub fn townships() -> Scatter {
    let points = TOWNS.iter().enumerate().map(|(i, name)| {
        let x = 240.0 + 420.0 * shuffled(i, 1).powi(2);
        let y = 52.0 + 24.0 * shuffled(i, 5);
        let half = 2.0 + 3.0 * shuffled(i, 9);
        let (emphasis, mark, tone) = match i {
            0 => (true, Mark::Filled, Tone::Below),
            1 | 7 => (true, Mark::Half, Tone::Below),
            10 => (true, Mark::Filled, Tone::Above),
            _ => (false, Mark::Hollow, Tone::Unclear),
        };
        Point {
            y_lo: Some(y - half),
            y_hi: Some(y + half),
            emphasis,
            mark,
            tone,
            tip: format!("{name}:{} 元/人,{} 分", number(x, 0), number(y, 1)),
            ..Point::new(*name, x, y, 8_000.0 + 60_000.0 * shuffled(i, 2))
        }
    });
    Scatter {
        title: "道路:人均投入与满意度,24 个乡镇".into(),
        desc: "各点散布,看不出投入多的地方满意度更高。".into(),
        x: Axis::new("道路人均投入,元/人(2026 年价)").log(),
        y: Axis::score("满意度,0–100 分"),
        points: points.collect(),
        cross: Some(Cross {
            x: 345.0,
            x_share: 0.1,
            y: 63.0,
            y_margin: 2.0,
            label: "灰色十字:离中位太近,分不出高低".into(),
            corners: Corners {
                high_above: "投入较高、满意较高".into(),
                high_below: "投入较高、满意偏低".into(),
                ..Corners::default()
            },
        }),
        name_heading: "乡镇".into(),
        interval_heading: "90% 区间".into(),
        weight_heading: "人口".into(),
        ..Scatter::default()
    }
}

/// Five services and one too small to show.
pub fn answers() -> Diverging {
    let rows = [
        (
            "道路和出行",
            [0.06, 0.13, 0.21, 0.38, 0.22],
            [0.03, 0.02],
            "64.2 (61.5–66.9)",
            "408",
        ),
        (
            "看病就医",
            [0.09, 0.18, 0.26, 0.33, 0.14],
            [0.04, 0.12],
            "56.3 (53.2–59.4)",
            "371",
        ),
        (
            "孩子上学",
            [0.03, 0.09, 0.22, 0.41, 0.25],
            [0.08, 0.34],
            "68.8 (65.4–72.2)",
            "276",
        ),
        (
            "环境卫生",
            [0.13, 0.27, 0.24, 0.27, 0.09],
            [0.02, 0.0],
            "48.8 (45.8–51.8)",
            "405",
        ),
        (
            "社会治安",
            [0.02, 0.06, 0.17, 0.42, 0.33],
            [0.04, 0.01],
            "74.3 (71.9–76.7)",
            "402",
        ),
    ];
    let mut rows: Vec<DivergingRow> = rows
        .into_iter()
        .map(|(label, shares, specials, mean, n)| DivergingRow {
            label: label.into(),
            shares: shares.to_vec(),
            specials: specials.to_vec(),
            mean: mean.into(),
            n: n.into(),
            hidden: None,
        })
        .collect();
    let hidden = Some("少于 10 份,不显示".to_owned());
    rows.insert(
        3,
        DivergingRow {
            label: "文化体育".into(),
            hidden,
            ..DivergingRow::default()
        },
    );
    Diverging {
        title: "环境卫生:40% 的人不满意,36% 满意".into(),
        desc: "六项服务的回答。环境卫生不满意的最多。".into(),
        options: ["很不满意", "不太满意", "一般", "比较满意", "非常满意"]
            .map(String::from)
            .to_vec(),
        specials: vec!["不了解".into(), "没用过".into()],
        rows,
        row_heading: "服务".into(),
        mean_heading: "得分(95% 区间)".into(),
        n_heading: "份".into(),
    }
}

/// The same in English, with longer words.
pub fn answers_in_english() -> Diverging {
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
    let mut chart = answers();
    chart.title = "Street cleaning: 40% dissatisfied, 36% satisfied".into();
    chart.options = words(&[
        "Very dissatisfied",
        "Fairly dissatisfied",
        "Neither",
        "Fairly satisfied",
        "Very satisfied",
    ]);
    chart.specials = words(&["Don’t know", "Not used"]);
    let labels = [
        "Roads and getting about",
        "Doctors",
        "Schools",
        "Culture and sport",
        "Street cleaning",
        "Safety",
    ];
    for (row, label) in chart.rows.iter_mut().zip(labels) {
        row.label = label.into();
        row.hidden = row
            .hidden
            .as_ref()
            .map(|_| "Fewer than 10 answers, not shown".into());
    }
    (chart.mean_heading, chart.n_heading) = ("Score (95%)".into(), "n".into());
    chart
}

/// Spending per resident.
pub fn spending() -> Bars {
    let mut rows: Vec<Bar> = TOWNS
        .iter()
        .enumerate()
        .take(10)
        .map(|(i, name)| {
            let value = 240.0 + 300.0 * shuffled(i, 1);
            Bar {
                emphasis: i == 0,
                tone: if i == 0 { Tone::Accent } else { Tone::Unclear },
                ..Bar::new(*name, value, number(value, 0))
            }
        })
        .collect();
    rows.sort_by(|a, b| b.value.partial_cmp(&a.value).expect("no sample is NaN"));
    rows[4].low = rows[4].value.map(|v| v - 40.0);
    rows[4].high = rows[4].value.map(|v| v + 40.0);
    rows[8].hidden = Some("2026 年支出还没有分到乡镇".into());
    Bars {
        title: "道路人均投入,10 个乡镇".into(),
        desc: "城关镇在中位数之上。".into(),
        x: Axis::new("元/人,2026 年"),
        rows,
        reference: Some(Reference {
            value: 388.0,
            label: "全县中位数 388".into(),
        }),
        row_heading: "乡镇".into(),
        ..Bars::default()
    }
}

/// Scores of eight services with intervals and what was expected.
pub fn scores() -> Bars {
    let rows = [
        ("社会治安", 74.3, 2.4, 75.4),
        ("孩子上学", 68.8, 3.4, 70.7),
        ("道路和出行", 64.4, 2.8, 65.4),
        ("养老帮扶", 63.8, 4.2, 63.7),
        ("文化体育", 62.1, 4.2, 62.7),
        ("饮用水", 60.9, 2.9, 60.6),
        ("看病就医", 56.5, 3.1, 55.4),
        ("环境卫生", 48.8, 3.1, 54.4),
    ];
    let rows = rows.map(|(label, value, half, expected)| Bar {
        low: Some(value - half),
        high: Some(value + half),
        expected: Some(expected),
        tone: if label == "环境卫生" {
            Tone::Below
        } else {
            Tone::Unclear
        },
        emphasis: label == "环境卫生",
        ..Bar::new(
            label,
            value,
            format!(
                "{} ({}–{})",
                number(value, 1),
                number(value - half, 1),
                number(value + half, 1)
            ),
        )
    });
    Bars {
        title: "环境卫生低于模型预期,其余七项分不出高低".into(),
        desc: "八项服务的得分、区间和模型预期。".into(),
        x: Axis::score("0–100 分,90% 区间"),
        rows: rows.to_vec(),
        dots: true,
        expected_label: "模型预期".into(),
        row_heading: "服务".into(),
        interval_heading: "90% 区间".into(),
        ..Bars::default()
    }
}

/// Two series over years, one with a gap.
pub fn years() -> Lines {
    let town = [
        (2019, 251.0),
        (2020, 262.0),
        (2021, 318.0),
        (2022, 330.0),
        (2023, 341.0),
        (2024, 398.0),
        (2026, 412.0),
    ];
    let county = (2019..=2026).map(|year| (year, 300.0 + 12.0 * f64::from(year - 2019)));
    let mut own = Series {
        emphasis: true,
        tone: Tone::Accent,
        ..Series::new("城关镇", town)
    };
    own.points.insert(6, (2025, None));
    Lines {
        title: "城关镇道路人均投入,2019–2026".into(),
        desc: "从 251 元升到 412 元,2024 年起高于全县中位数。".into(),
        y: Axis {
            after: " 元".into(),
            ..Axis::new("元/人,2026 年价")
        },
        from_zero: true,
        series: vec![own, Series::new("全县中位数", county)],
        year_heading: "年份".into(),
        ..Lines::default()
    }
}
