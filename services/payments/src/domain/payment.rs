//! Where a payment stands.

use contracts::booking::{PaymentMethod, Stage as BookingStage};
use kernel::Money;

macro_rules! tags {
    ($(#[$doc:meta])* $name:ident as $schema:ident { $($(#[$vdoc:meta])* $variant:ident = $tag:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
            utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The stable name, as stored.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$variant => $tag),+ }
            }
        }
    };
}

tags! {
    /// Exactly the requirements' set.
    Status as PaymentStatus {
        /// Nothing was paid yet.
        Pending = "pending",
        /// Paid.
        Paid = "paid",
        /// All of it went back.
        Refunded = "refunded",
        /// The money waits for the decision of a dispute.
        Disputed = "disputed",
    }
}

tags! {
    /// Refines [`Status`].
    Stage as PaymentStage {
        /// `pending`: will be paid when the work is done.
        Due = "due",
        /// `pending`: the money is set aside.
        Authorised = "authorised",
        /// `pending`: the money could not be had.
        Failed = "failed",
        /// `pending`: cancelled before anything was paid.
        Void = "void",
        /// `paid`: the job is settled.
        Settled = "settled",
        /// `paid`: cancelled, a fee was charged.
        Fee = "fee",
        /// `refunded`: cancelled, what was set aside is free again.
        Released = "released",
        /// `refunded`: all that was paid went back.
        Refunded = "refunded",
        /// `disputed`.
        Held = "held",
    }
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Due,
        Self::Authorised,
        Self::Failed,
        Self::Void,
        Self::Settled,
        Self::Fee,
        Self::Released,
        Self::Refunded,
        Self::Held,
    ];

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.tag() == tag)
    }

    /// The status it refines.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::Due | Self::Authorised | Self::Failed | Self::Void => Status::Pending,
            Self::Settled | Self::Fee => Status::Paid,
            Self::Released | Self::Refunded => Status::Refunded,
            Self::Held => Status::Disputed,
        }
    }

    /// Whether a cancellation was already worked in.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Void | Self::Fee | Self::Released)
    }
}

/// How a new booking's payment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing is needed before the search.
    Due,
    /// The wallet must give this first.
    Hold(Money),
    /// No one can collect this way.
    NotAvailable,
}

/// Decides how a payment begins. A prepaid booking that waits is always answered, also when
/// there is nothing to hold.
#[must_use]
pub fn opening(method: PaymentMethod, prepay: Money, stage: BookingStage) -> Opening {
    let waits = prepay > Money::ZERO || stage == BookingStage::AwaitingPayment;
    match method {
        PaymentMethod::Cash => Opening::Due,
        PaymentMethod::Wallet if waits => Opening::Hold(prepay.max(Money::ZERO)),
        PaymentMethod::Wallet => Opening::Due,
        PaymentMethod::Card | PaymentMethod::BankTransfer => Opening::NotAvailable,
    }
}

#[cfg(test)]
mod tests {
    use super::{Opening, Stage, opening};
    use contracts::booking::{PaymentMethod, Stage as BookingStage};
    use kernel::Money;

    #[test]
    fn cash_waits_for_nothing_and_cards_have_no_gateway() {
        let (awaiting, ten) = (BookingStage::AwaitingPayment, Money::egp(10));
        assert_eq!(opening(PaymentMethod::Cash, ten, awaiting), Opening::Due);
        assert_eq!(opening(PaymentMethod::Wallet, ten, awaiting), Opening::Hold(ten));
        assert_eq!(
            opening(PaymentMethod::Wallet, Money::ZERO, awaiting),
            Opening::Hold(Money::ZERO)
        );
        assert_eq!(
            opening(PaymentMethod::Wallet, Money::ZERO, BookingStage::Searching),
            Opening::Due
        );
        for method in [PaymentMethod::Card, PaymentMethod::BankTransfer] {
            assert_eq!(opening(method, ten, awaiting), Opening::NotAvailable);
        }
    }

    #[test]
    fn stored_names_round_trip() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_tag(stage.tag()), Some(stage));
        }
        assert_eq!(Stage::from_tag(""), None);
    }
}
