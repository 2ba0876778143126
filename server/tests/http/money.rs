//! The money's pages: what they print is what the report counts.

use std::sync::Arc;

use axum::http::StatusCode;
use insight::report::Report;
use server::{clock::Zone, http, report, state::AppState};
use store::{Store, sqlite::SqliteStore};
use tempfile::TempDir;

use super::{
    county::{county, get, noon},
    thin::{drawn, small},
};

/// A county of nine townships with residents, spending and published scores.
pub struct Loaded {
    pub desk: axum::Router,
    pub state: AppState,
    _folder: TempDir,
}

pub async fn loaded() -> Loaded {
    loaded_with("year,index\n2023,1\n2024,1\n2025,1\n").await
}

/// The same with another price index.
async fn loaded_with(deflator: &str) -> Loaded {
    made(deflator, |_, _| false).await
}

/// The same but for the residents of some (township, year).
async fn loaded_without(lacks: impl Fn(i32, i32) -> bool) -> Loaded {
    made("year,index\n2023,1\n2024,1\n2025,1\n", lacks).await
}

async fn made(deflator: &str, lacks: impl Fn(i32, i32) -> bool) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(
        SqliteStore::open(&folder.path().join("minxin.sqlite"))
            .await
            .unwrap(),
    );
    let (mut areas, mut people) = (
        "code,name,level,parent,settlement\nc,County,county,,\n".to_owned(),
        "area,year,population\n".to_owned(),
    );
    let mut spending = "area,year,domain,amount,kind,stage,payer,project\n\
        c,2025,roads,90000,recurrent,paid,county,Signs\n"
        .to_owned();
    let mut scores = "area,wave,year,domain,score,n,se\n".to_owned();
    for i in 1..=9 {
        let class = if i <= 4 { "121" } else { "220" };
        areas.push_str(&format!(
            "t{i},Town {i},township,c,{class}\nv{i},Village {i},village,t{i},\n"
        ));
        for year in 2023..=2025 {
            if !lacks(i, year) {
                people.push_str(&format!("t{i},{year},{}\n", 1000 * i));
            }
            spending.push_str(&format!(
                "t{i},{year},roads,{},recurrent,paid,township,\n",
                100_000 + 3_000 * i * i
            ));
        }
        spending.push_str(&format!(
            "v{i},2025,roads,7700{i},capital,paid,county,Bridge {i}\n"
        ));
        spending.push_str(&format!(
            "t{i},2025,roads,555{i}00,recurrent,budget,county,Plan {i}\n"
        ));
        scores.push_str(&format!(
            "t{i},y25,2025,roads,{},200,{}\n",
            50 + (i * 7) % 11,
            2.0
        ));
    }
    for (kind, name, text) in [
        (import::FileKind::Areas, "areas.csv", areas),
        (import::FileKind::Population, "population.csv", people),
        (import::FileKind::Spending, "spending.csv", spending),
        (import::FileKind::Deflator, "deflator.csv", deflator.to_owned()),
        (import::FileKind::Scores, "scores.csv", scores),
    ] {
        load(&store, kind, name, text).await;
    }
    let mut state = AppState::new(store, Zone::shanghai());
    state.now = noon;
    Loaded {
        desk: http::desk(state.clone()),
        state,
        _folder: folder,
    }
}

/// Takes one more file.
pub async fn load(store: &Arc<dyn Store>, kind: import::FileKind, name: &str, text: String) {
    let source = import::Source::Bytes {
        name: name.to_owned(),
        bytes: text.into_bytes().into(),
    };
    let request = import::Request::new(kind, source, noon(), "2026-07-01".to_owned());
    import::run(store.clone(), request, |_| {}).await.unwrap();
}

impl Loaded {
    async fn report(&self) -> Report {
        report::make(&self.state, &report::Asked::default())
            .await
            .unwrap()
            .report
    }
}

#[tokio::test]
async fn the_ledger_page_adds_up_to_the_figure_of_the_card() {
    let county = loaded().await;
    let page = get(&county.desk, "/ledger/roads/t3?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    let report = county.report().await;
    let place = report.exposure[0]
        .places
        .iter()
        .find(|p| p.area.as_str() == "t3")
        .unwrap();
    let figure = app::desk::format::number(place.per_resident.unwrap(), 1);
    assert!(
        page.text.contains(&format!("= {figure} yuan per resident")),
        "{}",
        page.text
    );
    for there in [
        "Bridge 3",
        "Plan 3",
        "Signs",
        "no: budget",
        "Village 3",
        "/townships/t3/roads",
        // a line to the unit, a year in all
        ">127,000 yuan<",
    ] {
        assert!(page.text.contains(there), "{there} is not on the page");
    }
    assert!(!page.text.contains("Bridge 4"), "a line of another place");
    let page = get(&county.desk, "/ledger/roads/t3?lang=zh-Hans").await;
    for there in [">127,000 元<", ">20.40 万元<", "算进来的合计 "] {
        assert!(page.text.contains(there), "{there} is not on the page");
    }
}

#[tokio::test]
async fn a_ledger_without_lines_says_what_to_load_and_an_unknown_place_is_not_found() {
    let county = county().await;
    let page = get(&county.desk, "/ledger/schools/t?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("No spending on this service here yet")
            && page.text.contains("/data?kind=spending")
    );
    for path in ["/ledger/schools/nowhere", "/ledger/nothing/t"] {
        assert_eq!(
            get(&county.desk, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn town_and_country_are_held_side_by_side_with_the_figures_of_the_report() {
    use app::desk::format::{interval, number};
    let county = loaded().await;
    let page = get(&county.desk, "/balance?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    let codes = |from: usize, to: usize| -> Vec<survey::AreaCode> {
        let all = (from..=to).map(|i| survey::AreaCode::parse(&format!("t{i}")).unwrap());
        all.collect()
    };
    let (town, country) = (codes(1, 4), codes(5, 9));
    let found = insight::report::balance::balance(&county.report().await, [&town, &country]);
    let roads = found.iter().find(|b| b.domain == "roads").unwrap();
    assert!(
        page.text.contains("4 places in town, 5 in the country"),
        "{}",
        page.text
    );
    for (side, n) in roads.sides.iter().zip(["800", "1,000"]) {
        let score = format!(
            "{} ({})",
            number(side.score.unwrap(), 1),
            interval(side.interval, 1)
        );
        assert!(page.text.contains(&score), "{score}");
        assert!(page.text.contains(&number(side.per_resident.unwrap(), 0)));
        assert!(page.text.contains(&format!(">{n}</td>")));
    }
}

#[tokio::test]
async fn while_a_survey_is_answered_pages_wait_for_it_and_offer_no_other() {
    let county = county().await;
    for path in ["/balance", "/equations", "/association"] {
        let page = get(&county.desk, &format!("{path}?lang=en")).await;
        assert!(
            page.status == StatusCode::OK && page.text.contains("A survey is being answered"),
            "{path}: {}",
            page.text
        );
        assert!(!page.text.contains("Make a survey"), "{path}");
    }
}

#[tokio::test]
async fn each_equation_shows_its_estimate_and_what_is_missing() {
    let county = loaded().await;
    let page = get(&county.desk, "/equations?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    let report = county.report().await;
    let headline = app::desk::finding::equations::headline(app::words::Locale::En, &report.equations);
    assert!(page.text.contains(&headline), "{headline}");
    let hash = &report.judgements.hypotheses.hash[..12];
    assert!(page.text.contains(hash) && page.text.contains("nobody fixed them"));
    for equation in &report.equations {
        if let Some(r) = equation.estimate {
            let shown = app::desk::format::number(r, 1);
            assert!(page.text.contains(&shown), "{} {shown}", equation.id);
        }
    }
    assert!(page.text.contains("Missing: for every place: "), "{}", page.text);
    assert!(page.text.contains("grids per 1,000 residents"));
    let both = "Load the indicators of the left side for every place. Ask what stands under “Right side” in the next wave.";
    assert!(page.text.contains(both), "{}", page.text);
}

#[tokio::test]
async fn a_rank_correlation_stands_with_what_it_rests_on() {
    let county = drawn(small(12, 36, 1200), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let equations = &known.report.as_ref().unwrap().equations;
    let page = get(&county.desk, "/equations?lang=en").await.text;
    let ranked: Vec<_> = equations.iter().filter(|e| e.spearman.is_some()).collect();
    assert!(!ranked.is_empty());
    for equation in ranked {
        let rho = app::desk::format::coefficient(equation.spearman);
        let said = format!("ρ {rho} (only its sign counts; {} places", equation.places);
        assert!(page.contains(&said), "{said}");
    }
}

#[tokio::test]
async fn an_equation_asks_for_what_is_missing_and_not_for_spending_that_is_loaded() {
    let county = loaded().await;
    let scores: String = (1..=9)
        .map(|i| format!("t{i},y35,2035,roads,{},200,2\n", 50 + i))
        .collect();
    let scores = format!("area,wave,year,domain,score,n,se\n{scores}");
    load(&county.state.store, import::FileKind::Scores, "later.csv", scores).await;
    let report = county.report().await;
    assert_eq!((report.wave.year, report.equations[0].outcome), (2035, "NO_DATA"));
    let page = get(&county.desk, "/equations?lang=en").await.text;
    let said = "Spending is loaded up to 2025, and none of it counts in 2035 any more: load the years after 2025, with population.";
    assert!(page.contains(said), "{page}");
    assert!(!page.contains("Load spending and population"), "{page}");
}

#[tokio::test]
async fn a_changed_judgement_is_kept_with_its_day_and_changes_the_report() {
    let county = loaded().await;
    let before = county.report().await.judgements.settings_hash;
    let page = get(&county.desk, "/settings?lang=en").await;
    assert!(page.text.contains("the county has changed none") && page.text.contains(&before[..12]));
    let send = async |sent: &str| {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "http://127.0.0.1:3000"),
        ];
        super::county::send(
            &county.desk,
            axum::http::Method::POST,
            "/settings?lang=en",
            &headers,
            sent.to_owned(),
        )
        .await
    };
    let typed = app::desk::settings::form(&insight::report::Settings::default()).values;
    let fields = |changed: (&str, &str)| -> String {
        let mut all = typed.clone();
        all.insert(changed.0.to_owned(), changed.1.to_owned());
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(all)
            .finish()
    };
    let refused = send(&fields(("k", "5"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("it may be raised, never lowered") && refused.text.contains("href=\"#k\""));
    assert_eq!(county.report().await.judgements.settings_hash, before);
    assert_eq!(
        send(&fields(("materiality", "3"))).await.status,
        StatusCode::SEE_OTHER
    );
    let after = county.report().await.judgements;
    assert_eq!(after.settings.materiality, 3.0);
    let page = get(&county.desk, "/settings?lang=en").await;
    for there in [
        "the county has changed 1",
        "1 July 2026",
        "2 → 3",
        &after.settings_hash[..12],
    ] {
        assert!(page.text.contains(there), "{there}");
    }
}

#[tokio::test]
async fn the_method_names_what_cannot_be_said_in_three_languages() {
    let county = county().await;
    for (lang, limit) in [
        ("zh-Hans", "谁带来谁"),
        ("zh-Hant", "誰帶來誰"),
        ("en", "Which brings which"),
    ] {
        let page = get(&county.desk, &format!("/method?lang={lang}")).await;
        assert!(
            page.status == StatusCode::OK && page.text.contains(limit),
            "{lang}"
        );
        assert!(page.text.contains("94%") && !page.text.contains("–%"), "{lang}");
    }
}

#[tokio::test]
async fn a_price_index_that_lacks_a_year_is_named_and_years_are_not_compared_in_cash() {
    let county = loaded_with("year,index\n2023,0.97\n2025,1\n").await;

    let front = get(&county.desk, "/?lang=en").await;
    assert_eq!(front.status, StatusCode::OK);
    assert!(
        front.text.contains("The price index lacks 2024,") && front.text.contains("/data?kind=deflator"),
        "{}",
        front.text
    );
    for wrong in ["Nothing is missing", "yuan per resident", "/association/roads"] {
        assert!(!front.text.contains(wrong), "{wrong}");
    }
    let relation = get(&county.desk, "/association/roads?lang=zh-Hans").await;
    assert_eq!(relation.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(relation.text.contains("价格指数缺 2024 年"), "{}", relation.text);

    // one year beside itself needs no index
    let spending = get(&county.desk, "/spending/roads?lang=en").await;
    assert_eq!(spending.status, StatusCode::OK);
    for there in [
        "The price index lacks 2024,",
        "9 areas, cash prices.",
        "(180 yuan)",
    ] {
        assert!(spending.text.contains(there), "{there}: {}", spending.text);
    }
    assert!(!spending.text.contains("id=\"years\""), "years are side by side");
    let whole = loaded().await;
    let spending = get(&whole.desk, "/spending/roads?lang=en").await;
    assert!(spending.text.contains("id=\"years\"") && spending.text.contains("in prices of 2025"));

    let report = county.report().await;
    assert_eq!(report.exposure[0].years_without_index, [2024]);
    assert!(report.notices.contains(&"NO_PRICE_INDEX") && !report.notices.contains(&"NO_SPENDING"));
}

#[tokio::test]
async fn an_index_that_lacks_a_year_of_one_service_is_enough_for_another() {
    let county = loaded().await;
    let early = "area,year,domain,amount\nt1,2019,schools,1000\nt1,2025,schools,1000\n".to_owned();
    load(
        &county.state.store,
        import::FileKind::Spending,
        "early.csv",
        early,
    )
    .await;
    let roads = get(&county.desk, "/spending/roads?lang=en").await.text;
    assert!(roads.contains("in prices of 2025") && !roads.contains("The price index lacks"));
    let schools = get(&county.desk, "/spending/schools?lang=en").await.text;
    assert!(schools.contains("The price index lacks 2019,"), "{schools}");
}

#[tokio::test]
async fn a_place_without_residents_is_neither_where_most_nor_where_least_was_spent() {
    let county = loaded_without(|i, year| i == 5 && year == 2025).await;
    let page = get(&county.desk, "/spending/roads?lang=en").await;
    let title = "Town 1 spends most per resident (180 yuan), Town 8 least (46 yuan)";
    assert!(page.text.contains(title), "{}", page.text);
    assert!(page.text.contains("no population"), "and it is not hidden either");
    let years = get(&county.desk, "/spending/roads?lang=en&table=years&as=csv").await;
    assert!(
        years.text.contains(",Town 1,Town 8") && !years.text.contains("Town 5"),
        "{}",
        years.text
    );

    let none = loaded_without(|i, year| i != 5 && year == 2025).await;
    let page = get(&none.desk, "/spending/roads?lang=en").await;
    assert!(page.text.contains("Roads: spending in 2025"), "{}", page.text);
}

#[tokio::test]
async fn two_places_of_one_name_have_a_line_each() {
    let county = loaded().await;
    let (mut people, mut spending) = (
        "area,year,population\n".to_owned(),
        "area,year,domain,amount\n".to_owned(),
    );
    for year in 2023..=2025 {
        people.push_str(&format!("t10,{year},1000\n"));
        spending.push_str(&format!("t10,{year},roads,99000\n"));
    }
    let areas = "code,name,level,parent\nt10,Town 8,township,c\n".to_owned();
    for (kind, text) in [
        (import::FileKind::Areas, areas),
        (import::FileKind::Population, people),
        (import::FileKind::Spending, spending),
    ] {
        load(&county.state.store, kind, "more.csv", text).await;
    }
    let years = get(&county.desk, "/spending/roads?lang=en&table=years&as=csv").await;
    let least = |line: &str| line.split(',').nth(3).and_then(|v| v.parse::<f64>().ok());
    let found: Vec<f64> = years.text.lines().filter_map(least).collect();
    let own = [36.5, 36.5, (292_000.0 + 77_008.0) / 8000.0];
    assert_eq!(found.len(), 3, "{}", years.text);
    for (found, own) in found.iter().zip(own) {
        assert!((found - own).abs() < 1e-6, "{}", years.text);
    }
}

#[tokio::test]
async fn who_is_left_out_of_a_relation_is_named_with_the_reason_of_each() {
    let county = loaded_without(|i, year| i == 3 && year == 2024).await;
    let scores = "area,wave,year,domain,score\nc,y25,2025,roads,60\n".to_owned();
    load(
        &county.state.store,
        import::FileKind::Scores,
        "county.csv",
        scores,
    )
    .await;
    let page = get(&county.desk, "/association/roads?lang=en").await.text;
    let said = "n = 8, left out for want of spending or population: Town 3; \
                left out because another level is compared: County.";
    assert!(page.contains(said), "{page}");
    let page = get(&county.desk, "/association/roads?lang=zh-Hans").await.text;
    let said = "n = 8，缺投入或人口而未计入：Town 3；比的是另一级，未计入：County。";
    assert!(page.contains(said), "{page}");
}

#[tokio::test]
async fn a_year_without_residents_is_missing_on_the_front_page_with_its_year_and_its_places() {
    let said = async |county: &Loaded, lang: &str| {
        let front = get(&county.desk, &format!("/?lang={lang}")).await;
        assert_eq!(front.status, StatusCode::OK);
        let missing = front.text.split("Spending without residents: ").nth(1);
        let missing = missing.and_then(|rest| rest.split('.').next()).map(str::to_owned);
        (missing, front.text)
    };
    let (missing, page) = said(&loaded().await, "en").await;
    assert_eq!(missing, None);
    assert!(
        !page.contains("/data?kind=population"),
        "there is nothing to mend"
    );

    // a year between the first and the last
    let one = loaded_without(|i, year| i == 3 && year == 2024).await;
    assert_eq!(
        one.report().await.exposure[0].years_without_population,
        [2023, 2024, 2025]
    );
    let (missing, page) = said(&one, "en").await;
    assert_eq!(missing.as_deref(), Some("2024 (Town 3)"));
    assert!(page.contains("/data?kind=population"));
    let (_, page) = said(&one, "zh-Hans").await;
    assert!(
        page.contains("有支出，没有人口：2024 年（缺 Town 3）。"),
        "{page}"
    );

    let many = loaded_without(|i, year| i > 4 && year == 2024).await;
    let (missing, _) = said(&many, "en").await;
    assert_eq!(
        missing.as_deref(),
        Some("2024 (Town 5, Town 6, Town 7 and 2 more)")
    );

    let all = loaded_without(|_, year| year == 2024).await;
    let (missing, _) = said(&all, "en").await;
    assert_eq!(missing.as_deref(), Some("2024 (every place)"));
}

#[tokio::test]
async fn each_point_of_published_scores_leads_to_its_ledger_lines() {
    let county = loaded().await;
    let page = get(&county.desk, "/association/roads?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    for i in 1..=9 {
        let link = format!("<a href=\"/ledger/roads/t{i}\">Town {i}</a>");
        assert_eq!(page.text.matches(&link).count(), 1, "{link}");
    }
    let lines = get(&county.desk, "/ledger/roads/t7?lang=en").await;
    assert!(lines.text.contains("Bridge 7"));
}

#[tokio::test]
async fn every_page_of_money_prints_which_settings_it_was_made_with() {
    let county = loaded().await;
    let hash = &county.report().await.judgements.settings_hash[..12];
    let said = format!("Made with settings {hash}");
    for path in [
        "/",
        "/townships",
        "/association/roads",
        "/spending/roads",
        "/ledger/roads/t3",
        "/balance",
        "/equations",
    ] {
        let page = get(&county.desk, &format!("{path}?lang=en")).await;
        assert!(
            page.status == StatusCode::OK && page.text.contains(&said),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_method_says_below_how_many_answers_nothing_is_shown() {
    let county = county().await;
    for (k, settings) in [(10, None), (25, Some("{\"version\":1,\"k\":25}"))] {
        if let Some(json) = settings {
            let settings = insight::report::Settings::parse(json).unwrap();
            server::judgements::set_settings(&*county.store, &settings, "2026-07-01")
                .await
                .unwrap();
        }
        let page = get(&county.desk, "/method?lang=en").await;
        let limit = format!("Anything from fewer than {k} answers, or fewer than 5 areas.");
        let step = format!("Results of fewer than {k} answers are hidden");
        assert!(page.text.contains(&limit) && page.text.contains(&step), "{k}");
    }
}

#[tokio::test]
async fn a_page_that_leads_on_keeps_the_language_of_its_address() {
    let county = loaded().await;
    for (from, to) in [("/spending", "/spending/"), ("/association", "/association/")] {
        for (asked, kept) in [("?lang=zh-Hant", "?lang=zh-Hant"), ("", "")] {
            let answer = get(&county.desk, &format!("{from}{asked}")).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{from}{asked}");
            let location = answer.headers["location"].to_str().unwrap();
            assert!(location.starts_with(to) && location.ends_with(kept), "{location}");
            assert!(!kept.is_empty() || !location.contains('?'), "{location}");
        }
    }
}

#[tokio::test]
async fn the_change_shown_is_from_the_latest_wave_by_year_whatever_the_waves_are_called() {
    let index: String = (2017..=2025).map(|year| format!("{year},1\n")).collect();
    let county = loaded_with(&format!("year,index\n{index}")).await;
    let (mut people, mut spending, mut scores) = (
        "area,year,population\n".to_owned(),
        "area,year,domain,amount,payer\n".to_owned(),
        "area,wave,year,domain,score\n".to_owned(),
    );
    for i in 1..=9 {
        for year in 2017..=2022 {
            people.push_str(&format!("t{i},{year},{}\n", 1000 * i));
            spending.push_str(&format!(
                "t{i},{year},roads,{},township\n",
                80_000 + 900 * i * (year % 7)
            ));
        }
        scores.push_str(&format!("t{i},y9,2019,roads,{}\n", 40 + (i * 5) % 9));
        scores.push_str(&format!("t{i},y10,2022,roads,{}\n", 45 + (i * 4) % 7));
    }
    for (kind, name, text) in [
        (import::FileKind::Population, "population.csv", people),
        (import::FileKind::Spending, "spending.csv", spending),
        (import::FileKind::Scores, "scores.csv", scores),
    ] {
        let source = import::Source::Bytes {
            name: name.to_owned(),
            bytes: text.into_bytes().into(),
        };
        let request = import::Request::new(kind, source, noon(), "2026-07-01".to_owned());
        import::run(county.state.store.clone(), request, |_| {})
            .await
            .unwrap();
    }
    let page = get(&county.desk, "/association/roads?wave=y25&lang=en")
        .await
        .text;
    assert!(page.contains("y10 → y25"), "{page}");
    assert!(!page.contains("y9 → y25"), "an earlier change is not the latest");
}
