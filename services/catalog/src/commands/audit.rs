//! What changes tell: the service's present state to others, and the operator's action to admin.

use crate::store::services::StoredService;
use chassis::{StoreError, bus};
use contracts::admin::OperatorActed;
use contracts::catalog::ServiceChanged;
use kernel::World;
use kernel::ids::UserId;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// What an operator did to what.
pub struct Action<'a> {
    /// `catalog.service_updated`.
    pub name: &'static str,
    /// `service`.
    pub subject: &'static str,
    /// The thing it was done to.
    pub id: Uuid,
    /// Why, if it was said.
    pub reason: Option<&'a str>,
    /// What it's like now.
    pub details: Value,
}

/// Tells others of a service's present state.
pub async fn tell_service(
    tx: &mut PgConnection,
    world: &World,
    service: &StoredService,
) -> Result<(), StoreError> {
    let event = ServiceChanged {
        service: service.facts.clone(),
        category_name: service.category_name.clone(),
    };
    bus::append(tx, world, &event).await
}

/// Tells admin what an operator did.
pub async fn acted(
    tx: &mut PgConnection,
    world: &World,
    by: UserId,
    action: Action<'_>,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: world.id(),
        operator_id: by,
        action: action.name.into(),
        subject_type: action.subject.into(),
        subject_id: action.id.to_string(),
        reason: action.reason.map(ToOwned::to_owned),
        details: action.details,
    };
    bus::append(tx, world, &event).await
}
