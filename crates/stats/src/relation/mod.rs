//! Relations between two series over places: the battery of STATISTICS §2.6, 2.7, 2.10 and the hypothesis rule of §2.11.

pub mod bayes_factor;
pub mod bayes_factor_of_t;
pub mod clustered;
pub mod cost;
pub mod covariates;
pub mod domain_effects;
pub mod equivalence;
pub mod exposure;
pub mod fragility;
pub mod hypothesis;
pub mod importance;
pub mod mantel_haenszel;
pub mod meta_influence;
pub mod meta_regression;
pub mod operating;
pub mod partial;
pub mod permutation;
pub mod power;
pub mod regression;
pub mod reliability;
pub mod two_waves;
pub mod within_between;
