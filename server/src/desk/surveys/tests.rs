//! The whole way of a survey through the desk's door.

mod door;

use axum::http::{StatusCode, header};

use self::door::{AREAS, DAY, Desk, PLAN};
use crate::clock::Zone;

const HOSTILE: &str = "</textarea><script>alert(1)</script>\u{202e}txet 😀 \" ' &";
const ESCAPED: &str = "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}txet 😀";

#[tokio::test]
async fn without_areas_the_pages_say_where_to_begin() {
    let desk = Desk::open("").await;
    for path in ["/surveys", "/surveys/new", "/surveys/rounds/new"] {
        let page = desk.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.html.contains("href=\"/data\""), "{path}");
    }
}

#[tokio::test]
async fn from_a_round_to_a_closed_wave() {
    let desk = Desk::open(AREAS).await;
    let round = desk.round().await;
    let page = desk.get(&format!("/surveys/rounds/{round}")).await;
    assert!(page.html.contains("S_ROADS") && page.html.contains(&format!("/surveys/new?round={round}")));

    let draft = desk.draft_in(&round, "t1", HOSTILE).await;
    let at = format!("/surveys/drafts/{draft}");
    let page = desk.get(&at).await;
    assert!(
        page.html.contains(ESCAPED) && !page.html.contains("<script>alert"),
        "the title is escaped"
    );
    assert!(
        desk.step(
            &draft,
            &[("action", "add"), ("code", "S_WATER"), ("open", "water")]
        )
        .await
        .to
        .ends_with("#bank-water")
    );
    let own = [
        ("action", "own"),
        ("kind", "several"),
        ("text", HOSTILE),
        ("options", "甲 <b>\n乙\n</textarea>"),
        ("picks", "2"),
    ];
    let done = desk.step(&draft, &own).await;
    assert_eq!(done.to, format!("{at}#item-OWN_{draft}_1"));
    let page = desk.get(&at).await;
    assert!(page.html.contains(ESCAPED) && !page.html.contains("<script>alert"));

    let preview = desk.get(&format!("{at}/preview?lang=en")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert_eq!(preview.headers[header::X_FRAME_OPTIONS], "SAMEORIGIN");
    let policy = preview.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("form-action 'none'"));
    assert!(preview.html.contains(ESCAPED) && !preview.html.contains("<script"));
    for (lang, preview, unkept) in [
        ("zh-Hans", "这是预览：", "填好的不会留下"),
        ("zh-Hant", "這是預覽：", "填好的不會留下"),
        ("en", "This is a preview: ", "nothing is kept if you close"),
    ] {
        let page = desk.get(&format!("{at}/preview?lang={lang}")).await;
        let said = (page.html.contains(preview), page.html.contains(unkept));
        assert_eq!(said, (true, false), "{lang}: what is said of keeping answers");
    }
    assert_eq!(page.headers[header::X_FRAME_OPTIONS], "DENY");

    let ask = desk.get(&format!("{at}/publish")).await;
    let revision = ask.revision();
    let refused = desk
        .post(&format!("{at}/publish"), &[("revision", &revision)])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the box is not ticked"
    );
    let yes = [("revision", &revision[..]), ("confirm", "yes")];
    let wave = desk.post(&format!("{at}/publish"), &yes).await.id();
    assert_eq!(
        desk.post(&format!("{at}/publish"), &yes).await.id(),
        wave,
        "a second click leads to the same wave"
    );
    assert_eq!(desk.get(&at).await.status, StatusCode::NOT_FOUND);

    let stored = desk.state.store.wave(&wave).await.unwrap().unwrap();
    assert_eq!(
        (stored.round.as_deref(), stored.year, stored.keep_years),
        (Some(&round[..]), 2026, 3)
    );
    let version = desk
        .state
        .store
        .version(&stored.instrument, 1)
        .await
        .unwrap()
        .unwrap();
    let codes: Vec<&str> = version.items.iter().map(|i| i.code.as_str()).collect();
    let own_code = format!("OWN_{draft}_1");
    assert_eq!(codes[codes.len() - 3..], ["S_WATER", &own_code, "COACH"]);

    let page = desk.get(&format!("/surveys/{wave}")).await;
    assert!(
        page.html.contains("role=\"img\"") && page.html.contains(&format!("http://127.0.0.1:3000/s/{wave}"))
    );
    assert!(page.html.contains(ESCAPED) && !page.html.contains("<script>alert"));
    assert!(page.html.contains("东街村") && !page.html.contains("breakdown"));
    let poster = desk.get(&format!("/surveys/{wave}/poster?size=a3")).await;
    assert!(poster.html.contains("poster a3") && poster.html.contains(ESCAPED));
    let form = desk.get(&format!("/s/{wave}?lang=en")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.html.contains(ESCAPED) && !form.html.contains("<script>alert"));

    let taken = desk
        .post(
            "/surveys/new",
            &[("round", &round), ("area", "t1"), ("title.en", "again")],
        )
        .await;
    assert_eq!(
        taken.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one wave of an area in a round"
    );

    let refused = desk.post(&format!("/surveys/{wave}/close"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        desk.post(&format!("/surveys/{wave}/close"), &[("confirm", "yes")])
            .await
            .id(),
        wave
    );
    assert!(desk.state.store.snapshot(&wave).await.unwrap().is_some());
    let page = desk.get(&format!("/surveys/{wave}")).await;
    assert!(page.html.contains(&format!("/surveys/{wave}/breakdown")));

    let store = &desk.state.store;
    store.save_snapshot(&wave, r#"{"cells":[]}"#, 0).await.unwrap();
    let page = desk.get(&format!("/surveys/{wave}/breakdown")).await;
    assert_eq!(
        page.status,
        StatusCode::OK,
        "a snapshot of another version is folded again"
    );
    let kept = store.snapshot(&wave).await.unwrap().unwrap();
    assert!(insight::Cube::from_snapshot(&kept).is_ok());
    assert_eq!(crate::jobs::refold_unreadable(&desk.state).await.unwrap(), 0);
    store.save_snapshot(&wave, "{", 0).await.unwrap();
    assert_eq!(crate::jobs::refold_unreadable(&desk.state).await.unwrap(), 1);
}

#[tokio::test]
async fn a_wave_that_took_answers_after_it_was_folded_is_folded_again() {
    let desk = Desk::open(AREAS).await;
    let round = desk.round().await;
    let draft = desk.draft_in(&round, "t1", "again").await;
    let page = desk.get(&format!("/surveys/drafts/{draft}/publish")).await;
    let publish = [("revision", page.revision()), ("confirm", "yes".to_owned())];
    let publish = publish.each_ref().map(|(name, value)| (*name, value.as_str()));
    let wave = desk
        .post(&format!("/surveys/drafts/{draft}/publish"), &publish)
        .await
        .id();
    let (state, now) = (&desk.state, door::noon());
    let close = async || {
        let dates = state
            .store
            .set_wave_dates(&wave, now - 2 * DAY, now - DAY, now - DAY, 2026);
        dates.await.unwrap();
        state.cache.forget(&wave);
    };
    let mut looked = std::collections::HashSet::new();
    close().await;
    assert_eq!(crate::jobs::snapshot_closed(state, &mut looked).await.unwrap(), 1);
    assert_eq!(crate::jobs::snapshot_closed(state, &mut looked).await.unwrap(), 0);

    // the clock was wrong, or the county thought again
    state
        .store
        .set_wave_dates(&wave, now - 2 * DAY, now + DAY, now + DAY, 2026)
        .await
        .unwrap();
    state.cache.forget(&wave);
    assert_eq!(crate::jobs::snapshot_closed(state, &mut looked).await.unwrap(), 0);
    let body = r#"{"version":1,"answers":{"S_ROADS":3}}"#;
    let answer = axum::http::Request::put(format!("/api/v1/waves/{wave}/submissions/{}", "1".repeat(32)))
        .header("host", "127.0.0.1:3000")
        .body(body.into())
        .unwrap();
    assert_eq!(desk.ask(answer).await.status, StatusCode::CREATED);
    close().await;
    let stored = state.store.wave(&wave).await.unwrap().unwrap();
    assert_eq!(
        crate::jobs::cube(state, &stored).await.unwrap().people(),
        1,
        "whoever asks first"
    );
    state
        .store
        .save_snapshot(&wave, &insight::Fold::default().finish().to_snapshot(), 0)
        .await
        .unwrap();
    assert_eq!(
        crate::jobs::snapshot_closed(state, &mut looked).await.unwrap(),
        1,
        "and the job"
    );
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_one_another_and_nothing_typed_is_lost() {
    let desk = Desk::open(AREAS).await;
    let round = desk.round().await;
    let draft = desk.draft_in(&round, "t2", HOSTILE).await;
    let at = format!("/surveys/drafts/{draft}");
    let old = desk.get(&at).await.revision();
    desk.step(&draft, &[("action", "add"), ("code", "S_WATER")]).await;
    let typed = [
        ("revision", &old[..]),
        ("action", "own"),
        ("kind", "five"),
        ("text", "kept words"),
    ];
    let stale = desk.post(&at, &typed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("changed elsewhere") && stale.html.contains("kept words"));
    assert!(stale.html.contains("<title>Please look again – "), "said first");
    // a step that cannot be taken is said first too
    let unknown = [("revision", &stale.revision()[..]), ("action", "nonsense")];
    let unknown = desk.post(&at, &unknown).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("<title>Please look again – "));
    assert_ne!(stale.revision(), old);
    let publish = desk
        .post(
            &format!("{at}/publish"),
            &[("revision", &old), ("confirm", "yes")],
        )
        .await;
    assert_eq!(publish.status, StatusCode::CONFLICT);
    assert!(desk.state.store.waves().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_comes_back_with_what_was_typed() {
    let desk = Desk::open(AREAS).await;
    let long = "长".repeat(10_000);
    let fields = [
        ("title.en", &long[..]),
        ("area", "nowhere"),
        ("core", "short"),
        ("asker", HOSTILE),
        ("opens", "soon"),
    ];
    let page = desk.post("/surveys/rounds/new", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains(&long) && page.html.contains("at most 120"));
    assert!(page.html.contains("&lt;script&gt;alert(1)") && !page.html.contains("<script>alert"));
    for field in ["title.en", "area", "opens", "closes", "keep_years", "publication"] {
        assert!(page.html.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(desk.state.store.rounds().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_survey_of_its_own_starts_from_nothing_and_cannot_be_published_empty() {
    let desk = Desk::open(AREAS).await;
    let fields = [
        &[("title.zh-Hans", "路灯"), ("area", "t1"), ("start", "empty")],
        &PLAN[..],
    ]
    .concat();
    let draft = desk.post("/surveys/new", &fields).await.id();
    let at = format!("/surveys/drafts/{draft}");
    let page = desk.get(&format!("{at}/publish")).await;
    assert!(page.html.contains("There are no items yet") && !page.html.contains("name=\"confirm\""));
    let refused = desk
        .post(&format!("{at}/publish"), &[("revision", "1"), ("confirm", "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let settings = desk.get(&format!("{at}/settings")).await;
    let seen = settings.revision();
    let later: Vec<(&str, &str)> = [
        &[("revision", &seen[..]), ("title.zh-Hans", "新路灯")],
        &PLAN[1..],
        &[("opens", "2026-12-01")],
    ]
    .concat();
    assert_eq!(desk.post(&format!("{at}/settings"), &later).await.id(), draft);
    assert!(desk.get(&at).await.html.contains("新路灯"));
    assert!(desk.get("/surveys").await.html.contains(&at));
    assert_eq!(
        desk.step(&draft, &[("action", "discard")]).await.to,
        "/surveys#outcome"
    );
    assert_eq!(desk.get(&at).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_day_moves_and_the_public_address_is_kept() {
    let desk = Desk::open(AREAS).await;
    let fields = [
        &[("title.en", "Lamps"), ("area", "v1"), ("start", "rotating")],
        &PLAN[..],
    ]
    .concat();
    let draft = desk.post("/surveys/new", &fields).await.id();
    let at = format!("/surveys/drafts/{draft}/publish");
    let wave = desk
        .post(&at, &[("revision", "1"), ("confirm", "yes")])
        .await
        .id();
    let dates = format!("/surveys/{wave}/dates");
    for (day, why) in [
        ("2026-11-20", "Close now"),
        ("2026-12-29", "Results are due"),
        ("2027-01-02", "Results are due"),
        ("x", "2026-12-31"),
    ] {
        let page = desk.post(&dates, &[("closes", day)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(page.html.contains(why), "{day}");
    }
    assert_eq!(desk.post(&dates, &[("closes", "2026-12-25")]).await.id(), wave);
    let moved = desk.state.store.wave(&wave).await.unwrap().unwrap();
    assert_eq!(Zone::shanghai().day(moved.closes - 1), "2026-12-25");
    assert_eq!(moved.grace_until - moved.closes, 2 * DAY);

    let address = format!("/surveys/{wave}/address");
    let bad = desk
        .post(&address, &[("public_base", "javascript:alert(1)")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    desk.post(&address, &[("public_base", "https://survey.example.gov/")])
        .await;
    let page = desk.get(&format!("/surveys/{wave}")).await;
    assert!(
        page.html
            .contains(&format!("https://survey.example.gov/s/{wave}"))
    );
    assert!(!page.html.contains("Only this computer"));
}

#[tokio::test]
async fn scores_belong_to_the_year_in_which_a_wave_closes() {
    let desk = Desk::open(AREAS).await;
    let mut plan = PLAN.to_vec();
    plan.retain(|(name, _)| !matches!(*name, "results_on" | "reply_by"));
    let fields = [
        &[("title.en", "Lamps"), ("area", "t1"), ("start", "short")],
        &plan[..],
    ]
    .concat();
    let draft = desk.post("/surveys/new", &fields).await.id();
    let at = format!("/surveys/drafts/{draft}/publish");
    let wave = desk
        .post(&at, &[("revision", "1"), ("confirm", "yes")])
        .await
        .id();
    let year = async || desk.state.store.wave(&wave).await.unwrap().unwrap().year;
    assert_eq!(year().await, 2026);
    let dates = format!("/surveys/{wave}/dates");
    assert_eq!(desk.post(&dates, &[("closes", "2027-01-02")]).await.id(), wave);
    assert_eq!(year().await, 2027);
    let close = format!("/surveys/{wave}/close");
    assert_eq!(desk.post(&close, &[("confirm", "yes")]).await.id(), wave);
    assert_eq!(year().await, 2026, "closed today, before the new year");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let desk = Desk::open(AREAS).await;
    for path in [
        "/surveys/rounds/nope",
        "/surveys/drafts/nope",
        "/surveys/drafts/nope/preview",
        "/surveys/nope",
        "/surveys/nope/poster",
        "/surveys/new?round=nope",
    ] {
        assert_eq!(desk.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
