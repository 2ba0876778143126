//! Change between waves.

use stats::design::wave::*;

use crate::common::{close, golden, number, numbers};

#[test]
fn golden_g29_wave_change() {
    let g = golden("g29_wave_change");
    let a = numbers(&g["inputs"]["a"]);
    let before = WaveMean {
        value: a[0],
        se: a[1],
        df: a[4],
    };
    let after = WaveMean {
        value: a[2],
        se: a[3],
        df: a[5],
    };
    let overlap = &g["inputs"]["overlap"];
    let overlap = Overlap {
        share: number(&overlap["frac"]),
        correlation: number(&overlap["rho"]),
    };
    for (name, found) in [
        ("independent", independent_change(before, after, MATERIAL)),
        ("overlap", overlapping_change(before, after, overlap, MATERIAL)),
    ] {
        let (found, want) = (found.unwrap(), &g["outputs"][name]);
        close(found.difference, &want["diff"]);
        close(found.se, &want["se"]);
        close(found.t, &want["t"]);
        close(found.df, &want["df"]);
        close(found.p, &want["p"]);
        close(found.interval.low, &want["ci"][0]);
        close(found.interval.high, &want["ci"][1]);
        assert_eq!(found.direction, Direction::Unclear);
    }
    g.every_field_is_compared(&[]);
}
