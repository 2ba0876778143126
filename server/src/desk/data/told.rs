//! What an import did or would do, in the words of the page; refusals name fields of the form, not options of a command.

use app::{
    desk::{
        data::{FORM, Told},
        format::number,
        ledger::stage,
    },
    words::{Locale, Words},
};
use import::Report;
use store::ImportOutcome;

const ROWS: Words = Words(
    "读到 {n} 行：新增 {a}，不变 {u}，替换 {r}",
    "讀到 {n} 列：新增 {a}，不變 {u}，替換 {r}",
    "{n} {n:row|rows} read, {a} added, {u} unchanged, {r} replaced",
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
            fill(ROWS, locale, &counts)
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

/// A refusal as the command line says it, with the form's fields where it names options.
pub fn refused(locale: Locale, why: &str) -> Vec<Told> {
    let on_page = |line: &str| {
        FORM.iter().fold(line.to_owned(), |line, (option, field)| {
            line.replace(option, &format!("“{}”", field.get(locale)))
        })
    };
    let line = |line: &str| Told {
        text: on_page(line),
        english: true,
    };
    why.lines().map(line).collect()
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
            "spending.csv: row 3, column amount: another value is stored; import with --replace to take the file's value",
            "a.csv: the wave is not named; name it with --wave W",
            "a.csv: wave w is not there; add --instrument I and --year Y to make it",
            "a.csv: wave w has an instrument; leave --instrument out, or name another wave",
        ];
        for line in of_the_command {
            for locale in [Locale::ZhHans, Locale::ZhHant, Locale::En] {
                let said = refused(locale, line);
                assert!(said.len() == 1 && !said[0].text.contains("--"), "{said:?}");
            }
        }
        assert_eq!(
            refused(Locale::ZhHans, of_the_command[0])[0].text,
            "spending.csv: row 3, column amount: another value is stored; import with “已有的数不同，以这个文件为准” to take the file's value"
        );
    }

    #[test]
    fn sums_are_told_to_the_fen() {
        assert_eq!(to_the_fen(123_456_789), "1,234,567.89");
        assert_eq!(to_the_fen(-5), "−0.05");
    }
}
