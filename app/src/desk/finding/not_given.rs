//! The page of a service of which there is nothing to show: why, what would settle it, where to load it.

use leptos::prelude::*;

use super::{Unit, ahead::Ahead, judged_by, together, words::status};
use crate::{
    desk::{
        association::{Choice, choices},
        parts::phrases,
    },
    words::{Locale, Words},
};

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How spending and scores go together.
    Relation,
    /// Spending.
    Spending,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Language.
    pub locale: Locale,
    /// What is compared.
    pub unit: Unit,
    /// Fewest answers of which anything is shown.
    pub k: u64,
    /// What is not there.
    pub what: What,
    /// Service, by name.
    pub domain: String,
    /// Why, as a code of `content/statuses.json`.
    pub code: &'static str,
    /// What comes next, where answers are waited for.
    pub ahead: Option<Ahead>,
    /// Links to services that have something to show.
    pub domains: Vec<Choice>,
    /// Hash of the settings.
    pub judged: String,
}

impl Page {
    fn headline(&self) -> String {
        match self.what {
            What::Relation => Words(
                "{d}：投入和满意度是不是同高同低，现在还不能看。",
                "{d}：投入和滿意度是不是同高同低，現在還不能看。",
                "{d}: whether spending and satisfaction go together cannot be seen yet.",
            ),
            What::Spending => Words(
                "{d}：还没有支出记录。",
                "{d}：還沒有支出記錄。",
                "{d}: there is no spending yet.",
            ),
        }
        .fill(self.locale, &[("d", &self.domain)])
    }

    /// Why, and what would settle it.
    fn why(&self) -> [String; 2] {
        let locale = self.locale;
        let said = status(locale, self.unit, self.k, self.code, &[]);
        match &self.ahead {
            Some(ahead) if ahead.in_the_field() => [
                Words(
                    "答卷还在收，截止以后才算得分。",
                    "答卷還在收，截止以後才算得分。",
                    "Answers are still being collected; scores are made when the survey closes.",
                )
                .get(locale)
                .to_owned(),
                ahead.when(locale),
            ],
            Some(ahead) => [
                said.explanation,
                [said.remedy, ahead.when(locale)].join(locale.space()),
            ],
            None => [said.explanation, said.remedy],
        }
    }

    /// The kind of file that would settle it.
    fn file(&self) -> &'static str {
        match self.code {
            "NO_SPENDING" => "/data?kind=spending",
            "NO_POPULATION" => "/data?kind=population",
            "NO_DEFLATOR" | "NO_PRICE_INDEX" => "/data?kind=deflator",
            "NO_DATA" => "/data?kind=scores",
            _ => "/data",
        }
    }
}

/// The page's body.
pub fn view(page: &Page) -> AnyView {
    let locale = page.locale;
    let [why, remedy] = page.why();
    let survey = page.ahead.as_ref().map(|ahead| {
        let words = match ahead.in_the_field() {
            true => Words("看这份调查", "看這份調查", "See this survey"),
            false => Words("做一份调查", "做一份調查", "Make a survey"),
        };
        view! { <a class="btn" href=ahead.href().to_owned()>{words.get(locale)}</a> }
    });
    let label = Words("有数据的服务", "有資料的服務", "Services with figures").get(locale);
    view! {
        <header class="stack">
            <h1>{phrases(&page.headline())}</h1>
            <p class="standfirst">{why}</p>
            <p>{remedy}</p>
            <p class="row"><a class="btn primary" href=page.file()>{Words("去导入", "去匯入", "Load data").get(locale)}</a>{survey}</p>
        </header>
        <div class="picks">{choices(label, page.domains.clone())}{(page.what == What::Relation).then(|| together(locale))}</div>
        {judged_by(locale, &page.judged)}
    }
    .into_any()
}
