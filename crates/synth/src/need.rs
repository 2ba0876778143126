//! Where things are truly better or worse than context says, and so where money is needed.

use stats::random::Draws;

use crate::parameters::Parameters;

/// Standard scores: need of township t in domain d at a wave; u = −τ × need.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    waves: Vec<Vec<Vec<f64>>>,
}

impl Need {
    pub fn draw(p: &Parameters) -> Self {
        let mut draws = Draws::seeded(p.seed, "need");
        let mut waves: Vec<Vec<Vec<f64>>> = Vec::new();
        let kept = p.persistence;
        let fresh = (1.0 - kept * kept).max(0.0).sqrt();
        for _ in 0..p.waves {
            let new = one_wave(p, &mut draws);
            let wave = match waves.last() {
                None => new,
                Some(before) => before
                    .iter()
                    .zip(new)
                    .map(|(old, new)| old.iter().zip(new).map(|(o, n)| kept * o + fresh * n).collect())
                    .collect(),
            };
            waves.push(wave);
        }
        Self { waves }
    }

    /// Need at a wave.
    pub fn at(&self, wave: usize, township: usize, domain: usize) -> f64 {
        let of = self.waves.get(wave).and_then(|w| w.get(township));
        of.and_then(|t| t.get(domain)).copied().unwrap_or(0.0)
    }

    /// Need as known when the money of a year is given: that of the last wave before it, at first of the first one.
    pub fn before(&self, p: &Parameters, year: i32, township: usize, domain: usize) -> f64 {
        let past = (0..p.waves).filter(|w| p.year(*w) < year).count();
        self.at(past.saturating_sub(1), township, domain)
    }
}

fn one_wave(p: &Parameters, draws: &mut Draws) -> Vec<Vec<f64>> {
    let (common, own) = (p.halo.sqrt(), (1.0 - p.halo).sqrt());
    (0..p.townships)
        .map(|_| {
            let everywhere = draws.normal();
            (0..p.domains.len())
                .map(|_| common * everywhere + own * draws.normal())
                .collect()
        })
        .collect()
}
