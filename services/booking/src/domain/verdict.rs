//! Signals → one named verdict. Every verdict names the rule that decided.

use super::Side;
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
        "الفني في الطريق إليك أو وصل، فتُحسب رسوم الانتقال.",
        "The technician is on the way or there, so the call-out fee applies.";
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
    /// Whether the provider has set out.
    pub departed: bool,
    /// Whether it is at the address.
    pub arrived: bool,
    /// Whether a fee was owed when the customer asked to move the visit.
    pub has_floor: bool,
}

/// When the promise to come begins: a provider that was bound after the planned start of an
/// instant booking can't be late before it was bound.
#[must_use]
pub fn promised_at(starts_at: Instant, confirmed_at: Instant) -> Instant {
    starts_at.max(confirmed_at)
}

/// The rule that decides. Pure: a preview and the cancellation itself ask the same.
#[must_use]
pub fn judge(s: &Signals, rules: &Rules) -> Rule {
    let seconds = |s: u32| TimeDelta::seconds(s.into());
    let fresh = s.now - s.confirmed_at < seconds(rules.free_after_confirmation_s);
    match s.by {
        Side::Operator => Rule::OperatorDecision,
        Side::Provider if fresh && !s.departed => Rule::SoonAfterConfirmation,
        Side::Provider => Rule::ProviderDroppedOut,
        Side::Customer => {
            let promised = promised_at(s.starts_at, s.confirmed_at);
            let late = s.now >= promised + seconds(rules.customer_waits_s) && !s.arrived;
            let early = s.starts_at - s.now > seconds(rules.free_before_window_s);
            match () {
                () if late => Rule::ProviderLate,
                () if (fresh || early) && s.has_floor => Rule::AfterReschedule,
                () if fresh => Rule::SoonAfterConfirmation,
                () if early => Rule::WellBeforeWindow,
                () if s.departed => Rule::AfterDeparture,
                () => Rule::LateCancellation,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Signals, judge};
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
            departed: false,
            arrived: false,
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
        let s = Signals { departed: true, ..signals(30) };
        assert_eq!(rule(&s), Rule::AfterDeparture);
        let late = Signals { departed: true, ..signals(-30) };
        assert_eq!(rule(&late), Rule::ProviderLate);
        assert_eq!(rule(&Signals { arrived: true, ..late }), Rule::AfterDeparture);
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
        assert_eq!(rule(&Signals { departed: true, ..fresh }), Rule::ProviderDroppedOut);
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
