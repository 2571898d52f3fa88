//! What people wrote in ratings. Stars stay, they are the other side's reputation; words go.

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
        let row = sqlx::query!(
            r#"select
                (select coalesce(jsonb_agg(to_jsonb(r) - array['reasons', 'to_user']
                    order by r.created_at), '[]') from ratings.ratings r
                 where r.from_user = $1) as "given!",
                (select coalesce(jsonb_agg(to_jsonb(r) - array['reasons', 'from_user']
                    order by r.created_at), '[]') from ratings.ratings r
                 where r.to_user = $1 and r.state = 'visible') as "received!""#,
            user.uuid()
        )
        .fetch_one(tx)
        .await?;
        Ok(json!({"given": row.given, "received": row.received}))
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let words = sqlx::query!(
            "update ratings.ratings set comment = null
             where from_user = $1 and comment is not null",
            user.uuid()
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        let replies = sqlx::query!(
            "update ratings.ratings set reply = null, replied_at = null
             where to_user = $1 and reply is not null",
            user.uuid()
        )
        .execute(tx)
        .await?
        .rows_affected();
        Ok(Erased { rows: words + replies, files: vec![] })
    }
}
