//! Alarms: raised by people in a visit, looked after by operators.

pub mod acknowledge;
pub mod close;
pub mod raise;
pub mod view;

use contracts::admin::OperatorActed;
use kernel::World;
use kernel::ids::{SosId, UserId};
use serde_json::json;

/// Under which context what an operator wrote is sealed.
const OUTCOME: &str = "tracking.sos_alarms.sealed_outcome";

/// The line of the audit log. It holds no words: they may tell of people.
fn acted(world: &World, operator: UserId, action: &str, alarm: SosId) -> OperatorActed {
    OperatorActed {
        action_id: world.id(),
        operator_id: operator,
        action: action.into(),
        subject_type: "sos".into(),
        subject_id: alarm.to_string(),
        reason: None,
        details: json!({}),
    }
}
