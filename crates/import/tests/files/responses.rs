//! Responses: rows become submissions, the same row twice is one person, and a wave is made only for a good file.

use std::{collections::HashMap, fs};

use import::{
    FileKind::{Areas, Instrument, Responses, Scores},
    Report, Request, Source,
};
use jiff::tz::TimeZone;
use store::StoredResponse;
use survey::{Mode, WaveState};

use crate::{
    instrument::SMALL,
    place::{NOW, Place},
    shared::shared,
};

const HEADER: &str = "nr,place,how,w,sex,AGE,zip,Q1,Q2,KM,WHERE,S_WATER\n";
const ROWS: &str = "1,North,web,1.5,f,2,12345,1,a|b,3.5,Hill,5\n\
    2,T2,Mail,1,m,9,,9,,NA,,4.0\n\
    3,,phone,1,,99,,3,c,,,\n";

async fn ready() -> Place {
    let place = Place::county().await;
    place.load(Instrument, SMALL).await;
    place
}

fn request(file: &str) -> Request {
    Request {
        wave: Some("w1".to_owned()),
        instrument: Some("home".to_owned()),
        year: Some(2021),
        ..Place::request(Responses, file)
    }
}

async fn load(place: &Place, file: &str) -> Report {
    place.run(request(file)).await.unwrap_or_else(|e| panic!("{e}"))
}

async fn stored(place: &Place, wave: &str) -> Vec<StoredResponse> {
    place.store.responses(wave, None, 5000).await.unwrap()
}

#[tokio::test]
async fn rows_become_submissions_of_a_wave_made_for_them() {
    let place = ready().await;
    let report = load(&place, &format!("{HEADER}{ROWS}")).await;
    assert_eq!(
        report.to_string(),
        "responses.csv: 3 rows read, 3 added, 0 unchanged, 0 replaced\n\
         responses.csv: wave w1 was made\n\
         responses.csv: 1 answer left out: the item was not put to the person"
    );
    let wave = place.store.wave("w1").await.unwrap().unwrap();
    assert_eq!(
        (wave.year, wave.area.as_str(), wave.open_link),
        (2021, "C", false)
    );
    assert_eq!(wave.state(NOW), WaveState::Closed);
    let mut all = stored(&place, "w1").await;
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.mode.cmp(&b.mode)));
    let json = serde_json::to_value(&all[0].answers).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"AGE": 2, "KM": "3.5", "Q1": 1, "Q2": ["a", "b"], "S_WATER": 5, "WHERE": "V1"})
    );
    assert_eq!(
        (all[0].area.as_str(), all[0].weight, all[0].mode),
        ("T1", 1.5, Mode::Web)
    );
    assert_eq!(
        (all[0].age.as_deref(), all[0].sex.as_deref()),
        (Some("2"), Some("f"))
    );
    let (phone, paper) = (&all[1], &all[2]);
    assert_eq!(
        (phone.mode, phone.area.as_str()),
        (Mode::Phone, "C"),
        "the wave's own area where nobody says"
    );
    assert_eq!(
        serde_json::to_value(&phone.answers).unwrap(),
        serde_json::json!({"Q1": 3})
    );
    assert_eq!(
        (paper.mode, paper.age.as_deref()),
        (Mode::Paper, None),
        "Mail is paper; refused is no cut"
    );
    assert_eq!(
        serde_json::to_value(&paper.answers).unwrap(),
        serde_json::json!({"AGE": 9, "Q1": 9, "S_WATER": 4})
    );
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_changed_row_is_a_conflict() {
    let place = ready().await;
    let file = format!("{HEADER}{ROWS}");
    load(&place, &file).await;
    let again = load(&place, &file).await;
    assert!(
        again
            .to_string()
            .starts_with("responses.csv: 3 rows read, 0 added, 3 unchanged, 0 replaced; nothing changed")
    );
    assert_eq!(
        place.refuses(request(&file.replace(",3,c,", ",2,,"))).await,
        "responses.csv: row 4, column nr: is the id of other answers, or of another area, group, mode or weight, in the data folder; \
         import with --replace to take the file's value"
    );
}

#[tokio::test]
async fn without_an_id_equal_rows_are_as_many_people_and_still_no_more_the_second_time() {
    let place = Place::county().await;
    let plain =
        r#"{"id": "home", "title": {"en": "x"}, "languages": ["en"], "items": ["S_WATER", "S_ROADS"]}"#;
    place.load(Instrument, plain).await;
    let file = "S_WATER,S_ROADS\n5,1\n5,1\n4,\n";
    let report = load(&place, file).await;
    assert_eq!(report.outcome.added, 3);
    assert_eq!(
        report.notes,
        [
            "no area column; every answer counts for C",
            "no mode column; every answer is kept as paper",
            "no id column; a row that changes will come in as another person",
        ]
    );
    assert_eq!(load(&place, file).await.outcome.unchanged, 3);
}

#[tokio::test]
async fn what_is_no_answer_is_refused_row_by_row() {
    let place = ready().await;
    let file = format!(
        "{HEADER}1,Nowhere,fax,0,,7,,8,a|a,51,Twin,5\n\
         2,North,web,x,,,,1|2,a|b|c,far,,6\n\
         2,North,web,1,,,,1,d,,,\n\
         2,North,web,1,,,,1,,,,\n\
         ,North,,1,,,,1,,,,\n"
    );
    let said = place.refuses(request(&file)).await;
    let lines: Vec<&str> = said
        .lines()
        .map(|l| l.strip_prefix("responses.csv: ").unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "row 2, column Q1: \"8\" is no option; the codes are 1 2 3 9, or list it under missing",
            "row 2, column Q2: \"a|a\" has a pick twice; keep it once",
            "row 2, column KM: \"51\" is out of range; write a number from 0 to 50",
            "row 2, column AGE: \"7\" is no option; the codes are 1 2 9, or list it under missing",
            "row 2, column WHERE: \"Twin\" matches 2 areas: T3, T4; write the code of the one that is meant",
            "row 2, column place: \"Nowhere\" is no area; write T1 if North is meant, or import this area first",
            "row 2, column how: \"fax\" is no mode; write web, kiosk, phone or paper, or give its meaning under columns.modes in the instrument",
            "row 2, column w: 0 is not above zero; write a weight above zero",
            "row 3, column Q1: \"1|2\" is no option; the codes are 1 2 3 9, or list it under missing",
            "row 3, column Q2: \"a|b|c\" has too many picks; give at most 2",
            "row 3, column KM: \"far\" is not a number; write a number, or nothing",
            "row 3, column S_WATER: \"6\" is no option; the codes are 5 4 3 2 1 8, or list it under missing",
            "row 3, column w: \"x\" is not a number; write a weight above zero",
            "row 4, column Q2: \"d\" is no option; the codes are a b c, or list it under missing",
            "row 5: has the same id \"2\" as row 4; keep one of the two",
            "row 6, column how: is empty; write web, kiosk, phone or paper",
        ]
    );
}

#[tokio::test]
async fn ids_places_and_groups_that_a_data_frame_wrote_with_a_point_are_those_without() {
    let place = ready().await;
    place
        .load(Areas, "code,name,level,parent\n7,Seventh,village,T1\n")
        .await;
    let rows =
        |id: &str, area: &str, sex: &str| format!("nr,place,how,w,AGE,sex,Q1\n{id},{area},web,1,1,{sex},1\n");
    assert_eq!(load(&place, &rows("58", "7", "1")).await.outcome.added, 1);
    let again = load(&place, &rows("58.0", "7.0", "1.0")).await;
    assert_eq!((again.outcome.added, again.outcome.unchanged), (0, 1));
    let twice = rows("58", "7", "1") + "58.0,7,web,1,1,2,1\n";
    assert_eq!(
        place.refuses(request(&twice)).await,
        "responses.csv: row 3: has the same id \"58\" as row 2; keep one of the two"
    );
}

#[tokio::test]
async fn a_weight_whose_square_nobody_can_add_up_is_refused() {
    let place = ready().await;
    for weight in ["1e300", "1e-300", "1000001", "0.0009"] {
        let file = format!("nr,place,how,w,AGE,sex,Q1\n1,T1,web,{weight},1,f,1\n");
        let said = place.refuses(request(&file)).await;
        assert!(
            said.starts_with("responses.csv: row 2, column w: ")
                && said.ends_with(
                    "is no weight that can be added up; write weights from 0.001 to 1000000: multiply all of them by one number, so that their mean is 1"
                ),
            "{said}"
        );
    }
}

#[tokio::test]
async fn columns_nobody_knows_and_columns_that_are_missing_are_refused() {
    let place = ready().await;
    assert_eq!(
        place
            .refuses(request(
                "nr,place,how,AGE,sex,Q1,phone number\n1,T1,web,1,f,1,555\n"
            ))
            .await,
        "responses.csv: row 1, column w: is missing; add it: the instrument reads the weight from it\n\
         responses.csv: row 1, column phone number: is no item of instrument home, version 1; \
         rename it to an item's code, remove it, or list it under ignore in the instrument"
    );
}

#[tokio::test]
async fn the_wave_must_be_named_known_or_fully_described() {
    let place = ready().await;
    let file = format!("{HEADER}{ROWS}");
    let base = || request(&file);
    let say = |r: Request| place.refuses(r);
    assert_eq!(
        say(Request { wave: None, ..base() }).await,
        "responses.csv: belongs to no wave yet; name it with --wave W"
    );
    assert_eq!(
        say(Request { year: None, ..base() }).await,
        "responses.csv: there is no wave w1; add --instrument I and --year Y to make it"
    );
    assert_eq!(
        say(Request {
            instrument: Some("away".into()),
            ..base()
        })
        .await,
        "responses.csv: there is no instrument away; import it first"
    );
    assert_eq!(
        say(Request {
            year: Some(2100),
            ..base()
        })
        .await,
        "responses.csv: the year 2100 has not come yet; give the year of the answers"
    );
    load(&place, &file).await;
    assert_eq!(
        say(Request {
            year: Some(2020),
            ..base()
        })
        .await,
        "responses.csv: wave w1 is of 2021, not 2020; leave --year out, or name another wave"
    );
}

#[tokio::test]
async fn a_dry_run_makes_no_wave() {
    let place = ready().await;
    let before = place.everything().await;
    let report = place
        .run(Request {
            dry_run: true,
            ..request(&format!("{HEADER}{ROWS}"))
        })
        .await
        .unwrap();
    assert!(
        report.to_string().contains(
            "3 added, 0 unchanged, 0 replaced; dry run, nothing stored\nresponses.csv: wave w1 would be made"
        ),
        "{report}"
    );
    assert_eq!(place.everything().await, before);
}

#[tokio::test]
async fn a_wave_made_for_a_file_opens_and_closes_by_the_clocks_of_the_county() {
    const HOUR: i64 = 3_600_000;
    const NEW_YEAR: [i64; 2] = [1_609_459_200_000, 1_640_995_200_000];
    for (zone, hours) in [("Asia/Shanghai", -8), ("America/Chicago", 6)] {
        let place = ready().await;
        let asked = Request {
            zone: TimeZone::get(zone).unwrap(),
            ..request(&format!("{HEADER}{ROWS}"))
        };
        place.run(asked).await.unwrap();
        let wave = place.store.wave("w1").await.unwrap().unwrap();
        assert_eq!(
            [wave.opens, wave.closes + 1000],
            NEW_YEAR.map(|t| t + hours * HOUR),
            "{zone}"
        );
    }
}

/// The microdata stays in the shared folder; only the description of its columns is ours.
#[tokio::test]
async fn kansas_city_by_district_is_what_the_reference_says() {
    let (Some(data), Some(reference)) = (
        shared("kcmo/FY2022_RS_Cleaned_safe.csv"),
        shared("kcmo/reference_by_district.csv"),
    ) else {
        return;
    };
    let place = Place::empty().await;
    let demo = |file: &str| fs::read(format!("{}/../../demo/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    place.load(Areas, demo("kcmo-areas.csv")).await;
    place.load(Instrument, demo("kcmo-instrument.json")).await;
    let mut request = Request::new(Responses, Source::Path(data), NOW, "2027-01-15");
    (request.wave, request.instrument, request.year) =
        (Some("kcmo-2021".into()), Some("kcmo".into()), Some(2021));
    let report = place.run(request.clone()).await.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((report.rows, report.outcome.added), (1033, 1033));
    assert_eq!(place.run(request).await.unwrap().outcome.unchanged, 1033);

    let mut sums: HashMap<(String, String), (u32, u32, f64)> = HashMap::new();
    let all = stored(&place, "kcmo-2021").await;
    assert_eq!(all.len(), 1033);
    assert_eq!(all.iter().filter(|r| r.mode == Mode::Paper).count(), 392);
    for r in &all {
        for (item, value) in &r.answers.0 {
            let cell = sums.entry((r.area.to_string(), item.clone())).or_default();
            match value.code().unwrap().as_str() {
                "9" => cell.1 += 1,
                code => (cell.0, cell.2) = (cell.0 + 1, cell.2 + code.parse::<f64>().unwrap()),
            }
        }
    }
    let mut rows = csv::Reader::from_path(reference).unwrap();
    let mut compared = 0;
    for row in rows.records().map(Result::unwrap) {
        let cell = &sums[&(format!("kcmo-{}", &row[3]), row[0].to_owned())];
        assert_eq!(
            (cell.0.to_string(), cell.1.to_string()),
            (row[5].to_owned(), row[6].to_owned()),
            "{row:?}"
        );
        let mean: f64 = row[8].parse().unwrap();
        assert!((cell.2 / f64::from(cell.0) - mean).abs() < 1e-6, "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 132);
}

#[tokio::test]
async fn own_waves_and_published_waves_do_not_share_a_name() {
    let place = ready().await;
    load(&place, &format!("{HEADER}{ROWS}")).await;
    let scores = |wave: &str| format!("area,wave,year,domain,score\nT1,{wave},2020,roads,50\n");
    assert_eq!(
        place.refusal(Scores, scores("w1")).await,
        "scores.csv: row 2, column wave: \"w1\" is the id of a survey of the county's own; \
         give the published wave another name"
    );
    place.load(Scores, scores("p1")).await;
    let as_published = Request {
        wave: Some("p1".to_owned()),
        ..request(HEADER)
    };
    assert_eq!(
        place.refuses(as_published).await,
        "responses.csv: wave p1 is the name of published scores; \
         name the wave of these answers otherwise with --wave W"
    );
    for taken in ["new", "rounds", "drafts"] {
        let asked = Request {
            wave: Some(taken.to_owned()),
            ..request(HEADER)
        };
        assert_eq!(
            place.refuses(asked).await,
            format!(
                "responses.csv: wave \"{taken}\" cannot be used as an id: a page has that address; \
                 name the wave otherwise"
            )
        );
    }
}
