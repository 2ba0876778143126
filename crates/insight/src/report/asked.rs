//! Which items a measure is made of, and whether two versions ask the same.

use survey::{Item, OptionRow, Scale, Text, Version};

/// The scored items behind a measure of a report: those of a service, of harmony, or one item by its code. In the order
/// of the version; the same ones that the tally cube makes its indices of.
pub fn items_of<'a>(version: &'a Version, measure: &str, domain: bool) -> Vec<&'a Item> {
    let of = |item: &&Item| match (&item.domain, &item.outcome) {
        (Some(own), _) => domain && own.as_str() == measure,
        (None, Some(outcome)) if measure == "harmony" => outcome.starts_with("harmony_"),
        (None, Some(_)) => !domain && item.code == measure,
        (None, None) => false,
    };
    let scored = |item: &&Item| version.scale_of(item).is_some_and(|scale| scale.scored);
    version.items.iter().filter(scored).filter(of).collect()
}

/// Do both versions make a measure of the same items, worded alike in every language they share, on the same points, put
/// to the same people? STATISTICS §2.3: otherwise a difference is no change.
pub fn asks_the_same(now: &Version, then: &Version, measure: &str, domain: bool) -> bool {
    let (mut a, mut b) = (items_of(now, measure, domain), items_of(then, measure, domain));
    a.sort_by(|x, y| x.code.cmp(&y.code));
    b.sort_by(|x, y| x.code.cmp(&y.code));
    let same = |x: &Item, y: &Item| {
        let scales = now.scale_of(x).zip(then.scale_of(y));
        x.code == y.code
            && x.reverse == y.reverse
            && x.condition == y.condition
            && same_words(&x.text, &y.text)
            && scales.is_some_and(|(x, y)| same_points(x, y))
    };
    !a.is_empty() && a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| same(x, y))
}

fn same_points(a: &Scale, b: &Scale) -> bool {
    let mut pairs = a.options.iter().zip(&b.options);
    let same = |(x, y): (&OptionRow, &OptionRow)| {
        x.code == y.code && x.score == y.score && same_words(&x.label, &y.label)
    };
    a.options.len() == b.options.len() && pairs.all(same)
}

/// The same words in every language that both have.
fn same_words(a: &Text, b: &Text) -> bool {
    a.0.iter()
        .all(|(lang, words)| b.0.get(lang).is_none_or(|other| other.trim() == words.trim()))
}
