//! What an equation lacks: which side has no figures, or how strong a relation would have to be to show.

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

/// What an equation without a figure lacks, by its sides.
pub(super) fn missing(facts: &Facts, h: &Hypothesis, e: &Equation) -> String {
    let locale = facts.locale;
    let report = &facts.report;
    let rated = |measure: &str| {
        let found = report.scores.iter().find(|m| m.measure == measure);
        found.is_some_and(|m| m.places.iter().any(|p| p.value.is_some()))
    };
    let mut lacking: Vec<String> = Vec::new();
    match &h.x {
        X::Spending { domains } => {
            let wanted = |id: &str| domains.is_empty() || domains.iter().any(|d| d == id);
            let mut spent = report.exposure.iter().filter(|x| wanted(x.domain.as_str()));
            if !spent.any(|x| x.places.iter().any(|p| p.per_resident.is_some())) {
                lacking.push(
                    Words(
                        "到 {y} 年还算得进的支出",
                        "到 {y} 年還算得進的支出",
                        "spending that still counts in {y}",
                    )
                    .fill(locale, &[("y", &report.wave.year.to_string())]),
                );
            }
        }
        X::Indicators { members } => {
            let used = e.index.as_ref().map_or(0, |index| index.members.len());
            if used == 0 {
                let names: Vec<String> = members.iter().map(|id| covariate(locale, id)).collect();
                lacking.push(
                    Words("每个地方的{l}", "每個地方的{l}", "for every place: {l}")
                        .fill(locale, &[("l", &joined(locale, &names))]),
                );
            }
        }
    }
    match &h.y {
        Y::Domains if !report.scores.iter().any(|m| m.domain && rated(&m.measure)) => lacking.push(
            Words(
                "居民给各项服务的得分",
                "居民給各項服務的得分",
                "residents’ scores of the services",
            )
            .get(locale)
            .to_owned(),
        ),
        Y::Domains => {}
        Y::Outcomes { items } => {
            let unasked = items.iter().filter(|code| !rated(code));
            lacking.extend(unasked.map(|code| {
                Words("“{q}”的得分", "「{q}」的得分", "scores of “{q}”")
                    .fill(locale, &[("q", &measure(facts, code))])
            }));
        }
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

/// How strong a relation would have to be for such data to show it; none where the data decide.
pub(super) fn told_apart(locale: Locale, e: &Equation) -> Option<String> {
    let r = e.detectable_r.filter(|_| e.outcome == "NOT_ENOUGH_DATA")?;
    let words = Words(
        "相关要到 r\u{a0}{r} 以上，这些数据才看得出来，所以还不能下结论。",
        "相關要到 r\u{a0}{r} 以上，這些資料才看得出來，所以還不能下結論。",
        "Only a correlation stronger than r\u{a0}{r} would show in these data, so nothing is concluded yet.",
    );
    Some(words.fill(locale, &[("r", &number(r, 2))]))
}
