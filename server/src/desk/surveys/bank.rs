//! The bank as the builder offers it: by service, then by subject; searched in every language.

use std::{collections::BTreeSet, sync::LazyLock};

use app::{
    desk::surveys::bank::{Bank, BankGroup, BankRow},
    words::{Locale, Words},
};
use survey::{
    Item,
    content::{BANK, BankItem, DOMAINS, SCALES, bank_item},
};

use super::draft::{SurveyDraft, offered};

const GENERAL: &str = "general";
const CLOSING: &str = "closing";
const BEFORE: [(&str, Words); 1] = [(GENERAL, Words("总的看法", "總的看法", "Overall"))];
const AFTER: [(&str, Words); 5] = [
    ("government", Words("政府与干部", "政府與幹部", "Government")),
    ("money", Words("钱和优先", "錢和優先", "Money and priorities")),
    ("village", Words("村里的人和事", "村裡的人和事", "Village life")),
    ("person", Words("答卷人", "答卷人", "Who answers")),
    (CLOSING, Words("收尾", "收尾", "At the end")),
];

/// Services whose use is worth asking about, as the catalogue says.
static USED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct Row {
        id: String,
        needs_use_item: bool,
    }
    #[derive(serde::Deserialize)]
    struct File {
        domains: Vec<Row>,
    }
    let file: File = serde_json::from_str(include_str!("../../../../content/domains.json"))
        .expect("content/ is compiled in and a test reads it");
    file.domains
        .into_iter()
        .filter(|r| r.needs_use_item)
        .map(|r| r.id)
        .collect()
});

/// The group an item belongs to: its service, else what it is about.
fn group_of(item: &Item) -> String {
    if let Some(domain) = &item.domain {
        return domain.as_str().to_owned();
    }
    match item.outcome.as_deref().unwrap_or_default() {
        "affordability" => "health",
        "school_teachers" => "schools",
        "digital_office" | "staff_manner" | "trips" => "office",
        "government" | "responsiveness" | "government_trust" | "grid_known" | "cadre_reach" => "government",
        "value_for_money" | "informed" | "priority" | "fairness" => "money",
        "participation" => "village",
        "profile" => "person",
        "coaching" | "open_text" => CLOSING,
        o if o.starts_with("complaint") => "appeals",
        o if o.starts_with("land") => "land",
        o if o.starts_with("harmony") => "village",
        _ => GENERAL,
    }
    .to_owned()
}

/// Everything that can be offered: items, and templates filled for each service.
fn all() -> Vec<(&'static BankItem, Item)> {
    BANK.iter()
        .flat_map(|b| {
            let codes: Vec<String> = if b.template.is_some() {
                let fits = |id: &str| b.item.code != "U_USE" || USED.contains(id);
                let ids = DOMAINS.iter().map(|d| d.id.as_str()).filter(|id| fits(id));
                ids.map(|id| format!("{}.{id}", b.item.code)).collect()
            } else {
                vec![b.item.code.clone()]
            };
            codes
                .into_iter()
                .filter(|c| offered(c))
                .filter_map(move |c| Some((b, bank_item(&c)?)))
        })
        .collect()
}

/// The column: what fits `query`, in groups; `open` is the group unfolded, at first the overall one.
pub fn column(draft: &SurveyDraft, core: &[String], query: &str, open: &str, locale: Locale) -> Bank {
    let tag = locale.tag();
    let open = if open.is_empty() { GENERAL } else { open };
    let services = DOMAINS
        .iter()
        .map(|d| (d.id.as_str().to_owned(), d.name.get(tag).to_owned()));
    let named = |rows: &[(&str, Words)]| -> Vec<(String, String)> {
        rows.iter()
            .map(|(id, words)| ((*id).to_owned(), words.get(locale).to_owned()))
            .collect()
    };
    let names: Vec<(String, String)> = named(&BEFORE)
        .into_iter()
        .chain(services)
        .chain(named(&AFTER))
        .collect();
    let all = all();
    let groups = names
        .into_iter()
        .map(|(id, name)| {
            let rows = all
                .iter()
                .filter(|(_, item)| group_of(item) == id && fits(item, &id, query))
                .map(|(from, item)| row(from, item, draft, core, tag))
                .collect();
            let open = !query.is_empty() || open == id;
            BankGroup { open, rows, id, name }
        })
        .filter(|g: &BankGroup| !g.rows.is_empty())
        .collect();
    Bank {
        query: query.to_owned(),
        groups,
    }
}

/// Does every word of the query stand in the item's text, code or service, in any language?
fn fits(item: &Item, group: &str, query: &str) -> bool {
    let service = DOMAINS.iter().find(|d| d.id.as_str() == group);
    let texts = item
        .text
        .0
        .values()
        .chain(service.into_iter().flat_map(|d| d.name.0.values()));
    let hay = texts.fold(item.code.to_lowercase(), |mut hay, t| {
        hay.push(' ');
        hay.push_str(&t.to_lowercase());
        hay
    });
    query
        .to_lowercase()
        .split_whitespace()
        .all(|word| hay.contains(word))
}

fn row(from: &BankItem, item: &Item, draft: &SurveyDraft, core: &[String], tag: &str) -> BankRow {
    let scale = SCALES
        .iter()
        .find(|s| s.id == item.scale)
        .map_or("", |s| s.name.get(tag));
    let source = Some(&from.provenance.source).filter(|s| *s != "own wording");
    BankRow {
        text: item.text.get(tag).to_owned(),
        scale: scale.to_owned(),
        seconds: item.seconds,
        source: source.cloned(),
        validated: from.provenance.validated,
        present: draft.holds(&item.code) || core.contains(&item.code),
        code: item.code.clone(),
    }
}

#[cfg(test)]
mod tests {
    use survey::{AreaCode, Text};

    use super::{super::plan::Plan, *};

    fn bank(query: &str) -> Bank {
        let area = AreaCode::parse("a").unwrap();
        let draft = SurveyDraft::starting(area, Text::of("en", "t"), "short", Plan::default());
        column(&draft, &[], query, "roads", Locale::ZhHans)
    }

    #[test]
    fn every_item_is_offered_once_but_projects_and_the_mode() {
        let codes: Vec<String> = bank("")
            .groups
            .into_iter()
            .flat_map(|g| g.rows)
            .map(|r| r.code)
            .collect();
        let unique: BTreeSet<&String> = codes.iter().collect();
        assert_eq!(unique.len(), codes.len());
        // 69 items without three project cards, the mode and the two templates; 18 expectations, 9 uses
        assert_eq!(codes.len(), 63 + 18 + USED.len());
        assert!(
            !codes
                .iter()
                .any(|c| c.starts_with("K_") || c == "D_MODE" || c == "E_OK")
        );
    }

    #[test]
    fn a_search_finds_in_any_language_and_unfolds() {
        for query in ["学校", "school", "s_schools"] {
            let found = bank(query);
            let rows: Vec<&BankRow> = found.groups.iter().flat_map(|g| &g.rows).collect();
            assert!(rows.iter().any(|r| r.code == "S_SCHOOLS" && r.present), "{query}");
            assert!(found.groups.iter().all(|g| g.open));
        }
        assert!(bank("<script>").groups.is_empty());
    }
}
