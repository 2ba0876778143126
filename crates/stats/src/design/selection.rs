//! What a sample of people who chose themselves is worth.

/// Effective n of a self-selected sample, where answering correlates by `correlation` with what is asked:
/// f/(1−f) / ρ², at most n.
///
/// `n` of `population` answered. A scenario, not an estimate: ρ cannot be known from the sample. `None` for nobody, n at
/// or above the population, ρ zero or outside −1 to 1, or a number that is not finite.
/// Source: Meng (2018), Ann. Appl. Stat. 12:685, eq. 3.5. Golden g42.
pub fn opt_in_effective_n(n: f64, population: f64, correlation: f64) -> Option<f64> {
    let odds = odds(n, population)?;
    let squared = correlation * correlation;
    (squared > 0.0 && squared <= 1.0)
        .then(|| (odds / squared).min(n))
        .filter(|n| n.is_finite())
}

/// Bias of its mean in the unit of `sd`: ρ √((1−f)/f) σ. `None` as [`opt_in_effective_n`] except that ρ may be zero, or
/// for a negative `sd`. Source: Meng (2018), eq. 2.3. Golden g42.
pub fn opt_in_bias(n: f64, population: f64, correlation: f64, sd: f64) -> Option<f64> {
    let odds = odds(n, population)?;
    ((-1.0..=1.0).contains(&correlation) && sd >= 0.0)
        .then(|| correlation * sd / odds.sqrt())
        .filter(|b| b.is_finite())
}

/// f/(1−f).
fn odds(n: f64, population: f64) -> Option<f64> {
    (n > 0.0 && n < population && population.is_finite()).then(|| n / (population - n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_none_and_no_sample_is_worth_more_than_its_people() {
        assert_eq!(opt_in_effective_n(0.0, 10.0, 0.1), None);
        assert_eq!(opt_in_effective_n(10.0, 10.0, 0.1), None);
        assert_eq!(opt_in_effective_n(5.0, 10.0, 0.0), None);
        assert_eq!(opt_in_effective_n(5.0, 10.0, f64::NAN), None);
        assert_eq!(opt_in_effective_n(5.0, 10.0, 1e-9), Some(5.0));
        assert_eq!(opt_in_bias(5.0, 10.0, 0.1, f64::NAN), None);
    }
}
