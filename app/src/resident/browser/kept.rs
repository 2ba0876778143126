//! A form without a network: one that was opened here before, under a fresh id, or under that of its draft.

use js_sys::{Array, JSON};

use super::{
    draft::Draft,
    kiosk,
    platform::{self, fresh_id, number, text, window},
    shell::{Kept, kept_forms, page_lang},
};
use crate::resident::form::Seed;

/// Keeps the form of this page. A page that holds answers, sent back to be mended, is not kept.
pub fn keep(seed: &Seed, json: &str) {
    if !seed.problems.is_empty() {
        return;
    }
    let html = platform::as_sent();
    let (wave, lang, json) = (seed.form.wave.clone(), seed.form.lang.clone(), json.to_owned());
    let title = platform::document().title();
    platform::spawn(async move {
        platform::keep_form(&wave, &lang, "", &json, &html, &title).await;
    });
}

/// Puts the form that this address asks for into the page; its data, or none if it is not kept.
pub async fn put_in_place() -> Option<String> {
    let location = window().location();
    let path = location.pathname().ok()?;
    let wave = js_sys::decode_uri_component(path.strip_prefix("/s/")?).ok()?;
    let wave = String::from(wave);
    let mut forms = kept_forms().await;
    forms.retain(|form| form.wave == wave);
    let asked = location.search().unwrap_or_default();
    let lang = [&asked, "&"]
        .concat()
        .split("lang=")
        .nth(1)
        .map(|rest| rest.split('&').next().unwrap_or_default().to_owned());
    let own = lang.unwrap_or_else(page_lang);
    let (form, id) = match drafted(&wave, &forms, &own).await {
        Some(found) => found,
        None => {
            // on a shared tablet its screens have drawn which order and block it is to be
            let drawn = kiosk::handed().map(|h| h.variant).unwrap_or_default();
            let place = forms
                .iter()
                .position(|f| f.lang == own && f.variant == drawn)
                .or_else(|| forms.iter().position(|f| f.lang == own))
                .unwrap_or(0);
            let form = forms.into_iter().nth(place)?;
            let id = fresh_id(&id_of(&form.seed)?);
            (form, id)
        }
    };
    platform::put_in_place(&form.wave, &form.lang, &form.variant, &id)
        .await
        .as_string()
}

/// A kept form that a draft was begun on, the language of the page first.
async fn drafted(wave: &str, forms: &[Kept], lang: &str) -> Option<(Kept, String)> {
    let (own, other): (Vec<_>, Vec<_>) = forms.iter().partition(|f| f.lang == lang);
    for form in own.into_iter().chain(other) {
        let draft = Draft::find(wave, version_of(&form.seed)?, "").await;
        let same = |id: &String| id_of(&form.seed).is_some_and(|own| own.get(..4) == id.get(..4));
        if let Some(id) = draft.map(|d| d.id).filter(same) {
            return Some((form.clone(), id));
        }
    }
    None
}

fn parts(seed: &str) -> Option<Array> {
    Some(Array::from(&JSON::parse(seed).ok()?))
}

fn version_of(seed: &str) -> Option<u32> {
    Some(number(&parts(seed)?, 1) as u32)
}

fn id_of(seed: &str) -> Option<String> {
    Some(text(&parts(seed)?, 3))
}
