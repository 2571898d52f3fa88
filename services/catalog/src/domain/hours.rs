//! Opening hours: whether they hold at an instant, and in words.

use kernel::cairo::{self, DayHours, LocalTime, WeeklyHours};
use kernel::{Instant, Lang, Localized};

const DAYS: [(&str, &str); 7] = [
    ("الأحد", "Sunday"),
    ("الاثنين", "Monday"),
    ("الثلاثاء", "Tuesday"),
    ("الأربعاء", "Wednesday"),
    ("الخميس", "Thursday"),
    ("الجمعة", "Friday"),
    ("السبت", "Saturday"),
];

/// The same hours every day; none unless `start < end <= 1440`.
///
#[must_use]
pub fn every_day(start_minute: u16, end_minute: u16) -> WeeklyHours {
    let days = (0..7).filter_map(|day| DayHours::parse(day, start_minute, end_minute).ok());
    WeeklyHours::parse(days.collect()).unwrap_or_default()
}

/// Whether work may begin at `at`.
#[must_use]
pub fn is_open(hours: &WeeklyHours, at: Instant) -> bool {
    let until = at + chrono::TimeDelta::seconds(1);
    cairo::covers(&cairo::open_intervals(hours, at, until), at, until)
}

/// The hours in words: `every day 8:00 AM – 10:00 PM`, or day by day.
#[must_use]
pub fn in_words(hours: &WeeklyHours) -> Localized {
    Localized::new(words(hours, Lang::Ar), words(hours, Lang::En))
}

fn words(hours: &WeeklyHours, lang: Lang) -> String {
    let pick = |ar: &'static str, en: &'static str| if lang == Lang::Ar { ar } else { en };
    let days: Vec<Vec<(u16, u16)>> = (0..7).map(|day| of_day(hours, day)).collect();
    if hours.intervals().is_empty() {
        return pick("مغلق دائمًا", "always closed").into();
    }
    if days.iter().all(|day| day == &[(0, 1440)]) {
        return pick("على مدار الساعة", "around the clock").into();
    }
    if days.iter().all(|day| day == &days[0]) {
        return format!("{} {}", pick("يوميًا", "every day"), stretches(&days[0], lang));
    }
    let comma = pick("، ", ", ");
    let named = days.iter().zip(DAYS).filter(|(day, _)| !day.is_empty());
    named
        .map(|(day, (ar, en))| format!("{} {}", pick(ar, en), stretches(day, lang)))
        .collect::<Vec<_>>()
        .join(comma)
}

fn of_day(hours: &WeeklyHours, day: u8) -> Vec<(u16, u16)> {
    let of_day = hours.intervals().iter().filter(|h| h.weekday() == day);
    of_day.map(|h| (h.start_minute(), h.end_minute())).collect()
}

fn stretches(day: &[(u16, u16)], lang: Lang) -> String {
    let time = |minute: u16| {
        let seconds = u32::from(minute % 1440) * 60;
        let time = LocalTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default();
        cairo::format_time(time, lang)
    };
    day.iter()
        .map(|(start, end)| match lang {
            Lang::Ar => format!("من {} إلى {}", time(*start), time(*end)),
            Lang::En => format!("{} – {}", time(*start), time(*end)),
        })
        .collect::<Vec<_>>()
        .join(if lang == Lang::Ar { " و" } else { " and " })
}

#[cfg(test)]
mod tests {
    use super::{every_day, in_words, is_open};
    use kernel::Instant;
    use kernel::cairo::{DayHours, WeeklyHours};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn hours_hold_from_the_first_second_to_before_the_last() {
        // Winter: Cairo is two hours ahead.
        let hours = every_day(9 * 60, 22 * 60);
        assert!(!is_open(&hours, at("2026-11-22T06:59:59Z")));
        assert!(is_open(&hours, at("2026-11-22T07:00:00Z")));
        assert!(is_open(&hours, at("2026-11-22T19:59:59Z")));
        assert!(!is_open(&hours, at("2026-11-22T20:00:00Z")));
        let always = every_day(0, 1440);
        assert!(is_open(&always, at("2026-11-22T21:59:59Z")));
        assert!(is_open(&always, at("2026-11-22T22:00:00Z")));
        assert!(!is_open(&WeeklyHours::default(), at("2026-11-22T10:00:00Z")));
    }

    #[test]
    fn hours_read_naturally_in_both_languages() {
        assert_eq!(in_words(&every_day(0, 1440)).en, "around the clock");
        assert_eq!(in_words(&WeeklyHours::default()).en, "always closed");
        let daily = in_words(&every_day(540, 1320));
        assert_eq!(daily.en, "every day 9:00 AM – 10:00 PM");
        assert_eq!(daily.ar, "يوميًا من 9:00 ص إلى 10:00 م");
        let split = WeeklyHours::parse(vec![
            DayHours::parse(0, 540, 720).unwrap(),
            DayHours::parse(0, 900, 1440).unwrap(),
            DayHours::parse(6, 600, 660).unwrap(),
        ])
        .unwrap();
        let words = in_words(&split);
        assert_eq!(
            words.en,
            "Sunday 9:00 AM – 12:00 PM and 3:00 PM – 12:00 AM, Saturday 10:00 AM – 11:00 AM"
        );
        assert!(words.ar.starts_with("الأحد من 9:00 ص إلى 12:00 م و"), "{}", words.ar);
    }
}
