//! The words of the page that works without a network, in one language: a list, in the order of `ShellWord`.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShellWord {
    /// 已保存在手机
    Saved,
    /// 已送达
    Delivered,
    /// 需要处理
    Attention,
    /// Nothing here.
    Nothing,
    /// Kept only as long as the page is open.
    Unsaved,
    /// `{reason}`
    Reason,
    /// Try again.
    Again,
    /// After the grace period.
    Late,
    /// The form that was asked for is not kept here.
    NotKept,
    /// Blocked by another page.
    Blocked,
    /// The store does not take anything.
    CannotKeep,
    /// 401, 403: somebody has to look.
    Stopped,
}

#[cfg(feature = "ssr")]
mod on_server {
    use survey::content::NOTICE;

    use super::ShellWord;
    use crate::{
        resident::phrases::full_width,
        words::{Locale, Words},
    };

    const ALL: [ShellWord; 12] = [
        ShellWord::Saved,
        ShellWord::Delivered,
        ShellWord::Attention,
        ShellWord::Nothing,
        ShellWord::Unsaved,
        ShellWord::Reason,
        ShellWord::Again,
        ShellWord::Late,
        ShellWord::NotKept,
        ShellWord::Blocked,
        ShellWord::CannotKeep,
        ShellWord::Stopped,
    ];
    const NOTHING: Words = Words(
        "这部手机上没有答卷。",
        "這部手機上沒有答卷。",
        "There are no answers on this phone.",
    );
    const UNSAVED: Words = Words(
        "只在打开的页面里，请不要关掉。",
        "只在打開的頁面裡，請不要關掉。",
        "Only in an open page; please leave it open.",
    );
    const REASON: Words = Words("原因：{reason}", "原因：{reason}", "Reason: {reason}");
    const AGAIN: Words = Words("再送一次", "再送一次", "Send again");
    const LATE: Words = Words(
        "截止后收到，单独存放",
        "截止後收到，單獨存放",
        "received after closing, kept apart",
    );
    const NOT_KEPT: Words = Words(
        "现在没有网络，这份问卷没有在这部手机上打开过。",
        "現在沒有網路，這份問卷沒有在這部手機上打開過。",
        "There is no network now, and this form was not opened on this phone before.",
    );
    const BLOCKED: Words = Words(
        "请关掉这个网站的其他页面，再打开一次。",
        "請關掉這個網站的其他頁面，再打開一次。",
        "Please close the other pages of this site and open this one again.",
    );
    const CANNOT_KEEP: Words = Words(
        "这部手机现在存不住答案。",
        "這部手機現在存不住答案。",
        "This phone cannot keep answers now.",
    );
    const STOPPED: Words = Words(
        "已停住：请管理员看一下，再点“再送一次”。",
        "已停住：請管理員看一下，再點「再送一次」。",
        "Sending has stopped: please ask the office to look, then tap “Send again”.",
    );

    /// All of them in `lang`.
    pub fn shell_words(lang: &str) -> Vec<String> {
        let own = |w: Words| w.get(Locale::nearest(lang).unwrap_or_default()).to_owned();
        let message = |id: &str| full_width(lang, NOTICE.message(id).get(lang));
        let word = |word: &ShellWord| match word {
            ShellWord::Saved => message("offline_saved"),
            ShellWord::Delivered => message("delivered"),
            ShellWord::Attention => message("needs_action"),
            ShellWord::Nothing => own(NOTHING),
            ShellWord::Unsaved => own(UNSAVED),
            ShellWord::Reason => own(REASON),
            ShellWord::Again => own(AGAIN),
            ShellWord::Late => own(LATE),
            ShellWord::NotKept => own(NOT_KEPT),
            ShellWord::Blocked => own(BLOCKED),
            ShellWord::CannotKeep => own(CANNOT_KEEP),
            ShellWord::Stopped => own(STOPPED),
        };
        ALL.iter().map(word).collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_word_stands_at_its_place() {
            for (place, word) in ALL.into_iter().enumerate() {
                assert_eq!(word as usize, place);
            }
            for lang in ["zh-Hans", "zh-Hant", "en"] {
                assert!(shell_words(lang).iter().all(|w| !w.is_empty()), "{lang}");
            }
        }
    }
}

#[cfg(feature = "ssr")]
pub use on_server::shell_words;
