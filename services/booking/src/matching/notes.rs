//! Outcomes in words, for staff.

use dispatch::Gate;
use kernel::Localized;

/// Why a provider was kept out, as staff reads it. [`Gate::text`] is what the provider reads.
#[must_use]
pub fn gate_note(gate: Gate) -> Localized {
    let (ar, en) = match gate {
        Gate::NotVerified => ("حسابه لم يُعتمد.", "Not verified."),
        Gate::NotActive => ("حسابه غير نشط.", "Not active."),
        Gate::DocumentsExpired => (
            "أحد مستنداته ناقص أو ينتهي قبل الزيارة.",
            "A document is missing or ends before the visit.",
        ),
        Gate::ServiceNotOffered => ("لا يقدم هذه الخدمة.", "Does not offer this service."),
        Gate::CertificateMissing => {
            ("لا يملك الشهادة التي تحتاجها الخدمة.", "Lacks the certificate the service needs.")
        }
        Gate::OwnBooking => ("هو العميل نفسه.", "Is the customer."),
        Gate::OutsideHours => ("الموعد خارج ساعات عمله.", "The visit is outside working hours."),
        Gate::ShortNotice => {
            ("الموعد أقرب من المهلة التي يطلبها.", "Sooner than the notice asked for.")
        }
        Gate::DailyLimit => ("بلغ حده اليومي.", "Has reached the daily limit."),
        Gate::NotFree => (
            "لديه زيارة أخرى في هذا الوقت أو لا يكفي الوقت للانتقال.",
            "Has another visit then, or too little time to travel.",
        ),
        Gate::OutsideArea => ("العنوان خارج مناطق عمله.", "The address is outside the areas."),
        Gate::BlockedByCustomer => ("حظره العميل.", "Blocked by the customer."),
        Gate::BlocksCustomer => ("حظر العميل.", "Has blocked the customer."),
        Gate::DebtLimit => ("مستحقاته بلغت الحد الأقصى.", "Owes the platform too much."),
        Gate::Offline => ("غير متاح للطلبات الفورية.", "Not available for work now."),
        Gate::NoRecentFix => ("لا موقع حديثًا له.", "No recent position."),
        Gate::NoPlace => ("نقطة انطلاقه غير معروفة.", "The starting point is not known."),
        Gate::AlreadyAsked => {
            ("عُرض عليه من قبل، أو ترك هذا الحجز.", "Was asked before, or left this booking.")
        }
        Gate::OpenOffer => ("أمامه عرض فوري آخر.", "Has another instant offer open."),
    };
    Localized::new(ar, en)
}

/// What an outcome means, as staff reads it. `gate` says which one kept the provider out.
#[must_use]
pub fn fate_note(fate: &str, gate: Option<Gate>, rank: Option<i32>) -> Localized {
    let rank = rank.unwrap_or_default();
    match (fate, gate) {
        (_, Some(gate)) => gate_note(gate),
        ("out_of_radius", _) => Localized::new(
            "مؤهل، لكنه أبعد من نطاق هذه الجولة.",
            "Eligible, but beyond this round's radius.",
        ),
        ("offered", _) => Localized::new(
            format!("عُرض عليه الحجز. ترتيبه {rank}."),
            format!("Was offered the booking. Rank {rank}."),
        ),
        _ => Localized::new(
            format!("مؤهل، وكان غيره أنسب. ترتيبه {rank}."),
            format!("Eligible; others were better. Rank {rank}."),
        ),
    }
}

/// The gate of a stored name.
#[must_use]
pub fn gate_of(tag: &str) -> Option<Gate> {
    Gate::ALL.iter().copied().find(|gate| gate.tag() == tag)
}

#[cfg(test)]
mod tests {
    use super::{fate_note, gate_note, gate_of};
    use dispatch::Gate;
    use std::collections::HashSet;

    #[test]
    fn every_gate_has_a_note_of_its_own_in_both_languages() {
        let notes: HashSet<_> =
            Gate::ALL.iter().flat_map(|gate| [gate_note(*gate).ar, gate_note(*gate).en]).collect();
        assert_eq!(notes.len(), 2 * Gate::ALL.len());
        for gate in Gate::ALL {
            assert_eq!(gate_of(gate.tag()), Some(*gate));
        }
        assert_eq!(gate_of("bad_mood"), None);
    }

    #[test]
    fn a_fate_is_told_with_its_rank_or_gate() {
        assert_eq!(fate_note("gated", Some(Gate::Offline), None), gate_note(Gate::Offline));
        assert!(fate_note("offered", None, Some(1)).en.contains("Rank 1"));
        assert!(fate_note("scored", None, Some(2)).ar.contains('2'));
        assert!(fate_note("out_of_radius", None, None).en.contains("radius"));
    }
}
