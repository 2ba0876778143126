//! What an equation lacks and what would mend it: which side has no figures, or how strong a relation would have to be
//! to show.

use insight::report::{
    equations::Equation,
    hypothesis::{Hypothesis, X, Y},
};

use crate::{
    desk::{
        finding::{
            Facts, measure,
            words::{covariate, joined},
        },
        format::number,
    },
    words::{Locale, Words},
};

/// What an equation without a figure lacks.
#[derive(Default)]
struct Lacking {
    /// What is missing, side by side.
    what: Vec<String>,
    /// What would mend it, in the same order: one sentence each.
    remedy: Vec<String>,
}

impl Lacking {
    fn add(&mut self, what: String, remedy: String) {
        self.what.push(what);
        if !self.remedy.contains(&remedy) {
            self.remedy.push(remedy);
        }
    }
}

/// By its sides.
fn lacking(facts: &Facts, h: &Hypothesis, e: &Equation) -> Lacking {
    let locale = facts.locale;
    let report = &facts.report;
    let rated = |measure: &str| {
        let found = report.scores.iter().find(|m| m.measure == measure);
        found.is_some_and(|m| m.places.iter().any(|p| p.value.is_some()))
    };
    let mut found = Lacking::default();
    match &h.x {
        X::Spending { domains } => {
            let wanted = |id: &str| domains.is_empty() || domains.iter().any(|d| d == id);
            let spent = report.exposure.iter().filter(|x| wanted(x.domain.as_str()));
            let spent: Vec<f64> = spent
                .flat_map(|x| x.places.iter().filter_map(|p| p.per_resident))
                .collect();
            if !spent.is_empty() && spent.iter().all(|v| *v <= 0.0) {
                found.add(
                    Words(
                        "大于 0 的支出（导入的都是 0 元）",
                        "大於 0 的支出（匯入的都是 0 元）",
                        "spending above zero; all that is loaded is zero",
                    )
                    .get(locale)
                    .to_owned(),
                    Words(
                        "真是 0，就没有投入高低可比；不是，请核对文件再导入。",
                        "真是 0，就沒有投入高低可比；不是，請核對檔案再匯入。",
                        "If it is zero there is no more and less to compare; if it is not, correct the file and load it again.",
                    )
                    .get(locale)
                    .to_owned(),
                );
            }
            if spent.is_empty() {
                found.add(
                    Words(
                        "到 {y} 年还算得进的支出",
                        "到 {y} 年還算得進的支出",
                        "spending that still counts in {y}",
                    )
                    .fill(locale, &[("y", &report.wave.year.to_string())]),
                    spending_remedy(facts, wanted),
                );
            }
        }
        X::Indicators { members } => {
            let used = e.index.as_ref().map_or(0, |index| index.members.len());
            if used == 0 {
                let names: Vec<String> = members.iter().map(|id| covariate(locale, id)).collect();
                found.add(
                    Words("每个地方的{l}", "每個地方的{l}", "for every place: {l}")
                        .fill(locale, &[("l", &joined(locale, &names))]),
                    Words(
                        "给每个地方导入左边的指标。",
                        "給每個地方匯入左邊的指標。",
                        "Load the indicators of the left side for every place.",
                    )
                    .get(locale)
                    .to_owned(),
                );
            }
        }
    }
    let ask = Words(
        "下一轮问“右边”写的题。",
        "下一輪問「右邊」寫的題。",
        "Ask what stands under “Right side” in the next wave.",
    )
    .get(locale);
    let more = Words(
        "每个地方多收一些答卷。",
        "每個地方多收一些答卷。",
        "Collect more answers in each place.",
    )
    .get(locale);
    // asked and answered, by so few that no place's score may be shown
    let hidden = |measure: &str| {
        let found = report.scores.iter().find(|m| m.measure == measure);
        let codes = found.map(|m| m.places.iter().filter_map(|p| p.status));
        codes.is_some_and(|mut codes| codes.any(|code| code.starts_with("SUPPRESSED")))
    };
    let (few, how) = (
        Words(
            "（份数太少，不显示）",
            "（份數太少，不顯示）",
            " (too few answers to be shown)",
        )
        .get(locale),
        |hidden: bool| if hidden { more } else { ask }.to_owned(),
    );
    match &h.y {
        Y::Domains if !report.scores.iter().any(|m| m.domain && rated(&m.measure)) => {
            let hidden = report.scores.iter().any(|m| m.domain && hidden(&m.measure));
            let mut what = Words(
                "居民给各项服务的得分",
                "居民給各項服務的得分",
                "residents’ scores of the services",
            )
            .get(locale)
            .to_owned();
            what.push_str(if hidden { few } else { "" });
            found.add(what, how(hidden));
        }
        Y::Domains => {}
        Y::Outcomes { items } => {
            for code in items.iter().filter(|code| !rated(code)) {
                let mut what = Words("“{q}”的得分", "「{q}」的得分", "scores of “{q}”")
                    .fill(locale, &[("q", &measure(facts, code))]);
                what.push_str(if hidden(code) { few } else { "" });
                found.add(what, how(hidden(code)));
            }
        }
    }
    found
}

/// What helps where no spending counts: years that are still to come, or what the places say of their own.
fn spending_remedy(facts: &Facts, wanted: impl Fn(&str) -> bool) -> String {
    let (locale, report) = (facts.locale, &facts.report);
    let year = report.wave.year;
    let loaded = report.spent.iter().filter(|s| wanted(s.domain.as_str()));
    let last = loaded.flat_map(|s| &s.years).map(|y| y.year).max();
    if let Some(last) = last.filter(|last| *last < year) {
        return Words(
            "支出只导入到 {l} 年，到 {y} 年都已不算数：请导入 {l} 年以后的支出和人口。",
            "支出只匯入到 {l} 年，到 {y} 年都已不算數：請匯入 {l} 年以後的支出和人口。",
            "Spending is loaded up to {l}, and none of it counts in {y} any more: load the years after {l}, with population.",
        )
        .fill(locale, &[("l", &last.to_string()), ("y", &year.to_string())]);
    }
    let places = report.exposure.iter().filter(|x| wanted(x.domain.as_str()));
    let mut codes = places.flat_map(|x| &x.places).filter_map(|p| p.status);
    // why it does not count, where spending of these years is there
    match codes.find(|code| last.is_some() && *code != "NO_SPENDING" && *code != "NO_DATA") {
        Some(code) => facts.status(code, &[]).remedy,
        None => Words(
            "给每个地方导入支出和人口。",
            "給每個地方匯入支出和人口。",
            "Load spending and population for every place.",
        )
        .get(locale)
        .to_owned(),
    }
}

/// Places that are enough for an equation, as a rule.
const ENOUGH: usize = 8;

/// What an equation without a figure lacks, in a sentence.
pub(super) fn missing(facts: &Facts, h: &Hypothesis, e: &Equation) -> String {
    let locale = facts.locale;
    let lacking = lacking(facts, h, e).what;
    if lacking.is_empty() && e.places >= ENOUGH {
        let words = Words(
            "两边都有数的地方有 {n} 个，但按这条规则算不出来。",
            "兩邊都有數的地方有 {n} 個，但按這條規則算不出來。",
            "{n} {n:place has|places have} figures of both sides, but by this rule nothing can be worked out from them.",
        );
        return words.fill(locale, &[("n", &e.places.to_string())]);
    }
    if lacking.is_empty() {
        return Words(
            "两边都有数的地方太少：{n} 个。",
            "兩邊都有數的地方太少：{n} 個。",
            "Too few places have figures of both sides: {n}.",
        )
        .fill(locale, &[("n", &e.places.to_string())]);
    }
    let lacking = lacking.join(Words("；", "；", "; ").get(locale));
    Words("还缺：{l}。", "還缺：{l}。", "Missing: {l}.").fill(locale, &[("l", &lacking)])
}

/// What would mend it: that of what is missing, else of the status that says why no figure could be made.
pub(super) fn remedy(facts: &Facts, h: &Hypothesis, e: &Equation) -> String {
    let remedies = lacking(facts, h, e).remedy;
    if !remedies.is_empty() {
        return remedies.join(facts.locale.space());
    }
    let why = e.notices.first().map_or("INSUFFICIENT_UNITS", String::as_str);
    facts.status(why, &[]).remedy
}

/// How strong a relation would have to be for four in five such surveys to show it; none where the data decide.
pub(super) fn told_apart(locale: Locale, e: &Equation) -> Option<String> {
    let r = e.detectable_r.filter(|_| e.outcome == "NOT_ENOUGH_DATA")?;
    let words = Words(
        "真实相关要到 r\u{a0}{r}，十次这样的调查才有八次看得出来；更弱的常会漏掉，所以还不能下结论。",
        "真實相關要到 r\u{a0}{r}，十次這樣的調查才有八次看得出來；更弱的常會漏掉，所以還不能下結論。",
        "Eight in ten such surveys would show a true correlation of r\u{a0}{r}; weaker ones are often missed, so nothing is concluded yet.",
    );
    Some(words.fill(locale, &[("r", &number(r, 2))]))
}
