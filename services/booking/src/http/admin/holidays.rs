//! `/admin/holidays`.

use crate::App;
use crate::commands::slots::holidays as commands;
use crate::store::holidays::{self, Holiday};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chassis::StoreError;
use chrono::TimeDelta;
use httpkit::{Actor, Body, PathParams};
use kernel::cairo::{self, NaiveDate};
use kernel::text::line;
use kernel::{Fields, Localized};
use serde::{Deserialize, Serialize};

/// How far ahead holidays are listed.
const AHEAD: TimeDelta = TimeDelta::days(730);

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
    let out = |h: Holiday| HolidayOut { day: h.day, name: h.name, closes: h.closes };
    Ok(Json(found.into_iter().map(out).collect()))
}

/// Set a public holiday
///
/// Times offered from now on know it; what was agreed before stays.
#[utoipa::path(
    put, path = "/api/v1/admin/holidays/{day}", tag = "admin bookings",
    params(("day" = NaiveDate, Path, description = "The day in Cairo")),
    request_body = HolidayIn,
    responses((status = 204, description = "It is kept.")),
)]
pub async fn set_holiday(
    State(app): State<App>,
    actor: Actor,
    PathParams(day): PathParams<NaiveDate>,
    Body(input): Body<HolidayIn>,
) -> httpkit::Result<StatusCode> {
    let mut fields = Fields::new();
    let ar = fields.take("nameAr", line(&input.name_ar, 100));
    let en = fields.take("nameEn", line(&input.name_en, 100));
    let (Some(ar), Some(en)) = (ar, en) else { return Err(fields.into_error().into()) };
    let holiday = Holiday { day, name: Localized::new(ar, en), closes: input.closes };
    commands::put(&app, actor.user_id, &holiday).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a public holiday off
#[utoipa::path(
    delete, path = "/api/v1/admin/holidays/{day}", tag = "admin bookings",
    params(("day" = NaiveDate, Path, description = "The day in Cairo")),
    responses((status = 204, description = "The day is one like others.")),
)]
pub async fn remove_holiday(
    State(app): State<App>,
    actor: Actor,
    PathParams(day): PathParams<NaiveDate>,
) -> httpkit::Result<StatusCode> {
    commands::remove(&app, actor.user_id, day).await?;
    Ok(StatusCode::NO_CONTENT)
}
