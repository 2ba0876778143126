//! The parts of a report that repeat one thing many times, each beside the plain way of doing it, in the same run.
//!
//! `cargo bench -p stats --bench draws`. The chance contrast (12 services, 24 townships, 2,000 shuffles) against fitting the
//! spend model anew for each shuffle; LMG of 12 services against a least-squares fit of each of the 4,096 subsets; 19,999
//! orders of Spearman's rho against ranking and correlating each order.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]
#![expect(clippy::print_stdout, reason = "a bench prints what it found")]

use std::{hint::black_box, time::Instant};

use stats::{
    linear::Matrix,
    random::Draws,
    relation::{
        importance::importance,
        permutation::{ORDERS, spearman_permutation},
    },
    verdict::{
        chance::{Domain, ListRule, chance_contrast},
        grid::{design, fit},
        list::bayesian_fdr,
        spend::{Ratios, Spend, median_ratios, need_ratios, spend_class},
    },
};

const SERVICES: usize = 12;
const PLACES: usize = 24;
const SHUFFLES: usize = 2_000;
/// Of the plain way only so many; its time is multiplied.
const PLAIN_SHUFFLES: usize = 20;
const TURNS: usize = 5;

/// Shortest time of several, milliseconds, and the result.
fn best<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut once = || {
        let begin = Instant::now();
        let found = black_box(work());
        (begin.elapsed().as_secs_f64() * 1000.0, found)
    };
    let mut found = once();
    for _ in 1..TURNS {
        let next = once();
        if next.0 < found.0 {
            found = next;
        }
    }
    found
}

fn told(what: &str, ours: f64, plain: f64) {
    println!(
        "{what:<40} {ours:9.2} ms   plainly {plain:11.1} ms   {:7.0} times",
        plain / ours
    );
}

/// A service whose satisfaction has nothing to do with spending.
fn service(draws: &mut Draws) -> Domain {
    let covariates: Vec<Vec<f64>> = (0..3)
        .map(|_| (0..PLACES).map(|_| draws.normal()).collect())
        .collect();
    let (context, _) = design(PLACES, &covariates).unwrap();
    let scores: Vec<(f64, f64)> = (0..PLACES).map(|_| (68.0 + 7.0 * draws.normal(), 4.0)).collect();
    let (y, v): (Vec<f64>, Vec<f64>) = scores.iter().copied().unzip();
    let posterior = fit(&y, &v, &context, 2.0).unwrap();
    let spend: Vec<f64> = (0..PLACES).map(|_| (6.0 + 0.4 * draws.normal()).exp()).collect();
    let other = spend.iter().map(|s| s * 1.02).collect();
    let spend = vec![spend.clone(), other, spend];
    Domain {
        below: posterior.places.iter().map(|p| p.below).collect(),
        place_open: vec![true; PLACES],
        logs: spend.iter().map(|s| s.iter().map(|x| x.ln()).collect()).collect(),
        spend,
        money_open: vec![true; PLACES],
        need: context.clone(),
        context,
        scores,
    }
}

/// Length of the list with spending in the given orders, everything that hangs on it made anew.
fn plain_length(services: &[Domain], orders: &[Vec<usize>], rule: &ListRule) -> usize {
    let mut listed = Vec::new();
    for (service, order) in services.iter().zip(orders) {
        let spend: Vec<Vec<f64>> = service
            .spend
            .iter()
            .map(|s| order.iter().map(|from| s[*from]).collect())
            .collect();
        let logs: Vec<Vec<f64>> = spend.iter().map(|s| s.iter().map(|x| x.ln()).collect()).collect();
        let medians: Vec<Vec<f64>> = spend.iter().map(|s| median_ratios(s).unwrap()).collect();
        let needs: Vec<Vec<f64>> = logs
            .iter()
            .map(|l| need_ratios(l, &service.context).unwrap())
            .collect();
        let covariates: Vec<Vec<f64>> = (1..service.context.cols())
            .map(|j| service.context.column(j))
            .chain(logs.first().cloned())
            .collect();
        let (z, _) = design(PLACES, &covariates).unwrap();
        let (y, v): (Vec<f64>, Vec<f64>) = service.scores.iter().copied().unzip();
        let posterior = fit(&y, &v, &z, 2.0).unwrap();
        for (i, below) in service.below.iter().enumerate() {
            let ratios: Vec<Ratios> = medians
                .iter()
                .zip(&needs)
                .map(|(m, n)| Ratios {
                    median: m[i],
                    need: n[i],
                })
                .collect();
            let high = spend_class(&ratios, rule.band) == Some(Spend::High);
            if high && *below >= rule.floor && posterior.places[i].effect < 0.0 {
                listed.push(*below);
            }
        }
    }
    bayesian_fdr(&listed, rule.rate, rule.floor).len()
}

fn contrast(draws: &mut Draws) {
    let services: Vec<Domain> = (0..SERVICES).map(|_| service(draws)).collect();
    let rule = ListRule::default();
    let (ours, found) = best(|| chance_contrast(&services, &rule, SHUFFLES, 7).unwrap());
    let mut orders: Vec<Vec<usize>> = vec![(0..PLACES).collect(); SERVICES];
    let begin = Instant::now();
    let mut sum = 0;
    for _ in 0..PLAIN_SHUFFLES {
        orders.iter_mut().for_each(|order| draws.shuffle(order));
        sum += plain_length(&services, &orders, &rule);
    }
    let plain = begin.elapsed().as_secs_f64() * 1000.0 * (SHUFFLES / PLAIN_SHUFFLES) as f64;
    told("chance contrast, 2,000 shuffles", ours, plain);
    println!(
        "    mean length {:.2}; plainly, of {PLAIN_SHUFFLES} shuffles, {:.2}",
        found.shuffled_expected,
        sum as f64 / PLAIN_SHUFFLES as f64
    );
}

/// R² of a subset by least squares on the correlations.
fn r_squared(correlations: &Matrix, members: &[usize]) -> f64 {
    let last = correlations.cols() - 1;
    if members.is_empty() {
        return 0.0;
    }
    let rows: Vec<Vec<f64>> = members
        .iter()
        .map(|i| members.iter().map(|j| correlations.at(*i, *j)).collect())
        .collect();
    let y: Vec<f64> = members.iter().map(|i| correlations.at(*i, last)).collect();
    let coefficients = Matrix::from_rows(&rows)
        .unwrap()
        .cholesky()
        .unwrap()
        .solve(&y)
        .unwrap();
    coefficients.iter().zip(&y).map(|(b, r)| b * r).sum()
}

/// Shares of R² averaged over all orders, every subset fitted by itself.
fn plain_lmg(correlations: &Matrix) -> Vec<f64> {
    let p = correlations.cols() - 1;
    let r: Vec<f64> = (0..1_usize << p)
        .map(|set| {
            r_squared(
                correlations,
                &(0..p).filter(|j| set >> j & 1 == 1).collect::<Vec<_>>(),
            )
        })
        .collect();
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    (0..p)
        .map(|j| {
            let without = (0..1_usize << p).filter(|set| set >> j & 1 == 0);
            without
                .map(|set| {
                    let size = set.count_ones() as usize;
                    let share = factorial(size) * factorial(p - size - 1) / factorial(p);
                    share * (r[set | 1 << j] - r[set])
                })
                .sum()
        })
        .collect()
}

fn drivers(draws: &mut Draws) {
    let n = 400;
    let mood: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
    let mut columns: Vec<Vec<f64>> = (0..SERVICES)
        .map(|_| mood.iter().map(|m| 0.6 * m + draws.normal()).collect())
        .collect();
    let total = |i: usize| columns.iter().map(|c| c[i]).sum::<f64>();
    let y = (0..n).map(|i| total(i) / 4.0 + draws.normal()).collect();
    columns.push(y);
    let of = |a: &[f64], b: &[f64]| stats::pearson(a, b).unwrap().r;
    let rows: Vec<Vec<f64>> = columns
        .iter()
        .map(|a| columns.iter().map(|b| of(a, b)).collect())
        .collect();
    let correlations = Matrix::from_rows(&rows).unwrap();
    let (ours, found) = best(|| importance(&correlations).unwrap());
    let (plain, shares) = best(|| plain_lmg(&correlations));
    told("LMG of 12 services", ours, plain);
    let apart = found
        .shares
        .iter()
        .zip(&shares)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    println!("    largest difference of a share {apart:.1e}");
}

fn orders(draws: &mut Draws) {
    let x: Vec<f64> = (0..PLACES).map(|_| draws.normal()).collect();
    let y: Vec<f64> = x.iter().map(|x| 0.3 * x + draws.normal()).collect();
    let (ours, found) = best(|| spearman_permutation(&x, &y, &mut Draws::seeded(3, "orders")).unwrap());
    let (plain, p) = best(|| {
        let (mut draws, mut shuffled) = (Draws::seeded(3, "orders"), y.clone());
        let observed = stats::spearman(&x, &y).unwrap().r.abs() - 1e-12;
        let mut extreme = 0;
        for _ in 0..ORDERS {
            draws.shuffle(&mut shuffled);
            extreme += usize::from(stats::spearman(&x, &shuffled).unwrap().r.abs() >= observed);
        }
        (1 + extreme) as f64 / (1 + ORDERS) as f64
    });
    told("Spearman, 19,999 orders of 24 places", ours, plain);
    println!("    p {:.4}; plainly {p:.4}", found.p);
}

fn main() {
    let mut draws = Draws::seeded(1, "bench of draws");
    contrast(&mut draws);
    drivers(&mut draws);
    orders(&mut draws);
}
