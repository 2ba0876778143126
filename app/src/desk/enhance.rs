//! The desk's script: tables that sort, are narrowed down and copied, large files that show how far they are. Pages are whole without
//! it; files of tables are links.

mod keyboard;
mod loading;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Document, Element, HtmlInputElement};

/// Takes over every table marked `data-sortable`, and what can be copied.
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
    });
    each(&document, "[data-table-tools]", |bar| {
        copied(&document, &bar, "data-table-tools", text);
    });
    each(&document, "[data-copy-tools]", |bar| {
        copied(&document, &bar, "data-copy-tools", |said| {
            said.text_content().unwrap_or_default()
        });
    });
    each(&document, "[data-filter-tools]", |label| {
        narrowed(&document, &label);
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

/// Puts a button into the head of every column that has a name and may be sorted by.
fn sortable(document: &Document, table: &Element) {
    for (column, head) in children(table, "thead th").into_iter().enumerate() {
        let label = head.text_content().unwrap_or_default();
        let Ok(button) = document.create_element("button") else {
            continue;
        };
        if label.trim().is_empty() || head.has_attribute("data-unsorted") {
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

/// Shows a field that leaves only those rows of a table which have what is typed into it.
fn narrowed(document: &Document, label: &Element) {
    let named = label.get_attribute("data-filter-tools").unwrap_or_default();
    let (Some(table), Some(field)) = (
        document.get_element_by_id(&named),
        children(label, "input").into_iter().next(),
    ) else {
        return;
    };
    let Ok(field) = field.dyn_into::<HtmlInputElement>() else {
        return;
    };
    let _ = label.remove_attribute("hidden");
    let typed = field.clone();
    let narrow = Closure::<dyn FnMut()>::new(move || {
        let wanted = typed.value().trim().to_lowercase();
        for row in children(&table, "tbody tr") {
            let said = row.text_content().unwrap_or_default().to_lowercase();
            let _ = if said.contains(&wanted) {
                row.remove_attribute("hidden")
            } else {
                row.set_attribute("hidden", "")
            };
        }
    });
    let _ = field.add_event_listener_with_callback("input", narrow.as_ref().unchecked_ref());
    narrow.forget();
}

/// Shows the button of a bar that copies the element which the bar names.
fn copied(document: &Document, bar: &Element, names: &str, text: fn(&Element) -> String) {
    let named = bar.get_attribute(names).unwrap_or_default();
    let (Some(what), Some(button)) = (
        document.get_element_by_id(&named),
        children(bar, "[data-copy]").into_iter().next(),
    ) else {
        return;
    };
    let _ = bar.remove_attribute("hidden");
    let _ = button.remove_attribute("hidden");
    on_click(&button, move || {
        if let Some(window) = web_sys::window() {
            let _ = window.navigator().clipboard().write_text(&text(&what));
        }
    });
}

/// The table as lines of cells with tabs between them; what a spreadsheet would take for a formula is set behind an
/// apostrophe.
fn text(table: &Element) -> String {
    let mut out = String::new();
    for row in children(table, "tr") {
        let cells: Vec<String> = children(&row, "th, td")
            .into_iter()
            .map(|cell| {
                let number = cell
                    .get_attribute("data-value")
                    .filter(|_| !cell.has_attribute("data-words"));
                let raw = number.or_else(|| cell.text_content()).unwrap_or_default();
                let formula = raw.parse::<f64>().is_err() && raw.starts_with(['=', '+', '-', '@', '\t']);
                let safe = if formula { format!("'{raw}") } else { raw };
                safe.replace(['\t', '\n', '\r'], " ")
            })
            .collect();
        out.push_str(&cells.join("\t"));
        out.push_str("\r\n");
    }
    out
}
