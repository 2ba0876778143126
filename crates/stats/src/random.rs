//! Seeded draws that are the same on every machine: ChaCha8, with our own few steps from bits to numbers.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// A stream of draws. The seed decides every one of them.
#[derive(Clone, Debug)]
pub struct Draws {
    bits: ChaCha8Rng,
    spare: Option<f64>,
}

impl Draws {
    /// The stream of a seed, for example a hash of the data's version and the method's name.
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            bits: ChaCha8Rng::from_seed(seed),
            spare: None,
        }
    }

    /// The stream of a number and a method's name, told apart from every other name of up to 24 bytes.
    pub fn seeded(number: u64, method: &str) -> Self {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        for (i, byte) in method.bytes().enumerate() {
            seed[8 + i % 24] = seed[8 + i % 24].rotate_left(3) ^ byte;
        }
        Self::new(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.bits.next_u64()
    }

    /// Uniform in (0, 1), never an end: 2⁻⁵³ apart, shifted by half a step.
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Uniform in 0..n without bias (Lemire 2019); 0 for n = 0.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        loop {
            let wide = u128::from(self.bits()) * u128::from(n);
            if n == 0 || (wide as u64) >= n.wrapping_neg() % n {
                return (wide >> 64) as usize;
            }
        }
    }

    /// Standard normal (Marsaglia's polar method).
    pub fn normal(&mut self) -> f64 {
        if let Some(z) = self.spare.take() {
            return z;
        }
        loop {
            let (a, b) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = a * a + b * b;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * libm::log(s) / s).sqrt();
                self.spare = Some(b * scale);
                return a * scale;
            }
        }
    }

    /// Every order equally likely (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_the_seed_and_of_the_name() {
        let first = |name| Draws::seeded(7, name).bits();
        assert_eq!(first("ranks"), first("ranks"));
        assert_ne!(first("ranks"), first("shuffle"));
    }

    #[test]
    fn moments_and_orders_are_as_they_should() {
        let mut draws = Draws::seeded(1, "test");
        let z: Vec<f64> = (0..100_000).map(|_| draws.normal()).collect();
        assert!(crate::mean(&z).unwrap().abs() < 0.015);
        assert!((crate::standard_deviation(&z).unwrap() - 1.0).abs() < 0.01);
        let mut seen = [0_u32; 6];
        for _ in 0..60_000 {
            let mut order = [0, 1, 2];
            draws.shuffle(&mut order);
            seen[order[0] * 2 + usize::from(order[1] > order[2])] += 1;
        }
        assert!(seen.iter().all(|n| n.abs_diff(10_000) < 400), "{seen:?}");
        assert_eq!(draws.below(0), 0);
    }
}
