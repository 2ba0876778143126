//! A survey in the making: pure functions over what is kept as the draft's body.
//!
//! A wave in a round holds only its own module here; the core is the round's published version and cannot be touched.

use serde::{Deserialize, Serialize};
use survey::{
    AreaCode, Text,
    content::{self, FORMS},
    instrument::Block,
};

use super::{own::OwnItem, plan::Plan};

/// Stands for the rotating blocks in an order.
pub const BLOCK: &str = "@block";
/// The item on coaching, always last.
pub const COACH: &str = "COACH";
/// Own items in one draft.
const MOST_OWN: usize = 40;

/// The body of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurveyDraft {
    /// Counts the changes, so that two tabs do not overwrite one another.
    pub revision: u32,
    /// Where it will be held.
    pub area: AreaCode,
    /// Title.
    pub title: Text,
    /// Its round.
    pub round: Option<String>,
    /// Days and the rest; none in a round, whose plan holds.
    pub plan: Option<Plan>,
    /// Codes in order; `@block` where the blocks stand.
    pub order: Vec<String>,
    /// Rotating blocks.
    pub blocks: Vec<Block>,
    /// Own items.
    pub own: Vec<OwnItem>,
    /// Own items ever made: a number is never given again.
    pub own_made: u32,
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The bank has no such item, or not for a survey.
    Unknown,
    /// It is in the survey already.
    There,
    /// It is not in the survey, or it is locked.
    NotThere,
    /// It cannot go farther.
    AtTheEnd,
    /// At most so many of this kind.
    TooMany(usize),
}

impl SurveyDraft {
    /// A draft that begins with a ready-made questionnaire, or with nothing.
    pub fn starting(area: AreaCode, title: Text, start: &str, plan: Plan) -> Self {
        let form = FORMS.iter().find(|f| f.id == start);
        let blocks = form.map(|f| {
            f.blocks.iter().map(|(id, items)| Block {
                id: id.clone(),
                items: items.clone(),
            })
        });
        Self {
            revision: 1,
            area,
            title,
            round: None,
            plan: Some(plan),
            order: form.map(|f| f.items.clone()).unwrap_or_default(),
            blocks: blocks.map(Iterator::collect).unwrap_or_default(),
            own: Vec::new(),
            own_made: 0,
        }
    }

    /// A draft of an area's wave in a round: the core, and nothing beside it yet.
    pub fn in_round(area: AreaCode, title: Text, round: String) -> Self {
        Self {
            revision: 1,
            area,
            title,
            round: Some(round),
            plan: None,
            order: Vec::new(),
            blocks: Vec::new(),
            own: Vec::new(),
            own_made: 0,
        }
    }

    /// Is the item in the survey, its blocks included?
    pub fn holds(&self, code: &str) -> bool {
        self.order.iter().any(|c| c == code) || self.blocks.iter().flat_map(|b| &b.items).any(|c| c == code)
    }

    /// Adds an item of the bank; an item it depends on comes with it. `core` holds the codes locked by the round.
    ///
    /// # Errors
    /// Unknown, there already, or too many of a template.
    pub fn add(&mut self, code: &str, core: &[String]) -> Result<(), Refusal> {
        let item = content::bank_item(code)
            .filter(|_| offered(code))
            .ok_or(Refusal::Unknown)?;
        if self.holds(code) || core.iter().any(|c| c == code) {
            return Err(Refusal::There);
        }
        if let Some((stem, _)) = code.split_once('.') {
            let most = most_of(stem);
            let have = |c: &&String| c.split_once('.').is_some_and(|(s, _)| s == stem);
            if self.order.iter().chain(core).filter(have).count() >= most {
                return Err(Refusal::TooMany(most));
            }
        }
        for needed in item.condition.iter().flat_map(|c| &c.all) {
            if !self.holds(&needed.item) && !core.contains(&needed.item) {
                self.place(needed.item.clone());
            }
        }
        self.place(code.to_owned());
        Ok(())
    }

    /// Adds an own item under a new code, and gives the code.
    ///
    /// # Errors
    /// Too many own items.
    pub fn add_own(&mut self, draft: &str, item: OwnItem) -> Result<String, Refusal> {
        if self.own.len() >= MOST_OWN {
            return Err(Refusal::TooMany(MOST_OWN));
        }
        self.own_made += 1;
        let code = format!("OWN_{draft}_{}", self.own_made);
        self.own.push(OwnItem {
            code: code.clone(),
            ..item
        });
        self.place(code.clone());
        Ok(code)
    }

    /// Takes an item out; `@block` takes the blocks out.
    ///
    /// # Errors
    /// It is not there.
    pub fn remove(&mut self, code: &str) -> Result<(), Refusal> {
        let at = self.at(code)?;
        self.order.remove(at);
        self.own.retain(|o| o.code != code);
        if code == BLOCK {
            self.blocks.clear();
        }
        Ok(())
    }

    /// Moves an item one place up.
    ///
    /// # Errors
    /// It is not there, is first, or has its place at the end.
    pub fn up(&mut self, code: &str) -> Result<(), Refusal> {
        let at = self.at(code)?;
        if at == 0 || code == COACH {
            return Err(Refusal::AtTheEnd);
        }
        self.order.swap(at - 1, at);
        Ok(())
    }

    /// Moves an item one place down, never past the item on coaching.
    ///
    /// # Errors
    /// It is not there or is last.
    pub fn down(&mut self, code: &str) -> Result<(), Refusal> {
        let at = self.at(code)?;
        match self.order.get(at + 1) {
            None => Err(Refusal::AtTheEnd),
            Some(next) if next == COACH => Err(Refusal::AtTheEnd),
            Some(_) => {
                self.order.swap(at, at + 1);
                Ok(())
            }
        }
    }

    fn at(&self, code: &str) -> Result<usize, Refusal> {
        self.order.iter().position(|c| c == code).ok_or(Refusal::NotThere)
    }

    /// Puts a new code before what closes a survey: who the person is, and coaching last of all.
    fn place(&mut self, code: String) {
        if code == COACH {
            self.order.push(code);
            return;
        }
        let closes = |c: &String| c == COACH || (!closing(&code) && closing(c));
        let tail = self.order.iter().rev().take_while(|c| closes(c)).count();
        self.order.insert(self.order.len() - tail, code);
    }
}

/// Background at the end of a survey; where people live stands at the beginning.
fn closing(code: &str) -> bool {
    code.starts_with("D_") && code != "D_VILLAGE"
}

/// May the builder offer this item? Project cards need projects, and the mode is recorded without asking.
pub fn offered(code: &str) -> bool {
    let stem = code.split_once('.').map_or(code, |(stem, _)| stem);
    let known = content::BANK.iter().find(|b| b.item.code == stem);
    !stem.starts_with("K_") && known.is_some_and(|b| b.asked && b.template.is_some() == code.contains('.'))
}

/// How many of a template one person may be asked.
fn most_of(stem: &str) -> usize {
    content::BANK
        .iter()
        .find(|b| b.item.code == stem)
        .and_then(|b| b.template.as_ref()?.get("max_per_person")?.as_u64())
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{super::own::OwnKind, *};

    fn draft(start: &str) -> SurveyDraft {
        let area = AreaCode::parse("a").unwrap();
        SurveyDraft::starting(area, Text::of("en", "t"), start, Plan::default())
    }

    fn own() -> OwnItem {
        OwnItem {
            code: String::new(),
            kind: OwnKind::Five,
            text: Text::of("en", "?"),
            options: vec![],
            picks: None,
            ends: None,
            range: (None, None),
        }
    }

    #[test]
    fn a_new_item_stands_before_age_sex_and_coaching() {
        let mut d = draft("short");
        d.add("S_WATER", &[]).unwrap();
        assert_eq!(
            d.order[d.order.len() - 4..],
            ["S_WATER", "D_AGE", "D_SEX", "COACH"]
        );
        d.add("D_YEAR", &[]).unwrap();
        assert_eq!(d.order[d.order.len() - 3..], ["D_SEX", "D_YEAR", "COACH"]);
    }

    #[test]
    fn coaching_stays_last_whatever_is_done() {
        let mut d = draft("empty");
        d.add(COACH, &[]).unwrap();
        d.add("S_ROADS", &[]).unwrap();
        d.add_own("x", own()).unwrap();
        assert_eq!(d.order, ["S_ROADS", "OWN_x_1", "COACH"]);
        assert_eq!(d.up(COACH), Err(Refusal::AtTheEnd));
        assert_eq!(d.down("OWN_x_1"), Err(Refusal::AtTheEnd));
        d.up("OWN_x_1").unwrap();
        assert_eq!(d.order, ["OWN_x_1", "S_ROADS", "COACH"]);
        assert_eq!(d.up("OWN_x_1"), Err(Refusal::AtTheEnd));
    }

    #[test]
    fn the_locked_core_can_neither_be_added_again_nor_moved_nor_taken_out() {
        let mut d = SurveyDraft::in_round(AreaCode::parse("a").unwrap(), Text::of("en", "t"), "r".into());
        let core = ["S_ROADS".to_owned(), COACH.to_owned()];
        assert_eq!(d.add("S_ROADS", &core), Err(Refusal::There));
        assert_eq!(d.remove("S_ROADS"), Err(Refusal::NotThere));
        assert_eq!(d.down("S_ROADS"), Err(Refusal::NotThere));
        d.add("S_WATER", &core).unwrap();
        assert_eq!(d.order, ["S_WATER"]);
    }

    #[test]
    fn a_code_is_never_given_again() {
        let mut d = draft("empty");
        assert_eq!(d.add_own("x", own()).unwrap(), "OWN_x_1");
        d.remove("OWN_x_1").unwrap();
        assert_eq!(d.add_own("x", own()).unwrap(), "OWN_x_2");
        assert_eq!(d.own.len(), 1);
    }

    #[test]
    fn an_item_brings_the_one_it_depends_on() {
        let mut d = draft("empty");
        d.add("C_SOLVED", &[]).unwrap();
        assert_eq!(d.order, ["C_REPORTED", "C_SOLVED"]);
    }

    #[test]
    fn the_same_item_is_there_once_and_templates_at_most_three_times() {
        let mut d = draft("rotating");
        assert_eq!(d.add("S_ELDER", &[]), Err(Refusal::There), "inside a block");
        for domain in ["roads", "health", "schools"] {
            d.add(&format!("E_OK.{domain}"), &[]).unwrap();
        }
        assert_eq!(d.add("E_OK.water", &[]), Err(Refusal::TooMany(3)));
        for code in ["K_KNOW", "D_MODE", "E_OK", "E_OK.nowhere", "NO"] {
            assert_eq!(d.add(code, &[]), Err(Refusal::Unknown), "{code}");
        }
    }

    #[test]
    fn blocks_move_and_leave_as_one() {
        let mut d = draft("rotating");
        d.up(BLOCK).unwrap();
        assert_eq!(d.order[2], BLOCK);
        d.remove(BLOCK).unwrap();
        assert!(d.blocks.is_empty() && !d.holds("S_ROADS"));
    }
}
