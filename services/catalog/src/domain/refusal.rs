//! Why a quote is refused: a stable code, the field it's about, and what to do now.

use kernel::cairo::{self, LocalDateTime};
use kernel::{FieldError, Instant, Invalid, Lang, Localized, Money};

/// Why a quote can't be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such service, or it's not offered any more.
    UnknownService,
    /// More than can be ordered at once, or none.
    Quantity {
        /// The most.
        max: u32,
    },
    /// Not in Egypt, or nowhere.
    Place(Invalid),
    /// In Egypt, but nobody serves there yet.
    OutsideZones,
    /// The zone is closed then.
    ZoneClosed {
        /// The zone.
        zone: Localized,
        /// When it's open.
        hours: Localized,
        /// When the work was wanted.
        asked: Instant,
    },
    /// More than five minutes ago.
    StartInPast,
    /// More than 60 days ahead.
    TooFarAhead,
    /// A wall time that the clocks jump over.
    NoSuchHour {
        /// The wall time.
        asked: LocalDateTime,
    },
    /// The wanted provider does not offer the service.
    NotOffered,
    /// No such promotion, or not now.
    UnknownPromotion,
    /// The promotion is for other work.
    PromotionElsewhere,
    /// The promotion was used as often, or gave away as much, as it may.
    PromotionUsedUp,
    /// This customer used it as often as it may.
    PromotionUsedByYou,
    /// The price is too small for the promotion.
    PromotionMinimum {
        /// The smallest price.
        min: Money,
    },
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownService => "catalog.unknown_service",
            Self::Quantity { .. } => "catalog.quantity_out_of_range",
            Self::Place(invalid) => invalid.code,
            Self::OutsideZones => "catalog.outside_zones",
            Self::ZoneClosed { .. } => "catalog.zone_closed",
            Self::StartInPast => "catalog.start_in_past",
            Self::TooFarAhead => "catalog.too_far_ahead",
            Self::NoSuchHour { .. } => "catalog.no_such_hour",
            Self::NotOffered => "catalog.provider_does_not_offer",
            Self::UnknownPromotion => "catalog.unknown_promotion",
            Self::PromotionElsewhere => "catalog.promotion_for_other_services",
            Self::PromotionUsedUp => "catalog.promotion_used_up",
            Self::PromotionUsedByYou => "catalog.promotion_used_by_you",
            Self::PromotionMinimum { .. } => "catalog.promotion_minimum",
        }
    }

    /// The field of the request it's about.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::UnknownService => "serviceId",
            Self::Quantity { .. } => "quantity",
            Self::Place(_) | Self::OutsideZones => "pin",
            Self::ZoneClosed { .. } | Self::StartInPast | Self::TooFarAhead => "startsAt",
            Self::NoSuchHour { .. } => "startsAtLocal",
            Self::NotOffered => "providerId",
            Self::UnknownPromotion
            | Self::PromotionElsewhere
            | Self::PromotionUsedUp
            | Self::PromotionUsedByYou
            | Self::PromotionMinimum { .. } => "promoCode",
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn text(&self) -> Localized {
        match self {
            Self::UnknownService => Localized::new(
                "هذه الخدمة غير متاحة الآن. اختر خدمة أخرى من القائمة.",
                "This service is not available now. Choose another one from the list.",
            ),
            Self::Quantity { max } => Localized::new(
                format!("اختر كمية من 1 إلى {max}. للكميات الأكبر تواصل مع الدعم."),
                format!("Choose a quantity from 1 to {max}. For more, contact support."),
            ),
            Self::Place(invalid) => invalid.text.clone(),
            Self::OutsideZones => Localized::new(
                "لا نصل إلى هذا العنوان بعد. نعمل الآن في القاهرة الكبرى والإسكندرية؛ جرّب عنوانًا آخر.",
                "We don't reach this address yet. We work in Greater Cairo and Alexandria for now; try another address.",
            ),
            Self::ZoneClosed { zone, hours, asked } => Localized::new(
                format!(
                    "لا نعمل في {} في هذا الموعد ({}). مواعيد العمل: {}. اختر موعدًا آخر.",
                    zone.ar,
                    cairo::format_local(*asked, Lang::Ar),
                    hours.ar
                ),
                format!(
                    "We don't work in {} at that time ({}). Opening hours: {}. Choose another time.",
                    zone.en,
                    cairo::format_local(*asked, Lang::En),
                    hours.en
                ),
            ),
            Self::StartInPast => Localized::new(
                "هذا الموعد فات. اختر موعدًا قادمًا، أو اترك الموعد فارغًا لطلب الخدمة الآن.",
                "This time has passed. Choose a later one, or leave it out to order for now.",
            ),
            Self::TooFarAhead => Localized::new(
                "يمكن الحجز قبل الموعد بستين يومًا على الأكثر. اختر موعدًا أقرب.",
                "You can order up to 60 days ahead. Choose an earlier time.",
            ),
            Self::NoSuchHour { asked } => no_such_hour(*asked),
            Self::NotOffered => Localized::new(
                "هذا الفني لا يقدم هذه الخدمة الآن. اختر فنيًا آخر، أو دعنا نختار لك.",
                "This technician does not offer this service now. Choose another, or let us choose.",
            ),
            Self::UnknownPromotion => Localized::new(
                "كود الخصم غير صحيح أو انتهت مدته. راجعه أو أكمل بدونه.",
                "This promo code is wrong or no longer valid. Check it, or go on without it.",
            ),
            Self::PromotionElsewhere => Localized::new(
                "كود الخصم لا يسري على هذه الخدمة. أكمل بدونه أو اختر خدمة يشملها.",
                "This promo code is not for this service. Go on without it, or choose a service it covers.",
            ),
            Self::PromotionUsedUp => Localized::new(
                "انتهى عدد مرات استخدام كود الخصم. اطلب عرض سعر بدونه وأكمل.",
                "This promo code has been used up. Ask for a quote without it and go on.",
            ),
            Self::PromotionUsedByYou => Localized::new(
                "استخدمت كود الخصم من قبل بقدر المسموح. اطلب عرض سعر بدونه وأكمل.",
                "You have used this promo code as often as you may. Ask for a quote without it and go on.",
            ),
            Self::PromotionMinimum { min } => Localized::new(
                format!(
                    "كود الخصم يسري على الطلبات من {} جنيه فأكثر. زد الكمية أو أكمل بدونه.",
                    min.pounds()
                ),
                format!(
                    "This promo code is for orders from {} EGP. Order more, or go on without it.",
                    min.pounds()
                ),
            ),
        }
    }

    /// As the error of its field.
    #[must_use]
    pub fn at_field(&self) -> FieldError {
        FieldError { field: self.field().into(), code: self.code(), text: self.text() }
    }
}

fn no_such_hour(asked: LocalDateTime) -> Localized {
    let next = cairo::to_local(cairo::resolve(asked.date(), asked.time()));
    Localized::new(
        format!(
            "الساعة {} غير موجودة في تلك الليلة، لأن الساعة تتقدم لبدء التوقيت الصيفي. اختر {} مثلًا.",
            cairo::format_time(asked.time(), Lang::Ar),
            cairo::format_time(next.time(), Lang::Ar)
        ),
        format!(
            "{} does not exist that night: the clocks go forward to summer time. Choose {}, for example.",
            cairo::format_time(asked.time(), Lang::En),
            cairo::format_time(next.time(), Lang::En)
        ),
    )
}
