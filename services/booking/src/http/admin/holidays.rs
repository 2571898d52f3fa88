//! `/admin/holidays`.

use crate::App;
use crate::commands::slots::holidays as commands;
use crate::store::holidays::{self, Holiday, Said};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chassis::StoreError;
use chrono::TimeDelta;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams, QueryParams};
use kernel::cairo::{self, NaiveDate};
use kernel::ids::UserId;
use kernel::text::{line, optional_line};
use kernel::{DateTime, Fields, Localized};
use serde::{Deserialize, Serialize};

/// How far ahead holidays are listed.
const AHEAD: TimeDelta = TimeDelta::days(730);
/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A public holiday.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HolidayOut {
    /// The day in Cairo.
    pub day: NaiveDate,
    /// Its name.
    pub name: Localized,
    /// Whether technicians' weekly hours don't hold.
    pub closes: bool,
    /// Whether the day is sure. Islamic days are estimates until they are announced: confirm them,
    /// or move them to another day.
    pub confirmed: bool,
}

impl From<Holiday> for HolidayOut {
    fn from(holiday: Holiday) -> Self {
        let Holiday { day, name, closes, confirmed } = holiday;
        Self { day, name, closes, confirmed }
    }
}

/// What staff said of a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HolidayChangeOut {
    /// The day as it was said to be.
    pub holiday: HolidayOut,
    /// Counts what was said of it.
    pub version: i32,
    /// Whether it was taken off.
    pub removed: bool,
    /// Who said so.
    pub changed_by: UserId,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When.
    pub created_at: DateTime,
}

impl From<Said> for HolidayChangeOut {
    fn from(said: Said) -> Self {
        Self {
            holiday: said.holiday.into(),
            version: said.version,
            removed: said.removed,
            changed_by: said.by,
            reason: said.reason,
            created_at: said.at,
        }
    }
}

/// What staff says of a day.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HolidayIn {
    /// Its Arabic name, up to 100 characters.
    #[schema(example = "عيد الفطر المبارك", max_length = 100)]
    pub name_ar: String,
    /// Its English name, up to 100 characters.
    #[schema(example = "Eid al-Fitr", max_length = 100)]
    pub name_en: String,
    /// Whether technicians' weekly hours don't hold; who works all the same adds extra hours.
    pub closes: bool,
    /// Whether the day is sure; yes when absent.
    pub confirmed: Option<bool>,
    /// Why.
    #[schema(example = "أعلنه مجلس الوزراء", max_length = 500)]
    pub reason: Option<String>,
}

/// Why a day is a holiday no more.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HolidayRemovalQuery {
    /// Why, up to 500 characters.
    #[param(example = "نُقلت الإجازة إلى الخميس", max_length = 500)]
    pub reason: Option<String>,
}

/// The public holidays of today and the next two years.
#[utoipa::path(
    get, path = "/api/v1/admin/holidays", tag = "admin bookings",
    responses((status = 200, description = "By day.", body = Vec<HolidayOut>)),
)]
pub async fn list_holidays(State(app): State<App>) -> httpkit::Result<Json<Vec<HolidayOut>>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let today = cairo::local_date(app.now());
    let found = holidays::between(&mut db, today, today + AHEAD).await?;
    Ok(Json(found.into_iter().map(HolidayOut::from).collect()))
}

/// What staff said of a day, newest first
#[utoipa::path(
    get, path = "/api/v1/admin/holidays/{day}/history", tag = "admin bookings",
    params(("day" = NaiveDate, Path, description = "The day in Cairo")),
    responses((status = 200, description = "Newest first.", body = Vec<HolidayChangeOut>)),
)]
pub async fn list_holiday_history(
    State(app): State<App>,
    PathParams(day): PathParams<NaiveDate>,
) -> httpkit::Result<Json<Vec<HolidayChangeOut>>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let said = holidays::history(&mut db, day).await?;
    Ok(Json(said.into_iter().map(HolidayChangeOut::from).collect()))
}

/// Set a public holiday
///
/// Times offered from now on know it; what was agreed before stays.
#[utoipa::path(
    put, path = "/api/v1/admin/holidays/{day}", tag = "admin bookings",
    params(("day" = NaiveDate, Path, description = "The day in Cairo"), IdempotencyHeader),
    request_body = HolidayIn,
    responses((status = 204, description = "It is kept.")),
)]
pub async fn set_holiday(
    State(app): State<App>,
    actor: Actor,
    PathParams(day): PathParams<NaiveDate>,
    body: IdempotentBody<HolidayIn>,
) -> httpkit::Result<Response> {
    let (input, mut fields) = (body.value, Fields::new());
    let ar = fields.take("nameAr", line(&input.name_ar, 100));
    let en = fields.take("nameEn", line(&input.name_en, 100));
    let reason = fields.take("reason", optional_line(input.reason.as_deref(), LONGEST_REASON));
    let (Some(ar), Some(en), Some(reason)) = (ar, en, reason) else {
        return Err(fields.into_error().into());
    };
    let confirmed = input.confirmed.unwrap_or(true);
    let holiday = Holiday { day, name: Localized::new(ar, en), closes: input.closes, confirmed };
    Ok(respond(commands::put(&app, actor.user_id, &body.key, &holiday, reason.as_deref()).await?))
}

/// Take a public holiday off
#[utoipa::path(
    delete, path = "/api/v1/admin/holidays/{day}", tag = "admin bookings",
    params(("day" = NaiveDate, Path, description = "The day in Cairo"), HolidayRemovalQuery),
    responses((status = 204, description = "The day is one like others.")),
)]
pub async fn remove_holiday(
    State(app): State<App>,
    actor: Actor,
    PathParams(day): PathParams<NaiveDate>,
    QueryParams(query): QueryParams<HolidayRemovalQuery>,
) -> httpkit::Result<StatusCode> {
    let mut fields = Fields::new();
    let reason = fields.take("reason", optional_line(query.reason.as_deref(), LONGEST_REASON));
    let Some(reason) = reason else { return Err(fields.into_error().into()) };
    commands::remove(&app, actor.user_id, day, reason.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
