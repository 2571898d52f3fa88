//! A person asks to be forgotten, and may come back in time.

use super::end_sessions;
use super::log_in::let_in;
use super::verify_code::{TypedCode, check_and_use_up};
use crate::app::App;
use crate::domain::deletion::GRACE;
use crate::error::{AccountError, AuthError, PrivacyError, Trouble};
use crate::jobs::ERASE_ACCOUNT;
use crate::publish;
use crate::store::deletions::{self, OpenDeletion};
use crate::store::sessions::EndReason;
use crate::store::users::{self, User};
use chassis::Tx;
use chassis::limits::AUTHENTICATION;
use contracts::identity::{AccountStatus, OtpPurpose};
use contracts::privacy::{DeletionCancelled, DeletionScheduled};
use httpkit::Actor;
use kernel::ids::{EventId, UserId};
use serde_json::json;
use sqlx::PgConnection;
use zeroize::Zeroizing;

/// How somebody shows that it is really the account's owner.
pub enum Proof {
    /// The account's password.
    Password(Zeroizing<String>),
    /// A one-time code for logging in, sent to the account's phone.
    Code(String),
}

/// Closes the account and schedules its erasure. All sessions end; logging in takes it back.
///
/// # Errors
/// [`PrivacyError`]; a wrong proof, or something that stands in the way.
pub async fn run(app: &App, actor: Actor, proof: Proof) -> Result<OpenDeletion, PrivacyError> {
    if actor.role.is_operator() {
        return Err(PrivacyError::Staff);
    }
    let user = users::find(app.chassis.db.pool(), actor.user_id).await?;
    let user = user.ok_or(PrivacyError::NotFound)?;
    let mut tx = prove(app, &user, proof).await?;
    let in_the_way = app.obstacles(user.id).await.map_err(|_| PrivacyError::StandingUnknown)?;
    if !in_the_way.is_empty() {
        return Err(PrivacyError::InTheWay(in_the_way));
    }
    let now = app.now();
    let world = &app.chassis.world;
    let user = users::lock_in_tx(&mut tx, user.id).await?.ok_or(PrivacyError::NotFound)?;
    let open = deletions::lock_open_in_tx(&mut tx, user.id).await?;
    if open.is_some() && user.status != AccountStatus::Suspended {
        return Err(PrivacyError::AlreadyScheduled);
    }
    // A token outlives a suspension by minutes: closing the account and logging in again must not
    // undo it.
    let_in(user.status).map_err(PrivacyError::Auth)?;
    let (id, erase_at): (EventId, _) = (world.id(), now + GRACE);
    deletions::insert_in_tx(&mut tx, id, user.id, erase_at, now).await?;
    let user = User { status: AccountStatus::Inactive, ..user };
    users::save_in_tx(&mut tx, &user, now).await?;
    end_sessions::all_in_tx(&mut tx, app, user.id, None, EndReason::Closed).await?;
    publish::user_changed(&mut tx, app, &user).await?;
    let event = DeletionScheduled { user_id: user.id, erase_at };
    chassis::bus::append(&mut tx, world, &event).await?;
    schedule_in_tx(&mut tx, app, user.id, erase_at).await?;
    tx.commit().await?;
    Ok(OpenDeletion { id: id.uuid(), erasing: false, erase_at, created_at: now })
}

/// A transaction in which the proof is used up.
async fn prove(app: &App, user: &User, proof: Proof) -> Result<Tx, PrivacyError> {
    match proof {
        Proof::Code(code) => {
            let phone = app.open_phone(&user.phone)?;
            let typed = TypedCode { phone, code, purpose: OtpPurpose::LogIn };
            check_and_use_up(app, &typed).await.map_err(PrivacyError::Auth)
        }
        Proof::Password(password) => {
            let key = format!("password|{}", user.id);
            let decision = app.chassis.limiter.check(&AUTHENTICATION, &key).await;
            if !decision.allowed {
                let refused = AuthError::TooOften { rule: &AUTHENTICATION, decision };
                return Err(PrivacyError::Auth(refused));
            }
            // Without a stored password none is right, after the same work.
            if !app.hasher.verify(password, user.password_hash.clone()).await? {
                return Err(PrivacyError::Account(AccountError::WrongPassword));
            }
            app.chassis.limiter.refund(&AUTHENTICATION, &key).await;
            Ok(app.chassis.db.begin().await?)
        }
    }
}

/// Schedules the erasure; again moves it.
pub(crate) async fn schedule_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
    at: kernel::Instant,
) -> Result<(), Trouble> {
    let world = &app.chassis.world;
    chassis::jobs::schedule(tx, world, "identity", ERASE_ACCOUNT, user.uuid(), at, json!({}))
        .await?;
    Ok(())
}

/// Takes the wish back by request, whatever state the account is in.
///
/// # Errors
/// [`PrivacyError::NotScheduled`].
pub async fn take_back(app: &App, actor: Actor) -> Result<(), PrivacyError> {
    let mut tx = app.chassis.db.begin().await?;
    let user = users::lock_in_tx(&mut tx, actor.user_id).await?.ok_or(PrivacyError::NotFound)?;
    if !cancel_open_in_tx(&mut tx, app, user.id).await? {
        return Err(PrivacyError::NotScheduled);
    }
    if user.status == AccountStatus::Inactive {
        open_again_in_tx(&mut tx, app, user).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whoever proves who it is while its account waits to be erased is back: the account is active
/// again and nothing is erased. Anybody else stays as it is. The account is locked.
pub(super) async fn come_back_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: User,
) -> Result<User, Trouble> {
    if user.status != AccountStatus::Inactive || !cancel_open_in_tx(tx, app, user.id).await? {
        return Ok(user);
    }
    open_again_in_tx(tx, app, user).await
}

/// Cancels the open wish of a person whose account is locked; the account's state stays. False when
/// there is none, or it is too late.
pub(crate) async fn cancel_open_in_tx(
    tx: &mut PgConnection,
    app: &App,
    user: UserId,
) -> Result<bool, Trouble> {
    let open = deletions::lock_open_in_tx(tx, user).await?;
    let Some(open) = open.filter(|open| !open.erasing) else { return Ok(false) };
    deletions::cancel_in_tx(tx, open.id, app.now()).await?;
    chassis::jobs::cancel(tx, "identity", ERASE_ACCOUNT, user.uuid()).await?;
    let event = DeletionCancelled { user_id: user };
    chassis::bus::append(tx, &app.chassis.world, &event).await?;
    Ok(true)
}

/// A closed account is active again.
async fn open_again_in_tx(tx: &mut PgConnection, app: &App, user: User) -> Result<User, Trouble> {
    let user = User { status: AccountStatus::Active, ..user };
    users::save_in_tx(tx, &user, app.now()).await?;
    publish::user_changed(tx, app, &user).await?;
    Ok(user)
}
