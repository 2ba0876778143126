//! The report of drawn counties beside the truth behind them, by the way that files take: what it says of townships, of
//! money, and of single findings is right as often as it says.

use std::collections::BTreeMap;

use insight::report::Report;
use server::report::{Asked, make};
use synth::{County, Form, Parameters, first_domains};

use super::thin::{drawn, small};

/// Planted: points for one standard deviation of ln spending.
const EFFECT: f64 = 4.0;

/// Townships of twelve villages, half of them visited, nobody coached, nobody silent for what he thinks, money by chance.
fn county(seed: u64) -> Parameters {
    Parameters {
        seed,
        domains: first_domains(6),
        form: Form::Everyone,
        visited: 0.5,
        effect: EFFECT,
        targeting: 0.0,
        remoteness_cost: 0.0,
        shared: 0.0,
        nonresponse_tilt: 0.0,
        coached: 0,
        ..small(12, 144, 2400)
    }
}

/// What the report says beside what is true.
#[derive(Default)]
struct Held {
    /// True means of townships, and those that lie in their 95 % intervals.
    means: [usize; 2],
    /// Planted effects, and those in their 90 % intervals.
    effects: [usize; 2],
    /// Findings of at least 80 %, and those on whose side the truth is.
    findings: [usize; 2],
}

impl Held {
    fn note(slot: &mut [usize; 2], holds: bool) {
        slot[0] += 1;
        slot[1] += usize::from(holds);
    }

    fn share([all, held]: [usize; 2]) -> f64 {
        held as f64 / all as f64
    }

    fn add(&mut self, report: &Report, parameters: Parameters) {
        let truth = County::draw(parameters).unwrap().truth(Vec::new());
        let cells: BTreeMap<(&str, &str), _> = truth
            .cells
            .iter()
            .map(|c| ((c.township.as_str(), c.domain.as_str()), c))
            .collect();
        for measure in report.scores.iter().filter(|m| m.domain) {
            for place in &measure.places {
                let cell = cells[&(place.area.as_str(), measure.measure.as_str())];
                let [low, high] = place.interval.unwrap();
                Self::note(&mut self.means, (low..=high).contains(&cell.satisfaction));
            }
        }
        let effect = report.association.domain_fixed_effects.as_ref().unwrap();
        let [low, high] = effect.ci90.unwrap();
        Self::note(&mut self.effects, (low..=high).contains(&EFFECT));
        for cell in &report.verdicts.cells {
            let truth = cells[&(cell.place.area.as_str(), cell.domain.as_str())];
            let (below, above) = (cell.p_below.unwrap_or(0.0), cell.p_above.unwrap_or(0.0));
            if below.max(above) >= 0.8 {
                Self::note(&mut self.findings, (truth.deviation < 0.0) == (below > above));
            }
        }
    }
}

#[tokio::test]
async fn what_the_report_says_of_drawn_counties_is_as_often_true_as_it_says() {
    let mut held = Held::default();
    for seed in 1..=4 {
        let loaded = drawn(county(seed), |_, text| Some(text)).await;
        let made = make(&loaded.state, &Asked::default()).await.unwrap();
        held.add(&made.report, county(seed));
    }
    let Held {
        means,
        effects,
        findings,
    } = held;
    let told = format!(
        "means in their intervals {means:?}, effects {effects:?}, findings on the right side {findings:?}"
    );
    assert_eq!((means[0], effects[0]), (4 * 12 * 6, 4));
    assert!((0.9..=0.995).contains(&Held::share(means)), "{told}");
    assert!(effects[1] >= 3, "{told}");
    assert!(findings[0] >= 20 && Held::share(findings) >= 0.9, "{told}");
}
