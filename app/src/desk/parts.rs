//! The parts pages are made of: figures with their table twin, tables, empty states, the source line.

use charts::{Chart, Drawings, Table};
use leptos::prelude::*;

use crate::words::{Locale, Words};

const AS_TABLE: Words = Words("看成表格", "看成表格", "The same as a table");
const HOW_SURE: Words = Words("有几分把握", "有幾分把握", "How sure is this");
const COPY: Words = Words("复制", "複製", "Copy");
const CSV: Words = Words("下载 CSV", "下載 CSV", "Download CSV");

/// A chart with its finding as title, its base below and its doubt at the foot.
pub struct Figure {
    /// Prefix of ids.
    pub id: String,
    /// The finding.
    pub title: String,
    /// What the marks are, n, years, prices.
    pub base: String,
    /// The doubt.
    pub foot: String,
    /// The drawings; none where there is nothing to draw.
    pub drawings: Option<Drawings>,
    /// The table twin.
    pub table: Table,
}

impl Figure {
    /// Draws a chart.
    pub fn of(id: &str, chart: &dyn Chart, title: String, base: String, foot: String) -> Self {
        Self {
            id: id.to_owned(),
            drawings: chart.draw(id),
            table: chart.table(),
            title,
            base,
            foot,
        }
    }

    /// The figure as a view.
    pub fn view(self, locale: Locale) -> AnyView {
        let table = table(&self.table, locale, &self.id);
        let rows = self.table.rows.len();
        let drawn = self.drawings.map(|d| {
            view! { <div class="wide" inner_html=d.wide></div><div class="narrow" inner_html=d.narrow></div> }
        });
        view! {
            <figure class="chart" id=self.id>
                <figcaption><span class="title">{self.title}</span><span class="base">{self.base}</span></figcaption>
                {drawn}
                {(!self.foot.is_empty()).then(|| view! { <p class="foot">{self.foot}</p> })}
                {(rows > 0).then(|| view! { <details><summary>{AS_TABLE.get(locale)}</summary>{table}</details> })}
            </figure>
        }
        .into_any()
    }
}

/// A table that the desk's script can sort, copy and download.
pub fn table(table: &Table, locale: Locale, name: &str) -> AnyView {
    let headers = table.headers.clone();
    let number: Vec<bool> = headers.iter().map(|h| h.number).collect();
    let rows = table.rows.clone();
    view! {
        <div class="tools" data-table-tools=format!("{name}-table") hidden>
            <button type="button" class="btn small" data-copy="">{COPY.get(locale)}</button>
            <button type="button" class="btn small" data-csv=name.to_owned()>{CSV.get(locale)}</button>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table class="data" id=format!("{name}-table") data-sortable="">
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{
                    headers.into_iter().map(|h| {
                        let class = if h.number { "n" } else { "" };
                        view! { <th scope="col" class=class>{h.text}</th> }
                    }).collect_view()
                }</tr></thead>
                <tbody>{
                    rows.into_iter().map(|row| {
                        let cells = row.into_iter().enumerate().map(|(i, cell)| {
                            let value = cell.value.map(|v| v.to_string());
                            let class = if number.get(i).copied().unwrap_or(false) { "n" } else { "" };
                            if i == 0 {
                                view! { <th scope="row" data-value=value>{cell.shown}</th> }.into_any()
                            } else {
                                view! { <td class=class data-value=value>{cell.shown}</td> }.into_any()
                            }
                        }).collect_view();
                        view! { <tr>{cells}</tr> }
                    }).collect_view()
                }</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What to do where there is nothing to show yet.
pub fn empty(title: &str, what: &str, href: &str, action: &str) -> AnyView {
    let (title, what, href, action) = (
        title.to_owned(),
        what.to_owned(),
        href.to_owned(),
        action.to_owned(),
    );
    view! {
        <section class="section"><div class="box stack">
            <h2>{title}</h2><p>{what}</p><p><a class="btn primary" href=href>{action}</a></p>
        </div></section>
    }
    .into_any()
}

/// The same as a whole page: its words are the page's heading.
pub fn empty_page(title: &str, what: &str, href: &str, action: &str) -> AnyView {
    let (title, what, href, action) = (
        title.to_owned(),
        what.to_owned(),
        href.to_owned(),
        action.to_owned(),
    );
    view! {
        <header class="stack">
            <h1>{phrases(&title)}</h1><p>{what}</p><p><a class="btn primary" href=href>{action}</a></p>
        </header>
    }
    .into_any()
}

/// How sure the finding is, at its side: what it rests on, row by row.
pub fn doubt_beside<T: IntoView + 'static, D: IntoView + 'static>(
    locale: Locale,
    rows: Vec<(T, D)>,
) -> AnyView {
    view! {
        <aside class="doubt" aria-labelledby="db">
            <h2 id="db">{HOW_SURE.get(locale)}</h2>
            <dl>{rows.into_iter().map(|(t, d)| view! { <div><dt>{t}</dt><dd>{d}</dd></div> }).collect_view()}</dl>
        </aside>
    }
    .into_any()
}

/// The source line at the foot of a page.
pub fn source(lines: Vec<String>) -> AnyView {
    view! { <footer class="source">{lines.into_iter().map(|l| view! { <p>{l}</p> }).collect_view()}</footer> }
        .into_any()
}

/// A heading whose Chinese phrases break whole: each phrase in its own inline block.
pub fn phrases(text: &str) -> AnyView {
    let mut out: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut depth = 0_i32;
    for c in text.chars() {
        current.push(c);
        depth += match c {
            '(' | '（' => 1,
            ')' | '）' => -1,
            _ => 0,
        };
        if depth <= 0 && matches!(c, ',' | ';' | ':' | '。' | '、' | '，' | '；' | '：') {
            out.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        out.push(current);
    }
    // Chinese names in an English sentence make no Chinese sentence
    if !text.contains(['。', '、', '，', '；', '：', '？']) {
        return view! { {text.to_owned()} }.into_any();
    }
    // a block swallows the space at its beginning: it stands before it
    out.into_iter()
        .map(|p| match p.strip_prefix(' ') {
            Some(rest) => view! { " "<span class="nb">{rest.to_owned()}</span> }.into_any(),
            None => view! { <span class="nb">{p}</span> }.into_any(),
        })
        .collect_view()
        .into_any()
}
