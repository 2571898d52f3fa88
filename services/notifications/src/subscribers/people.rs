//! People: who they are, their welcome and their codes.

use super::announce::tell_all;
use crate::app::App;
use crate::commands::send_code;
use crate::domain::Message;
use crate::store::{devices, recipients};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use chrono::TimeDelta;
use contracts::identity::{AccountStatus, OtpRequested, SessionsEnded, UserChanged};
use kernel::Instant;
use sqlx::PgConnection;

/// Who registered longer ago is not new: an import, or a read model built again.
const NEW_FOR: TimeDelta = TimeDelta::days(2);

/// Keeps the read model of people and welcomes those who are new.
pub struct OnUserChanged(pub App);

#[async_trait]
impl On<UserChanged> for OnUserChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        let (user, now) = (&envelope.event, self.0.chassis.world.now());
        let is_unwelcomed = recipients::save_in_tx(tx, user, now).await?;
        if is_unwelcomed && is_new(user, envelope.occurred_at) {
            recipients::welcomed_in_tx(tx, user.user_id, now).await?;
            let message = Message::Welcome { role: user.role };
            tell_all(tx, &self.0, envelope, vec![(user.user_id, message)]).await?;
        }
        Ok(())
    }
}

/// Whether this is a person, not staff, who can use the platform from now on.
fn is_new(user: &UserChanged, at: Instant) -> bool {
    user.status == AccountStatus::Active
        && !user.role.is_operator()
        && at - user.registered_at < NEW_FOR
}

/// Forgets the browsers of log-ins that ended: whoever uses them next is told nothing of the person.
pub struct OnSessionsEnded;

#[async_trait]
impl On<SessionsEnded> for OnSessionsEnded {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<SessionsEnded>,
    ) -> Result<(), HandlerError> {
        devices::forget_sessions_in_tx(tx, &envelope.event.session_ids).await?;
        Ok(())
    }
}

/// Sends a one-time code.
pub struct OnOtpRequested(pub App);

#[async_trait]
impl On<OtpRequested> for OnOtpRequested {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<OtpRequested>,
    ) -> Result<(), HandlerError> {
        Ok(send_code::run_in_tx(tx, &self.0, envelope).await?)
    }
}
