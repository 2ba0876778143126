//! Large files: the bytes on their way up, then the page of the work kept fresh without reloading it.
//!
//! Whatever goes wrong here, the browser's own way is taken: the form is sent plainly, the page is loaded again.

use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, ProgressEvent,
    Response, Window, XmlHttpRequest,
};

/// Smaller files are there before anybody could read a figure.
const LARGE: f64 = 1_000_000.0;
const AGAIN_MS: i32 = 1_000;

/// Watches the form that sends files, and the page that waits for one.
pub fn start(window: &Window, document: &Document) {
    if let Some(form) = find(document, "form.load").and_then(|f| f.dyn_into::<HtmlFormElement>().ok()) {
        let submit = Closure::<dyn FnMut(Event)>::new({
            let form = form.clone();
            move |event: Event| {
                let size = size(&form);
                let taken = if most(&form).is_some_and(|most| size > most) {
                    unsent(&form, &form.get_attribute("data-too-large").unwrap_or_default())
                } else if size > LARGE {
                    send(&form)
                } else {
                    None
                };
                if taken.is_some() {
                    event.prevent_default();
                }
            }
        });
        let _ = form.add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
        submit.forget();
    }
    if find(document, "#working").is_some() {
        later(window);
    }
}

fn find(document: &Document, selector: &str) -> Option<Element> {
    document.query_selector(selector).ok().flatten()
}

/// Bytes of the chosen file.
fn size(form: &HtmlFormElement) -> f64 {
    let input = form.query_selector("input[type=file]").ok().flatten();
    input
        .and_then(|i| i.dyn_into::<HtmlInputElement>().ok()?.files()?.get(0))
        .map_or(0.0, |file| file.size())
}

/// Most bytes the server takes.
fn most(form: &HtmlFormElement) -> Option<f64> {
    form.get_attribute("data-most")?.parse().ok()
}

/// Sends the form and shows how much has gone; none if this browser cannot.
fn send(form: &HtmlFormElement) -> Option<()> {
    let document = form.owner_document()?;
    let shown = find(&document, "#sending")?;
    let request = XmlHttpRequest::new().ok()?;
    request.open("POST", &form.action()).ok()?;
    request.set_request_header("Prefer", "respond-async").ok()?;
    let body = FormData::new_with_form(form).ok()?;

    let progress = Closure::<dyn FnMut(ProgressEvent)>::new({
        let shown = shown.clone();
        move |event: ProgressEvent| sent(&shown, event.loaded(), event.total())
    });
    request
        .upload()
        .ok()?
        .set_onprogress(Some(progress.as_ref().unchecked_ref()));
    progress.forget();

    let done = Closure::<dyn FnMut()>::new({
        let (form, request) = (form.clone(), request.clone());
        move || {
            rest(&form);
            if answered(&form, &request).is_none() {
                let _ = form.submit();
            }
        }
    });
    request.set_onloadend(Some(done.as_ref().unchecked_ref()));
    done.forget();

    request.send_with_opt_form_data(Some(&body)).ok()?;
    for old in ["#unsent", "#refused", "#done"] {
        if let Some(old) = find(&document, old) {
            let _ = old.set_attribute("hidden", "");
        }
    }
    let _ = shown.remove_attribute("hidden");
    if let Ok(Some(button)) = form.query_selector("button") {
        let _ = button.set_attribute("disabled", "");
    }
    Some(())
}

/// The form can be sent again.
fn rest(form: &HtmlFormElement) {
    if let Some(shown) = form.owner_document().and_then(|d| find(&d, "#sending")) {
        let _ = shown.set_attribute("hidden", "");
    }
    if let Ok(Some(button)) = form.query_selector("button") {
        let _ = button.remove_attribute("disabled");
    }
}

/// Follows the answer: to the page of the work; a refusal, which has no address, is said on this page; so is that
/// none came.
fn answered(form: &HtmlFormElement, request: &XmlHttpRequest) -> Option<()> {
    let to = request.response_url();
    if to.contains("/data/jobs/") {
        return web_sys::window()?.location().assign(&to).ok();
    }
    if request.status().ok()? == 0 {
        let shown = find(&form.owner_document()?, "#sending")?;
        return unsent(form, &shown.get_attribute("data-cut")?);
    }
    let page = web_sys::DomParser::new()
        .ok()?
        .parse_from_string(&request.response_text().ok()??, web_sys::SupportedType::TextHtml)
        .ok()?;
    let lines = page.query_selector_all("#refused li").ok()?;
    let why: Vec<String> = (0..lines.length())
        .filter_map(|i| lines.item(i)?.text_content())
        .collect();
    if why.is_empty() {
        return None;
    }
    unsent(form, &why.join(" "))
}

/// Says why nothing was taken, and takes the reader there.
fn unsent(form: &HtmlFormElement, why: &str) -> Option<()> {
    let shown = find(&form.owner_document()?, "#unsent")?;
    part(&shown, "p")?.set_text_content(Some(why));
    shown.remove_attribute("hidden").ok()?;
    shown.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

fn sent(shown: &Element, loaded: f64, total: f64) {
    if total <= 0.0 {
        return;
    }
    let share = (100.0 * loaded / total).floor().to_string();
    let megabytes = |bytes: f64| ((bytes / 100_000.0).round() / 10.0).to_string();
    if let Ok(Some(bar)) = shown.query_selector("progress") {
        let _ = bar.set_attribute("value", &share);
    }
    if let Ok(Some(said)) = shown.query_selector("[data-words]") {
        let words = said.get_attribute("data-words").unwrap_or_default();
        let words = words
            .replace("{p}", &share)
            .replace("{a}", &megabytes(loaded))
            .replace("{b}", &megabytes(total));
        said.set_text_content(Some(&words));
    }
}

/// Looks again in a while.
fn later(window: &Window) {
    let look = Closure::once_into_js(|| spawn_local(look()));
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), AGAIN_MS);
}

/// Takes the figures of the page as it is now; where it has become another page, that page is loaded. A program
/// that cannot be reached is asked again.
async fn look() {
    let Some(window) = web_sys::window() else { return };
    let now = asked(&window).await;
    if now.is_none() {
        away(&window);
        later(&window);
    } else if now.and_then(|text| fresh(&window, &text)).is_some() {
        later(&window);
    } else {
        let _ = window.location().reload();
    }
}

/// The page as it is now; none where the program cannot be reached.
async fn asked(window: &Window) -> Option<String> {
    let document = window.document()?;
    let response = JsFuture::from(window.fetch_with_str(&document.url().ok()?))
        .await
        .ok()?
        .dyn_into::<Response>()
        .ok()?;
    if response.status() >= 500 {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok()?.as_string()
}

/// Says that the figures are not fresh.
fn away(window: &Window) -> Option<()> {
    let shown = find(&window.document()?, "#working")?;
    let words = shown.get_attribute("data-away")?;
    part(&shown, "[role=status]")?.set_text_content(Some(&words));
    Some(())
}

fn fresh(window: &Window, text: &str) -> Option<()> {
    let document = window.document()?;
    let now = web_sys::DomParser::new()
        .ok()?
        .parse_from_string(text, web_sys::SupportedType::TextHtml)
        .ok()?;
    let (shown, new) = (find(&document, "#working")?, find(&now, "#working")?);
    let (bar, new_bar) = (part(&shown, "progress")?, part(&new, "progress")?);
    match new_bar.get_attribute("value") {
        Some(value) => bar.set_attribute("value", &value).ok()?,
        None => bar.remove_attribute("value").ok()?,
    }
    let (said, new_said) = (
        part(&shown, "[role=status]")?,
        part(&new, "[role=status]")?.text_content(),
    );
    if said.text_content() != new_said {
        said.set_text_content(new_said.as_deref());
    }
    Some(())
}

fn part(of: &Element, selector: &str) -> Option<Element> {
    of.query_selector(selector).ok().flatten()
}
