//! The one `<textarea>` of the project: Leptos 0.8.23 does not escape what stands inside it on the server.
//!
//! The text is escaped here and set as inner HTML on both sides. Hydration leaves inner HTML alone, so what
//! somebody typed before the script arrived stays; a bound `prop:value` would overwrite it.

use leptos::prelude::*;

/// A box for free text, holding `text` at first.
#[component]
pub fn TextArea(
    /// Name of the field.
    name: String,
    /// Id of what explains it.
    described_by: String,
    /// Id of what names it.
    labelled_by: String,
    /// Initial text, any characters.
    text: String,
) -> impl IntoView {
    view! {
        <textarea
            class="field"
            rows="4"
            name=name
            aria-labelledby=labelled_by
            aria-describedby=described_by
            inner_html=escaped(&text)
        ></textarea>
    }
}

fn escaped(text: &str) -> String {
    // a parser drops the first line end inside a textarea
    let first = if text.starts_with('\n') { "\n" } else { "" };
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    [first, &text].concat()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_leave_the_box() {
        let typed = "</textarea><script>alert(1)</script> & \"x\"";
        let html = crate::render::to_html(move || {
            view! {
                <TextArea
                    name="T".to_owned()
                    described_by=String::new()
                    labelled_by=String::new()
                    text=typed.to_owned()
                />
            }
        });
        assert!(
            html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"x\"</textarea>"),
            "{html}"
        );
        assert!(!html.contains("<script"));
    }
}
