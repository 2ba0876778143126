//! The JavaScript side, and the browser's small stores.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Document, EventTarget, HtmlElement, HtmlFormElement, Storage, Window};

#[wasm_bindgen(module = "/src/resident/browser/outbox.js")]
extern "C" {
    /// Keeps a record; true if it outlives the page.
    pub async fn keep(wave: &str, id: &str, body: &str, failed: &str) -> JsValue;
    /// Every record as [wave, id, body, failed].
    pub async fn kept() -> JsValue;
    /// Forgets a record.
    pub async fn forget(id: &str);
    /// Sends bytes: [status, Retry-After, receipt, word, reason, item].
    pub async fn send(wave: &str, id: &str, body: &str) -> JsValue;
    /// The answers in a body as [code, value] pairs.
    #[wasm_bindgen(catch)]
    pub fn pairs(body: &str) -> Result<JsValue, JsValue>;
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
