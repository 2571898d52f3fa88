//! Dates and times as people read them, in Latin digits in both languages.

use super::wall::{to_local, weekday};
use crate::Instant;
use crate::lang::Lang;
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

const WEEKDAYS_AR: [&str; 7] =
    ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"];
const WEEKDAYS_EN: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];
const MONTHS_EN: [&str; 12] = [
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

/// `الأحد 22 نوفمبر 2026، 6:30 م` or `Sunday 22 November 2026, 6:30 PM`, on the wall in Cairo.
#[must_use]
pub fn format_local(at: Instant, lang: Lang) -> String {
    let local = to_local(at);
    let comma = match lang {
        Lang::Ar => '،',
        Lang::En => ',',
    };
    format!("{}{comma} {}", format_date(local.date(), lang), format_time(local.time(), lang))
}

/// `الأحد 22 نوفمبر 2026` or `Sunday 22 November 2026`.
#[must_use]
pub fn format_date(date: NaiveDate, lang: Lang) -> String {
    let (weekdays, months) = match lang {
        Lang::Ar => (WEEKDAYS_AR, MONTHS_AR),
        Lang::En => (WEEKDAYS_EN, MONTHS_EN),
    };
    let (weekday, month) = (weekdays[usize::from(weekday(date))], months[date.month0() as usize]);
    format!("{weekday} {} {month} {}", date.day(), date.year())
}

/// `6:30 م` or `6:30 PM`.
#[must_use]
pub fn format_time(time: NaiveTime, lang: Lang) -> String {
    let (is_pm, hour) = time.hour12();
    let half = match (lang, is_pm) {
        (Lang::Ar, false) => "ص",
        (Lang::Ar, true) => "م",
        (Lang::En, false) => "AM",
        (Lang::En, true) => "PM",
    };
    format!("{hour}:{:02} {half}", time.minute())
}

#[cfg(test)]
mod tests {
    use super::format_local;
    use crate::lang::Lang;

    #[test]
    fn people_read_the_wall_in_cairo_in_their_language() {
        for (at, ar, en) in [
            (
                "2026-11-22T16:30:00Z",
                "الأحد 22 نوفمبر 2026، 6:30 م",
                "Sunday 22 November 2026, 6:30 PM",
            ),
            (
                "2026-07-03T21:05:00Z",
                "السبت 4 يوليو 2026، 12:05 ص",
                "Saturday 4 July 2026, 12:05 AM",
            ),
            (
                "2026-01-01T10:00:00Z",
                "الخميس 1 يناير 2026، 12:00 م",
                "Thursday 1 January 2026, 12:00 PM",
            ),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(format_local(at, Lang::Ar), ar);
            assert_eq!(format_local(at, Lang::En), en);
        }
    }
}
