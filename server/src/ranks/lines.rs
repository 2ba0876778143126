//! One line a place: its name, then its rank or score in each year. Between them commas, tabs or spaces, as pasted.

use super::{Amiss, Figure, Read, Wrong, file};

/// More lines than a county has townships.
const MOST: usize = 500;
/// Letters of a name.
const LONGEST: usize = 60;

/// What the figures are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// 1 the best.
    Ranks,
    /// 0–100.
    Scores,
}

/// Reads lines as typed or pasted; a first line without figures, or with years only, names the years. The file of
/// `minxin ranks` is known by its header and read as it is. `places`: how many are compared, where not all are given.
///
/// # Errors
/// The first line that cannot be read.
pub fn lines(text: &str, figures: Figures, places: Option<usize>) -> Result<Read, Amiss> {
    let text = plain(text);
    let all: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let Some(&(first_row, first)) = all.first() else {
        return Err(Amiss::row(1, Wrong::Empty));
    };
    if let Some((row, _)) = all.get(MOST) {
        return Err(Amiss::row(*row, Wrong::TooMany(MOST)));
    }
    let named = |wanted: &str| first.split(',').any(|h| h.trim().eq_ignore_ascii_case(wanted));
    if named("area") && named("wave") {
        return file(&text);
    }
    let (_, head) = cells(first);
    let header = is_header(&head);
    let rows = &all[usize::from(header)..];
    let Some(width) = rows.first().map(|(_, line)| cells(line).1.len()) else {
        return Err(Amiss::row(first_row, Wrong::NoFigure));
    };
    let years: Vec<String> = (0..width)
        .map(|i| match head.get(i).filter(|_| header) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => (i + 1).to_string(),
        })
        .collect();
    let (least, most) = match figures {
        Figures::Scores => (0, 100),
        Figures::Ranks => (1, places.unwrap_or(rows.len())),
    };
    let mut read = Read::default();
    // a year that nobody fills in would be lost without its place in the order
    for year in &years {
        read.wave(year);
    }
    for (row, line) in rows {
        let (name, values) = cells(line);
        if name.is_empty() {
            return Err(Amiss::row(*row, Wrong::Empty));
        }
        if name.chars().count() > LONGEST {
            return Err(Amiss::row(*row, Wrong::LongName));
        }
        if values.len() != width {
            return Err(Amiss::row(*row, Wrong::Uneven(values.len(), width)));
        }
        let mut given = 0;
        for (value, year) in values.iter().zip(&years) {
            if is_blank(value) {
                continue;
            }
            let number = number(value).ok_or_else(|| Amiss::row(*row, Wrong::NotANumber(value.clone())))?;
            if !(least as f64..=most as f64).contains(&number) {
                return Err(Amiss::row(*row, Wrong::Outside(value.clone(), least, most)));
            }
            let figure = match figures {
                Figures::Ranks => Figure::Rank(number),
                Figures::Scores => Figure::Score(number),
            };
            read.put(*row, &name, year, figure)?;
            given += 1;
        }
        if given == 0 {
            return Err(Amiss::row(*row, Wrong::NoFigure));
        }
    }
    let waves = &read.asked.waves;
    match waves.iter().find(|w| w.ranks.is_empty() && w.scores.is_empty()) {
        Some(empty) => Err(Amiss::cell(first_row, &empty.wave, Wrong::Empty)),
        None => Ok(read),
    }
}

/// Full-width digits and marks as a Chinese keyboard gives them, made plain.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '．' => '.',
            '，' | '；' | ';' => ',',
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{feff}' => ' ',
            c => c,
        })
        .collect()
}

/// Name and figures of a line. Where only spaces part them, the name may hold some too.
fn cells(line: &str) -> (String, Vec<String>) {
    let mark = ['\t', ','].into_iter().find(|m| line.contains(*m));
    if let Some(mark) = mark {
        let mut parts = line.split(mark).map(|p| p.trim().to_owned());
        let name = parts.next().unwrap_or_default();
        return (name, parts.collect());
    }
    let parts: Vec<&str> = line.split_whitespace().collect();
    let figures = parts
        .iter()
        .rev()
        .take_while(|p| number(p).is_some() || is_blank(p))
        .count();
    let (name, values) = parts.split_at(parts.len() - figures);
    (name.join(" "), values.iter().map(|v| (*v).to_owned()).collect())
}

/// A line that names years: no figure in it, or years only.
fn is_header(values: &[String]) -> bool {
    let year = |v: &String| number(v).is_some_and(|n| (1900.0..=2100.0).contains(&n) && n.fract() == 0.0);
    values.iter().all(|v| number(v).is_none() && !is_blank(v)) || values.iter().all(year)
}

/// “not known” as people write it.
fn is_blank(value: &str) -> bool {
    matches!(value, "" | "-" | "–" | "—" | "/" | "无" | "無")
}

/// `12`, `12.5`, `第12名`, `71.4分`.
fn number(value: &str) -> Option<f64> {
    let bare = value
        .trim_start_matches('第')
        .trim_end_matches(['名', '分', '位'])
        .trim();
    let digits = bare.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !bare.is_empty();
    bare.parse().ok().filter(|v: &f64| digits && v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(text: &str) -> Result<Read, Amiss> {
        lines(text, Figures::Ranks, Some(20))
    }

    #[test]
    fn commas_tabs_and_spaces_of_any_keyboard_say_the_same() {
        let plain = ranks("东乡,20,19\n西乡,3,4\n").unwrap();
        for other in [
            "东乡，２０，１９\r\n西乡；3；4",
            "东乡\t20\t19\n\n西乡\t3\t4",
            "东乡 第20名 第19名\n  西乡　3 4",
        ] {
            assert_eq!(ranks(other).unwrap(), plain, "{other}");
        }
        assert_eq!(plain.places, ["东乡", "西乡"]);
        assert_eq!(plain.asked.waves[1].ranks["东乡"], 19.0);
    }

    #[test]
    fn a_first_line_of_years_or_words_names_the_years() {
        for head in ["乡镇,2024,2025", "乡镇 2024 2025", "乡镇\t2024\t2025"] {
            let read = ranks(&format!("{head}\n{}", "东乡,20,19")).unwrap();
            let names: Vec<&str> = read.asked.waves.iter().map(|w| w.wave.as_str()).collect();
            assert_eq!(names, ["2024", "2025"], "{head}");
        }
        let read = ranks("乡镇,去年,今年\n东乡,20,-\n西乡,2,4").unwrap();
        assert_eq!(read.asked.waves[0].wave, "去年");
        assert_eq!(read.asked.waves[1].ranks.len(), 1);
        assert_eq!(ranks("东乡 20 19").unwrap().asked.waves[0].wave, "1");
    }

    #[test]
    fn names_may_hold_spaces() {
        let read = ranks("Argyll and Bute 20 19").unwrap();
        assert_eq!(read.places, ["Argyll and Bute"]);
    }

    #[test]
    fn the_file_of_the_command_line_may_be_pasted() {
        let text = "area,wave,rank\n东乡,2023,20\n东乡,2024,19\n";
        assert_eq!(ranks(text).unwrap(), file(text).unwrap());
    }

    #[test]
    fn what_cannot_be_read_names_its_line() {
        let wrong = |text: &str| {
            let amiss = ranks(text).unwrap_err();
            (amiss.row, amiss.wrong)
        };
        assert_eq!(wrong(" \n"), (1, Wrong::Empty));
        assert_eq!(wrong("东乡,3,4\n\n西乡,3"), (3, Wrong::Uneven(1, 2)));
        assert_eq!(wrong("东乡,3,x"), (1, Wrong::NotANumber("x".to_owned())));
        assert_eq!(wrong("东乡,3,21"), (1, Wrong::Outside("21".to_owned(), 1, 20)));
        assert_eq!(wrong("东乡,0,2"), (1, Wrong::Outside("0".to_owned(), 1, 20)));
        assert_eq!(wrong("东乡,3,4\n东乡,5,6"), (2, Wrong::Twice("东乡".to_owned())));
        assert_eq!(wrong("东乡,3,4\n西乡,-,–"), (2, Wrong::NoFigure));
        assert_eq!(wrong("东乡\n西乡\n"), (2, Wrong::NoFigure));
        assert_eq!(wrong("东乡,3,4\n,5,6"), (2, Wrong::Empty));
        assert_eq!(
            ranks("东乡,3,-\n西乡,2,").unwrap_err(),
            Amiss::cell(1, "2", Wrong::Empty)
        );
        let many = "乡,1,2\n".repeat(501);
        assert_eq!(wrong(&many), (501, Wrong::TooMany(500)));
    }

    #[test]
    fn scores_end_at_a_hundred_and_ranks_at_the_number_of_places() {
        let amiss = lines("东乡,100.5,4", Figures::Scores, None).unwrap_err();
        assert_eq!(amiss.wrong, Wrong::Outside("100.5".to_owned(), 0, 100));
        let amiss = lines("东乡,1,2\n西乡,2,3", Figures::Ranks, None).unwrap_err();
        assert_eq!(
            (amiss.row, amiss.wrong),
            (2, Wrong::Outside("3".to_owned(), 1, 2))
        );
    }
}
