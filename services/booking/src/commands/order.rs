//! What a customer orders, as a request says it.

use contracts::booking::PaymentMethod;
use contracts::catalog::Quote;
use contracts::identity::Address;
use kernel::ids::{AddressId, HoldId, ProviderId, QuoteId, ServiceId, UserId};
use kernel::national_id::Gender;
use kernel::{Instant, Lang, LatLng};

/// What is ordered.
#[derive(Clone, Debug)]
pub struct Order {
    /// By quote, or directly.
    pub what: What,
    /// How it shall be paid.
    pub method: PaymentMethod,
    /// For the provider.
    pub notes: Option<String>,
    /// The language the provider should speak.
    pub language: Option<Lang>,
    /// The gender the provider should have.
    pub gender: Option<Gender>,
    /// The time that was held for it.
    pub hold: Option<HoldId>,
    /// In whose name, if the request says so.
    pub customer: Option<UserId>,
}

/// The two ways to order.
#[derive(Clone, Debug)]
pub enum What {
    /// A quote that was seen before.
    Quoted {
        /// The quote.
        quote: QuoteId,
        /// Where.
        at: Where,
    },
    /// A service, its quote made on the way.
    Direct {
        /// The service.
        service: ServiceId,
        /// A certain provider.
        provider: Option<ProviderId>,
        /// How many.
        quantity: u32,
        /// When; at most five minutes past means now.
        starts_at: Option<Instant>,
        /// Where.
        at: TypedAddress,
    },
}

/// Where, for a quote.
#[derive(Clone, Debug)]
pub enum Where {
    /// A saved address.
    Saved(AddressId),
    /// An address typed in.
    Typed(TypedAddress),
}

/// An address typed in. What is missing comes from the quote's place.
#[derive(Clone, Debug)]
pub struct TypedAddress {
    /// ISO 3166-2 code of the governorate.
    pub governorate: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Street.
    pub street: String,
    /// Building.
    pub building: Option<String>,
    /// Floor.
    pub floor: Option<String>,
    /// Apartment.
    pub apartment: Option<String>,
    /// Landmark.
    pub landmark: Option<String>,
    /// The pin.
    pub pin: LatLng,
}

impl TypedAddress {
    /// The whole address, with the quote's place for what was not typed.
    pub(super) fn at_place_of(self, quote: &Quote) -> Address {
        Address {
            governorate: self.governorate.unwrap_or_else(|| quote.governorate.clone()),
            district: self.district.unwrap_or_else(|| quote.district.ar.clone()),
            street: self.street,
            building: self.building,
            floor: self.floor,
            apartment: self.apartment,
            landmark: self.landmark,
            pin: self.pin,
        }
    }
}
