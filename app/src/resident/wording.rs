//! Filling sentences and setting headings, alike on the server and in the browser.

#[cfg(feature = "ssr")]
use leptos::prelude::*;

/// The sentence with every `{key}` replaced.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = sentence.to_owned();
    for (key, value) in values {
        out = out.replace(&["{", key, "}"].concat(), value);
    }
    out
}

/// Longest phrase kept in one piece: twelve characters fit a 360 px screen.
#[cfg(feature = "ssr")]
const PHRASE: usize = 12;

/// A Chinese heading cut after its full-width marks; other texts and long phrases stay whole.
#[cfg(feature = "ssr")]
pub fn phrases(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in text.chars() {
        let last = out.len() - 1;
        out[last].push(c);
        if matches!(c, '，' | '。' | '：' | '；' | '？' | '！') {
            out.push(String::new());
        }
    }
    out.retain(|p| !p.is_empty());
    if out.len() < 2 || out.iter().any(|p| p.chars().count() > PHRASE + 1) {
        return vec![text.to_owned()];
    }
    out
}

/// A heading whose phrases break whole.
#[cfg(feature = "ssr")]
pub fn heading(text: &str) -> AnyView {
    let mut parts = phrases(text);
    if parts.len() == 1 {
        return parts.remove(0).into_any();
    }
    parts
        .into_iter()
        .map(|p| view! { <span class="nb">{p}</span> }.into_any())
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn headings_break_between_phrases_only_where_each_fits() {
        assert_eq!(
            phrases("您对平时走的路，满意不满意？"),
            ["您对平时走的路，", "满意不满意？"]
        );
        assert_eq!(phrases("How old are you?").len(), 1);
        assert_eq!(phrases("总的来说，您对在这里的各方面生活满意不满意？").len(), 1);
    }

    #[test]
    fn a_value_takes_its_place_by_name() {
        assert_eq!(fill("{n} / {total}", &[("n", "3"), ("total", "14")]), "3 / 14");
    }
}
