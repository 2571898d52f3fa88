//! API keys: making one, putting another in its place, revoking it, and letting a program in.

use crate::app::App;
use crate::domain::api_key::{MOST_LIVE, NewKey, USE_STEP, next_expiry, overlap_end};
use crate::error::{PartnerError, Trouble};
use crate::publish::{self, Deed};
use crate::reads::partners::{NewApiKeyOut, key_out};
use crate::store::api_keys::{self, StoredKey};
use crate::store::partners;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::identity::{ApiKeyChanged, ApiKeyGrant, ShownKey};
use httpkit::Actor;
use httpkit::keys::{LIVE, hex, shown};
use kernel::ids::{ApiKeyId, UserId};
use kernel::{Scope, Scopes};
use serde_json::json;
use sqlx::PgConnection;
use zeroize::Zeroizing;

/// The context of the keyed hash of a key.
const SECRET: &str = "identity.api_keys.secret_hash";

/// Makes a key for a partner. Its secret is in the answer and nowhere else.
///
/// # Errors
/// [`PartnerError`].
pub async fn make(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    partner: UserId,
    new: &NewKey,
) -> Result<Answer, PartnerError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    if !partners::lock_in_tx(&mut tx, partner).await? {
        return Err(PartnerError::NotFound);
    }
    let (id, secret) = insert_in_tx(&mut tx, app, actor, partner, new).await?;
    let deed = deed("api_key.make", partner, id, new.scopes);
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = shown_once_in_tx(&mut tx, app, (partner, id), &secret).await?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Makes a key that takes the place of another, which stays good for the overlap.
///
/// # Errors
/// [`PartnerError`].
pub async fn rotate(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    (partner, id): (UserId, ApiKeyId),
    overlap_h: u32,
) -> Result<Answer, PartnerError> {
    let now = app.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let before = live_in_tx(&mut tx, app, partner, id).await?;
    if before.replaced_by.is_some() {
        return Err(PartnerError::KeyReplaced);
    }
    let new = NewKey {
        name: before.name.clone(),
        scopes: scopes_of(&before),
        networks: before.networks.clone(),
        expires_at: next_expiry(before.created_at, before.expires_at, now),
    };
    let (next, secret) = insert_in_tx(&mut tx, app, actor, partner, &new).await?;
    let ends_at = overlap_end(before.expires_at, overlap_h, now);
    api_keys::replace_in_tx(&mut tx, id, next, ends_at).await?;
    tell_in_tx(&mut tx, app, partner, id).await?;
    let mut deed = deed("api_key.rotate", partner, id, new.scopes);
    deed.details["replacedBy"] = json!(next);
    deed.details["endsAt"] = json!(ends_at);
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = shown_once_in_tx(&mut tx, app, (partner, next), &secret).await?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Revokes a key, at once.
///
/// # Errors
/// [`PartnerError`].
pub async fn revoke(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    (partner, id): (UserId, ApiKeyId),
    reason: String,
) -> Result<Answer, PartnerError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let before = live_in_tx(&mut tx, app, partner, id).await?;
    api_keys::revoke_in_tx(&mut tx, id, app.now()).await?;
    tell_in_tx(&mut tx, app, partner, id).await?;
    let deed = deed("api_key.revoke", partner, id, scopes_of(&before));
    publish::operator_acted(&mut tx, app, actor, Deed { reason: Some(reason), ..deed }).await?;
    let after = StoredKey { revoked_at: Some(app.now()), ..before };
    let answer = Answer::json(200, &key_out(&after, app.now()))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What a key that was shown may do.
///
/// # Errors
/// [`PartnerError::NotFound`] when it is none, or not any more.
pub async fn admit(app: &App, key: &ShownKey) -> Result<ApiKeyGrant, PartnerError> {
    let (pool, now) = (app.chassis.db.pool(), app.now());
    let stored = api_keys::find_live(pool, key.id, now).await?.ok_or(PartnerError::NotFound)?;
    let hash = hash_of(app, key);
    verify_slices_are_equal(&hash, &stored.secret_hash).map_err(|_| PartnerError::NotFound)?;
    if stored.last_used_at.is_none_or(|at| now - at >= USE_STEP) {
        api_keys::touch(pool, key.id, now).await?;
    }
    Ok(ApiKeyGrant {
        key_id: key.id,
        partner_id: stored.partner_id.into(),
        scopes: scopes_of(&stored),
        networks: stored.networks,
        expires_at: stored.expires_at,
    })
}

fn scopes_of(key: &StoredKey) -> Scopes {
    key.scopes.iter().filter_map(|tag| Scope::from_tag(tag)).collect()
}

fn hash_of(app: &App, key: &ShownKey) -> [u8; 32] {
    let text = format!("{}|{}", key.id, key.digest);
    app.chassis.keyring.blind_index(SECRET, text.as_bytes())
}

async fn live_in_tx(
    tx: &mut PgConnection,
    app: &App,
    partner: UserId,
    id: ApiKeyId,
) -> Result<StoredKey, PartnerError> {
    // The partner's lock first, as where a key is made.
    if !partners::lock_in_tx(tx, partner).await? {
        return Err(PartnerError::NotFound);
    }
    let found = api_keys::lock_in_tx(tx, partner, id).await?.ok_or(PartnerError::NotFound)?;
    let over = found.revoked_at.is_some() || found.expires_at.is_some_and(|end| end <= app.now());
    if over { Err(PartnerError::KeyOver) } else { Ok(found) }
}

async fn insert_in_tx(
    tx: &mut PgConnection,
    app: &App,
    actor: Actor,
    partner: UserId,
    new: &NewKey,
) -> Result<(ApiKeyId, Zeroizing<String>), PartnerError> {
    let (world, now) = (&app.chassis.world, app.now());
    if api_keys::count_live_in_tx(tx, partner, now).await? >= MOST_LIVE {
        return Err(PartnerError::TooManyKeys);
    }
    let id: ApiKeyId = world.id();
    let random = Zeroizing::new(world.bytes::<32>());
    let random = Zeroizing::new(hex(random.as_slice()));
    let secret = Zeroizing::new(format!("{LIVE}{}_{}", id.uuid().simple(), random.as_str()));
    let key = shown(&secret).ok_or_else(|| Trouble::broken("the key just made"))?;
    api_keys::insert_in_tx(tx, (id, partner), new, &hash_of(app, &key), actor.user_id, now).await?;
    Ok((id, secret))
}

async fn shown_once_in_tx(
    tx: &mut PgConnection,
    app: &App,
    (partner, id): (UserId, ApiKeyId),
    secret: &str,
) -> Result<Answer, PartnerError> {
    let stored = api_keys::lock_in_tx(tx, partner, id).await?.ok_or(PartnerError::NotFound)?;
    let out = NewApiKeyOut { secret: secret.to_owned(), key: key_out(&stored, app.now()) };
    Ok(Answer::json(201, &out)?)
}

async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    partner: UserId,
    id: ApiKeyId,
) -> Result<(), PartnerError> {
    let event = ApiKeyChanged { key_id: id, partner_id: partner };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}

fn deed<'a>(action: &'a str, partner: UserId, id: ApiKeyId, scopes: Scopes) -> Deed<'a> {
    Deed {
        action,
        subject_type: "api_key",
        subject_id: id.to_string(),
        reason: None,
        details: json!({"partnerId": partner, "scopes": scopes}),
    }
}
