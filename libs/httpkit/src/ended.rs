//! What the log tells of sessions and keys: tokens whose session ended are refused at once, and not
//! only when their minutes are over.

use crate::keys::KeyCache;
use chassis::bus::Record;
use chrono::TimeDelta;
use contracts::Event;
use contracts::identity::{AccountStatus, ApiKeyChanged, SessionsEnded, UserChanged};
use kernel::Instant;
use kernel::ids::SessionId;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What is listened to.
pub const TYPES: &[&str] = &[SessionsEnded::TYPE, ApiKeyChanged::TYPE, UserChanged::TYPE];
/// How many events from before a process began it takes in.
pub const BEFORE: i64 = 5_000;
/// Longer than any access token is good.
const TOKENS_LIVE: TimeDelta = TimeDelta::minutes(20);
/// How many sessions may be remembered before those whose tokens are over are looked for.
const SWEEP: usize = 1_000;

/// Sessions that ended while tokens of theirs may still be about.
#[derive(Default)]
pub(crate) struct Ended(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    until: HashMap<SessionId, Instant>,
    sweep_at: usize,
}

impl Ended {
    /// Whether the session ended.
    pub fn has(&self, session: SessionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).until.contains_key(&session)
    }

    fn add(&self, sessions: &[SessionId], at: Instant, now: Instant) {
        let until = at + TOKENS_LIVE;
        if until <= now {
            return;
        }
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.until.extend(sessions.iter().map(|session| (*session, until)));
        if inner.until.len() > inner.sweep_at.max(SWEEP) {
            inner.until.retain(|_, until| now < *until);
            inner.sweep_at = inner.until.len() * 2;
        }
    }
}

/// Takes in one event.
pub(crate) fn hear(ended: &Ended, keys: &KeyCache, record: &Record, now: Instant) {
    match record.event_type.as_str() {
        SessionsEnded::TYPE => {
            if let Some(event) = decode::<SessionsEnded>(record) {
                ended.add(&event.session_ids, record.occurred_at, now);
            }
        }
        ApiKeyChanged::TYPE => {
            if let Some(event) = decode::<ApiKeyChanged>(record) {
                keys.forget_key(event.key_id);
            }
        }
        UserChanged::TYPE => {
            if let Some(event) = decode::<UserChanged>(record)
                && matches!(event.status, AccountStatus::Suspended | AccountStatus::Inactive)
            {
                keys.forget_account(event.user_id);
            }
        }
        _ => {}
    }
}

fn decode<E: DeserializeOwned>(record: &Record) -> Option<E> {
    let read = serde_json::from_value(record.payload.clone());
    read.inspect_err(|error| tracing::error!(%error, record.event_type, "an event can't be read"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{Ended, SWEEP};
    use chrono::TimeDelta;
    use kernel::Instant;
    use kernel::ids::SessionId;
    use uuid::Uuid;

    #[test]
    fn a_session_that_ended_is_remembered_as_long_as_its_tokens_live() {
        let ended = Ended::default();
        let now: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let session = |n: u128| SessionId::from(Uuid::from_u128(n));
        ended.add(&[session(1)], now, now);
        assert!(ended.has(session(1)) && !ended.has(session(2)));
        // From long before: no token of it is about.
        ended.add(&[session(2)], now - TimeDelta::minutes(21), now);
        assert!(!ended.has(session(2)));
        let later = now + TimeDelta::minutes(21);
        let many: Vec<SessionId> = (10..=10 + SWEEP as u128).map(session).collect();
        ended.add(&many, later, later);
        assert!(!ended.has(session(1)) && ended.has(session(10)));
    }
}
