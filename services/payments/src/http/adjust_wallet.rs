//! `POST /admin/wallets/{userId}/adjustments`

use crate::app::App;
use crate::commands::adjust_wallet::{Adjustment, run};
use crate::domain::template::AdjustmentSource;
use crate::http::input;
use crate::http::key::KeyHeader;
use crate::reads::wallet::WalletOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotentBody, PathParams};
use kernel::ids::UserId;
use kernel::{Fields, InvalidFields, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// What to do to a wallet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WalletAdjustmentIn {
    /// By how much; negative takes out.
    amount: Money,
    /// What stands behind it.
    source: AdjustmentSource,
    /// Why.
    #[schema(example = "Paid 200 EGP at the Maadi office, receipt 1042", max_length = 500)]
    reason: String,
}

impl WalletAdjustmentIn {
    fn parse(&self) -> Result<Adjustment, InvalidFields> {
        let mut fields = Fields::new();
        let amount = fields.take("amount", input::signed_amount(self.amount));
        let reason = input::reason(&mut fields, &self.reason);
        match (amount, reason) {
            (Some(amount), Some(reason)) => Ok(Adjustment { amount, source: self.source, reason }),
            _ => Err(fields.into_error()),
        }
    }
}

/// Puts money into a customer's wallet, or takes it out. What the customer owes is taken from
/// what comes in. Needs an `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/admin/wallets/{userId}/adjustments", tag = "admin-ledger",
    params(("userId" = UserId, Path, description = "The customer."), KeyHeader),
    request_body = WalletAdjustmentIn,
    responses((status = 201, description = "The wallet after it.", body = WalletOut)))]
pub async fn adjust_wallet(
    State(app): State<App>,
    actor: Actor,
    PathParams(user): PathParams<UserId>,
    body: IdempotentBody<WalletAdjustmentIn>,
) -> httpkit::Result<Response> {
    let wanted = body.value.parse()?;
    Ok(respond(run(&app, actor, &body.key, user, &wanted).await?))
}
