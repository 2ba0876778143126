//! The pages as bytes: complete without a script, small, safe whatever the data holds.

use std::io::Write as _;

use survey::{
    Answers, AreaCode, Choice, Form, Kind, PublicationLevel, SubmissionId, Text, Wave, content,
    wave::Approval,
};

use super::*;
use crate::render::Assets;

const LANGUAGES: [(&str, &str); 3] = [("zh-Hans", "简体"), ("zh-Hant", "繁體"), ("en", "English")];
const HOSTILE: &str = "\"><script>alert('x')</script><img src=x onerror=y>&amp;";

fn wave() -> Wave {
    Wave {
        id: "cg-2026".into(),
        round: None,
        area: AreaCode::parse("990101000000").unwrap(),
        title: Text::of("zh-Hans", "2026年居民满意度调查"),
        instrument: "short".into(),
        version: 1,
        opens: 0,
        closes: 1,
        grace_until: 1,
        year: 2026,
        results_on: Some("2027-01-15".into()),
        asker: "安禾县人民政府".into(),
        keep_years: 3,
        publication: PublicationLevel::County,
        approval: Approval::default(),
        open_link: true,
        withdrawn: None,
    }
}

fn id() -> SubmissionId {
    SubmissionId::parse("000102030405060708090a0b0c0d0e0f").unwrap()
}

fn form(ready: &str, lang: &str, id: &SubmissionId, villages: usize) -> Form {
    let version = content::ready_form(ready, "i", 1).unwrap();
    let places: Vec<Choice> = (1..=villages)
        .map(|i| Choice {
            code: format!("9901010{i:05}"),
            label: format!("河{i}村"),
        })
        .collect();
    Form::new("cg-2026", &version, "2026年居民满意度调查", lang, id, &places)
}

/// A page as `change` leaves it.
fn page_with(lang: &str, change: impl FnOnce(&mut FormPage<'_>)) -> String {
    let languages = LANGUAGES.map(|(tag, name)| (tag.to_owned(), name.to_owned()));
    let assets = Assets {
        resident_js: "/pkg/resident.0123456789abcdef.js".into(),
        resident_wasm: "/pkg/resident.0123456789abcdef.wasm".into(),
        ..Assets::default()
    };
    let wave = wave();
    let mut page = FormPage {
        seal: None,
        chrome: Chrome {
            lang,
            languages: &languages,
            nonce: "bm9uY2U",
        },
        wave: &wave,
        area_name: "城关镇",
        form: form("short", lang, &id(), 12),
        id: id(),
        minutes: 2,
        closes_on: "2026-12-31",
        closed: false,
        problems: Vec::new(),
        kept: Answers::default(),
        assets: &assets,
        plain: false,
        preview: false,
        on_tablet: false,
    };
    change(&mut page);
    form_page(&page)
}

fn brotli(text: &str) -> usize {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
    packed.write_all(text.as_bytes()).unwrap();
    packed.into_inner().len()
}

#[test]
fn the_fourteen_items_and_their_style_fit_the_first_14_kilobytes() {
    for lang in ["zh-Hans", "zh-Hant", "en"] {
        for ready in ["short", "rotating"] {
            let html = page_with(lang, |p| p.form = form(ready, lang, &id(), 30));
            let size = brotli(&html);
            assert!(
                size <= 14 * 1024,
                "{lang} {ready}: {size} bytes brotli of {}",
                html.len()
            );
        }
    }
}

#[test]
fn without_a_script_every_item_can_be_answered_and_sent() {
    let html = page_with("zh-Hans", |p| p.plain = true);
    assert!(!html.contains("<script"));
    assert!(
        html.contains("<form") && html.contains("method=\"post\"") && html.contains("action=\"/s/cg-2026\"")
    );
    for name in ["id", "version", "lang"] {
        assert!(
            html.contains(&format!("type=\"hidden\" name=\"{name}\"")),
            "{name}"
        );
    }
    let form = form("short", "zh-Hans", &id(), 12);
    assert_eq!(html.matches("<fieldset").count(), 14);
    for question in &form.questions {
        assert!(
            html.contains(&format!("name=\"{}\"", question.code)),
            "{}",
            question.code
        );
        assert!(html.contains(&format!("id=\"{}\"", question.code)));
        for option in question.options.iter().chain(&question.special) {
            assert!(
                html.contains(&format!("value=\"{}\"", option.code)),
                "{}",
                option.code
            );
        }
    }
    assert!(
        !html.contains(" checked") && !html.contains(" selected"),
        "nothing is chosen beforehand"
    );
    assert!(html.contains("<option value=\"\">请选择</option>"));
    assert!(html.contains(">提交</button>"));
}

#[test]
fn few_places_are_rows_and_many_a_list_with_the_way_out() {
    let few = page_with("zh-Hans", |p| p.form = form("short", "zh-Hans", &id(), 8));
    assert!(!few.contains("<select"));
    let many = page_with("zh-Hans", |p| p.form = form("short", "zh-Hans", &id(), 9));
    assert!(many.contains("<select") && many.contains("<option value=\"out\">"));
}

#[test]
fn each_language_speaks_its_own_words() {
    let says = |lang: &str| page_with(lang, |_| {});
    let (hans, hant, en) = (says("zh-Hans"), says("zh-Hant"), says("en"));
    assert!(
        hans.contains("<html lang=\"zh-Hans\">")
            && hans.contains("您对平时走的路，")
            && hans.contains("2026年12月31日截止")
    );
    assert!(hant.contains("<html lang=\"zh-Hant\">") && hant.contains("您對平時走的路，"));
    assert!(
        en.contains("the roads you use?")
            && en.contains("closes 31 December 2026")
            && en.contains("About 2 minutes")
    );
    let closed = |lang: &str| page_with(lang, |p| p.closed = true);
    assert!(closed("zh-Hans").contains("2026年12月31日已截止"));
    let en_closed = closed("en");
    assert!(en_closed.contains("closed on 31 December 2026") && !en_closed.contains("closes 31"));
    for html in [hans, hant, en] {
        for (tag, name) in LANGUAGES {
            assert!(html.contains(&format!("href=\"?lang={tag}\"")) && html.contains(name));
        }
        assert!(html.contains("id=\"notice\""));
        for not_yet in ["撤回", "重填", "邀请码", "邀請碼", "withdraw", "invitation"] {
            let promised = html.replace("不用重填", "").contains(not_yet);
            assert!(!promised, "{not_yet}");
        }
        assert!(
            !html.contains("style=\""),
            "the content security policy allows no style attributes"
        );
    }
}

#[test]
fn the_order_is_turned_for_half_of_the_people_and_the_special_answers_stay_last() {
    let mut other = id();
    other.0[1] = 0;
    let place = |html: &str, words: &str| html[html.find("id=\"S_ROADS\"").unwrap()..].find(words).unwrap();
    for (id, turned) in [(other, false), (id(), true)] {
        let html = page_with("zh-Hans", |p| {
            p.form = form("short", "zh-Hans", &id, 9);
            p.id = id;
            p.plain = true;
        });
        assert_eq!(place(&html, "很不满意") < place(&html, "非常满意"), turned);
        assert!(place(&html, "不了解") > place(&html, "很不满意"));
        assert!(html.contains(&format!("value=\"{}\"", id.hex())));
    }
}

#[test]
fn an_error_names_its_item_and_keeps_every_answer() {
    let html = page_with("zh-Hans", |p| {
        let fields = [
            ("R_TOP3", "roads"),
            ("R_TOP3", "water"),
            ("R_TOP3", "elder_care"),
            ("R_TOP3", "culture"),
            ("S_ROADS", "2"),
            ("D_VILLAGE", "990101000003"),
        ];
        p.kept = answers_from_fields(&p.form, fields);
        p.problems = p.form.problems(&p.kept);
        p.plain = true;
        assert_eq!(p.problems.len(), 1, "{:?}", p.problems);
    });
    assert!(html.contains("<title>请再看一下 – 城关镇"));
    assert!(html.contains("有1处请您再看一下") && html.contains("别的答案都还在"));
    assert!(html.contains("href=\"#R_TOP3\"") && html.contains("第10题：最多选三样，请先去掉一样。"));
    assert_eq!(html.matches(" checked").count(), 5);
    assert_eq!(html.matches(" selected").count(), 1);
    assert!(html.contains(" amiss\" id=\"R_TOP3\"") || html.contains("amiss\""));
}

#[test]
fn hostile_words_stay_words_in_every_field() {
    let html = page_with("en", |p| {
        p.form.title = HOSTILE.into();
        p.area_name = HOSTILE;
        p.closes_on = HOSTILE;
        p.form.questions[0].options[0].label = HOSTILE.into();
        p.form.questions[0].options[0].code = HOSTILE.into();
        let q = &mut p.form.questions[1];
        q.text = HOSTILE.into();
        q.note = Some(HOSTILE.into());
        q.code = HOSTILE.into();
        q.special[0].label = HOSTILE.into();
        let mut text = q.clone();
        text.kind = Kind::Text(200);
        text.code = "T".into();
        p.form.questions.push(text);
        p.kept = answers_from_fields(&p.form, [("T", HOSTILE), ("ZZ\"><script>", "1")]);
        p.problems = p.form.problems(&p.kept);
        p.id = id();
    });
    assert!(
        !html.contains("<img") && !html.contains("alert('x')</script>"),
        "{html}"
    );
    assert_eq!(html.matches("<script").count(), 2, "the data and the loader");
    assert_eq!(html.matches("</script").count(), 2);
}

#[test]
fn the_browser_gets_the_same_form_as_the_page_shows() {
    let html = page_with("zh-Hant", |_| {});
    let start = html.find("id=\"minxin-form\">").unwrap() + "id=\"minxin-form\">".len();
    let end = start + html[start..].find("</script>").unwrap();
    let sent: serde_json::Value = serde_json::from_str(&html[start..end]).unwrap();
    assert_eq!((&sent[0], &sent[3]), (&"cg-2026".into(), &id().hex().into()));
    let form = form("short", "zh-Hant", &id(), 12);
    assert_eq!(sent[5].as_array().unwrap().len(), form.questions.len());
    for (there, here) in sent[5].as_array().unwrap().iter().zip(&form.questions) {
        assert_eq!(there[0], here.code.as_str());
        assert_eq!(there[4].as_array().unwrap().len(), here.options.len());
    }
    assert!(
        !html[start..end].contains(&form.questions[1].text),
        "words are sent once"
    );
    assert!(html.contains("nonce=\"bm9uY2U\"") && html.contains("/pkg/resident.0123456789abcdef.wasm"));
}

#[test]
fn every_question_that_depends_on_another_says_when_to_answer_it() {
    let html = page_with("zh-Hans", |p| {
        p.form = form("full", "zh-Hans", &id(), 12);
        p.plain = true;
    });
    assert!(html.contains("如果上一题选了“有”，请接着答。"));
    assert!(html.contains("题选了“有”，请接着答。"));
    let en = page_with("en", |p| {
        p.form = form("full", "en", &id(), 12);
        p.plain = true;
    });
    assert!(
        en.contains("If you chose “Yes” just above, please answer this one too."),
        "{en}"
    );
}

#[test]
fn the_approval_line_is_printed_where_there_is_one() {
    let mut approved = wave();
    approved.approval.form_number = "安统1表".into();
    approved.approval.approval_number = "安统〔2026〕3号".into();
    let html = page_with("zh-Hans", |p| {
        // the page borrows for longer than this closure: a leaked test value is fine
        p.wave = Box::leak(Box::new(approved));
    });
    assert!(html.contains("<dt>表号</dt><dd>安统1表</dd>") && html.contains("安统〔2026〕3号"));
    assert!(!html.contains("制定机关"));
}

#[test]
fn the_receipt_says_what_it_proves_and_what_it_cannot() {
    let languages = LANGUAGES.map(|(tag, name)| (tag.to_owned(), name.to_owned()));
    let receipt = id().receipt();
    for (lang, _) in LANGUAGES {
        let mut page = ReceiptPage {
            chrome: Chrome {
                lang,
                languages: &languages,
                nonce: "n",
            },
            wave: "cg-2026",
            title: HOSTILE,
            area_name: "城关镇",
            receipt: &receipt,
            state: State::Counted,
            closes_on: "2026-12-31",
            results_on: Some("2027-01-15"),
            left_out: 0,
        };
        let html = receipt_page(&page);
        assert!(html.contains(&receipt.to_string()) && html.contains("/check/") && !html.contains("<script"));
        let cannot = content::NOTICE.receipt.cannot.get(lang);
        let proves = content::NOTICE.receipt.proves.get(lang);
        assert!(html.contains(cannot) && html.contains(proves), "{lang}");
        page.state = State::Late;
        let late = receipt_page(&page);
        assert!(late.contains(&State::Late.in_words(lang)));
        assert!(!late.contains(proves), "late answers are not counted");
    }
}

#[test]
fn an_unknown_receipt_is_told_so_and_can_be_entered_again() {
    let page = CheckPage {
        chrome: Chrome {
            lang: "zh-Hans",
            languages: &[],
            nonce: "n",
        },
        asked: HOSTILE,
        state: Some(State::Unknown),
    };
    let html = check_page(&page);
    assert!(
        html.contains("没有这个回执码") && html.contains("action=\"/check\"") && !html.contains("<script")
    );
}

#[test]
fn a_message_says_when() {
    let chrome = Chrome {
        lang: "zh-Hans",
        languages: &[],
        nonce: "n",
    };
    let html = message_page(&chrome, "调查", PageMessage::NotOpen("2026-12-01"));
    assert!(html.contains("12月1日起可以填"), "{html}");
    assert!(message_page(&chrome, "", PageMessage::TooLarge).contains("内容太大"));
}

#[test]
fn a_closed_page_still_lets_waiting_answers_out() {
    let assets = Assets {
        resident_js: "/pkg/r.js".into(),
        resident_wasm: "/pkg/r.wasm".into(),
        ..Assets::default()
    };
    let page = ClosedPage {
        chrome: Chrome {
            lang: "zh-Hans",
            languages: &[],
            nonce: "n",
        },
        wave: "w",
        title: HOSTILE,
        closed_on: "2026-12-31",
        grace_until: None,
        withdrawn_on: None,
        assets: &assets,
    };
    let html = closed_page(&page);
    assert!(
        html.contains("12月31日已经截止") && html.contains("id=\"minxin-app\""),
        "{html}"
    );
    assert_eq!(html.matches("<script").count(), 2);
    assert!(!html.contains("<form"));
    let back = ClosedPage {
        withdrawn_on: Some("2026-12-01"),
        ..page
    };
    let html = closed_page(&back);
    assert!(
        html.contains("12月1日已经撤回") && html.contains("id=\"minxin-app\""),
        "{html}"
    );
}
