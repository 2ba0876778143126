//! A closed wave, one item and one cut at a time. Hidden cells are said to be hidden, never shown as zero.

mod drawn;
mod tables;
mod tested;

use insight::{
    Hidden,
    breakdown::{Figures, GroupTest},
};
use leptos::prelude::*;
use survey::Mode;

use super::{
    association::{Choice, choices},
    format::{number, percent, when},
    parts::{Order, empty, phrases, source, table},
};
use crate::words::{Locale, Words};

/// One item in the list.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Code.
    pub code: String,
    /// Question.
    pub text: String,
    /// Link that picks it.
    pub href: String,
    /// Scored 0–100.
    pub scored: bool,
    /// Options that count as good ones: most scales two, some the first alone.
    pub good: usize,
    /// May not be shown where everybody answers alike.
    pub sensitive: bool,
    /// Figures of everyone; none where hidden.
    pub figures: Option<Figures>,
}

/// One row of a cut.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// Name.
    pub label: String,
    /// Why it is hidden.
    pub hidden: Option<Hidden>,
    /// Figures, unless hidden.
    pub figures: Option<Figures>,
}

/// The item shown in full.
#[derive(Clone, Debug)]
pub struct Picked {
    /// Code.
    pub code: String,
    /// Question.
    pub text: String,
    /// Scored 0–100.
    pub scored: bool,
    /// Options that count as good ones: most scales two, some the first alone.
    pub good: usize,
    /// May not be shown where everybody answers alike.
    pub sensitive: bool,
    /// Options have an order, worst first.
    pub ordered: bool,
    /// Rows are places, which never stand in the order of their answers.
    pub of_places: bool,
    /// (code, words), worst first where ordered.
    pub options: Vec<(String, String)>,
    /// Everyone.
    pub total: GroupRow,
    /// Rows of the cut.
    pub rows: Vec<GroupRow>,
    /// Do they differ? None where that is not asked.
    pub tested: Option<GroupTest>,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Title of the wave.
    pub title: String,
    /// Area.
    pub area: String,
    /// State in words.
    pub state: String,
    /// Findings exist only then.
    pub closed: bool,
    /// Link to the wave.
    pub wave_href: String,
    /// Answers counted.
    pub counted: u64,
    /// Closing day.
    pub closes: String,
    /// Answers came through an open link.
    pub open_link: bool,
    /// Fewest answers shown.
    pub k: u64,
    /// Items.
    pub items: Vec<ItemRow>,
    /// Links to the cuts.
    pub cuts: Vec<Choice>,
    /// The item shown.
    pub picked: Option<Picked>,
    /// Hash of the settings.
    pub judged: String,
}

/// A text of the bank as the page prints it: full-width marks beside Chinese.
pub fn printed(locale: Locale, text: &str) -> String {
    crate::resident::full_width(locale.tag(), text)
}

/// A mode in words.
pub fn mode_word(locale: Locale, mode: Mode) -> &'static str {
    match mode {
        Mode::Web => Words("自己的手机或电脑", "自己的手機或電腦", "own phone or computer"),
        Mode::Kiosk => Words("现场共用设备", "現場共用設備", "shared device"),
        Mode::Phone => Words("电话", "電話", "telephone"),
        Mode::Paper => Words("纸质", "紙質", "paper"),
    }
    .get(locale)
}

const DONT_KNOW: Words = Words("不了解", "不了解", "Don’t know");
const NOT_USED: Words = Words("没用过", "沒用過", "Not used");
const TOP: Words = Words("前两档", "前兩檔", "Top two");
const TOP_ONE: Words = Words("最前一档", "最前一檔", "Top answer");
const GROUP: Words = Words("分组", "分組", "Group");
const SCORE: Words = Words("得分 0–100", "得分 0–100", "Score 0–100");
const BRACKETS: Words = Words(
    "括号内是前面这个占比的 95% 区间。",
    "括號內是前面這個佔比的 95% 區間。",
    "Brackets: 95% interval of the share before them.",
);
const TOP_SURE: Words = Words("前两档（95%）", "前兩檔（95%）", "Top two (95%)");
const REFUSED: Words = Words("不愿说", "不願說", "Rather not say");
const NOT_ASKED: Words = Words("没问到", "沒問到", "Not asked");

/// What the share of the good answers is called, by how many options count as such.
fn top_words(good: usize) -> Words {
    if good == 1 { TOP_ONE } else { TOP }
}

/// The share of the good answers, with its interval where the answers are a drawn sample.
fn top_two(share: &insight::breakdown::Share, open_link: bool) -> String {
    let shown = percent(share.share, 0);
    if open_link {
        return shown;
    }
    format!(
        "{shown} ({}–{})",
        number(share.low * 100.0, 0),
        number(share.high * 100.0, 0)
    )
}

/// What stands in place of a hidden row. On a sensitive item the words for a small row and for one where everybody
/// answered alike are the same: which of the two it is would tell the answers.
pub fn hidden_words(locale: Locale, k: u64, why: Hidden, sensitive: bool) -> String {
    let words = match why {
        Hidden::Primary if sensitive => Words(
            "少于 {k} 份，或大家答得一样，不显示",
            "少於 {k} 份，或大家答得一樣，不顯示",
            "fewer than {k}, or all alike, not shown",
        ),
        Hidden::Primary => Words(
            "少于 {k} 份，不显示",
            "少於 {k} 份，不顯示",
            "fewer than {k}, not shown",
        ),
        Hidden::Dominated => Words(
            "八成以上来自同一处，不显示",
            "八成以上來自同一處，不顯示",
            "mostly from one place, not shown",
        ),
        Hidden::Complementary => Words(
            "一并不显示，以免互相推出来",
            "一併不顯示，以免互相推出來",
            "hidden together, so that none can be worked out",
        ),
    };
    words.fill(locale, &[("k", &k.to_string())])
}

/// The page's body.
pub fn view(page: Page) -> AnyView {
    let locale = page.locale;
    let kicker = format!("{} · {} · {}", page.area, page.state, page.title);
    if !page.closed {
        let title = Words(
            "结果在截止后算一次；现在有 {n} 份。",
            "結果在截止後算一次；現在有 {n} 份。",
            "Results are made once, at close; {n} {n:answer|answers} so far.",
        )
        .fill(locale, &[("n", &number(page.counted as f64, 0))]);
        let what = Words(
            "{d}截止。截止前只看份数，不看怎么答。",
            "{d}截止。截止前只看份數，不看怎麼答。",
            "It closes on {d}. Until then only the number of answers is shown, never how.",
        )
        .fill(locale, &[("d", &when(locale, &page.closes))]);
        let back = Words("回到这次调查", "回到這次調查", "Back to the survey").get(locale);
        return view! {
            <header class="stack"><p class="kicker">{kicker}</p><h1>{phrases(&title)}</h1></header>
            {empty(Words("还没有结果", "還沒有結果", "There are no results yet").get(locale), &what, &page.wave_href, back)}
        }
        .into_any();
    }
    let headline = headline(&page);
    let picked = page.picked.as_ref().map(|p| picked_view(&page, p));
    let overview = tables::overview(&page);
    let overview = (!overview.rows.is_empty()).then(|| table(&overview, locale, "items"));
    let unseen = tables::unseen(&page);
    view! {
        <header class="stack"><p class="kicker"><a href=page.wave_href.clone()>{kicker}</a></p><h1>{phrases(&headline)}</h1>
            {page.open_link.then(|| view! { <p class="standfirst">{OPEN_LINK.get(locale)}" "<span class="grade">{Words("证据等级 D", "證據等級 D", "grade D").get(locale)}</span></p> })}
        </header>
        {picked}
        <section class="section" aria-labelledby="all"><h2 id="all">{Words("所有题目", "所有題目", "All questions").get(locale)}</h2>
            {links(&page)}{overview}{tables::of_one(&page).map(|s| view! { <p class="muted">{s}</p> })}{unseen.into_iter().map(|u| view! { <p class="muted">{u}</p> }).collect_view()}</section>
        {source(vec![what_is_shown(&page)])}
        {super::finding::judged_by(locale, &page.judged)}
    }
    .into_any()
}

/// What the figures are and what is left out.
fn what_is_shown(page: &Page) -> String {
    let intervals = (!page.open_link).then(|| INTERVALS.get(page.locale));
    let shown = COUNTED.fill(page.locale, &[("k", &page.k.to_string())]);
    match intervals {
        Some(intervals) => format!(
            "{shown}{}{intervals}",
            if page.locale == Locale::En { " " } else { "" }
        ),
        None => shown,
    }
}

const COUNTED: Words = Words(
    "n 是有效份数；不了解、没用过、不愿说、没回答分开报告，不打分；有的题只问一部分人，没问到的也不在 n 里。少于 {k} 份不显示；敏感的题，大家答得一样也不显示；能推出它们的格子一并隐去。",
    "n 是有效份數；不了解、沒用過、不願說、沒回答分開報告，不打分；有的題只問一部分人，沒問到的也不在 n 裡。少於 {k} 份不顯示；敏感的題，大家答得一樣也不顯示；能推出它們的格子一併隱去。",
    "n counts valid answers; don’t know, not used, rather not say and blank are reported apart and never scored; some questions were put to a part of the people, and who was not asked is not in n. Fewer than {k} answers are not shown, nor a sensitive question that all answered alike, nor what either could be worked out from.",
);

const INTERVALS: Words = Words(
    "区间是前两档占比的 95% 区间，按先抽村、再在村里抽人来算：同村的人答得越像，区间越宽；村不到三个的，借用其他村的情况。每份答卷算一样重。",
    "區間是前兩檔佔比的 95% 區間，按先抽村、再在村裡抽人來算：同村的人答得越像，區間越寬；村不到三個的，借用其他村的情況。每份答卷算一樣重。",
    "Intervals are the 95% of the top-two share for a sample of villages and of people in them: the more alike people of one village answer, the wider; fewer than three villages borrow from the others. Every answer counts alike.",
);

const OPEN_LINK: Words = Words(
    "答卷来自自愿点开链接的人，不代表全体居民，不给误差范围。",
    "答卷來自自願點開連結的人，不代表全體居民，不給誤差範圍。",
    "Answers come from people who chose to open a link; they do not stand for all residents, so no margin of error is given.",
);

const ALL_HIDDEN_SENSITIVE: Words = Words(
    "这一题的有效答卷少于 {k} 份，或大家答得一样，整题不显示。",
    "這一題的有效答卷少於 {k} 份，或大家答得一樣，整題不顯示。",
    "Fewer than {k} people gave a valid answer to this question, or all answered alike, so nothing of it is shown.",
);
const ALL_HIDDEN: Words = Words(
    "这一题的有效答卷少于 {k} 份，整题不显示。",
    "這一題的有效答卷少於 {k} 份，整題不顯示。",
    "Fewer than {k} people gave a valid answer to this question, so nothing of it is shown.",
);

fn headline(page: &Page) -> String {
    let locale = page.locale;
    let n = page.counted.to_string();
    let Some(p) = &page.picked else {
        return Words("{n} 份答卷", "{n} 份答卷", "{n} {n:answer|answers}").fill(locale, &[("n", &n)]);
    };
    match &p.total.figures {
        Some(f) if f.score.is_some() => {
            let top = f
                .top_two
                .as_ref()
                .map(|t| top_two(t, page.open_link))
                .unwrap_or_default();
            // an interval stands only beside answers that were drawn
            let sampled = f.score_sampled.as_ref().filter(|_| !page.open_link);
            let bounds = sampled.map_or_else(String::new, |s| {
                format!(" ({}–{})", number(s.interval[0], 1), number(s.interval[1], 1))
            });
            Words(
                "{q} {s} 分{i}，{b} {t}，n\u{a0}=\u{a0}{v}",
                "{q} {s} 分{i}，{b} {t}，n\u{a0}=\u{a0}{v}",
                "{q} Score {s}{i}, {b} {t}, n\u{a0}=\u{a0}{v}",
            )
            .fill(
                locale,
                &[
                    ("q", &p.text),
                    ("s", &number(f.score.unwrap_or(0.0), 1)),
                    ("i", &bounds),
                    ("b", &super::finding::lower(locale, top_words(p.good).get(locale))),
                    ("t", &top),
                    ("v", &number(f.n_valid as f64, 0)),
                ],
            )
        }
        Some(f) => Words(
            "{q}（n\u{a0}=\u{a0}{v}）",
            "{q}（n\u{a0}=\u{a0}{v}）",
            "{q} (n\u{a0}=\u{a0}{v})",
        )
        .fill(locale, &[("q", &p.text), ("v", &number(f.n_valid as f64, 0))]),
        // what is hidden, and why, stands below it
        None => p.text.clone(),
    }
}

/// The item shown in full, on another page.
pub fn closer(page: &Page) -> AnyView {
    page.picked
        .as_ref()
        .map_or_else(|| ().into_any(), |p| picked_view(page, p))
}

fn picked_view(page: &Page, p: &Picked) -> AnyView {
    let locale = page.locale;
    let base = Words(
        "n = {n} 份；不了解和没用过另列。",
        "n = {n} 份；不了解和沒用過另列。",
        "n = {n}; don’t know and not used stand apart.",
    )
    .fill(
        locale,
        &[(
            "n",
            &number(p.total.figures.as_ref().map_or(0, |f| f.n_valid) as f64, 0),
        )],
    );
    let base = match &p.total.figures {
        Some(f) if f.top_two.is_some() && p.ordered && !page.open_link => {
            [base.as_str(), BRACKETS.get(locale)].join(locale.space())
        }
        _ => base,
    };
    if p.total.figures.is_none() {
        // with the whole hidden so is every part: one sentence, not one for each option and group
        let all = if p.sensitive {
            ALL_HIDDEN_SENSITIVE
        } else {
            ALL_HIDDEN
        };
        let all = all.fill(locale, &[("k", &page.k.to_string())]);
        return view! { <section class="section" id="rows"><p class="box">{all}</p></section> }.into_any();
    }
    let figure = if p.ordered {
        drawn::diverging(page, p, base)
    } else {
        drawn::bars(page, p, base)
    };
    view! {
        <section class="section" id="rows">
            {choices(Words("怎么分", "怎麼分", "Cut").get(locale), page.cuts.clone())}
            {figure.in_order(locale, if p.of_places { Order::ReaderBut(tables::ANSWERS_AT) } else { Order::Reader })}
            {p.tested.as_ref().map(|test| view! { <p class="groups-differ">{tested::sentence(locale, test)}</p> })}
        </section>
    }
    .into_any()
}

fn links(page: &Page) -> AnyView {
    let locale = page.locale;
    let current = page.picked.as_ref().map(|p| p.code.clone());
    let all = page.items.iter().map(|i| Choice {
        href: i.href.clone(),
        label: i.text.clone(),
        current: Some(&i.code) == current.as_ref(),
    });
    choices(
        Words("看哪一题", "看哪一題", "Question").get(locale),
        all.collect(),
    )
}

/// Share of the people who were asked.
fn of_asked(f: &Figures, n: u64) -> f64 {
    let asked = f.n_all.saturating_sub(f.n_not_asked);
    if asked == 0 { 0.0 } else { n as f64 / asked as f64 }
}
