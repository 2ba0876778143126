//! Names of townships and villages, put together from common words. None is meant: the county is 示例县.

use stats::random::Draws;

type Word = (&'static str, &'static str);

const FIRST: [Word; 28] = [
    ("青", "Qing"),
    ("白", "Bai"),
    ("双", "Shuang"),
    ("柳", "Liu"),
    ("石", "Shi"),
    ("大", "Da"),
    ("永", "Yong"),
    ("龙", "Long"),
    ("平", "Ping"),
    ("高", "Gao"),
    ("长", "Chang"),
    ("金", "Jin"),
    ("云", "Yun"),
    ("和", "He"),
    ("安", "An"),
    ("玉", "Yu"),
    ("松", "Song"),
    ("竹", "Zhu"),
    ("梅", "Mei"),
    ("仙", "Xian"),
    ("福", "Fu"),
    ("新", "Xin"),
    ("红", "Hong"),
    ("杨", "Yang"),
    ("槐", "Huai"),
    ("桃", "Tao"),
    ("明", "Ming"),
    ("太", "Tai"),
];
const LAST: [Word; 20] = [
    ("河", "he"),
    ("桥", "qiao"),
    ("山", "shan"),
    ("坪", "ping"),
    ("湾", "wan"),
    ("泉", "quan"),
    ("田", "tian"),
    ("岭", "ling"),
    ("溪", "xi"),
    ("塘", "tang"),
    ("坝", "ba"),
    ("沟", "gou"),
    ("店", "dian"),
    ("集", "ji"),
    ("林", "lin"),
    ("坡", "po"),
    ("湖", "hu"),
    ("川", "chuan"),
    ("口", "kou"),
    ("关", "guan"),
];
const FAMILY: [Word; 22] = [
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郭", "Guo"),
    ("何", "He"),
    ("林", "Lin"),
    ("罗", "Luo"),
    ("郑", "Zheng"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("唐", "Tang"),
];
const SIDE: [Word; 10] = [
    ("东", "Dong"),
    ("西", "Xi"),
    ("南", "Nan"),
    ("北", "Bei"),
    ("上", "Shang"),
    ("下", "Xia"),
    ("前", "Qian"),
    ("后", "Hou"),
    ("内", "Nei"),
    ("外", "Wai"),
];

/// A name without its 镇, 乡 or 村, and its letters.
pub(crate) type Name = (String, String);

fn pairs() -> Vec<Name> {
    FIRST
        .iter()
        .flat_map(|(a, x)| {
            LAST.iter()
                .map(move |(b, y)| (format!("{a}{b}"), format!("{x}{y}")))
        })
        .collect()
}

/// `n` different names of townships, at most 560.
pub(crate) fn townships(n: usize, draws: &mut Draws) -> Vec<Name> {
    let mut all = pairs();
    draws.shuffle(&mut all);
    all.truncate(n);
    all
}

/// `n` different names of villages, at most 11,000.
pub(crate) fn villages(n: usize, draws: &mut Draws) -> Vec<Name> {
    let mut plain = pairs();
    for (a, x) in FAMILY {
        plain.extend(
            LAST.iter()
                .map(|(b, y)| (format!("{a}家{b}"), format!("{x}jia{y}"))),
        );
    }
    draws.shuffle(&mut plain);
    let sided: Vec<Name> = SIDE
        .iter()
        .flat_map(|(a, x)| {
            plain
                .iter()
                .map(move |(b, y)| (format!("{a}{b}"), format!("{x}{}", y.to_lowercase())))
        })
        .collect();
    plain.extend(sided);
    plain.truncate(n);
    plain
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_enough_and_all_different() {
        let mut draws = Draws::seeded(1, "names");
        let villages = villages(10_000, &mut draws);
        assert_eq!(
            villages.iter().map(|v| &v.0).collect::<BTreeSet<_>>().len(),
            10_000
        );
        let towns = townships(200, &mut draws);
        assert_eq!(towns.iter().map(|v| &v.1).collect::<BTreeSet<_>>().len(), 200);
    }
}
