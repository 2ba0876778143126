//! The parts pages are made of: figures with their table twin, tables, empty states, the source line.

mod names;
mod phrases;

use charts::{Chart, Drawings, Table, Written};
use leptos::prelude::*;

pub use names::names_whole;
pub use phrases::phrases;

use super::{
    format::{sorted_by, when},
    sheets,
};
use crate::words::{Locale, Words};

/// The id of a headline that says what has come of a form: whoever sent it lands there.
pub const OUTCOME: &str = "outcome";

const AS_TABLE: Words = Words("看成表格", "看成表格", "The same as a table");
const FILTER: Words = Words("只看含有", "只看含有", "Only rows with");
const HOW_SURE: Words = Words("有几分把握", "有幾分把握", "How sure is this");

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
        self.in_order(locale, Order::Reader)
    }

    /// The same with a table whose order may be the page's.
    pub fn in_order(self, locale: Locale, order: Order) -> AnyView {
        self.linked(locale, order, |_, _| None)
    }

    /// The same with links in the table (row, column → address).
    pub fn linked(
        self,
        locale: Locale,
        order: Order,
        link: impl Fn(usize, usize) -> Option<String>,
    ) -> AnyView {
        let notes = vec![self.base.clone(), self.foot.clone()];
        sheets::table(&self.id, &self.table, notes);
        let table = drawn(&self.table, locale, &self.id, order, link);
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

/// Rows from which on a table can be narrowed down.
const MANY: usize = 12;

/// Who decides the order of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The reader, by any column.
    Reader,
    /// The reader, by any column but this one.
    ReaderBut(usize),
    /// The page: an order by its figures would rank what must not be ranked.
    Page,
}

/// A table that can be copied and downloaded, and sorted by the desk's script.
pub fn table(table: &Table, locale: Locale, name: &str) -> AnyView {
    table_with(table, locale, name, Order::Reader, |_, _| None)
}

/// The same with links in it (row, column → address), in an order that may be the page's.
pub fn table_with(
    table: &Table,
    locale: Locale,
    name: &str,
    order: Order,
    link: impl Fn(usize, usize) -> Option<String>,
) -> AnyView {
    sheets::table(name, table, Vec::new());
    drawn(table, locale, name, order, link)
}

fn drawn(
    table: &Table,
    locale: Locale,
    name: &str,
    order: Order,
    link: impl Fn(usize, usize) -> Option<String>,
) -> AnyView {
    let class = |column: usize| match table.headers.get(column) {
        Some(h) if h.number => "n",
        _ => "",
    };
    let heads = table.headers.iter().enumerate();
    let unsorted = |i: usize| (order == Order::ReaderBut(i)).then_some("");
    let heads = heads.map(|(i, h)| {
        view! { <th scope="col" class=class(i) data-unsorted=unsorted(i)>{h.text.clone()}</th> }
    });
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        let cells = row.iter().enumerate().map(|(i, cell)| {
            let value = cell.value.map(|v| v.to_string());
            // what is sorted by a number but does not show it is copied in words
            let words = (value.is_some() && matches!(cell.written(), Written::Words(_))).then_some("");
            // a day is sorted by its digits, shown and copied in words; the file has it in digits
            let day = sorted_by(&cell.shown).filter(|_| value.is_none());
            let words = words.or(day.as_ref().map(|_| ""));
            let value = value.or(day);
            let shown = when(locale, &cell.shown);
            let shown = match link(at, i) {
                Some(href) => view! { <a href=href>{shown}</a> }.into_any(),
                None => shown.into_any(),
            };
            if i == 0 {
                view! { <th scope="row" data-value=value data-words=words>{shown}</th> }.into_any()
            } else {
                view! { <td class=class(i) data-value=value data-words=words>{shown}</td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let id = format!("{name}-table");
    view! {
        {sheets::tools(locale, name, &id)}
        {(table.rows.len() >= MANY).then(|| view! {
            <label class="tools" data-filter-tools=id.clone() hidden>{FILTER.get(locale)}<input type="search" class="entry short"/></label>
        })}
        <div class="scroll" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table class="data" id=id.clone() data-sortable=(order != Order::Page).then_some("")>
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
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

/// What is said of a doubt, and how it is drawn where words are not all.
pub struct Doubt {
    said: String,
    drawn: Option<AnyView>,
}

impl From<String> for Doubt {
    fn from(said: String) -> Self {
        Self { said, drawn: None }
    }
}

impl Doubt {
    /// Words that are drawn in a way of their own.
    pub fn drawn(said: String, drawn: impl IntoAny) -> Self {
        Self {
            said,
            drawn: Some(drawn.into_any()),
        }
    }
}

/// How sure the finding is, at its side: what it rests on, row by row.
pub fn doubt_beside<D: Into<Doubt>>(locale: Locale, rows: Vec<(String, D)>) -> AnyView {
    let rows = rows.into_iter().map(|(name, doubt)| {
        let Doubt { said, drawn } = doubt.into();
        sheets::doubt(&name, &said);
        let shown = drawn.unwrap_or_else(|| names::rates_whole(&said));
        view! { <div><dt>{name}</dt><dd>{shown}</dd></div> }
    });
    view! {
        <aside class="doubt" aria-labelledby="db">
            <h2 id="db">{HOW_SURE.get(locale)}</h2>
            <dl>{rows.collect_view()}</dl>
        </aside>
    }
    .into_any()
}

/// What to know before a finding is quoted: each in a few words, and in a sentence.
pub fn notices(rows: Vec<(String, String)>) -> AnyView {
    let rows = rows.into_iter().map(|(name, said)| {
        sheets::doubt(&name, &said);
        view! { <li><b>{name}</b>{said}</li> }
    });
    view! { <ul class="notices two-col">{rows.collect_view()}</ul> }.into_any()
}

/// Facts on one line with dots between: each breaks whole, and a dot stands behind its fact, never before the next.
pub fn dotted(facts: &[String]) -> AnyView {
    let fact = |(i, fact): (usize, &String)| {
        let dot = if i + 1 < facts.len() { " ·" } else { "" };
        let before = if i > 0 { " " } else { "" };
        view! { {before}<span class="nb">{[fact.as_str(), dot].concat()}</span> }
    };
    facts.iter().enumerate().map(fact).collect_view().into_any()
}

/// The source line at the foot of a page.
pub fn source(lines: Vec<String>) -> AnyView {
    let lines = lines.into_iter().map(|line| {
        sheets::source(&line);
        view! { <p>{line}</p> }
    });
    view! { <footer class="source">{lines.collect_view()}</footer> }.into_any()
}
