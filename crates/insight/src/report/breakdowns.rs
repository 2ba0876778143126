//! The breakdowns of a report: every item by township, age, sex and mode. Their errors, for which every cell of the cube is
//! read, belong to the snapshot: a report puts on what is kept.

use survey::{Area, Level};

use super::{own::Fieldwork, settings::Settings};
use crate::{
    breakdown::{AreaCut, Breakdown, Cut, Errors, Sample, breakdowns_from},
    suppress::Threshold,
};

/// Counted up when errors are made another way: what is kept of them is then made anew.
pub const METHOD: u32 = 3;

/// Every item by area, age, sex and mode; with the errors of the design unless from an open link. `kept` are those of
/// [`errors`] for the same fieldwork, areas and settings; made now where there are none.
pub fn breakdowns(
    field: &Fieldwork,
    areas: &[Area],
    settings: &Settings,
    kept: Option<&Errors>,
) -> Vec<Breakdown> {
    let townships = AreaCut::at_level(areas, Level::Township);
    let cuts = [Cut::All, Cut::Area(townships), Cut::Age, Cut::Sex, Cut::Mode];
    let threshold = Threshold::raised_to(settings.k);
    let found = || breakdowns_from(&field.cube, &field.version, &cuts, threshold);
    if field.open_link {
        return found();
    }
    if let Some(told) = kept.and_then(|kept| kept.put_on(found())) {
        return told;
    }
    let sample = Sample::of_villages(areas, settings.planning_deff);
    sample.with_errors(found(), &cuts, &field.cube, &field.version)
}

/// The errors of [`breakdowns`], to be kept with the snapshot; none for a sample nobody drew. They hang on the fieldwork
/// ([`Fieldwork::hash`]), on the tree of areas, `k` and `planning_deff`, and on [`METHOD`].
pub fn errors(field: &Fieldwork, areas: &[Area], settings: &Settings) -> Option<Errors> {
    (!field.open_link).then(|| Errors::of(&breakdowns(field, areas, settings, None)))
}
