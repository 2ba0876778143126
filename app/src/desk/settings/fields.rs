//! Every judgement a county may change, in words: what it is, what it changes, what it may be.

use crate::words::Words;

/// How a judgement is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A number, or empty for none.
    Maybe,
    /// Names with commas or line ends between.
    List,
    /// Real, cash, or as loaded.
    Price,
    /// Yes or no.
    YesNo,
}

/// One judgement.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Path in the settings, points between.
    pub path: &'static str,
    /// How it is typed.
    pub kind: Kind,
    /// Its name.
    pub label: Words,
    /// What it changes.
    pub changes: Words,
    /// What it may be.
    pub wanted: Words,
}

/// Judgements under one heading.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Heading.
    pub title: Words,
    /// Judgements.
    pub fields: &'static [Field],
}

const SHARE: Words = Words(
    "填 0 到 1 之间的数，比如 0.10",
    "填 0 到 1 之間的數，比如 0.10",
    "a share between 0 and 1, such as 0.10",
);
const YEARS: Words = Words(
    "填 0 到 50 的整数",
    "填 0 到 50 的整數",
    "a whole number from 0 to 50",
);
const LAGS: Words = Words(
    "填 0 到 20 的整数",
    "填 0 到 20 的整數",
    "a whole number from 0 to 20",
);
const TIMES: Words = Words(
    "填 99 以上的整数",
    "填 99 以上的整數",
    "a whole number, 99 or more, within reason",
);
const ONE_UP: Words = Words(
    "填 1 以上的数，或者空着",
    "填 1 以上的數，或者空著",
    "1 or more, or nothing",
);
const NAMES: Words = Words(
    "填指标的代号，用逗号或换行隔开",
    "填指標的代號，用逗號或換行隔開",
    "names of indicators with commas between, or one a line",
);

const fn field(path: &'static str, kind: Kind, label: Words, changes: Words, wanted: Words) -> Field {
    Field {
        path,
        kind,
        label,
        changes,
        wanted,
    }
}

/// All of them, in the order of the page.
pub const GROUPS: [Group; 6] = [
    Group {
        title: Words("多大才算数", "多大才算數", "What size matters"),
        fields: &[
            field(
                "materiality",
                Kind::Number,
                Words(
                    "要紧的差别（分）",
                    "要緊的差別（分）",
                    "A difference that matters, points",
                ),
                Words(
                    "比预期低这么多才可能进名单。",
                    "比預期低這麼多才可能進名單。",
                    "Only places this far below what is expected can enter the list.",
                ),
                Words(
                    "填大于 0、不超过 50 的数",
                    "填大於 0、不超過 50 的數",
                    "a number above 0, at most 50",
                ),
            ),
            field(
                "band",
                Kind::Number,
                Words(
                    "投入“差不多”的范围",
                    "投入「差不多」的範圍",
                    "Spending that counts as usual",
                ),
                Words(
                    "在中位数上下这个比例以内，算投入一般；0.1 就是 10%。",
                    "在中位數上下這個比例以內，算投入一般；0.1 就是 10%。",
                    "Within this share of the median spending is usual, not high or low; 0.1 is 10%.",
                ),
                SHARE,
            ),
            field(
                "k",
                Kind::Number,
                Words("最少几份才显示", "最少幾份才顯示", "Fewest answers shown"),
                Words(
                    "少于这个数的结果一律不显示，只能往上调。",
                    "少於這個數的結果一律不顯示，只能往上調。",
                    "Results of fewer answers are hidden everywhere. It may be raised, never lowered.",
                ),
                Words(
                    "填 10 以上的整数：只能提高，不能降低",
                    "填 10 以上的整數：只能提高，不能降低",
                    "10 or more: it may be raised, never lowered",
                ),
            ),
            field(
                "decides_least",
                Kind::Number,
                Words(
                    "本镇至少决定几成，才算本镇的事",
                    "本鎮至少決定幾成，才算本鎮的事",
                    "Share a township must decide",
                ),
                Words(
                    "低于这个比例，结论写给决定这笔钱的部门；0.3 就是三成。",
                    "低於這個比例，結論寫給決定這筆錢的部門；0.3 就是三成。",
                    "Below it a finding is addressed to those who decide; 0.3 is 30%.",
                ),
                Words("填 0 到 1 的数", "填 0 到 1 的數", "a share from 0 to 1"),
            ),
            field(
                "list_fdr",
                Kind::Number,
                Words(
                    "名单里容许看错的比例",
                    "名單裡容許看錯的比例",
                    "Share of mistakes in the list",
                ),
                Words(
                    "越小，名单越短，越少看错；0.1 就是 10%。",
                    "越小，名單越短，越少看錯；0.1 就是 10%。",
                    "The smaller, the shorter the list and the fewer mistakes in it; 0.1 is 10%.",
                ),
                Words(
                    "填大于 0、不超过 0.5 的数",
                    "填大於 0、不超過 0.5 的數",
                    "a share above 0, at most 0.5",
                ),
            ),
            field(
                "list_open_link",
                Kind::YesNo,
                Words(
                    "公开链接的答卷进名单吗",
                    "公開連結的答卷進名單嗎",
                    "Open-link answers in ranks and list",
                ),
                Words(
                    "自己点开链接来答的人不代表所有居民。",
                    "自己點開連結來答的人不代表所有居民。",
                    "People who open a link do not stand for all residents.",
                ),
                Words("选一个", "選一個", "choose one"),
            ),
        ],
    },
    Group {
        title: Words("钱怎么算", "錢怎麼算", "How money counts"),
        fields: &[
            field(
                "price",
                Kind::Price,
                Words("价格", "價格", "Prices"),
                Words(
                    "不变价要先导入价格指数。",
                    "不變價要先匯入價格指數。",
                    "Constant prices need a price index.",
                ),
                Words("选一个", "選一個", "choose one"),
            ),
            field(
                "window",
                Kind::Number,
                Words(
                    "已公布的分数背后算几年的钱",
                    "已公布的分數背後算幾年的錢",
                    "Years of spending behind a published score",
                ),
                Words(
                    "只用于别人测的分数。",
                    "只用於別人測的分數。",
                    "For scores somebody else measured.",
                ),
                Words(
                    "填 1 到 50 的整数",
                    "填 1 到 50 的整數",
                    "a whole number from 1 to 50",
                ),
            ),
            field(
                "exposure.capital.lag_years",
                Kind::Number,
                Words(
                    "建设的钱隔几年起算",
                    "建設的錢隔幾年起算",
                    "Building money: lag, years",
                ),
                Words(
                    "没有另定的服务用这一套。",
                    "沒有另定的服務用這一套。",
                    "For services without a rule of their own.",
                ),
                LAGS,
            ),
            field(
                "exposure.capital.K",
                Kind::Number,
                Words(
                    "建设的钱再往前算几年",
                    "建設的錢再往前算幾年",
                    "Building money: earlier years that count",
                ),
                Words(
                    "多早修的还算在今天。",
                    "多早修的還算在今天。",
                    "How long ago built still counts today.",
                ),
                YEARS,
            ),
            field(
                "exposure.capital.delta",
                Kind::Number,
                Words(
                    "建设的钱每年折减",
                    "建設的錢每年折減",
                    "Building money: share lost a year",
                ),
                Words(
                    "修好的东西每年旧掉多少：0.1 就是 10%。",
                    "修好的東西每年舊掉多少：0.1 就是 10%。",
                    "How much of what was built wears off each year: 0.1 is 10%.",
                ),
                Words(
                    "填 0 以上、小于 1 的数",
                    "填 0 以上、小於 1 的數",
                    "a share from 0 to below 1",
                ),
            ),
            field(
                "exposure.recurrent.lag_years",
                Kind::Number,
                Words(
                    "日常的钱隔几年起算",
                    "日常的錢隔幾年起算",
                    "Running money: lag, years",
                ),
                Words(
                    "没有另定的服务用这一套。",
                    "沒有另定的服務用這一套。",
                    "For services without a rule of their own.",
                ),
                LAGS,
            ),
            field(
                "exposure.recurrent.K",
                Kind::Number,
                Words(
                    "日常的钱再往前算几年",
                    "日常的錢再往前算幾年",
                    "Running money: earlier years that count",
                ),
                Words(
                    "前几年的日常开支还算不算。",
                    "前幾年的日常開支還算不算。",
                    "Whether running money of earlier years still counts.",
                ),
                YEARS,
            ),
            field(
                "exposure.recurrent.delta",
                Kind::Number,
                Words(
                    "日常的钱每年折减",
                    "日常的錢每年折減",
                    "Running money: share lost a year",
                ),
                Words(
                    "前一年的日常开支每年少算多少：0 就是不减，0.1 就是减 10%。",
                    "前一年的日常開支每年少算多少：0 就是不減，0.1 就是減 10%。",
                    "How much less running money of the year before counts: 0 is no less, 0.1 is 10% less.",
                ),
                Words(
                    "填 0 以上、小于 1 的数",
                    "填 0 以上、小於 1 的數",
                    "a share from 0 to below 1",
                ),
            ),
        ],
    },
    Group {
        title: Words(
            "比之前先考虑什么",
            "比之前先考慮什麼",
            "What is allowed for before comparing",
        ),
        fields: &[
            field(
                "context",
                Kind::List,
                Words(
                    "预期满意度时考虑",
                    "預期滿意度時考慮",
                    "For expected satisfaction",
                ),
                Words(
                    "从前往后用，每六个地方最多一项，没有给每个地方都导入的不用。",
                    "從前往後用，每六個地方最多一項，沒有給每個地方都匯入的不用。",
                    "Used in this order, at most one for six places; those not loaded for every place are not used.",
                ),
                NAMES,
            ),
            field(
                "need",
                Kind::List,
                Words("预期投入时考虑", "預期投入時考慮", "For expected spending"),
                Words(
                    "偏远、分散的地方，同样的服务本来就贵。",
                    "偏遠、分散的地方，同樣的服務本來就貴。",
                    "Far and scattered places cost more to serve.",
                ),
                NAMES,
            ),
        ],
    },
    Group {
        title: Words(
            "别人测的分数，误差多大",
            "別人測的分數，誤差多大",
            "How precise are published scores",
        ),
        fields: &[
            field(
                "assumed_n",
                Kind::Maybe,
                Words(
                    "每个分数背后有几份答卷",
                    "每個分數背後有幾份答卷",
                    "Answers behind each score",
                ),
                Words(
                    "不填，就不下结论。",
                    "不填，就不下結論。",
                    "Without it nothing is concluded from such scores.",
                ),
                ONE_UP,
            ),
            field(
                "assumed_deff",
                Kind::Maybe,
                Words("设计效应", "設計效應", "Design effect"),
                Words(
                    "同村的人想法相近，答卷打几折。",
                    "同村的人想法相近，答卷打幾折。",
                    "How much less answers of one village tell than as many drawn one by one.",
                ),
                ONE_UP,
            ),
        ],
    },
    Group {
        title: Words("规划和重复计算", "規劃和重複計算", "Planning and repetition"),
        fields: &[
            field(
                "planning_deff",
                Kind::Number,
                Words(
                    "规划用的设计效应",
                    "規劃用的設計效應",
                    "Design effect for planning",
                ),
                Words(
                    "还没有自己答卷的地方，用在“还要多少份答卷”；也用在只有一个村的地方。",
                    "還沒有自己答卷的地方，用在「還要多少份答卷」；也用在只有一個村的地方。",
                    "In “how many answers are needed”, where a place has no answers of its own yet, and where it has one village.",
                ),
                Words("填 1 以上的数", "填 1 以上的數", "1 or more"),
            ),
            field(
                "planning_sd",
                Kind::Number,
                Words(
                    "规划用的个人差异（分）",
                    "規劃用的個人差異（分）",
                    "Spread between people for planning, points",
                ),
                Words(
                    "还没有自己答卷的地方，用在“还要多少份答卷”。",
                    "還沒有自己答卷的地方，用在「還要多少份答卷」。",
                    "In “how many answers are needed”, where a place has no answers of its own yet.",
                ),
                Words(
                    "填大于 0、不超过 50 的数",
                    "填大於 0、不超過 50 的數",
                    "a number above 0, at most 50",
                ),
            ),
            field(
                "shuffles",
                Kind::Number,
                Words(
                    "碰巧名单重排几次",
                    "碰巧名單重排幾次",
                    "Shuffles for the list by chance",
                ),
                Words(
                    "越多越稳，越慢。",
                    "越多越穩，越慢。",
                    "More is steadier and slower.",
                ),
                TIMES,
            ),
            field(
                "permutations",
                Kind::Number,
                Words("名次检验重排几次", "名次檢驗重排幾次", "Orders of the rank test"),
                Words("越多，p 值越细。", "越多，p 值越細。", "More makes p finer."),
                TIMES,
            ),
            field(
                "bootstrap",
                Kind::Number,
                Words(
                    "按村重抽几次",
                    "按村重抽幾次",
                    "Replicates of the village bootstrap",
                ),
                Words(
                    "用在各题分量的区间。",
                    "用在各題分量的區間。",
                    "For the intervals of what goes with overall satisfaction.",
                ),
                TIMES,
            ),
        ],
    },
    Group {
        title: Words(
            "结果赶哪一次预算",
            "結果趕哪一次預算",
            "Which budget results are in time for",
        ),
        fields: &[field(
            "budget_month",
            Kind::Number,
            Words(
                "从几月起编下一年预算",
                "從幾月起編下一年預算",
                "Month from which next year’s budget is drawn up",
            ),
            Words(
                "只用在“怎样才能定下来”：答卷要在这个月以前收完，才赶得上。不改变任何一个数。",
                "只用在「怎樣才能定下來」：答卷要在這個月以前收完，才趕得上。不改變任何一個數。",
                "Only in “What would settle it”: answers must be in before this month to be in time. It changes no figure.",
            ),
            Words("填 1 到 12 的月份", "填 1 到 12 的月份", "a month, 1 to 12"),
        )],
    },
];

/// All judgements.
pub fn all() -> impl Iterator<Item = &'static Field> {
    GROUPS.iter().flat_map(|g| g.fields)
}
