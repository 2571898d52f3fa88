//! `GET /wallet/entries`

use crate::app::App;
use crate::domain::account::Kind;
use crate::reads::lines::{self, AccountLineOut};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Page, PageQuery, QueryParams};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Which of a customer's accounts.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WalletAccount {
    /// The wallet itself.
    #[default]
    Wallet,
    /// What the customer owes.
    Owed,
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WalletEntriesQuery {
    /// `wallet` (when absent) or `owed`.
    #[serde(default)]
    #[param(inline)]
    account: Option<WalletAccount>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// The movements of one's own wallet, newest first, each explained in both languages.
#[utoipa::path(get, path = "/api/v1/wallet/entries", tag = "wallet", params(WalletEntriesQuery),
    responses((status = 200, description = "A page of movements.", body = Page<AccountLineOut>)))]
pub async fn list_wallet_entries(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<WalletEntriesQuery>,
) -> httpkit::Result<Json<Page<AccountLineOut>>> {
    let (limit, cursor) = PageQuery { limit: query.limit, cursor: query.cursor }.parse()?;
    let kind = match query.account.unwrap_or_default() {
        WalletAccount::Wallet => Kind::CustomerWallet,
        WalletAccount::Owed => Kind::CustomerReceivable,
    };
    let (pool, owner) = (app.chassis.db.pool(), actor.user_id.uuid());
    Ok(Json(lines::page(pool, kind, owner, limit, cursor).await?))
}
