//! `GET /admin/kpis`

use super::dto::{KpiDayOut, KpisOut};
use crate::App;
use crate::domain::period::Period;
use crate::reads::kpis::{self, Filter};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use chrono::NaiveDate;
use httpkit::QueryParams;
use kernel::cairo;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which figures.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KpisQuery {
    /// First day (Cairo); 29 days before the last when absent.
    #[param(example = "2026-11-01")]
    from: Option<NaiveDate>,
    /// Last day (Cairo), included; today when absent.
    #[param(example = "2026-11-22")]
    to: Option<NaiveDate>,
    /// Only this zone.
    zone_id: Option<Uuid>,
    /// Only this category.
    category_id: Option<Uuid>,
}

/// Figures in all and by day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiReportOut {
    /// In all.
    total: KpisOut,
    /// By day, without days on which nothing happened.
    days: Vec<KpiDayOut>,
}

/// The figures of a period, narrowed down by zone and category.
#[utoipa::path(get, path = "/api/v1/admin/kpis", tag = "admin", params(KpisQuery),
    responses((status = 200, description = "The figures.", body = KpiReportOut)))]
pub async fn get_kpis(
    State(app): State<App>,
    QueryParams(query): QueryParams<KpisQuery>,
) -> httpkit::Result<Json<KpiReportOut>> {
    let today = cairo::local_date(app.chassis.world.now());
    let period = Period::parse(query.from, query.to, today)?;
    let filter = Filter { zone: query.zone_id, category: query.category_id };
    let pool = app.chassis.db.pool();
    let total = kpis::total(pool, period, filter).await.map_err(StoreError)?;
    let days = kpis::by_day(pool, period, filter).await.map_err(StoreError)?;
    Ok(Json(KpiReportOut { total, days }))
}
