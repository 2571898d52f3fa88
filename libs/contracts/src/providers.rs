//! Providers: who does the work.

use kernel::ids::{CategoryId, DocumentId, ProviderId, ServiceId};
use kernel::{DateTime, Lang, LatLng, Localized, Money};
use serde::{Deserialize, Serialize};

/// Where a provider stands with the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerificationStatus {
    /// Registered as a provider, documents missing.
    Applied,
    /// All needed documents are there.
    DocumentsSubmitted,
    /// An operator looks at it.
    UnderReview,
    /// May work.
    Verified,
    /// May not work; may appeal or apply again.
    Rejected,
    /// Stopped for a reason and a time.
    Suspended,
}

/// A service a provider offers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfferedService {
    /// The service.
    pub service_id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// The provider's own price, if it has one.
    pub custom_price: Option<Money>,
    /// Years of experience.
    pub experience_years: u16,
    /// Whether a certificate was shown and accepted.
    pub is_certified: bool,
}

/// Where a provider works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ServiceArea {
    /// Within a distance of a point.
    #[serde(rename_all = "camelCase")]
    Radius {
        /// The point, usually home.
        center: LatLng,
        /// The distance in metres.
        radius_m: u32,
    },
    /// Inside a polygon.
    #[serde(rename_all = "camelCase")]
    Polygon {
        /// The outer ring, at least four positions, first equal to last; `[lng, lat]` as in
        /// GeoJSON.
        ring: Vec<[f64; 2]>,
    },
}

/// One interval of a provider's weekly hours, in Cairo wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WeeklyInterval {
    /// 0 is Sunday, 6 is Saturday.
    #[schema(minimum = 0, maximum = 6)]
    pub weekday: u8,
    /// Minutes after midnight.
    #[schema(minimum = 0, maximum = 1439)]
    pub from_minute: u16,
    /// Minutes after midnight, at most 1440 (24:00).
    #[schema(minimum = 1, maximum = 1440)]
    pub to_minute: u16,
}

/// A dated exception from the weekly hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoursException {
    /// From when.
    pub starts_at: DateTime,
    /// Until when.
    pub ends_at: DateTime,
    /// `true`: works although the weekly hours say no. `false`: doesn't work.
    pub works: bool,
}

/// A provider is new or changed: the whole present state that matching and screens need.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderChanged {
    /// The provider.
    pub provider_id: ProviderId,
    /// The name customers see: first name and initial.
    pub display_name: String,
    /// Key of the approved photo in object storage, served at `/api/v1/providers/{id}/photo`.
    pub photo: bool,
    /// Where it stands.
    pub verification: VerificationStatus,
    /// Whether all needed documents are valid today.
    pub documents_valid: bool,
    /// When the first needed document expires.
    pub documents_valid_until: Option<chrono::NaiveDate>,
    /// Whether it takes work at all (its own switch and its account's state).
    pub is_active: bool,
    /// Whether it takes instant work now.
    pub is_online: bool,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// `male` or `female`, from the national ID; used only where a customer asked.
    pub gender: Option<String>,
    /// Where it starts from.
    pub home: Option<LatLng>,
    /// What it offers.
    pub services: Vec<OfferedService>,
    /// Where it works.
    pub areas: Vec<ServiceArea>,
    /// When it works.
    pub weekly_hours: Vec<WeeklyInterval>,
    /// When it doesn't, or does besides; only those that end in the future.
    pub exceptions: Vec<HoursException>,
    /// Shortest notice for scheduled work, in minutes.
    pub notice_minutes: u32,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: u32,
    /// When it was verified first.
    pub verified_at: Option<DateTime>,
}
crate::event!(ProviderChanged, "provider.changed", "provider", |e| e.provider_id);

/// An operator decided on a provider, with a reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderDecided {
    /// The provider.
    pub provider_id: ProviderId,
    /// Where it stands now.
    pub verification: VerificationStatus,
    /// Why, as the provider reads it.
    pub reason: String,
    /// Until when it may appeal, if the decision is against it.
    pub appeal_until: Option<DateTime>,
}
crate::event!(ProviderDecided, "provider.decided", "provider", |e| e.provider_id);

/// An operator decided on one document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentDecided {
    /// The provider.
    pub provider_id: ProviderId,
    /// The document.
    pub document_id: DocumentId,
    /// What kind of document.
    pub name: Localized,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Why not.
    pub reason: Option<String>,
}
crate::event!(DocumentDecided, "provider.document_decided", "provider", |e| e.provider_id);

/// A document ends soon, or ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentExpiring {
    /// The provider.
    pub provider_id: ProviderId,
    /// The document.
    pub document_id: DocumentId,
    /// What kind of document.
    pub name: Localized,
    /// The last day it is good.
    pub expires_on: chrono::NaiveDate,
    /// For how many more days it is good; told from 30, 15 and 1 on. 0 on the last day and after.
    pub days_left: u32,
    /// Whether it is no longer good.
    pub expired: bool,
}
crate::event!(DocumentExpiring, "provider.document_expiring", "provider", |e| e.provider_id);

/// An appeal waits longer than it may. Told when its time is over, and daily until it is decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppealOverdue {
    /// The appeal.
    pub appeal_id: uuid::Uuid,
    /// Who appealed.
    pub provider_id: ProviderId,
    /// Who made the decision and can't decide on the appeal.
    pub against_operator: kernel::ids::UserId,
    /// Until when it should have been decided.
    pub due_at: DateTime,
    /// The how-manieth time it is told, from 1.
    pub escalation: u32,
}
crate::event!(AppealOverdue, "provider.appeal_overdue", "provider", |e| e.provider_id);

/// A service's price changed, and a provider's own price for it was too far from the new one: it was
/// moved to the nearest price that is allowed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnPriceAdjusted {
    /// The provider.
    pub provider_id: ProviderId,
    /// The service.
    pub service_id: ServiceId,
    /// Its name.
    pub service_name: Localized,
    /// The provider's own price before.
    pub before: Money,
    /// And after.
    pub after: Money,
}
crate::event!(OwnPriceAdjusted, "provider.own_price_adjusted", "provider", |e| e.provider_id);
