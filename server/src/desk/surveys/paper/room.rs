//! A wave with its stacks, and a sheet of it as it was printed.

use std::{collections::BTreeMap, sync::Arc};

use app::{
    desk::surveys::paper::{Of, entry::Field},
    words::{Locale, Words},
};
use store::PaperStack;
use survey::{
    Answers, Area, Form, Kind, Lang, Question, Value, Version, Wave,
    answer::Atom,
    paper::{Mistake, Number, Serial, numbers, read, typed},
};

use super::super::{fields::Fields, places};
use crate::{error::PageError, scope::Scope, state::AppState};

/// See the module.
pub struct Room {
    /// The wave.
    pub wave: Wave,
    /// All areas.
    pub areas: Vec<Area>,
    /// Its stacks, in order of serial.
    pub stacks: Vec<PaperStack>,
}

impl Room {
    /// The wave's paper, if this person may see the wave.
    ///
    /// # Errors
    /// There is none for this person, or what the store says.
    pub async fn load(state: &AppState, scope: &Scope, id: &str) -> Result<Self, PageError> {
        let (wave, areas) = places::wave(state, scope, id).await?;
        let stacks = state.store.paper_stacks(&wave.id).await?;
        Ok(Self { wave, areas, stacks })
    }

    /// The stack a serial belongs to.
    pub fn stack(&self, serial: Serial) -> Option<&PaperStack> {
        self.stacks
            .iter()
            .find(|s| (s.first..=s.last).contains(&serial.0))
    }

    /// Reads a serial as typed.
    ///
    /// # Errors
    /// Nothing typed, a slip of the fingers or another survey’s sheet, a number that was never printed.
    pub fn serial(&self, typed: &str) -> Result<Serial, Words> {
        if typed.trim().is_empty() {
            return Err(NO_SERIAL);
        }
        let serial = Serial::parse(typed, &self.wave.id).ok_or(WRONG_SERIAL)?;
        self.stack(serial).map(|_| serial).ok_or(NOT_PRINTED)
    }

    /// For the head of every page.
    pub fn of(&self, state: &AppState, locale: Locale) -> Of {
        Of {
            locale,
            wave: super::super::encode(&self.wave.id),
            title: self.wave.title.get(locale.tag()).to_owned(),
            area: places::name(&self.wave.area, &self.areas),
            late: self.wave.state((state.now)()).keeps_apart(),
        }
    }
}

const NO_SERIAL: Words = Words("请输编号", "請輸編號", "Please type the serial");
const WRONG_SERIAL: Words = Words(
    "编号不对：末位对不上，或者是别的调查的纸。请再看一眼。",
    "編號不對：末位對不上，或者是別的調查的紙。請再看一眼。",
    "Not a serial of this survey: the last digit does not fit, or it is another survey’s sheet. Please look again.",
);
const NOT_PRINTED: Words = Words(
    "这个编号还没印过",
    "這個編號還沒印過",
    "No sheet was printed with this serial",
);

/// A sheet as printed.
pub struct Sheet {
    /// Its serial.
    pub serial: Serial,
    /// Version printed.
    pub version: Arc<Version>,
    /// Language printed.
    pub lang: String,
    /// What it asks, in its order; the village only where it is not printed at the head.
    pub form: Form,
    /// Number and code of every option, by item.
    pub numbers: BTreeMap<String, Vec<Number>>,
    /// Name of the village printed at the head, and what it answers.
    pub village: Option<(String, Option<(String, Value)>)>,
}

impl Sheet {
    /// The sheet of a serial that was printed.
    ///
    /// # Errors
    /// No such sheet, or what the store says.
    pub async fn load(state: &AppState, room: &Room, serial: Serial) -> Result<Self, PageError> {
        let stack = room.stack(serial).ok_or(PageError::NotFound)?;
        let version = state
            .cache
            .version(&*state.store, &room.wave.instrument, stack.print.version)
            .await?
            .ok_or(PageError::NotFound)?;
        Ok(Self::new(room, stack, version, serial))
    }

    /// The same with its stack and version at hand.
    pub fn new(room: &Room, stack: &PaperStack, version: Arc<Version>, serial: Serial) -> Self {
        let print = &stack.print;
        let id = serial.id([0; 16], version.blocks.len());
        let put = |id| Form::new(&room.wave.id, &version, "", &print.lang, &id, &print.places);
        let mut form = put(id);
        // numbers do not depend on the order in which a sheet prints its options
        let mut straight = id;
        straight.0[1] &= !1;
        let numbers = put(straight)
            .questions
            .iter()
            .map(|q| (q.code.clone(), numbers(q)))
            .collect();
        let village = print.village.as_ref().map(|village| {
            let asks = version
                .profile
                .area
                .clone()
                .filter(|a| form.questions.iter().any(|q| &q.code == a));
            let name = places::name(village, &room.areas);
            (
                name,
                asks.map(|item| (item, Value::One(Atom::Word(village.to_string())))),
            )
        });
        if let Some((_, Some((item, _)))) = &village {
            form.questions.retain(|q| &q.code != item);
        }
        Self {
            serial,
            lang: print.lang.clone(),
            form,
            numbers,
            village,
            version,
        }
    }

    /// Numbers of a question.
    pub fn numbers(&self, code: &str) -> &[Number] {
        self.numbers.get(code).map_or(&[], Vec::as_slice)
    }

    /// Number and words of each option in the order printed.
    pub fn options(&self, question: &Question) -> Vec<(String, String)> {
        let shown = |code: &str| {
            let found = self.numbers(&question.code).iter().find(|n| n.code == code);
            found.map_or_else(|| code.to_owned(), |n| n.shown.clone())
        };
        question
            .options
            .iter()
            .chain(&question.special)
            .map(|c| (shown(&c.code), c.label.clone()))
            .collect()
    }

    /// When a question is to be answered, in words of numbers: `3=1/2`.
    pub fn only(&self, question: &Question) -> Option<String> {
        let terms = question.condition.as_ref()?.all.iter().filter_map(|term| {
            let at = self.form.questions.iter().position(|q| q.code == term.item)?;
            let any: Vec<String> = term
                .any_of
                .iter()
                .map(|c| {
                    let found = self.numbers(&term.item).iter().find(|n| n.code == c.0);
                    found.map_or_else(|| c.0.clone(), |n| n.shown.clone())
                })
                .collect();
            Some(format!("{}={}", at + 1, any.join("/")))
        });
        Some(terms.collect::<Vec<_>>().join(", ")).filter(|t| !t.is_empty())
    }

    /// The fields of these items, or of all.
    pub fn fields(&self, only: Option<&[String]>, passes: Option<(&Answers, &Answers)>) -> Vec<Field> {
        self.form
            .questions
            .iter()
            .enumerate()
            .filter(|(_, q)| only.is_none_or(|o| o.contains(&q.code)))
            .map(|(i, q)| Field {
                name: field(&q.code),
                at: i + 1,
                text: q.text.clone(),
                numbers: self.options(q),
                only: self.only(q),
                words: matches!(q.kind, Kind::Text(_)),
                several: matches!(q.kind, Kind::Multi(_) | Kind::Points(_) | Kind::Number(..)),
                passes: passes.map(|(a, b)| {
                    let of = |answers: &Answers| self.with_words(q, answers.get(&q.code));
                    (of(a), of(b))
                }),
            })
            .collect()
    }

    /// What a pass typed, with the words of a single option behind it.
    fn with_words(&self, question: &Question, value: Option<&Value>) -> String {
        let shown = typed(self.numbers(&question.code), value);
        let label = value.and_then(Value::code).and_then(|code| {
            let all = question.options.iter().chain(&question.special);
            all.filter(|c| c.code == code).map(|c| c.label.clone()).next()
        });
        match label {
            Some(label) if label != shown => format!("{shown} {label}"),
            _ => shown,
        }
    }

    /// Reads the fields of these items, or of all, into answers; a question that these answers hide may stay empty.
    ///
    /// # Errors
    /// What is wrong, by field, in the order of the sheet.
    pub fn read(
        &self,
        fields: &Fields,
        only: Option<&[String]>,
        mut answers: Answers,
    ) -> Result<Answers, Vec<(String, Mistake)>> {
        let mut wrong = Vec::new();
        for q in &self.form.questions {
            if only.is_some_and(|o| !o.contains(&q.code)) {
                continue;
            }
            answers.0.remove(&q.code);
            match read(q, self.numbers(&q.code), fields.raw(&field(&q.code))) {
                Ok(Some(value)) => {
                    answers.0.insert(q.code.clone(), value);
                }
                Ok(None) => {}
                Err(Mistake::Empty) if !self.form.shown(q, &answers) => {}
                Err(mistake) => wrong.push((field(&q.code), mistake)),
            }
        }
        if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
    }

    /// The language as an envelope names it.
    pub fn lang(&self) -> Lang {
        Lang::parse(&self.lang).unwrap_or_else(Lang::zh_hans)
    }
}

/// Name of an item's field: never that of another field of the form.
pub fn field(code: &str) -> String {
    format!("a.{code}")
}
