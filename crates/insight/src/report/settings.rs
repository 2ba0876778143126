//! Every judgement of the engine in one versioned value: printed in each report, with its hash.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use survey::LedgerKind;

use crate::associate::Price;

/// The version of the shape of [`Settings`].
pub const SETTINGS_VERSION: u32 = 1;

/// What a county may decide, with defaults that STATISTICS names as judgement. A county changes it in public.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Of this shape; 1.
    pub version: u32,
    /// Points (0–100) below or above what is expected that matter.
    pub materiality: f64,
    /// Fewest answers behind a figure; never below 10.
    pub k: u64,
    /// Spending counts as high above 1 + band times the median, as low below 1 − band.
    pub band: f64,
    /// Years of spending behind a published score, ending in its year.
    pub window: u32,
    /// Prices; none: real where a deflator is loaded, else cash.
    #[schemars(with = "Option<String>")]
    pub price: Option<Price>,
    /// Rules of exposure by domain id, over those of the catalogue.
    pub domains: BTreeMap<String, ExposureRule>,
    /// Rule of domains that neither the catalogue nor `domains` knows.
    pub exposure: ExposureRule,
    /// Context covariates in order of importance: `ln_population` or indicator ids. Those loaded for every place are
    /// used, at most one for six places.
    pub context: Vec<String>,
    /// Which of the context covariates say what spending a place needs.
    pub need: Vec<String>,
    /// Answers behind each published score that came without n and se; verdicts on such scores need it.
    pub assumed_n: Option<f64>,
    /// Design effect of published scores that came without se; verdicts on such scores need it.
    pub assumed_deff: Option<f64>,
    /// Design effect used for planning and where a place has one village only.
    pub planning_deff: f64,
    /// Standard deviation of a domain score between people used for planning, points.
    pub planning_sd: f64,
    /// Share of the money that a township must decide for a finding to be addressed to it.
    pub decides_least: f64,
    /// Expected share of mistakes in the list of verdicts.
    pub list_fdr: f64,
    /// Do answers to an open link enter ranks and the list?
    pub list_open_link: bool,
    /// Random re-assignments of spending for the chance contrast.
    pub shuffles: u32,
    /// Random orders of the permutation tests.
    pub permutations: u32,
    /// Replicates of the village bootstrap.
    pub bootstrap: u32,
    /// Month of a year, 1–12, from which the next year's budget is drawn up: results must be there before it. No figure of
    /// the report depends on it; what would settle a finding is said in its terms.
    pub budget_month: u32,
}

/// How amounts of earlier years add up to what stands in a year: E = Σ (1 − delta)ᵏ · amount(t − lag − k), k = 0..=K.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposureRule {
    /// Kind of a line taken back.
    #[schemars(with = "String")]
    pub default_kind: LedgerKind,
    /// Building and buying.
    pub capital: Lags,
    /// Running.
    pub recurrent: Lags,
}

/// Lag, span and depreciation of one kind of money.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lags {
    /// Years before the fieldwork from which money counts.
    pub lag_years: u32,
    /// Earlier years that still count.
    #[serde(rename = "K")]
    pub k: u32,
    /// Share lost each year, 0–1.
    pub delta: f64,
}

impl Default for ExposureRule {
    fn default() -> Self {
        Self {
            default_kind: LedgerKind::Recurrent,
            capital: Lags {
                lag_years: 1,
                k: 5,
                delta: 0.1,
            },
            recurrent: Lags {
                lag_years: 0,
                k: 1,
                delta: 0.0,
            },
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        Self {
            version: SETTINGS_VERSION,
            materiality: 2.0,
            k: 10,
            band: 0.10,
            window: 3,
            price: None,
            domains: BTreeMap::new(),
            exposure: ExposureRule::default(),
            context: words(&[
                "ln_population",
                "density",
                "urban_share",
                "disposable_income",
                "share_60plus",
                "distance_to_county_town",
            ]),
            need: words(&[
                "ln_population",
                "density",
                "urban_share",
                "distance_to_county_town",
            ]),
            assumed_n: None,
            assumed_deff: None,
            planning_deff: 1.8,
            planning_sd: 24.0,
            decides_least: 0.30,
            list_fdr: 0.10,
            list_open_link: false,
            shuffles: 2_000,
            permutations: 19_999,
            bootstrap: 500,
            budget_month: 11,
        }
    }
}

/// Why settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not this shape.
    #[error("is not a settings file: {0}; `minxin settings` prints the present one")]
    Shape(String),
    /// A value outside what it can be.
    #[error("{field} is {found}, which cannot be; give {wanted}")]
    Value {
        /// Field.
        field: &'static str,
        /// What was found.
        found: String,
        /// What it can be.
        wanted: &'static str,
    },
}

impl Settings {
    /// Reads and checks a settings file; a field that is absent has its default.
    ///
    /// # Errors
    /// Not JSON of this shape, an unknown field, or a value outside its range.
    pub fn parse(json: &str) -> Result<Self, SettingsError> {
        let settings: Self = serde_json::from_str(json).map_err(|e| SettingsError::Shape(e.to_string()))?;
        settings.check()?;
        Ok(settings)
    }

    /// Is every value within its range?
    ///
    /// # Errors
    /// The first one that is not.
    pub fn check(&self) -> Result<(), SettingsError> {
        let number = |field, value: f64, ok: bool, wanted| -> Result<(), SettingsError> {
            if value.is_finite() && ok {
                return Ok(());
            }
            Err(SettingsError::Value {
                field,
                found: value.to_string(),
                wanted,
            })
        };
        let whole = |field, value: u64, ok: bool, wanted| number(field, value as f64, ok, wanted);
        whole(
            "version",
            self.version.into(),
            self.version == SETTINGS_VERSION,
            "1",
        )?;
        number(
            "materiality",
            self.materiality,
            self.materiality > 0.0 && self.materiality <= 50.0,
            "points above 0, at most 50",
        )?;
        whole(
            "k",
            self.k,
            self.k >= 10,
            "10 or more: it may be raised, never lowered",
        )?;
        number(
            "band",
            self.band,
            self.band > 0.0 && self.band < 1.0,
            "a share between 0 and 1",
        )?;
        whole(
            "window",
            self.window.into(),
            (1..=50).contains(&self.window),
            "1 to 50 years",
        )?;
        for (field, value) in [("assumed_n", self.assumed_n), ("assumed_deff", self.assumed_deff)] {
            if let Some(value) = value {
                number(field, value, value >= 1.0, "1 or more")?;
            }
        }
        number(
            "planning_deff",
            self.planning_deff,
            self.planning_deff >= 1.0,
            "1 or more",
        )?;
        number(
            "planning_sd",
            self.planning_sd,
            self.planning_sd > 0.0 && self.planning_sd <= 50.0,
            "points above 0, at most 50",
        )?;
        number(
            "decides_least",
            self.decides_least,
            (0.0..=1.0).contains(&self.decides_least),
            "a share from 0 to 1",
        )?;
        number(
            "list_fdr",
            self.list_fdr,
            self.list_fdr > 0.0 && self.list_fdr <= 0.5,
            "a share above 0, at most 0.5",
        )?;
        for (field, value, most) in [
            ("shuffles", self.shuffles, 100_000),
            ("permutations", self.permutations, 1_000_000),
            ("bootstrap", self.bootstrap, 10_000),
        ] {
            whole(
                field,
                value.into(),
                (99..=most).contains(&value),
                "99 or more, within reason",
            )?;
        }
        whole(
            "budget_month",
            self.budget_month.into(),
            (1..=12).contains(&self.budget_month),
            "a month, 1 to 12",
        )?;
        let rules = self.domains.values().chain([&self.exposure]);
        for lags in rules.flat_map(|rule| [rule.capital, rule.recurrent]) {
            number(
                "delta",
                lags.delta,
                (0.0..1.0).contains(&lags.delta),
                "a share from 0 to below 1",
            )?;
            whole("K", lags.k.into(), lags.k <= 50, "at most 50 years")?;
            whole(
                "lag_years",
                lags.lag_years.into(),
                lags.lag_years <= 20,
                "at most 20 years",
            )?;
        }
        Ok(())
    }

    /// The rule of a domain.
    pub fn rule(&self, domain: &str) -> ExposureRule {
        self.domains
            .get(domain)
            .or_else(|| CATALOGUE.get(domain))
            .copied()
            .unwrap_or(self.exposure)
    }
}

/// What a report reads of the catalogue: the rule of each service by id. Its map to functional codes places no line, for a
/// ledger names its services (DESIGN §4.3), so a report does not hang on it.
pub(super) fn catalogue() -> &'static BTreeMap<String, ExposureRule> {
    &CATALOGUE
}

/// The rules of `content/domains.json`.
static CATALOGUE: std::sync::LazyLock<BTreeMap<String, ExposureRule>> = std::sync::LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        exposure: ExposureRule,
    }
    #[derive(Deserialize)]
    struct File {
        domains: Vec<Row>,
    }
    serde_json::from_str::<File>(include_str!("../../../../content/domains.json"))
        .map(|file| file.domains.into_iter().map(|r| (r.id, r.exposure)).collect())
        .unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_survives_being_written() {
        let settings = Settings::default();
        settings.check().unwrap();
        let json = serde_json::to_string(&settings).unwrap();
        assert_eq!(Settings::parse(&json), Ok(settings));
        assert_eq!(Settings::parse("{}"), Ok(Settings::default()));
    }

    #[test]
    fn the_catalogue_gives_rules_and_a_county_may_change_them() {
        let mut settings = Settings::default();
        assert_eq!(settings.rule("roads").default_kind, LedgerKind::Capital);
        assert_eq!(settings.rule("unknown"), settings.exposure);
        settings.domains.insert("roads".into(), ExposureRule::default());
        assert_eq!(settings.rule("roads").default_kind, LedgerKind::Recurrent);
    }

    #[test]
    fn senseless_values_are_refused_by_name() {
        for (json, field) in [
            (r#"{"k": 5}"#, "k is 5"),
            (r#"{"materiality": 0}"#, "materiality is 0"),
            (
                r#"{"exposure":{"default_kind":"capital","capital":{"lag_years":1,"K":5,"delta":1.0},"recurrent":{"lag_years":0,"K":1,"delta":0}}}"#,
                "delta is 1",
            ),
            (r#"{"weights": 3}"#, "unknown field `weights`"),
            (r#"{"assumed_n": 0.5}"#, "assumed_n is 0.5"),
            (r#"{"budget_month": 13}"#, "budget_month is 13"),
        ] {
            let error = Settings::parse(json).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
