//! How answers came about, as three coarse bits that the device judges itself (STATISTICS §2.12). Time, touches and
//! whatever else the judgement rests on never leave the device.
//!
//! The thresholds are judgements, not estimates. They are lenient: a bit says something about many people in one
//! place, never about one person.

use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

use crate::{
    answer::Answers,
    form::{Form, Kind, Question},
};

/// Fewer answers than this are neither too fast nor straight.
pub const FEWEST: usize = 5;

/// Below so many milliseconds an answered item, all items together, nobody has read the questions. Reading aloud a
/// question of the bank takes four to eight seconds, reading it silently about two; Zhang and Conrad (2014, Survey
/// Research Methods 8:127) take 300 ms a word for the limit, which for ten words and their options is more than this.
pub const FASTEST: f64 = 1_500.0;

/// The item that asks who filled the form in, and the code of “I did it myself”.
const ASSIST: (&str, &str) = ("D_ASSIST", "1");

/// What the device says of one set of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bits {
    /// Too fast to have been read.
    pub fast: bool,
    /// The same option from the first item of a scale to the last.
    pub straight: bool,
    /// Somebody read out or filled in.
    pub helped: bool,
}

impl Bits {
    /// The three as one number from 0 to 7, as it is stored.
    pub fn number(self) -> u8 {
        u8::from(self.fast) | u8::from(self.straight) << 1 | u8::from(self.helped) << 2
    }

    /// The three from their number.
    pub fn from_number(number: u8) -> Option<Self> {
        (number < 8).then_some(Self {
            fast: number & 1 != 0,
            straight: number & 2 != 0,
            helped: number & 4 != 0,
        })
    }

    /// Judges one set of answers.
    ///
    /// `millis` is the time on the items from the first look to sending, none where the device does not know it, for
    /// example because a draft was taken up again. `helped` is what the person in charge of a shared device said
    /// before handing it over.
    pub fn judge(form: &Form, answers: &Answers, millis: Option<f64>, helped: bool) -> Self {
        let answered = form
            .questions
            .iter()
            .filter(|q| answers.get(&q.code).is_some())
            .count();
        let said = answers.get(ASSIST.0).and_then(|v| v.code());
        Self {
            fast: answered >= FEWEST && millis.is_some_and(|m| m < FASTEST * answered as f64),
            straight: straight(form, answers),
            helped: helped || said.is_some_and(|code| code != ASSIST.1 && is_option(form, ASSIST.0, &code)),
        }
    }
}

fn is_option(form: &Form, item: &str, code: &str) -> bool {
    let found = form.questions.iter().find(|q| q.code == item);
    found.is_some_and(|q| q.options.iter().any(|o| o.code == code))
}

/// Of the items that share a scale of three options or more, at least [`FEWEST`] answered, all with the same option.
fn straight(form: &Form, answers: &Answers) -> bool {
    let scaled = |q: &&Question| matches!(q.kind, Kind::Single) && q.options.len() >= 3;
    let same = |a: &Question, b: &Question| {
        a.options.len() == b.options.len()
            && a.options
                .iter()
                .all(|o| b.options.iter().any(|p| p.code == o.code))
    };
    let option = |q: &Question| {
        let code = answers.get(&q.code)?.code()?;
        q.options.iter().any(|o| o.code == code).then_some(code)
    };
    form.questions.iter().filter(scaled).any(|first| {
        let Some(code) = option(first) else { return false };
        let mut given = form
            .questions
            .iter()
            .filter(scaled)
            .filter(|q| same(first, q))
            .filter_map(option);
        let (mut n, mut all) = (0, true);
        for other in given.by_ref() {
            n += 1;
            all &= other == code;
        }
        all && n >= FEWEST
    })
}

/// The field of an envelope. Whatever else stands there was taken before there were bits and is taken now: as none.
///
/// # Errors
/// Only what the JSON itself says.
pub fn lenient<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Bits>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Bits(Bits),
        Other(IgnoredAny),
    }
    Ok(match Either::deserialize(d)? {
        Either::Bits(bits) => Some(bits),
        Either::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Envelope, form::Choice};

    fn question(code: &str, options: &[&str]) -> Question {
        Question {
            code: code.into(),
            text: "?".into(),
            note: None,
            kind: Kind::Single,
            options: options
                .iter()
                .map(|c| Choice {
                    code: (*c).into(),
                    label: (*c).into(),
                })
                .collect(),
            special: vec![Choice {
                code: "8".into(),
                label: "?".into(),
            }],
            condition: None,
        }
    }

    fn form() -> Form {
        let five = ["5", "4", "3", "2", "1"];
        let mut questions: Vec<Question> = (1..=6).map(|n| question(&format!("S{n}"), &five)).collect();
        questions.push(question("D_SEX", &["1", "2"]));
        questions.push(question(ASSIST.0, &["1", "2", "3", "4"]));
        Form {
            wave: "w".into(),
            version: 1,
            lang: "en".into(),
            title: String::new(),
            questions,
        }
    }

    fn answers(codes: &[(&str, &str)]) -> Answers {
        Answers::from_fields(codes.iter().copied())
    }

    fn judge(codes: &[(&str, &str)], millis: Option<f64>) -> Bits {
        Bits::judge(&form(), &answers(codes), millis, false)
    }

    const FIVE: [(&str, &str); 5] = [("S1", "4"), ("S2", "4"), ("S3", "4"), ("S4", "4"), ("S5", "4")];

    #[test]
    fn five_answers_that_never_change_are_straight_and_four_or_one_change_are_not() {
        assert!(judge(&FIVE, None).straight);
        assert!(!judge(&FIVE[..4], None).straight);
        let mut one = FIVE.to_vec();
        one.push(("S6", "5"));
        assert!(!judge(&one, None).straight);
        // “don't know” is no option of the scale, and two options make no line
        one[5] = ("S6", "8");
        assert!(judge(&one, None).straight);
        let dont_know = FIVE.map(|(item, _)| (item, "8"));
        assert!(!judge(&dont_know, None).straight);
    }

    #[test]
    fn pace_is_judged_over_all_answers_and_only_where_the_time_is_known() {
        assert!(judge(&FIVE, Some(5.0 * FASTEST - 1.0)).fast);
        assert!(!judge(&FIVE, Some(5.0 * FASTEST)).fast);
        assert!(!judge(&FIVE[..4], Some(1.0)).fast);
        assert!(!judge(&FIVE, None).fast);
        assert!(!judge(&[], Some(0.0)).fast);
    }

    #[test]
    fn help_is_what_the_person_or_the_one_in_charge_says() {
        assert!(!judge(&[(ASSIST.0, "1")], None).helped);
        assert!(judge(&[(ASSIST.0, "3")], None).helped);
        assert!(!judge(&[(ASSIST.0, "8")], None).helped);
        assert!(Bits::judge(&form(), &answers(&[]), None, true).helped);
    }

    #[test]
    fn the_bits_are_a_number_from_nought_to_seven() {
        for n in 0..8 {
            assert_eq!(Bits::from_number(n).unwrap().number(), n);
        }
        assert_eq!(Bits::from_number(8), None);
    }

    #[test]
    fn an_envelope_is_taken_with_bits_without_and_with_anything_else_in_their_place() {
        let read = |quality: &str| -> Envelope {
            serde_json::from_str(&format!(r#"{{"version":1,"answers":{{}}{quality}}}"#)).unwrap()
        };
        assert_eq!(read("").quality, None);
        let bits = read(r#","quality":{"fast":true,"straight":false,"helped":true}"#).quality;
        assert_eq!(bits.map(Bits::number), Some(5));
        assert_eq!(
            read(r#","quality":{"fast":true}"#).quality.map(Bits::number),
            Some(1)
        );
        for odd in ["5", "null", "\"x\"", "{\"fast\":7}", "[1,2,3]"] {
            assert_eq!(read(&format!(",\"quality\":{odd}")).quality, None, "{odd}");
        }
        let without = serde_json::to_string(&read("")).unwrap();
        assert!(!without.contains("quality"), "{without}");
    }
}
