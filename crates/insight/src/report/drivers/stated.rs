//! What people put first themselves, against how content they are: importance–satisfaction.

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    design::{Design, PsuSums},
    places::importance::{Share, importance_satisfaction},
};
use survey::ScaleKind;

use super::super::{own::Fieldwork, settings::Settings};
use crate::{
    cube::{Group, Margin, Measure},
    tally::ItemTally,
};

/// One service.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Priority {
    /// Domain id.
    pub domain: String,
    /// Share of the people asked who name it among their first, by the weights of the sample, as `content`.
    pub named: f64,
    /// Share content with it, don't-knows left out.
    pub content: f64,
    /// named × (1 − content).
    pub rating: f64,
    /// 95 % interval; none for an open link.
    pub interval: Option<[f64; 2]>,
    /// `MAINTAIN`, `INCREASE`, `DEFINITELY_INCREASE`.
    pub emphasis: String,
    /// Answers to the question of priorities.
    pub n: u64,
    /// Design effect of `named`, from the villages; the planning value of the settings where only one answered. None for an
    /// open link.
    pub deff: Option<f64>,
}

/// Ratings by service, most urgent first; empty where no question of priorities was asked or fewer than k answered it.
pub fn priorities(field: &Fieldwork, settings: &Settings) -> Vec<Priority> {
    let asked = field.version.items.iter().find(|item| {
        field
            .version
            .scale_of(item)
            .is_some_and(|s| s.kind == ScaleKind::MultiChoice && s.options_from.as_deref() == Some("domains"))
    });
    let along = |item: &survey::Item| field.cube.along(&item.code, Margin::Demographics)?.whole();
    let Some(total) = asked.and_then(along) else {
        return Vec::new();
    };
    let n = total.answered.n;
    let villages = asked.map_or_else(Vec::new, |item| by_village(field, item));
    if n < settings.k {
        return Vec::new();
    }
    let mut found: Vec<Priority> = total
        .codes
        .iter()
        .filter_map(|(domain, named)| {
            // a count below k, or of all but a few, would tell who
            if named.n < settings.k || n - named.n < settings.k {
                return None;
            }
            let content = content(field, domain, settings)?;
            let share = (total.answered.w > 0.0).then(|| (named.w / total.answered.w).clamp(0.0, 1.0))?;
            let drawn = !field.open_link;
            let (error, deff) = error(&villages, domain, settings);
            let importance = Share {
                value: share,
                standard_error: error.filter(|_| drawn),
            };
            let rated = importance_satisfaction(importance, content, 0.0, 0.95)?;
            Some(Priority {
                domain: domain.clone(),
                named: share,
                content: content.value,
                rating: rated.rating,
                interval: rated.interval.map(|i| [i.low, i.high]),
                emphasis: crate::report::code_of(&rated.emphasis)?,
                n,
                deff: deff.filter(|_| drawn),
            })
        })
        .collect();
    found.sort_by(|a, b| {
        b.rating
            .total_cmp(&a.rating)
            .then_with(|| a.domain.cmp(&b.domain))
    });
    found
}

/// People who answered the question of priorities in each village, and those who named each service.
fn by_village(field: &Fieldwork, item: &survey::Item) -> Vec<ItemTally> {
    let Some(found) = field.cube.along(&item.code, Margin::Villages) else {
        return Vec::new();
    };
    (0..field.cube.villages().len())
        .filter_map(|village| found.tally([village]))
        .collect()
}

/// Standard error of the share that names a service, villages being the sampling units, and its design effect.
fn error(villages: &[ItemTally], domain: &str, settings: &Settings) -> (Option<f64>, Option<f64>) {
    let sums: Vec<PsuSums> = villages
        .iter()
        .map(|tally| {
            let (all, named) = (tally.answered, tally.codes.get(domain).map_or(0.0, |c| c.w));
            PsuSums {
                n: all.n,
                w: all.w,
                w2: all.w2,
                wy: named,
                wyy: named,
            }
        })
        .collect();
    let estimate = Design::clusters(sums.len()).mean(&sums);
    let planned = || {
        let share = estimate.value?;
        Some((settings.planning_deff * share * (1.0 - share) / estimate.n as f64).sqrt())
    };
    match estimate.se.zip(estimate.deff) {
        Some((se, deff)) => (Some(se), Some(deff)),
        None => (planned(), Some(settings.planning_deff)),
    }
}

/// Share in the top box of the service's own question.
fn content(field: &Fieldwork, domain: &str, settings: &Settings) -> Option<Share> {
    let item = field.version.items.iter().find(|item| {
        item.domain.as_ref().is_some_and(|d| d.as_str() == domain)
            && field
                .version
                .scale_of(item)
                .is_some_and(|s| s.scored && !s.top_box.is_empty())
    })?;
    let villages = field
        .cube
        .per_village(
            Measure::TopBox(&field.version, &item.code),
            |_| true,
            &Group::default(),
            None,
        )
        .ok()?;
    let sums: Vec<PsuSums> = villages.iter().map(|v| v.sums).collect();
    let estimate = Design::clusters(sums.len()).mean(&sums);
    Some(Share {
        value: estimate
            .value
            .filter(|_| estimate.n >= settings.k)?
            .clamp(0.0, 1.0),
        standard_error: estimate.se.filter(|_| !field.open_link),
    })
}
