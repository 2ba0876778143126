//! What forbids a verdict. Each gate is a question of its own; a closed one is a status with a remedy, never a red cell.

use serde::{Deserialize, Serialize};

use super::{
    class::{Class, Satisfaction, Thresholds, Verdict, classify},
    spend::{Ratios, spend_class},
};

/// A closed gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Gate {
    /// Fewer than eight places with data.
    InsufficientUnits,
    /// Nobody answered here.
    NoData,
    /// Fewer than 30 answers, or worth fewer than 20.
    SmallBase,
    /// Published with an error but without a number of answers.
    BaseUnknown,
    /// Spending of the domain hardly differs between places.
    NoVariation,
    /// In service for less than six months before fieldwork.
    TooEarly,
    /// The verdict changes with the rule that divides shared spending.
    AllocationSensitive,
    /// The model with spending in it puts the place on the other side of what is expected.
    SpendModelDisagrees,
    /// Satisfaction is rising: withholds NOT_PRODUCING only.
    Improving,
    /// A call-back audit is not finished.
    AuditPending,
    /// People chose themselves into the sample: the verdict stands under grade D, the list leaves it out.
    OptIn,
}

impl Gate {
    /// Is this verdict withheld by this gate?
    ///
    /// Source: STATISTICS §2.8. No golden.
    pub fn withholds(self, verdict: Verdict) -> bool {
        match self {
            Self::OptIn => false,
            Self::Improving => verdict == Verdict::NotProducing,
            _ => true,
        }
    }
}

/// At least eight places with data.
///
/// Source: STATISTICS §2.8. No golden.
pub fn enough_places(places: usize) -> Option<Gate> {
    (places < 8).then_some(Gate::InsufficientUnits)
}

/// At least 30 answers, worth at least 20; a number that is not known cannot be said to be enough.
///
/// Source: STATISTICS §2.8. No golden.
pub fn enough_answers(n: Option<f64>, n_eff: f64) -> Option<Gate> {
    let Some(n) = n else {
        return Some(Gate::BaseUnknown);
    };
    if n <= 0.0 {
        return Some(Gate::NoData);
    }
    let enough = n >= 30.0 && n_eff >= 20.0;
    (!enough).then_some(Gate::SmallBase)
}

/// Largest spending at least 1.05 times the smallest, over the places of the domain; none finite or negative: closed.
///
/// Source: STATISTICS §2.8. No golden.
pub fn spending_varies(spend: &[f64]) -> Option<Gate> {
    let least = spend.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let most = spend.iter().fold(0.0_f64, |a, b| a.max(*b));
    let varies = spend.iter().all(|s| s.is_finite() && *s >= 0.0) && most > 0.0 && most >= 1.05 * least;
    (!varies).then_some(Gate::NoVariation)
}

/// In service at least six months before fieldwork; unknown counts as long enough, recurrent money has no such date.
///
/// Source: STATISTICS §2.8. No golden.
pub fn had_time(months_in_service: Option<f64>) -> Option<Gate> {
    months_in_service
        .is_some_and(|m| m < 6.0)
        .then_some(Gate::TooEarly)
}

/// The same cell of the table under every rule that divides shared spending. Asked only where satisfaction is determined.
///
/// Source: STATISTICS §2.8. No golden.
pub fn same_under_all_rules(below: f64, above: f64, rules: &[Ratios], lines: &Thresholds) -> Option<Gate> {
    let of = |rule: &Ratios| {
        let spend = spend_class(std::slice::from_ref(rule), lines.band)?;
        Some(classify(below, above, spend, None, lines).filed_under)
    };
    let first = rules.first().and_then(of);
    rules
        .iter()
        .any(|rule| of(rule) != first)
        .then_some(Gate::AllocationSensitive)
}

/// The spend model puts the place on the same side of what is expected. Asked only where satisfaction is determined.
///
/// Source: STATISTICS §2.8. No golden.
pub fn spend_model_agrees(satisfaction: Satisfaction, effect_in_spend_model: f64) -> Option<Gate> {
    let agrees = match satisfaction {
        Satisfaction::Below => effect_in_spend_model < 0.0,
        Satisfaction::Above => effect_in_spend_model > 0.0,
        Satisfaction::Undetermined => true,
    };
    (!agrees).then_some(Gate::SpendModelDisagrees)
}

/// From the second wave on: the 95 % interval of the change lies above zero.
///
/// Source: STATISTICS §2.8. No golden.
pub fn improving(change_low: Option<f64>) -> Option<Gate> {
    change_low.is_some_and(|low| low > 0.0).then_some(Gate::Improving)
}

/// What is known about one place and service beside its class. Shared facts of the domain come from the caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Places of the domain that have a score.
    pub places: usize,
    /// Answers here, where the number is known.
    pub n: Option<f64>,
    /// What they are worth.
    pub n_eff: f64,
    /// Spending varies over the domain ([`spending_varies`]).
    pub varies: bool,
    /// Months between being in service and fieldwork.
    pub months_in_service: Option<f64>,
    /// E(u) in the spend model.
    pub effect_in_spend_model: f64,
    /// Lower end of the 95 % interval of the change since the wave before.
    pub change_low: Option<f64>,
    /// An open link rather than a drawn sample.
    pub opt_in: bool,
    /// A call-back audit is under way.
    pub audit_pending: bool,
}

/// Every gate that is closed, in the order of [`Gate`].
///
/// Source: STATISTICS §2.8. No golden.
pub fn closed_gates(
    facts: &Facts,
    class: &Class,
    below: f64,
    above: f64,
    rules: &[Ratios],
    lines: &Thresholds,
) -> Vec<Gate> {
    let gates = [
        enough_places(facts.places),
        enough_answers(facts.n, facts.n_eff),
        (!facts.varies).then_some(Gate::NoVariation),
        had_time(facts.months_in_service),
        same_under_all_rules(below, above, rules, lines),
        spend_model_agrees(class.satisfaction, facts.effect_in_spend_model),
        improving(facts.change_low),
        facts.audit_pending.then_some(Gate::AuditPending),
        facts.opt_in.then_some(Gate::OptIn),
    ];
    gates.into_iter().flatten().collect()
}

/// What is said once the gates are asked: the verdict, or none where a gate withholds it.
///
/// Source: STATISTICS §2.8. No golden.
pub fn ruling(class: &Class, gates: &[Gate]) -> Option<Verdict> {
    let withheld = gates.iter().any(|gate| gate.withholds(class.filed_under));
    (!withheld).then_some(class.verdict)
}

/// May this cell enter the list of NOT_PRODUCING? Opt-in answers only where the county has set so.
///
/// Source: STATISTICS §2.8. No golden.
pub fn may_be_listed(class: &Class, gates: &[Gate], opt_in_listed: bool) -> bool {
    let open = !gates.contains(&Gate::OptIn) || opt_in_listed;
    open && ruling(class, gates) == Some(Verdict::NotProducing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::spend::Spend;

    fn facts() -> Facts {
        Facts {
            places: 20,
            n: Some(150.0),
            n_eff: 90.0,
            varies: true,
            months_in_service: Some(12.0),
            effect_in_spend_model: -3.0,
            change_low: None,
            opt_in: false,
            audit_pending: false,
        }
    }

    fn rule(median: f64) -> Ratios {
        Ratios { median, need: median }
    }

    fn gates(facts: &Facts, rules: &[Ratios]) -> (Class, Vec<Gate>) {
        let lines = Thresholds::default();
        let class = classify(0.96, 0.0, Spend::High, Some(0.5), &lines);
        (class, closed_gates(facts, &class, 0.96, 0.0, rules, &lines))
    }

    #[test]
    fn each_fact_closes_its_gate() {
        let closed = |change: &dyn Fn(&mut Facts)| {
            let mut facts = facts();
            change(&mut facts);
            gates(&facts, &[rule(1.5); 3]).1
        };
        assert_eq!(closed(&|_| ()), vec![]);
        assert_eq!(closed(&|f| f.places = 7), vec![Gate::InsufficientUnits]);
        assert_eq!(closed(&|f| f.n = Some(0.0)), vec![Gate::NoData]);
        assert_eq!(closed(&|f| f.n = None), vec![Gate::BaseUnknown]);
        assert_eq!(closed(&|f| f.n = Some(29.0)), vec![Gate::SmallBase]);
        assert_eq!(closed(&|f| f.n_eff = f64::NAN), vec![Gate::SmallBase]);
        assert_eq!(closed(&|f| f.varies = false), vec![Gate::NoVariation]);
        assert_eq!(closed(&|f| f.months_in_service = Some(5.9)), vec![Gate::TooEarly]);
        assert_eq!(
            closed(&|f| f.effect_in_spend_model = 0.1),
            vec![Gate::SpendModelDisagrees]
        );
        assert_eq!(closed(&|f| f.change_low = Some(0.1)), vec![Gate::Improving]);
        assert_eq!(closed(&|f| f.audit_pending = true), vec![Gate::AuditPending]);
        assert_eq!(
            gates(&facts(), &[rule(1.5), rule(1.0)]).1,
            vec![Gate::AllocationSensitive]
        );
    }

    #[test]
    fn an_open_link_is_told_but_not_listed() {
        let (class, closed) = gates(
            &Facts {
                opt_in: true,
                ..facts()
            },
            &[rule(1.5)],
        );
        assert_eq!(ruling(&class, &closed), Some(Verdict::NotProducing));
        assert!(!may_be_listed(&class, &closed, false) && may_be_listed(&class, &closed, true));
        let (class, closed) = gates(
            &Facts {
                change_low: Some(1.0),
                ..facts()
            },
            &[rule(1.5)],
        );
        assert_eq!(ruling(&class, &closed), None);
    }

    #[test]
    fn spending_that_is_not_known_or_not_varied_closes() {
        assert_eq!(spending_varies(&[100.0, 104.0]), Some(Gate::NoVariation));
        assert_eq!(spending_varies(&[100.0, 106.0]), None);
        assert_eq!(spending_varies(&[f64::INFINITY, 1.0]), Some(Gate::NoVariation));
        assert_eq!(spending_varies(&[]), Some(Gate::NoVariation));
    }
}
