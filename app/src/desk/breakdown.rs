//! A closed wave, one item and one cut at a time. Hidden cells are said to be hidden, never shown as zero.

use charts::{Axis, Bar, Bars, Cell, Chart as _, Diverging, DivergingRow, Header, Table};
use insight::{Hidden, breakdown::Figures};
use leptos::prelude::*;
use survey::Mode;

use super::{
    association::{Choice, choices},
    format::{number, percent},
    parts::{Figure, empty, phrases, source, table},
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
    /// Options have an order, worst first.
    pub ordered: bool,
    /// (code, words), worst first where ordered.
    pub options: Vec<(String, String)>,
    /// Everyone.
    pub total: GroupRow,
    /// Rows of the cut.
    pub rows: Vec<GroupRow>,
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
const GROUP: Words = Words("分组", "分組", "Group");
const SCORE: Words = Words("得分 0–100", "得分 0–100", "Score 0–100");

/// What stands in place of a hidden row.
pub fn hidden_words(locale: Locale, k: u64, why: Hidden) -> String {
    let words = match why {
        Hidden::Primary => Words(
            "少于 {k} 份，不显示",
            "少於 {k} 份，不顯示",
            "fewer than {k}, not shown",
        ),
        Hidden::Complementary => Words(
            "一并不显示，以免推出旁边的",
            "一併不顯示，以免推出旁邊的",
            "hidden with its neighbour",
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
            "Results are made once, at close; {n} answers so far.",
        )
        .fill(locale, &[("n", &page.counted.to_string())]);
        let what = Words(
            "{d} 截止。截止前只看份数，不看怎么答。",
            "{d} 截止。截止前只看份數，不看怎麼答。",
            "It closes on {d}. Until then only the number of answers is shown, never how.",
        )
        .fill(locale, &[("d", &page.closes)]);
        let back = Words("回到这次调查", "回到這次調查", "Back to the survey").get(locale);
        return view! {
            <header class="stack"><p class="kicker">{kicker}</p><h1>{phrases(&title)}</h1></header>
            {empty(Words("还没有结果", "還沒有結果", "There are no results yet").get(locale), &what, &page.wave_href, back)}
        }
        .into_any();
    }
    let headline = headline(&page);
    let picked = page.picked.as_ref().map(|p| picked_view(&page, p));
    let overview = table(&overview(&page), locale, "items");
    view! {
        <header class="stack"><p class="kicker"><a href=page.wave_href.clone()>{kicker}</a></p><h1>{phrases(&headline)}</h1>
            {page.open_link.then(|| view! { <p class="standfirst">{OPEN_LINK.get(locale)}" "<span class="grade">{Words("证据等级 D", "證據等級 D", "grade D").get(locale)}</span></p> })}
        </header>
        {picked}
        <section class="section" aria-labelledby="all"><h2 id="all">{Words("所有题目", "所有題目", "All questions").get(locale)}</h2>
            {links(&page)}{overview}</section>
        {source(vec![Words(
            "n 是有效份数；不了解、没用过、没回答分开报告，不打分。区间是前两档占比的 95% Wilson 区间。少于 {k} 份不显示；只有一格少于 {k} 份时，把次小的一格也隐去。",
            "n 是有效份數；不了解、沒用過、沒回答分開報告，不打分。區間是前兩檔佔比的 95% Wilson 區間。少於 {k} 份不顯示；只有一格少於 {k} 份時，把次小的一格也隱去。",
            "n counts valid answers; don’t know, not used and blank are reported apart and never scored. Intervals are Wilson’s 95 % of the top-two share. Fewer than {k} answers are not shown; where one cell alone is hidden, the next smallest is too.",
        ).fill(locale, &[("k", &page.k.to_string())])])}
    }
    .into_any()
}

const OPEN_LINK: Words = Words(
    "答卷来自自愿点开链接的人，不代表全体居民，不给误差范围。",
    "答卷來自自願點開連結的人，不代表全體居民，不給誤差範圍。",
    "Answers come from people who chose to open a link; they do not stand for all residents, so no margin of error is given.",
);

fn headline(page: &Page) -> String {
    let locale = page.locale;
    let n = page.counted.to_string();
    let Some(p) = &page.picked else {
        return Words("{n} 份答卷", "{n} 份答卷", "{n} answers").fill(locale, &[("n", &n)]);
    };
    match &p.total.figures {
        Some(f) if f.score.is_some() => {
            let top = f
                .top_two
                .as_ref()
                .map(|t| percent(t.share, 0))
                .unwrap_or_default();
            Words(
                "{q} {s} 分，前两档 {t}（n = {v}）",
                "{q} {s} 分，前兩檔 {t}（n = {v}）",
                "{q} Score {s}, top two {t} (n = {v})",
            )
            .fill(
                locale,
                &[
                    ("q", &p.text),
                    ("s", &number(f.score.unwrap_or(0.0), 1)),
                    ("t", &top),
                    ("v", &f.n_valid.to_string()),
                ],
            )
        }
        Some(f) => Words("{q}(n = {v})", "{q}(n = {v})", "{q} (n = {v})")
            .fill(locale, &[("q", &p.text), ("v", &f.n_valid.to_string())]),
        None => format!("{} {}", p.text, hidden_words(locale, page.k, Hidden::Primary)),
    }
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
            &p.total.figures.as_ref().map_or(0, |f| f.n_valid).to_string(),
        )],
    );
    let figure = if p.ordered {
        diverging(page, p, base)
    } else {
        bars(page, p, base)
    };
    view! {
        <section class="section" id="rows">
            {choices(Words("怎么分", "怎麼分", "Cut").get(locale), page.cuts.clone())}
            {figure.view(locale)}
        </section>
    }
    .into_any()
}

fn diverging(page: &Page, p: &Picked, base: String) -> Figure {
    let locale = page.locale;
    let row = |g: &GroupRow| match &g.figures {
        Some(f) => DivergingRow {
            label: g.label.clone(),
            shares: p
                .options
                .iter()
                .map(|(code, _)| {
                    f.distribution
                        .iter()
                        .find(|c| &c.code == code)
                        .map_or(0.0, |c| c.share)
                })
                .collect(),
            specials: vec![of_asked(f, f.n_dont_know), of_asked(f, f.n_not_used)],
            mean: mean_text(f, page.open_link),
            n: f.n_valid.to_string(),
            hidden: (f.n_valid == 0)
                .then(|| Words("没有答卷", "沒有答卷", "no answers").get(locale).to_owned()),
        },
        None => DivergingRow {
            label: g.label.clone(),
            hidden: Some(hidden_words(locale, page.k, g.hidden.unwrap_or(Hidden::Primary))),
            ..DivergingRow::default()
        },
    };
    let chart = Diverging {
        title: p.text.clone(),
        desc: headline(page),
        options: p.options.iter().map(|o| o.1.clone()).collect(),
        specials: vec![DONT_KNOW.get(locale).to_owned(), NOT_USED.get(locale).to_owned()],
        rows: std::iter::once(&p.total).chain(&p.rows).map(row).collect(),
        row_heading: GROUP.get(locale).to_owned(),
        mean_heading: SCORE.get(locale).to_owned(),
        n_heading: "n".to_owned(),
    };
    let mut figure = Figure::of("answers", &chart, p.text.clone(), base, String::new());
    figure.table = group_table(page, p);
    figure
}

fn bars(page: &Page, p: &Picked, base: String) -> Figure {
    let locale = page.locale;
    let rows = p.options.iter().map(|(code, words)| match &p.total.figures {
        Some(f) => {
            let share = f
                .distribution
                .iter()
                .find(|c| &c.code == code)
                .map_or(0.0, |c| c.share);
            Bar::new(words.clone(), share * 100.0, percent(share, 0))
        }
        None => Bar {
            label: words.clone(),
            hidden: Some(hidden_words(locale, page.k, Hidden::Primary)),
            ..Bar::default()
        },
    });
    let chart = Bars {
        title: p.text.clone(),
        desc: headline(page),
        x: Axis {
            after: "%".to_owned(),
            limits: Some((0.0, 100.0)),
            ..Axis::new("")
        },
        rows: rows.collect(),
        row_heading: Words("回答", "回答", "Answer").get(locale).to_owned(),
        ..Bars::default()
    };
    let mut figure = Figure {
        id: "answers".to_owned(),
        title: p.text.clone(),
        base,
        foot: String::new(),
        drawings: chart.draw("answers"),
        table: group_table(page, p),
    };
    if p.options.is_empty() {
        figure.drawings = None;
    }
    figure
}

fn of_asked(f: &Figures, n: u64) -> f64 {
    let asked = f.n_all.saturating_sub(f.n_not_asked);
    if asked == 0 { 0.0 } else { n as f64 / asked as f64 }
}

fn mean_text(f: &Figures, open_link: bool) -> String {
    let score = f.score.map_or_else(|| "–".to_owned(), |s| number(s, 1));
    match (&f.top_two, open_link) {
        (Some(t), false) => format!(
            "{score} · {} ({}–{})",
            percent(t.share, 0),
            number(t.low * 100.0, 0),
            number(t.high * 100.0, 0)
        ),
        (Some(t), true) => format!("{score} · {}", percent(t.share, 0)),
        (None, _) => score,
    }
}

fn heading(locale: Locale, text: Words, number: bool) -> Header {
    Header {
        text: text.get(locale).to_owned(),
        number,
    }
}

fn group_table(page: &Page, p: &Picked) -> Table {
    let locale = page.locale;
    let mut headers = vec![
        heading(locale, GROUP, false),
        Header {
            text: "n".to_owned(),
            number: true,
        },
    ];
    if p.scored {
        headers.push(heading(locale, SCORE, true));
        headers.push(heading(locale, TOP, true));
        headers.push(heading(
            locale,
            Words("95% 区间", "95% 區間", "95% interval"),
            true,
        ));
    }
    headers.push(heading(locale, DONT_KNOW, true));
    headers.push(heading(locale, NOT_USED, true));
    headers.extend(p.options.iter().map(|o| Header {
        text: o.1.clone(),
        number: true,
    }));
    let width = headers.len();
    let rows = std::iter::once(&p.total).chain(&p.rows).map(|g| {
        let mut cells = vec![words(g.label.clone())];
        match &g.figures {
            None => {
                cells.push(words(hidden_words(
                    locale,
                    page.k,
                    g.hidden.unwrap_or(Hidden::Primary),
                )));
                cells.resize(width, words(String::new()));
            }
            Some(f) => {
                cells.push(count(f.n_valid));
                if p.scored {
                    cells.push(f.score.map_or_else(dash, |s| Cell {
                        shown: number(s, 1),
                        value: Some(s),
                    }));
                    cells.push(f.top_two.as_ref().map_or_else(dash, |t| share(t.share)));
                    let interval = f.top_two.as_ref().filter(|_| !page.open_link);
                    cells.push(interval.map_or_else(dash, |t| {
                        words(format!(
                            "{}–{}%",
                            number(t.low * 100.0, 0),
                            number(t.high * 100.0, 0)
                        ))
                    }));
                }
                cells.push(count(f.n_dont_know));
                cells.push(count(f.n_not_used));
                cells.extend(p.options.iter().map(|(code, _)| {
                    f.distribution
                        .iter()
                        .find(|c| &c.code == code)
                        .map_or_else(dash, |c| share(c.share))
                }));
            }
        }
        cells
    });
    Table {
        caption: p.text.clone(),
        headers,
        rows: rows.collect(),
    }
}

fn overview(page: &Page) -> Table {
    let locale = page.locale;
    let rows = page.items.iter().map(|i| {
        let mut cells = vec![words(i.text.clone())];
        match &i.figures {
            None => {
                cells.push(words(hidden_words(locale, page.k, Hidden::Primary)));
                cells.resize(7, words(String::new()));
            }
            Some(f) => {
                cells.push(count(f.n_valid));
                cells.push(f.score.map_or_else(dash, |s| Cell {
                    shown: number(s, 1),
                    value: Some(s),
                }));
                cells.push(f.top_two.as_ref().map_or_else(dash, |t| share(t.share)));
                cells.push(share(of_asked(f, f.n_dont_know)));
                cells.push(share(of_asked(f, f.n_not_used)));
                cells.push(count(f.n_blank));
            }
        }
        cells
    });
    Table {
        caption: Words("{n} 份答卷", "{n} 份答卷", "{n} answers")
            .fill(locale, &[("n", &page.counted.to_string())]),
        headers: vec![
            heading(locale, Words("题目", "題目", "Question"), false),
            Header {
                text: "n".to_owned(),
                number: true,
            },
            heading(locale, SCORE, true),
            heading(locale, TOP, true),
            heading(locale, DONT_KNOW, true),
            heading(locale, NOT_USED, true),
            heading(locale, Words("没回答", "沒回答", "Blank"), true),
        ],
        rows: rows.collect(),
    }
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

fn words(text: String) -> Cell {
    Cell {
        shown: text,
        value: None,
    }
}

fn dash() -> Cell {
    words("–".to_owned())
}

fn count(n: u64) -> Cell {
    Cell {
        shown: number(n as f64, 0),
        value: Some(n as f64),
    }
}

fn share(value: f64) -> Cell {
    Cell {
        shown: percent(value, 0),
        value: Some(value),
    }
}
