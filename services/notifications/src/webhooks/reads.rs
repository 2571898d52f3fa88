//! Endpoints and messages as partners and operators see them.

use super::attempt::{public_id, text};
use super::error::WebhookError;
use super::store::endpoints::{self, Endpoint};
use super::store::messages::{self, Listed};
use super::store::{ANSWER_CONTEXT, BODY_CONTEXT, URL_CONTEXT, attempts};
use crate::app::App;
use chassis::crypto::Sealed;
use httpkit::{Cursor, Page, PageQuery};
use kernel::DateTime;
use kernel::ids::{BookingId, UserId, WebhookEndpointId, WebhookMessageId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// An endpoint, without its secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpointOut {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where messages go.
    #[schema(example = "https://hooks.jasmine.example/osta")]
    pub url: String,
    /// What it is called.
    pub description: Option<String>,
    /// Of what it is told; empty means of everything.
    #[schema(example = json!(["booking.confirmed", "booking.completed"]))]
    pub event_types: Vec<String>,
    /// Whether messages are sent.
    pub enabled: bool,
    /// Why none are: `by_owner`, `gone` (the receiver answered 410) or `failing`.
    pub off_reason: Option<String>,
    /// Since when none are.
    pub off_at: Option<DateTime>,
    /// Since when nothing arrived.
    pub failing_since: Option<DateTime>,
    /// Until when messages are signed with the secret before too.
    pub previous_secret_until: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

/// An endpoint with a new secret, which is shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewWebhookEndpointOut {
    /// The secret that messages are signed with. It can't be shown again.
    #[schema(example = "whsec_…")]
    pub secret: String,
    /// The endpoint.
    pub endpoint: WebhookEndpointOut,
}

/// A partner's endpoints.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpointsOut {
    /// The newest first; at most ten.
    pub items: Vec<WebhookEndpointOut>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookMessageState {
    /// It is sent, or sent again, at `nextAttemptAt`.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was given up.
    Failed,
}

impl WebhookMessageState {
    fn tag(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    fn of(tag: &str) -> Self {
        let all = [Self::Waiting, Self::Delivered];
        all.into_iter().find(|state| state.tag() == tag).unwrap_or(Self::Failed)
    }
}

/// A message.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookMessageOut {
    /// Its id here.
    pub id: WebhookMessageId,
    /// Its `webhook-id`.
    #[schema(example = "msg_0198c5d07a4b7c3e9d1f2a3b4c5d6e7f")]
    pub webhook_id: String,
    /// What it tells of.
    #[serde(rename = "type")]
    #[schema(example = "booking.confirmed")]
    pub event_type: String,
    /// When that happened.
    pub occurred_at: DateTime,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
    /// What became of it.
    pub state: WebhookMessageState,
    /// Attempts of this round; a replay begins a new one.
    pub attempts: i32,
    /// When it is tried next.
    pub next_attempt_at: Option<DateTime>,
    /// When it arrived or was given up.
    pub ended_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

/// One attempt.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookAttemptOut {
    /// What the receiver answered.
    pub status: Option<i16>,
    /// Why there was no answer: `webhook.timeout`, `webhook.unreachable` (also an address that is
    /// not of the public Internet).
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i32,
    /// The first kibibyte of the answer.
    pub answer: Option<String>,
    /// When it ended.
    pub at: DateTime,
}

/// A message with what was sent and answered.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookMessageDetailOut {
    /// The message.
    pub message: WebhookMessageOut,
    /// Its body, once it was sent.
    pub body: Option<Value>,
    /// Its attempts, the newest first, at most fifty.
    pub attempts: Vec<WebhookAttemptOut>,
}

/// A message that was put into the queue.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookQueuedOut {
    /// The message.
    pub id: WebhookMessageId,
}

/// Messages that were put into the queue again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookReplayedOut {
    /// How many.
    pub count: usize,
    /// Whether there may be more: ask again.
    pub more: bool,
}

/// Which messages to list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WebhookMessageQuery {
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// In that state.
    pub state: Option<WebhookMessageState>,
}

/// An endpoint as it is shown.
#[must_use]
pub fn endpoint_out(endpoint: Endpoint, url: &str) -> WebhookEndpointOut {
    WebhookEndpointOut {
        id: endpoint.id.into(),
        url: url.to_owned(),
        description: endpoint.description,
        event_types: endpoint.event_types,
        enabled: endpoint.off_reason.is_none(),
        off_reason: endpoint.off_reason,
        off_at: endpoint.off_at,
        failing_since: endpoint.failing_since,
        previous_secret_until: endpoint.previous_until,
        created_at: endpoint.created_at,
    }
}

fn message_out(message: &Listed) -> WebhookMessageOut {
    WebhookMessageOut {
        id: message.id.into(),
        webhook_id: public_id(message.id),
        event_type: message.event_type.clone(),
        occurred_at: message.occurred_at,
        booking_id: message.booking_id.map(BookingId::from),
        state: WebhookMessageState::of(&message.state),
        attempts: message.attempts,
        next_attempt_at: message.next_attempt_at,
        ended_at: message.ended_at,
        created_at: message.created_at,
    }
}

/// A partner's endpoints.
///
/// # Errors
/// When the database is away.
pub async fn all(app: &App, partner: UserId) -> Result<WebhookEndpointsOut, WebhookError> {
    let mut items = Vec::new();
    for endpoint in endpoints::list(app.chassis.db.pool(), partner).await? {
        let url = text(app, URL_CONTEXT, &endpoint.sealed_url).await?;
        items.push(endpoint_out(endpoint, &url));
    }
    Ok(WebhookEndpointsOut { items })
}

/// One endpoint of a partner.
///
/// # Errors
/// [`WebhookError::NotFound`].
pub async fn one(
    app: &App,
    partner: UserId,
    id: WebhookEndpointId,
) -> Result<WebhookEndpointOut, WebhookError> {
    let found = endpoints::find(app.chassis.db.pool(), partner, id).await?;
    let endpoint = found.ok_or(WebhookError::NotFound)?;
    let url = text(app, URL_CONTEXT, &endpoint.sealed_url).await?;
    Ok(endpoint_out(endpoint, &url))
}

/// An endpoint's messages, the newest first.
///
/// # Errors
/// [`WebhookError::NotFound`], or a wrong limit or cursor.
pub async fn list(
    app: &App,
    partner: UserId,
    id: WebhookEndpointId,
    query: WebhookMessageQuery,
) -> Result<Page<WebhookMessageOut>, WebhookError> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, cursor) = paging.parse()?;
    let pool = app.chassis.db.pool();
    endpoints::find(pool, partner, id).await?.ok_or(WebhookError::NotFound)?;
    let (state, before) = (query.state.map(WebhookMessageState::tag), cursor.map(|c| (c.at, c.id)));
    let found = messages::list(pool, id, state, before, limit + 1).await?;
    let items = found.iter().map(message_out).collect();
    Ok(Page::from_rows(items, limit, |m: &WebhookMessageOut| Cursor {
        at: m.created_at,
        id: m.id.uuid(),
    }))
}

/// One message with its body and attempts.
///
/// # Errors
/// [`WebhookError::NotFound`].
pub async fn detail(
    app: &App,
    partner: UserId,
    (endpoint, id): (WebhookEndpointId, WebhookMessageId),
) -> Result<WebhookMessageDetailOut, WebhookError> {
    let pool = app.chassis.db.pool();
    endpoints::find(pool, partner, endpoint).await?.ok_or(WebhookError::NotFound)?;
    let message = messages::find(pool, endpoint, id).await?.ok_or(WebhookError::NotFound)?;
    let body = match &message.sealed_body {
        None => None,
        Some(sealed) => serde_json::from_str(&text(app, BODY_CONTEXT, sealed).await?).ok(),
    };
    Ok(WebhookMessageDetailOut {
        body,
        attempts: attempts_of(app, message.id).await?,
        message: message_out(&message),
    })
}

async fn attempts_of(app: &App, message: Uuid) -> Result<Vec<WebhookAttemptOut>, WebhookError> {
    let mut out = Vec::new();
    for attempt in attempts::of(app.chassis.db.pool(), message).await? {
        let answer = match attempt.sealed_answer {
            None => None,
            Some(sealed) => {
                let sealed = Sealed::parse(sealed)?;
                let bytes = app.chassis.keyring.open_any(ANSWER_CONTEXT, &sealed).await?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
        };
        out.push(WebhookAttemptOut {
            status: attempt.status,
            error: attempt.error,
            elapsed_ms: attempt.elapsed_ms,
            answer,
            at: attempt.created_at,
        });
    }
    Ok(out)
}
