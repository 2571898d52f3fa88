//! `GET /wallet`

use crate::app::App;
use crate::reads::wallet::{WalletOut, wallet_in_tx};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::Actor;

/// One's own wallet: what is in it, what is set aside, what may be spent, what is owed.
#[utoipa::path(get, path = "/api/v1/wallet", tag = "wallet",
    responses((status = 200, description = "The wallet.", body = WalletOut)))]
pub async fn get_wallet(State(app): State<App>, actor: Actor) -> httpkit::Result<Json<WalletOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError::from)?;
    Ok(Json(wallet_in_tx(&mut connection, actor.user_id).await?))
}
