//! Means of parts of a sample and what lies between two.

use stats::design::PsuSums;

use crate::{
    common::{close, golden, word},
    sample::clusters,
};

#[test]
fn golden_g02_domain_by() {
    let g = golden("g02_domain_by");
    let (clus, design) = clusters();
    let (y, types, wide) = (clus.numbers("api00"), clus.words("stype"), clus.words("sch.wide"));
    let want = &g["outputs"]["by_stype"];
    let levels: Vec<&str> = want["level"].as_array().unwrap().iter().map(word).collect();
    let domains: Vec<Vec<PsuSums>> = levels.iter().map(|l| clus.sums(&y, |i| types[i] == *l)).collect();
    let joint = design.means(&domains);
    for (k, found) in joint.estimates.iter().enumerate() {
        close(found.value.unwrap(), &want["mean"][k]);
        close(found.se.unwrap(), &want["se"][k]);
        assert!((joint.covariance.at(k, k).sqrt() - found.se.unwrap()).abs() < 1e-12);
    }
    let want = &g["outputs"]["contrast_E_minus_H"];
    let found = joint.contrast(&[1.0, -1.0, 0.0]);
    close(found.value.unwrap(), &want["est"]);
    close(found.se.unwrap(), &want["se"]);

    let want = &g["outputs"]["by_stype_schwide"];
    for k in 0..6 {
        let inside = |i: usize| types[i] == word(&want["stype"][k]) && wide[i] == word(&want["schwide"][k]);
        let sums = clus.sums(&y, inside);
        let found = design.mean(&sums);
        if PsuSums::total(&sums).n < 5 {
            assert_eq!(found.status, stats::status::Status::SmallBase);
            close(PsuSums::total(&sums).mean().unwrap(), &want["mean"][k]);
            continue;
        }
        close(found.value.unwrap(), &want["mean"][k]);
        close(found.se.unwrap(), &want["se"][k]);
    }
    let imp = clus.words("comp.imp");
    let found = design.mean(&clus.sums(&y, |i| imp[i] == "Yes"));
    close(found.value.unwrap(), &g["outputs"]["comp_imp_yes"]["est"]);
    close(found.se.unwrap(), &g["outputs"]["comp_imp_yes"]["se"]);
    g.every_field_is_compared(&[
        ("/comp_imp_yes/names", "names the column, as the test does"),
        (
            "/by_stype_schwide/se/1",
            "of fewer than five people the engine gives no error",
        ),
    ]);
}
