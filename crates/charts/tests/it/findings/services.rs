//! A place against its county, what drives satisfaction, and whether an order holds.

use super::Sample;
use crate::hostile::{name, number as odd};
use charts::{Axis, Bar, Bars, Chart, Dumbbell, DumbbellRow, Pair, Strip, StripRow, Tone};

const SERVICES: [(&str, &str, f64, f64, f64, f64); 8] = [
    ("道路和出行", "Roads", 412.0, 371.0, 64.4, 63.0),
    ("看病就医", "Doctors", 228.0, 240.0, 56.5, 57.8),
    ("孩子上学", "Schools", 655.0, 640.0, 68.8, 69.4),
    ("环境卫生", "Street cleaning", 135.0, 83.0, 48.8, 60.1),
    ("社会治安", "Safety", 96.0, 101.0, 74.3, 72.2),
    ("养老帮扶", "Elderly care", 180.0, 180.0, 63.8, 63.8),
    ("文化体育", "Culture and sport", 44.0, 39.0, 62.1, 60.0),
    ("饮用水", "Drinking water", 71.0, 90.0, 60.9, 61.2),
];

fn dumbbell(english: bool) -> Dumbbell {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let pair = |own: f64, other: f64, tone: Tone| Pair {
        own: Some(own),
        other: Some(other),
        tone,
        ..Pair::default()
    };
    let row = |&(zh, en, own, other, score, county): &(&str, &str, f64, f64, f64, f64)| {
        let strong = zh == "环境卫生";
        DumbbellRow {
            label: words(zh, en),
            left: pair(own, other, Tone::Unclear),
            right: Pair {
                hidden: (zh == "文化体育").then(|| words("少于 10 份,不显示", "Fewer than 10 answers")),
                ..pair(score, county, if strong { Tone::Below } else { Tone::Unclear })
            },
            emphasis: strong,
        }
    };
    Dumbbell {
        title: words(
            "环境卫生投入高于全县,满意度低于全县",
            "Street cleaning: spending above the county, satisfaction below",
        ),
        desc: words(
            "八项服务的投入和满意度,城关镇和全县。",
            "Spending and satisfaction of eight services, Chengguan and the county.",
        ),
        left: Axis::new(words("人均投入,元", "spending per resident, yuan")).log(),
        right: Axis::score(words("满意度,0–100 分", "satisfaction, 0–100")),
        own_label: words("城关镇", "Chengguan"),
        other_label: words("全县", "county"),
        rows: SERVICES.iter().map(row).collect(),
        row_heading: words("服务", "Service"),
    }
}

fn tiers(english: bool) -> Bars {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let share = |heading: (&str, &str), zh: &str, en: &str, share: f64, half: f64| Bar {
        heading: words(heading.0, heading.1),
        low: Some(share - half),
        high: Some(share + half),
        ..Bar::new(
            words(zh, en),
            share,
            format!("{share:.0}% ({:.0}–{:.0})", share - half, share + half),
        )
    };
    Bars {
        title: words(
            "环境卫生和看病就医与总体满意最有关",
            "Street cleaning and doctors go most with overall satisfaction",
        ),
        desc: words(
            "各项服务在总体满意中的份额,分三档。",
            "Shares of overall satisfaction, in three tiers.",
        ),
        x: Axis {
            after: "%".into(),
            ..Axis::new(words("占 R² 的份额,90% 区间", "share of R², 90% interval"))
        },
        rows: vec![
            share(
                ("第一档:分得出在前", "First tier: clearly ahead"),
                "环境卫生",
                "Street cleaning",
                24.0,
                4.0,
            ),
            share(("", ""), "看病就医", "Doctors", 21.0, 5.0),
            share(
                ("第二档:彼此分不出", "Second tier: not told apart"),
                "道路和出行",
                "Roads",
                13.0,
                4.0,
            ),
            share(("", ""), "孩子上学", "Schools", 12.0, 5.0),
            share(("", ""), "饮用水", "Drinking water", 11.0, 3.0),
            share(
                ("第三档:分得出在后", "Third tier: clearly behind"),
                "社会治安",
                "Safety",
                5.0,
                3.0,
            ),
            Bar {
                hidden: Some(words("答卷不够", "Too few answers")),
                label: words("文化体育", "Culture and sport"),
                ..Bar::default()
            },
        ],
        row_heading: words("服务", "Service"),
        group_heading: words("档", "Tier"),
        interval_heading: words("90% 区间", "90% interval"),
        ..Bars::default()
    }
}

fn strip(english: bool, count: usize) -> Strip {
    let words = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let zh = [
        "城关镇",
        "河口镇",
        "双溪乡",
        "石门镇",
        "大柳树镇",
        "白沙镇",
        "云岭乡",
        "青山镇",
    ];
    let en = [
        "Chengguan",
        "Hekou",
        "Shuangxi",
        "Shimen",
        "Daliushu",
        "Baisha",
        "Yunling",
        "Qingshan",
    ];
    let row = |i: usize| {
        let mover = i % 7 == 3;
        let ranks = (0..4).map(|c| {
            let step = if mover {
                [0.0, 0.0, 4.0, 5.0][c] * if i.is_multiple_of(2) { -1.0 } else { 1.0 }
            } else {
                0.0
            };
            let middle = (i as f64 + 1.0 + step).clamp(1.0, count as f64);
            (i != 5 || c != 2).then_some(((middle - 1.0).max(1.0), (middle + 2.0).min(count as f64)))
        });
        StripRow {
            label: format!(
                "{}{}",
                words(zh[i % 8], en[i % 8]),
                if i < 8 { String::new() } else { format!(" {i}") }
            ),
            ranks: ranks.collect(),
            mover,
            ..StripRow::default()
        }
    };
    Strip {
        title: words(
            "换一种算法,多数乡镇的名次范围不变",
            "Under other scorings most townships keep their rank sets",
        ),
        desc: words("四种算法下的名次范围。", "Rank sets under four ways of scoring."),
        columns: vec![
            words("平均分", "mean"),
            words("前两项比例", "top two answers"),
            words("不满意比例", "dissatisfied"),
            words("去掉直线答卷", "without straight-liners"),
        ],
        rows: (0..count).map(row).collect(),
        rank_label: words("名次范围", "rank set"),
        mover_label: words("位次随算法变", "moves with the scoring"),
        stays_label: words("位次不变", "keeps its place"),
        row_heading: words("乡镇", "Township"),
    }
}

pub fn samples() -> Vec<Sample> {
    vec![
        ("dumbbell", Box::new(dumbbell(false)), 780.0),
        ("dumbbell-en", Box::new(dumbbell(true)), 780.0),
        ("tiers", Box::new(tiers(false)), 540.0),
        ("tiers-en", Box::new(tiers(true)), 540.0),
        ("strip", Box::new(strip(false, 24)), 780.0),
        ("strip-en", Box::new(strip(true, 8)), 780.0),
    ]
}

pub fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    let n = |i: usize| odd(i * 7 + shift);
    let axis = |i: usize| Axis {
        before: name(shift + i),
        after: name(shift + i + 1),
        limits: Some((n(i + 1), n(i + 2))),
        log: (shift + i).is_multiple_of(2),
        ..Axis::new(name(shift + i + 2))
    };
    let pair = |i: usize| Pair {
        own: Some(n(i)),
        other: (!i.is_multiple_of(3)).then(|| n(i + 1)),
        hidden: (i % 5 == 4).then(|| name(i + shift)),
        ..Pair::default()
    };
    let dumbbell = Dumbbell {
        left: axis(0),
        right: axis(1),
        own_label: name(shift),
        other_label: name(shift + 1),
        rows: (0..shift % 12)
            .map(|i| DumbbellRow {
                label: name(i),
                left: pair(i),
                right: pair(i + 3),
                emphasis: i % 2 == 0,
            })
            .collect(),
        ..Dumbbell::default()
    };
    let tiers = Bars {
        x: axis(2),
        rows: (0..shift % 9)
            .map(|i| Bar {
                heading: name(i * 3 + shift),
                low: Some(n(i + 1)),
                high: Some(n(i + 2)),
                ..Bar::new(name(i), n(i), name(i + 5))
            })
            .collect(),
        group_heading: name(shift),
        ..Bars::default()
    };
    let strip = Strip {
        columns: (0..shift % 7).map(|i| name(i + shift)).collect(),
        rows: (0..shift % 16)
            .map(|i| StripRow {
                label: name(i),
                ranks: (0..shift % 9)
                    .map(|c| (c % 4 > 0).then(|| (n(c + i), n(c * i))))
                    .collect(),
                mover: i % 2 == 0,
                tip: name(i + 1),
            })
            .collect(),
        rank_label: name(shift + 1),
        mover_label: name(shift + 2),
        stays_label: name(shift + 3),
        ..Strip::default()
    };
    vec![Box::new(dumbbell), Box::new(tiers), Box::new(strip)]
}
