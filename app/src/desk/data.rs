//! Loading files: what there is, a file taken and previewed, nothing stored before the second click.

mod working;

use charts::{Cell, Header, Table};
use leptos::prelude::*;

use super::parts::{phrases, table};
use crate::words::{Locale, Words};

/// Most bytes of a form with a file; larger files come in parts, or through `minxin import`, which streams.
pub const MOST: usize = 64 * 1024 * 1024;

/// What is said of a larger one.
pub const TOO_LARGE: Words = Words(
    "文件超过 64 MB，这里收不下。请按年份或地区拆成几个文件，每个都留着表头，一个一个导入：已经存过的行会跳过，不会算两次。也可以请管这台机器的人用 minxin import 整个导入。",
    "檔案超過 64 MB，這裡收不下。請按年份或地區拆成幾個檔案，每個都留著表頭，一個一個匯入：已經存過的列會跳過，不會算兩次。也可以請管這台機器的人用 minxin import 整個匯入。",
    "The file is over 64 MB, too much for this page. Split it by year or area into several files, each with the header row, and load them one after another: rows already stored are skipped, so nothing counts twice. Or ask whoever looks after this machine to load it whole with `minxin import`.",
);

/// The kinds of file, by the word of `minxin import`.
pub const KINDS: [(&str, Words, Words); 9] = [
    (
        "areas",
        Words("地区", "地區", "Areas"),
        Words(
            "县、乡镇、村的代码和名称",
            "縣、鄉鎮、村的代碼和名稱",
            "codes and names of county, townships, villages",
        ),
    ),
    (
        "population",
        Words("人口", "人口", "Population"),
        Words(
            "每个地区每年的常住人口",
            "每個地區每年的常住人口",
            "residents of each area and year",
        ),
    ),
    (
        "spending",
        Words("支出", "支出", "Spending"),
        Words(
            "受益地区、年份、服务、金额",
            "受益地區、年份、服務、金額",
            "area, year, service, amount",
        ),
    ),
    (
        "deflator",
        Words("价格指数", "價格指數", "Price index"),
        Words(
            "把不同年份的钱变得可比",
            "把不同年份的錢變得可比",
            "makes money of different years comparable",
        ),
    ),
    (
        "scores",
        Words("已公布的满意度", "已公布的滿意度", "Published scores"),
        Words(
            "别处测过的分数",
            "別處測過的分數",
            "scores that somebody else measured",
        ),
    ),
    (
        "indicators",
        Words("指标", "指標", "Indicators"),
        Words(
            "其他按地区和年份的数",
            "其他按地區和年份的數",
            "other numbers by area and year",
        ),
    ),
    (
        "instrument",
        Words("问卷定义", "問卷定義", "Instrument"),
        Words(
            "JSON，说明一份问卷和它的数据列",
            "JSON，說明一份問卷和它的資料欄",
            "JSON that describes a questionnaire and its columns",
        ),
    ),
    (
        "responses",
        Words("答卷", "答卷", "Responses"),
        Words(
            "别处收的答卷，一人一行",
            "別處收的答卷，一人一列",
            "answers collected elsewhere, one person a row",
        ),
    ),
    (
        "rescue",
        Words("设备上存的答卷", "裝置上存的答卷", "Answers kept on a device"),
        Words(
            "没有网络时从手机或平板存出来的 .rsbox 文件",
            "沒有網路時從手機或平板存出來的 .rsbox 檔案",
            "an .rsbox file, saved from a phone or tablet without a network",
        ),
    ),
];

/// One line of what is loaded.
#[derive(Clone, Debug)]
pub struct LoadedRow {
    /// The word of the kind.
    pub kind: String,
    /// Rows.
    pub rows: u64,
    /// Years in words.
    pub years: String,
    /// Last import in words.
    pub at: String,
}

/// A line about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// As shown.
    pub text: String,
    /// It is English whatever the language of the page: it repeats what the command line says.
    pub english: bool,
}

/// A file that was read, before it is stored.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The word of the kind.
    pub kind: String,
    /// Name of the file.
    pub file: String,
    /// What would happen, line by line.
    pub lines: Vec<Told>,
    /// Header and first rows.
    pub table: Table,
    /// Key under which the upload waits.
    pub key: String,
    /// Replace stored values.
    pub replace: bool,
}

/// A file that is being read or stored.
#[derive(Clone, Debug, Default)]
pub struct Working {
    /// Name of the file.
    pub file: String,
    /// The second click came.
    pub storing: bool,
    /// Rows read so far.
    pub rows: u64,
    /// Of the file, once its length is known.
    pub percent: Option<u64>,
}

/// How far a file is that is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Being read.
    Reading,
    /// Read, and not stored before somebody says so.
    Waiting,
    /// Being stored.
    Storing,
}

/// A file somebody left and may come back to.
#[derive(Clone, Debug)]
pub struct AtWork {
    /// Its page.
    pub href: String,
    /// Its name.
    pub file: String,
    /// How far it is.
    pub stage: Stage,
    /// When it began, day and minute.
    pub since: String,
}

/// The page's state.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// Chosen kind.
    pub kind: String,
    /// What is loaded.
    pub loaded: Vec<LoadedRow>,
    /// A file read and waiting.
    pub preview: Option<Preview>,
    /// A file refused: what is wrong and where, line by line.
    pub refused: Vec<Told>,
    /// A file being read or stored.
    pub working: Option<Working>,
    /// Files to come back to.
    pub at_work: Vec<AtWork>,
    /// Work that is not known any more.
    pub lost: bool,
    /// A file stored: what was done, line by line.
    pub done: Vec<Told>,
    /// All that the stored file holds was there before.
    pub nothing_new: bool,
}

const TITLE: Words = Words(
    "导入数据：先预览，再存入，一处录入、处处可用",
    "匯入資料：先預覽，再存入，一處錄入、處處可用",
    "Load data: preview first, then store; nothing is typed twice",
);
const REFUSED: Words = Words(
    "文件没有存入，数据没有变动",
    "檔案沒有存入，資料沒有變動",
    "The file was refused; nothing was changed",
);
const DONE: Words = Words("已存入", "已存入", "Stored");
const NOTHING_NEW: Words = Words(
    "这个文件里没有新的",
    "這個檔案裡沒有新的",
    "Nothing new in this file",
);
const KIND: Words = Words("这是什么数据", "這是什麼資料", "What is in the file");
const FILE: Words = Words(
    "文件（CSV、XLSX 或 .rsbox）",
    "檔案（CSV、XLSX 或 .rsbox）",
    "File (CSV, XLSX or .rsbox)",
);
const REPLACE: Words = Words(
    "已有的数不同，以这个文件为准",
    "已有的數不同，以這個檔案為準",
    "Where stored values differ, take the file’s",
);
const ONLY: Words = Words("只有导入答卷时才填", "只有匯入答卷時才填", "Only for responses");
const WAVE: Words = Words("哪一次调查（代号）", "哪一次調查（代號）", "Survey (its id)");
const INSTRUMENT: Words = Words(
    "新调查用的问卷（代号）",
    "新調查用的問卷（代號）",
    "Instrument, for a survey not there yet",
);
const YEAR: Words = Words("新调查的年份", "新調查的年份", "Year, for a survey not there yet");
/// Options of the command line, and the fields of the form that stand for them; longer ones first.
pub const FORM: [(&str, Words); 7] = [
    ("--replace", REPLACE),
    ("--wave W", WAVE),
    ("--wave", WAVE),
    ("--instrument I", INSTRUMENT),
    ("--instrument", INSTRUMENT),
    ("--year Y", YEAR),
    ("--year", YEAR),
];
const READ: Words = Words("读取并预览", "讀取並預覽", "Read and preview");
const STORE: Words = Words("存入", "存入", "Store");
const CANCEL: Words = Words(
    "不存，换一个文件",
    "不存，換一個檔案",
    "Do not store; choose another file",
);
const FORMAT: Words = Words(
    "第一行是列名，次序不限；UTF-8 或 GB18030。合计行不要，系统自己算。",
    "第一列是欄名，次序不限；UTF-8 或 GB18030。合計列不要，系統自己算。",
    "The first row names the columns, in any order; UTF-8 or GB18030. Leave total rows out: totals are computed.",
);

/// Name of a kind.
pub fn kind_name(locale: Locale, kind: &str) -> String {
    KINDS
        .iter()
        .find(|k| k.0 == kind)
        .map_or_else(|| kind.to_owned(), |k| k.1.get(locale).to_owned())
}

/// The page's body.
pub fn view(page: Page) -> AnyView {
    let locale = page.locale;
    if let Some(w) = page.working {
        return working::view(locale, &page.kind, w);
    }
    let shown = match page.preview {
        Some(p) => preview(locale, p),
        None => view! { {working::listed(locale, &page.at_work)}{form(locale, &page.kind)} }.into_any(),
    };
    view! {
        <header class="stack"><h1>{phrases(TITLE.get(locale))}</h1></header>
        {page.lost.then(|| working::lost(locale))}
        {messages("refused", REFUSED.get(locale), page.refused)}
        {messages("done", if page.nothing_new { NOTHING_NEW } else { DONE }.get(locale), page.done)}
        {shown}
        <section class="section" aria-labelledby="loaded"><h2 id="loaded">{Words("已导入的数据", "已匯入的資料", "What is loaded").get(locale)}</h2>{loaded(locale, &page.loaded)}</section>
    }
    .into_any()
}

/// One line of a list.
fn line(told: Told) -> AnyView {
    view! { <li lang=told.english.then_some("en")>{told.text}</li> }.into_any()
}

fn messages(id: &'static str, title: &'static str, lines: Vec<Told>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="summary" id=id role="alert" tabindex="-1" autofocus><h2>{title}</h2><ul class="lines">{
            lines.into_iter().map(line).collect_view()
        }</ul></div>
    }
    .into_any()
}

fn form(locale: Locale, chosen: &str) -> AnyView {
    let chosen = chosen.to_owned();
    view! {
        {working::unsent(locale, REFUSED)}
        <form class="section load" data-most=MOST.to_string() data-too-large=TOO_LARGE.get(locale) method="post" action="/data" enctype="multipart/form-data">
            <fieldset class="kinds"><legend>{KIND.get(locale)}</legend>{
                KINDS.into_iter().map(|(word, name, what)| {
                    let checked = word == chosen;
                    view! { <label class="agree"><input type="radio" name="kind" value=word required checked=checked/><span><b>{name.get(locale)}</b>" "<small class="muted">{what.get(locale)}</small></span></label> }
                }).collect_view()
            }</fieldset>
            <div class="stack">
                <label class="field"><b>{FILE.get(locale)}</b><input type="file" name="file" required accept=".csv,.xlsx,.json,.rsbox"/></label>
                <p class="muted">{FORMAT.get(locale)}</p>
                <label class="agree"><input type="checkbox" name="replace" value="yes"/><span>{REPLACE.get(locale)}</span></label>
                <details class="only"><summary>{ONLY.get(locale)}</summary><div class="stack">
                    <label class="field"><span>{WAVE.get(locale)}</span><input class="text" name="wave" maxlength="64"/></label>
                    <label class="field"><span>{INSTRUMENT.get(locale)}</span><input class="text" name="instrument" maxlength="64"/></label>
                    <label class="field"><span>{YEAR.get(locale)}</span><input class="text" name="year" inputmode="numeric" maxlength="4"/></label>
                </div></details>
                <p><button class="btn primary">{READ.get(locale)}</button></p>
                {working::sending(locale)}
            </div>
        </form>
    }
    .into_any()
}

fn preview(locale: Locale, p: Preview) -> AnyView {
    let title = Words(
        "{f}：还没有存入，请先看看",
        "{f}：還沒有存入，請先看看",
        "{f}: not stored yet, look first",
    )
    .fill(locale, &[("f", &p.file)]);
    view! {
        <section class="section" aria-labelledby="preview" id="look">
            <p class="kicker">{kind_name(locale, &p.kind)}</p>
            <h2 id="preview" tabindex="-1" autofocus>{title}</h2>
            <ul class="notices lines">{p.lines.into_iter().map(line).collect_view()}</ul>
            <div class="tools">
                <form method="post" action="/data/store">
                    <input type="hidden" name="key" value=p.key/>
                    <button class="btn primary">{STORE.get(locale)}</button>
                </form>
                <a class="btn" href="/data">{CANCEL.get(locale)}</a>
            </div>
            {(!p.table.headers.is_empty()).then(|| table(&p.table, locale, "preview"))}
        </section>
    }
    .into_any()
}

fn loaded(locale: Locale, rows: &[LoadedRow]) -> AnyView {
    let cell = |t: &str| Cell {
        shown: t.to_owned(),
        value: None,
    };
    let heading = |w: Words, number| Header {
        text: w.get(locale).to_owned(),
        number,
    };
    let twin = Table {
        caption: Words("每种数据一行", "每種資料一列", "One row for each kind")
            .get(locale)
            .to_owned(),
        headers: vec![
            heading(Words("数据", "資料", "Data"), false),
            heading(Words("行数", "列數", "Rows"), true),
            heading(Words("年份", "年份", "Years"), false),
            heading(Words("最近导入", "最近匯入", "Last import"), false),
        ],
        rows: rows
            .iter()
            .map(|r| {
                let count = Cell {
                    shown: super::format::number(r.rows as f64, 0),
                    value: Some(r.rows as f64),
                };
                vec![
                    cell(&kind_name(locale, &r.kind)),
                    count,
                    cell(&r.years),
                    cell(&r.at),
                ]
            })
            .collect(),
    };
    table(&twin, locale, "loaded-table")
}
