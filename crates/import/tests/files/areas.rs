//! Areas: one code each, parents by code, name or alias, and a tree that is one.

use import::FileKind::{Areas, Population};

use crate::place::{AREAS, Place};

#[tokio::test]
async fn areas_come_in_any_order_of_rows_and_columns() {
    let place = Place::empty().await;
    let report = place
        .load(
            Areas,
            "LEVEL, Parent ,name,code\nvillage,North,Hill,V1\n乡镇,Qing,North,T1\ncounty,,Qing,C\n",
        )
        .await;
    assert_eq!(
        report.to_string(),
        "areas.csv: 3 rows read, 3 added, 0 unchanged, 0 replaced"
    );
    let areas = place.store.areas().await.unwrap();
    let parents: Vec<_> = areas
        .iter()
        .map(|a| a.parent.as_ref().map_or("", |p| p.as_str()))
        .collect();
    assert_eq!(parents, ["", "C", "T1"]);
}

#[tokio::test]
async fn an_alias_equal_to_its_own_name_is_fine() {
    let place = Place::county().await;
    let areas = place.store.areas().await.unwrap();
    let north = areas.iter().find(|a| a.name == "North").unwrap();
    assert_eq!(north.aliases, ["Bei", "North"]);
    place
        .load(Population, "area,year,population\nNorth,2020,5\n")
        .await;
}

#[tokio::test]
async fn the_same_areas_twice_change_nothing_and_say_so() {
    let place = Place::county().await;
    let again = place.load(Areas, AREAS).await;
    assert_eq!(
        again.to_string(),
        "areas.csv: 6 rows read, 0 added, 6 unchanged, 0 replaced; nothing changed"
    );
}

#[tokio::test]
async fn a_code_given_twice_is_refused_with_both_rows() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(Areas, "code,name,level\nC,Qing,county\nC,Ming,county\n")
            .await,
        "areas.csv: row 3: has the same code as row 2; give each area a code of its own"
    );
}

#[tokio::test]
async fn a_parent_must_be_known_and_one() {
    let place = Place::county().await;
    assert_eq!(
        place
            .refusal(
                Areas,
                "code,name,level,parent\nV2,Dale,village,Twin\nV3,Lake,village,Norht\n"
            )
            .await,
        "areas.csv: row 2, column parent: \"Twin\" matches 2 areas: T3, T4; write the code of the one that is meant\n\
         areas.csv: row 3, column parent: \"Norht\" is no area; write T1 if North is meant, or import this area first"
    );
}

#[tokio::test]
async fn a_circle_is_refused_and_so_is_a_parent_that_is_not_above() {
    let place = Place::county().await;
    assert_eq!(
        place
            .refusal(
                Areas,
                "code,name,level,parent\nA,Aa,township,B\nB,Bb,township,A\nD,Dd,township,V1\n"
            )
            .await,
        "areas.csv: row 2, column parent: \"A\" is its own parent, directly or in a circle; name the area above it, or nothing for a county\n\
         areas.csv: row 3, column parent: \"B\" is its own parent, directly or in a circle; name the area above it, or nothing for a county\n\
         areas.csv: row 4, column parent: \"V1\" is a village, which is not above a township; a village is in a township or county, a township in a county"
    );
}

#[tokio::test]
async fn a_replaced_level_may_not_slip_below_stored_children() {
    let place = Place::county().await;
    assert_eq!(
        place
            .refusal(Areas, "code,name,level,parent\nT1,North,village,C\n")
            .await,
        "areas.csv: row 2, column level: a village cannot have \"V1\", a village in the data folder, below it; give the areas below it in the same file"
    );
}

#[tokio::test]
async fn empty_cells_unknown_levels_and_total_rows_are_named() {
    let place = Place::empty().await;
    assert_eq!(
        place
            .refusal(
                Areas,
                "code,name,level\n,Qing,county\nC,,county\nC,Qing,province\nC2,合 计,county\n"
            )
            .await,
        "areas.csv: row 2, column code: is empty; write a code of 1 to 64 characters that no other area has\n\
         areas.csv: row 3, column name: is empty; write the name of the area\n\
         areas.csv: row 4, column level: \"province\" is no level; write county, township or village\n\
         areas.csv: row 5, column name: is a total row; remove it: totals are computed"
    );
}

#[tokio::test]
async fn another_name_is_a_conflict_until_it_may_replace() {
    let place = Place::county().await;
    let file = "code,name,level,parent,alias\nT3,Gemini,township,C,\n";
    assert_eq!(
        place.refusal(Areas, file).await,
        "areas.csv: row 2, column name: is Twin in the data folder, Gemini here; import with --replace to take the file's value"
    );
    let report = place
        .run(import::Request {
            replace: true,
            ..Place::request(Areas, file)
        })
        .await
        .unwrap();
    assert_eq!(
        report.to_string(),
        "areas.csv: 1 row read, 0 added, 0 unchanged, 1 replaced"
    );
}
