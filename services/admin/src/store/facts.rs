//! Read models for figures.

use contracts::booking::{BookingFacts, Status};
use contracts::catalog::ServiceChanged;
use contracts::identity::UserChanged;
use kernel::Instant;
use sqlx::PgConnection;
use uuid::Uuid;

fn tag<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(ToString::to_string))
        .unwrap_or_default()
}

/// Keeps the present state of a booking; times that are known stay.
pub async fn booking(tx: &mut PgConnection, b: &BookingFacts) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into admin.bookings
            (booking_id, customer_id, provider_id, service_id, category_id, zone_id, governorate,
             instant, payment_method, status, total, commission, taxes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (booking_id) do update set provider_id = excluded.provider_id,
             status = excluded.status, total = excluded.total, commission = excluded.commission,
             taxes = excluded.taxes",
        b.id.uuid(),
        b.customer_id.uuid(),
        b.provider_id.map(|p| p.uuid()),
        b.service_id.uuid(),
        b.category_id.uuid(),
        b.zone_id.uuid(),
        b.governorate,
        b.instant,
        b.payment_method.tag(),
        tag(b.status),
        b.settlement.total.as_piastres(),
        b.settlement.commission.as_piastres(),
        b.settlement.taxes.as_piastres(),
        b.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Moments and counts of a booking's life.
pub enum Moment<'a> {
    /// A provider was bound.
    Confirmed,
    /// Nobody was found.
    Unmatched,
    /// The provider left.
    Released,
    /// The work began and ended.
    Completed(Instant),
    /// It was cancelled, and why.
    Cancelled(&'a str),
    /// The customer disputes.
    Disputed,
}

/// Notes a moment of a booking.
pub async fn moment(
    tx: &mut PgConnection,
    booking: Uuid,
    moment: &Moment<'_>,
    at: Instant,
) -> Result<(), sqlx::Error> {
    let started = match moment {
        Moment::Completed(started) => Some(*started),
        _ => None,
    };
    let reason = match moment {
        Moment::Cancelled(reason) => Some(*reason),
        _ => None,
    };
    let only = |wanted: bool| wanted.then_some(at);
    sqlx::query!(
        "update admin.bookings set
            confirmed_at = coalesce(confirmed_at, $2),
            completed_at = coalesce(completed_at, $3), started_at = coalesce(started_at, $4),
            cancelled_at = coalesce(cancelled_at, $5), cancel_reason = coalesce(cancel_reason, $6),
            unmatched = unmatched + $7, released = released + $8, disputed = disputed or $9
         where booking_id = $1",
        booking,
        only(matches!(moment, Moment::Confirmed)),
        only(matches!(moment, Moment::Completed(_))),
        started,
        only(matches!(moment, Moment::Cancelled(_))),
        reason,
        i32::from(matches!(moment, Moment::Unmatched)),
        i32::from(matches!(moment, Moment::Released)),
        matches!(moment, Moment::Disputed),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An offer was made.
pub async fn offer(
    tx: &mut PgConnection,
    offer: Uuid,
    booking: Uuid,
    provider: Uuid,
    at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into admin.offers (offer_id, booking_id, provider_id, created_at)
         values ($1, $2, $3, $4) on conflict (offer_id) do nothing",
        offer,
        booking,
        provider,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An offer ended without a yes.
pub async fn offer_closed(
    tx: &mut PgConnection,
    offer: Uuid,
    outcome: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update admin.offers set outcome = $2 where offer_id = $1 and outcome = 'open'",
        offer,
        outcome,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The open offer of a booking to the provider that is bound now was accepted.
pub async fn offer_accepted(tx: &mut PgConnection, b: &BookingFacts) -> Result<(), sqlx::Error> {
    debug_assert!(b.status != Status::Pending);
    sqlx::query!(
        "update admin.offers set outcome = 'accepted'
         where booking_id = $1 and provider_id = $2 and outcome = 'open'",
        b.id.uuid(),
        b.provider_id.map(|p| p.uuid()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps the present state of a person.
pub async fn person(tx: &mut PgConnection, user: &UserChanged) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into admin.people (user_id, role, status, registered_at) values ($1, $2, $3, $4)
         on conflict (user_id) do update set role = excluded.role, status = excluded.status",
        user.user_id.uuid(),
        user.role.tag(),
        tag(user.status),
        user.registered_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A rating became visible.
pub async fn rating(
    tx: &mut PgConnection,
    event: &contracts::ratings::RatingRevealed,
    at: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into admin.ratings (rating_id, booking_id, to_user, stars, created_at)
         values ($1, $2, $3, $4, $5) on conflict (rating_id) do nothing",
        event.rating_id.uuid(),
        event.booking_id.uuid(),
        event.to_user.uuid(),
        i16::from(event.stars.clamp(1, 5)),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps the names of a service and its category.
pub async fn service(tx: &mut PgConnection, event: &ServiceChanged) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into admin.services
            (service_id, category_id, name_ar, name_en, category_name_ar, category_name_en)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (service_id) do update set category_id = excluded.category_id,
             name_ar = excluded.name_ar, name_en = excluded.name_en,
             category_name_ar = excluded.category_name_ar,
             category_name_en = excluded.category_name_en",
        event.service.id.uuid(),
        event.service.category_id.uuid(),
        event.service.name.ar,
        event.service.name.en,
        event.category_name.ar,
        event.category_name.en,
    )
    .execute(tx)
    .await?;
    Ok(())
}
