//! One row of a responses file becomes one submission.

use store::{NewSubmission, Rows};
use survey::{Answers, AreaCode, Form, Mode, SubmissionId, Value, answer::Atom, submission::payload_hash};

use super::{
    Setting, answers,
    columns::{Cut, ItemColumn, Plan},
    identity::{Payload, People},
};
use crate::{
    cell::{Cell, whole},
    keys::{Keys, twice},
    kinds::{Header, Rules, chunks},
    problem::{Problems, Wrong, quoted},
    read::Record,
    report::Report,
    said::said,
};

/// Weights whose sums and squares the tally keeps to seven digits and more.
const WEIGHTS: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

/// Reads responses.
pub(crate) struct ResponseRules {
    setting: Setting,
    header: Header,
    plan: Plan,
    /// All items as questions, to leave out what a person's own answers hide.
    form: Form,
    keys: Keys,
    people: People,
    rows: Vec<(u64, NewSubmission)>,
    hidden: u64,
    unanswered: u64,
}

impl ResponseRules {
    pub fn new(setting: Setting) -> Self {
        let form = Form {
            wave: setting.wave.id.clone(),
            version: setting.version.version,
            lang: setting.version.languages.first().cloned().unwrap_or_default(),
            title: String::new(),
            questions: Vec::new(),
        };
        let people = People::of(&setting.wave.id);
        Self {
            setting,
            header: Header::default(),
            plan: Plan::default(),
            form,
            keys: Keys::default(),
            people,
            rows: Vec::new(),
            hidden: 0,
            unanswered: 0,
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        let marked = |t: &str| self.setting.version.missing.iter().any(|m| m.0 == t);
        text.is_empty() || marked(text) || whole(text).is_some_and(|n| marked(&n.to_string()))
    }

    fn cell<'a>(&'a self, record: &'a Record, at: usize) -> Cell<'a> {
        Cell::of(
            record,
            Some(at),
            self.header.names.get(at).map_or("", String::as_str),
        )
    }

    /// The answer in an item's column; none where it is missing.
    fn answer(&self, cell: &Cell<'_>, column: &ItemColumn, hint: bool) -> Result<Option<Value>, Wrong> {
        let text = cell.optional()?;
        if self.is_missing(text) {
            return Ok(None);
        }
        match &column.question {
            Some(question) => answers::read(question, text).map(Some),
            None if column.special.iter().any(|c| c == text) => Ok(Some(Value::One(Atom::from_field(text)))),
            None => {
                let code = self.place(cell.name()?, hint)?;
                Ok(Some(Value::One(Atom::Word(code.as_str().to_owned()))))
            }
        }
    }

    /// An area that the wave asks in.
    fn place(&self, text: &str, hint: bool) -> Result<AreaCode, Wrong> {
        let area = self.setting.areas.find(text, hint)?;
        let top = &self.setting.wave.area;
        if self.setting.areas.within(&area.code, top) {
            return Ok(area.code.clone());
        }
        let what = said!(
            "{0} is not in the area of wave {1}",
            quoted(text),
            self.setting.wave.id
        );
        Err(Wrong::new(
            what,
            said!("write an area below {0}, or nothing", top),
        ))
    }

    /// Where the person lives: the wave's own area where the file does not say.
    fn area(&self, record: &Record, hint: bool) -> Result<AreaCode, Wrong> {
        let wave = || Ok(self.setting.wave.area.clone());
        let Some(at) = self.plan.area else { return wave() };
        let text = self.cell(record, at).name()?;
        let special = self
            .plan
            .items
            .iter()
            .any(|i| i.at == at && i.special.iter().any(|c| c == text));
        if self.is_missing(text) || special {
            wave()
        } else {
            self.place(text, hint)
        }
    }

    fn mode(&self, record: &Record) -> Result<Mode, Wrong> {
        let Some(at) = self.plan.mode else {
            return Ok(Mode::Paper);
        };
        let text = self
            .cell(record, at)
            .required("write web, kiosk, phone or paper")?;
        let word = self
            .setting
            .modes
            .get(&text.to_lowercase())
            .map_or(text, String::as_str);
        Mode::parse(word).ok_or_else(|| {
            Wrong::new(
                said!("{0} is no mode", quoted(text)),
                "write web, kiosk, phone or paper, or give its meaning under columns.modes in the instrument",
            )
        })
    }

    fn weight(&self, record: &Record) -> Result<f64, Wrong> {
        let Some(at) = self.plan.weight else {
            return Ok(1.0);
        };
        let remedy = "write a weight above zero";
        match self.cell(record, at).number(remedy)? {
            w if w > 0.0 && !WEIGHTS.contains(&w) => Err(Wrong::new(
                said!("{0} is no weight that can be added up", format!("{w:e}")),
                "write weights from 0.001 to 1000000: multiply all of them by one number, so that their mean is 1",
            )),
            w if w > 0.0 => Ok(w),
            w => Err(Wrong::new(said!("{0} is not above zero", w), remedy)),
        }
    }

    /// The code of a cut; special answers such as “refused” are no cut.
    fn cut(&self, cut: &Cut, answers: &Answers, record: &Record, found: &mut Problems) -> Option<String> {
        match cut {
            Cut::None => None,
            Cut::Column(at) => {
                let cell = self.cell(record, *at);
                let group = found.keep(&cell, cell.name())?;
                (!self.is_missing(group)).then(|| group.to_owned())
            }
            Cut::Item(code) => {
                let given = answers.get(code)?.code()?;
                let item = self.setting.version.item(code)?;
                let scale = self.setting.version.scale_of(item)?;
                scale.special(&given).is_none().then_some(given)
            }
        }
    }

    fn answers(&mut self, record: &Record, found: &mut Problems) -> Answers {
        let mut all = Answers::default();
        for column in &self.plan.items {
            let cell = self.cell(record, column.at);
            let hint = !found.full();
            if let Some(Some(value)) = found.keep(&cell, self.answer(&cell, column, hint)) {
                all.0.insert(column.code.clone(), value);
            }
        }
        if self.form.questions.iter().all(|q| q.condition.is_none()) {
            return all;
        }
        let given = all.0.len();
        let shown = self.form.without_hidden(all);
        self.hidden += (given - shown.0.len()) as u64;
        shown
    }

    /// The same row is the same response when it is imported again.
    fn id(&mut self, record: &Record, payload: &[u8], found: &mut Problems) -> Option<SubmissionId> {
        let Some(at) = self.plan.id else {
            return Some(self.people.unnamed(payload));
        };
        let cell = self.cell(record, at);
        let name = found.keep(
            &cell,
            cell.required_name("write what tells this person's row from the others"),
        )?;
        let name = name.to_owned();
        if let Some(first) = self.keys.seen_at(&name, record.row) {
            found.push(twice(
                record.row,
                first,
                said!("id {0}", quoted(&name)),
                "keep one of the two",
            ));
            return None;
        }
        Some(self.people.named(&name))
    }
}

impl Rules for ResponseRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        self.plan = Plan::read(header, &self.setting.version, found);
        self.form.questions = self
            .plan
            .items
            .iter()
            .filter_map(|i| i.question.clone())
            .collect();
        self.header = header.clone();
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let before = found.count;
        let hint = !found.full();
        let answers = self.answers(record, found);
        let special = |at: Option<usize>| self.cell(record, at.unwrap_or(usize::MAX));
        // an item's column was read as an answer already: its problem is not told twice
        let asked = self
            .plan
            .area
            .is_some_and(|at| self.plan.items.iter().any(|i| i.at == at && i.question.is_none()));
        let area = match self.area(record, hint) {
            Err(_) if asked => None,
            read => found.keep(&special(self.plan.area), read),
        };
        let mode = found.keep(&special(self.plan.mode), self.mode(record));
        let weight = found.keep(&special(self.plan.weight), self.weight(record));
        let age = self.cut(&self.plan.age, &answers, record, found);
        let sex = self.cut(&self.plan.sex, &answers, record, found);
        let (Some(area), Some(mode), Some(weight)) = (area, mode, weight) else {
            return;
        };
        let payload = Payload {
            answers: &answers,
            area: &area,
            age: &age,
            sex: &sex,
            mode,
            weight,
        };
        let Ok(payload) = serde_json::to_vec(&payload) else {
            return;
        };
        let Some(id) = self.id(record, &payload, found) else {
            return;
        };
        if found.count > before {
            return;
        }
        self.unanswered += u64::from(answers.0.is_empty());
        let submission = NewSubmission {
            id,
            wave: self.setting.wave.id.clone(),
            version: self.setting.version.version,
            hash: payload_hash(&payload),
            lang: self.form.lang.clone(),
            mode,
            day: self.setting.day.clone(),
            area,
            age,
            sex,
            weight,
            answers,
            late: false,
            quality: None,
        };
        self.rows.push((record.row, submission));
    }

    fn key_column(&self) -> Option<&str> {
        self.header.names.get(self.plan.id?).map(String::as_str)
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        chunks(&mut self.rows, Rows::Responses)
    }

    fn tell(&self, report: &mut Report) {
        let mut note = |text: String| report.notes.push(text);
        if !self.plan.absent.is_empty() {
            note(format!("no column for {}", self.plan.absent.join(", ")));
        }
        if self.plan.area.is_none() {
            note(format!(
                "no area column; every answer counts for {}",
                self.setting.wave.area
            ));
        }
        if self.plan.mode.is_none() {
            note("no mode column; every answer is kept as paper".to_owned());
        }
        if self.plan.id.is_none() {
            note("no id column; a row that changes will come in as another person".to_owned());
        }
        match self.hidden {
            0 => {}
            1 => note("1 answer left out: the item was not put to the person".to_owned()),
            n => note(format!(
                "{n} answers left out: the items were not put to these people"
            )),
        }
        match self.unanswered {
            0 => {}
            1 => note("1 row holds no answer at all".to_owned()),
            n => note(format!("{n} rows hold no answer at all")),
        }
    }
}
