//! Headlines whose lines end where a reader would pause: between phrases, and in a long phrase between its words.

use leptos::prelude::*;

use super::names_whole;

/// Widest phrase kept in one piece, in halves of a Chinese character: twelve characters fit a 360 px screen.
const FITS: usize = 24;

/// Widest bracket that stands with the words before it, in the same measure.
const SHORT: usize = 12;

/// Where a line may end in a phrase that does not fit on one, at `|`.
const SEAMS: [&str; 30] = [
    "的地方|满意度",
    "的地方|滿意度",
    "增加时|满意度",
    "增加時|滿意度",
    "高低|与满意度",
    "高低|與滿意度",
    "高低|是否",
    "看得出|投入高",
    "不满意|就往",
    "不滿意|就往",
    "项服务|投入",
    "項服務|投入",
    "平均|分不清",
    "|低于",
    "|低於",
    "|高于",
    "|高於",
    "满意度|比模型",
    "滿意度|比模型",
    "|是不是",
    "|排在后一半",
    "|排在後一半",
    "|哪里投入高",
    "|哪裡投入高",
    "支出里|有",
    "支出裡|有",
    "支出里|没有",
    "支出裡|沒有",
    "最高的是|",
    "最低的是|",
];

/// A heading whose Chinese phrases break whole: each in its own inline block. A phrase that does not fit on a line
/// breaks between its pieces, blocks in that block; those that fit on a line together stay together.
pub fn phrases(text: &str) -> AnyView {
    // Chinese names in an English sentence make no Chinese sentence
    if !text.contains(['。', '、', '，', '；', '：', '？']) {
        return names_whole(text);
    }
    let phrase = |phrase: &str| {
        let inner = pieces(phrase.trim());
        let inner = match inner.as_slice() {
            [_] => phrase.trim().to_owned().into_any(),
            _ => inner
                .into_iter()
                .map(|p| block(p, p.trim().to_owned().into_any()))
                .collect_view()
                .into_any(),
        };
        block(phrase, inner)
    };
    let all = broken(text).into_iter().filter(|p| !p.trim().is_empty());
    all.map(phrase).collect_view().into_any()
}

/// A block swallows the spaces at its ends: they stand beside it.
fn block(text: &str, inner: AnyView) -> AnyView {
    let before = text.starts_with(' ').then_some(" ");
    let after = text.ends_with(' ').then_some(" ");
    view! { {before}<span class="nb">{inner}</span>{after} }.into_any()
}

/// The phrases of a sentence: each ends with its mark; a long bracket is a phrase of its own.
fn broken(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if opens(c) {
            if depth == 0 && width(bracket(&text[at..])) > SHORT {
                cuts.push(at);
            }
            depth += 1;
        }
        if matches!(c, ')' | '）') {
            depth = depth.saturating_sub(1);
        }
        // 1,949 is one number
        let inside = text[end..].starts_with(|next: char| next.is_ascii_digit()) && matches!(c, ',' | ':');
        if depth == 0 && !inside && matches!(c, ',' | ';' | ':' | '。' | '，' | '；' | '：' | '？') {
            cuts.push(end);
        }
    }
    cut(text, cuts)
}

/// The pieces of a phrase that may be too long for a line: members of a list, words at a seam, and what
/// stands before and behind 的 where a piece is too long even so.
fn pieces(phrase: &str) -> Vec<&str> {
    if width(phrase) <= FITS {
        return vec![phrase];
    }
    let bracket = phrase.find(opens).unwrap_or(phrase.len());
    let words = &phrase[..bracket];
    let mut cuts: Vec<usize> = words
        .match_indices('、')
        .map(|(at, mark)| at + mark.len())
        .collect();
    for seam in SEAMS {
        let (before, after) = seam.split_once('|').unwrap_or(("", seam));
        let both = [before, after].concat();
        cuts.extend(words.match_indices(&both).map(|(at, _)| at + before.len()));
    }
    let pieces = cut(phrase, cuts);
    pieces.into_iter().flat_map(behind_de).collect()
}

/// A piece that is too long for a line, parted behind 的.
fn behind_de(piece: &str) -> Vec<&str> {
    if width(piece) <= FITS {
        return vec![piece];
    }
    let words = &piece[..piece.find(opens).unwrap_or(piece.len())];
    let ends = words.match_indices('的').map(|(at, de)| at + de.len());
    let goes_on =
        |end: &usize| width(&piece[*end..]) > 4 && !piece[*end..].starts_with(['是', '（', '，', '：']);
    cut(piece, ends.filter(goes_on).collect())
}

/// A text cut at bytes.
fn cut(text: &str, mut cuts: Vec<usize>) -> Vec<&str> {
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// The bracket with which a text begins.
fn bracket(text: &str) -> &str {
    let end = text.find([')', '）']).unwrap_or(text.len());
    &text[..end]
}

/// How wide a text is, in halves of a Chinese character.
pub(super) fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if c.len_utf8() > 2 && c != '–' { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_breaks_after_its_marks_and_before_a_long_bracket() {
        assert_eq!(
            broken("学校：投入高的地方满意度也高（ρ 0.46，32 个地区）；说不清。"),
            [
                "学校：",
                "投入高的地方满意度也高",
                "（ρ 0.46，32 个地区）；",
                "说不清。"
            ]
        );
        assert_eq!(broken("没有标点"), ["没有标点"]);
        assert_eq!(
            broken("钱花到了，群众感受到了吗？数据还没有备齐。"),
            ["钱花到了，", "群众感受到了吗？", "数据还没有备齐。"]
        );
        assert_eq!(broken(""), [""; 0]);
    }

    #[test]
    fn a_short_bracket_a_list_and_a_number_stay_whole() {
        assert_eq!(
            broken("最高的是 Shetland Islands（£1,581），中位数 £938。"),
            ["最高的是 Shetland Islands（£1,581），", "中位数 £938。"]
        );
        assert_eq!(
            broken("云溪镇高于全县平均，云河乡、云沟乡低于全县平均，其余分不清。"),
            [
                "云溪镇高于全县平均，",
                "云河乡、云沟乡低于全县平均，",
                "其余分不清。"
            ]
        );
        assert_eq!(
            broken("满意不满意？ 65.5 分，前两档 55% (53–58)，n = 1,949"),
            ["满意不满意？", " 65.5 分，", "前两档 55% (53–58)，", "n = 1,949"]
        );
    }

    #[test]
    fn a_long_phrase_breaks_between_its_words() {
        let parted = |phrase: &str| pieces(phrase).join("|");
        for whole in [
            "投入增加时|满意度会不会跟着升，",
            "投入增加時|滿意度會不會跟著升，",
            "只有学校教育看得出|投入高的地方|满意度也高；",
            "投入高低|与满意度高低|是否有关，",
            "投入高低|與滿意度高低|是否有關，",
            "其实属于前一半的|可能不到 1%。",
            "其實屬於前一半的|可能不到 1%。",
            "云河乡、|云沟乡|低于全县平均，",
            "人均投入最高的是| Shetland Islands（£41），",
            "最低的是|松集镇（1,234 元），",
            "人均投入最高的是|长关镇（12,345 元），",
            "现有数据还分不清|哪里投入高而满意偏低。",
            "是不是哪里不满意|就往哪里投，",
            "本地 37 条支出里|有 12 条算在内。",
            "本地 10 條支出裡|沒有一條算在內。",
            "这些数据说不清。",
            "真是最后一名的可能 96%，",
        ] {
            assert_eq!(parted(&whole.replace('|', "")), whole);
        }
    }

    #[test]
    fn spaces_stand_beside_the_blocks() {
        let html = |text: &'static str| crate::render::to_html(move || phrases(text)).replace("<!>", "");
        let short = html("满意不满意？ 65.5 分，前两档 ( 这里有一个比较长的括号 )，完。");
        assert!(short.contains("</span> <span class=\"nb\">65.5 分，"), "{short}");
        assert!(short.contains("前两档</span> <span class=\"nb\">("), "{short}");
        let long = html("图书馆：人均投入最高的是 Shetland Islands（£41），完。");
        assert!(
            long.contains("人均投入最高的是</span> <span class=\"nb\">Shetland"),
            "{long}"
        );
    }
}
