//! Filling sentences and setting headings, alike on the server and in the browser.

#[cfg(feature = "ssr")]
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::words::Locale;

/// The sentence with every `{key}` replaced.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = sentence.to_owned();
    for (key, value) in values {
        out = out.replace(&["{", key, "}"].concat(), value);
    }
    out
}

/// Widest phrase kept in one piece, in halves of a Chinese character: twelve characters fit a 360 px screen.
#[cfg(feature = "ssr")]
const PHRASE: usize = 24;

/// The same with a day in it: figures beside Chinese characters are set off from them.
#[cfg(feature = "ssr")]
const DATED: usize = 20;

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
    // the mark at its end may hang over
    if out.len() < 2 || out.iter().any(|p| width(p) > PHRASE + 2) {
        return vec![text.to_owned()];
    }
    out
}

/// Figures and letters are half as wide as Chinese characters.
#[cfg(feature = "ssr")]
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A text parted into what breaks anywhere and what breaks whole: a day in words, with the mark behind it and, where
/// the two fit on a line, the rest of a Chinese phrase.
#[cfg(feature = "ssr")]
fn dated(text: &str) -> Vec<(&str, bool)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = day_in(text, from) {
        let rest = &text[end..];
        let phrase = rest
            .find(['，', '。', '；', '？', '！'])
            .map_or(text.len(), |at| end + at + '，'.len_utf8());
        let mark = rest.chars().next().filter(|c| matches!(c, ',' | '.' | ';' | '?'));
        let end = match mark {
            Some(mark) => end + mark.len_utf8(),
            None if text[..end].ends_with('日') && width(&text[start..phrase]) <= DATED => phrase,
            None => end,
        };
        out.extend([(&text[from..start], false), (&text[start..end], true)]);
        from = end;
    }
    out.push((&text[from..], false));
    out.retain(|(part, _)| !part.is_empty());
    out
}

/// Where the next day in words stands from a byte on: `2026年12月5日` or `5 December 2026`.
#[cfg(feature = "ssr")]
fn day_in(text: &str, from: usize) -> Option<(usize, usize)> {
    let digits = |rest: &str| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let mut at = from;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        at = start + digits(&text[start..]);
        let end = chinese_day(text, at).or_else(|| english_day(text, at));
        if end.is_some() {
            return end.map(|end| (start, end));
        }
    }
    None
}

/// The end of a day whose year ends at a byte.
#[cfg(feature = "ssr")]
fn chinese_day(text: &str, year: usize) -> Option<usize> {
    let count = |rest: &str| rest.find(|c: char| !c.is_ascii_digit()).filter(|n| *n > 0);
    let mut rest = text[year..].strip_prefix('年')?;
    rest = rest[count(rest)?..].strip_prefix('月')?;
    rest = rest[count(rest)?..].strip_prefix('日')?;
    Some(text.len() - rest.len())
}

/// The end of a day whose number in the month ends at a byte.
#[cfg(feature = "ssr")]
fn english_day(text: &str, number: usize) -> Option<usize> {
    let (month, rest) = text[number..].strip_prefix(' ')?.split_once(' ')?;
    let year = rest.chars().take_while(char::is_ascii_digit).count();
    let is_month = (1..=12).any(|n| super::month_words(Locale::En, n) == month);
    (is_month && year == 4).then(|| text.len() - rest.len() + year)
}

/// A heading whose phrases and days break whole.
#[cfg(feature = "ssr")]
pub fn heading(text: &str) -> AnyView {
    let parts = phrases(text);
    if let [one] = parts.as_slice() {
        return days(one);
    }
    parts
        .into_iter()
        .map(|p| view! { <span class="nb">{days(&p)}</span> }.into_any())
        .collect_view()
        .into_any()
}

/// A text whose days break whole.
#[cfg(feature = "ssr")]
fn days(text: &str) -> AnyView {
    let part = |(part, whole): (&str, bool)| match whole {
        true => view! { <span class="nb">{part.to_owned()}</span> }.into_any(),
        false => part.to_owned().into_any(),
    };
    match dated(text).as_slice() {
        [] => ().into_any(),
        [one] => part(*one),
        several => several.iter().copied().map(part).collect_view().into_any(),
    }
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

    #[cfg(feature = "ssr")]
    #[test]
    fn days_break_whole() {
        assert_eq!(
            phrases("这次调查还没开始，2026年12月5日起可以填。"),
            ["这次调查还没开始，", "2026年12月5日起可以填。"]
        );
        assert_eq!(
            dated("结果在2026年12月30日公布。"),
            [("结果在", false), ("2026年12月30日公布。", true)]
        );
        assert_eq!(
            dated("2026年12月5日起可以填。"),
            [("2026年12月5日", true), ("起可以填。", false)]
        );
        assert_eq!(
            dated("It closed on 30 November 2026. Thank you, all 12 of you."),
            [
                ("It closed on ", false),
                ("30 November 2026.", true),
                (" Thank you, all 12 of you.", false)
            ]
        );
        assert_eq!(dated("12 人说 2026年更好"), [("12 人说 2026年更好", false)]);
        assert_eq!(dated("in 30 November"), [("in 30 November", false)]);
        let html = crate::render::to_html(|| heading("Open from 5 December 2026"));
        assert!(
            html.contains("<span class=\"nb\">5 December 2026</span>"),
            "{html}"
        );
    }

    #[test]
    fn a_value_takes_its_place_by_name() {
        assert_eq!(fill("{n} / {total}", &[("n", "3"), ("total", "14")]), "3 / 14");
    }
}
