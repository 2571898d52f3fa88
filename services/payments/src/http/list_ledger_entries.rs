//! `GET /admin/ledger/entries`

use crate::app::App;
use crate::domain::account::Kind;
use crate::reads::ledger::{self, EntryFilter, LedgerEntryOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Page, PageQuery, QueryParams};
use kernel::InvalidFields;
use kernel::ids::BookingId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Longest name of a template.
const LONGEST_TEMPLATE: usize = 40;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LedgerEntriesQuery {
    /// Only of this template.
    #[param(example = "wallet_job_settled")]
    template: Option<String>,
    /// Only of this booking.
    booking_id: Option<BookingId>,
    /// Only those that touch an account of this kind.
    kind: Option<Kind>,
    /// Only those that touch an account of this customer or provider.
    owner_id: Option<Uuid>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The ledger, newest entry first.
#[utoipa::path(get, path = "/api/v1/admin/ledger/entries", tag = "admin-ledger",
    params(LedgerEntriesQuery),
    responses((status = 200, description = "A page of entries.", body = Page<LedgerEntryOut>)))]
pub async fn list_ledger_entries(
    State(app): State<App>,
    QueryParams(query): QueryParams<LedgerEntriesQuery>,
) -> httpkit::Result<Json<Page<LedgerEntryOut>>> {
    let (limit, cursor) = PageQuery { limit: query.limit, cursor: query.cursor }.parse()?;
    let template = kernel::text::optional_line(query.template.as_deref(), LONGEST_TEMPLATE)
        .map_err(|invalid| InvalidFields::one("template", invalid))?;
    let filter = EntryFilter {
        template,
        booking: query.booking_id,
        kind: query.kind,
        owner: query.owner_id,
        id: None,
    };
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError::from)?;
    Ok(Json(ledger::page(&mut connection, &filter, limit, cursor).await?))
}
