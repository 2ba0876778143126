//! Which areas lie below which, and how many live there.

use std::collections::BTreeMap;

use survey::{Area, AreaCode, Population};

/// Areas by parent, with residents.
pub(crate) struct Tree<'a> {
    parent: BTreeMap<&'a AreaCode, &'a AreaCode>,
    children: BTreeMap<&'a AreaCode, Vec<&'a AreaCode>>,
    /// Own totals.
    residents: BTreeMap<(&'a AreaCode, i32), f64>,
}

impl<'a> Tree<'a> {
    /// Rows of population by sex or age are no totals and are passed over.
    pub(crate) fn new(areas: &'a [Area], population: &'a [Population]) -> Self {
        let parent: BTreeMap<&AreaCode, &AreaCode> = areas
            .iter()
            .filter_map(|a| Some((&a.code, a.parent.as_ref()?)))
            .collect();
        let mut children: BTreeMap<&AreaCode, Vec<&AreaCode>> = BTreeMap::new();
        for (child, above) in &parent {
            children.entry(above).or_default().push(child);
        }
        let residents = population
            .iter()
            .filter(|p| p.sex.is_none() && p.age_from.is_none() && p.age_to.is_none())
            .filter(|p| p.population.is_finite() && p.population >= 0.0)
            .map(|p| ((&p.area, p.year), p.population))
            .collect();
        Self {
            parent,
            children,
            residents,
        }
    }

    /// The area and those above it, each once even if the parents go round in a circle.
    pub(crate) fn upwards(&self, area: &'a AreaCode) -> Vec<&'a AreaCode> {
        let mut path = vec![area];
        while let Some(above) = self
            .parent
            .get(path[path.len() - 1])
            .filter(|a| !path.contains(a))
        {
            path.push(above);
        }
        path
    }

    /// Residents of a year: the area's own total, else the sum of all areas directly below it; none if one of them has
    /// none.
    pub(crate) fn residents(&self, area: &AreaCode, year: i32) -> Option<f64> {
        self.residents_to(area, year, self.children.len() + 1)
    }

    fn residents_to(&self, area: &AreaCode, year: i32, depth: usize) -> Option<f64> {
        if let Some(own) = self.residents.get(&(area, year)) {
            return Some(*own);
        }
        let below = self.children.get(area).filter(|_| depth > 0)?;
        let parts: Option<Vec<f64>> = below
            .iter()
            .map(|child| self.residents_to(child, year, depth - 1))
            .collect();
        parts.map(|parts| stats::sum(&parts))
    }
}
