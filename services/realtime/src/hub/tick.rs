//! What time does: tokens end, slow clients get what waits, empty rooms close.

use super::{Hub, Peer, lock};
use crate::domain::outbox::Frame;
use crate::error::Bye;
use crate::store::bookings;
use chrono::{DateTime, TimeDelta};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often slow clients are looked after.
const DRAIN: Duration = Duration::from_millis(25);
/// How often everybody is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often ended bookings are forgotten, in rounds of [`LOOK`].
const FORGET: u64 = 3_600;
/// How long ended bookings are kept.
const KEEP: TimeDelta = TimeDelta::days(1);
/// How long before its end a client is told that its token ends, in seconds.
const WARN_S: i64 = 60;

impl Hub {
    /// Lets time do what it does until `stop`.
    pub async fn tick(self, stop: CancellationToken) {
        let (mut drain, mut look) = (tokio::time::interval(DRAIN), tokio::time::interval(LOOK));
        let mut rounds = 0u64;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = drain.tick() => self.drain_stalled(),
                _ = look.tick() => {
                    self.look_at_everybody();
                    if rounds.is_multiple_of(FORGET) {
                        self.forget_ended().await;
                    }
                    rounds += 1;
                }
            }
        }
    }

    /// Says what waits, to everybody who has place again.
    pub fn drain_stalled(&self) {
        let stalled = std::mem::take(&mut *lock(&self.0.stalled));
        if stalled.is_empty() {
            return;
        }
        let still: Vec<Arc<Peer>> = stalled.into_iter().filter(|peer| !peer.drain()).collect();
        lock(&self.0.stalled).extend(still);
    }

    /// Ends what has to end now.
    pub fn look_at_everybody(&self) {
        let now_s = self.world().now().timestamp();
        for peer in self.everybody() {
            let left_s = peer.expires_at_s() - now_s;
            if !peer.is_open() {
                self.remove(&peer);
            } else if left_s <= 0 {
                self.close(&peer, Bye::TokenExpired);
            } else if left_s <= WARN_S && peer.warn_once() {
                let at = DateTime::from_timestamp(peer.expires_at_s(), 0);
                let body = json!({ "expiresAt": at }).into();
                let frame = Frame { event: "session.expiring", room: None, fleeting: false, body };
                self.send(&peer, frame);
            }
        }
        self.close_empty_rooms();
    }

    async fn forget_ended(&self) {
        let before = self.world().now() - KEEP;
        match bookings::forget_ended(self.db().pool(), before).await {
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "ended bookings could not be forgotten"),
        }
    }
}
