//! What is truly so: the mean of every township, item and wave, and where answers must lie for it to be exactly that.

use stats::{distribution::normal_cdf, random::Draws};

use crate::{
    items::{Items, Measures},
    money::Money,
    need::Need,
    numbers::{ln, standardised},
    parameters::Parameters,
    places::Places,
    services::service,
};

/// Points of an age band above the middle one: older people are more content.
pub(crate) const AGE: [f64; 5] = [-3.0, -1.5, 0.0, 2.0, 4.0];
/// Means outside these cannot be told apart by an item of five options.
const LOWEST: f64 = 4.0;
const HIGHEST: f64 = 96.0;

/// One township and domain at one wave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    pub mean: f64,
    pub expected: f64,
    pub effect: f64,
    pub omitted: f64,
    pub u: f64,
    pub exposure: f64,
    pub exposure_with_shared: f64,
    /// Log exposure without the cost of remoteness.
    pub service: f64,
}

/// All levels.
#[derive(Clone, Debug)]
pub(crate) struct Levels {
    /// Wave, township, domain.
    pub cells: Vec<Vec<Vec<Cell>>>,
    /// Wave, township, scored item: true mean score.
    pub means: Vec<Vec<Vec<f64>>>,
    /// Wave, township, scored item: centre of the answers before rounding.
    pub centres: Vec<Vec<Vec<f64>>>,
    /// Village, scored item: points above the township's centre.
    pub villages: Vec<Vec<f64>>,
}

impl Levels {
    pub fn new(p: &Parameters, places: &Places, need: &Need, money: &Money, items: &Items) -> Self {
        let villages = village_points(p, places, items);
        let noise = own_noise(p, items);
        let mut levels = Self {
            cells: Vec::new(),
            means: Vec::new(),
            centres: Vec::new(),
            villages,
        };
        for wave in 0..p.waves {
            let cells = cells(p, wave, places, need, money);
            let means: Vec<Vec<f64>> = cells
                .iter()
                .enumerate()
                .map(|(t, row)| township_means(p, places, items, t, row, &noise))
                .collect();
            let centres = means
                .iter()
                .enumerate()
                .map(|(t, row)| levels.centres_of(p, places, items, t, row))
                .collect();
            levels.cells.push(cells);
            levels.means.push(means);
            levels.centres.push(centres);
        }
        levels
    }

    fn centres_of(
        &self,
        p: &Parameters,
        places: &Places,
        items: &Items,
        t: usize,
        means: &[f64],
    ) -> Vec<f64> {
        let Some(town) = places.townships.get(t) else {
            return Vec::new();
        };
        let adults: f64 = town.ages.iter().skip(1).sum();
        means
            .iter()
            .zip(&items.scored)
            .enumerate()
            .map(|(i, (mean, item))| {
                let mut groups = Vec::with_capacity(5 * town.villages.len());
                for v in &town.villages {
                    let above = self.villages.get(*v).and_then(|row| row.get(i)).copied();
                    let people = places.villages.get(*v).map_or(0.0, |v| places.adults(v));
                    for (age, share) in AGE.iter().zip(town.ages.iter().skip(1)) {
                        groups.push((above.unwrap_or(0.0) + age, people * share / adults));
                    }
                }
                centre(*mean, &groups, p.item_sd, item.top)
            })
            .collect()
    }
}

/// Points of each village and item above its township, partly common to all items.
fn village_points(p: &Parameters, places: &Places, items: &Items) -> Vec<Vec<f64>> {
    let mut draws = Draws::seeded(p.seed, "village points");
    let (common, own) = (p.halo.sqrt(), (1.0 - p.halo).sqrt());
    places
        .villages
        .iter()
        .map(|_| {
            let everywhere = draws.normal();
            let mut point = || p.village_sd * (common * everywhere + own * draws.normal());
            items.scored.iter().map(|_| point()).collect()
        })
        .collect()
}

/// Standard scores that are a township's own for items beside the domains; they last.
fn own_noise(p: &Parameters, items: &Items) -> Vec<Vec<f64>> {
    let mut draws = Draws::seeded(p.seed, "own noise");
    (0..p.townships)
        .map(|_| items.scored.iter().map(|_| draws.normal()).collect())
        .collect()
}

fn cells(p: &Parameters, wave: usize, places: &Places, need: &Need, money: &Money) -> Vec<Vec<Cell>> {
    let year = p.year(wave);
    let mut rows = vec![Vec::new(); places.townships.len()];
    for (d, id) in p.domains.iter().enumerate() {
        let Some(service) = service(id) else { continue };
        let everyone = |year| {
            places
                .townships
                .iter()
                .map(|t| places.township_residents(t, year))
                .sum()
        };
        let for_all = money.exposure(None, d, year, everyone);
        let own: Vec<f64> = places
            .townships
            .iter()
            .enumerate()
            .map(|(t, town)| money.exposure(Some(t), d, year, |y| places.township_residents(town, y)))
            .collect();
        let served: Vec<f64> = places
            .townships
            .iter()
            .zip(&own)
            .map(|(town, e)| ln(e.max(1e-9)) - p.remoteness_cost * town.remoteness)
            .collect();
        let scores = standardised(&served);
        for (t, (town, row)) in places.townships.iter().zip(&mut rows).enumerate() {
            let at = |list: &[f64]| list.get(t).copied().unwrap_or(0.0);
            let expected = service.level + p.context_effect * town.context;
            let effect = p.effect * at(&scores) + 0.0;
            // not −0, which files would show
            let omitted = p.omitted * town.omitted + 0.0;
            let mean = (expected + effect + omitted - p.tau * need.at(wave, t, d)).clamp(LOWEST, HIGHEST);
            row.push(Cell {
                mean,
                expected,
                effect,
                omitted,
                u: mean - expected - effect - omitted,
                exposure: at(&own),
                exposure_with_shared: at(&own) + for_all,
                service: at(&served),
            });
        }
    }
    rows
}

fn township_means(
    p: &Parameters,
    places: &Places,
    items: &Items,
    t: usize,
    cells: &[Cell],
    noise: &[Vec<f64>],
) -> Vec<f64> {
    let Some(town) = places.townships.get(t) else {
        return Vec::new();
    };
    let all = stats::mean(&cells.iter().map(|c| c.mean).collect::<Vec<_>>()).unwrap_or(50.0);
    items
        .scored
        .iter()
        .enumerate()
        .map(|(i, item)| {
            let own = noise.get(t).and_then(|row| row.get(i)).copied().unwrap_or(0.0) * p.tau / 2.0;
            let mean = match item.measures {
                Measures::Domain(d) => cells.get(d).map_or(50.0, |c| c.mean),
                Measures::Overall => all + own / 2.0,
                Measures::Government => all - 2.0 + own,
                Measures::Value => all - 8.0 + own,
                Measures::Happiness => {
                    70.0 + p.fineness_effect * town.fineness + p.context_effect / 3.0 * town.context + own
                }
                Measures::Harmony => 68.0 + p.material_effect * town.material + own,
                Measures::Expectation => 62.0 + own,
            };
            mean.clamp(LOWEST, HIGHEST)
        })
        .collect()
}

/// Mean score of answers that lie normally around `centre` plus each group's own points, cut into `top` options.
fn mean_score(centre: f64, groups: &[(f64, f64)], sd: f64, top: usize) -> f64 {
    let steps = top.saturating_sub(1).max(1) as f64;
    let people: f64 = groups.iter().map(|g| g.1).sum();
    let sum: f64 = groups
        .iter()
        .map(|(above, people)| {
            let passed: f64 = (1..top)
                .map(|k| {
                    let cut = 100.0 * (k as f64 - 0.5) / steps;
                    normal_cdf((centre + above - cut) / sd).unwrap_or(0.0)
                })
                .sum();
            people * passed
        })
        .sum();
    100.0 / steps * sum / people
}

/// The centre at which the mean score is `mean`: regula falsi (Illinois), to 1e-10 points.
fn centre(mean: f64, groups: &[(f64, f64)], sd: f64, top: usize) -> f64 {
    let miss = |x: f64| mean_score(x, groups, sd, top) - mean;
    let (mut low, mut high) = (-300.0, 400.0);
    let (mut at_low, mut at_high) = (miss(low), miss(high));
    let mut guess = mean;
    for round in 0..200 {
        let at = miss(guess);
        if at.abs() < 1e-10 || high - low < 1e-12 {
            break;
        }
        if at < 0.0 {
            (low, at_low) = (guess, at);
            at_high *= 0.5;
        } else {
            (high, at_high) = (guess, at);
            at_low *= 0.5;
        }
        let secant = (low * at_high - high * at_low) / (at_high - at_low);
        let inside = secant > low && secant < high && round % 3 != 2;
        guess = if inside { secant } else { 0.5 * (low + high) };
    }
    guess
}

/// The option nearest to a point before rounding: 1 to `top`.
pub(crate) fn option(point: f64, top: usize) -> u8 {
    let steps = top.saturating_sub(1) as f64;
    let at = (point * steps / 100.0 + 0.5).floor().clamp(0.0, steps);
    at as u8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_around_the_centre_have_the_planned_mean() {
        let groups = [(-4.0, 100.0), (3.0, 250.0), (0.5, 30.0)];
        for (mean, sd, top) in [(70.0, 24.0, 5), (4.0, 24.0, 5), (96.0, 40.0, 4), (37.3, 1.0, 3)] {
            let x = centre(mean, &groups, sd, top);
            assert!(
                (mean_score(x, &groups, sd, top) - mean).abs() < 1e-9,
                "{mean} {sd} {top}"
            );
        }
    }

    #[test]
    fn points_are_rounded_to_the_nearest_option() {
        assert_eq!(
            [-80.0, 12.4, 12.6, 87.6, 300.0].map(|x| option(x, 5)),
            [1, 1, 2, 5, 5]
        );
    }
}
