//! Scores inside limits that widen where answers are few.

use super::Sample;
use crate::hostile::{name, number as odd};
use charts::{Axis, Chart, Funnel, FunnelPoint, Limit, Place, Tone};

fn limit(label: &str, z: f64) -> Limit {
    let curve = |sign: f64| {
        let answers = (3..=52).map(|i| 10.0 * f64::from(i));
        answers
            .map(|n| (n, 60.4 + sign * z * (4.0 + 576.0 / n).sqrt()))
            .collect()
    };
    Limit {
        label: label.into(),
        low: curve(-1.0),
        high: curve(1.0),
    }
}

fn funnel(english: bool) -> Funnel {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let point = |i: usize| {
        let x = 40.0 + ((i * 7919) % 461) as f64;
        let noise = ((i * 104_729) % 101) as f64 / 50.0 - 1.0;
        let (place, tone, noise) = match i {
            3 => (Place::BeyondOuter, Tone::Below, -3.4),
            9 => (Place::BeyondInner, Tone::Below, -2.4),
            14 => (Place::BeyondInner, Tone::Above, 2.3),
            21 => (Place::BeyondOuter, Tone::Above, 3.6),
            _ => (Place::Within, Tone::Unclear, 1.4 * noise),
        };
        let zh = ["城关镇", "河口镇", "双溪乡", "石门镇", "枫树坪瑶族乡", "大柳树镇"];
        let en = [
            "Chengguan",
            "Hekou",
            "Shuangxi",
            "Shimen",
            "Fengshuping Yao Township",
            "Daliushu",
        ];
        FunnelPoint {
            name: words(zh[i % 8 % 6], en[i % 8 % 6]),
            x,
            y: 60.4 + noise * f64::sqrt(4.0 + 576.0 / x),
            place,
            tone,
            ..FunnelPoint::default()
        }
    };
    Funnel {
        title: words(
            "四个乡镇在界外,其余二十个的差别可能只是碰巧",
            "Four townships lie beyond the limits; the other twenty may differ by chance",
        ),
        desc: words(
            "得分和有效份数,界限随份数变窄。",
            "Scores by effective number of answers; limits narrow as answers grow.",
        ),
        x: Axis::new(words("有效份数", "effective number of answers")),
        y: Axis::score(words("0–100 分", "score, 0–100")),
        centre: Some(60.4),
        centre_label: words("全县平均 60.4", "county mean 60.4"),
        limits: vec![limit("95%", 1.96), limit("99.8%", 3.09)],
        points: (0..24).map(point).collect(),
        within_label: words("在界内", "within"),
        beyond_inner_label: words("在 95% 界外", "beyond 95%"),
        beyond_outer_label: words("在 99.8% 界外", "beyond 99.8%"),
        name_heading: words("乡镇", "Township"),
        place_heading: words("位置", "Place"),
    }
}

pub fn samples() -> Vec<Sample> {
    vec![
        ("funnel", Box::new(funnel(false)), 780.0),
        ("funnel-en", Box::new(funnel(true)), 540.0),
    ]
}

pub fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    let n = |i: usize| odd(i * 7 + shift);
    let axis = |i: usize| Axis {
        before: name(shift + i),
        after: name(shift + i + 1),
        limits: Some((n(i + 1), n(i + 2))).filter(|_| shift % 5 > i),
        log: shift.is_multiple_of(2 + i),
        ..Axis::new(name(shift + 2))
    };
    let curve = |from: usize| (0..12).map(|i| (n(i + from), n(i + from + 1))).collect();
    let funnel = Funnel {
        title: name(shift),
        x: axis(0),
        y: axis(1),
        centre: Some(n(3)),
        centre_label: name(shift + 3),
        limits: (0..shift % 4)
            .map(|i| Limit {
                label: name(i),
                low: curve(i),
                high: curve(i + 5),
            })
            .collect(),
        points: (0..shift % 14)
            .map(|i| FunnelPoint {
                name: name(i + shift),
                x: n(i),
                y: n(i * 3 + 1),
                place: [Place::Within, Place::BeyondInner, Place::BeyondOuter][i % 3],
                tip: name(i),
                ..FunnelPoint::default()
            })
            .collect(),
        within_label: name(shift + 4),
        beyond_inner_label: name(shift + 5),
        beyond_outer_label: name(shift + 6),
        ..Funnel::default()
    };
    vec![Box::new(funnel)]
}
