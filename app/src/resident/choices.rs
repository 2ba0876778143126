//! The controls of one item: native inputs whose whole row is the target, nothing chosen beforehand.

use leptos::prelude::*;
use survey::{Choice, Kind, Question};

use super::text_area::TextArea;
use crate::words::{Locale, Words};

const CHOOSE: Words = Words("请选择", "請選擇", "Please choose");

/// Up to here, places are rows; beyond, a list to choose from.
const ROWS_OF_PLACES: usize = 8;

/// All controls of a question, with what was chosen before.
pub fn controls(question: &Question, chosen: &[String], locale: Locale) -> AnyView {
    let name = question.code.as_str();
    // “none of these” of a multiple choice stands alone, so it stands apart
    let (alone, options): (Vec<&Choice>, Vec<&Choice>) = question
        .options
        .iter()
        .partition(|o| matches!(question.kind, Kind::Multi(_)) && o.code == "0");
    let apart: Vec<&Choice> = alone.into_iter().chain(&question.special).collect();
    let (own, apart_kind) = match question.kind {
        Kind::Single => (rows("radio", name, &options, chosen, false), "radio"),
        Kind::Select if options.len() <= ROWS_OF_PLACES => {
            (rows("radio", name, &options, chosen, false), "radio")
        }
        Kind::Select => {
            let listed: Vec<&Choice> = options.into_iter().chain(apart).collect();
            return list(name, &listed, chosen, locale);
        }
        Kind::Multi(_) => (rows("checkbox", name, &options, chosen, false), "checkbox"),
        Kind::Number(..) => (number(question, chosen), "checkbox"),
        Kind::Points(_) => (points(name, &options, chosen), "checkbox"),
        Kind::Text(_) => (text(question, chosen), "checkbox"),
    };
    view! {
        {own}
        {rows(apart_kind, name, &apart, chosen, true)}
    }
    .into_any()
}

fn rows(kind: &'static str, name: &str, choices: &[&Choice], chosen: &[String], apart: bool) -> AnyView {
    if choices.is_empty() {
        return ().into_any();
    }
    let short = choices.iter().all(|c| c.label.chars().count() <= 5);
    let class = match (apart, choices.len()) {
        (true, 2) if short => "choices apart two",
        (true, _) => "choices apart",
        (false, 7..) if choices.iter().all(|c| c.label.chars().count() <= 2) => "choices tight",
        (false, _) => "choices",
    };
    let each = choices
        .iter()
        .map(|c| {
            let checked = chosen.contains(&c.code);
            view! {
                <label class="choice">
                    <input type=kind name=name.to_owned() value=c.code.clone() checked=checked/>
                    {c.label.clone()}
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class=class>{each}</div> }.into_any()
}

fn list(name: &str, choices: &[&Choice], chosen: &[String], locale: Locale) -> AnyView {
    let each = choices
        .iter()
        .map(|c| {
            let selected = chosen.contains(&c.code);
            view! { <option value=c.code.clone() selected=selected>{c.label.clone()}</option> }.into_any()
        })
        .collect_view();
    view! {
        <select class="field" name=name.to_owned() aria-labelledby=[name, "-q"].concat()>
            <option value="">{CHOOSE.get(locale)}</option>
            {each}
        </select>
    }
    .into_any()
}

fn number(question: &Question, chosen: &[String]) -> AnyView {
    view! {
        <input
            class="field"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            name=question.code.clone()
            value=typed(question, chosen)
            aria-labelledby=[&question.code, "-q"].concat()
        />
    }
    .into_any()
}

fn text(question: &Question, chosen: &[String]) -> AnyView {
    view! {
        <TextArea
            name=question.code.clone()
            labelled_by=[&question.code, "-q"].concat()
            described_by=[&question.code, "-h"].concat()
            text=typed(question, chosen)
        />
    }
    .into_any()
}

/// What was typed, special answers aside.
fn typed(question: &Question, chosen: &[String]) -> String {
    chosen
        .iter()
        .find(|c| !question.special.iter().any(|s| &s.code == *c))
        .cloned()
        .unwrap_or_default()
}

fn points(name: &str, choices: &[&Choice], chosen: &[String]) -> AnyView {
    let each = choices
        .iter()
        .map(|c| {
            let value = points_shown(&c.code, chosen);
            view! {
                <label class="choice points">
                    {c.label.clone()}
                    <input
                        type="number"
                        inputmode="numeric"
                        min="0"
                        max="100"
                        step="10"
                        name=[name, ".", &c.code].concat()
                        value=value
                    />
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class="choices">{each}</div> }.into_any()
}

/// The points an option was given, as they stand in its field.
fn points_shown(option: &str, chosen: &[String]) -> String {
    let odd = |c: &String| Some(c.strip_prefix(option)?.strip_prefix('=')?.to_owned());
    if let Some(typed) = chosen.iter().find_map(odd) {
        return typed;
    }
    match chosen.iter().filter(|c| *c == option).count() {
        0 => String::new(),
        tens => (tens * 10).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_as_they_were_given() {
        let chosen = ["roads", "roads", "water=15", "roads"].map(str::to_owned);
        assert_eq!(points_shown("roads", &chosen), "30");
        assert_eq!(points_shown("water", &chosen), "15");
        assert_eq!(points_shown("lamps", &chosen), "");
    }
}
