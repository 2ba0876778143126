//! What a card says of its evidence is what was tested, of the question it links to, and why where nothing was; what comes
//! next; the three views of a service.

use std::collections::BTreeMap;

use insight::report::{Report, exposure::Capital};

use super::{
    county::get,
    thin::{Drawn, drawn, small, words},
};
use synth::Parameters;

fn two_waves(townships: usize) -> Parameters {
    Parameters {
        waves: 2,
        ..small(townships, townships * 3, townships as u64 * 160)
    }
}

async fn report(county: &Drawn) -> std::sync::Arc<Report> {
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    known.report.clone().unwrap()
}

async fn page(county: &Drawn, path: &str) -> String {
    words(&get(&county.desk, &format!("{path}?lang=en")).await.text)
}

async fn card(county: &Drawn, cell: &insight::report::verdicts::Cell) -> String {
    page(county, &format!("/townships/{}/{}", cell.place.area, cell.domain)).await
}

const LOW: &str = "spending rose more where satisfaction had been lower";
const NONE: &str = "there is no sign that money followed low scores";

#[tokio::test]
async fn whether_money_followed_low_scores_is_tested_and_said_as_it_came_out() {
    let plain = drawn(two_waves(12), |_, text| Some(text)).await;
    let found = report(&plain).await;
    let before = found.wave.before.clone().unwrap();
    let mut quiet = 0;
    for cell in found
        .verdicts
        .cells
        .iter()
        .filter(|c| c.place == found.verdicts.cells[0].place)
    {
        let said = card(&plain, cell).await;
        let Some(related) = found.association.per_domain.get(cell.domain.as_str()) else {
            assert!(said.contains("Not tested."), "{said}");
            continue;
        };
        let placebo = related.over_time.placebo.unwrap();
        assert_eq!(
            said.contains(LOW),
            placebo.followed_low,
            "{}: {said}",
            cell.domain
        );
        assert_eq!(said.contains(NONE), placebo.p >= 0.05, "{}: {said}", cell.domain);
        quiet += usize::from(placebo.p >= 0.05);
    }
    assert!(quiet > 0);

    // the same county, and in the last year twice the money for what had been rated five points lower
    let earlier = plain.state.reports.of(&plain.state, Some(&before)).await.unwrap();
    let earlier = earlier.report.clone().unwrap();
    let last = found.wave.year.to_string();
    let scores: BTreeMap<(String, String), f64> = earlier
        .scores
        .iter()
        .flat_map(|m| {
            m.places
                .iter()
                .map(|p| ((p.area.to_string(), m.measure.clone()), p.value))
        })
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    let steered = drawn(two_waves(12), |name, text| {
        if name != "spending" {
            return Some(text);
        }
        let more = |line: &str| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            let year_before = (found.wave.year - 1).to_string();
            if cells[1] != last && cells[1] != year_before {
                return line.to_owned();
            }
            if let Some(score) = scores.get(&(cells[0].clone(), cells[2].clone())) {
                let amount: f64 = cells[3].parse().unwrap();
                cells[3] = format!("{:.2}", amount * ((70.0 - score) / 5.0).exp2());
            }
            cells.join(",")
        };
        Some(text.lines().map(more).collect::<Vec<_>>().join("\n"))
    })
    .await;
    let found = report(&steered).await;
    let told: Vec<_> = found
        .association
        .per_domain
        .iter()
        .filter(|(_, d)| d.over_time.placebo.is_some_and(|p| p.followed_low))
        .map(|(domain, _)| domain.clone())
        .collect();
    assert!(!told.is_empty());
    for domain in &told {
        let cells = &found.verdicts.cells;
        let cell = cells.iter().find(|c| c.domain.as_str() == domain).unwrap();
        let said = card(&steered, cell).await;
        assert!(said.contains(LOW) && !said.contains(NONE), "{said}");
        // the page of the service warns of the same
        let relation = page(&steered, &format!("/association/{domain}")).await;
        assert!(relation.contains("Money may follow low scores"), "{relation}");
    }
}

#[tokio::test]
async fn with_one_wave_it_is_not_tested_and_the_views_over_time_say_what_they_need() {
    let county = drawn(small(12, 36, 1900), |_, text| Some(text)).await;
    let found = report(&county).await;
    let said = card(&county, &found.verdicts.cells[0]).await;
    assert!(
        said.contains("Not tested. With one wave") && said.contains("not tested"),
        "{said}"
    );
    assert!(!said.contains(NONE) && !said.contains(LOW));
    let domain = found.association.per_domain.keys().next().unwrap();
    let relation = page(&county, &format!("/association/{domain}")).await;
    for name in ["Between areas", "Change on change", "Within areas"] {
        assert!(relation.contains(name), "{relation}");
    }
    assert_eq!(
        relation
            .matches("With one wave nothing is known of change")
            .count(),
        3,
        "{relation}"
    );
}

#[tokio::test]
async fn the_three_views_of_a_service_are_those_of_the_report() {
    let county = drawn(two_waves(12), |_, text| Some(text)).await;
    let found = report(&county).await;
    for (domain, related) in found.association.per_domain.iter().take(3) {
        let relation = page(&county, &format!("/association/{domain}")).await;
        let over = &related.over_time;
        let within = over.within.as_ref().unwrap();
        let shown = |x: f64| format!("{x:.2}").replace('-', "−");
        let bounds = |b: [f64; 2]| format!("({}–{})", shown(b[0]), shown(b[1]));
        for text in [
            format!(
                "Spearman ρ {} {}",
                shown(over.spearman.unwrap()),
                bounds(over.spearman_ci.unwrap())
            ),
            format!("n {}", over.n),
            format!(
                "Pearson r {} {}",
                shown(within.pearson.unwrap()),
                bounds(within.pearson_ci.unwrap())
            ),
            format!("{} places, n {}", within.places, within.n),
        ] {
            assert!(relation.contains(&text), "{domain}: {text}\n{relation}");
        }
        // corners are tinted where there is a middle to stand apart from
        assert!(relation.contains("more spent, less satisfied"), "{relation}");
    }
}

#[tokio::test]
async fn what_is_in_service_is_said_by_what_the_ledger_says_of_capital() {
    // no line says that anything is in service, and no capital is so new that it could not be
    let unstated = drawn(small(9, 27, 900), |name, text| {
        if name != "spending" {
            return Some(text);
        }
        let year = text
            .lines()
            .skip(1)
            .filter_map(|l| l.split(',').nth(1))
            .max()
            .unwrap()
            .to_owned();
        let old = |l: &&str| !(l.contains(",capital,") && l.split(',').nth(1) == Some(year.as_str()));
        let kept: Vec<&str> = text.lines().filter(old).collect();
        Some(kept.join("\n").replace(",in_service,", ",paid,"))
    })
    .await;
    let stated = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    let mut seen = Vec::new();
    for county in [&unstated, &stated] {
        let found = report(county).await;
        for exposure in &found.exposure {
            let cells = &found.verdicts.cells;
            let plain = exposure
                .places
                .iter()
                .filter(|p| p.per_resident.is_some() && p.not_in_service.is_none_or(|share| share < 0.0005));
            let on_time = plain.filter_map(|p| {
                let cell = cells
                    .iter()
                    .find(|c| c.place.area == p.area && c.domain == exposure.domain)?;
                (!cell.gates.iter().any(|g| g == "TOO_EARLY")).then_some((p, cell))
            });
            let Some((place, cell)) = on_time.max_by_key(|(p, _)| p.capital != Capital::None) else {
                continue;
            };
            let text = match place.capital {
                Capital::None => "no project is waiting to come into service",
                Capital::SharedOnly => "All capital is booked above",
                Capital::Unstated => "the ledger does not say what is in service",
                Capital::Stated => "All capital paid is in service",
            };
            let said = card(county, cell).await;
            assert!(said.contains(text), "{:?} {text}: {said}", place.capital);
            seen.push(place.capital);
        }
    }
    for kind in [Capital::None, Capital::Unstated] {
        assert!(seen.contains(&kind), "{seen:?}");
    }
}

#[tokio::test]
async fn whether_people_know_is_told_of_the_question_that_is_linked() {
    // the county asks how much people know of what was done, in place of what they expect
    let county = drawn(small(9, 27, 900), |name, text| {
        let asks = ["instrument", "responses"].contains(&name);
        Some(if asks {
            text.replace("E_RISE", "I_DONE")
        } else {
            text
        })
    })
    .await;
    let found = report(&county).await;
    let cell = &found.verdicts.cells[0];
    let path = format!("/townships/{}/{}", cell.place.area, cell.domain);
    let raw = get(&county.desk, &format!("{path}?lang=en")).await.text;
    let check = raw.split("Do residents know of it?").nth(1).unwrap();
    let check = check.split("</li>").next().unwrap();
    let href = raw
        .split("Do residents know of it?")
        .next()
        .unwrap()
        .rsplit("href=\"")
        .next()
        .unwrap();
    assert!(href.contains("item=I_DONE"), "{href}");
    let area = found.breakdowns.iter().find(|b| b.cut == "area").unwrap();
    let item = area.items.iter().find(|i| i.item == "I_DONE").unwrap();
    let row = item
        .rows
        .iter()
        .find(|r| r.key.as_deref() == Some(cell.place.area.as_str()))
        .unwrap();
    let n = row.figures.as_ref().unwrap().n_valid;
    assert!(check.contains(&format!("of {n}")), "{check}");
    assert!(!check.contains("rated it"), "{check}");
}

#[tokio::test]
async fn what_would_settle_it_names_a_budget_and_what_is_missing_is_not_passed_over() {
    let county = drawn(small(5, 15, 500), |_, text| Some(text)).await;
    let found = report(&county).await;
    let said = card(&county, &found.verdicts.cells[0]).await;
    assert!(said.contains("There are fewer than six townships"), "{said}");
    assert!(
        said.contains("Do not base next year’s budget on this cell yet."),
        "{said}"
    );
    assert!(said.contains("The next survey is not planned"), "{said}");
    assert!(said.contains("answers must be in by"), "{said}");

    let bare = drawn(small(9, 27, 900), |name, text| {
        (!["population", "indicators"].contains(&name)).then_some(text)
    })
    .await;
    let found = report(&bare).await;
    let said = card(&bare, &found.verdicts.cells[0]).await;
    assert!(
        said.contains("No condition (residents, income, distance) is known"),
        "{said}"
    );
}

#[tokio::test]
async fn a_calm_county_sees_what_more_answers_would_tell_and_when_it_is_judged_anew() {
    let county = drawn(two_waves(12), |_, text| Some(text)).await;
    let found = report(&county).await;
    let list = found.verdicts.list.as_ref().unwrap();
    let front = page(&county, "/").await;
    let calm = list.k == 0;
    assert_eq!(
        front.contains("To tell, collect enough answers first"),
        calm,
        "{front}"
    );
    assert_eq!(front.contains("The next survey is not planned."), calm, "{front}");
    let curve = &list.resolution.curve;
    assert!(
        curve
            .windows(2)
            .all(|w| w[0].answers < w[1].answers && w[0].detectable > w[1].detectable)
    );
    let needed = list.resolution.needed_answers.unwrap();
    let materiality = found.judgements.settings.materiality;
    let at = curve
        .iter()
        .find(|a| f64::from(a.answers) == needed.round())
        .unwrap();
    // medians of cells that differ: what so many answers tell is twice the materiality, nearly
    assert!((at.detectable / (2.0 * materiality) - 1.0).abs() < 0.15, "{at:?}");
    for verdict in ["NO_CLEAR_SIGNAL"] {
        let cells = &found.verdicts.cells;
        let cell = cells
            .iter()
            .find(|c| c.verdict.as_deref() == Some(verdict))
            .unwrap();
        let said = card(&county, cell).await;
        assert!(
            said.contains("Next year’s budget: keep the sum for now."),
            "{said}"
        );
        assert!(said.contains("When to look again."), "{said}");
    }
}

/// What a county spends on roads is set by township: `of` gives yuan for each of its lines.
async fn with_roads(of: impl Fn(&str) -> f64) -> Drawn {
    drawn(small(12, 36, 1920), |name, text| {
        if name != "spending" {
            return Some(text);
        }
        let line = |line: &str| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            if cells[2] == "roads" {
                cells[3] = format!("{:.2}", of(&cells[0]));
            }
            cells.join(",")
        };
        Some(text.lines().map(line).collect::<Vec<_>>().join("\n"))
    })
    .await
}

const BANDS: &str = "The grey bands are within";

#[tokio::test]
async fn a_line_that_is_not_drawn_says_why_and_places_that_spent_nothing_are_named() {
    let plain = report(&drawn(small(12, 36, 1920), |_, text| Some(text)).await).await;
    let rated = plain.scores.iter().find(|m| m.measure == "roads").unwrap();
    let mut scores: Vec<(String, f64, f64)> = rated
        .places
        .iter()
        .map(|p| {
            let residents = plain.places.iter().find(|q| q.area == p.area).unwrap().residents;
            (p.area.to_string(), p.value.unwrap(), residents.unwrap())
        })
        .collect();
    scores.sort_by(|a, b| a.1.total_cmp(&b.1));
    // the better the roads are rated, the more is spent on each resident
    let spent = |area: &str| {
        let found = scores.iter().find(|(code, ..)| code == area);
        found.map_or(0.0, |(_, score, residents)| {
            residents * (score / 5.0).exp2() / 100.0
        })
    };
    let of = |report: &Report| report.association.per_domain["roads"].clone();
    let name = |area: &str| {
        let found = plain.places.iter().find(|p| p.area.to_string() == area);
        found.unwrap().name.clone()
    };

    let all = with_roads(spent).await;
    let found = of(&*report(&all).await);
    assert_eq!(found.transform, Some("ln"));
    let said = page(&all, "/association/roads").await;
    assert!(
        said.contains("Robust line: twice the spending goes with +"),
        "{said}"
    );
    assert!(said.contains(BANDS) && !said.contains("Not drawn"), "{said}");
    assert!(
        said.contains("Points that go with 100 yuan more per resident"),
        "{said}"
    );
    all.state.store.set_setting("currency", "£").await.unwrap();
    let said = page(&all, "/association/roads").await;
    assert!(
        said.contains("Points that go with £100 more per resident"),
        "{said}"
    );

    // one place spent nothing: another scale, and no line on this one, though its sign holds
    let least = scores[0].0.clone();
    let but_one = with_roads(|area| if area == least { 0.0 } else { spent(area) }).await;
    let found = of(&*report(&but_one).await);
    assert_eq!(found.transform, Some("ln_shifted"));
    assert!(found.theil_sen_loo.unwrap()[0] > 0.0);
    let said = page(&but_one, "/association/roads").await;
    assert!(
        said.contains("It is above 0, whichever place is left out."),
        "{said}"
    );
    assert!(!said.contains("its sign depends on single places"), "{said}");
    let named = format!("Not drawn: {}. Nothing was spent there", name(&least));
    assert!(said.contains(&named) && said.contains(BANDS), "{named}: {said}");

    // most spent nothing: the median is 0, and nothing is within so many per cent of it
    let few: Vec<String> = scores.iter().rev().take(3).map(|s| s.0.clone()).collect();
    let three = with_roads(|area| {
        if few.iter().any(|f| f == area) {
            spent(area)
        } else {
            0.0
        }
    })
    .await;
    let found = of(&*report(&three).await);
    assert_eq!(
        (found.transform, found.median_spending),
        (Some("asinh"), Some(0.0))
    );
    let said = page(&three, "/association/roads").await;
    assert!(
        said.contains("Not drawn: 9 places.") && !said.contains(BANDS),
        "{said}"
    );

    // where the sign does depend on single places, that is what is said
    let turning = report(&all).await;
    let mut turns = 0;
    for (domain, found) in &turning.association.per_domain {
        let [low, high] = found.theil_sen_loo.unwrap();
        let said = page(&all, &format!("/association/{domain}")).await;
        let turning = low <= 0.0 && high >= 0.0;
        assert_eq!(
            said.contains("its sign depends on single places"),
            turning,
            "{domain}: {said}"
        );
        turns += usize::from(turning);
    }
    assert!(turns > 0);
}
