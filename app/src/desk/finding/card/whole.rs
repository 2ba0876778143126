//! The whole sentence, to be quoted as it is: number, doubt, other readings, what to check. Its words are data
//! (`content/statuses.json`).

use leptos::prelude::*;
use survey::{
    Text,
    content::{STATUSES, WORDING},
};

use super::{super::words::context_words, Page};
use crate::{
    desk::{
        breakdown::printed,
        format::{about, number},
    },
    words::{Locale, Words, fill},
};

/// A text of the catalogue with its keys filled in, those of what is compared too.
fn said(page: &Page, text: &Text, values: &[(&str, &str)]) -> String {
    let locale = page.facts.locale;
    let values = [&page.facts.unit.values(locale)[..], values].concat();
    fill(locale, &printed(locale, text.get(locale.tag())), &values)
}

/// The sentence of a card that has a verdict.
pub fn sentence(page: &Page) -> Option<String> {
    let verdict = page.cell.verdict.as_deref()?;
    let found = STATUSES.iter().find(|s| s.code == verdict)?;
    let values = match verdict {
        "NO_CLEAR_SIGNAL" => undecided(page)?,
        _ => decided(page)?,
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut text = said(page, found.sentence.as_ref()?, &values);
    if verdict != "NO_CLEAR_SIGNAL" && page.cell.effect.is_some_and(|e| e < 0.0) {
        text.push_str(page.facts.locale.space());
        text.push_str(&said(
            page,
            &WORDING.clear_up,
            &[("checklist", &six(page.facts.locale))],
        ));
    }
    Some(text)
}

/// The six points in a row: `①项目是否已投用 ②…`.
fn six(locale: Locale) -> String {
    let numbered = WORDING.checklist.iter().zip(1_u32..).map(|(point, n)| {
        let mark = match locale {
            Locale::En => format!("({n}) "),
            _ => char::from_u32(0x245f + n).map(String::from).unwrap_or_default(),
        };
        mark + &printed(locale, point.text.get(locale.tag()))
    });
    numbered.collect::<Vec<_>>().join(" ")
}

fn named(page: &Page) -> Vec<(&'static str, String)> {
    let cell = &page.cell;
    vec![
        ("township", cell.place.name.clone()),
        ("domain", page.facts.domain(cell.domain.as_str())),
    ]
}

/// What fills the sentence of a verdict with a side.
fn decided(page: &Page) -> Option<Vec<(&'static str, String)>> {
    let (facts, cell) = (&page.facts, &page.cell);
    let locale = facts.locale;
    let (effect, [low, high]) = cell.effect.zip(cell.interval90)?;
    let below = effect < 0.0;
    let p = if below { cell.p_below } else { cell.p_above }?;
    let ends = if below { [-high, -low] } else { [low, high] };
    let context = page.model().map(|m| m.context.clone()).unwrap_or_default();
    let context = context_words(locale, &context).map_or_else(
        || {
            Words(
                "不计条件差异",
                "不計條件差異",
                "with no allowance for differences",
            )
            .get(locale)
            .to_owned()
        },
        |c| Words("考虑到{c}", "考慮到{c}", "allowing for {c}").fill(locale, &[("c", &c)]),
    );
    let side = if below {
        Words("低", "低", "below")
    } else {
        Words("高", "高", "above")
    };
    let [first, last] = page.years()?;
    let mut values = named(page);
    values.extend([
        ("years", (last - first + 1).to_string()),
        ("spend", facts.currency.amount(locale, cell.per_resident?, 0)),
        ("ratio", number(cell.ratios.first()?.median, 2)),
        ("context", context),
        ("side", side.get(locale).to_owned()),
        ("gap", number(effect.abs(), 1)),
        ("lo", number(ends[0], 1)),
        ("hi", number(ends[1], 1)),
        ("margin", number(facts.report.judgements.settings.materiality, 0)),
        ("p", about(locale, p)),
        ("grade", cell.grade.trim_start_matches("GRADE_").to_owned()),
    ]);
    Some(values)
}

/// What fills the sentence that nothing can be concluded; none where it is not known how many answers would.
fn undecided(page: &Page) -> Option<Vec<(&'static str, String)>> {
    let (facts, cell) = (&page.facts, &page.cell);
    let model = page.model()?;
    let mut values = named(page);
    values.extend([
        ("n", model.places.to_string()),
        ("m", number(cell.n?, 0)),
        ("mde", number(cell.detectable?, 1)),
        (
            "target",
            number(2.0 * facts.report.judgements.settings.materiality, 0),
        ),
        ("need", number(cell.needed_answers? as f64, 0)),
    ]);
    Some(values)
}

/// The section.
pub(super) fn section(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let Some(text) = sentence(page) else {
        return ().into_any();
    };
    let copy = Words("复制这段话", "複製這段話", "Copy");
    let heading = Words("完整表述", "完整表述", "The whole sentence").get(locale);
    view! {
        <section class="section" aria-labelledby="whole">
            <h2 id="whole">{heading}</h2>
            <p id="whole-text">{text}</p>
            <p class="tools" data-copy-tools="whole-text" hidden><button type="button" class="btn small" data-copy="">{copy.get(locale)}</button></p>
        </section>
    }
    .into_any()
}
