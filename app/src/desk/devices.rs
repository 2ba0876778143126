//! `/devices`: tablets lent out for surveys in villages, and what each says it still holds.

use leptos::prelude::*;

use super::{
    format::when,
    parts::{phrases, source},
    surveys::{
        SURVEYS,
        form::{Form, Input, summary},
        kicker,
        qr::Qr,
        wave::LOCAL,
    },
};
use crate::words::{Locale, Words};

/// One tablet.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Titles of its waves.
    pub waves: Vec<String>,
    /// Names of its villages; empty for any.
    pub villages: Vec<String>,
    /// Day until which it is good.
    pub until: String,
    /// That day is over.
    pub old: bool,
    /// Day it was set up.
    pub enrolled: Option<String>,
    /// Day it was taken out of use.
    pub revoked: Option<String>,
    /// Answers it said it still holds.
    pub pending: Option<u64>,
    /// Day it said so.
    pub reported: Option<String>,
}

/// The tablet just lent out, with the only sight of its code.
#[derive(Clone, Debug)]
pub struct Made {
    /// Name.
    pub name: String,
    /// The address with the code in its fragment.
    pub link: String,
    /// The same to be scanned.
    pub qr: Option<Qr>,
    /// Only this machine can open the address.
    pub local_only: bool,
    /// Last day the code is good.
    pub until: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct DevicesPage {
    /// Language.
    pub locale: Locale,
    /// Tablets, newest first.
    pub rows: Vec<DeviceRow>,
    /// Surveys to tick: id, title, ticked.
    pub waves: Vec<(String, String, bool)>,
    /// Villages to tick: code, name, ticked.
    pub villages: Vec<(String, String, bool)>,
    /// The one just lent out.
    pub made: Option<Made>,
    /// What was typed.
    pub form: Form,
}

/// The name of the page, where others lead to it.
pub const NAME: Words = Words("平板", "平板", "Tablets");
const NONE: Words = Words("还没有借出平板", "還沒有借出平板", "No tablets lent out yet");
const HEADLINE: Words = Words(
    "借出 {n} 台，{k} 台还有没交的答卷或没报过",
    "借出 {n} 台，{k} 台還有沒交的答卷或沒報過",
    "{n} lent out, {k} still {k:holds|hold} answers or never reported",
);
const ALL_IN: Words = Words(
    "借出 {n} 台，答卷都交齐了",
    "借出 {n} 台，答卷都交齊了",
    "{n} lent out, all answers are in",
);
const LEAD: Words = Words(
    "平板带到村里，没有网络也能填。它只会准备问卷和上交答卷，看不到任何答案。",
    "平板帶到村裡，沒有網路也能填。它只會準備問卷和上交答卷，看不到任何答案。",
    "A tablet goes to the villages and works without a network. It can only prepare forms and hand answers in; it shows no answer.",
);
const MADE: Words = Words(
    "用“{name}”扫这个码，只能用一次",
    "用「{name}」掃這個碼，只能用一次",
    "Scan this with “{name}”; it works once",
);
const MADE_HOW: Words = Words(
    "{day} 之前有效。离开这一页就再也看不到，丢了就重新借一次。",
    "{day} 之前有效。離開這一頁就再也看不到，丟了就重新借一次。",
    "Good until {day}. It is shown only here; if it is lost, lend the tablet out anew.",
);
const CODE: Words = Words("平板的二维码", "平板的 QR 碼", "Code for the tablet");
const LIST: Words = Words("借出的平板", "借出的平板", "Lent out");
const TABLET: Words = Words("平板", "平板", "Tablet");
const FOR: Words = Words("调查和村", "調查和村", "Surveys and villages");
const STATE: Words = Words("状态", "狀態", "State");
const PENDING: Words = Words("没交的答卷", "沒交的答卷", "Answers it holds");
const WAITS: Words = Words("等着扫码", "等著掃碼", "waits for its code");
const USED: Words = Words("在用，到 {day}", "在用，到 {day}", "in use until {day}");
const OLD: Words = Words("{day} 到期", "{day} 到期", "ended on {day}");
const REVOKED: Words = Words("{day} 停用", "{day} 停用", "taken out of use on {day}");
const REPORTED: Words = Words(
    "{n} 份（{day} 报的）",
    "{n} 份（{day} 報的）",
    "{n} (said on {day})",
);
const NEVER: Words = Words("还没报过", "還沒報過", "never reported");
const ANYWHERE: Words = Words("哪个村都行", "哪個村都行", "any village");
const REVOKE: Words = Words("停用", "停用", "Take out of use");
const REVOKE_OF: Words = Words("停用 {name}", "停用 {name}", "Take {name} out of use");
const LEND: Words = Words("借出一台", "借出一台", "Lend one out");
const NO_WAVES: Words = Words(
    "没有正在收卷或将要开始的调查。",
    "沒有正在收卷或將要開始的調查。",
    "No survey is open or about to open.",
);
const NAME_LABEL: Words = Words("名字", "名字", "Name");
const NAME_HINT: Words = Words(
    "比如 平板 3。别写人名。",
    "比如 平板 3。別寫人名。",
    "e.g. Tablet 3. No names of people.",
);
const WHICH: Words = Words("带哪些调查", "帶哪些調查", "Which surveys");
const WHERE: Words = Words(
    "去哪些村（不勾就是哪个村都行）",
    "去哪些村（不勾就是哪個村都行）",
    "Which villages (none ticked: any)",
);
const GO: Words = Words("出二维码", "出 QR 碼", "Make its code");
const FOOT: [Words; 2] = [
    Words(
        "平板联网时只报还剩几份没交，不报内容；答案旁边不记是哪台平板。",
        "平板連網時只報還剩幾份沒交，不報內容；答案旁邊不記是哪台平板。",
        "When online a tablet says only how many answers it still holds; no answer says which tablet it came from.",
    ),
    Words(
        "90 天后自动到期。停用或到期以后，平板里存着的答卷照样交得上来。",
        "90 天後自動到期。停用或到期以後，平板裡存著的答卷照樣交得上來。",
        "It ends by itself after 90 days. What a tablet still holds then, or when taken out of use, can be handed in all the same.",
    ),
];

/// The page.
pub fn page(page: DevicesPage) -> AnyView {
    let locale = page.locale;
    let lent: Vec<&DeviceRow> = page.rows.iter().filter(|r| r.enrolled.is_some()).collect();
    let owing = lent.iter().filter(|r| r.pending != Some(0)).count();
    let n = lent.len().to_string();
    let headline = match (lent.len(), owing) {
        (0, _) => NONE.get(locale).to_owned(),
        (_, 0) => ALL_IN.fill(locale, &[("n", &n)]),
        (_, k) => HEADLINE.fill(locale, &[("n", &n), ("k", &k.to_string())]),
    };
    let trail = vec![("/surveys".to_owned(), SURVEYS.get(locale).to_owned())];
    view! {
        <header class="stack">{kicker(trail, NAME.get(locale).to_owned())}<h1>{phrases(&headline)}</h1>
            <p class="muted">{LEAD.get(locale)}</p></header>
        {summary(&page.form, locale)}
        {page.made.clone().map(|m| made(m, locale))}
        {(!page.rows.is_empty()).then(|| list(&page))}
        {lend(&page)}
        {source(FOOT.map(|w| w.get(locale).to_owned()).into())}
    }
    .into_any()
}

fn made(made: Made, locale: Locale) -> AnyView {
    let day = crate::resident::day_words(locale.tag(), &made.until);
    let warning = made
        .local_only
        .then(|| view! { <p class="msg">{LOCAL.get(locale)}</p> });
    view! {
        <section class="section" aria-labelledby="made"><h2 id="made" role="status">{MADE.fill(locale, &[("name", &made.name)])}</h2>
            <div class="share">{made.qr.map(|q| q.view(CODE.get(locale).to_owned()))}
                <div class="stack"><p class="letters" id="link">{made.link}</p><p>{MADE_HOW.fill(locale, &[("day", &day)])}</p>{warning}</div></div>
        </section>
    }
    .into_any()
}

/// What a tablet says it holds.
pub fn holds(pending: Option<u64>, reported: Option<&str>, locale: Locale) -> String {
    match (pending, reported) {
        (Some(n), Some(day)) => REPORTED.fill(locale, &[("n", &n.to_string()), ("day", &when(locale, day))]),
        _ => NEVER.get(locale).to_owned(),
    }
}

fn list(page: &DevicesPage) -> AnyView {
    let locale = page.locale;
    let row = |r: &DeviceRow| {
        let state = match (&r.revoked, &r.enrolled) {
            (Some(day), _) => REVOKED.fill(locale, &[("day", &when(locale, day))]),
            _ if r.old => OLD.fill(locale, &[("day", &when(locale, &r.until))]),
            (None, Some(_)) => USED.fill(locale, &[("day", &when(locale, &r.until))]),
            (None, None) => WAITS.get(locale).to_owned(),
        };
        let villages = if r.villages.is_empty() {
            ANYWHERE.get(locale).to_owned()
        } else {
            r.villages.join(Words("、", "、", ", ").get(locale))
        };
        let holds = match r.enrolled {
            Some(_) => holds(r.pending, r.reported.as_deref(), locale),
            None => "–".to_owned(),
        };
        let revoke = (r.revoked.is_none() && !r.old).then(|| {
            let label = REVOKE_OF.fill(locale, &[("name", &r.name)]);
            view! {
                <form method="post" action=format!("/devices/{}/revoke", r.id)>
                    <button class="btn small" aria-label=label>{REVOKE.get(locale)}</button></form>
            }
        });
        view! {
            <tr><th scope="row"><bdi>{r.name.clone()}</bdi></th>
                <td><bdi>{r.waves.join("; ")}</bdi><br/><small class="muted"><bdi>{villages}</bdi></small></td>
                <td>{state}</td><td>{holds}</td><td>{revoke}</td></tr>
        }
    };
    let rows = page.rows.iter().map(row).collect_view();
    view! {
        <section class="section"><h2 id="lent">{LIST.get(locale)}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="lent"><table class="data">
                <thead><tr><th scope="col">{TABLET.get(locale)}</th><th scope="col">{FOR.get(locale)}</th>
                    <th scope="col">{STATE.get(locale)}</th><th scope="col">{PENDING.get(locale)}</th><td></td></tr></thead>
                <tbody>{rows}</tbody></table></div>
        </section>
    }
    .into_any()
}

fn lend(page: &DevicesPage) -> AnyView {
    let (locale, form) = (page.locale, &page.form);
    if page.waves.is_empty() {
        return view! { <section class="section"><h2>{LEND.get(locale)}</h2><p>{NO_WAVES.get(locale)}</p></section> }
            .into_any();
    }
    let boxes = |name: &'static str, legend: &'static str, rows: &[(String, String, bool)]| {
        let error = form.error(name);
        let class = if error.is_some() { "ask amiss" } else { "ask" };
        let each = rows
            .iter()
            .cloned()
            .map(|(value, words, on)| {
                view! { <label class="pick"><input type="checkbox" name=name value=value checked=on/><bdi>{words}</bdi></label> }
            })
            .collect_view();
        view! {
            <fieldset class=class id=name tabindex="-1"><legend>{legend}</legend>
                {error.map(|e| view! { <span class="msg">{e}</span> })}<div class="choose">{each}</div></fieldset>
        }
    };
    let villages = (!page.villages.is_empty()).then(|| {
        let open = page.villages.iter().any(|(.., on)| *on) || page.villages.len() <= 12;
        view! { <details open=open><summary>{WHERE.get(locale)}</summary>{boxes("village", WHERE.get(locale), &page.villages)}</details> }
    });
    view! {
        <section class="section"><h2>{LEND.get(locale)}</h2>
            <form method="post" action="/devices" class="stack make" novalidate>
                {Input::text("name", NAME_LABEL.get(locale)).hint(NAME_HINT.get(locale)).required().view(form)}
                {boxes("wave", WHICH.get(locale), &page.waves)}
                {villages}
                <p><button class="btn primary">{GO.get(locale)}</button></p></form>
        </section>
    }
    .into_any()
}
