//! The bank, scales, domains, forms and sentences of `content/`, compiled in as data.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{
    domain::{Domain, DomainId},
    instrument::{Block, Profile, Version},
    item::Item,
    ledger::LedgerKind,
    scale::{Code, OptionRow, Scale},
    text::Text,
};

/// The service catalogue.
pub static DOMAINS: LazyLock<Vec<Domain>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Exposure {
        default_kind: LedgerKind,
    }
    #[derive(Deserialize)]
    struct Row {
        id: DomainId,
        name: Text,
        service_phrase: Text,
        exposure: Exposure,
    }
    #[derive(Deserialize)]
    struct File {
        domains: Vec<Row>,
    }
    let file: File = parse(include_str!("../../../content/domains.json"));
    file.domains
        .into_iter()
        .map(|r| Domain {
            id: r.id,
            name: r.name,
            service_phrase: r.service_phrase,
            default_kind: r.exposure.default_kind,
            own: false,
        })
        .collect()
});

/// The answer scales.
pub static SCALES: LazyLock<Vec<Scale>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        scales: Vec<Scale>,
    }
    parse::<File>(include_str!("../../../content/scales.json")).scales
});

/// An item of the bank with what the builder shows about it.
#[derive(Clone, Debug, Deserialize)]
pub struct BankItem {
    /// The item itself.
    #[serde(flatten)]
    pub item: Item,
    /// short, full or optional.
    pub form: String,
    /// Where the wording comes from.
    pub provenance: Provenance,
    /// Recorded by the system rather than asked, where false.
    pub asked: bool,
    /// A template stands for one item per service or project.
    #[serde(default)]
    pub template: Option<serde_json::Value>,
}

/// Where a wording comes from.
#[derive(Clone, Debug, Deserialize)]
pub struct Provenance {
    /// Source in words.
    pub source: String,
    /// Tested with people, in any language.
    pub validated: bool,
}

/// The item bank, in its order.
pub static BANK: LazyLock<Vec<BankItem>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        items: Vec<BankItem>,
    }
    parse::<File>(include_str!("../../../content/bank.json")).items
});

/// A ready-made questionnaire.
#[derive(Clone, Debug, Deserialize)]
pub struct ReadyForm {
    /// short, rotating, full.
    pub id: String,
    /// Name.
    pub name: Text,
    /// One line about it.
    pub about: Text,
    /// Item codes in order; `@block` is where the rotating block stands.
    pub items: Vec<String>,
    /// Rotating blocks.
    #[serde(default)]
    pub blocks: std::collections::BTreeMap<String, Vec<String>>,
    /// Estimated length.
    pub estimated_seconds: u32,
}

/// The ready-made questionnaires.
pub static FORMS: LazyLock<Vec<ReadyForm>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        forms: Vec<ReadyForm>,
    }
    parse::<File>(include_str!("../../../content/forms.json")).forms
});

/// Words for residents.
#[derive(Clone, Debug, Deserialize)]
pub struct Notice {
    /// The notice, with `{asker}` and `{years}`.
    pub notice: Text,
    /// One line under every page.
    pub promise: Text,
    /// Receipt page.
    pub receipt: ReceiptWords,
    /// Words on a shared device.
    pub kiosk: KioskWords,
    /// Labels of buttons.
    pub buttons: std::collections::BTreeMap<String, Text>,
    /// Messages by id.
    pub messages: Vec<Message>,
}

/// Words of the receipt page.
#[derive(Clone, Debug, Deserialize)]
pub struct ReceiptWords {
    /// Title.
    pub title: Text,
    /// What the code proves.
    pub proves: Text,
    /// What it cannot.
    pub cannot: Text,
    /// States by id.
    pub states: Vec<Message>,
}

/// Words on a shared device, before and after it changes hands.
#[derive(Clone, Debug, Deserialize)]
pub struct KioskWords {
    /// To the one in charge of the device.
    pub to_staff: Text,
    /// To the resident.
    pub to_resident: Text,
    /// To the resident, at the end.
    pub done: Text,
}

/// A text with an id.
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    /// Id.
    pub id: String,
    /// Words.
    pub text: Text,
}

/// The words for residents.
pub static NOTICE: LazyLock<Notice> = LazyLock::new(|| parse(include_str!("../../../content/notice.json")));

impl Notice {
    /// A message by id; empty words for an unknown one.
    pub fn message(&self, id: &str) -> &Text {
        static NONE: Text = Text(std::collections::BTreeMap::new());
        self.messages
            .iter()
            .chain(&self.receipt.states)
            .find(|m| m.id == id)
            .map_or(&NONE, |m| &m.text)
    }
}

/// A state, verdict, grade or change: label, one sentence, what would settle it.
#[derive(Clone, Debug, Deserialize)]
pub struct Status {
    /// Machine code.
    pub code: String,
    /// Short label.
    pub label: Text,
    /// One sentence.
    pub explanation: Text,
    /// What would settle it.
    #[serde(default)]
    pub remedy: Text,
    /// Of a verdict: the whole sentence, to be quoted as it is.
    #[serde(default)]
    pub sentence: Option<Text>,
}

/// Every state the product can name.
pub static STATUSES: LazyLock<Vec<Status>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        statuses: Vec<Status>,
    }
    parse::<File>(include_str!("../../../content/statuses.json")).statuses
});

/// What pages say of verdicts beside the codes.
#[derive(Clone, Debug, Deserialize)]
pub struct Wording {
    /// What to do with a listed cell, by how sure it is.
    pub lists: Lists,
    /// How many marks of ten are right, by the side they are on.
    pub probability_words: Sides,
    /// What stands before the points to clear up.
    pub clear_up: Text,
    /// The points to clear up before anything is concluded, in their order.
    pub checklist: Vec<Point>,
}

/// What to do with a listed cell.
#[derive(Clone, Debug, Deserialize)]
pub struct Lists {
    /// Of one that is nearly certain.
    pub strong: Text,
    /// Of one that is likely.
    pub probable: Text,
}

/// Words for below and above what is expected.
#[derive(Clone, Debug, Deserialize)]
pub struct Sides {
    /// Below.
    pub below: Text,
    /// Above.
    pub above: Text,
}

/// A point to clear up.
#[derive(Clone, Debug, Deserialize)]
pub struct Point {
    /// Id.
    pub id: String,
    /// The question.
    pub text: Text,
    /// Codes of items that say something of it, the most direct one first; those of templates without what fills them.
    pub items: Vec<String>,
}

/// See [`Wording`].
pub static WORDING: LazyLock<Wording> =
    LazyLock::new(|| parse(include_str!("../../../content/statuses.json")));

/// An indicator of the catalogue.
#[derive(Clone, Debug, Deserialize)]
pub struct IndicatorEntry {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
}

/// The indicator catalogue.
pub static INDICATORS: LazyLock<Vec<IndicatorEntry>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        indicators: Vec<IndicatorEntry>,
    }
    parse::<File>(include_str!("../../../content/indicators.json")).indicators
});

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    serde_json::from_str(text).expect("content/ is compiled in and its test parses every file")
}

/// An item of the bank, or a template filled for one service (`E_OK.roads`).
pub fn bank_item(code: &str) -> Option<Item> {
    if let Some(found) = BANK.iter().find(|b| b.item.code == code && b.template.is_none()) {
        return Some(found.item.clone());
    }
    let (stem, domain) = code.split_once('.')?;
    let template = BANK
        .iter()
        .find(|b| b.item.code == stem && b.template.is_some())?;
    let service = DOMAINS.iter().find(|d| d.id.as_str() == domain)?;
    let fill = |t: &Text| {
        Text(
            t.0.iter()
                .map(|(lang, words)| {
                    (
                        lang.clone(),
                        words.replace("{service}", service.service_phrase.get(lang)),
                    )
                })
                .collect(),
        )
    };
    let mut item = template.item.clone();
    item.code = code.to_owned();
    item.text = fill(&item.text);
    item.domain = Some(service.id.clone());
    Some(item)
}

/// A version made of bank items, own items and their scales.
///
/// `codes` may hold `@block` where the blocks stand. The coaching item is put last, as the bank's rules ask.
pub fn assemble(
    instrument: &str,
    version: u32,
    title: Text,
    codes: &[String],
    blocks: Vec<Block>,
    own: Vec<(Item, Scale)>,
) -> Version {
    let mut items: Vec<Item> = Vec::new();
    for code in codes {
        if code == "@block" {
            items.extend(blocks.iter().flat_map(|b| &b.items).filter_map(|c| bank_item(c)));
        } else if let Some(item) =
            bank_item(code).or_else(|| own.iter().find(|(i, _)| &i.code == code).map(|(i, _)| i.clone()))
        {
            items.push(item);
        }
    }
    items.sort_by_key(|i| i.code == "COACH");
    let mut scales: Vec<Scale> = SCALES
        .iter()
        .filter(|s| items.iter().any(|i| i.scale == s.id))
        .cloned()
        .collect();
    scales.extend(
        own.into_iter()
            .map(|(_, s)| s)
            .filter(|s| !SCALES.iter().any(|k| k.id == s.id)),
    );
    let role = |code: &str| items.iter().any(|i| i.code == code).then(|| code.to_owned());
    let profile = Profile {
        area: role("D_VILLAGE"),
        age: role("D_AGE"),
        sex: role("D_SEX"),
    };
    let domain_options = DOMAINS
        .iter()
        .map(|d| OptionRow {
            code: Code(d.id.as_str().to_owned()),
            label: d.name.clone(),
            score: None,
        })
        .collect();
    Version {
        instrument: instrument.to_owned(),
        version,
        title,
        languages: vec!["zh-Hans".into(), "zh-Hant".into(), "en".into()],
        items,
        scales,
        blocks,
        domain_options,
        profile,
        columns: crate::instrument::Columns::default(),
        missing: Vec::new(),
        ignore: Vec::new(),
    }
}

/// A ready-made questionnaire as a version.
pub fn ready_form(id: &str, instrument: &str, version: u32) -> Option<Version> {
    let form = FORMS.iter().find(|f| f.id == id)?;
    let blocks = form
        .blocks
        .iter()
        .map(|(id, items)| Block {
            id: id.clone(),
            items: items.clone(),
        })
        .collect();
    Some(assemble(
        instrument,
        version,
        form.name.clone(),
        &form.items,
        blocks,
        Vec::new(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form::{Choice, Form},
        submission::SubmissionId,
    };

    #[test]
    fn every_file_of_the_content_parses_and_counts_as_its_readme_says() {
        assert_eq!(DOMAINS.len(), 18);
        assert_eq!(SCALES.len(), 38);
        assert_eq!(BANK.len(), 69);
        assert_eq!(INDICATORS.len(), 62);
        assert_eq!(STATUSES.len(), 86);
        assert!(NOTICE.message("wave_closed").get("en").contains("closed"));
    }

    /// Keys of a text, those of `{key:one|many}` too.
    fn keys(text: &Text) -> impl Iterator<Item = String> {
        let pieces = text.0.values().flat_map(|words| words.split('{').skip(1));
        let keys = pieces.filter_map(|rest| rest.split(['}', ':']).next());
        keys.map(str::to_owned).collect::<Vec<_>>().into_iter()
    }

    #[test]
    fn what_is_said_of_verdicts_has_its_keys_explained_and_nothing_else_is_there() {
        #[derive(Deserialize)]
        struct File {
            placeholders: std::collections::BTreeMap<String, String>,
        }
        let file = include_str!("../../../content/statuses.json");
        let explained: Vec<String> = parse::<File>(file).placeholders.into_keys().collect();
        let said = STATUSES.iter().flat_map(|s| {
            let texts = [&s.label, &s.explanation, &s.remedy]
                .into_iter()
                .chain(&s.sentence);
            texts.flat_map(keys).collect::<Vec<_>>()
        });
        let more = [
            &WORDING.clear_up,
            &WORDING.probability_words.below,
            &WORDING.probability_words.above,
        ];
        let used: std::collections::BTreeSet<String> = said.chain(more.into_iter().flat_map(keys)).collect();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), explained);
        let value: std::collections::BTreeMap<String, serde_json::Value> = parse(file);
        let parts: Vec<&str> = value.keys().map(String::as_str).collect();
        let known = [
            "about",
            "checklist",
            "clear_up",
            "lists",
            "placeholders",
            "probability_words",
            "statuses",
            "version",
        ];
        assert_eq!(parts, known);
        for lang in ["zh-Hans", "zh-Hant", "en"] {
            let sentences = STATUSES.iter().filter_map(|s| s.sentence.as_ref());
            assert_eq!(sentences.filter(|t| t.0.contains_key(lang)).count(), 9, "{lang}");
        }
    }

    #[test]
    fn the_points_to_clear_up_go_by_items_of_the_bank() {
        let ids: Vec<&str> = WORDING.checklist.iter().map(|p| p.id.as_str()).collect();
        let known = [
            "in_service",
            "need_first",
            "beneficiaries",
            "awareness",
            "expectations",
            "sample",
        ];
        assert_eq!(ids, known);
        for code in WORDING.checklist.iter().flat_map(|p| &p.items) {
            let found = BANK.iter().find(|b| &b.item.code == code);
            assert!(found.is_some(), "{code}");
        }
    }

    #[test]
    fn the_three_forms_can_be_published_and_coaching_comes_last() {
        for form in FORMS.iter() {
            let version = ready_form(&form.id, "i", 1).unwrap();
            version.check().unwrap();
            assert_eq!(version.items.last().unwrap().code, "COACH", "{}", form.id);
        }
        assert_eq!(ready_form("short", "i", 1).unwrap().seconds(), 119);
        assert_eq!(ready_form("rotating", "i", 1).unwrap().seconds(), 118);
    }

    #[test]
    fn a_rotating_form_asks_fourteen_items_of_everyone_and_another_block_by_id() {
        let version = ready_form("rotating", "i", 1).unwrap();
        let areas = [Choice {
            code: "a".into(),
            label: "A".into(),
        }];
        for (first, code) in [(0_u8, "S_ROADS"), (1, "S_ELDER"), (2, "S_NETWORK")] {
            let mut id = SubmissionId([0; 16]);
            id.0[0] = first;
            let form = Form::new("w", &version, "t", "en", &id, &areas);
            assert_eq!(form.questions.len(), 14);
            assert!(form.questions.iter().any(|q| q.code == code));
        }
    }

    #[test]
    fn half_of_the_people_see_the_options_in_reversed_order() {
        let version = ready_form("short", "i", 1).unwrap();
        let mut id = SubmissionId([0; 16]);
        let seen = |id: &SubmissionId| {
            let form = Form::new("w", &version, "t", "en", id, &[]);
            form.questions
                .iter()
                .find(|q| q.code == "S_ROADS")
                .unwrap()
                .options[0]
                .code
                .clone()
        };
        assert_eq!(seen(&id), "5");
        id.0[1] = 1;
        assert_eq!(seen(&id), "1");
    }
}
