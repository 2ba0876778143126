//! The parts of an item that never change: written by the server, left alone by the browser.

/// Markup inside the elements of one item.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The question.
    pub legend: String,
    /// When to answer it.
    pub follow: String,
    /// The line below it.
    pub hint: String,
    /// The controls.
    pub controls: String,
}

#[cfg(not(feature = "ssr"))]
impl Parts {
    /// The page holds them already; hydration does not look inside.
    pub fn of(_: &survey::Form, _: usize, _: &survey::Answers) -> Self {
        Self::default()
    }
}

#[cfg(feature = "ssr")]
pub(crate) use on_server::says;

#[cfg(feature = "ssr")]
mod on_server {
    use leptos::prelude::*;
    use survey::{Answers, Form, Kind, Question};

    use super::Parts;
    use crate::{
        resident::{choices, condition, wording, words_of},
        words::{Locale, Words},
    };

    const PICK_UP_TO: Words = Words("最多选{max}样", "最多選{max}樣", "Pick up to {max}");
    const CHARACTERS: Words = Words("最多{max}个字", "最多{max}個字", "At most {max} characters");

    impl Parts {
        /// The item at `place`, with what was answered before.
        pub fn of(form: &Form, place: usize, kept: &Answers) -> Self {
            let locale = Locale::nearest(&form.lang).unwrap_or_default();
            let question = &form.questions[place];
            let chosen = kept.get(&question.code).map(|v| v.codes()).unwrap_or_default();
            let number = wording::fill(words_of::number(&form.lang), &[("n", &(place + 1).to_string())]);
            let heading = wording::heading(&question.text);
            let follow = condition::in_words(form, place, locale);
            Self {
                legend: view! { <span class="no">{number}</span> {heading} }.to_html(),
                follow: follow.map(|f| f.to_html()).unwrap_or_default(),
                hint: hint(question, locale),
                controls: choices::controls(question, &chosen, locale).to_html(),
            }
        }
    }

    fn hint(question: &Question, locale: Locale) -> String {
        let (words, max) = match question.kind {
            Kind::Multi(max) if max < u8::MAX && !says(&question.text, max) => (PICK_UP_TO, u16::from(max)),
            Kind::Text(max) => (CHARACTERS, max),
            _ => return question.note.clone().map(|n| n.to_html()).unwrap_or_default(),
        };
        let limit = wording::fill(words.get(locale), &[("max", &max.to_string())]);
        view! { {question.note.clone()} <span class="most">{limit}</span> }.to_html()
    }

    /// Does the question itself say how many?
    pub(crate) fn says(text: &str, number: u8) -> bool {
        const NUMBERS: [(u8, [&str; 2]); 4] = [
            (2, ["两", "two"]),
            (3, ["三", "three"]),
            (4, ["四", "four"]),
            (5, ["五", "five"]),
        ];
        let words = NUMBERS.iter().filter(|n| n.0 == number).flat_map(|n| n.1);
        text.contains(&number.to_string()) || words.into_iter().any(|w| text.contains(w))
    }
}
