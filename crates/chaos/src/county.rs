//! The small county that is tried: two villages, one wave with a free text, made by the commands that a county uses.

use std::path::Path;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use crate::{checker::CANARY, preload::Preload, program::Program, random::Random};

/// The wave that everybody answers.
pub const WAVE: &str = "w";

const AREAS: &str = "code,name,level,parent\nc,安禾县,county,\nt,河口镇,township,c\nv1,东街村,village,t\nv2,西街村,village,t\n";
const FORM: &str = r#"{
  "id": "chaos", "version": 1, "languages": ["zh-Hans", "en"],
  "title": {"zh-Hans": "居民满意度", "en": "Satisfaction of residents"},
  "items": ["D_VILLAGE", "Q_OVERALL", "S_ROADS", "S_WATER", "D_AGE", "D_SEX",
    {"code": "OWN", "text": {"zh-Hans": "还有什么想说的?", "en": "Anything else?"}, "scale": "TX200"}],
  "profile": {"area": "D_VILLAGE", "age": "D_AGE", "sex": "D_SEX"},
  "columns": {"id": "nr"}
}"#;

/// Fills an empty data folder and opens the wave for sixty days.
///
/// # Errors
/// What a command refused with.
pub fn prepare(program: &Program, data: &Path, files: &Path) -> Result<(), String> {
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    let until = (today + 60.days()).to_string();
    let year = today.year().to_string();
    let file = |name: &str, text: &str| -> Result<String, String> {
        let path = files.join(name);
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(path.display().to_string())
    };
    let areas = file("areas.csv", AREAS)?;
    let form = file("form.json", FORM)?;
    let first = file("first.csv", "nr,D_VILLAGE,S_ROADS\n1,v1,3\n")?;
    for command in [
        &["import", "areas", &areas][..],
        &["import", "instrument", &form],
        &[
            "import",
            "responses",
            &first,
            "--wave",
            WAVE,
            "--instrument",
            "chaos",
            "--year",
            &year,
        ],
        &["wave", "open", WAVE, "--until", &until],
    ] {
        program.run(data, &Preload::None, command)?;
    }
    Ok(())
}

/// What somebody answers: any item may be skipped, the text never is, so that it can be looked for.
pub fn answers(random: &mut Random) -> Value {
    let mut answers = json!({ "OWN": format!("路修好了 {CANARY} {:x}", random.next()) });
    let some: [(&str, &[u64]); 5] = [
        ("Q_OVERALL", &[1, 2, 3, 4, 5, 8]),
        ("S_ROADS", &[1, 2, 3, 4, 5, 8]),
        ("S_WATER", &[1, 2, 3, 4, 5]),
        ("D_AGE", &[1, 2, 3, 4, 5]),
        ("D_SEX", &[1, 2]),
    ];
    for (item, codes) in some {
        if random.percent(85) {
            answers[item] = codes[random.below(codes.len() as u64) as usize].into();
        }
    }
    if random.percent(90) {
        answers["D_VILLAGE"] = ["v1", "v2"][random.below(2) as usize].into();
    }
    answers
}

/// The bytes that travel.
pub fn body(answers: &Value, mode: &str) -> String {
    json!({ "version": 1, "lang": "zh-Hans", "mode": mode, "answers": answers }).to_string()
}
