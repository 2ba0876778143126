//! The finding and what stands behind it, drawn from one `Report`: no figure here is made on the page.

pub mod ahead;
pub mod balance;
pub mod card;
mod dots;
pub mod equations;
pub mod front;
mod matrix;
mod measures;
pub mod not_given;
pub mod relation;
pub mod township;
pub mod townships;
mod unit;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use insight::report::{Report, verdicts::Cell};
use leptos::prelude::*;
use survey::{AreaCode, Version};

use super::format::Currency;
use crate::words::{Locale, Words};

pub use unit::Unit;
pub use words::{context_words, covariate, joined, lower, mistaken_words, one_of, who as who_words};

/// A report with the words that pages need.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Language.
    pub locale: Locale,
    /// Money.
    pub currency: Currency,
    /// The report.
    pub report: Arc<Report>,
    /// Name of the wave as people say it.
    pub wave: String,
    /// Address of another wave of the same page: `?wave=…`, empty for the newest.
    pub query: String,
    /// What its places are.
    pub unit: Unit,
    /// Service id → name.
    pub domains: BTreeMap<String, String>,
    /// Places by kind of settlement, the largest first; in the order of their codes where no residents are known.
    pub groups: Vec<Group>,
    /// Are residents known, so that the largest place stands first?
    pub sized: bool,
    /// What was asked; none for published scores.
    pub version: Option<Arc<Version>>,
    /// Where the figures come from, as the county wrote it.
    pub source: String,
    /// Invented figures.
    pub invented: bool,
}

/// Places under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Town or country; none where nobody said.
    pub settlement: Option<Settlement>,
    /// Places.
    pub places: Vec<AreaCode>,
}

/// Town or country, by the settlement class of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settlement {
    /// 城镇
    Town,
    /// 乡村
    Country,
}

impl Settlement {
    /// In words.
    pub fn name(self, locale: Locale) -> &'static str {
        match self {
            Self::Town => Words("城镇", "城鎮", "Town"),
            Self::Country => Words("乡村", "鄉村", "Country"),
        }
        .get(locale)
    }
}

impl Facts {
    /// Name of a service.
    pub fn domain(&self, id: &str) -> String {
        self.domains
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.replace('_', " "))
    }

    /// Name of a place of the report.
    pub fn place(&self, code: &AreaCode) -> String {
        self.report
            .places
            .iter()
            .find(|p| &p.area == code)
            .map_or_else(|| code.to_string(), |p| p.name.clone())
    }

    /// “永溪乡道路”, “Yongxi: roads”.
    pub fn of(&self, place: &str, domain: &str) -> String {
        let domain = self.domain(domain);
        match self.locale {
            Locale::En => format!("{place}: {domain}"),
            _ => format!("{place}·{domain}"),
        }
    }

    /// How the places stand where no figure orders them.
    pub fn order(&self) -> &'static str {
        let words = if self.sized {
            Words(
                "按人口从多到少排，不是名次。",
                "按人口從多到少排，不是名次。",
                "The largest places first; this is no ranking.",
            )
        } else {
            Words(
                "按区划代码排，不是名次。",
                "按區劃代碼排，不是名次。",
                "In the order of their codes; this is no ranking.",
            )
        };
        words.get(self.locale)
    }

    /// Address of the card of a cell.
    pub fn card(&self, cell: &Cell) -> String {
        self.card_of(&cell.place.area, cell.domain.as_str())
    }

    /// Address of the card of a place and a service.
    pub fn card_of(&self, area: &AreaCode, domain: &str) -> String {
        format!(
            "/townships/{}/{}{}",
            encode(area.as_str()),
            encode(domain),
            self.query
        )
    }

    /// Address of the ledger lines behind the spending of a place on a service.
    pub fn ledger(&self, area: &AreaCode, domain: &str) -> String {
        format!(
            "/ledger/{}/{}{}",
            encode(domain),
            encode(area.as_str()),
            self.query
        )
    }

    /// Address of a place's page.
    pub fn township(&self, area: &AreaCode) -> String {
        format!("/townships/{}{}", encode(area.as_str()), self.query)
    }

    /// The item that rates a service.
    pub fn rating(&self, domain: &str) -> Option<&survey::Item> {
        self.version.as_ref()?.items.iter().find(|i| {
            i.domain.as_ref().is_some_and(|d| d.as_str() == domain)
                && i.outcome.as_deref() == Some("satisfaction")
        })
    }

    /// What the answers of a place to an item say; none where it was not asked or is hidden.
    pub fn answers(&self, area: &AreaCode, item: &str) -> Option<&insight::breakdown::Figures> {
        let cut = self.report.breakdowns.iter().find(|b| b.cut == "area")?;
        let rows = &cut.items.iter().find(|i| i.item == item)?.rows;
        rows.iter()
            .find(|r| r.key.as_deref() == Some(area.as_str()))?
            .figures
            .as_ref()
    }

    /// The cell of a place and a service.
    pub fn cell(&self, area: &AreaCode, domain: &str) -> Option<&Cell> {
        self.report
            .verdicts
            .cells
            .iter()
            .find(|c| &c.place.area == area && c.domain.as_str() == domain)
    }

    /// Services that have cells, in the order of the catalogue as far as it knows them.
    pub fn services(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for cell in &self.report.verdicts.cells {
            if !found.iter().any(|d| d == cell.domain.as_str()) {
                found.push(cell.domain.to_string());
            }
        }
        let at = |id: &String| {
            survey::content::DOMAINS
                .iter()
                .position(|d| d.id.as_str() == id)
                .unwrap_or(usize::MAX)
        };
        found.sort_by_key(at);
        found
    }
}

/// Name of what a score measures: a service, harmony, or an item in the words it was asked in.
pub fn measure(facts: &Facts, code: &str) -> String {
    if facts.domains.contains_key(code) {
        return facts.domain(code);
    }
    if code == "harmony" {
        return Words("和谐几题的平均", "和諧幾題的平均", "mean of the items on harmony")
            .get(facts.locale)
            .to_owned();
    }
    let bank = survey::content::bank_item(code);
    let asked = facts
        .version
        .as_ref()
        .and_then(|v| v.items.iter().find(|i| i.code == code));
    let text = asked.map(|i| &i.text).or(bank.as_ref().map(|i| &i.text));
    text.map_or_else(
        || code.to_owned(),
        |t| super::breakdown::printed(facts.locale, t.get(facts.locale.tag())),
    )
}

/// Which judgements a report was made with: a short hash that leads to all of them.
pub fn judged(facts: &Facts) -> AnyView {
    judged_by(facts.locale, &facts.report.judgements.settings_hash)
}

/// The same of a page that is drawn from more than the report.
pub fn judged_by(locale: Locale, settings_hash: &str) -> AnyView {
    let hash = settings_hash.get(..12).unwrap_or_default();
    let words =
        Words("按设定 {h} 算出", "按設定 {h} 算出", "Made with settings {h}").fill(locale, &[("h", hash)]);
    super::sheets::source(&words);
    view! { <p class="judged"><a href="/settings">{words}</a>"\u{a0}· "<a href="/method">{Words("怎么算，不能说什么", "怎麼算，不能說什麼", "How it is worked out, and what it cannot say").get(locale)}</a></p> }
        .into_any()
}

/// Links to the pages that ask the same of all services together.
pub fn together(locale: Locale) -> AnyView {
    let words = |w: Words| w.get(locale);
    view! {
        <nav aria-label=words(Words("所有服务一起看", "所有服務一起看", "All services together"))><ul class="domains">
            <li><a href="/equations">{words(equations::TITLE)}</a></li>
            <li><a href="/balance">{words(balance::TITLE)}</a></li>
        </ul></nav>
    }
    .into_any()
}

/// A text as one segment of a path or one value of a query.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
