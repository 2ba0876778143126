//! Fields of the desk's forms: label, hint, error beside the field, what was typed kept; a summary at the top.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    resident::text_area::TextArea,
    words::{Locale, Words},
};

/// What was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Field → what was typed.
    pub values: BTreeMap<String, String>,
    /// Field → message, in the order of the page.
    pub errors: Vec<(String, String)>,
}

impl Form {
    /// What was typed into a field.
    pub fn value(&self, name: &str) -> String {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, m)| m.clone())
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Says what is wrong with a field.
    pub fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.errors.push((name.to_owned(), message.into()));
    }

    /// Nothing is wrong.
    pub fn is_fine(&self) -> bool {
        self.errors.is_empty()
    }
}

/// One field to draw.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Name and id.
    pub name: String,
    /// Label.
    pub label: &'static str,
    /// A line below the label.
    pub hint: &'static str,
    /// `text`, `date`, `number`, `url`.
    pub kind: &'static str,
    /// May not stay empty.
    pub required: bool,
    /// Language of what is typed.
    pub lang: Option<&'static str>,
    /// Lowest and highest number.
    pub range: Option<(i64, i64)>,
}

impl Input {
    /// A line of text.
    pub fn text(name: &str, label: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            label,
            kind: "text",
            ..Self::default()
        }
    }

    /// A day.
    pub fn date(name: &str, label: &'static str) -> Self {
        Self {
            kind: "date",
            ..Self::text(name, label)
        }
    }

    /// A whole number between two.
    pub fn number(name: &str, label: &'static str, low: i64, high: i64) -> Self {
        Self {
            kind: "number",
            range: Some((low, high)),
            ..Self::text(name, label)
        }
    }

    /// With a line below the label.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// May not stay empty. The server says so; the browser does not stop the form, so nothing typed is lost.
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The field as a view.
    pub fn view(self, form: &Form) -> AnyView {
        let value = form.value(&self.name);
        let frame = Frame::of(&self.name, self.label, self.hint, form);
        let (low, high) = self.range.unzip();
        let mode = (self.kind == "number").then_some("numeric");
        let kind = if self.kind == "number" { "text" } else { self.kind };
        let size = match (self.kind, low, high) {
            ("date" | "number", ..) => "entry short",
            _ => "entry",
        };
        let title = low.zip(high).map(|(l, h)| format!("{l}–{h}"));
        let (id, described, invalid) = (self.name.clone(), frame.described(), frame.invalid());
        frame.around(view! {
            <input class=size id=id name=self.name type=kind value=value inputmode=mode title=title lang=self.lang
                dir="auto" autocomplete="off" aria-required=self.required.then_some("true")
                aria-describedby=described aria-invalid=invalid/>
        }.into_any())
    }
}

struct Frame {
    name: String,
    label: &'static str,
    hint: &'static str,
    error: Option<String>,
}

impl Frame {
    fn of(name: &str, label: &'static str, hint: &'static str, form: &Form) -> Self {
        Self {
            name: name.to_owned(),
            label,
            hint,
            error: form.error(name),
        }
    }

    fn described(&self) -> Option<String> {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    fn around(self, input: AnyView) -> AnyView {
        let class = if self.error.is_some() { "ask amiss" } else { "ask" };
        let hint = (!self.hint.is_empty())
            .then(|| view! { <small class="muted" id=format!("{}-hint", self.name)>{self.hint}</small> });
        let error = self
            .error
            .map(|e| view! { <span class="msg" id=format!("{}-error", self.name)>{e}</span> });
        view! { <div class=class><label for=self.name.clone() id=format!("{}-label", self.name)>{self.label}</label>{hint}{error}{input}</div> }
            .into_any()
    }
}

/// A box of several lines.
pub fn lines(form: &Form, name: &str, label: &'static str, hint: &'static str) -> AnyView {
    let frame = Frame::of(name, label, hint, form);
    let (described, invalid) = (frame.described().unwrap_or_default(), frame.invalid());
    let id = name.to_owned();
    frame.around(
        view! {
            <TextArea name=id.clone() described_by=described labelled_by=format!("{name}-label") text=form.value(name)
                attr:id=id attr:dir="auto" attr:aria-invalid=invalid/>
        }
        .into_any(),
    )
}

/// One of a list.
pub fn select(
    form: &Form,
    name: &str,
    label: &'static str,
    hint: &'static str,
    rows: Vec<(String, String)>,
) -> AnyView {
    let chosen = form.value(name);
    let frame = Frame::of(name, label, hint, form);
    let (described, invalid, id) = (frame.described(), frame.invalid(), name.to_owned());
    let options = rows
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    frame.around(
        view! { <select class="entry" id=id.clone() name=id aria-describedby=described aria-invalid=invalid>{options}</select> }
            .into_any(),
    )
}

/// A choice among a few: value, words, a line about it.
pub fn radios(
    form: &Form,
    name: &'static str,
    legend: &'static str,
    rows: Vec<(String, String, String)>,
) -> AnyView {
    let chosen = form.value(name);
    let error = form.error(name);
    let class = if error.is_some() { "ask amiss" } else { "ask" };
    let choices = rows
        .into_iter()
        .map(|(value, words, about)| {
            let checked = value == chosen;
            view! {
                <label class="pick"><input type="radio" name=name value=value checked=checked/>
                    <span><bdi>{words}</bdi>{(!about.is_empty()).then(|| view! { <small class="muted">{about}</small> })}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class=class id=name tabindex="-1"><legend>{legend}</legend>
            {error.map(|e| view! { <span class="msg">{e}</span> })}
            <div class="choose">{choices}</div>
        </fieldset>
    }
    .into_any()
}

/// A box to tick.
pub fn agree(form: &Form, name: &'static str, words: &'static str) -> AnyView {
    let error = form.error(name);
    let class = if error.is_some() { "ask amiss" } else { "ask" };
    let described = error.is_some().then(|| format!("{name}-error"));
    view! {
        <div class=class>
            {error.map(|e| view! { <span class="msg" id=format!("{name}-error")>{e}</span> })}
            <label class="agree"><input type="checkbox" id=name name=name value="yes" aria-describedby=described/><span>{words}</span></label>
        </div>
    }
    .into_any()
}

/// The summary of errors at the top; takes the focus, links to each field.
pub fn summary(form: &Form, locale: Locale) -> Option<AnyView> {
    if form.is_fine() {
        return None;
    }
    let n = form.errors.len().to_string();
    let title = Words(
        "有 {n} 处要改；您填的都还在",
        "有 {n} 處要改；您填的都還在",
        "Please look at {n} {n:place|places} again; what you typed is kept",
    );
    let links = form
        .errors
        .iter()
        .map(|(name, message)| view! { <li><a href=format!("#{name}")>{message.clone()}</a></li> })
        .collect_view();
    Some(
        view! {
            <div class="summary" role="alert" tabindex="-1" autofocus>
                <h2>{title.fill(locale, &[("n", &n)])}</h2><ul>{links}</ul>
            </div>
        }
        .into_any(),
    )
}

const TITLES: [Words; 3] = [
    Words(
        "标题（简体中文）",
        "標題（簡體中文）",
        "Title in simplified Chinese",
    ),
    Words(
        "标题（繁体中文）",
        "標題（繁體中文）",
        "Title in traditional Chinese",
    ),
    Words("标题（英文）", "標題（英文）", "Title in English"),
];
const OTHERS: Words = Words(
    "其他语言（可以不填）",
    "其他語言（可以不填）",
    "Other languages (optional)",
);
const ONE: Words = Words(
    "居民看到的名字，写一种语言就行。",
    "居民看到的名字，寫一種語言就行。",
    "The name residents see; one language is enough.",
);

/// The title in three languages; the desk's own first, the others folded away until they hold something.
pub fn titles(form: &Form, locale: Locale) -> AnyView {
    let field = |at: usize| {
        let lang = Locale::ALL[at].tag();
        let input = Input::text(&format!("title.{lang}"), TITLES[at].get(locale));
        Input {
            lang: Some(lang),
            ..input
        }
    };
    let first = Locale::ALL.iter().position(|l| *l == locale).unwrap_or(0);
    let rest: Vec<usize> = (0..3).filter(|i| *i != first).collect();
    let open = rest.iter().any(|i| {
        let name = format!("title.{}", Locale::ALL[*i].tag());
        !form.value(&name).is_empty() || form.error(&name).is_some()
    });
    let main = field(first).hint(ONE.get(locale)).required().view(form);
    let others = rest.into_iter().map(|i| field(i).view(form)).collect_view();
    view! { {main}<details open=open><summary>{OTHERS.get(locale)}</summary><div class="stack">{others}</div></details> }.into_any()
}
