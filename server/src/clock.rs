//! The only place that reads the clock. Everything else takes time as an argument.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Epoch milliseconds now.
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// The county's time zone: `Asia/Shanghai` unless set.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// A zone by its IANA name.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Asia/Shanghai.
    pub fn shanghai() -> Self {
        Self::named("Asia/Shanghai").expect("the zone database is compiled in")
    }

    /// As the imports take it.
    pub fn time_zone(&self) -> TimeZone {
        self.0.clone()
    }

    /// The local day of a moment, `YYYY-MM-DD`.
    pub fn day(&self, millis: i64) -> String {
        self.date(millis).map_or_else(String::new, |d| d.to_string())
    }

    /// The local year of a moment.
    pub fn year(&self, millis: i64) -> i32 {
        self.date(millis).map_or(1970, |d| i32::from(d.year()))
    }

    /// The first moment of a local day given as `YYYY-MM-DD`.
    pub fn start_of(&self, day: &str) -> Option<i64> {
        let date: Date = day.trim().parse().ok()?;
        Some(
            date.to_zoned_datetime(self.0.clone())
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    }

    /// The first moment after a local day given as `YYYY-MM-DD`.
    pub fn end_of(&self, day: &str) -> Option<i64> {
        let date: Date = day.trim().parse().ok()?;
        Some(
            date.tomorrow()
                .ok()?
                .to_zoned_datetime(self.0.clone())
                .ok()?
                .timestamp()
                .as_millisecond(),
        )
    }

    /// Local day and minute, `YYYY-MM-DD HH:MM`.
    pub fn minute(&self, millis: i64) -> String {
        Timestamp::from_millisecond(millis)
            .map(|t| {
                t.to_zoned_datetime(self.0.clone())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string()
            })
            .unwrap_or_default()
    }

    fn date(&self, millis: i64) -> Option<Date> {
        Some(
            Timestamp::from_millisecond(millis)
                .ok()?
                .to_zoned_datetime(self.0.clone())
                .date(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_county() {
        let zone = Zone::shanghai();
        let start = zone.start_of("2026-11-23").unwrap();
        assert_eq!(zone.day(start), "2026-11-23");
        assert_eq!(zone.day(start - 1), "2026-11-22");
        assert_eq!(zone.end_of("2026-11-22"), Some(start));
        assert_eq!(zone.year(start), 2026);
        assert_eq!(zone.start_of("23.11.2026"), None);
    }
}
