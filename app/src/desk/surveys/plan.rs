//! The fields that a round and a stand-alone survey share: days, who asks, what becomes public, the approval line.

use leptos::prelude::*;
use survey::PublicationLevel;

use super::{
    form::{Form, Input, radios},
    publication_word,
};
use crate::words::{Locale, Words};

const DAYS: Words = Words("什么时候", "什麼時候", "When");
const OPENS: Words = Words("第一天", "第一天", "First day");
const CLOSES: Words = Words("最后一天", "最後一天", "Last day");
const CLOSES_HINT: Words = Words(
    "收到这一天结束为止。",
    "收到這一天結束為止。",
    "Open until the end of this day.",
);
const GRACE: Words = Words("宽限几天", "寬限幾天", "Days of grace");
const GRACE_HINT: Words = Words(
    "截止前答完、因为没有网络晚到的，这几天里照样计入。",
    "截止前答完、因為沒有網路晚到的，這幾天裡照樣計入。",
    "Answers finished in time but sent late, for want of a network, still count in these days.",
);
const RESULTS: Words = Words("公布结果的日子", "公布結果的日子", "Day of results");
const RESULTS_HINT: Words = Words(
    "居民在回执上看得到；不早于宽限结束。",
    "居民在回執上看得到；不早於寬限結束。",
    "Shown on the resident’s receipt; not before grace ends.",
);
const REPLY: Words = Words("乡镇说明截止日", "鄉鎮說明截止日", "Townships reply until");
const REPLY_HINT: Words = Words(
    "乡镇在这一天以前写的说明，和结果印在一起。",
    "鄉鎮在這一天以前寫的說明，和結果印在一起。",
    "What a township writes by then is printed beside the result.",
);
/// What the choice is called.
pub const FOUND: Words = Words("怎么找人来答", "怎麼找人來答", "How residents are found");
/// The value of an open link.
pub const OPEN_LINK: &str = "open";
/// The value of a drawn sample.
pub const DRAWN: &str = "drawn";
const ANSWERS: Words = Words("谁来答", "誰來答", "Who answers");
const OPEN_WHAT: Words = Words(
    "谁看到链接或二维码都可以答。没有抽样，结果不给误差范围，证据等级 D，不进名次，除非县里另定。纸质和平板上答的也一样。",
    "誰看到連結或 QR 碼都可以答。沒有抽樣，結果不給誤差範圍，證據等級 D，不進名次，除非縣裡另定。紙本和平板上答的也一樣。",
    "Whoever sees the link or the code may answer. Nobody drew this sample, so no margin of error is printed, the evidence is grade D and there are no ranks unless the county decides otherwise. The same holds for answers on paper and tablets.",
);
const DRAWN_WHAT: Words = Words(
    "先从名单上随机抽出村和人，再上门访问或发邀请。链接和二维码只给抽中的人，不要张贴。结果带误差范围。",
    "先從名單上隨機抽出村和人，再上門訪問或發邀請。連結和 QR 碼只給抽中的人，不要張貼。結果帶誤差範圍。",
    "Villages and people are chosen at random from a list, then visited or invited. Link and code go to those chosen alone and are not put up anywhere. Results have margins of error.",
);

/// How residents are found, in words.
pub fn found_word(drawn: bool) -> Words {
    if drawn {
        Words(
            "抽取的样本：从名单上抽人，上门或邀请",
            "抽取的樣本：從名單上抽人，上門或邀請",
            "A drawn sample: people chosen from a list, visited or invited",
        )
    } else {
        Words(
            "公开链接：谁看到都可以答",
            "公開連結：誰看到都可以答",
            "An open link: whoever sees it may answer",
        )
    }
}

const WHO: Words = Words(
    "谁在问，怎么公布",
    "誰在問，怎麼公布",
    "Who asks, what is published",
);
const ASKER: Words = Words("谁在问", "誰在問", "Who asks");
const ASKER_HINT: Words = Words(
    "写进给居民的告知，比如：安禾县人民政府。",
    "寫進給居民的告知，比如：安禾縣人民政府。",
    "Named in the notice to residents, e.g. the county government.",
);
const KEEP: Words = Words("答卷保存几年", "答卷保存幾年", "Years answers are kept");
const KEEP_HINT: Words = Words(
    "1 到 30 年。到期由县里删除，程序不会自己删。",
    "1 到 30 年。到期由縣裡刪除，程式不會自己刪。",
    "1 to 30 years. The county deletes them then; the program does not do it by itself.",
);
const PUBLICATION: Words = Words("公布到哪一级", "公布到哪一級", "What becomes public");
const APPROVAL: Words = Words(
    "统计调查的批准信息（有就填，会印在问卷上）",
    "統計調查的批准資訊（有就填，會印在問卷上）",
    "Approval line (if there is one, it is printed on the form)",
);
const APPROVALS: [(&str, Words); 4] = [
    ("form_number", Words("表号", "表號", "Form number")),
    ("issued_by", Words("制定机关", "制定機關", "Issued by")),
    (
        "approval_number",
        Words("批准文号", "批准文號", "Approval number"),
    ),
    ("valid_until", Words("有效期至", "有效期至", "Valid until")),
];

/// The levels as the form names them.
pub const LEVELS: [(&str, PublicationLevel); 3] = [
    ("county", PublicationLevel::County),
    ("township", PublicationLevel::Township),
    ("village", PublicationLevel::Village),
];

/// The fields; `reply` only where townships reply.
pub fn fields(form: &Form, locale: Locale, reply: bool) -> AnyView {
    let reply = reply.then(|| {
        Input::date("reply_by", REPLY.get(locale))
            .hint(REPLY_HINT.get(locale))
            .view(form)
    });
    let levels = LEVELS
        .iter()
        .map(|(value, level)| {
            (
                (*value).to_owned(),
                publication_word(*level).get(locale).to_owned(),
                String::new(),
            )
        })
        .collect();
    let found = [(OPEN_LINK, false, OPEN_WHAT), (DRAWN, true, DRAWN_WHAT)]
        .map(|(value, drawn, what)| {
            let label = found_word(drawn).get(locale).to_owned();
            (value.to_owned(), label, what.get(locale).to_owned())
        })
        .into();
    let filled = APPROVALS
        .iter()
        .any(|(n, _)| !form.value(n).is_empty() || form.error(n).is_some());
    let approval = APPROVALS
        .iter()
        .map(|(name, label)| Input::text(name, label.get(locale)).view(form))
        .collect_view();
    view! {
        <section class="section"><h2>{DAYS.get(locale)}</h2>
            <div class="asks">
                {Input::date("opens", OPENS.get(locale)).required().view(form)}
                {Input::date("closes", CLOSES.get(locale)).hint(CLOSES_HINT.get(locale)).required().view(form)}
                {Input::number("grace", GRACE.get(locale), 0, 60).hint(GRACE_HINT.get(locale)).required().view(form)}
                {Input::date("results_on", RESULTS.get(locale)).hint(RESULTS_HINT.get(locale)).view(form)}
                {reply}
            </div>
        </section>
        <section class="section"><h2>{ANSWERS.get(locale)}</h2>{radios(form, "found", FOUND.get(locale), found)}</section>
        <section class="section"><h2>{WHO.get(locale)}</h2>
            <div class="asks">
                {Input::text("asker", ASKER.get(locale)).hint(ASKER_HINT.get(locale)).required().view(form)}
                {Input::number("keep_years", KEEP.get(locale), 1, 30).hint(KEEP_HINT.get(locale)).required().view(form)}
            </div>
            {radios(form, "publication", PUBLICATION.get(locale), levels)}
            <details open=filled><summary>{APPROVAL.get(locale)}</summary><div class="asks">{approval}</div></details>
        </section>
    }
    .into_any()
}
