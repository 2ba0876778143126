//! Domains and indicators by id or by name in any language; what nobody knows becomes the county's own.

use std::collections::HashMap;

use survey::{
    Domain, DomainId, LedgerKind,
    content::{DOMAINS, INDICATORS},
};

use crate::{
    cell::{is_total, total_row},
    problem::{Wrong, quoted},
    report::NewName,
    said::{Said, said},
};

/// More new names than this in one file are a column mistaken for another.
const NEW_LIMIT: usize = 500;

/// The candidate whose name is nearest to `text` by edit distance, case aside.
pub(crate) fn nearest<'a, T>(text: &str, names: impl Iterator<Item = (T, &'a str)>) -> Option<T> {
    let folded = text.to_lowercase().replace('_', " ");
    let mut best: Option<(f64, T)> = None;
    for (candidate, name) in names {
        let name = name.to_lowercase().replace('_', " ");
        let alike = strsim::normalized_damerau_levenshtein(&folded, &name);
        if best.as_ref().is_none_or(|(most, _)| alike > *most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Names that stand for an id, and those that a file added.
struct Names {
    noun: &'static str,
    ids: HashMap<String, usize>,
    /// Id, and the name to show.
    known: Vec<(String, String)>,
    new: Vec<NewName>,
    catalogued: usize,
}

impl Names {
    fn new(noun: &'static str) -> Self {
        Self {
            noun,
            ids: HashMap::new(),
            known: Vec::new(),
            new: Vec::new(),
            catalogued: 0,
        }
    }

    fn add<'a>(&mut self, id: &'a str, shown: &str, names: impl Iterator<Item = &'a str>) {
        let at = self.known.len();
        self.known.push((id.to_owned(), shown.to_owned()));
        for name in std::iter::once(id).chain(names) {
            self.ids.entry(fold(name)).or_insert(at);
        }
        self.catalogued += 1;
    }

    /// The place of a name; a new one is kept and noted.
    fn place(&mut self, text: &str) -> Result<usize, Wrong> {
        if let Some(at) = self.ids.get(text).or_else(|| self.ids.get(&fold(text))) {
            return Ok(*at);
        }
        let noun = self.noun;
        if text.is_empty() {
            return Err(Wrong::new(
                "is empty",
                said!("write the id or name of the {0}", Said::from(noun)),
            ));
        }
        if is_total(text) {
            return Err(total_row());
        }
        if DomainId::parse(text).is_none() {
            return Err(Wrong::new(
                said!("{0} is no {1}", quoted(text), Said::from(noun)),
                "write 1 to 64 characters without line ends",
            ));
        }
        if self.new.len() >= NEW_LIMIT {
            return Err(Wrong::new(
                said!(
                    "{0} would be new {1} number {2}",
                    quoted(text),
                    Said::from(noun),
                    NEW_LIMIT + 1
                ),
                said!("check that the column holds {0}s", Said::from(noun)),
            ));
        }
        let known = &self.known[..self.catalogued];
        let shown = known.iter().flat_map(|k| [(k, k.0.as_str()), (k, k.1.as_str())]);
        let named = self
            .ids
            .iter()
            .filter_map(|(name, at)| Some((known.get(*at)?, name.as_str())));
        let all = shown.chain(named);
        // a map has no order: of names equally near the first id counts
        let mut sorted: Vec<_> = all.collect();
        sorted.sort();
        let near = nearest(text, sorted.into_iter()).cloned();
        self.new.push(NewName {
            id: text.to_owned(),
            nearest: near,
        });
        let at = self.known.len();
        self.known.push((text.to_owned(), text.to_owned()));
        self.ids.insert(fold(text), at);
        Ok(at)
    }
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The domains of the catalogue and of the county.
pub(crate) struct DomainNames {
    names: Names,
    domains: Vec<Domain>,
    sent: usize,
}

impl DomainNames {
    /// The catalogue with the county's own.
    pub fn new(own: Vec<Domain>) -> Self {
        let mut names = Names::new("domain");
        let domains: Vec<Domain> = DOMAINS.iter().cloned().chain(own).collect();
        for d in &domains {
            names.add(
                d.id.as_str(),
                d.name.get("en"),
                d.name.0.values().map(String::as_str),
            );
        }
        Self {
            names,
            domains,
            sent: 0,
        }
    }

    /// The domain a file means, with the kind its lines have where they name none.
    pub fn find(&mut self, text: &str) -> Result<(DomainId, LedgerKind), Wrong> {
        let at = self.names.place(text)?;
        if at == self.domains.len() {
            let id =
                DomainId::parse(text).ok_or_else(|| Wrong::new("is no domain", "write its id or name"))?;
            self.domains.push(Domain::own(id));
        }
        let domain = &self.domains[at];
        Ok((domain.id.clone(), domain.default_kind))
    }

    /// New domains that were not handed out yet.
    pub fn unsent(&mut self) -> Vec<Domain> {
        let from = self.names.catalogued + self.sent;
        self.sent = self.names.new.len();
        self.domains.get(from..).map(<[_]>::to_vec).unwrap_or_default()
    }

    /// The new ones, as the report names them.
    pub fn new_names(&self) -> Vec<NewName> {
        self.names.new.clone()
    }
}

/// The indicators of the catalogue and of the county.
pub(crate) struct IndicatorNames {
    names: Names,
    sent: usize,
}

impl IndicatorNames {
    /// The catalogue with the county's own.
    pub fn new(own: &[String]) -> Self {
        let mut names = Names::new("indicator");
        for i in INDICATORS.iter() {
            names.add(&i.id, i.name.get("en"), i.name.0.values().map(String::as_str));
        }
        for id in own {
            names.add(id, id, std::iter::empty());
        }
        Self { names, sent: 0 }
    }

    /// The id of the indicator a file means.
    pub fn find(&mut self, text: &str) -> Result<String, Wrong> {
        let at = self.names.place(text)?;
        Ok(self.names.known[at].0.clone())
    }

    /// New indicators that were not handed out yet.
    pub fn unsent(&mut self) -> Vec<String> {
        let from = std::mem::replace(&mut self.sent, self.names.new.len());
        self.names.new[from..].iter().map(|n| n.id.clone()).collect()
    }

    /// The new ones, as the report names them.
    pub fn new_names(&self) -> Vec<NewName> {
        self.names.new.clone()
    }
}
