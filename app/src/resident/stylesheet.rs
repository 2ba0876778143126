//! The residents' style sheet, inlined: one round trip on a slow line.

use std::sync::LazyLock;

/// `style/resident.css`, minified once.
pub static CSS: LazyLock<String> = LazyLock::new(|| minified(include_str!("../../../style/resident.css")));

/// What public results need beside it, for the village board.
pub static WALL: LazyLock<String> = LazyLock::new(|| minified(include_str!("../../../style/wall.css")));

/// Takes out comments and white space; strings stay as they are. Keeps the spaces that selectors and `calc` need.
fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut quote: Option<char> = None;
    while let Some(c) = chars.next() {
        if let Some(q) = quote {
            out.push(c);
            if c == q {
                quote = None;
            }
        } else if c == '/' && chars.peek() == Some(&'*') {
            let mut before = ' ';
            chars.next();
            for c in chars.by_ref() {
                if before == '*' && c == '/' {
                    break;
                }
                before = c;
            }
        } else if c.is_whitespace() {
            while chars.peek().is_some_and(|n| n.is_whitespace()) {
                chars.next();
            }
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
            let after_colon = out.ends_with(": ") || out.ends_with(':');
            if !out.is_empty()
                && !out.ends_with([' ', '{', '}', ';', ','])
                && !after_colon
                && !chars.peek().copied().is_none_or(tight)
            {
                out.push(' ');
            }
        } else {
            if matches!(c, '"' | '\'') {
                quote = Some(c);
            }
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(c);
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_and_meaning_stays() {
        assert_eq!(
            minified(
                "/* a */\n.a , .b :is(p) {\n  margin : 0 auto;\n  inline-size: calc(1px + 2px);\n}\n@media (min-width: 2px) { i::before { content: \"a  b\"; } }\n"
            ),
            ".a,.b :is(p){margin :0 auto;inline-size:calc(1px + 2px)}@media (min-width:2px){i::before{content:\"a  b\"}}"
        );
    }

    #[test]
    fn nothing_in_it_can_end_the_style_element() {
        assert!(!CSS.contains('<'));
        assert!(!CSS.contains("/*") && CSS.matches('{').count() == CSS.matches('}').count());
    }
}
