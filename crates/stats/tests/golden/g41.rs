//! Effects of domains and places.

use stats::relation::{
    domain_effects::{Cell, domain_effects},
    within_between::{GroupSums, within_between},
};

use crate::common::{close, column, shared, shared_golden, words};

fn numbered(names: &[String]) -> Vec<usize> {
    let all: std::collections::BTreeSet<&String> = names.iter().collect();
    names
        .iter()
        .map(|n| all.iter().position(|a| *a == n).unwrap())
        .collect()
}

#[test]
fn golden_g41_domain_twfe() {
    let Some(g) = shared_golden("g41_domain_twfe") else {
        return;
    };
    let Some(table) = shared("golden/data/lgbf_2016_19.csv") else {
        return;
    };
    let csv = std::fs::read_to_string(table).unwrap();
    let (places, domains) = (numbered(&words(&csv, "la")), numbered(&words(&csv, "dom")));
    let (z, y) = (column(&csv, "z"), column(&csv, "y"));
    let cells: Vec<Cell> = (0..y.len())
        .map(|i| Cell {
            place: places[i],
            domain: domains[i],
            x: z[i],
            y: y[i],
        })
        .collect();
    for (place_effects, name) in [(false, "domain_FE_only"), (true, "domain_and_township_FE")] {
        let want = &g["outputs"][name];
        let found = domain_effects(&cells, place_effects).unwrap().slope;
        close(found.estimate, &want["beta"]);
        close(found.standard_error, &want["se"]);
        close(found.df, &want["df"]);
        close(found.p, &want["p"]);
    }
    let of_domain = |d: usize| -> Vec<f64> {
        let mut own: Vec<&Cell> = cells.iter().filter(|c| c.domain == d).collect();
        own.sort_by_key(|c| c.place);
        own.iter().map(|c| c.y).collect()
    };
    let series: Vec<Vec<f64>> = (0..=*domains.iter().max().unwrap()).map(of_domain).collect();
    let pairs = (0..series.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let between: Vec<f64> = pairs
        .map(|(a, b)| stats::pearson(&series[a], &series[b]).unwrap().r)
        .collect();
    let mean = between.iter().sum::<f64>() / between.len() as f64;
    close(mean, &g["outputs"]["mean_interdomain_correlation"]);
    // every place has every domain, so what places explain beyond domains is what they explain alone
    let of_place = |p: usize| {
        let own = || cells.iter().filter(|c| c.place == p);
        let (x, y): (Vec<f64>, Vec<f64>) = own().map(|c| (c.x, c.y)).unzip();
        GroupSums::of(&x, &y).unwrap()
    };
    let groups: Vec<GroupSums> = (0..=*places.iter().max().unwrap()).map(of_place).collect();
    close(
        within_between(&groups).unwrap().eta2_y.unwrap(),
        &g["outputs"]["r2_township_given_domain"],
    );
    g.every_field_is_compared(&[]);
}
