//! Forms in languages that the program itself does not speak: an instrument file brings them.

use axum::http::{Method, StatusCode, header};
use survey::Wave;

use super::{
    county::{Answer, County, DAY, county, get, noon, post, send, wave},
    intake::id,
};

const QUESTION: &str = "يېزىڭىزدىكى يولدىن رازىمۇ؟";
const FILE: &str = r#"{
  "id": "uyghur", "version": 1, "languages": ["ug", "bo", "zh-Hans"],
  "title": {"ug": "رازىمەنلىك", "bo": "ཡིད་ཚིམ", "zh-Hans": "满意度"},
  "scales": [{"id": "both", "kind": "single_choice", "options": [
    {"code": 1, "label": {"ug": "رازى", "bo": "ཡིད་ཚིམ", "zh-Hans": "满意"}},
    {"code": 2, "label": {"ug": "نارازى", "bo": "མི་ཚིམ", "zh-Hans": "不满意"}}],
    "special": [{"code": 9, "role": "dont_know", "label": {"ug": "بىلمەيمەن", "bo": "མི་ཤེས", "zh-Hans": "不了解"}}]}],
  "items": [{"code": "UG_ROAD", "scale": "both",
    "text": {"ug": "يېزىڭىزدىكى يولدىن رازىمۇ؟", "bo": "ལམ་ལ་ཡིད་ཚིམ་མམ།", "zh-Hans": "您对村里的路满意吗？"}}]
}"#;

/// A county that has imported the file and opened its wave.
async fn tongues() -> County {
    let county = county().await;
    let source = import::Source::Bytes {
        name: "uyghur.json".to_owned(),
        bytes: FILE.as_bytes().into(),
    };
    let day = "2026-07-01".to_owned();
    let request = import::Request::new(import::FileKind::Instrument, source, noon(), day);
    import::run(county.store.clone(), request, |_| {}).await.unwrap();
    let mut open = Wave {
        instrument: "uyghur".to_owned(),
        ..wave("tongues", noon() - DAY, noon() + DAY, noon() + DAY)
    };
    open.title = county.store.version("uyghur", 1).await.unwrap().unwrap().title;
    county.store.add_wave(&open).await.unwrap();
    county
}

#[track_caller]
fn shows(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "{word} is not in {}", answer.text);
    }
}

#[tokio::test]
async fn a_form_in_uyghur_runs_from_right_to_left_and_says_which_sentences_are_chinese() {
    let county = tongues().await;
    let asked = [("accept-language", "ug-CN, zh;q=0.5")];
    let page = send(&county.public, Method::GET, "/s/tongues", &asked, "").await;
    assert_eq!(page.status, StatusCode::OK);
    shows(
        &page,
        &[
            "<html lang=\"ug\" dir=\"rtl\">",
            QUESTION,
            "نارازى",
            "بىلمەيمەن",
            "رازىمەنلىك",
            "name=\"lang\" value=\"ug\"",
            // each language under its own name
            "hreflang=\"bo\">བོད་སྐད་</a>",
            "hreflang=\"zh-Hans\">简体中文</a>",
            "lang=\"ug\" hreflang=\"ug\" aria-current=\"true\">ئۇيغۇرچە</a>",
            // the connecting sentences are not Uyghur, and say so
            "<div lang=\"zh-Hans\" dir=\"ltr\" class=\"intro\"><p>怎么想就怎么选",
            "<div lang=\"zh-Hans\" class=\"pager\">",
        ],
    );
    assert!(
        !page.text.contains("您对村里的路满意吗"),
        "the question is Uyghur"
    );
}

#[tokio::test]
async fn the_same_form_in_chinese_and_tibetan_runs_from_left_to_right() {
    let county = tongues().await;
    let chinese = get(&county.public, "/s/tongues?lang=zh-Hans").await;
    shows(
        &chinese,
        &[
            "<html lang=\"zh-Hans\">",
            "您对村里的路满意吗",
            "<div class=\"intro\"><p>",
        ],
    );
    let tibetan = get(&county.public, "/s/tongues?lang=bo").await;
    shows(
        &tibetan,
        &[
            "<html lang=\"bo\">",
            "ལམ་ལ་ཡིད་ཚིམ་མམ",
            "<div lang=\"zh-Hans\" dir=\"ltr\" class=\"intro\">",
        ],
    );
    assert!(!chinese.text.contains("dir=\"rtl\"") && !tibetan.text.contains("dir=\"rtl\""));
}

#[tokio::test]
async fn what_is_sent_in_uyghur_stays_in_uyghur() {
    let county = tongues().await;
    let number = id(1);
    let mut fields = [
        ("id", number.as_str()),
        ("version", "1"),
        ("lang", "ug"),
        ("UG_ROAD", "7"),
    ];
    let refused = post(&county, "/s/tongues", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    shows(&refused, &["<html lang=\"ug\" dir=\"rtl\">", QUESTION]);
    fields[3].1 = "2";
    let taken = post(&county, "/s/tongues", &fields).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let to = taken.headers[header::LOCATION].to_str().unwrap();
    assert!(to.ends_with("?lang=ug"), "{to}");
    let receipt = get(&county.public, to).await;
    shows(
        &receipt,
        &[
            "<html lang=\"ug\" dir=\"rtl\">",
            "<main lang=\"zh-Hans\" dir=\"ltr\">",
            "رازىمەنلىك",
        ],
    );
    let stored = county.stored_languages().await;
    assert_eq!(stored.get(&number).map(String::as_str), Some("ug"));
}
