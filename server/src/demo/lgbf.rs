//! 32 Scottish councils: real spending and real published satisfaction.

use survey::{Domain, DomainId, content};

use super::{Facts, take, words};
use crate::state::AppState;

const FILES: [(import::FileKind, &str, &[u8]); 5] = [
    (
        import::FileKind::Areas,
        "demo/lgbf/areas.csv",
        include_bytes!("../../../demo/lgbf/areas.csv"),
    ),
    (
        import::FileKind::Population,
        "demo/lgbf/population.csv",
        include_bytes!("../../../demo/lgbf/population.csv"),
    ),
    (
        import::FileKind::Spending,
        "demo/lgbf/spending.csv",
        include_bytes!("../../../demo/lgbf/spending.csv"),
    ),
    (
        import::FileKind::Deflator,
        "demo/lgbf/deflator.csv",
        include_bytes!("../../../demo/lgbf/deflator.csv"),
    ),
    (
        import::FileKind::Scores,
        "demo/lgbf/scores.csv",
        include_bytes!("../../../demo/lgbf/scores.csv"),
    ),
];

/// Names of bodies stay as they are; what was published is told in the reader's language.
const SOURCE: [&str; 3] = [
    "苏格兰 Improvement Service《地方政府对标框架》，开放政府许可证 3.0 版；苏格兰住户调查",
    "蘇格蘭 Improvement Service《地方政府對標框架》，開放政府授權 3.0 版；蘇格蘭住戶調查",
    "Improvement Service (Scotland), Local Government Benchmarking Framework, Open Government Licence v3.0; Scottish Household Survey",
];

/// Loads the files.
pub(super) async fn fill(state: &AppState, say: impl Fn(&str)) -> Result<Facts, String> {
    name_domains(state).await.map_err(|e| e.to_string())?;
    for (kind, name, bytes) in FILES {
        take(state, kind, name, bytes, None, &say).await?;
    }
    Ok(Facts {
        currency: "£",
        source: SOURCE,
        county: "S92000003",
        asker: "Minxin demo",
        title: words(
            "示例：居民满意度短卷",
            "示例：居民滿意度短卷",
            "Sample: short satisfaction form",
        ),
        form: content::ready_form("short", "demo-short", 1).expect("the short form is in content/"),
    })
}

/// The four services of these councils that the catalogue does not have, in three languages.
async fn name_domains(state: &AppState) -> store::Result<()> {
    const OWN: [[&str; 4]; 4] = [
        ["libraries", "图书馆", "圖書館", "Libraries"],
        ["parks", "公园绿地", "公園綠地", "Parks and open spaces"],
        ["refuse", "垃圾收运", "垃圾收運", "Refuse collection"],
        ["street_cleaning", "街道清扫", "街道清掃", "Street cleaning"],
    ];
    let named = OWN.map(|[id, hans, hant, en]| {
        let mut domain = Domain::own(DomainId::parse(id).expect("a fixed id"));
        domain.name = words(hans, hant, en);
        domain
    });
    let (send, chunks) = tokio::sync::mpsc::channel(2);
    let rows = store::ImportChunk::Rows(store::Rows::OwnDomains(named.into()));
    for chunk in [rows, store::ImportChunk::End] {
        send.send(chunk).await.map_err(|_| store::Error::Interrupted)?;
    }
    drop(send);
    state
        .store
        .import(
            chunks,
            store::ImportMode {
                now: (state.now)(),
                ..Default::default()
            },
        )
        .await?;
    Ok(())
}
