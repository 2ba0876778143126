//! The three equations: does more spending, finer management, better material conditions go with more satisfaction,
//! happiness, harmony (STATISTICS §2.11)? Hypotheses come frozen; the rule cannot be set.

mod bracket;
mod places;
mod spending;
mod without;

use schemars::JsonSchema;
use serde::Serialize;
use stats::{
    relation::{
        hypothesis::{Evidence, Judgement, Outcome, Remedy, SESOI_R, judge, shortfall},
        regression::regression,
    },
    verdict::evidence,
};
use survey::AreaCode;

use super::{
    Named,
    context::{Context, LeftOut},
    county::{County, Places},
    exposure::DomainExposure,
    hypothesis::{Hypothesis, Primary, X, Y},
    scores::Scores,
};

use bracket::bracket;
pub(super) use bracket::of_one_service;
use places::{index_of, over_places, total_spending};
use spending::spending;
pub use without::{LeftOne, Without};

/// The answer to one hypothesis.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Equation {
    /// Id of the hypothesis.
    pub id: String,
    /// `SUPPORTED`, `CONTRADICTED`, `PRACTICALLY_NIL`, `NOT_ENOUGH_DATA`, or `NO_DATA`. Where spending and scores move apart
    /// and nothing shows that the money did not follow low scores, `REVERSE_INVESTMENT_SUSPECTED` instead of
    /// `CONTRADICTED`.
    pub outcome: &'static str,
    /// The test that decided.
    #[schemars(with = "String")]
    pub primary: Primary,
    /// Evidence grade: `GRADE_D` raw or answers to an open link, `GRADE_C` adjusted or with fixed effects, `GRADE_B` two
    /// waves whose two slopes have one sign.
    pub grade: &'static str,
    /// r, or points per doubling of spending.
    pub estimate: Option<f64>,
    /// Unit of the estimate: `r` or `points_per_doubling`.
    pub unit: &'static str,
    /// 90 % interval; of a bracket from the lowest to the highest end of both slopes' intervals.
    pub interval90: Option<[f64; 2]>,
    /// Degrees of freedom of the slope; with several services those of an error clustered by place. None for r.
    pub df: Option<f64>,
    /// Change-score and ANCOVA slope of two waves, in this order; the one nearer to zero is the estimate.
    pub bracket: Option<[f64; 2]>,
    /// The estimate with each place left out in turn.
    pub without: Option<Without>,
    /// Covariates held equal in the deciding test.
    pub context: Vec<String>,
    /// Covariates of the hypothesis that are not, and why. Where one is not loaded for every place, or the places are too
    /// few for it, nothing is concluded (`CONTEXT_INCOMPLETE`).
    pub context_left_out: Vec<LeftOut>,
    /// Bayes factor for a relation against none.
    pub bf10: Option<f64>,
    /// Smallest effect of interest, in the unit of the estimate.
    pub sesoi: f64,
    /// Cells or places behind the estimate.
    pub units: usize,
    /// Places.
    pub places: usize,
    /// Cells with a score that spent nothing: nothing cannot be doubled, so they are not among the units. 0 for r.
    pub without_spending: usize,
    /// Spearman's rho of the same series, the context held equal.
    pub spearman: Option<f64>,
    /// r with the hypothesis's context held equal, 90 % interval; it decides.
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
    /// So many places in all.
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
    /// Cronbach's alpha of the z-scores; none with one member. Below 0.6 nothing is concluded from the index.
    pub alpha: Option<f64>,
}

/// Below this alpha the members of an index are looked at one by one (STATISTICS §2.1).
const LEAST_ALPHA: f64 = 0.6;

impl Index {
    fn falls_apart(&self) -> bool {
        self.alpha.is_some_and(|alpha| alpha < LEAST_ALPHA)
    }
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
    /// Code to name.
    pub names: &'a (dyn Fn(&AreaCode) -> Named + Sync),
}

impl Material<'_> {
    fn grade(&self, adjusted: bool, bracket_agrees: bool) -> &'static str {
        super::grade_code(evidence::grade(evidence::Evidence {
            adjusted,
            bracket_agrees,
            opt_in: self.scores.open_link,
            ..evidence::Evidence::default()
        }))
    }
}

/// Answers a hypothesis by the test that was frozen, and by no other: one that cannot be tested as it is written has
/// `CANNOT_RUN_AS_FROZEN` and no figure.
pub fn equation(hypothesis: &Hypothesis, material: &Material<'_>) -> Equation {
    if hypothesis.refused().is_some() {
        return Equation {
            notices: vec!["CANNOT_RUN_AS_FROZEN".to_owned()],
            ..Equation::none(hypothesis)
        };
    }
    let mut found = match (&hypothesis.x, &hypothesis.y) {
        (X::Spending { domains }, _) if hypothesis.primary == Primary::Bracket => {
            bracket(hypothesis, material, domains)
        }
        (X::Spending { domains }, Y::Domains) => spending(hypothesis, material, domains),
        (X::Spending { domains }, Y::Outcomes { items }) => {
            let x = total_spending(material.exposures, material.scores.units.len(), domains);
            over_places(hypothesis, material, x, items, None)
        }
        (X::Indicators { members }, Y::Outcomes { items }) => {
            let (x, index) = index_of(material, members, hypothesis.lag);
            over_places(hypothesis, material, x, items, Some(index))
        }
        (X::Indicators { .. }, Y::Domains) => Equation::none(hypothesis),
    };
    if found.index.as_ref().is_some_and(Index::falls_apart) {
        return found.undecided("INDEX_FALLS_APART");
    }
    if found.lacks_context() {
        return found.undecided("CONTEXT_INCOMPLETE");
    }
    if found.outcome == "NOT_ENOUGH_DATA" {
        let waves = 1 + usize::from(material.before.is_some());
        let reliability = material.reliability.unwrap_or(1.0).clamp(0.01, 1.0);
        let n = found.witnesses(material.scores.units.len());
        let target = if found.unit == "r" { found.sesoi } else { SESOI_R };
        if let Some(short) = shortfall(n, reliability, waves, target) {
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
            sesoi: hypothesis.least(),
            units: 0,
            places: 0,
            without_spending: 0,
            df: None,
            bracket: None,
            without: None,
            context: Vec::new(),
            context_left_out: Vec::new(),
            spearman: None,
            partial: None,
            detectable_r: None,
            remedy: None,
            index: None,
            notices: Vec::new(),
        }
    }

    /// The same without an answer, where one was given, and why.
    fn undecided(mut self, why: &str) -> Self {
        if self.outcome != "NO_DATA" {
            self.outcome = "NOT_ENOUGH_DATA";
            self.notices.push(why.to_owned());
        }
        self
    }

    /// The same, saying why no estimate could be made: too few cells for what the test fits, or nothing that varies.
    fn not_made(mut self, few: bool) -> Self {
        if self.units > 0 {
            let why = if few { "INSUFFICIENT_UNITS" } else { "NO_VARIATION" };
            self.notices.push(why.to_owned());
        }
        self
    }

    /// Notes what is held equal and what is not.
    fn hold(&mut self, context: &Context) {
        self.context.clone_from(&context.names);
        self.context_left_out.clone_from(&context.left_out);
    }

    /// Is part of the frozen context not held equal? What does not vary, or others say already, is.
    fn lacks_context(&self) -> bool {
        let missing = |l: &LeftOut| ["NO_DATA", "INSUFFICIENT_UNITS"].contains(&l.status);
        self.context_left_out.iter().any(missing)
    }

    /// As how many places the data speak: those of a slope by its degrees of freedom, for the cells of one place are not
    /// so many witnesses.
    fn witnesses(&self, places: usize) -> usize {
        let by_slope = self.df.map(|df| (df + 2.0).floor() as usize);
        match by_slope.unwrap_or(self.units) {
            n if n > 3 => n,
            _ => places,
        }
    }

    /// The rule's answer; `of_money`: x is spending, which may have been sent where satisfaction was low.
    fn judged(mut self, evidence: &Evidence, of_money: bool) -> Self {
        let Judgement {
            outcome,
            notices,
            bf10,
        } = judge(evidence);
        self.outcome = match outcome {
            Outcome::Supported => "SUPPORTED",
            Outcome::Contradicted if of_money && evidence.placebo_clean != Some(true) => {
                "REVERSE_INVESTMENT_SUSPECTED"
            }
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

/// What columns leave of a series; all of it without columns. None where they explain it.
fn held(values: &[f64], columns: &[&[f64]]) -> Option<Vec<f64>> {
    if columns.is_empty() {
        return Some(values.to_vec());
    }
    let fit = regression(values, columns)?;
    (!fit.is_exact()).then_some(fit.residuals)
}

fn wanted(domains: &[String], domain: &str) -> bool {
    domains.is_empty() || domains.iter().any(|d| d == domain)
}

#[cfg(test)]
mod tests {
    use stats::relation::hypothesis::SESOI_R;

    use super::{super::frozen::Frozen, *};

    #[test]
    fn an_index_whose_members_do_not_agree_supports_nothing() {
        let index = |alpha| Index {
            members: vec!["a".to_owned(), "b".to_owned()],
            left_out: Vec::new(),
            alpha,
        };
        assert!(index(Some(0.43)).falls_apart() && index(Some(-0.2)).falls_apart());
        assert!(!index(Some(0.6)).falls_apart() && !index(None).falls_apart());
        let hypotheses = Frozen::proposed().hypotheses.hypotheses;
        let evidence = Evidence::of_r(0.9, 30, SESOI_R).expect("r is within its range");
        let judged = Equation::none(&hypotheses[1]).judged(&evidence, false);
        assert_eq!(judged.outcome, "SUPPORTED");
        let undecided = judged.undecided("INDEX_FALLS_APART");
        assert_eq!(undecided.outcome, "NOT_ENOUGH_DATA");
        assert_eq!(
            undecided.estimate,
            Some(0.9),
            "what was estimated stays to be seen"
        );
        assert!(undecided.notices.iter().any(|n| n == "INDEX_FALLS_APART"));
        let none = Equation::none(&hypotheses[1]).undecided("INDEX_FALLS_APART");
        assert_eq!((none.outcome, none.notices.len()), ("NO_DATA", 0));
    }

    #[test]
    fn spending_that_moves_against_scores_contradicts_only_where_money_did_not_follow_low_scores() {
        let hypotheses = Frozen::proposed().hypotheses.hypotheses;
        let said = |placebo_clean, of_money| {
            let evidence = Evidence {
                placebo_clean,
                ..Evidence::of_r(-0.7, 30, SESOI_R).expect("r is within its range")
            };
            Equation::none(&hypotheses[0]).judged(&evidence, of_money)
        };
        assert_eq!(said(None, true).outcome, "REVERSE_INVESTMENT_SUSPECTED");
        assert_eq!(said(Some(true), true).outcome, "CONTRADICTED");
        let followed = said(Some(false), true);
        assert_eq!(followed.outcome, "NOT_ENOUGH_DATA");
        assert!(followed.notices.iter().any(|n| n == "REVERSE_CAUSALITY_SIGNAL"));
        assert_eq!(said(None, false).outcome, "CONTRADICTED");
    }
}
