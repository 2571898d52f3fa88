//! Who may be offered a booking at all.
//!
//! Gates are tried one after the other, in the order of [`Gate::ALL`]; the first that fails is
//! the one answer to "why not me".

use crate::facts::{Candidate, Mode, Search};
use crate::rounds::Policy;
use kernel::Localized;
use kernel::ids::ProviderId;
use serde::{Deserialize, Serialize};

macro_rules! gates {
    ($($(#[$doc:meta])* $name:ident = $tag:literal, $ar:literal, $en:literal;)+) => {
        /// A reason why a provider is not offered a booking. Declared in the order of trial.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Gate {
            $($(#[$doc])* #[serde(rename = $tag)] $name),+
        }

        impl Gate {
            /// Every gate in the order of trial.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable name, as it is stored. For operators; providers get the
            /// [`text`](Self::text), which never says that a customer blocked them.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }

            /// The answer to a provider that asks "why not me?", and what it can do.
            #[must_use]
            pub fn text(self) -> Localized {
                match self { $(Self::$name => Localized::new($ar, $en)),+ }
            }
        }
    };
}

gates! {
    /// Not verified yet, or rejected.
    NotVerified = "not_verified",
        "حسابك لم يُعتمد بعد. أكمل مستنداتك وسنراجعها لتصلك الطلبات.",
        "Your account is not verified yet. Complete your documents and we will review them.";
    /// Suspended or closed.
    NotActive = "not_active",
        "حسابك موقوف حاليًا. افتح حسابك لمعرفة السبب وكيف تعترض عليه.",
        "Your account is not active. Open your account to see why and how to appeal.";
    /// A needed document is missing or ends before the visit.
    DocumentsExpired = "documents_expired",
        "أحد مستنداتك ينتهي قبل موعد الزيارة. ارفع نسخة سارية منه.",
        "One of your documents ends before the visit. Upload a valid one.";
    /// The service is not on the provider's list.
    ServiceNotOffered = "service_not_offered",
        "هذه الخدمة ليست ضمن خدماتك. أضفها إذا كنت تقدمها.",
        "This service is not on your list. Add it if you do such work.";
    /// The service needs a certificate that the provider does not have.
    CertificateMissing = "certificate_missing",
        "هذه الخدمة تحتاج شهادة مهارة معتمدة. ارفع شهادتك لتصلك طلباتها.",
        "This service needs an approved skill certificate. Upload yours to get such requests.";
    /// The provider is the customer.
    OwnBooking = "own_booking",
        "هذا طلبك أنت، فلا يُعرض عليك.",
        "This is your own request, so it is not offered to you.";
    /// The visit lies outside the provider's hours.
    OutsideHours = "outside_hours",
        "الموعد خارج ساعات عملك. عدّل ساعاتك إذا كان يناسبك.",
        "The visit is outside your hours. Change them if such times suit you.";
    /// A scheduled visit is nearer than the provider's notice.
    ShortNotice = "short_notice",
        "الموعد أقرب من المهلة التي طلبتها قبل الزيارة. قلّل المهلة لتصلك طلبات قريبة.",
        "The visit is sooner than the notice you ask for. Shorten it to get such requests.";
    /// The day is full by the provider's own limit.
    DailyLimit = "daily_limit",
        "وصلت إلى الحد اليومي الذي حددته. ارفعه إذا أردت عملًا أكثر في هذا اليوم.",
        "You have reached your own daily limit. Raise it if you want more work on such days.";
    /// Another booking or time off takes the window.
    NotFree = "not_free",
        "لديك حجز آخر في هذا الوقت أو لا يكفي الوقت للوصول بين الزيارتين.",
        "You have another visit then, or there is not enough time to travel between the two.";
    /// The address lies in none of the provider's areas.
    OutsideArea = "outside_area",
        "العنوان خارج مناطق عملك. وسّع مناطقك إذا كنت تصل إليه.",
        "The address is outside your areas. Widen them if you work there.";
    /// The customer blocked the provider.
    BlockedByCustomer = "blocked_by_customer",
        "اختيارات العميل في هذا الطلب ذهبت به إلى فنيين آخرين. لا شيء مطلوب منك.",
        "The customer's choices took this request to other technicians. You need not do anything.";
    /// The provider blocked the customer.
    BlocksCustomer = "blocks_customer",
        "حظرت هذا العميل. ألغِ الحظر إذا أردت طلباته.",
        "You blocked this customer. Unblock to get requests from them.";
    /// The debt has reached the hard limit.
    DebtLimit = "debt_limit",
        "مستحقات المنصة عليك وصلت إلى الحد الأقصى. سدّدها لتعود إليك الطلبات.",
        "What you owe the platform has reached the limit. Settle it and requests will come again.";
    /// Instant work: the switch is off.
    Offline = "offline",
        "لم تكن متاحًا للطلبات الفورية. فعّل «متاح الآن» لتصلك.",
        "You were not available for instant work. Switch on \"available now\" to get such requests.";
    /// Instant work: no position, or only an old one.
    NoRecentFix = "no_recent_fix",
        "لم يصلنا موقعك في الدقائق الأخيرة. افتح التطبيق واسمح بالموقع وأنت متاح.",
        "We had no recent position of yours. Keep the app open with location on while available.";
    /// Scheduled work: nothing says where the provider would come from.
    NoPlace = "no_place",
        "لا نعرف من أين تنطلق إلى العمل. أضف نقطة انطلاقك في حسابك.",
        "We don't know where you set out from. Add your starting point to your account.";
    /// This search has already offered the booking to the provider.
    AlreadyAsked = "already_asked",
        "عرضنا عليك هذا الطلب من قبل ولم تقبله في وقته.",
        "We offered you this request before and you did not accept it in time.";
    /// Instant work: another instant offer is open.
    OpenOffer = "open_offer",
        "كان أمامك عرض فوري آخر. أجب عن العروض سريعًا ليصلك غيرها.",
        "Another instant offer was open before you. Answer offers quickly to get the next ones.";
}

impl Gate {
    /// Whether this gate, taken alone, keeps the candidate out.
    fn keeps_out(self, search: &Search, candidate: &Candidate, policy: &Policy) -> bool {
        let c = candidate;
        let instant = search.mode == Mode::Instant;
        match self {
            Self::NotVerified => !c.verified,
            Self::NotActive => !c.active,
            Self::DocumentsExpired => !c.documents_valid,
            Self::ServiceNotOffered => !c.offers_service,
            Self::CertificateMissing => search.needs_certificate && !c.certified,
            Self::OwnBooking => c.provider == ProviderId::from(search.customer),
            Self::OutsideHours => !c.within_hours,
            Self::ShortNotice => !instant && ahead_min(search) < i64::from(c.notice_min),
            Self::DailyLimit => c.daily_limit.is_some_and(|limit| c.jobs_that_day >= limit),
            Self::NotFree => !c.free,
            Self::OutsideArea => !c.serves_address,
            Self::BlockedByCustomer => c.blocked_by_customer,
            Self::BlocksCustomer => c.blocks_customer,
            Self::DebtLimit => c.debt >= c.debt_limit,
            Self::Offline => instant && !c.online,
            Self::NoRecentFix => {
                instant && (c.reach.is_none() || !has_recent_fix(search, c, policy))
            }
            // For instant work, the gate before says it.
            Self::NoPlace => !instant && c.reach.is_none(),
            Self::AlreadyAsked => c.already_asked,
            Self::OpenOffer => instant && c.has_open_instant_offer,
        }
    }
}

/// The first gate that keeps the candidate out, or nothing when it is eligible.
#[must_use]
pub fn first_failing_gate(search: &Search, candidate: &Candidate, policy: &Policy) -> Option<Gate> {
    Gate::ALL.iter().copied().find(|gate| gate.keeps_out(search, candidate, policy))
}

/// Every gate that keeps the candidate out, in the order of trial: what somebody who decides by hand
/// should know.
#[must_use]
pub fn failing_gates(search: &Search, candidate: &Candidate, policy: &Policy) -> Vec<Gate> {
    Gate::ALL.iter().copied().filter(|gate| gate.keeps_out(search, candidate, policy)).collect()
}

/// Whole minutes until the visit.
fn ahead_min(search: &Search) -> i64 {
    (search.starts_at - search.now).num_minutes()
}

/// Younger than the policy's limit. A fix from a moment after `now` (it came in while the facts
/// were gathered) is as recent as can be.
fn has_recent_fix(search: &Search, candidate: &Candidate, policy: &Policy) -> bool {
    candidate
        .last_fix_at
        .is_some_and(|at| (search.now - at).num_seconds() < i64::from(policy.max_fix_age_s))
}

#[cfg(test)]
mod tests {
    use super::{Gate, failing_gates, first_failing_gate};
    use crate::facts::{Candidate, Mode, Search};
    use crate::rounds::Policy;
    use crate::samples;
    use chrono::TimeDelta;
    use kernel::Money;
    use kernel::ids::ProviderId;

    fn gate(search: &Search, candidate: &Candidate) -> Option<Gate> {
        first_failing_gate(search, candidate, &Policy::default())
    }

    /// Lets `candidate` fail exactly what `gate` looks at.
    fn spoil(gate: Gate, search: &Search, c: &mut Candidate) {
        match gate {
            Gate::NotVerified => c.verified = false,
            Gate::NotActive => c.active = false,
            Gate::DocumentsExpired => c.documents_valid = false,
            Gate::ServiceNotOffered => c.offers_service = false,
            Gate::CertificateMissing => c.certified = false,
            Gate::OwnBooking => c.provider = ProviderId::from(search.customer),
            Gate::OutsideHours => c.within_hours = false,
            Gate::ShortNotice => c.notice_min = u32::MAX,
            Gate::DailyLimit => c.daily_limit = Some(c.jobs_that_day),
            Gate::NotFree => c.free = false,
            Gate::OutsideArea => c.serves_address = false,
            Gate::BlockedByCustomer => c.blocked_by_customer = true,
            Gate::BlocksCustomer => c.blocks_customer = true,
            Gate::DebtLimit => c.debt = c.debt_limit,
            Gate::Offline => c.online = false,
            Gate::NoRecentFix => c.last_fix_at = None,
            Gate::NoPlace => c.reach = None,
            Gate::AlreadyAsked => c.already_asked = true,
            Gate::OpenOffer => c.has_open_instant_offer = true,
        }
    }

    fn only_in(gate: Gate) -> Option<Mode> {
        match gate {
            Gate::Offline | Gate::NoRecentFix | Gate::OpenOffer => Some(Mode::Instant),
            Gate::ShortNotice | Gate::NoPlace => Some(Mode::Scheduled),
            _ => None,
        }
    }

    #[test]
    fn the_first_failing_gate_in_the_documented_order_is_the_answer() {
        for mode in [Mode::Instant, Mode::Scheduled] {
            let search = Search { mode, needs_certificate: true, ..samples::search() };
            let tried: Vec<Gate> = Gate::ALL
                .iter()
                .copied()
                .filter(|&g| only_in(g).is_none_or(|m| m == mode))
                .collect();
            // Everything from one gate on is wrong: that gate answers.
            for (index, first) in tried.iter().enumerate() {
                let mut candidate = samples::candidate(1);
                tried[index..].iter().for_each(|&g| spoil(g, &search, &mut candidate));
                assert_eq!(gate(&search, &candidate), Some(*first));
                let all = failing_gates(&search, &candidate, &Policy::default());
                assert_eq!(all, tried[index..]);
            }
            assert_eq!(gate(&search, &samples::candidate(1)), None);
        }
    }

    #[test]
    fn gates_of_the_other_mode_keep_nobody_out() {
        let scheduled = Search { mode: Mode::Scheduled, ..samples::search() };
        for g in [Gate::Offline, Gate::NoRecentFix, Gate::OpenOffer] {
            let mut candidate = samples::candidate(1);
            spoil(g, &scheduled, &mut candidate);
            assert_eq!(gate(&scheduled, &candidate), None, "{g:?}");
        }
        let instant = Search { mode: Mode::Instant, ..samples::search() };
        let mut candidate = samples::candidate(1);
        spoil(Gate::ShortNotice, &instant, &mut candidate);
        assert_eq!(gate(&instant, &candidate), None);
    }

    #[test]
    fn a_fix_of_five_minutes_is_too_old_and_one_second_less_is_not() {
        let search = Search { mode: Mode::Instant, ..samples::search() };
        let aged = |seconds| Candidate {
            last_fix_at: Some(search.now - TimeDelta::seconds(seconds)),
            ..samples::candidate(1)
        };
        assert_eq!(gate(&search, &aged(299)), None);
        assert_eq!(gate(&search, &aged(300)), Some(Gate::NoRecentFix));
        assert_eq!(gate(&search, &aged(-2)), None);
        let lost = Candidate { reach: None, ..aged(1) };
        assert_eq!(gate(&search, &lost), Some(Gate::NoRecentFix));
    }

    #[test]
    fn a_certificate_counts_only_where_one_is_needed() {
        let plain = Candidate { certified: false, ..samples::candidate(1) };
        let free = Search { needs_certificate: false, ..samples::search() };
        let bound = Search { needs_certificate: true, ..samples::search() };
        assert_eq!(gate(&free, &plain), None);
        assert_eq!(gate(&bound, &plain), Some(Gate::CertificateMissing));
    }

    #[test]
    fn a_debt_below_the_hard_limit_lets_through() {
        let owing = |piastres| Candidate {
            debt: Money::piastres(piastres),
            debt_limit: Money::egp(500),
            ..samples::candidate(1)
        };
        assert_eq!(gate(&samples::search(), &owing(49_999)), None);
        assert_eq!(gate(&samples::search(), &owing(50_000)), Some(Gate::DebtLimit));
    }

    #[test]
    fn tags_are_what_is_stored_and_every_text_has_both_languages() {
        let mut tags = std::collections::BTreeSet::new();
        for gate in Gate::ALL {
            let stored = serde_json::to_string(gate).unwrap();
            assert_eq!(stored, format!("\"{}\"", gate.tag()));
            assert_eq!(serde_json::from_str::<Gate>(&stored).unwrap(), *gate);
            assert!(tags.insert(gate.tag()));
            let text = gate.text();
            assert!(text.ar.chars().any(|c| ('\u{621}'..='\u{64a}').contains(&c)), "{gate:?}");
            assert!(text.en.is_ascii() && text.en.ends_with('.'), "{gate:?}");
        }
    }

    #[test]
    fn a_provider_never_reads_that_a_customer_blocked_it() {
        let text = Gate::BlockedByCustomer.text();
        assert!(!text.en.contains("block") && !text.ar.contains("حظر"));
    }
}
