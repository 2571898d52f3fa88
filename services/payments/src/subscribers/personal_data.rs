//! What payments knows of people: amounts by pseudonymous id, no names. The ledger and receipts are
//! kept as tax law demands, so nothing is erased.

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
                (select coalesce(jsonb_agg(to_jsonb(p) order by p.created_at), '[]')
                 from payments.payments p
                 where p.customer_id = $1 or p.provider_id = $1) as "payments!",
                (select coalesce(jsonb_agg(jsonb_build_object('series', r.series,
                    'number', r.number, 'total', r.total, 'body', r.body, 'at', r.created_at)
                    order by r.created_at), '[]')
                 from payments.receipts r
                 where r.customer_id = $1 or r.provider_id = $1) as "receipts!",
                (select coalesce(jsonb_agg(jsonb_build_object('kind', b.kind, 'balance', b.balance)),
                    '[]') from payments.balances b where b.owner_id = $1) as "balances!""#,
            user.uuid()
        )
        .fetch_one(tx)
        .await?;
        Ok(json!({
            "payments": row.payments, "receipts": row.receipts, "balances": row.balances,
            "unit": "piastres",
        }))
    }

    async fn erase(&self, _: &mut PgConnection, _: UserId) -> Result<Erased, HandlerError> {
        Ok(Erased::default())
    }
}
