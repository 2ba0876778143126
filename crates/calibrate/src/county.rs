//! Counties with known truth, on the design of the reference simulation: y = 70 + 3w + βx + u + e.

use stats::{linear::Matrix, random::Draws, verdict::grid};

/// Materiality, in points.
pub(crate) const MARGIN: f64 = 2.0;

/// Standard deviation of an answer and design effect of the reference.
const ITEM_SD: f64 = 24.0;
const DEFF: f64 = 1.6;

/// Standard deviation of ln spending.
const SPEND_SD: f64 = 0.4;

/// Points per unit of the context.
const SLOPE: f64 = 3.0;

/// What a county is drawn from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Design {
    pub(crate) places: usize,
    pub(crate) answers: f64,
    /// Standard deviation of the true differences u, in points.
    pub(crate) spread: f64,
    /// −correlation of spending with u: money goes where people are discontented.
    pub(crate) need: f64,
    /// Points of a context variable that nobody measured, per standard deviation, and its correlation with spending.
    pub(crate) omitted: (f64, f64),
    /// t with 3 degrees of freedom instead of normal differences.
    pub(crate) heavy: bool,
    /// Share of places where answers are coached, and by how many points.
    pub(crate) coached: (f64, f64),
    /// τ and the slope drawn from the model's own priors instead of `spread` and 3 points.
    pub(crate) from_priors: bool,
}

impl Design {
    /// The well-specified design of the reference.
    pub(crate) fn plain(places: usize, answers: f64) -> Self {
        Self {
            places,
            answers,
            spread: 4.0,
            need: 0.4,
            omitted: (0.0, 0.0),
            heavy: false,
            coached: (0.0, 0.0),
            from_priors: false,
        }
    }
}

/// A county: what is seen, and what is true.
pub(crate) struct County {
    pub(crate) scores: Vec<f64>,
    pub(crate) variances: Vec<f64>,
    /// [1, the context that was measured].
    pub(crate) context: Matrix,
    /// The context as it was drawn, and points per unit of it.
    pub(crate) raw_context: Vec<f64>,
    pub(crate) slope: f64,
    pub(crate) spend: Vec<f64>,
    /// u of each place, against the whole context, measured or not.
    pub(crate) truth: Vec<f64>,
}

impl County {
    /// None only if the design has fewer than two places.
    pub(crate) fn draw(design: &Design, draws: &mut Draws) -> Option<Self> {
        let n = design.places;
        let variance = DEFF * ITEM_SD * ITEM_SD / design.answers;
        let normals = |draws: &mut Draws| -> Vec<f64> { (0..n).map(|_| draws.normal()).collect() };
        let context = normals(draws);
        let (spread, slope) = if design.from_priors {
            let squares: f64 = (0..4).map(|_| draws.normal().powi(2)).sum();
            let spread = 5.0 * (draws.normal() / (squares / 4.0).sqrt()).abs();
            (
                spread,
                5.0 * draws.normal() / stats::standard_deviation(&context)?,
            )
        } else {
            (design.spread, SLOPE)
        };
        let effects: Vec<f64> = (0..n)
            .map(|_| {
                if design.heavy {
                    student_3(draws)
                } else {
                    draws.normal()
                }
            })
            .collect();
        let spend: Vec<f64> = effects.iter().map(|u| mix(-design.need, *u, draws)).collect();
        let omitted: Vec<f64> = spend.iter().map(|x| mix(design.omitted.1, *x, draws)).collect();
        let truth: Vec<f64> = effects.iter().map(|u| spread * u).collect();
        let scores = (0..n)
            .map(|i| {
                let known = 70.0 + slope * context.get(i)? + truth.get(i)?;
                let coached = if draws.uniform() < design.coached.0 {
                    design.coached.1
                } else {
                    0.0
                };
                let unknown = design.omitted.0 * omitted.get(i)? + coached;
                Some(known + unknown + variance.sqrt() * draws.normal())
            })
            .collect::<Option<Vec<f64>>>()?;
        Some(Self {
            scores,
            variances: vec![variance; n],
            context: grid::design(n, std::slice::from_ref(&context)).ok()?.0,
            raw_context: context,
            slope,
            spend: spend.iter().map(|x| 1_000.0 * (SPEND_SD * x).exp()).collect(),
            truth,
        })
    }
}

/// A standard normal (or what x is) with this correlation with x.
fn mix(correlation: f64, x: f64, draws: &mut Draws) -> f64 {
    correlation * x + (1.0 - correlation * correlation).sqrt() * draws.normal()
}

/// t with 3 degrees of freedom, scaled to variance one.
fn student_3(draws: &mut Draws) -> f64 {
    let squares: f64 = (0..3).map(|_| draws.normal().powi(2)).sum();
    draws.normal() / squares.sqrt()
}
