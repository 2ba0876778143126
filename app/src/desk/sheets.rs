//! The tables of a page as files: the page keeps each table that it draws, so that a file cannot say anything else than the
//! page does. Where a file is had is an address: it needs no script.

use std::sync::{Arc, Mutex, PoisonError};

use charts::Table;
use leptos::prelude::*;

use crate::words::{Locale, Words};

const COPY: Words = Words("复制", "複製", "Copy");
const FILES: Words = Words("这张表", "這張表", "This table");
const DOWNLOAD: Words = Words("下载 {k}", "下載 {k}", "Download {k}");

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Commas between cells.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Kind {
    /// Both, in the order of the buttons.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// As addresses and names of files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// From an address.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.ending() == word)
    }
}

/// Where the files of a page are had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: the page has no address of its own.
    #[default]
    Nowhere,
    /// Below this address of the page.
    Address(String),
    /// By sending the same form again: address, fields.
    Form(String, Vec<(String, String)>),
}

/// A table as a file needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The table.
    pub table: Table,
    /// What stands above and below it on the page: base, doubt.
    pub notes: Vec<String>,
}

#[derive(Debug, Default)]
struct Kept {
    sheets: Vec<(String, Sheet)>,
    doubts: Vec<String>,
    sources: Vec<String>,
}

/// What a page keeps while it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// Where its files are had.
    pub place: Place,
    kept: Arc<Mutex<Kept>>,
}

impl Sheets {
    /// Of a page whose files are had there.
    pub fn at(place: Place) -> Self {
        Self {
            place,
            kept: Arc::default(),
        }
    }

    /// A table of the page that was drawn, with everything that must stand beside it.
    pub fn of(&self, name: &str) -> Option<Sheet> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, sheet) = kept.sheets.iter().find(|(n, _)| n == name)?;
        let mut sheet = sheet.clone();
        sheet.notes.extend(kept.doubts.iter().cloned());
        sheet.notes.extend(kept.sources.iter().cloned());
        sheet.notes.retain(|n| !n.trim().is_empty());
        Some(sheet)
    }

    /// The names of its tables.
    pub fn names(&self) -> Vec<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.sheets.iter().map(|(n, _)| n.clone()).collect()
    }
}

fn keep(change: impl FnOnce(&mut Kept)) {
    if let Some(sheets) = use_context::<Sheets>() {
        change(&mut sheets.kept.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Keeps a table of the page being drawn.
pub fn table(name: &str, table: &Table, notes: Vec<String>) {
    keep(|kept| {
        let sheet = Sheet {
            table: table.clone(),
            notes,
        };
        kept.sheets.push((name.to_owned(), sheet));
    });
}

/// Keeps a sentence of doubt: how sure, what to know before quoting.
pub fn doubt(name: &str, said: &str) {
    let between = if said.is_ascii() { ": " } else { "：" };
    let name = name.trim_end_matches(['。', '.', '：', ':']);
    keep(|kept| kept.doubts.push(format!("{name}{between}{said}")));
}

/// Keeps a line of the source: where from, by which settings.
pub fn source(line: &str) {
    keep(|kept| kept.sources.push(line.to_owned()));
}

/// What can be done with the table of this name and id: copied by the page's script, had as a file without one.
pub fn tools(locale: Locale, name: &str, id: &str) -> AnyView {
    let place = use_context::<Sheets>().map(|s| s.place).unwrap_or_default();
    let label = |kind: Kind| DOWNLOAD.fill(locale, &[("k", &kind.ending().to_uppercase())]);
    let at = |address: &str, kind: Kind| {
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}table={name}&as={}", kind.ending())
    };
    let files = match place {
        Place::Nowhere => ().into_any(),
        Place::Address(address) => Kind::ALL
            .map(|k| view! { <a class="btn small" href=at(&address, k) download data-file=k.ending()>{label(k)}</a> })
            .collect_view()
            .into_any(),
        Place::Form(address, fields) => Kind::ALL
            .map(|k| {
                let fields = fields.clone().into_iter();
                let fields = fields.map(|(n, v)| view! { <input type="hidden" name=n value=v/> }).collect_view();
                view! { <form method="post" action=at(&address, k)>{fields}<button class="btn small" data-file=k.ending()>{label(k)}</button></form> }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <div class="tools" role="group" aria-label=FILES.get(locale) data-table-tools=id.to_owned()>
            <button type="button" class="btn small" data-copy="" hidden>{COPY.get(locale)}</button>
            {files}
        </div>
    }
    .into_any()
}
