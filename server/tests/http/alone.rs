//! What a wave shows by itself, beside the other waves of its round.

use std::{collections::BTreeMap, sync::Arc};

use server::{clock::Zone, http, state::AppState};
use store::{NewSubmission, Store, sqlite::SqliteStore};
use survey::{
    Answers, AreaCode, Mode, PublicationLevel, Round, SubmissionId, Text, Wave,
    answer::{Atom, Value},
    content,
    wave::Approval,
};

use super::county::{Answer, get, noon, send};

const DAY: i64 = 86_400_000;

struct Places {
    state: AppState,
    _folder: tempfile::TempDir,
}

/// Townships a to d, each with a closed wave of one round and so many answers.
async fn places(sizes: [u16; 4]) -> Places {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("minxin.sqlite");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&file).await.unwrap());
    let areas = "code,name,level,parent\nc,County,county,\na,Ash,township,c\nb,Birch,township,c\nd,Dale,township,c\ne,Elm,township,c\n";
    let source = import::Source::Bytes {
        name: "areas.csv".to_owned(),
        bytes: areas.as_bytes().into(),
    };
    let request = import::Request::new(import::FileKind::Areas, source, noon(), "2026-07-01".to_owned());
    import::run(store.clone(), request, |_| {}).await.unwrap();
    let version = content::ready_form("short", "i", 1).unwrap();
    let round = Round {
        id: "r".to_owned(),
        title: Text::of("en", "Round"),
        area: AreaCode::parse("c").unwrap(),
        core: version.items.iter().map(|i| i.code.clone()).collect(),
        opens: noon() - 9 * DAY,
        closes: noon() - 3 * DAY,
        grace_until: noon() - 2 * DAY,
        results_on: None,
        reply_by: Some(Zone::shanghai().day(noon() - DAY)),
        publication: PublicationLevel::Township,
        approval: Approval::default(),
        keep_years: 1,
        asker: "County".to_owned(),
        open_link: true,
    };
    store.add_round(&version, &round, noon()).await.unwrap();
    let mut number = 0_u16;
    for (area, size) in ["a", "b", "d", "e"].into_iter().zip(sizes) {
        let wave = Wave {
            id: format!("w-{area}"),
            round: Some("r".to_owned()),
            area: AreaCode::parse(area).unwrap(),
            title: Text::of("en", "Survey"),
            instrument: "i".to_owned(),
            version: 1,
            opens: round.opens,
            closes: round.closes,
            grace_until: round.grace_until,
            year: 2026,
            results_on: None,
            asker: "County".to_owned(),
            keep_years: 1,
            publication: PublicationLevel::Township,
            approval: Approval::default(),
            open_link: true,
            withdrawn: None,
        };
        store.add_wave(&wave).await.unwrap();
        for _ in 0..size {
            number += 1;
            store.record(answered(&wave, number)).await.unwrap();
        }
    }
    let mut state = AppState::new(store, Zone::shanghai());
    state.now = noon;
    Places {
        state,
        _folder: folder,
    }
}

fn answered(wave: &Wave, number: u16) -> NewSubmission {
    let mut id = [7; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    let one = |code: u16| Value::One(Atom::Int(code.into()));
    let (age, sex) = (1 + number % 2, 1 + number / 2 % 2);
    let answers = [
        ("Q_OVERALL", 1 + number % 5),
        ("S_ROADS", 1 + number % 3),
        ("D_AGE", age),
        ("D_SEX", sex),
    ];
    NewSubmission {
        id: SubmissionId(id),
        wave: wave.id.clone(),
        version: 1,
        hash: [0; 32],
        lang: "en".to_owned(),
        mode: Mode::Web,
        day: "2026-06-25".to_owned(),
        area: wave.area.clone(),
        age: Some(age.to_string()),
        sex: Some(sex.to_string()),
        weight: 1.0,
        quality: None,
        answers: Answers(answers.map(|(c, v)| (c.to_owned(), one(v))).into()),
        late: false,
    }
}

/// A county with a closed wave of its own and townships t and u; villages with so many answers each.
async fn by_village(publication: PublicationLevel, sizes: [u16; 6]) -> Places {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("minxin.sqlite");
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&file).await.unwrap());
    let areas = "code,name,level,parent\nc,County,county,\nt,Thorn,township,c\nu,Umber,township,c\n\
                 t1,Tarn,village,t\nt2,Tor,village,t\nt3,Tump,village,t\n\
                 u1,Ulm,village,u\nu2,Undern,village,u\nu3,Upton,village,u\n";
    let source = import::Source::Bytes {
        name: "areas.csv".to_owned(),
        bytes: areas.as_bytes().into(),
    };
    let request = import::Request::new(import::FileKind::Areas, source, noon(), "2026-07-01".to_owned());
    import::run(store.clone(), request, |_| {}).await.unwrap();
    let version = content::ready_form("short", "i", 1).unwrap();
    store.publish(&version, noon()).await.unwrap();
    let wave = |id: &str, area: &str| Wave {
        id: id.to_owned(),
        round: None,
        area: AreaCode::parse(area).unwrap(),
        title: Text::of("en", "Survey"),
        instrument: "i".to_owned(),
        version: 1,
        opens: noon() - 9 * DAY,
        closes: noon() - 3 * DAY,
        grace_until: noon() - 2 * DAY,
        year: 2026,
        results_on: None,
        asker: "County".to_owned(),
        keep_years: 1,
        publication,
        approval: Approval::default(),
        withdrawn: None,
        open_link: true,
    };
    let mut number = 0_u16;
    for (id, area, below) in [("county", "c", ""), ("township", "t", "t")] {
        let wave = wave(id, area);
        store.add_wave(&wave).await.unwrap();
        for (village, size) in ["t1", "t2", "t3", "u1", "u2", "u3"].into_iter().zip(sizes) {
            for _ in 0..if village.starts_with(below) { size } else { 0 } {
                number += 1;
                let mut answer = answered(&wave, number);
                answer.area = AreaCode::parse(village).unwrap();
                store.record(answer).await.unwrap();
            }
        }
    }
    let mut state = AppState::new(store, Zone::shanghai());
    state.now = noon;
    Places {
        state,
        _folder: folder,
    }
}

/// Name → how many answered there, for every place that the public page lists.
async fn public(places: &Places, wave: &str) -> BTreeMap<String, Option<u64>> {
    let page = get(
        &http::public(places.state.clone()),
        &format!("/results/{wave}?lang=en"),
    )
    .await;
    assert!(page.status.is_success());
    let names = ["Thorn", "Umber", "Tarn", "Tor", "Tump", "Ulm", "Undern", "Upton"];
    page.text
        .split("<li>")
        .skip(1)
        .filter_map(|li| {
            let name = names.iter().find(|n| li.starts_with(&format!("<b>{n}</b>")))?;
            let n = li
                .split(" answered")
                .next()?
                .rsplit([' ', '>'])
                .next()?
                .parse()
                .ok();
            Some(((*name).to_owned(), n))
        })
        .collect()
}

#[tokio::test]
async fn results_go_as_far_down_as_the_county_publishes_and_small_villages_are_hidden() {
    let sizes = [40, 30, 20, 45, 35, 25];
    let told = |all: &[(&str, u64)]| -> BTreeMap<String, Option<u64>> {
        all.iter()
            .map(|(name, n)| ((*name).to_owned(), Some(*n)))
            .collect()
    };
    let townships = [("Thorn", 90), ("Umber", 105)];
    let of_thorn = [("Tarn", 40), ("Tor", 30), ("Tump", 20)];
    let of_umber = [("Ulm", 45), ("Undern", 35), ("Upton", 25)];

    let county = by_village(PublicationLevel::County, sizes).await;
    assert_eq!(public(&county, "county").await, told(&[]));
    let township = by_village(PublicationLevel::Township, sizes).await;
    assert_eq!(public(&township, "county").await, told(&townships));
    assert_eq!(public(&township, "township").await, told(&[]));
    let village = by_village(PublicationLevel::Village, sizes).await;
    let all = [&townships[..], &of_thorn, &of_umber].concat();
    assert_eq!(public(&village, "county").await, told(&all));
    assert_eq!(public(&village, "township").await, told(&of_thorn));

    // a village of nine takes another one with it: else the township's sum would tell of it
    let small = by_village(PublicationLevel::Village, [40, 30, 9, 45, 35, 25]).await;
    for wave in ["county", "township"] {
        let seen = public(&small, wave).await;
        assert_eq!(seen["Tump"], None, "{wave}: {seen:?}");
        let hidden = of_thorn.iter().filter(|(name, _)| seen[*name].is_none()).count();
        assert!(hidden >= 2, "{wave}: {seen:?}");
        // of the one that was taken along nobody says that few answered there
        let page = get(
            &http::public(small.state.clone()),
            &format!("/results/{wave}?lang=en"),
        )
        .await
        .text;
        let said = |village: &str| {
            let found = page
                .split("<li>")
                .find(|li| li.starts_with(&format!("<b>{village}</b>")));
            let line = found.and_then(|li| li.split("</li>").next());
            line.unwrap_or_else(|| panic!("{village} in {wave}")).to_owned()
        };
        for (village, people) in of_thorn {
            let few = said(village).contains("fewer than");
            assert_eq!(few, village == "Tump", "{village} of {people}: {}", said(village));
            let along = said(village).contains("hidden together");
            assert_eq!(along, seen[village].is_none() && !few, "{}", said(village));
        }
    }
    let seen = public(&small, "county").await;
    assert!(
        of_umber.iter().all(|(name, n)| seen[*name] == Some(*n)),
        "{seen:?}"
    );
}

async fn look(places: &Places, path: &str) -> Answer {
    get(&http::desk(places.state.clone()), path).await
}

#[tokio::test]
async fn sexes_are_named_as_sexes_though_ages_have_the_same_codes() {
    let places = places([60, 60, 60, 60]).await;
    let by = |cut: &str| format!("/surveys/w-a/breakdown?lang=en&item=S_ROADS&by={cut}");
    let sex = look(&places, &by("sex")).await.text;
    assert!(sex.contains("Female") && !sex.contains("30–44"), "{sex}");
    let age = look(&places, &by("age")).await.text;
    assert!(age.contains("30–44") && !age.contains("Female"), "{age}");
}

#[tokio::test]
async fn what_the_round_hides_of_a_township_its_own_wave_does_not_show() {
    let places = places([60, 60, 9, 12]).await;
    // Elm has twelve answers, enough by themselves: less the others, the round's total would tell of Dale's nine
    for wave in ["w-d", "w-e"] {
        let page = look(
            &places,
            &format!("/surveys/{wave}/breakdown?lang=en&item=S_ROADS&by=sex"),
        )
        .await;
        assert!(page.status.is_success(), "{page:?}");
        let wave = places.state.store.wave(wave).await.unwrap().unwrap();
        for by in ["all", "area", "age", "sex", "mode"] {
            let found = server::desk::breakdown::compute(&places.state, &wave, by)
                .await
                .unwrap();
            let shown = found
                .items
                .iter()
                .filter(|i| i.total.figures.is_some() || i.rows.iter().any(|r| r.figures.is_some()));
            assert_eq!(shown.count(), 0, "{} by {by}", wave.id);
            assert!(!found.items.is_empty());
        }
    }
    let wave = places.state.store.wave("w-a").await.unwrap().unwrap();
    let found = server::desk::breakdown::compute(&places.state, &wave, "sex")
        .await
        .unwrap();
    let roads = found.items.iter().find(|i| i.item == "S_ROADS").unwrap();
    assert_eq!(roads.total.figures.as_ref().unwrap().n_valid, 60);
    assert_eq!(roads.rows.len(), 2, "{roads:?}");
}

#[tokio::test]
async fn places_without_a_score_to_show_are_said_to_have_none() {
    let places = places([60, 60, 9, 12]).await;
    let page = look(&places, "/townships?lang=en").await.text;
    assert!(
        page.contains("2 of 4 townships with a score, 141 answers"),
        "{page}"
    );
    let page = look(&places, "/townships?lang=zh-Hans").await.text;
    assert!(page.contains("4 个乡镇里 2 个有得分，141 份"), "{page}");
}

#[tokio::test]
async fn a_township_shows_nothing_while_others_of_its_round_are_asked() {
    let places = places([60, 60, 60, 60]).await;
    let store = &places.state.store;
    store
        .set_wave_dates("w-b", noon() - 9 * DAY, noon() + DAY, noon() + DAY, 2026)
        .await
        .unwrap();
    let wave = store.wave("w-a").await.unwrap().unwrap();
    let told = server::desk::breakdown::compute(&places.state, &wave, "sex").await;
    assert!(told.unwrap_err().contains("not closed"));
    let page = look(&places, "/surveys/w-a/breakdown?lang=en&item=S_ROADS&by=sex").await;
    assert!(
        page.status.is_success() && !page.text.contains("Female"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_raised_k_holds_on_every_page() {
    let places = places([60, 60, 60, 60]).await;
    let settings = insight::report::Settings {
        k: 70,
        ..Default::default()
    };
    server::judgements::set_settings(&*places.state.store, &settings, "2026-07-01")
        .await
        .unwrap();
    let wave = places.state.store.wave("w-a").await.unwrap().unwrap();
    let found = server::desk::breakdown::compute(&places.state, &wave, "all")
        .await
        .unwrap();
    assert_eq!(found.k.k(), 70);
    assert!(found.items.iter().all(|i| i.total.figures.is_none()), "{found:?}");
    let public = get(&http::public(places.state.clone()), "/results/w-a?lang=en")
        .await
        .text;
    assert!(
        public.contains("fewer than 70 answers") && !public.contains("fewer than 10"),
        "{public}"
    );
    for (lang, foot) in [
        ("zh-Hans", "不足 70 份的结果不显示"),
        ("zh-Hant", "不足 70 份的結果不顯示"),
        ("en", "Results of fewer than 70 answers are not shown"),
    ] {
        for path in ["/", "/surveys", "/nowhere"] {
            let page = look(&places, &format!("{path}?lang={lang}")).await.text;
            assert!(page.contains(foot), "{path} in {lang}: {page}");
        }
    }
}

#[tokio::test]
async fn a_scale_without_good_answers_is_told_by_its_mean_in_public() {
    let places = places([60, 60, 60, 60]).await;
    let page = get(&http::public(places.state.clone()), "/results/w-a?lang=en").await;
    assert!(page.text.contains("60"), "{}", page.text);
    let mut version = content::ready_form("short", "plain", 1).unwrap();
    for scale in &mut version.scales {
        scale.top_box.clear();
    }
    let store = &places.state.store;
    store.publish(&version, noon()).await.unwrap();
    let mut wave = store.wave("w-a").await.unwrap().unwrap();
    (wave.id, wave.round, wave.instrument) = ("plain".to_owned(), None, "plain".to_owned());
    store.add_wave(&wave).await.unwrap();
    for number in 0..60 {
        store.record(answered(&wave, 1000 + number)).await.unwrap();
    }
    let page = get(&http::public(places.state.clone()), "/results/plain?lang=en").await;
    let roads = page.text.split("<li>").find(|li| li.contains("roads")).unwrap();
    assert!(roads.contains("60") && !roads.contains("fewer"), "{roads}");
}

#[tokio::test]
async fn a_township_reads_whether_and_until_when_it_may_say_its_own() {
    let mut of_round = places([40; 4]).await;
    let day = app::resident::day_words("en", &Zone::shanghai().day(noon() - DAY));
    let over = format!("Statements could be given until {day}; that is over.");
    let desk = http::desk(of_round.state.clone());
    for path in ["/townships/a?lang=en", "/townships/a/roads?lang=en"] {
        let page = get(&desk, path).await;
        assert!(page.status.is_success() && page.text.contains(&over), "{path}");
        assert!(!page.text.contains("<textarea"), "{path}");
    }
    let typed = [("content-type", "application/x-www-form-urlencoded")];
    let late = send(
        &desk,
        axum::http::Method::POST,
        "/townships/a/roads?lang=en",
        &typed,
        "text=late",
    )
    .await;
    assert_eq!(late.status.as_u16(), 422);
    assert!(late.text.contains(&format!("{over} Nothing was kept.")), "{over}");
    // on the day itself it may still
    of_round.state.now = || noon() - DAY;
    let desk = http::desk(of_round.state.clone());
    let township = get(&desk, "/townships/a?lang=en").await.text;
    assert!(township.contains(&format!("Until {day} ")) && township.contains("on the page of each service."));
    let card = get(&desk, "/townships/a/roads?lang=en").await.text;
    assert!(
        card.contains(&format!("It can be written or changed until {day}.")) && card.contains("<textarea")
    );
    // a survey that is in no round has no such day, and says so
    let alone = by_village(PublicationLevel::Township, [40; 6]).await;
    let township = get(&http::desk(alone.state.clone()), "/townships/t?lang=en").await;
    assert!(
        township
            .text
            .contains("No day for statements was set for this survey")
    );
}
