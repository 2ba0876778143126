//! The table twin of a chart: the same numbers for readers, screen readers and spreadsheets.

/// A table as rows of cells; every row is as long as `headers`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What the table is about: the chart's title.
    pub caption: String,
    /// One for each column.
    pub headers: Vec<Header>,
    /// The first cell of a row is its heading.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The words.
    pub text: String,
    /// Whether its cells are numbers: set flush right, sorted by value.
    pub number: bool,
}

/// One cell: what is shown, and the number behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As printed; `–` for a number that is not there.
    pub shown: String,
    /// The raw number for sorting and download: none for words, hidden cells and missing numbers.
    pub value: Option<f64>,
}

impl Header {
    pub(crate) fn words(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            number: false,
        }
    }

    pub(crate) fn number(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            number: true,
        }
    }
}

impl Cell {
    pub(crate) fn words(text: &str) -> Self {
        Self {
            shown: text.to_owned(),
            value: None,
        }
    }

    /// A number shown in the caller's words, or a dash when it is not there.
    pub(crate) fn number(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        match value.filter(|v| v.is_finite()) {
            Some(value) => Self {
                shown: shown(value),
                value: Some(value),
            },
            None => Self {
                shown: "–".to_owned(),
                value: None,
            },
        }
    }
}
