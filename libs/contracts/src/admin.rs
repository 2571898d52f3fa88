//! Admin: what operators did.

use kernel::ids::{EventId, UserId};
use serde::{Deserialize, Serialize};

/// An operator did something. Every operator command appends one in its transaction; admin keeps
/// them in a hash-chained log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorActed {
    /// The action's id.
    pub action_id: EventId,
    /// Who.
    pub operator_id: UserId,
    /// What: `booking.assign`, `provider.verify`.
    pub action: String,
    /// The kind of thing it was done to: `booking`.
    pub subject_type: String,
    /// The thing it was done to.
    pub subject_id: String,
    /// Why, in the operator's words.
    pub reason: Option<String>,
    /// What changed; no personal data in clear.
    pub details: serde_json::Value,
}
crate::event!(OperatorActed, "operator.acted", "operator_action", |e| e.action_id);
