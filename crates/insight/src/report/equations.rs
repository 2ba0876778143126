//! The three equations: does more spending, finer management, better material conditions go with more satisfaction,
//! happiness, harmony (STATISTICS §2.11)? Hypotheses come frozen; the rule cannot be set.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stats::{
    Interval,
    relation::{
        exposure as transform,
        hypothesis::{Evidence, Judgement, Outcome, Remedy, SESOI_POINTS, judge, shortfall},
        partial::partial_correlation,
        two_waves::two_waves,
    },
};
use survey::AreaCode;

use super::{
    association::{Cells, Pairs},
    context::{Context, indicator, standardised},
    county::{County, Places},
    exposure::DomainExposure,
    hypothesis::{Hypothesis, Primary, X, Y},
    scores::Scores,
};

/// The answer to one hypothesis.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Equation {
    /// Id of the hypothesis.
    pub id: String,
    /// `SUPPORTED`, `CONTRADICTED`, `PRACTICALLY_NIL`, `NOT_ENOUGH_DATA`, or `NO_DATA`.
    pub outcome: &'static str,
    /// The test that decided.
    #[schemars(with = "String")]
    pub primary: Primary,
    /// Evidence grade: `GRADE_D` raw, `GRADE_C` adjusted or with fixed effects, `GRADE_B` two waves.
    pub grade: &'static str,
    /// r, or points per doubling of spending.
    pub estimate: Option<f64>,
    /// Unit of the estimate: `r` or `points_per_doubling`.
    pub unit: &'static str,
    /// 90 % interval.
    pub interval90: Option<[f64; 2]>,
    /// Bayes factor for a relation against none.
    pub bf10: Option<f64>,
    /// Smallest effect of interest, in the unit of the estimate.
    pub sesoi: f64,
    /// Cells or places behind the estimate.
    pub units: usize,
    /// Places.
    pub places: usize,
    /// Spearman's rho of the same series.
    pub spearman: Option<f64>,
    /// r with the hypothesis's context held equal, 90 % interval.
    pub partial: Option<[f64; 3]>,
    /// Smallest true correlation that such data find with 80 % power.
    pub detectable_r: Option<f64>,
    /// What would help most cheaply, where the data do not decide.
    pub remedy: Option<Cheapest>,
    /// Members of an index that were loaded for every place, and its alpha.
    pub index: Option<Index>,
    /// Why not more.
    pub notices: Vec<String>,
}

/// What would help.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cheapest {
    /// Ask the same places again.
    MoreWaves,
    /// So many times as many answers in each place.
    MoreResponses {
        /// Factor.
        factor: f64,
    },
    /// So many places, or place × service cells, in all.
    MorePlaces {
        /// Units.
        units: u64,
    },
}

/// How an index of indicators came about.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Index {
    /// Used.
    pub members: Vec<String>,
    /// Not loaded for every place, or without variation.
    pub left_out: Vec<String>,
    /// Cronbach's alpha of the z-scores; none with one member.
    pub alpha: Option<f64>,
}

/// Data of one wave, and of the one before it where there is one.
pub struct Material<'a> {
    /// Loaded.
    pub county: &'a County,
    /// Areas.
    pub places: &'a Places<'a>,
    /// Scores of the wave.
    pub scores: &'a Scores,
    /// Spending as it stands in its year, over the same units.
    pub exposures: &'a [DomainExposure],
    /// The wave before and its spending, over its own units.
    pub before: Option<(&'a Scores, &'a [DomainExposure])>,
    /// Share of the spread of scores between places that is not sampling error, where known.
    pub reliability: Option<f64>,
}

/// Answers a hypothesis.
pub fn equation(hypothesis: &Hypothesis, material: &Material<'_>) -> Equation {
    let mut found = match (&hypothesis.x, &hypothesis.y) {
        (X::Spending { domains }, Y::Domains) if hypothesis.primary == Primary::Bracket => {
            bracket(hypothesis, material, domains)
        }
        (X::Spending { domains }, Y::Domains) => spending(hypothesis, material, domains),
        (X::Spending { domains }, Y::Outcomes { items }) => {
            let x = total_spending(material, domains);
            over_places(hypothesis, material, x, items, None)
        }
        (X::Indicators { members }, Y::Outcomes { items }) => {
            let (x, index) = index_of(material, members, hypothesis.lag);
            over_places(hypothesis, material, x, items, Some(index))
        }
        (X::Indicators { .. }, Y::Domains) => Equation::none(hypothesis),
    };
    if found.outcome == "NOT_ENOUGH_DATA" {
        let waves = 1 + usize::from(material.before.is_some());
        let reliability = material.reliability.unwrap_or(1.0).clamp(0.01, 1.0);
        let n = if found.units > 3 {
            found.units
        } else {
            material.scores.units.len()
        };
        if let Some(short) = shortfall(n, reliability, waves, hypothesis.sesoi) {
            found.detectable_r = short.detectable_r;
            found.remedy = Some(match short.remedy {
                Remedy::MoreWaves => Cheapest::MoreWaves,
                Remedy::MoreResponses { factor } => Cheapest::MoreResponses { factor },
                Remedy::MorePlaces { units } => Cheapest::MorePlaces { units },
            });
        }
    }
    found
}

impl Equation {
    fn none(hypothesis: &Hypothesis) -> Self {
        Self {
            id: hypothesis.id.clone(),
            outcome: "NO_DATA",
            primary: hypothesis.primary,
            grade: "GRADE_D",
            estimate: None,
            unit: "r",
            interval90: None,
            bf10: None,
            sesoi: hypothesis.sesoi,
            units: 0,
            places: 0,
            spearman: None,
            partial: None,
            detectable_r: None,
            remedy: None,
            index: None,
            notices: Vec::new(),
        }
    }

    fn judged(mut self, evidence: &Evidence) -> Self {
        let Judgement {
            outcome,
            notices,
            bf10,
        } = judge(evidence);
        self.outcome = match outcome {
            Outcome::Supported => "SUPPORTED",
            Outcome::Contradicted => "CONTRADICTED",
            Outcome::PracticallyNil => "PRACTICALLY_NIL",
            Outcome::NotEnoughData => "NOT_ENOUGH_DATA",
        };
        self.notices.extend(notices.iter().filter_map(super::code_of));
        self.estimate = Some(evidence.estimate);
        self.interval90 = Some([evidence.interval90.low, evidence.interval90.high]);
        self.bf10 = bf10;
        self.sesoi = evidence.sesoi;
        self.units = evidence.units;
        self.spearman = evidence.rho;
        self
    }
}

fn wanted(domains: &[String], domain: &str) -> bool {
    domains.is_empty() || domains.iter().any(|d| d == domain)
}

/// Spending on services against their scores, every place and every service with a level of its own.
fn spending(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let mut cells = Cells::default();
    let mut places = std::collections::BTreeSet::new();
    for exposure in material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
    {
        let Some(measure) = material.scores.measure(exposure.domain.as_str()) else {
            continue;
        };
        let pairs = Pairs::new(measure, exposure);
        if let Ok(x) = transform::exposure(&pairs.spending) {
            places.extend(pairs.at.iter().copied());
            cells.add(&pairs, &x.x);
        }
    }
    let none = Equation {
        unit: "points_per_doubling",
        sesoi: SESOI_POINTS,
        places: places.len(),
        units: cells.len(),
        ..Equation::none(hypothesis)
    };
    let unit = 1.0 / std::f64::consts::LN_2;
    let Some(fit) = cells.slope(unit) else {
        return none;
    };
    let Some(mut evidence) = Evidence::of_slope(&fit.slope, fit.n, true, SESOI_POINTS) else {
        return none;
    };
    let (x, y) = cells.within();
    evidence.rho = stats::spearman(&x, &y).map(|c| c.r);
    evidence.fragile = cells.slopes_without(unit).iter().any(|without| match without {
        None => true,
        Some(other) => {
            other.slope.estimate * fit.slope.estimate < 0.0 || (other.slope.p < 0.05) != (fit.slope.p < 0.05)
        }
    });
    Equation {
        grade: "GRADE_C",
        ..none
    }
    .judged(&evidence)
}

/// Two waves: change of score on change of spending, and later score on change given the earlier one, over the cells of
/// all services, x standardised within each.
fn bracket(hypothesis: &Hypothesis, material: &Material<'_>, domains: &[String]) -> Equation {
    let none = Equation {
        unit: "points_per_doubling",
        sesoi: SESOI_POINTS,
        ..Equation::none(hypothesis)
    };
    let Some((earlier, spent_before)) = material.before else {
        return none;
    };
    let (mut y1, mut y2, mut dx) = (Vec::new(), Vec::new(), Vec::new());
    let mut areas = std::collections::BTreeSet::new();
    for exposure in material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
    {
        let id = exposure.domain.as_str();
        let (Some(now), Some(then)) = (material.scores.measure(id), earlier.measure(id)) else {
            continue;
        };
        let Some(spent_then) = spent_before.iter().find(|e| e.domain == exposure.domain) else {
            continue;
        };
        let mut rows: Vec<[f64; 3]> = Vec::new();
        for (score, spent) in now.places.iter().zip(&exposure.places) {
            let old = then
                .places
                .iter()
                .zip(&spent_then.places)
                .find(|(s, _)| s.area == score.area);
            let positive = |x: Option<f64>| x.filter(|x| *x > 0.0);
            if let (Some(b), Some(e2), Some((s1, e1))) = (score.value, positive(spent.per_resident), old)
                && let (Some(a), Some(e1)) = (s1.value, positive(e1.per_resident))
            {
                rows.push([a, b, (e2 / e1).log2()]);
                areas.insert(&score.area);
            }
        }
        let mean = |at: usize| stats::mean(&rows.iter().map(|r| r[at]).collect::<Vec<_>>()).unwrap_or(0.0);
        let means = [mean(0), mean(1), mean(2)];
        for row in &rows {
            y1.push(row[0] - means[0]);
            y2.push(row[1] - means[1]);
            dx.push(row[2] - means[2]);
        }
    }
    let Some(found) = two_waves(&y1, &y2, &dx, &[]) else {
        return Equation {
            units: y1.len(),
            places: areas.len(),
            ..none
        };
    };
    // the end nearer to zero carries the judgement; both must lie on one side of it
    let nearer = if found.change.estimate.abs() < found.ancova.estimate.abs() {
        found.change
    } else {
        found.ancova
    };
    let Some(mut evidence) = Evidence::of_slope(&nearer, found.n, false, SESOI_POINTS) else {
        return none;
    };
    evidence.interval90 = found.union90;
    evidence.bracket = Some(found.bracket);
    let change: Vec<f64> = y2.iter().zip(&y1).map(|(b, a)| b - a).collect();
    evidence.rho = stats::spearman(&dx, &change).map(|c| c.r);
    Equation {
        grade: "GRADE_B",
        places: areas.len(),
        ..none
    }
    .judged(&evidence)
}

/// ln of spending per resident on several services together.
fn total_spending(material: &Material<'_>, domains: &[String]) -> Vec<Option<f64>> {
    let chosen: Vec<&DomainExposure> = material
        .exposures
        .iter()
        .filter(|e| wanted(domains, e.domain.as_str()))
        .collect();
    (0..material.scores.units.len())
        .map(|i| {
            let parts: Option<Vec<f64>> = chosen.iter().map(|e| e.places.get(i)?.per_resident).collect();
            parts
                .filter(|p| !p.is_empty())
                .map(|p| stats::sum(&p))
                .filter(|x| *x > 0.0)
                .map(f64::ln)
        })
        .collect()
}

/// Mean of the z-scores of indicators, turned by the catalogue's directions.
fn index_of(material: &Material<'_>, members: &[String], lag: u32) -> (Vec<Option<f64>>, Index) {
    let units = &material.scores.units;
    let year = material.scores.year.saturating_sub_unsigned(lag);
    let mut columns = Vec::new();
    let mut index = Index {
        members: Vec::new(),
        left_out: Vec::new(),
        alpha: None,
    };
    for id in members {
        let raw: Option<Vec<f64>> = units
            .iter()
            .map(|unit| indicator(material.county, unit, id, year))
            .collect();
        match raw.as_deref().and_then(standardised) {
            Some(z) => {
                columns.push(z.into_iter().map(|v| v * direction(id)).collect::<Vec<f64>>());
                index.members.push(id.clone());
            }
            None => index.left_out.push(id.clone()),
        }
    }
    index.alpha = alpha(&columns);
    let mean = |i: usize| {
        let values: Vec<f64> = columns.iter().filter_map(|c| c.get(i)).copied().collect();
        stats::mean(&values)
    };
    ((0..units.len()).map(mean).collect(), index)
}

/// Cronbach's alpha of complete columns.
fn alpha(columns: &[Vec<f64>]) -> Option<f64> {
    let k = columns.len();
    let n = columns.first()?.len();
    if k < 2 {
        return None;
    }
    let sums: Vec<f64> = (0..n).map(|i| columns.iter().map(|c| c[i]).sum()).collect();
    let variance = |v: &[f64]| stats::standard_deviation(v).map(|s| s * s);
    let own: Option<Vec<f64>> = columns.iter().map(|c| variance(c)).collect();
    let whole = variance(&sums).filter(|v| *v > 0.0)?;
    let k = k as f64;
    Some(k / (k - 1.0) * (1.0 - stats::sum(&own?) / whole))
}

/// +1 or −1 by `content/indicators.json`; an indicator the catalogue does not know, or that has no direction, counts as it is.
fn direction(id: &str) -> f64 {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        direction: String,
    }
    #[derive(Deserialize)]
    struct File {
        indicators: Vec<Row>,
    }
    static LOWER: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        serde_json::from_str::<File>(include_str!("../../../../content/indicators.json"))
            .map(|f| {
                let lower = f
                    .indicators
                    .into_iter()
                    .filter(|r| r.direction.starts_with("lower"));
                lower.map(|r| r.id).collect()
            })
            .unwrap_or_default()
    });
    if LOWER.iter().any(|known| known == id) {
        -1.0
    } else {
        1.0
    }
}

/// A series over places against the mean of outcome items.
fn over_places(
    hypothesis: &Hypothesis,
    material: &Material<'_>,
    x: Vec<Option<f64>>,
    items: &[String],
    index: Option<Index>,
) -> Equation {
    let outcome = |i: usize| -> Option<f64> {
        let values: Option<Vec<f64>> = items
            .iter()
            .map(|item| material.scores.measure(item)?.places.get(i)?.value)
            .collect();
        stats::mean(&values?)
    };
    let mut at = Vec::new();
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (i, x) in x.into_iter().enumerate() {
        if let Some((x, y)) = x.zip(outcome(i)) {
            at.push(i);
            xs.push(x);
            ys.push(y);
        }
    }
    let mut found = Equation {
        units: at.len(),
        places: at.len(),
        index,
        ..Equation::none(hypothesis)
    };
    let Some(mut evidence) = Evidence::of_series(&xs, &ys, hypothesis.sesoi) else {
        return found;
    };
    let units: Vec<&AreaCode> = at.iter().map(|i| &material.scores.units[*i]).collect();
    let context = Context::new(
        material.county,
        material.places,
        &hypothesis.context,
        &units,
        material.scores.year,
    );
    let columns: Vec<&[f64]> = context.columns.iter().map(Vec::as_slice).collect();
    if !columns.is_empty()
        && let Some(held) = partial_correlation(&xs, &ys, &columns, 0.90)
    {
        found.grade = "GRADE_C";
        if let Some(Interval { low, high }) = held.interval {
            found.partial = Some([held.r, low, high]);
            // the frozen context is part of the hypothesis: it decides
            if let Some(adjusted) = Evidence::of_r(held.r, at.len() - held.covariates, hypothesis.sesoi) {
                evidence = Evidence {
                    fragile: evidence.fragile,
                    rho: evidence.rho,
                    units: at.len(),
                    ..adjusted
                };
            }
        }
    }
    found.judged(&evidence)
}
