//! The JavaScript side, and the browser's small stores.

use wasm_bindgen::prelude::*;
use web_sys::{Document, HtmlElement, Storage, Window};

#[wasm_bindgen(module = "/src/resident/browser/outbox.js")]
extern "C" {
    /// Keeps a record; "phone" if it outlives the page.
    pub async fn keep(record: &str) -> JsValue;
    /// Every record, as JSON.
    pub async fn kept() -> JsValue;
    /// Forgets a record.
    pub async fn forget(id: &str);
    /// Sends bytes; status, Retry-After and reply, a line each.
    pub async fn put(url: &str, body: &str) -> JsValue;
    /// A new id with the same first two bytes.
    #[wasm_bindgen(js_name = freshId)]
    pub fn fresh_id(id: &str) -> String;
    /// Calls back once a voice is there.
    #[wasm_bindgen(js_name = whenVoice)]
    pub fn when_voice(lang: &str, there: &Closure<dyn FnMut()>);
    /// Reads aloud, or stops.
    pub fn read(lang: &str, text: &str);
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
