//! Forms typed from paper (`form[data-enter]`): Enter goes to the next field, and so does a number that can be no
//! other. Without this script Enter hands the form in, and the page comes back at the first field that is empty.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Document, HtmlFormElement, HtmlInputElement, KeyboardEvent};

use super::{children, each};

/// Takes over every such form.
pub fn start(document: &Document) {
    each(document, "form[data-enter]", |form| {
        let Ok(form) = form.dyn_into::<HtmlFormElement>() else {
            return;
        };
        let fields: Vec<HtmlInputElement> = children(&form, "input:not([type=hidden])")
            .into_iter()
            .filter_map(|f| f.dyn_into().ok())
            .collect();
        for at in 0..fields.len() {
            field(&form, &fields, at);
        }
    });
}

fn field(form: &HtmlFormElement, fields: &[HtmlInputElement], at: usize) {
    let here = fields[at].clone();
    let next = fields.get(at + 1).cloned();
    let (on_enter, whole) = (next.clone(), form.clone());
    let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.is_composing() {
            return;
        }
        event.prevent_default();
        match &on_enter {
            Some(next) => go(next),
            None => {
                let _ = whole.request_submit();
            }
        }
    });
    let _ = here.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
    pressed.forget();

    let codes: Vec<String> = here
        .get_attribute("data-codes")
        .unwrap_or_default()
        .split(' ')
        .map(str::to_owned)
        .collect();
    // several numbers may follow each other: there only Enter goes on
    if here.has_attribute("data-several") {
        return;
    }
    let Some(next) = next else { return };
    let watched = here.clone();
    let typed = Closure::<dyn FnMut()>::new(move || {
        let value = watched.value();
        if settled(&value, &codes) {
            go(&next);
        }
    });
    let _ = here.add_event_listener_with_callback("input", typed.as_ref().unchecked_ref());
    typed.forget();
}

/// Is this one of the numbers, and the beginning of no other?
fn settled(value: &str, codes: &[String]) -> bool {
    codes.iter().any(|c| c == value) && !codes.iter().any(|c| c != value && c.starts_with(value))
}

fn go(next: &HtmlInputElement) {
    let _ = next.focus();
    next.select();
}
