//! The front page: the finding per service, what is in the field, what is loaded, what is missing.

mod curve;
mod field;

use charts::{Axis, Bar, Bars, Reference, Tone};
use leptos::prelude::*;

use super::{
    finding::{Facts, ahead::Ahead, front},
    format::{Currency, coefficient, number, p_value, spanned, tight, when},
    parts::{Figure, doubt_beside, empty, phrases, source},
};
use crate::words::{Locale, Words};

/// One service with published or own scores.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Link to the association page.
    pub href: String,
    /// Service, by name.
    pub domain: String,
    /// The sentence of the association page.
    pub sentence: String,
    /// Wave.
    pub wave: String,
    /// Areas.
    pub n: usize,
    /// Spearman's rho.
    pub rho: Option<f64>,
    /// Its interval.
    pub bounds: Option<[f64; 2]>,
    /// q over the services of the wave.
    pub q: Option<f64>,
    /// Mean spending per resident.
    pub spend: Option<f64>,
}

/// A wave in the field or closed: counts only.
#[derive(Clone, Debug)]
pub struct FieldRow {
    /// Link to its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Area.
    pub area: String,
    /// State in words.
    pub state: String,
    /// Closing day.
    pub closes: String,
    /// Answers so far.
    pub answers: u64,
    /// The resident's form, while it is open.
    pub form: Option<String>,
}

/// How far an open survey has come.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Link to its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Closing day.
    pub closes: String,
    /// So many answers are shown apart.
    pub k: u64,
    /// Townships in order of code.
    pub places: Vec<Reached>,
}

/// Villages of one township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The township.
    pub name: String,
    /// Its villages.
    pub villages: usize,
    /// Those with enough answers.
    pub covered: usize,
}

/// One kind of file.
#[derive(Clone, Debug)]
pub struct LoadedRow {
    /// In words.
    pub kind: String,
    /// How many rows, which years.
    pub what: String,
}

/// Something missing and the page that mends it.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// Where to mend it.
    pub href: String,
    /// The words of the link.
    pub action: String,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Money.
    pub currency: Currency,
    /// The report's finding; none where nothing has been measured, or where no verdict can be given.
    pub facts: Option<Facts>,
    /// One per service, clearest first.
    pub findings: Vec<Finding>,
    /// Services whose areas go together in rank order (q < .05).
    pub together: Vec<String>,
    /// The next results, and the budget they come in time for.
    pub ahead: Ahead,
    /// Waves.
    pub field: Vec<FieldRow>,
    /// Open waves of areas that have villages.
    pub coverage: Vec<Coverage>,
    /// What is loaded.
    pub loaded: Vec<LoadedRow>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// Areas compared, the number of them.
    pub areas: usize,
    /// Source line.
    pub source: Vec<String>,
    /// This is the demo county.
    pub demo: bool,
}

const LIST: Words = Words(
    "逐项看：投入高的地方，满意度也高吗？",
    "逐項看：投入高的地方，滿意度也高嗎？",
    "Service by service: are areas that spend more also more satisfied?",
);
const LOADED: Words = Words("已导入的数据", "已匯入的資料", "What is loaded");
const NOTHING_LOADED: Words = Words("还没有导入。", "還沒有匯入。", "Nothing yet.");
const MISSING: Words = Words("还缺什么", "還缺什麼", "What is missing");
const NOTHING_MISSING: Words = Words("现在不缺数据。", "現在不缺資料。", "Nothing is missing now.");
const DEMO: Words = Words(
    "演示数据：苏格兰 32 个地方政府，真实支出与真实满意度（LGBF，开放政府许可 v3.0）。",
    "示範資料：蘇格蘭 32 個地方政府，真實支出與真實滿意度（LGBF，開放政府授權 v3.0）。",
    "Demo data: 32 Scottish councils, real spending and real satisfaction (LGBF, Open Government Licence v3.0).",
);
const STANDING: Words = Words(
    "填上两年的名次，就能看一个地方是真的靠后，还是碰巧。",
    "填上兩年的名次，就能看一個地方是真的靠後，還是碰巧。",
    "Type the ranks of two years and see whether a place is truly low or was unlucky.",
);

const INVENTED: Words = Words(
    "示例数据：县、乡镇和答卷都是程序生成的，并非真实县乡。",
    "示例資料：縣、鄉鎮和答卷都是程式產生的，並非真實縣鄉。",
    "Invented data: county, townships and answers were generated; no real place is shown.",
);

/// The headline: what can be said over all services.
pub fn headline(page: &Page) -> String {
    let (locale, k) = (page.locale, page.findings.len());
    if k == 0 && page.field.iter().any(|f| f.form.is_some()) {
        return Words(
            "问卷正在收：截止以后算一次，才有结论。",
            "問卷正在收：截止以後算一次，才有結論。",
            "A survey is in the field: findings are made once, when it closes.",
        )
        .get(locale)
        .to_owned();
    }
    if k == 0 {
        return Words(
            "钱花到了，群众感受到了吗？数据还没有备齐。",
            "錢花到了，群眾感受到了嗎？資料還沒有備齊。",
            "Does public money turn into satisfaction? The data are not complete yet.",
        )
        .get(locale)
        .to_owned();
    }
    let names = page.together.join(if locale == Locale::En { ", " } else { "、" });
    let words = if page.together.is_empty() {
        Words(
            "{k} 项服务里，还分不清哪一项是投入高、满意度也高。",
            "{k} 項服務裡，還分不清哪一項是投入高、滿意度也高。",
            "For {k} {k:service|services} compared, these data cannot tell whether areas that spend more are more satisfied.",
        )
    } else {
        Words(
            "{k} 项服务里，只有{d}看得出投入高的地方满意度也高；投入增加时满意度会不会跟着升，这些数据说不清。",
            "{k} 項服務裡，只有{d}看得出投入高的地方滿意度也高；投入增加時滿意度會不會跟著升，這些資料說不清。",
            "Of {k} {k:service|services}, only in {d} are areas that spend more clearly more satisfied. Whether raising spending raises satisfaction, these data cannot say.",
        )
    };
    words.fill(locale, &[("k", &k.to_string()), ("d", &names)])
}

/// The page's body.
pub fn view(page: Page) -> AnyView {
    let locale = page.locale;
    let lead = page.facts.as_ref().and_then(|f| {
        let held = || page.findings.is_empty().then(|| front::held(f)).flatten();
        front::lead(f).or_else(held)
    });
    let title = lead
        .as_ref()
        .map_or_else(|| headline(&page), |l| l.headline.clone());
    let kicker = match page.areas {
        0 => Words("全县", "全縣", "The county"),
        _ => Words(
            "全县 · {n} 个地区",
            "全縣 · {n} 個地區",
            "The county · {n} {n:area|areas}",
        ),
    }
    .fill(locale, &[("n", &page.areas.to_string())]);
    let rests = lead.is_none().then(|| published(&page)).flatten();
    let doubt = page.facts.as_ref().map(|f| {
        let own = front::doubts(f, rests.is_some());
        doubt_beside(locale, rests.into_iter().chain(own).collect())
    });
    let sections = page.facts.as_ref().map(front::sections);
    let demo = page.demo.then(|| match &page.facts {
        Some(facts) if facts.invented => INVENTED.get(locale),
        _ => DEMO.get(locale),
    });
    let findings = (!page.findings.is_empty()).then(|| list(locale, &page.currency, page.findings.clone()));
    let nothing = (page.findings.is_empty() && page.facts.is_none()).then(|| begin(locale, &page.field));
    let judged = page.facts.as_ref().map(super::finding::judged);
    let calm = lead.is_some() && page.facts.as_ref().is_some_and(|f| !front::listed_any(f));
    let next = calm.then(|| next(locale, &page.ahead));
    let enough = page.facts.as_ref().filter(|_| calm).map(curve::section);
    view! {
        <header class="lede">
            <div>
                <p class="kicker">{kicker}</p>
                <h1>{phrases(&title)}</h1>
                {lead.map(|l| view! { <p class="standfirst">{l.standfirst}</p> })}
                {next.map(|n| view! { <p class="standfirst">{n}</p> })}
                {demo.map(|d| view! { <p class="standfirst muted">{d}</p> })}
            </div>
            {doubt}
        </header>
        {enough}
        {sections}
        {nothing}
        {findings}
        <section class="section">
            <h2><a href="/standing">{super::standing::QUESTION.get(locale)}</a></h2>
            <p>{STANDING.get(locale)}</p>
        </section>
        {field::section(locale, page.field, page.coverage)}
        <section class="section two">
            <div class="stack"><h2>{MISSING.get(locale)}</h2>{gaps(locale, page.gaps)}</div>
            <div class="stack"><h2>{LOADED.get(locale)}</h2>
                {page.loaded.is_empty().then(|| view! { <p class="muted">{NOTHING_LOADED.get(locale)}</p> })}
                <ul class="gaps loaded">{page.loaded.into_iter().map(|l| view! { <li><b>{l.kind}</b><span>{l.what}</span></li> }).collect_view()}</ul>
            </div>
        </section>
        {(!page.source.is_empty()).then(|| source(page.source))}
        {judged}
    }
    .into_any()
}

/// What a headline rests on that is drawn from published scores and not from the county's own survey.
fn published(page: &Page) -> Option<(String, String)> {
    let locale = page.locale;
    let n = page.findings.iter().map(|f| f.n).max()?;
    let mut waves: Vec<&str> = page.findings.iter().map(|f| f.wave.as_str()).collect();
    waves.dedup();
    let waves = waves.join(Words("、", "、", ", ").get(locale));
    let rests = Words("标题依据", "標題依據", "The headline rests on");
    let said = Words(
        "已公布的得分（{w}），{n} 个地区",
        "已公布的得分（{w}），{n} 個地區",
        "published scores ({w}), {n} {n:area|areas}",
    )
    .fill(locale, &[("w", &waves), ("n", &n.to_string())]);
    Some((rests.get(locale).to_owned(), said))
}

/// What to do first; where a survey is in the field, to wait for it.
fn begin(locale: Locale, field: &[FieldRow]) -> AnyView {
    let open = field.iter().filter(|f| f.form.is_some());
    if let Some(row) = open.min_by(|a, b| a.closes.cmp(&b.closes)) {
        let title = Words("“{t}”收到 {d}", "「{t}」收到 {d}", "“{t}”, until {d}")
            .fill(locale, &[("t", &row.title), ("d", &when(locale, &row.closes))]);
        let what = Words(
            "截止以前只看得到多少人答了，看不到怎么答；结论出来以后就在这里。",
            "截止以前只看得到多少人答了，看不到怎麼答；結論出來以後就在這裡。",
            "Until then you see how many have answered, never how; the finding will stand here.",
        );
        let look = Words("看收了多少", "看收了多少", "See how many have answered");
        return empty(&title, what.get(locale), &row.href, look.get(locale));
    }
    empty(
        Words("先导入数据，或者先发一份问卷", "先匯入資料，或者先發一份問卷", "Load data first, or publish a survey").get(locale),
        Words(
            "要看投入和满意度的关系，需要：地区、人口、支出、满意度分数。每一样都是一张表，导入前先预览。",
            "要看投入和滿意度的關係，需要：地區、人口、支出、滿意度分數。每一樣都是一張表，匯入前先預覽。",
            "To see spending beside satisfaction you need areas, population, spending and scores. Each is one table, previewed before anything is stored.",
        )
        .get(locale),
        "/data",
        Words("去导入", "去匯入", "Load data").get(locale),
    )
}

/// By when a page with nothing to list may have something, or which decision that takes.
fn next(locale: Locale, ahead: &Ahead) -> AnyView {
    view! { <a href=ahead.href().to_owned()>{ahead.when(locale)}</a> }.into_any()
}

/// The services side by side: how spending and satisfaction go together, each with its interval.
fn chart(locale: Locale, all: &[Finding]) -> AnyView {
    let title = Words(
        "投入高低与满意度高低的名次相关（ρ），每项服务一行",
        "投入高低與滿意度高低的名次相關（ρ），每項服務一列",
        "Rank correlation (ρ) of spending and satisfaction, one line a service",
    )
    .get(locale)
    .to_owned();
    let rows = all.iter().map(|f| Bar {
        low: f.bounds.map(|b| b[0]),
        high: f.bounds.map(|b| b[1]),
        value: f.rho,
        tone: if f.q.is_some_and(|q| q < 0.05) {
            Tone::Accent
        } else {
            Tone::Unclear
        },
        emphasis: f.q.is_some_and(|q| q < 0.05),
        ..Bar::new(
            f.domain.clone(),
            f.rho.unwrap_or(0.0),
            f.rho.map_or_else(String::new, |r| number(r, 2)),
        )
    });
    let bars = Bars {
        title: title.clone(),
        desc: title.clone(),
        x: Axis {
            limits: Some((-1.0, 1.0)),
            whole: true,
            decimals: 2,
            ..Axis::new("ρ")
        },
        rows: rows.collect(),
        reference: Some(Reference {
            value: 0.0,
            label: Words("0：看不出走向", "0：看不出走向", "0: no direction")
                .get(locale)
                .to_owned(),
        }),
        dots: true,
        row_heading: Words("服务", "服務", "Service").get(locale).to_owned(),
        interval_heading: Words("95% 区间", "95% 區間", "95% interval")
            .get(locale)
            .to_owned(),
        ..Bars::default()
    };
    let base = Words(
        "点是估计，横线是 95% 区间；蓝色是校正后仍看得出走向的（q < 0.05）。",
        "點是估計，橫線是 95% 區間；藍色是校正後仍看得出走向的（q < 0.05）。",
        "Dots are estimates, lines 95% intervals; blue where a direction remains clear after adjustment (q < 0.05).",
    );
    Figure::of(
        "services",
        &bars,
        title,
        base.get(locale).to_owned(),
        String::new(),
    )
    .view(locale)
}

fn list(locale: Locale, currency: &Currency, all: Vec<Finding>) -> AnyView {
    let currency = currency.clone();
    let figure = chart(locale, &all);
    view! {
        <section class="section" aria-labelledby="list">
            <h2 id="list">{LIST.get(locale)}</h2>
            {figure}
            <ol class="findings plain">{
                all.into_iter().map(|f| {
                    let spend = f.spend.map(|s| currency.amount(locale, s, 0)).unwrap_or_default();
                    let meta = Words("ρ {r}（{i}） · q {q} · {n} 个地区 · {w} · 人均 {s}", "ρ {r}（{i}） · q {q} · {n} 個地區 · {w} · 人均 {s}", "ρ {r} ({i}) · q {q} · {n} {n:area|areas} · {w} · {s} per resident")
                        .fill(locale, &[("r", &coefficient(f.rho)), ("i", &spanned(locale, f.bounds, 2)), ("q", &p_value(f.q)), ("n", &f.n.to_string()), ("w", &f.wave), ("s", &spend)]);
                    view! {
                        <li><div class="stack"><h3><a href=f.href>{f.domain}</a></h3><p>{tight(&f.sentence)}</p></div>
                        <p class="meta">{tight(&meta)}<span class="grade">{Words("证据等级 D", "證據等級 D", "grade D").get(locale)}</span></p></li>
                    }
                }).collect_view()
            }</ol>
        </section>
    }
    .into_any()
}

fn gaps(locale: Locale, rows: Vec<Gap>) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{NOTHING_MISSING.get(locale)}</p> }.into_any();
    }
    view! {
        <ul class="gaps">{rows.into_iter().map(|g| view! { <li><b>{g.what}</b><span>{g.why}</span><a href=g.href>{g.action}</a></li> }).collect_view()}</ul>
    }
    .into_any()
}
