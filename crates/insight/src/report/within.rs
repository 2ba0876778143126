//! The part of a report that somebody may see who sees some of its places only. Figures of the county stay; figures of other
//! places do not, and neither does a county figure from which one of them would follow.

use survey::AreaCode;

use super::Report;

/// So many places at least keep a mean of all from telling the one that is not seen.
const LEAST: usize = 3;

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
            exposure.median = exposure.median.filter(|_| !few);
        }
        for year in seen.spent.iter_mut().flat_map(|s| &mut s.years) {
            year.places.retain(|p| sees(&p.area));
            year.median = year.median.filter(|_| !few);
        }
        for found in seen.association.per_domain.values_mut() {
            found.left_out.retain(&sees);
            for note in &mut found.notices {
                note.places.retain(|p| sees(&p.area));
            }
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
