//! Bookings: insert, load, lock, save.

use super::rows::{BookingRow, StateColumns};
use super::tags::tag;
use crate::domain::{Booking, WorkConfirmer};
use chassis::StoreError;
use chassis::crypto::Sealed;
use contracts::booking::PaymentMethod;
use kernel::Instant;
use kernel::Localized;
use kernel::ids::BookingId;
use sqlx::PgConnection;
use sqlx::types::Json;

/// The constraint that says a number is taken; draw another.
pub const NUMBER_TAKEN: &str = "bookings_number_key";
/// The constraint that says a quote was used.
pub const QUOTE_USED: &str = "bookings_quote_key";

/// What is kept sealed of a booking's address.
#[derive(Clone, Debug)]
pub struct SealedAddress {
    /// `contracts::identity::Address` as JSON, sealed under [`ADDRESS_CONTEXT`].
    pub address: Sealed,
    /// What the customer wrote for the provider, sealed under [`INSTRUCTIONS_CONTEXT`].
    pub instructions: Option<Sealed>,
}

/// The context of [`SealedAddress::address`].
pub const ADDRESS_CONTEXT: &str = "booking.bookings.service_address_sealed";
/// The context of [`SealedAddress::instructions`].
pub const INSTRUCTIONS_CONTEXT: &str = "booking.bookings.special_instructions_sealed";
/// The context of start codes.
pub const START_CODE_CONTEXT: &str = "booking.bookings.start_code_sealed";

/// Writes a new booking.
///
/// # Errors
/// [`NUMBER_TAKEN`] and [`QUOTE_USED`] by constraint; else when the database is away.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    booking: &Booking,
    sealed: &SealedAddress,
) -> Result<(), StoreError> {
    let state = StateColumns::of(&booking.state);
    let settlement = booking.price.settlement;
    let wishes = &booking.wishes;
    sqlx::query_file!(
        "queries/insert_booking.sql",
        booking.id.uuid(),
        booking.number.as_str(),
        booking.version,
        booking.customer_id.uuid(),
        booking.quote_id.uuid(),
        booking.service.id.uuid(),
        booking.service.category_id.uuid(),
        booking.service.code,
        booking.service.name.ar,
        booking.service.name.en,
        tag(booking.service.pricing),
        booking.service.needs_certificate,
        i32::try_from(booking.service.warranty_days).unwrap_or(i32::MAX),
        booking.price.commission.get(),
        booking.service.parts_cap.as_piastres(),
        i32::try_from(booking.service.quantity).unwrap_or(i32::MAX),
        wishes.provider.map(|p| p.uuid()),
        wishes.language.map(|l| l.tag()),
        wishes.gender.map(tag),
        tag(booking.status()),
        tag(booking.stage()),
        booking.window.instant,
        booking.window.starts_at,
        booking.window.ends_at,
        i32::try_from(booking.window.minutes()).unwrap_or(i32::MAX),
        sealed.address.as_str(),
        booking.place.governorate,
        booking.place.district.ar,
        booking.place.district.en,
        booking.place.zone_id.uuid(),
        booking.place.pin.lng(),
        booking.place.pin.lat(),
        sealed.instructions.as_ref().map(Sealed::as_str),
        booking.payment.method.tag(),
        booking.payment.status.tag(),
        booking.price.approved_total.as_piastres(),
        booking.price.inspection_fee.as_piastres(),
        settlement.total.as_piastres(),
        settlement.promotion.as_piastres(),
        settlement.work.as_piastres(),
        settlement.parts.as_piastres(),
        settlement.commission.as_piastres(),
        settlement.taxes.as_piastres(),
        settlement.earnings.as_piastres(),
        settlement.rounding.as_piastres(),
        state.payment_due_at,
        booking.created_at,
        Json(&booking.service.completion.checklist) as _,
        small(booking.service.completion.photos_before),
        small(booking.service.completion.photos_after),
        i32::try_from(booking.versions.cancellation).unwrap_or(i32::MAX),
        i32::try_from(booking.versions.rules).unwrap_or(i32::MAX),
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn small(count: u32) -> i16 {
    i16::try_from(count).unwrap_or(i16::MAX)
}

/// Saves a moved booking and counts its version; the row must be locked by [`lock_in_tx`].
///
/// # Errors
/// When a constraint is violated, the row was changed since, or the database is away.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    booking: &Booking,
    now: Instant,
) -> Result<(), StoreError> {
    let state = StateColumns::of(&booking.state);
    let settlement = booking.price.settlement;
    let dispute = booking.dispute.as_ref();
    let decided = dispute.and_then(|d| d.decided);
    let confirmed = booking.work_confirmed;
    let done = sqlx::query_file!(
        "queries/save_booking.sql",
        booking.id.uuid(),
        booking.version,
        tag(booking.status()),
        tag(booking.stage()),
        state.provider_id,
        booking.window.starts_at,
        booking.window.ends_at,
        state.actual_start_time,
        state.actual_end_time,
        state.actual_duration,
        booking.payment.status.tag(),
        booking.price.approved_total.as_piastres(),
        settlement.total.as_piastres(),
        settlement.promotion.as_piastres(),
        settlement.work.as_piastres(),
        settlement.parts.as_piastres(),
        settlement.commission.as_piastres(),
        settlement.taxes.as_piastres(),
        settlement.earnings.as_piastres(),
        settlement.rounding.as_piastres(),
        state.payment_due_at,
        state.start_code_sealed,
        state.code_attempts,
        state.code_locked_until,
        state.confirmed_at,
        state.en_route_at,
        state.arrived_at,
        state.arrived_by,
        state.resume_stage,
        booking.visit_no,
        booking.payment.settled_at,
        confirmed.map(|c| c.at),
        confirmed.map(|c| match c.by {
            WorkConfirmer::Customer => "customer",
            WorkConfirmer::Timer => "timer",
        }),
        state.cancelled_at,
        state.cancel_reason,
        state.cancel_verdict,
        state.cancel_rule,
        state.cancel_fee,
        state.cancel_fee_to_provider,
        booking.fee_floor.as_piastres(),
        dispute.map(|d| d.opened_at),
        dispute.map(|d| d.after_completion),
        decided.map(|(at, _)| at),
        decided.map_or(0, |(_, refund)| refund.as_piastres()),
        booking.search_no,
        booking.drop_outs,
        now,
    )
    .execute(tx)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError(sqlx::Error::RowNotFound)) }
}

/// Sets how a booking is paid; the row must be locked by [`lock_in_tx`].
///
/// # Errors
/// When the database is away.
pub async fn set_method_in_tx(
    tx: &mut PgConnection,
    id: BookingId,
    method: PaymentMethod,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.bookings set payment_method = $2 where id = $1",
        id.uuid(),
        method.tag(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

macro_rules! select_booking {
    ($suffix:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            BookingRow,
            r#"select id, number, version, customer_id, provider_id, quote_id, service_id,
                category_id, service_code, service_name_ar, service_name_en, pricing,
                needs_certificate, warranty_days, commission_bp, parts_cap, quantity,
                checklist as "checklist: Json<Vec<Localized>>", photos_before, photos_after,
                wanted_provider_id, wants_language, wants_gender, stage, instant, scheduled_date,
                ends_at, actual_start_time, actual_end_time, governorate, district_ar, district_en,
                zone_id, ST_Y(pin::geometry) as "lat!", ST_X(pin::geometry) as "lng!",
                payment_method, payment_status, approved_total, inspection_fee, total_amount,
                platform_promotion, work_amount, parts_amount, platform_commission, tax_amount,
                provider_earnings, rounding_amount, payment_due_at, start_code_sealed,
                code_attempts, code_locked_until, confirmed_at, en_route_at, arrived_at,
                arrived_by, resume_stage, visit, money_settled_at, work_confirmed_at,
                work_confirmed_by, cancelled_at, cancel_reason, cancel_verdict, cancel_rule,
                cancel_fee, cancel_fee_to_provider, fee_floor, disputed_at,
                dispute_after_completion, dispute_decided_at, refund_amount, search_no, drop_outs,
                cancellation_version, rules_version, created_at
             from booking.bookings "# + $suffix,
            $($arg),*
        )
    };
}

/// A booking, locked until the end of the transaction.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: BookingId,
) -> Result<Option<Booking>, StoreError> {
    let row = select_booking!("where id = $1 for update", id.uuid()).fetch_optional(tx).await?;
    row.map(Booking::try_from).transpose()
}

/// A booking as it is now.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn find(db: &mut PgConnection, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let row = select_booking!("where id = $1", id.uuid()).fetch_optional(db).await?;
    row.map(Booking::try_from).transpose()
}

/// What is kept sealed of a booking's address.
///
/// # Errors
/// When there is no such booking or the database is away.
pub async fn sealed_address(
    db: &mut PgConnection,
    id: BookingId,
) -> Result<SealedAddress, StoreError> {
    let row = sqlx::query!(
        r#"select service_address_sealed as "address: Sealed",
                  special_instructions_sealed as "instructions: Sealed"
           from booking.bookings where id = $1"#,
        id.uuid(),
    )
    .fetch_one(db)
    .await?;
    Ok(SealedAddress { address: row.address, instructions: row.instructions })
}
