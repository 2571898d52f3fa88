//! `GET /admin/deliveries`

use crate::app::App;
use crate::domain::{DeliveryChannel, DeliveryState};
use crate::reads::deliveries::{self, DeliveryOut, Filter};
use axum::Json;
use axum::extract::State;
use httpkit::{Page, PageQuery, QueryParams};
use kernel::ids::UserId;
use serde::Deserialize;

/// Which deliveries.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only those in this state.
    pub state: Option<DeliveryState>,
    /// Only those through this channel.
    pub channel: Option<DeliveryChannel>,
    /// Only news of this kind.
    #[param(example = "provider_found")]
    pub kind: Option<String>,
    /// Only what this person was told.
    pub recipient_id: Option<UserId>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Who was told what, and what became of it. Newest first; numbers and addresses are masked.
#[utoipa::path(get, path = "/api/v1/admin/deliveries", tag = "admin", params(DeliveriesQuery),
    responses((status = 200, description = "A page of deliveries.", body = Page<DeliveryOut>)))]
pub async fn list_deliveries(
    State(app): State<App>,
    QueryParams(query): QueryParams<DeliveriesQuery>,
) -> httpkit::Result<Json<Page<DeliveryOut>>> {
    let DeliveriesQuery { state, channel, kind, recipient_id: recipient, limit, cursor } = query;
    let (limit, cursor) = PageQuery { limit, cursor }.parse()?;
    let filter = Filter { state, channel, kind, recipient };
    Ok(Json(deliveries::page(&app.chassis, &filter, limit, cursor).await?))
}
