//! Why an order was not taken.

use super::BookingError;
use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use contracts::PortError;
use kernel::{ErrorClass, Fault, FieldError, Invalid, InvalidFields, Localized};

/// An order that was not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// There is no such quote, or it is somebody else's.
    #[error("no such quote for this customer")]
    QuoteNotFound,
    /// The quote's time is over.
    #[error("the quote has expired")]
    QuoteExpired,
    /// The quote was used for a booking before.
    #[error("the quote was used")]
    QuoteUsed,
    /// There is no such address, or it is somebody else's.
    #[error("no such address of this customer")]
    AddressNotFound,
    /// The address is not where the quote was made for.
    #[error("the address is {distance_m} m from the quote's place")]
    AddressFar {
        /// The field that names the address.
        field: &'static str,
        /// How far it is, in metres.
        distance_m: u32,
    },
    /// The window began already.
    #[error("the window is in the past")]
    WindowPast {
        /// The field that names it.
        field: &'static str,
    },
    /// The payment method is not offered.
    #[error("the payment method is not offered")]
    MethodNotOffered,
    /// There is no such hold, or it is somebody else's.
    #[error("no such hold of this customer")]
    HoldNotFound,
    /// The time is not held any more.
    #[error("the hold is over")]
    HoldOver,
    /// The hold is for another service, time or place.
    #[error("the hold is for something else")]
    HoldElsewhere,
    /// Somebody orders in another's name.
    #[error("an order in another's name")]
    OtherCustomer,
    /// The customer's account was stopped or closed.
    #[error("the customer's account is not active")]
    AccountStopped,
    /// Some fields are wrong.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// Another service refused or is away.
    #[error(transparent)]
    Port(#[from] PortError),
    /// As other moves are refused.
    #[error(transparent)]
    Booking(#[from] BookingError),
}

impl From<StoreError> for OrderError {
    fn from(error: StoreError) -> Self {
        Self::Booking(error.into())
    }
}

impl From<IdempotencyError> for OrderError {
    fn from(error: IdempotencyError) -> Self {
        Self::Booking(error.into())
    }
}

impl OrderError {
    /// The one wrong field, if it is one.
    fn field(&self) -> Option<FieldError> {
        let (field, code) = match self {
            Self::AddressFar { field, .. } => (*field, "booking.address_far"),
            Self::WindowPast { field } => (*field, "booking.window_past"),
            Self::MethodNotOffered => ("paymentMethod", "booking.payment_method_not_offered"),
            _ => return None,
        };
        Some(Invalid { code, text: self.text() }.at(field))
    }
}

impl Fault for OrderError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::QuoteNotFound | Self::AddressNotFound | Self::HoldNotFound => {
                ErrorClass::NotFound
            }
            Self::QuoteExpired | Self::HoldOver => ErrorClass::Gone,
            Self::QuoteUsed | Self::HoldElsewhere => ErrorClass::Conflict,
            Self::AddressFar { .. } | Self::WindowPast { .. } | Self::MethodNotOffered => {
                ErrorClass::Invalid
            }
            Self::OtherCustomer | Self::AccountStopped => ErrorClass::Forbidden,
            Self::Fields(error) => error.class(),
            Self::Port(PortError::NotFound) => ErrorClass::NotFound,
            Self::Port(PortError::Unavailable) => ErrorClass::Unavailable,
            Self::Port(PortError::Refused { .. }) => ErrorClass::Invalid,
            Self::Booking(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::QuoteNotFound => "booking.quote_not_found",
            Self::QuoteExpired => "booking.quote_expired",
            Self::QuoteUsed => "booking.quote_used",
            Self::AddressNotFound => "booking.address_not_found",
            Self::AddressFar { .. } | Self::WindowPast { .. } | Self::MethodNotOffered => {
                "invalid_fields"
            }
            Self::HoldNotFound => "booking.hold_not_found",
            Self::HoldOver => "booking.hold_over",
            Self::HoldElsewhere => "booking.hold_elsewhere",
            Self::OtherCustomer => "booking.other_customer",
            Self::AccountStopped => "booking.account_stopped",
            Self::Fields(error) => error.code(),
            Self::Port(PortError::NotFound) => "not_found",
            Self::Port(PortError::Unavailable) => "unavailable",
            Self::Port(PortError::Refused { .. }) => "refused",
            Self::Booking(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::QuoteNotFound => Localized::new(
                "لم نجد عرض السعر هذا ضمن عروضك. اطلب عرض سعر جديدًا.",
                "We can't find this quote among yours. Ask for a new one.",
            ),
            Self::QuoteExpired => Localized::new(
                "انتهت صلاحية عرض السعر. اطلب عرضًا جديدًا ثم أكّد الحجز.",
                "This quote has expired. Ask for a new one and order again.",
            ),
            Self::QuoteUsed => Localized::new(
                "سبق أن حجزت بعرض السعر هذا. راجع حجوزاتك أو اطلب عرضًا جديدًا.",
                "You have ordered with this quote before. See your bookings, or ask for a new quote.",
            ),
            Self::AddressNotFound => Localized::new(
                "لم نجد هذا العنوان ضمن عناوينك. اختر عنوانًا آخر أو أضف واحدًا.",
                "We can't find this address among yours. Choose another, or add one.",
            ),
            Self::AddressFar { distance_m, .. } => Localized::new(
                format!(
                    "العنوان على بعد {distance_m} متر من المكان الذي حُسب له السعر. اطلب عرض سعر لهذا العنوان."
                ),
                format!(
                    "The address is {distance_m} m from the place of the quote. Ask for a quote for this address."
                ),
            ),
            Self::WindowPast { .. } => Localized::new(
                "هذا الموعد فات. اختر موعدًا قادمًا.",
                "This time has passed. Choose one that is ahead.",
            ),
            Self::MethodNotOffered => Localized::new(
                "طريقة الدفع هذه غير متاحة حاليًا. ادفع نقدًا أو من المحفظة.",
                "This way to pay is not offered at present. Pay in cash or from your wallet.",
            ),
            Self::HoldNotFound => Localized::new(
                "لم نجد هذا الموعد المحجوز مؤقتًا لك. اختر موعدًا من القائمة.",
                "We can't find this held time among yours. Choose a time from the list.",
            ),
            Self::HoldOver => Localized::new(
                "انتهت مدة حجز الموعد مؤقتًا. اختر الموعد مرة أخرى ثم أكّد الحجز.",
                "This time is not held for you any more. Choose a time again and order.",
            ),
            Self::HoldElsewhere => Localized::new(
                "الموعد المحجوز مؤقتًا لخدمة أو موعد أو عنوان آخر. اختر الموعد مرة أخرى لهذا الطلب.",
                "The held time is for another service, start or address. Choose a time for this order.",
            ),
            Self::OtherCustomer => Localized::new(
                "يمكنك الحجز باسمك فقط. احذف customerId أو أرسل رقم حسابك.",
                "You can order for yourself only. Leave customerId out, or send your own.",
            ),
            Self::AccountStopped => Localized::new(
                "حسابك موقوف، فلا يمكن الحجز الآن. تواصل مع الدعم لمعرفة السبب.",
                "Your account is stopped, so you can't order now. Contact support to see why.",
            ),
            Self::Fields(error) => error.text(),
            Self::Port(error) => BookingError::Port(error.clone()).text(),
            Self::Booking(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(error) => error.fields(),
            Self::Booking(error) => error.fields(),
            _ => self.field().into_iter().collect(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Port(PortError::Unavailable) => Some(2),
            Self::Booking(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
