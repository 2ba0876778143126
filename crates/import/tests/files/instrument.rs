//! Instruments: published once, word for word; everything wrong with one is said at once.

use import::FileKind::Instrument;

use crate::place::Place;

pub const SMALL: &str = r#"{
  "id": "home", "title": {"en": "Home"}, "languages": ["en"],
  "columns": {"id": "nr", "area": "place", "mode": "how", "modes": {"Mail": "paper"}, "weight": "w", "age": "AGE", "sex": "sex"},
  "missing": [99, "NA"], "ignore": ["zip"],
  "profile": {"area": "WHERE"},
  "scales": [
    {"id": "five", "kind": "ordinal", "scored": true,
     "options": [{"code": 1, "label": {"en": "bad"}}, {"code": 2, "label": {"en": "so"}}, {"code": 3, "label": {"en": "good"}}],
     "special": [{"code": 9, "role": "dont_know", "label": {"en": "don't know"}}]},
    {"id": "band", "kind": "single_choice", "options": [{"code": 1, "label": {"en": "young"}}, {"code": 2, "label": {"en": "old"}}],
     "special": [{"code": 9, "role": "refused", "label": {"en": "refused"}}]},
    {"id": "any", "kind": "multi_choice", "max_picks": 2,
     "options": [{"code": "a", "label": {"en": "A"}}, {"code": "b", "label": {"en": "B"}}, {"code": "c", "label": {"en": "C"}}]},
    {"id": "km", "kind": "number", "min": 0, "max": 50}
  ],
  "items": [
    {"code": "Q1", "text": {"en": "Roads?"}, "scale": "five", "domain": "Roads"},
    {"code": "Q2", "text": {"en": "Why bad?"}, "scale": "any", "condition": {"all": [{"item": "Q1", "in": [1]}]}},
    {"code": "KM", "text": {"en": "How far?"}, "scale": "km"},
    {"code": "AGE", "text": {"en": "Age"}, "scale": "band"},
    {"code": "WHERE", "text": {"en": "Where?"}, "scale": "AREA"},
    "S_WATER"
  ]
}"#;

#[tokio::test]
async fn an_instrument_is_published_once_and_the_same_file_changes_nothing() {
    let place = Place::empty().await;
    let dry = import::Request {
        dry_run: true,
        ..Place::request(Instrument, SMALL)
    };
    assert_eq!(
        place.run(dry).await.unwrap().to_string(),
        "instrument.json: instrument home, version 1: 6 items, can be published; dry run, nothing stored"
    );
    assert!(place.store.instruments().await.unwrap().is_empty());
    assert_eq!(
        place.load(Instrument, SMALL).await.to_string(),
        "instrument.json: instrument home, version 1: 6 items, published"
    );
    assert_eq!(
        place.load(Instrument, SMALL).await.to_string(),
        "instrument.json: instrument home, version 1: 6 items, published already; nothing changed"
    );
    let version = place.store.version("home", 1).await.unwrap().unwrap();
    assert_eq!(
        version.item("Q1").unwrap().domain.as_ref().unwrap().as_str(),
        "roads",
        "a name became an id"
    );
    assert!(
        version.scale("S5").is_some() && version.scale("AREA").is_some(),
        "scales of the catalogue came along"
    );
}

#[tokio::test]
async fn a_published_version_cannot_change() {
    let place = Place::empty().await;
    place.load(Instrument, SMALL).await;
    let expected = "instrument.json: version 1 of instrument home is published and cannot change; publish it as version 2";
    assert_eq!(
        place
            .refusal(Instrument, SMALL.replace("Roads?", "Streets?"))
            .await,
        expected
    );
    assert_eq!(
        place
            .refusal(Instrument, SMALL.replace("\"Mail\"", "\"Post\""))
            .await,
        expected
    );
    let next = SMALL
        .replace("\"id\": \"home\",", "\"id\": \"home\", \"version\": 2,")
        .replace("\"Q1\"", "\"Q1B\"")
        .replace("Roads?", "Streets?");
    place.load(Instrument, next).await;
}

#[tokio::test]
async fn a_code_that_means_something_else_in_a_stored_instrument_is_refused_with_its_line() {
    let place = Place::empty().await;
    place.load(Instrument, SMALL).await;
    let other = SMALL.replace("\"id\": \"home\"", "\"id\": \"away\"");
    for (from, to, differs) in [
        ("\"Roads?\"", "\"Streets?\"", "other words"),
        (
            "\"Roads?\"}",
            "\"Roads?\"}, \"note\": {\"en\": \"of the town\"}",
            "another note",
        ),
        (
            "\"label\": {\"en\": \"so\"}",
            "\"label\": {\"en\": \"fair\"}",
            "another scale",
        ),
        (
            "{\"code\": 1, \"label\": {\"en\": \"bad\"}}",
            "{\"code\": 1, \"label\": {\"en\": \"bad\"}, \"score\": 40}",
            "another scale",
        ),
        (
            "\"role\": \"dont_know\"",
            "\"role\": \"refused\"",
            "another scale",
        ),
        ("\"domain\": \"Roads\"", "\"reverse\": true", "another direction"),
    ] {
        let file = other.replace(from, to);
        assert_ne!(file, other, "{from}");
        assert_eq!(
            place.refusal(Instrument, &file).await,
            format!(
                "instrument.json: line 17: item Q1 has {differs} in version 1 of instrument home, and a code is never \
                 reused; give yours a new code, or write it as it is there"
            )
        );
        assert_eq!(
            place.store.instruments().await.unwrap().len(),
            1,
            "nothing was stored"
        );
    }
    // the next version of the same instrument is held to it too
    let next = SMALL
        .replace("\"id\": \"home\",", "\"id\": \"home\", \"version\": 2,")
        .replace("How far?", "How near?");
    let why = place.refusal(Instrument, next).await;
    assert!(why.contains("line 19: item KM has other words"), "{why}");
    // the same meaning is fine: a language more, another domain, a scale under another id
    let same = other
        .replace("\"Roads?\"", "\"Roads?\", \"fr\": \"Routes ?\"")
        .replace("\"domain\": \"Roads\"", "\"domain\": \"water\"")
        .replace("\"five\"", "\"fiver\"");
    place.load(Instrument, same).await;
}

#[tokio::test]
async fn a_domain_that_only_an_item_names_becomes_the_countys_own() {
    let place = Place::empty().await;
    let report = place
        .load(
            Instrument,
            SMALL.replace("\"domain\": \"Roads\"", "\"domain\": \"parks\""),
        )
        .await;
    assert_eq!(report.new_domains[0].id, "parks");
    assert_eq!(place.store.own_domains().await.unwrap()[0].id.as_str(), "parks");
}

#[tokio::test]
async fn broken_json_is_shown_with_its_place() {
    let place = Place::empty().await;
    for (file, expected) in [
        (
            "",
            "is empty; give a JSON file as docs/instrument.md describes it",
        ),
        (
            "{\"id\": \"x\",\n \"title",
            "line 2, position 7: the file ends too soon; copy the whole file again",
        ),
        (
            "{\"id\": \"x\",\n \"titel\": 1}",
            "line 2, position 8: unknown field `titel`, expected one of `id`, `version`, `title`, `languages`, `items`, \
             `scales`, `blocks`, `domain_options`, `profile`, `columns`, `missing`, `ignore`; \
             write it as docs/instrument.md describes it",
        ),
        (
            "{\"id\":\"x\",\"title\":{},\"languages\":[],\n\"items\":[{\"code\":\"Q\"}]}",
            "line 2, position 21: missing field `text`; write it as docs/instrument.md describes it",
        ),
        (
            "[]",
            "is a list, not an object; write it as docs/instrument.md describes it",
        ),
        (
            r#"["z",1,{"en":"Z"},["en"],["S_ROADS"],[],[],[],{},{},[],[]]"#,
            "is a list, not an object; write it as docs/instrument.md describes it",
        ),
        (
            "{\"id\":\"x\",\n\"title\":{\"en\":\"Z\",\"en\":\"Y\"},\"languages\":[\"en\"],\"items\":[\"S_ROADS\"]}",
            "line 2, position 27: \"en\" is there twice; write it as docs/instrument.md describes it",
        ),
    ] {
        assert_eq!(
            place.refusal(Instrument, file).await,
            format!("instrument.json: {expected}"),
            "{file}"
        );
    }
}

#[tokio::test]
async fn a_definition_that_cannot_be_asked_is_refused_with_every_reason() {
    let place = Place::empty().await;
    let file = r#"{"id": "a b", "version": 0, "title": {"en": "x"}, "languages": [],
      "columns": {"mode": "m", "modes": {"Mail": "post"}}, "profile": {"age": "AGE"},
      "blocks": [{"id": "A", "items": ["Q7"]}],
      "scales": [{"id": "s", "kind": "ordinal", "options": [{"code": 1, "label": {"en": "x"}, "score": 101}], "top_box": [5]}],
      "items": [{"code": "Q1", "text": {"en": "?"}, "scale": "s", "reversed": true}, "NO_SUCH"]}"#;
    let said = place.refusal(Instrument, file).await;
    let lines: Vec<&str> = said
        .lines()
        .map(|l| l.strip_prefix("instrument.json: ").unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "item Q1 has the unknown key \"reversed\"; remove it or rename it: the keys are code text note scale domain \
             outcome reverse condition allow seconds sensitive county_only",
            "id \"a b\" cannot be used; use 1 to 64 letters, digits, '-', '_' or '.'",
            "version is 0; count versions from 1",
            "languages is empty; name the languages of the texts, such as \"zh-Hans\"",
            "item \"NO_SUCH\" is not in the bank; write the item out",
            "columns.modes names \"post\"; use web, kiosk, phone or paper",
            "profile.age names \"AGE\", which is no item; name an item",
            "block A names \"Q7\", which is no item; name an item",
            "option 1 of scale s has a score outside 0 to 100; score options from 0 to 100",
            "scale s boxes \"5\", which is no option of it; name codes of its options",
        ]
    );
    let said = place
        .refusal(
            Instrument,
            SMALL.replace("\"scale\": \"km\"", "\"scale\": \"miles\""),
        )
        .await;
    assert_eq!(
        said,
        "instrument.json: item KM names scale miles, which is not defined; define it under scales"
    );
}

#[tokio::test]
async fn codes_of_the_bank_and_the_catalogue_are_never_reused() {
    let place = Place::empty().await;
    let own = |item: &str, scales: &str| {
        format!(
            r#"{{"id": "own", "title": {{"en": "Own"}}, "languages": ["en"], "items": [{item}], "scales": [{scales}]}}"#
        )
    };
    let overall = survey::content::bank_item("Q_OVERALL").unwrap();
    let said = place
        .refusal(
            Instrument,
            own(
                &format!(
                    r#"{{"code": "Q_OVERALL", "text": {{"en": "Cats?"}}, "scale": "{}"}}"#,
                    overall.scale
                ),
                "",
            ),
        )
        .await;
    assert_eq!(
        said,
        "instrument.json: item Q_OVERALL has other words in the bank, and a code is never reused; \
         write \"Q_OVERALL\" alone to ask the bank's item, or give yours a new code"
    );
    let options = r#"{"id": "S5", "kind": "ordinal", "options": [{"code": 1, "label": {"en": "no"}}, {"code": 2, "label": {"en": "yes"}}]}"#;
    let said = place
        .refusal(
            Instrument,
            own(r#"{"code": "A", "text": {"en": "?"}, "scale": "S5"}"#, options),
        )
        .await;
    assert!(
        said.starts_with("instrument.json: scale S5 has other options in the catalogue"),
        "{said}"
    );
    let same = serde_json::to_string(&overall).unwrap();
    let scale = survey::content::SCALES
        .iter()
        .find(|s| s.id == overall.scale)
        .unwrap();
    place
        .load(Instrument, own(&same, &serde_json::to_string(scale).unwrap()))
        .await;
}

#[tokio::test]
async fn a_title_without_words_a_language_nobody_wrote_and_a_score_of_one_option_are_refused() {
    let place = Place::empty().await;
    let file = r#"{"id": "x", "title": {}, "languages": ["en", "fr"], "items": [{"code": "A", "text": {"en": "?"}, "scale": "s"}],
      "scales": [{"id": "s", "kind": "ordinal", "scored": true, "options": [{"code": 1, "label": {"en": "yes"}}]}]}"#;
    assert_eq!(
        place.refusal(Instrument, file).await,
        "instrument.json: title has no words; give the title in one of the languages\n\
         instrument.json: languages names \"fr\", in which no item is written; write the items in it, or take it out\n\
         instrument.json: scale s is scored and has one option; give it two options or more"
    );
}
