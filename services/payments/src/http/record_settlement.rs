//! `POST /admin/providers/{id}/settlements`

use crate::app::App;
use crate::commands::settle_debt::{ProviderPayment, run};
use crate::domain::template::Till;
use crate::http::input;
use crate::http::key::KeyHeader;
use crate::reads::earnings::ProviderBalanceOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotentBody, PathParams};
use kernel::ids::ProviderId;
use kernel::{Fields, InvalidFields, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a provider paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderSettlementIn {
    /// How much.
    amount: Money,
    /// Where the money lies now.
    till: Till,
    /// Receipt or transfer number.
    #[schema(example = "Cash at the Maadi office, receipt 1043", max_length = 500)]
    reason: String,
}

impl ProviderSettlementIn {
    fn parse(&self) -> Result<ProviderPayment, InvalidFields> {
        let mut fields = Fields::new();
        let amount = fields.take("amount", input::amount(self.amount));
        let reason = input::reason(&mut fields, &self.reason);
        match (amount, reason) {
            (Some(amount), Some(reason)) => Ok(ProviderPayment { amount, till: self.till, reason }),
            _ => Err(fields.into_error()),
        }
    }
}

/// Records that a provider paid what it owed. Needs an `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/settlements", tag = "admin-ledger",
    params(("id" = ProviderId, Path, description = "The provider."), KeyHeader),
    request_body = ProviderSettlementIn,
    responses((status = 201, description = "The balance after it.", body = ProviderBalanceOut)))]
pub async fn record_provider_settlement(
    State(app): State<App>,
    actor: Actor,
    PathParams(provider): PathParams<ProviderId>,
    body: IdempotentBody<ProviderSettlementIn>,
) -> httpkit::Result<Response> {
    let paid = body.value.parse()?;
    Ok(respond(run(&app, actor, &body.key, provider, &paid).await?))
}
