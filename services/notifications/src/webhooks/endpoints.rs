//! Making, changing and removing endpoints, and their secrets.

use super::attempt::text;
use super::error::WebhookError;
use super::reads::{NewWebhookEndpointOut, WebhookEndpointOut, endpoint_out};
use super::signing::secret;
use super::store::endpoints::{self, Wanted};
use super::store::{SECRET_CONTEXT, URL_CONTEXT};
use super::types;
use crate::app::App;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use kernel::ids::{UserId, WebhookEndpointId};
use kernel::text::optional_line;
use kernel::{Fields, Invalid, InvalidFields};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// How many endpoints a partner may have.
const MOST: i64 = 10;
/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 200;
/// For how long the secret before counts, unless said otherwise, in hours.
pub const OVERLAP_H: u32 = 24;
/// At most.
pub const LONGEST_OVERLAP_H: u32 = 7 * 24;

/// Who acts on whose endpoints: a partner's program on its own, or an operator.
#[derive(Clone, Copy)]
pub struct By {
    /// The partner.
    pub partner: UserId,
    /// The operator, when it is one.
    pub operator: Option<UserId>,
}

/// An endpoint as it was typed.
pub struct TypedEndpoint {
    /// Where to.
    pub url: String,
    /// What it is called.
    pub description: Option<String>,
    /// Of what it is told; empty means of everything.
    pub event_types: Vec<String>,
    /// Whether anything is sent.
    pub enabled: bool,
}

struct Checked {
    url: String,
    description: Option<String>,
    event_types: Vec<String>,
    enabled: bool,
}

fn check(app: &App, typed: &TypedEndpoint) -> Result<Checked, InvalidFields> {
    let mut fields = Fields::new();
    let url = app.senders.hooks.allowed(typed.url.trim()).ok_or_else(|| {
        Invalid::new(
            "webhooks.bad_url",
            "اكتب عنوانًا عامًا يبدأ بـ https:// بلا اسم مستخدم ولا شبكة داخلية.",
            "Give a public address that begins with https://, without a user name, and not one \
             of an internal network.",
        )
    });
    let url = fields.take("url", url);
    let description = optional_line(typed.description.as_deref(), LONGEST_DESCRIPTION);
    let description = fields.take("description", description);
    let mut event_types = Vec::new();
    for (at, text) in typed.event_types.iter().enumerate().take(types::ALL.len() + 1) {
        let known = fields.take(format!("eventTypes[{at}]"), types::parse(text));
        event_types.extend(known.map(ToOwned::to_owned));
    }
    event_types.sort_unstable();
    event_types.dedup();
    let (Some(url), Some(description)) = (url, description) else {
        return Err(fields.into_error());
    };
    fields.finish()?;
    Ok(Checked { url: url.into(), description, event_types, enabled: typed.enabled })
}

/// Makes an endpoint. Its secret is in the answer and nowhere else.
///
/// # Errors
/// [`WebhookError`].
pub async fn create(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    typed: &TypedEndpoint,
) -> Result<Answer, WebhookError> {
    let checked = check(app, typed)?;
    let (world, keyring) = (&app.chassis.world, &app.chassis.keyring);
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    // A program's key says itself that it is a partner's.
    if by.operator.is_some() && !endpoints::is_partner(&mut *tx, by.partner).await? {
        return Err(WebhookError::NotFound);
    }
    if endpoints::count_in_tx(&mut tx, by.partner).await? >= MOST {
        return Err(WebhookError::TooMany);
    }
    let id: WebhookEndpointId = world.id();
    let secret = secret(&world.bytes());
    let sealed_url = keyring.seal_text(URL_CONTEXT, &checked.url);
    let sealed = keyring.seal_text(SECRET_CONTEXT, &secret);
    endpoints::insert_in_tx(
        &mut tx,
        (id, by.partner),
        &wanted(&checked, &sealed_url),
        &sealed,
        now,
    )
    .await?;
    audit_in_tx(&mut tx, app, by, ("webhook.create", id), json!({"enabled": checked.enabled}))
        .await?;
    let endpoint = shown_in_tx(&mut tx, app, by, id).await?;
    let out = NewWebhookEndpointOut { secret: secret.to_string(), endpoint };
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Changes an endpoint; switched on again, it is told of what happens from then on.
///
/// # Errors
/// [`WebhookError`].
pub async fn change(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    id: WebhookEndpointId,
    typed: &TypedEndpoint,
) -> Result<Answer, WebhookError> {
    let checked = check(app, typed)?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    endpoints::lock_in_tx(&mut tx, by.partner, id).await?.ok_or(WebhookError::NotFound)?;
    let sealed_url = app.chassis.keyring.seal_text(URL_CONTEXT, &checked.url);
    let now = app.chassis.world.now();
    endpoints::update_in_tx(&mut tx, id, &wanted(&checked, &sealed_url), now).await?;
    audit_in_tx(&mut tx, app, by, ("webhook.change", id), json!({"enabled": checked.enabled}))
        .await?;
    let answer = Answer::json(200, &shown_in_tx(&mut tx, app, by, id).await?)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Puts a new secret in the place of one. Messages are signed with both for the overlap.
///
/// # Errors
/// [`WebhookError`].
pub async fn rotate(
    app: &App,
    by: By,
    key: &IdempotencyKey,
    id: WebhookEndpointId,
    overlap_h: u32,
) -> Result<Answer, WebhookError> {
    if overlap_h > LONGEST_OVERLAP_H {
        let invalid = Invalid::new(
            "webhooks.bad_overlap",
            format!("اختر مدة من 0 إلى {LONGEST_OVERLAP_H} ساعة."),
            format!("Choose 0 to {LONGEST_OVERLAP_H} hours."),
        );
        return Err(InvalidFields::one("overlapHours", invalid).into());
    }
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    endpoints::lock_in_tx(&mut tx, by.partner, id).await?.ok_or(WebhookError::NotFound)?;
    let secret = secret(&world.bytes());
    let sealed = app.chassis.keyring.seal_text(SECRET_CONTEXT, &secret);
    let until = now + TimeDelta::hours(overlap_h.into());
    endpoints::rotate_in_tx(&mut tx, id, &sealed, until, now).await?;
    audit_in_tx(&mut tx, app, by, ("webhook.rotate", id), json!({"overlapHours": overlap_h}))
        .await?;
    let endpoint = shown_in_tx(&mut tx, app, by, id).await?;
    let out = NewWebhookEndpointOut { secret: secret.to_string(), endpoint };
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Removes an endpoint with its messages.
///
/// # Errors
/// [`WebhookError`].
pub async fn delete(app: &App, by: By, id: WebhookEndpointId) -> Result<(), WebhookError> {
    let mut tx = app.chassis.db.begin().await?;
    endpoints::lock_in_tx(&mut tx, by.partner, id).await?.ok_or(WebhookError::NotFound)?;
    endpoints::delete_in_tx(&mut tx, id).await?;
    audit_in_tx(&mut tx, app, by, ("webhook.delete", id), json!({})).await?;
    tx.commit().await?;
    Ok(())
}

fn wanted<'a>(checked: &'a Checked, url: &'a chassis::crypto::Sealed) -> Wanted<'a> {
    Wanted {
        sealed_url: url,
        description: checked.description.as_deref(),
        event_types: &checked.event_types,
        is_on: checked.enabled,
    }
}

async fn shown_in_tx(
    tx: &mut PgConnection,
    app: &App,
    by: By,
    id: WebhookEndpointId,
) -> Result<WebhookEndpointOut, WebhookError> {
    let stored = endpoints::find(tx, by.partner, id).await?.ok_or(WebhookError::NotFound)?;
    let url = text(app, URL_CONTEXT, &stored.sealed_url).await?;
    Ok(endpoint_out(stored, &url))
}

/// What an operator did goes on the record; what a partner does to its own does not.
pub(super) async fn audit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    by: By,
    (action, id): (&str, WebhookEndpointId),
    mut details: Value,
) -> Result<(), WebhookError> {
    let Some(operator_id) = by.operator else { return Ok(()) };
    details["partnerId"] = json!(by.partner);
    let acted = OperatorActed {
        action_id: app.chassis.world.id(),
        operator_id,
        action: action.to_owned(),
        subject_type: "webhook_endpoint".into(),
        subject_id: id.to_string(),
        reason: None,
        details,
    };
    Ok(chassis::bus::append(tx, &app.chassis.world, &acted).await?)
}
