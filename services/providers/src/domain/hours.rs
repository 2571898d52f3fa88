//! A provider's week and its exceptions.

use contracts::providers::WeeklyInterval;
use kernel::{Fields, Instant, Invalid, InvalidFields};

/// More intervals than a week of real hours has.
pub const MAX_INTERVALS: usize = 56;
/// How far ahead an exception may begin, in days.
const MAX_AHEAD_DAYS: i64 = 366;
/// How long one exception may be, in days.
const MAX_LENGTH_DAYS: i64 = 120;

/// A week that is right: every interval ends after its start, none overlap; sorted.
///
/// # Errors
/// Names every wrong interval: `hours[2].toMinute`, and the later one of two that overlap.
pub fn week(hours: Vec<WeeklyInterval>) -> Result<Vec<WeeklyInterval>, InvalidFields> {
    let mut fields = Fields::new();
    if hours.len() > MAX_INTERVALS {
        fields.refuse(
            "hours",
            Invalid::new(
                "hours.too_many",
                format!("عدد الفترات كبير. الحد الأقصى في الأسبوع: {MAX_INTERVALS}."),
                format!("These are too many intervals. A week can have {MAX_INTERVALS}."),
            ),
        );
        return Err(fields.into_error());
    }
    for (i, h) in hours.iter().enumerate() {
        fields.check(h.weekday <= 6, format!("hours[{i}].weekday"), || {
            Invalid::new(
                "hours.weekday",
                "اليوم غير صحيح. الأحد 0 والسبت 6.",
                "This weekday does not exist. Sunday is 0 and Saturday is 6.",
            )
        });
        let fits = h.from_minute < h.to_minute && h.to_minute <= 1440;
        fields.check(fits, format!("hours[{i}].toMinute"), || {
            Invalid::new(
                "hours.interval",
                "اختر وقت نهاية بعد وقت البداية، وليس بعد منتصف الليل. ما بعد منتصف الليل يُكتب في اليوم التالي.",
                "Choose an end after the start and no later than midnight. What follows midnight belongs to the next day.",
            )
        });
        let overlaps = hours[..i].iter().any(|e| {
            e.weekday == h.weekday && e.from_minute < h.to_minute && h.from_minute < e.to_minute
        });
        fields.check(!overlaps, format!("hours[{i}]"), || {
            Invalid::new(
                "hours.overlap",
                "هذه الفترة متداخلة مع فترة أخرى في اليوم نفسه. عدّل إحداهما.",
                "This interval overlaps another one of the same day. Change one of them.",
            )
        });
    }
    fields.finish()?;
    let mut hours = hours;
    hours.sort_unstable_by_key(|h| (h.weekday, h.from_minute));
    Ok(hours)
}

/// Checks the times of an exception.
///
/// # Errors
/// Names `startsAt` or `endsAt`.
pub fn exception(starts_at: Instant, ends_at: Instant, now: Instant) -> Result<(), InvalidFields> {
    let mut fields = Fields::new();
    fields.check(starts_at < ends_at, "endsAt", || {
        Invalid::new(
            "hours.exception_ends",
            "وقت النهاية يجب أن يكون بعد وقت البداية.",
            "The end must be after the start.",
        )
    });
    fields.check(ends_at > now, "endsAt", || {
        Invalid::new(
            "hours.exception_past",
            "هذه الفترة انتهت بالفعل. اختر وقتًا قادمًا.",
            "This time is already over. Choose one in the future.",
        )
    });
    fields.check((starts_at - now).num_days() <= MAX_AHEAD_DAYS, "startsAt", || {
        Invalid::new(
            "hours.exception_far",
            "اختر تاريخًا خلال سنة من اليوم.",
            "Choose a date within a year from today.",
        )
    });
    fields.check((ends_at - starts_at).num_days() <= MAX_LENGTH_DAYS, "endsAt", || {
        Invalid::new(
            "hours.exception_long",
            "الفترة أطول من 120 يومًا. قسّمها أو أوقف حسابك مؤقتًا.",
            "This is longer than 120 days. Split it, or pause your profile.",
        )
    });
    fields.finish()
}

#[cfg(test)]
mod tests {
    use super::{exception, week};
    use chrono::TimeDelta;
    use contracts::providers::WeeklyInterval;
    use proptest::prelude::*;

    fn at(weekday: u8, from_minute: u16, to_minute: u16) -> WeeklyInterval {
        WeeklyInterval { weekday, from_minute, to_minute }
    }

    #[test]
    fn several_intervals_a_day_are_fine_and_come_back_sorted() {
        let hours = week(vec![at(1, 900, 1200), at(1, 540, 720), at(0, 0, 1440)]).unwrap();
        assert_eq!(hours, [at(0, 0, 1440), at(1, 540, 720), at(1, 900, 1200)]);
    }

    #[test]
    fn intervals_may_touch_but_not_overlap() {
        assert!(week(vec![at(1, 540, 720), at(1, 720, 900)]).is_ok());
        let wrong = week(vec![at(1, 540, 720), at(2, 540, 720), at(1, 719, 900)]).unwrap_err();
        assert_eq!((wrong.0[0].field.as_str(), wrong.0[0].code), ("hours[2]", "hours.overlap"));
    }

    #[test]
    fn every_wrong_interval_is_named_at_once() {
        let wrong = week(vec![at(7, 0, 60), at(1, 600, 600), at(1, 0, 1441)]).unwrap_err();
        let fields: Vec<_> = wrong.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            ["hours[0].weekday", "hours[1].toMinute", "hours[2].toMinute", "hours[2]"]
        );
        assert_eq!(week(vec![at(0, 0, 1); 57]).unwrap_err().0[0].code, "hours.too_many");
    }

    #[test]
    fn an_exception_ends_after_its_start_in_the_future_and_within_reason() {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let h = TimeDelta::hours;
        assert!(exception(now + h(1), now + h(5), now).is_ok());
        assert!(exception(now - h(5), now + h(1), now).is_ok());
        for (from, to, code) in [
            (h(5), h(5), "hours.exception_ends"),
            (h(-5), h(-1), "hours.exception_past"),
            (h(24 * 400), h(24 * 401), "hours.exception_far"),
            (h(1), h(24 * 130), "hours.exception_long"),
        ] {
            assert_eq!(exception(now + from, now + to, now).unwrap_err().0[0].code, code);
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_never_overlaps(
            raw in prop::collection::vec((0u8..8, 0u16..1500, 0u16..1500), 0..12),
        ) {
            let hours = raw.into_iter().map(|(d, f, t)| at(d, f, t)).collect();
            if let Ok(week) = week(hours) {
                for pair in week.windows(2) {
                    prop_assert!(
                        pair[0].weekday < pair[1].weekday
                            || pair[0].to_minute <= pair[1].from_minute
                    );
                }
            }
        }
    }
}
