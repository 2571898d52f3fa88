//! The period that figures are asked for: whole days in Cairo.

use chrono::{Datelike, Days, NaiveDate};
use kernel::{Fields, Instant, Invalid, InvalidFields, cairo};

/// Longest period, in days.
const LONGEST: i64 = 366;

/// Years that figures can be of.
const YEARS: std::ops::Range<i32> = 2000..2200;

/// A checked period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Start of the first day.
    pub from: Instant,
    /// Start of the day after the last.
    pub to: Instant,
}

impl Period {
    /// From `from` to `to`, both included; the last 30 days when neither is given.
    ///
    /// # Errors
    /// Names `from` or `to` when the period is backwards, longer than a year or of no year of ours.
    pub fn parse(
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Self, InvalidFields> {
        let to = to.unwrap_or(today);
        let from = from.unwrap_or_else(|| to.checked_sub_days(Days::new(29)).unwrap_or(to));
        let mut fields = Fields::new();
        for (field, date) in [("from", from), ("to", to)] {
            fields.check(YEARS.contains(&date.year()), field, || {
                Invalid::new(
                    "period.bad_year",
                    "السنة غير صحيحة. اكتب التاريخ بهذا الشكل: 2026-11-22.",
                    "This year can't be right. Write the date like 2026-11-22.",
                )
            });
        }
        let days = (to - from).num_days();
        fields.check(days >= 0, "to", || {
            Invalid::new(
                "period.backwards",
                "تاريخ النهاية قبل تاريخ البداية. اختر نهاية لاحقة.",
                "The period ends before it begins. Choose a later end.",
            )
        });
        fields.check(days < LONGEST, "from", || {
            Invalid::new(
                "period.too_long",
                "أطول فترة هي سنة واحدة. اختر فترة أقصر.",
                "A period can be one year at most. Choose a shorter one.",
            )
        });
        fields.finish()?;
        Ok(Self { from: cairo::day_bounds(from).0, to: cairo::day_bounds(to).1 })
    }
}

#[cfg(test)]
mod tests {
    use super::Period;
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_those_of_cairo_also_when_the_clock_changes() {
        let today = day("2026-11-22");
        // The clock goes forward at midnight: the day has 23 hours.
        let spring =
            Period::parse(Some(day("2026-04-24")), Some(day("2026-04-24")), today).unwrap();
        assert_eq!((spring.to - spring.from).num_hours(), 23);
        let usual = Period::parse(None, None, today).unwrap();
        assert_eq!((usual.to - usual.from).num_days(), 30);
    }

    #[test]
    fn a_senseless_period_is_named() {
        let today = day("2026-11-22");
        let wrong = |from, to| Period::parse(Some(day(from)), Some(day(to)), today).unwrap_err();
        assert_eq!(wrong("2026-02-01", "2026-01-01").0[0].code, "period.backwards");
        assert_eq!(wrong("2020-01-01", "2026-01-01").0[0].code, "period.too_long");
    }
}
