//! Scores of answers.

use stats::design::{PsuSums, scoring};

use crate::common::{absent, close, golden, numbers};

#[test]
fn golden_g32_scoring() {
    let g = golden("g32_scoring");
    let people: Vec<Vec<Option<u32>>> = serde_json::from_value(g["inputs"]["items"].clone()).unwrap();
    let weights = numbers(&g["inputs"]["weights"]);
    let points: u32 = serde_json::from_value(g["inputs"]["K"].clone()).unwrap();
    let want = &g["outputs"];
    let mut all = PsuSums::default();
    for (i, answers) in people.iter().enumerate() {
        let scores: Vec<Option<f64>> = answers
            .iter()
            .map(|v| v.and_then(|v| scoring::rescale(v, points, false)))
            .collect();
        let index = scoring::half_rule_index(&scores);
        assert_eq!(index.is_none(), absent(&want["person_index"][i]));
        if let Some(index) = index {
            close(index, &want["person_index"][i]);
            all.merge(&PsuSums::person(weights[i], index));
        }
    }
    close(all.mean().unwrap(), &want["weighted_mean"]);
    close(all.n as f64, &want["n_valid"]);
    let mut counts = vec![0.0; points as usize];
    let mut everyone = PsuSums::default();
    let (mut asked, mut unknown) = (0.0, 0.0);
    for (answers, weight) in people.iter().zip(&weights) {
        everyone.merge(&PsuSums::person(*weight, 0.0));
        if let Some(v) = answers[0] {
            counts[v as usize - 1] += weight;
        }
        if let Some(v) = answers[1] {
            asked += weight;
            unknown += if v == 0 { *weight } else { 0.0 };
        }
    }
    close(
        scoring::share_of_asked(unknown, asked).unwrap(),
        &want["dk_share_item2"],
    );
    let boxes = scoring::boxes(&counts, 2).unwrap();
    close(boxes.top, &want["top2_item1"]);
    close(boxes.bottom, &want["bottom2_item1"]);
    close(
        everyone.n as f64 / everyone.kish_deff().unwrap(),
        &want["kish_neff"],
    );
    g.every_field_is_compared(&[]);
}
