//! `/admin/sos`: the list, one alarm, acknowledging and closing it.

use super::wire::{SosAlarmDetailOut, SosAlarmOut, SosState};
use crate::app::App;
use crate::commands::sos::{acknowledge, close, view};
use crate::domain::sos::Alarm;
use crate::reads::sos;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{
    Actor, Cursor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams,
};
use kernel::InvalidFields;
use kernel::ids::SosId;
use kernel::text::paragraph;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 1_000;

/// Which alarms.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SosListQuery {
    /// Only these; all when absent.
    #[param(inline)]
    state: Option<SosState>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Nothing is needed to look after an alarm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SosAcknowledgeIn {}

/// What came of an alarm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SosCloseIn {
    /// What was done and how it ended, 1 to 1000 characters. Kept sealed.
    #[schema(example = "تواصلنا معها وهي بخير", max_length = 1000)]
    pub note: String,
}

/// See alarms
///
/// Those that nobody looks after first, then acknowledged, then closed ones; the newest of each
/// first.
#[utoipa::path(get, path = "/api/v1/admin/sos", tag = "admin-sos", params(SosListQuery),
    responses((status = 200, description = "A page of alarms.", body = Page<SosAlarmOut>)))]
pub async fn list_sos(
    State(app): State<App>,
    QueryParams(query): QueryParams<SosListQuery>,
) -> httpkit::Result<Json<Page<SosAlarmOut>>> {
    let SosListQuery { state, limit, cursor } = query;
    let (limit, cursor) = PageQuery { limit, cursor }.parse()?;
    let after = cursor.map(|cursor| SosId::from(cursor.id));
    let alarms = sos::list(&app, state.map(Into::into), after, limit).await?;
    let items = alarms.iter().map(SosAlarmOut::from).collect();
    let page = Page::from_rows(items, limit, |alarm: &SosAlarmOut| Cursor {
        at: alarm.raised_at,
        id: alarm.id.uuid(),
    });
    Ok(Json(page))
}

/// Open an alarm
///
/// With what the person sent and where the provider is now. Who looked goes to the audit log.
#[utoipa::path(get, path = "/api/v1/admin/sos/{id}", tag = "admin-sos",
    params(("id" = SosId, Path, description = "The alarm.")),
    responses((status = 200, description = "The alarm.", body = SosAlarmDetailOut)))]
pub async fn show_sos(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<SosId>,
) -> httpkit::Result<Json<SosAlarmDetailOut>> {
    let view = view::run(&app, actor.user_id, id).await?;
    Ok(Json(SosAlarmDetailOut::new(view, app.chassis.world.now())))
}

/// Look after an alarm
///
/// Stops its escalation. One that another operator looks after already stays that operator's.
#[utoipa::path(post, path = "/api/v1/admin/sos/{id}/acknowledge", tag = "admin-sos",
    request_body = SosAcknowledgeIn,
    params(("id" = SosId, Path, description = "The alarm."), IdempotencyHeader),
    responses((status = 200, description = "Somebody looks after it.", body = SosAlarmOut)))]
pub async fn acknowledge_sos(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<SosId>,
    body: IdempotentBody<SosAcknowledgeIn>,
) -> httpkit::Result<Response> {
    let SosAcknowledgeIn {} = body.value;
    let show = |alarm: &Alarm| SosAlarmOut::from(alarm);
    Ok(respond(acknowledge::run(&app, actor.user_id, id, &body.key, show).await?))
}

/// Close an alarm
///
/// With what came of it. The person can raise a new one.
#[utoipa::path(post, path = "/api/v1/admin/sos/{id}/close", tag = "admin-sos",
    request_body = SosCloseIn,
    params(("id" = SosId, Path, description = "The alarm."), IdempotencyHeader),
    responses((status = 200, description = "It is over.", body = SosAlarmOut)))]
pub async fn close_sos(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<SosId>,
    body: IdempotentBody<SosCloseIn>,
) -> httpkit::Result<Response> {
    let note = paragraph(&body.value.note, LONGEST_NOTE)
        .map_err(|invalid| InvalidFields::one("note", invalid))?;
    let show = |alarm: &Alarm| SosAlarmOut::from(alarm);
    Ok(respond(close::run(&app, actor.user_id, id, &body.key, &note, show).await?))
}
