//! One row as read, reused from row to row.

/// What a workbook says about a cell beyond its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The cell is a date or a time.
    Date,
    /// The cell holds an error such as `#N/A`.
    Error(String),
    /// The cell's number format shows another number than it holds.
    Scaled(String),
    /// The cell's number format shows more zeros before the number: the text that people see.
    Padded(String),
    /// A number of more digits than a spreadsheet keeps: the last ones may not be those that were typed.
    Rounded,
}

/// The cells of one row as text, with the row's number in the file (1 is the header).
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Row in the file.
    pub row: u64,
    /// Cells come from a workbook: numbers are binary, and amounts may be a hair off a fen.
    pub typed: bool,
    text: String,
    ends: Vec<usize>,
    marks: Vec<(usize, Mark)>,
}

impl Record {
    /// Empties the record for another row.
    pub fn start(&mut self, row: u64) {
        self.row = row;
        self.text.clear();
        self.ends.clear();
        self.marks.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Marks the cell added last.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push((self.ends.len().saturating_sub(1), mark));
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell without outer space; empty beyond the last one.
    pub fn cell(&self, at: usize) -> &str {
        let Some(end) = self.ends.get(at) else { return "" };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text[start..*end].trim()
    }

    /// What the workbook says about a cell.
    pub fn marked(&self, at: usize) -> Option<&Mark> {
        self.marks.iter().find(|(i, _)| *i == at).map(|(_, m)| m)
    }

    /// Nothing but empty cells?
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.cell(at))
    }
}
