//! `POST /admin/entries/{id}/reverse`

use crate::app::App;
use crate::commands::reverse_entry::run;
use crate::http::input;
use crate::http::key::KeyHeader;
use crate::reads::ledger::LedgerEntryOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotentBody, PathParams};
use kernel::Fields;
use kernel::ids::EntryId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why an entry is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LedgerReversalIn {
    /// Why.
    #[schema(example = "Typed 2,000 instead of 200", max_length = 500)]
    reason: String,
}

/// Undoes a ledger entry with its mirror, once. Settled jobs are undone by their dispute. Needs an
/// `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/admin/entries/{id}/reverse", tag = "admin-ledger",
    params(("id" = EntryId, Path, description = "The entry."), KeyHeader),
    request_body = LedgerReversalIn,
    responses((status = 201, description = "The entry that undoes it.", body = LedgerEntryOut)))]
pub async fn reverse_ledger_entry(
    State(app): State<App>,
    actor: Actor,
    PathParams(entry): PathParams<EntryId>,
    body: IdempotentBody<LedgerReversalIn>,
) -> httpkit::Result<Response> {
    let mut fields = Fields::new();
    let Some(reason) = input::reason(&mut fields, &body.value.reason) else {
        return Err(fields.into_error().into());
    };
    Ok(respond(run(&app, actor, &body.key, entry, &reason).await?))
}
