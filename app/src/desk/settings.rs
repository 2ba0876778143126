//! Every judgement behind a report: its words, its value, what it changes; a form that changes it; what it was before.

pub mod fields;

use charts::{Cell, Header, Table};
use insight::report::Settings;
use leptos::prelude::*;
use serde_json::Value;

use self::fields::{Field, GROUPS, Kind, all};
use super::{
    finding::{covariate, joined},
    format::{percent, when},
    parts::{phrases, source, table},
    surveys::form::{Form, Input, lines, radios, select, summary},
};
use crate::words::{Locale, Words};

/// Settings as they were kept once.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Day.
    pub day: String,
    /// SHA-256.
    pub hash: String,
    /// The settings.
    pub settings: Settings,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// In use.
    pub settings: Settings,
    /// SHA-256 of them.
    pub hash: String,
    /// What is typed, by path.
    pub form: Form,
    /// Kept so far, oldest first.
    pub history: Vec<Kept>,
    /// Services: (id, name).
    pub domains: Vec<(String, String)>,
}

/// Title of the page in the browser's tab.
pub const TITLE: Words = Words("设定", "設定", "Settings");

/// The value at a path.
pub fn at<'a>(json: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(json, |v, key| &v[key])
}

/// A value as it is typed.
pub fn typed(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(all) => all.iter().map(typed).collect::<Vec<String>>().join(", "),
        other => other.to_string().trim_end_matches(".0").to_owned(),
    }
}

/// What the fields hold for these settings.
pub fn form(settings: &Settings) -> Form {
    let json = serde_json::to_value(settings).unwrap_or_default();
    let mut form = Form::default();
    for field in all() {
        form.set(field.path, typed(at(&json, field.path)));
    }
    form
}

fn shown(locale: Locale, field: &Field, value: &Value) -> String {
    let text = typed(value);
    match (field.kind, text.as_str()) {
        (Kind::Price, "") => Words(
            "有价格指数就用不变价",
            "有價格指數就用不變價",
            "constant where an index is loaded",
        )
        .get(locale)
        .to_owned(),
        (Kind::Price, "real") => Words("不变价", "不變價", "constant").get(locale).to_owned(),
        (Kind::Price, _) => Words("当年价", "當年價", "as paid").get(locale).to_owned(),
        (Kind::YesNo, yes) => if yes == "yes" {
            Words("进", "進", "yes")
        } else {
            Words("不进", "不進", "no")
        }
        .get(locale)
        .to_owned(),
        (_, "") => Words("没有", "沒有", "none").get(locale).to_owned(),
        // what is typed are ids; what is read are names beside them
        (Kind::List, ids) => {
            let named: Vec<String> = ids
                .split(", ")
                .map(|id| {
                    Words("{n}（{i}）", "{n}（{i}）", "{n} ({i})")
                        .fill(locale, &[("n", &covariate(locale, id)), ("i", id)])
                })
                .collect();
            joined(locale, &named)
        }
        _ => text,
    }
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let locale = page.locale;
    let now = serde_json::to_value(&page.settings).unwrap_or_default();
    let default = serde_json::to_value(Settings::default()).unwrap_or_default();
    let own = page.settings.domains.len();
    let changed = all().filter(|f| at(&now, f.path) != at(&default, f.path)).count() + own;
    let title = if changed == 0 {
        Words(
            "{n} 项判断都按默认值，县里还没有改过。",
            "{n} 項判斷都按預設值，縣裡還沒有改過。",
            "All {n} {n:judgement stands at its default|judgements stand at their defaults}; the county has changed none.",
        )
    } else {
        Words(
            "{n} 项判断里，县里改过 {m} 项。",
            "{n} 項判斷裡，縣裡改過 {m} 項。",
            "Of {n} {n:judgement|judgements} the county has changed {m}.",
        )
    }
    .fill(
        locale,
        &[("n", &all().count().to_string()), ("m", &changed.to_string())],
    );
    let last = page.history.last().map_or_else(
        || Words("没有改过", "沒有改過", "never").get(locale).to_owned(),
        |k| when(locale, &k.day),
    );
    let hash = page.hash.get(..12).unwrap_or_default().to_owned();
    let groups = GROUPS.iter().enumerate().map(|(i, g)| {
        let id = format!("group{i}");
        let asks = g.fields.iter().map(|f| ask(page, f, &default)).collect_view();
        view! { <section class="stack" aria-labelledby=id.clone()><h2 id=id.clone()>{g.title.get(locale)}</h2><div class="asks">{asks}</div></section> }
    }).collect_view();
    view! {
        <header class="lede">
            <div><p class="kicker">{TITLE.get(locale)}</p><h1 id=crate::desk::parts::OUTCOME tabindex="-1">{phrases(&title)}</h1>
                <p class="standfirst">{Words(
                    "改动对所有报告立即生效，谁都看得到改了什么。每份报告的末尾都印着这些设定的指纹；以前的版本留在下面。",
                    "改動對所有報告立即生效，誰都看得到改了什麼。每份報告的末尾都印著這些設定的指紋；以前的版本留在下面。",
                    "A change holds for every report at once and everybody can see it. Each report prints the hash of these settings at its foot; earlier versions stay below.",
                ).get(locale)}</p></div>
            <aside class="doubt" aria-labelledby="db"><h2 id="db">{Words("现在用的", "現在用的", "In use").get(locale)}</h2><dl>
                <div><dt>{Words("指纹", "指紋", "Hash").get(locale)}</dt><dd><code>{hash}</code></dd></div>
                <div><dt>{Words("上次改动", "上次改動", "Last changed").get(locale)}</dt><dd>{last}</dd></div>
            </dl></aside>
        </header>
        {summary(&page.form, locale)}
        <section class="section" aria-label=TITLE.get(locale)>
            <form class="make" method="post" action="/settings">{groups}
                <p><button class="btn primary" type="submit">{Words("保存", "儲存", "Save").get(locale)}</button></p></form>
        </section>
        <section class="section" aria-labelledby="rules"><h2 id="rules">{Words("每项服务的钱怎么算", "每項服務的錢怎麼算", "How money counts, by service").get(locale)}</h2>
            <p>{Words(
                "这张表只看不改：要改某一项服务的规则，请管这套系统的人代为改，改动同样会记在下面。",
                "這張表只看不改：要改某一項服務的規則，請管這套系統的人代為改，改動同樣會記在下面。",
                "This table is to read: to change the rule of one service, ask whoever runs this system; that change is kept below like any other.",
            ).get(locale)}</p>
            {table(&rules(page), locale, "rules")}</section>
        <section class="section" aria-labelledby="history"><h2 id="history">{Words("以前的版本", "以前的版本", "Earlier versions").get(locale)}</h2>{history(page)}</section>
        {source(vec![Words(
            "默认值的理由和算法见方法页。",
            "預設值的理由和算法見方法頁。",
            "Method says what the defaults rest on.",
        ).get(locale).to_owned()])}
        <p class="judged"><a href="/method">{Words("怎么算，不能说什么", "怎麼算，不能說什麼", "How it is worked out, and what it cannot say").get(locale)}</a></p>
    }
    .into_any()
}

fn ask(page: &Page, field: &Field, default: &Value) -> AnyView {
    let locale = page.locale;
    let (label, hint) = (field.label.get(locale), field.changes.get(locale));
    let input = match field.kind {
        Kind::Number | Kind::Maybe => Input::text(field.path, label).hint(hint).view(&page.form),
        Kind::List => lines(&page.form, field.path, label, hint),
        Kind::Price => {
            let row = |value: &str| {
                (
                    value.to_owned(),
                    shown(
                        locale,
                        field,
                        &if value.is_empty() {
                            Value::Null
                        } else {
                            value.into()
                        },
                    ),
                )
            };
            select(
                &page.form,
                field.path,
                label,
                hint,
                vec![row(""), row("real"), row("cash")],
            )
        }
        Kind::YesNo => {
            let row = |yes: bool| {
                let about = if yes { String::new() } else { hint.to_owned() };
                (typed(&yes.into()), shown(locale, field, &yes.into()), about)
            };
            radios(&page.form, field.path, label, vec![row(false), row(true)])
        }
    };
    let usual = Words("默认：{d}", "預設：{d}", "Default: {d}")
        .fill(locale, &[("d", &shown(locale, field, at(default, field.path)))]);
    // names of indicators need the whole line
    let class = if field.kind == Kind::List {
        "stack-tight wide"
    } else {
        "stack-tight"
    };
    view! { <div class=class>{input}<small class="muted">{usual}</small></div> }.into_any()
}

fn rules(page: &Page) -> Table {
    let locale = page.locale;
    let head = |w: Words, number| Header {
        text: w.get(locale).to_owned(),
        number,
    };
    let word = |shown: String| Cell { shown, value: None };
    let whole = |n: u32| Cell {
        shown: n.to_string(),
        value: Some(f64::from(n)),
    };
    let share = |d: f64| Cell {
        shown: percent(d, 0),
        value: Some(d),
    };
    let rows = page.domains.iter().map(|(id, name)| {
        let rule = page.settings.rule(id);
        let whose = if page.settings.domains.contains_key(id) {
            Words("县里定的", "縣裡定的", "the county")
        } else {
            Words("默认", "預設", "default")
        };
        vec![
            word(name.clone()),
            whole(rule.capital.lag_years),
            whole(rule.capital.k),
            share(rule.capital.delta),
            whole(rule.recurrent.lag_years),
            whole(rule.recurrent.k),
            share(rule.recurrent.delta),
            word(whose.get(locale).to_owned()),
        ]
    });
    Table {
        caption: Words(
            "起算、年数和每年折减",
            "起算、年數和每年折減",
            "Lag, years and yearly loss",
        )
        .get(locale)
        .to_owned(),
        rows: rows.collect(),
        headers: vec![
            head(Words("服务", "服務", "Service"), false),
            head(Words("建设：隔几年", "建設：隔幾年", "Building: lag"), true),
            head(Words("往前几年", "往前幾年", "Earlier years"), true),
            head(Words("每年折减", "每年折減", "Loss a year"), true),
            head(Words("日常：隔几年", "日常：隔幾年", "Running: lag"), true),
            head(Words("往前几年", "往前幾年", "Earlier years"), true),
            head(Words("每年折减", "每年折減", "Loss a year"), true),
            head(Words("谁定的", "誰定的", "Set by"), false),
        ],
    }
}

fn history(page: &Page) -> AnyView {
    let locale = page.locale;
    if page.history.is_empty() {
        return view! { <p class="muted">{Words("还没有改过。", "還沒有改過。", "Nothing has been changed yet.").get(locale)}</p> }.into_any();
    }
    let json = |s: &Settings| serde_json::to_value(s).unwrap_or_default();
    let mut before = json(&Settings::default());
    let word = |shown: String| Cell { shown, value: None };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for kept in &page.history {
        let now = json(&kept.settings);
        let mut changes: Vec<String> = all()
            .filter(|f| at(&now, f.path) != at(&before, f.path))
            .map(|f| {
                Words("{l}：{a} → {b}", "{l}：{a} → {b}", "{l}: {a} → {b}").fill(
                    locale,
                    &[
                        ("l", f.label.get(locale)),
                        ("a", &shown(locale, f, at(&before, f.path))),
                        ("b", &shown(locale, f, at(&now, f.path))),
                    ],
                )
            })
            .collect();
        if now["domains"] != before["domains"] {
            changes.push(
                Words("某些服务的规则", "某些服務的規則", "rules of single services")
                    .get(locale)
                    .to_owned(),
            );
        }
        let what = changes.join(Words("；", "；", "; ").get(locale));
        let hash = kept.hash.get(..12).unwrap_or_default().to_owned();
        rows.push(vec![word(kept.day.clone()), word(hash), word(what)]);
        before = now;
    }
    rows.reverse();
    let label = Words("以前的版本", "以前的版本", "Earlier versions").get(locale);
    let head = |w: Words| Header {
        text: w.get(locale).to_owned(),
        number: false,
    };
    let twin = Table {
        caption: label.to_owned(),
        headers: vec![
            head(Words("哪天", "哪天", "Day")),
            head(Words("指纹", "指紋", "Hash")),
            head(Words("改了什么", "改了什麼", "What changed")),
        ],
        rows,
    };
    table(&twin, locale, "versions")
}
