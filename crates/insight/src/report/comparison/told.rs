//! Which places can be told from the middle, all of them looked at together.

use stats::distribution::normal_half_width;
use survey::AreaCode;

use super::{CONFIDENCE, Comparison};

/// What the places of a measure may be called beside their middle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Above it, the farthest first.
    pub above: Vec<AreaCode>,
    /// Below it, the farthest first.
    pub below: Vec<AreaCode>,
    /// Neither can be said.
    pub unclear: Vec<AreaCode>,
    /// Ranked places that may have any rank from the first to the last.
    pub any_rank: usize,
}

impl Comparison {
    /// What the funnel stands around: the mean of the places weighted by their answers, points; none without a funnel.
    pub fn centre(&self) -> Option<f64> {
        let [low, high] = self.places.iter().find_map(|p| p.funnel95)?;
        Some(low.midpoint(high))
    }

    /// The ranked places that lie above or below `centre`, points. A place is told where smoothed ± z·rmse leaves the centre
    /// out, z = Φ⁻¹(1 − (1 − 0.95^(1/K))/2) over K ranked places: right for all of them together at 95 %, as their rank sets
    /// are (Klein, Wright & Wieczorek 2020, JRSS C 69:589). The error of the centre itself is left out. Places without ranks,
    /// and all places where differences are within noise, are in none of the lists.
    pub fn told(&self, centre: f64) -> Told {
        let ranked = self
            .places
            .iter()
            .filter_map(|p| Some((&p.area, p.smoothed?, p.rmse?, p.rank?)));
        let ranked: Vec<(&AreaCode, f64, f64, [usize; 2])> = ranked.collect();
        let k = ranked.len();
        let Some(z) = (k > 0)
            .then(|| normal_half_width(CONFIDENCE.powf(1.0 / k as f64)))
            .flatten()
        else {
            return Told::default();
        };
        let mut told = Told::default();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for (area, smoothed, rmse, rank) in ranked {
            let gap = smoothed - centre;
            told.any_rank += usize::from(rank == [1, k]);
            if gap > z * rmse {
                above.push((area, gap));
            } else if -gap > z * rmse {
                below.push((area, gap));
            } else {
                told.unclear.push(area.clone());
            }
        }
        above.sort_by(|a, b| b.1.total_cmp(&a.1));
        below.sort_by(|a, b| a.1.total_cmp(&b.1));
        told.above = above.into_iter().map(|(area, _)| area.clone()).collect();
        told.below = below.into_iter().map(|(area, _)| area.clone()).collect();
        told
    }
}

#[cfg(test)]
mod tests {
    use super::super::Compared;
    use super::*;

    fn comparison(places: &[(f64, f64, Option<[usize; 2]>)]) -> Comparison {
        Comparison {
            measure: "m".to_owned(),
            status: None,
            between_variance: Some(1.0),
            within_noise: false,
            overdispersion: None,
            funnel_variance: None,
            context: Vec::new(),
            third: None,
            places: places
                .iter()
                .enumerate()
                .map(|(i, (smoothed, rmse, rank))| Compared {
                    smoothed: Some(*smoothed),
                    rmse: Some(*rmse),
                    rank: *rank,
                    funnel95: Some([58.0, 62.0]),
                    ..Compared::empty(&AreaCode::parse(&format!("a{i}")).unwrap())
                })
                .collect(),
        }
    }

    #[test]
    fn only_what_holds_for_all_places_together_is_told() {
        // one place alone would be told from 1.96 errors; four together need 2.49
        let all = Some([1, 4]);
        let found = comparison(&[
            (60.0 + 2.4, 1.0, all),
            (60.0 + 2.6, 1.0, Some([1, 3])),
            (60.0 - 5.0, 1.0, all),
            (60.0, 1.0, all),
            (90.0, 1.0, None),
        ]);
        assert_eq!(found.centre(), Some(60.0));
        let told = found.told(60.0);
        let codes = |all: &[AreaCode]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(codes(&told.above), ["a1"]);
        assert_eq!(codes(&told.below), ["a2"]);
        assert_eq!(codes(&told.unclear), ["a0", "a3"]);
        assert_eq!(told.any_rank, 3);
    }

    #[test]
    fn nothing_is_told_where_no_place_is_ranked() {
        assert_eq!(comparison(&[(90.0, 1.0, None)]).told(60.0), Told::default());
    }
}
