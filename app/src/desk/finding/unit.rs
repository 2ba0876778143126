//! What is compared, by its name: townships; where a county has but one, its villages; of several counties, these.

use survey::Level;

use super::Facts;
use crate::words::{Locale, Words};

/// The level whose places are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit(pub Level);

impl Unit {
    /// “乡镇”, “Township”.
    pub fn heading(self) -> Words {
        match self.0 {
            Level::County => Words("县", "縣", "County"),
            Level::Township => Words("乡镇", "鄉鎮", "Township"),
            Level::Village => Words("村", "村", "Village"),
        }
    }

    /// “乡镇”, “Townships”.
    pub fn room(self) -> Words {
        match self.0 {
            Level::County => Words("各县", "各縣", "Counties"),
            Level::Township => Words("乡镇", "鄉鎮", "Townships"),
            Level::Village => Words("各村", "各村", "Villages"),
        }
    }

    /// “24 个乡镇”, “24 townships”.
    pub fn counted(self) -> Words {
        match self.0 {
            Level::County => Words("{n} 个县", "{n} 個縣", "{n} {n:county|counties}"),
            Level::Township => Words("{n} 个乡镇", "{n} 個鄉鎮", "{n} {n:township|townships}"),
            Level::Village => Words("{n} 个村", "{n} 個村", "{n} {n:village|villages}"),
        }
    }

    /// What stands for `{unit}`, `{units}`, `{here}` (本镇; `{Here}` where a sentence begins) and `{each}` (每镇) in a sentence.
    pub fn values(self, locale: Locale) -> [(&'static str, &'static str); 5] {
        let (unit, here, each) = match self.0 {
            Level::County => (
                Words("县", "縣", "county"),
                Words("本县", "本縣", "the county"),
                Words("每县", "每縣", "each county"),
            ),
            Level::Township => (
                Words("乡镇", "鄉鎮", "township"),
                Words("本镇", "本鎮", "the township"),
                Words("每镇", "每鎮", "each township"),
            ),
            Level::Village => (
                Words("村", "村", "village"),
                Words("本村", "本村", "the village"),
                Words("每村", "每村", "each village"),
            ),
        };
        let units = match self.0 {
            Level::County => Words("县", "縣", "counties"),
            Level::Township => Words("乡镇", "鄉鎮", "townships"),
            Level::Village => Words("村", "村", "villages"),
        };
        let begins = match self.0 {
            Level::County => Words("本县", "本縣", "The county"),
            Level::Township => Words("本镇", "本鎮", "The township"),
            Level::Village => Words("本村", "本村", "The village"),
        };
        [
            ("Here", begins.get(locale)),
            ("unit", unit.get(locale)),
            ("units", units.get(locale)),
            ("here", here.get(locale)),
            ("each", each.get(locale)),
        ]
    }

    /// Words with the unit in its place, and `values` in theirs.
    pub fn fill(self, words: Words, locale: Locale, values: &[(&str, &str)]) -> String {
        words.fill(locale, &[&self.values(locale)[..], values].concat())
    }
}

impl Facts {
    /// Words that name what is compared.
    pub fn say(&self, words: Words) -> String {
        self.fill(words, &[])
    }

    /// The same with `values` in their places.
    pub fn fill(&self, words: Words, values: &[(&str, &str)]) -> String {
        self.unit.fill(words, self.locale, values)
    }
}
