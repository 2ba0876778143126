//! From a draft to the version it would be published as, and what stands in the way.

use app::words::{Locale, Words};
use survey::{Area, AreaCode, Version, content::assemble, instrument::DefinitionError};

use super::{
    draft::{COACH, SurveyDraft},
    own,
};
use crate::cache;

/// The version of a draft: of a wave in a round the core, then its module, coaching last.
pub fn version(id: &str, number: u32, draft: &SurveyDraft, core: Option<&Version>) -> Version {
    let own = draft.own.iter().map(own::build).collect();
    let made = assemble(
        id,
        number,
        draft.title.clone(),
        &draft.order,
        draft.blocks.clone(),
        own,
    );
    let Some(core) = core else { return made };
    let mut items: Vec<_> = core.items.clone();
    let new = |code: &str| core.item(code).is_none();
    items.extend(made.items.iter().filter(|i| new(&i.code)).cloned());
    items.sort_by_key(|i| i.code == COACH);
    let mut scales = core.scales.clone();
    scales.extend(
        made.scales
            .iter()
            .filter(|s| core.scale(&s.id).is_none())
            .cloned(),
    );
    let mut profile = core.profile.clone();
    profile.area = profile.area.or(made.profile.area);
    profile.age = profile.age.or(made.profile.age);
    profile.sex = profile.sex.or(made.profile.sex);
    Version {
        items,
        scales,
        profile,
        blocks: core.blocks.clone(),
        domain_options: core.domain_options.clone(),
        ..made
    }
}

/// Codes of a locked core.
pub fn codes(core: Option<&Version>) -> Vec<String> {
    core.map(|v| v.items.iter().map(|i| i.code.clone()).collect())
        .unwrap_or_default()
}

/// What is put to people of an area: where it has no smaller places, nobody is asked in which they live.
pub fn put(version: &Version, area: &AreaCode, areas: &[Area]) -> Version {
    let version = version.clone();
    if cache::places(areas, area).is_empty() {
        version.without_places()
    } else {
        version
    }
}

/// Items one person is asked whatever they answer, and items that depend on answers.
pub fn asked(version: &Version) -> (usize, usize) {
    let longest = version.blocks.iter().map(|b| b.items.len()).max().unwrap_or(0);
    let in_block: usize = version.blocks.iter().map(|b| b.items.len()).sum();
    let conditional = version.items.iter().filter(|i| i.condition.is_some()).count();
    (
        (version.items.len() + longest).saturating_sub(in_block + conditional),
        conditional,
    )
}

const NO_ITEMS: Words = Words(
    "还没有题，至少放一题",
    "還沒有題，至少放一題",
    "There are no items yet; add at least one",
);
const BEFORE: Words = Words(
    "这题看“{on}”怎么答，那一题要排在它前面",
    "這題看「{on}」怎麼答，那一題要排在它前面",
    "This depends on “{on}”, which has to stand before it",
);
const OTHER: Words = Words(
    "题目定义有问题：{why}",
    "題目定義有問題：{why}",
    "The definition is not right: {why}",
);

/// What is wrong, and with which item.
pub fn problem(version: &Version, locale: Locale) -> Option<(Option<String>, String)> {
    match version.check() {
        Ok(()) => None,
        Err(DefinitionError::NoItems) => Some((None, NO_ITEMS.get(locale).to_owned())),
        Err(DefinitionError::UnknownCondition { item, on }) => {
            let words = version.item(&on).map(|i| i.text.get(locale.tag()).to_owned());
            let words = words
                .or_else(|| survey::content::bank_item(&on).map(|i| i.text.get(locale.tag()).to_owned()));
            Some((Some(item), BEFORE.fill(locale, &[("on", &words.unwrap_or(on))])))
        }
        Err(other) => Some((None, OTHER.fill(locale, &[("why", &other.to_string())]))),
    }
}

const LONG: Words = Words(
    "超过 5 分钟：答完的人会明显变少。",
    "超過 5 分鐘：答完的人會明顯變少。",
    "It takes more than five minutes: clearly fewer people will finish.",
);
const NO_PLACE: Words = Words(
    "没有问住在哪里：结果只有合计，看不了各村。",
    "沒有問住在哪裡：結果只有合計，看不了各村。",
    "It does not ask where people live: there will be totals only, no villages.",
);
const NO_COACH: Words = Words(
    "没有问有没有人教怎么答：结果可信不可信，少了一条线索。",
    "沒有問有沒有人教怎麼答：結果可信不可信，少了一條線索。",
    "It does not ask whether anybody was told how to answer: one sign of trust is missing.",
);

/// What to think about before publishing; nothing of it forbids.
pub fn warnings(version: &Version, has_places: bool, locale: Locale) -> Vec<String> {
    let warn = |holds: bool, words: Words| holds.then(|| words.get(locale).to_owned());
    let long = version.seconds() > app::desk::surveys::order::WARN_SECONDS;
    [
        warn(long, LONG),
        warn(has_places && version.profile.area.is_none(), NO_PLACE),
        warn(version.item(COACH).is_none(), NO_COACH),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use survey::{AreaCode, Text, content::ready_form};

    use super::{
        super::{
            own::{OwnItem, OwnKind},
            plan::Plan,
        },
        *,
    };

    fn alone(start: &str) -> SurveyDraft {
        SurveyDraft::starting(
            AreaCode::parse("a").unwrap(),
            Text::of("en", "t"),
            start,
            Plan::default(),
        )
    }

    #[test]
    fn a_ready_form_asks_what_it_says() {
        assert_eq!(asked(&ready_form("short", "i", 1).unwrap()), (14, 0));
        assert_eq!(asked(&ready_form("rotating", "i", 1).unwrap()), (14, 0));
        assert_eq!(asked(&ready_form("full", "i", 1).unwrap()), (37, 5));
    }

    #[test]
    fn a_single_village_is_not_asked_which_village_and_its_length_agrees() {
        let area = |code: &str, parent: &str| Area {
            code: AreaCode::parse(code).unwrap(),
            parent: AreaCode::parse(parent),
            name: code.to_owned(),
            level: survey::Level::Township,
            settlement: None,
            aliases: vec![],
        };
        let areas = [area("t", ""), area("v", "t")];
        let version = ready_form("short", "i", 1).unwrap();
        let of = |code: &str| put(&version, &AreaCode::parse(code).unwrap(), &areas);
        assert_eq!((asked(&of("t")).0, asked(&of("v")).0), (14, 13));
        assert!(of("v").seconds() < of("t").seconds());
        let form = survey::Form::new("w", &version, "", "en", &survey::SubmissionId([0; 16]), &[]);
        assert_eq!(form.questions.len(), asked(&of("v")).0);
    }

    #[test]
    fn a_wave_in_a_round_has_the_core_unchanged_then_its_module_then_coaching() {
        let core = ready_form("rotating", "r", 1).unwrap();
        let mut draft = SurveyDraft::in_round(AreaCode::parse("a").unwrap(), Text::of("en", "t"), "r".into());
        let codes = codes(Some(&core));
        draft.add("S_COMMUNITY", &codes).unwrap();
        let own = OwnItem {
            code: String::new(),
            kind: OwnKind::Single,
            text: Text::of("en", "?"),
            options: vec![Text::of("en", "a"), Text::of("en", "b")],
            picks: None,
            ends: None,
            range: (None, None),
        };
        draft.add_own("d", own).unwrap();
        let version = version("d", 1, &draft, Some(&core));
        version.check().unwrap();
        let made: Vec<&str> = version.items.iter().map(|i| i.code.as_str()).collect();
        let mut wanted: Vec<&str> = codes.iter().map(String::as_str).filter(|c| *c != COACH).collect();
        wanted.extend(["S_COMMUNITY", "OWN_d_1", COACH]);
        assert_eq!(made, wanted);
        assert_eq!(version.blocks, core.blocks);
        assert_eq!(version.profile.age.as_deref(), Some("D_AGE"));
    }

    #[test]
    fn an_empty_draft_cannot_be_published_and_a_condition_needs_its_item_before_it() {
        let mut draft = alone("empty");
        assert!(
            problem(&version("d", 1, &draft, None), Locale::En)
                .unwrap()
                .1
                .contains("no items")
        );
        draft.add("C_SOLVED", &[]).unwrap();
        assert_eq!(problem(&version("d", 1, &draft, None), Locale::En), None);
        draft.up("C_SOLVED").unwrap();
        let (item, why) = problem(&version("d", 1, &draft, None), Locale::En).unwrap();
        assert_eq!(item.as_deref(), Some("C_SOLVED"));
        assert!(why.contains("before it"));
    }

    #[test]
    fn warnings_name_length_place_and_coaching() {
        let long = version("d", 1, &alone("full"), None);
        assert!(warnings(&long, true, Locale::En).is_empty(), "{}", long.seconds());
        let mut draft = alone("empty");
        draft.add("R_POINTS", &[]).unwrap();
        assert_eq!(
            warnings(&version("d", 1, &draft, None), true, Locale::En).len(),
            2
        );
    }
}
