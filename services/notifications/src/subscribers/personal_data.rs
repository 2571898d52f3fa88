//! What this service keeps of people: how to reach them, what they were told, what they wrote.

use crate::app::App;
use crate::chat::BODY_CONTEXT;
use crate::store::{devices, preferences};
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::crypto::Sealed;
use chassis::privacy::{Erased, PersonalData};
use kernel::ids::UserId;
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps(pub App);

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let told = sqlx::query_scalar!(
            r#"select coalesce(jsonb_agg(jsonb_build_object('title', title, 'body', body,
                    'at', created_at, 'readAt', read_at) order by created_at), '[]') as "told!"
               from notifications.notifications where recipient_id = $1"#,
            user.uuid()
        )
        .fetch_one(&mut *tx)
        .await?;
        let written = sqlx::query!(
            r#"select conversation_id, kind, sealed_body as "body: Sealed", created_at
               from notifications.chat_messages where sender_id = $1
               order by created_at, seq"#,
            user.uuid()
        )
        .fetch_all(tx)
        .await?;
        let mut messages = Vec::new();
        for row in written {
            let body = match &row.body {
                None => Value::Null,
                Some(sealed) => self.open(sealed).await?,
            };
            messages.push(json!({
                "conversation": row.conversation_id, "kind": row.kind, "at": row.created_at,
                "body": body,
            }));
        }
        Ok(json!({"told": told, "written": messages}))
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let id = user.uuid();
        let files = sqlx::query_scalar!(
            "delete from notifications.chat_attachments where uploaded_by = $1
             returning object_key",
            id
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut rows = files.len() as u64;
        rows += sqlx::query!(
            "update notifications.chat_messages set sealed_body = null, body_hash = null
             where sender_id = $1",
            id
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        rows += sqlx::query!(
            "update notifications.conversations set sealed_subject = null where person_id = $1",
            id
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        rows += sqlx::query!("delete from notifications.deliveries where recipient_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from notifications.notifications where recipient_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from notifications.devices where user_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from notifications.preferences where user_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from notifications.quiet_hours where user_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += sqlx::query!("delete from notifications.recipients where user_id = $1", id)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        rows += preferences::forget_in_tx(tx, user).await?;
        rows += devices::forget_all_in_tx(tx, user).await?;
        Ok(Erased { rows, files })
    }
}

impl Keeps {
    async fn open(&self, sealed: &Sealed) -> Result<Value, HandlerError> {
        let keyring = &self.0.chassis.keyring;
        let plain = keyring.open_any(BODY_CONTEXT, sealed).await;
        let plain = plain.map_err(|error| HandlerError::Refused(error.to_string()))?;
        Ok(json!(String::from_utf8_lossy(&plain)))
    }
}
