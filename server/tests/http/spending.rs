//! The ledger behind the spending of a service: every line is on a page, whoever looks, and amounts are numbers.

use axum::{Extension, http::StatusCode};
use server::scope::Scope;
use survey::AreaCode;

use super::{
    county::get,
    money::{Loaded, load, loaded},
};

/// Lines of the first township that fill more than two pages, before any line of the last one.
async fn long() -> Loaded {
    let county = loaded().await;
    let mut lines = "area,year,domain,amount,kind,stage,project\n".to_owned();
    for i in 0..450 {
        lines.push_str(&format!(
            "t1,2025,roads,{}.5,recurrent,paid,Ditch {i:03}\n",
            1000 + i
        ));
    }
    load(&county.state.store, import::FileKind::Spending, "more.csv", lines).await;
    county
}

/// Projects named on a page.
fn projects(text: &str) -> Vec<&str> {
    let cells = text.split("<td class=\"\">").skip(1);
    let words = cells.filter_map(|rest| rest.split('<').next());
    words
        .filter(|w| w.starts_with("Ditch") || w.starts_with("Bridge"))
        .collect()
}

#[tokio::test]
async fn every_line_of_a_service_is_on_one_of_its_pages_and_plain_links_lead_there() {
    let county = long().await;
    // 450 ditches and, of each of nine townships: one paid, one planned, one bridge; and the county's signs
    let (mut at, mut seen) = (Some("/spending/roads?lang=en".to_owned()), Vec::new());
    let mut pages = 0;
    while let Some(address) = at {
        let page = get(&county.desk, &address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        pages += 1;
        seen.extend(projects(&page.text).into_iter().map(str::to_owned));
        let last = (pages * 200).min(478);
        let first = (pages - 1) * 200 + 1;
        let caption = format!("2025, lines {first} to {last} of 478; ");
        assert!(page.text.contains(&caption), "{caption}");
        let next = page.text.split("<a href=\"").skip(1);
        let next = next.filter_map(|rest| rest.split('"').next());
        let onward = format!("page={}#ledger", pages + 1);
        at = next
            .map(|href| href.replace("&amp;", "&"))
            .find(|href| href.ends_with(&onward))
            .map(|href| href.replace("#ledger", "&lang=en"));
        assert_eq!(page.text.contains("<details open"), pages > 1);
    }
    assert_eq!(pages, 3);
    seen.sort();
    let mut wanted: Vec<String> = (0..450).map(|i| format!("Ditch {i:03}")).collect();
    wanted.extend((1..=9).map(|i| format!("Bridge {i}")));
    wanted.sort();
    assert_eq!(seen, wanted, "each once");

    // past the end is the end, and nonsense is refused rather than guessed at
    let last = get(&county.desk, "/spending/roads?page=4000000000&lang=en").await;
    assert!(last.text.contains("lines 401 to 478 of 478"));
}

#[tokio::test]
async fn a_township_late_in_the_ledger_sees_its_lines_and_no_others() {
    let county = long().await;
    let own = Scope::Area(AreaCode::parse("t9").unwrap());
    let township = county.desk.clone().layer(Extension(own));
    let page = get(&township, "/spending/roads?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(projects(&page.text), ["Bridge 9"]);
    assert!(page.text.contains("lines 1 to 3 of 3"), "{}", page.text);
}

#[tokio::test]
async fn amounts_of_ledger_lines_are_numbers_on_the_page_and_in_its_files() {
    let county = long().await;
    let page = get(&county.desk, "/spending/roads?lang=en").await;
    let shown = page.text.split("Ditch 007").next().unwrap();
    let cell = shown.rsplit("<td").find(|cell| cell.contains("yuan")).unwrap();
    assert!(
        cell.contains("data-value=\"1007.5\"") && cell.contains(">1,008 yuan<"),
        "an amount sorts by its value: {cell}"
    );
    let file = get(&county.desk, "/spending/roads?lang=en&table=ledger-lines&as=csv").await;
    let line = file.text.lines().find(|l| l.contains("Ditch 007")).unwrap();
    assert_eq!(line.split(',').nth(1), Some("1007.5"));
}
