//! `/slots`: times that can be kept, and holding one.

use crate::App;
use crate::commands::OrderError;
use crate::commands::slots::terms::Ask;
use crate::commands::slots::{find, give_back, hold};
use crate::reads::{SlotHoldOut, SlotsOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::problem::from_port;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams, Problem, QueryParams};
use kernel::cairo::NaiveDate;
use kernel::ids::{HoldId, ProviderId, ServiceId};
use kernel::{DateTime, Fields, Invalid, LatLng};
use serde::Deserialize;

/// How many days are answered when nobody says how many.
const DAYS: u32 = 7;
/// The most days of one answer.
const MOST_DAYS: u32 = 14;

/// Times for what.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotQuery {
    /// The service.
    pub service_id: ServiceId,
    /// Where: degrees north.
    #[param(example = 29.96)]
    pub lat: f64,
    /// Where: degrees east.
    #[param(example = 31.257)]
    pub lng: f64,
    /// The first day, Cairo's; today when absent or past.
    pub from: Option<NaiveDate>,
    /// How many days, 1–14; 7 when absent.
    #[param(minimum = 1, maximum = 14)]
    pub days: Option<u32>,
    /// Only this technician.
    pub provider_id: Option<ProviderId>,
    /// How many are ordered; 1 when absent.
    #[param(minimum = 1, maximum = 1000)]
    pub quantity: Option<u32>,
}

/// Times that can be kept
///
/// Each start time is one that at least one technician who may do this work here can really keep:
/// hours, days off, holidays, other visits and the way between them are counted. Nothing is
/// promised until it is held.
#[utoipa::path(
    get, path = "/api/v1/slots", tag = "slots", params(SlotQuery),
    responses((status = 200, description = "The days.", body = SlotsOut)),
)]
pub async fn list_slots(
    State(app): State<App>,
    actor: Option<Actor>,
    QueryParams(query): QueryParams<SlotQuery>,
) -> httpkit::Result<Json<SlotsOut>> {
    let mut fields = Fields::new();
    let pin = fields.take("lat", LatLng::parse(query.lat, query.lng));
    let days = query.days.unwrap_or(DAYS);
    fields.check((1..=MOST_DAYS).contains(&days), "days", || {
        Invalid::new("out_of_range", "عدد الأيام من 1 إلى 14.", "Ask for 1 to 14 days.")
    });
    let Some(pin) = pin else { return Err(fields.into_error().into()) };
    fields.finish()?;
    let ask = Ask {
        customer: actor.map(|actor| actor.user_id),
        service: query.service_id,
        quantity: query.quantity.unwrap_or(1),
        pin,
        provider: query.provider_id,
    };
    Ok(Json(find::run(&app, ask, query.from, days).await.map_err(problem)?))
}

/// A time to hold.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "serviceId": "6a3f0d0c-0000-8000-8000-000000000000",
    "startsAt": "2026-11-23T09:00:00Z", "pin": {"lat": 29.96, "lng": 31.257}
}))]
pub struct SlotHoldIn {
    /// The service.
    pub service_id: ServiceId,
    /// The start, as `GET /slots` told it.
    pub starts_at: DateTime,
    /// Where.
    pub pin: LatLng,
    /// Only this technician.
    pub provider_id: Option<ProviderId>,
    /// How many are ordered; 1 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    pub quantity: Option<u32>,
}

/// Hold a time while ordering
///
/// For ten minutes, or until the order that names it is paid. One at a time: another one gives the
/// earlier one back.
#[utoipa::path(
    post, path = "/api/v1/slots/holds", tag = "slots", params(IdempotencyHeader),
    request_body = SlotHoldIn,
    responses(
        (status = 201, description = "It is held.", body = SlotHoldOut),
        (status = 409, description = "Nobody can keep this time any more.",
            content_type = "application/problem+json"),
    ),
)]
pub async fn hold_slot(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<SlotHoldIn>,
) -> httpkit::Result<Response> {
    let SlotHoldIn { service_id, starts_at, pin, provider_id, quantity } = body.value;
    let ask = Ask {
        customer: Some(actor.user_id),
        service: service_id,
        quantity: quantity.unwrap_or(1),
        pin,
        provider: provider_id,
    };
    let held = hold::run(&app, actor.user_id, &body.key, ask, starts_at).await.map_err(problem)?;
    Ok(respond(held))
}

/// Give a held time back
///
/// Nothing happens when it was used or its time was over.
#[utoipa::path(
    delete, path = "/api/v1/slots/holds/{id}", tag = "slots",
    params(("id" = HoldId, Path, description = "The hold")),
    responses((status = 204, description = "It is free again.")),
)]
pub async fn release_slot(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<HoldId>,
) -> httpkit::Result<StatusCode> {
    give_back::run(&app, actor.user_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The catalog's refusals keep their codes.
fn problem(error: OrderError) -> Problem {
    match error {
        OrderError::Port(error) => from_port(error),
        other => other.into(),
    }
}
