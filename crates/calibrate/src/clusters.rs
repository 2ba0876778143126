//! Taylor intervals on stratified cluster samples: do they hold the mean of the population?

use stats::{
    design::{
        strata::{Design, LonelyPsu, Psu},
        sums::PsuSums,
    },
    random::Draws,
};

use crate::{
    Size,
    figure::Share,
    table::{Bound, Table},
    work,
};

const STRATA: usize = 3;
const VILLAGES: usize = 60;
const HOUSEHOLDS: usize = 80;

/// A population: in each stratum villages of unlike level, in each village people who answer 0, 25, … 100.
struct Population {
    /// Stratum, village, person.
    people: Vec<Vec<Vec<f64>>>,
    mean: f64,
}

impl Population {
    fn draw(draws: &mut Draws) -> Self {
        let people: Vec<Vec<Vec<f64>>> = (0..STRATA)
            .map(|h| {
                (0..VILLAGES)
                    .map(|_| {
                        let level = 60.0 + 8.0 * h as f64 + 8.0 * draws.normal();
                        (0..HOUSEHOLDS)
                            .map(|_| answer(level + 24.0 * draws.normal()))
                            .collect()
                    })
                    .collect()
            })
            .collect();
        let all: Vec<f64> = people.iter().flatten().flatten().copied().collect();
        let mean = stats::mean(&all).unwrap_or(0.0);
        Self { people, mean }
    }

    /// `villages` of each stratum, drawn with replacement; in each 10 to 30 people, weighted to the village.
    fn sample(&self, villages: usize, draws: &mut Draws) -> (Vec<Psu>, Vec<PsuSums>) {
        let (mut psus, mut sums) = (Vec::new(), Vec::new());
        for (stratum, all) in self.people.iter().enumerate() {
            for _ in 0..villages {
                let mut total = PsuSums::default();
                if let Some(people) = all.get(draws.below(all.len())) {
                    let asked = 10 + draws.below(21);
                    let weight = people.len() as f64 / asked as f64;
                    let mut order: Vec<f64> = people.clone();
                    draws.shuffle(&mut order);
                    order
                        .iter()
                        .take(asked)
                        .for_each(|y| total.merge(&PsuSums::person(weight, *y)));
                }
                psus.push(Psu {
                    stratum,
                    population: None,
                });
                sums.push(total);
            }
        }
        (psus, sums)
    }
}

/// The nearest of five answers.
fn answer(latent: f64) -> f64 {
    (latent / 25.0).round().clamp(0.0, 4.0) * 25.0
}

pub(crate) fn run(size: Size, table: &mut Table) {
    table.section("Design-based means (3 strata, Taylor, t): 95 % intervals");
    let population = Population::draw(&mut Draws::seeded(1, "calibrate population"));
    for villages in [4, 8, 20] {
        let one = |number: usize| {
            let mut draws = Draws::seeded(number as u64, "calibrate clusters");
            let (psus, sums) = population.sample(villages, &mut draws);
            let interval = Design::new(&psus, LonelyPsu::Adjust)?.mean(&sums).interval?;
            Some(interval.low <= population.mean && population.mean <= interval.high)
        };
        let mut share = Share::default();
        for held in work::all(size.samples, one).into_iter().flatten() {
            share.add(1, usize::from(held));
        }
        let what = format!("mean held, {villages} villages a stratum");
        let base = format!("{} samples", share.cases());
        table.row(what, base, share.figure(), Bound::Between(0.93, 0.97));
    }
}
