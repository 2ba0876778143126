//! Money: to the fen, by domain, kind and stage; what is not a ledger line is refused by name.

use import::{FileKind::Spending, Request};
use survey::{LedgerKind, Stage};

use crate::place::Place;

const LEDGER: &str = "area,year,domain,amount,kind,stage,payer\n\
    T1,2020,roads,\"1,234.50\",,,county\n\
    Bei,2020,学校教育,10,recurrent,budget,county\n\
    V1,2021,Roads,-0.01,reversal,paid,county\n";

#[tokio::test]
async fn amounts_are_summed_to_the_fen_by_stage_and_year() {
    let place = Place::county().await;
    let report = place.load(Spending, LEDGER).await;
    assert_eq!(
        report.to_string(),
        "spending.csv: 3 rows read, 3 added, 0 unchanged, 0 replaced\n\
         spending.csv: budget 2020: 1 line, 10.00\n\
         spending.csv: paid 2020: 1 line, 1234.50\n\
         spending.csv: paid 2021: 1 line, -0.01\n\
         spending.csv: 1 budget line is kept and never summed with what was paid"
    );
    let lines = place
        .store
        .spending_lines(&store::LineFilter {
            limit: 9,
            ..Default::default()
        })
        .await
        .unwrap();
    let roads = lines
        .iter()
        .find(|l| l.year == 2020 && l.domain.as_str() == "roads")
        .unwrap();
    assert_eq!(
        (roads.kind, roads.stage),
        (LedgerKind::Capital, Stage::Paid),
        "the domain's default, and paid"
    );
    assert!(
        lines
            .iter()
            .any(|l| l.domain.as_str() == "schools" && l.area.as_str() == "T1")
    );
    let totals = place.store.spending_totals().await.unwrap();
    assert_eq!(
        totals.iter().map(|t| t.amount.0).sum::<i64>(),
        123_449,
        "budget is never summed"
    );
}

#[tokio::test]
async fn the_same_ledger_twice_changes_nothing_and_says_so() {
    let place = Place::county().await;
    place.load(Spending, LEDGER).await;
    let again = place.load(Spending, LEDGER).await.to_string();
    assert!(
        again.starts_with("spending.csv: 3 rows read, 0 added, 3 unchanged, 0 replaced; nothing changed\n"),
        "{again}"
    );
}

#[tokio::test]
async fn another_amount_is_refused_and_replace_is_named() {
    let place = Place::county().await;
    place
        .load(
            Spending,
            "area,year,domain,amount\nT1,2020,water,5\nT2,2020,water,7\n",
        )
        .await;
    let file = "area,year,domain,amount\nT1,2020,water,6\nT2,2020,water,7\n";
    assert_eq!(
        place.refusal(Spending, file).await,
        "spending.csv: row 2, column amount: is 5.00 in the data folder, 6.00 here; import with --replace to take the file's value"
    );
    let request = Request {
        replace: true,
        ..Place::request(Spending, file)
    };
    let report = place.run(request).await.unwrap().to_string();
    assert!(
        report.starts_with("spending.csv: 2 rows read, 0 added, 1 unchanged, 1 replaced"),
        "{report}"
    );
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_stores_nothing() {
    let place = Place::county().await;
    let before = place.everything().await;
    let request = Request {
        dry_run: true,
        ..Place::request(Spending, "area,year,domain,amount\nT1,2020,parks,5\n")
    };
    let report = place.run(request).await.unwrap();
    assert!(report.to_string().starts_with(
        "spending.csv: 1 row read, 1 added, 0 unchanged, 0 replaced; dry run, nothing stored\n\
         spending.csv: paid 2020: 1 line, 5.00\n\
         spending.csv: new domain parks; the nearest known one is "
    ));
    assert_eq!(report.preview.header, ["area", "year", "domain", "amount"]);
    assert_eq!(report.preview.rows, [["T1", "2020", "parks", "5"]]);
    assert_eq!(place.everything().await, before);
}

#[tokio::test]
async fn a_new_domain_is_the_countys_own_and_is_named_with_the_nearest_known_one() {
    let place = Place::county().await;
    let file = "area,year,domain,amount\nT1,2020,Scools,5\nT2,2020,scools,5\nT2,2020,公交客运,1\n";
    let report = place.load(Spending, file).await.to_string();
    assert!(
        report.contains("new domain Scools; the nearest known one is schools (Schools)\n"),
        "{report}"
    );
    assert!(
        report.ends_with("new domain 公交客运; the nearest known one is buses (Buses)"),
        "{report}"
    );
    let own = place.store.own_domains().await.unwrap();
    assert_eq!(
        own.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(),
        ["Scools", "公交客运"]
    );
    let again = place
        .load(Spending, "area,year,domain,amount\nT1,2021,SCOOLS,5\n")
        .await;
    assert!(again.new_domains.is_empty());
}

#[tokio::test]
async fn amounts_that_are_none_are_refused_by_name() {
    let place = Place::county().await;
    let remedy = "write currency units with at most two decimals, such as 1234.50";
    for (amount, what) in [
        ("abc", format!("\"abc\" is not a number; {remedy}")),
        ("inf", format!("\"inf\" is infinite; {remedy}")),
        ("-Infinity", format!("\"-Infinity\" is infinite; {remedy}")),
        ("1e999", format!("\"1e999\" is infinite; {remedy}")),
        ("NaN", format!("\"NaN\" is not a number (NaN); {remedy}")),
        ("", format!("is empty; {remedy}")),
        ("５", format!("\"５\" is not a number; {remedy}")),
        ("¥5", format!("\"¥5\" is not a number; {remedy}")),
        ("5万元", format!("\"5万元\" is not a number; {remedy}")),
        (
            "1.005",
            "\"1.005\" has more than two decimals; round it to the fen, and say so to whoever made the file"
                .to_owned(),
        ),
        (
            "99999999999999999999",
            "\"99999999999999999999\" is too large; write currency units, not fen".to_owned(),
        ),
        (
            "\"1,5\"",
            "\"1,5\" has a comma that does not part thousands; write decimals with a point, such as 1234.50"
                .to_owned(),
        ),
        (
            "-5",
            "-5 is negative; set kind to reversal if it takes an earlier line back".to_owned(),
        ),
    ] {
        let file = format!("area,year,domain,amount\nT1,2020,water,{amount}\n");
        let said = place.refusal(Spending, file).await;
        assert_eq!(said, format!("spending.csv: row 2, column amount: {what}"));
    }
}

#[tokio::test]
async fn total_rows_are_refused_however_they_are_written() {
    let place = Place::county().await;
    for total in ["合计", " 总计 ", "小计:", "TOTAL", "合\u{3000}计", "Sub total"] {
        for file in [
            format!("area,year,domain,amount\nT1,2020,water,1\n{total},2020,water,1\n"),
            format!("domain,year,area,amount\nwater,2020,T1,1\n{total},2020,T1,1\n"),
        ] {
            let column = if file.starts_with("area") {
                "area"
            } else {
                "domain"
            };
            let said = place.refusal(Spending, &file).await;
            let expected = "is a total row; remove it: totals are computed";
            assert_eq!(
                said,
                format!("spending.csv: row 3, column {column}: {expected}"),
                "{total}"
            );
        }
    }
}

#[tokio::test]
async fn the_same_line_twice_is_refused_with_both_rows() {
    let place = Place::county().await;
    let file =
        "area,year,domain,amount,project\nT1,2020,water,1,a\nT1,2020,water,1,b\nNorth,2020,饮用水,2,a\n";
    assert_eq!(
        place.refusal(Spending, file).await,
        "spending.csv: row 4: has the same area, year, domain, kind, stage, payer, decides, project and source as row 2; \
         keep one of the two, add them up, or tell them apart by project or source"
    );
}

#[tokio::test]
async fn unknown_kinds_stages_years_and_areas_are_named_in_one_go() {
    let place = Place::county().await;
    let file =
        "area,year,domain,amount,kind,stage\nTwin,2019-20,water,1,gift,done\nNorf,20x0,water,1,,\n,,,1,,\n";
    assert_eq!(
        place.refusal(Spending, file).await,
        "spending.csv: row 2, column area: \"Twin\" matches 2 areas: T3, T4; write the code of the one that is meant\n\
         spending.csv: row 2, column year: \"2019-20\" is not a year; write the year in which the fiscal year ends, 2020\n\
         spending.csv: row 2, column kind: \"gift\" is no kind; write capital, recurrent or reversal, or nothing for the domain's own\n\
         spending.csv: row 2, column stage: \"done\" is no stage; write budget, paid or in_service, or nothing for paid\n\
         spending.csv: row 3, column area: \"Norf\" is no area; write T1 if North is meant, or import this area first\n\
         spending.csv: row 3, column year: \"20x0\" is not a year; write a year from 1900 to 2200, such as 2020\n\
         spending.csv: row 4, column area: is empty; write the code or name of an area\n\
         spending.csv: row 4, column year: is empty; write a year from 1900 to 2200, such as 2020\n\
         spending.csv: row 4, column domain: is empty; write the id or name of the domain"
    );
}

#[tokio::test]
async fn twenty_problems_are_told_and_the_others_counted() {
    let place = Place::county().await;
    let mut file = "area,year,domain,amount\n".to_owned();
    for row in 0..25 {
        file.push_str(&format!("T1,2020,water,x{row}\n"));
    }
    let said = place.refusal(Spending, &file).await;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 21);
    assert!(lines[19].starts_with("spending.csv: row 21, column amount: \"x19\" is not a number; "));
    assert_eq!(
        lines[20],
        "spending.csv: 5 more problems; mend those above and import again"
    );
}

#[tokio::test]
async fn without_areas_the_file_says_what_comes_first() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(Spending, "area,year,domain,amount\nT1,2020,water,1\n")
            .await,
        "spending.csv: row 2, column area: \"T1\" is no area; import the areas first"
    );
}
