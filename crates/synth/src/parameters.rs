//! What a county is drawn from. Every one of them stands in the truth file.

use serde::{Deserialize, Serialize};

use crate::services;

/// Who is asked what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The core and one of the three blocks of the rotating form, by submission id.
    #[default]
    Rotating,
    /// Every item to everyone.
    Everyone,
}

/// How the answers are shared out over townships.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// The same number in each township.
    #[default]
    Equal,
    /// By adults.
    Population,
}

/// Parameters of a county. Points are of the 0–100 score; SD is across townships unless said otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// The seed: the same parameters and seed give the same bytes.
    pub seed: u64,
    /// Townships.
    pub townships: usize,
    /// Villages of all townships together.
    pub villages: usize,
    /// Answers of each wave.
    pub responses: u64,
    /// Waves.
    pub waves: usize,
    /// Year of the first wave.
    pub start_year: i32,
    /// Years from one wave to the next.
    pub wave_gap: i32,
    /// Ids of the domains.
    pub domains: Vec<String>,
    /// Who is asked what.
    pub form: Form,
    /// How the answers are shared out over townships.
    pub allocation: Allocation,
    /// Share of the villages that are visited, the same ones in each wave.
    pub visited: f64,
    /// Points per SD of log spending per resident (of what is left when the cost of remoteness is taken out).
    pub effect: f64,
    /// Correlation of spending with need (need = −u), −1 to 1.
    pub targeting: f64,
    /// Log spending per SD of remoteness: what the same service costs more in a remote township.
    pub remoteness_cost: f64,
    /// SD of log spending that neither need nor remoteness explains away.
    pub spend_sd: f64,
    /// Share of each domain's money that is booked at the county for everyone.
    pub shared: f64,
    /// SD of the true difference u between townships, points.
    pub tau: f64,
    /// Correlation of u from wave to wave.
    pub persistence: f64,
    /// Points per SD of the context index (near, well-off townships are happier with everything).
    pub context_effect: f64,
    /// Points of satisfaction per SD of a cause that is in no file and moves spending too.
    pub omitted: f64,
    /// Points of happiness per SD of fineness of management.
    pub fineness_effect: f64,
    /// Points of harmony per SD of material conditions.
    pub material_effect: f64,
    /// Share of the variance of u, of villages and of persons that is common to all services, 0 to 1.
    pub halo: f64,
    /// SD of what a person feels about one service, points before rounding to an option.
    pub item_sd: f64,
    /// SD of villages within a township, points.
    pub village_sd: f64,
    /// Share of those asked who do not answer.
    pub nonresponse: f64,
    /// How much readier a person is to answer per SD of own contentment, log odds.
    pub nonresponse_tilt: f64,
    /// Villages in which people are told how to answer.
    pub coached: usize,
    /// Share of the people of such a village who do as they are told.
    pub coached_share: f64,
    /// Share of don't know, added to what the service itself has.
    pub dont_know: f64,
    /// Share of items skipped.
    pub skipped: f64,
    /// Points that count: a cell is truly low when it is this far below what context predicts.
    pub margin: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            seed: 1,
            townships: 24,
            villages: 300,
            responses: 6000,
            waves: 2,
            start_year: 2023,
            wave_gap: 2,
            domains: services::first(12),
            form: Form::Rotating,
            allocation: Allocation::Equal,
            visited: 1.0,
            effect: 1.0,
            targeting: 0.4,
            remoteness_cost: 0.15,
            spend_sd: 0.4,
            shared: 0.15,
            tau: 4.0,
            persistence: 0.8,
            context_effect: 3.0,
            omitted: 0.0,
            fineness_effect: 2.0,
            material_effect: 1.5,
            halo: 0.3,
            item_sd: 24.0,
            village_sd: 5.0,
            nonresponse: 0.4,
            nonresponse_tilt: 0.1,
            coached: 6,
            coached_share: 0.7,
            dont_know: 0.03,
            skipped: 0.02,
            margin: 2.0,
        }
    }
}

/// Parameters that make no county: which one, what is wrong, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--{option} {value}: {why}")]
pub struct Senseless {
    /// The option of the command line.
    pub option: &'static str,
    /// Its value.
    pub value: String,
    /// What is wrong and what to do.
    pub why: String,
}

fn refused(option: &'static str, value: impl ToString, why: impl Into<String>) -> Senseless {
    Senseless {
        option,
        value: value.to_string(),
        why: why.into(),
    }
}

impl Parameters {
    /// The year of a wave, counted from 0.
    pub fn year(&self, wave: usize) -> i32 {
        self.start_year
            .saturating_add(self.wave_gap.saturating_mul(wave as i32))
    }

    /// The id of a wave: `w2025`.
    pub fn wave_id(&self, wave: usize) -> String {
        format!("w{}", self.year(wave))
    }

    /// Waves, first to last.
    pub fn waves(&self) -> Vec<crate::WaveTruth> {
        (0..self.waves)
            .map(|w| crate::WaveTruth {
                id: self.wave_id(w),
                year: self.year(w),
                file: format!("responses-{}.csv", self.wave_id(w)),
            })
            .collect()
    }

    /// Do they make a county?
    ///
    /// # Errors
    /// The first parameter that does not.
    pub fn check(&self) -> Result<(), Senseless> {
        self.check_counts()?;
        self.check_domains()?;
        for (option, value, low, high) in self.ranges() {
            if !(value >= low && value <= high) {
                return Err(refused(
                    option,
                    value,
                    format!("is out of range; give {low} to {high}"),
                ));
            }
        }
        Ok(())
    }

    fn check_counts(&self) -> Result<(), Senseless> {
        let count = |option, value: u64, low: u64, high: u64| {
            let why = || format!("is out of range; give {low} to {high}");
            let fits = (low..=high).contains(&value);
            if fits {
                Ok(())
            } else {
                Err(refused(option, value, why()))
            }
        };
        let towns = self.townships as u64;
        count("townships", towns, 1, 200)?;
        count("villages", self.villages as u64, 1, 10_000)?;
        if self.villages < self.townships {
            let why =
                format!("{towns} townships need a village each; give at least {towns}, or fewer --townships");
            return Err(refused("villages", self.villages, why));
        }
        count("responses", self.responses, 1, 1_000_000_000)?;
        if self.responses < towns {
            let why = format!("{towns} townships need an answer each; give at least {towns}");
            return Err(refused("responses", self.responses, why));
        }
        count("waves", self.waves as u64, 1, 20)?;
        count("coached", self.coached as u64, 0, self.villages as u64)?;
        if !(1..=20).contains(&self.wave_gap) {
            return Err(refused(
                "wave-gap",
                self.wave_gap,
                "is out of range; give 1 to 20",
            ));
        }
        let last = self.year(self.waves.saturating_sub(1));
        if self.start_year < 1910 || last > 2199 {
            let why = format!(
                "waves from {} to {last} are not within 1910 to 2199",
                self.start_year
            );
            return Err(refused("start-year", self.start_year, why));
        }
        Ok(())
    }

    fn check_domains(&self) -> Result<(), Senseless> {
        if self.domains.is_empty() {
            return Err(refused("domains", 0, "name at least one"));
        }
        for (at, id) in self.domains.iter().enumerate() {
            if services::service(id).is_none() {
                let all = services::first(usize::MAX).join(", ");
                return Err(refused("domains", id, format!("is none of {all}")));
            }
            if self.domains.iter().take(at).any(|d| d == id) {
                return Err(refused("domains", id, "is there twice; name it once"));
            }
        }
        Ok(())
    }

    fn ranges(&self) -> [(&'static str, f64, f64, f64); 21] {
        [
            ("visited", self.visited, 0.01, 1.0),
            ("effect", self.effect, -20.0, 20.0),
            ("targeting", self.targeting, -1.0, 1.0),
            ("remoteness-cost", self.remoteness_cost, -2.0, 2.0),
            ("spend-sd", self.spend_sd, 0.0, 2.0),
            ("shared", self.shared, 0.0, 0.9),
            ("tau", self.tau, 0.0, 20.0),
            ("persistence", self.persistence, 0.0, 1.0),
            ("context-effect", self.context_effect, -10.0, 10.0),
            ("omitted", self.omitted, -10.0, 10.0),
            ("fineness-effect", self.fineness_effect, -10.0, 10.0),
            ("material-effect", self.material_effect, -10.0, 10.0),
            ("halo", self.halo, 0.0, 1.0),
            ("item-sd", self.item_sd, 1.0, 60.0),
            ("village-sd", self.village_sd, 0.0, 30.0),
            ("nonresponse", self.nonresponse, 0.0, 0.95),
            ("nonresponse-tilt", self.nonresponse_tilt, -2.0, 2.0),
            ("coached-share", self.coached_share, 0.0, 1.0),
            ("dont-know", self.dont_know, 0.0, 0.5),
            ("skipped", self.skipped, 0.0, 0.5),
            ("margin", self.margin, 0.0, 50.0),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_make_a_county() {
        assert_eq!(Parameters::default().check(), Ok(()));
        assert_eq!(Parameters::default().wave_id(1), "w2025");
    }

    #[test]
    fn what_makes_no_county_is_refused_by_its_option() {
        type Change = fn(&mut Parameters);
        let cases: [(Change, &str); 9] = [
            (|p| p.villages = 3, "villages"),
            (|p| p.townships = 0, "townships"),
            (|p| p.responses = 5, "responses"),
            (|p| p.effect = f64::NAN, "effect"),
            (|p| p.halo = 1.5, "halo"),
            (|p| p.coached = 301, "coached"),
            (|p| p.start_year = 3000, "start-year"),
            (|p| p.domains = vec!["roads".into(), "roads".into()], "domains"),
            (|p| p.domains = vec!["moon".into()], "domains"),
        ];
        for (change, option) in cases {
            let mut p = Parameters::default();
            change(&mut p);
            assert_eq!(p.check().unwrap_err().option, option);
        }
    }
}
