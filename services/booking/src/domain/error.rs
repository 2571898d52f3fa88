//! Why a move was refused. Nothing was changed.

use super::text::stage_text;
use contracts::booking::Stage;
use kernel::{ErrorClass, Fault, FieldError, Instant, Invalid, Lang, Localized, Money, cairo};

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Take up the search after the payment.
    Search,
    /// Show it to a provider.
    Offer,
    /// Bind a provider.
    Confirm,
    /// End it.
    Cancel,
    /// End it because the money did not come.
    ExpirePayment,
    /// End it because nobody can come.
    GiveUp,
    /// Take the provider off.
    Release,
    /// Set out.
    EnRoute,
    /// Arrive.
    Arrive,
    /// Begin the work.
    Start,
    /// Interrupt the work.
    Pause,
    /// Go on with the work.
    Resume,
    /// End the work.
    Complete,
    /// Propose an estimate.
    ProposeEstimate,
    /// Propose extra work or parts.
    ProposeChange,
    /// Decide on a proposal.
    Decide,
    /// Move the visit.
    Reschedule,
    /// Say that the other side is not there.
    NoShow,
    /// Confirm that the work is done.
    ConfirmWork,
    /// Dispute.
    Dispute,
    /// Take up a dispute.
    Review,
    /// Decide a dispute.
    Resolve,
    /// Add a photo.
    AddPhoto,
}

/// A refused move.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MoveError {
    /// The booking's stage does not allow it.
    #[error("{action:?} is not allowed in stage {stage:?}")]
    NotAllowed {
        /// What was tried.
        action: Action,
        /// Where the booking stands.
        stage: Stage,
    },
    /// Another provider was faster.
    #[error("the booking is already bound")]
    AlreadyAccepted,
    /// Setting out this long before the window makes no sense.
    #[error("too early, not before {from}")]
    TooEarly {
        /// From when it may.
        from: Instant,
    },
    /// The other side must be waited for a while yet.
    #[error("must wait until {until}")]
    StillWaiting {
        /// Until when.
        until: Instant,
    },
    /// The time to do this is over.
    #[error("was possible until {until}")]
    TooLate {
        /// Until when it was possible.
        until: Instant,
    },
    /// The provider is not at the address.
    #[error("{distance_m} m away from the address")]
    TooFar {
        /// How far it is, in metres.
        distance_m: u32,
    },
    /// Nobody knows where the provider is.
    #[error("the provider's position is not known")]
    PositionUnknown,
    /// The start code is wrong.
    #[error("the start code is wrong, {left} tries left")]
    WrongCode {
        /// How many tries are left.
        left: u8,
    },
    /// Too many wrong start codes.
    #[error("the start code is locked")]
    CodeLocked {
        /// For how many seconds.
        seconds: u64,
    },
    /// Something waits for the customer's approval.
    #[error("a proposal waits for the customer")]
    AwaitingApproval,
    /// Work after inspection needs an approved estimate.
    #[error("no estimate was approved")]
    EstimateMissing,
    /// This service has a fixed price.
    #[error("the service has a fixed price")]
    NotInspectionFirst,
    /// Parts would cost more than the cap.
    #[error("parts would exceed the cap of {cap}")]
    PartsCap {
        /// The cap.
        cap: Money,
    },
    /// A photo of the part and its receipt is missing.
    #[error("a parts photo is missing")]
    PartsPhotoMissing,
    /// Work ordered for now can't be moved.
    #[error("instant bookings can't be moved")]
    InstantNotMovable,
    /// The new time is too near, too far or the old one.
    #[error("not a time to move to")]
    BadNewTime,
    /// A cancellation now costs something else than the person saw.
    #[error("the fee is {fee} now")]
    FeeChanged {
        /// What it is now.
        fee: Money,
    },
    /// The dispute was decided already.
    #[error("the dispute was decided")]
    DisputeDecided,
    /// More than was paid can't go back.
    #[error("the refund must be between nothing and {total}")]
    BadRefund {
        /// What was paid.
        total: Money,
    },
}

impl MoveError {
    fn wall(at: &Instant) -> (String, String) {
        (cairo::format_local(*at, Lang::Ar), cairo::format_local(*at, Lang::En))
    }
}

impl Fault for MoveError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::CodeLocked { .. } => ErrorClass::TooMany,
            Self::WrongCode { .. }
            | Self::PartsCap { .. }
            | Self::PartsPhotoMissing
            | Self::BadNewTime
            | Self::BadRefund { .. } => ErrorClass::Invalid,
            Self::NotAllowed { .. }
            | Self::AlreadyAccepted
            | Self::TooEarly { .. }
            | Self::StillWaiting { .. }
            | Self::TooLate { .. }
            | Self::TooFar { .. }
            | Self::PositionUnknown
            | Self::AwaitingApproval
            | Self::EstimateMissing
            | Self::NotInspectionFirst
            | Self::InstantNotMovable
            | Self::FeeChanged { .. }
            | Self::DisputeDecided => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "booking.not_allowed_now",
            Self::AlreadyAccepted => "booking.already_accepted",
            Self::TooEarly { .. } => "booking.too_early",
            Self::StillWaiting { .. } => "booking.still_waiting",
            Self::TooLate { .. } => "booking.too_late",
            Self::TooFar { .. } => "booking.too_far",
            Self::PositionUnknown => "booking.position_unknown",
            Self::WrongCode { .. } => "booking.wrong_code",
            Self::CodeLocked { .. } => "booking.code_locked",
            Self::AwaitingApproval => "booking.awaiting_approval",
            Self::EstimateMissing => "booking.estimate_missing",
            Self::NotInspectionFirst => "booking.not_inspection_first",
            Self::PartsCap { .. } => "booking.parts_cap",
            Self::PartsPhotoMissing => "booking.parts_photo_missing",
            Self::InstantNotMovable => "booking.instant_not_movable",
            Self::BadNewTime => "booking.bad_new_time",
            Self::FeeChanged { .. } => "booking.fee_changed",
            Self::DisputeDecided => "booking.dispute_decided",
            Self::BadRefund { .. } => "booking.bad_refund",
        }
    }

    fn text(&self) -> Localized {
        match self {
            Self::NotAllowed { stage, .. } => {
                let stage = stage_text(*stage);
                Localized::new(
                    format!("لا يمكن ذلك الآن: {}. حدّث الصفحة لترى آخر حالة للحجز.", stage.ar),
                    format!("This is not possible now: {}. Refresh to see the booking.", stage.en),
                )
            }
            Self::AlreadyAccepted => Localized::new(
                "سبقك فني آخر إلى هذا الحجز. ستصلك عروض أخرى قريبًا.",
                "Another technician was faster. More offers will come.",
            ),
            Self::TooEarly { from } => {
                let (ar, en) = Self::wall(from);
                Localized::new(
                    format!("الوقت مبكر. يمكنك الانطلاق ابتداءً من {ar}."),
                    format!("It is too early. You can set out from {en}."),
                )
            }
            Self::StillWaiting { until } => {
                let (ar, en) = Self::wall(until);
                Localized::new(
                    format!("انتظر قليلًا. يمكنك الإبلاغ عن عدم الحضور بعد {ar}."),
                    format!("Please wait a little. You can report a no-show after {en}."),
                )
            }
            Self::TooLate { until } => {
                let (ar, en) = Self::wall(until);
                Localized::new(
                    format!("انتهت المهلة في {ar}. تواصل مع الدعم إن احتجت مساعدة."),
                    format!("This was possible until {en}. Contact support if you need help."),
                )
            }
            Self::TooFar { distance_m } => Localized::new(
                format!("أنت على بُعد {distance_m} متر من العنوان. اقترب ثم سجّل وصولك."),
                format!("You are {distance_m} m from the address. Get closer, then mark arrival."),
            ),
            Self::PositionUnknown => Localized::new(
                "لا نعرف موقعك الآن. فعّل تحديد الموقع ثم حاول مرة أخرى.",
                "We don't know where you are. Switch location on and try again.",
            ),
            Self::WrongCode { left } => Localized::new(
                format!("الرمز غير صحيح. اطلب الرمز من العميل. المحاولات المتبقية: {left}."),
                format!("The code is wrong. Ask the customer for it. Tries left: {left}."),
            ),
            Self::CodeLocked { seconds } => {
                let minutes = seconds.div_ceil(60);
                Localized::new(
                    format!("محاولات كثيرة خاطئة. حاول بعد {minutes} دقيقة."),
                    format!("Too many wrong codes. Try again in {minutes} minutes."),
                )
            }
            Self::AwaitingApproval => Localized::new(
                "هناك عرض ينتظر موافقة العميل. انتظر رده أولًا.",
                "A proposal waits for the customer's decision. Wait for it first.",
            ),
            Self::EstimateMissing => Localized::new(
                "أرسل تقدير السعر للعميل وانتظر موافقته قبل إنهاء العمل.",
                "Send the customer an estimate and wait for the approval before you finish.",
            ),
            Self::NotInspectionFirst => Localized::new(
                "سعر هذه الخدمة ثابت. استخدم طلب عمل إضافي بدل التقدير.",
                "This service has a fixed price. Use a change order for extra work.",
            ),
            Self::PartsCap { cap } => Localized::new(
                format!(
                    "قطع الغيار تتجاوز الحد المسموح لهذه الخدمة ({} جنيه). تواصل مع الدعم.",
                    cap.as_piastres() / 100
                ),
                format!("The parts exceed this service's limit ({cap}). Contact support."),
            ),
            Self::PartsPhotoMissing => Localized::new(
                "أرفق صورة القطعة مع فاتورتها.",
                "Add a photo of the part with its receipt.",
            ),
            Self::InstantNotMovable => Localized::new(
                "الحجز الفوري لا يُغيَّر موعده. ألغِه واحجز موعدًا آخر.",
                "A booking for now can't be moved. Cancel it and book another time.",
            ),
            Self::BadNewTime => Localized::new(
                "اختر موعدًا مختلفًا بعد نصف ساعة على الأقل وخلال 90 يومًا.",
                "Choose another time, at least half an hour from now and within 90 days.",
            ),
            Self::FeeChanged { fee } => Localized::new(
                format!(
                    "تغيّرت رسوم الإلغاء وأصبحت {}.{:02} جنيه. راجعها ثم أكّد.",
                    fee.as_piastres() / 100,
                    fee.as_piastres() % 100
                ),
                format!("The cancellation fee has changed to {fee}. Check it and confirm again."),
            ),
            Self::DisputeDecided => Localized::new(
                "صدر القرار في هذا النزاع. تواصل مع الدعم إن كان لديك جديد.",
                "This dispute was decided. Contact support if there is something new.",
            ),
            Self::BadRefund { total } => Localized::new(
                format!(
                    "المبلغ المردود يجب أن يكون أكبر من صفر وأقل من {} جنيه.",
                    total.as_piastres() / 100
                ),
                format!("A partial refund must be more than nothing and less than {total}."),
            ),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let field = match self {
            Self::WrongCode { .. } => "code",
            Self::PartsCap { .. } | Self::PartsPhotoMissing => "lines",
            Self::BadNewTime => "startsAt",
            Self::BadRefund { .. } => "refund",
            _ => return Vec::new(),
        };
        let text = self.text();
        vec![Invalid { code: self.code(), text }.at(field)]
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::CodeLocked { seconds } => Some(*seconds),
            _ => None,
        }
    }
}
