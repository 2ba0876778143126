//! The form: ranks or scores of two years as typed or pasted, and what is known of the answers behind them.

use leptos::prelude::*;

use super::Page;
use crate::{
    desk::surveys::form::{Input, lines, radios},
    words::Words,
};

/// The section with the form.
pub(super) fn section(page: &Page) -> AnyView {
    let (locale, form) = (page.locale, &page.form);
    let heading = if page.answer.is_some() {
        Words(
            "换成自己的名次再算",
            "換成自己的名次再算",
            "With figures of your own",
        )
    } else {
        Words("填上名次就能算", "填上名次就能算", "Type the ranks and see")
    };
    let kinds = [
        (
            "ranks",
            Words("名次", "名次", "Ranks"),
            Words("1 是最好的", "1 是最好的", "1 is the best"),
        ),
        (
            "scores",
            Words("得分", "得分", "Scores"),
            Words(
                "0–100 分，比名次准",
                "0–100 分，比名次準",
                "0–100, and surer than ranks",
            ),
        ),
    ];
    let kinds = kinds.map(|(id, name, about)| {
        (
            id.to_owned(),
            name.get(locale).to_owned(),
            about.get(locale).to_owned(),
        )
    });
    let field = |name: &str, label: Words, hint: Words| {
        Input::text(name, label.get(locale))
            .hint(hint.get(locale))
            .view(form)
    };
    view! {
        <section class="section" aria-labelledby="typed">
            <h2 id="typed">{heading.get(locale)}</h2>
            <form class="make standing" method="post" action="/standing">
                {radios(form, "kind", Words("填的是", "填的是", "The figures are").get(locale), kinds.to_vec())}
                {lines(
                    form,
                    "lines",
                    Words("每行一个地方", "每行一個地方", "One place a line").get(locale),
                    Words(
                        "名字、第一年、第二年，用逗号、空格或制表符隔开，例如：城关镇，18，17。可以从表格里直接粘贴。只知道自己的名次，填一行就行。",
                        "名字、第一年、第二年，用逗號、空格或定位符號隔開，例如：城關鎮，18，17。可以從試算表直接貼上。只知道自己的名次，填一列就行。",
                        "Name, first year, second year, parted by commas, spaces or tabs, such as: Riverside, 18, 17. It can be pasted from a spreadsheet. If you know only your own ranks, one line is enough.",
                    ).get(locale),
                )}
                <div class="asks">
                    {field("n", Words("每个地方多少份答卷", "每個地方多少份答卷", "Answers a place"),
                        Words("一年里一个地方的份数，例如 150。", "一年裡一個地方的份數，例如 150。", "In one year, such as 150."))}
                    {field("places", Words("一共比多少个地方", "一共比多少個地方", "How many places are compared"),
                        Words("上面列全了就不用填。", "上面列全了就不用填。", "Leave empty if all are listed above."))}
                    {field("spread", Words("各地真正相差多少分（标准差）", "各地真正相差多少分（標準差）", "How far places truly lie apart (standard deviation, points)"),
                        Words("填名次时要填：名次里看不出差多少。真正水平多在 60–72 分之间，就填 3。填得分可以空着。", "填名次時要填：名次裡看不出差多少。真正水準多在 60–72 分之間，就填 3。填得分可以空著。", "Needed for ranks, which do not say how far apart places are. If true levels lie mostly within 60–72, put 3. May stay empty for scores."))}
                    {field("deff", Words("设计效应", "設計效應", "Design effect"),
                        Words("按村成串地抽，比一个一个抽要不准；不知道就用 1.8。", "按村成串地抽，比一個一個抽要不準；不知道就用 1.8。", "Drawing by village is less precise than one by one; 1.8 if not known."))}
                    {field("sd", Words("人与人之间差多少分（标准差）", "人與人之間差多少分（標準差）", "How far people lie apart (standard deviation, points)"),
                        Words("不知道就用 24。", "不知道就用 24。", "24 if not known."))}
                </div>
                <p><button class="btn primary" type="submit">{Words("算一算", "算一算", "Work it out").get(locale)}</button></p>
                <p class="muted">{Words("填的内容只用来算这一次，不保存。", "填的內容只用來算這一次，不儲存。", "What you type is used this once and not stored.").get(locale)}</p>
            </form>
        </section>
    }
    .into_any()
}
