//! The form as data, and the script that takes the page over.

use serde_json::Value;

use super::{document::Chrome, form::Seed, wire};
use crate::render::{Assets, escape, json_for_script};

/// Both, for the end of a page; nothing without built files.
pub fn script(chrome: Chrome<'_>, assets: &Assets, seed: &Seed, seal: Option<&Value>) -> String {
    let (js, wasm) = (&assets.resident_js, &assets.resident_wasm);
    if js.is_empty() || wasm.is_empty() {
        return String::new();
    }
    let Ok(data) = json_for_script(&wire::write(seed, seal)) else {
        return String::new();
    };
    let address = |path: &str| json_for_script(&path).unwrap_or_default();
    [
        "<script type=\"application/json\" id=\"minxin-form\">",
        &data,
        "</script><script type=\"module\" nonce=\"",
        &escape(chrome.nonce),
        "\">try{if(localStorage.getItem(\"minxin.large\"))document.documentElement.dataset.large=\"\"}catch{}",
        "import init from ",
        &address(js),
        ";init({module_or_path:",
        &address(wasm),
        "})</script>",
    ]
    .concat()
}
