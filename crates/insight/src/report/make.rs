//! How the report of a wave is put together.

use survey::AreaCode;

use super::{
    Named, Seed,
    association::{Association, association},
    beside::Beside,
    breakdowns::breakdowns,
    change::{Side, WaveChange, change},
    comparison::{Comparison, comparison},
    context::Context,
    county::{County, Places},
    drivers::priorities,
    equations::{Equation, Material, equation},
    exposure::{Book, DomainExposure, NO_DEFLATOR, NO_POPULATION, NO_PRICE_INDEX, Span},
    hypothesis::hash_of,
    own::{self, Fieldwork, newest, own},
    quality::flags,
    represent::{far, represented},
    scores::{Scores, Source, published, published_waves},
    scorings::scorings,
    settings::catalogue,
    spent::spent,
    standing_of,
    value::{Assumption, Input, Judgements, Place, REPORT_VERSION, Report, ReportError, WaveInfo},
    verdicts::verdicts,
    villages::Villages,
    weights::PlaceWeights,
};
use crate::breakdown::Breakdown;

/// One wave ready for use.
struct Ready<'a> {
    scores: Scores,
    weights: Vec<PlaceWeights>,
    villages: Villages,
    field: Option<&'a Fieldwork>,
}

impl Ready<'_> {
    fn side(&self) -> Side<'_> {
        Side {
            scores: &self.scores,
            villages: &self.villages,
            field: self.field,
        }
    }
}

/// The report of a wave.
///
/// # Errors
/// No scores at all, or an unknown wave.
pub fn report(input: &Input<'_>) -> Result<Report, ReportError> {
    let county = input.county.in_order();
    let places = Places::new(&county);
    let waves = names(input, &county);
    let id = match input.wave {
        Some(asked) => {
            waves
                .iter()
                .find(|w| *w == asked)
                .cloned()
                .ok_or_else(|| ReportError::UnknownWave {
                    asked: asked.to_owned(),
                    there: waves.join(", "),
                })?
        }
        None => match newest(input.fieldworks, &county) {
            Some(field) => field.id.clone(),
            None => waves.last().cloned().ok_or(ReportError::NoScores)?,
        },
    };
    let waves_ready = || {
        let now = ready(input, &county, &places, &id)?;
        let then = before(input, &county, &places, &now).and_then(|id| ready(input, &county, &places, &id));
        let breakdowns = now.field.map_or_else(Vec::new, |field| {
            let kept = input.errors.get(&field.id);
            breakdowns(field, &county.areas, input.settings, kept)
        });
        Some((now, then, breakdowns))
    };
    // what grows with the cells of a cube is done side by side; the draws wait for the hash
    let (ready, hash) = rayon::join(waves_ready, || input_hash(input, &county, &id));
    let (now, then, breakdowns) = ready.ok_or(ReportError::NoScores)?;
    let seed = Seed::of(&hash);
    Ok(Maker {
        input,
        county: &county,
        places: &places,
        now: &now,
        then: then.as_ref(),
        seed,
    }
    .make(hash, waves, breakdowns))
}

fn names(input: &Input<'_>, county: &County) -> Vec<String> {
    let own = input.fieldworks.iter().map(|f| (f.year, f.closes, f.id.clone()));
    // of a published wave nobody knows more than the year
    let published = published_waves(county).into_iter();
    let published = published.map(|(year, name)| (year, i64::MIN, name));
    let mut all: Vec<(i32, i64, String)> = published.chain(own).collect();
    all.sort();
    all.into_iter().map(|(_, _, name)| name).collect()
}

fn ready<'a>(input: &Input<'a>, county: &County, places: &Places<'_>, id: &str) -> Option<Ready<'a>> {
    match input.fieldworks.iter().find(|f| f.id == id) {
        Some(field) => {
            let found = own(field, county, places, input.settings);
            Some(Ready {
                scores: found.scores,
                weights: found.weights.places,
                villages: found.villages,
                field: Some(field),
            })
        }
        None => Some(Ready {
            scores: published(county, id, input.settings)?,
            weights: Vec::new(),
            villages: Villages::default(),
            field: None,
        }),
    }
}

/// The wave before: of the same kind, and for published ones far enough back that windows do not overlap.
fn before(input: &Input<'_>, county: &County, places: &Places<'_>, now: &Ready<'_>) -> Option<String> {
    match now.field {
        Some(field) => own::before(field, input.fieldworks, county, places).map(|f| f.id.clone()),
        None => {
            let now = &now.scores;
            let gap = i32::try_from(input.settings.window).unwrap_or(i32::MAX);
            let far = |year: i32| year <= now.year.saturating_sub(gap);
            published_waves(county)
                .into_iter()
                .rev()
                .find(|(year, _)| far(*year))
                .map(|(_, name)| name)
        }
    }
}

/// Hash of everything that goes in.
fn input_hash(input: &Input<'_>, county: &County, wave: &str) -> String {
    let mut fields: Vec<&Fieldwork> = input.fieldworks.iter().collect();
    fields.sort_by(|a, b| a.order().cmp(&b.order()));
    let cubes: Vec<String> = fields.into_iter().map(Fieldwork::hash).collect();
    hash_of(&(
        REPORT_VERSION,
        wave,
        county.hash(),
        cubes,
        hash_of(input.settings),
        &input.frozen.hash,
    ))
}

struct Maker<'a> {
    input: &'a Input<'a>,
    county: &'a County,
    places: &'a Places<'a>,
    now: &'a Ready<'a>,
    then: Option<&'a Ready<'a>>,
    seed: Seed,
}

impl Maker<'_> {
    fn named(&self, code: &AreaCode) -> Named {
        Named {
            area: code.clone(),
            name: self
                .county
                .area(code)
                .map_or_else(|| code.to_string(), |a| a.name.clone()),
        }
    }

    fn context(&self, wanted: &[String], scores: &Scores) -> Context {
        let units: Vec<&AreaCode> = scores.units.iter().collect();
        Context::new(self.county, self.places, wanted, &units, scores.year)
    }

    fn exposures(&self, scores: &Scores) -> Vec<DomainExposure> {
        let book = Book::new(self.county, self.places, self.input.settings);
        let span = match scores.source {
            Source::Own => Span::Stock,
            Source::Published => Span::Window,
        };
        // units of the scores that are known areas; the others have no spending
        let known: Vec<Option<&AreaCode>> = scores
            .units
            .iter()
            .map(|u| self.county.area(u).map(|a| &a.code))
            .collect();
        if known.iter().any(Option::is_none) {
            return Vec::new();
        }
        let units: Vec<&AreaCode> = known.into_iter().flatten().collect();
        book.domains()
            .into_iter()
            .map(|domain| book.exposure(domain, &units, scores.year, span))
            .collect()
    }

    fn make(&self, hash: String, waves: Vec<String>, breakdowns: Vec<Breakdown>) -> Report {
        let (settings, scores) = (self.input.settings, &self.now.scores);
        let context = self.context(&settings.context, scores);
        let need = self.context(&settings.need, scores);
        let exposure = self.exposures(scores);
        let spent_then = self.then.map(|then| self.exposures(&then.scores));
        let comparison: Vec<Comparison> = scores
            .measures
            .iter()
            .map(|m| comparison(scores, m, &context, settings))
            .collect();
        let change: WaveChange = change(self.now.side(), self.then.map(Ready::side), settings);
        let name = |code: &AreaCode| self.named(code);
        let material = super::verdicts::Material {
            county: self.county,
            scores,
            exposures: &exposure,
            context: &context,
            need: &need,
            before: self.then.map(|t| &t.scores),
            spent_before: spent_then.as_deref(),
            change: &change,
            names: &name,
        };
        let (verdicts, (association, equations)) = rayon::join(
            || verdicts(&material, settings, &self.seed),
            || {
                let mut association = association(
                    scores,
                    &exposure,
                    &context,
                    &name,
                    settings.permutations,
                    &self.seed,
                );
                Beside {
                    county: self.county,
                    book: &Book::new(self.county, self.places, settings),
                    scores,
                    villages: &self.now.villages,
                    exposures: &exposure,
                    k: settings.k,
                    context: &context,
                    then: self.then.map(|t| &t.scores).zip(spent_then.as_deref()).ok_or(
                        if self.overlapping() {
                            "WINDOW_OVERLAP"
                        } else {
                            "ONE_WAVE"
                        },
                    ),
                }
                .add(&mut association);
                let equations = self.equations(&exposure, spent_then.as_deref(), &association, &name);
                (association, equations)
            },
        );
        let drivers = self.now.field.and_then(|field| {
            self.input
                .drivers
                .get(&field.id)
                .cloned()
                .or_else(|| super::drivers::drivers(field, &self.county.areas, settings, &self.seed))
                .map(|drivers| drivers.with_scores(scores))
        });
        let who = self
            .now
            .field
            .map(|f| represented(f, self.county, self.places, scores, settings));
        let mut quality = self.now.field.map_or_else(Vec::new, |f| {
            flags(f, self.places, scores, &|code| self.named(code))
        });
        quality.extend(who.iter().flat_map(|who| far(who, &name)));
        let standing = standing_of(scores, self.then.map(|t| &t.scores), settings);
        Report {
            version: REPORT_VERSION,
            input: hash,
            wave: WaveInfo {
                id: scores.wave.clone(),
                year: scores.year,
                source: scores.source,
                open_link: scores.open_link,
                answers: self.now.field.map(|f| f.cube.people()),
                before: self.then.map(|t| t.scores.wave.clone()),
            },
            waves,
            judgements: Judgements {
                settings: settings.clone(),
                settings_hash: hash_of(settings),
                hypotheses: self.input.frozen.clone(),
                deflator_hash: (!self.county.deflator.is_empty()).then(|| hash_of(&self.county.deflator)),
                domains_hash: hash_of(&(catalogue(), &self.county.domains)),
                assumptions: Assumption::all(),
            },
            places: scores
                .units
                .iter()
                .map(|code| Place {
                    area: code.clone(),
                    name: self.named(code).name,
                    residents: self.places.residents_near(code, scores.year),
                })
                .collect(),
            scorings: self.now.field.map_or_else(Vec::new, |field| {
                scorings(field, scores, &self.now.villages, &breakdowns, settings)
            }),
            breakdowns,
            weights: self.now.weights.clone(),
            context_left_out: context.left_out.clone(),
            standing: standing.as_ref().ok().cloned(),
            standing_status: standing.err(),
            priorities: self.now.field.map_or_else(Vec::new, |f| priorities(f, settings)),
            quality,
            represented: who,
            notices: self.notices(&exposure),
            comparison,
            change,
            association,
            verdicts,
            drivers,
            equations,
            spent: spent(
                self.county,
                &scores.units,
                &need,
                Book::new(self.county, self.places, settings).price(),
            ),
            exposure,
            scores: scores.measures.clone(),
        }
    }

    fn equations(
        &self,
        exposures: &[DomainExposure],
        spent_then: Option<&[DomainExposure]>,
        association: &Association,
        names: &(dyn Fn(&AreaCode) -> Named + Sync),
    ) -> Vec<Equation> {
        let known = association.per_domain.values().filter_map(|d| d.reliability);
        let material = Material {
            county: self.county,
            places: self.places,
            scores: &self.now.scores,
            exposures,
            before: self.then.map(|t| &t.scores).zip(spent_then),
            reliability: stats::mean(&known.collect::<Vec<f64>>()),
            names,
        };
        let hypotheses = &self.input.frozen.hypotheses.hypotheses;
        hypotheses.iter().map(|h| equation(h, &material)).collect()
    }

    /// Is there a published wave before this one with which it shares years, so that the two are not compared?
    fn overlapping(&self) -> bool {
        let scores = &self.now.scores;
        let window = i32::try_from(self.input.settings.window).unwrap_or(i32::MAX);
        let shares = |year: i32| year < scores.year && year > scores.year.saturating_sub(window);
        scores.source == Source::Published
            && published_waves(self.county).iter().any(|(year, _)| shares(*year))
    }

    fn notices(&self, exposure: &[DomainExposure]) -> Vec<&'static str> {
        let scores = &self.now.scores;
        let none = exposure.is_empty() || exposure.iter().all(|e| e.median.is_none());
        let unpriced = exposure.iter().any(|e| !e.years_without_index.is_empty());
        let undeflated = exposure.iter().any(|e| e.notices.contains(&NO_DEFLATOR));
        let unpeopled = exposure.iter().any(|e| e.notices.contains(&NO_POPULATION));
        [
            (scores.open_link, "OPT_IN"),
            // nobody was called back: no audit is loaded, so no township waits for one
            (scores.source == Source::Own, "AUDIT_PENDING"),
            (none && !undeflated && !unpriced && !unpeopled, "NO_SPENDING"),
            (undeflated, NO_DEFLATOR),
            (unpriced, NO_PRICE_INDEX),
            (unpeopled, NO_POPULATION),
            (self.then.is_none() && !self.overlapping(), "ONE_WAVE"),
            (self.overlapping(), "WINDOW_OVERLAP"),
            (self.input.frozen.at.is_none(), "HYPOTHESES_NOT_FROZEN"),
            (self.input.frozen.before_data == Some(false), "FROZEN_AFTER_DATA"),
        ]
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, code)| code)
        .collect()
    }
}
