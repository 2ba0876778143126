//! `export responses`: single answers for the county itself, and apart from them what residents wrote.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use serde_json::json;
use survey::{Answers, Version, Wave};

use super::{Done, Refused, say};
use crate::{
    desk::{
        breakdown,
        surveys::written::{enough, items, written},
    },
    judgements,
    state::AppState,
};

/// Responses read from the store at once.
const PAGE: u32 = 5_000;

/// One line of JSON for each counted response, in the order of their random ids, without what was written in people's own
/// words; then one line for each question that was answered so, by the rule of the page that shows them: once findings are
/// made, where enough wrote, in the order of the words.
pub(super) async fn exported(state: &AppState, wave: &Wave) -> Done {
    tracing::warn!(wave = %wave.id, "single responses were exported");
    let mut open = OpenQuestions::default();
    let mut out = String::new();
    let mut after = None;
    loop {
        let page = state.store.responses(&wave.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for r in page {
            let answers = open.without(state, wave, r.version, r.answers).await?;
            let row = json!({
                "version": r.version, "mode": r.mode, "area": r.area, "age": r.age, "sex": r.sex,
                "weight": r.weight, "answers": answers,
            });
            out.push_str(&row.to_string());
            out.push('\n');
        }
    }
    for (question, texts) in texts(state, wave).await? {
        out.push_str(&json!({ "question": question, "texts": texts }).to_string());
        out.push('\n');
    }
    Ok(out)
}

/// What was written to each question, where it may be read.
async fn texts(state: &AppState, wave: &Wave) -> Result<Vec<(String, Vec<String>)>, Refused> {
    let version = version(state, wave, wave.version).await?;
    let asked = items(&version);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    if !breakdown::is_made(state, wave).await? {
        say("what residents wrote is given once the last survey of the round is over");
        return Ok(Vec::new());
    }
    let k = judgements::settings(&*state.store).await?.k;
    say(&format!(
        "what residents wrote stands by question below the responses, not where fewer than {k} wrote"
    ));
    let all = written(state, wave, &asked).await?;
    Ok((asked.iter().zip(all))
        .filter_map(|(item, texts)| Some((item.code.clone(), enough(texts, k)?)))
        .collect())
}

/// Codes of the questions that are answered in people's own words, by version.
#[derive(Default)]
struct OpenQuestions(BTreeMap<u32, BTreeSet<String>>);

impl OpenQuestions {
    /// Answers to a version without those in people's own words.
    async fn without(
        &mut self,
        state: &AppState,
        wave: &Wave,
        number: u32,
        mut answers: Answers,
    ) -> Result<Answers, Refused> {
        let open = match self.0.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let version = version(state, wave, number).await?;
                let codes = items(&version).into_iter().map(|i| i.code.clone());
                new.insert(codes.collect())
            }
        };
        answers.0.retain(|code, _| !open.contains(code));
        Ok(answers)
    }
}

async fn version(state: &AppState, wave: &Wave, number: u32) -> Result<Arc<Version>, Refused> {
    let found = state
        .cache
        .version(&*state.store, &wave.instrument, number)
        .await?;
    found.ok_or_else(|| {
        Refused(format!(
            "version {number} of instrument {} is not there, so it cannot be told which answers are people's own words; see `minxin doctor`",
            wave.instrument
        ))
    })
}
