//! From a view to a string, on the server.

use leptos::prelude::*;

/// Renders a view once, with its own reactive owner, to HTML that `hydrate_from` can take over.
pub fn to_html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    let html = owner.with(|| view().into_view().to_html());
    owner.cleanup();
    html
}

/// Where the built files are, as `site/manifest.json` names them; empty before the first build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// `/pkg/resident.{hash}.js`
    pub resident_js: String,
    /// `/pkg/resident.{hash}.wasm`
    pub resident_wasm: String,
    /// `/pkg/resident.{hash}.css`, for documents that are kept; the others hold their style.
    pub resident_css: String,
    /// `/pkg/offline.{hash}.js`, which starts the resident's part where there is no inline script.
    pub offline_js: String,
    /// `/pkg/kiosk.{hash}.css`
    pub kiosk_css: String,
    /// `/pkg/kiosk.{hash}.js`, the screens of a shared tablet.
    pub kiosk_js: String,
    /// `/pkg/kiosk.tablet.{hash}.svg`, the icon of that page.
    pub kiosk_svg: String,
    /// `/pkg/kiosk.tablet-192.{hash}.png`, 192 pixels wide.
    pub kiosk_192: String,
    /// `/pkg/kiosk.tablet-512.{hash}.png`, 512 pixels wide.
    pub kiosk_512: String,
    /// `/pkg/desk.{hash}.js`
    pub desk_js: String,
    /// `/pkg/desk.{hash}.wasm`
    pub desk_wasm: String,
    /// `/pkg/desk.{hash}.css`
    pub desk_css: String,
}

/// Escapes text for HTML, attributes included.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// JSON that may stand inside a `<script type="application/json">`: no `<` can end it early.
///
/// # Errors
/// The value has no JSON form.
pub fn json_for_script<T: serde::Serialize>(value: &T) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(value)?
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}
