//! The form of a plan: read, checked, refused at the field that is wrong; and written for another look.

use app::{
    desk::{
        format::when,
        surveys::{
            form::Form,
            plan::{DRAWN, LEVELS, OPEN_LINK},
        },
    },
    words::{Locale, Words},
};
use survey::{PublicationLevel, wave::Approval};

use super::{
    fields::{Fields, needed, short, whole},
    plan::{APPROVALS, ASKER, Plan, REPLY, RESULTS},
};
use crate::clock::Zone;

const MAX_LINE: usize = 80;
/// The fields in the order of the page, for the summary of errors.
const ON_THE_PAGE: [&str; 9] = [
    "opens",
    "closes",
    "grace",
    "results_on",
    "reply_by",
    "found",
    "asker",
    "keep_years",
    "publication",
];

const OPENS: Words = Words("第一天", "第一天", "First day");
const CLOSES: Words = Words("最后一天", "最後一天", "Last day");
const GRACE: Words = Words("宽限几天", "寬限幾天", "Days of grace");
const KEEP: Words = Words("答卷保存几年", "答卷保存幾年", "Years answers are kept");
const NOT_A_DAY: Words = Words(
    "{name}要写成 2026-12-31 这样",
    "{name}要寫成 2026-12-31 這樣",
    "{name}: write it like 2026-12-31",
);
const ORDER: Words = Words(
    "最后一天不能早于第一天",
    "最後一天不能早於第一天",
    "Last day: not before the first day",
);
const PAST: Words = Words(
    "最后一天已经过去了",
    "最後一天已經過去了",
    "Last day: this is past",
);
const RESULTS_EARLY: Words = Words(
    "公布结果的日子不能早于 {day}，那天宽限才结束",
    "公布結果的日子不能早於 {day}，那天寬限才結束",
    "Day of results: not before {day}, when grace ends",
);
const REPLY_EARLY: Words = Words(
    "乡镇说明截止日不能早于最后一天",
    "鄉鎮說明截止日不能早於最後一天",
    "Townships reply until: not before the last day",
);
const WHICH: Words = Words(
    "请选公布到哪一级",
    "請選公布到哪一級",
    "What becomes public: please choose",
);

const HOW: Words = Words(
    "请选怎么找人来答",
    "請選怎麼找人來答",
    "How residents are found: please choose",
);

impl Plan {
    /// Reads the fields; what is wrong is said in `form`.
    pub fn read(fields: &Fields, form: &mut Form, zone: &Zone, now: i64, locale: Locale) -> Self {
        let plan = Self {
            opens: day(fields, form, zone, "opens", OPENS, locale).unwrap_or_default(),
            closes: day(fields, form, zone, "closes", CLOSES, locale).unwrap_or_default(),
            grace: whole(fields, form, "grace", GRACE, (0, 60), locale),
            results_on: optional_day(fields, form, zone, "results_on", RESULTS, locale),
            reply_by: optional_day(fields, form, zone, "reply_by", REPLY, locale),
            asker: needed(fields, form, "asker", ASKER, MAX_LINE, locale),
            keep_years: whole(fields, form, "keep_years", KEEP, (1, 30), locale),
            publication: level(fields, form, locale),
            approval: approval(fields, form, locale),
            drawn: drawn(fields, form, locale),
        };
        plan.check(form, zone, now, locale);
        form.errors
            .sort_by_key(|(name, _)| ON_THE_PAGE.iter().position(|n| n == name).map_or(0, |at| at + 1));
        plan
    }

    fn check(&self, form: &mut Form, zone: &Zone, now: i64, locale: Locale) {
        let Some(m) = self.moments(zone) else { return };
        if m.closes <= m.opens {
            form.refuse("closes", ORDER.get(locale));
        } else if m.closes <= now {
            form.refuse("closes", PAST.get(locale));
        }
        let settled = zone.day(m.grace_until - 1);
        if self.results_on.as_ref().is_some_and(|d| *d < settled) {
            form.refuse(
                "results_on",
                RESULTS_EARLY.fill(locale, &[("day", &when(locale, &settled))]),
            );
        }
        if self.reply_by.as_ref().is_some_and(|d| *d < self.closes) {
            form.refuse("reply_by", REPLY_EARLY.get(locale));
        }
    }

    /// Puts the plan into a form.
    pub fn write(&self, form: &mut Form) {
        let keep = if self.keep_years == 0 {
            String::new()
        } else {
            self.keep_years.to_string()
        };
        let level = LEVELS
            .iter()
            .find(|(_, l)| *l == self.publication)
            .map_or("", |(v, _)| v);
        for (name, value) in [
            ("opens", self.opens.clone()),
            ("closes", self.closes.clone()),
            ("grace", self.grace.to_string()),
            ("results_on", self.results_on.clone().unwrap_or_default()),
            ("reply_by", self.reply_by.clone().unwrap_or_default()),
            ("asker", self.asker.clone()),
            ("keep_years", keep),
            ("publication", level.to_owned()),
            ("found", if self.drawn { DRAWN } else { OPEN_LINK }.to_owned()),
            ("form_number", self.approval.form_number.clone()),
            ("issued_by", self.approval.issued_by.clone()),
            ("approval_number", self.approval.approval_number.clone()),
            ("valid_until", self.approval.valid_until.clone()),
        ] {
            form.set(name, value);
        }
    }
}

fn day(
    fields: &Fields,
    form: &mut Form,
    zone: &Zone,
    name: &str,
    label: Words,
    locale: Locale,
) -> Option<String> {
    let typed = fields.line(name);
    let found = zone.start_of(&typed).map(|start| zone.day(start));
    if found.is_none() {
        form.refuse(name, NOT_A_DAY.fill(locale, &[("name", label.get(locale))]));
    }
    found
}

fn optional_day(
    fields: &Fields,
    form: &mut Form,
    zone: &Zone,
    name: &str,
    label: Words,
    locale: Locale,
) -> Option<String> {
    if fields.line(name).is_empty() {
        None
    } else {
        day(fields, form, zone, name, label, locale)
    }
}

fn level(fields: &Fields, form: &mut Form, locale: Locale) -> PublicationLevel {
    let typed = fields.line("publication");
    match LEVELS.iter().find(|(value, _)| *value == typed) {
        Some((_, level)) => *level,
        None => {
            form.refuse("publication", WHICH.get(locale));
            PublicationLevel::County
        }
    }
}

/// Only who says so has drawn a sample: an answer to an open link never gets a margin by silence.
fn drawn(fields: &Fields, form: &mut Form, locale: Locale) -> bool {
    match fields.line("found").as_str() {
        DRAWN => true,
        OPEN_LINK | "" => false,
        _ => {
            form.refuse("found", HOW.get(locale));
            false
        }
    }
}

fn approval(fields: &Fields, form: &mut Form, locale: Locale) -> Approval {
    let mut at = |i: usize| {
        let (name, label) = APPROVALS[i];
        short(fields, form, name, label, MAX_LINE, locale)
    };
    Approval {
        form_number: at(0),
        issued_by: at(1),
        approval_number: at(2),
        valid_until: at(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    const BASE: &str = "opens=2026-11-23&closes=2026-12-31&grace=2&asker=x&keep_years=3&publication=county";

    fn read(body: &str) -> (Plan, Form) {
        let zone = Zone::shanghai();
        let fields = Fields::parse(body.as_bytes());
        let mut form = fields.kept();
        let now = zone.start_of("2026-11-23").unwrap();
        (Plan::read(&fields, &mut form, &zone, now, Locale::En), form)
    }

    #[test]
    fn a_plan_closes_at_the_end_of_its_last_day_and_grace_follows() {
        let (plan, form) = read(BASE);
        assert!(form.is_fine(), "{:?}", form.errors);
        let zone = Zone::shanghai();
        let m = plan.moments(&zone).unwrap();
        assert_eq!(m.closes, zone.start_of("2027-01-01").unwrap());
        assert_eq!(m.grace_until - m.closes, 2 * DAY_MS);
    }

    #[test]
    fn days_out_of_order_are_named_one_by_one() {
        let (_, form) = read(
            "opens=2026-12-02&closes=2026-12-01&grace=2&results_on=2026-12-01&reply_by=2026-11-30&asker=x&keep_years=3&publication=county",
        );
        let names: Vec<&str> = form.errors.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["closes", "results_on", "reply_by"]);
    }

    #[test]
    fn years_are_asked_for_and_nothing_is_assumed() {
        let (_, form) = read("opens=2026-11-23&closes=2026-12-31&grace=x&asker=&keep_years=&publication=");
        let names: Vec<&str> = form.errors.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["grace", "asker", "keep_years", "publication"]);
    }

    #[test]
    fn a_sample_is_drawn_only_where_somebody_says_so() {
        assert!(!read(BASE).0.drawn);
        assert!(!read(&format!("{BASE}&found=open")).0.drawn);
        assert!(read(&format!("{BASE}&found=drawn")).0.drawn);
        let (plan, form) = read(&format!("{BASE}&found=margins"));
        assert_eq!((plan.drawn, form.errors.len()), (false, 1));
        assert!(form.error("found").is_some());
    }

    #[test]
    fn what_is_written_into_a_form_is_read_back() {
        let zone = Zone::shanghai();
        let (plan, _) = read(&format!(
            "{BASE}&results_on=2027-01-10&form_number=%E8%A1%A8&found=drawn"
        ));
        let mut form = Form::default();
        plan.write(&mut form);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&form.values)
            .finish();
        let fields = Fields::parse(body.as_bytes());
        let again = Plan::read(
            &fields,
            &mut form,
            &zone,
            zone.start_of("2026-11-23").unwrap(),
            Locale::En,
        );
        assert_eq!(again, plan);
        assert!(form.is_fine());
    }
}
