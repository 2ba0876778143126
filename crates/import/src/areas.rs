//! What an area column means: code, then name, then alias; two matches or none are an error.

use std::collections::HashMap;

use survey::{Area, AreaCode};

use crate::{
    catalogue::nearest,
    cell::{is_total, total_row},
    problem::{Wrong, quoted},
    said::said,
};

/// All areas a file may refer to.
#[derive(Default)]
pub(crate) struct AreaIndex {
    areas: Vec<Area>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    by_alias: HashMap<String, Vec<usize>>,
}

impl AreaIndex {
    /// Indexes areas; of two with one code the later one counts.
    pub fn new(areas: impl IntoIterator<Item = Area>) -> Self {
        let mut index = Self::default();
        for area in areas {
            match index.by_code.get(area.code.as_str()) {
                Some(at) => index.areas[*at] = area,
                None => {
                    index
                        .by_code
                        .insert(area.code.as_str().to_owned(), index.areas.len());
                    index.areas.push(area);
                }
            }
        }
        for (at, area) in index.areas.iter().enumerate() {
            index.by_name.entry(area.name.clone()).or_default().push(at);
            for alias in &area.aliases {
                let list = index.by_alias.entry(alias.clone()).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        index
    }

    /// All of them.
    pub fn all(&self) -> &[Area] {
        &self.areas
    }

    /// The area with this code.
    pub fn by_code(&self, code: &AreaCode) -> Option<&Area> {
        self.by_code.get(code.as_str()).map(|at| &self.areas[*at])
    }

    /// The area a file means. Without `hint` a failure names no candidates, which costs time.
    pub fn find(&self, text: &str, hint: bool) -> Result<&Area, Wrong> {
        if let Some(at) = self.by_code.get(text) {
            return Ok(&self.areas[*at]);
        }
        let found = self.by_name.get(text).or_else(|| self.by_alias.get(text));
        match found.map(Vec::as_slice) {
            Some([at]) => Ok(&self.areas[*at]),
            Some(several) => {
                let codes: Vec<&str> = several
                    .iter()
                    .take(5)
                    .map(|at| self.areas[*at].code.as_str())
                    .collect();
                let (n, codes) = (several.len(), codes.join(", "));
                Err(Wrong::new(
                    match n > 5 {
                        true => said!("{0} matches {1} areas: {2} and others", quoted(text), n, codes),
                        false => said!("{0} matches {1} areas: {2}", quoted(text), n, codes),
                    },
                    "write the code of the one that is meant",
                ))
            }
            None if text.is_empty() => Err(Wrong::new("is empty", "write the code or name of an area")),
            None if is_total(text) => Err(total_row()),
            None => Err(self.unknown(text, hint)),
        }
    }

    fn unknown(&self, text: &str, hint: bool) -> Wrong {
        let what = said!("{0} is no area", quoted(text));
        if self.areas.is_empty() {
            return Wrong::new(what, "import the areas first");
        }
        let names = self.areas.iter().enumerate().flat_map(|(at, area)| {
            let aliases = area.aliases.iter().map(String::as_str);
            [area.code.as_str(), area.name.as_str()]
                .into_iter()
                .chain(aliases)
                .map(move |n| (at, n))
        });
        match hint.then(|| nearest(text, names)).flatten() {
            Some(at) => {
                let Area { code, name, .. } = &self.areas[at];
                Wrong::new(
                    what,
                    said!("write {0} if {1} is meant, or import this area first", code, name),
                )
            }
            None => Wrong::new(
                what,
                "write a code, name or alias of the areas file, or import this area first",
            ),
        }
    }

    /// Is `code` the area `top`, or below it?
    pub fn within(&self, code: &AreaCode, top: &AreaCode) -> bool {
        let mut at = Some(code);
        for _ in 0..8 {
            match at {
                Some(here) if here == top => return true,
                Some(here) => at = self.by_code(here).and_then(|a| a.parent.as_ref()),
                None => return false,
            }
        }
        false
    }
}
