//! Signals → one named verdict. Every verdict names the rule that decided; of those that fit, the
//! first in this order (after `field.md` 3.2, with the numbers of [`Rules`]):
//!
//! | who ends it | the first that fits | verdict |
//! | --- | --- | --- |
//! | staff | `operator_decision` | nobody's fault |
//! | provider | `customer_no_show`: it waited its time at the address | customer's |
//! | | `soon_after_confirmation`: within minutes, and it has not set out | nobody's |
//! | | `provider_dropped_out` | provider's |
//! | customer | `provider_late`: past what a customer must wait, and it is not there | provider's |
//! | | `after_reschedule`: free by the clock, but a fee was due before the visit was moved | customer's |
//! | | `soon_after_confirmation`, `well_before_window` | nobody's |
//! | | `journey_stalled`: on the way, and it makes no way | provider's |
//! | | `journey_silent`: on the way, and nobody knows where | nobody's |
//! | | `after_arrival`: it is at the address | customer's |
//! | | `hardly_left`: it said so, but has hardly left | customer's, as before setting out |
//! | | `after_departure`: on the way | customer's |
//! | | `late_cancellation` | customer's |

use super::Side;
use super::journey::Journey;
use super::rules::Rules;
use chrono::TimeDelta;
use contracts::booking::Verdict;
use kernel::{Instant, Localized};
use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $tag:literal, $verdict:ident, $ar:literal, $en:literal;)+) => {
        /// The rule that decided whose fault the end of a booking was.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $tag)] $name),+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable name, as stored.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }

            /// Whose fault it says it was.
            #[must_use]
            pub fn verdict(self) -> Verdict {
                match self { $(Self::$name => Verdict::$verdict),+ }
            }

            /// The rule in words.
            #[must_use]
            pub fn text(self) -> Localized {
                match self { $(Self::$name => Localized::new($ar, $en)),+ }
            }
        }
    };
}

rules! {
    /// Nobody was bound yet.
    BeforeConfirmation = "before_confirmation", NoFault,
        "لم يُسند الطلب إلى فني بعد، فالإلغاء مجاني.",
        "No technician was assigned yet, so cancelling is free.";
    /// The money did not come in time.
    PaymentMissing = "payment_missing", NoFault,
        "لم يصل الدفع في الوقت المحدد.",
        "The payment did not arrive in time.";
    /// Nobody could come.
    NobodyFree = "nobody_free", NoFault,
        "لم نجد فنيًا متاحًا لهذا الموعد.",
        "No technician was free for this time.";
    /// Staff ended it.
    OperatorDecision = "operator_decision", NoFault,
        "ألغى فريق أُسطى الحجز، ولا رسوم على أحد.",
        "Osta's staff cancelled the booking; nobody pays a fee.";
    /// Staff took the provider off, and not for a fault of its own.
    TakenOff = "taken_off", NoFault,
        "غيّر فريق أُسطى الفني.",
        "Osta's staff changed the technician.";
    /// Staff took the provider off for a fault of its own.
    TakenOffAtFault = "taken_off_at_fault", ProviderAtFault,
        "غيّر فريق أُسطى الفني بسبب خطأ من جانبه.",
        "Osta's staff changed the technician because of a fault of its own.";
    /// Within minutes of the confirmation.
    SoonAfterConfirmation = "soon_after_confirmation", NoFault,
        "الإلغاء مجاني في الدقائق الأولى بعد التأكيد.",
        "Cancelling is free in the first minutes after the confirmation.";
    /// Long before the window.
    WellBeforeWindow = "well_before_window", NoFault,
        "الإلغاء مجاني لأن الموعد ما زال بعيدًا.",
        "Cancelling is free because the visit is still far off.";
    /// The customer cancels shortly before the window.
    LateCancellation = "late_cancellation", CustomerAtFault,
        "الإلغاء قريب من الموعد، والفني حجز وقته لك.",
        "It is close to the visit, and the technician kept the time for you.";
    /// The customer cancels when the provider has set out.
    AfterDeparture = "after_departure", CustomerAtFault,
        "الفني في الطريق إليك، فتُحسب رسوم الانتقال.",
        "The technician is on the way, so the call-out fee applies.";
    /// The customer cancels when the provider is at the address.
    AfterArrival = "after_arrival", CustomerAtFault,
        "الفني وصل إلى العنوان، فتُحسب رسوم الانتقال.",
        "The technician is at the address, so the call-out fee applies.";
    /// The provider said that it set out, but has hardly left.
    HardlyLeft = "hardly_left", CustomerAtFault,
        "الإلغاء قريب من الموعد، والفني لم يقطع مسافة تُذكر بعد، فلا تُحسب رسوم الانتقال كاملة.",
        "It is close to the visit, but the technician has hardly left, so the full call-out fee does not apply.";
    /// The provider is on the way and makes no way.
    JourneyStalled = "journey_stalled", ProviderAtFault,
        "الفني لا يتحرك نحوك، فالإلغاء مجاني لك.",
        "The technician is not getting nearer, so cancelling is free for you.";
    /// The provider is on the way and nobody knows where.
    JourneySilent = "journey_silent", NoFault,
        "انقطع موقع الفني منذ فترة، فالإلغاء مجاني لك.",
        "The technician's position has been unknown for a while, so cancelling is free for you.";
    /// The customer moved the visit inside the fee window and cancels now.
    AfterReschedule = "after_reschedule", CustomerAtFault,
        "غُيّر الموعد بعد انتهاء مهلة الإلغاء المجاني، فتبقى الرسوم كما كانت.",
        "The visit was moved after free cancellation had ended, so the fee of that time remains.";
    /// The provider is late beyond what a customer must wait.
    ProviderLate = "provider_late", ProviderAtFault,
        "تأخر الفني عن الموعد، فالإلغاء مجاني لك.",
        "The technician is late, so cancelling is free for you.";
    /// The provider left.
    ProviderDroppedOut = "provider_dropped_out", ProviderAtFault,
        "اعتذر الفني بعد قبول الحجز.",
        "The technician left after accepting the booking.";
    /// The provider waited at the address and nobody came.
    CustomerNoShow = "customer_no_show", CustomerAtFault,
        "انتظر الفني عند العنوان ولم يجد أحدًا، فتُحسب رسوم الانتقال.",
        "The technician waited at the address and found nobody, so the call-out fee applies.";
    /// The provider did not come.
    ProviderNoShow = "provider_no_show", ProviderAtFault,
        "لم يحضر الفني، فلا رسوم عليك.",
        "The technician did not come, so you pay nothing.";
}

/// What a verdict on a bound booking looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signals {
    /// Who ends it.
    pub by: Side,
    /// When.
    pub now: Instant,
    /// When the provider was bound.
    pub confirmed_at: Instant,
    /// The planned start.
    pub starts_at: Instant,
    /// When the provider set out, if it has.
    pub set_out: Option<Instant>,
    /// Since when it is at the address, if it is.
    pub arrived: Option<Instant>,
    /// What is known of its way.
    pub journey: Journey,
    /// Whether a fee was owed when the customer asked to move the visit.
    pub has_floor: bool,
}

/// When the promise to come begins: a provider that was bound after the planned start of an
/// instant booking can't be late before it was bound.
#[must_use]
pub fn promised_at(starts_at: Instant, confirmed_at: Instant) -> Instant {
    starts_at.max(confirmed_at)
}

/// Until when a provider at the address waits for its customer.
#[must_use]
pub fn waits_until(arrived: Instant, starts_at: Instant, rules: &Rules) -> Instant {
    arrived.max(starts_at) + TimeDelta::seconds(rules.provider_waits_s.into())
}

/// The rule that decides. Pure: a preview and the cancellation itself ask the same.
#[must_use]
pub fn judge(s: &Signals, rules: &Rules) -> Rule {
    let fresh = s.now - s.confirmed_at < seconds(rules.free_after_confirmation_s);
    match s.by {
        Side::Operator => Rule::OperatorDecision,
        Side::Provider => {
            let waited = |since| s.now >= waits_until(since, s.starts_at, rules);
            match () {
                () if s.arrived.is_some_and(waited) => Rule::CustomerNoShow,
                () if fresh && s.set_out.is_none() => Rule::SoonAfterConfirmation,
                () => Rule::ProviderDroppedOut,
            }
        }
        Side::Customer => customers(s, fresh, rules),
    }
}

fn customers(s: &Signals, fresh: bool, rules: &Rules) -> Rule {
    let promised = promised_at(s.starts_at, s.confirmed_at);
    let there = s.arrived.is_some();
    let late = s.now >= promised + seconds(rules.customer_waits_s) && !there;
    let early = s.starts_at - s.now > seconds(rules.free_before_window_s);
    let on_the_way = s.set_out.filter(|_| !there);
    let no_way = |since| s.journey.makes_no_way(since, s.now, rules);
    match () {
        () if late => Rule::ProviderLate,
        () if (fresh || early) && s.has_floor => Rule::AfterReschedule,
        () if fresh => Rule::SoonAfterConfirmation,
        () if early => Rule::WellBeforeWindow,
        () if there => Rule::AfterArrival,
        () if on_the_way.is_some_and(no_way) => Rule::JourneyStalled,
        () if on_the_way.is_some() && s.journey.is_silent(s.now, rules) => Rule::JourneySilent,
        () if on_the_way.is_some() && s.journey.has_hardly_left(rules) => Rule::HardlyLeft,
        () if on_the_way.is_some() => Rule::AfterDeparture,
        () => Rule::LateCancellation,
    }
}

fn seconds(s: u32) -> TimeDelta {
    TimeDelta::seconds(s.into())
}

#[cfg(test)]
mod tests {
    use super::{Rule, Signals, judge};
    use crate::domain::journey::{Journey, Trouble, TroubleKind};
    use crate::domain::{Rules, Side};
    use chrono::TimeDelta;
    use kernel::Instant;

    /// A visit at noon, confirmed the day before, looked at `minutes` before noon.
    fn signals(minutes: i64) -> Signals {
        let noon: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        Signals {
            by: Side::Customer,
            now: noon - TimeDelta::minutes(minutes),
            confirmed_at: noon - TimeDelta::days(1),
            starts_at: noon,
            set_out: None,
            arrived: None,
            journey: Journey::default(),
            has_floor: false,
        }
    }

    fn rule(signals: &Signals) -> Rule {
        judge(signals, &Rules::default())
    }

    #[test]
    fn a_customer_cancels_freely_until_two_hours_before() {
        assert_eq!(rule(&signals(121)), Rule::WellBeforeWindow);
        assert_eq!(rule(&signals(120)), Rule::LateCancellation);
        assert_eq!(rule(&signals(1)), Rule::LateCancellation);
    }

    #[test]
    fn a_customer_cancels_freely_in_the_first_five_minutes() {
        let s = signals(60);
        let fresh = |m: i64| Signals { confirmed_at: s.now - TimeDelta::minutes(m), ..s };
        assert_eq!(rule(&fresh(4)), Rule::SoonAfterConfirmation);
        assert_eq!(rule(&fresh(5)), Rule::LateCancellation);
    }

    #[test]
    fn once_the_provider_has_set_out_the_call_out_fee_is_due_unless_it_is_late() {
        let s = signals(30);
        let s = Signals { set_out: Some(s.now - TimeDelta::minutes(12)), ..s };
        assert_eq!(rule(&s), Rule::AfterDeparture);
        let late = Signals { set_out: s.set_out, ..signals(-30) };
        assert_eq!(rule(&late), Rule::ProviderLate);
        assert_eq!(rule(&Signals { arrived: s.set_out, ..late }), Rule::AfterArrival);
    }

    #[test]
    fn a_journey_that_gets_nowhere_is_not_the_customers_fault() {
        let s = signals(30);
        let since = s.now - TimeDelta::minutes(12);
        let on = |journey| rule(&Signals { set_out: Some(since), journey, ..s });
        let way =
            |from_m, now_m| Journey { from_m: Some(from_m), now_m: Some(now_m), trouble: None };
        let trouble =
            |kind| Journey { trouble: Some(Trouble { kind, since }), ..Journey::default() };
        assert_eq!(on(way(9_000, 8_900)), Rule::JourneyStalled);
        assert_eq!(on(way(9_000, 6_000)), Rule::AfterDeparture);
        assert_eq!(on(trouble(TroubleKind::Stalled)), Rule::JourneyStalled);
        assert_eq!(on(trouble(TroubleKind::Dark)), Rule::JourneySilent);
        // A moment after setting out nothing is late yet, but hardly anything was covered.
        let fresh_way = Signals {
            set_out: Some(s.now - TimeDelta::minutes(2)),
            journey: way(9_000, 8_900),
            ..s
        };
        assert_eq!(rule(&fresh_way), Rule::HardlyLeft);
        // Who is there has no journey any more.
        let there = Signals { arrived: Some(s.now), journey: trouble(TroubleKind::Stalled), ..s };
        assert_eq!(rule(&there), Rule::AfterArrival);
    }

    #[test]
    fn a_provider_that_waited_its_time_does_not_drop_out() {
        let s = Signals { by: Side::Provider, ..signals(-15) };
        let at_noon = Some(s.starts_at);
        let there = Signals { set_out: at_noon, arrived: at_noon, ..s };
        assert_eq!(rule(&there), Rule::CustomerNoShow);
        let sooner = Signals { now: s.now - TimeDelta::seconds(1), ..there };
        assert_eq!(rule(&sooner), Rule::ProviderDroppedOut);
    }

    #[test]
    fn a_provider_bound_late_is_not_late_at_once() {
        let s = signals(-40);
        let bound_late = Signals { confirmed_at: s.now - TimeDelta::minutes(10), ..s };
        assert_eq!(rule(&bound_late), Rule::LateCancellation);
    }

    #[test]
    fn a_reschedule_is_no_way_around_the_fee() {
        let s = Signals { has_floor: true, ..signals(60 * 24 * 3) };
        assert_eq!(rule(&s), Rule::AfterReschedule);
    }

    #[test]
    fn a_provider_that_leaves_is_at_fault_unless_at_once() {
        let s = Signals { by: Side::Provider, ..signals(60) };
        assert_eq!(rule(&s), Rule::ProviderDroppedOut);
        let fresh = Signals { confirmed_at: s.now - TimeDelta::minutes(1), ..s };
        assert_eq!(rule(&fresh), Rule::SoonAfterConfirmation);
        assert_eq!(rule(&Signals { set_out: Some(s.now), ..fresh }), Rule::ProviderDroppedOut);
        assert_eq!(rule(&Signals { by: Side::Operator, ..s }), Rule::OperatorDecision);
    }

    #[test]
    fn names_are_stable_and_distinct() {
        let mut tags: Vec<_> = Rule::ALL.iter().map(|rule| rule.tag()).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.tag());
            assert!(!rule.text().ar.is_empty() && !rule.text().en.is_empty());
        }
    }
}
