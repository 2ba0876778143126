//! What an import did or would do, in the words of the page; refusals name fields of the form, not options of a command.

use app::{
    desk::{
        data::{FORM, Told},
        format::number,
        ledger::stage,
    },
    words::{Locale, Words},
};
use import::{Refusal, Report, Said};
use store::ImportOutcome;

const ROWS: Words = Words(
    "读到 {n} 行：新增 {a}，不变 {u}，替换 {r}",
    "讀到 {n} 列：新增 {a}，不變 {u}，替換 {r}",
    "{n} {n:row|rows} read, {a} added, {u} unchanged, {r} replaced",
);
const WOULD: Words = Words(
    "读到 {n} 行：将新增 {a}，不变 {u}，将替换 {r}",
    "讀到 {n} 列：將新增 {a}，不變 {u}，將替換 {r}",
    "{n} {n:row|rows} read: {a} to add, {u} unchanged, {r} to replace",
);
const ITEMS: Words = Words(
    "问卷 {i}，第 {v} 版：{n} 题",
    "問卷 {i}，第 {v} 版：{n} 題",
    "instrument {i}, version {v}: {n} {n:item|items}",
);
const SAME: Words = Words("；没有变动", "；沒有變動", "; nothing changed");
const NOT_YET: Words = Words("；还没有存入", "；還沒有存入", "; nothing stored yet");
const SUM: Words = Words(
    "{s} {y} 年：{n} 条，合计 {t}",
    "{s} {y} 年：{n} 條，合計 {t}",
    "{s} {y}: {n} {n:line|lines}, {t}",
);
const DOMAIN: Words = Words("新的服务：{i}", "新的服務：{i}", "new service: {i}");
const INDICATOR: Words = Words("新的指标：{i}", "新的指標：{i}", "new indicator: {i}");
const NEAREST: Words = Words(
    "；已有的里面最接近的是 {m}（{k}）",
    "；已有的裡面最接近的是 {m}（{k}）",
    "; the nearest known one is {m} ({k})",
);
const DISPLACED: Words = Words(
    "已存的年龄段里，{n} 段让位给文件的分段",
    "已存的年齡段裡，{n} 段讓位給檔案的分段",
    "{n} stored {n:band of ages gives|bands of ages give} way to those of the file",
);
const MADE: Words = Words("调查 {w} 已新建", "調查 {w} 已新建", "survey {w} was made");
const WOULD_MAKE: Words = Words(
    "存入时会新建调查 {w}",
    "存入時會新建調查 {w}",
    "survey {w} would be made",
);

/// The lines of a report.
pub fn told(locale: Locale, report: &Report) -> Vec<Told> {
    let mut lines = vec![result(locale, report)];
    lines.extend(report.totals.iter().map(|t| {
        let sum = [
            ("s", stage(locale, t.stage).to_owned()),
            ("y", t.year.to_string()),
            ("n", number(t.lines as f64, 0)),
            ("t", to_the_fen(t.sent)),
        ];
        fill(SUM, locale, &sum)
    }));
    for (words, all) in [(DOMAIN, &report.new_domains), (INDICATOR, &report.new_indicators)] {
        lines.extend(all.iter().map(|new| {
            let mut line = words.fill(locale, &[("i", &new.id)]);
            if let Some((id, name)) = &new.nearest {
                line.push_str(&NEAREST.fill(locale, &[("m", name), ("k", id)]));
            }
            line
        }));
    }
    if report.outcome.displaced > 0 {
        lines.push(fill(
            DISPLACED,
            locale,
            &[("n", number(report.outcome.displaced as f64, 0))],
        ));
    }
    if let Some(wave) = &report.made_wave {
        let words = if report.dry_run { WOULD_MAKE } else { MADE };
        lines.push(words.fill(locale, &[("w", wave)]));
    }
    let said = lines.into_iter().map(|text| Told { text, english: false });
    let notes = report.notes.iter().map(|note| Told {
        text: note.clone(),
        english: true,
    });
    said.chain(notes).collect()
}

fn result(locale: Locale, report: &Report) -> String {
    let ImportOutcome {
        added,
        unchanged,
        replaced,
        ..
    } = &report.outcome;
    let mut line = match &report.instrument {
        Some((id, version)) => fill(
            ITEMS,
            locale,
            &[
                ("i", id.clone()),
                ("v", version.to_string()),
                ("n", number(report.rows as f64, 0)),
            ],
        ),
        None => {
            let count = |n: u64| number(n as f64, 0);
            let counts = [
                ("n", count(report.rows)),
                ("a", count(*added)),
                ("u", count(*unchanged)),
                ("r", count(*replaced)),
            ];
            fill(if report.dry_run { WOULD } else { ROWS }, locale, &counts)
        }
    };
    if !report.changed() {
        line.push_str(SAME.get(locale));
    } else if report.dry_run {
        line.push_str(NOT_YET.get(locale));
    }
    line
}

fn fill(words: Words, locale: Locale, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    words.fill(locale, &values)
}

/// `1,234,567.89`.
fn to_the_fen(fen: i128) -> String {
    let sign = if fen < 0 { "−" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", number((fen / 100) as f64, 0), fen % 100)
}

/// A refusal in the reader's language as far as it is known in it, with the form's fields where it names options.
pub fn refused(locale: Locale, why: &Refusal) -> Vec<Told> {
    let on_page = |line: String| {
        FORM.iter().fold(line, |line, (option, field)| {
            line.replace(option, &format!("“{}”", field.get(locale)))
        })
    };
    let one_line = |text: String| text.replace(char::is_control, " ");
    let told = |line: &Said| {
        let own = line.in_language(locale.tag());
        Told {
            english: own.is_none(),
            text: on_page(one_line(own.unwrap_or_else(|| line.to_string()))),
        }
    };
    why.lines().iter().map(told).collect()
}

/// What the page itself has to say.
pub fn own(text: &str) -> Vec<Told> {
    vec![Told {
        text: text.to_owned(),
        english: false,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_on_a_page_names_an_option_of_the_command() {
        let of_the_command = [
            (
                "is 1 in the data folder",
                "import with --replace to take the file’s value",
            ),
            ("belongs to no wave yet", "name it with --wave W"),
            (
                "there is no county for the wave",
                "add --instrument I and --year Y to make it",
            ),
            ("cannot be read", "leave --instrument out, or name another wave"),
        ];
        for (what, remedy) in of_the_command {
            let why = Refusal::whole("a.csv", what, remedy);
            for locale in [Locale::ZhHans, Locale::ZhHant, Locale::En] {
                let said = refused(locale, &why);
                assert!(said.len() == 1 && !said[0].text.contains("--"), "{said:?}");
            }
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_readers_language_or_said_to_be_english() {
        let why = Refusal::whole("表.csv", "belongs to no wave yet", "name it with --wave W");
        let told = |locale| refused(locale, &why).remove(0);
        assert_eq!(
            told(Locale::ZhHans).text,
            "表.csv：还不知道属于哪次调查；写明“哪一次调查（代号）”"
        );
        assert!(!told(Locale::ZhHant).english && told(Locale::ZhHant).text.contains("還不知道"));
        assert!(
            told(Locale::En)
                .text
                .starts_with("表.csv: belongs to no wave yet; name it with")
        );
        let foreign = Refusal::whole("表.csv", "os error 5".to_owned(), "check the file");
        let told = refused(Locale::ZhHans, &foreign).remove(0);
        assert!(told.english && told.text == "表.csv: os error 5; check the file");
    }

    #[test]
    fn sums_are_told_to_the_fen() {
        assert_eq!(to_the_fen(123_456_789), "1,234,567.89");
        assert_eq!(to_the_fen(-5), "−0.05");
    }
}
