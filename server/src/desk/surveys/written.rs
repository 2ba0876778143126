//! `GET /surveys/{wave}/written?q=`: what residents wrote in their own words. For the county alone, once findings are
//! made; by question, never by place, day or person.

use app::desk::{
    shell::Room,
    surveys::written::{NAME, Question, Texts, WrittenPage, page},
};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use survey::{Item, ScaleKind, Version, Wave};

use super::places;
use crate::{
    desk::{Desk, breakdown},
    error::{PageError, PageResult},
    judgements,
    scope::Scope,
    state::AppState,
};

/// Answers read from the store at once.
const PAGE: u32 = 5_000;
/// Texts of a question on one page; a search finds the others.
const MOST: usize = 500;

/// What the address may ask.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// The page.
pub async fn show(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    if scope != Scope::County {
        return Err(PageError::NotFound);
    }
    let (wave, areas) = places::wave(&state, &scope, &id).await?;
    let tag = desk.locale.tag();
    let version = state
        .cache
        .version(&*state.store, &wave.instrument, wave.version)
        .await?
        .ok_or(PageError::NotFound)?;
    let closed = breakdown::is_made(&state, &wave).await?;
    let k = judgements::settings(&*state.store).await?.k;
    let query = asked.q.trim().to_owned();
    let asked = items(&version);
    let mut questions = Vec::new();
    if closed && !asked.is_empty() {
        tracing::info!(wave = %wave.id, "the county read what residents wrote");
        for (item, texts) in asked.iter().zip(written(&state, &wave, &asked).await?) {
            questions.push(Question {
                code: item.code.clone(),
                words: item.text.get(tag).to_owned(),
                texts: shown(texts, k, &query),
            });
        }
    }
    let shown = WrittenPage {
        locale: desk.locale,
        wave: wave.id.clone(),
        title: wave.title.get(tag).to_owned(),
        area: places::name(&wave.area, &areas),
        closed,
        k,
        query,
        questions,
    };
    let shell = desk.shell(&state, NAME.get(desk.locale), Some(Room::Surveys), &areas);
    Ok(desk.page(&shell, || page(shown)))
}

/// The questions that people answer in their own words.
pub(crate) fn items(version: &Version) -> Vec<&Item> {
    let text = |i: &&Item| version.scale(&i.scale).is_some_and(|s| s.kind == ScaleKind::Text);
    version.items.iter().filter(text).collect()
}

/// Does the form leave room for people's own words?
pub fn asks(version: &Version) -> bool {
    !items(version).is_empty()
}

/// Every text of these questions among the counted answers, in the order of the words themselves: who wrote first or
/// where cannot be read off it.
///
/// # Errors
/// What the store says.
pub(crate) async fn written(
    state: &AppState,
    wave: &Wave,
    items: &[&Item],
) -> store::Result<Vec<Vec<String>>> {
    let mut all = vec![Vec::new(); items.len()];
    let mut after = None;
    loop {
        let page = state.store.responses(&wave.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for response in &page {
            for (item, texts) in items.iter().zip(&mut all) {
                let said = response.answers.get(&item.code).and_then(survey::Value::code);
                texts.extend(said.map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()));
            }
        }
    }
    all.iter_mut().for_each(|texts| texts.sort_unstable());
    Ok(all)
}

/// All texts of one question, or none where fewer than `k` wrote.
pub(crate) fn enough(texts: Vec<String>, k: u64) -> Option<Vec<String>> {
    (texts.len() as u64 >= k).then_some(texts)
}

/// Texts of one question as far as they may be shown: all or none of them, by how many wrote; then those searched for.
fn shown(texts: Vec<String>, k: u64, query: &str) -> Texts {
    let Some(mut found) = enough(texts, k) else {
        return Texts::Few;
    };
    let wrote = found.len();
    let query = query.to_lowercase();
    found.retain(|t| t.to_lowercase().contains(&query));
    let matching = found.len();
    found.truncate(MOST);
    Texts::Shown {
        wrote,
        matching,
        texts: found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_ten_texts_are_not_shown_and_no_search_gets_at_them() {
        let texts = |n: usize| (0..n).map(|i| format!("Text {i}")).collect::<Vec<_>>();
        assert_eq!(shown(texts(9), 10, ""), Texts::Few);
        assert_eq!(shown(texts(9), 10, "Text 3"), Texts::Few);
        assert_eq!(shown(Vec::new(), 10, ""), Texts::Few);
        let Texts::Shown {
            wrote,
            matching,
            texts,
        } = shown(texts(12), 10, "tEXT 1")
        else {
            panic!("twelve are shown");
        };
        assert_eq!((wrote, matching, texts.len()), (12, 3, 3));
    }

    #[test]
    fn a_page_holds_five_hundred_and_says_how_many_there_are() {
        let texts = vec!["路".to_owned(); 1_234];
        let Texts::Shown {
            wrote,
            matching,
            texts,
        } = shown(texts, 10, "")
        else {
            panic!("they are shown");
        };
        assert_eq!((wrote, matching, texts.len()), (1_234, 1_234, MOST));
    }
}
