//! What can be said of the places on a measure: headline, what stands below it, how sure.

use insight::report::{
    comparison::{Comparison, Told},
    scores::{Measure, Source},
};

use super::{Seen, about, answers, why};
use crate::{
    desk::{
        finding::words::{context_words, joined},
        format::{chance, number},
    },
    words::{Locale, Words},
};

/// What places are held against.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Middle {
    /// Points.
    pub value: f64,
    /// “全县平均”
    pub name: &'static str,
    /// “全县平均 69.2”
    pub label: String,
    /// Who can be told from it.
    pub told: Told,
}

/// The county's own mean; for published scores the mean weighted by answers. None without sampling errors.
pub(super) fn middle(locale: Locale, measure: &Measure, comparison: &Comparison) -> Option<Middle> {
    let county = measure.county.as_ref().and_then(|c| c.value);
    let (value, words, name) = match (county, comparison.centre()) {
        (Some(value), _) => (
            value,
            Words("全县平均 {v}", "全縣平均 {v}", "county mean {v}"),
            Words("全县平均", "全縣平均", "the county mean"),
        ),
        (None, Some(value)) => (
            value,
            Words(
                "按份数加权的平均 {v}",
                "按份數加權的平均 {v}",
                "mean weighted by answers {v}",
            ),
            Words("平均", "平均", "the mean"),
        ),
        (None, None) => return None,
    };
    Some(Middle {
        name: name.get(locale),
        label: words.fill(locale, &[("v", &number(value, 1))]),
        told: comparison.told(value),
        value,
    })
}

/// Up to three names, then how many more.
fn named(seen: &Seen<'_>, areas: &[survey::AreaCode]) -> String {
    let locale = seen.facts.locale;
    let mut names: Vec<String> = areas.iter().take(3).map(|a| seen.facts.place(a)).collect();
    if areas.len() > 3 {
        names.push(
            Words("另 {n} 个", "另 {n} 個", "{n} more")
                .fill(locale, &[("n", &(areas.len() - 3).to_string())]),
        );
    }
    joined(locale, &names)
}

/// The three places that most probably are in the last third.
fn surely_low(seen: &Seen<'_>) -> Option<String> {
    let locale = seen.facts.locale;
    let mut known: Vec<(&survey::AreaCode, f64)> = seen
        .comparison
        .places
        .iter()
        .filter_map(|p| Some((&p.area, p.p_bottom?)))
        .collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named: Vec<String> = known
        .iter()
        .take(3)
        .map(|(area, p)| {
            let (name, p) = (seen.facts.place(area), chance(locale, *p));
            match locale == Locale::En || p.starts_with(|c: char| c.is_ascii_digit()) {
                true => format!("{name} {p}"),
                false => format!("{name}{p}"),
            }
        })
        .collect();
    (!named.is_empty()).then(|| joined(locale, &named))
}

/// What answers to an open link are worth if who answers goes with what is answered: a scenario (Meng 2018).
fn worth(seen: &Seen<'_>) -> Option<String> {
    let locale = seen.facts.locale;
    let selection = seen.facts.report.represented.as_ref()?.selection.as_ref()?;
    let each: Vec<String> = selection
        .scenarios
        .iter()
        .map(|s| format!("{} ({})", number(s.effective_n, 0), s.correlation))
        .collect();
    let words = Words(
        "若愿不愿填和满意不满意有关（相关系数见括号），相当于随机抽的 {l} 份",
        "若願不願填和滿意不滿意有關（相關係數見括號），相當於隨機抽的 {l} 份",
        "If who answers goes with what is answered (correlation in brackets): {l} random ones",
    );
    (!each.is_empty()).then(|| words.fill(locale, &[("l", &joined(locale, &each))]))
}

/// Whose voice the county's mean counts alike, by the weights used; none where others measured it.
fn counted_as(seen: &Seen<'_>) -> Option<Words> {
    let weights = &seen.facts.report.weights;
    let plain = weights.iter().filter(|w| w.method == "none").count();
    match weights.len() {
        0 => None,
        all if all == plain => Some(Words(
            "，每份答卷算一样重",
            "，每份答卷算一樣重",
            ", every answer counting the same",
        )),
        _ if plain == 0 => Some(Words(
            "，每个居民算一样重",
            "，每個居民算一樣重",
            ", every resident counting the same",
        )),
        _ => Some(Words(
            "，有人口数的地方按居民算，没有的按答卷算",
            "，有人口數的地方按居民算，沒有的按答卷算",
            ", by residents where their number is loaded, else by answers",
        )),
    }
}

/// The finding.
pub(super) fn headline(seen: &Seen<'_>) -> String {
    let locale = seen.facts.locale;
    let said = |words: Words| about(seen, words.get(locale));
    if seen.open_link() {
        return said(Words(
            "答卷来自自愿参加的链接，不比高低。",
            "答卷來自自願參加的連結，不比高低。",
            "answers come from volunteers, so places are not compared.",
        ));
    }
    match seen.comparison.status {
        Some("NO_SAMPLING_ERROR") => {
            return said(Words(
                "公布的得分没有附上误差，分不出哪里真有高低。",
                "公布的得分沒有附上誤差，分不出哪裡真有高低。",
                "the published scores came without their error, so no true difference can be told.",
            ));
        }
        Some("INSUFFICIENT_UNITS") => {
            return said(Words(
                "有得分的地方太少，不比高低。",
                "有得分的地方太少，不比高低。",
                "too few places have scores to be compared.",
            ));
        }
        Some(_) => {
            return said(Words(
                "各地的差异没能估计出来，只能看各地自己的得分。",
                "各地的差異沒能估計出來，只能看各地自己的得分。",
                "differences between places could not be estimated; only their own scores are shown.",
            ));
        }
        None => {}
    }
    if seen.comparison.within_noise {
        return said(Words(
            "各地的差异没有超出抽样误差，分不出先后。",
            "各地的差異沒有超出抽樣誤差，分不出先後。",
            "places differ by no more than sampling noise, and none can be told apart.",
        ));
    }
    let Some(Middle { told, name, .. }) = &seen.middle else {
        return said(Words(
            "还分不清哪里高、哪里低。",
            "還分不清哪裡高、哪裡低。",
            "no place can be told from another yet.",
        ));
    };
    let (above, below) = (named(seen, &told.above), named(seen, &told.below));
    let rest = told.unclear.len();
    let words = match (told.above.is_empty(), told.below.is_empty(), rest == 0) {
        (true, true, _) => Words(
            "没有一个地方分得清高于或低于{m}。",
            "沒有一個地方分得清高於或低於{m}。",
            "no place can be told from {m}.",
        ),
        (false, true, false) => Words(
            "{a}高于{m}，其余 {n} 个和{m}分不清。",
            "{a}高於{m}，其餘 {n} 個和{m}分不清。",
            "above {m}: {a}. The other {n} cannot be told from {m}.",
        ),
        (true, false, false) => Words(
            "{b}低于{m}，其余 {n} 个和{m}分不清。",
            "{b}低於{m}，其餘 {n} 個和{m}分不清。",
            "below {m}: {b}. The other {n} cannot be told from {m}.",
        ),
        (false, false, false) => Words(
            "{a}高于{m}，{b}低于{m}，其余 {n} 个和{m}分不清。",
            "{a}高於{m}，{b}低於{m}，其餘 {n} 個和{m}分不清。",
            "above {m}: {a}; below it: {b}. The other {n} cannot be told from {m}.",
        ),
        (_, _, true) => Words(
            "高于{m}的有 {x} 个，低于{m}的有 {y} 个。",
            "高於{m}的有 {x} 個，低於{m}的有 {y} 個。",
            "{x} above {m}, {y} below it.",
        ),
    };
    let filled = words.fill(
        locale,
        &[
            ("m", name),
            ("a", &above),
            ("b", &below),
            ("n", &rest.to_string()),
            ("x", &told.above.len().to_string()),
            ("y", &told.below.len().to_string()),
        ],
    );
    about(seen, &filled)
}

/// What stands right below the headline.
pub(super) fn standfirst(seen: &Seen<'_>) -> Option<String> {
    let locale = seen.facts.locale;
    if seen.open_link() {
        return Some(why(seen.facts, "OPT_IN"));
    }
    if let Some(code) = seen.comparison.status {
        return match code {
            "NO_SAMPLING_ERROR" => Some(why(seen.facts, code)),
            "INSUFFICIENT_UNITS" if seen.measure.places.iter().all(|p| p.value.is_none()) => Some(
                Words(
                    "至少要有 8 个地方有得分；现在没有一个地方的得分可以显示。",
                    "至少要有 8 個地方有得分；現在沒有一個地方的得分可以顯示。",
                    "At least 8 places with scores are needed; of no place may a score be shown.",
                )
                .get(locale)
                .to_owned(),
            ),
            "INSUFFICIENT_UNITS" => Some(
                Words(
                    "至少要有 8 个地方有得分。下面只画各地自己的得分。",
                    "至少要有 8 個地方有得分。下面只畫各地自己的得分。",
                    "At least 8 places with scores are needed. Below stand their own scores only.",
                )
                .get(locale)
                .to_owned(),
            ),
            _ => Some(
                Words(
                    "下一轮每个地方多收一些答卷，再来比较。",
                    "下一輪每個地方多收一些答卷，再來比較。",
                    "With more answers from each place in the next wave, they can be compared.",
                )
                .get(locale)
                .to_owned(),
            ),
        };
    }
    if seen.comparison.within_noise {
        return Some(
            Words(
                "得分有高有低，但同样多的人重问一遍，名次就会换。所以这里不给名次。",
                "得分有高有低，但同樣多的人重問一遍，名次就會換。所以這裡不給名次。",
                "Scores differ, but asking as many people again would change their order. So no ranks are given.",
            )
            .get(locale)
            .to_owned(),
        );
    }
    let k = seen.comparison.places.iter().filter(|p| p.rank.is_some()).count();
    let any = seen.middle.as_ref().map_or(0, |m| m.told.any_rank);
    (k > 0).then(|| {
        let words = if any > 0 {
            Words(
                "名次只能说到一个范围：{a} 个从第 1 名到第 {k} 名都有可能。",
                "名次只能說到一個範圍：{a} 個從第 1 名到第 {k} 名都有可能。",
                "A rank is a range at best: {a} {a:place|places} may stand anywhere from 1 to {k}.",
            )
        } else {
            Words(
                "名次只能说到一个范围，写在每一行的右边。",
                "名次只能說到一個範圍，寫在每一列的右邊。",
                "A rank is a range at best; it stands at the right of each row.",
            )
        };
        words.fill(locale, &[("a", &any.to_string()), ("k", &k.to_string())])
    })
}

/// How sure: sample, standard, what was allowed for, what cannot be told.
pub(super) fn doubts(seen: &Seen<'_>) -> Vec<(String, String)> {
    let facts = seen.facts;
    let locale = facts.locale;
    let mut rows: Vec<(Words, String)> = Vec::new();
    let given = seen.measure.places.iter().filter(|p| p.value.is_some()).count();
    let n: Option<f64> = seen
        .measure
        .county
        .as_ref()
        .and_then(|c| c.n)
        .filter(|_| facts.report.wave.source == Source::Own);
    let all = facts.report.places.len();
    let places = if given < all {
        Words(
            "{t}里 {g} 个有得分",
            "{t}裡 {g} 個有得分",
            "{g} of {t} with a score",
        )
        .fill(locale, &[("t", &facts.counted(all)), ("g", &given.to_string())])
    } else {
        facts.counted(given)
    };
    let sample: Vec<String> = [Some(places), n.map(|n| answers(locale, n))]
        .into_iter()
        .flatten()
        .collect();
    let sample = sample.join(Words("，", "，", ", ").get(locale));
    rows.push((Words("样本", "樣本", "Sample"), sample));
    if let Some(worth) = worth(seen) {
        rows.push((
            Words(
                "自愿参加的值多少份",
                "自願參加的值多少份",
                "What volunteers are worth",
            ),
            worth,
        ));
    }
    if let Some(c) = seen.measure.county.as_ref().filter(|_| !seen.open_link())
        && let (Some(value), Some([low, high])) = (c.value, c.interval)
    {
        rows.push((
            Words("全县平均", "全縣平均", "County mean"),
            Words("{v}（{a}–{b}）{h}", "{v}（{a}–{b}）{h}", "{v} ({a}–{b}){h}").fill(
                locale,
                &[
                    ("v", &number(value, 1)),
                    ("a", &number(low, 1)),
                    ("b", &number(high, 1)),
                    ("h", counted_as(seen).map_or("", |w| w.get(locale))),
                ],
            ),
        ));
    }
    if seen.ranked() {
        rows.push((
            Words("怎样才算分得清", "怎樣才算分得清", "When a place counts as told"),
            Words(
                "所有地方放在一起看，仍有 95% 的把握",
                "所有地方放在一起看，仍有 95% 的把握",
                "95% sure for all places looked at together",
            )
            .get(locale)
            .to_owned(),
        ));
    }
    if let Some(context) = context_words(locale, &seen.comparison.context).filter(|_| seen.compared()) {
        rows.push((
            Words("估计时考虑了", "估計時考慮了", "The estimate allows for"),
            context,
        ));
    }
    let few = seen.comparison.places.iter().zip(&seen.measure.places);
    let few = few.filter(|(c, s)| c.hatched && s.value.is_some()).count();
    if seen.compared() && few > 0 {
        rows.push((
            Words(
                "份数太少，不给名次",
                "份數太少，不給名次",
                "Too few answers for a rank",
            ),
            facts.counted(few),
        ));
    }
    if let Some(low) = surely_low(seen) {
        rows.push((
            Words(
                "单看一个地方，真在后三分之一的把握",
                "單看一個地方，真在後三分之一的把握",
                "Chance of truly being in the last third, each place by itself",
            ),
            low,
        ));
    }
    for code in ["VARIANCE_ASSUMED", "NO_SAMPLING_ERROR", "INDEX_FALLS_APART"] {
        if seen.measure.notices.contains(&code) {
            let said = facts.status(code, &[]);
            rows.push((Words("误差", "誤差", "Error"), said.label));
        }
    }
    rows.push((
        Words("看不清的", "看不清的", "What cannot be told"),
        Words(
            "为什么高、为什么低",
            "為什麼高、為什麼低",
            "Why a place is high or low",
        )
        .get(locale)
        .to_owned(),
    ));
    rows.into_iter()
        .map(|(t, d)| (t.get(locale).to_owned(), d))
        .collect()
}
