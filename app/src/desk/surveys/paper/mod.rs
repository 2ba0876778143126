//! Paper questionnaires of a wave: stacks printed, typed twice, differences decided from the paper.

pub mod differences;
pub mod entry;
pub mod overview;
pub mod sheet;

use leptos::prelude::*;
use survey::{paper::Mistake, validate::Reason};

use super::{SURVEYS, kicker};
use crate::words::{Locale, Words};

/// The name of the page, where others lead to it.
pub const NAME: Words = Words("纸质问卷", "紙質問卷", "Paper questionnaires");

/// What every page of paper knows of its wave.
#[derive(Clone, Debug)]
pub struct Of {
    /// Language of the desk.
    pub locale: Locale,
    /// Id of the wave.
    pub wave: String,
    /// Its title.
    pub title: String,
    /// Name of its area.
    pub area: String,
    /// Answers that come in now are kept apart: grace is over.
    pub late: bool,
}

const LATE: Words = Words(
    "这份调查已经结束：现在录的另外存着，不计入结果。",
    "這份調查已經結束：現在錄的另外存著，不計入結果。",
    "This survey is closed: what is typed now is kept apart and not counted.",
);

impl Of {
    /// An address below the wave's paper.
    pub fn at(&self, rest: &str) -> String {
        format!("/surveys/{}/paper{rest}", self.wave)
    }

    fn trail(&self, here: &str) -> AnyView {
        let mut trail = vec![
            ("/surveys".to_owned(), SURVEYS.get(self.locale).to_owned()),
            (
                format!("/surveys/{}", self.wave),
                format!("{} · {}", self.area, self.title),
            ),
        ];
        if here != NAME.get(self.locale) {
            trail.push((self.at(""), NAME.get(self.locale).to_owned()));
        }
        kicker(trail, here.to_owned())
    }

    fn lateness(&self) -> Option<AnyView> {
        self.late
            .then(|| view! { <p class="muted">{LATE.get(self.locale)}</p> }.into_any())
    }
}

const EMPTY: Words = Words(
    "还没录；纸上空着的打一个句点“.”",
    "還沒錄；紙上空著的打一個句點「.」",
    "Not typed yet; where the paper is blank, type a full stop",
);
const NO_SUCH: Words = Words(
    "这题没有“{n}”这个编号",
    "這題沒有「{n}」這個編號",
    "This question prints no number {n}",
);

/// What is wrong with a field, in words.
pub fn mistake(mistake: &Mistake, locale: Locale) -> String {
    match mistake {
        Mistake::Empty => EMPTY.get(locale).to_owned(),
        Mistake::NoSuchNumber(n) => {
            let short: String = n.chars().take(20).collect();
            NO_SUCH.fill(locale, &[("n", &short)])
        }
        Mistake::Answer(reason) => match reason {
            Reason::UnknownItem | Reason::UnknownOption => {
                Words("没有这个选项", "沒有這個選項", "There is no such option")
            }
            Reason::OneAnswerOnly => Words("只能填一个", "只能填一個", "One answer only"),
            Reason::TooManyPicks => Words("选得太多了", "選得太多了", "Too many picks"),
            Reason::ExclusivePick => Words(
                "这个编号不能和别的一起选",
                "這個編號不能和別的一起選",
                "One of these numbers stands alone",
            ),
            Reason::SamePickTwice => Words(
                "同一个编号录了两次",
                "同一個編號錄了兩次",
                "The same number twice",
            ),
            Reason::NotANumber => Words("不是数字", "不是數字", "Not a number"),
            Reason::OutOfRange => Words("超出了范围", "超出了範圍", "Outside the range"),
            Reason::PointsNotTotal => Words(
                "加起来不是 100，或不是整十：像 1=60 2=40 这样录",
                "加起來不是 100，或不是整十：像 1=60 2=40 這樣錄",
                "The points are no tens or do not add up to 100; type them as 1=60 2=40",
            ),
            Reason::TextTooLong => Words("字数太多了", "字數太多了", "Too many characters"),
        }
        .get(locale)
        .to_owned(),
    }
}
