//! How wide words are, how they break and what is taken out of them before they are drawn.
//! No font is read: readers use their own, so widths are those of the widest usual one (DejaVu Sans).

/// Height of capitals and full-width characters above the base line, in em.
pub(crate) const ASCENT: f64 = 0.88;
/// Depth below the base line, in em.
pub(crate) const DESCENT: f64 = 0.22;
/// Bold letters are at most this much wider.
pub(crate) const BOLD: f64 = 1.13;

/// Full-width punctuation that may not begin a line.
const CLOSING: &str = "\u{FF0C}\u{3002}\u{3001}\u{FF1B}\u{FF1A}\u{FF1F}\u{FF01}\u{FF09}\u{300D}\u{300F}\u{300B}\u{201D}\u{2026}";

/// Advance widths of U+0020 to U+007E in thousandths of an em.
const LATIN: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
    295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
    500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// The width of a text in px at a font size in px: an upper estimate that needs no font.
/// East Asian wide characters count 1 em, emoji 1.3, marks without width 0.
///
/// ```
/// assert_eq!(charts::text_width("城关镇", 10.0), 30.0);
/// assert!(charts::text_width("ill", 10.0) < charts::text_width("WWW", 10.0));
/// ```
pub fn text_width(text: &str, font_px: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * font_px
}

fn advance(c: char) -> f64 {
    match u32::from(c) {
        code @ 0x20..=0x7E => f64::from(LATIN[(code - 0x20) as usize]) / 1000.0,
        0..=0x1F | 0x7F..=0x9F => 0.0,
        0x0300..=0x036F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF => {
            0.0
        }
        0x2013 => 0.54,
        0x00B7 | 0x2000..=0x206F | 0x2190..=0x2BFF => 1.0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 1.0,
        0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD => 1.0,
        0x1F000..=0x1FAFF => 1.3,
        _ => 0.7,
    }
}

/// Words as they may be drawn: one line, without control characters, noncharacters and marks that reorder
/// text, which have no place in a name and would break XML or disguise it.
pub(crate) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|&c| !matches!(u32::from(c), 0x202A..=0x202E | 0x2066..=0x2069 | 0xFFFE | 0xFFFF))
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text, cut with an ellipsis when it is wider than `room`.
pub(crate) fn fit(text: &str, font_px: f64, room: f64) -> String {
    // A room measured by the text itself may be a rounding too small.
    let room = room + 0.05;
    if text_width(text, font_px) <= room {
        return text.to_owned();
    }
    let room = room - text_width("…", font_px);
    let mut used = 0.0;
    let cut: String = text
        .chars()
        .take_while(|&c| {
            used += advance(c) * font_px;
            used <= room
        })
        .collect();
    format!("{}…", cut.trim_end())
}

/// The text in lines no wider than `room`: broken at spaces and beside wide characters; a longer word is cut.
pub(crate) fn wrap(text: &str, font_px: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if !line.is_empty() && text_width(longer.trim_end(), font_px) > room {
            lines.push(fit(line.trim_end(), font_px, room));
            line = piece.trim_start().to_owned();
        } else {
            line = longer;
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(fit(line.trim_end(), font_px, room));
    }
    lines
}

/// As [`wrap`], with lines of nearly the same length: as narrow as the number of lines allows.
pub(crate) fn wrap_evenly(text: &str, font_px: f64, room: f64) -> Vec<String> {
    let lines = wrap(text, font_px, room);
    let longest = lines
        .iter()
        .map(|line| text_width(line, font_px))
        .fold(0.0, f64::max);
    let narrower = (1..20).map(|i| longest * (1.0 - 0.025 * f64::from(i)));
    // Lines lose the spaces at which they break, and nothing else.
    let letters = |lines: &[String]| lines.concat().replace(' ', "");
    let as_many = |tried: &Vec<String>| tried.len() == lines.len() && letters(tried) == letters(&lines);
    narrower
        .map(|room| wrap(text, font_px, room))
        .take_while(as_many)
        .last()
        .unwrap_or(lines)
}

/// Pieces between which a line may break. Closing punctuation stays with what it closes.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut after = None;
    for c in text.chars() {
        let breaks = after == Some(' ') || (advance(c) >= 1.0 && !CLOSING.contains(c));
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        after = Some(c);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_is_one_em_and_a_mark_is_nothing() {
        assert_eq!(text_width("民心", 12.5), 25.0);
        assert_eq!(
            text_width("\u{200F}\u{200B}e\u{301}", 10.0),
            text_width("e", 10.0)
        );
    }

    #[test]
    fn a_text_that_is_too_wide_is_cut_with_an_ellipsis_and_then_fits() {
        let long = "城关镇环境卫生和垃圾处理满意度调查办公室";
        let cut = fit(long, 12.5, 100.0);
        assert!(cut.ends_with('…') && text_width(&cut, 12.5) <= 100.05);
        assert_eq!(fit("短", 12.5, 100.0), "短");
    }

    #[test]
    fn lines_break_at_spaces_and_between_wide_characters() {
        assert_eq!(wrap("ten per cent more", 10.0, 60.0), ["ten per", "cent more"]);
        assert_eq!(wrap("城关镇,河口镇", 10.0, 40.0), ["城关镇,", "河口镇"]);
        assert!(wrap("", 10.0, 40.0).is_empty());
    }

    #[test]
    fn even_lines_leave_no_orphan_and_lose_no_letter() {
        let text = "灰色十字离中位太近分不出高低";
        let lines = wrap_evenly(text, 12.5, 162.5);
        assert_eq!(
            lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(),
            [7, 7]
        );
        assert_eq!(wrap_evenly("top two answers", 12.5, 60.0), ["top two", "answers"]);
        assert_eq!(wrap_evenly("Falkirk", 12.5, 10.0), wrap("Falkirk", 12.5, 10.0));
    }

    #[test]
    fn controls_and_reordering_marks_are_taken_out() {
        assert_eq!(clean("a\u{0}b\n\u{202E}c\u{FFFE}"), "a b c");
        assert_eq!(clean("\u{200F}قرية"), "\u{200F}قرية");
    }
}
