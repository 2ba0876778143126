//! Findings addressed to those who decide the money: bureau × service.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use stats::verdict::list::promise;
use survey::DomainId;

use super::{
    super::{Named, county::County, exposure::is_township},
    Cell,
};

/// One who decides, and one service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Bureau {
    /// As written in the ledger.
    pub bureau: String,
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// Places where the money is mainly decided here and satisfaction is told from what is expected, surest first.
    pub places: Vec<BureauPlace>,
    /// How many of the low ones may in truth not be low.
    pub expected_mistaken: f64,
}

/// One place of a bureau's service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BureauPlace {
    /// Place.
    pub place: Named,
    /// What the verdict would be were the money the township's.
    pub filed_under: String,
    /// Probability of being below by more than the materiality.
    pub p_below: f64,
    /// Probability of being above by more.
    pub p_above: f64,
    /// Share of the money that the bureau decided.
    pub share: f64,
}

/// Cells whose verdict is DECIDED_ELSEWHERE, by who besides the place itself decides most.
pub(super) fn bureaus(cells: &[Cell], county: &County) -> Vec<Bureau> {
    let mut found: BTreeMap<(String, DomainId), Vec<BureauPlace>> = BTreeMap::new();
    for cell in cells
        .iter()
        .filter(|c| c.verdict.as_deref() == Some("DECIDED_ELSEWHERE"))
    {
        let place = county.area(&cell.place.area);
        let elsewhere = |who: &String| !is_township(who, place);
        let first = cell
            .deciders
            .iter()
            .find_map(|p| Some((p.who.clone().filter(elsewhere)?, p.share)));
        let (Some((bureau, share)), Some(filed_under), Some(p_below), Some(p_above)) =
            (first, cell.filed_under.clone(), cell.p_below, cell.p_above)
        else {
            continue;
        };
        found
            .entry((bureau, cell.domain.clone()))
            .or_default()
            .push(BureauPlace {
                place: cell.place.clone(),
                filed_under,
                p_below,
                p_above,
                share,
            });
    }
    found
        .into_iter()
        .map(|((bureau, domain), mut places)| {
            let sure = |p: &BureauPlace| p.p_below.max(p.p_above);
            places.sort_by(|a, b| {
                sure(b)
                    .total_cmp(&sure(a))
                    .then_with(|| a.place.area.cmp(&b.place.area))
            });
            let low: Vec<f64> = places.iter().map(|p| p.p_below).filter(|p| *p >= 0.80).collect();
            Bureau {
                expected_mistaken: promise(&low).map_or(0.0, |p| p.may_be_wrong),
                bureau,
                domain,
                places,
            }
        })
        .collect()
}
