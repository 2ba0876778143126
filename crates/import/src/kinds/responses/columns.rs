//! What each column of a responses file holds.

use survey::{Question, ScaleKind, Version};

use crate::{
    kinds::Header,
    problem::{Problems, RowProblem, Wrong},
    said::{Said, said},
};

/// An item with a column.
pub(crate) struct ItemColumn {
    pub at: usize,
    pub code: String,
    /// None where the item asks for a place.
    pub question: Option<Question>,
    /// Special codes of a place: “does not live here”.
    pub special: Vec<String>,
}

/// A cut: from an item's answer, or from a column of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Nobody asked.
    #[default]
    None,
    /// The code of this item.
    Item(String),
    /// The words of this column.
    Column(usize),
}

/// Every column by what it is for.
#[derive(Default)]
pub(crate) struct Plan {
    pub items: Vec<ItemColumn>,
    pub area: Option<usize>,
    pub id: Option<usize>,
    pub mode: Option<usize>,
    pub weight: Option<usize>,
    pub age: Cut,
    pub sex: Cut,
    /// Items that the file has no column for.
    pub absent: Vec<String>,
}

impl Plan {
    /// Reads a header. Columns that nobody knows are refused, unless the instrument ignores them.
    pub fn read(header: &Header, version: &Version, found: &mut Problems) -> Self {
        let mut plan = Self::default();
        let mut used = vec![false; header.names.len()];
        let lang = version.languages.first().map_or("en", String::as_str);
        for item in &version.items {
            let Some(at) = header.find(&item.code) else {
                plan.absent.push(item.code.clone());
                continue;
            };
            used[at] = true;
            let scale = version.scale_of(item);
            let place = scale.is_some_and(|s| s.kind == ScaleKind::Area);
            plan.items.push(ItemColumn {
                at,
                code: item.code.clone(),
                question: if place {
                    None
                } else {
                    Question::new(version, item, lang, false, &[])
                },
                special: scale
                    .map(|s| s.special.iter().map(|o| o.code.0.clone()).collect())
                    .unwrap_or_default(),
            });
        }
        let columns = &version.columns;
        let mut special = |name: &Option<String>, role: &'static str| {
            let name = name.as_ref()?;
            let at = header.find(name);
            match at {
                Some(at) => used[at] = true,
                None => found.push(problem(
                    header,
                    name,
                    "is missing",
                    said!("add it: the instrument reads the {0} from it", Said::from(role)),
                )),
            }
            at
        };
        plan.area = special(&columns.area, "area");
        plan.id = special(&columns.id, "id");
        plan.mode = special(&columns.mode, "mode");
        plan.weight = special(&columns.weight, "weight");
        let age = special(&columns.age, "age");
        let sex = special(&columns.sex, "sex");
        plan.age = plan.cut(age, version.profile.age.as_ref());
        plan.sex = plan.cut(sex, version.profile.sex.as_ref());
        if plan.area.is_none() {
            let asked = version.profile.area.as_ref();
            plan.area = asked
                .and_then(|code| plan.items.iter().find(|i| i.code == *code))
                .map(|i| i.at);
        }
        for (at, name) in header.names.iter().enumerate() {
            let ignored = || version.ignore.iter().any(|i| i.trim().eq_ignore_ascii_case(name));
            if !used[at] && !ignored() {
                let Version {
                    instrument, version, ..
                } = version;
                found.push(problem(
                    header,
                    name,
                    said!("is no item of instrument {0}, version {1}", instrument, version),
                    "rename it to an item's code, remove it, or list it under ignore in the instrument",
                ));
            }
        }
        if plan.items.is_empty() && found.none() {
            let wrong = Wrong::new(
                "no column is an item",
                "name the columns by the codes of the items",
            );
            found.push(wrong.at(header.row));
        }
        plan
    }

    fn cut(&self, column: Option<usize>, profile: Option<&String>) -> Cut {
        match column {
            Some(at) => match self.items.iter().find(|i| i.at == at) {
                Some(item) => Cut::Item(item.code.clone()),
                None => Cut::Column(at),
            },
            None => profile.map_or(Cut::None, |code| Cut::Item(code.clone())),
        }
    }
}

fn problem(header: &Header, column: &str, what: impl Into<Said>, remedy: impl Into<Said>) -> RowProblem {
    RowProblem {
        column: Some(column.to_owned()),
        ..Wrong::new(what, remedy).at(header.row)
    }
}
