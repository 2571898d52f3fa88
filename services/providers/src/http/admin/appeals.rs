//! `/admin/appeals`.

use crate::App;
use crate::commands::decide_appeal::{self as command, AppealDecision};
use crate::error::Result;
use crate::ids::AppealId;
use crate::reads::appeals::AppealRecordOut;
use crate::store::decisions;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{
    Actor, Cursor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams,
};
use kernel::InvalidFields;
use kernel::ids::TypedId as _;
use serde::Deserialize;

/// Where an appeal stands.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealState {
    /// Waits for a decision.
    Open,
    /// The decision stays.
    Upheld,
    /// The decision was undone.
    Overturned,
    /// The decision was undone before the appeal was decided.
    Settled,
}

impl AppealState {
    fn tag(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
            Self::Settled => "settled",
        }
    }
}

/// Which appeals.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppealsQuery {
    /// Only those that stand there.
    #[param(inline)]
    state: Option<AppealState>,
    /// Only open ones that wait longer than they may.
    #[serde(default)]
    overdue: bool,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Appeals, the oldest first.
#[utoipa::path(get, path = "/api/v1/admin/appeals", tag = "admin providers",
    params(AppealsQuery),
    responses((status = 200, description = "A page of appeals", body = Page<AppealRecordOut>)))]
pub async fn list_appeals(
    State(app): State<App>,
    QueryParams(query): QueryParams<AppealsQuery>,
) -> httpkit::Result<Json<Page<AppealRecordOut>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let (limit, after) = page.parse()?;
    Ok(Json(list(&app, &query, after, limit).await?))
}

async fn list(
    app: &App,
    query: &AppealsQuery,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<AppealRecordOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let state = query.state.map(AppealState::tag);
    let now = app.chassis.world.now();
    let overdue_at = query.overdue.then_some(now);
    let after = after.map(|cursor| (cursor.at, cursor.id));
    let rows =
        decisions::appeals_in_tx(&mut connection, state, overdue_at, after, limit + 1).await?;
    let items = rows.into_iter().map(|appeal| AppealRecordOut::at(appeal, now)).collect();
    Ok(Page::from_rows(items, limit, |line: &AppealRecordOut| Cursor {
        at: line.appeal.created_at,
        id: line.appeal.id.uuid(),
    }))
}

/// What becomes of an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealRecordOutcome {
    /// The decision stays.
    Uphold,
    /// The decision is undone: a suspended provider is verified again, a rejected one is under
    /// review again.
    Overturn,
}

/// A decision on an appeal.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppealDecisionIn {
    /// What becomes of it.
    outcome: AppealRecordOutcome,
    /// Why, as the provider reads it.
    #[schema(example = "الشهادة الجديدة سارية وواضحة.")]
    reason: String,
}

/// Decides on an appeal. Whoever made the decision that is appealed is refused.
#[utoipa::path(post, path = "/api/v1/admin/appeals/{id}/decide", tag = "admin providers",
    request_body = AppealDecisionIn,
    params(("id" = AppealId, Path, description = "The appeal"), IdempotencyHeader),
    responses((status = 200, description = "The appeal is decided", body = AppealRecordOut)))]
pub async fn decide_appeal(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<AppealId>,
    body: IdempotentBody<AppealDecisionIn>,
) -> httpkit::Result<Response> {
    let reason = super::reason(&body.value.reason)
        .map_err(|invalid| InvalidFields::one("reason", invalid))?;
    let overturn = body.value.outcome == AppealRecordOutcome::Overturn;
    let decision = AppealDecision { overturn, reason };
    Ok(respond(command::run(&app, actor.user_id, &body.key, id, decision).await?))
}
