//! `GET /admin/bookings`.

use crate::App;
use crate::domain::{BookingNumber, paused};
use crate::reads::{self, BoardFilter, BoardItemOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use contracts::booking::{Stage, Status};
use httpkit::{Page, PageQuery, QueryParams, id_list};
use kernel::cairo::{self, NaiveDate};
use kernel::ids::{ProviderId, ServiceId, UserId, ZoneId};
use kernel::{Instant, Invalid, InvalidFields};
use serde::Deserialize;

/// Which bookings.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BookingBoardQuery {
    /// Of this status.
    pub status: Option<Status>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// In this zone.
    #[param(value_type = Option<uuid::Uuid>)]
    pub zone_id: Option<ZoneId>,
    /// Of this service.
    #[param(value_type = Option<uuid::Uuid>)]
    pub service_id: Option<ServiceId>,
    /// Of this customer.
    #[param(value_type = Option<uuid::Uuid>)]
    pub customer_id: Option<UserId>,
    /// Of this provider.
    #[param(value_type = Option<uuid::Uuid>)]
    pub provider_id: Option<ProviderId>,
    /// Planned to start on this day in Cairo.
    pub date: Option<NaiveDate>,
    /// Paused work with which nobody has gone on for a week, and no further visit is ahead.
    pub overdue: Option<bool>,
    /// With this number; any case, the prefix may be missing.
    #[param(example = "OS-7K2M4Q")]
    pub number: Option<String>,
    /// These, by id, up to 100 with commas between them.
    pub ids: Option<String>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

impl BookingBoardQuery {
    fn filter(&self, now: Instant) -> Result<BoardFilter, InvalidFields> {
        let number = self.number.as_deref().map(|typed| {
            BookingNumber::parse(typed).ok_or_else(|| InvalidFields::one("number", no_number()))
        });
        Ok(BoardFilter {
            status: self.status,
            stage: self.stage,
            zone: self.zone_id,
            service: self.service_id,
            customer: self.customer_id,
            provider: self.provider_id,
            starts_in: self.date.map(cairo::day_bounds),
            number: number.transpose()?,
            ids: id_list(self.ids.as_deref())?,
            paused_before: self.overdue.unwrap_or(false).then(|| now - paused::SHOWN),
        })
    }
}

fn no_number() -> Invalid {
    Invalid::new(
        "booking.bad_number",
        "رقم الحجز يبدأ بـ OS- ثم ستة حروف أو أرقام.",
        "A booking's number is OS- and six letters or digits.",
    )
}

/// Every booking, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/bookings", tag = "admin bookings",
    params(BookingBoardQuery),
    responses((status = 200, description = "One page.", body = Page<BoardItemOut>)),
)]
pub async fn list_all_bookings(
    State(app): State<App>,
    QueryParams(query): QueryParams<BookingBoardQuery>,
) -> httpkit::Result<Json<Page<BoardItemOut>>> {
    let filter = query.filter(app.now())?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, cursor) = page.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let rows = reads::board(&mut db, &filter, limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, BoardItemOut::cursor)))
}
