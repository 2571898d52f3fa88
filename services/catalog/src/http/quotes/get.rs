use super::QuoteOut;
use crate::App;
use crate::store::quotes;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{MaybeActor, PathParams, Problem};
use kernel::ids::QuoteId;

/// One quote
///
/// One's own, or a guest's by its id. An expired one is shown with `isExpired`.
#[utoipa::path(get, path = "/api/v1/quotes/{id}", tag = "quotes",
    params(("id" = uuid::Uuid, Path, description = "The quote.")),
    responses((status = 200, description = "The quote.", body = QuoteOut)))]
pub async fn get_quote(
    State(app): State<App>,
    MaybeActor(actor): MaybeActor,
    PathParams(id): PathParams<QuoteId>,
) -> httpkit::Result<Json<QuoteOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let kept = quotes::find(&mut connection, id)
        .await?
        .filter(|kept| {
            let owner = kept.quote.customer_id;
            owner.is_none() || owner == actor.map(|a| a.user_id)
        })
        .ok_or_else(Problem::not_found)?;
    Ok(Json(QuoteOut::of(kept, app.chassis.world.now())))
}
