//! What admin knows of people: figures by pseudonymous id, and what operators did to an account.
//! Nothing of it names a person, and the audit log is never changed, so nothing is erased.

use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::privacy::{Erased, PersonalData};
use kernel::ids::UserId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps;

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let acts = sqlx::query_scalar!(
            r#"select coalesce(jsonb_agg(jsonb_build_object('action', action, 'reason', reason,
                    'at', occurred_at) order by seq), '[]') as "acts!"
               from admin.audit_log
               where subject_id = $1 and subject_type in ('user', 'provider')"#,
            user.to_string()
        )
        .fetch_one(tx)
        .await?;
        Ok(json!({"whatOperatorsDid": acts}))
    }

    async fn erase(&self, _: &mut PgConnection, _: UserId) -> Result<Erased, HandlerError> {
        Ok(Erased::default())
    }
}
