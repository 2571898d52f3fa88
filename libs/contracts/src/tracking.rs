//! Tracking: where providers are.

use crate::PortError;
use async_trait::async_trait;
use kernel::ids::{ProviderId, ServiceId};
use kernel::{DateTime, LatLng};
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
