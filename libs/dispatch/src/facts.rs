//! What a decision is made from: a search and its candidates.
//!
//! Both hold whole numbers and instants only, so that a stored search decides the same again, to
//! the bit. They hold distances rather than positions: a record kept for explanation need not
//! say where anybody was.

use crate::travel::{Leg, LocalTime, Region, travel_time};
use kernel::ids::{BookingId, ProviderId, SearchId, ServiceId, UserId};
use kernel::national_id::Gender;
use kernel::{Instant, Lang, Money};
use serde::{Deserialize, Serialize};

/// When the work is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As soon as somebody can be there.
    Instant,
    /// In an agreed window.
    Scheduled,
}

/// How offers are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offering {
    /// To the best one; to the next one when it declines or lets the offer expire.
    #[default]
    InTurn,
    /// To several at once, the first to accept wins. For zones with few providers.
    Broadcast,
}

/// The languages somebody speaks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct Languages {
    /// Arabic.
    pub ar: bool,
    /// English.
    pub en: bool,
}

impl Languages {
    /// Whether `lang` is one of them.
    #[must_use]
    pub fn include(self, lang: Lang) -> bool {
        match lang {
            Lang::Ar => self.ar,
            Lang::En => self.en,
        }
    }
}

/// One search for a provider: what is wanted, as it was known when the round began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The search.
    pub id: SearchId,
    /// The booking it is for.
    pub booking: BookingId,
    /// Who needs the work done. Nobody is offered its own booking.
    pub customer: UserId,
    /// The service.
    pub service: ServiceId,
    /// Whether the service may only be done with a certificate.
    pub needs_certificate: bool,
    /// When the work is wanted.
    pub mode: Mode,
    /// How offers are made.
    pub offering: Offering,
    /// When this round was decided.
    pub now: Instant,
    /// When the work shall begin.
    pub starts_at: Instant,
    /// What the work costs at the platform's own price; a provider's price is held against it.
    pub reference_price: Money,
    /// The language the customer asked for.
    pub wants_language: Option<Lang>,
    /// The gender the customer asked for.
    pub wants_gender: Option<Gender>,
    /// Until when scheduled work may wait for a better match than there is; nothing when it may
    /// not. See [`Policy::good_enough_s`](crate::Policy::good_enough_s).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_wait_until: Option<Instant>,
}

/// How far a candidate is from the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// Great-circle distance in whole metres.
    pub distance_m: u32,
    /// The likely travel time in seconds.
    pub travel_s: u32,
}

impl Reach {
    /// Reach by distance and hour, for when no road graph is loaded. `distance_m` is rounded to
    /// whole metres; a cast saturates, and turns what is not a number into zero.
    #[must_use]
    pub fn estimate(
        distance_m: f64,
        region: Region,
        crosses_nile: bool,
        departure: LocalTime,
    ) -> Self {
        let distance_m = distance_m.round() as u32;
        let leg = Leg { distance_m, region, crosses_nile };
        Self { distance_m, travel_s: travel_time(leg, departure).likely_s }
    }
}

/// One provider of the trade, with every fact that the gates and the cost look at, as known at
/// the search's `now`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The provider.
    pub provider: ProviderId,

    /// Its application was approved.
    pub verified: bool,
    /// It is not suspended and has not closed its account.
    pub active: bool,
    /// Every document that the category needs is valid until after the visit.
    pub documents_valid: bool,
    /// The service is on its list.
    pub offers_service: bool,
    /// It holds an approved certificate for the service.
    pub certified: bool,
    /// The visit lies inside its hours, exceptions counted.
    pub within_hours: bool,
    /// Minutes before a scheduled visit that it wants to know of it.
    pub notice_min: u32,
    /// Jobs it already has on the day of the visit.
    pub jobs_that_day: u32,
    /// The most jobs it takes a day.
    pub daily_limit: Option<u32>,
    /// No reservation overlaps the visit, buffer and travel included.
    pub free: bool,
    /// The address lies inside one of its areas.
    pub serves_address: bool,
    /// The customer blocked it.
    pub blocked_by_customer: bool,
    /// It blocked the customer.
    pub blocks_customer: bool,
    /// What it owes the platform.
    pub debt: Money,
    /// The hard limit: from this debt on it gets no offers.
    pub debt_limit: Money,
    /// Its switch for instant work is on.
    pub online: bool,
    /// The device time of its last accepted position.
    pub last_fix_at: Option<Instant>,
    /// How far it is: from its last position for instant work, from where it will be coming from
    /// (previous visit or home point) for scheduled work. Nothing when that is unknown.
    pub reach: Option<Reach>,
    /// This search has already offered the booking to it.
    pub already_asked: bool,
    /// Another instant offer is open before it.
    pub has_open_instant_offer: bool,

    /// Asked before all others whatever it costs: the warm backup, the first technician of a
    /// warranty visit or of a recurring booking.
    pub first_call: bool,
    /// Bayesian mean of its ratings in thousandths of a star (4350 is 4.35).
    pub rating_milli: u32,
    /// Half the 95 % interval of that mean, in thousandths of a star.
    pub rating_margin_milli: u32,
    /// Offers of the last 30 days that it answered or let expire.
    pub offers_30d: u32,
    /// How many of those it accepted.
    pub accepted_30d: u32,
    /// Offers of the last 90 days, in hours of the kind that it is now
    /// ([`HourKind`](crate::HourKind)), that it answered or let expire.
    #[serde(default)]
    pub offers_then_90d: u32,
    /// How many of those it accepted.
    #[serde(default)]
    pub accepted_then_90d: u32,
    /// Bookings of the last 90 days that were bound to it and have ended.
    pub bookings_90d: u32,
    /// How many of those were completed, or ended by no fault of its own.
    pub kept_90d: u32,
    /// Bookings of the last 30 days that it dropped by its own fault.
    pub dropped_30d: u32,
    /// When it last got an offer.
    pub last_offer_at: Option<Instant>,
    /// How many offers it got in the last 24 hours.
    pub offers_24h: u32,
    /// What it has earned today (Cairo's day).
    pub income_today: Money,
    /// What the work costs at its price.
    pub price: Money,
    /// The customer marked it as a favourite.
    pub favourite: bool,
    /// What it speaks.
    pub languages: Languages,
    /// Its gender, where it is known.
    pub gender: Option<Gender>,
    /// How many jobs of this service it has completed here.
    pub jobs_of_service: u32,
}
