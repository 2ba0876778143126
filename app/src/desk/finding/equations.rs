//! The three equations, one panel each: what the data say by the rule of the hypotheses, and what they do not.

mod lacking;

use charts::{Axis, Chart as _, Gap, Tone};
use insight::report::{
    equations::{Cheapest, Equation},
    hypothesis::{Hypothesis, X, Y},
};
use leptos::prelude::*;

use lacking::{missing, remedy, told_apart};

use super::{
    Facts,
    words::{covariate, joined, lower, signed},
};
use crate::{
    desk::{
        breakdown::printed,
        format::{coefficient, number, when},
        parts::{Figure, names_whole, phrases, source},
    },
    words::{Locale, Words},
};

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub facts: Facts,
    /// Day on which the hypotheses were frozen; none where nobody froze them.
    pub frozen_on: Option<String>,
}

/// Title of the page in the browser's tab.
pub const TITLE: Words = Words("三个等式", "三個等式", "The three equations");

const OUTCOMES: [(&str, Words); 6] = [
    (
        "SUPPORTED",
        Words("{n} 个数据支持", "{n} 個資料支持", "{n} supported by the data"),
    ),
    (
        "CONTRADICTED",
        Words(
            "{n} 个数据指向相反",
            "{n} 個資料指向相反",
            "{n} pointing the other way",
        ),
    ),
    (
        "REVERSE_INVESTMENT_SUSPECTED",
        Words(
            "{n} 个可能是哪里不满意就往哪里投",
            "{n} 個可能是哪裡不滿意就往哪裡投",
            "{n} where money may have followed need",
        ),
    ),
    (
        "PRACTICALLY_NIL",
        Words(
            "{n} 个在假设写的小范围内",
            "{n} 個在假設寫的小範圍內",
            "{n} within the small range named",
        ),
    ),
    (
        "NOT_ENOUGH_DATA",
        Words(
            "{n} 个数据还不够",
            "{n} 個資料還不夠",
            "{n} without enough data yet",
        ),
    ),
    (
        "NO_DATA",
        Words("{n} 个还没有数据", "{n} 個還沒有資料", "{n} without data"),
    ),
];

/// “3 个等式：2 个数据支持，1 个数据还不够。”
pub fn headline(locale: Locale, equations: &[Equation]) -> String {
    let groups: Vec<String> = OUTCOMES
        .iter()
        .map(|(code, words)| (words, equations.iter().filter(|e| e.outcome == *code).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(words, n)| words.fill(locale, &[("n", &n.to_string())]))
        .collect();
    Words(
        "{k} 个等式：{g}。",
        "{k} 個等式：{g}。",
        "{k} {k:equation|equations}: {g}.",
    )
    .fill(
        locale,
        &[
            ("k", &equations.len().to_string()),
            ("g", &groups.join(Words("，", "，", ", ").get(locale))),
        ],
    )
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let report = &facts.report;
    let kicker = Words("{t} · {w}", "{t} · {w}", "{t} · {w}")
        .fill(locale, &[("t", TITLE.get(locale)), ("w", &facts.wave)]);
    let panels = report
        .judgements
        .hypotheses
        .hypotheses
        .hypotheses
        .iter()
        .filter_map(|h| Some((h, report.equations.iter().find(|e| e.id == h.id)?)))
        .map(|(h, e)| panel(facts, h, e))
        .collect_view();
    let standfirst = Words(
        "问法、数据、检验和多大才算数都写在假设里，不看着结果挑。两样东西同高同低，不等于谁带来了谁。",
        "問法、資料、檢驗和多大才算數都寫在假設裡，不看著結果挑。兩樣東西同高同低，不等於誰帶來了誰。",
        "Question, data, test and what size matters stand in the hypotheses and are not chosen by the result. That two things go together does not say which brings which.",
    );
    view! {
        <header class="lede down">
            <div><p class="kicker">{kicker}</p><h1>{phrases(&headline(locale, &report.equations))}</h1>
                <p class="standfirst">{standfirst.get(locale)}</p></div>
            {frozen(page)}
        </header>
        {panels}
        {source(vec![
            Words(
                "来源：{s}；{w}。判断办法：90% 区间不含零、贝叶斯因子不小于 3、去掉任何一个地区，方向和分不分得清都不变、名次相关同号，四样都过才说数据支持；区间整个落在假设写的小范围内、贝叶斯因子不大于 1/3、至少 80 个单位，才说看不到够大的关系；其余的，以及几个指标彼此不一致（α 低于 0.6）的、假设写明要扣除的条件没有全用上的，都说数据还不够。一个地方有几项服务也只算一个地方：误差按地方算。",
                "來源：{s}；{w}。判斷辦法：90% 區間不含零、貝葉斯因子不小於 3、去掉任何一個地區，方向和分不分得清都不變、名次相關同號，四樣都過才說資料支持；區間整個落在假設寫的小範圍內、貝葉斯因子不大於 1/3、至少 80 個單位，才說看不到夠大的關係；其餘的，以及幾個指標彼此不一致（α 低於 0.6）的、假設寫明要扣除的條件沒有全用上的，都說資料還不夠。一個地方有幾項服務也只算一個地方：誤差按地方算。",
                "Source: {s}; {w}. Rule: supported where the 90% interval leaves zero out, the Bayes factor is 3 or more, no single area changes its sign or whether it can be told, and ranks agree in sign; no relation of practical size where the whole interval lies inside the small range that the hypothesis names, the Bayes factor is at most 1/3 and there are 80 units or more; else, and where the members of an index do not agree (α below 0.6) or the context that it names is not all held equal, the data are not enough. A place with several services counts as one place: errors are by place.",
            )
            .fill(locale, &[("s", &facts.source), ("w", &facts.wave)]),
            facts.status("AREA_CORRELATION", &[]).explanation,
        ])}
        {super::judged(facts)}
    }
    .into_any()
}

fn frozen(page: &Page) -> AnyView {
    let facts = &page.facts;
    let locale = facts.locale;
    let frozen = &facts.report.judgements.hypotheses;
    let hash = frozen.hash.get(..12).unwrap_or_default().to_owned();
    let when = match (&page.frozen_on, frozen.before_data) {
        (Some(day), Some(true)) => Words(
            "{d} 定下，那时还没有数据",
            "{d} 定下，那時還沒有資料",
            "On {d}, before there were data",
        )
        .fill(locale, &[("d", &when(locale, day))]),
        (Some(day), _) => Words(
            "{d} 定下，那时已有数据",
            "{d} 定下，那時已有資料",
            "On {d}, when data were already there",
        )
        .fill(locale, &[("d", &when(locale, day))]),
        (None, _) => facts.status("HYPOTHESES_NOT_FROZEN", &[]).explanation,
    };
    let earlier = (!frozen.earlier.is_empty()).then(|| {
        let all: Vec<String> = frozen
            .earlier
            .iter()
            .map(|h| h.get(..12).unwrap_or(h).to_owned())
            .collect();
        view! { <div><dt>{Words("以前定过的", "以前定過的", "Frozen before").get(locale)}</dt><dd>{joined(locale, &all)}</dd></div> }
    });
    let remedy = (page.frozen_on.is_none()).then(|| {
        let said = facts.status("HYPOTHESES_NOT_FROZEN", &[]);
        let who = Words(
            "由管这套系统的人代为定下，日期和指纹会印在这里。",
            "由管這套系統的人代為定下，日期和指紋會印在這裡。",
            "Whoever runs this system fixes them; day and hash are then printed here.",
        )
        .get(locale);
        view! { <div><dt>{Words("怎么办", "怎麼辦", "What to do").get(locale)}</dt><dd>{[said.remedy.as_str(), who].join(locale.space())}</dd></div> }
    });
    view! {
        <aside class="doubt across" aria-labelledby="db"><h2 id="db">{Words("什么时候定的", "什麼時候定的", "When it was fixed").get(locale)}</h2><dl>
            <div><dt>{Words("定下", "定下", "Frozen").get(locale)}</dt><dd>{when}</dd></div>
            <div><dt>{Words("指纹", "指紋", "Hash").get(locale)}</dt><dd><code>{hash}</code></dd></div>
            {earlier}{remedy}
        </dl></aside>
    }
    .into_any()
}

/// The estimate in words; none where nothing was estimated.
fn sentence(facts: &Facts, e: &Equation) -> Option<String> {
    let locale = facts.locale;
    let (estimate, [low, high]) = e.estimate.zip(e.interval90)?;
    let (words, show): (Words, fn(f64) -> String) = if e.unit == "r" {
        (
            Words(
                "相关 r {v}（90% 区间 {lo} 至 {hi}），{n} 个地方",
                "相關 r {v}（90% 區間 {lo} 至 {hi}），{n} 個地方",
                "r {v} (90% interval {lo} to {hi}), {n} {n:place|places}",
            ),
            |v| number(v, 2),
        )
    } else {
        (
            Words(
                "人均投入翻一番，满意度相差 {v} 分（90% 区间 {lo} 至 {hi}）；{n} 个地方，{c} 个“地方×服务”",
                "人均投入翻一番，滿意度相差 {v} 分（90% 區間 {lo} 至 {hi}）；{n} 個地方，{c} 個「地方×服務」",
                "Twice the spending goes with {v} {v:point|points} (90% interval {lo} to {hi}); {n} {n:place|places}, {c} place × service {c:cell|cells}",
            ),
            signed,
        )
    };
    Some(words.fill(
        locale,
        &[
            ("v", &show(estimate)),
            ("lo", &show(low)),
            ("hi", &show(high)),
            ("n", &e.places.to_string()),
            ("c", &number(e.units as f64, 0)),
        ],
    ))
}

fn panel(facts: &Facts, h: &Hypothesis, e: &Equation) -> AnyView {
    let locale = facts.locale;
    let asked = h.question.get(locale.tag()).or_else(|| h.question.get("zh-Hans"));
    let question = asked.map_or_else(|| h.id.clone(), |q| printed(locale, q));
    let found = sentence(facts, e).map(|s| format!("{s}{}", Words("。", "。", ".").get(locale)));
    let mde = e
        .detectable_r
        .map_or_else(|| "–".to_owned(), |r| format!("r {}", number(r, 2)));
    let said = facts.status(e.outcome, &[("mde", &mde)]);
    // why nothing is concluded stands for what more data would show
    let explained = match apart(e) {
        Some(code) => facts.status(code, &[]).explanation,
        None if e.outcome == "NO_DATA" => missing(facts, h, e),
        None if unmeasured(e.outcome, e) => not_told(e).get(locale).to_owned(),
        None => told_apart(locale, e).unwrap_or(said.explanation),
    };
    let id = format!("eq-{}", h.id.to_lowercase());
    let rows = rows(facts, h, e);
    let notices: Vec<AnyView> = e
        .notices
        .iter()
        .filter(|code| code.as_str() != e.outcome && Some(code.as_str()) != apart(e))
        .map(|code| {
            let said = facts.status(code, &[("mde", &mde)]);
            let text = if code == "FRAGILE" {
                fragile(locale, e)
            } else if unmeasured(code, e) {
                not_told(e).get(locale).to_owned()
            } else {
                said.explanation
            };
            let label = said.label;
            view! { <li><b>{label}</b>{names_whole(&text)}</li> }.into_any()
        })
        .collect();
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{question}</h2>
            <div class="lede">
                <div class="stack">
                    <p class="verdict"><strong>{said.label}</strong></p>
                    {found.map(|s| view! { <p>{s}</p> })}
                    <p>{explained}</p>
                    {chart(facts, e, &id)}
                    {(!notices.is_empty()).then(|| view! { <ul class="notices">{notices}</ul> })}
                </div>
                <dl class="facts beside">{rows.into_iter().map(|(t, d)| view! { <div><dt>{t}</dt><dd>{names_whole(&d)}</dd></div> }).collect_view()}</dl>
            </div>
        </section>
    }
    .into_any()
}

const UNMEASURED: Words = Words(
    "现有数据还算不出能分辨多大的差异，不能下结论。",
    "現有資料還算不出能分辨多大的差異，不能下結論。",
    "These data do not even tell which differences they could show; no conclusion yet.",
);

const NOT_EVEN_ONE: Words = Words(
    "地方少，得分的误差又大：哪怕真实相关是 1，十次这样的调查也看不出八次，所以不能下结论。",
    "地方少，得分的誤差又大：哪怕真實相關是 1，十次這樣的調查也看不出八次，所以不能下結論。",
    "With so few places and scores so uncertain, eight in ten such surveys would not show even a true correlation of 1; no conclusion yet.",
);

/// Why it is not said what the data can show: not even a perfect relation, or nothing is known of it.
fn not_told(e: &Equation) -> Words {
    if e.remedy.is_some() {
        NOT_EVEN_ONE
    } else {
        UNMEASURED
    }
}

/// Is this the status that names what the data can show, where that is not known?
fn unmeasured(code: &str, e: &Equation) -> bool {
    code == "NOT_ENOUGH_DATA" && e.detectable_r.is_none()
}

/// Codes that say why nothing is concluded, whatever was estimated.
const APART: [&str; 3] = ["INDEX_FALLS_APART", "CONTEXT_INCOMPLETE", "CANNOT_RUN_AS_FROZEN"];

/// The one of them that holds, where one does.
fn apart(e: &Equation) -> Option<&str> {
    let mut codes = e.notices.iter().map(String::as_str);
    codes.find(|code| APART.contains(code))
}

/// On which places the estimate hangs, as far as the reader may see them, and that nothing is concluded from it.
fn fragile(locale: Locale, e: &Equation) -> String {
    let decisive = e.without.iter().flat_map(|w| &w.decisive);
    let names: Vec<String> = decisive.map(|n| n.name.clone()).collect();
    let mut text = if names.is_empty() {
        Words(
            "去掉某一个地方，方向或分不分得清就变了。",
            "去掉某一個地方，方向或分不分得清就變了。",
            "Its sign, or whether it can be told, changes if one of the places is left out.",
        )
    } else {
        Words(
            "只要去掉其中一个，方向或分不分得清就变了：{a}。",
            "只要去掉其中一個，方向或分不分得清就變了：{a}。",
            "Its sign, or whether it can be told, changes if any one of these is left out: {a}.",
        )
    }
    .fill(locale, &[("a", &joined(locale, &names))]);
    // that hardly anything is there does not hang on where it lies
    if e.outcome != "PRACTICALLY_NIL" {
        text.push_str(
            Words(
                "所以这里不下结论。",
                "所以這裡不下結論。",
                " So nothing is concluded here.",
            )
            .get(locale),
        );
    }
    text
}

fn chart(facts: &Facts, e: &Equation, id: &str) -> Option<AnyView> {
    let locale = facts.locale;
    let (estimate, [low, high]) = e.estimate.zip(e.interval90)?;
    let r = e.unit == "r";
    let decimals = if r { 2 } else { 1 };
    let unit = if r {
        Words("相关 r", "相關 r", "Correlation r")
    } else {
        Words(
            "投入翻一番，满意度相差几分",
            "投入翻一番，滿意度相差幾分",
            "Points for twice the spending",
        )
    };
    let title = Words(
        "估计值和假设写的小范围",
        "估計值和假設寫的小範圍",
        "The estimate beside the small range named",
    )
    .get(locale);
    let chart = Gap {
        title: title.to_owned(),
        desc: sentence(facts, e).unwrap_or_default(),
        x: Axis {
            decimals,
            limits: r.then_some((-1.0, 1.0)),
            whole: r,
            ..Axis::new(unit.get(locale))
        },
        expected: Some(0.0),
        expected_name: Words("没有关系", "沒有關係", "No relation")
            .get(locale)
            .to_owned(),
        margin: e.sesoi,
        margin_label: Words(
            "上下 {m} 以内，按假设算小",
            "上下 {m} 以內，按假設算小",
            "within ±{m}: small by the hypothesis",
        )
        .fill(locale, &[("m", &number(e.sesoi, decimals))]),
        observed: Some(estimate),
        observed_name: Words("估计", "估計", "Estimate").get(locale).to_owned(),
        low: Some(low),
        high: Some(high),
        interval_label: Words("90% 区间", "90% 區間", "90% interval")
            .get(locale)
            .to_owned(),
        direct: None,
        direct_name: String::new(),
        tone: match e.outcome {
            "SUPPORTED" => Tone::Above,
            "CONTRADICTED" => Tone::Below,
            _ => Tone::Unclear,
        },
        row_heading: Words("哪个数", "哪個數", "Which").get(locale).to_owned(),
    };
    let id = format!("{id}-drawn");
    let figure = Figure {
        drawings: chart.draw_at(&id, 640.0),
        table: chart.table(),
        // the axis names the unit
        title: title.to_owned(),
        base: String::new(),
        foot: String::new(),
        id,
    };
    Some(figure.view(locale))
}

fn rows(facts: &Facts, h: &Hypothesis, e: &Equation) -> Vec<(String, String)> {
    let locale = facts.locale;
    let mut rows: Vec<(Words, String)> = vec![
        (Words("左边", "左邊", "Left side"), left(facts, &h.x)),
        (Words("右边", "右邊", "Right side"), right(facts, &h.y)),
    ];
    if let Some(index) = &e.index {
        if let Some(alpha) = index.alpha {
            rows.push((
                Words("几个指标合得来吗", "幾個指標合得來嗎", "Do the members agree"),
                format!("α {}", number(alpha, 2)),
            ));
        }
        // with none of them it is said above what is missing
        if !index.left_out.is_empty() && !index.members.is_empty() {
            let names: Vec<String> = index.left_out.iter().map(|id| covariate(locale, id)).collect();
            rows.push((
                Words(
                    "没用上（没有给每个地方都导入）",
                    "沒用上（沒有給每個地方都匯入）",
                    "Not used: not loaded for every place",
                ),
                joined(locale, &names),
            ));
        }
    }
    if !h.context.is_empty() {
        let names: Vec<String> = h.context.iter().map(|id| covariate(locale, id)).collect();
        rows.push((
            Words("扣除的条件", "扣除的條件", "Held equal"),
            joined(locale, &names),
        ));
    }
    let missing: Vec<String> = e
        .context_left_out
        .iter()
        .map(|l| {
            let why = facts.status(l.status, &[]).label;
            Words("{c}（{w}）", "{c}（{w}）", "{c} ({w})").fill(
                locale,
                &[
                    ("c", &covariate(locale, &l.covariate)),
                    ("w", &lower(locale, &why)),
                ],
            )
        })
        .collect();
    if !missing.is_empty() {
        rows.push((
            Words("没能扣除的条件", "沒能扣除的條件", "Not held equal"),
            joined(locale, &missing),
        ));
    }
    if let Some([change, ancova]) = e.bracket {
        rows.push((
            Words(
                "两轮的两种算法（翻一番差几分）",
                "兩輪的兩種算法（翻一番差幾分）",
                "Both methods for two waves, points per doubling",
            ),
            Words(
                "看变化 {a}，扣除上轮得分 {b}",
                "看變化 {a}，扣除上輪得分 {b}",
                "by the change {a}, given the earlier score {b}",
            )
            .fill(locale, &[("a", &signed(change)), ("b", &signed(ancova))]),
        ));
    }
    rows.extend(without(locale, e).map(|said| {
        let label = Words(
            "去掉任何一个地方",
            "去掉任何一個地方",
            "With any one place left out",
        );
        (label, said)
    }));
    if let Some(df) = e.df {
        rows.push((
            Words(
                "误差按地方算（自由度）",
                "誤差按地方算（自由度）",
                "Error by place, degrees of freedom",
            ),
            number(df, 1),
        ));
    }
    if let Some(bf) = e.bf10 {
        rows.push((
            Words(
                "证据强度（贝叶斯因子）",
                "證據強度（貝葉斯因子）",
                "Strength of evidence (Bayes factor)",
            ),
            format!("BF₁₀ {}", number(bf, if bf < 10.0 { 2 } else { 0 })),
        ));
    }
    if e.spearman.is_some() {
        rows.push((
            Words("名次相关", "名次相關", "Rank correlation"),
            ranked(locale, e),
        ));
    }
    if let Some([r, low, high]) = e.partial {
        rows.push((
            Words("扣除之后", "扣除之後", "With these held equal"),
            Words(
                "r {r}（90% {lo} 至 {hi}）",
                "r {r}（90% {lo} 至 {hi}）",
                "r {r} (90% {lo} to {hi})",
            )
            .fill(
                locale,
                &[
                    ("r", &number(r, 2)),
                    ("lo", &number(low, 2)),
                    ("hi", &number(high, 2)),
                ],
            ),
        ));
    }
    if e.estimate.is_some() {
        rows.push((
            Words("证据等级", "證據等級", "Evidence grade"),
            e.grade.trim_start_matches("GRADE_").to_owned(),
        ));
    }
    if let Some(r) = e.detectable_r {
        rows.push((
            Words(
                "这些数据能看出多大的关系",
                "這些資料能看出多大的關係",
                "Smallest relation such data show",
            ),
            format!("r {}", number(r, 2)),
        ));
    }
    if let Some(cheap) = &e.remedy {
        rows.push((
            Words("最省的办法", "最省的辦法", "Cheapest remedy"),
            cheapest(locale, cheap, e.places),
        ));
    } else if let Some(code) = apart(e) {
        rows.push((
            Words("怎么办", "怎麼辦", "What to do"),
            facts.status(code, &[]).remedy,
        ));
    } else if e.estimate.is_none() {
        rows.push((
            Words("怎样才能算", "怎樣才能算", "What it would take"),
            remedy(facts, h, e),
        ));
    }
    rows.into_iter()
        .map(|(w, d)| (w.get(locale).to_owned(), d))
        .collect()
}

/// ρ with what it rests on: the report works out no interval of it, for the rule asks only that it agrees in sign.
fn ranked(locale: Locale, e: &Equation) -> String {
    let words = if e.unit == "r" {
        Words(
            "ρ {r}（只用正负；{n} 个地方）",
            "ρ {r}（只用正負；{n} 個地方）",
            "ρ {r} (only its sign counts; {n} {n:place|places})",
        )
    } else {
        Words(
            "ρ {r}（只用正负；{n} 个地方，{c} 个“地方×服务”）",
            "ρ {r}（只用正負；{n} 個地方，{c} 個「地方×服務」）",
            "ρ {r} (only its sign counts; {n} {n:place|places}, {c} place × service {c:cell|cells})",
        )
    };
    words.fill(
        locale,
        &[
            ("r", &coefficient(e.spearman)),
            ("n", &e.places.to_string()),
            ("c", &number(e.units as f64, 0)),
        ],
    )
}

/// From which to which estimate, and without which places.
fn without(locale: Locale, e: &Equation) -> Option<String> {
    let found = e.without.as_ref()?;
    let (lowest, highest) = found.lowest.as_ref().zip(found.highest.as_ref())?;
    let show = |v: f64| if e.unit == "r" { number(v, 2) } else { signed(v) };
    Some(
        Words(
            "{lo}（没有{a}）至 {hi}（没有{b}）",
            "{lo}（沒有{a}）至 {hi}（沒有{b}）",
            "{lo} (without {a}) to {hi} (without {b})",
        )
        .fill(
            locale,
            &[
                ("lo", &show(lowest.estimate)),
                ("a", &lowest.place.name),
                ("hi", &show(highest.estimate)),
                ("b", &highest.place.name),
            ],
        ),
    )
}

/// What helps most cheaply; `here` places are there to be asked.
fn cheapest(locale: Locale, remedy: &Cheapest, here: usize) -> String {
    match remedy {
        Cheapest::MoreWaves => Words(
            "再做一轮：同样的村，同样的题。",
            "再做一輪：同樣的村，同樣的題。",
            "Another wave: the same villages, the same questions.",
        )
        .get(locale)
        .to_owned(),
        Cheapest::MoreResponses { factor } => Words(
            "每个地方的答卷增到现在的 {f} 倍。",
            "每個地方的答卷增到現在的 {f} 倍。",
            "{f} times as many answers in each place.",
        )
        .fill(locale, &[("f", &number(*factor, 1))]),
        Cheapest::MorePlaces { units } => Words(
            "要有 {n} 个地方才够，这里只有 {k} 个：靠多做几轮来补。",
            "要有 {n} 個地方才夠，這裡只有 {k} 個：靠多做幾輪來補。",
            "It would take {n} {n:place|places} and there are {k} here: more waves make up for it.",
        )
        .fill(
            locale,
            &[("n", &number(*units as f64, 0)), ("k", &here.to_string())],
        ),
    }
}

fn left(facts: &Facts, x: &X) -> String {
    let locale = facts.locale;
    match x {
        X::Spending { domains } if domains.is_empty() => Words(
            "各项服务的人均投入（取对数）",
            "各項服務的人均投入（取對數）",
            "spending per resident on every service, in logarithms",
        )
        .get(locale)
        .to_owned(),
        X::Spending { domains } => {
            let names: Vec<String> = domains.iter().map(|d| lower(locale, &facts.domain(d))).collect();
            Words(
                "{d}的人均投入（取对数）",
                "{d}的人均投入（取對數）",
                "spending per resident on {d}, in logarithms",
            )
            .fill(locale, &[("d", &joined(locale, &names))])
        }
        X::Indicators { members } => {
            let names: Vec<String> = members.iter().map(|id| covariate(locale, id)).collect();
            Words(
                "这些指标合起来：{d}",
                "這些指標合起來：{d}",
                "these together: {d}",
            )
            .fill(locale, &[("d", &joined(locale, &names))])
        }
    }
}

fn right(facts: &Facts, y: &Y) -> String {
    let locale = facts.locale;
    match y {
        Y::Domains => Words(
            "同一项服务的满意度",
            "同一項服務的滿意度",
            "satisfaction with the same service",
        )
        .get(locale)
        .to_owned(),
        Y::Outcomes { items } => {
            let names: Vec<String> = items.iter().map(|code| super::measure(facts, code)).collect();
            joined(locale, &names)
        }
    }
}
