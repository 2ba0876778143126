//! `/townships` and `/standing`: what is shown is what the report says, and what cannot be said is said so.

use std::sync::Arc;

use app::desk::format::{chance, number};
use app::words::Locale;
use axum::{
    Router,
    http::{Method, StatusCode},
};
use insight::report::Report;
use server::{clock::Zone, http, report, state::AppState};
use store::{Store, sqlite::SqliteStore};
use tempfile::TempDir;

use super::{
    county::{Answer, get, noon, send},
    thin::{drawn, small},
};

struct Scored {
    desk: Router,
    state: AppState,
    _folder: TempDir,
}

impl Scored {
    async fn report(&self) -> Report {
        report::make(&self.state, &report::Asked::default())
            .await
            .unwrap()
            .report
    }
}

async fn load(store: &Arc<dyn Store>, kind: import::FileKind, text: String) {
    let source = import::Source::Bytes {
        name: "file.csv".to_owned(),
        bytes: text.into_bytes().into(),
    };
    let request = import::Request::new(kind, source, noon(), "2026-07-01".to_owned());
    import::run(store.clone(), request, |_| {}).await.unwrap();
}

/// A county whose overall satisfaction was measured by somebody else, in two years; the last place is far below.
async fn scored(places: usize, with_error: bool) -> Scored {
    let mut areas = "code,name,level,parent\nc,县,county,\n".to_owned();
    let mut scores = "area,wave,year,domain,score,n,se\n".to_owned();
    for i in 0..places {
        areas.push_str(&format!("t{i},乡{i}<b>,township,c\n"));
        for (wave, year) in [("2022", 2022), ("2025", 2025)] {
            let low = if i + 1 == places { 25.0 } else { 0.0 };
            let score = 66.0 + (i * 7 % 5) as f64 - low;
            let n = 150.0 + 10.0 * i as f64;
            let error = if with_error {
                format!("{n},{}", 24.0 / f64::sqrt(n))
            } else {
                ",".to_owned()
            };
            scores.push_str(&format!("t{i},{wave},{year},总体满意度,{score},{error}\n"));
        }
    }
    held(vec![
        (import::FileKind::Areas, areas),
        (import::FileKind::Scores, scores),
    ])
    .await
}

/// A county that holds these files.
async fn held(files: Vec<(import::FileKind, String)>) -> Scored {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("minxin.sqlite");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).await.unwrap());
    for (kind, text) in files {
        load(&store, kind, text).await;
    }
    let mut state = AppState::new(store, Zone::shanghai());
    state.now = noon;
    Scored {
        desk: http::desk(state.clone()),
        state,
        _folder: folder,
    }
}

fn heading(answer: &Answer) -> String {
    let inside = answer.text.split("<h1>").nth(1).unwrap();
    let inside = inside.split("</h1>").next().unwrap();
    let mut out = String::new();
    let mut depth = 0;
    for c in inside.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The cells of the row of a place in a table.
fn cells(answer: &Answer, table: &str, place: &str) -> Vec<String> {
    let table = answer
        .text
        .split(&format!("id=\"{table}-table\""))
        .nth(1)
        .unwrap();
    let table = table.split("</table>").next().unwrap();
    let row = table
        .split("<tr>")
        .find(|r| r.contains(&format!(">{place}&lt;b&gt;</th>")))
        .unwrap_or_else(|| panic!("{place} is not in {table}"));
    row.split("<td")
        .skip(1)
        .map(|c| {
            let shown = c.split_once('>').unwrap().1;
            shown.split("</td>").next().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn every_place_stands_with_its_estimate_its_interval_and_its_range_of_ranks() {
    let county = scored(12, true).await;
    let report = county.report().await;
    let compared = &report.comparison[0];
    let page = get(&county.desk, "/townships?lang=zh-Hans").await;
    assert_eq!(page.status, StatusCode::OK);
    for (place, score) in compared.places.iter().zip(&report.scores[0].places) {
        let name = &report.places.iter().find(|p| p.area == place.area).unwrap().name;
        let name = name.trim_end_matches("<b>");
        let row = cells(&page, "places", name);
        let [low, high] = place.interval.unwrap();
        let [best, worst] = place.rank.unwrap();
        assert_eq!(row[0], number(score.n.unwrap(), 0));
        assert_eq!(row[1], number(score.value.unwrap(), 1));
        assert_eq!(row[3], number(place.smoothed.unwrap(), 1));
        assert_eq!(row[4], format!("{}–{}", number(low, 1), number(high, 1)));
        let ranks = if best == worst {
            format!("范围里只有第 {best} 名")
        } else {
            format!("第 {best}–{worst} 名之间")
        };
        assert_eq!(row[5], ranks);
    }
    let told = compared.told(compared.centre().unwrap());
    assert_eq!(told.below.len(), 1, "{told:?}");
    assert_eq!(cells(&page, "places", "乡11")[6], "▽ 低于平均");
    assert!(heading(&page).contains("乡11"), "{}", heading(&page));
    assert!(page.text.contains("id=\"funnel-table\"") && page.text.contains("只是估计的先后"));
    assert!(!page.text.contains("<b>"), "names are escaped");
}

#[tokio::test]
async fn each_mean_of_the_county_says_whose_voice_counts_alike() {
    let county = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let wave = &known.report.as_ref().unwrap().wave.id;
    let weighted = get(&county.desk, "/townships?lang=en").await.text;
    assert_eq!(
        weighted.matches("every resident counting the same").count(),
        1,
        "{weighted}"
    );
    let plain = get(&county.desk, &format!("/results/{wave}?lang=en")).await.text;
    assert_eq!(
        plain.matches("Every answer counts the same.").count(),
        1,
        "{plain}"
    );
    // without residents there is nothing to weight by
    let county = drawn(small(9, 27, 900), |name, text| {
        (name != "population").then_some(text)
    })
    .await;
    let alike = get(&county.desk, "/townships?lang=en").await.text;
    assert_eq!(
        alike.matches("every answer counting the same").count(),
        1,
        "{alike}"
    );
}

#[tokio::test]
async fn a_share_of_one_answer_is_not_called_that_of_two() {
    let county = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let wave = known.report.as_ref().unwrap().wave.id.clone();
    let shown = async |item: &str| {
        let path = format!("/surveys/{wave}/breakdown?lang=en&item={item}");
        get(&county.desk, &path).await
    };
    let rise = shown("E_RISE").await;
    assert!(heading(&rise).contains(", top answer "), "{}", heading(&rise));
    let roads = shown("S_ROADS").await;
    assert!(heading(&roads).contains(", top two "), "{}", heading(&roads));
    assert!(
        roads
            .text
            .contains("Of these, “top two” is the top answer alone: “Compared with three years ago")
    );
}

#[tokio::test]
async fn one_survey_is_no_two_years_running() {
    let county = drawn(small(9, 27, 900), |_, text| Some(text)).await;
    for path in ["/townships?lang=en", "/standing?lang=en"] {
        let page = get(&county.desk, path).await.text;
        assert!(
            page.contains("Low this time: is it true?") && !page.contains("two years running"),
            "{path}: {page}"
        );
    }
}

#[tokio::test]
async fn scores_without_their_error_get_no_rank_no_interval_and_the_reason() {
    let county = scored(12, false).await;
    let page = get(&county.desk, "/townships?lang=zh-Hans").await;
    assert!(
        heading(&page).contains("没有附上误差，分不出哪里真有高低"),
        "{}",
        heading(&page)
    );
    assert!(!page.text.contains("名之间") && !page.text.contains("id=\"funnel"));
    assert!(
        page.text.contains("按区划代码排，不是名次"),
        "no residents are known"
    );
    assert_eq!(cells(&page, "places", "乡3"), ["–", "67.0", "–"]);
    let standing = get(&county.desk, "/standing?lang=en").await;
    assert_eq!(heading(&standing), "Low two years running: is it true?");
    assert!(standing.text.contains("came without answers or error"));
}

#[tokio::test]
async fn places_stand_by_the_latest_residents_known_and_a_note_says_by_what() {
    let county = scored(5, true).await;
    let order = |page: &Answer| {
        let table = page.text.split("id=\"places-table\"").nth(1).unwrap();
        let rows = table.split("<th scope=\"row\"").skip(1);
        let names = rows.map(|r| r.split("乡").nth(1).unwrap()[..1].to_owned());
        names.collect::<String>()
    };
    let page = get(&county.desk, "/townships?lang=en").await;
    assert_eq!(order(&page), "01234");
    assert!(
        page.text
            .contains("In the order of their codes; this is no ranking.")
    );
    // too long ago to be divided by, but known
    let mut population = "area,year,population\n".to_owned();
    for i in 0..5 {
        population.push_str(&format!("t{i},2008,{}\n", 1000 * (i + 1)));
    }
    load(&county.state.store, import::FileKind::Population, population).await;
    let page = get(&county.desk, "/townships?lang=en").await;
    assert_eq!(order(&page), "43210");
    assert!(
        page.text
            .contains("The largest places first; this is no ranking.")
    );
}

#[tokio::test]
async fn where_nothing_can_be_compared_the_page_of_spending_and_satisfaction_says_what_it_takes() {
    let county = scored(5, true).await;
    let page = get(&county.desk, "/association?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        heading(&page),
        "There is no spending and satisfaction to compare yet"
    );
    let main = page.text.split("<main").nth(1).unwrap();
    assert!(main.contains("href=\"/data\""), "{main}");
}

#[tokio::test]
async fn an_empty_county_names_no_source_and_counts_no_areas() {
    let empty = held(Vec::new()).await;
    let page = get(&empty.desk, "/?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Nothing yet."));
    assert!(!page.text.contains("Source:") && !page.text.contains("0 areas"));
}

#[tokio::test]
async fn a_few_places_are_shown_and_not_compared() {
    let county = scored(5, true).await;
    let page = get(&county.desk, "/townships?lang=en").await;
    assert!(
        heading(&page).contains("too few places have scores to be compared"),
        "{}",
        heading(&page)
    );
    assert!(!page.text.contains("ranks 1–") && !page.text.contains("id=\"funnel"));
}

#[tokio::test]
async fn an_unknown_measure_is_not_found_and_where_nothing_is_measured_yet_the_survey_in_the_field_is_named()
{
    let county = scored(12, true).await;
    let there = get(
        &county.desk,
        "/townships?measure=%E6%80%BB%E4%BD%93%E6%BB%A1%E6%84%8F%E5%BA%A6&wave=2022",
    )
    .await;
    assert_eq!(there.status, StatusCode::OK);
    let gone = get(&county.desk, "/townships?measure=nothing").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let empty = super::county::county().await;
    let page = get(&empty.desk, "/townships?lang=en").await;
    // what is to be done where none is being answered: `no_waves` in outlines.rs
    assert_eq!(heading(&page), "A survey is being answered");
    assert!(page.text.contains("href=\"/surveys\"") && page.text.contains("href=\"/standing\""));
}

#[tokio::test]
async fn the_countys_own_standing_is_that_of_the_report() {
    let county = scored(12, true).await;
    let report = county.report().await;
    let found = report.standing.as_ref().unwrap();
    let low = found.places.iter().find(|p| p.place == "t11").unwrap();
    let page = get(&county.desk, "/standing?lang=zh-Hans").await;
    let heading = heading(&page);
    assert!(
        heading.starts_with("乡11&lt;b&gt;两次都排在后一半")
            && heading.contains(&chance(Locale::ZhHans, low.last)),
        "{heading}"
    );
    let row = cells(&page, "standing", "乡11");
    assert_eq!(row[..2], ["12", "12"]);
    assert_eq!(row[2], chance(Locale::ZhHans, low.upper_half));
    assert_eq!(row[4], chance(Locale::ZhHans, low.last));
    assert_eq!(row[5], number(low.expected_rank, 1));
}

async fn typed(desk: &Router, fields: &[(&str, &str)], lang: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(
        desk,
        Method::POST,
        &format!("/standing?lang={lang}"),
        &headers,
        body,
    )
    .await
}

#[tokio::test]
async fn one_line_of_ranks_is_answered_with_nothing_loaded() {
    let county = super::county::county().await;
    let fields = [
        ("kind", "ranks"),
        ("lines", "东乡，20，19"),
        ("n", "150"),
        ("places", "20"),
        ("spread", "4"),
    ];
    let page = typed(&county.desk, &fields, "zh-Hans").await;
    assert_eq!(page.status, StatusCode::OK);
    let read = server::ranks::lines("东乡 20 19", server::ranks::Figures::Ranks, Some(20)).unwrap();
    let mut asked = read.asked;
    (asked.places, asked.spread) = (Some(20), Some(4.0));
    for wave in &mut asked.waves {
        wave.n = Some(150.0);
    }
    let found = insight::standing::standings(&asked).unwrap();
    let (last, upper) = (found.places[0].last, found.places[0].upper_half);
    let heading = heading(&page);
    for p in [last, upper] {
        assert!(heading.contains(&chance(Locale::ZhHans, p)), "{heading}");
    }
    // what nobody gave is named
    assert!(page.text.contains("设计效应 1.8") && page.text.contains("标准差 24 分"));
    assert!(page.text.contains("东乡，20，19</textarea>"));
}

#[tokio::test]
async fn what_cannot_be_read_is_named_by_line_and_everything_typed_stays() {
    let county = super::county::county().await;
    let hostile = "东乡,20,19\n</textarea><script>alert(1)</script>,x,3";
    let fields = [
        ("kind", "ranks"),
        ("lines", hostile),
        ("n", "many"),
        ("places", "20"),
    ];
    let page = typed(&county.desk, &fields, "en").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Line 2: “x” is not a number"), "{}", page.text);
    assert!(page.text.contains("“many” is not a number above zero"));
    assert!(page.text.contains("value=\"many\"") && page.text.contains("&lt;/textarea&gt;"));
    assert!(!page.text.contains("<script>alert"));
    for (fields, said) in [
        (
            vec![("lines", "东乡,20,19")],
            "has rank 20, but only 1 place is listed",
        ),
        (
            vec![("lines", "a,1,2\nb,2,3\nc,3,1"), ("spread", "4")],
            "how many answers",
        ),
        (
            vec![("lines", "a,1,2\nb,2,3\nc,3,1"), ("n", "100")],
            "ranks do not tell",
        ),
        (
            vec![("kind", "scores"), ("lines", "a,61,62\nb,70,71"), ("n", "100")],
            "At least three places",
        ),
        (
            vec![("lines", "a,1,2"), ("places", "1e9")],
            "a whole number from 3 to",
        ),
        (vec![("lines", "")], "Line 1: nothing stands here"),
    ] {
        let page = typed(&county.desk, &fields, "en").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.text.contains(said), "{fields:?}");
    }
}

#[tokio::test]
async fn a_place_without_a_score_is_told_of_by_its_conditions_hatched_and_has_no_rank() {
    let county = scored(12, true).await;
    let more = [
        (
            import::FileKind::Areas,
            "code,name,level,parent\ntx,乡外,township,c\n",
        ),
        (
            import::FileKind::Scores,
            "area,wave,year,domain,score,n,se\ntx,2025,2025,roads,60,,\n",
        ),
    ];
    for (kind, text) in more {
        load(&county.state.store, kind, text.to_owned()).await;
    }
    let report = county.report().await;
    let overall = report
        .comparison
        .iter()
        .find(|c| c.measure == "总体满意度")
        .unwrap();
    let place = overall.places.iter().find(|p| p.area.as_str() == "tx").unwrap();
    assert_eq!((place.own_weight, place.rank), (Some(0.0), None));
    let value = place.smoothed.unwrap();
    let page = get(&county.desk, "/townships?measure=总体满意度").await;
    let said = format!("没有得分，按条件推算约 {} 分", number(value, 0));
    assert!(page.text.contains(&said), "{said}");
    let drawing = page.text.split("<svg").find(|svg| svg.contains("乡外")).unwrap();
    assert!(
        drawing.contains("没有得分，只是推算") && drawing.contains("stroke-dasharray=\"2 2\""),
        "what the model makes of it is drawn hatched, and said to be the model's"
    );
    // whoever is measured by others has no day for a statement, and reads so
    let page = get(&county.desk, "/townships/t0").await;
    assert!(page.text.contains("这些分数是别人测了公布的") && page.text.contains("所以不能写"));
}
