//! The desk's entry in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called when the module has loaded.
#[wasm_bindgen(start)]
pub fn start() {
    app::desk::enhance::start();
}
