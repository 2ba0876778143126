//! Whatever bytes come in, a refusal comes out.

use import::FileKind;
use proptest::prelude::*;

use crate::place::Place;

fn never_panics(kind: FileKind, bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let place = Place::empty().await;
        if let Err(refusal) = place.run(Place::request(kind, bytes)).await {
            let said = refusal.to_string();
            assert!(
                said.lines()
                    .all(|l| l.starts_with(kind.as_str()) && l.contains("; ")),
                "{said}"
            );
            assert!(!said.contains("cannot be read;"), "a panic was caught: {said}");
        }
    });
}

fn kinds() -> impl Strategy<Value = FileKind> {
    proptest::sample::select(FileKind::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(kind in kinds(), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        never_panics(kind, &bytes);
    }

    #[test]
    fn random_bytes_in_a_zip_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        never_panics(FileKind::Areas, &[b"PK\x03\x04".as_slice(), &bytes].concat());
    }

    #[test]
    fn random_cells_never_panic(
        kind in kinds(),
        cells in proptest::collection::vec("[-+.,;|\"\n0-9a-z合计e ]{0,12}", 0..60),
    ) {
        let header = match kind {
            FileKind::Areas => "code,name,level,parent,alias",
            FileKind::Population => "area,year,population,age_from,age_to",
            FileKind::Spending => "area,year,domain,amount,kind",
            FileKind::Scores => "area,wave,year,domain,score",
            FileKind::Indicators => "area,year,indicator,value",
            _ => "year,index",
        };
        let file = format!("{header}\n{}", cells.join(","));
        never_panics(kind, file.as_bytes());
    }
}
