//! `GET /notifications`

use crate::app::App;
use crate::reads::inbox::{self, InboxOut};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use httpkit::{Actor, PageQuery, QueryParams};
use kernel::Lang;

/// My inbox, newest first, in the language of `Accept-Language` (without one, in mine).
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications", params(PageQuery),
    responses((status = 200, description = "A page of the inbox.", body = InboxOut)))]
pub async fn list_notifications(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<InboxOut>> {
    let (limit, cursor) = query.parse()?;
    let lang = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = lang.map(Lang::from_accept_language);
    Ok(Json(inbox::page(&app.chassis.db, actor.user_id, lang, limit, cursor).await?))
}
