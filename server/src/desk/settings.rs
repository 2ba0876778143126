//! `/settings`: the judgements behind every report, and a form that changes them.

use app::{
    desk::{
        parts::OUTCOME,
        settings::{
            Kept, Page, TITLE,
            fields::{Field, Kind, all},
            form, view,
        },
        surveys::form::Form,
    },
    words::Locale,
};
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use insight::report::{Settings, hypothesis::hash_of};
use serde_json::Value;

use super::{Desk, names, surveys::fields::Fields};
use crate::{
    error::{PageError, PageResult},
    judgements,
    scope::Scope,
    state::AppState,
};

/// Shows them.
pub async fn show(State(state): State<AppState>, desk: Desk, _: Scope) -> PageResult {
    let settings = judgements::settings(&*state.store).await?;
    let typed = form(&settings);
    page(&state, &desk, settings, typed).await
}

/// Changes them for the county; the earlier ones are kept.
pub async fn change(State(state): State<AppState>, desk: Desk, scope: Scope, body: Bytes) -> PageResult {
    if scope != Scope::County {
        return Err(PageError::NotFound);
    }
    let fields = Fields::parse(&body);
    let before = judgements::settings(&*state.store).await?;
    match read(&fields, &before, desk.locale) {
        Ok(settings) => {
            judgements::set_settings(&*state.store, &settings, &state.zone.day((state.now)())).await?;
            Ok(Redirect::to(&format!("/settings#{OUTCOME}")).into_response())
        }
        Err(typed) => {
            let mut response = page(&state, &desk, before, typed).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

async fn page(state: &AppState, desk: &Desk, settings: Settings, form: Form) -> Result<Response, PageError> {
    let domains = names::domains(state).await?;
    let locale = desk.locale;
    let page = Page {
        locale,
        hash: hash_of(&settings),
        settings,
        form,
        history: judgements::history(&*state.store)
            .await?
            .into_iter()
            .map(|v| Kept {
                hash: hash_of(&v.settings),
                day: v.day,
                settings: v.settings,
            })
            .collect(),
        domains: domains
            .iter()
            .map(|d| (d.id.to_string(), names::of(&domains, &d.id, locale)))
            .collect(),
    };
    let areas = state.store.areas().await?;
    let shell = desk
        .shell(state, TITLE.get(locale), None, &areas)
        .refused(!page.form.is_fine());
    Ok(desk.page(&shell, move || view(&page)))
}

/// What was typed as settings; what no form shows stays as it was. Each field is held alone to the rules of
/// [`Settings::parse`], so that everything amiss is said at once.
fn read(fields: &Fields, before: &Settings, locale: Locale) -> Result<Settings, Form> {
    let mut typed = fields.kept();
    let default = serde_json::to_value(Settings::default()).unwrap_or_default();
    let mut whole = serde_json::to_value(before).unwrap_or_default();
    for field in all() {
        let value = value(field, &fields.line(field.path));
        let mut alone = default.clone();
        set(&mut alone, field.path, value.clone());
        if Settings::parse(&alone.to_string()).is_err() {
            let label = field.label.get(locale);
            let message = app::words::Words("{l}：{w}", "{l}：{w}", "{l}: {w}")
                .fill(locale, &[("l", label), ("w", field.wanted.get(locale))]);
            typed.refuse(field.path, message);
        }
        set(&mut whole, field.path, value);
    }
    if !typed.is_fine() {
        return Err(typed);
    }
    Settings::parse(&whole.to_string()).map_err(|e| {
        typed.refuse("materiality", e.to_string());
        typed
    })
}

fn value(field: &Field, text: &str) -> Value {
    match field.kind {
        Kind::Maybe | Kind::Price if text.is_empty() => Value::Null,
        Kind::Number | Kind::Maybe => {
            let whole = text.parse::<u64>().map(Value::from);
            let number = |_| text.parse::<f64>().map(Value::from);
            // what is no number stays text, which the settings refuse
            whole.or_else(number).unwrap_or_else(|_| text.into())
        }
        Kind::List => text
            .split(|c: char| c.is_whitespace() || [',', '，', '、', ';', '；'].contains(&c))
            .filter(|name| !name.is_empty())
            .map(Value::from)
            .collect(),
        Kind::YesNo => match text {
            "yes" => true.into(),
            "no" => false.into(),
            other => other.into(),
        },
        Kind::Price => text.into(),
    }
}

fn set(json: &mut Value, path: &str, value: Value) {
    let mut at = json;
    for key in path.split('.') {
        at = &mut at[key];
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_judgement_but_the_rules_of_single_services_has_its_words() {
        fn paths(json: &Value, before: &str, found: &mut Vec<String>) {
            for (key, value) in json.as_object().into_iter().flatten() {
                let path = if before.is_empty() {
                    key.clone()
                } else {
                    format!("{before}.{key}")
                };
                match value {
                    Value::Object(_) if key != "domains" => paths(value, &path, found),
                    _ => found.push(path),
                }
            }
        }
        let mut there = Vec::new();
        paths(
            &serde_json::to_value(Settings::default()).unwrap_or_default(),
            "",
            &mut there,
        );
        there.retain(|p| !["version", "domains", "exposure.default_kind"].contains(&p.as_str()));
        let mut said: Vec<String> = all().map(|f| f.path.to_owned()).collect();
        there.sort();
        said.sort();
        assert_eq!(there, said);
    }

    #[test]
    fn what_a_form_shows_is_what_it_reads() {
        let settings = Settings {
            assumed_n: Some(250.0),
            band: 0.15,
            list_open_link: true,
            ..Settings::default()
        };
        let sent = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form(&settings).values)
            .finish();
        let read = read(&Fields::parse(sent.as_bytes()), &Settings::default(), Locale::En);
        assert_eq!(read, Ok(settings));
    }

    #[test]
    fn a_list_is_read_with_commas_and_with_line_ends() {
        let wanted = Settings {
            context: ["population", "density", "income"].map(str::to_owned).to_vec(),
            ..Settings::default()
        };
        for typed in [
            "population, density, income",
            "population\r\ndensity\r\nincome\r\n",
            "population，density\n\u{3000}income",
        ] {
            let mut values = form(&Settings::default()).values;
            values.insert("context".to_owned(), typed.to_owned());
            let sent = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(values)
                .finish();
            let read = read(&Fields::parse(sent.as_bytes()), &Settings::default(), Locale::En);
            assert_eq!(read, Ok(wanted.clone()), "{typed:?}");
        }
    }

    #[test]
    fn everything_amiss_is_said_at_its_field_at_once() {
        let sent = b"materiality=0&k=5&band=x&window=3&price=gold";
        let form = read(&Fields::parse(sent), &Settings::default(), Locale::En).unwrap_err();
        for field in ["materiality", "k", "band", "price", "shuffles"] {
            assert!(form.error(field).is_some(), "{field}");
        }
        assert!(form.error("window").is_none() && form.error("assumed_n").is_none());
    }
}
