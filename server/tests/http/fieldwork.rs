//! Surveys made on the desk's pages: how residents are found, and what a township sees of its own.

use axum::http::{Method, StatusCode, header};
use survey::Wave;

use super::{
    county::{get, put, send},
    money::{Loaded, loaded},
    thin::{drawn, small},
};

const PLAN: [(&str, &str); 5] = [
    ("opens", "2026-06-20"),
    ("closes", "2026-07-20"),
    ("grace", "2"),
    ("keep_years", "3"),
    ("publication", "township"),
];

impl Loaded {
    /// Sends a form of the desk; where it leads.
    async fn sent(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = send(&self.desk, Method::POST, path, &headers, body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let to = answer.headers[header::LOCATION].to_str().unwrap();
        to.split(['?', '#']).next().unwrap().to_owned()
    }

    /// Publishes a draft as it stands; the id of its wave.
    async fn published(&self, draft: &str) -> Wave {
        let at = format!("{draft}/publish");
        let page = get(&self.desk, &at).await.text;
        let from = page.find("name=\"revision\" value=\"").unwrap() + 23;
        let revision = page[from..].split('"').next().unwrap();
        let wave = self
            .sent(&at, &[("revision", revision), ("confirm", "yes")])
            .await;
        let id = wave.rsplit('/').next().unwrap();
        self.state.store.wave(id).await.unwrap().unwrap()
    }

    /// A survey of one area that stands alone.
    async fn survey(&self, area: &str, found: Option<&str>) -> Wave {
        let mut fields = vec![
            ("area", area),
            ("title.zh-Hans", "问卷"),
            ("start", "short"),
            ("asker", "County"),
        ];
        fields.extend(PLAN);
        fields.extend(found.map(|f| ("found", f)));
        let draft = self.sent("/surveys/new", &fields).await;
        self.published(&draft).await
    }
}

#[tokio::test]
async fn a_townships_page_counts_its_own_open_survey_by_village() {
    let county = loaded().await;
    let before = get(&county.desk, "/townships/t3?lang=en").await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(!before.text.contains("in the field until"), "{}", before.text);
    let wave = county.survey("t3", None).await;
    assert!(wave.open_link);
    for n in 1..=12 {
        let body = r#"{"version":1,"answers":{"D_VILLAGE":"v3","S_ROADS":4}}"#;
        let answer = put(&county.desk, &wave.id, &format!("{n:032x}"), body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }
    let page = get(&county.desk, "/townships/t3?lang=en").await.text;
    assert!(page.contains("in the field until 20 July 2026"), "{page}");
    let at = page.find("Village 3").expect("its village is named");
    let row = &page[at..at + page[at..].find("</li>").unwrap()];
    // beside what is aimed for, where something is
    let counted = row.contains(">12<") || row.contains(">12 of ");
    assert!(counted, "{row}");
    // another township's page knows nothing of it
    let other = get(&county.desk, "/townships/t4?lang=en").await.text;
    assert!(!other.contains("in the field until"), "{other}");
}

/// What a township is told to do, each with its first link.
async fn todo(desk: &axum::Router, area: &str) -> Vec<(String, String)> {
    let page = get(desk, &format!("/townships/{area}?lang=en")).await.text;
    let list = page.split("id=\"todo\"").nth(1).expect("there is a next step");
    let list = list.split("</ul>").next().unwrap();
    let after = |row: &str, from: &str, to: &str| {
        let rest = row.split(from).nth(1).unwrap();
        rest.split(to).next().unwrap().to_owned()
    };
    let rows = list.split("<li>").skip(1);
    rows.map(|row| (after(row, "<strong>", "</strong>"), after(row, "href=\"", "\"")))
        .collect()
}

#[tokio::test]
async fn a_township_always_has_a_next_step_and_asks_more_now_only_while_it_can() {
    let step = |what: &str, href: &str| (what.to_owned(), href.to_owned());
    // nothing is listed, nothing in the field, nothing planned
    let county = loaded().await;
    let next = [step("The next survey", "/surveys/new")];
    assert_eq!(todo(&county.desk, "t3").await, next);

    // in the field, with a village that has too few
    let wave = county.survey("t3", None).await;
    let survey = format!("/surveys/{}", wave.id);
    assert_eq!(todo(&county.desk, "t3").await, [step("Ask more", &survey)]);
    // a table of zeros says no more than that nobody has answered
    let page = get(&county.desk, &format!("{survey}?lang=en")).await.text;
    assert!(
        page.contains("1 place without answers") && !page.contains("counts-table"),
        "{page}"
    );
    assert_eq!(todo(&county.desk, "t4").await, next);
    // and with one that has enough
    let wave = county.survey("t5", None).await;
    for n in 1..=10 {
        let body = r#"{"version":1,"answers":{"D_VILLAGE":"v5","S_ROADS":4}}"#;
        put(&county.desk, &wave.id, &format!("{n:032x}"), body).await;
    }
    let survey = format!("/surveys/{}", wave.id);
    assert_eq!(todo(&county.desk, "t5").await, [step("The next survey", &survey)]);
    let page = get(&county.desk, &format!("{survey}?lang=en")).await.text;
    assert!(
        page.contains("counts-table") && !page.contains("no answers</summary>"),
        "{page}"
    );

    // closed: the villages are for the next survey
    let county = drawn(small(9, 27, 200), |_, text| Some(text)).await;
    let known = county.state.reports.of(&county.state, None).await.unwrap();
    let [more, next] = ["Ask more next time", "The next survey"].map(|what| step(what, "/surveys/new"));
    let mut asked = 0;
    for place in &known.report.as_ref().unwrap().places {
        let steps = todo(&county.desk, place.area.as_str()).await;
        let last = steps.last().unwrap();
        assert!([&more, &next].contains(&last), "{}: {steps:?}", place.name);
        assert!(steps.iter().all(|(what, _)| what != "Ask more"), "{steps:?}");
        asked += usize::from(*last == more);
    }
    assert!(asked > 4, "{asked} townships have small villages");
}

#[tokio::test]
async fn how_residents_are_found_is_chosen_on_the_page_and_kept_with_the_wave() {
    let county = loaded().await;
    let form = get(&county.desk, "/surveys/new?lang=en").await.text;
    assert!(form.contains("How residents are found"), "{form}");
    let chosen = form.find("value=\"open\" checked").is_some();
    assert!(chosen, "an open link unless somebody says otherwise");

    let open = county.survey("t1", Some("open")).await;
    let drawn = county.survey("t2", Some("drawn")).await;
    assert_eq!((open.open_link, drawn.open_link), (true, false));
    let page = get(&county.desk, &format!("/surveys/{}?lang=en", open.id))
        .await
        .text;
    assert!(
        page.contains("An open link") && page.contains("/poster"),
        "{page}"
    );
    // the wall says what the form says, and its address breaks where it is read in parts
    let wall = get(&county.desk, &format!("/surveys/{}/poster?lang=zh-Hans", open.id))
        .await
        .text;
    assert!(wall.contains("不记名") && !wall.contains("匿名"), "{wall}");
    assert!(wall.contains("<b>http://127.0.0.1:3000/<wbr>s/<wbr>"), "{wall}");
    let page = get(&county.desk, &format!("/surveys/{}?lang=en", drawn.id))
        .await
        .text;
    assert!(
        page.contains("A drawn sample") && page.contains("to them alone"),
        "{page}"
    );
    assert!(
        !page.contains("/poster"),
        "a link for those drawn is not put on a wall"
    );
}

#[tokio::test]
async fn every_wave_of_a_round_finds_residents_as_the_round_says() {
    let county = loaded().await;
    let mut fields = vec![
        ("title.zh-Hans", "一轮"),
        ("area", "c"),
        ("core", "short"),
        ("asker", "County"),
        ("found", "drawn"),
    ];
    fields.extend(PLAN);
    let round = county.sent("/surveys/rounds/new", &fields).await;
    let page = get(&county.desk, &format!("{round}?lang=en")).await.text;
    assert!(page.contains("A drawn sample"), "{page}");
    assert!(
        page.contains("Satisfaction, five points"),
        "how it is answered stands under it: {page}"
    );
    let id = round.rsplit('/').next().unwrap();
    let asked = [("round", id), ("area", "t5"), ("title.zh-Hans", "问卷")];
    let draft = county.sent("/surveys/new", &asked).await;
    assert!(!county.published(&draft).await.open_link);
}
