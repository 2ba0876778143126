//! Answering: one form, rendered whole on the server, one item per screen in the browser.
//!
//! Without a script the page is an ordinary form. With one, `ResidentForm` takes the same elements over.

mod fields;
mod form;
mod form_words;
#[cfg(feature = "hydrate")]
#[path = "browser/mod.rs"]
mod hands;
#[cfg(not(feature = "hydrate"))]
#[path = "still.rs"]
mod hands;
mod markup;
mod message;
mod question;
mod session;
mod shell;
mod shell_words;
mod summary;
mod wire;
pub(crate) mod wording;
#[cfg(feature = "ssr")]
pub(crate) use markup::says;

#[cfg(any(feature = "hydrate", test))]
mod body;
#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod choices;
#[cfg(feature = "ssr")]
mod closed;
#[cfg(feature = "ssr")]
mod condition;
#[cfg(feature = "ssr")]
mod day;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod kiosk_page;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod phrases;
#[cfg(feature = "ssr")]
mod receipt;
#[cfg(feature = "ssr")]
mod results;
#[cfg(feature = "ssr")]
mod script;
#[cfg(feature = "ssr")]
mod shell_page;
#[cfg(feature = "ssr")]
mod stylesheet;
#[cfg(feature = "ssr")]
mod tablet;
#[cfg(feature = "ssr")]
pub(crate) mod text_area;
#[cfg(feature = "ssr")]
mod words_of;

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

/// The language of the connecting sentences of a form in `lang`, where they are not in its own: a form may have any
/// language, the sentences have three.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn said_in(lang: &str) -> Option<&'static str> {
    let own = crate::words::Locale::nearest(lang).is_some();
    (!own).then(|| crate::words::Locale::default().tag())
}

pub use fields::answers_from_fields;
pub use form::{ResidentForm, Seed};
pub use form_words::FormWords;

#[cfg(feature = "hydrate")]
pub use hands::hydrate;

#[cfg(feature = "ssr")]
pub use {
    check::{CheckPage, State, check_page},
    closed::{ClosedPage, WITHDRAWN, closed_page},
    day::{day_words, month_words},
    document::{Chrome, PageMessage, message_page},
    kiosk_page::{MANIFEST, kiosk_manifest, kiosk_page},
    notice::notice_today,
    page::{FormPage, form_page},
    phrases::full_width,
    receipt::{ReceiptPage, receipt_page},
    results::{NotShown, PlaceRow, ResultRow, ResultsPage, Wanted, results_page},
    shell_page::shell_page,
};
