//! `GET /admin/audit-log` and `…/verify`

use super::dto::AuditOut;
use crate::App;
use crate::reads::audit::{self, Filter};
use crate::store;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Page, PageQuery, QueryParams};
use kernel::{Fields, Invalid, InvalidFields, text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest word that is looked for, in characters.
const LONGEST_FILTER: usize = 200;

/// Which actions.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// How many, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
    /// Only this operator's.
    operator_id: Option<Uuid>,
    /// Only on this kind of thing.
    #[param(example = "booking")]
    subject_type: Option<String>,
    /// Only on this thing.
    subject_id: Option<String>,
    /// Only this action.
    #[param(example = "booking.assign")]
    action: Option<String>,
}

/// Operators' actions, newest first.
#[utoipa::path(get, path = "/api/v1/admin/audit-log", tag = "admin", params(AuditQuery),
    responses((status = 200, description = "A page.", body = Page<AuditOut>)))]
pub async fn list_audit_log(
    State(app): State<App>,
    QueryParams(query): QueryParams<AuditQuery>,
) -> httpkit::Result<Json<Page<AuditOut>>> {
    let (limit, _) = PageQuery { limit: query.limit, cursor: None }.parse()?;
    let before = query.cursor.as_deref().map(str::parse::<i64>).transpose().map_err(|_| {
        let invalid = Invalid::new(
            "page.bad_cursor",
            "رابط الصفحة غير صالح. ابدأ من الصفحة الأولى.",
            "This cursor is not one of ours. Start from the first page.",
        );
        InvalidFields::one("cursor", invalid)
    })?;
    let mut fields = Fields::new();
    let mut text = |name: &str, text: Option<&str>| {
        fields.take(name, text::optional_line(text, LONGEST_FILTER)).flatten()
    };
    let filter = Filter {
        operator: query.operator_id,
        subject_type: text("subjectType", query.subject_type.as_deref()),
        subject_id: text("subjectId", query.subject_id.as_deref()),
        action: text("action", query.action.as_deref()),
    };
    fields.finish()?;
    let pool = app.chassis.db.pool();
    let mut items = audit::page(pool, &filter, before, limit).await.map_err(StoreError)?;
    let more = items.len() as i64 > limit;
    items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = items.last().filter(|_| more).map(|row| row.seq.to_string());
    Ok(Json(Page { items, next_cursor }))
}

/// Whether the log is whole.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditVerifiedOut {
    /// Whether every row fits into the chain.
    intact: bool,
    /// How many rows fit, from the first.
    rows: i64,
    /// The first row that does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_broken: Option<i64>,
}

/// Walks the hash chain and tells whether a row was changed, removed or slipped in.
#[utoipa::path(get, path = "/api/v1/admin/audit-log/verify", tag = "admin",
    responses((status = 200, description = "Whether it is whole.", body = AuditVerifiedOut)))]
pub async fn verify_audit_log(State(app): State<App>) -> httpkit::Result<Json<AuditVerifiedOut>> {
    let verdict = store::audit::verify(app.chassis.db.pool()).await.map_err(StoreError)?;
    Ok(Json(match verdict {
        Ok(rows) => AuditVerifiedOut { intact: true, rows, first_broken: None },
        Err(seq) => AuditVerifiedOut { intact: false, rows: seq - 1, first_broken: Some(seq) },
    }))
}
