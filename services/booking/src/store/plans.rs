//! Maintenance plans and what became of their visits.

use super::tags::{from_tag, tag, unknown};
use crate::domain::plan::Plan;
use chassis::StoreError;
use chassis::crypto::Sealed;
use chrono::NaiveDate;
use kernel::ids::{BookingId, PlanId, UserId};
use kernel::{Instant, LatLng, Localized};
use sqlx::PgConnection;

/// The context of a plan's sealed address.
pub const ADDRESS_CONTEXT: &str = "booking.plans.address_sealed";
/// The context of what the customer wrote.
pub const INSTRUCTIONS_CONTEXT: &str = "booking.plans.instructions_sealed";

/// What is kept sealed of a plan.
#[derive(Clone, Debug)]
pub struct SealedPlan {
    /// `contracts::identity::Address` as JSON.
    pub address: Sealed,
    /// What the customer wrote for the provider.
    pub instructions: Option<Sealed>,
}

/// Keeps a new plan.
///
/// # Errors
/// When the database refuses or is away.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    plan: &Plan,
    sealed: &SealedPlan,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.plans
            (id, customer_id, service_id, service_name_ar, service_name_en, quantity, provider_id,
             rhythm, starts_on, minute_of_day, address_sealed, instructions_sealed, lat, lng,
             payment_method, wants_language, wants_gender, state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                 'active', $18, $18)",
        plan.id.uuid(),
        plan.customer.uuid(),
        plan.service.uuid(),
        plan.service_name.ar,
        plan.service_name.en,
        i32::try_from(plan.quantity).unwrap_or(i32::MAX),
        plan.provider.map(|id| id.uuid()),
        tag(plan.rhythm),
        plan.starts_on,
        i16::try_from(plan.minute).unwrap_or_default(),
        sealed.address.as_str(),
        sealed.instructions.as_ref().map(Sealed::as_str),
        plan.pin.lat(),
        plan.pin.lng(),
        plan.method.tag(),
        plan.language.map(|l| l.tag()),
        plan.gender.map(tag),
        plan.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Saves what a customer can change of a plan, and how far it got. What is personal goes when it
/// ends.
///
/// # Errors
/// When the database refuses or is away.
pub async fn save_in_tx(
    tx: &mut PgConnection,
    plan: &Plan,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.plans set version = version + 1, provider_id = $2, minute_of_day = $3,
             state = $4, next_no = $5, updated_at = $6,
             ended_at = case when $4 = 'ended' then coalesce(ended_at, $6) end,
             address_sealed = case when $4 = 'ended' then '' else address_sealed end,
             instructions_sealed = case when $4 = 'ended' then null else instructions_sealed end
         where id = $1",
        plan.id.uuid(),
        plan.provider.map(|id| id.uuid()),
        i16::try_from(plan.minute).unwrap_or_default(),
        tag(plan.state),
        i32::try_from(plan.next_no).unwrap_or(i32::MAX),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

struct PlanRow {
    id: uuid::Uuid,
    customer_id: uuid::Uuid,
    service_id: uuid::Uuid,
    service_name_ar: String,
    service_name_en: String,
    quantity: i32,
    provider_id: Option<uuid::Uuid>,
    rhythm: String,
    starts_on: NaiveDate,
    minute_of_day: i16,
    lat: f64,
    lng: f64,
    payment_method: String,
    wants_language: Option<String>,
    wants_gender: Option<String>,
    state: String,
    next_no: i32,
    created_at: Instant,
}

impl PlanRow {
    fn plan(self) -> Result<Plan, StoreError> {
        Ok(Plan {
            id: self.id.into(),
            customer: self.customer_id.into(),
            service: self.service_id.into(),
            service_name: Localized::new(self.service_name_ar, self.service_name_en),
            quantity: self.quantity.unsigned_abs(),
            provider: self.provider_id.map(Into::into),
            rhythm: from_tag("rhythm", &self.rhythm)?,
            starts_on: self.starts_on,
            minute: self.minute_of_day.unsigned_abs(),
            pin: LatLng::parse(self.lat, self.lng).map_err(|_| unknown("pin", "off the globe"))?,
            method: from_tag("payment_method", &self.payment_method)?,
            language: self
                .wants_language
                .map(|tag| from_tag("wants_language", &tag))
                .transpose()?,
            gender: self.wants_gender.map(|tag| from_tag("wants_gender", &tag)).transpose()?,
            state: from_tag("state", &self.state)?,
            next_no: self.next_no.unsigned_abs(),
            created_at: self.created_at,
        })
    }
}

/// A plan.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn find(db: &mut PgConnection, id: PlanId) -> Result<Option<Plan>, StoreError> {
    let row = sqlx::query_as!(
        PlanRow,
        "select id, customer_id, service_id, service_name_ar, service_name_en, quantity,
                provider_id, rhythm, starts_on, minute_of_day, lat, lng, payment_method,
                wants_language, wants_gender, state, next_no, created_at
         from booking.plans where id = $1",
        id.uuid(),
    )
    .fetch_optional(db)
    .await?;
    row.map(PlanRow::plan).transpose()
}

/// A plan, locked.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn lock_in_tx(tx: &mut PgConnection, id: PlanId) -> Result<Option<Plan>, StoreError> {
    sqlx::query!("select id from booking.plans where id = $1 for update", id.uuid())
        .fetch_optional(&mut *tx)
        .await?;
    find(tx, id).await
}

/// A customer's plans, newest first.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn of_customer(db: &mut PgConnection, customer: UserId) -> Result<Vec<Plan>, StoreError> {
    let rows = sqlx::query_as!(
        PlanRow,
        "select id, customer_id, service_id, service_name_ar, service_name_en, quantity,
                provider_id, rhythm, starts_on, minute_of_day, lat, lng, payment_method,
                wants_language, wants_gender, state, next_no, created_at
         from booking.plans where customer_id = $1 order by created_at desc, id desc limit 100",
        customer.uuid(),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(PlanRow::plan).collect()
}

/// How many plans of a customer are not over.
///
/// # Errors
/// When the database is away.
pub async fn running(db: &mut PgConnection, customer: UserId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from booking.plans
           where customer_id = $1 and state <> 'ended'"#,
        customer.uuid(),
    )
    .fetch_one(db)
    .await?)
}

/// What is sealed of a plan; nothing once it is over.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn sealed(db: &mut PgConnection, id: PlanId) -> Result<Option<SealedPlan>, StoreError> {
    let row = sqlx::query!(
        "select address_sealed, instructions_sealed from booking.plans
         where id = $1 and state <> 'ended'",
        id.uuid(),
    )
    .fetch_optional(db)
    .await?;
    let open = |text: String| Sealed::parse(text).map_err(|_| unknown("address_sealed", "a seal"));
    row.map(|row| {
        Ok(SealedPlan {
            address: open(row.address_sealed)?,
            instructions: row.instructions_sealed.map(open).transpose()?,
        })
    })
    .transpose()
}

/// What became of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was ordered.
    Booked(BookingId),
    /// The customer left it out.
    Skipped,
    /// It could not be ordered.
    Failed {
        /// Why: a stable code.
        code: String,
        /// Why, for the customer.
        reason: Localized,
    },
}

/// Keeps what became of a visit. `false` when that is decided already.
///
/// # Errors
/// When the database refuses or is away.
pub async fn decide_in_tx(
    tx: &mut PgConnection,
    plan: PlanId,
    day: NaiveDate,
    fate: &Fate,
    now: Instant,
) -> Result<bool, StoreError> {
    let (state, booking, failure) = match fate {
        Fate::Booked(booking) => ("booked", Some(booking.uuid()), None),
        Fate::Skipped => ("skipped", None, None),
        Fate::Failed { code, reason } => ("failed", None, Some((code, reason))),
    };
    let done = sqlx::query!(
        "insert into booking.plan_visits
            (plan_id, visit_on, state, booking_id, code, reason_ar, reason_en, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (plan_id, visit_on) do nothing",
        plan.uuid(),
        day,
        state,
        booking,
        failure.map(|(code, _)| code.as_str()),
        failure.map(|(_, reason)| reason.ar.as_str()),
        failure.map(|(_, reason)| reason.en.as_str()),
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether it is decided what becomes of a visit.
///
/// # Errors
/// When the database is away.
pub async fn is_decided(
    db: &mut PgConnection,
    plan: PlanId,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from booking.plan_visits
                          where plan_id = $1 and visit_on = $2) as "is!""#,
        plan.uuid(),
        day,
    )
    .fetch_one(db)
    .await?)
}

/// A visit whose fate is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Of which day.
    pub day: NaiveDate,
    /// What became of it.
    pub fate: Fate,
}

/// The last visits that were decided, newest first.
///
/// # Errors
/// When a row is inconsistent or the database is away.
pub async fn visits(
    db: &mut PgConnection,
    plan: PlanId,
    limit: i64,
) -> Result<Vec<Visit>, StoreError> {
    let rows = sqlx::query!(
        "select visit_on, state, booking_id, code, reason_ar, reason_en
         from booking.plan_visits where plan_id = $1 order by visit_on desc limit $2",
        plan.uuid(),
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let fate = match (row.state.as_str(), row.booking_id, row.code) {
                ("booked", Some(booking), _) => Fate::Booked(booking.into()),
                ("failed", _, Some(code)) => Fate::Failed {
                    code,
                    reason: Localized::new(
                        row.reason_ar.unwrap_or_default(),
                        row.reason_en.unwrap_or_default(),
                    ),
                },
                ("skipped", ..) => Fate::Skipped,
                _ => return Err(unknown("state", &row.state)),
            };
            Ok(Visit { day: row.visit_on, fate })
        })
        .collect()
}
