//! Forgetting what people said in disputes, warranty claims and job records.

use kernel::ids::UserId;
use sqlx::PgConnection;
use sqlx::postgres::PgQueryResult;

/// Forgets the words of a person. The chains of job records stay whole: they hold digests only.
/// Answers how many rows.
///
/// # Errors
/// When the database is away.
pub async fn forget_in_tx(tx: &mut PgConnection, user: UserId) -> Result<u64, sqlx::Error> {
    let id = user.uuid();
    let evidence = sqlx::query!(
        "update booking.dispute_evidence e set text_sealed = null
         from booking.bookings b
         where b.id = e.booking_id and e.text_sealed is not null
           and ((e.side = 'customer' and b.customer_id = $1)
                or (e.side = 'provider' and b.provider_id = $1))",
        id,
    )
    .execute(&mut *tx)
    .await?;
    let reasons = sqlx::query!(
        "update booking.disputes d set reason_sealed = null
         from booking.bookings b
         where b.id = d.booking_id and d.opened_by = 'customer' and b.customer_id = $1
           and d.reason_sealed is not null",
        id,
    )
    .execute(&mut *tx)
    .await?;
    let proposals = sqlx::query!(
        "update booking.dispute_proposals p set text = '—', text_sealed = null
         from booking.bookings b
         where b.id = p.booking_id and p.by_side = 'provider' and b.provider_id = $1",
        id,
    )
    .execute(&mut *tx)
    .await?;
    let claims = sqlx::query!(
        "update booking.warranty_claims set fault_sealed = null
         where customer_id = $1 and fault_sealed is not null",
        id,
    )
    .execute(&mut *tx)
    .await?;
    let records = sqlx::query!(
        "update booking.job_records r set private_sealed = null
         from booking.bookings b
         where b.id = r.booking_id and b.customer_id = $1 and r.private_sealed is not null",
        id,
    )
    .execute(tx)
    .await?;
    let forgotten = [evidence, reasons, proposals, claims, records];
    Ok(forgotten.iter().map(PgQueryResult::rows_affected).sum())
}
