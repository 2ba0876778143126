//! The points of a card go by the questions that were asked: of the service or of a project of it, before general ones.

use app::desk::format::number;
use insight::{
    breakdown::Figures,
    report::{Report, exposure::Capital},
};

use super::{
    county::get,
    thin::{Drawn, drawn, small, words},
};

async fn report(county: &Drawn) -> std::sync::Arc<Report> {
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    known.report.clone().unwrap()
}

/// The county asks this in place of what people expect; answers 1, 2, 3 are turned into what `turned` says, others are
/// left out.
async fn asking(code: &str, item: Option<serde_json::Value>, turned: [&str; 3]) -> Drawn {
    drawn(small(9, 27, 900), |name, text| {
        Some(match name {
            "instrument" => {
                let mut found: serde_json::Value = serde_json::from_str(&text).unwrap();
                let items = found["items"].as_array_mut().unwrap();
                let at = items.iter().position(|i| i == "E_RISE").unwrap();
                items[at] = item.clone().unwrap_or_else(|| code.into());
                found.to_string()
            }
            "responses" => {
                let mut lines = text.lines();
                let head: Vec<&str> = lines.next().unwrap().split(',').collect();
                let at = head.iter().position(|h| *h == "E_RISE").unwrap();
                let mut out = head.join(",").replace("E_RISE", code);
                for line in lines {
                    let mut cells: Vec<&str> = line.split(',').collect();
                    let known = ["1", "2", "3"].iter().position(|n| *n == cells[at]);
                    cells[at] = known.map_or("", |n| turned[n]);
                    out.push('\n');
                    out.push_str(&cells.join(","));
                }
                out
            }
            _ => text,
        })
    })
    .await
}

/// A question about a project of the roads.
fn of_project(code: &str, scale: &str) -> serde_json::Value {
    serde_json::json!({
        "code": code, "scale": scale, "domain": "roads",
        "text": {"zh-Hans": "东桥，2024 年建成。", "zh-Hant": "東橋，2024 年建成。", "en": "East bridge, built in 2024."},
    })
}

/// A point of the card of a place on roads: what is said, its state, and where it leads.
async fn point(county: &Drawn, question: &str) -> (String, String) {
    let found = report(county).await;
    let area = &found.places[0].area;
    let raw = get(&county.desk, &format!("/townships/{area}/roads?lang=en"))
        .await
        .text;
    let (before, after) = raw.split_once(question).unwrap();
    let href = before.rsplit("href=\"").next().unwrap();
    let said = words(after.split("</li>").next().unwrap());
    (said, href.split('"').next().unwrap().to_owned())
}

/// The answers of the place whose card is looked at.
async fn answered(county: &Drawn, item: &str) -> Figures {
    let found = report(county).await;
    let area = found.breakdowns.iter().find(|b| b.cut == "area").unwrap();
    let rows = &area.items.iter().find(|i| i.item == item).unwrap().rows;
    let key = found.places[0].area.to_string();
    let row = rows.iter().find(|r| r.key.as_ref() == Some(&key)).unwrap();
    row.figures.clone().unwrap()
}

fn share(figures: &Figures, codes: &[&str]) -> f64 {
    let of = figures
        .distribution
        .iter()
        .filter(|c| codes.contains(&c.code.as_str()));
    of.map(|c| c.share).sum()
}

const WHO: &str = "Are those who benefit those who answered?";
const IN_SERVICE: &str = "Is the project in service?";
const KNOWN: &str = "Do residents know of it?";
const EXPECTED: &str = "Have expectations risen?";

#[tokio::test]
async fn who_used_a_service_is_told_of_the_question_that_asks_it() {
    for (turned, state) in [(["1", "2", "1"], "fine"), (["3", "1", "3"], "to be checked")] {
        let county = asking("U_USE.roads", None, turned).await;
        let (said, href) = point(&county, WHO).await;
        assert!(href.contains("item=U_USE.roads"), "{href}");
        let found = answered(&county, "U_USE.roads").await;
        let used = share(&found, &["1", "2"]);
        assert_eq!(used >= 0.5, state == "fine");
        let words = format!(
            "{}% of {} answered “I used it or Someone in my family did”.",
            number(used * 100.0, 0),
            found.n_valid
        );
        assert!(
            said.contains(&words) && said.contains(state),
            "{words} {state}: {said}"
        );
        // of another service nobody asked: what its rating says stands there
        let found = report(&county).await;
        let area = &found.places[0].area;
        let other = get(&county.desk, &format!("/townships/{area}/schools?lang=en")).await;
        let other = other
            .text
            .split(WHO)
            .nth(1)
            .unwrap()
            .split("</li>")
            .next()
            .unwrap()
            .to_owned();
        assert!(other.contains("rated it"), "{other}");
    }
}

#[tokio::test]
async fn who_uses_a_project_says_that_it_is_in_service_where_the_ledger_is_silent() {
    let county = asking("K_USE.P1", Some(of_project("K_USE.P1", "US3")), ["1", "2", "3"]).await;
    let found = answered(&county, "K_USE.P1").await;
    let used = share(&found, &["1", "2"]);
    let words = format!(
        "{}% of {} answered “I used it or",
        number(used * 100.0, 0),
        found.n_valid
    );
    let (said, _) = point(&county, WHO).await;
    assert!(said.contains(&words), "{words}: {said}");
    let (said, href) = point(&county, IN_SERVICE).await;
    assert!(said.contains(&words), "{words}: {said}");
    let report = report(&county).await;
    let roads = report
        .exposure
        .iter()
        .find(|e| e.domain.as_str() == "roads")
        .unwrap();
    let silent = matches!(roads.places[0].capital, Capital::Unstated | Capital::SharedOnly);
    assert_eq!(
        href.contains("item=K_USE.P1"),
        silent,
        "{:?} {href}",
        roads.places[0].capital
    );
    assert_eq!(
        said.contains("fine"),
        silent || roads.places[0].not_in_service.is_none(),
        "{said}"
    );
}

#[tokio::test]
async fn who_knows_of_a_project_is_told_before_what_is_known_in_general() {
    let county = asking("K_KNOW.P1", Some(of_project("K_KNOW.P1", "KN")), ["2", "1", "1"]).await;
    let (said, href) = point(&county, KNOWN).await;
    assert!(href.contains("item=K_KNOW.P1"), "{href}");
    let found = answered(&county, "K_KNOW.P1").await;
    let most = found.distribution.iter().max_by_key(|c| c.n).unwrap();
    let (answer, state) = match most.code.as_str() {
        "1" => ("Yes, I know", "fine"),
        _ => ("No", "to be checked"),
    };
    let words = format!(
        "The commonest answer is “{answer}”: {}% of {}.",
        number(most.share * 100.0, 0),
        found.n_valid
    );
    assert!(
        said.contains(&words) && said.contains(state),
        "{words} {state}: {said}"
    );
}

#[tokio::test]
async fn expectations_are_to_be_checked_where_more_is_wanted_than_there_is() {
    // asked of all services: whether more is wanted than before
    for (turned, answer, state) in [
        (["3", "3", "3"], "Expect more", "to be checked"),
        (["1", "1", "1"], "Expect less", "fine"),
    ] {
        let county = asking("E_RISE", None, turned).await;
        let (said, href) = point(&county, EXPECTED).await;
        assert!(href.contains("item=E_RISE"), "{href}");
        assert!(
            said.contains(&format!("The commonest answer is “{answer}”")),
            "{said}"
        );
        assert!(said.contains(state), "{state}: {said}");
    }
    // asked of the service: the level that would do, beside its score
    for (turned, state) in [(["10", "10", "10"], "to be checked"), (["1", "1", "1"], "fine")] {
        let county = asking("E_OK.roads", None, turned).await;
        let (said, href) = point(&county, EXPECTED).await;
        assert!(href.contains("item=E_OK.roads"), "{href}");
        let found = report(&county).await;
        let rated = found.scores.iter().find(|m| m.measure == "roads").unwrap();
        let words = format!(
            "Satisfaction now is {} of 100.",
            number(rated.places[0].value.unwrap(), 1)
        );
        assert!(
            said.contains(&words) && said.contains(state),
            "{words} {state}: {said}"
        );
    }
}
