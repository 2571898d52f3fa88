//! A proposed time.

use crate::store::reschedules::Proposal;
use kernel::DateTime;
use serde::Serialize;

/// Another time that one side proposes and the other decides on.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingRescheduleOut)]
pub struct RescheduleOut {
    /// `customer` or `provider`.
    #[schema(example = "customer")]
    pub proposed_by: String,
    /// The new start.
    pub starts_at: DateTime,
    /// Why.
    pub reason: Option<String>,
    /// When it was proposed.
    pub created_at: DateTime,
}

impl From<Proposal> for RescheduleOut {
    fn from(proposal: Proposal) -> Self {
        Self {
            proposed_by: proposal.by.tag().to_owned(),
            starts_at: proposal.starts_at,
            reason: proposal.reason,
            created_at: proposal.created_at,
        }
    }
}
