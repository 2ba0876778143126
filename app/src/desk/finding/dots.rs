//! Ten dots: how many of ten such marks are right.

use leptos::prelude::*;
use survey::content::WORDING;

use crate::{desk::breakdown::printed, words::Locale};

/// Nine of ten from 0.95, eight from 0.80: what such marks keep also where the model is wrong; none below.
pub fn of_ten(p: f64) -> Option<u8> {
    if p >= 0.95 {
        Some(9)
    } else if p >= 0.80 {
        Some(8)
    } else {
        None
    }
}

/// The dots with their words.
pub fn dots(locale: Locale, p: f64, above: bool) -> AnyView {
    let Some(on) = of_ten(p) else {
        return ().into_any();
    };
    let sides = &WORDING.probability_words;
    let words = if above { &sides.above } else { &sides.below };
    let words = printed(locale, &words.fill(locale.tag(), &[("right", &on.to_string())]));
    view! {
        <span class="dots-line"><span class="dots" aria-hidden="true">{
            (0..10_u8).map(|i| view! { <i class=if i < on { "on" } else { "" }></i> }).collect_view()
        }</span><span>{words}</span></span>
    }
    .into_any()
}
