//! `POST /admin/payouts`

use crate::app::App;
use crate::commands::pay_out::run;
use crate::commands::settle_debt::ProviderPayment;
use crate::domain::template::Till;
use crate::http::input;
use crate::http::key::KeyHeader;
use crate::reads::earnings::ProviderBalanceOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotentBody};
use kernel::ids::ProviderId;
use kernel::{Fields, InvalidFields, Money};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a provider was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PayoutIn {
    /// Who.
    provider_id: ProviderId,
    /// How much.
    amount: Money,
    /// Where the money came from.
    till: Till,
    /// Transfer number.
    #[schema(example = "Bank transfer 88120", max_length = 500)]
    reason: String,
}

impl PayoutIn {
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

/// Records that a provider was paid. Earnings within the reserve window can't be paid out. Needs
/// an `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/admin/payouts", tag = "admin-ledger",
    params(KeyHeader),
    request_body = PayoutIn,
    responses((status = 201, description = "The balance after it.", body = ProviderBalanceOut),
              (status = 404, description = "There is no such provider.",
               body = httpkit::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn record_payout(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<PayoutIn>,
) -> httpkit::Result<Response> {
    let payout = body.value.parse()?;
    Ok(respond(run(&app, actor, &body.key, body.value.provider_id, &payout).await?))
}
