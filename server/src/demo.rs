//! The demo county: 32 Scottish councils, real spending and real published satisfaction, and a wave to try.

use survey::{AreaCode, Domain, DomainId, PublicationLevel, Text, Wave, content, wave::Approval};

use crate::state::AppState;

/// Id of the sample wave.
pub const WAVE: &str = "demo";
const MARK: &str = "demo";
const COUNTY: &str = "S92000003";

const FILES: [(import::FileKind, &str, &[u8]); 5] = [
    (
        import::FileKind::Areas,
        "demo/lgbf/areas.csv",
        include_bytes!("../../demo/lgbf/areas.csv"),
    ),
    (
        import::FileKind::Population,
        "demo/lgbf/population.csv",
        include_bytes!("../../demo/lgbf/population.csv"),
    ),
    (
        import::FileKind::Spending,
        "demo/lgbf/spending.csv",
        include_bytes!("../../demo/lgbf/spending.csv"),
    ),
    (
        import::FileKind::Deflator,
        "demo/lgbf/deflator.csv",
        include_bytes!("../../demo/lgbf/deflator.csv"),
    ),
    (
        import::FileKind::Scores,
        "demo/lgbf/scores.csv",
        include_bytes!("../../demo/lgbf/scores.csv"),
    ),
];

/// Fills an empty data folder; leaves one that is this demo already; refuses any other.
///
/// # Errors
/// A sentence that says what is in the way.
pub async fn fill(state: &AppState, say: impl Fn(&str)) -> Result<(), String> {
    let text = |e: store::Error| e.to_string();
    match state.store.setting(MARK).await.map_err(text)?.as_deref() {
        Some("lgbf") => return Ok(()),
        Some(other) => {
            return Err(format!(
                "the data folder holds the demo {other}; name an empty one with --data"
            ));
        }
        None => {}
    }
    if !state.store.areas().await.map_err(text)?.is_empty()
        || !state.store.waves().await.map_err(text)?.is_empty()
    {
        return Err("the data folder holds other data; name an empty one with --data".to_owned());
    }
    name_domains(state).await.map_err(text)?;
    for (kind, name, bytes) in FILES {
        let request = import::Request {
            kind,
            source: import::Source::Bytes {
                name: name.to_owned(),
                bytes: bytes.into(),
            },
            dry_run: false,
            replace: false,
            now: (state.now)(),
            wave: None,
            instrument: None,
            year: None,
            day: state.zone.day((state.now)()),
        };
        let report = import::run(state.store.clone(), request, |_| {})
            .await
            .map_err(|e| e.to_string())?;
        say(report.to_string().trim_end());
    }
    sample_wave(state).await.map_err(text)?;
    state.store.set_setting("currency", "£").await.map_err(text)?;
    let source = "Improvement Service (Scotland), Local Government Benchmarking Framework, Open Government Licence v3.0; Scottish Household Survey";
    state.store.set_setting("source", source).await.map_err(text)?;
    state.store.set_setting(MARK, "lgbf").await.map_err(text)
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

fn words(hans: &str, hant: &str, en: &str) -> Text {
    Text(
        [("zh-Hans", hans), ("zh-Hant", hant), ("en", en)]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
    )
}

async fn sample_wave(state: &AppState) -> store::Result<()> {
    let now = (state.now)();
    let version = content::ready_form("short", "demo-short", 1).expect("the short form is in content/");
    state.store.publish(&version, now).await?;
    let closes = now + 180 * 86_400_000;
    let wave = Wave {
        id: WAVE.to_owned(),
        round: None,
        area: AreaCode::parse(COUNTY).expect("a fixed code"),
        title: words(
            "示例：居民满意度短卷",
            "示例：居民滿意度短卷",
            "Sample: short satisfaction form",
        ),
        instrument: version.instrument.clone(),
        version: 1,
        opens: now,
        closes,
        grace_until: closes,
        year: state.zone.year(closes),
        results_on: None,
        asker: "Minxin demo".to_owned(),
        keep_years: 1,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        open_link: true,
    };
    state.store.add_wave(&wave).await
}
