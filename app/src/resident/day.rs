//! A day in words, its year with it: a survey that runs over New Year must not be misread.

use crate::words::Locale;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2026-12-31` as 2026年12月31日 or 31 December 2026; anything else comes back as it is.
pub fn day_words(lang: &str, day: &str) -> String {
    let mut parts = day.split('-').map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(date))) = (parts.next(), parts.next(), parts.next()) else {
        return day.to_owned();
    };
    match Locale::nearest(lang) {
        Some(Locale::En) => MONTHS
            .get(month.wrapping_sub(1))
            .map_or_else(|| day.to_owned(), |name| format!("{date} {name} {year}")),
        _ => format!("{year}年{month}月{date}日"),
    }
}

/// A month of any year, 1–12, as 11月 or November.
pub fn month_words(locale: Locale, month: u32) -> String {
    let name = MONTHS.get((month as usize).wrapping_sub(1));
    match (locale, name) {
        (Locale::En, Some(name)) => (*name).to_owned(),
        _ => format!("{month}月"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(day_words("zh-Hans", "2026-12-31"), "2026年12月31日");
        assert_eq!(day_words("zh-Hant", "2027-01-05"), "2027年1月5日");
        assert_eq!(day_words("en", "2027-01-05"), "5 January 2027");
        assert_eq!(day_words("en", "2027-13-05"), "2027-13-05");
        assert_eq!(day_words("zh-Hant", "年底"), "年底");
        assert_eq!(month_words(Locale::ZhHant, 11), "11月");
        assert_eq!(month_words(Locale::En, 9), "September");
    }
}
