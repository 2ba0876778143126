//! The charts of the finding pages: samples in Chinese and English, and the same from hostile words and numbers.

mod limits;
mod places;
mod services;
mod waves;

use charts::Chart;

/// A sample with its name and the width of its wide drawing.
pub type Sample = (&'static str, Box<dyn Chart>, f64);

/// Every kind, in Chinese and in English.
pub fn samples() -> Vec<Sample> {
    [
        places::samples(),
        waves::samples(),
        limits::samples(),
        services::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every kind, from words and numbers that nobody would choose.
pub fn hostile(shift: usize) -> Vec<Box<dyn Chart>> {
    [
        places::hostile(shift),
        waves::hostile(shift),
        limits::hostile(shift),
        services::hostile(shift),
    ]
    .into_iter()
    .flatten()
    .collect()
}
