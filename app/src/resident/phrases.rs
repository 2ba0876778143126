//! Chinese as it is set: full-width punctuation beside characters, whichever the data was typed with.

use survey::Form;

const MARKS: [(char, char); 7] = [
    (',', '，'),
    (':', '：'),
    (';', '；'),
    ('?', '？'),
    ('!', '！'),
    ('(', '（'),
    (')', '）'),
];

fn chinese(lang: &str) -> bool {
    lang == "zh" || lang.starts_with("zh-")
}

fn beside(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3000}'..='\u{303f}' | '“' | '”' | '‘' | '’' | '\u{ff00}'..='\u{ffef}')
}

/// Turns ASCII marks beside Chinese characters into full-width ones, and what ends a sentence in Chinese whatever stands
/// before it; other languages and `71.4 (68.9)` stay.
pub fn full_width(lang: &str, text: &str) -> String {
    if !chinese(lang) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let near = |i: Option<usize>| i.and_then(|i| chars.get(i)).copied().is_some_and(beside);
    let mut out = String::with_capacity(text.len());
    let sentence = chars
        .iter()
        .any(|c| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'));
    let ends = |i: usize| sentence && chars.get(i + 1).is_none_or(|next| next.is_whitespace());
    let mut opened_wide = false;
    for (i, c) in chars.iter().enumerate() {
        let wide = MARKS.iter().find(|m| m.0 == *c).map(|m| m.1);
        let asked = match c {
            ')' => std::mem::take(&mut opened_wide),
            '?' | '!' if ends(i) => true,
            // a mark turned wide draws the next one along
            _ => near(i.checked_sub(1)) || near(Some(i + 1)) || out.ends_with(beside),
        };
        opened_wide |= asked && *c == '(';
        out.push(wide.filter(|_| asked).unwrap_or(*c));
    }
    out
}

/// The form with its words set as above.
pub fn set_form(mut form: Form) -> Form {
    let lang = form.lang.clone();
    let set = |s: &mut String| *s = full_width(&lang, s);
    set(&mut form.title);
    for q in &mut form.questions {
        set(&mut q.text);
        q.note.iter_mut().for_each(set);
        q.options
            .iter_mut()
            .chain(&mut q.special)
            .for_each(|o| set(&mut o.label));
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_beside_chinese_are_full_width() {
        assert_eq!(
            full_width("zh-Hans", "您对路,满意不满意?村(社区)"),
            "您对路，满意不满意？村（社区）"
        );
        assert_eq!(full_width("zh-Hans", "71.4 (68.9–73.8)"), "71.4 (68.9–73.8)");
        assert_eq!(full_width("zh-Hans", "路(S1)"), "路（S1）");
        assert_eq!(full_width("zh-Hans", "回执码:{receipt}。"), "回执码：{receipt}。");
        assert_eq!(
            full_width("zh-Hant", "您有醫保(NHS)嗎(A)?"),
            "您有醫保（NHS）嗎（A）？"
        );
        assert_eq!(full_width("zh-Hans", "用过 NHS 24 (A)?"), "用过 NHS 24 (A)？");
        assert_eq!(full_width("zh-Hans", "路(S1),水"), "路（S1），水");
        assert_eq!(full_width("zh-Hans", "NHS 24 (A)?"), "NHS 24 (A)?");
        assert_eq!(full_width("en", "Roads, please?"), "Roads, please?");
    }
}
