//! Places beside each other, and one place against what is expected of it.

use super::Sample;
use crate::hostile::{name, number as odd};
use charts::{Axis, Chart, Dot, Dots, Gap, Reference, Tone, number};

const TOWNS: [(&str, &str, f64, f64, usize, Tone); 12] = [
    ("镇", "城关镇", 48.8, 3.1, 10, Tone::Below),
    ("", "河口镇", 57.2, 3.4, 5, Tone::Unclear),
    ("", "石门镇", 63.9, 2.8, 1, Tone::Unclear),
    ("", "大柳树镇", 60.1, 4.0, 3, Tone::Unclear),
    ("", "青山镇", 71.5, 2.6, 1, Tone::Above),
    ("", "新集镇", 0.0, 0.0, 0, Tone::Unclear),
    ("乡", "双溪乡", 55.3, 5.1, 4, Tone::Unclear),
    ("", "云岭乡", 66.0, 4.4, 1, Tone::Unclear),
    ("", "枫树坪瑶族乡", 61.7, 6.2, 1, Tone::Unclear),
    ("", "杨庄乡", 52.4, 4.9, 6, Tone::Unclear),
    ("街道", "南湖街道", 64.8, 3.0, 1, Tone::Unclear),
    ("", "红旗街道", 58.8, 2.9, 5, Tone::Unclear),
];

const IN_ENGLISH: [(&str, &str); 12] = [
    ("Towns", "Chengguan"),
    ("", "Hekou"),
    ("", "Shimen"),
    ("", "Daliushu"),
    ("", "Qingshan"),
    ("", "Xinji"),
    ("Townships", "Shuangxi"),
    ("", "Yunling"),
    ("", "Fengshuping Yao Township"),
    ("", "Yangzhuang"),
    ("Subdistricts", "Nanhu"),
    ("", "Hongqi"),
];

fn dots(english: bool) -> Dots {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let row =
        |(i, &(group, town, value, half, first, tone)): (usize, &(&str, &str, f64, f64, usize, Tone))| Dot {
            heading: words(group, IN_ENGLISH[i].0),
            label: words(town, IN_ENGLISH[i].1),
            direct: Some(value + 0.3 * (value - 60.0)),
            smoothed: Some(value),
            low: Some(value - half),
            high: Some(value + half),
            rank: words(
                &format!("第 {first}–{} 名之间", first + 4),
                &format!("rank {first}–{}", first + 4),
            ),
            tone,
            emphasis: tone == Tone::Below,
            hidden: (half == 0.0).then(|| words("少于 10 份,不显示", "Fewer than 10 answers, not shown")),
            ..Dot::default()
        };
    Dots {
        title: words(
            "环境卫生:青山镇高于全县,城关镇低于全县",
            "Street cleaning: Qingshan above the county, Chengguan below",
        ),
        desc: words(
            "十二个乡镇的得分和区间,多数分不出高低。",
            "Scores and intervals of twelve townships; most cannot be told apart.",
        ),
        x: Axis::score(words("0–100 分", "score, 0–100")),
        rows: TOWNS.iter().enumerate().map(row).collect(),
        reference: Some(Reference {
            value: 60.0,
            label: words("全县平均 60.0", "county mean 60.0"),
        }),
        direct_label: words("本镇答卷", "its own answers"),
        smoothed_label: words("平滑后", "smoothed"),
        interval_label: words("90% 区间", "90% interval"),
        hatched_label: words("份数太少", "few answers"),
        row_heading: words("乡镇", "Township"),
        group_heading: words("类别", "Kind"),
        rank_heading: words("名次范围", "Rank set"),
    }
}

/// A county of 120 townships.
fn many() -> Dots {
    let row = |i: usize| {
        let value = 45.0 + 30.0 * ((i + 1) * 7919 % 997) as f64 / 997.0;
        Dot {
            label: format!("第{}乡", i + 1),
            direct: Some(value + 2.0 - (i % 5) as f64),
            smoothed: Some(value),
            low: Some(value - 4.0),
            high: Some(value + 4.0),
            rank: format!("第 {}–{} 名之间", i + 1, i + 30),
            ..Dot::default()
        }
    };
    Dots {
        rows: (0..120).map(row).collect(),
        ..dots(false)
    }
}

fn gap(english: bool) -> Gap {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    Gap {
        title: words(
            "比模型预期低 5.6 分(90% 区间 2.5–8.7)",
            "5.6 points below the model's expectation (90% interval 2.5–8.7)",
        ),
        desc: words(
            "城关镇环境卫生 48.8 分,模型预期 54.4 分。",
            "Chengguan, street cleaning: 48.8, the model expects 54.4.",
        ),
        x: Axis::score(words("0–100 分", "score, 0–100")),
        expected: Some(54.4),
        expected_name: words("模型预期", "model expects"),
        margin: 2.0,
        margin_label: words("上下 2 分以内,算作相当", "within 2 points counts as equal"),
        observed: Some(48.8),
        observed_name: words("城关镇", "Chengguan"),
        low: Some(45.7),
        high: Some(51.9),
        interval_label: words("90% 区间", "90% interval"),
        direct: Some(48.0),
        direct_name: words("原始平均", "plain mean"),
        tone: Tone::Below,
        row_heading: words("项目", "What"),
    }
}

pub fn samples() -> Vec<Sample> {
    vec![
        ("dots", Box::new(dots(false)), 780.0),
        ("dots-en", Box::new(dots(true)), 780.0),
        ("dots-many", Box::new(many()), 780.0),
        ("gap", Box::new(gap(false)), 540.0),
        ("gap-en", Box::new(gap(true)), 540.0),
    ]
}

pub fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    let n = |i: usize| odd(i * 7 + shift);
    let x = Axis {
        before: name(shift),
        after: name(shift + 1),
        limits: Some((n(1), n(2))),
        log: shift.is_multiple_of(2),
        ..Axis::new(name(shift + 2))
    };
    let dots = Dots {
        title: name(shift),
        x: x.clone(),
        rows: (0..shift % 12)
            .map(|i| Dot {
                heading: name(i * 3 + shift),
                label: name(i),
                direct: Some(n(i)),
                smoothed: (i % 3 > 0).then(|| n(i + 1)),
                low: Some(n(i + 2)),
                high: Some(n(i + 3)),
                rank: name(i + 4),
                hidden: (i == 4).then(|| name(shift)),
                ..Dot::default()
            })
            .collect(),
        reference: Some(Reference {
            value: n(11),
            label: name(shift + 5),
        }),
        direct_label: name(shift + 6),
        smoothed_label: name(shift + 7),
        interval_label: name(shift + 8),
        ..Dots::default()
    };
    let gap = Gap {
        x,
        expected: Some(n(1)),
        expected_name: name(shift),
        margin: n(2),
        margin_label: name(shift + 1),
        observed: Some(n(3)),
        observed_name: name(shift + 2),
        low: Some(n(4)),
        high: Some(n(5)),
        direct: Some(n(6)),
        direct_name: name(shift + 3),
        interval_label: number(n(7), 2),
        ..Gap::default()
    };
    vec![Box::new(dots), Box::new(gap)]
}
