//! Maintenance plans: a visit that comes again and again, at a time on the wall in Cairo.

use chrono::{Months, NaiveDate, NaiveTime, TimeDelta};
use contracts::booking::PaymentMethod;
use kernel::ids::{PlanId, ProviderId, ServiceId, UserId};
use kernel::national_id::Gender;
use kernel::{Instant, Lang, LatLng, Localized, cairo};
use serde::{Deserialize, Serialize};

/// How long before a visit it is ordered.
pub const ORDERED_BEFORE: TimeDelta = TimeDelta::days(7);

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanRhythm)]
pub enum Rhythm {
    /// Every week.
    Weekly,
    /// Every two weeks.
    TwoWeeks,
    /// Every month, on the same day of it; on its last day where a month is shorter.
    Monthly,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanState)]
pub enum PlanState {
    /// Its visits are ordered.
    Active,
    /// Nothing is ordered for now.
    Paused,
    /// It is over.
    Ended,
}

/// A plan, without its address.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Whose.
    pub customer: UserId,
    /// What.
    pub service: ServiceId,
    /// Its name when the plan was made.
    pub service_name: Localized,
    /// How many.
    pub quantity: u32,
    /// Who comes where free.
    pub provider: Option<ProviderId>,
    /// How often.
    pub rhythm: Rhythm,
    /// The day of the first visit.
    pub starts_on: NaiveDate,
    /// The minute of the day on the wall.
    pub minute: u16,
    /// Where.
    pub pin: LatLng,
    /// How it is paid.
    pub method: PaymentMethod,
    /// The language the provider should speak.
    pub language: Option<Lang>,
    /// The gender the provider should have.
    pub gender: Option<Gender>,
    /// Where it stands.
    pub state: PlanState,
    /// The how-manieth visit is ordered next, from 0.
    pub next_no: u32,
    /// When it was made.
    pub created_at: Instant,
}

impl Plan {
    /// The day of a visit; nothing beyond the calendar.
    #[must_use]
    pub fn day(&self, no: u32) -> Option<NaiveDate> {
        let days =
            |every: u64| self.starts_on.checked_add_days(chrono::Days::new(every * u64::from(no)));
        match self.rhythm {
            Rhythm::Weekly => days(7),
            Rhythm::TwoWeeks => days(14),
            // From the first day each time, so that a short month does not shorten the next ones.
            Rhythm::Monthly => self.starts_on.checked_add_months(Months::new(no)),
        }
    }

    /// When a visit of that day begins: a time that the clocks jump over moves forward, of one that
    /// comes twice it is the first.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Instant {
        cairo::resolve(day, self.time())
    }

    /// The time on the wall.
    #[must_use]
    pub fn time(&self) -> NaiveTime {
        let seconds = u32::from(self.minute) * 60;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default()
    }

    /// Whether a day, from the next visit to order on, is one of its visits.
    #[must_use]
    pub fn has_day(&self, day: NaiveDate) -> bool {
        (self.next_no..self.next_no + 60).map_while(|no| self.day(no)).any(|its| its == day)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Plan, PlanState, Rhythm};
    use contracts::booking::PaymentMethod;
    use kernel::{Instant, LatLng, Localized, cairo};
    use proptest::prelude::*;
    use uuid::Uuid;

    pub fn plan(rhythm: Rhythm, starts_on: &str, minute: u16) -> Plan {
        Plan {
            id: Uuid::from_u128(1).into(),
            customer: Uuid::from_u128(2).into(),
            service: Uuid::from_u128(3).into(),
            service_name: Localized::new("صيانة تكييف", "AC service"),
            quantity: 1,
            provider: None,
            rhythm,
            starts_on: starts_on.parse().unwrap(),
            minute,
            pin: LatLng::parse(30.0, 31.0).unwrap(),
            method: PaymentMethod::Cash,
            language: None,
            gender: None,
            state: PlanState::Active,
            next_no: 0,
            created_at: Instant::UNIX_EPOCH,
        }
    }

    fn starts(plan: &Plan, n: u32) -> Vec<String> {
        (0..n).map(|no| plan.at(plan.day(no).unwrap()).to_rfc3339()).collect()
    }

    #[test]
    fn a_visit_stays_at_its_time_on_the_wall_over_both_changes_of_the_clocks() {
        // Thursdays at ten, over 24 April and 29 October 2026.
        let spring = starts(&plan(Rhythm::Weekly, "2026-04-23", 600), 2);
        assert_eq!(spring, ["2026-04-23T08:00:00+00:00", "2026-04-30T07:00:00+00:00"]);
        let autumn = starts(&plan(Rhythm::TwoWeeks, "2026-10-22", 600), 2);
        assert_eq!(autumn, ["2026-10-22T07:00:00+00:00", "2026-11-05T08:00:00+00:00"]);
        // Half past midnight does not exist in the night of the change.
        let night = starts(&plan(Rhythm::Weekly, "2026-04-17", 30), 3);
        assert_eq!(night[1], "2026-04-23T22:30:00+00:00");
        assert_eq!(night[2], "2026-04-30T21:30:00+00:00");
        // Half past eleven comes twice on 29 October; the first is meant.
        let twice = starts(&plan(Rhythm::Weekly, "2026-10-29", 1_410), 1);
        assert_eq!(twice, ["2026-10-29T20:30:00+00:00"]);
    }

    #[test]
    fn a_monthly_visit_on_the_31st_is_on_the_last_day_of_shorter_months() {
        let plan = plan(Rhythm::Monthly, "2027-01-31", 600);
        let days: Vec<String> = (0..4).map(|no| plan.day(no).unwrap().to_string()).collect();
        assert_eq!(days, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
        assert!(plan.has_day("2027-02-28".parse().unwrap()));
        assert!(!plan.has_day("2027-02-27".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn visits_follow_each_other_and_never_share_a_day(
            no in 0u32..300, minute in 0u16..1_440, back in 0i64..400,
            rhythm in prop::sample::select(vec![Rhythm::Weekly, Rhythm::TwoWeeks, Rhythm::Monthly]),
        ) {
            let mut plan = plan(rhythm, "2026-12-31", minute);
            plan.starts_on -= chrono::TimeDelta::days(back);
            let (this, next) = (plan.day(no).unwrap(), plan.day(no + 1).unwrap());
            prop_assert!(this < next && plan.at(this) < plan.at(next));
            let apart = (next - this).num_days();
            let expected = match rhythm {
                Rhythm::Weekly => 7..=7,
                Rhythm::TwoWeeks => 14..=14,
                Rhythm::Monthly => 28..=31,
            };
            prop_assert!(expected.contains(&apart));
            if !cairo::is_gap(this, plan.time()) {
                prop_assert_eq!(cairo::to_local(plan.at(this)), this.and_time(plan.time()));
            }
        }
    }
}
