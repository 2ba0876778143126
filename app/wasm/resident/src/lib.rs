//! The resident's entry: takes the form over where the server rendered it.
#![forbid(unsafe_code)]

use wasm_bindgen::prelude::*;

/// Runs once the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    app::resident::hydrate();
}
