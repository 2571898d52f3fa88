//! Tracking: where providers are.

use crate::PortError;
use async_trait::async_trait;
use kernel::ids::{BookingId, ProviderId, ServiceId, SosId, UserId, ZoneId};
use kernel::{DateTime, LatLng, Localized};
use serde::{Deserialize, Serialize};

/// A provider's live position.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LivePosition {
    /// The provider.
    pub provider_id: ProviderId,
    /// Where.
    pub place: LatLng,
    /// Accuracy in metres.
    pub accuracy_m: f64,
    /// When, by the device.
    pub at: DateTime,
}

/// Who is near?
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NearestQuery {
    /// Around where.
    pub center: LatLng,
    /// How far at most, in metres.
    pub radius_m: f64,
    /// Who offers this service.
    pub service_id: Option<ServiceId>,
    /// How many at most.
    pub limit: u32,
    /// How old a fix may be, in seconds.
    pub max_age_s: u32,
}

/// Questions others ask tracking. When it is away, callers go on without live positions.
#[async_trait]
pub trait TrackingApi: Send + Sync + 'static {
    /// Live positions around a place, nearest first.
    async fn nearest(&self, query: NearestQuery) -> Result<Vec<LivePosition>, PortError>;
    /// The last live position of one provider.
    async fn last_fix(&self, provider: ProviderId) -> Result<Option<LivePosition>, PortError>;
}

/// What every event of a journey tells. No place: who may see one asks tracking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JourneyFacts {
    /// Whose journey.
    pub booking_id: BookingId,
    /// Who awaits it.
    pub customer_id: UserId,
    /// Who travels.
    pub provider_id: ProviderId,
    /// Since when it holds or no longer holds, by the device's clock.
    pub at: DateTime,
    /// How far the address was then as the crow flies, in metres; none without a position.
    pub distance_m: Option<u32>,
}

/// Why something about a journey no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneyCleared {
    /// The provider's fixes show it.
    Seen,
    /// The journey moved on: arrived by the provider's word, paused, ended, another provider.
    MovedOn,
}

macro_rules! journey_events {
    ($($(#[$doc:meta])* $name:ident = $type:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Which journey, when.
            pub journey: JourneyFacts,
            $($(#[$fdoc])* pub $field: $ty),*
        }
        $crate::event!($name, $type, "journey", |e| e.journey.booking_id);
    )+};
}

journey_events! {
    /// The provider stands still on its way. Cleared by [`JourneyMoving`].
    JourneyStopped = "journey.stopped" {}
    /// It moves again.
    JourneyMoving = "journey.moving" {
        /// Why.
        because: JourneyCleared,
    }
    /// The provider goes away from the address. Cleared by [`JourneyApproaching`].
    JourneyRetreating = "journey.retreating" {}
    /// It comes nearer again.
    JourneyApproaching = "journey.approaching" {
        /// Why.
        because: JourneyCleared,
    }
    /// The provider came no nearer for a while. Cleared by [`JourneyResumed`].
    JourneyStalled = "journey.stalled" {}
    /// It came nearer.
    JourneyResumed = "journey.resumed" {
        /// Why.
        because: JourneyCleared,
    }
    /// Nothing was heard of the provider for a minute. Cleared by [`JourneySeen`].
    JourneyDark = "journey.dark" {}
    /// It is heard of again.
    JourneySeen = "journey.seen" {
        /// Why.
        because: JourneyCleared,
    }
    /// The provider entered the circle of 150 m around the address. Cleared by [`JourneyLeft`].
    JourneyArrivedNear = "journey.arrived_near" {}
    /// It has stayed inside for a while.
    JourneyDwelling = "journey.dwelling" {}
    /// It left the circle, or the journey is over.
    JourneyLeft = "journey.left" {
        /// Why.
        because: JourneyCleared,
    }
}

/// A provider in a zone, on shift or on a journey. A provider is in one zone at most, and its events
/// alternate: it enters, may stay a while, and leaves. No place: who may see one asks tracking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ZoneStay {
    /// Who.
    pub provider_id: ProviderId,
    /// Which zone.
    pub zone_id: ZoneId,
    /// Its name then.
    pub zone_name: Localized,
    /// The journey that was on when it entered.
    pub booking_id: Option<BookingId>,
    /// Since when this holds or no longer holds, by the device's clock; by ours where silence or the
    /// end of the shift told.
    pub at: DateTime,
}

/// Why a provider is not in a zone any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneLeftBecause {
    /// Its fixes show it.
    Seen,
    /// Its shift and its journeys are over.
    OffDuty,
    /// Nothing was heard of it for so long that nobody knows.
    Silent,
    /// The zone is closed.
    ZoneClosed,
}

macro_rules! zone_events {
    ($($(#[$doc:meta])* $name:ident = $type:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Who, where, when.
            pub stay: ZoneStay,
            $($(#[$fdoc])* pub $field: $ty),*
        }
        $crate::event!($name, $type, "zone_stay", |e| e.stay.provider_id);
    )+};
}

zone_events! {
    /// A provider came into a zone. Cleared by [`ZoneLeft`].
    ZoneEntered = "zone.entered" {}
    /// It has stayed for a while.
    ZoneDwelling = "zone.dwelling" {}
    /// It is not there any more.
    ZoneLeft = "zone.left" {
        /// Why.
        because: ZoneLeftBecause,
    }
}

/// The context under which [`SosDetails`] are sealed in events and tables.
pub const SOS_CONTEXT: &str = "contracts.tracking.sos_details";

/// Which side of a visit somebody stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitSide {
    /// The customer.
    Customer,
    /// The provider.
    Provider,
}

impl VisitSide {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
        }
    }
}

/// What a person in danger sent. Travels only sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SosDetails {
    /// Where it says it is.
    pub place: Option<LatLng>,
    /// What it says.
    pub note: Option<String>,
    /// Where the provider was seen last, when the alarm came.
    pub provider_place: Option<LatLng>,
    /// When it was there.
    pub provider_seen_at: Option<DateTime>,
}

/// What every event of an alarm tells. For operators only: neither side of the booking may learn
/// from it, least of all when it is silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SosFacts {
    /// The alarm.
    pub sos_id: SosId,
    /// The visit.
    pub booking_id: BookingId,
    /// The booking's number for people.
    pub number: String,
    /// Who raised it.
    pub side: VisitSide,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The address's district, when it is known.
    pub district: Option<Localized>,
    /// Whether the other side must not learn of it.
    pub silent: bool,
    /// How often the button was pressed.
    pub presses: u32,
    /// When it was pressed first.
    pub raised_at: DateTime,
}

macro_rules! sos_events {
    ($($(#[$doc:meta])* $name:ident = $type:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// The alarm as it is now.
            pub sos: SosFacts,
            $($(#[$fdoc])* pub $field: $ty),*
        }
        $crate::event!($name, $type, "sos", |e| e.sos.sos_id);
    )+};
}

sos_events! {
    /// Somebody in a visit calls for help.
    SosRaised = "sos.raised" {
        /// [`SosDetails`] as JSON, sealed under [`SOS_CONTEXT`].
        sealed_details: String,
    }
    /// Called for help again before the alarm was closed.
    SosRepeated = "sos.repeated" {
        /// [`SosDetails`] as JSON, sealed under [`SOS_CONTEXT`].
        sealed_details: String,
    }
    /// No operator has acknowledged it in time.
    SosEscalated = "sos.escalated" {
        /// How often this happened, from 1.
        level: u32,
    }
    /// An operator looks after it.
    SosAcknowledged = "sos.acknowledged" {
        /// Who.
        operator_id: UserId,
    }
    /// An operator closed it.
    SosClosed = "sos.closed" {
        /// Who.
        operator_id: UserId,
    }
}
