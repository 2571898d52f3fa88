//! Gathering and erasing what bookings say of people.

use super::words;
use chassis::crypto::Sealed;
use chassis::privacy::Erased;
use kernel::Instant;
use kernel::ids::UserId;
use serde_json::Value;
use sqlx::PgConnection;

/// The context under which a plan's address is sealed.
pub const PLAN_ADDRESS: &str = "booking.plans.address_sealed";

/// A booking of a person.
pub struct OwnBooking {
    /// What is not sealed.
    pub facts: Value,
    /// Whether the person is its customer.
    pub is_customer: bool,
    /// The address, sealed.
    pub address: Sealed,
    /// What the customer wrote for the provider, sealed.
    pub instructions: Option<Sealed>,
}

/// A person's bookings, as customer or provider.
///
/// # Errors
/// When the database is away.
pub async fn bookings_in_tx(
    tx: &mut PgConnection,
    user: UserId,
) -> Result<Vec<OwnBooking>, sqlx::Error> {
    sqlx::query_as!(
        OwnBooking,
        r#"select jsonb_build_object('number', number, 'service', service_name_ar,
                'status', booking_status, 'startsAt', scheduled_date, 'district', district_ar,
                'total', total_amount, 'method', payment_method,
                'createdAt', created_at) as "facts!",
            customer_id = $1 as "is_customer!",
            service_address_sealed as "address: Sealed",
            special_instructions_sealed as "instructions: Sealed"
           from booking.bookings where customer_id = $1 or provider_id = $1
           order by created_at"#,
        user.uuid()
    )
    .fetch_all(tx)
    .await
}

/// Something a person said in a dispute of its own.
pub struct OwnWords {
    /// The booking's number.
    pub number: String,
    /// What it said, sealed.
    pub text: Sealed,
    /// When.
    pub at: Instant,
}

/// What a person said in disputes, as customer or provider, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn said_in_tx(tx: &mut PgConnection, user: UserId) -> Result<Vec<OwnWords>, sqlx::Error> {
    sqlx::query_as!(
        OwnWords,
        r#"select b.number, e.text_sealed as "text!: Sealed", e.created_at as at
           from booking.dispute_evidence e join booking.bookings b on b.id = e.booking_id
           where e.text_sealed is not null
             and ((e.side = 'customer' and b.customer_id = $1)
                  or (e.side = 'provider' and b.provider_id = $1))
           order by e.created_at, e.id"#,
        user.uuid()
    )
    .fetch_all(tx)
    .await
}

/// Empties what bookings say of their customer: the address becomes `nowhere`, the pin says only
/// which part of the country, words and pictures go.
///
/// # Errors
/// When the database is away.
pub async fn customer_in_tx(
    tx: &mut PgConnection,
    user: UserId,
    (nowhere, no_plan): (&Sealed, &Sealed),
    now: Instant,
) -> Result<Erased, sqlx::Error> {
    let id = user.uuid();
    let files = pictures_in_tx(tx, user).await?;
    let mut rows = files.len() as u64 + words::forget_in_tx(tx, user).await?;
    rows += sqlx::query!(
        "update booking.bookings
         set service_address_sealed = $2, special_instructions_sealed = null,
             pin = ST_SetSRID(ST_MakePoint(round(ST_X(pin::geometry)::numeric, 1)::float8,
                 round(ST_Y(pin::geometry)::numeric, 1)::float8), 4326)::geography,
             dispute_reason = case when dispute_reason is null then null else '—' end,
             updated_at = $3
         where customer_id = $1",
        id,
        nowhere.as_str(),
        now,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update booking.reservations r
         set lat = round(r.lat::numeric, 1)::float8, lng = round(r.lng::numeric, 1)::float8
         from booking.bookings b where b.id = r.booking_id and b.customer_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update booking.holds
         set lat = round(lat::numeric, 1)::float8, lng = round(lng::numeric, 1)::float8
         where customer_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!(
        "update booking.plans
         set address_sealed = $2, instructions_sealed = null,
             lat = round(lat::numeric, 1)::float8, lng = round(lng::numeric, 1)::float8,
             state = 'ended', ended_at = coalesce(ended_at, $3), updated_at = $3
         where customer_id = $1",
        id,
        no_plan.as_str(),
        now,
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(Erased { rows, files })
}

/// Pictures that a person sent and that no change order rests on.
async fn pictures_in_tx(tx: &mut PgConnection, user: UserId) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "delete from booking.booking_photos p
         where p.uploaded_by = $1 and not exists
             (select from booking.change_order_lines l where l.photo_id = p.id)
         returning storage_key",
        user.uuid()
    )
    .fetch_all(tx)
    .await
}

/// Empties what a person wrote, on either side, and what is known of it. Returns how many rows.
///
/// # Errors
/// When the database is away.
pub async fn words_in_tx(tx: &mut PgConnection, user: UserId) -> Result<u64, sqlx::Error> {
    let id = user.uuid();
    let mut rows = 0;
    rows += sqlx::query!(
        "update booking.booking_status_history set change_reason = null
         where changed_by = $1 and change_reason is not null",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!("update booking.drop_outs set reason = null where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!(
        "update booking.reschedule_proposals r set reason = null
         from booking.bookings b
         where b.id = r.booking_id and r.reason is not null
           and case r.by_side when 'customer' then b.customer_id else b.provider_id end = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!("update booking.estimates set note = null where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("update booking.change_orders set note = null where provider_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!(
        "delete from booking.favourites where customer_id = $1 or provider_id = $1",
        id
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    rows += sqlx::query!("delete from booking.blocks where blocker_id = $1 or blocked_id = $1", id)
        .execute(&mut *tx)
        .await?
        .rows_affected();
    rows += sqlx::query!("delete from booking.people where user_id = $1", id)
        .execute(tx)
        .await?
        .rows_affected();
    Ok(rows)
}
