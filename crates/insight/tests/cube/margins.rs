//! The margins kept with a cube against its cells, however the cube came about.

use std::collections::BTreeMap;

use super::county::{response, version};
use insight::{
    Cube, Fold, ResponseRow,
    cube::{Columns, Margin},
};
use proptest::prelude::*;

fn folded(rows: &[ResponseRow]) -> Cube {
    let (mut fold, version) = (Fold::default(), version());
    rows.iter().for_each(|row| fold.add_now(&version, row));
    fold.finish()
}

fn from_columns(rows: &[ResponseRow]) -> Cube {
    let (mut columns, version) = (Columns::default(), version());
    rows.iter().for_each(|row| columns.push(&version, row).unwrap());
    columns.fold(&version).unwrap()
}

/// Every count of every item by group, from the margin and from the cells.
fn check(cube: &Cube) {
    for code in cube.items() {
        for margin in [Margin::Villages, Margin::Demographics] {
            let key = |cell: &insight::tally::Cell| match margin {
                Margin::Villages => (Some(cell.area.clone()), None, None, None),
                Margin::Demographics => (None, cell.age.clone(), cell.sex.clone(), Some(cell.mode)),
            };
            let (whole, want) = cube.rows_of(code, |cell| Some(key(cell))).unwrap();
            let kept = cube.along(code, margin).unwrap();
            let groups = cube.cells_of(margin).iter().enumerate();
            let found: BTreeMap<_, _> = groups
                .filter_map(|(group, cell)| Some((key(&cube.cells()[*cell]), kept.tally([group])?)))
                .collect();
            assert_eq!(found, want, "{code} {margin:?}");
            assert_eq!(kept.whole().unwrap_or_default(), whole, "{code} {margin:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn margins_are_the_sums_of_cells_after_folding_merging_and_reading(
        rows in proptest::collection::vec(response(), 0..80), cut in 0_usize..80
    ) {
        let whole = folded(&rows);
        check(&whole);
        check(&Cube::from_snapshot(&whole.to_snapshot()).unwrap());
        let (one, other) = rows.split_at(cut.min(rows.len()));
        let mut merged = Fold::default();
        merged.absorb(&folded(one));
        merged.absorb(&folded(other));
        let merged = merged.finish();
        check(&merged);
        prop_assert_eq!(merged, whole);
        let rows: Vec<ResponseRow> = rows.into_iter().map(|r| ResponseRow { block: None, ..r }).collect();
        let quick = from_columns(&rows);
        check(&quick);
        prop_assert_eq!(quick, folded(&rows));
    }
}

#[test]
fn an_item_that_nobody_was_asked_has_no_margin() {
    let empty = Fold::default().finish();
    assert!(empty.along("R1", Margin::Villages).is_none());
    assert!(empty.cells_of(Margin::Demographics).is_empty());
}
