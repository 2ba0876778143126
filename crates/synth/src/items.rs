//! Which items are asked, in which block, and what each measures.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use survey::content::{DOMAINS, FORMS, bank_item};

use crate::{
    parameters::{Form, Parameters},
    services::{Service, service},
};

/// Id of the instrument in its file.
pub const INSTRUMENT: &str = "synthetic";

/// What an item measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measures {
    /// One of the county's domains.
    Domain(usize),
    Overall,
    Happiness,
    Government,
    Value,
    Harmony,
    Expectation,
}

/// An item whose answers are scored.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    pub code: &'static str,
    /// Highest code: best.
    pub top: usize,
    pub measures: Measures,
    /// Share of “not used”, where the item offers it.
    pub unused: f64,
    /// Asked only of those who answer 1 here, and how many do.
    pub gate: Option<(&'static str, f64)>,
}

/// A column of the responses file after nr, mode and weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Village,
    /// Place in the list of scored items.
    Scored(usize),
    /// The question that the scored item there depends on.
    Gate(usize),
    Priorities,
    Age,
    Sex,
    Coached,
}

/// The questionnaire.
#[derive(Clone, Debug)]
pub(crate) struct Items {
    pub scored: Vec<Scored>,
    /// Columns with their codes and, for an item of a block, the block's number.
    pub columns: Vec<(Column, &'static str, Option<usize>)>,
    pub blocks: Vec<(String, Vec<&'static str>)>,
}

/// Items beside the domains: code, highest code, what it measures.
const OTHERS: [(&str, usize, Measures); 8] = [
    ("Q_OVERALL", 5, Measures::Overall),
    ("Q_HAPPY", 5, Measures::Happiness),
    ("V_NEED", 5, Measures::Value),
    ("H_TRUST", 4, Measures::Harmony),
    ("H_HELP", 4, Measures::Harmony),
    ("H_SAFE", 4, Measures::Harmony),
    ("G_TOWN", 5, Measures::Government),
    ("E_RISE", 3, Measures::Expectation),
];

impl Items {
    pub fn new(p: &Parameters) -> Self {
        let services: Vec<&Service> = p.domains.iter().filter_map(|id| service(id)).collect();
        let mut scored: Vec<Scored> = services.iter().enumerate().map(|(d, s)| rated(d, s)).collect();
        scored.extend(OTHERS.map(|(code, top, measures)| Scored {
            code,
            top,
            measures,
            unused: 0.0,
            gate: None,
        }));
        let mut items = Self {
            scored,
            columns: Vec::new(),
            blocks: Vec::new(),
        };
        items.lay_out(p.form);
        items
    }

    /// Overall before particular items, blocks as the catalogue has them, coaching last.
    fn lay_out(&mut self, form: Form) {
        self.columns.push((Column::Village, "D_VILLAGE", None));
        self.ask("Q_OVERALL", None);
        self.ask("Q_HAPPY", None);
        for (at, (id, codes)) in blocks().into_iter().enumerate() {
            let block = (form == Form::Rotating).then_some(at);
            let known: Vec<&'static str> = codes.iter().filter_map(|c| self.code(c)).collect();
            for code in &known {
                self.ask(code, block);
            }
            if block.is_some() {
                self.blocks.push((id, known));
            }
        }
        let all: Vec<&'static str> = self.scored.iter().map(|s| s.code).collect();
        let late = ["G_TOWN", "E_RISE", "H_SAFE"];
        for code in all.iter().filter(|c| !late.contains(*c)) {
            self.ask(code, None);
        }
        self.ask("G_TOWN", None);
        self.ask("E_RISE", None);
        self.columns.push((Column::Priorities, "R_TOP3", None));
        self.ask("H_SAFE", None);
        for (column, code) in [
            (Column::Age, "D_AGE"),
            (Column::Sex, "D_SEX"),
            (Column::Coached, "COACH"),
        ] {
            self.columns.push((column, code, None));
        }
    }

    fn code(&self, code: &str) -> Option<&'static str> {
        self.scored.iter().find(|s| s.code == code).map(|s| s.code)
    }

    /// Adds an item, and what it depends on before it; once.
    fn ask(&mut self, code: &str, block: Option<usize>) {
        let Some((at, item)) = self.scored.iter().enumerate().find(|(_, s)| s.code == code) else {
            return;
        };
        if self.columns.iter().any(|(c, _, _)| *c == Column::Scored(at)) {
            return;
        }
        if let Some((gate, _)) = item.gate {
            self.columns.push((Column::Gate(at), gate, block));
        }
        self.columns.push((Column::Scored(at), item.code, block));
    }

    /// The instrument file.
    pub fn instrument(&self, p: &Parameters) -> Value {
        let codes: Vec<&str> = self.columns.iter().map(|(_, code, _)| *code).collect();
        let blocks: Vec<Value> = self
            .blocks
            .iter()
            .map(|(id, items)| json!({"id": id, "items": items}))
            .collect();
        let options: Vec<Value> = p
            .domains
            .iter()
            .filter_map(|id| DOMAINS.iter().find(|d| d.id.as_str() == id))
            .map(|d| json!({"code": d.id.as_str(), "label": d.name.0}))
            .collect();
        json!({
            "id": INSTRUMENT,
            "version": 1,
            "title": {
                "zh-Hans": "示例：居民满意度问卷",
                "zh-Hant": "示例：居民滿意度問卷",
                "en": "Sample: satisfaction of residents",
            },
            "languages": ["zh-Hans", "zh-Hant", "en"],
            "items": codes,
            "blocks": blocks,
            "domain_options": options,
            "profile": {"area": "D_VILLAGE", "age": "D_AGE", "sex": "D_SEX"},
            "columns": {"id": "nr", "mode": "mode", "weight": "weight"},
        })
    }
}

fn rated(d: usize, s: &Service) -> Scored {
    let may_be_unused = bank_item(s.item).is_some_and(|i| i.allow.contains(&survey::scale::Role::NotUsed));
    Scored {
        code: s.item,
        top: 5,
        measures: Measures::Domain(d),
        unused: if may_be_unused { s.unused } else { 0.0 },
        gate: s.gate,
    }
}

/// The blocks of the rotating form of the catalogue.
fn blocks() -> BTreeMap<String, Vec<String>> {
    FORMS
        .iter()
        .find(|f| f.id == "rotating")
        .map(|f| f.blocks.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use survey::content::SCALES;

    use super::*;

    #[test]
    fn codes_of_scored_items_count_upwards_from_1_in_equal_steps() {
        let p = Parameters {
            domains: crate::services::first(18),
            ..Parameters::default()
        };
        for s in Items::new(&p).scored {
            let item = bank_item(s.code).unwrap();
            assert!(!item.reverse && !item.sensitive, "{}", s.code);
            let scale = SCALES.iter().find(|k| k.id == item.scale).unwrap();
            assert_eq!(scale.options.len(), s.top, "{}", s.code);
            for option in &scale.options {
                let code: f64 = option.code.0.parse().unwrap();
                let want = 100.0 * (code - 1.0) / (s.top as f64 - 1.0);
                let score = option.score.unwrap_or(want);
                assert!((score - want).abs() < 0.5, "{} {code} {score} {want}", s.code);
            }
            let dont_know = scale.special.iter().any(|o| o.code.0 == "8");
            assert!(dont_know, "{}", s.code);
        }
    }

    #[test]
    fn a_rotating_form_has_three_blocks_and_asks_everything_once() {
        let items = Items::new(&Parameters::default());
        assert_eq!(items.blocks.len(), 3);
        let mut codes: Vec<_> = items.columns.iter().map(|c| c.1).collect();
        assert_eq!(codes.last(), Some(&"COACH"));
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!((codes.len(), all), (25, 25));
        let everyone = Items::new(&Parameters {
            form: Form::Everyone,
            ..Parameters::default()
        });
        assert!(everyone.blocks.is_empty() && everyone.columns.iter().all(|c| c.2.is_none()));
    }
}
