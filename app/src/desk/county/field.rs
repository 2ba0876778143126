//! What is in the field: surveys with their number of answers, and of open ones how far the villages are reached. Never an
//! order by number of answers.

use charts::{Cell, Header, Table};
use leptos::prelude::*;

use super::{Coverage, FieldRow};
use crate::{
    desk::{
        format::{number, when},
        parts::{Order, table_with},
    },
    words::{Locale, Words},
};

const TITLE: Words = Words(
    "正在做和做完的调查",
    "正在做和做完的調查",
    "Surveys in the field and closed",
);
const COUNTS_ONLY: Words = Words(
    "截止前只显示份数，不显示怎么答；结果在截止后算一次。",
    "截止前只顯示份數，不顯示怎麼答；結果在截止後算一次。",
    "Until closing only the number of answers is shown, never how; results are made once, at close.",
);
const ANSWER: Words = Words("打开问卷", "打開問卷", "Open the form");
/// So many townships are seen at once; more are folded away.
const SEEN: usize = 30;

/// The section.
pub(super) fn section(locale: Locale, rows: Vec<FieldRow>, coverage: Vec<Coverage>) -> AnyView {
    view! {
        <section class="section" aria-labelledby="field">
            <div class="section-head"><h2 id="field">{TITLE.get(locale)}</h2><p class="muted">{COUNTS_ONLY.get(locale)}</p></div>
            {coverage.into_iter().enumerate().map(|(i, c)| reached(locale, i, &c)).collect_view()}
            {surveys(locale, &rows)}
        </section>
    }
    .into_any()
}

fn surveys(locale: Locale, rows: &[FieldRow]) -> AnyView {
    if rows.is_empty() {
        return view! {
            <p>{Words("还没有调查。", "還沒有調查。", "There is no survey yet.").get(locale)}" "
            <a class="btn" href="/surveys/new">{Words("做一份调查", "做一份調查", "Make a survey").get(locale)}</a></p>
        }
        .into_any();
    }
    let head = [
        Words("调查", "調查", "Survey"),
        Words("地区", "地區", "Area"),
        Words("状态", "狀態", "State"),
        Words("截止", "截止", "Closes"),
        Words("份数", "份數", "Answers"),
        Words("问卷", "問卷", "Form"),
    ];
    let word = |shown: &str| Cell {
        shown: shown.to_owned(),
        value: None,
    };
    let cells = rows.iter().map(|r| {
        vec![
            word(&r.title),
            word(&r.area),
            word(&r.state),
            word(&r.closes),
            Cell {
                shown: number(r.answers as f64, 0),
                value: Some(r.answers as f64),
            },
            word(r.form.as_ref().map_or("", |_| ANSWER.get(locale))),
        ]
    });
    let table = Table {
        caption: Words("各次调查", "各次調查", "Every survey")
            .get(locale)
            .to_owned(),
        headers: (0..)
            .zip(head)
            .map(|(i, h)| Header {
                text: h.get(locale).to_owned(),
                number: i == 4,
            })
            .collect(),
        rows: cells.collect(),
    };
    let link = |row: usize, column: usize| match (rows.get(row)?, column) {
        (r, 0) => Some(r.href.clone()),
        (r, 5) => r.form.clone(),
        _ => None,
    };
    table_with(&table, locale, "surveys", Order::Page, link)
}

/// How far an open survey has come: the villages with enough answers to be shown apart, by township.
fn reached(locale: Locale, i: usize, c: &Coverage) -> AnyView {
    let (villages, covered) = c
        .places
        .iter()
        .fold((0, 0), |(v, n), p| (v + p.villages, n + p.covered));
    let (villages_text, covered_text, k) = (villages.to_string(), covered.to_string(), c.k.to_string());
    let title = Words(
        "{t}：{v} 个村里，{n} 个已有 {k} 份以上，{d}截止",
        "{t}：{v} 個村裡，{n} 個已有 {k} 份以上，{d}截止",
        "{t}: {n} of {v} {v:village|villages} with at least {k} {k:answer|answers}; until {d}",
    )
    .fill(
        locale,
        &[
            ("t", &c.title),
            ("v", &villages_text),
            ("n", &covered_text),
            ("k", &k),
            ("d", &when(locale, &c.closes)),
        ],
    );
    let note = if covered < villages {
        Words(
            "不到 {k} 份的村，结果不能单独显示。下面按区划顺序，不按份数多少。",
            "不到 {k} 份的村，結果不能單獨顯示。下面按區劃順序，不按份數多少。",
            "Where there are fewer than {k}, results cannot be shown apart. In the order of the county’s list, not by number of answers.",
        )
    } else {
        Words(
            "每个村都够单独显示了。下面按区划顺序，不按份数多少。",
            "每個村都夠單獨顯示了。下面按區劃順序，不按份數多少。",
            "Every village has enough to be shown apart. In the order of the county’s list, not by number of answers.",
        )
    }
    .fill(locale, &[("k", &k)]);
    let rows = c.places.iter().map(|p| {
        let share = 100.0 * p.covered as f64 / (p.villages.max(1)) as f64;
        let shown = Words("{n}/{v} 个村", "{n}/{v} 個村", "{n} of {v}").fill(
            locale,
            &[("n", &p.covered.to_string()), ("v", &p.villages.to_string())],
        );
        view! { <li><span>{p.name.clone()}</span><svg class="fillbar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="done" width=format!("{share:.1}") height="6"/></svg><span class="num">{shown}</span></li> }
    });
    let list = view! { <ul class="fill">{rows.collect_view()}</ul> }.into_any();
    // many rows that all say nothing yet are no news either
    let list = if c.places.len() > SEEN || (covered == 0 && c.places.len() > 1) {
        let open = Words("看各乡镇", "看各鄉鎮", "By township").get(locale);
        view! { <details><summary>{open}</summary>{list}</details> }.into_any()
    } else {
        list
    };
    let id = format!("reached-{i}");
    view! {
        <div class="stack" role="group" aria-labelledby=id.clone()>
            <h3 id=id.clone()><a href=c.href.clone()>{title}</a></h3>
            <p class="muted">{note}</p>
            {list}
        </div>
    }
    .into_any()
}
