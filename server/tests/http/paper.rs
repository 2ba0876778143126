//! Paper: a stack, two passes, differences, and one answer that no longer knows its sheet.

use axum::http::{Method, StatusCode};
use store::{PaperState, Pass};
use survey::{Answers, Mode, paper::Serial};

use super::county::{Answer, County, county, get, send};

async fn post(county: &County, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    send(&county.desk, Method::POST, path, &headers, body).await
}

fn shown(n: u32) -> String {
    Serial(n).shown("open")
}

/// A stack of four sheets for the upper village.
async fn stack(county: &County, wave: &str) {
    let fields = [("sheets", "4"), ("village", "v1"), ("lang", "en")];
    let made = post(county, &format!("/surveys/{wave}/paper"), &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{made:?}");
}

/// Names of the fields that a sheet asks for.
fn fields_of(page: &str) -> Vec<String> {
    page.split("name=\"a.")
        .skip(1)
        .map(|rest| format!("a.{}", rest.split('"').next().unwrap()))
        .collect()
}

/// One pass of a sheet: `.` everywhere but where these say otherwise.
async fn pass(county: &County, wave: &str, pass: &str, n: u32, typed: &[(&str, &str)]) -> Answer {
    let serial = Serial(n).shown(wave);
    let path = format!("/surveys/{wave}/paper/type/{pass}");
    let page = get(&county.desk, &format!("{path}?serial={serial}&lang=en")).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let names = fields_of(&page.text);
    let mut fields: Vec<(&str, &str)> = vec![("serial", &serial)];
    fields.extend(names.iter().map(|name| {
        let found = typed.iter().find(|(code, _)| name == &format!("a.{code}"));
        (name.as_str(), found.map_or(".", |(_, typed)| *typed))
    }));
    post(county, &path, &fields).await
}

#[track_caller]
fn led_to(answer: &Answer, what: &str) {
    let to = answer
        .headers
        .get("location")
        .map(|l| l.to_str().unwrap())
        .unwrap_or_default();
    assert!(
        to.contains(what),
        "{} {to:?} {what}: {}",
        answer.status,
        answer.text
    );
}

#[tokio::test]
async fn two_equal_passes_are_one_paper_answer_that_does_not_know_its_sheet() {
    let county = county().await;
    stack(&county, "open").await;
    let typed = [("S_ROADS", "4"), ("OWN", "路不平，晚上黑"), ("D_AGE", "2")];
    led_to(&pass(&county, "open", "first", 1, &typed).await, "did=once");
    assert_eq!(county.store.wave_counts("open").await.unwrap().counted, 0);
    led_to(&pass(&county, "open", "second", 1, &typed).await, "did=in");
    let stored = county.store.responses("open", None, 10).await.unwrap();
    assert_eq!(stored.len(), 1);
    let answer = &stored[0];
    assert_eq!((answer.mode, answer.area.as_str()), (Mode::Paper, "v1"));
    assert_eq!(
        answer.answers.get("S_ROADS").unwrap().code().as_deref(),
        Some("4")
    );
    assert_eq!(
        answer.answers.get("OWN").unwrap().code().as_deref(),
        Some("路不平，晚上黑")
    );
    assert_eq!(answer.age.as_deref(), Some("2"));
    let sheet = county.store.paper_sheet("open", 1).await.unwrap().unwrap();
    assert!(sheet.taken && sheet.first.is_none() && sheet.second.is_none() && sheet.agreed.is_none());
}

#[tokio::test]
async fn what_differs_is_decided_from_the_paper_and_taken_in_once() {
    let county = county().await;
    stack(&county, "open").await;
    for (which, roads) in [("first", "4"), ("second", "2")] {
        pass(
            &county,
            "open",
            which,
            2,
            &[("S_ROADS", roads), ("Q_OVERALL", "5")],
        )
        .await;
    }
    assert_eq!(county.store.wave_counts("open").await.unwrap().counted, 0);
    let list = get(&county.desk, "/surveys/open/paper/differences?lang=en").await;
    assert!(
        list.text.contains(&format!("Sheet {}: 1 item differs", shown(2))),
        "{}",
        list.text
    );
    assert_eq!(fields_of(&list.text), ["a.S_ROADS"]);
    let path = "/surveys/open/paper/differences";
    let serial = shown(2);
    let unknown = post(&county, path, &[("serial", &serial), ("a.S_ROADS", "6")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let decided = post(&county, path, &[("serial", &serial), ("a.S_ROADS", "3")]).await;
    led_to(&decided, "did=in");
    // the same form sent again changes nothing
    led_to(
        &post(&county, path, &[("serial", &serial), ("a.S_ROADS", "1")]).await,
        "differences",
    );
    let stored = county.store.responses("open", None, 10).await.unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(
        stored[0].answers.get("S_ROADS").unwrap().code().as_deref(),
        Some("3")
    );
    assert_eq!(
        stored[0].answers.get("Q_OVERALL").unwrap().code().as_deref(),
        Some("5")
    );
}

#[tokio::test]
async fn the_second_pass_does_not_see_the_first() {
    let county = county().await;
    stack(&county, "open").await;
    pass(&county, "open", "first", 1, &[("OWN", "KANARI")]).await;
    let path = format!("/surveys/open/paper/type/second?serial={}", shown(1));
    let page = get(&county.desk, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("KANARI"));
    let values = page.text.split("name=\"a.").skip(1);
    assert!(
        values
            .map(|v| v.split('>').next().unwrap())
            .all(|v| !v.contains("value=\"5\""))
    );
}

#[tokio::test]
async fn bad_input_is_named_and_nothing_is_kept_of_it() {
    let county = county().await;
    stack(&county, "open").await;
    let ask = |serial: String| {
        let desk = county.desk.clone();
        async move {
            get(
                &desk,
                &format!("/surveys/open/paper/type/first?lang=en&serial={serial}"),
            )
            .await
        }
    };
    let other = if shown(1).ends_with('9') {
        "0001-0"
    } else {
        "0001-9"
    };
    for (serial, why) in [
        (other.to_owned(), "last digit does not fit"),
        ("%3Cscript%3E".to_owned(), "last digit does not fit"),
        (shown(5), "No sheet was printed"),
        (String::new(), "Please type the serial"),
    ] {
        let page = ask(serial.clone()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{serial}");
        assert!(page.text.contains(why), "{serial}: {}", page.text);
        assert!(!page.text.contains("<script>"));
    }
    // a field left out, an unknown number
    let wrong = pass(
        &county,
        "open",
        "first",
        1,
        &[("S_ROADS", "6"), ("Q_OVERALL", "")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("“6”") && wrong.text.contains("还没录"),
        "{}",
        wrong.text
    );
    assert_eq!(county.store.paper_states("open").await.unwrap(), []);
    // a second pass without a first, a first twice, a third
    let early = get(
        &county.desk,
        &format!("/surveys/open/paper/type/second?lang=en&serial={}", shown(1)),
    )
    .await;
    assert!(early.text.contains("has no first pass yet"), "{}", early.text);
    pass(&county, "open", "first", 1, &[]).await;
    assert!(ask(shown(1)).await.text.contains("undo it to type it anew"));
    pass(&county, "open", "second", 1, &[]).await;
    let third = post(
        &county,
        "/surveys/open/paper/type/second",
        &[("serial", &shown(1))],
    )
    .await;
    assert_eq!(third.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ask(shown(1)).await.text.contains("is taken in"));
    assert_eq!(county.store.wave_counts("open").await.unwrap().counted, 1);
}

#[tokio::test]
async fn an_unfinished_sheet_is_undone_and_a_finished_one_is_not() {
    let county = county().await;
    stack(&county, "open").await;
    pass(&county, "open", "first", 1, &[]).await;
    let path = "/surveys/open/paper/undo";
    led_to(&post(&county, path, &[("serial", &shown(1))]).await, "undone=");
    assert_eq!(county.store.paper_states("open").await.unwrap(), []);
    for which in ["first", "second"] {
        pass(&county, "open", which, 1, &[]).await;
    }
    let refused = post(&county, path, &[("serial", &shown(1))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        county.store.paper_states("open").await.unwrap(),
        [(1, PaperState::Taken)]
    );
}

#[tokio::test]
async fn paper_of_a_survey_that_is_not_open_waits_and_of_a_closed_one_is_late() {
    let county = county().await;
    for wave in ["upcoming", "closed"] {
        stack(&county, wave).await;
        for which in ["first", "second"] {
            pass(&county, wave, which, 1, &[("S_ROADS", "1")]).await;
        }
    }
    assert_eq!(
        county.store.paper_states("upcoming").await.unwrap(),
        [(1, PaperState::Agreed)]
    );
    led_to(
        &post(&county, "/surveys/upcoming/paper/take", &[]).await,
        "taken=0&waiting=1",
    );
    assert_eq!(
        county.store.paper_states("closed").await.unwrap(),
        [(1, PaperState::Taken)]
    );
    assert_eq!(county.store.wave_counts("closed").await.unwrap().late, 1);
}

#[tokio::test]
async fn a_sheet_handed_in_just_before_the_power_went_is_not_doubled() {
    let county = county().await;
    stack(&county, "open").await;
    // both passes agree and the intake has the answer, but the sheet does not know it yet
    let answers = Answers::default();
    for which in [Pass::First, Pass::Second] {
        county.store.paper_pass("open", 1, which, &answers).await.unwrap();
    }
    let id = Serial(1).id([7; 16], 0);
    let body = r#"{"version":1,"lang":"en","mode":"paper","answers":{"S_ROADS":1}}"#;
    county.store.paper_agree("open", 1, id, body).await.unwrap();
    let sent = super::county::put(&county.desk, "open", &id.hex(), body).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    led_to(
        &post(&county, "/surveys/open/paper/take", &[]).await,
        "taken=1&waiting=0",
    );
    assert_eq!(county.store.wave_counts("open").await.unwrap().counted, 1);
    assert_eq!(
        county.store.paper_states("open").await.unwrap(),
        [(1, PaperState::Taken)]
    );
}

#[tokio::test]
async fn the_printed_sheets_carry_serials_numbers_and_the_language_of_the_stack() {
    let county = county().await;
    for (lang, words) in [
        ("zh-Hans", "请您自己填"),
        ("zh-Hant", "請您自己填"),
        ("en", "Please fill it in yourself"),
    ] {
        let fields = [("sheets", "2"), ("village", ""), ("lang", lang)];
        let made = post(&county, "/surveys/open/paper", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{made:?}");
        let first = county
            .store
            .paper_stacks("open")
            .await
            .unwrap()
            .last()
            .unwrap()
            .first;
        let page = get(&county.desk, &format!("/surveys/open/paper/stacks/{first}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(&format!("<html lang=\"{lang}\">")) && page.text.contains(words));
        assert_eq!(page.text.matches("<article").count(), 2);
        for n in [first, first + 1] {
            assert_eq!(page.text.matches(&shown(n)).count(), 2, "{lang} {n}");
        }
        // the places are printed under short numbers, and half of the sheets turn the options round
        assert!(page.text.contains("Upper") && page.text.contains("Lower"));
        let best_first = |sheet: &str| sheet.find("<b>5</b>").unwrap() < sheet.find("<b>4</b>").unwrap();
        let orders: Vec<bool> = page.text.split("<article").skip(1).map(best_first).collect();
        assert_ne!(orders[0], orders[1]);
        // what is not printed is in the language of whoever prints
        let english = get(
            &county.desk,
            &format!("/surveys/open/paper/stacks/{first}?lang=en"),
        )
        .await;
        assert!(
            english.text.contains("Back to paper") && english.text.contains(words),
            "{lang}"
        );
        assert!(
            page.text.contains("回到纸质问卷") && !page.text.contains("Back to paper"),
            "{lang}"
        );
    }
    let list = get(&county.desk, "/surveys/open/paper?lang=en").await.text;
    let serials = format!("{} to {}", shown(1), shown(2));
    assert!(list.contains(&serials), "{serials}: {list}");
}

#[tokio::test]
async fn a_stack_needs_a_number_a_village_and_a_language_that_exist() {
    let county = county().await;
    for bad in [
        [("sheets", "0"), ("village", ""), ("lang", "en")],
        [("sheets", "201"), ("village", ""), ("lang", "en")],
        [("sheets", "5"), ("village", "nowhere"), ("lang", "en")],
        [("sheets", "5"), ("village", ""), ("lang", "xx")],
    ] {
        let answer = post(&county, "/surveys/open/paper", &bad).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
    }
    assert_eq!(county.store.paper_stacks("open").await.unwrap(), []);
}
