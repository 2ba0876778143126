//! The desk's script: tables that sort, copy and download, large files that show how far they are. Pages are whole
//! without it.

mod keyboard;
mod loading;

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Document, Element, HtmlElement};

/// Takes over every table marked `data-sortable` and its tools.
pub fn start() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let Some(document) = window.document() else {
        return;
    };
    loading::start(&window, &document);
    keyboard::start(&document);
    each(&document, "table[data-sortable]", |table| {
        sortable(&document, &table);
        tools(&document, &table);
    });
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

fn each(document: &Document, selector: &str, mut act: impl FnMut(Element)) {
    if let Ok(found) = document.query_selector_all(selector) {
        for i in 0..found.length() {
            if let Some(element) = found.item(i).and_then(|n| n.dyn_into::<Element>().ok()) {
                act(element);
            }
        }
    }
}

fn children(parent: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = parent.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into::<Element>().ok())
        .collect()
}

/// Puts a button into the head of every column that has a name.
fn sortable(document: &Document, table: &Element) {
    for (column, head) in children(table, "thead th").into_iter().enumerate() {
        let label = head.text_content().unwrap_or_default();
        let Ok(button) = document.create_element("button") else {
            continue;
        };
        if label.trim().is_empty() {
            continue;
        }
        head.set_text_content(None);
        let _ = button.set_attribute("type", "button");
        button.set_text_content(Some(&label));
        let table = table.clone();
        on_click(&button, move || sort(&table, column));
        let _ = head.append_child(&button);
    }
}

fn on_click(button: &Element, act: impl FnMut() + 'static) {
    let click = Closure::<dyn FnMut()>::new(act);
    let _ = button.add_event_listener_with_callback("click", click.as_ref().unchecked_ref());
    click.forget();
}

fn sort(table: &Element, column: usize) {
    let heads = children(table, "thead th");
    let descending = heads
        .get(column)
        .and_then(|h| h.get_attribute("aria-sort"))
        .as_deref()
        != Some("descending");
    for (i, head) in heads.iter().enumerate() {
        let _ = if i == column {
            head.set_attribute("aria-sort", if descending { "descending" } else { "ascending" })
        } else {
            head.remove_attribute("aria-sort")
        };
    }
    let mut rows: Vec<(Option<f64>, String, Element)> = children(table, "tbody tr")
        .into_iter()
        .map(|row| {
            let cell = children(&row, "th, td").into_iter().nth(column);
            let value = cell
                .as_ref()
                .and_then(|c| c.get_attribute("data-value"))
                .and_then(|v| v.parse().ok());
            let text = cell.and_then(|c| c.text_content()).unwrap_or_default();
            (value, text, row)
        })
        .collect();
    rows.sort_by(|a, b| {
        let order = match (a.0, b.0) {
            (Some(x), Some(y)) => x.total_cmp(&y),
            (Some(_), None) => return std::cmp::Ordering::Less,
            (None, Some(_)) => return std::cmp::Ordering::Greater,
            (None, None) => a.1.cmp(&b.1),
        };
        if descending { order.reverse() } else { order }
    });
    if let Some(body) = children(table, "tbody").first() {
        for (_, _, row) in &rows {
            let _ = body.append_child(row);
        }
    }
}

fn tools(document: &Document, table: &Element) {
    let selector = format!("[data-table-tools=\"{}\"]", table.id());
    let Ok(Some(bar)) = document.query_selector(&selector) else {
        return;
    };
    let _ = bar.remove_attribute("hidden");
    for button in children(&bar, "button") {
        let table = table.clone();
        let name = button.get_attribute("data-csv");
        on_click(&button, move || match &name {
            Some(name) => download(name, &text(&table, ",")),
            None => copy(&text(&table, "\t")),
        });
    }
}

/// The table as lines of cells; what a spreadsheet would take for a formula is set in quotes with an apostrophe.
fn text(table: &Element, between: &str) -> String {
    let mut out = String::new();
    for row in children(table, "tr") {
        let cells: Vec<String> = children(&row, "th, td")
            .into_iter()
            .map(|cell| {
                let raw = cell
                    .get_attribute("data-value")
                    .or_else(|| cell.text_content())
                    .unwrap_or_default();
                let number = raw.parse::<f64>().is_ok();
                let safe = if !number && raw.starts_with(['=', '+', '-', '@', '\t']) {
                    format!("'{raw}")
                } else {
                    raw
                };
                if between == "," && safe.contains([',', '"', '\n']) {
                    format!("\"{}\"", safe.replace('"', "\"\""))
                } else {
                    safe.replace('\t', " ")
                }
            })
            .collect();
        out.push_str(&cells.join(between));
        out.push_str("\r\n");
    }
    out
}

fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

fn download(name: &str, text: &str) {
    let Some(document) = web_sys::window().and_then(|w| w.document()) else {
        return;
    };
    let parts = js_sys::Array::of1(&JsValue::from_str(&format!("\u{feff}{text}")));
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else {
        return;
    };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else {
        return;
    };
    if let Ok(link) = document.create_element("a") {
        let _ = link.set_attribute("href", &url);
        let _ = link.set_attribute("download", &format!("{name}.csv"));
        if let Ok(link) = link.dyn_into::<HtmlElement>() {
            link.click();
        }
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}
