//! The demo counties: real councils of Scotland, or a drawn county whose truth is known; and a wave to try.

mod lgbf;
mod synthetic;

use clap::ValueEnum;
use survey::{AreaCode, PublicationLevel, Text, Version, Wave, wave::Approval};

use crate::{judgements, state::AppState};

/// Id of the sample wave.
pub const WAVE: &str = "demo";
/// The setting that says which demo a folder holds, whole.
const MARK: &str = "demo";
/// The setting that says which demo a folder began to be filled with: written first, so that whoever breaks off in the
/// middle goes on where he was.
const BEGUN: &str = "demo.begun";

/// The demo counties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum County {
    /// 32 Scottish councils: real spending, real published satisfaction.
    Lgbf,
    /// A county that a program has drawn (示例县): 24 townships, two waves of 6,000 answers.
    Synthetic,
}

impl County {
    fn as_str(self) -> &'static str {
        match self {
            Self::Lgbf => "lgbf",
            Self::Synthetic => "synthetic",
        }
    }
}

/// Fills an empty data folder; leaves one that is this demo already; goes on with one whose filling broke off; refuses
/// any other. Every step changes nothing where it was done before.
///
/// # Errors
/// A sentence that says what is in the way.
pub async fn fill(state: &AppState, county: County, say: impl Fn(&str)) -> Result<(), String> {
    let text = |e: store::Error| e.to_string();
    match state.store.setting(MARK).await.map_err(text)?.as_deref() {
        Some(mark) if mark == county.as_str() => return Ok(()),
        Some(other) => {
            return Err(format!(
                "the data folder holds the demo {other}; name an empty one with --data"
            ));
        }
        None => {}
    }
    match state.store.setting(BEGUN).await.map_err(text)?.as_deref() {
        Some(begun) if begun == county.as_str() => {
            say("the demo was being loaded here when it was broken off; going on");
        }
        Some(other) => {
            return Err(format!(
                "the data folder holds a part of the demo {other}; go on with --county {other}, or name an empty one with --data"
            ));
        }
        None => {
            if holds_anything(state).await.map_err(text)? {
                return Err("the data folder holds other data; name an empty one with --data".to_owned());
            }
            let begun = state.store.set_setting(BEGUN, county.as_str()).await;
            begun.map_err(text)?;
        }
    }
    let facts = match county {
        County::Lgbf => lgbf::fill(state, say).await?,
        County::Synthetic => synthetic::fill(state, say).await?,
    };
    sample_wave(state, &facts).await.map_err(text)?;
    let settings = [
        ("currency", facts.currency),
        ("source.zh-Hans", facts.source[0]),
        ("source.zh-Hant", facts.source[1]),
        ("source.en", facts.source[2]),
        (MARK, county.as_str()),
    ];
    for (key, value) in settings {
        state.store.set_setting(key, value).await.map_err(text)?;
    }
    Ok(())
}

/// Is anything of a county in the store: what was loaded, what was asked, what is in the making?
async fn holds_anything(state: &AppState) -> store::Result<bool> {
    let store = &*state.store;
    let loaded = store.loaded().await?;
    Ok(loaded.iter().any(|l| l.rows > 0)
        || !store.instruments().await?.is_empty()
        || !store.rounds().await?.is_empty()
        || !store.waves().await?.is_empty()
        || !store.drafts().await?.is_empty()
        || !store.own_domains().await?.is_empty()
        || !store.own_indicators().await?.is_empty()
        || !store.devices().await?.is_empty()
        || !judgements::history(store).await?.is_empty()
        || judgements::frozen(store).await?.is_some())
}

/// What a demo says of itself.
struct Facts {
    currency: &'static str,
    /// Where its figures come from, in the desk's three languages.
    source: [&'static str; 3],
    county: &'static str,
    asker: &'static str,
    title: Text,
    /// What the sample wave asks.
    form: Version,
}

/// Takes one file through the import that everybody uses.
async fn take(
    state: &AppState,
    kind: import::FileKind,
    name: &str,
    bytes: &[u8],
    wave: Option<(&str, &str, i32)>,
    say: &impl Fn(&str),
) -> Result<(), String> {
    let source = import::Source::Bytes {
        name: name.to_owned(),
        bytes: bytes.into(),
    };
    let now = (state.now)();
    let mut request = import::Request::new(kind, source, now, state.zone.day(now));
    request.zone = state.zone.time_zone();
    if let Some((id, instrument, year)) = wave {
        request.wave = Some(id.to_owned());
        request.instrument = Some(instrument.to_owned());
        request.year = Some(year);
    }
    let report = import::run(state.store.clone(), request, |_| {})
        .await
        .map_err(|e| e.to_string())?;
    say(report.to_string().trim_end());
    Ok(())
}

fn words(hans: &str, hant: &str, en: &str) -> Text {
    Text(
        [("zh-Hans", hans), ("zh-Hant", hant), ("en", en)]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
    )
}

async fn sample_wave(state: &AppState, facts: &Facts) -> store::Result<()> {
    if state.store.wave(WAVE).await?.is_some() {
        return Ok(());
    }
    let now = (state.now)();
    state.store.publish(&facts.form, now).await?;
    let closes = now + 180 * 86_400_000;
    let wave = Wave {
        id: WAVE.to_owned(),
        round: None,
        area: AreaCode::parse(facts.county).expect("a fixed code"),
        title: facts.title.clone(),
        instrument: facts.form.instrument.clone(),
        version: facts.form.version,
        opens: now,
        closes,
        grace_until: closes,
        year: state.zone.year(closes),
        results_on: None,
        asker: facts.asker.to_owned(),
        keep_years: 1,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        open_link: true,
        withdrawn: None,
    };
    state.store.add_wave(&wave).await
}
