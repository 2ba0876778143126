//! What is to be counted of a version: its items, which of them form an index, which indices are crossed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use survey::{Item, Version};

use super::quality::name;

/// Outcomes that together form the harmony index begin with this.
const HARMONY: &str = "harmony_";
/// The outcome that drivers are sought for.
const OVERALL: &str = "overall";
/// No more variables than this are crossed in one panel, the first in order of key.
const MOST_VARIABLES: usize = 64;

/// A 0–100 number per person, made of the scores of one or more items by the half rule: their mean if at least half of
/// those that were asked were answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// Every scored item of a domain, by the domain's id.
    Domain(String),
    /// The scored items on trust, neighbours and safety: those whose outcome begins with `harmony_`.
    Harmony,
    /// One scored item with an outcome and no domain, by its code; inside a panel of items, any of its items.
    Item(String),
}

/// Variables that are crossed with each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelKey {
    /// Every index with every other: for drivers.
    Indices,
    /// The items of one index with each other: for reliability.
    ItemsOf(IndexKey),
}

pub(super) struct Index {
    pub(super) key: IndexKey,
    /// Positions in the version's items.
    pub(super) members: Vec<usize>,
    /// Is the member put to everyone, without condition or rotation?
    always: Vec<bool>,
}

pub(super) struct Panel {
    pub(super) key: PanelKey,
    /// In order of key, each with its place among the indices or the items.
    pub(super) variables: Vec<(IndexKey, usize)>,
    /// Variables (places in `variables`) of the people who have them all: those put to everyone; none where fewer
    /// than two.
    pub(super) complete: Vec<usize>,
}

/// A version, looked through once.
pub(super) struct Plan {
    /// In order of key.
    pub(super) indices: Vec<Index>,
    pub(super) panels: Vec<Panel>,
    /// Scored items of the scale that most scored items share: a battery in which one answer throughout is telling.
    pub(super) battery: Vec<bool>,
    /// A number for each item's code, see [`name`].
    pub(super) names: Vec<u64>,
    /// The rotating blocks that hold each item.
    held: Vec<Vec<usize>>,
}

impl Plan {
    pub(super) fn new(version: &Version) -> Self {
        let holding = |item: &Item| {
            let blocks = version.blocks.iter().enumerate();
            blocks
                .filter(|(_, b)| b.items.contains(&item.code))
                .map(|(i, _)| i)
                .collect()
        };
        let held: Vec<Vec<usize>> = version.items.iter().map(holding).collect();
        let indices = indices(version, &held);
        let panels = panels(version, &indices);
        Self {
            battery: battery(version),
            names: version.items.iter().map(|item| name(&item.code)).collect(),
            indices,
            panels,
            held,
        }
    }

    /// Is the item in another block than the one that was asked?
    pub(super) fn left_out(&self, item: usize, asked: Option<usize>) -> bool {
        asked.is_some_and(|asked| left_out(self.held.get(item), asked))
    }
}

fn left_out(held: Option<&Vec<usize>>, asked: usize) -> bool {
    held.is_some_and(|blocks| blocks.iter().any(|&block| block != asked))
}

fn scored(version: &Version, item: &Item) -> bool {
    version.scale_of(item).is_some_and(|scale| scale.scored)
}

fn indices(version: &Version, held: &[Vec<usize>]) -> Vec<Index> {
    let mut members: BTreeMap<IndexKey, Vec<usize>> = BTreeMap::new();
    for (at, item) in version.items.iter().enumerate() {
        let outcome = item.outcome.as_deref();
        if !scored(version, item) {
            continue;
        }
        if let Some(domain) = &item.domain {
            let key = IndexKey::Domain(domain.as_str().to_owned());
            members.entry(key).or_default().push(at);
            continue;
        }
        if outcome.is_some_and(|o| o.starts_with(HARMONY)) {
            members.entry(IndexKey::Harmony).or_default().push(at);
        }
        if outcome.is_some() {
            members
                .entry(IndexKey::Item(item.code.clone()))
                .or_default()
                .push(at);
        }
    }
    let to_everyone = |at: usize| {
        let unconditional = version.items.get(at).is_some_and(|i| i.condition.is_none());
        unconditional && (0..version.blocks.len()).all(|block| !left_out(held.get(at), block))
    };
    let index = |(key, members): (IndexKey, Vec<usize>)| Index {
        always: members.iter().map(|&at| to_everyone(at)).collect(),
        key,
        members,
    };
    members.into_iter().map(index).collect()
}

fn panels(version: &Version, indices: &[Index]) -> Vec<Panel> {
    let driven = |index: &Index| match &index.key {
        IndexKey::Domain(_) => true,
        IndexKey::Harmony => false,
        IndexKey::Item(code) => version.item(code).and_then(|i| i.outcome.as_deref()) == Some(OVERALL),
    };
    let variables = indices.iter().enumerate();
    let all = panel(
        PanelKey::Indices,
        variables.map(|(at, index)| {
            let everyone = index.always.iter().all(|always| *always);
            (index.key.clone(), at, everyone && driven(index))
        }),
    );
    let items_of = |index: &Index| {
        let items = index.members.iter().zip(&index.always);
        panel(
            PanelKey::ItemsOf(index.key.clone()),
            items.filter_map(|(&at, &always)| {
                Some((IndexKey::Item(version.items.get(at)?.code.clone()), at, always))
            }),
        )
    };
    let own = indices.iter().filter(|i| i.members.len() > 1).map(items_of);
    let all = (!indices.is_empty()).then_some(all);
    all.into_iter().chain(own).collect()
}

fn panel(key: PanelKey, variables: impl Iterator<Item = (IndexKey, usize, bool)>) -> Panel {
    let mut variables: Vec<(IndexKey, usize, bool)> = variables.collect();
    variables.sort();
    variables.truncate(MOST_VARIABLES);
    let complete: Vec<usize> = (0..)
        .zip(&variables)
        .filter(|(_, v)| v.2)
        .map(|(i, _)| i)
        .collect();
    Panel {
        key,
        complete: if complete.len() > 1 { complete } else { Vec::new() },
        variables: variables.into_iter().map(|(key, at, _)| (key, at)).collect(),
    }
}

fn battery(version: &Version) -> Vec<bool> {
    let mut sizes: Vec<(&str, usize)> = Vec::new();
    for item in version.items.iter().filter(|item| scored(version, item)) {
        match sizes.iter_mut().find(|(scale, _)| *scale == item.scale) {
            Some((_, n)) => *n += 1,
            None => sizes.push((&item.scale, 1)),
        }
    }
    let largest = sizes.iter().map(|(_, n)| *n).max();
    let scale = sizes.iter().find(|(_, n)| Some(*n) == largest).map(|(s, _)| *s);
    let inside = |item: &Item| Some(item.scale.as_str()) == scale;
    version.items.iter().map(inside).collect()
}
