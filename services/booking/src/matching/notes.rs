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

/// What an outcome means, as staff reads it. `gate` says which one kept the provider out; `taken`
/// that another booking of the batch got it.
#[must_use]
pub fn fate_note(fate: &str, gate: Option<Gate>, rank: Option<i32>, taken: bool) -> Localized {
    let rank = rank.unwrap_or_default();
    match (fate, gate) {
        (_, Some(gate)) => gate_note(gate),
        ("scored", _) if taken => Localized::new(
            format!("مؤهل وترتيبه {rank}، لكنه أُعطي لحجز آخر في الدفعة نفسها."),
            format!("Eligible, rank {rank}; given to another booking of the same batch."),
        ),
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

/// A term of the cost in words, by its name.
#[must_use]
pub fn term_note(term: &str) -> Localized {
    let (ar, en) = match term {
        "travel" => ("مدة الطريق", "The way"),
        "rating" => ("التقييم", "Rating"),
        "acceptance" => ("احتمال عدم القبول", "May not accept"),
        "completion" => ("احتمال ترك الحجز", "May drop the booking"),
        "idle" => ("غيره ينتظر عرضًا منذ مدة أطول", "Others wait longer for an offer"),
        "income" => ("كسب اليوم أكثر من غيره", "Earned more than others today"),
        "price" => ("السعر", "Price"),
        "favourite" => ("ليس من المفضلين", "Not a favourite"),
        "language" => ("لا يتحدث اللغة المطلوبة", "Doesn't speak the language asked for"),
        "gender" => ("ليس من الجنس المطلوب", "Not of the gender asked for"),
        "experience" => ("خبرة أقل في هذه الخدمة", "Less experience with this service"),
        "certification" => ("بلا شهادة لهذه الخدمة", "No certificate for this service"),
        "dropping" => ("ترك حجوزات كثيرة", "Dropped many bookings"),
        other => (other, other),
    };
    Localized::new(ar, en)
}

/// What a provider can do about a term that counted against it; nothing where nothing can be done,
/// or where it would tell what the customer asked for.
#[must_use]
pub fn term_advice(term: &str) -> Option<Localized> {
    let (ar, en) = match term {
        "travel" => (
            "كان غيرك أقرب إلى العميل. كن متاحًا قرب الأماكن المزدحمة بالطلبات.",
            "Others were nearer. Be available near where requests come from.",
        ),
        "rating" => (
            "تقييم غيرك أعلى. كل زيارة متقنة ترفع تقييمك.",
            "Others are rated better. Every job well done raises your rating.",
        ),
        "acceptance" => (
            "تقبل عروضًا أقل من غيرك في مثل هذا الوقت. أغلق «متاح الآن» حين لا تريد عملًا.",
            "You accept fewer offers at such hours. Switch \"available now\" off when you want no work.",
        ),
        "completion" | "dropping" => (
            "تركت حجوزات قبلتها. التزم بما تقبله يتحسن ترتيبك مع الوقت.",
            "You dropped bookings you had accepted. Keep what you accept and you rank better in time.",
        ),
        "idle" | "income" => (
            "غيرك ينتظر منذ مدة أطول أو كسب أقل اليوم، فجاء دوره.",
            "Others have waited longer or earned less today, so it was their turn.",
        ),
        "price" => (
            "سعرك لهذه الخدمة أعلى من غيرك. راجعه إذا أردت طلبات أكثر.",
            "Your price for this service is higher. Review it if you want more requests.",
        ),
        "experience" => (
            "لغيرك خبرة أكثر بهذه الخدمة هنا. تزيد خبرتك مع كل زيارة.",
            "Others have done this service here more often. Every visit counts.",
        ),
        "certification" => (
            "لغيرك شهادة لهذه الخدمة. ارفع شهادتك إن كانت لديك.",
            "Others have a certificate for this service. Upload yours if you have one.",
        ),
        _ => return None,
    };
    Some(Localized::new(ar, en))
}

/// How a batch found its pairs, in words.
#[must_use]
pub fn method_note(method: &str) -> Localized {
    let (ar, en) = match method {
        "uncontested" => {
            ("حصل كل حجز على أنسب فني له.", "Every booking got the one that suits it best.")
        }
        "exact" => (
            "تنافست حجوزات على الفنيين أنفسهم، ووُزعوا بأقل تكلفة إجمالية.",
            "Bookings competed for the same technicians; shared at the least total cost.",
        ),
        _ => (
            "تنافست حجوزات كثيرة جدًا، فأُخذ الأنسب أولًا بأول.",
            "Too many bookings competed; the cheapest pairs were taken first.",
        ),
    };
    Localized::new(ar, en)
}

/// The gate of a stored name.
#[must_use]
pub fn gate_of(tag: &str) -> Option<Gate> {
    Gate::ALL.iter().copied().find(|gate| gate.tag() == tag)
}

#[cfg(test)]
mod tests {
    use super::{fate_note, gate_note, gate_of, method_note, term_advice, term_note};
    use dispatch::assignment::Method;
    use dispatch::{Gate, Terms};
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
    fn every_term_is_told_and_no_advice_gives_away_the_customers_wishes() {
        let names: Vec<_> = Terms::default().named().map(|(name, _)| name).into();
        let notes: HashSet<_> = names.iter().map(|name| term_note(name).ar).collect();
        assert_eq!(notes.len(), names.len());
        assert!(names.iter().all(|name| term_note(name).en != *name));
        for wish in ["favourite", "language", "gender"] {
            assert_eq!(term_advice(wish), None);
        }
        assert!(term_advice("travel").is_some());
        let methods = [Method::Uncontested, Method::Exact, Method::Greedy];
        let told: HashSet<_> = methods.map(|method| method_note(method.tag()).en).into();
        assert_eq!(told.len(), 3);
    }

    #[test]
    fn a_fate_is_told_with_its_rank_or_gate() {
        assert_eq!(fate_note("gated", Some(Gate::Offline), None, false), gate_note(Gate::Offline));
        assert!(fate_note("offered", None, Some(1), false).en.contains("Rank 1"));
        assert!(fate_note("scored", None, Some(2), false).ar.contains('2'));
        assert!(fate_note("scored", None, Some(1), true).en.contains("another booking"));
        assert!(fate_note("out_of_radius", None, None, false).en.contains("radius"));
    }
}
