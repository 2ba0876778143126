//! "Low two years running: is it true?" held against counties drawn from its own model.

use stats::{
    mid_ranks,
    places::two_years::{
        Method, Spread, TrueStanding, Wave, from_own_ranks, from_ranks, from_scores, sampling_variance,
    },
    random::Draws,
};

const PLACES: usize = 20;

/// A county: true differences, and the scores of two waves.
struct County {
    truth: Vec<f64>,
    scores: [Vec<f64>; 2],
}

fn county(draws: &mut Draws, spread: f64, variance: f64) -> County {
    let truth: Vec<f64> = (0..PLACES).map(|_| spread * draws.normal()).collect();
    let mut wave = |level: f64| {
        truth
            .iter()
            .map(|t| level + t + variance.sqrt() * draws.normal())
            .collect()
    };
    let scores = [wave(70.0), wave(72.0)];
    County { truth, scores }
}

/// Sums of what was promised and what came true.
#[derive(Default, Debug)]
struct Account {
    cases: f64,
    promised: [f64; 2],
    came: [f64; 2],
}

impl Account {
    fn add(&mut self, standing: &TrueStanding, true_rank: f64) {
        self.cases += 1.0;
        self.promised[0] += standing.upper_half;
        self.promised[1] += standing.last;
        self.came[0] += f64::from(u8::from(true_rank > (PLACES / 2) as f64));
        self.came[1] += f64::from(u8::from(true_rank == 1.0));
    }

    #[track_caller]
    fn balances(&self, slack: f64) {
        for (promised, came) in self.promised.iter().zip(self.came) {
            let (p, q) = (promised / self.cases, came / self.cases);
            let error = (p * (1.0 - p) / self.cases).sqrt();
            assert!((p - q).abs() < 4.0 * error + slack, "{p} against {q} in {self:?}");
        }
    }
}

/// Scores: the probabilities come true among places low in both waves, known τ, for every county.
#[test]
fn what_two_waves_of_scores_promise_comes_true() {
    let (spread, variance) = (3.0, sampling_variance(100.0, 1.6, 24.0).unwrap());
    let (mut draws, mut low, mut all) = (
        Draws::seeded(11, "two years"),
        Account::default(),
        Account::default(),
    );
    for _ in 0..300 {
        let county = county(&mut draws, spread, variance);
        let waves = county.scores.each_ref().map(|scores| Wave {
            scores: scores.iter().copied().map(Some).collect(),
            variances: vec![variance; PLACES],
        });
        let found = from_scores(&waves, Spread::Declared(spread), 0.0, 1).unwrap();
        assert_eq!(found.method, Method::ClosedForm);
        let ranks = county.scores.each_ref().map(|s| mid_ranks(s).unwrap());
        for (i, rank) in mid_ranks(&county.truth).unwrap().into_iter().enumerate() {
            all.add(&found.places[i], rank);
            if ranks.iter().all(|r| r[i] <= 5.0) {
                low.add(&found.places[i], rank);
            }
        }
    }
    all.balances(0.0);
    low.balances(0.0);
}

/// Ranks only: normal scores are an approximation; it holds to a few points in a hundred for the upper half.
#[test]
fn what_two_waves_of_ranks_promise_comes_nearly_true() {
    for (spread, n) in [(2.0, 60.0), (4.0, 150.0)] {
        let variance = sampling_variance(n, 1.6, 24.0).unwrap();
        let (mut draws, mut low) = (Draws::seeded(12, "two years of ranks"), Account::default());
        for _ in 0..150 {
            let county = county(&mut draws, spread, variance);
            let ranks = county.scores.each_ref().map(|s| mid_ranks(s).unwrap());
            let found = from_ranks(&ranks, &[variance; 2], spread, 0.0).unwrap();
            for (i, rank) in mid_ranks(&county.truth).unwrap().into_iter().enumerate() {
                if ranks.iter().all(|r| r[i] <= 5.0) {
                    low.add(&found.places[i], rank);
                }
            }
        }
        low.balances(0.02);
    }
}

/// One place's own ranks: exact but for the draws. Last of 20 twice, and second and fourth.
#[test]
fn what_a_places_own_ranks_promise_comes_true() {
    for (spread, n) in [(2.0, 60.0), (4.0, 400.0)] {
        let variance = sampling_variance(n, 1.6, 24.0).unwrap();
        let promise = |ranks| from_own_ranks(PLACES, ranks, &[variance; 2], spread, 0.0, 1).unwrap();
        let promises = [promise(&[1.0, 1.0]), promise(&[2.0, 4.0])];
        let mut accounts = [Account::default(), Account::default()];
        let mut draws = Draws::seeded(13, "own ranks");
        for _ in 0..6_000 {
            let county = county(&mut draws, spread, variance);
            let ranks = county.scores.each_ref().map(|s| mid_ranks(s).unwrap());
            for (i, rank) in mid_ranks(&county.truth).unwrap().into_iter().enumerate() {
                for (pattern, which) in [([1.0, 1.0], 0), ([2.0, 4.0], 1), ([4.0, 2.0], 1)] {
                    if pattern == [ranks[0][i], ranks[1][i]] {
                        accounts[which].add(&promises[which], rank);
                    }
                }
            }
        }
        accounts.iter().for_each(|a| a.balances(0.006));
    }
}

#[test]
fn draws_agree_with_the_closed_form_and_a_missing_wave_is_used() {
    let (mut draws, variance) = (Draws::seeded(14, "draws"), 5.0);
    let county = county(&mut draws, 3.0, variance);
    let wave = |scores: &[f64]| Wave {
        scores: scores.iter().copied().map(Some).collect(),
        variances: vec![variance; PLACES],
    };
    let waves = county.scores.each_ref().map(|s| wave(s));
    let mut uneven = waves.clone();
    uneven[0].variances[0] *= 1.0 + 1e-12;
    for spread in [Spread::Declared(3.0), Spread::Learnt] {
        let exact = from_scores(&waves, spread, 0.0, 1).unwrap();
        let drawn = from_scores(&uneven, spread, 0.0, 1).unwrap();
        assert_eq!((exact.method, drawn.method), (Method::ClosedForm, Method::Draws));
        assert!((exact.spread - drawn.spread).abs() < 1e-6);
        for (e, d) in exact.places.iter().zip(&drawn.places) {
            let slack = 4.5 * d.monte_carlo_error.unwrap();
            assert!(
                (e.upper_half - d.upper_half).abs() < slack && (e.last - d.last).abs() < slack,
                "{e:?} {d:?}"
            );
        }
    }
    let mut missing = waves;
    missing[1].scores[3] = None;
    assert_eq!(
        from_scores(&missing, Spread::Learnt, 1.0, 1).unwrap().method,
        Method::Draws
    );
}
