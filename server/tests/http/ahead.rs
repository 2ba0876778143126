//! What pages ask for first is made ahead and stored: a server that starts again makes none of it, and shows the same.

use server::{ahead, jobs, metrics::Work, report, state::AppState, stored};

use super::{
    county::{get, noon},
    thin::{Drawn, drawn, small},
};

const WORKS: [Work; 4] = [Work::Drivers, Work::Errors, Work::Patterns, Work::OnPage];

/// What the server made because it was not stored.
fn made(state: &AppState) -> [u64; 4] {
    WORKS.map(|work| state.metrics.times(work))
}

async fn surveyed() -> Drawn {
    drawn(small(9, 27, 900), |_, text| Some(text)).await
}

/// The server starts again over the same data.
fn again(county: &Drawn) -> (AppState, axum::Router) {
    let mut state = AppState::new(county.state.store.clone(), county.state.zone.clone());
    state.now = noon;
    (state.clone(), server::http::desk(state))
}

/// Pages that show tables, and the words of each.
async fn pages(state: &AppState, desk: &axum::Router) -> Vec<(String, String)> {
    let known = state.reports.of(state, None).await.unwrap();
    let report = known.report.as_ref().unwrap();
    let (wave, place) = (&report.wave.id, &report.places[0].area);
    let mut all = vec!["/".to_owned(), format!("/results/{wave}")];
    for by in ["age", "sex", "mode", "village"] {
        all.push(format!("/townships/{place}?item=S_ROADS&by={by}"));
    }
    for by in ["area", "age", "sex", "mode", "village"] {
        all.push(format!("/surveys/{wave}/breakdown?item=S_ROADS&by={by}"));
    }
    let mut read = Vec::new();
    for path in all {
        let page = get(desk, &path).await;
        assert_eq!(page.status, 200, "{path}");
        let main = page.text.split("<main").nth(1).unwrap_or_default();
        // what follows has a nonce of its own each time
        let main = main.split("</main>").next().unwrap_or_default().to_owned();
        read.push((path, main));
    }
    read
}

#[tokio::test]
async fn a_server_that_starts_again_reads_what_is_stored_and_shows_the_same() {
    let county = surveyed().await;
    // nothing is stored yet: pages decide for themselves
    let before = pages(&county.state, &county.desk).await;
    let [drivers, errors, patterns, on_page] = made(&county.state);
    assert_eq!((drivers, errors, patterns), (1, 1, 0));
    assert!(on_page > 5);
    let fresh = county.state.reports.of(&county.state, None).await.unwrap();

    let (state, _) = again(&county);
    ahead::make(&state).await.unwrap();
    assert_eq!(made(&state)[..3], [0, 0, 1]);

    let (state, desk) = again(&county);
    assert_eq!(pages(&state, &desk).await, before);
    assert_eq!(made(&state), [0; 4]);
    let known = state.reports.of(&state, None).await.unwrap();
    let json =
        |known: &server::reports::Known| serde_json::to_string(&**known.report.as_ref().unwrap()).unwrap();
    assert_eq!(json(&known), json(&fresh));

    // and once it is made ahead, no table is made for a page at all
    ahead::make(&state).await.unwrap();
    assert_eq!(made(&state), [0; 4]);
}

#[tokio::test]
async fn what_is_stored_is_gone_by_and_what_is_of_something_else_is_not() {
    let county = surveyed().await;
    let state = &county.state;
    ahead::make(state).await.unwrap();
    let (field, areas) = (
        report::fieldworks(state).await.unwrap().pop().unwrap(),
        state.store.areas().await.unwrap(),
    );
    let key = format!("patterns/{}", field.id);
    let stored = || async { state.store.setting(&key).await.unwrap().unwrap() };
    let first = stored().await;
    let of = |k| stored::patterns(state, &field, &areas, k);
    assert!(of(10).await.unwrap().is_some());

    // every letter turned to hidden: a page that goes by it shows no village
    let (made_of, mut letters): (String, serde_json::Value) = serde_json::from_str(&first).unwrap();
    for cut in letters["cuts"].as_object_mut().unwrap().values_mut() {
        for item in cut["items"].as_object_mut().unwrap().values_mut() {
            *item = item.as_str().unwrap().replace('.', "c").into();
        }
    }
    let hidden = serde_json::to_string(&(made_of, letters)).unwrap();
    state.store.set_setting(&key, &hidden).await.unwrap();
    let shown = |state: AppState| async move {
        let known = state.reports.of(&state, None).await.unwrap();
        let table = known
            .closer
            .as_ref()
            .unwrap()
            .by(server::closer::By::Village, "S_ROADS");
        table.items[0].rows.iter().filter(|r| r.hidden.is_none()).count()
    };
    assert_eq!(shown(again(&county).0).await, 0);

    // of another k, of other areas, or illegible: as if nothing were stored, and decided again in the background
    assert_eq!(of(20).await.unwrap(), None);
    assert_eq!(
        stored::patterns(state, &field, &areas[1..], 10).await.unwrap(),
        None
    );
    state.store.set_setting(&key, "of another version").await.unwrap();
    assert_eq!(of(10).await.unwrap(), None);
    let (later, _) = again(&county);
    assert!(shown(later.clone()).await > 5);
    assert_eq!(made(&later), [0, 0, 0, 1]);
    ahead::make(&later).await.unwrap();
    assert_eq!(stored().await, first);
    // a page opened before goes by it from now on
    let known = later.reports.of(&later, None).await.unwrap();
    known
        .closer
        .as_ref()
        .unwrap()
        .by(server::closer::By::Age, "S_ROADS");
    assert_eq!(made(&later), [0, 0, 1, 1]);
}

#[tokio::test]
async fn a_raised_threshold_is_decided_anew_and_no_page_shows_what_it_hides() {
    let county = surveyed().await;
    let state = &county.state;
    ahead::make(state).await.unwrap();
    let settings = insight::report::Settings {
        k: 20,
        ..Default::default()
    };
    server::judgements::set_settings(&*state.store, &settings, "2026-07-01")
        .await
        .unwrap();
    let known = state.reports.of(state, None).await.unwrap();
    let table = known
        .closer
        .as_ref()
        .unwrap()
        .by(server::closer::By::Village, "S_ROADS");
    let rows = || table.items[0].rows.iter();
    assert!(rows().any(|r| r.hidden.is_some()));
    assert!(rows().filter_map(|r| r.figures.as_ref()).all(|f| f.n_valid >= 20));
    assert_eq!(made(state)[1..], [2, 1, 1]);
    ahead::make(state).await.unwrap();
    assert_eq!(made(state)[1..], [2, 2, 1]);
}

#[tokio::test]
async fn the_newest_report_is_one_under_its_name_and_without_and_those_before_are_made_ahead() {
    let asked = synth::Parameters {
        waves: 2,
        ..small(9, 27, 900)
    };
    let county = drawn(asked, |_, text| Some(text)).await;
    let state = &county.state;
    let times = || state.metrics.times(Work::Report);
    let newest = state.reports.of(state, None).await.unwrap();
    assert_eq!(times(), 1);
    let report = newest.report.as_ref().unwrap();
    let by_name = state.reports.of(state, Some(&report.wave.id)).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&newest, &by_name));
    assert_eq!(times(), 1);

    ahead::make(state).await.unwrap();
    assert_eq!((report.waves.len(), times()), (2, 2));
    for wave in &report.waves {
        let page = get(&county.desk, &format!("/townships?wave={wave}")).await;
        assert_eq!(page.status, 200, "{wave}");
    }
    assert_eq!(get(&county.desk, "/townships?wave=1812").await.status, 404);
    let before = times();
    assert_eq!(get(&county.desk, "/townships?wave=").await.status, 200);
    assert_eq!(times(), before);

    // what is set changes both, and each is made anew
    let settings = insight::report::Settings {
        k: 20,
        ..Default::default()
    };
    server::judgements::set_settings(&*state.store, &settings, "2026-07-01")
        .await
        .unwrap();
    for wave in report.waves.iter().map(String::as_str) {
        let known = state.reports.of(state, Some(wave)).await.unwrap();
        let made = known.report.as_ref().unwrap();
        assert_eq!((made.wave.id.as_str(), made.judgements.settings.k), (wave, 20));
    }
    let known = state.reports.of(state, None).await.unwrap();
    assert_eq!(known.report.as_ref().unwrap().wave.id, report.wave.id);
}

#[tokio::test]
async fn the_jobs_make_it_ahead_and_end_when_they_are_told_to() {
    let county = surveyed().await;
    let state = &county.state;
    let (tell, told) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(jobs::run(state.clone(), told.clone()));
    let watched = server::metrics::routes(state.clone());
    while !get(&watched, "/metrics")
        .await
        .text
        .contains("\nminxin_pages_ahead 1\n")
    {
        tokio::task::yield_now().await;
    }
    assert_eq!(made(state), [1, 1, 1, 0]);
    tell.send(true).unwrap();
    running.await.unwrap();

    // told at once, they store nothing half done
    let county = surveyed().await;
    jobs::run(county.state.clone(), told).await;
    for field in report::fieldworks(&county.state).await.unwrap() {
        let stored = county
            .state
            .store
            .setting(&format!("patterns/{}", field.id))
            .await;
        assert_eq!(stored.unwrap(), None);
    }
}
