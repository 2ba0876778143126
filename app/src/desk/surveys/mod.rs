//! Making and watching surveys: views only. Values come finished from the server, forms work without a script.

pub mod apart;
pub mod bank;
pub mod builder;
pub mod form;
pub mod list;
pub mod order;
pub mod own;
pub mod paper;
pub mod plan;
pub mod poster;
pub mod publish;
pub mod qr;
pub mod round;
pub mod start;
pub mod wave;
pub mod written;

use leptos::prelude::*;
use survey::{PublicationLevel, WaveState};

use crate::words::{Locale, Words};

/// Where a wave stands, in one word.
pub fn state_word(state: WaveState) -> Words {
    match state {
        WaveState::Upcoming => Words("还没开始", "還沒開始", "Not open yet"),
        WaveState::Open => Words("正在收卷", "正在收卷", "Open"),
        WaveState::Closing => Words("收尾中", "收尾中", "Closing"),
        WaveState::Closed => Words("已结束", "已結束", "Closed"),
        WaveState::Withdrawn => Words("已撤回", "已撤回", "Taken back"),
    }
}

/// The state as a small mark: filled while answers are taken.
pub fn state_mark(state: WaveState, locale: Locale) -> AnyView {
    let class = match state {
        WaveState::Open | WaveState::Closing => "grade live",
        WaveState::Upcoming | WaveState::Closed | WaveState::Withdrawn => "grade",
    };
    view! { <span class=class>{state_word(state).get(locale)}</span> }.into_any()
}

/// What becomes public, in words.
pub fn publication_word(level: PublicationLevel) -> Words {
    match level {
        PublicationLevel::County => Words("只公布全县合计", "只公布全縣合計", "Only the county as a whole"),
        PublicationLevel::Township => Words(
            "公布到乡镇（街道）",
            "公布到鄉鎮（街道）",
            "Down to each township",
        ),
        PublicationLevel::Village => Words("公布到村（社区）", "公布到村（社區）", "Down to each village"),
    }
}

/// Items and minutes: `14 题，约 2 分钟`.
pub fn length(locale: Locale, items: usize, seconds: u32) -> String {
    let (items, minutes) = (items.to_string(), minutes(seconds));
    Words(
        "{n} 题，约 {m} 分钟",
        "{n} 題，約 {m} 分鐘",
        "{n} {n:item|items}, about {m} min",
    )
    .fill(locale, &[("n", &items), ("m", &minutes)])
}

/// Whole minutes, never too few: the same number that residents are told.
pub fn minutes(seconds: u32) -> String {
    seconds.div_ceil(60).max(1).to_string()
}

/// Words of the content as they are set: full-width marks beside Chinese.
fn set(locale: Locale, text: &str) -> String {
    crate::resident::phrases::full_width(locale.tag(), text)
}

/// A line above the heading that leads back: `调查 › 2026 年…`.
pub fn kicker(trail: Vec<(String, String)>, here: String) -> AnyView {
    let links = trail.into_iter().map(|(href, name)| {
        view! { <a href=href><bdi>{name}</bdi></a>" › " }
    });
    view! { <p class="kicker">{links.collect_view()}<bdi>{here}</bdi></p> }.into_any()
}

/// The name of this room.
pub const SURVEYS: Words = Words("调查", "調查", "Surveys");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_never_too_few() {
        assert_eq!(minutes(119), "2");
        assert_eq!(minutes(10), "1");
        assert_eq!(minutes(185), "4");
    }

    #[test]
    fn questions_are_set_as_residents_see_them() {
        assert_eq!(
            set(Locale::ZhHans, "您对平时走的路,满意不满意?"),
            "您对平时走的路，满意不满意？"
        );
    }
}
