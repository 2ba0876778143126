//! The page that works without a network: the forms kept on this phone, and what became of answers given here. It
//! never shows an answer; nobody can read one here any more.

use leptos::prelude::*;

use super::{hands, shell_words::ShellWord, wording::fill};

/// How one record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id, 32 hex digits.
    pub id: String,
    /// `XXXX-XXXX-XXXX`
    pub receipt: String,
    /// Name of the survey, or of its wave where the form is kept no more.
    pub title: String,
    /// Where it stands.
    pub state: ShellWord,
    /// What is to be said about it: a word, and a machine's code where there is one.
    pub about: Option<(ShellWord, String)>,
}

/// What the page knows.
#[derive(Clone, Copy)]
pub struct Phone {
    words: StoredValue<Vec<String>>,
    /// Kept forms: address and title.
    pub forms: RwSignal<Vec<(String, String)>>,
    /// Records of this phone, and receipts.
    pub rows: RwSignal<Vec<Row>>,
    /// A line about all of it.
    pub said: RwSignal<Option<ShellWord>>,
    /// The store has been read.
    pub read: RwSignal<bool>,
}

impl Phone {
    fn say(self, word: ShellWord) -> String {
        self.words
            .with_value(|w| w.get(word as usize).cloned().unwrap_or_default())
    }
}

/// The parts that change; the rest of the page is the server's markup.
#[component]
pub fn Shell(
    /// Its words.
    words: Vec<String>,
) -> impl IntoView {
    let phone = Phone {
        words: StoredValue::new(words),
        forms: RwSignal::new(Vec::new()),
        rows: RwSignal::new(Vec::new()),
        said: RwSignal::new(None),
        read: RwSignal::new(false),
    };
    Effect::new(move |_| hands::look_at_phone(phone));
    let said = move || phone.said.get().map(|w| phone.say(w)).unwrap_or_default();
    let nothing = move || phone.read.get() && phone.rows.with(Vec::is_empty);
    // said only then: what the server wrote stays as it is, and speaks of a phone on a tablet too
    let none = move || match nothing() {
        true => phone.say(ShellWord::Nothing),
        false => String::new(),
    };
    let forms = move || {
        let link = |(href, title): (String, String)| view! { <li><a class="btn" href=href>{title}</a></li> };
        phone.forms.get().into_iter().map(link).collect_view()
    };
    let rows = move || phone.rows.get().into_iter().map(|r| row(phone, r)).collect_view();
    view! {
        <p class="news" role="status" hidden=Signal::derive(move || phone.said.get().is_none())>
            {Signal::derive(said)}
        </p>
        <ul class="forms">{forms}</ul>
        <p hidden=Signal::derive(move || !nothing())>{Signal::derive(none)}</p>
        <ul class="records">{rows}</ul>
    }
}

fn row(phone: Phone, row: Row) -> impl IntoView {
    let Row {
        id,
        receipt,
        title,
        state,
        about,
    } = row;
    let about = about.map(|(word, code)| fill(&phone.say(word), &[("reason", &code)]));
    let check = (state == ShellWord::Delivered).then(|| ["/check/", &receipt].concat());
    let again = (state != ShellWord::Delivered).then(|| {
        let press = move |_| hands::send_again(&id);
        view! { <button class="aid" type="button" on:click=press>{phone.say(ShellWord::Again)}</button> }
    });
    view! {
        <li>
            <b>{phone.say(state)}</b>
            <span>{title}</span>
            <a href=check>{receipt}</a>
            <small>{about}</small>
            {again}
        </li>
    }
}
