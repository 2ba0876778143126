//! One place and service.

use schemars::JsonSchema;
use serde::Serialize;
use survey::DomainId;

use super::super::{Named, exposure::Part};

/// A place and a service with all that is known of both. What is undefined is null.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Cell {
    /// Place.
    pub place: Named,
    /// Service.
    #[schemars(with = "String")]
    pub domain: DomainId,
    /// What may be said; none where a gate withholds it.
    pub verdict: Option<String>,
    /// Where it is filed: HIGH_COST_PLACE under usual spending, DECIDED_ELSEWHERE where it would be were it the place's.
    pub filed_under: Option<String>,
    /// Closed gates, the weightiest first; OPT_IN does not withhold.
    pub gates: Vec<String>,
    /// The first gate that withholds the verdict.
    pub gate: Option<String>,
    /// Evidence grade, GRADE_A to GRADE_D.
    pub grade: &'static str,
    /// In the list.
    pub listed: bool,
    /// `STRONG` from 0.95, `PROBABLE` from 0.80, else `NONE`.
    pub certainty: Option<String>,
    /// Score, 0–100.
    pub score: Option<f64>,
    /// What context leads one to expect.
    pub expected: Option<f64>,
    /// How far the place truly is from it: posterior mean, points.
    pub effect: Option<f64>,
    /// Its 90 % interval.
    pub interval90: Option<[f64; 2]>,
    /// Probability that it truly is below by more than the materiality.
    pub p_below: Option<f64>,
    /// Probability that it truly is above by more.
    pub p_above: Option<f64>,
    /// The same two with spending in the model.
    pub p_with_spending: Option<[f64; 2]>,
    /// DOMAIN_SPECIFIC where it stays on its side with the place's general mood taken out, else ACROSS_THE_BOARD.
    pub reach: Option<&'static str>,
    /// HIGH, HIGH_COST, TYPICAL, LOW.
    pub spend: Option<String>,
    /// Spending per resident, currency units.
    pub per_resident: Option<f64>,
    /// Times the median and times what places of such context spend, under each allocation.
    pub ratios: Vec<Allotted>,
    /// Who paid, largest first.
    pub payers: Vec<Part>,
    /// Who decided, largest first.
    pub deciders: Vec<Part>,
    /// Share that the township decided, of the money whose decider is known.
    pub decided_here: Option<f64>,
    /// Answers here; declared where the score was published without.
    pub n: Option<f64>,
    /// Smallest difference from what is expected that so many answers can tell, points.
    pub detectable: Option<f64>,
    /// Answers that would tell twice the materiality.
    pub needed_answers: Option<u64>,
}

/// Spending as a multiple under one allocation of shared lines.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Allotted {
    /// Which.
    pub allocation: super::super::exposure::Allocation,
    /// Of the median over places.
    pub median: f64,
    /// Of what places of such size, remoteness and settlement spend.
    pub need: f64,
}

impl Cell {
    /// Nothing known yet.
    pub(super) fn new(place: Named, domain: DomainId) -> Self {
        Self {
            place,
            domain,
            verdict: None,
            filed_under: None,
            gates: Vec::new(),
            gate: None,
            grade: "GRADE_D",
            listed: false,
            certainty: None,
            score: None,
            expected: None,
            effect: None,
            interval90: None,
            p_below: None,
            p_above: None,
            p_with_spending: None,
            reach: None,
            spend: None,
            per_resident: None,
            ratios: Vec::new(),
            payers: Vec::new(),
            deciders: Vec::new(),
            decided_here: None,
            n: None,
            detectable: None,
            needed_answers: None,
        }
    }

    /// Withholds the verdict.
    pub(super) fn withhold(&mut self, gate: &str) {
        self.gates.push(gate.to_owned());
        self.gate.get_or_insert_with(|| gate.to_owned());
    }
}
