//! What people read when a move is refused: what happened, and what to do now.

use super::completion::Missing;
use super::error::MoveError;
use super::text::stage_text;
use kernel::{Instant, Lang, Localized, cairo};

/// The text of a refusal.
pub fn of(error: &MoveError) -> Localized {
    plain(error).map_or_else(|| with_values(error), |(ar, en)| Localized::new(ar, en))
}

/// The texts that are always the same.
fn plain(error: &MoveError) -> Option<(&'static str, &'static str)> {
    Some(match error {
        MoveError::AlreadyAccepted => (
            "سبقك فني آخر إلى هذا الحجز. ستصلك عروض أخرى قريبًا.",
            "Another technician was faster. More offers will come.",
        ),
        MoveError::HasProvider => (
            "أصبح لهذا الحجز فني. حدّث الصفحة لترى من هو.",
            "This booking has a technician by now. Refresh to see who it is.",
        ),
        MoveError::PositionUnknown => (
            "لا نعرف موقعك الآن. فعّل تحديد الموقع ثم حاول مرة أخرى.",
            "We don't know where you are. Switch location on and try again.",
        ),
        MoveError::AwaitingApproval => (
            "هناك عرض ينتظر موافقة العميل. انتظر رده أولًا.",
            "A proposal waits for the customer's decision. Wait for it first.",
        ),
        MoveError::ProposalWithdrawn => (
            "سُحب هذا العرض ولم يعد يُحسب. حدّث الصفحة لترى آخر حالة للحجز.",
            "This proposal was withdrawn and no longer counts. Refresh to see the booking.",
        ),
        MoveError::ProposalDecided => (
            "صدر رد العميل على هذا العرض. حدّث الصفحة لترى آخر حالة للحجز.",
            "The customer has decided on this proposal. Refresh to see the booking.",
        ),
        MoveError::EstimateMissing => (
            "أرسل تقدير السعر للعميل وانتظر موافقته قبل إنهاء العمل.",
            "Send the customer an estimate and wait for the approval before you finish.",
        ),
        MoveError::NotInspectionFirst => (
            "سعر هذه الخدمة ثابت. استخدم طلب عمل إضافي بدل التقدير.",
            "This service has a fixed price. Use a change order for extra work.",
        ),
        MoveError::PartsPhotoMissing => {
            ("أرفق صورة القطعة مع فاتورتها.", "Add a photo of the part with its receipt.")
        }
        MoveError::InstantNotMovable => (
            "الحجز الفوري لا يُغيَّر موعده. ألغِه واحجز موعدًا آخر.",
            "A booking for now can't be moved. Cancel it and book another time.",
        ),
        MoveError::BadNewTime => (
            "اختر موعدًا مختلفًا بعد نصف ساعة على الأقل وخلال 90 يومًا.",
            "Choose another time, at least half an hour from now and within 90 days.",
        ),
        MoveError::DisputeDecided => (
            "صدر القرار في هذا النزاع. تواصل مع الدعم إن كان لديك جديد.",
            "This dispute was decided. Contact support if there is something new.",
        ),
        MoveError::ProposalOpen => (
            "هناك عرض تسوية ينتظر الرد. انتظر حتى يُجاب عليه.",
            "Another proposal waits for an answer. Wait until it has one.",
        ),
        MoveError::NoProposal => (
            "لا يوجد عرض تسوية ينتظر ردك. حدّث الصفحة لترى آخر حالة.",
            "No proposal waits for your answer. Refresh to see where it stands.",
        ),
        MoveError::ClaimOpen => (
            "لديك طلب ضمان مفتوح لهذا الحجز. تابع زيارته من حجوزاتك.",
            "A warranty claim of this booking is open. Follow its visit among your bookings.",
        ),
        MoveError::ClaimNotAllowed => (
            "لا يمكن ذلك في حالة طلب الضمان الحالية. حدّث الصفحة لترى آخر حالة.",
            "The warranty claim does not allow this now. Refresh to see where it stands.",
        ),
        _ => return None,
    })
}

/// The texts that name a stage, a time, a distance or an amount.
fn with_values(error: &MoveError) -> Localized {
    match error {
        MoveError::TooEarly { from } => at(from, |t| {
            (
                format!("الوقت مبكر. يمكنك الانطلاق ابتداءً من {}.", t.ar),
                format!("It is too early. You can set out from {}.", t.en),
            )
        }),
        MoveError::StillWaiting { until } => at(until, |t| {
            (
                format!("انتظر قليلًا. يمكنك الإبلاغ عن عدم الحضور بعد {}.", t.ar),
                format!("Please wait a little. You can report a no-show after {}.", t.en),
            )
        }),
        MoveError::TooLate { until } => at(until, |t| {
            (
                format!("انتهت المهلة في {}. تواصل مع الدعم إن احتجت مساعدة.", t.ar),
                format!("This was possible until {}. Contact support if you need help.", t.en),
            )
        }),
        MoveError::EvidenceOpen { until } => at(until, |t| {
            (
                format!("للطرفين مهلة لتقديم ما لديهما حتى {}. القرار بعدها.", t.ar),
                format!("Both sides may tell theirs until {}. Decide after that.", t.en),
            )
        }),
        MoveError::WarrantyOver { until } => at(until, |t| {
            (
                format!("انتهى ضمان هذا العمل في {}. يمكنك حجز زيارة جديدة.", t.ar),
                format!("The warranty of this work ended at {}. You can book a new visit.", t.en),
            )
        }),
        MoveError::TooFar { distance_m } => Localized::new(
            format!("أنت على بُعد {distance_m} متر من العنوان. اقترب ثم سجّل وصولك."),
            format!("You are {distance_m} m from the address. Get closer, then mark arrival."),
        ),
        MoveError::WrongCode { left } => Localized::new(
            format!("الكود غير صحيح. اطلب الكود من العميل. المحاولات المتبقية: {left}."),
            format!("The code is wrong. Ask the customer for it. Tries left: {left}."),
        ),
        MoveError::CodeLocked { seconds } => {
            let minutes = seconds.div_ceil(60);
            Localized::new(
                format!("محاولات كثيرة خاطئة. حاول بعد {minutes} دقيقة."),
                format!("Too many wrong codes. Try again in {minutes} minutes."),
            )
        }
        MoveError::PartsCap { cap } => Localized::new(
            format!("قطع الغيار تتجاوز حد هذه الخدمة ({}). تواصل مع الدعم.", cap.in_arabic()),
            format!("The parts exceed this service's limit ({cap}). Contact support."),
        ),
        MoveError::FeeChanged { fee } => Localized::new(
            format!("تغيّرت رسوم الإلغاء وأصبحت {}. راجعها ثم أكّد.", fee.in_arabic()),
            format!("The cancellation fee has changed to {fee}. Check it and confirm again."),
        ),
        MoveError::BadRefund { total } => Localized::new(
            format!("المبلغ المردود يجب أن يكون أكبر من صفر وأقل من {}.", total.in_arabic()),
            format!("A partial refund must be more than nothing and less than {total}."),
        ),
        MoveError::ProofMissing(missing) => proof_missing(missing),
        MoveError::NotAllowed { stage, .. } => {
            let stage = stage_text(*stage);
            Localized::new(
                format!("لا يمكن ذلك الآن: {}. حدّث الصفحة لترى آخر حالة للحجز.", stage.ar),
                format!("This is not possible now: {}. Refresh to see the booking.", stage.en),
            )
        }
        _ => Localized::new("لا يمكن ذلك الآن.", "This is not possible now."),
    }
}

/// Names everything that is missing, so that one look is enough.
fn proof_missing(missing: &Missing) -> Localized {
    let (mut ar, mut en) = (Vec::new(), Vec::new());
    for item in &missing.items {
        ar.push(format!("أكّد «{}»", item.ar));
        en.push(format!("tick off “{}”", item.en));
    }
    let photos = [
        (missing.photos_before, "قبل العمل", "of the place before the work"),
        (missing.photos_after, "بعد العمل", "of the finished work"),
    ];
    for (count, when_ar, what_en) in photos.into_iter().filter(|(count, ..)| *count > 0) {
        ar.push(format!("أضف صورًا {when_ar} (العدد الناقص: {count})"));
        en.push(format!("add {count} more photo(s) {what_en}"));
    }
    Localized::new(
        format!("قبل إنهاء العمل: {}.", ar.join("، ")),
        format!("Before you finish: {}.", en.join(", ")),
    )
}

/// A text that names a time on the wall in Cairo.
fn at(at: &Instant, text: impl FnOnce(&Localized) -> (String, String)) -> Localized {
    let wall =
        Localized::new(cairo::format_local(*at, Lang::Ar), cairo::format_local(*at, Lang::En));
    let (ar, en) = text(&wall);
    Localized::new(ar, en)
}
