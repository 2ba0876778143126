//! The words the form needs in the browser, in one language: a list, in the order of `Word`.

use survey::Reason;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// One of the words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word { $($(#[$doc])* $name,)* }

        impl Word {
            /// All of them, in order.
            #[cfg(feature = "ssr")]
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

words! {
    /// 下一题
    Next,
    /// 上一题
    Back,
    /// 跳过
    Skip,
    /// 提交
    Send,
    /// 正在送出
    Sending,
    /// 听题
    Listen,
    /// 大字
    Larger,
    /// `{n}`
    Number,
    /// `{n}`, `{total}`
    Position,
    /// `{count}`: title of the error summary.
    Amiss,
    /// The other answers are kept.
    Kept,
    /// Between an item's number and what is wrong with it.
    Colon,
    /// `{count}`: items without an answer, before sending.
    Missing,
    /// 已保存在手机
    Saved,
    /// No network.
    SavedHelp,
    /// Not saved on the phone, not sent.
    NotSent,
    /// Not saved: the page must stay open.
    MemoryOnly,
    /// `{seconds}`
    Busy,
    /// 507
    Full,
    /// 现在再送一次
    Retry,
    /// `{reason}`
    NeedsAction,
    /// The reason 413 in words.
    TooLarge,
    /// 409
    BothKept,
    /// `{receipt}`
    Delivered,
    /// After closing: kept apart, not counted.
    Late,
    /// `{count}`
    Pending,
    /// Another page of this phone fills this form in.
    Elsewhere,
    /// Another form than that.
    Another,
    /// 需要处理
    Attention,
    /// No https: nothing is kept.
    Unsafe,
    /// Some browsers clear what is not sent within a week.
    Week,
    /// `{count}`: the browser has cleared them.
    Emptied,
    /// A newer page is ready.
    Newer,
    /// 这部手机上的答卷
    Here,
    /// No such item.
    UnknownItem,
    /// `{n}`
    UnknownOption,
    /// Several where one is asked.
    OneAnswerOnly,
    /// More than three picks.
    TooManyPicks,
    /// More than `{max}` picks.
    TooManyOther,
    /// An answer that stands alone does not.
    ExclusivePick,
    /// The same twice.
    SamePickTwice,
    /// Not a number.
    NotANumber,
    /// `{min}`, `{max}`
    OutOfRange,
    /// `{sum}`
    PointsNotTotal,
    /// `{max}`
    TextTooLong,
    /// 401, 403: somebody has to look. New words come last: kept forms bring the list of their own release.
    Stopped,
}

impl Word {
    /// The sentence about a reason.
    pub fn about(reason: Reason) -> Self {
        match reason {
            Reason::UnknownItem => Self::UnknownItem,
            Reason::UnknownOption => Self::UnknownOption,
            Reason::OneAnswerOnly => Self::OneAnswerOnly,
            Reason::TooManyPicks => Self::TooManyPicks,
            Reason::ExclusivePick => Self::ExclusivePick,
            Reason::SamePickTwice => Self::SamePickTwice,
            Reason::NotANumber => Self::NotANumber,
            Reason::OutOfRange => Self::OutOfRange,
            Reason::PointsNotTotal => Self::PointsNotTotal,
            Reason::TextTooLong => Self::TextTooLong,
        }
    }
}

/// Residents' words for one language; made on the server, sent along with the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormWords(pub Vec<String>);

impl FormWords {
    /// A word.
    pub fn say(&self, word: Word) -> &str {
        self.0.get(word as usize).map_or("", String::as_str)
    }
}
