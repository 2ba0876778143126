//! Ten dots: how many of ten such marks are right.

use leptos::prelude::*;

use crate::words::{Locale, Words};

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
    let words = if above {
        Words(
            "10 个这样的标记里约有 {n} 个确实偏高",
            "10 個這樣的標記裡約有 {n} 個確實偏高",
            "about {n} in 10 such marks are truly above",
        )
    } else {
        Words(
            "10 个这样的标记里约有 {n} 个确实偏低",
            "10 個這樣的標記裡約有 {n} 個確實偏低",
            "about {n} in 10 such marks are truly below",
        )
    }
    .fill(locale, &[("n", &on.to_string())]);
    view! {
        <span class="dots-line"><span class="dots" aria-hidden="true">{
            (0..10_u8).map(|i| view! { <i class=if i < on { "on" } else { "" }></i> }).collect_view()
        }</span><span>{words}</span></span>
    }
    .into_any()
}
