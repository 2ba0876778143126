//! What a card says of its evidence is what was tested, of the question it links to, and why where nothing was; what comes
//! next; the three views of a service.

use std::collections::BTreeMap;

use app::desk::format::number;
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
        // a symbol and its figure do not part
        let relation = relation.replace('\u{a0}', " ");
        let over = &related.over_time;
        let within = over.within.as_ref().unwrap();
        let shown = |x: f64| format!("{x:.2}").replace('-', "−");
        let bounds = |b: [f64; 2]| {
            // a dash would read as another minus sign
            let between = if b[0] < 0.0 { " to " } else { "–" };
            format!("({}{between}{})", shown(b[0]), shown(b[1]))
        };
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

/// A county that spends on roads alone, and the less the worse they are rated: there is nothing to list.
async fn calm() -> Drawn {
    let asked = || Parameters {
        domains: vec!["roads".to_owned()],
        ..small(12, 36, 1920)
    };
    let plain = drawn(asked(), |_, text| Some(text)).await;
    let spent = by_rating(&*report(&plain).await);
    with_roads(asked(), |area| spent.get(area).copied().unwrap_or(0.0)).await
}

const CURVE: &str = "To tell, collect enough answers first";

#[tokio::test]
async fn a_calm_county_sees_what_more_answers_would_tell_as_the_report_has_it() {
    let county = calm().await;
    let found = report(&county).await;
    let list = found.verdicts.list.as_ref().unwrap();
    assert_eq!(list.k, 0, "this county is a calm one: {list:?}");
    let told = &list.resolution;
    let (now, least) = (told.answers.unwrap(), told.detectable.unwrap());
    let needed = told.needed_answers.unwrap();
    let twice = 2.0 * found.judgements.settings.materiality;
    let front = page(&county, "/").await;
    let said = [
        format!("{} cells were looked at and none can be listed.", list.judged),
        format!("With about {} answers a township and service", number(now, 0)),
        format!("only differences above {} points can be told", number(least, 1)),
        format!(
            "telling {} points takes about {} answers a township and service, drawn as these were",
            number(twice, 0),
            number(needed, 0)
        ),
        format!(
            "From about {} to about {} answers in each township and service, what can be told goes from about {} points to about {}",
            number(now, 0),
            number(needed, 0),
            number(least, 1),
            number(twice, 0)
        ),
    ];
    for said in said {
        assert!(front.contains(&said), "{said}: {front}");
    }
    assert!(front.contains(CURVE), "{front}");
    assert!(front.contains("The next survey is not planned"), "{front}");

    // the curve is the report's, point by point
    let file = get(&county.desk, "/?table=enough&as=csv&lang=en").await.text;
    let drawn: Vec<(f64, f64)> = file
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter_map(|(answers, told)| Some((answers.parse().ok()?, told.parse().ok()?)))
        .collect();
    let curve = &told.curve;
    let reported: Vec<(f64, f64)> = curve
        .iter()
        .map(|a| (f64::from(a.answers), a.detectable))
        .collect();
    assert!(reported.len() > 4);
    assert_eq!(drawn, reported);
    assert!(
        curve
            .windows(2)
            .all(|w| w[0].answers < w[1].answers && w[0].detectable > w[1].detectable)
    );
    let at = curve
        .iter()
        .find(|a| f64::from(a.answers) == needed.round())
        .unwrap();
    // medians of cells that differ: what so many answers tell is twice the materiality, nearly
    assert!((at.detectable / twice - 1.0).abs() < 0.15, "{at:?}");
}

#[tokio::test]
async fn a_county_with_a_list_has_no_such_curve_and_unclear_cells_keep_their_budget() {
    let county = drawn(two_waves(12), |_, text| Some(text)).await;
    let found = report(&county).await;
    let list = found.verdicts.list.as_ref().unwrap();
    assert!(list.k > 0, "{list:?}");
    let front = page(&county, "/").await;
    assert!(!front.contains(CURVE), "{front}");
    let unclear = |c: &&insight::report::verdicts::Cell| c.verdict.as_deref() == Some("NO_CLEAR_SIGNAL");
    let cell = found.verdicts.cells.iter().find(unclear).unwrap();
    let said = card(&county, cell).await;
    assert!(
        said.contains("Next year’s budget: keep the sum for now."),
        "{said}"
    );
    assert!(said.contains("When to look again."), "{said}");
    // the sentence to be quoted: what there is, what it tells, what it would take
    let model = found
        .verdicts
        .models
        .iter()
        .find(|m| m.domain == cell.domain)
        .unwrap();
    let whole = format!(
        "the present data ({} townships, {} answers here) do not allow a conclusion; they tell differences above {} \
         points only. Telling 4 points takes about {} answers here, drawn as these were.",
        model.places,
        number(cell.n.unwrap(), 0),
        number(cell.detectable.unwrap(), 1),
        number(cell.needed_answers.unwrap() as f64, 0)
    );
    assert!(said.contains(&whole), "{whole}: {said}");
}

/// What a county spends on roads is set by township: `of` gives yuan for each of its lines.
async fn with_roads(asked: Parameters, of: impl Fn(&str) -> f64) -> Drawn {
    drawn(asked, |name, text| {
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

/// Yuan by township: the better its roads are rated, the more for each resident.
fn by_rating(found: &Report) -> BTreeMap<String, f64> {
    let rated = found.scores.iter().find(|m| m.measure == "roads").unwrap();
    let of = |p: &insight::report::scores::Score| {
        let place = found.places.iter().find(|q| q.area == p.area).unwrap();
        let amount = place.residents.unwrap() * (p.value.unwrap() / 5.0).exp2() / 100.0;
        (p.area.to_string(), amount)
    };
    rated.places.iter().map(of).collect()
}

const BANDS: &str = "The grey bands are within";

#[tokio::test]
async fn a_line_that_is_not_drawn_says_why_and_places_that_spent_nothing_are_named() {
    let asked = || small(12, 36, 1920);
    let plain = report(&drawn(asked(), |_, text| Some(text)).await).await;
    let by_rating = by_rating(&plain);
    let spent = |area: &str| by_rating.get(area).copied().unwrap_or(0.0);
    let of = |report: &Report| report.association.per_domain["roads"].clone();
    let name = |area: &str| {
        let found = plain.places.iter().find(|p| p.area.to_string() == area);
        found.unwrap().name.clone()
    };

    let all = with_roads(asked(), spent).await;
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
    let mut areas: Vec<&String> = by_rating.keys().collect();
    areas.sort_by(|a, b| by_rating[*a].total_cmp(&by_rating[*b]));
    let least = areas[0].clone();
    let but_one = with_roads(asked(), |area| if area == least { 0.0 } else { spent(area) }).await;
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
    let few: Vec<String> = areas.iter().rev().take(3).map(|a| (*a).clone()).collect();
    let three = with_roads(asked(), |area| {
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

#[tokio::test]
async fn a_card_of_the_wave_before_leads_to_the_ledger_and_the_relation_of_that_wave() {
    let county = drawn(two_waves(9), |_, text| Some(text)).await;
    let found = report(&county).await;
    let before = found.wave.before.clone().unwrap();
    let area = &found.places[0].area;
    let card = get(&county.desk, &format!("/townships/{area}/roads?wave={before}")).await;
    assert_eq!(card.status, 200);
    let main = card.text.split("<main").nth(1).unwrap();
    for path in [format!("/ledger/roads/{area}"), "/association/roads".to_owned()] {
        let links: Vec<&str> = main.split(&format!("href=\"{path}")).skip(1).collect();
        assert!(!links.is_empty(), "{path}");
        for rest in links {
            assert!(
                rest.starts_with(&format!("?wave={before}\"")),
                "{path} {}",
                &rest[..40]
            );
        }
    }
}

#[tokio::test]
async fn a_card_with_too_few_answers_calls_nothing_fine_grades_nothing_and_gives_no_mean() {
    let county = drawn(small(9, 27, 600), |_, text| Some(text)).await;
    let found = report(&county).await;
    let few = |c: &&insight::report::verdicts::Cell| c.gate.as_deref() == Some("SMALL_BASE") && c.n.is_some();
    let gates = || {
        found
            .verdicts
            .cells
            .iter()
            .map(|c| (&c.gate, c.n))
            .collect::<Vec<_>>()
    };
    let cell = (found.verdicts.cells.iter().find(few)).unwrap_or_else(|| panic!("{:?}", gates()));
    let path = format!("/townships/{}/{}?lang=en", cell.place.area, cell.domain);
    let text = get(&county.desk, &path).await.text;
    assert!(!text.contains("class=\"grade\""));
    let six = text.split("class=\"gaps checks\"").nth(1).unwrap();
    let sample = six.split("</ul>").next().unwrap().split("<li>").last().unwrap();
    assert!(
        sample.contains("to be checked") && !sample.contains(">fine<"),
        "{sample}"
    );
    let score = found
        .scores
        .iter()
        .find(|m| m.measure == cell.domain.as_str())
        .unwrap();
    let score = score.places.iter().find(|p| p.area == cell.place.area).unwrap();
    let effective = score.n_eff.unwrap();
    if effective <= score.n.unwrap() {
        let worth = format!("worth {} random ones", effective.floor());
        assert!(sample.contains(&worth), "{worth}: {sample}");
    }
    assert!(text.contains("look at the county’s figure for this service"));
    if let Some(near) = text.split("id=\"nearest-table\"").nth(1) {
        let own = near
            .split("<tbody>")
            .nth(1)
            .unwrap()
            .split("</tr>")
            .next()
            .unwrap();
        let mean = own.split("<td").nth(2).unwrap();
        assert!(mean.contains('–'), "{own}");
    }
}

#[tokio::test]
async fn many_places_without_data_stand_in_the_table_and_not_among_the_dots() {
    // answers lie township by township: those of the first few alone
    let county = drawn(small(9, 27, 900), |name, text| {
        if name != "responses" {
            return Some(text);
        }
        let lines: Vec<&str> = text.lines().take(200).collect();
        Some(lines.join("\n") + "\n")
    })
    .await;
    let found = report(&county).await;
    let places = found.scores.iter().find(|m| m.measure == "Q_OVERALL").unwrap();
    let none = places
        .places
        .iter()
        .filter(|p| p.n.unwrap_or(0.0) == 0.0 && p.value.is_none());
    let none: Vec<_> = none.map(|p| &p.area).collect();
    assert!(none.len() > 3, "{none:?}");
    let text = get(&county.desk, "/townships?lang=en").await.text;
    let figure = text.split("id=\"places\"").nth(1).unwrap();
    let (picture, table) = figure.split_once("<table").unwrap();
    let name = |area| &found.places.iter().find(|p| &p.area == area).unwrap().name;
    for area in &none {
        assert!(
            !picture.contains(name(*area)) && table.contains(name(*area)),
            "{area}"
        );
    }
    let said = format!("{} townships without data stand in the table only.", none.len());
    assert!(picture.contains(&said), "{said}");
}
