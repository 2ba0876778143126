//! Ranks or scores of places as people write them: the file of `minxin ranks`, or one line a place. One reader for the
//! command line and the page.

mod file;
mod lines;

use std::{collections::BTreeMap, fmt};

use app::words::plural;
use insight::standing::{Asked, Wave};

pub use file::file;
pub use lines::{Figures, lines};

/// The columns of the file.
pub const COLUMNS: [&str; 8] = ["area", "wave", "score", "rank", "n", "se", "deff", "sd"];

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// For [`insight::standing::standings`].
    pub asked: Asked,
    /// Places in the order they were written.
    pub places: Vec<String>,
    at: BTreeMap<String, usize>,
}

/// One figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// 0–100.
    Score(f64),
    /// 1 the best.
    Rank(f64),
}

/// What stands in the way, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amiss {
    /// Line, from 1.
    pub row: usize,
    /// Column by name, where there is one.
    pub column: Option<String>,
    /// What.
    pub wrong: Wrong,
}

/// What can be wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A column that nothing is known of.
    UnknownColumn,
    /// No columns for place and wave.
    NoColumns,
    /// The line cannot be taken apart.
    Broken(String),
    /// Not a number: as it was written.
    NotANumber(String),
    /// Nothing there.
    Empty,
    /// Neither a score nor a rank, or both.
    NotOneFigure,
    /// The place, already there in this wave.
    Twice(String),
    /// More or fewer figures than in the first line: here, there.
    Uneven(usize, usize),
    /// A line without any figure.
    NoFigure,
    /// A figure outside what it may be: as it was written, and the least and most it may be.
    Outside(String, usize, usize),
    /// A name too long to be one.
    LongName,
    /// More lines than are read.
    TooMany(usize),
}

impl Amiss {
    /// Of a line as a whole.
    pub fn row(row: usize, wrong: Wrong) -> Self {
        Self {
            row,
            column: None,
            wrong,
        }
    }

    /// Of a cell.
    pub fn cell(row: usize, column: &str, wrong: Wrong) -> Self {
        Self {
            row,
            column: Some(column.to_owned()),
            wrong,
        }
    }
}

impl fmt::Display for Amiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        match &self.wrong {
            Wrong::UnknownColumn => write!(f, ": is not known; the columns are {}", COLUMNS.join(", ")),
            Wrong::NoColumns => write!(f, ": the columns area and wave are needed; add them"),
            Wrong::Broken(why) => write!(f, ": {why}; correct the row"),
            Wrong::NotANumber(cell) => write!(f, ": {cell:?} is not a number; correct it"),
            Wrong::Empty => write!(f, ": is empty; fill it in"),
            Wrong::NotOneFigure => write!(f, ": give a score or a rank, one of the two"),
            Wrong::Twice(place) => write!(f, ": {place} is there twice in this wave; keep one"),
            Wrong::Uneven(here, there) => {
                write!(
                    f,
                    ": has {} where the first row has {there}; correct it",
                    plural(*here as u64, "figure", "figures")
                )
            }
            Wrong::NoFigure => write!(f, ": has no figure; add one or leave the row out"),
            Wrong::Outside(cell, least, most) => {
                write!(f, ": {cell:?} is not between {least} and {most}; correct it")
            }
            Wrong::LongName => write!(f, ": the name is too long; shorten it"),
            Wrong::TooMany(most) => write!(f, ": there are more rows than {most}; leave some out"),
        }
    }
}

impl Read {
    /// The wave of this name; waves stand in the order in which they are first named.
    fn wave(&mut self, name: &str) -> &mut Wave {
        let slot = *self.at.entry(name.to_owned()).or_insert_with(|| {
            self.asked.waves.push(Wave {
                wave: name.to_owned(),
                ..Wave::default()
            });
            self.asked.waves.len() - 1
        });
        &mut self.asked.waves[slot]
    }

    /// Takes note of a figure of a place in a wave.
    fn put(&mut self, row: usize, place: &str, wave: &str, figure: Figure) -> Result<(), Amiss> {
        let of = self.wave(wave);
        let twice = match figure {
            Figure::Score(score) => of.scores.insert(place.to_owned(), score),
            Figure::Rank(rank) => of.ranks.insert(place.to_owned(), rank),
        };
        if !self.places.iter().any(|p| p == place) {
            self.places.push(place.to_owned());
        }
        match twice {
            Some(_) => Err(Amiss::cell(row, "area", Wrong::Twice(place.to_owned()))),
            None => Ok(()),
        }
    }
}
