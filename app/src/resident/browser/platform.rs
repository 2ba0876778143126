//! The JavaScript side, and the browser's small stores.

use std::pin::Pin;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Document, EventTarget, HtmlElement, HtmlFormElement, Storage, Window};

#[wasm_bindgen(module = "/src/resident/browser/controls.js")]
extern "C" {
    /// The filled controls as [name, value] pairs.
    pub fn fields(form: &HtmlFormElement) -> JsValue;
    /// Sets every control as these pairs say.
    pub fn fill(form: &HtmlFormElement, pairs: &Array);
    /// An answer that stands alone takes the others of its item away, and they take it away.
    #[wasm_bindgen(js_name = keepAlone)]
    pub fn keep_alone(touched: &EventTarget);
    /// A new id with the same first two bytes.
    #[wasm_bindgen(js_name = freshId)]
    pub fn fresh_id(id: &str) -> String;
    /// Calls back once a voice is there.
    #[wasm_bindgen(js_name = whenVoice)]
    pub fn when_voice(lang: &str, there: &Closure<dyn FnMut()>);
    /// Reads an item aloud, or stops.
    pub fn read(lang: &str, item: &str);
}

#[wasm_bindgen(module = "/src/resident/browser/store.js")]
extern "C" {
    /// Can anything be kept here at all?
    #[wasm_bindgen(js_name = canKeep)]
    pub fn can_keep() -> bool;
    /// Calls back where another page holds an older store open.
    #[wasm_bindgen(js_name = whenBlocked)]
    pub fn when_blocked(tell: &Closure<dyn FnMut()>);
    /// Everything but bodies and drafts; null if it cannot be read.
    pub async fn load() -> JsValue;
    /// One transaction: `done`, `same`, `exists`, `full` or `severed`.
    pub async fn commit(ops: &Array) -> JsValue;
    /// Another connection: `done` or `severed`.
    pub async fn reopen() -> JsValue;
    /// [[id, wave, body, hash]…], of these ids or of all.
    pub async fn bodies(ids: &JsValue) -> JsValue;
    /// [[id, wave, late]…]
    pub async fn receipts() -> JsValue;
    /// [[id, text]…]
    pub async fn drafts() -> JsValue;
}

#[wasm_bindgen(module = "/src/resident/browser/seal.js")]
extern "C" {
    /// The sealed form of an envelope, JSON; empty where this browser cannot seal.
    pub async fn seal(kid: &str, key: &str, wave: &str, version: u32, id: &str, envelope: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/resident/browser/device.js")]
extern "C" {
    /// [status, Retry-After, reason, [[id, receipt, status, reason, item]…], backup_through]
    #[wasm_bindgen(js_name = sendBatch)]
    pub async fn send_batch(wave: &str, items: &Array, timeout: u32) -> JsValue;
    /// [status, Retry-After, reason, [[id, level, late]…], backup_through]
    #[wasm_bindgen(js_name = askHave)]
    pub async fn ask_have(wave: &str, ids: &Array, timeout: u32) -> JsValue;
    /// What `/api/ping` answers.
    pub async fn ping() -> JsValue;
    /// Asks for a lock; false where the browser has none.
    pub fn lock(name: &str, tell: &Closure<dyn FnMut(bool)>) -> bool;
    /// Gives a lock back.
    pub fn unlock(name: &str);
    /// Tells the other pages that the store changed.
    pub fn announce(hurry: bool);
    /// Calls back when another page says so.
    pub fn listen(heard: &Closure<dyn FnMut(bool)>);
    /// Asks the browser not to clear this site by itself.
    pub async fn persist() -> JsValue;
    /// Bytes of room; -1 if unknown.
    pub async fn room() -> JsValue;
    /// Does this browser clear sites that are not visited for a week?
    #[wasm_bindgen(js_name = clearsAfterAWeek)]
    pub fn clears_after_a_week() -> bool;
    /// A random number.
    pub fn dice() -> u64;
    /// Says what lives in this page alone: 0 nothing, 1 answers, 2 answers that a file may hold.
    pub fn hold(what: u32);
    /// Offers bytes as a file.
    pub fn download(name: &str, bytes: &js_sys::Uint8Array);
    /// Milliseconds since the page was opened.
    pub fn steady() -> Option<f64>;
}

#[wasm_bindgen(module = "/src/resident/browser/forms.js")]
extern "C" {
    /// The page as it came, without its scripts.
    #[wasm_bindgen(js_name = asSent)]
    pub fn as_sent() -> String;
    /// Keeps a form.
    #[wasm_bindgen(js_name = keepForm)]
    pub async fn keep_form(wave: &str, lang: &str, variant: &str, seed: &str, html: &str, title: &str);
    /// Forgets the forms of a wave.
    #[wasm_bindgen(js_name = forgetForms)]
    pub async fn forget_forms(wave: &str);
    /// [[wave, lang, variant, title, seed]…], the newest first.
    #[wasm_bindgen(js_name = keptForms)]
    pub async fn kept_forms() -> JsValue;
    /// Puts a kept form into the page under another id; its data, or null.
    #[wasm_bindgen(js_name = putInPlace)]
    pub async fn put_in_place(wave: &str, lang: &str, variant: &str, id: &str) -> JsValue;
    /// Registers the service worker.
    #[wasm_bindgen(js_name = serveOffline)]
    pub async fn serve_offline(waits: &Closure<dyn FnMut()>);
    /// Lets the newer one take over.
    #[wasm_bindgen(js_name = takeNewer)]
    pub async fn take_newer();
}

/// Does some work when there is time, from now on: also before the page's own executor is there. Boxed, so that the machinery
/// of promises is built once and not for every kind of work.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}

/// The window.
pub fn window() -> Window {
    web_sys::window().expect("the script runs in a page")
}

/// The document.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// `localStorage`, where the browser allows it.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Stores under a key as long as the tab is open.
pub fn put_away_in_tab(key: &str, value: &str) {
    if let Ok(Some(tab)) = window().session_storage() {
        let _ = tab.set_item(key, value);
    }
}

/// What is stored under a key.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Stores, or does without.
pub fn put_away(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Takes a key away.
pub fn take_away(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The element with this id.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Moves the focus to the element with this id and shows it from its top.
pub fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// The text at a place of a list; empty where there is none.
pub fn text(list: &Array, at: u32) -> String {
    list.get(at).as_string().unwrap_or_default()
}

/// A value as a list, if it is one.
pub fn list(value: JsValue) -> Option<Array> {
    Array::is_array(&value).then(|| value.unchecked_into())
}

/// The number at a place of a list; 0 where there is none.
pub fn number(list: &Array, at: u32) -> f64 {
    list.get(at).as_f64().unwrap_or_default()
}

/// The yes or no at a place of a list.
pub fn flag(list: &Array, at: u32) -> bool {
    list.get(at).is_truthy()
}

/// Pairs of texts as a list.
pub fn list_of(pairs: &[(String, String)]) -> Array {
    pairs
        .iter()
        .map(|(a, b)| Array::of2(&a.into(), &b.into()))
        .collect()
}

/// Pairs of texts.
pub fn pairs_of(list: &JsValue) -> Vec<(String, String)> {
    let pair = |p: JsValue| {
        let p = Array::from(&p);
        (text(&p, 0), text(&p, 1))
    };
    Array::from(list).iter().map(pair).collect()
}
