//! Who is connected, and how many of whom.

use super::{Hub, Peer, lock};
use crate::config::RealtimeConfig;
use crate::domain::outbox::Frame;
use crate::error::{Bye, RealtimeError};
use crate::hub::peer::Sent;
use kernel::ids::UserId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long the end of a connection is tried, and how often.
const END_TRIES: u32 = 600;
const END_EVERY: Duration = Duration::from_millis(100);

/// Everybody connected to this process.
#[derive(Default)]
pub(super) struct People {
    next_id: u64,
    by_id: HashMap<u64, Arc<Peer>>,
    by_user: HashMap<UserId, Vec<Arc<Peer>>>,
    by_address: HashMap<IpAddr, usize>,
}

impl People {
    fn has_place(&self, config: &RealtimeConfig, user: UserId, address: IpAddr) -> bool {
        self.by_id.len() < config.most_sockets
            && self.by_user.get(&user).map_or(0, Vec::len) < config.most_sockets_an_account
            && self.by_address.get(&address).copied().unwrap_or(0) < config.most_sockets_an_address
    }

    fn insert(&mut self, peer: &Arc<Peer>) {
        self.by_id.insert(peer.id, peer.clone());
        self.by_user.entry(peer.viewer.user_id).or_default().push(peer.clone());
        *self.by_address.entry(peer.address).or_default() += 1;
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Peer>> {
        let peer = self.by_id.remove(&id)?;
        if let Some(same) = self.by_user.get_mut(&peer.viewer.user_id) {
            same.retain(|other| other.id != id);
            if same.is_empty() {
                self.by_user.remove(&peer.viewer.user_id);
            }
        }
        if let Some(count) = self.by_address.get_mut(&peer.address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&peer.address);
            }
        }
        Some(peer)
    }
}

impl Hub {
    /// Whether one more socket of this person and address has a place. Who is let in is counted
    /// by [`Hub::add`].
    ///
    /// # Errors
    /// [`RealtimeError::TooManySockets`].
    pub fn has_place(&self, user: UserId, address: IpAddr) -> Result<(), RealtimeError> {
        match lock(&self.0.people).has_place(self.config(), user, address) {
            true => Ok(()),
            false => Err(RealtimeError::TooManySockets),
        }
    }

    /// Counts a new client in; `make` gets its number.
    ///
    /// # Errors
    /// [`RealtimeError::TooManySockets`].
    pub fn add(
        &self,
        user: UserId,
        address: IpAddr,
        make: impl FnOnce(u64) -> Peer,
    ) -> Result<Arc<Peer>, RealtimeError> {
        let mut people = lock(&self.0.people);
        if !people.has_place(self.config(), user, address) {
            return Err(RealtimeError::TooManySockets);
        }
        people.next_id += 1;
        let peer = Arc::new(make(people.next_id));
        people.insert(&peer);
        metrics::gauge!("osta_realtime_sockets").set(people.by_id.len() as f64);
        Ok(peer)
    }

    /// Forgets a client that is gone.
    pub fn remove(&self, peer: &Arc<Peer>) {
        peer.forget();
        {
            let mut people = lock(&self.0.people);
            people.remove(peer.id);
            metrics::gauge!("osta_realtime_sockets").set(people.by_id.len() as f64);
        }
        for room in peer.rooms() {
            if let Some(state) = self.open_room(room) {
                lock(&state.inside).members.remove(&peer.id);
            }
            peer.left(room);
        }
    }

    /// Everybody.
    pub(super) fn everybody(&self) -> Vec<Arc<Peer>> {
        lock(&self.0.people).by_id.values().cloned().collect()
    }

    /// All clients of one person.
    pub(super) fn clients_of(&self, user: UserId) -> Vec<Arc<Peer>> {
        lock(&self.0.people).by_user.get(&user).cloned().unwrap_or_default()
    }

    /// Says something to one client; one that reads too slowly is sent away. Not under a room's
    /// lock: who is sent away leaves its rooms.
    pub(super) fn send(&self, peer: &Arc<Peer>, frame: Frame) {
        if self.offer(peer, frame) {
            self.close(peer, Bye::TooSlow);
        }
    }

    /// Says something to one client; `true` when it reads too slowly and has to be sent away.
    pub(super) fn offer(&self, peer: &Arc<Peer>, frame: Frame) -> bool {
        match peer.send(frame, self.config().most_waiting) {
            Sent::Done => false,
            Sent::Waits => {
                if peer.stall() {
                    lock(&self.0.stalled).push(peer.clone());
                }
                false
            }
            Sent::Overflow => true,
        }
    }

    /// Says goodbye and ends the connection.
    pub fn close(&self, peer: &Arc<Peer>, bye: Bye) {
        let after_ms = match bye {
            Bye::TooManyEvents => 30_000,
            Bye::Unavailable => 1_000 + u64::from(self.chance()) * 15,
            Bye::Restarting => 500 + u64::from(self.chance()) * 20,
            Bye::TooSlow => 500,
            Bye::TokenExpired | Bye::AccountClosed => 0,
        };
        if !peer.close(bye, after_ms) {
            return;
        }
        metrics::counter!("osta_realtime_goodbyes_total", "code" => bye.code()).increment(1);
        self.remove(peer);
        if bye == Bye::Restarting || peer.end() {
            // Who is told to come back after a restart loses the connection with the process: then
            // the official client comes back by itself.
            return;
        }
        // The transport's buffer is full. As soon as the client has read something it learns that
        // this is the end; if it never does, its ping or the stalled write ends it.
        let peer = peer.clone();
        tokio::spawn(async move {
            for _ in 0..END_TRIES {
                tokio::time::sleep(END_EVERY).await;
                if peer.end() {
                    return;
                }
            }
        });
    }

    /// Ends all connections: they come back to a process that lives.
    pub fn close_all(&self) {
        for peer in self.everybody() {
            self.close(&peer, Bye::Restarting);
        }
    }

    fn chance(&self) -> u8 {
        self.world().bytes::<1>()[0]
    }
}
