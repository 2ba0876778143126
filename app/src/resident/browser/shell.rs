//! What this phone holds: kept forms, records and receipts, another try, the rescue file.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use survey::SubmissionId;
use wasm_bindgen::prelude::*;

use ::outbox::{Event, Outbox, State, Told, rescue};

use super::{
    kiosk, open,
    phone::{self, Heard},
    platform::{self, can_keep, document, text, window},
};
use crate::resident::{
    shell::{Phone, Row},
    shell_words::ShellWord,
};

/// After the first render: what there is, and what becomes of it.
pub fn look_at_phone(phone: Phone) {
    phone::begin(kiosk::policy(), move |heard| match heard {
        Heard::Loaded | Heard::Room | Heard::Told(_) | Heard::Replied(..) => {
            let full = matches!(heard, Heard::Told(Told::Emptied(_))) || !can_keep() || !phone::may_begin();
            let word = match full {
                true => Some(ShellWord::CannotKeep),
                false => phone::summary().stopped.then_some(ShellWord::Stopped),
            };
            if word.is_some() || phone.said.get_untracked() == Some(ShellWord::Stopped) {
                phone.said.set(word);
            }
            platform::spawn(show(phone));
        }
        Heard::Blocked => phone.said.set(Some(ShellWord::Blocked)),
        Heard::Editor(..) | Heard::Idle => {}
    });
    open::listen_for_network();
    let path = window().location().pathname().unwrap_or_default();
    if path.starts_with("/s/") {
        // had the form been kept, it would stand here
        phone.said.set(Some(ShellWord::NotKept));
    }
    open::say_taken_over();
}

async fn show(phone: Phone) {
    let forms = kept_forms().await;
    let titled: Vec<_> = forms.iter().map(|f| (f.wave.clone(), f.title.clone())).collect();
    let title = |wave: &str| {
        let found = titled.iter().rfind(|(id, _)| id == wave);
        found.map_or_else(|| wave.to_owned(), |(_, title)| title.clone())
    };
    let mut rows = phone::with_machine(|machine| {
        let stored = machine.index().records.iter();
        let stored = stored.map(|(id, r)| row(*id, title(&r.wave), &r.state));
        let held = machine.in_memory().map(|sealed| Row {
            about: Some((ShellWord::Unsaved, String::new())),
            state: ShellWord::Attention,
            ..row(sealed.id(), title(sealed.wave()), &State::Ready)
        });
        stored.chain(held).collect::<Vec<_>>()
    });
    for (id, wave, late) in phone::receipts().await {
        rows.push(row(id, title(&wave), &State::Acked { late, since: 0 }));
    }
    let own: Vec<_> = forms.into_iter().map(|f| (f.address(), f.title)).collect();
    phone.forms.set(own);
    phone.rows.set(rows);
    phone.read.set(true);
}

fn row(id: SubmissionId, title: String, state: &State) -> Row {
    let (state, about) = match state {
        State::Ready => (ShellWord::Saved, None),
        State::Acked { late: false, .. } => (ShellWord::Delivered, None),
        State::Acked { late: true, .. } => (ShellWord::Delivered, Some((ShellWord::Late, String::new()))),
        State::Quarantined { reason, .. } => {
            (ShellWord::Attention, Some((ShellWord::Reason, reason.clone())))
        }
    };
    Row {
        receipt: id.receipt().to_string(),
        id: id.hex(),
        title,
        state,
        about,
    }
}

/// One record is tried again.
pub fn send_again(id: &str) {
    if let Some(id) = SubmissionId::parse(id) {
        phone::feed(Event::Again(id));
        phone::feed(Event::Tapped);
    }
}

/// Everything that waits and is sealed, as files to be carried by hand. What anybody could read goes into none.
pub async fn save_as_file() {
    let mut records: Vec<_> = phone::bodies(None)
        .await
        .unwrap_or_default()
        .into_iter()
        .map(whole)
        .collect();
    records.extend(phone::with_machine(|machine: &Outbox| {
        let held = machine.in_memory().map(|sealed| rescue::Rescued {
            wave: sealed.wave().to_owned(),
            id: sealed.id(),
            body: sealed.body().to_owned(),
        });
        held.collect::<Vec<_>>()
    }));
    records.retain(|r| rescue::may_hold(&r.body));
    // a record that fits into no file does not keep the others out
    let files = rescue::write(records.clone()).or_else(|odd| {
        records.retain(|r| !odd.contains(&r.id));
        rescue::write(records)
    });
    for (number, file) in (1..).zip(files.unwrap_or_default()) {
        let name = ["minxin-", &u32::to_string(&number), ".rsbox"].concat();
        platform::download(&name, &Uint8Array::from(file.as_slice()));
    }
}

fn whole(record: phone::Whole) -> rescue::Rescued {
    rescue::Rescued {
        wave: record.wave,
        id: record.id,
        body: record.body,
    }
}

/// A form kept on this phone.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its wave.
    pub wave: String,
    /// Its language.
    pub lang: String,
    /// The first two bytes of the id it was made for, which decide block and order.
    pub variant: String,
    /// What its page is called.
    pub title: String,
    /// Its data, JSON.
    pub seed: String,
}

impl Kept {
    fn address(&self) -> String {
        let wave = String::from(js_sys::encode_uri_component(&self.wave));
        ["/s/", &wave, "?lang=", &self.lang].concat()
    }
}

/// All of them, the newest first.
pub async fn kept_forms() -> Vec<Kept> {
    let form = |row: JsValue| {
        let row = Array::from(&row);
        Kept {
            wave: text(&row, 0),
            lang: text(&row, 1),
            variant: text(&row, 2),
            title: text(&row, 3),
            seed: text(&row, 4),
        }
    };
    Array::from(&platform::kept_forms().await)
        .iter()
        .map(form)
        .collect()
}

/// The language of the page around the forms.
pub fn page_lang() -> String {
    document()
        .document_element()
        .and_then(|r| r.get_attribute("lang"))
        .unwrap_or_default()
}
