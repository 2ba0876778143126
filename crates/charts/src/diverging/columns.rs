//! Where the columns of a diverging chart and its key stand.

use super::{Diverging, DivergingRow};
use crate::sheet::words_width;
use crate::text::{BOLD, clean, fit};
use crate::{FONT, text_width};

/// Where the columns stand.
pub(super) struct Columns {
    pub stacked: bool,
    pub names: f64,
    /// The bars.
    pub left: f64,
    pub right: f64,
    /// Right end of each special answer's column, and its width.
    pub specials: Vec<(f64, f64)>,
    /// Widths, with the space before them.
    pub mean: f64,
    pub n: f64,
    pub row: f64,
}

impl Diverging {
    /// Beside one another if that leaves the bars room enough, else with the names above the bars.
    pub(super) fn columns(&self, width: f64) -> Columns {
        let widest = |heading: &str, text: fn(&DivergingRow) -> &String| {
            let rows = self
                .rows
                .iter()
                .map(|row| text_width(&clean(text(row)), FONT))
                .fold(0.0, f64::max);
            if rows > 0.0 {
                rows.max(text_width(&clean(heading), FONT)) + 14.0
            } else {
                0.0
            }
        };
        let names = widest("", |row| &row.label) * BOLD;
        let n = widest(&self.n_heading, |row| &row.n).min(0.2 * width);
        let mean = widest(&self.mean_heading, |row| &row.mean).min(0.42 * width);
        let apart: Vec<f64> = self
            .specials
            .iter()
            .map(|s| text_width(&clean(s), FONT).max(76.0).min(0.16 * width))
            .collect();
        let beside = width - names - n - mean - apart.iter().map(|own| own + 14.0).sum::<f64>();
        if names <= 0.3 * width && beside >= 0.4 * width {
            let mut right = width - n - mean;
            let mut specials = Vec::new();
            for own in apart.iter().rev() {
                specials.insert(0, (right, *own));
                right -= own + 14.0;
            }
            return Columns {
                stacked: false,
                names,
                left: names,
                right,
                specials,
                mean,
                n,
                row: 36.0,
            };
        }
        let widest = |special: &String| text_width(&format!("{} 100%", clean(special)), FONT);
        let own = self
            .specials
            .iter()
            .map(widest)
            .fold(0.0, f64::max)
            .min(0.36 * width);
        let specials = vec![(width, own); self.specials.len()];
        let right = width - if own > 0.0 { own + 12.0 } else { 2.0 };
        let row = 60.0 + 15.0 * self.specials.len().saturating_sub(2) as f64;
        Columns {
            stacked: true,
            names: width - n - mean - 14.0,
            left: 1.0,
            right,
            specials,
            mean,
            n,
            row,
        }
    }

    /// The key: each option with its place, in as many lines as it needs.
    pub(super) fn key(&self, width: f64) -> Vec<(usize, f64, f64, String)> {
        let (mut x, mut y) = (0.0, 0.0);
        let mut key = Vec::new();
        for (i, option) in self.options.iter().enumerate() {
            let text = fit(&clean(option), FONT, width - 20.0);
            let own = 16.0 + words_width(&text, false);
            if x > 0.0 && x + own > width {
                (x, y) = (0.0, y + 1.5 * FONT);
            }
            key.push((i, x, y, text));
            x += own + 16.0;
        }
        key
    }
}
