//! The words the form needs in the browser, in one language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Residents' words for one language; made on the server, sent along with the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormWords {
    /// 下一题
    pub next: String,
    /// 上一题
    pub back: String,
    /// 跳过
    pub skip: String,
    /// 提交
    pub send: String,
    /// 正在送出
    pub sending: String,
    /// 听题
    pub listen: String,
    /// 大字
    pub larger: String,
    /// `{n}`: 第 3 题
    pub number: String,
    /// `{n}`, `{total}`
    pub position: String,
    /// First, empty choice of a long list.
    pub choose: String,
    /// `{max}` picks.
    pub pick_up_to: String,
    /// `{max}` characters.
    pub characters: String,
    /// `{when}`: 如果…，请接着答
    pub follow: String,
    /// `{n}`, `{options}`
    pub when_earlier: String,
    /// `{options}`
    pub when_previous: String,
    /// `{option}` in quotation marks.
    pub quoted: String,
    /// Between two options.
    pub or: String,
    /// Between two conditions.
    pub and: String,
    /// `{count}`: title of the error summary.
    pub amiss: String,
    /// The other answers are kept.
    pub kept: String,
    /// Between an item's number and what is wrong with it.
    pub colon: String,
    /// By reason code; `{n}`, `{max}`, `{min}`, `{sum}`.
    pub reasons: BTreeMap<String, String>,
    /// `{count}`: before sending.
    pub missing: String,
    /// States of sending.
    pub sent: SendingWords,
}

/// What the page says between 提交 and the receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingWords {
    /// 已保存在手机
    pub saved: String,
    /// No network.
    pub saved_help: String,
    /// Not saved: the page must stay open.
    pub memory_only: String,
    /// `{seconds}`
    pub busy: String,
    /// 507
    pub full: String,
    /// 现在再送一次
    pub retry: String,
    /// `{reason}`
    pub needs_action: String,
    /// By status or reason code; `{reason}` of the sentence above.
    pub why: BTreeMap<String, String>,
    /// 409
    pub both_kept: String,
    /// `{receipt}`
    pub delivered: String,
    /// `{count}`
    pub pending: String,
    /// Answers of an earlier visit are back in the form.
    pub back_again: String,
}

#[cfg(feature = "ssr")]
pub use on_server::form_words;

#[cfg(feature = "ssr")]
mod on_server {
    use survey::content::NOTICE;

    use super::{FormWords, SendingWords};
    use crate::{
        resident::phrases::full_width,
        words::{Locale, Words},
    };

    const SENDING: Words = Words("正在送出…", "正在送出…", "Sending…");
    const NUMBER: Words = Words("第{n}题", "第{n}題", "Question {n}");
    const POSITION: Words = Words(
        "第{n}题，共{total}题",
        "第{n}題，共{total}題",
        "Question {n} of {total}",
    );
    const CHOOSE: Words = Words("请选择", "請選擇", "Please choose");
    const PICK_UP_TO: Words = Words("最多选{max}样", "最多選{max}樣", "Pick up to {max}");
    const CHARACTERS: Words = Words("最多{max}个字", "最多{max}個字", "At most {max} characters");
    const FOLLOW: Words = Words(
        "如果{when}，请接着答。",
        "如果{when}，請接著答。",
        "If {when}, please answer this one too.",
    );
    const WHEN_EARLIER: Words = Words(
        "第{n}题选了{options}",
        "第{n}題選了{options}",
        "you chose {options} in question {n}",
    );
    const WHEN_PREVIOUS: Words = Words(
        "上一题选了{options}",
        "上一題選了{options}",
        "you chose {options} just above",
    );
    const QUOTED: Words = Words("“{option}”", "「{option}」", "“{option}”");
    const OR: Words = Words("或", "或", " or ");
    const AND: Words = Words("、而且", "、而且", " and ");
    const AMISS: Words = Words(
        "有{count}处请您再看一下",
        "有{count}處請您再看一下",
        "Please look again in {count} places",
    );
    const KEPT: Words = Words(
        "别的答案都还在，不用重填。",
        "別的答案都還在，不用重填。",
        "Your other answers are all still here.",
    );
    const COLON: Words = Words("：", "：", ": ");
    const MEMORY_ONLY: Words = Words(
        "这部手机存不住答案，送出之前请不要关掉这个页面。",
        "這部手機存不住答案，送出之前請不要關掉這個頁面。",
        "This phone cannot keep your answers; please leave this page open until they are sent.",
    );
    const RETRY: Words = Words("现在再送一次", "現在再送一次", "Try again now");
    const BACK_AGAIN: Words = Words(
        "上次没送成的答案已放回下面，改好后请再提交。",
        "上次沒送成的答案已放回下面，改好後請再提交。",
        "The answers that could not be sent are back below; please mend them and send again.",
    );

    /// What is wrong, where the data has no words for it.
    const REASONS: [(&str, Words); 7] = [
        (
            "unknown_item",
            Words(
                "这里没有这道题。",
                "這裡沒有這道題。",
                "There is no such question here.",
            ),
        ),
        (
            "one_answer_only",
            Words(
                "只能选一个，请去掉多的。",
                "只能選一個，請去掉多的。",
                "Please keep one answer only.",
            ),
        ),
        (
            "exclusive_pick",
            Words(
                "选了虚线框里的，就不用再选别的。",
                "選了虛線框裡的，就不用再選別的。",
                "An answer from the dashed box stands alone; please remove the others, or that one.",
            ),
        ),
        (
            "same_pick_twice",
            Words(
                "同一样选了两次。",
                "同一樣選了兩次。",
                "The same one was picked twice.",
            ),
        ),
        (
            "not_a_number",
            Words(
                "请填数字，比如 3 或 3.5。",
                "請填數字，比如 3 或 3.5。",
                "Please enter a number, such as 3 or 3.5.",
            ),
        ),
        (
            "out_of_range",
            Words(
                "请填{min}到{max}之间的数。",
                "請填{min}到{max}之間的數。",
                "Please enter a number between {min} and {max}.",
            ),
        ),
        (
            "too_many_other",
            Words(
                "最多选{max}样，请先去掉几样。",
                "最多選{max}樣，請先去掉幾樣。",
                "Pick up to {max}; please take some away first.",
            ),
        ),
    ];

    /// The words for `lang`: the data's, with the desk's three languages for the few connecting words.
    pub fn form_words(lang: &str) -> FormWords {
        let locale = Locale::nearest(lang).unwrap_or_default();
        let button = |id: &str| NOTICE.buttons.get(id).map_or("", |t| t.get(lang)).to_owned();
        let message = |id: &str| full_width(lang, NOTICE.message(id).get(lang));
        let say = |w: Words| w.get(locale).to_owned();
        let mut reasons: std::collections::BTreeMap<String, String> = REASONS
            .iter()
            .map(|(code, w)| ((*code).to_owned(), say(*w)))
            .collect();
        for code in ["too_many_picks", "points_not_100", "unknown_option"] {
            reasons.insert(code.to_owned(), message(code));
        }
        reasons.insert(
            "text_too_long".to_owned(),
            message("text_too_long").replace("200", "{max}"),
        );
        let too_large = message("too_large").trim_end_matches(['。', '.']).to_owned();
        let why = ["413", "too_large", "payload_too_large"]
            .map(|code| (code.to_owned(), too_large.clone()))
            .into();
        FormWords {
            next: button("next"),
            back: button("back"),
            skip: button("skip"),
            send: button("send"),
            sending: say(SENDING),
            listen: button("listen"),
            larger: button("larger"),
            number: say(NUMBER),
            position: say(POSITION),
            choose: say(CHOOSE),
            pick_up_to: say(PICK_UP_TO),
            characters: say(CHARACTERS),
            follow: say(FOLLOW),
            when_earlier: say(WHEN_EARLIER),
            when_previous: say(WHEN_PREVIOUS),
            quoted: say(QUOTED),
            or: say(OR),
            and: say(AND),
            amiss: say(AMISS),
            kept: say(KEPT),
            colon: say(COLON),
            reasons,
            missing: message("missing_summary"),
            sent: SendingWords {
                saved: message("offline_saved"),
                saved_help: message("offline_saved_help"),
                memory_only: say(MEMORY_ONLY),
                busy: message("server_busy"),
                full: message("server_full"),
                retry: say(RETRY),
                needs_action: message("needs_action_help"),
                why,
                both_kept: message("different_answers_same_id"),
                delivered: message("delivered_help"),
                pending: message("sync_pending"),
                back_again: say(BACK_AGAIN),
            },
        }
    }
}
