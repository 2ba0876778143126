//! What comes next: the survey after which a finding is judged anew, and the budget that its results can still inform.

use super::Facts;
use crate::{
    resident::{day_words, month_words},
    words::{Locale, Words},
};

/// The next results, and the budget for which they come in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// What is known of the next survey.
    pub next: Next,
    /// Year of the next budget that results can inform.
    pub budget: i32,
    /// Day by which answers must be in for it, `YYYY-MM-DD`.
    pub by: String,
    /// Month, 1–12, from which the county draws up the next year's budget; the page says that this is its setting.
    pub month: u32,
}

/// The next survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// In the field, or planned.
    Survey {
        /// Title.
        title: String,
        /// Link to its page.
        href: String,
        /// Last day of answers, `YYYY-MM-DD`.
        closes: String,
        /// It takes answers now.
        open: bool,
    },
    /// None is planned; by the interval of the last two it would close in this month, `YYYY-MM`.
    Rhythm(String),
    /// None is planned, and there is no interval to go by.
    Undecided,
}

impl Ahead {
    /// Are the next results in time for the budget?
    fn in_time(&self) -> bool {
        match &self.next {
            Next::Survey { closes, .. } => closes <= &self.by,
            Next::Rhythm(month) => self.by.get(..7).is_some_and(|by| month.as_str() <= by),
            Next::Undecided => false,
        }
    }

    /// Is a survey taking answers now?
    pub fn in_the_field(&self) -> bool {
        matches!(self.next, Next::Survey { open: true, .. })
    }

    /// When it is judged anew, and what the county has to decide where nobody has.
    pub fn when(&self, locale: Locale) -> String {
        let day_said = |day: &str| day_words(locale.tag(), day);
        let (budget, by) = (self.budget.to_string(), day_said(&self.by));
        let words = match &self.next {
            Next::Survey { open: true, .. } => Words(
                "正在收的“{t}”{d}截止，截止后重新判断。",
                "正在收的「{t}」{d}截止，截止後重新判斷。",
                "“{t}” is in the field until {d}; this is judged anew when it closes.",
            ),
            Next::Survey { open: false, .. } => Words(
                "已经排好的“{t}”{d}截止，截止后重新判断。",
                "已經排好的「{t}」{d}截止，截止後重新判斷。",
                "“{t}” is planned until {d}; this is judged anew when it closes.",
            ),
            Next::Rhythm(_) => Words(
                "下一轮还没有排。照前两轮的间隔，大约 {d} 截止，到时重新判断；县里要定下来。",
                "下一輪還沒有排。照前兩輪的間隔，大約 {d} 截止，到時重新判斷；縣裡要定下來。",
                "The next survey is not planned. By the interval of the last two it would close about {d}, and this would be judged anew; the county has to decide.",
            ),
            Next::Undecided => Words(
                "下一轮还没有排，也没有前两轮的间隔可循：什么时候收，要县里定。",
                "下一輪還沒有排，也沒有前兩輪的間隔可循：什麼時候收，要縣裡定。",
                "The next survey is not planned and there is no interval to go by: the county has to decide when to ask again.",
            ),
        };
        let (title, day) = match &self.next {
            Next::Survey { title, closes, .. } => (title.as_str(), day_said(closes)),
            Next::Rhythm(month) => ("", month.clone()),
            Next::Undecided => ("", String::new()),
        };
        let budget_words = if self.in_time() {
            Words(
                "赶得上编 {y} 年预算（按设定，{m}起编）。",
                "趕得上編 {y} 年預算（按設定，{m}起編）。",
                "That is in time for the budget of {y}, drawn up from {m} on by the settings.",
            )
        } else {
            Words(
                "要用在编 {y} 年预算上（按设定，{m}起编），答卷得在{b}以前收完。",
                "要用在編 {y} 年預算上（按設定，{m}起編），答卷得在{b}以前收完。",
                "To be of use for the budget of {y}, drawn up from {m} on by the settings, answers must be in by {b}.",
            )
        };
        [
            words.fill(locale, &[("t", title), ("d", &day)]),
            budget_words.fill(
                locale,
                &[
                    ("y", &budget),
                    ("b", &by),
                    ("m", &month_words(locale, self.month)),
                ],
            ),
        ]
        .join(locale.space())
    }

    /// Where it is planned or looked at.
    pub fn href(&self) -> &str {
        match &self.next {
            Next::Survey { href, .. } => href,
            Next::Rhythm(_) | Next::Undecided => "/surveys/new",
        }
    }
}

/// What the budget can do meanwhile with a cell of this verdict: what to do, and why. `code` is the verdict, else the gate.
pub fn budget(facts: &Facts, code: &str, judged: bool) -> (String, String) {
    let locale = facts.locale;
    let (what, why) = match code {
        "NOT_PRODUCING" => (
            Words(
                "编下年预算前，先公开用途。",
                "編下年預算前，先公開用途。",
                "Before next year’s budget: publish what it is for.",
            ),
            Words(
                "列出项目、金额和投用时间，听村民怎么说，再定增减。",
                "列出項目、金額和投用時間，聽村民怎麼說，再定增減。",
                "List projects, amounts and when they went into service; hear residents before changing the sum.",
            ),
        ),
        "UNDER_INVESTED" => (
            Words(
                "编下年预算时，一起议要不要加。",
                "編下年預算時，一起議要不要加。",
                "When next year’s budget is made: weigh whether to add.",
            ),
            Words(
                "先看居民把这一项排在第几、实际缺什么；要加就分批加，下一轮用同样的题看；来不及议，暂按原额。",
                "先看居民把這一項排在第幾、實際缺什麼；要加就分批加，下一輪用同樣的題看；來不及議，暫按原額。",
                "See first how residents rank it and what is lacking. If the sum is raised, raise it in stages and look with the same questions next time; if there is no time, keep the sum.",
            ),
        ),
        "TYPICAL_SPEND_LOW_SAT" | "HIGH_COST_PLACE" => (
            Words(
                "编下年预算前，先问哪里不满意。",
                "編下年預算前，先問哪裡不滿意。",
                "Before next year’s budget: ask what people are not satisfied with.",
            ),
            Words(
                "投入按条件看并不特别多，增减都不急：先听村民说缺在哪里，再看是钱的事还是做法的事。",
                "投入按條件看並不特別多，增減都不急：先聽村民說缺在哪裡，再看是錢的事還是做法的事。",
                "For its conditions spending is nothing special, so neither more nor less is urgent: hear what is lacking, and whether money or the way of working is the matter.",
            ),
        ),
        "PRODUCING" | "DOING_MORE_WITH_LESS" | "GOOD_AT_TYPICAL_COST" => (
            Words(
                "编下年预算，可以暂按原额。",
                "編下年預算，可以暫按原額。",
                "Next year’s budget may keep the sum.",
            ),
            OTHERS_MAY_LOOK,
        ),
        _ if judged => (
            Words(
                "编下年预算，这一格暂按原额。",
                "編下年預算，這一格暫按原額。",
                "Next year’s budget: keep the sum for now.",
            ),
            Words(
                "现有数据既不是加的理由，也不是减的理由；下一轮的结果出来，再对照下一次预算。",
                "現有資料既不是加的理由，也不是減的理由；下一輪的結果出來，再對照下一次預算。",
                "These data are a reason neither to add nor to take away; hold the next results against the next budget.",
            ),
        ),
        _ => (
            Words(
                "编下年预算，先不拿这一格作依据。",
                "編下年預算，先不拿這一格作依據。",
                "Do not base next year’s budget on this cell yet.",
            ),
            Words(
                "缺的先补上；补上以后的第一轮结果，再对照下一次预算。",
                "缺的先補上；補上以後的第一輪結果，再對照下一次預算。",
                "Mend what is missing first; hold the first results after that against the next budget.",
            ),
        ),
    };
    (what.get(locale).to_owned(), facts.say(why))
}

/// What a place above expectation is good for.
const OTHERS_MAY_LOOK: Words = Words(
    "可以请别的{unit}来看做法；下一轮满意度掉下来，再议。",
    "可以請別的{unit}來看做法；下一輪滿意度掉下來，再議。",
    "Other {units} may come and look; take it up again if satisfaction falls in the next wave.",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(next: Next) -> Ahead {
        Ahead {
            next,
            budget: 2027,
            by: "2026-10-31".to_owned(),
            month: 11,
        }
    }

    #[test]
    fn results_that_come_in_time_say_so_and_late_ones_say_by_when_they_would_have_to() {
        let survey = |closes: &str, open| {
            ahead(Next::Survey {
                title: "秋季".to_owned(),
                href: "/surveys/a".to_owned(),
                closes: closes.to_owned(),
                open,
            })
            .when(Locale::ZhHans)
        };
        assert_eq!(
            survey("2026-09-30", true),
            "正在收的“秋季”2026年9月30日截止，截止后重新判断。赶得上编 2027 年预算（按设定，11月起编）。"
        );
        assert!(survey("2026-11-30", false).ends_with("答卷得在2026年10月31日以前收完。"));
        let rhythm = |month: &str| ahead(Next::Rhythm(month.to_owned())).when(Locale::En);
        assert!(rhythm("2026-10").contains("close about 2026-10") && rhythm("2026-10").contains("in time"));
        assert!(rhythm("2026-11").contains("by 31 October 2026"));
        let none = ahead(Next::Undecided);
        assert!(none.when(Locale::En).contains("the county has to decide"));
        assert_eq!(none.href(), "/surveys/new");
    }
}
