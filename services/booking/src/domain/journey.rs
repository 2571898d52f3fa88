//! What is known of a provider's way when somebody ends a booking: the signals that the state of
//! the booking itself does not hold. Distances only, no positions.

use super::rules::Rules;
use chrono::TimeDelta;
use kernel::Instant;

/// What goes wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// It stands still.
    Stalled,
    /// It drives away from the address.
    Retreating,
    /// It sends no positions. Not a fault by itself: a browser can't in the background.
    Dark,
}

impl TroubleKind {
    const ALL: [Self; 3] = [Self::Stalled, Self::Retreating, Self::Dark];

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Stalled => "stalled",
            Self::Retreating => "retreating",
            Self::Dark => "dark",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag)
    }
}

/// Something that goes wrong on the way, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Trouble {
    /// What.
    pub kind: TroubleKind,
    /// Since when.
    pub since: Instant,
}

/// A provider's way as far as it is known. The default knows nothing, and then the state decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journey {
    /// What goes wrong now, as tracking reports it.
    pub trouble: Option<Trouble>,
    /// How far from the address it set out, in metres.
    pub from_m: Option<u32>,
    /// How far it is now, by a fresh position, in metres.
    pub now_m: Option<u32>,
}

impl Journey {
    /// How much nearer it has come, in metres; negative when it has driven away.
    #[must_use]
    pub fn covered_m(&self) -> Option<i64> {
        Some(i64::from(self.from_m?) - i64::from(self.now_m?))
    }

    /// Whether it makes no way: reported so for long enough, or it has covered less than half of
    /// what even slow traffic allows (`field.md` 3.2, rules 2 and 5).
    #[must_use]
    pub fn makes_no_way(&self, set_out: Instant, now: Instant, rules: &Rules) -> bool {
        let long = |since: Instant| now - since >= seconds(rules.stall_after_s);
        let reported = self
            .trouble
            .is_some_and(|trouble| trouble.kind != TroubleKind::Dark && long(trouble.since));
        reported || (long(set_out) && self.is_behind(set_out, now, rules))
    }

    fn is_behind(&self, set_out: Instant, now: Instant, rules: &Rules) -> bool {
        let (Some(from_m), Some(now_m), Some(covered_m)) =
            (self.from_m, self.now_m, self.covered_m())
        else {
            return false;
        };
        let minutes = (now - set_out).num_minutes().max(0);
        let expected_m = (minutes * i64::from(rules.slow_m_per_min)).min(from_m.into());
        now_m > rules.arrival_radius_m && covered_m < (expected_m / 2).max(150)
    }

    /// Whether nobody has known for long enough where it is.
    #[must_use]
    pub fn is_silent(&self, now: Instant, rules: &Rules) -> bool {
        self.trouble.is_some_and(|trouble| {
            trouble.kind == TroubleKind::Dark && now - trouble.since >= seconds(rules.stall_after_s)
        })
    }

    /// Whether it is known to have hardly left: less than 500 m nearer and not there.
    #[must_use]
    pub fn has_hardly_left(&self, rules: &Rules) -> bool {
        let is_away = self.now_m.is_some_and(|now_m| now_m > rules.arrival_radius_m);
        is_away && self.covered_m().is_some_and(|m| m < i64::from(rules.hardly_left_m))
    }
}

fn seconds(s: u32) -> TimeDelta {
    TimeDelta::seconds(s.into())
}

#[cfg(test)]
mod tests {
    use super::{Journey, Trouble, TroubleKind};
    use crate::domain::Rules;
    use crate::domain::tests::samples::noon;
    use chrono::TimeDelta;

    #[test]
    fn who_covers_less_than_half_of_what_slow_traffic_allows_makes_no_way() {
        let rules = Rules::default();
        let way =
            |from_m, now_m| Journey { from_m: Some(from_m), now_m: Some(now_m), trouble: None };
        let after = |minutes| noon() + TimeDelta::minutes(minutes);
        let slow = |journey: Journey, minutes| journey.makes_no_way(noon(), after(minutes), &rules);
        assert!(!slow(way(5_000, 5_000), 9), "ten minutes are given");
        assert!(slow(way(5_000, 4_501), 10));
        assert!(!slow(way(5_000, 4_500), 10));
        assert!(slow(way(5_000, 7_000), 10), "it drives away");
        assert!(!slow(way(400, 150), 60), "it is there");
        assert!(!slow(Journey::default(), 60), "nothing is known");
        assert_eq!(way(5_000, 7_000).covered_m(), Some(-2_000));
    }

    #[test]
    fn what_tracking_reports_counts_when_it_lasts_and_silence_is_something_else() {
        let rules = Rules::default();
        let way =
            |kind| Journey { trouble: Some(Trouble { kind, since: noon() }), ..Journey::default() };
        for (kind, no_way, silent) in [
            (TroubleKind::Stalled, true, false),
            (TroubleKind::Retreating, true, false),
            (TroubleKind::Dark, false, true),
        ] {
            let later = noon() + TimeDelta::minutes(10);
            assert_eq!(way(kind).makes_no_way(later, later, &rules), no_way);
            assert_eq!(way(kind).is_silent(later, &rules), silent);
            let soon = noon() + TimeDelta::minutes(9);
            assert!(!way(kind).makes_no_way(soon, soon, &rules));
            assert!(!way(kind).is_silent(soon, &rules));
            assert_eq!(TroubleKind::from_tag(kind.tag()), Some(kind));
        }
        assert_eq!(TroubleKind::from_tag("lost"), None);
    }

    #[test]
    fn who_has_hardly_left_is_less_than_500_m_nearer() {
        let rules = Rules::default();
        let way =
            |from_m, now_m| Journey { from_m: Some(from_m), now_m: Some(now_m), trouble: None };
        assert!(way(3_000, 2_501).has_hardly_left(&rules));
        assert!(!way(3_000, 2_500).has_hardly_left(&rules));
        assert!(!way(200, 100).has_hardly_left(&rules), "it is there");
        assert!(!Journey::default().has_hardly_left(&rules));
    }
}
