//! The public page of a closed wave: what everyone together said, as far down as the county publishes.

use charts::{Cell, Header, Table};
use insight::Hidden;
use leptos::prelude::*;

use super::{day_words, document::Chrome, phrases::full_width, stylesheet::WALL, wording};
use crate::{
    desk::{
        breakdown::hidden_words,
        format::{number, percent},
        sheets::{Kind, Sheet},
    },
    render::escape,
    words::Words,
};

/// One item, everyone together.
#[derive(Clone, Debug)]
pub struct ResultRow {
    /// Question.
    pub text: String,
    /// Valid answers, or why nothing of them is shown.
    pub n: Result<u64, Hidden>,
    /// Score, 0–100.
    pub score: Option<f64>,
    /// Its 95 % interval; none where none is given.
    pub score_interval: Option<[f64; 2]>,
    /// The score is of satisfaction: it is told with the share, and not only in the table.
    pub points: bool,
    /// Share of the top two options, 0–1.
    pub share: Option<f64>,
    /// Its 95 % interval, 0–1; none where none is given.
    pub interval: Option<[f64; 2]>,
    /// The words of those options: 非常满意、比较满意.
    pub top_words: String,
}

/// A service that people want improved first.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its name.
    pub service: String,
    /// Share that named it, 0–1.
    pub share: f64,
    /// Its 95 % interval; none where people took part by themselves.
    pub interval: Option<[f64; 2]>,
    /// People.
    pub n: u64,
}

/// The overall satisfaction of one township or village.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// Its name.
    pub name: String,
    /// As above; `text` is empty.
    pub row: ResultRow,
}

/// Why there is nothing to show yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// Results come on this day, `YYYY-MM-DD`.
    On(String),
    /// Results come once, after closing; no day was set.
    AfterClosing,
    /// The county publishes no result of this area.
    NotPublished,
    /// The county took the survey back.
    Withdrawn,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct ResultsPage<'a> {
    /// Language, switch, nonce.
    pub chrome: Chrome<'a>,
    /// Title of the survey.
    pub title: &'a str,
    /// Area asked.
    pub area_name: &'a str,
    /// Answers counted.
    pub counted: u64,
    /// Answers came through an open link.
    pub open_link: bool,
    /// Some questions were put to a part of the people only.
    pub in_part: bool,
    /// The items, or why they are not shown.
    pub rows: Result<Vec<ResultRow>, NotShown>,
    /// What people want improved first, the most named first.
    pub wanted: Vec<Wanted>,
    /// Overall satisfaction of townships in order of code, where the county publishes them.
    pub townships: Vec<PlaceRow>,
    /// The same of villages, each with the name of its township.
    pub villages: Vec<(String, PlaceRow)>,
    /// Fewest answers of which anything is shown; the county may raise it above ten.
    pub k: u64,
    /// Hash of the settings, in which that number stands.
    pub judged: &'a str,
    /// The address of the page, without its language.
    pub here: &'a str,
}

const ON: Words = Words(
    "结果在{day}公布。",
    "結果在{day}公布。",
    "Results will be shown on {day}.",
);
const LATER: Words = Words(
    "结果在截止以后公布。",
    "結果在截止以後公布。",
    "Results will be shown after closing.",
);
const NEVER: Words = Words(
    "这一级的结果不单独公布。",
    "這一級的結果不單獨公布。",
    "Results of this area are not published by themselves.",
);
const SAID: Words = Words(
    "{n} 份答卷，大家是这样说的",
    "{n} 份答卷，大家是這樣說的",
    "What {n} people said",
);
const QUESTION: Words = Words("题目", "題目", "Question");
const SCORE: Words = Words("得分（0–100）", "得分（0–100）", "Score (0–100)");
const TOP: Words = Words("满意的占比", "滿意的佔比", "Satisfied");
const EVERY: Words = Words("每一题", "每一題", "Every question");
const INTERVAL: Words = Words("95% 区间", "95% 區間", "95% interval");
const PLACE: Words = Words("乡镇", "鄉鎮", "Township");
const VILLAGE: Words = Words("村（社区）", "村（社區）", "Village");
const ANSWERS: Words = Words("人数", "人數", "People");
const FILES: Words = Words("下载这张表：", "下載這張表：", "This table as a file: ");
const ALL_FEW: Words = Words(
    "每一题都少于 {k} 份，都不显示。",
    "每一題都少於 {k} 份，都不顯示。",
    "Every question has fewer than {k} answers; none is shown.",
);
const ALL_HIDDEN: Words = Words(
    "每一题都不显示：少于 {k} 份，或会让人推算出别处的结果。",
    "每一題都不顯示：少於 {k} 份，或會讓人推算出別處的結果。",
    "No question is shown: fewer than {k} answers, or others’ results could be worked out from them.",
);
const OPEN: Words = Words(
    "答卷来自自愿点开链接的人，不代表全体居民。",
    "答卷來自自願點開連結的人，不代表全體居民。",
    "Answers come from people who chose to open a link; they do not stand for all residents.",
);
const IN_PART: Words = Words(
    "有的题只问了一部分人，所以每题回答的人数不一样。",
    "有的題只問了一部分人，所以每題回答的人數不一樣。",
    "Some questions were put to a part of the people only, so numbers of answers differ.",
);
const SOURCE: Words = Words(
    "来源：{a}，{t}，{n} 份答卷。",
    "來源：{a}，{t}，{n} 份答卷。",
    "Source: {a}, {t}; answers: {n}.",
);
const BOUNDS: Words = Words(
    "括号里是 95% 区间。",
    "括號裡是 95% 區間。",
    "In brackets: 95% intervals.",
);
const ALIKE: Words = Words(
    "每份答卷算一样重。",
    "每份答卷算一樣重。",
    "Every answer counts the same.",
);
const NOT_FOR_RANKING: Words = Words(
    "不用于考核排名。",
    "不用於考核排名。",
    "Not for ranking or appraisal.",
);
const JUDGED: Words = Words(
    "按县里的设定 {h} 显示。",
    "按縣裡的設定 {h} 顯示。",
    "Shown by the county’s settings {h}.",
);

const WANTED: Words = Words(
    "大家最想先改的是{a}：{t}选了它，{p}（{n} 人回答）。",
    "大家最想先改的是{a}：{t}選了它，{p}（{n} 人回答）。",
    "What people most want improved: {a}. {t} of {n} named it, {p}.",
);
const NEXT: Words = Words("其次是{l}。", "其次是{l}。", "Next: {l}.");
const TIED: Words = Words(
    "前两样先后分不清。",
    "前兩樣先後分不清。",
    "Which of the first two comes first cannot be told.",
);
const OF_TEN: Words = Words(
    "10 个人里约 {k} 个",
    "10 個人裡約 {k} 個",
    "About {k}\u{a0}in\u{a0}10",
);
const HARDLY: Words = Words("很少有人", "很少有人", "Hardly anyone");
const NEARLY_ALL: Words = Words("几乎人人", "幾乎人人", "Nearly everyone");
const SAYS: Words = Words("{t}说{w}", "{t}說{w}", "{t}: {w}");
const BASE: Words = Words("{n} 人回答", "{n} 人回答", "{n} answered");
const POINTS: Words = Words("百分制得 {s} 分", "百分制得 {s} 分", "score {s} of 100");
const TABLE: Words = Words("看成表格", "看成表格", "The same as a table");
const TOWNSHIPS: Words = Words(
    "各乡镇的总体满意",
    "各鄉鎮的總體滿意",
    "Overall satisfaction by township",
);
const VILLAGES: Words = Words(
    "各村（社区）的总体满意",
    "各村（社區）的總體滿意",
    "Overall satisfaction by village",
);
const NO_ORDER: Words = Words(
    "按地区代码排，不是名次；相差不大的，分不出高低。",
    "按地區代碼排，不是名次；相差不大的，分不出高低。",
    "In order of area code, not of rank; small differences cannot be told.",
);

/// “10 个人里约 7 个”, from the per cent as they are printed beside it.
fn of_ten(chrome: &Chrome<'_>, share: f64) -> String {
    match ((share * 100.0).round() / 10.0).round() {
        k if k < 1.0 => chrome.say(HARDLY).to_owned(),
        k if k > 9.0 => chrome.say(NEARLY_ALL).to_owned(),
        k => wording::fill(chrome.say(OF_TEN), &[("k", &format!("{k:.0}"))]),
    }
}

/// “少于 10 份，不显示”: what stands in place of a result.
fn few(chrome: &Chrome<'_>, why: Hidden, k: u64) -> String {
    hidden_words(chrome.locale(), k, why, false)
}

/// Why no question at all is shown.
fn all_hidden(chrome: &Chrome<'_>, rows: &[ResultRow], k: u64) -> String {
    let few = rows.iter().all(|r| r.n == Err(Hidden::Primary));
    let words = if few { ALL_FEW } else { ALL_HIDDEN };
    wording::fill(chrome.say(words), &[("k", &k.to_string())])
}

/// “5,713 人回答，百分制得 63.4 分 (62.8–64.0)”, or without the score.
fn base(chrome: &Chrome<'_>, n: u64, row: &ResultRow, scored: bool) -> String {
    let mut base = wording::fill(chrome.say(BASE), &[("n", &number(n as f64, 0))]);
    if scored && row.score.is_some() {
        base.push_str(if chrome.lang == "en" { ", " } else { "，" });
        base.push_str(&wording::fill(chrome.say(POINTS), &[("s", &score(row))]));
        if let Some([low, high]) = row.score_interval {
            base.push_str(&format!(" ({}–{})", number(low, 1), number(high, 1)));
        }
    }
    base
}

fn told(chrome: &Chrome<'_>, title: &str, row: &ResultRow, k: u64) -> AnyView {
    let title = wording::heading(&full_width(chrome.lang, title));
    let n = match row.n {
        Ok(n) => n,
        Err(why) => {
            return view! { <li><b>{title}</b><span class="few">{few(chrome, why, k)}</span></li> }
                .into_any();
        }
    };
    let Some(share) = row.share else {
        // a scale on which no answers count as good ones: its mean is all there is to say
        let base = base(chrome, n, row, true);
        return view! { <li><b>{title}</b><span>{full_width(chrome.lang, &base)}</span></li> }.into_any();
    };
    let says = wording::fill(chrome.say(SAYS), &[("t", &of_ten(chrome, share))]);
    // the words of the answer break as one
    let (before, after) = says.split_once("{w}").unwrap_or((says.as_str(), ""));
    let (before, after) = (before.to_owned(), after.to_owned());
    let words = row.top_words.clone();
    let ends = row
        .interval
        .map_or_else(String::new, |ends| format!(" ({})", range(ends)));
    let base = format!(
        "{}{ends} · {}",
        percent(share, 0),
        base(chrome, n, row, row.points)
    );
    let width = format!("{:.1}", share * 100.0);
    view! {
        <li><b>{title}</b><span>{before}<span class="nb">{words}</span>{after}</span>
            <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="of" width="100" height="4"/><rect class="is" width=width height="4"/></svg>
            <small>{full_width(chrome.lang, &base)}</small></li>
    }
    .into_any()
}

fn wanted(chrome: &Chrome<'_>, all: &[Wanted]) -> AnyView {
    let Some(first) = all.first() else {
        return ().into_any();
    };
    let comma = if chrome.lang == "en" { ", " } else { "、" };
    let between = |w: &Wanted| {
        let interval = w
            .interval
            .map_or_else(String::new, |i| format!(" ({})", range(i)));
        format!("{}{interval}", percent(w.share, 0))
    };
    let named = |w: &Wanted| format!("{} {}", w.service, between(w));
    let next: Vec<String> = all.iter().skip(1).take(2).map(named).collect();
    let reaches = all.get(1).and_then(|w| w.interval).zip(first.interval);
    let tied = reaches.is_some_and(|(second, first)| second[1] >= first[0]);
    let mut text = wording::fill(
        chrome.say(WANTED),
        &[
            ("a", &first.service),
            ("t", &of_ten(chrome, first.share)),
            ("p", &between(first)),
            ("n", &number(first.n as f64, 0)),
        ],
    );
    if !next.is_empty() {
        if chrome.lang == "en" {
            text.push(' ');
        }
        text.push_str(&wording::fill(chrome.say(NEXT), &[("l", &next.join(comma))]));
    }
    if tied {
        if chrome.lang == "en" {
            text.push(' ');
        }
        text.push_str(chrome.say(TIED));
    }
    view! { <p class="lead">{text}</p> }.into_any()
}

fn townships(chrome: &Chrome<'_>, all: &[PlaceRow], k: u64) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    view! {
        <section><h2>{chrome.say(TOWNSHIPS)}</h2><p>{chrome.say(NO_ORDER)}</p>{list(chrome, all, k)}</section>
    }
    .into_any()
}

/// Villages of one township as they stand; those of several below the name of each, for they may be hundreds.
fn villages(chrome: &Chrome<'_>, all: &[(String, PlaceRow)], k: u64) -> AnyView {
    let of: Vec<&[(String, PlaceRow)]> = all.chunk_by(|a, b| a.0 == b.0).collect();
    let rows =
        |part: &[(String, PlaceRow)]| -> Vec<PlaceRow> { part.iter().map(|(_, row)| row.clone()).collect() };
    let lists = match of.as_slice() {
        [] => return ().into_any(),
        [one] => list(chrome, &rows(one), k),
        several => several
            .iter()
            .map(|part| {
                let above = full_width(chrome.lang, &part[0].0);
                view! { <details><summary>{above}</summary>{list(chrome, &rows(part), k)}</details> }
            })
            .collect_view()
            .into_any(),
    };
    view! { <section><h2>{chrome.say(VILLAGES)}</h2><p>{chrome.say(NO_ORDER)}</p>{lists}</section> }
        .into_any()
}

fn list(chrome: &Chrome<'_>, all: &[PlaceRow], k: u64) -> AnyView {
    view! { <ul class="told">{all.iter().map(|p| told(chrome, &p.name, &p.row, k)).collect_view()}</ul> }
        .into_any()
}

/// The whole document.
pub fn results_page(page: &ResultsPage<'_>) -> String {
    let chrome = page.chrome;
    let head = full_width(chrome.lang, &[page.area_name, " · ", page.title].concat());
    let title = match &page.rows {
        Ok(_) => wording::fill(chrome.say(SAID), &[("n", &number(page.counted as f64, 0))]),
        Err(NotShown::On(day)) => wording::fill(chrome.say(ON), &[("day", &day_words(chrome.lang, day))]),
        Err(NotShown::AfterClosing) => chrome.say(LATER).to_owned(),
        Err(NotShown::NotPublished) => chrome.say(NEVER).to_owned(),
        Err(NotShown::Withdrawn) => chrome.say(super::closed::WITHDRAWN).to_owned(),
    };
    let table = page.rows.as_ref().ok().map(|rows| {
        let known = rows.iter().any(|r| r.n.is_ok());
        let list = known.then(|| view! { <ul class="told">{rows.iter().map(|r| told(&chrome, &r.text, r, page.k)).collect_view()}</ul> });
        let twins = if known {
            // which settings decide what is shown is for those who compare tables
            view! { <details><summary>{chrome.say(TABLE)}</summary>{twins(page)}<p class="judged">{page.judged()}</p></details> }.into_any()
        } else {
            view! { <p>{all_hidden(&chrome, rows, page.k)}</p> }.into_any()
        };
        view! { {wanted(&chrome, &page.wanted)}{list}{townships(&chrome, &page.townships, page.k)}{villages(&chrome, &page.villages, page.k)}{twins} }
    });
    let open = (page.open_link && page.rows.is_ok()).then(|| view! { <p>{chrome.say(OPEN)}</p> });
    let in_part = (page.in_part && page.rows.is_ok()).then(|| view! { <p>{chrome.say(IN_PART)}</p> });
    let heading = wording::heading(&title);
    let shown = page.rows.is_ok();
    let source = shown.then(|| page.source());
    let main = view! {
        <header class="top"><p class="t">{head}</p></header>
        <main class="wall">
            <h1>{heading}</h1>
            {open}
            {in_part}
            {table}
            <p class="promise">{source}{chrome.say(NOT_FOR_RANKING)}</p>
        </main>
    }
    .into_any();
    let nonce = escape(chrome.nonce);
    let wall = ["<style nonce=\"", &nonce, "\">", WALL.as_str(), "</style>"].concat();
    chrome.document(&title, "", &wall, main, "")
}

/// Names of the tables of questions, of townships and of villages.
const TABLES: [&str; 3] = ["results", "places", "villages"];

impl ResultsPage<'_> {
    /// Where the figures come from, what each answer counts, and what stands in brackets beside them.
    fn source(&self) -> String {
        let chrome = &self.chrome;
        let n = number(self.counted as f64, 0);
        let said = wording::fill(
            chrome.say(SOURCE),
            &[("a", self.area_name), ("t", self.title), ("n", &n)],
        );
        let bounds = (!self.open_link).then(|| chrome.say(BOUNDS));
        let gap = if chrome.lang == "en" { " " } else { "" };
        let all = [Some(said.as_str()), Some(chrome.say(ALIKE)), bounds];
        all.into_iter().flatten().map(|s| [s, gap].concat()).collect()
    }

    /// Which settings decide what is shown.
    fn judged(&self) -> String {
        let hash = self.judged.get(..12).unwrap_or_default();
        wording::fill(self.chrome.say(JUDGED), &[("h", hash)])
    }

    /// A table of the page by its name, with what must not be parted from it; none of that name, or where nothing is shown.
    pub fn sheet(&self, name: &str) -> Option<Sheet> {
        let chrome = self.chrome;
        let rows = self.rows.as_ref().ok()?;
        let table = match TABLES.iter().position(|t| *t == name)? {
            0 => table(
                &chrome,
                QUESTION,
                rows.iter().map(|r| (r.text.as_str(), r)).collect(),
                self.k,
            ),
            1 => table(
                &chrome,
                PLACE,
                self.townships.iter().map(|p| (p.name.as_str(), &p.row)).collect(),
                self.k,
            ),
            _ => {
                let name = |(above, row): &(String, PlaceRow)| format!("{above} · {}", row.name);
                let names: Vec<String> = self.villages.iter().map(name).collect();
                let rows = names
                    .iter()
                    .map(String::as_str)
                    .zip(self.villages.iter().map(|(_, p)| &p.row));
                table(&chrome, VILLAGE, rows.collect(), self.k)
            }
        };
        let known = rows.iter().any(|r| r.n.is_ok()) && !table.rows.is_empty();
        let open = self.open_link.then(|| chrome.say(OPEN));
        let order = (name != TABLES[0]).then(|| chrome.say(NO_ORDER));
        known.then(|| Sheet {
            table,
            notes: [order, open, Some(chrome.say(NOT_FOR_RANKING))]
                .into_iter()
                .flatten()
                .map(str::to_owned)
                .chain([self.judged()])
                .collect(),
        })
    }
}

/// “71.4”.
fn score(row: &ResultRow) -> String {
    row.score.map_or_else(String::new, |s| number(s, 1))
}

/// “58–66%”.
fn range([low, high]: [f64; 2]) -> String {
    format!("{}–{}", number(low * 100.0, 0), percent(high, 0))
}

/// The tables, each with its files.
fn twins(page: &ResultsPage<'_>) -> AnyView {
    let shown = TABLES
        .into_iter()
        .filter_map(|name| Some((name, page.sheet(name)?.table)));
    shown
        .map(|(name, table)| twin(page, name, &table))
        .collect_view()
        .into_any()
}

fn twin(page: &ResultsPage<'_>, name: &str, table: &Table) -> AnyView {
    let heads = table
        .headers
        .iter()
        .map(|h| view! { <th scope="col">{h.text.clone()}</th> });
    let lines = table.rows.iter().map(|row| {
        let (head, cells) = row
            .split_first()
            .map_or(("", &[][..]), |(h, c)| (h.shown.as_str(), c));
        let hidden = cells.iter().all(|c| c.value.is_none());
        let cells = match cells.first() {
            Some(few) if hidden => {
                let across = cells.len().to_string();
                view! { <td class="few" colspan=across>{few.shown.clone()}</td> }.into_any()
            }
            _ => cells
                .iter()
                .map(|c| view! { <td>{c.shown.clone()}</td> })
                .collect_view()
                .into_any(),
        };
        view! { <tr><th scope="row">{head.to_owned()}</th>{cells}</tr> }
    });
    let files = Kind::ALL.map(|kind| {
        let href = format!(
            "{}?lang={}&table={name}&as={}",
            page.here,
            page.chrome.lang,
            kind.ending()
        );
        view! { " "<a href=href download>{kind.ending().to_uppercase()}</a> }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table class="results" id=format!("{name}-table")>
                <caption>{table.caption.clone()}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
        <p class="files">{page.chrome.say(FILES)}{files.collect_view()}</p>
    }
    .into_any()
}

/// Rows by question or place: score, share of the good answers, its interval where there is any, people.
fn table(chrome: &Chrome<'_>, first: Words, rows: Vec<(&str, &ResultRow)>, k: u64) -> Table {
    let intervals = rows.iter().any(|(_, r)| r.interval.is_some());
    let head = |words: Words, number| Header {
        text: chrome.say(words).to_owned(),
        number,
    };
    let heads = [
        Some(head(first, false)),
        Some(head(SCORE, true)),
        Some(head(TOP, true)),
        intervals.then(|| head(INTERVAL, false)),
        Some(head(ANSWERS, true)),
    ];
    let cell = |shown: String, value: Option<f64>| Cell { shown, value };
    let line = |(text, row): &(&str, &ResultRow)| {
        let name = cell(full_width(chrome.lang, text), None);
        let n = match row.n {
            Ok(n) => n,
            Err(why) => {
                let blank = (0..2 + usize::from(intervals)).map(|_| Cell::default());
                let few = cell(few(chrome, why, k), None);
                return [name, few].into_iter().chain(blank).collect();
            }
        };
        let share = row.share.map_or_else(String::new, |s| percent(s, 0));
        let ends = row.interval.map_or_else(String::new, range);
        let cells = [
            Some(name),
            Some(cell(score(row), row.score)),
            Some(cell(share, row.share)),
            intervals.then(|| cell(ends, None)),
            Some(cell(number(n as f64, 0), Some(n as f64))),
        ];
        cells.into_iter().flatten().collect::<Vec<Cell>>()
    };
    Table {
        caption: chrome
            .say(match first {
                PLACE => TOWNSHIPS,
                VILLAGE => VILLAGES,
                _ => EVERY,
            })
            .to_owned(),
        headers: heads.into_iter().flatten().collect(),
        rows: rows.iter().map(line).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(lang: &str, row: &ResultRow) -> String {
        let chrome = Chrome {
            lang,
            languages: &[],
            nonce: "n",
        };
        let row = row.clone();
        crate::render::to_html(move || told(&chrome, "题,好不好?", &row, 10))
    }

    #[test]
    fn points_are_told_of_satisfaction_alone_and_with_their_interval() {
        let mut row = ResultRow {
            text: String::new(),
            n: Ok(5713),
            score: Some(63.44),
            score_interval: Some([62.8, 64.01]),
            points: true,
            share: Some(0.33),
            interval: Some([0.31, 0.34]),
            top_words: "高了".to_owned(),
        };
        let said = line("zh-Hans", &row);
        assert!(
            said.contains("33% (31–34%) · 5,713 人回答，百分制得 63.4 分 (62.8–64.0)"),
            "{said}"
        );
        let english = line("en", &row);
        assert!(
            english.contains("5,713 answered, score 63.4 of 100 (62.8–64.0)"),
            "{english}"
        );
        assert!(said.contains("<span class=\"nb\">高了</span>"), "{said}");
        row.points = false;
        let said = line("zh-Hans", &row);
        assert!(
            said.contains("33% (31–34%) · 5,713 人回答<") && !said.contains('分'),
            "{said}"
        );
    }
}
