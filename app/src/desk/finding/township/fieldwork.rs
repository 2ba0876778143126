//! Answers so far by village, beside what is aimed for: never in the order of their number.

use insight::report::target::{Target, target};
use leptos::prelude::*;

use super::Page;
use crate::{desk::format::number, words::Words};

/// The section; nothing where there are no villages.
pub(super) fn section(page: &Page) -> AnyView {
    let locale = page.facts.locale;
    let k = page.facts.report.judgements.settings.k;
    if page.villages.is_empty() {
        return ().into_any();
    }
    let total: u64 = page.villages.iter().map(|v| v.answers).sum();
    let few = page.villages.iter().filter(|v| v.answers < k).count();
    let title = Words(
        "{v} 个村，{n} 份答卷",
        "{v} 個村，{n} 份答卷",
        "{v} {v:village|villages}, {n} {n:answer|answers}",
    )
    .fill(
        locale,
        &[
            ("v", &page.villages.len().to_string()),
            ("n", &number(total as f64, 0)),
        ],
    );
    let note = (few > 0).then(|| {
        Words(
            "{f} 个村不到 {k} 份，那里的结果不能单独显示。",
            "{f} 個村不到 {k} 份，那裡的結果不能單獨顯示。",
            "In {f} {f:village|villages} fewer than {k} answered; results there cannot be shown apart.",
        )
        .fill(locale, &[("f", &few.to_string()), ("k", &k.to_string())])
    });
    let aim = aim(page);
    let each = aim.as_ref().map_or(k, |a| a.each).max(1);
    let rows = page.villages.iter().map(|v| {
        let short = v.answers < k;
        let shown = match (short, aim.is_some()) {
            (true, true) => Words("不到 {k} / {m}", "不到 {k} / {m}", "under {k} of {m}"),
            (true, false) => Words("不到 {k}", "不到 {k}", "under {k}"),
            (false, true) => Words("{n} / {m}", "{n} / {m}", "{n} of {m}"),
            (false, false) => Words("{n}", "{n}", "{n}"),
        };
        let shown = shown.fill(
            locale,
            &[
                ("k", &k.to_string()),
                ("n", &number(v.answers as f64, 0)),
                ("m", &number(each as f64, 0)),
            ],
        );
        // a bar of nothing for what is not told
        let width = if short { 0.0 } else { (100.0 * v.answers as f64 / each as f64).min(100.0) };
        view! { <li><span>{v.name.clone()}</span><svg class="fillbar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="done" width=format!("{width:.1}") height="6"/></svg><span class="num">{shown}</span></li> }
    }).collect_view();
    view! {
        <section class="section" aria-labelledby="fieldwork">
            <div class="section-head"><h2 id="fieldwork">{title}</h2><p class="muted">{page.field.clone()}</p></div>
            {note.map(|n| view! { <p>{n}</p> })}
            {aim.map(|a| view! { <p class="muted" data-target=a.target.answers.to_string()>{a.said}</p> })}
            <ul class="fill">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What the answers of villages are held against.
struct Aim {
    target: Target,
    /// Of each village.
    each: u64,
    /// Where the number comes from.
    said: String,
}

/// A round plans no number of answers, so the number follows from what is to be told; none for volunteers, of whom no number
/// is enough.
fn aim(page: &Page) -> Option<Aim> {
    let report = &page.facts.report;
    if report.wave.open_link {
        return None;
    }
    let target = target(&report.verdicts.cells, &report.judgements.settings, &page.area)?;
    let villages = u64::try_from(page.villages.len()).ok().filter(|v| *v > 0)?;
    let each = target.answers.div_ceil(villages);
    let words = if target.measured {
        Words(
            "没有另定计划数。目标按要分辨的差异推算：和预期差 {d} 分要看得出来，按已有答卷的离散程度，本地约需随机答卷 {n} 份，平均每村 {m} 份。",
            "沒有另定計劃數。目標按要分辨的差異推算：和預期差 {d} 分要看得出來，按已有答卷的離散程度，本地約需隨機答卷 {n} 份，平均每村 {m} 份。",
            "No number was planned. The target follows from what is to be told: to show {d} {d:point|points} from what is expected, about {n} random {n:answer|answers} will do here, going by the spread of those at hand; {m} from each village.",
        )
    } else {
        Words(
            "没有另定计划数。目标按要分辨的差异推算：和预期差 {d} 分要看得出来，按设定里的计划值，本地约需随机答卷 {n} 份，平均每村 {m} 份。",
            "沒有另定計劃數。目標按要分辨的差異推算：和預期差 {d} 分要看得出來，按設定裡的計劃值，本地約需隨機答卷 {n} 份，平均每村 {m} 份。",
            "No number was planned. The target follows from what is to be told: to show {d} {d:point|points} from what is expected, about {n} random {n:answer|answers} will do here, going by the planning values of the settings; {m} from each village.",
        )
    };
    let decimals = usize::from(target.difference.fract() != 0.0);
    let said = words.fill(
        page.facts.locale,
        &[
            ("d", &number(target.difference, decimals)),
            ("n", &number(target.answers as f64, 0)),
            ("m", &number(each as f64, 0)),
        ],
    );
    Some(Aim { target, each, said })
}
