//! `/plans`: maintenance plans.

use super::address::{BookingAddressIn, BookingServiceAddressIn};
use crate::App;
use crate::commands::OrderError;
use crate::commands::order::Where;
use crate::commands::plans::change::{self, Change};
use crate::commands::plans::create::{self, NewPlan};
use crate::commands::plans::{PlanError, skip};
use crate::domain::plan::{Plan, PlanState, Rhythm};
use crate::reads::PlanOut;
use crate::store::plans;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use httpkit::extract::respond;
use httpkit::problem::from_port;
use httpkit::{Actor, Body, IdempotencyHeader, IdempotentBody, PathParams, Problem};
use kernel::cairo::NaiveDate;
use kernel::ids::{AddressId, PlanId, ProviderId, ServiceId};
use kernel::national_id::Gender;
use kernel::text::{fold_digits, optional_paragraph};
use kernel::{Fields, Instant, Invalid, InvalidFields, Lang, LatLng, Localized};
use serde::Deserialize;

/// A new maintenance plan.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "serviceId": "6a3f0d0c-0000-8000-8000-000000000000", "rhythm": "monthly",
    "startsOn": "2026-12-01", "localTime": "10:00",
    "serviceAddress": {
        "street": "Road 9", "city": "Cairo", "coordinates": {"lat": 29.96, "lng": 31.257}
    }
}))]
pub struct PlanIn {
    /// The service.
    pub service_id: ServiceId,
    /// The technician who shall come where free, for its own price.
    pub provider_id: Option<ProviderId>,
    /// How many; 1 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    pub quantity: Option<u32>,
    /// How often.
    pub rhythm: Rhythm,
    /// The day of the first visit, at most 60 days ahead.
    pub starts_on: NaiveDate,
    /// The time on the wall in Cairo.
    #[schema(example = "10:00")]
    pub local_time: String,
    /// A saved address.
    pub address_id: Option<AddressId>,
    /// In the place of `addressId`: an address typed in.
    pub address: Option<BookingAddressIn>,
    /// In the place of `addressId`: the short form.
    pub service_address: Option<BookingServiceAddressIn>,
    /// How visits are paid; cash when absent.
    pub payment_method: Option<PaymentMethod>,
    /// For the technician, up to 1000 characters.
    #[schema(max_length = 1000)]
    pub notes: Option<String>,
    /// The language the technician should speak, where it can be had.
    pub preferred_language: Option<Lang>,
    /// The gender the technician should have, where it can be had.
    pub preferred_gender: Option<Gender>,
}

impl PlanIn {
    fn parse(self) -> Result<NewPlan, InvalidFields> {
        let mut fields = Fields::new();
        let minute = fields.take("localTime", minute_of_day(&self.local_time));
        let notes = fields.take("notes", optional_paragraph(self.notes.as_deref(), 1_000));
        let at = match (self.address_id, self.address, self.service_address) {
            (Some(id), None, None) => Some(Where::Saved(id)),
            (None, Some(typed), None) => typed.parse(&mut fields).map(Where::Typed),
            (None, None, Some(typed)) => typed.parse(&mut fields).map(Where::Typed),
            _ => {
                fields.refuse("addressId", Invalid::required());
                None
            }
        };
        let (Some(minute), Some(notes), Some(at)) = (minute, notes, at) else {
            return Err(fields.into_error());
        };
        fields.finish()?;
        // The command fills in what only others know.
        let nowhere = LatLng::parse(0.0, 0.0).map_err(|e| InvalidFields::one("address", e))?;
        let nil = uuid::Uuid::nil();
        let plan = Plan {
            id: nil.into(),
            customer: nil.into(),
            service: self.service_id,
            service_name: Localized::new("", ""),
            quantity: self.quantity.unwrap_or(1),
            provider: self.provider_id,
            rhythm: self.rhythm,
            starts_on: self.starts_on,
            minute,
            pin: nowhere,
            method: self.payment_method.unwrap_or(PaymentMethod::Cash),
            language: self.preferred_language,
            gender: self.preferred_gender,
            state: PlanState::Active,
            next_no: 0,
            created_at: Instant::UNIX_EPOCH,
        };
        Ok(NewPlan { plan, at, notes })
    }
}

/// Minutes since midnight of `HH:MM`, in any digits.
fn minute_of_day(text: &str) -> Result<u16, Invalid> {
    let text = fold_digits(text);
    let parsed = text.trim().split_once(':').and_then(|(hour, minute)| {
        let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    });
    parsed.ok_or_else(|| {
        Invalid::new(
            "plan.bad_local_time",
            "اكتب الوقت بتوقيت القاهرة بهذا الشكل: 10:00",
            "Write the time in Cairo like 10:00.",
        )
    })
}

/// Make a maintenance plan
///
/// Each visit is ordered seven days ahead, at the price of then, with the same technician where
/// free. A visit that can't be ordered is told, and the plan goes on.
#[utoipa::path(
    post, path = "/api/v1/plans", tag = "plans", params(IdempotencyHeader), request_body = PlanIn,
    responses((status = 201, description = "The plan.", body = PlanOut)),
)]
pub async fn create_plan(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<PlanIn>,
) -> httpkit::Result<Response> {
    let new = body.value.parse()?;
    let made = create::run(&app, actor.user_id, &body.key, new).await.map_err(problem)?;
    Ok(respond(made))
}

/// One's own plans, newest first.
#[utoipa::path(
    get, path = "/api/v1/plans", tag = "plans",
    responses((status = 200, description = "The plans.", body = Vec<PlanOut>)),
)]
pub async fn list_plans(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<Vec<PlanOut>>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let mut out = Vec::new();
    for plan in plans::of_customer(&mut db, actor.user_id).await? {
        let visits = plans::visits(&mut db, plan.id, 3).await?;
        out.push(PlanOut::of(&plan, visits, None));
    }
    Ok(Json(out))
}

/// One of one's plans, with its last visits.
#[utoipa::path(
    get, path = "/api/v1/plans/{id}", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan")),
    responses((status = 200, description = "The plan.", body = PlanOut)),
)]
pub async fn get_plan(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<PlanId>,
) -> httpkit::Result<Json<PlanOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = plans::find(&mut db, id).await?.filter(|plan| plan.customer == actor.user_id);
    let plan = found.ok_or(PlanError::NotFound)?;
    let visits = plans::visits(&mut db, id, PlanOut::VISITS).await?;
    Ok(Json(PlanOut::of(&plan, visits, None)))
}

/// What shall be otherwise; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanPatchIn {
    /// Whether nothing is ordered for now.
    pub paused: Option<bool>,
    /// The time on the wall in Cairo, for visits that are not ordered yet.
    #[schema(example = "10:00")]
    pub local_time: Option<String>,
    /// The technician who shall come where free.
    pub provider_id: Option<ProviderId>,
    /// Any technician may come; not together with `providerId`.
    pub any_provider: Option<bool>,
}

impl PlanPatchIn {
    fn parse(&self) -> Result<Change, InvalidFields> {
        let mut fields = Fields::new();
        let minute = self.local_time.as_deref().map(minute_of_day).transpose();
        let minute = fields.take("localTime", minute);
        let anybody = self.any_provider == Some(true);
        fields.check(!(anybody && self.provider_id.is_some()), "anyProvider", || {
            Invalid::new(
                "plan.one_or_any",
                "اختر فنيًا محددًا أو أي فني، لا الاثنين معًا.",
                "Choose one technician, or any, not both.",
            )
        });
        fields.finish()?;
        let paused = |paused| if paused { PlanState::Paused } else { PlanState::Active };
        Ok(Change {
            state: self.paused.map(paused),
            minute: minute.flatten(),
            provider: if anybody { Some(None) } else { self.provider_id.map(Some) },
        })
    }
}

/// Pause, resume or change a plan
///
/// Visits that are ordered already stay as they are.
#[utoipa::path(
    patch, path = "/api/v1/plans/{id}", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan")), request_body = PlanPatchIn,
    responses((status = 200, description = "The plan.", body = PlanOut)),
)]
pub async fn change_plan(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<PlanId>,
    Body(input): Body<PlanPatchIn>,
) -> httpkit::Result<Json<PlanOut>> {
    Ok(Json(change::run(&app, actor.user_id, id, input.parse()?).await?))
}

/// End a plan
///
/// Visits that are ordered already stay; cancel those you don't want.
#[utoipa::path(
    delete, path = "/api/v1/plans/{id}", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan")),
    responses((status = 204, description = "It is over.")),
)]
pub async fn end_plan(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<PlanId>,
) -> httpkit::Result<StatusCode> {
    let over = Change { state: Some(PlanState::Ended), ..Change::default() };
    change::run(&app, actor.user_id, id, over).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which visit is left out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanSkipIn {
    /// Its day.
    pub date: NaiveDate,
}

/// Leave one visit of a plan out
///
/// One that is not ordered yet; a booked one is cancelled as a booking, and the plan goes on.
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/skip", tag = "plans",
    params(("id" = PlanId, Path, description = "The plan"), IdempotencyHeader),
    request_body = PlanSkipIn,
    responses((status = 200, description = "The plan.", body = PlanOut)),
)]
pub async fn skip_plan_visit(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<PlanId>,
    body: IdempotentBody<PlanSkipIn>,
) -> httpkit::Result<Response> {
    Ok(respond(skip::run(&app, actor.user_id, &body.key, id, body.value.date).await?))
}

/// The catalog's refusals keep their codes.
fn problem(error: PlanError) -> Problem {
    match error {
        PlanError::Order(OrderError::Port(error)) => from_port(error),
        other => other.into(),
    }
}
