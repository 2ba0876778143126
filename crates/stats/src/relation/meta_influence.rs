//! How far a meta-regression hangs on each place: refitted without it, tau² included.

use serde::{Deserialize, Serialize};

use super::meta_regression::{Model, NoFit, Settle, Weighted};
use crate::linear::dot;

/// What a meta-regression is without one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    /// Residual over its error.
    pub standardised_residual: Option<f64>,
    /// Distance from the fit without the place, over its error; beyond 3 the place stands apart.
    pub deleted_residual: Option<f64>,
    /// Leverage, 0–1.
    pub leverage: f64,
    /// Move of the place's own fitted value, in its errors.
    pub dffits: Option<f64>,
    /// Move of all coefficients, in their errors.
    pub cooks_distance: Option<f64>,
    /// Coefficients without the place; none where there is no fit without it.
    pub coefficients: Option<Vec<f64>>,
    /// tau² without the place.
    pub tau2: Option<f64>,
}

/// The influence of each place, in their order. Shapes and errors as `meta_regression`.
///
/// Source: Viechtbauer & Cheung (2010), Res. Synth. Methods 1:112. Goldens g39, g08 (`loo_cooks`).
pub fn meta_influence(y: &[f64], v: &[f64], columns: &[&[f64]]) -> Result<Vec<Influence>, NoFit> {
    influence_by(y, v, columns, |m| m.reml())
}

/// As [`meta_influence`], with tau² found by `settle`.
fn influence_by(y: &[f64], v: &[f64], columns: &[&[f64]], settle: Settle) -> Result<Vec<Influence>, NoFit> {
    let model = Model::new(y, v, columns)?;
    let full = settle(&model)
        .map(|tau2| model.at(tau2))?
        .ok_or(NoFit::Collinear)?;
    (0..y.len())
        .map(|i| without(&model, &full, columns, i, settle).ok_or(NoFit::Collinear))
        .collect()
}

fn without(
    model: &Model<'_>,
    full: &Weighted,
    columns: &[&[f64]],
    i: usize,
    settle: Settle,
) -> Option<Influence> {
    let row = model.x.row(i);
    let leverage = full.quadratic(row)? * full.weights[i];
    // (I − H) M (I − H)' has w⁻¹(1 − h) on its diagonal when the weights are those of M
    let spread = (1.0 - leverage) / full.weights[i];
    let standardised_residual = (spread > 0.0).then(|| full.residuals[i] / spread.sqrt());
    let mut found = Influence {
        standardised_residual: standardised_residual.filter(|r| r.is_finite()),
        deleted_residual: None,
        leverage,
        dffits: None,
        cooks_distance: None,
        coefficients: None,
        tau2: None,
    };
    let drop = |s: &[f64]| [&s[..i], &s[i + 1..]].concat();
    let (y, v) = (drop(model.y), drop(model.v));
    let columns: Vec<Vec<f64>> = columns.iter().map(|c| drop(c)).collect();
    let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let Ok(rest) = Model::new(&y, &v, &views) else {
        return Some(found);
    };
    let Some((tau2, fit)) = settle(&rest).ok().and_then(|t| Some((t, rest.at(t)?))) else {
        return Some(found);
    };
    let fitted = dot(row, &fit.coefficients);
    let own = model.v[i] + tau2;
    let error = (own + fit.quadratic(row)?).sqrt();
    found.deleted_residual = Some((model.y[i] - fitted) / error).filter(|r| r.is_finite());
    let moves: Vec<f64> = full
        .coefficients
        .iter()
        .zip(&fit.coefficients)
        .map(|(a, b)| a - b)
        .collect();
    found.dffits = Some(dot(row, &moves) / (leverage * own).sqrt()).filter(|d| d.is_finite());
    let moved = model.x.times_vector(&moves)?;
    let distance: f64 = moved.iter().zip(&full.weights).map(|(m, w)| m * m * w).sum();
    found.cooks_distance = Some(distance).filter(|d| d.is_finite());
    found.coefficients = Some(fit.coefficients);
    found.tau2 = Some(tau2);
    Some(found)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{
        super::meta_regression::tests::{as_metafor, bcg, close, file},
        *,
    };

    #[test]
    fn golden_g39_residuals_influence_and_the_distances_of_g08() {
        let g: Value = serde_json::from_str(&file("g39_residuals_influence.json")).unwrap();
        let [y, v, x] = bcg();
        let o = &g["outputs"];
        for (i, found) in influence_by(&y, &v, &[&x], as_metafor)
            .unwrap()
            .iter()
            .enumerate()
        {
            close(found.standardised_residual.unwrap(), &o["rstandard"][i]);
            close(found.deleted_residual.unwrap(), &o["rstudent"][i]);
            close(found.leverage, &o["hat"][i]);
            close(found.dffits.unwrap(), &o["dffits"][i]);
            close(found.coefficients.as_ref().unwrap()[1], &o["loo_beta"][i]);
        }
        let g: Value = serde_json::from_str(&file("g08_meta_regression.json")).unwrap();
        let found = influence_by(&y, &v, &[&x], as_metafor).unwrap();
        for (i, want) in g["outputs"]["loo_cooks"].as_array().unwrap().iter().enumerate() {
            close(found[i].cooks_distance.unwrap(), want);
        }
    }

    #[test]
    fn a_place_without_which_there_is_no_fit_has_no_deleted_figures() {
        let x = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let found = meta_influence(&[5.0, 1.0, 2.0, 4.0, 3.0, 1.5], &[1.0; 6], &[&x]).unwrap();
        assert_eq!((found[0].deleted_residual, found[0].cooks_distance), (None, None));
        assert!(found[1].deleted_residual.is_some());
    }
}
