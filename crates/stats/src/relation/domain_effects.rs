//! The single-wave workhorse: score of place i in domain d on place effects, domain effects and exposure, so that only
//! differences between the domains of one place speak. Errors clustered by place (CR2).

use serde::{Deserialize, Serialize};

use super::{
    clustered::{Fit, indicators, members},
    regression::{self, Inference, inference},
};
use crate::status::Status;

/// Below this many degrees of freedom the error is not relied on.
const LEAST_DF: f64 = 4.0;

/// One score of one place in one domain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Which place, any number below the number of places; also its cluster.
    pub place: usize,
    /// Which domain.
    pub domain: usize,
    /// Exposure.
    pub x: f64,
    /// Score.
    pub y: f64,
}

/// The slope of exposure, y per x.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DomainEffects {
    /// Cells.
    pub n: usize,
    /// Places, each a cluster.
    pub clusters: usize,
    /// Domains.
    pub domains: usize,
    /// Slope, its CR2 error, Satterthwaite degrees of freedom; interval at 90 %.
    pub slope: Inference,
    /// `LOW_CLUSTER_DF` below four degrees of freedom.
    pub notices: Vec<Status>,
}

/// Exposure within each domain less its mean, over its standard deviation (n − 1): what the slope is usually taken of.
///
/// `None` where a value is not finite. Domains whose exposure does not vary get 0 throughout.
///
/// Source: STATISTICS §2.6. Golden `lgbf_public`.
pub fn standardise_within_domains(cells: &[Cell]) -> Option<Vec<Cell>> {
    if cells.iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
        return None;
    }
    let mut out = cells.to_vec();
    for of in members(cells.iter().map(|c| c.domain)) {
        let x: Vec<f64> = of.iter().map(|&i| cells[i].x).collect();
        let z = super::covariates::standardise(&x).unwrap_or_else(|| vec![0.0; x.len()]);
        of.iter().zip(z).for_each(|(&i, z)| out[i].x = z);
    }
    Some(out)
}

/// y = place + domain + b x + e over `cells` (any order; not every place needs every domain), CR2 by place.
///
/// `place_effects` false leaves the place effects out. `None`: a value that is not finite, fewer than two places, fewer
/// than three cells more than effects, exposure that the effects explain, or an exact fit.
/// Source: Bell & McCaffrey (2002), Survey Methodology 28:169; with absorbed effects and Satterthwaite degrees of
/// freedom, Pustejovsky & Tipton (2018), JBES 36:672. Goldens g41, lgbf_public (clubSandwich).
pub fn domain_effects(cells: &[Cell], place_effects: bool) -> Option<DomainEffects> {
    if cells.iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
        return None;
    }
    let clusters = members(cells.iter().map(|c| c.place));
    let domains = members(cells.iter().map(|c| c.domain));
    if clusters.len() < 2 {
        return None;
    }
    let (y, x): (Vec<f64>, Vec<f64>) = cells.iter().map(|c| (c.y, c.x)).unzip();
    let levels = indicators(&domains, cells.len());
    let fit = Fit::new(&y, &x, levels, &clusters, place_effects)?;
    let parameters = fit.basis.len() + if place_effects { clusters.len() } else { 0 };
    if cells.len() < parameters + regression::LEAST_DF {
        return None;
    }
    let (error, df) = fit.error(&clusters)?;
    let slope = inference(fit.slope, error, df, 0.90)?;
    Some(DomainEffects {
        n: cells.len(),
        clusters: clusters.len(),
        domains: domains.len(),
        notices: if df < LEAST_DF {
            vec![Status::LowClusterDf]
        } else {
            Vec::new()
        },
        slope,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    fn county(places: usize, domains: usize, keep: impl Fn(usize, usize) -> bool) -> Vec<Cell> {
        let mut draws = Draws::seeded(3, "county");
        let mut cells = Vec::new();
        for place in 0..places {
            let mood = draws.normal() * 5.0;
            for domain in 0..domains {
                let x = draws.normal();
                let y = 60.0 + mood + domain as f64 + 2.0 * x + draws.normal();
                if keep(place, domain) {
                    cells.push(Cell { place, domain, x, y });
                }
            }
        }
        cells
    }

    #[test]
    fn the_slope_is_found_through_moods_and_gaps() {
        let full = domain_effects(&county(20, 6, |_, _| true), true).unwrap();
        assert!((full.slope.estimate - 2.0).abs() < 0.3 && full.notices.is_empty());
        assert!(full.slope.df > 10.0 && full.slope.df < 20.0);
        let gaps = domain_effects(&county(20, 6, |p, d| (p + d) % 3 != 0 || p == 1), true).unwrap();
        assert!((gaps.slope.estimate - 2.0).abs() < 0.4 && gaps.n < full.n);
        // a place with one domain says nothing once its mood is taken out
        let alone = domain_effects(&county(20, 6, |p, d| p != 7 || d == 2), true).unwrap();
        let without = domain_effects(&county(20, 6, |p, _| p != 7), true).unwrap();
        assert!((alone.slope.estimate - without.slope.estimate).abs() < 1e-12);
        assert!((alone.slope.standard_error - without.slope.standard_error).abs() < 1e-12);
        assert!((alone.slope.df - without.slope.df).abs() < 1e-9);
    }

    #[test]
    fn order_does_not_matter() {
        let mut cells = county(10, 4, |_, _| true);
        let first = domain_effects(&cells, true).unwrap();
        cells.reverse();
        let again = domain_effects(&cells, true).unwrap();
        assert!((first.slope.estimate - again.slope.estimate).abs() < 1e-12);
        assert!((first.slope.df - again.slope.df).abs() < 1e-9);
    }

    #[test]
    fn few_clusters_are_noticed_and_nothing_to_learn_is_none() {
        let few = domain_effects(&county(4, 5, |_, _| true), true).unwrap();
        assert_eq!(few.notices, vec![Status::LowClusterDf]);
        assert_eq!(domain_effects(&county(1, 5, |_, _| true), true), None);
        assert_eq!(domain_effects(&county(8, 1, |_, _| true), true), None);
        let mut flat = county(8, 4, |_, _| true);
        flat.iter_mut()
            .for_each(|c| c.x = c.place as f64 + 10.0 * c.domain as f64);
        assert_eq!(domain_effects(&flat, true), None);
        flat[0].x = f64::NAN;
        assert_eq!(domain_effects(&flat, true), None);
        assert_eq!(domain_effects(&[], true), None);
        let standard = standardise_within_domains(&county(8, 4, |_, _| true)).unwrap();
        assert!(
            standard
                .iter()
                .filter(|c| c.domain == 2)
                .map(|c| c.x)
                .sum::<f64>()
                .abs()
                < 1e-12
        );
    }
}
