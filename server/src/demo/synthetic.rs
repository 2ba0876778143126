//! A county that a program has drawn, through the same import as every other.

use import::FileKind;
use survey::content;
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
    for (at, wave) in county.waves().iter().enumerate() {
        let mut bytes = Vec::new();
        county
            .write_responses(at, &mut bytes, &mut |_| {})
            .map_err(failed)?;
        let made = Some((wave.id.as_str(), INSTRUMENT, wave.year));
        take(state, FileKind::Responses, &wave.file, &bytes, made, &say).await?;
    }
    Ok(Facts {
        currency: "元",
        source: "示例数据，由 minxin synth 生成，没有这样一个县 · sample data drawn by minxin synth; there is no such county",
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
