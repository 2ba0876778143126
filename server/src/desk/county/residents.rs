//! Years with money whose residents are not loaded: which years, and of which places.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    desk::finding::{Facts, joined},
    words::{Locale, Words},
};
use insight::{
    associate::Ledger,
    report::{County, Places, exposure::Span},
};

/// So many places are named, the others counted.
const NAMED: usize = 3;

/// Whose residents of a year are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// Everybody's.
    Everywhere,
    /// Those of these places, by name.
    Places(Vec<String>),
}

/// Years of paid money without any residents, and those that leave places of the report without a figure.
pub fn lacking(ledger: &Ledger, facts: Option<(&Facts, &County)>) -> BTreeMap<i32, Lacking> {
    let counted = ledger.population.iter().filter(|p| p.population > 0.0);
    let known: BTreeSet<i32> = counted.map(|p| p.year).collect();
    let spent: BTreeSet<i32> = ledger.spending.iter().map(|s| s.year).collect();
    let nobody = spent.difference(&known).map(|year| (*year, Lacking::Everywhere));
    let mut found: BTreeMap<i32, Lacking> = nobody.collect();
    let Some((facts, county)) = facts else {
        return found;
    };
    let report = &facts.report;
    let mut years: BTreeSet<i32> = BTreeSet::new();
    for service in report
        .exposure
        .iter()
        .filter(|e| !e.years_without_population.is_empty())
    {
        years.extend(&service.years_without_population);
        // a window is divided by the residents of all its years, those without money included
        if service.span == Span::Window {
            let window = 0..report.judgements.settings.window;
            years.extend(window.filter_map(|back| service.year.checked_sub_unsigned(back)));
        }
    }
    if years.is_empty() {
        return found;
    }
    let places = Places::new(county);
    for year in years {
        let known = |area| places.residents(area, year).is_some_and(|n| n > 0.0);
        let without = report.places.iter().filter(|p| !known(&p.area));
        let without: Vec<String> = without.map(|p| p.name.clone()).collect();
        if without.len() == report.places.len() {
            found.insert(year, Lacking::Everywhere);
        } else if !without.is_empty() {
            found.entry(year).or_insert(Lacking::Places(without));
        }
    }
    found
}

/// The years and places in a sentence.
pub fn sentence(locale: Locale, lacking: &BTreeMap<i32, Lacking>) -> String {
    let each = lacking.iter().map(|(year, of)| {
        let year = year.to_string();
        match of {
            Lacking::Everywhere => Words("{y} 年（各地都缺）", "{y} 年（各地都缺）", "{y} (every place)")
                .fill(locale, &[("y", &year)]),
            Lacking::Places(all) => {
                let named: Vec<String> = all.iter().take(NAMED).cloned().collect();
                let rest = all.len() - named.len();
                let words = match rest {
                    0 => Words("{y} 年（缺{l}）", "{y} 年（缺{l}）", "{y} ({l})"),
                    _ => Words(
                        "{y} 年（缺{l}，另有 {r} 处）",
                        "{y} 年（缺{l}，另有 {r} 處）",
                        "{y} ({l} and {r} more)",
                    ),
                };
                words.fill(
                    locale,
                    &[
                        ("y", &year),
                        ("l", &joined(locale, &named)),
                        ("r", &rest.to_string()),
                    ],
                )
            }
        }
    });
    let each: Vec<String> = each.collect();
    Words(
        "有支出，没有人口：{l}。补上之前，这些年的钱折不成人均。",
        "有支出，沒有人口：{l}。補上之前，這些年的錢折不成人均。",
        "Spending without residents: {l}. Until they are loaded, the money of these years cannot be given per resident.",
    )
    .fill(locale, &[("l", &joined(locale, &each))])
}
