//! Reading the form's controls, and setting them from a draft. The controls hold the answers, not the signals.

use survey::{Answers, Form};
use web_sys::HtmlFormElement;

use super::platform::{self, list_of, pairs_of};
use crate::resident::answers_from_fields;

/// Name and value, as a form would send them.
pub type Field = (String, String);

/// The filled fields.
pub fn fields(form: &HtmlFormElement) -> Vec<Field> {
    pairs_of(&platform::fields(form))
}

/// The answers that the fields hold.
pub fn answers(form: &Form, fields: &[Field]) -> Answers {
    answers_from_fields(form, fields.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

/// Sets every control as these fields say.
pub fn set(form: &HtmlFormElement, fields: &[Field]) {
    platform::fill(form, &list_of(fields));
}
