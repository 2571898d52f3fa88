//! Kinds of hours: people accept work at some and not at others.

use crate::travel::LocalTime;
use chrono::Weekday;

/// A kind of hour in Cairo's week, coarse enough that a few weeks of offers say something of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HourKind {
    /// 06:00 to 17:00, Sunday to Thursday.
    Workday,
    /// 17:00 to 23:00, Sunday to Thursday.
    Evening,
    /// 06:00 to 23:00 on Friday and Saturday.
    Weekend,
    /// 23:00 to 06:00.
    Night,
}

impl HourKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Workday, Self::Evening, Self::Weekend, Self::Night];

    /// The stable name, as it is stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::Evening => "evening",
            Self::Weekend => "weekend",
            Self::Night => "night",
        }
    }
}

impl From<LocalTime> for HourKind {
    fn from(at: LocalTime) -> Self {
        match (at.minute, at.weekday) {
            (..360 | 1_380.., _) => Self::Night,
            (_, Weekday::Fri | Weekday::Sat) => Self::Weekend,
            (..1_020, _) => Self::Workday,
            _ => Self::Evening,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HourKind;
    use crate::travel::LocalTime;
    use chrono::Weekday;

    #[test]
    fn kinds_begin_and_end_to_the_minute() {
        let kind = |weekday, minute| HourKind::from(LocalTime { weekday, minute });
        assert_eq!(kind(Weekday::Mon, 359), HourKind::Night);
        assert_eq!(kind(Weekday::Mon, 360), HourKind::Workday);
        assert_eq!(kind(Weekday::Mon, 1_019), HourKind::Workday);
        assert_eq!(kind(Weekday::Mon, 1_020), HourKind::Evening);
        assert_eq!(kind(Weekday::Thu, 1_379), HourKind::Evening);
        assert_eq!(kind(Weekday::Fri, 1_380), HourKind::Night);
        assert_eq!(kind(Weekday::Fri, 600), HourKind::Weekend);
        assert_eq!(kind(Weekday::Sat, 1_300), HourKind::Weekend);
        let tags: std::collections::HashSet<_> = HourKind::ALL.map(HourKind::tag).into();
        assert_eq!(tags.len(), 4);
    }
}
