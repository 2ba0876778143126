//! Taking over the page: the form as it stands, an earlier draft, what still waits to be sent.

use leptos::prelude::*;
use survey::SubmissionId;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::{
    controls::{self, Field},
    draft::{self, Draft},
    kept, kiosk, phone,
    platform::{self, by_id, can_keep, document, stored, when_voice, window},
    send, steps,
};
use crate::resident::{
    form::{Outbox, ResidentForm, Seed},
    form_words::Word,
    session::{Session, shown},
    shell::Shell,
    wire,
};

/// Takes over what the server rendered: a form from the data in `#minxin-form`, or the page that works without a
/// network, which puts a kept form in its place if it has the one that the address asks for.
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let data = |id: &str| by_id(id).and_then(|e| e.text_content());
    if by_id("minxin-kiosk").is_some() {
        return kiosk::stand();
    }
    let form =
        data("minxin-form").is_some() || window().location().pathname().is_ok_and(|p| p.starts_with("/s/"));
    if form && !kiosk::may_open() {
        return;
    }
    if let Some(json) = data("minxin-form") {
        if let Some(seed) = wire::read(&json) {
            kept::keep(&seed, &json);
            mount(seed, wire::key(&json));
        }
    } else if let Some(words) = data(if kiosk::is_shared() {
        "minxin-tablet"
    } else {
        "minxin-words"
    }) {
        of_this_device();
        // nothing of Leptos runs before the first mount, its executor neither
        platform::spawn(async move {
            let json = kept::put_in_place().await.unwrap_or_default();
            match (wire::read(&json), wire::words(&words)) {
                (Some(seed), _) => mount(seed, wire::key(&json)),
                (None, Some(words)) => mount_shell(words),
                (None, None) => {}
            }
        });
    }
}

fn mount(seed: Seed, key: Option<(String, String)>) {
    let Some(place) = by_id("minxin-app") else {
        return;
    };
    send::seal_to(key);
    if seed.form.questions.is_empty() {
        leptos::mount::hydrate_from(place, move || view! { <Outbox seed=seed/> }).forget();
    } else {
        leptos::mount::hydrate_from(place, move || view! { <ResidentForm seed=seed/> }).forget();
    }
}

/// On a tablet that was lent out the page speaks of the tablet.
fn of_this_device() {
    let root = document().document_element().filter(|_| kiosk::is_shared());
    let Some(root) = root else { return };
    let _ = root.set_attribute("data-tablet", "");
    let title = document().query_selector("h1 [data-of=tablet]").ok().flatten();
    document().set_title(&title.and_then(|t| t.text_content()).unwrap_or_default());
}

fn mount_shell(words: Vec<String>) {
    if let Some(place) = by_id("minxin-shell") {
        leptos::mount::hydrate_from(place, move || view! { <Shell words=words/> }).forget();
    }
}

/// After the first render: keep what was typed, bring the draft back, show one item, send what waits.
pub fn take_over(session: Session) {
    let (wave, version) = session.form.with_value(|f| (f.wave.clone(), f.version));
    let id = session.id.get_value();
    if draft::sent(&wave).as_deref() == Some(id.as_str()) {
        return open_again(session, None);
    }
    sent_before(session);
    leptos::task::spawn_local(async move {
        let draft = Draft::find(&wave, version, &id).await;
        settle_in(session, draft);
    });
}

/// The form as one item a screen, with what a draft holds.
fn settle_in(session: Session, draft: Option<Draft>) {
    let Some(element) = steps::element(session) else {
        return;
    };
    let id = session.id.get_value();
    let typed = controls::fields(&element);
    let begun = !typed.is_empty() || draft.is_some();
    if let Some(draft) = &draft {
        let asked = window().location().search().unwrap_or_default();
        if draft.id != id && typed.is_empty() && !asked.contains("id=") {
            return open_again(session, Some(&draft.id));
        }
    }
    let draft = draft.filter(|d| d.id == id || !typed.is_empty());
    let at = draft.as_ref().map(|d| d.at.clone());
    if let Some(draft) = draft {
        controls::set(&element, &merged(typed, draft.fields));
    }
    let handed = kiosk::handed();
    let chosen = handed.as_ref().map(|h| h.place.0.clone()).unwrap_or_default();
    if let Some(handed) = handed.filter(|h| !h.place.0.is_empty()) {
        controls::set(&element, &merged(vec![handed.place], controls::fields(&element)));
    }
    let fields = controls::fields(&element);
    let answers = session.form.with_value(|f| controls::answers(f, &fields));
    let place = session.form.with_value(|form| {
        let places = shown(form, &answers);
        let wanted = session
            .problems
            .with_untracked(|p| p.first().map(|p| p.item.clone()))
            .or(at);
        let found = wanted.and_then(|code| form.questions.iter().position(|q| q.code == code));
        found
            .filter(|i| places.contains(i))
            .or_else(|| places.iter().copied().find(|i| form.questions[*i].code != chosen))
            .unwrap_or(0)
    });
    session.answers.set(answers);
    session.at.set(place);
    session.large.set(stored("minxin.large").is_some());
    session.enhanced.set(true);
    send::seen(!begun);
    if begun {
        steps::take_note(session);
    }
    if let Some(id) = SubmissionId::parse(&id) {
        phone::edit(id);
    }
    if !can_keep() {
        send::tell(session, session.say(Word::Unsafe), String::new());
    }
    forget_id_in_address();
    watch(session);
    serve_offline(session);
    say_taken_over();
}

/// On a page without a form.
pub fn look_after(session: Session) {
    sent_before(session);
    let wave = session.form.with_value(|f| f.wave.clone());
    let asked = window().location().search().unwrap_or_default();
    leptos::task::spawn_local(async move {
        // whoever has begun may go on for a while
        if let Some(draft) = Draft::any(&wave).await.filter(|_| !asked.contains("id=")) {
            return open_again(session, Some(&draft.id));
        }
        platform::forget_forms(&wave).await;
    });
    serve_offline(session);
    say_taken_over();
}

/// The page can be opened without a network from now on; a newer one is offered while there is nothing to lose.
fn serve_offline(session: Session) {
    if kiosk::is_shared() {
        return; // its screens do that, and offer a newer one at the end of the day
    }
    let newer = Closure::<dyn FnMut()>::new(move || session.newer.set(phone::summary().saved == 0));
    platform::spawn(async move {
        platform::serve_offline(&newer).await;
        newer.forget();
    });
}

/// The person wants the newer page.
pub fn take_newer(_: Session) {
    platform::spawn(platform::take_newer());
}

/// Sends what still waits, now and whenever the network comes back.
fn sent_before(session: Session) {
    phone::begin(kiosk::policy(), move |heard| send::hear(session, heard));
    listen_for_network();
}

/// Looks whether the server is there when the network may be back, and makes the rescue file when it is asked for.
pub fn listen_for_network() {
    on("minxin-rescue", || platform::spawn(super::shell::save_as_file()));
    on("online", phone::maybe_back);
    on("pagehide", phone::leave);
    let visible = Closure::<dyn FnMut()>::new(|| {
        if !document().hidden() {
            phone::maybe_back();
        }
    });
    let _ = document().add_event_listener_with_callback("visibilitychange", visible.as_ref().unchecked_ref());
    visible.forget();
}

/// For tests, and for whoever styles the page.
pub fn say_taken_over() {
    if let Some(root) = document()
        .document_element()
        .and_then(|r| r.dyn_into::<HtmlElement>().ok())
    {
        let _ = root.dataset().set("hydrated", "");
    }
}

/// What was typed before the script came goes before what the draft holds for the same item.
fn merged(typed: Vec<Field>, mut drafted: Vec<Field>) -> Vec<Field> {
    drafted.retain(|(name, _)| !typed.iter().any(|t| &t.0 == name));
    drafted.extend(typed);
    drafted
}

/// The same form for another id, or for a new one.
pub fn open_again(session: Session, id: Option<&str>) {
    let lang = session.form.with_value(|f| f.lang.clone());
    let location = window().location();
    let mut address = [&location.pathname().unwrap_or_default(), "?lang=", &lang].concat();
    if let Some(id) = id {
        address.push_str("&id=");
        address.push_str(id);
    }
    let _ = location.replace(&address);
}

/// An address that somebody shares must not carry one person's id.
fn forget_id_in_address() {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let kept: Vec<&str> = search
        .trim_start_matches('?')
        .split('&')
        .filter(|p| !p.starts_with("id=") && !p.is_empty())
        .collect();
    if !search.contains("id=") {
        return;
    }
    let mut address = location.pathname().unwrap_or_default();
    if !kept.is_empty() {
        address = [&address, "?", &kept.join("&")].concat();
    }
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Back from the page after sending: a kept page would still hold the id that left.
fn watch(session: Session) {
    let wave = session.form.with_value(|f| f.wave.clone());
    on("pageshow", move || {
        if draft::sent(&wave).is_some_and(|id| id == session.id.get_value()) {
            open_again(session, None);
        }
    });
    let lang = session.form.with_value(|f| f.lang.clone());
    let there = Closure::<dyn FnMut()>::new(move || session.aloud.set(true));
    when_voice(&lang, &there);
    there.forget();
}

fn on(event: &str, work: impl FnMut() + 'static) {
    let work = Closure::<dyn FnMut()>::new(work);
    let _ = window().add_event_listener_with_callback(event, work.as_ref().unchecked_ref());
    work.forget();
}
