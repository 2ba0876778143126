//! The seven colours of the data ramp, for cells that a page draws itself.

/// The name of the custom property that paints a position from −1 (far below what is expected) over 0 to 1 (far
/// above): seven equal steps. What is not a number is even. A sign beside the cell must say the same.
///
/// ```
/// assert_eq!(charts::ramp(-0.9), "--below-3");
/// assert_eq!(charts::ramp(0.1), "--even");
/// ```
pub fn ramp(position: f64) -> &'static str {
    RAMP[step(position)]
}

/// The name of the custom property of words on [`ramp`] of the same position.
pub fn on_ramp(position: f64) -> &'static str {
    ON_RAMP[step(position)]
}

const RAMP: [&str; 7] = [
    "--below-3",
    "--below-2",
    "--below-1",
    "--even",
    "--above-1",
    "--above-2",
    "--above-3",
];

const ON_RAMP: [&str; 7] = [
    "--on-below-3",
    "--on-below-2",
    "--on-below-1",
    "--on-even",
    "--on-above-1",
    "--on-above-2",
    "--on-above-3",
];

fn step(position: f64) -> usize {
    if position.is_nan() {
        return 3;
    }
    let seventh = (position.clamp(-1.0, 1.0) + 1.0) * 3.5;
    (seventh.floor() as usize).min(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_equal_steps_turn_round_at_zero() {
        let places = [-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0];
        assert_eq!(places.map(ramp), RAMP);
        assert_eq!(ramp(f64::NAN), "--even");
        assert_eq!([ramp(f64::NEG_INFINITY), ramp(9.0)], ["--below-3", "--above-3"]);
    }

    #[test]
    fn words_on_a_colour_carry_its_name() {
        for position in [-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0, f64::NAN] {
            assert_eq!(on_ramp(position).replace("--on-", "--"), ramp(position));
        }
    }
}
