//! Days, who asks and what becomes public; the moments they stand for. The form of it is in `plan_form`.

use app::{
    desk::{
        format::when,
        surveys::plan::{FOUND, found_word},
    },
    words::{Locale, Words},
};
use serde::{Deserialize, Serialize};
use survey::{PublicationLevel, Round, Wave, wave::Approval};

use crate::clock::Zone;

const DAY_MS: i64 = 86_400_000;

/// Everything that is decided about a survey beside its items. Days are local, `YYYY-MM-DD`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// First day.
    pub opens: String,
    /// Last day.
    pub closes: String,
    /// Days of grace.
    pub grace: u16,
    /// Day of results.
    pub results_on: Option<String>,
    /// Townships reply until.
    pub reply_by: Option<String>,
    /// What becomes public.
    pub publication: PublicationLevel,
    /// Approval line.
    pub approval: Approval,
    /// Who asks.
    pub asker: String,
    /// Years answers are kept.
    pub keep_years: u16,
    /// People are drawn from a list and visited or invited; else whoever opens the link answers.
    #[serde(default)]
    pub drawn: bool,
}

/// The moments of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// First moment an answer is taken.
    pub opens: i64,
    /// First moment after the last day.
    pub closes: i64,
    /// End of grace.
    pub grace_until: i64,
}

pub(super) const RESULTS: Words = Words("公布结果的日子", "公布結果的日子", "Day of results");
pub(super) const REPLY: Words = Words("乡镇说明截止日", "鄉鎮說明截止日", "Townships reply until");
pub(super) const ASKER: Words = Words("谁在问", "誰在問", "Who asks");
pub(super) const APPROVALS: [(&str, Words); 4] = [
    ("form_number", Words("表号", "表號", "Form number")),
    ("issued_by", Words("制定机关", "制定機關", "Issued by")),
    (
        "approval_number",
        Words("批准文号", "批准文號", "Approval number"),
    ),
    ("valid_until", Words("有效期至", "有效期至", "Valid until")),
];
impl Plan {
    /// A calm beginning: from today for thirty days, results two weeks later, who asks left open.
    pub fn suggested(zone: &Zone, now: i64) -> Self {
        Self {
            opens: zone.day(now),
            closes: zone.day(now + 30 * DAY_MS),
            grace: 2,
            results_on: Some(zone.day(now + 45 * DAY_MS)),
            reply_by: Some(zone.day(now + 40 * DAY_MS)),
            ..Self::default()
        }
    }

    /// The moments; none where a day is none.
    pub fn moments(&self, zone: &Zone) -> Option<Moments> {
        let opens = zone.start_of(&self.opens)?;
        let closes = zone.end_of(&self.closes)?;
        Some(Moments {
            opens,
            closes,
            grace_until: closes + i64::from(self.grace) * DAY_MS,
        })
    }

    /// The plan of a round.
    pub fn of_round(round: &Round, zone: &Zone) -> Self {
        let grace = (round.grace_until - round.closes) / DAY_MS;
        Self {
            opens: zone.day(round.opens),
            closes: zone.day(round.closes - 1),
            grace: u16::try_from(grace).unwrap_or(0),
            results_on: round.results_on.clone(),
            reply_by: round.reply_by.clone(),
            publication: round.publication,
            approval: round.approval.clone(),
            asker: round.asker.clone(),
            keep_years: round.keep_years,
            drawn: !round.open_link,
        }
    }

    /// The plan of a wave.
    pub fn of_wave(wave: &Wave, zone: &Zone) -> Self {
        let grace = (wave.grace_until - wave.closes) / DAY_MS;
        Self {
            opens: zone.day(wave.opens),
            closes: zone.day(wave.closes - 1),
            grace: u16::try_from(grace).unwrap_or(0),
            results_on: wave.results_on.clone(),
            reply_by: None,
            publication: wave.publication,
            approval: wave.approval.clone(),
            asker: wave.asker.clone(),
            keep_years: wave.keep_years,
            drawn: !wave.open_link,
        }
    }

    /// Name and value of everything decided, for people.
    pub fn facts(&self, locale: Locale) -> Vec<(String, String)> {
        let days = Words(
            "{a} 至 {b}，宽限 {n} 天",
            "{a} 至 {b}，寬限 {n} 天",
            "{a} to {b}, {n} {n:day|days} of grace",
        );
        let day = |on: &Option<String>| on.as_deref().map_or_else(String::new, |d| when(locale, d));
        let years = Words("{n} 年", "{n} 年", "{n} {n:year|years}");
        let mut facts = vec![
            (
                Words("日子", "日子", "Days"),
                days.fill(
                    locale,
                    &[
                        ("a", &when(locale, &self.opens)),
                        ("b", &when(locale, &self.closes)),
                        ("n", &self.grace.to_string()),
                    ],
                ),
            ),
            (FOUND, found_word(self.drawn).get(locale).to_owned()),
            (RESULTS, day(&self.results_on)),
            (REPLY, day(&self.reply_by)),
            (ASKER, self.asker.clone()),
            (
                Words("公布", "公布", "Published"),
                app::desk::surveys::publication_word(self.publication)
                    .get(locale)
                    .to_owned(),
            ),
            (
                Words("答卷保存", "答卷保存", "Answers kept"),
                years.fill(locale, &[("n", &self.keep_years.to_string())]),
            ),
        ];
        let a = &self.approval;
        let values = [&a.form_number, &a.issued_by, &a.approval_number, &a.valid_until];
        facts.extend(
            APPROVALS
                .iter()
                .zip(values)
                .map(|((_, name), value)| (*name, value.clone())),
        );
        facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.get(locale).to_owned(), value))
            .collect()
    }
}
