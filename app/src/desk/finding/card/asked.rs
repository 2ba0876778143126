//! What people said to the questions that bear on a point of a card: which question that is, and its answers in words.

use insight::breakdown::Figures;
use survey::{Item, Scale, content::Point};

use super::{super::words::one_of, Page};
use crate::{
    desk::format::{interval, number, percent},
    words::{Locale, Words},
};

/// The question that was asked, its scale, and what was answered here as far as it is shown.
pub(super) struct Asked<'a> {
    /// Question.
    pub item: &'a Item,
    scale: &'a Scale,
    /// Answers of the place; none where too few are there.
    pub found: Option<&'a Figures>,
}

impl<'a> Asked<'a> {
    /// The most direct question of a point that this survey asked of the service, or of all of them; those of a project
    /// where the project is of the service.
    pub fn of(page: &'a Page, point: &Point) -> Option<Self> {
        point.items.iter().find_map(|code| Self::by(page, code))
    }

    /// The question with this code, or one made of it for the service or for a project of it.
    pub fn by(page: &'a Page, code: &str) -> Option<Self> {
        let version = page.facts.version.as_ref()?;
        let domain = &page.cell.domain;
        let item = version.items.iter().find(|item| {
            let made = item
                .code
                .strip_prefix(code)
                .is_some_and(|rest| rest.starts_with('.'));
            (item.code == code || made) && item.domain.as_ref().is_none_or(|d| d == domain)
        })?;
        Some(Self {
            item,
            scale: version.scales.iter().find(|s| s.id == item.scale)?,
            found: page.facts.answers(&page.cell.place.area, &item.code),
        })
    }

    /// The code it is made of: `U_USE` of `U_USE.roads`.
    pub fn stem(&self) -> &str {
        self.item.code.split('.').next().unwrap_or_default()
    }

    /// The commonest answer: its code, its score where it has one, and its words.
    pub fn most(&self, locale: Locale) -> Option<(&str, Option<f64>, String)> {
        let found = self.found?;
        let most = found.distribution.iter().max_by_key(|c| c.n)?;
        let option = self.scale.options.iter().find(|o| o.code.0 == most.code)?;
        let said = Words(
            "答这一题的 {n} 人里，最多的选“{w}”，占 {s}。",
            "答這一題的 {n} 人裡，最多的選「{w}」，佔 {s}。",
            "The commonest answer is “{w}”: {s} of {n}.",
        )
        .fill(
            locale,
            &[
                ("w", option.label.get(locale.tag())),
                ("s", &percent(most.share, 0)),
                ("n", &number(found.n_valid as f64, 0)),
            ],
        );
        Some((&most.code, option.score, said))
    }

    /// How many gave one of these answers: their share, and that in words.
    pub fn share(&self, locale: Locale, codes: &[&str]) -> Option<(f64, String)> {
        let found = self.found?;
        let given = |code: &str| codes.contains(&code);
        let share: f64 = found
            .distribution
            .iter()
            .filter(|c| given(&c.code))
            .map(|c| c.share)
            .sum();
        let labels: Vec<String> = self
            .scale
            .options
            .iter()
            .filter(|o| given(&o.code.0))
            .map(|o| o.label.get(locale.tag()).to_owned())
            .collect();
        let said = SHARE.fill(
            locale,
            &[
                ("w", &one_of(locale, &labels)),
                ("s", &percent(share, 0)),
                ("n", &number(found.n_valid as f64, 0)),
            ],
        );
        (!labels.is_empty()).then_some((share, said))
    }

    /// What was said in words, and whether most know: by the upper answers with their interval, else the commonest one.
    pub fn known(&self, page: &Page) -> Option<(String, bool)> {
        let locale = page.facts.locale;
        let found = self.found?;
        let Some(top) = found.top_two else {
            let (code, _, said) = self.most(locale)?;
            return Some((said, code == "1"));
        };
        let upper: Vec<String> = self
            .scale
            .options
            .iter()
            .filter(|o| self.scale.top_box.contains(&o.code))
            .map(|o| o.label.get(locale.tag()).to_owned())
            .collect();
        let bounds = interval(Some([100.0 * top.low, 100.0 * top.high]), 0);
        // answers to an open link have no margin of error
        let words = if page.facts.report.wave.open_link {
            SHARE
        } else {
            Words(
                "答“{w}”的占 {s}（{i}，{n} 人）。",
                "答「{w}」的佔 {s}（{i}，{n} 人）。",
                "{s} ({i}) of {n} answered “{w}”.",
            )
        };
        let said = words.fill(
            locale,
            &[
                ("w", &one_of(locale, &upper)),
                ("s", &percent(top.share, 0)),
                ("i", &bounds),
                ("n", &number(found.n_valid as f64, 0)),
            ],
        );
        Some((said, top.share >= 0.5))
    }
}

const SHARE: Words = Words(
    "答“{w}”的占 {s}（{n} 人）。",
    "答「{w}」的佔 {s}（{n} 人）。",
    "{s} of {n} answered “{w}”.",
);
