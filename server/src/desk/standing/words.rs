//! Why what is typed at `/standing` gives no answer, in the reader's language.

use app::words::{Locale, Words};
use insight::standing::StandingError;

use crate::ranks::{Amiss, COLUMNS, Wrong};

/// Which field stands in the way, and what to do.
pub fn refusal(locale: Locale, error: &StandingError) -> (&'static str, String) {
    let (field, words) = match error {
        StandingError::NoN { .. } => (
            "n",
            Words(
                "请填每个地方多少份答卷：没有份数，就不知道名次有多准。",
                "請填每個地方多少份答卷：沒有份數，就不知道名次有多準。",
                "Please say how many answers stand behind each place: without them nothing is known of how precise a rank is.",
            ),
        ),
        StandingError::NoSpread => (
            "spread",
            Words(
                "请填各地真正相差多少分：名次里看不出来。",
                "請填各地真正相差多少分：名次裡看不出來。",
                "Please say how far places truly lie apart: ranks do not tell.",
            ),
        ),
        StandingError::NoPlaces { .. } => (
            "places",
            Words(
                "有的年份没有列全，请填一共比多少个地方。",
                "有的年份沒有列全，請填一共比多少個地方。",
                "Not every place is listed in every year; please say how many are compared.",
            ),
        ),
        StandingError::Mixed(_) => (
            "lines",
            Words(
                "每一年都要填名次，或者每一年都填得分，不要混着。",
                "每一年都要填名次，或者每一年都填得分，不要混著。",
                "Give ranks for every year, or scores for every year, not both.",
            ),
        ),
        StandingError::Value { place, .. } => {
            let words = Words(
                "“{p}”的数超出了范围：名次在 1 到总数之间，得分在 0 到 100 之间，份数和误差大于 0。",
                "「{p}」的數超出了範圍：名次在 1 到總數之間，得分在 0 到 100 之間，份數和誤差大於 0。",
                "A figure of “{p}” is out of range: ranks lie between 1 and the number of places, scores between 0 and 100, answers and errors above zero.",
            );
            return ("lines", words.fill(locale, &[("p", place)]));
        }
        StandingError::NoWaves | StandingError::Undefined(_) => (
            "lines",
            Words(
                "这些数算不出来；请核对是不是所有的数都一样，或者太少。",
                "這些數算不出來；請核對是不是所有的數都一樣，或者太少。",
                "These figures give no answer; please check whether they are all alike, or too few.",
            ),
        ),
    };
    (field, words.get(locale).to_owned())
}

/// What is wrong with a line.
pub fn in_words(locale: Locale, amiss: &Amiss) -> String {
    let column = amiss.column.as_ref().map_or_else(String::new, |c| {
        Words("“{c}”", "「{c}」", ", column {c}").fill(locale, &[("c", c)])
    });
    let columns = COLUMNS.join(", ");
    let (words, values): (Words, Vec<(&str, String)>) = match &amiss.wrong {
        Wrong::UnknownColumn => (
            Words(
                "不认识这一列；认识的列是 {l}",
                "不認識這一欄；認識的欄是 {l}",
                "is not known; the columns are {l}",
            ),
            vec![("l", columns)],
        ),
        Wrong::NoColumns => (
            Words(
                "要有 area 和 wave 两列",
                "要有 area 和 wave 兩欄",
                "the columns area and wave are needed",
            ),
            Vec::new(),
        ),
        Wrong::Broken(_) => (
            Words(
                "读不出来，请核对逗号和引号",
                "讀不出來，請核對逗號和引號",
                "it cannot be read; please check commas and quotes",
            ),
            Vec::new(),
        ),
        Wrong::NotANumber(cell) => (
            Words(
                "“{v}”不是数字，请改成数字",
                "「{v}」不是數字，請改成數字",
                "“{v}” is not a number; please correct it",
            ),
            vec![("v", cell.clone())],
        ),
        Wrong::Empty => (
            Words(
                "是空的，请填上名字和数",
                "是空的，請填上名字和數",
                "nothing stands here; please give a name and figures",
            ),
            Vec::new(),
        ),
        Wrong::NotOneFigure => (
            Words(
                "得分和名次只填一样",
                "得分和名次只填一樣",
                "give a score or a rank, one of the two",
            ),
            Vec::new(),
        ),
        Wrong::Twice(place) => (
            Words(
                "“{v}”前面已经有了，请只留一行",
                "「{v}」前面已經有了，請只留一列",
                "“{v}” is there already; please keep one",
            ),
            vec![("v", place.clone())],
        ),
        Wrong::Uneven(here, there) => (
            Words(
                "有 {h} 个数，第一行有 {t} 个，请补齐；不知道的填“-”",
                "有 {h} 個數，第一列有 {t} 個，請補齊；不知道的填「-」",
                "{h} {h:figure|figures} where the first line has {t}; please complete it, with “-” for what is not known",
            ),
            vec![("h", here.to_string()), ("t", there.to_string())],
        ),
        Wrong::NoFigure => (
            Words(
                "没有数，请填上，或者删掉这一行",
                "沒有數，請填上，或者刪掉這一列",
                "no figure stands here; please add one or delete the line",
            ),
            Vec::new(),
        ),
        Wrong::Outside(cell, least, most) => (
            Words(
                "“{v}”不在 {a} 到 {b} 之间，请改正",
                "「{v}」不在 {a} 到 {b} 之間，請改正",
                "“{v}” is not between {a} and {b}; please correct it",
            ),
            vec![
                ("v", cell.clone()),
                ("a", least.to_string()),
                ("b", most.to_string()),
            ],
        ),
        Wrong::LongName => (
            Words(
                "名字太长，请写短一些",
                "名字太長，請寫短一些",
                "the name is too long; please shorten it",
            ),
            Vec::new(),
        ),
        Wrong::TooMany(most) => (
            Words(
                "超过 {m} 行，请少填一些",
                "超過 {m} 列，請少填一些",
                "more lines than {m}; please leave some out",
            ),
            vec![("m", most.to_string())],
        ),
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Words("第 {r} 行{c}：{w}。", "第 {r} 列{c}：{w}。", "Line {r}{c}: {w}.").fill(
        locale,
        &[
            ("r", &amiss.row.to_string()),
            ("c", &column),
            ("w", &words.fill(locale, &values)),
        ],
    )
}
