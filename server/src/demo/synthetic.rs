//! A county that a program has drawn, through the same import as every other.

use import::FileKind;
use survey::{PublicationLevel, Round, Wave, content, wave::Approval};
use synth::{COUNTY, COUNTY_NAME, County, INSTRUMENT, Parameters};

use super::{Facts, take, words};
use crate::state::AppState;

type Write = fn(&County, &mut dyn std::io::Write) -> std::io::Result<()>;

const FILES: [(FileKind, &str, Write); 6] = [
    (FileKind::Areas, "areas.csv", |c, out| c.write_areas(out)),
    (FileKind::Population, "population.csv", |c, out| {
        c.write_population(out)
    }),
    (FileKind::Spending, "spending.csv", |c, out| c.write_spending(out)),
    (FileKind::Deflator, "deflator.csv", |c, out| c.write_deflator(out)),
    (FileKind::Indicators, "indicators.csv", |c, out| {
        c.write_indicators(out)
    }),
    (FileKind::Instrument, "instrument.json", |c, out| {
        c.write_instrument(out)
    }),
];

/// Draws the county that `minxin synth` draws without options, and loads it.
pub(super) async fn fill(state: &AppState, say: impl Fn(&str)) -> Result<Facts, String> {
    let county = County::draw(Parameters::default()).map_err(|e| e.to_string())?;
    let failed = |e: std::io::Error| e.to_string();
    for (kind, name, write) in FILES {
        let mut bytes = Vec::new();
        write(&county, &mut bytes).map_err(failed)?;
        take(state, kind, name, &bytes, None, &say).await?;
    }
    let last = county.waves().len() - 1;
    for (at, wave) in county.waves().iter().enumerate() {
        if at == last {
            open_round(state, &wave.id, wave.year).await?;
        }
        let mut bytes = Vec::new();
        county
            .write_responses(at, &mut bytes, &mut |_| {})
            .map_err(failed)?;
        let made = Some((wave.id.as_str(), INSTRUMENT, wave.year));
        take(state, FileKind::Responses, &wave.file, &bytes, made, &say).await?;
    }
    Ok(Facts {
        currency: "元",
        source: [
            "示例数据，由程序按设定生成，没有这样一个县",
            "示例資料，由程式按設定產生，沒有這樣一個縣",
            "sample data drawn by a program; there is no such county",
        ],
        county: COUNTY,
        asker: COUNTY_NAME,
        title: words(
            "示例：居民满意度轮换卷",
            "示例：居民滿意度輪換卷",
            "Sample: rotating satisfaction form",
        ),
        form: content::ready_form("rotating", "demo-rotating", 1).expect("the rotating form is in content/"),
    })
}

/// How long townships may answer the findings, days from today.
const REPLY: i64 = 60;

/// The last survey as a county holds it: a round with one wave, closed with its year, whose findings townships may answer.
async fn open_round(state: &AppState, wave: &str, year: i32) -> Result<(), String> {
    let text = |e: store::Error| e.to_string();
    let known = state.store.instruments().await.map_err(text)?;
    let instrument = known
        .iter()
        .find(|i| i.id == INSTRUMENT)
        .ok_or("the instrument was not loaded")?;
    let version = state
        .store
        .version(INSTRUMENT, instrument.newest)
        .await
        .map_err(text)?
        .ok_or("the instrument has no version")?;
    let start = |year: i32| {
        state
            .zone
            .start_of(&format!("{year}-01-01"))
            .ok_or("no such year")
    };
    let (opens, closes) = (start(year)?, start(year + 1)?);
    let title = words(
        &format!("示例：{year} 年居民满意度调查"),
        &format!("示例：{year} 年居民滿意度調查"),
        &format!("Sample: residents’ satisfaction {year}"),
    );
    let area = survey::AreaCode::parse(COUNTY).ok_or("no such county")?;
    let round = Round {
        id: format!("round-{year}"),
        title: title.clone(),
        area: area.clone(),
        core: version.items.iter().map(|i| i.code.clone()).collect(),
        opens,
        closes,
        grace_until: closes,
        results_on: None,
        reply_by: Some(state.zone.day((state.now)() + REPLY * 86_400_000)),
        publication: PublicationLevel::Township,
        approval: Approval::default(),
        keep_years: 5,
        asker: COUNTY_NAME.to_owned(),
        open_link: false,
    };
    let core = survey::Version {
        instrument: round.id.clone(),
        version: 1,
        title: title.clone(),
        ..version
    };
    // of a filling that broke off these may be there already
    if !state
        .store
        .rounds()
        .await
        .map_err(text)?
        .iter()
        .any(|r| r.id == round.id)
    {
        let added = state.store.add_round(&core, &round, (state.now)()).await;
        added.map_err(text)?;
    }
    if state.store.wave(wave).await.map_err(text)?.is_some() {
        return Ok(());
    }
    state
        .store
        .add_wave(&Wave {
            id: wave.to_owned(),
            round: Some(round.id.clone()),
            area,
            title,
            instrument: INSTRUMENT.to_owned(),
            version: instrument.newest,
            opens,
            closes,
            grace_until: closes,
            year,
            results_on: None,
            asker: round.asker,
            keep_years: round.keep_years,
            publication: round.publication,
            approval: round.approval,
            open_link: false,
            withdrawn: None,
        })
        .await
        .map_err(text)
}
