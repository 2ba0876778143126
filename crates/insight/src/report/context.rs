//! Context covariates of places: size, density, settlement, income, age; whatever is loaded for all of them.

use schemars::JsonSchema;
use serde::Serialize;
use survey::AreaCode;

use super::county::{County, Places};

/// How far back, or forward, a value may lie.
const REACH: i32 = 10;

/// Covariates of some places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Ids, most important first.
    pub names: Vec<String>,
    /// One column a covariate, standardised (ddof 1); places in their order.
    pub columns: Vec<Vec<f64>>,
    /// Wanted but left out, and why.
    pub left_out: Vec<LeftOut>,
}

/// A covariate that is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Id.
    pub covariate: String,
    /// `NO_DATA` (not loaded for every place), `NO_VARIATION`, `INSUFFICIENT_UNITS` (more than one for six places) or
    /// `COLLINEAR_DROPPED`.
    pub status: &'static str,
}

/// Variance inflation above which a covariate adds nothing of its own.
const MOST_VIF: f64 = 10.0;

impl Context {
    /// Those of `wanted` that every one of `units` has near `year`: at most one for six places, each varying and not a
    /// combination of those before it.
    pub fn new(
        county: &County,
        places: &Places<'_>,
        wanted: &[String],
        units: &[&AreaCode],
        year: i32,
    ) -> Self {
        let most = units.len() / 6;
        let mut found = Self::default();
        for name in wanted {
            let status = match column(county, places, name, units, year) {
                None => Some("NO_DATA"),
                Some(raw) => match standardised(&raw) {
                    None => Some("NO_VARIATION"),
                    Some(_) if found.names.len() >= most => Some("INSUFFICIENT_UNITS"),
                    Some(z) if inflated(&found.columns, &z) => Some("COLLINEAR_DROPPED"),
                    Some(z) => {
                        found.names.push(name.clone());
                        found.columns.push(z);
                        None
                    }
                },
            };
            if let Some(status) = status {
                found.left_out.push(LeftOut {
                    covariate: name.clone(),
                    status,
                });
            }
        }
        found
    }

    /// Only these places, standardised anew; what no longer varies is dropped.
    pub fn of(&self, places: &[usize]) -> Self {
        let mut found = Self {
            left_out: self.left_out.clone(),
            ..Self::default()
        };
        let most = places.len() / 6;
        for (name, column) in self.names.iter().zip(&self.columns) {
            let raw: Vec<f64> = places.iter().filter_map(|i| column.get(*i)).copied().collect();
            match standardised(&raw) {
                Some(z) if found.names.len() < most => {
                    found.names.push(name.clone());
                    found.columns.push(z);
                }
                _ => {}
            }
        }
        found
    }

    /// The rows of `others` on the scale of `own`, which is [`Context::of`] `places`: one value a covariate of `own`.
    pub fn beside(&self, own: &Self, places: &[usize], others: &[usize]) -> Vec<Vec<f64>> {
        let columns: Vec<(&Vec<f64>, f64, f64)> = own
            .names
            .iter()
            .filter_map(|name| {
                let column = &self.columns[self.names.iter().position(|n| n == name)?];
                let raw: Vec<f64> = places.iter().filter_map(|i| column.get(*i)).copied().collect();
                let (mean, sd) = scale(&raw)?;
                Some((column, mean, sd))
            })
            .collect();
        let row = |i: &usize| columns.iter().map(|(c, mean, sd)| (c[*i] - mean) / sd).collect();
        others.iter().map(row).collect()
    }
}

/// Mean and standard deviation (ddof 1); none where nothing varies.
fn scale(values: &[f64]) -> Option<(f64, f64)> {
    let mean = stats::mean(values)?;
    let sd = stats::standard_deviation(values).filter(|s| *s > 1e-12 * (1.0 + mean.abs()))?;
    Some((mean, sd))
}

/// Mean 0 and standard deviation 1 (ddof 1); none where nothing varies.
pub fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let (mean, sd) = scale(values)?;
    Some(values.iter().map(|v| (v - mean) / sd).collect())
}

/// Would the last column be explained by those before it (R² above 0.9)?
fn inflated(before: &[Vec<f64>], z: &[f64]) -> bool {
    if before.is_empty() {
        return false;
    }
    let columns: Vec<&[f64]> = before.iter().map(Vec::as_slice).collect();
    let Some(fit) =
        stats::linear::Matrix::from_columns(&columns).and_then(|x| stats::linear::least_squares(&x, z))
    else {
        return true;
    };
    let rest: f64 = fit.residuals.iter().map(|r| r * r).sum();
    let all: f64 = z.iter().map(|v| v * v).sum();
    rest * MOST_VIF < all
}

fn column(
    county: &County,
    places: &Places<'_>,
    name: &str,
    units: &[&AreaCode],
    year: i32,
) -> Option<Vec<f64>> {
    units
        .iter()
        .map(|unit| {
            if name == "ln_population" {
                places
                    .residents_near(unit, year)
                    .filter(|r| *r > 0.0)
                    .map(f64::ln)
            } else {
                indicator(county, unit, name, year)
            }
        })
        .map(|v| v.filter(|v| v.is_finite()))
        .collect()
}

/// An indicator of a place in the year, else in the nearest year within ten, the earlier of two.
pub fn indicator(county: &County, area: &AreaCode, id: &str, year: i32) -> Option<f64> {
    county
        .indicators
        .iter()
        .filter(|i| i.area == *area && i.indicator == id && i.value.is_finite())
        .filter(|i| year.saturating_sub(i.year).abs() <= REACH)
        .min_by_key(|i| {
            let far = i64::from(year) - i64::from(i.year);
            (far.abs(), far < 0)
        })
        .map(|i| i.value)
}
