//! Reading the form's controls, and setting them from a draft. The controls hold the answers, not the signals.

use survey::{Answers, Form};
use wasm_bindgen::JsCast;
use web_sys::{Event, FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::resident::answers_from_fields;

/// Name and value, as a form would send them.
pub type Field = (String, String);

/// The filled fields; hidden and empty ones left out.
pub fn fields(form: &HtmlFormElement) -> Vec<Field> {
    let Ok(data) = FormData::new_with_form(form) else {
        return Vec::new();
    };
    js_sys::Array::from(&data)
        .iter()
        .filter_map(|pair| {
            let pair = js_sys::Array::from(&pair);
            let name = pair.get(0).as_string()?;
            let value = pair.get(1).as_string()?;
            let kept = !value.trim().is_empty() && !matches!(name.as_str(), "id" | "version" | "lang");
            kept.then_some((name, value))
        })
        .collect()
}

/// The answers that the fields hold.
pub fn answers(form: &Form, fields: &[Field]) -> Answers {
    answers_from_fields(form, fields.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

fn controls(form: &HtmlFormElement) -> Vec<web_sys::Node> {
    let Ok(found) = form.query_selector_all("input:not([type=hidden]),select,textarea") else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|i| found.get(i)).collect()
}

/// Sets every control as these fields say.
pub fn set(form: &HtmlFormElement, fields: &[Field]) {
    for node in controls(form) {
        let value_of = |name: &str| fields.iter().find(|f| f.0 == name).map_or("", |f| f.1.as_str());
        if let Some(input) = node.dyn_ref::<HtmlInputElement>() {
            let (name, value) = (input.name(), input.value());
            if is_pick(input) {
                input.set_checked(fields.iter().any(|f| f.0 == name && f.1 == value));
            } else {
                // a special answer beside a box shares its name; it is not typed
                let picks = special_values(form, &name);
                let typed = fields.iter().find(|f| f.0 == name && !picks.contains(&f.1));
                input.set_value(typed.map_or("", |f| f.1.as_str()));
            }
        } else if let Some(select) = node.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value_of(&select.name()));
        } else if let Some(area) = node.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value_of(&area.name()));
        }
    }
}

fn is_pick(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "radio" | "checkbox")
}

fn special_values(form: &HtmlFormElement, name: &str) -> Vec<String> {
    controls(form)
        .iter()
        .filter_map(|n| n.dyn_ref::<HtmlInputElement>())
        .filter(|i| is_pick(i) && i.name() == name)
        .map(HtmlInputElement::value)
        .collect()
}

/// An answer that stands alone takes the others of its item away, and the others take it away.
pub fn keep_alone(form: &HtmlFormElement, event: &Event) {
    let Some(touched) = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let pick = touched.dyn_ref::<HtmlInputElement>().filter(|i| is_pick(i));
    if pick.is_some_and(|i| i.type_() == "radio" || !i.checked()) {
        return;
    }
    let Ok(Some(item)) = touched.closest("fieldset") else {
        return;
    };
    let apart = touched.closest(".apart").ok().flatten().is_some();
    for node in controls(form)
        .into_iter()
        .filter(|n| item.contains(Some(n)) && !n.is_same_node(Some(&touched)))
    {
        let Some(other) = node.dyn_ref::<HtmlInputElement>() else {
            continue;
        };
        let other_apart = other.closest(".apart").ok().flatten().is_some();
        if is_pick(other) && (apart || other_apart) {
            other.set_checked(false);
        } else if apart && !is_pick(other) {
            other.set_value("");
        }
    }
}
