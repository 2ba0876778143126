//! One person's answers, read: where each counts, and the scores that indices are made of.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use survey::{
    Item, ScaleKind, Value, Version,
    score::{Reading, read},
};

use super::{exact, plan::Plan};
use crate::tally::ResponseRow;

/// Where a person counts in an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Slot {
    /// Hidden by a condition, or in another rotating block.
    NotAsked,
    /// Asked, but left blank or unreadable.
    Skipped,
    /// A special code.
    Special(String),
    /// The one option that was chosen; counts as an answer.
    Option(String),
    /// An answer without a countable option, or one of several picks; each pick is beside it.
    Answered,
    /// One of several picks; the person is counted by `Answered`.
    Pick(String),
}

/// One item of one person.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) slots: Vec<Slot>,
    pub(super) number: Option<f64>,
    /// The score in steps, if the answer has one.
    pub(super) score: Option<u64>,
}

impl Answer {
    fn only(slot: Slot) -> Self {
        Self {
            slots: vec![slot],
            ..Self::default()
        }
    }

    pub(super) fn asked(&self) -> bool {
        !matches!(self.slots.first(), Some(Slot::NotAsked))
    }
}

/// Answers to the items of the version, in their order. An answer to an item that was not asked is not counted, nor
/// looked at by a later condition.
pub(super) fn answers(version: &Version, plan: &Plan, response: &ResponseRow) -> Vec<Answer> {
    let mut given = Cow::Borrowed(&response.answers);
    let mut all = Vec::with_capacity(version.items.len());
    for (at, item) in version.items.iter().enumerate() {
        let hidden = item.condition.as_ref().is_some_and(|c| !c.holds(&given));
        all.push(if hidden || plan.left_out(at, response.block) {
            if given.get(&item.code).is_some() {
                given.to_mut().0.remove(&item.code);
            }
            Answer::only(Slot::NotAsked)
        } else {
            answer(version, item, given.get(&item.code))
        });
    }
    all
}

/// What was answered to an item that was asked. An item whose scale is not there counts nobody.
fn answer(version: &Version, item: &Item, value: Option<&Value>) -> Answer {
    let Some(scale) = version.scale_of(item) else {
        return Answer::default();
    };
    match value.and_then(|value| read(scale, item, value)) {
        Some(Reading::Special { code, .. }) => Answer::only(Slot::Special(code)),
        Some(Reading::Option { .. }) if scale.kind == ScaleKind::Area => Answer::only(Slot::Answered),
        Some(Reading::Option { code, score }) => Answer {
            score: score.and_then(exact::score),
            ..Answer::only(Slot::Option(code))
        },
        Some(Reading::Picks(picks)) => picked(version, item, picks),
        Some(Reading::Number(x)) => match exact::Numbers::one(exact::Weight::default(), x) {
            Some(_) => Answer {
                number: Some(x),
                ..Answer::only(Slot::Answered)
            },
            None => Answer::only(Slot::Skipped),
        },
        Some(Reading::Words(words)) if !words.is_empty() => Answer::only(Slot::Answered),
        Some(Reading::Words(_)) | None => Answer::only(Slot::Skipped),
    }
}

fn picked(version: &Version, item: &Item, mut picks: Vec<String>) -> Answer {
    let Some(scale) = version.scale_of(item) else {
        return Answer::default();
    };
    let from_domains = scale.options_from.as_deref() == Some("domains");
    let offered = version.domain_options.iter().filter(|_| from_domains);
    let known: Vec<&str> = scale
        .options
        .iter()
        .chain(offered)
        .map(|o| o.code.0.as_str())
        .collect();
    picks.retain(|pick| known.contains(&pick.as_str()));
    picks.sort();
    picks.dedup();
    if picks.is_empty() {
        return Answer::only(Slot::Skipped);
    }
    let mut answer = Answer::only(Slot::Answered);
    if scale.kind == ScaleKind::MultiChoice {
        answer.slots.extend(picks.into_iter().map(Slot::Pick));
    }
    answer
}

/// The half rule over the members of an index: given are whether each was asked, and its score.
pub(super) fn half_rule(members: impl Iterator<Item = (bool, Option<u64>)>) -> Option<u64> {
    let (mut asked, mut answered, mut sum) = (0_u64, 0_u64, 0_u64);
    for (was_asked, score) in members {
        asked += u64::from(was_asked);
        if let Some(score) = score {
            answered += 1;
            sum += score;
        }
    }
    // at least ⌈asked / 2⌉
    (2 * answered >= asked)
        .then(|| exact::mean(sum, answered))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::half_rule;

    #[test]
    fn half_of_those_asked_is_enough_and_less_is_not() {
        let rule = |all: &[(bool, Option<u64>)]| half_rule(all.iter().copied());
        assert_eq!(rule(&[]), None);
        assert_eq!(rule(&[(true, None)]), None);
        assert_eq!(rule(&[(true, Some(10)), (true, None)]), Some(10));
        assert_eq!(rule(&[(true, Some(10)), (true, None), (true, None)]), None);
        assert_eq!(
            rule(&[(true, Some(10)), (true, Some(20)), (true, None)]),
            Some(15)
        );
        assert_eq!(rule(&[(true, Some(10)), (false, None), (false, None)]), Some(10));
    }
}
