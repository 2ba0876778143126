//! A QR code as a picture: dark on white with its quiet zone, whatever the theme, because cameras want that.

use leptos::prelude::*;

/// Modules of a code, drawn as one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules along a side, quiet zone included.
    pub side: usize,
    /// The dark ones.
    pub path: String,
}

impl Qr {
    /// The picture, with a label that says what it leads to.
    pub fn view(&self, label: String) -> AnyView {
        let side = self.side.to_string();
        view! {
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect width=side.clone() height=side.clone() fill="white"></rect>
                <path fill="black" d=self.path.clone()></path>
            </svg>
        }
        .into_any()
    }
}
