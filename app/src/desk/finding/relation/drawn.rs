//! The points of a service: spending along, satisfaction up, the line where it may be drawn, and what is not drawn.

use charts::{Axis, Corners, Cross, Mark, Point, RobustLine, Scatter, Tone};
use insight::report::{
    association::{DomainAssociation, line_intercept},
    settings::Settings,
};
use leptos::prelude::*;

use super::{
    super::{
        Facts,
        words::{joined, signed},
    },
    Page, clear, headline,
};
use crate::{
    desk::{
        format::{from_to, number, percent},
        parts::{Figure, Order},
    },
    words::{Locale, Words},
};

/// So many places that are not drawn are named; more are counted, and named in the table.
const NAMED: usize = 8;

/// The middle of the places, and as far around it as the verdicts tell nothing: by the county's margins of spending and of
/// points. Beyond both the corners are tinted and say what they are. `spending` and `score` are the medians; none where
/// nothing is spent in the middle.
pub(in crate::desk) fn cross(
    locale: Locale,
    settings: &Settings,
    spending: Option<f64>,
    score: Option<f64>,
) -> Option<Cross> {
    let words = |w: Words| w.get(locale).to_owned();
    Some(Cross {
        x: spending.filter(|x| *x > 0.0)?,
        x_share: settings.band,
        y: score?,
        y_margin: settings.materiality,
        label: String::new(),
        corners: Corners {
            high_above: words(Words(
                "投入高、满意高",
                "投入高、滿意高",
                "more spent, more satisfied",
            )),
            high_below: words(Words(
                "投入高、满意低",
                "投入高、滿意低",
                "more spent, less satisfied",
            )),
            low_above: words(Words(
                "投入低、满意高",
                "投入低、滿意高",
                "less spent, more satisfied",
            )),
            low_below: words(Words(
                "投入低、满意低",
                "投入低、滿意低",
                "less spent, less satisfied",
            )),
        },
    })
}

/// What the bands of [`cross`] are.
pub(in crate::desk) fn bands(locale: Locale, settings: &Settings) -> String {
    Words(
        "灰带是离中位数 {b} 以内、{m} 分以内，分不出高低。",
        "灰帶是離中位數 {b} 以內、{m} 分以內，分不出高低。",
        "The grey bands are within {b} and {m} {m:point|points} of the medians: no telling high from low.",
    )
    .fill(
        locale,
        &[
            ("b", &percent(settings.band, 0)),
            ("m", &number(settings.materiality, 0)),
        ],
    )
}

/// How sure it is that a place is below or above what is expected of it, as its card says.
fn sure(facts: &Facts, area: &survey::AreaCode, domain: &str) -> (Mark, Tone) {
    let cell = facts.cell(area, domain).filter(|c| c.verdict.is_some());
    let tone = match cell.and_then(|c| c.effect) {
        Some(effect) if effect < 0.0 => Tone::Below,
        _ => Tone::Above,
    };
    match cell.and_then(|c| c.certainty.as_deref()) {
        Some("STRONG") => (Mark::Filled, tone),
        Some("PROBABLE") => (Mark::Half, tone),
        _ => (Mark::Hollow, Tone::Unclear),
    }
}

/// The drawing with its table, each place leading to its ledger lines.
pub(super) fn scatter(page: &Page) -> AnyView {
    let (facts, found) = (&page.facts, &page.found);
    let locale = facts.locale;
    let settings = &facts.report.judgements.settings;
    let measure = facts
        .report
        .scores
        .iter()
        .find(|m| m.domain && m.measure == page.domain);
    let exposure = facts
        .report
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == page.domain);
    let Some((measure, exposure)) = measure.zip(exposure) else {
        return ().into_any();
    };
    let fragile = |area: &survey::AreaCode| {
        found
            .notices
            .iter()
            .flat_map(|n| &n.places)
            .any(|p| &p.area == area)
    };
    let mut ledgers = Vec::new();
    let points = measure.places.iter().filter_map(|score| {
        let spent = exposure.places.iter().find(|e| e.area == score.area)?;
        let (x, y) = (spent.per_resident?, score.value?);
        let place = facts.report.places.iter().find(|p| p.area == score.area)?;
        let interval = score.interval;
        let told = sure(facts, &score.area, &page.domain);
        ledgers.push(facts.ledger(&score.area, &page.domain));
        Some(Point {
            y_lo: interval.map(|i| i[0]),
            y_hi: interval.map(|i| i[1]),
            // the finding itself is named before all others
            emphasis: fragile(&score.area) || told.1 != Tone::Unclear,
            mark: told.0,
            tone: told.1,
            tip: format!(
                "{}: {}, {}",
                place.name,
                facts.currency.amount(locale, x, 0),
                number(y, 1)
            ),
            ..Point::new(place.name.clone(), x, y, place.residents.unwrap_or(1.0))
        })
    });
    let points: Vec<Point> = points.collect();
    let whole = points.len() == found.n;
    let intercept = line_intercept(measure, exposure, found).filter(|_| whole);
    let line = intercept
        .zip(found.theil_sen)
        .map(|(intercept, slope)| RobustLine {
            intercept,
            slope,
            slope_interval: found.theil_sen_ci95.map(|[low, high]| (low, high)),
            label: String::new(),
        });
    let foot = told(locale, Line::of(found, whole));
    let title = match clear(found) {
        Some(true) => Words(
            "投入越高的地方，满意度越高",
            "投入越高的地方，滿意度越高",
            "Higher spending goes with higher satisfaction",
        ),
        Some(false) => Words(
            "投入越高的地方，满意度越低",
            "投入越高的地方，滿意度越低",
            "Higher spending goes with lower satisfaction",
        ),
        None => Words(
            "投入高低与满意度高低，看不出走向",
            "投入高低與滿意度高低，看不出走向",
            "No direction can be told between spending and satisfaction",
        ),
    }
    .get(locale);
    let chart = Scatter {
        title: title.to_owned(),
        desc: headline(facts, &page.domain, found),
        x: Axis::new(
            Words("人均投入，{u}", "人均投入，{u}", "Spending, {u}")
                .fill(locale, &[("u", &facts.currency.per_resident(locale))]),
        )
        .log(),
        y: Axis::score(Words("满意度（0–100）", "滿意度（0–100）", "Satisfaction (0–100)").get(locale)),
        points,
        line,
        cross: cross(locale, settings, found.median_spending, found.median_score),
        name_heading: facts.unit.heading().get(locale).to_owned(),
        interval_heading: Words("95% 区间", "95% 區間", "95% interval")
            .get(locale)
            .to_owned(),
        weight_heading: Words("人口", "人口", "Residents").get(locale).to_owned(),
    };
    let years = exposure.years.map_or_else(String::new, from_to);
    let mut base = Words(
        "每个点是一个地方，面积是人口，竖线是 95% 区间；投入用对数刻度，算的是 {y} 年的钱里还在起作用的。",
        "每個點是一個地方，面積是人口，豎線是 95% 區間；投入用對數刻度，算的是 {y} 年的錢裡還在起作用的。",
        "Each point is a place, its size the population, its line the 95% interval. Spending on a log scale: what still stands of {y}.",
    )
    .fill(locale, &[("y", &years)]);
    let band = chart.cross.is_some().then(|| bands(locale, settings));
    let colour = Words(
        "点只在把握八成以上时上色（半满），九成五以上全满，是和条件相近的预期比。",
        "點只在把握八成以上時上色（半滿），九成五以上全滿，是和條件相近的預期比。",
        "Points have colour only where it is 80% sure (half filled) or 95% sure (filled) that they differ from what is expected in like conditions.",
    );
    let more = [
        band,
        Some(colour.get(locale).to_owned()),
        not_drawn(locale, &chart),
    ];
    for sentence in more.into_iter().flatten() {
        if locale == Locale::En {
            base.push(' ');
        }
        base.push_str(&sentence);
    }
    Figure::of("scatter", &chart, title.to_owned(), base, foot).linked(
        locale,
        Order::Reader,
        |row, column| ledgers.get(row).filter(|_| column == 0).cloned(),
    )
}

/// The places that spent nothing: a log scale has no room for them.
fn not_drawn(locale: Locale, chart: &Scatter) -> Option<String> {
    let names: Vec<String> = chart.not_drawn().map(|point| point.name.clone()).collect();
    let who = match names.len() {
        0 => return None,
        n if n > NAMED => {
            Words("{n} 个地方", "{n} 個地方", "{n} {n:place|places}").fill(locale, &[("n", &n.to_string())])
        }
        _ => joined(locale, &names),
    };
    Some(
        Words(
            "没有画出：{l}。没有投入，对数刻度上就没有位置；数在表里。",
            "沒有畫出：{l}。沒有投入，對數刻度上就沒有位置；數在表裡。",
            "Not drawn: {l}. Nothing was spent there, and a log scale has no place for that; the table has the figures.",
        )
        .fill(locale, &[("l", &who)]),
    )
}

/// The robust line, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    /// Drawn: points for twice the spending.
    Drawn(f64, Option<[f64; 2]>),
    /// Not all of the places it goes by may be seen here.
    Unseen,
    /// Its sign is another without some place.
    Turns,
    /// Without some place there is no slope.
    Gone,
    /// Level whichever place is left out.
    Level,
    /// Some places spent nothing, so that the slope is of another scale than the drawing's; it rises (true) or falls
    /// whichever place is left out.
    OtherScale(bool),
    /// Spending or scores do not differ.
    NoSlope,
}

impl Line {
    /// What becomes of the line ([`line_intercept`] goes by the same); `whole` where every place it goes by is shown.
    fn of(found: &DomainAssociation, whole: bool) -> Self {
        if !whole {
            return Self::Unseen;
        }
        match found.theil_sen_loo {
            Some([low, high]) if low == 0.0 && high == 0.0 => Self::Level,
            Some([low, high]) if low <= 0.0 && high >= 0.0 => Self::Turns,
            Some([low, _]) => match found.per_doubling.filter(|_| found.transform == Some("ln")) {
                Some(points) => Self::Drawn(points, found.per_doubling_ci95),
                None => Self::OtherScale(low > 0.0),
            },
            None if found.pearson.is_some() => Self::Gone,
            None => Self::NoSlope,
        }
    }
}

/// What the foot says of the line.
fn told(locale: Locale, line: Line) -> String {
    let words = match line {
        Line::Drawn(..) => Words(
            "稳健线：投入翻一番，满意度相差 {s} 分（95%：{i}）；去掉任何一个地方，这条线的正负都不变。",
            "穩健線：投入翻一番，滿意度相差 {s} 分（95%：{i}）；去掉任何一個地方，這條線的正負都不變。",
            "Robust line: twice the spending goes with {s} {s:point|points} (95%: {i}); the sign of the line stays whichever place is left out.",
        ),
        Line::Unseen => Words(
            "没有画线：这里看不到别的地方的点。",
            "沒有畫線：這裡看不到別的地方的點。",
            "No line is drawn: the points of other places are not shown here.",
        ),
        Line::Turns => Words(
            "没有画线：去掉一个地方，斜率的正负就可能变。",
            "沒有畫線：去掉一個地方，斜率的正負就可能變。",
            "No line is drawn: its sign depends on single places.",
        ),
        Line::Gone => Words(
            "没有画线：少了某一个地方，其余的就没有差别可比。",
            "沒有畫線：少了某一個地方，其餘的就沒有差別可比。",
            "No line is drawn: without one of the places the others do not differ.",
        ),
        Line::Level => Words(
            "没有画线：斜率是 0，去掉任何一个地方也是。",
            "沒有畫線：斜率是 0，去掉任何一個地方也是。",
            "No line is drawn: its slope is 0, whichever place is left out.",
        ),
        Line::OtherScale(true) => Words(
            "没有画线：有的地方没有投入，斜率不是按对数刻度算的。斜率是正的，去掉任何一个地方也是。",
            "沒有畫線：有的地方沒有投入，斜率不是按對數刻度算的。斜率是正的，去掉任何一個地方也是。",
            "No line is drawn: some places spent nothing, so the slope is not of this scale. It is above 0, whichever place is left out.",
        ),
        Line::OtherScale(false) => Words(
            "没有画线：有的地方没有投入，斜率不是按对数刻度算的。斜率是负的，去掉任何一个地方也是。",
            "沒有畫線：有的地方沒有投入，斜率不是按對數刻度算的。斜率是負的，去掉任何一個地方也是。",
            "No line is drawn: some places spent nothing, so the slope is not of this scale. It is below 0, whichever place is left out.",
        ),
        Line::NoSlope => Words(
            "没有画线：各地的投入或满意度几乎一样，算不出斜率。",
            "沒有畫線：各地的投入或滿意度幾乎一樣，算不出斜率。",
            "No line is drawn: spending or satisfaction hardly differs, so there is no slope.",
        ),
    };
    let (points, bounds) = match line {
        Line::Drawn(points, bounds) => (signed(points), super::range(locale, bounds, 1)),
        _ => Default::default(),
    };
    words.fill(locale, &[("s", &points), ("i", &bounds)])
}
