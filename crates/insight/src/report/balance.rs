//! Two groups of places held against each other, town and country: what is spent for a resident, how satisfied people are.

use stats::distribution::student_t_quantile;
use survey::AreaCode;

use super::{Report, exposure::Exposure, scores::Score};

const CONFIDENCE: f64 = 0.95;

/// Spending and score of one group of places on one service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// Currency units per resident, each place weighted by its residents.
    pub per_resident: Option<f64>,
    /// Places behind the amount.
    pub spending_places: usize,
    /// Mean score, each place weighted by its residents.
    pub score: Option<f64>,
    /// Standard error: the places are strata, drawn apart from each other. None where a place has none.
    pub se: Option<f64>,
    /// Degrees of freedom of it (Satterthwaite 1946).
    pub df: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Answers; none where a place came without.
    pub n: Option<f64>,
    /// Places behind the score.
    pub score_places: usize,
    /// Why there is no score, or no error.
    pub status: Option<&'static str>,
}

/// Both groups on one service, and the first less the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// Service id.
    pub domain: String,
    /// The two groups.
    pub sides: [Side; 2],
    /// Spending of the first over that of the second.
    pub spending_ratio: Option<f64>,
    /// Points.
    pub difference: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
}

impl Balance {
    /// +1 or −1 where the interval of the difference lies on one side of zero; none where it cannot be told.
    pub fn clear(&self) -> Option<i8> {
        let [low, high] = self.interval?;
        if low > 0.0 {
            Some(1)
        } else if high < 0.0 {
            Some(-1)
        } else {
            None
        }
    }
}

/// Every service of a report that has spending or a score in either group, in order of id. Means are over places whose
/// figure is shown, so nothing follows that the report does not already say.
pub fn balance(report: &Report, groups: [&[AreaCode]; 2]) -> Vec<Balance> {
    let residents = |area: &AreaCode| {
        let place = report.places.iter().find(|p| &p.area == area);
        place.and_then(|p| p.residents).filter(|r| *r > 0.0)
    };
    let mut domains: Vec<String> = report
        .scores
        .iter()
        .filter(|m| m.domain)
        .map(|m| m.measure.clone())
        .chain(report.exposure.iter().map(|e| e.domain.to_string()))
        .collect();
    domains.sort();
    domains.dedup();
    domains
        .into_iter()
        .map(|domain| {
            let scores = report.scores.iter().find(|m| m.domain && m.measure == domain);
            let spent = report.exposure.iter().find(|e| e.domain.as_str() == domain);
            let sides = groups.map(|group| {
                let spent: Vec<(f64, &Exposure)> = spent
                    .into_iter()
                    .flat_map(|e| &e.places)
                    .filter(|p| group.contains(&p.area))
                    .filter_map(|p| Some((residents(&p.area)?, p)))
                    .collect();
                let rated: Vec<(f64, &Score)> = scores
                    .into_iter()
                    .flat_map(|m| &m.places)
                    .filter(|p| group.contains(&p.area))
                    .filter_map(|p| Some((residents(&p.area)?, p)))
                    .collect();
                side(&spent, &rated)
            });
            let ratio = sides[0]
                .per_resident
                .zip(sides[1].per_resident.filter(|x| *x > 0.0));
            let (difference, interval) = difference(&sides);
            Balance {
                domain,
                spending_ratio: ratio.map(|(a, b)| a / b),
                difference,
                interval,
                sides,
            }
        })
        .filter(|b| {
            b.sides
                .iter()
                .any(|s| s.per_resident.is_some() || s.score.is_some())
        })
        .collect()
}

fn weighted(values: &[(f64, f64)]) -> Option<f64> {
    let total = stats::sum(&values.iter().map(|(w, _)| *w).collect::<Vec<f64>>());
    let sum = stats::sum(&values.iter().map(|(w, v)| w * v).collect::<Vec<f64>>());
    (total > 0.0).then(|| sum / total)
}

fn side(spent: &[(f64, &Exposure)], rated: &[(f64, &Score)]) -> Side {
    let amounts: Vec<(f64, f64)> = spent
        .iter()
        .filter_map(|(w, e)| Some((*w, e.per_resident?)))
        .collect();
    let values: Vec<(f64, f64)> = rated.iter().filter_map(|(w, s)| Some((*w, s.value?))).collect();
    let shown: Vec<&(f64, &Score)> = rated.iter().filter(|(_, s)| s.value.is_some()).collect();
    let mut found = Side {
        per_resident: weighted(&amounts),
        spending_places: amounts.len(),
        score: weighted(&values),
        score_places: values.len(),
        n: shown
            .iter()
            .map(|(_, s)| s.n)
            .collect::<Option<Vec<f64>>>()
            .filter(|n| !n.is_empty())
            .map(|n| stats::sum(&n)),
        ..Side::default()
    };
    if found.score.is_none() {
        found.status = Some(rated.iter().find_map(|(_, s)| s.status).unwrap_or("NO_DATA"));
        return found;
    }
    let total: f64 = shown.iter().map(|(w, _)| w).sum();
    let parts: Option<Vec<(f64, f64)>> = shown
        .iter()
        .map(|(w, s)| Some(((w / total * s.se?).powi(2), s.df.unwrap_or(f64::INFINITY))))
        .collect();
    let Some(parts) = parts else {
        let first = shown.iter().find(|(_, s)| s.se.is_none());
        found.status = Some(first.and_then(|(_, s)| s.status).unwrap_or("NO_SAMPLING_ERROR"));
        return found;
    };
    let variance: f64 = parts.iter().map(|(v, _)| v).sum();
    let doubt: f64 = parts.iter().map(|(v, df)| v * v / df).sum();
    let df = if doubt > 0.0 {
        variance * variance / doubt
    } else {
        f64::INFINITY
    };
    found.se = Some(variance.sqrt());
    found.df = Some(df).filter(|df| df.is_finite());
    found.interval = found
        .score
        .zip(half(variance, df))
        .map(|(y, half)| [(y - half).max(0.0), (y + half).min(100.0)]);
    found
}

/// Half-width of the interval of an estimate with this variance.
fn half(variance: f64, df: f64) -> Option<f64> {
    let quantile = student_t_quantile(0.5 + CONFIDENCE / 2.0, df.min(1e6))?;
    Some(quantile * variance.sqrt())
}

fn difference(sides: &[Side; 2]) -> (Option<f64>, Option<[f64; 2]>) {
    let [a, b] = sides;
    let Some((x, y)) = a.score.zip(b.score) else {
        return (None, None);
    };
    let interval = a.se.zip(b.se).and_then(|(s, t)| {
        let (v, w) = (s * s, t * t);
        let doubt = v * v / a.df.unwrap_or(f64::INFINITY) + w * w / b.df.unwrap_or(f64::INFINITY);
        let df = if doubt > 0.0 {
            (v + w).powi(2) / doubt
        } else {
            f64::INFINITY
        };
        let half = half(v + w, df)?;
        Some([x - y - half, x - y + half])
    });
    (Some(x - y), interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(value: Option<f64>, se: Option<f64>, status: Option<&'static str>) -> Score {
        Score {
            value,
            se,
            n: value.map(|_| 100.0),
            df: Some(9.0),
            ..Score::none(&AreaCode::nowhere(), status.unwrap_or("NO_DATA"))
        }
    }

    #[test]
    fn places_are_strata_weighted_by_residents() {
        let (a, b) = (
            score(Some(60.0), Some(2.0), None),
            score(Some(80.0), Some(1.0), None),
        );
        let found = side(&[], &[(3000.0, &a), (1000.0, &b)]);
        assert_eq!(found.score, Some(65.0));
        let variance = (0.75_f64 * 2.0).powi(2) + (0.25_f64 * 1.0).powi(2);
        assert!((found.se.unwrap() - variance.sqrt()).abs() < 1e-12);
        let df = variance * variance / ((2.25_f64.powi(2) + 0.0625_f64.powi(2)) / 9.0);
        assert!((found.df.unwrap() - df).abs() < 1e-9);
        let [low, high] = found.interval.unwrap();
        assert!(low < 65.0 - 1.96 * found.se.unwrap() && (high + low - 130.0).abs() < 1e-9);
        assert_eq!(
            (found.n, found.score_places, found.status),
            (Some(200.0), 2, None)
        );
    }

    #[test]
    fn hidden_places_are_left_out_and_a_missing_error_gives_no_interval() {
        let (a, hidden) = (
            score(Some(60.0), None, Some("NO_SAMPLING_ERROR")),
            score(None, None, Some("SUPPRESSED_PRIMARY")),
        );
        let found = side(&[], &[(3000.0, &a), (1000.0, &hidden)]);
        assert_eq!((found.score, found.score_places), (Some(60.0), 1));
        assert_eq!((found.interval, found.status), (None, Some("NO_SAMPLING_ERROR")));
        let none = side(&[], &[(1000.0, &hidden)]);
        assert_eq!((none.score, none.status), (None, Some("SUPPRESSED_PRIMARY")));
        assert_eq!(difference(&[found, none]), (None, None));
    }

    #[test]
    fn a_difference_is_told_only_where_its_interval_leaves_zero_out() {
        let at = |value: f64| side(&[], &[(1.0, &score(Some(value), Some(1.0), None))]);
        let of = |a: f64, b: f64| {
            let sides = [at(a), at(b)];
            let (difference, interval) = difference(&sides);
            Balance {
                domain: String::new(),
                sides,
                spending_ratio: None,
                difference,
                interval,
            }
        };
        assert_eq!(of(70.0, 60.0).clear(), Some(1));
        assert_eq!(of(60.0, 70.0).clear(), Some(-1));
        assert_eq!(of(60.0, 61.0).clear(), None);
    }
}
