//! The words of the form, from the data and, for the few connecting ones, from here.

use survey::content::NOTICE;

use super::{
    form_words::{FormWords, Word},
    phrases::full_width,
};
use crate::words::{Locale, Words};

const SENDING: Words = Words("正在送出…", "正在送出…", "Sending…");
const NUMBER: Words = Words("第{n}题", "第{n}題", "Question {n}");
const POSITION: Words = Words(
    "第{n}题，共{total}题",
    "第{n}題，共{total}題",
    "Question {n} of {total}",
);
const AMISS: Words = Words(
    "有{count}处请您再看一下",
    "有{count}處請您再看一下",
    "Answers to look at again: {count}",
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
const NOT_SENT: Words = Words("还没有送出", "還沒有送出", "Not sent yet");
const RETRY: Words = Words("现在再送一次", "現在再送一次", "Try again now");
const ELSEWHERE: Words = Words(
    "这份问卷正在这部手机的另一个页面里填。",
    "這份問卷正在這部手機的另一個頁面裡填。",
    "This form is being filled in on another page of this phone.",
);
const ANOTHER: Words = Words("另填一份", "另填一份", "Fill in another one");
const UNSAFE: Words = Words(
    "这个网址没有加密，答案不会存在手机里，送出之前请不要关掉这个页面。",
    "這個網址沒有加密，答案不會存在手機裡，送出之前請不要關掉這個頁面。",
    "This address is not encrypted, so your answers are not kept on the phone; please leave this page open until they are sent.",
);
const STOPPED: Words = Words(
    "已停住：请管理员看一下，再点一次。",
    "已停住：請管理員看一下，再點一次。",
    " Sending has stopped: please ask the office to look, then tap again.",
);
const WEEK: Words = Words(
    "这种手机的浏览器会清掉七天没打开的网页，请在七天之内再打开一次。",
    "這種手機的瀏覽器會清掉七天沒打開的網頁，請在七天之內再打開一次。",
    " This kind of phone clears pages that are not opened for seven days; please open this one again within seven days.",
);
const EMPTIED: Words = Words(
    "浏览器清掉了这部手机上还没送出的{count}份答卷。",
    "瀏覽器清掉了這部手機上還沒送出的{count}份答卷。",
    "Cleared by the browser before they were sent: {count}.",
);
const NEWER: Words = Words(
    "网页有新版，点这里换上",
    "網頁有新版，點這裡換上",
    "A newer page is ready; use it",
);
const HERE: Words = Words(
    "看这部手机上的答卷",
    "看這部手機上的答卷",
    "Answers on this phone",
);
const UNKNOWN_ITEM: Words = Words(
    "这里没有这道题。",
    "這裡沒有這道題。",
    "There is no such question here.",
);
const ONE_ANSWER_ONLY: Words = Words(
    "只能选一个，请去掉多的。",
    "只能選一個，請去掉多的。",
    "Please keep one answer only.",
);
const EXCLUSIVE_PICK: Words = Words(
    "选了虚线框里的，就不用再选别的。",
    "選了虛線框裡的，就不用再選別的。",
    "An answer from the dashed box stands alone; please remove the others, or that one.",
);
const SAME_PICK_TWICE: Words = Words(
    "同一样选了两次。",
    "同一樣選了兩次。",
    "The same one was picked twice.",
);
const NOT_A_NUMBER: Words = Words(
    "请填数字，比如 3 或 3.5。",
    "請填數字，比如 3 或 3.5。",
    "Please enter a number, such as 3 or 3.5.",
);
const OUT_OF_RANGE: Words = Words(
    "请填{min}到{max}之间的数。",
    "請填{min}到{max}之間的數。",
    "Please enter a number between {min} and {max}.",
);
const TOO_MANY_OTHER: Words = Words(
    "最多选{max}样，请先去掉几样。",
    "最多選{max}樣，請先去掉幾樣。",
    "Pick up to {max}; please take some away first.",
);

/// Number of an item above its question.
pub fn number(lang: &str) -> &'static str {
    NUMBER.get(Locale::nearest(lang).unwrap_or_default())
}

/// The words for `lang`.
pub fn form_words(lang: &str) -> FormWords {
    FormWords(Word::ALL.iter().map(|w| word(*w, lang)).collect())
}

fn word(word: Word, lang: &str) -> String {
    let button = |id: &str| NOTICE.buttons.get(id).map_or("", |t| t.get(lang)).to_owned();
    let message = |id: &str| full_width(lang, NOTICE.message(id).get(lang));
    let own = |w: Words| w.get(Locale::nearest(lang).unwrap_or_default()).to_owned();
    match word {
        Word::Next => button("next"),
        Word::Back => button("back"),
        Word::Skip => button("skip"),
        Word::Send => button("send"),
        Word::Listen => button("listen"),
        Word::Larger => button("larger"),
        Word::Sending => own(SENDING),
        Word::Number => own(NUMBER),
        Word::Position => own(POSITION),
        Word::Amiss => own(AMISS),
        Word::Kept => own(KEPT),
        Word::Colon => own(COLON),
        Word::NotSent => own(NOT_SENT),
        Word::MemoryOnly => own(MEMORY_ONLY),
        Word::Retry => own(RETRY),
        Word::Elsewhere => own(ELSEWHERE),
        Word::Another => own(ANOTHER),
        Word::Attention => message("needs_action"),
        Word::Unsafe => own(UNSAFE),
        Word::Stopped => own(STOPPED),
        Word::Week => own(WEEK),
        Word::Emptied => own(EMPTIED),
        Word::Newer => own(NEWER),
        Word::Here => own(HERE),
        Word::Missing => message("missing_summary"),
        Word::Saved => message("offline_saved"),
        Word::SavedHelp => message("offline_saved_help"),
        Word::Busy => message("server_busy"),
        Word::Full => message("server_full"),
        Word::NeedsAction => message("needs_action_help"),
        // stands inside the sentence above
        Word::TooLarge => message("too_large").trim_end_matches(['。', '.']).to_owned(),
        Word::BothKept => message("different_answers_same_id"),
        Word::Delivered => message("delivered_help"),
        Word::Late => message("late_kept_apart"),
        Word::Pending => message("sync_pending"),
        Word::UnknownOption => message("unknown_option"),
        Word::TooManyPicks => message("too_many_picks"),
        Word::PointsNotTotal => message("points_not_100"),
        Word::TextTooLong => message("text_too_long").replace("200", "{max}"),
        Word::UnknownItem => own(UNKNOWN_ITEM),
        Word::OneAnswerOnly => own(ONE_ANSWER_ONLY),
        Word::TooManyOther => own(TOO_MANY_OTHER),
        Word::ExclusivePick => own(EXCLUSIVE_PICK),
        Word::SamePickTwice => own(SAME_PICK_TWICE),
        Word::NotANumber => own(NOT_A_NUMBER),
        Word::OutOfRange => own(OUT_OF_RANGE),
    }
}
