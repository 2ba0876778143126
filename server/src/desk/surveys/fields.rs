//! What a plain form sent: names and words, cleaned of what no line of text may hold.

use app::{
    desk::surveys::form::Form,
    words::{Locale, Words},
};

/// Fields as they were sent; of a repeated name the last.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

const TOO_LONG: Words = Words(
    "{name}写了 {n} 个字，最多 {max} 个",
    "{name}寫了 {n} 個字，最多 {max} 個",
    "{name}: {n} {n:character|characters}, at most {max}",
);
const MISSING: Words = Words("请填{name}", "請填{name}", "{name}: please fill this in");
const NOT_A_NUMBER: Words = Words(
    "{name}要填 {low} 到 {high} 的整数",
    "{name}要填 {low} 到 {high} 的整數",
    "{name}: a whole number from {low} to {high}",
);

impl Fields {
    /// Reads the body of a form.
    pub fn parse(body: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(body)
                .map(|(k, v)| (k.into_owned(), v.into_owned()))
                .collect(),
        )
    }

    /// What was sent under a name, as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .rev()
            .find(|(k, _)| k == name)
            .map_or("", |(_, v)| v)
    }

    /// Everything that was sent under a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(k, _)| k == name)
            .map(|(_, v)| v.clone())
            .collect()
    }

    /// One line of text: control characters become spaces, outer space is cut.
    pub fn line(&self, name: &str) -> String {
        self.raw(name)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// Several lines of text, without empty ones.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.raw(name)
            .lines()
            .map(|l| {
                l.chars()
                    .map(|c| if c.is_control() { ' ' } else { c })
                    .collect::<String>()
                    .trim()
                    .to_owned()
            })
            .filter(|l| !l.is_empty())
            .collect()
    }

    /// A whole number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.line(name).parse().ok()
    }

    /// Everything typed, to be shown again.
    pub fn kept(&self) -> Form {
        Form {
            values: self.0.iter().cloned().collect(),
            errors: Vec::new(),
        }
    }
}

/// A line that is at most `max` characters long; else the form says so.
pub fn short(
    fields: &Fields,
    form: &mut Form,
    name: &str,
    label: Words,
    max: usize,
    locale: Locale,
) -> String {
    let line = fields.line(name);
    let n = line.chars().count();
    if n > max {
        let values = [
            ("name", label.get(locale)),
            ("n", &n.to_string()),
            ("max", &max.to_string()),
        ];
        form.refuse(name, TOO_LONG.fill(locale, &values));
    }
    line
}

/// The same, and it may not be empty.
pub fn needed(
    fields: &Fields,
    form: &mut Form,
    name: &str,
    label: Words,
    max: usize,
    locale: Locale,
) -> String {
    let line = short(fields, form, name, label, max, locale);
    if line.is_empty() {
        form.refuse(name, MISSING.fill(locale, &[("name", label.get(locale))]));
    }
    line
}

/// A whole number between two; else the form says so.
pub fn whole(
    fields: &Fields,
    form: &mut Form,
    name: &str,
    label: Words,
    range: (u16, u16),
    locale: Locale,
) -> u16 {
    match fields
        .number::<u16>(name)
        .filter(|n| (range.0..=range.1).contains(n))
    {
        Some(n) => n,
        None => {
            let (low, high) = (range.0.to_string(), range.1.to_string());
            let values = [("name", label.get(locale)), ("low", &low), ("high", &high)];
            form.refuse(name, NOT_A_NUMBER.fill(locale, &values));
            range.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_no_control_characters_but_all_else() {
        let fields = Fields::parse("t=%20a%0D%0Ab%00%E2%80%AEc%F0%9F%98%80%20&o=x%0D%0A%0D%0Ay".as_bytes());
        assert_eq!(fields.line("t"), "a  b \u{202e}c😀");
        assert_eq!(fields.lines("o"), ["x", "y"]);
    }

    #[test]
    fn too_long_is_said_and_kept() {
        let body = format!("title={}", "长".repeat(10_000));
        let fields = Fields::parse(body.as_bytes());
        let mut form = fields.kept();
        short(
            &fields,
            &mut form,
            "title",
            Words("标题", "標題", "Title"),
            120,
            Locale::En,
        );
        assert_eq!(
            form.error("title").unwrap(),
            "Title: 10000 characters, at most 120"
        );
        assert_eq!(form.value("title").chars().count(), 10_000);
    }
}
