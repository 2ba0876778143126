//! Figures with their Monte-Carlo error.

/// A figure and the standard error that comes from drawing no more than we did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

/// A share counted over counties: cells of one county are not independent, so the error is that of a ratio of county sums
/// (Cochran 1977, Sampling Techniques, 6.4).
#[derive(Clone, Debug, Default)]
pub(crate) struct Share {
    /// Per county: how many cases, and how many of them came true.
    counties: Vec<(f64, f64)>,
}

impl Share {
    pub(crate) fn add(&mut self, cases: usize, came_true: usize) {
        self.counties.push((cases as f64, came_true as f64));
    }

    pub(crate) fn cases(&self) -> f64 {
        self.counties.iter().map(|(cases, _)| cases).sum()
    }

    /// None without a case. A share of 0 or 1 is given the error of one case less or more.
    pub(crate) fn figure(&self) -> Option<Figure> {
        let cases = self.cases();
        if cases <= 0.0 {
            return None;
        }
        let value = self.counties.iter().map(|(_, t)| t).sum::<f64>() / cases;
        let squares: f64 = self.counties.iter().map(|(n, t)| (t - value * n).powi(2)).sum();
        let error = (squares.sqrt() / cases).max(1.0 / cases * f64::from(u8::from(squares == 0.0)));
        Some(Figure { value, error })
    }
}

/// Mean of independent values.
pub(crate) fn mean(values: &[f64]) -> Option<Figure> {
    let (value, deviation) = (stats::mean(values)?, stats::standard_deviation(values)?);
    Some(Figure {
        value,
        error: deviation / (values.len() as f64).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_counted_by_county() {
        let mut share = Share::default();
        share.add(10, 5);
        share.add(10, 7);
        let figure = share.figure().unwrap();
        assert!((figure.value - 0.6).abs() < 1e-12 && (figure.error - 0.02_f64.sqrt() / 2.0).abs() < 0.05);
        assert_eq!(Share::default().figure(), None);
    }
}
