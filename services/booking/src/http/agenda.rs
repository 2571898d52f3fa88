//! `GET /providers/me/agenda`.

use crate::App;
use crate::reads::{self, AgendaDayOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use chrono::TimeDelta;
use httpkit::{Actor, QueryParams};
use kernel::cairo::{self, NaiveDate};
use kernel::{Fields, Invalid};
use serde::Deserialize;

/// The most days of one answer.
const MOST_DAYS: i64 = 31;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgendaQuery {
    /// The first day, Cairo's; today when absent.
    pub from: Option<NaiveDate>,
    /// The last day, at most 30 later; six days after the first when absent.
    pub to: Option<NaiveDate>,
}

/// One's own days
///
/// Those with visits, each with its visits in order, the ways between them and the time to spare,
/// and an order in which the day could be made best.
#[utoipa::path(
    get, path = "/api/v1/providers/me/agenda", tag = "bookings", params(AgendaQuery),
    responses((status = 200, description = "The days.", body = Vec<AgendaDayOut>)),
)]
pub async fn get_agenda(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<AgendaQuery>,
) -> httpkit::Result<Json<Vec<AgendaDayOut>>> {
    let first = query.from.unwrap_or_else(|| cairo::local_date(app.now()));
    let last = query.to.unwrap_or(first + TimeDelta::days(6));
    let mut fields = Fields::new();
    fields.check((0..MOST_DAYS).contains(&(last - first).num_days()), "to", || {
        Invalid::new(
            "out_of_range",
            "اختر حتى 31 يومًا، والأخير ليس قبل الأول.",
            "Ask for up to 31 days, the last not before the first.",
        )
    });
    fields.finish()?;
    let buffer = TimeDelta::seconds(app.in_force().await?.rules().buffer_s.into());
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let (me, days) = (actor.user_id.into(), (first, last));
    Ok(Json(reads::agenda(&mut db, me, days, buffer, app.now()).await?))
}
