//! Chinese names in an English sentence: each breaks whole, not between any two of its characters.

use leptos::prelude::*;

use super::phrases::width;

/// Widest place with its rate kept whole, in halves of a Chinese character.
const RATE: usize = 24;

/// Words in which no Chinese name is broken, where they are English; Chinese ones as they are.
pub fn names_whole(text: &str) -> AnyView {
    parted(text)
        .into_iter()
        .map(|(part, name)| match name {
            true => view! { <span class="nb">{part.to_owned()}</span> }.into_any(),
            false => part.to_owned().into_any(),
        })
        .collect_view()
        .into_any()
}

/// An English text parted into its Chinese names and what stands between them; any other is one part.
fn parted(text: &str) -> Vec<(&str, bool)> {
    if !is_english(text) {
        return vec![(text, false)];
    }
    let mut out: Vec<(&str, bool)> = Vec::new();
    let mut from = 0;
    let mut last = false;
    for (at, c) in text.char_indices() {
        // the mark behind a name stays with it
        let han = is_han(c) || last && matches!(c, ':' | ',' | '.' | ';' | ')' | '?');
        if han != last && at > from {
            out.push((&text[from..at], last));
            from = at;
        }
        last = han;
    }
    out.push((&text[from..], last));
    out
}

/// A Chinese list of places and their rates: each breaks whole, not within its name or before its figure.
pub(super) fn rates_whole(text: &str) -> AnyView {
    if is_english(text) {
        return names_whole(text);
    }
    // what is no rate stays one text
    let mut parts: Vec<(String, bool)> = Vec::new();
    for part in text.split_inclusive(['、', '，', '；', '：']) {
        match parts.last_mut() {
            Some((last, false)) if !is_rate(part) => last.push_str(part),
            _ => parts.push((part.to_owned(), is_rate(part))),
        }
    }
    parts
        .into_iter()
        .map(|(part, whole)| match whole {
            true => view! { <span class="nb">{part}</span> }.into_any(),
            false => part.into_any(),
        })
        .collect_view()
        .into_any()
}

/// A name and its rate in per cent, short enough for a line of its own.
fn is_rate(part: &str) -> bool {
    part.starts_with(is_han) && part.contains('%') && width(part) <= RATE
}

/// By its words, or by how a list of names is parted.
fn is_english(text: &str) -> bool {
    let marks = ['。', '、', '，', '；', '：', '？', '（', '“', '「'];
    let letters = text.chars().filter(char::is_ascii_lowercase).count();
    let words = letters >= 3 && !text.contains(marks);
    words || text.contains(", ")
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_whole_in_an_english_sentence_alone() {
        assert_eq!(
            parted("云河乡 over 99%, 云沟乡 91%"),
            [
                ("云河乡", true),
                (" over 99%, ", false),
                ("云沟乡", true),
                (" 91%", false)
            ]
        );
        assert_eq!(
            parted("云河乡, 云沟乡"),
            [("云河乡,", true), (" ", false), ("云沟乡", true)]
        );
        assert_eq!(parted("no names"), [("no names", false)]);
        assert_eq!(parted("24 个乡镇"), [("24 个乡镇", false)]);
        assert_eq!(
            parted("云河乡低于平均，n = 20"),
            [("云河乡低于平均，n = 20", false)]
        );
        assert_eq!(parted(""), [("", false)]);
        assert_eq!(
            parted("桃田镇: Roads by 云河乡."),
            [("桃田镇:", true), (" Roads by ", false), ("云河乡.", true)]
        );
        assert_eq!(parted("a, 云"), [("a, ", false), ("云", true)]);
        let html = crate::render::to_html(|| names_whole("without 云河乡").into_any());
        assert!(html.contains("<span class=\"nb\">云河乡</span>"), "{html}");
    }

    #[test]
    fn a_place_and_its_rate_stay_whole() {
        let html = |text: &'static str| crate::render::to_html(move || rates_whole(text)).replace("<!>", "");
        assert_eq!(
            html("云河乡超过 99%、福塘乡 82%，其余说不清"),
            "<span class=\"nb\">云河乡超过 99%、</span><span class=\"nb\">福塘乡 82%，</span>其余说不清"
        );
        let plain = "所有地方放在一起看，仍有 95% 的把握是按每个地方各自的份数算出来的";
        assert_eq!(html(plain), plain);
        assert_eq!(
            html("云河乡 82%, rest"),
            "<span class=\"nb\">云河乡</span> 82%, rest"
        );
    }
}
