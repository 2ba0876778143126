//! What more answers would tell, on a page that can tell nothing yet.

use charts::{Axis, Lines, Series, Tone, Window};
use leptos::prelude::*;

use crate::{
    desk::{finding::Facts, format::number, parts::Figure},
    words::Words,
};

/// The section; nothing where no cell was judged.
pub(super) fn section(facts: &Facts) -> AnyView {
    let Some(figure) = figure(facts) else {
        return ().into_any();
    };
    let heading = Words(
        "要看清，先把答卷收够",
        "要看清，先把答卷收夠",
        "To tell, collect enough answers first",
    );
    view! {
        <section class="section" aria-labelledby="enough">
            <h2 id="enough">{heading.get(facts.locale)}</h2>
            {figure.view(facts.locale)}
        </section>
    }
    .into_any()
}

fn figure(facts: &Facts) -> Option<Figure> {
    let locale = facts.locale;
    let told = &facts.report.verdicts.list.as_ref()?.resolution;
    let (now, least) = (told.answers?, told.detectable?);
    let needed = told.needed_answers?;
    if told.curve.len() < 2 {
        return None;
    }
    let materiality = facts.report.judgements.settings.materiality;
    let title = facts.fill(
        Words(
            "{each}每项从约 {n} 份到约 {k} 份，看得清的差异从约 {d} 分到约 {m} 分",
            "{each}每項從約 {n} 份到約 {k} 份，看得清的差異從約 {d} 分到約 {m} 分",
            "From about {n} to about {k} {k:answer|answers} in {each} and service, what can be told goes from about {d} {d:point|points} to about {m}",
        ),
        &[
            ("n", &number(now, 0)),
            ("k", &number(needed, 0)),
            ("d", &number(least, 1)),
            ("m", &number(2.0 * materiality, 0)),
        ],
    );
    let at = |answers: f64| answers.round() as i32;
    let window = (at(now) < at(needed)).then(|| Window {
        from: at(now),
        to: at(needed),
        label: Words(
            "现在 {n} 份，要 {k} 份",
            "現在 {n} 份，要 {k} 份",
            "now {n}, needed {k}",
        )
        .fill(locale, &[("n", &number(now, 0)), ("k", &number(needed, 0))]),
    });
    let chart = Lines {
        title: title.clone(),
        desc: title.clone(),
        y: Axis {
            decimals: 1,
            ..Axis::new(
                Words(
                    "能分辨的差异（分）",
                    "能分辨的差異（分）",
                    "Difference that can be told, points",
                )
                .get(locale),
            )
        },
        from_zero: true,
        series: vec![Series {
            name: Words(
                "能分辨的差异（分）",
                "能分辨的差異（分）",
                "Points that can be told",
            )
            .get(locale)
            .to_owned(),
            points: told
                .curve
                .iter()
                .filter_map(|a| Some((i32::try_from(a.answers).ok()?, Some(a.detectable))))
                .collect(),
            tone: Tone::Accent,
            ..Series::default()
        }],
        year_heading: facts.say(Words(
            "{each}每项的答卷（份）",
            "{each}每項的答卷（份）",
            "Answers in {each} and service",
        )),
        steps: false,
        window,
    };
    let base = Words(
        "横轴是答卷份数，按本轮答卷的离散程度和按村抽取推算；把握 80%，误报不超过 5%。",
        "橫軸是答卷份數，按本輪答卷的離散程度和按村抽取推算；把握 80%，誤報不超過 5%。",
        "Along: answers, with the spread and the drawing by village of this wave; 80% power, at most 5% false alarms.",
    );
    Some(Figure::of(
        "enough",
        &chart,
        title,
        base.get(locale).to_owned(),
        String::new(),
    ))
}
