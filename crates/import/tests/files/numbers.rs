//! Population, deflator, scores and indicators.

use import::{
    FileKind::{Deflator, Indicators, Population, Scores},
    Request,
};
use store::ImportOutcome;

use crate::place::Place;

#[tokio::test]
async fn residents_are_totals_or_parts_by_sex_and_age() {
    let place = Place::county().await;
    let file = "area,year,population,sex,age_from,age_to\nT1,2020,\"12,345.5\",,,\nT1,2020,0,女,0,17\nT1,2020,9,Male,65,\n";
    place.load(Population, file).await;
    let stored = place.store.population().await.unwrap();
    let total = stored.iter().find(|p| p.sex.is_none()).unwrap();
    assert_eq!(total.population, 12_345.5);
    let sexes: Vec<_> = stored.iter().filter_map(|p| p.sex.as_deref()).collect();
    assert!(sexes.contains(&"male") && sexes.contains(&"female"), "{sexes:?}");
}

#[tokio::test]
async fn residents_that_cannot_be_are_named() {
    let place = Place::county().await;
    let file = "area,year,population,sex,age_from,age_to\nT1,2020,0,,,\nT1,2020,-1,,,\nT1,1800,5,,,\nT1,2020,5,,20,10\nT1,2020,5,,x,200\nT2,2020,5,,,\nSouth,2020,5,,,\n";
    assert_eq!(
        place.refusal(Population, file).await,
        "population.csv: row 2, column population: is zero for the whole area; write the number of residents, or leave the row out\n\
         population.csv: row 3, column population: is negative; write the number of residents\n\
         population.csv: row 4, column year: \"1800\" is not a year; write a year from 1900 to 2200, such as 2020\n\
         population.csv: row 5, column age_to: 10 is below age_from, 20; write the first age under age_from and the last under age_to\n\
         population.csv: row 6, column age_from: \"x\" is not a whole number; write an age in whole years from 0 to 150\n\
         population.csv: row 6, column age_to: 200 is not an age; write an age in whole years from 0 to 150\n\
         population.csv: row 8: has the same area and year as row 7; keep one of the two"
    );
}

#[tokio::test]
async fn a_price_index_is_above_zero_and_one_a_year() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(Deflator, "year,index\n2019,0.9\n2020,0\n2021,inf\n2019,1\n")
            .await,
        "deflator.csv: row 3, column index: is not above zero; write the price index, such as 0.7666\n\
         deflator.csv: row 4, column index: \"inf\" is infinite; write the price index, such as 0.7666\n\
         deflator.csv: row 5: has the same year as row 2; keep one of the two"
    );
    place.load(Deflator, "year,index\n2019,0.9\n2020,1\n").await;
}

#[tokio::test]
async fn scores_run_from_0_to_100() {
    let place = Place::county().await;
    let file = "area,wave,year,domain,score,n,se\nT1,w,2020,roads,100.1,,\nT1,w,2020,water,-1,,\nT1,w,2020,jobs,5,0,-1\nT1,,2020,jobs,good,,\nT1,v,2020,jobs,5,12.5,\n";
    assert_eq!(
        place.refusal(Scores, file).await,
        "scores.csv: row 2, column score: 100.1 is above 100; write a score from 0 to 100\n\
         scores.csv: row 3, column score: -1 is below 0; write a score from 0 to 100\n\
         scores.csv: row 4, column n: is zero; write the number of answers behind the score, or nothing\n\
         scores.csv: row 4, column se: -1 is negative; write the standard error in points, or nothing\n\
         scores.csv: row 5, column wave: is empty; write the name of the wave as published, such as 2017-20\n\
         scores.csv: row 5, column score: \"good\" is not a number; write a score from 0 to 100\n\
         scores.csv: row 6, column n: \"12.5\" is not a whole number; write the number of answers behind the score, or nothing"
    );
}

#[tokio::test]
async fn a_score_of_one_area_wave_and_domain_is_there_once() {
    let place = Place::county().await;
    let file = "area,wave,year,domain,score\nT1,w,2020,roads,1\nT1,w,2021,道路,2\n";
    assert_eq!(
        place.refusal(Scores, file).await,
        "scores.csv: row 3: has the same area, wave and domain as row 2; keep one of the two"
    );
    let report = place
        .load(Scores, "area,wave,year,domain,score\nT1,w,2020,roads,0.8\n")
        .await;
    assert_eq!(report.notes, ["no score is above 1; scores run from 0 to 100"]);
}

#[tokio::test]
async fn indicators_are_known_by_name_or_become_the_countys_own() {
    let place = Place::county().await;
    let file = "area,year,indicator,value\nT1,2020,每千人网格数,3\nT1,2020,GINI,0.4\nT1,2020,ginni,0.4\n";
    let report = place.load(Indicators, file).await;
    assert_eq!(
        report.to_string(),
        "indicators.csv: 3 rows read, 3 added, 0 unchanged, 0 replaced\n\
         indicators.csv: new indicator ginni; the nearest known one is gini (Income inequality (Gini))"
    );
    let ids: Vec<_> = place
        .store
        .indicators()
        .await
        .unwrap()
        .into_iter()
        .map(|i| i.indicator)
        .collect();
    assert_eq!(ids, ["gini", "ginni", "grids_per_1000"]);
    assert_eq!(
        place
            .refusal(Indicators, "area,year,indicator,value\nT1,2020,gini,nan\n")
            .await,
        "indicators.csv: row 2, column value: \"nan\" is not a number (NaN); write a finite number, such as 12.5"
    );
}

#[tokio::test]
async fn residents_and_price_levels_that_cannot_be_are_refused() {
    let place = Place::county().await;
    assert_eq!(
        place
            .refusal(Population, "area,year,population\nT1,2020,1e30\n")
            .await,
        "population.csv: row 2, column population: is more than two thousand million; write the number of residents"
    );
    assert_eq!(
        place.refusal(Deflator, "year,index\n2020,1e300\n").await,
        "deflator.csv: row 2, column index: is above a million; write the price index, such as 0.7666"
    );
}

#[tokio::test]
async fn an_age_counts_once_for_an_area_year_and_sex() {
    let place = Place::county().await;
    let header = "area,year,population,sex,age_from,age_to\n";
    assert_eq!(
        place
            .refusal(Population, format!("{header}T1,2020,5,,0,17\nT1,2020,6,,17,64\n"))
            .await,
        "population.csv: row 3: has ages that a row above it has already; \
         give each age of an area, year and sex in one row only"
    );
    let apart = "T1,2020,11,,,\nT1,2020,5,,0,17\nT1,2020,6,,18,\nT1,2020,5,男,0,17\nT1,2021,5,,0,20\nT2,2020,5,,0,20\n";
    assert_eq!(place.load(Population, format!("{header}{apart}")).await.rows, 6);
}

#[tokio::test]
async fn bands_of_ages_do_not_overlap_with_those_of_an_earlier_file() {
    let place = Place::county().await;
    let file = |rows: &str| format!("area,year,population,sex,age_from,age_to\n{rows}");
    let (young, old) = ("T1,2024,100,female,18,39\n", "T1,2024,50,female,60,\n");
    place.load(Population, file(&[young, old].concat())).await;
    for (row, stored) in [
        ("T1,2024,120,female,18,44\n", "18–39"),
        ("T1,2024,9,女,,18\n", "18–39"),
        ("T1,2024,9,female,70,79\n", "60–"),
    ] {
        let wanted = format!(
            "population.csv: row 2: has ages that the data folder has under {stored}; \
             give the bands of ages that are stored for this area, year and sex, \
             or import with --replace to put these in their place"
        );
        assert_eq!(place.refusal(Population, file(row)).await, wanted);
    }
    // another sex, another year, the ages between; and the same bands again, with their number or in its place
    let apart = "T1,2024,9,male,18,44\nT1,2025,9,female,18,44\nT1,2024,9,female,40,59\n";
    assert_eq!(place.load(Population, file(apart)).await.outcome.added, 3);
    assert_eq!(place.load(Population, file(young)).await.outcome.unchanged, 1);
    let other = file("T1,2024,101,female,18,39\n");
    let said = place.refusal(Population, &other).await;
    assert!(
        said.contains("column population") && said.contains("--replace"),
        "{said}"
    );
    let replacing = Request {
        replace: true,
        ..Place::request(Population, &other)
    };
    assert_eq!(place.run(replacing).await.unwrap().outcome.replaced, 1);
}

#[tokio::test]
async fn bands_of_ages_that_a_file_replaces_take_the_stored_ones_of_those_ages_away() {
    let place = Place::county().await;
    let file = |rows: &str| format!("area,year,population,sex,age_from,age_to\n{rows}");
    let stored = "T1,2024,900,,,\nT1,2024,300,female,,17\nT1,2024,100,female,18,39\nT1,2024,80,female,40,59\n\
                  T1,2024,50,female,60,\nT1,2024,90,male,18,39\nT1,2025,70,female,18,39\nT2,2024,60,female,18,39\n";
    place.load(Population, file(stored)).await;
    let drawn_anew = file("T1,2024,130,female,18,44\nT1,2024,51,female,45,59\nT1,2024,49,female,60,\n");
    let replacing = |dry_run| Request {
        replace: true,
        dry_run,
        ..Place::request(Population, &drawn_anew)
    };
    for dry_run in [true, false] {
        let report = place.run(replacing(dry_run)).await.unwrap();
        let ImportOutcome {
            added,
            unchanged,
            replaced,
            displaced,
            ..
        } = report.outcome;
        // 18–39 and 40–59 give way, 60– takes another number
        assert_eq!((added, unchanged, replaced, displaced), (2, 0, 3, 2));
        assert!(
            report
                .to_string()
                .contains("2 stored bands of ages gave way to those of the file"),
            "{report}"
        );
    }
    let mut found: Vec<String> = (place.store.population().await.unwrap().iter())
        .map(|p| {
            let (from, to) = (p.age_from.unwrap_or(-1), p.age_to.unwrap_or(-1));
            let sex = p.sex.as_deref().unwrap_or_default();
            format!("{} {} {sex} {from} {to} {}", p.area, p.year, p.population)
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "T1 2024  -1 -1 900",
            "T1 2024 female -1 17 300",
            "T1 2024 female 18 44 130",
            "T1 2024 female 45 59 51",
            "T1 2024 female 60 -1 49",
            "T1 2024 male 18 39 90",
            "T1 2025 female 18 39 70",
            "T2 2024 female 18 39 60",
        ]
    );
    // the same again changes nothing
    let again = place.run(replacing(false)).await.unwrap();
    assert!(!again.changed(), "{again}");
}

#[tokio::test]
async fn a_wave_and_domain_has_one_year() {
    let place = Place::county().await;
    let file = |rows: &str| format!("area,wave,year,domain,score\n{rows}");
    let remedy = "write one year for all areas of a wave and domain";
    assert_eq!(
        place
            .refusal(
                Scores,
                file("T1,w,2020,roads,50\nT2,w,2020,roads,60\nV1,w,2021,道路,70\n")
            )
            .await,
        format!(
            "scores.csv: row 4, column year: is 2021 here and 2020 in row 2, of the same wave and domain; {remedy}"
        )
    );
    // domains of one wave may be of different years
    let first = file("T1,w,2020,roads,50\nT2,w,2020,roads,60\nT1,w,2021,water,70\n");
    place.load(Scores, &first).await;
    let wanted = format!(
        "scores.csv: row 2, column year: is 2021 here and 2020 in the data folder, \
         for area T1 of the same wave and domain; {remedy}"
    );
    let one = file("V1,w,2021,roads,70\n");
    assert_eq!(place.refusal(Scores, &one).await, wanted);
    let replacing = |text: &str| Request {
        replace: true,
        ..Place::request(Scores, text)
    };
    assert_eq!(place.refuses(replacing(&one)).await, wanted);
    let said = place
        .refuses(replacing(&file("T1,w,2021,roads,50\nV1,w,2021,roads,70\n")))
        .await;
    assert!(said.contains("for area T2"), "{said}");
    // all of them at once may move to another year
    let all = file("T1,w,2021,roads,50\nT2,w,2021,roads,60\nV1,w,2021,roads,70\n");
    let moved = place.run(replacing(&all)).await.unwrap().outcome;
    assert_eq!((moved.added, moved.replaced), (1, 2));
}
