//! `GET /townships/{area}?item=&by=`: a township's page.

mod todo;

use std::collections::BTreeMap;

use app::{
    desk::{
        breakdown as looks,
        finding::{
            Facts,
            card::may_be_said,
            township::{Explorer, Page, Pick, Village, view},
        },
        format::when,
        shell::Room,
    },
    words::{Locale, Words},
};
use axum::extract::{Path, Query, State};
use insight::breakdown::ItemBreakdown;
use serde::Deserialize;
use survey::{Area, AreaCode, Level, Wave, WaveState};

use super::{
    Desk,
    ahead::ahead,
    breakdown, encode,
    facts::{Ready, ready},
};
use crate::{
    closer::By,
    demo,
    error::{PageError, PageResult},
    reports::Known,
    scope::Scope,
    state::AppState,
};

/// What the address asks.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    wave: Option<String>,
    item: Option<String>,
    by: Option<String>,
}

/// Shows the page.
pub async fn show(
    State(state): State<AppState>,
    desk: Desk,
    scope: Scope,
    Path(area): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let ready = ready(&state, &desk, &scope, asked.wave.as_deref()).await?;
    let area = AreaCode::parse(&area).ok_or(PageError::NotFound)?;
    if !scope.covers(&area, &ready.known.areas) {
        return Err(PageError::NotFound);
    }
    let facts = ready.facts.clone().ok_or(PageError::NotFound)?;
    if !facts.report.places.iter().any(|p| p.area == area) {
        return Err(PageError::NotFound);
    }
    let field = fieldwork(&state, desk.locale, &ready, &area).await?;
    let statements = state.store.statements(&facts.report.wave.id).await?;
    let said = |domain: &str| {
        statements
            .iter()
            .any(|s| s.area == area && s.domain.as_str() == domain)
    };
    let today = state.zone.day((state.now)());
    let todo = todo::todo(&todo::Known {
        facts: &facts,
        area: &area,
        field: &field,
        ahead: &ahead(&state, desk.locale, Some(&area), &ready.known.areas).await?,
        reply_by: ready.reply_by.as_deref().filter(|d| today.as_str() <= *d),
        said: &said,
    });
    let day = ready.reply_by.as_deref();
    let may_say = match todo.iter().any(todo::says) {
        // on which services, and until when, stands in the list
        true => Words(
            "别的各项也可以写说明，写在各自的页上。",
            "別的各項也可以寫說明，寫在各自的頁上。",
            "The township may also write a statement on any other service, on that service’s page.",
        )
        .get(desk.locale)
        .to_owned(),
        false => may_be_said(&facts, day, day.is_some_and(|d| today.as_str() <= d)),
    };
    let explorer = explorer(ready.known.clone(), &facts, &area, &asked).await?;
    let page = Page {
        area,
        explorer,
        field: field.words,
        villages: field.villages,
        todo,
        may_say,
        facts,
    };
    let title = page.facts.place(&page.area);
    let shell = desk.shell(&state, &title, Some(Room::Townships), &ready.known.areas);
    Ok(desk.page(&shell, move || view(&page)))
}

/// Answers by village of a survey.
#[derive(Default)]
struct Field {
    /// Which survey: open or closed, until when; none where there is none.
    words: Option<String>,
    /// Its wave, while it takes answers.
    open: Option<String>,
    villages: Vec<Village>,
}

/// Answers by village of the survey that is in the field here, else of the report's.
async fn fieldwork(
    state: &AppState,
    locale: Locale,
    ready: &Ready,
    area: &AreaCode,
) -> Result<Field, PageError> {
    let now = (state.now)();
    let areas = &ready.known.areas;
    let here = |w: &Wave| Scope::Area(w.area.clone()).covers(area, areas);
    // the sample wave of a demo asks nobody who lives here
    let asks = |w: &Wave| w.state(now) == WaveState::Open && here(w) && w.id != demo::WAVE;
    let open: Vec<Wave> = state.store.waves().await?.into_iter().filter(asks).collect();
    // a survey of the township itself before one of the whole county
    let own = open.iter().find(|w| &w.area == area);
    let asked = own.or(open.first());
    let (waves, words) = match asked {
        Some(wave) => {
            let day = state.zone.day(wave.closes - 1);
            let words = Words("正在收，{d}截止", "正在收，{d}截止", "in the field until {d}")
                .fill(locale, &[("d", &when(locale, &day))]);
            (vec![wave.clone()], words)
        }
        None => (
            ready.waves.iter().filter(|w| here(w)).cloned().collect(),
            Words("已经截止", "已經截止", "closed").get(locale).to_owned(),
        ),
    };
    if waves.is_empty() {
        return Ok(Field::default());
    }
    let mut villages: Vec<(AreaCode, Village)> = areas
        .iter()
        .filter(|a: &&Area| a.level == Level::Village && a.parent.as_ref() == Some(area))
        .map(|a| {
            let village = Village {
                name: a.name.clone(),
                answers: 0,
            };
            (a.code.clone(), village)
        })
        .collect();
    let revision = state.store.revision().await?;
    for wave in &waves {
        let counted = state.counts.of(state, wave, &revision).await?;
        let by: BTreeMap<&AreaCode, u64> = counted.by_area.iter().map(|c| (&c.area, c.count)).collect();
        for (code, village) in &mut villages {
            village.answers += by.get(code).copied().unwrap_or(0);
        }
    }
    Ok(Field {
        words: Some(words),
        open: asked.map(|w| w.id.clone()),
        villages: villages.into_iter().map(|(_, v)| v).collect(),
    })
}

/// One question by one cut, as far as the figures are the county's own.
async fn explorer(
    known: std::sync::Arc<Known>,
    facts: &Facts,
    area: &AreaCode,
    asked: &Asked,
) -> Result<Option<Explorer>, PageError> {
    let Some(version) = facts.version.clone() else {
        return Ok(None);
    };
    let locale = facts.locale;
    let by = By::parse(asked.by.as_deref());
    let report = &facts.report;
    let areas = report.breakdowns.iter().find(|b| b.cut == "area");
    let offered: Vec<&ItemBreakdown> = areas.map_or_else(Vec::new, |b| {
        b.items.iter().filter(|i| !i.rows.is_empty()).collect()
    });
    let wanted = asked
        .item
        .as_deref()
        .filter(|code| offered.iter().any(|i| i.item == *code))
        .or_else(|| {
            offered
                .iter()
                .map(|i| i.item.as_str())
                .find(|c| breakdown::first_shown(&version, c))
        });
    let Some(code) = wanted else {
        return Ok(None);
    };
    let (kept, wanted) = (known.clone(), code.to_owned());
    let made = tokio::task::spawn_blocking(move || kept.closer.as_ref().map(|c| c.by(by, &wanted)))
        .await
        .map_err(|e| PageError::Bad(e.to_string()))?;
    let Some(made) = made else {
        return Ok(None);
    };
    let here = areas.and_then(|b| {
        let item = b.items.iter().find(|i| i.item == code)?;
        item.rows.iter().find(|r| r.key.as_deref() == Some(area.as_str()))
    });
    let rows = made
        .items
        .iter()
        .find(|i| i.item == code)
        .map_or_else(Vec::new, |i| {
            let of = |r: &&insight::breakdown::Row| r.within.as_deref() == Some(area.as_str());
            i.rows.iter().filter(of).cloned().collect()
        });
    let (Some(here), Some(item)) = (here, version.item(code)) else {
        return Ok(None);
    };
    let closer = ItemBreakdown {
        item: code.to_owned(),
        total: here.clone(),
        rows,
        tested: None,
    };
    let mut picked = breakdown::pick(&version, item, &closer, by.word(), &known.areas, locale);
    if let Some(p) = &mut picked {
        p.total.label = Words("全镇", "全鎮", "The township").get(locale).to_owned();
    }
    let name = |i: &&ItemBreakdown| {
        let item = version.item(&i.item)?;
        Some(Pick {
            value: i.item.clone(),
            label: looks::printed(locale, item.text.get(locale.tag())),
            chosen: i.item == code,
        })
    };
    Ok(Some(Explorer {
        items: offered.iter().filter_map(name).collect(),
        cuts: By::ALL
            .into_iter()
            .map(|b| Pick {
                value: b.word().to_owned(),
                label: by_word(locale, b).to_owned(),
                chosen: b == by,
            })
            .collect(),
        shown: looks::Page {
            locale,
            title: facts.wave.clone(),
            area: facts.place(area),
            state: String::new(),
            closed: true,
            wave_href: format!("/townships/{}", encode(area.as_str())),
            counted: here.figures.as_ref().map_or(0, |f| f.n_all),
            closes: String::new(),
            open_link: report.wave.open_link,
            k: made.k.k(),
            items: Vec::new(),
            cuts: Vec::new(),
            picked,
            judged: report.judgements.settings_hash.clone(),
        },
    }))
}

fn by_word(locale: Locale, by: By) -> &'static str {
    match by {
        By::Age => Words("年龄", "年齡", "age"),
        By::Sex => Words("性别", "性別", "sex"),
        By::Mode => Words("填写方式", "填寫方式", "mode"),
        By::Village => Words("村", "村", "village"),
    }
    .get(locale)
}
