//! The part of a report that somebody may see who sees some of its places only. Figures of the county stay; figures of other
//! places do not, and neither does a county figure from which one of them would follow.

use survey::AreaCode;

use super::Report;

/// So many places at least keep a mean of all from telling the one that is not seen.
const LEAST: usize = 3;

/// To two significant digits. The median of an odd number of places is the figure of one of them, and that of an even
/// number tells the other of the middle two to whoever is one of them: told like this it is no longer either.
fn coarse(value: f64) -> f64 {
    let size = value.abs().log10().floor();
    let step = 10_f64.powf(size - 1.0);
    match (value / step).round() * step {
        told if told.is_finite() => told,
        _ => value,
    }
}

/// How many times the median that is told an amount is, from how many times the exact one it is.
fn of_coarse(amount: f64, times: f64) -> f64 {
    let found = amount / coarse(amount / times);
    if found.is_finite() { found } else { times }
}

impl Report {
    /// The report without the figures and the names of places that are not seen. What was tested over all places stays as it
    /// was tested: n, ρ, models and equations are the county's.
    #[must_use]
    pub fn within(&self, sees: impl Fn(&AreaCode) -> bool) -> Self {
        let mut seen = self.clone();
        let few = self.places.len() < LEAST;
        let key = |key: Option<&str>| key.and_then(AreaCode::parse).is_some_and(|area| sees(&area));
        seen.places.retain(|p| sees(&p.area));
        seen.weights.retain(|w| sees(&w.area));
        // signs that answers were not free are for the county (STATISTICS §2.12)
        seen.quality.clear();
        seen.represented = seen.represented.map(|mut who| {
            who.places.retain(|p| sees(&p.area));
            who
        });
        for measure in &mut seen.scores {
            measure.places.retain(|p| sees(&p.area));
            measure.county = measure.county.take().filter(|_| !few);
        }
        for cut in seen.breakdowns.iter_mut().filter(|b| b.cut == "area") {
            for item in &mut cut.items {
                item.rows.retain(|r| key(r.key.as_deref()));
            }
        }
        for comparison in &mut seen.comparison {
            comparison.places.retain(|p| sees(&p.area));
        }
        for measure in &mut seen.change.measures {
            measure.places.retain(|p| sees(&p.area));
            measure.county = measure.county.take().filter(|_| !few);
        }
        for scoring in &mut seen.scorings {
            scoring.places.retain(|p| sees(&p.area));
        }
        for exposure in &mut seen.exposure {
            exposure.places.retain(|p| sees(&p.area));
            exposure.median = exposure.median.filter(|_| !few).map(coarse);
            for place in &mut exposure.places {
                let times = place.per_resident.zip(place.ratio).filter(|_| !few);
                place.ratio = times.map(|(amount, times)| of_coarse(amount, times));
            }
        }
        for year in seen.spent.iter_mut().flat_map(|s| &mut s.years) {
            year.places.retain(|p| sees(&p.area));
            year.median = year.median.filter(|_| !few).map(coarse);
        }
        for found in seen.association.per_domain.values_mut() {
            found.left_out.retain(&sees);
            for median in [&mut found.median_spending, &mut found.median_score] {
                *median = median.filter(|_| !few).map(coarse);
            }
            for note in &mut found.notices {
                note.places.retain(|p| sees(&p.area));
            }
            found.stand_apart.retain(|p| sees(&p.area));
            found.high_leverage.retain(|p| sees(&p.area));
            // who decides about a relation is named only where it may be seen
            let both = [&found.loo_min_dropped, &found.loo_max_dropped];
            if !both.iter().all(|p| p.as_ref().is_some_and(|p| sees(&p.area))) {
                (found.loo_pearson, found.loo_min_dropped, found.loo_max_dropped) = (None, None, None);
            }
        }
        for without in seen.equations.iter_mut().filter_map(|e| e.without.as_mut()) {
            let both = [&without.lowest, &without.highest];
            if !both
                .iter()
                .all(|one| one.as_ref().is_some_and(|one| sees(&one.place.area)))
            {
                (without.lowest, without.highest) = (None, None);
            }
            without.decisive.retain(|p| sees(&p.area));
        }
        let verdicts = &mut seen.verdicts;
        verdicts.cells.retain(|c| sees(&c.place.area));
        for cell in &mut verdicts.cells {
            let of = seen.exposure.iter().find(|e| e.domain == cell.domain);
            let place = of.and_then(|e| e.places.iter().find(|p| p.area == cell.place.area));
            let amounts = place.map_or(&[][..], |p| &p.by_allocation);
            for (ratio, amount) in cell.ratios.iter_mut().zip(amounts) {
                ratio.median = amount.map_or(ratio.median, |amount| of_coarse(amount, ratio.median));
            }
            if few {
                cell.ratios.clear();
            }
        }
        // the list is one finding over all places
        verdicts.list = None;
        for bureau in &mut verdicts.bureaus {
            bureau.places.retain(|p| sees(&p.place.area));
        }
        verdicts.bureaus.retain(|b| !b.places.is_empty());
        if let Some(standing) = &mut seen.standing {
            standing.places.retain(|p| key(Some(&p.place)));
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_told_to_two_digits_and_ratios_are_of_what_is_told() {
        assert_eq!(
            [412.6, 0.0, -0.0849, 62.34].map(coarse),
            [410.0, 0.0, -0.085, 62.0]
        );
        assert!((of_coarse(668.0, 668.0 / 412.6) - 668.0 / 410.0).abs() < 1e-12);
        assert_eq!(of_coarse(0.0, 0.0), 0.0);
    }
}
