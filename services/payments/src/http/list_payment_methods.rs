//! `GET /payment-methods`

use crate::app::App;
use crate::http::input;
use crate::reads::methods::{PaymentMethodsOut, methods};
use axum::Json;
use axum::extract::State;
use httpkit::{MaybeActor, QueryParams};
use kernel::{Fields, Money};
use serde::Deserialize;
use utoipa::IntoParams;

/// For which price.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentMethodsQuery {
    /// The price in piastres; without it a wallet with anything free in it is available.
    #[param(minimum = 1, maximum = 100_000_000, example = 35_000)]
    amount: Option<i64>,
}

/// Every way to pay, whether it may be chosen now, and why not. With a log-in the wallet is the
/// caller's own.
#[utoipa::path(get, path = "/api/v1/payment-methods", tag = "payments",
    params(PaymentMethodsQuery),
    responses((status = 200, description = "The ways to pay.", body = PaymentMethodsOut)))]
pub async fn list_payment_methods(
    State(app): State<App>,
    MaybeActor(actor): MaybeActor,
    QueryParams(query): QueryParams<PaymentMethodsQuery>,
) -> httpkit::Result<Json<PaymentMethodsOut>> {
    let mut fields = Fields::new();
    let amount = query
        .amount
        .and_then(|piastres| fields.take("amount", input::amount(Money::piastres(piastres))));
    fields.finish()?;
    let customer = actor.map(|actor| actor.user_id);
    Ok(Json(methods(app.chassis.db.pool(), customer, amount).await?))
}
