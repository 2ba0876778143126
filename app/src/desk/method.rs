//! In plain words: what Minxin does, how often it is right, what it cannot say. Figures are those of `docs/calibration.md`.

use charts::{Cell, Header, Table};
use leptos::prelude::*;

use super::{
    format::percent,
    parts::{phrases, source, table},
};
use crate::words::{Locale, Words};

const CALIBRATION: &str = include_str!("../../../docs/calibration.md");

/// Title of the page in the browser's tab.
pub const TITLE: Words = Words("怎么算，不能说什么", "怎麼算，不能說什麼", "How it is worked out");

/// Answers a township in the trials.
const SIZES: [u32; 3] = [60, 150, 400];
const RIGHT: &str = "flags at P ≥ .80 that are right";
const FOUND: &str = "cases found at P ≥ .80";
const HOLDS: &str = "90 % interval holds u";

/// A figure of the calibration: the first row that begins so, in the section that begins so.
pub fn figure(section: &str, row: &str) -> Option<f64> {
    let mut there = false;
    for line in CALIBRATION.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            there = title.starts_with(section);
        } else if there && let Some(cells) = line.strip_prefix("| ").filter(|l| l.starts_with(row)) {
            return cells.split('|').nth(1)?.trim().parse().ok();
        }
    }
    None
}

fn verdict(answers: u32, row: &str) -> Option<f64> {
    figure(&format!("Verdict, {answers} answers"), row)
}

/// The least of the figures whose row begins so, in the section that begins so.
fn least(section: &str, row: &str) -> Option<f64> {
    let body = CALIBRATION.split("### ").find(|s| s.starts_with(section))?;
    let rows = body
        .lines()
        .filter_map(|l| l.strip_prefix("| "))
        .filter(|l| l.starts_with(row));
    let values = rows.filter_map(|l| l.split('|').nth(1)?.trim().parse::<f64>().ok());
    values.min_by(f64::total_cmp)
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| percent(v, 0))
}

const STEPS: [Words; 7] = [
    Words(
        "居民的答案换成 0–100 分；“没用过”“不了解”不算分。各村是抽样的单位，各镇分开抽，按性别和年龄加权，误差照此计算。",
        "居民的答案換成 0–100 分；「沒用過」「不了解」不算分。各村是抽樣的單位，各鎮分開抽，按性別和年齡加權，誤差照此計算。",
        "Answers become points from 0 to 100; “not used” and “do not know” are not scored. Villages are the units drawn and townships are drawn apart; answers are weighted by sex and age, and errors follow from that.",
    ),
    Words(
        "不足 {k} 份的结果不显示；能从别的数推出来的也一起藏住。",
        "不足 {k} 份的結果不顯示；能從別的數推出來的也一起藏住。",
        "Results of fewer than {k} {k:answer|answers} are hidden, and so is what they would follow from.",
    ),
    Words(
        "支出按受益的地方、年份和服务相加，预算从不相加；建设的钱隔一段时间起算、逐年折减；县里共用的钱用三种办法分摊，三种结论一致才下结论。",
        "支出按受益的地方、年份和服務相加，預算從不相加；建設的錢隔一段時間起算、逐年折減；縣裡共用的錢用三種辦法分攤，三種結論一致才下結論。",
        "Spending is added up by the place it serves, year and service, never from budgets; building money counts after a lag and wears off; money the county shares is told over in three ways, and only what holds under all three is concluded.",
    ),
    Words(
        "先看规模、远近、收入这些条件下通常能有多满意，再看实际高多少、低多少；答卷少的地方，多借一些别处的信息。",
        "先看規模、遠近、收入這些條件下通常能有多滿意，再看實際高多少、低多少；答卷少的地方，多借一些別處的資訊。",
        "What satisfaction places of such size, distance and income usually have comes first, then how far the place lies above or below; a place with few answers borrows more from the others.",
    ),
    Words(
        "投入明显高、满意大概率低于预期，才进名单；名单有多长是碰巧，也一起写出来。",
        "投入明顯高、滿意大機率低於預期，才進名單；名單有多長是碰巧，也一起寫出來。",
        "Only where spending is clearly high and satisfaction probably below what is expected does a place enter the list; how long the list would be by chance stands beside it.",
    ),
    Words(
        "投入与满意是否同高同低，看名次，看去掉任何一个地方还成不成立，看同样条件下还在不在。",
        "投入與滿意是否同高同低，看名次，看去掉任何一個地方還成不成立，看同樣條件下還在不在。",
        "Whether spending and satisfaction go together is read from ranks, from what is left when any one place is left out, and from places in like conditions.",
    ),
    Words(
        "三个等式的问法、数据、检验、要扣除的条件和多大才算数，最好在收数据之前定死；算的就是定下的那个检验，条件不全就不下结论，合不上就不算；没有定死，每份报告都会说。一个地方有几项服务也只算一个地方。",
        "三個等式的問法、資料、檢驗、要扣除的條件和多大才算數，最好在收資料之前定死；算的就是定下的那個檢驗，條件不全就不下結論，合不上就不算；沒有定死，每份報告都會說。一個地方有幾項服務也只算一個地方。",
        "Question, data, test, what is held equal and what size matters are best frozen before data arrive. The frozen test is the one that runs: without its whole context nothing is concluded, and one that does not fit is not run; where nothing was frozen, every report says so. A place with several services counts as one place.",
    ),
];

const LIMITS: [(Words, Words); 10] = [
    (
        Words("谁带来谁。", "誰帶來誰。", "Which brings which."),
        Words(
            "投入高的地方可能更满意，也可能是哪里不满意钱就去哪里。一轮调查分不开，两轮能缩小范围。",
            "投入高的地方可能更滿意，也可能是哪裡不滿意錢就去哪裡。一輪調查分不開，兩輪能縮小範圍。",
            "Areas that spend more may be more satisfied, or money may have gone where satisfaction was low. One wave cannot tell these apart; two narrow it.",
        ),
    ),
    (
        Words("任何一个人。", "任何一個人。", "Anything about a person."),
        Words(
            "所有关系都是地方之间的。",
            "所有關係都是地方之間的。",
            "Every relation shown is between areas.",
        ),
    ),
    (
        Words(
            "不足 {k} 份答卷、不足 5 个地方的事。",
            "不足 {k} 份答卷、不足 5 個地方的事。",
            "Anything from fewer than {k} {k:answer|answers}, or fewer than 5 areas.",
        ),
        Words(
            "少于这个数，一律不说。",
            "少於這個數，一律不說。",
            "Below that nothing is said.",
        ),
    ),
    (
        Words(
            "公开链接之外的人怎么想。",
            "公開連結之外的人怎麼想。",
            "What everyone thinks, from an open link.",
        ),
        Words(
            "自己点开链接来答的人不是样本，不给误差，证据等级最低。",
            "自己點開連結來答的人不是樣本，不給誤差，證據等級最低。",
            "People who open a link are not a sample; no margin of error is given, and the lowest grade of evidence.",
        ),
    ),
    (
        Words(
            "答案是不是自由说的。",
            "答案是不是自由說的。",
            "Whether an answer was free.",
        ),
        Words(
            "排名要紧的地方，会有人教怎么答。最后一题问有没有人教过，比例只给县里看，谁也不排名。",
            "排名要緊的地方，會有人教怎麼答。最後一題問有沒有人教過，比例只給縣裡看，誰也不排名。",
            "Where rankings matter answers are coached. The last item asks whether anyone said how to answer; the share is for the county only, and nobody is ranked.",
        ),
    ),
    (
        Words(
            "回访时说的是不是一样。",
            "回訪時說的是不是一樣。",
            "Whether people would say the same when called back.",
        ),
        Words(
            "县里还没有办法把回访的结果放进来，没有一个乡镇经过回访核对；自己做的调查，每份报告都会说。",
            "縣裡還沒有辦法把回訪的結果放進來，沒有一個鄉鎮經過回訪核對；自己做的調查，每份報告都會說。",
            "Results of call-backs cannot be loaded yet, so no township has been checked that way; every report of the county’s own survey says so.",
        ),
    ),
    (
        Words(
            "共用的钱究竟让谁受益。",
            "共用的錢究竟讓誰受益。",
            "Who benefits from money that is shared.",
        ),
        Words(
            "账上没有写共用的钱让哪些地方受益。三种分法是：按人口，按各镇自己在这项服务上花的钱，不算。",
            "帳上沒有寫共用的錢讓哪些地方受益。三種分法是：按人口，按各鎮自己在這項服務上花的錢，不算。",
            "Ledgers do not say which places shared money serves. The three ways are: by residents, by what each place itself spends on the service, and left out.",
        ),
    ),
    (
        Words(
            "建好几个月了。",
            "建好幾個月了。",
            "For how many months something has been in use.",
        ),
        Words(
            "账上只有年份。建设的钱有一半以上到调查前一年年底还没有投用，就说“投用时间还短”，不下结论。",
            "帳上只有年份。建設的錢有一半以上到調查前一年年底還沒有投用，就說「投用時間還短」，不下結論。",
            "Ledgers have years and no months. Where more than half of the building money was not in use by the end of the year before the survey, it is “too early” and nothing is concluded.",
        ),
    ),
    (
        Words(
            "哪笔钱花得不好。",
            "哪筆錢花得不好。",
            "That money was badly spent.",
        ),
        Words(
            "只说投入高的地方满意偏低，从不说钱花得好坏。",
            "只說投入高的地方滿意偏低，從不說錢花得好壞。",
            "It says that satisfaction is low where spending is high, never how well money was spent.",
        ),
    ),
    (
        Words(
            "题目是不是问到了点子上。",
            "題目是不是問到了點子上。",
            "Whether the questions are understood as meant.",
        ),
        Words(
            "中文题还没有做过认知访谈。比较各地之前，先找十到十五位居民试答、追问。",
            "中文題還沒有做過認知訪談。比較各地之前，先找十到十五位居民試答、追問。",
            "None of the Chinese wordings has been through cognitive interviews. Hold ten to fifteen before comparing places.",
        ),
    ),
];

/// The page's body; results of fewer than `k` answers are hidden.
pub fn view(locale: Locale, k: u64) -> AnyView {
    let k = k.to_string();
    let said = |words: &Words| words.fill(locale, &[("k", &k)]);
    let title = Words(
        "每镇 150 份答卷时，标出来的每百处约有 {r} 处确实偏低；该找的，找得到 {f}。",
        "每鎮 150 份答卷時，標出來的每百處約有 {r} 處確實偏低；該找的，找得到 {f}。",
        "With 150 answers a township about {r} in 100 marks are right, but only {f} of the real cases are found.",
    )
    .fill(
        locale,
        &[
            ("r", shown(verdict(150, RIGHT)).trim_end_matches('%')),
            ("f", &shown(verdict(150, FOUND))),
        ],
    );
    let items = LIMITS
        .iter()
        .map(|(what, why)| view! { <li><b>{said(what)}</b>{said(why)}</li> })
        .collect_view();
    let steps = STEPS.iter().map(|s| view! { <li>{said(s)}</li> }).collect_view();
    let broken = Words(
        "设想不成立时（漏了重要条件、分布很偏、五分之一的乡镇被教过怎么答），标出来的最差也有 {b} 是对的。没有关系的时候，20 个地方误说“数据支持”的占 {z}；真有中等关系（ρ 0.5）时，能说出来的占 {s}。",
        "設想不成立時（漏了重要條件、分布很偏、五分之一的鄉鎮被教過怎麼答），標出來的最差也有 {b} 是對的。沒有關係的時候，20 個地方誤說「資料支持」的佔 {z}；真有中等關係（ρ 0.5）時，能說出來的佔 {s}。",
        "Where its assumptions do not hold (an important condition left out, heavy tails, a fifth of townships coached), at worst {b} of the marks are right. With no relation and 20 places, “supported” is said in {z} of trials; with a relation of ρ 0.5, in {s}.",
    )
    .fill(
        locale,
        &[
            ("b", &shown(least("Verdict where its assumptions are broken", "right at P ≥ .80"))),
            ("z", &rule("0").map_or_else(|| "–".to_owned(), |v| percent(v, 1))),
            ("s", &shown(rule("0.5"))),
        ],
    );
    view! {
        <header class="lede">
            <div><p class="kicker">{TITLE.get(locale)}</p><h1>{phrases(&title)}</h1>
                <p class="standfirst">{Words(
                    "这是拿已知真相的模拟县反复试出来的，不是保证。下面写它怎么算，和它不能说什么。",
                    "這是拿已知真相的模擬縣反覆試出來的，不是保證。下面寫它怎麼算，和它不能說什麼。",
                    "This was found by trying it on simulated counties whose truth is known; it is no guarantee. Below stands how it works, and what it cannot say.",
                ).get(locale)}</p></div>
            <aside class="doubt" aria-labelledby="db"><h2 id="db">{Words("判断由县里定", "判斷由縣裡定", "The county’s judgements").get(locale)}</h2>
                <p><a href="/settings">{Words("看设定，改设定", "看設定，改設定", "See and change the settings").get(locale)}</a></p></aside>
        </header>
        <section class="section" aria-labelledby="limits"><h2 id="limits">{Words("不能说什么", "不能說什麼", "What it cannot say").get(locale)}</h2>
            <ul class="notices two-col">{items}</ul></section>
        <section class="section" aria-labelledby="right"><h2 id="right">{Words("有多准", "有多準", "How often it is right").get(locale)}</h2>
            {table(&trials(locale), locale, "trials")}<p>{broken}</p></section>
        <section class="section" aria-labelledby="steps"><h2 id="steps">{Words("怎么算", "怎麼算", "How it works").get(locale)}</h2>
            <ol class="steps">{steps}</ol></section>
        {source(vec![Words(
            "来源：拿已知真相的模拟县做的试验，全部数字随程序附在校准记录里；每个算法的出处写在程序里它的旁边。",
            "來源：拿已知真相的模擬縣做的試驗，全部數字隨程式附在校準記錄裡；每個算法的出處寫在程式裡它的旁邊。",
            "Source: trials on simulated counties whose truth is known; all figures are in the calibration record that comes with the program, and each formula names its source beside it.",
        ).get(locale).to_owned()])}
    }
    .into_any()
}

fn rule(rho: &str) -> Option<f64> {
    figure(
        "Hypothesis rule",
        &format!("SUPPORTED, ρ {rho}, 20 places, with fragility"),
    )
}

fn trials(locale: Locale) -> Table {
    let head = |w: Words, number| Header {
        text: w.get(locale).to_owned(),
        number,
    };
    let cell = |value: Option<f64>| Cell {
        shown: shown(value),
        value,
    };
    let rows = SIZES.map(|n| {
        vec![
            Cell {
                shown: n.to_string(),
                value: Some(f64::from(n)),
            },
            cell(verdict(n, RIGHT)),
            cell(verdict(n, FOUND)),
            cell(verdict(n, HOLDS)),
        ]
    });
    Table {
        caption: Words(
            "15 到 40 个乡镇的模拟县，各 400 个",
            "15 到 40 個鄉鎮的模擬縣，各 400 個",
            "Simulated counties of 15 to 40 townships, 400 of each",
        )
        .get(locale)
        .to_owned(),
        rows: rows.to_vec(),
        headers: vec![
            head(Words("每镇答卷", "每鎮答卷", "Answers a township"), false),
            head(
                Words(
                    "标出来的有多少是对的",
                    "標出來的有多少是對的",
                    "Marks that are right",
                ),
                true,
            ),
            head(
                Words("该找的找到多少", "該找的找到多少", "Of what is there, found"),
                true,
            ),
            head(
                Words(
                    "90% 区间罩住真值",
                    "90% 區間罩住真值",
                    "90% intervals that hold the truth",
                ),
                true,
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_page_stands_in_the_calibration() {
        for n in SIZES {
            for row in [RIGHT, FOUND, HOLDS] {
                assert!(
                    verdict(n, row).is_some_and(|v| (0.0..=1.0).contains(&v)),
                    "{n} {row}"
                );
            }
        }
        assert!(rule("0").is_some() && rule("0.5") > rule("0"));
        assert!(
            least("Verdict where its assumptions are broken", "right at P ≥ .80").is_some_and(|v| v > 0.5)
        );
        assert_eq!(figure("Verdict, 150 answers", "nothing of the kind"), None);
    }
}
