//! Paper: sheets with serial numbers, answers typed as the numbers printed beside them, two passes compared.
//!
//! A serial says which sheet a clerk holds and nothing else: it decides the block and the order of options that the
//! sheet prints, and it is forgotten when the answers are taken in.

use serde::{Deserialize, Serialize};

use crate::{
    answer::{Answers, Atom, Value},
    form::{Form, Kind, Question},
    submission::SubmissionId,
    validate::Reason,
};

/// Sheets of one wave, at most.
pub const MOST: u32 = 99_999;

/// The number of a sheet within its wave, printed with a check digit: `0051-7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Serial(pub u32);

/// Damm's table: finds every wrong digit and every two neighbours exchanged (H. M. Damm, 2004, the table of order ten).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

impl Serial {
    /// The check digit. It begins from the wave, so that nine sheets of ten from another survey are noticed.
    fn check(self, wave: &str) -> u8 {
        let from = (wave.bytes().fold(0_u32, |sum, b| (sum * 31 + u32::from(b)) % 10)) as usize;
        let digits = format!("{:05}", self.0);
        let last = digits
            .bytes()
            .fold(from, |at, b| usize::from(DAMM[at][usize::from(b - b'0')]));
        last as u8
    }

    /// As it is printed: at least four digits, a hyphen, the check digit.
    pub fn shown(self, wave: &str) -> String {
        format!("{:04}-{}", self.0, self.check(wave))
    }

    /// Reads what a clerk typed, with or without hyphen, leading zeros and spaces; the last digit is the check digit.
    pub fn parse(typed: &str, wave: &str) -> Option<Self> {
        let plain = plain(typed);
        let digits: String = plain.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let (number, check) = digits.split_at_checked(digits.len().checked_sub(1)?)?;
        let serial = Self(
            number
                .parse()
                .ok()
                .filter(|n| number.bytes().all(|b| b.is_ascii_digit()) && (1..=MOST).contains(n))?,
        );
        (check.parse().ok() == Some(serial.check(wave))).then_some(serial)
    }

    /// Half of the sheets print options the other way round, as half of the screens do.
    fn flipped(self) -> bool {
        self.0.is_multiple_of(2)
    }

    fn block(self, blocks: usize) -> usize {
        (self.0.saturating_sub(1) as usize / 2) % blocks.max(1)
    }

    /// An id made of random bytes that asks what this sheet asked: its block, its order, nothing more of the serial.
    pub fn id(self, random: [u8; 16], blocks: usize) -> SubmissionId {
        let mut bytes = random;
        if blocks > 1 {
            let blocks = u8::try_from(blocks.min(255)).expect("at most 255");
            let block = self.block(usize::from(blocks)) as u8;
            let start = bytes[0] - bytes[0] % blocks;
            bytes[0] = start.checked_add(block).unwrap_or(block);
        }
        bytes[1] = (bytes[1] & !1) | u8::from(self.flipped());
        SubmissionId(bytes)
    }
}

/// Full-width digits, signs and spaces as Chinese keyboards type them, made plain; outer space cut.
fn plain(typed: &str) -> String {
    typed
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '。' => '.',
            '、' => ',',
            '‐' | '–' | '—' => '-',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What is printed beside an option, and the code it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Printed and typed.
    pub shown: String,
    /// Stored.
    pub code: String,
}

/// Numbers of a question's options, special ones last. Codes that are short numbers stand for themselves; others are
/// counted from one, past what is taken. Take the question in its printed order, never flipped.
pub fn numbers(question: &Question) -> Vec<Number> {
    let short = |code: &str| code.len() <= 2 && code.bytes().all(|b| b.is_ascii_digit());
    let all = || question.options.iter().chain(&question.special);
    let taken: Vec<&str> = all().map(|c| c.code.as_str()).filter(|c| short(c)).collect();
    let mut next = 1_u32;
    all()
        .map(|choice| {
            let shown = if short(&choice.code) {
                choice.code.clone()
            } else {
                while taken.contains(&next.to_string().as_str()) {
                    next += 1;
                }
                next += 1;
                (next - 1).to_string()
            };
            Number {
                shown,
                code: choice.code.clone(),
            }
        })
        .collect()
}

/// What is wrong with a field as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// Nothing typed; what the paper leaves blank is typed as a full stop.
    Empty,
    /// A number that the sheet does not print.
    NoSuchNumber(String),
    /// An answer that the question cannot have.
    Answer(Reason),
}

/// Reads one field: the answer, or none where the paper is blank (`.`).
///
/// # Errors
/// What is wrong with it.
pub fn read(question: &Question, numbers: &[Number], typed: &str) -> Result<Option<Value>, Mistake> {
    let code = |shown: &str| {
        let found = numbers.iter().find(|n| n.shown == shown);
        found
            .map(|n| Atom::from_field(&n.code))
            .ok_or_else(|| Mistake::NoSuchNumber(shown.to_owned()))
    };
    let line = plain(typed);
    match line.as_str() {
        "" => return Err(Mistake::Empty),
        "." => return Ok(None),
        _ => {}
    }
    let several = || line.split([' ', ',', '+', '/']).filter(|s| !s.is_empty());
    let value = match question.kind {
        Kind::Single | Kind::Select => Value::One(code(&line)?),
        Kind::Multi(_) => many(several().map(code).collect::<Result<_, _>>()?),
        Kind::Points(_) => {
            let mut picks = Vec::new();
            for part in several() {
                let (shown, points) = part.split_once('=').unwrap_or((part, ""));
                let pick = code(shown)?;
                let points: u32 = match (part.contains('='), points.parse()) {
                    (false, _) => 10,
                    (true, Ok(p)) if p % 10 == 0 && p <= 100 => p,
                    (true, _) => return Err(Mistake::Answer(Reason::PointsNotTotal)),
                };
                picks.extend(std::iter::repeat_n(pick, points as usize / 10));
            }
            many(picks)
        }
        Kind::Number(..) => match numbers.iter().find(|n| n.shown == line) {
            Some(special) => Value::One(Atom::from_field(&special.code)),
            None => Value::One(Atom::from_field(&line)),
        },
        Kind::Text(_) => Value::One(Atom::Word(typed.trim().to_owned())),
    };
    match question.problem(&value) {
        Some(reason) => Err(Mistake::Answer(reason)),
        None => Ok(Some(value)),
    }
}

fn many(mut picks: Vec<Atom>) -> Value {
    if picks.len() == 1 {
        Value::One(picks.remove(0))
    } else {
        Value::Many(picks)
    }
}

/// A value as a clerk would type it; `.` for none.
pub fn typed(numbers: &[Number], value: Option<&Value>) -> String {
    let Some(value) = value else {
        return ".".to_owned();
    };
    let shown = |code: String| {
        let found = numbers.iter().find(|n| n.code == code);
        found.map_or(code, |n| n.shown.clone())
    };
    value.codes().into_iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// Codes of the questions that two passes answer differently, in the order of the form. Picks count in any order.
pub fn differences(form: &Form, first: &Answers, second: &Answers) -> Vec<String> {
    let same = |a: Option<&Value>| {
        a.map(|v| {
            let mut codes = v.codes();
            codes.sort();
            codes
        })
    };
    form.questions
        .iter()
        .map(|q| &q.code)
        .filter(|code| same(first.get(code)) != same(second.get(code)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Choice;

    fn question(kind: Kind, codes: &[&str], special: &[&str]) -> Question {
        let choices = |codes: &[&str]| -> Vec<Choice> {
            codes
                .iter()
                .map(|c| Choice {
                    code: (*c).into(),
                    label: (*c).into(),
                })
                .collect()
        };
        Question {
            code: "Q".into(),
            text: "?".into(),
            note: None,
            kind,
            options: choices(codes),
            special: choices(special),
            condition: None,
        }
    }

    fn try_read(q: &Question, typed: &str) -> Result<Option<Value>, Mistake> {
        read(q, &numbers(q), typed)
    }

    fn value(json: &str) -> Option<Value> {
        Some(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn a_serial_is_read_however_it_is_typed() {
        let shown = Serial(51).shown("w");
        assert_eq!(shown.len(), 6);
        let digits = shown.replace('-', "");
        for way in [
            shown.clone(),
            digits.clone(),
            digits.trim_start_matches('0').to_owned(),
            format!(" {} ", shown.replace('-', " ")),
            shown.replace('-', "－").replace('5', "５"),
        ] {
            assert_eq!(Serial::parse(&way, "w"), Some(Serial(51)), "{way}");
        }
        for bad in ["", "7", "-", "abc", "51", "00000", "123456789", "5é1"] {
            assert_eq!(Serial::parse(bad, "w"), None, "{bad}");
        }
    }

    #[test]
    fn every_wrong_digit_and_every_exchange_of_neighbours_is_noticed() {
        for n in (1..MOST).step_by(397) {
            let shown = Serial(n).shown("w").replace('-', "");
            let digits: Vec<u8> = shown.bytes().collect();
            for at in 0..digits.len() {
                for other in b'0'..=b'9' {
                    let mut wrong = digits.clone();
                    wrong[at] = other;
                    let read = Serial::parse(std::str::from_utf8(&wrong).unwrap(), "w");
                    assert_eq!(read.is_some(), other == digits[at], "{shown} {wrong:?}");
                }
                if at + 1 < digits.len() && digits[at] != digits[at + 1] {
                    let mut wrong = digits.clone();
                    wrong.swap(at, at + 1);
                    let read = Serial::parse(std::str::from_utf8(&wrong).unwrap(), "w");
                    assert_eq!(read, None, "{shown} {wrong:?}");
                }
            }
        }
    }

    #[test]
    fn most_sheets_of_another_wave_are_noticed() {
        let typed = Serial(51).shown("w2026");
        let waves = (0..100).map(|n| format!("w{n}"));
        let taken = waves.filter(|w| Serial::parse(&typed, w).is_some()).count();
        assert!(taken <= 15, "{taken}");
    }

    #[test]
    fn the_id_asks_what_the_sheet_asked_and_keeps_nothing_else_of_the_serial() {
        for blocks in [0, 1, 2, 3, 7] {
            for n in 1..40 {
                for random in [[0; 16], [255; 16], [131; 16]] {
                    let id = Serial(n).id(random, blocks);
                    let block = id.block(blocks);
                    assert_eq!(block, Serial(n).block(blocks), "{n} of {blocks}");
                    assert_eq!(id.flipped(), n % 2 == 0);
                    assert_eq!(id.0[2..], random[2..]);
                }
            }
        }
        let asked = |n| (Serial(n).block(2), Serial(n).flipped());
        let of_four: std::collections::BTreeSet<_> = (1..=4).map(asked).collect();
        assert_eq!(of_four.len(), 4, "four sheets in a row ask all four variants");
    }

    #[test]
    fn short_codes_stand_for_themselves_and_others_are_counted_past_them() {
        let shown = |q: &Question| -> Vec<String> { numbers(q).into_iter().map(|n| n.shown).collect() };
        assert_eq!(
            shown(&question(Kind::Single, &["5", "4", "1"], &["8"])),
            ["5", "4", "1", "8"]
        );
        assert_eq!(
            shown(&question(Kind::Multi(3), &["roads", "water", "care"], &["2"])),
            ["1", "3", "4", "2"]
        );
        assert_eq!(
            shown(&question(Kind::Select, &["510001001000"], &["out"])),
            ["1", "2"]
        );
    }

    #[test]
    fn fields_are_read_as_clerks_type_them() {
        let single = question(Kind::Single, &["5", "4", "10"], &["8"]);
        assert_eq!(try_read(&single, " 5 "), Ok(value("5")));
        assert_eq!(try_read(&single, "１０"), Ok(value("10")));
        assert_eq!(try_read(&single, "。"), Ok(None));
        assert_eq!(try_read(&single, ""), Err(Mistake::Empty));
        assert_eq!(try_read(&single, "6"), Err(Mistake::NoSuchNumber("6".into())));
        let multi = question(Kind::Multi(2), &["roads", "water", "0"], &["88"]);
        assert_eq!(try_read(&multi, "1，2"), Ok(value(r#"["roads","water"]"#)));
        assert_eq!(try_read(&multi, "2"), Ok(value("\"water\"")));
        assert_eq!(try_read(&multi, "88"), Ok(value("88")));
        assert_eq!(
            try_read(&multi, "1 1"),
            Err(Mistake::Answer(Reason::SamePickTwice))
        );
        assert_eq!(
            try_read(&multi, "1 88"),
            Err(Mistake::Answer(Reason::ExclusivePick))
        );
        let number = question(Kind::Number(0.0, 10.0), &[], &["77"]);
        assert_eq!(try_read(&number, "3.5"), Ok(value("\"3.5\"")));
        assert_eq!(try_read(&number, "77"), Ok(value("77")));
        assert_eq!(try_read(&number, "11"), Err(Mistake::Answer(Reason::OutOfRange)));
        let text = question(Kind::Text(5), &[], &[]);
        assert_eq!(try_read(&text, "路，不好"), Ok(value("\"路，不好\"")));
        assert_eq!(try_read(&text, "路太不好走"), Ok(value("\"路太不好走\"")));
        assert_eq!(
            try_read(&text, "路实在不好走"),
            Err(Mistake::Answer(Reason::TextTooLong))
        );
        let points = question(Kind::Points(100), &["roads", "water"], &["88"]);
        let hundred = r#"["roads","roads","roads","roads","roads","roads","water","water","water","water"]"#;
        assert_eq!(try_read(&points, "1=60 2=40"), Ok(value(hundred)));
        assert_eq!(
            try_read(&points, "1=60"),
            Err(Mistake::Answer(Reason::PointsNotTotal))
        );
        assert_eq!(
            try_read(&points, "1=65 2=35"),
            Err(Mistake::Answer(Reason::PointsNotTotal))
        );
    }

    #[test]
    fn passes_differ_by_item_and_the_order_of_picks_does_not_matter() {
        let mut other = question(Kind::Multi(2), &["roads", "water"], &[]);
        other.code = "P".into();
        let form = Form {
            wave: "w".into(),
            version: 1,
            lang: "en".into(),
            title: String::new(),
            questions: vec![question(Kind::Single, &["1", "2"], &[]), other],
        };
        let answers = |json: &str| -> Answers { serde_json::from_str(json).unwrap() };
        let first = answers(r#"{"Q":1,"P":["roads","water"]}"#);
        assert!(differences(&form, &first, &answers(r#"{"Q":"1","P":["water","roads"]}"#)).is_empty());
        assert_eq!(
            differences(&form, &first, &answers(r#"{"Q":2,"P":["water","roads"]}"#)),
            ["Q"]
        );
        assert_eq!(differences(&form, &first, &answers(r#"{"Q":1}"#)), ["P"]);
        assert_eq!(typed(&numbers(&form.questions[1]), first.get("P")), "1 2");
        assert_eq!(typed(&[], None), ".");
    }
}
