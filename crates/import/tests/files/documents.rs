//! The examples in the documents are files that load.

use import::FileKind::{Areas, Deflator, Instrument, Population, Spending};

use crate::place::Place;

fn examples(document: &str, language: &str) -> Vec<String> {
    let path = format!("{}/../../docs/{document}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_examples_of_the_documents_load_in_their_order() {
    let place = Place::empty().await;
    let tables = examples("import.md", "csv");
    for (kind, file) in [Areas, Population, Spending, Deflator].into_iter().zip(&tables) {
        let report = place.load(kind, file).await;
        assert!(report.new_domains.is_empty() && report.changed(), "{report}");
    }
    assert_eq!(tables.len(), 4);
    let forms = examples("instrument.md", "json");
    assert_eq!(place.load(Instrument, &forms[0]).await.rows, 4);
}
