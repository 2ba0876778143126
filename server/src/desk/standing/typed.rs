//! What is typed at `/standing`: read, checked field by field, answered by `insight::standing`.

use std::collections::BTreeMap;

use app::{
    desk::{standing::Answer, surveys::form::Form},
    words::{Locale, Words},
};
use insight::standing::{Asked, standings};
use serde::Deserialize;

use super::words::{in_words, refusal};
use crate::ranks::{Amiss, Figures, Read, Wrong, lines};

/// Places of which all ranks are known: more than these the engine does not take together.
const MOST_TOGETHER: usize = 60;
/// Lines times places, where each line is worked out by itself.
const MOST_WORK: usize = 10_000;
/// Places compared.
const MOST_PLACES: usize = 2_000;

/// The form as it is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    lines: String,
    n: String,
    places: String,
    spread: String,
    deff: String,
    sd: String,
}

const NOT_A_NUMBER: Words = Words(
    "{f}：“{v}”不是大于 0 的数，请改成数字。",
    "{f}：「{v}」不是大於 0 的數，請改成數字。",
    "{f}: “{v}” is not a number above zero; please correct it.",
);

/// The answer with the form as typed, or the form with what stands in the way.
pub fn answer(typed: Typed, locale: Locale) -> Result<(Form, Answer), Form> {
    let mut form = kept(&typed);
    let mut number = |name: &'static str, label: Words, text: &str| -> Option<f64> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let value = text.parse::<f64>().ok().filter(|v| v.is_finite() && *v > 0.0);
        if value.is_none() {
            let fill = [("f", label.get(locale)), ("v", text)];
            form.refuse(name, NOT_A_NUMBER.fill(locale, &fill));
        }
        value
    };
    let n = number("n", Words("份数", "份數", "Answers a place"), &typed.n);
    let places = number(
        "places",
        Words("一共多少个", "一共多少個", "How many places"),
        &typed.places,
    );
    let spread = number(
        "spread",
        Words("相差多少分", "相差多少分", "How far apart"),
        &typed.spread,
    );
    let deff = number(
        "deff",
        Words("设计效应", "設計效應", "Design effect"),
        &typed.deff,
    );
    let sd = number("sd", Words("标准差", "標準差", "Standard deviation"), &typed.sd);
    if n.is_some_and(|n| n < 1.0) {
        form.refuse(
            "n",
            Words(
                "份数至少是 1。",
                "份數至少是 1。",
                "Answers a place: at least 1 is needed.",
            )
            .get(locale),
        );
    }
    if places.is_some_and(|p| p.fract() != 0.0 || p < 3.0 || p > MOST_PLACES as f64) {
        form.refuse(
            "places",
            Words(
                "一共多少个地方：请填 3 到 {m} 的整数。",
                "一共多少個地方：請填 3 到 {m} 的整數。",
                "How many places: a whole number from 3 to {m}, please.",
            )
            .fill(locale, &[("m", &MOST_PLACES.to_string())]),
        );
    }
    let figures = if typed.kind == "scores" {
        Figures::Scores
    } else {
        Figures::Ranks
    };
    let places = places.map(|p| p as usize);
    let read = match lines(
        &typed.lines,
        figures,
        places.filter(|_| figures == Figures::Ranks),
    ) {
        Ok(read) => read,
        Err(Amiss {
            row,
            wrong: Wrong::Outside(cell, 1, most),
            ..
        }) if places.is_none() => {
            let words = Words(
                "第 {r} 行是第 {v} 名，可是只填了 {m} 个地方；请填一共比多少个地方，或者把别的地方也列上。",
                "第 {r} 列是第 {v} 名，可是只填了 {m} 個地方；請填一共比多少個地方，或者把別的地方也列上。",
                "Line {r} has rank {v}, but only {m} {m:place is|places are} listed; please say how many places are compared, or list the others too.",
            );
            let fill = [("r", &*row.to_string()), ("v", &cell), ("m", &most.to_string())];
            form.refuse("places", words.fill(locale, &fill));
            return Err(form);
        }
        Err(amiss) => {
            form.refuse("lines", in_words(locale, &amiss));
            return Err(form);
        }
    };
    if !form.is_fine() {
        return Err(form);
    }
    let mut asked = read.asked.clone();
    asked.spread = spread;
    asked.places = places.filter(|_| asked.waves.iter().any(|w| !w.ranks.is_empty()));
    for wave in &mut asked.waves {
        wave.n = wave.n.or(n);
        wave.deff = wave.deff.or(deff);
        wave.sd = wave.sd.or(sd);
    }
    if let Some((field, why)) = too_much(&asked, &read, locale) {
        form.refuse(field, why);
        return Err(form);
    }
    match standings(&asked) {
        Ok(found) => Ok((
            form,
            Answer {
                found,
                names: BTreeMap::new(),
                waves: BTreeMap::new(),
                order: read.places,
                declared: declared(locale, &typed, n, deff, sd),
            },
        )),
        Err(error) => {
            let (field, why) = refusal(locale, &error);
            form.refuse(field, why);
            Err(form)
        }
    }
}

fn kept(typed: &Typed) -> Form {
    let mut form = Form::default();
    let kind = if typed.kind == "scores" { "scores" } else { "ranks" };
    form.set("kind", kind);
    for (name, value) in [
        ("lines", &typed.lines),
        ("n", &typed.n),
        ("places", &typed.places),
        ("spread", &typed.spread),
        ("deff", &typed.deff),
        ("sd", &typed.sd),
    ] {
        form.set(name, value.clone());
    }
    form
}

/// What somebody declared, for the doubt beside the answer.
fn declared(
    locale: Locale,
    typed: &Typed,
    n: Option<f64>,
    deff: Option<f64>,
    sd: Option<f64>,
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if let Some(n) = n {
        all.push((
            Words("每个地方的答卷", "每個地方的答卷", "Answers a place")
                .get(locale)
                .to_owned(),
            Words("{n} 份，是填的", "{n} 份，是填的", "{n}, as declared")
                .fill(locale, &[("n", &app::desk::format::number(n, 0))]),
        ));
    }
    let shown = |given: Option<f64>, text: &str| given.map(|_| text.trim().to_owned());
    if let Some((deff, sd)) = shown(deff, &typed.deff).zip(shown(sd, &typed.sd)) {
        all.push((
            Words("答卷有多准", "答卷有多準", "How precise answers are")
                .get(locale)
                .to_owned(),
            Words(
                "设计效应 {d}，人与人之间的标准差 {s} 分",
                "設計效應 {d}，人與人之間的標準差 {s} 分",
                "design effect {d}, standard deviation between people {s} {s:point|points}",
            )
            .fill(locale, &[("d", &deff), ("s", &sd)]),
        ));
    }
    all
}

/// More than can be worked out while somebody waits, or fewer places than can be compared.
fn too_much(asked: &Asked, read: &Read, locale: Locale) -> Option<(&'static str, String)> {
    let rows = read.places.len();
    let ranked = asked.waves.iter().any(|w| !w.ranks.is_empty());
    let of = asked.places.unwrap_or(rows);
    if of < 3 {
        let words = Words(
            "至少要有三个地方才能比；只知道一两个的名次，请填“一共比多少个地方”。",
            "至少要有三個地方才能比；只知道一兩個的名次，請填「一共比多少個地方」。",
            "At least three places are needed; if you know the ranks of one or two only, say how many places are compared.",
        );
        let field = if ranked { "places" } else { "lines" };
        return Some((field, words.get(locale).to_owned()));
    }
    let alone = ranked
        && (rows < of
            || asked
                .waves
                .iter()
                .any(|w| !w.n_of.is_empty() || !w.se_of.is_empty()));
    let many = if alone {
        rows * of > MOST_WORK
    } else {
        ranked && of > MOST_TOGETHER
    };
    many.then(|| {
        let words = Words(
            "只凭名次，一次最多算 {m} 个地方；请只填您关心的几个，再填“一共比多少个地方”。",
            "只憑名次，一次最多算 {m} 個地方；請只填您關心的幾個，再填「一共比多少個地方」。",
            "From ranks alone at most {m} {m:place is|places are} worked out at once; list only those you care about and say how many places are compared.",
        );
        ("lines", words.fill(locale, &[("m", &MOST_TOGETHER.to_string())]))
    })
}
