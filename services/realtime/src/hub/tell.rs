//! What waits in a room is told to everybody inside, each as it may see it.

use super::room::RoomState;
use super::{Hub, Peer, lock};
use crate::domain::fact::Told;
use crate::domain::outbox::Frame;
use crate::error::Bye;
use contracts::PortError;
use contracts::realtime::Viewer;
use futures::future::join_all;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How much is told in one turn; then somebody may come in, and everybody may read.
const AT_ONCE: usize = 32;
/// How long a room waits for those who still read before it goes on, and how often it looks.
const READ: Duration = Duration::from_millis(250);
const LOOK: Duration = Duration::from_millis(5);

impl Hub {
    /// Tells what waits until nothing does.
    pub(super) async fn tell(self, state: Arc<RoomState>) {
        loop {
            let mut turn = state.turn.lock().await;
            let (batch, viewers) = {
                let mut inside = lock(&state.inside);
                let count = inside.waiting.len().min(AT_ONCE);
                if count == 0 {
                    inside.telling = false;
                    return;
                }
                // What was told already: somebody opened the room while it was being heard.
                let batch: Vec<Told> =
                    inside.waiting.drain(..count).filter(|t| t.seq > turn.told).collect();
                let mut viewers: Vec<Viewer> = inside.members.values().map(|p| p.viewer).collect();
                viewers.sort_unstable_by_key(|v| (v.user_id, v.lang as u8, v.session_id));
                viewers.dedup();
                (batch, viewers)
            };
            let Some(last) = batch.last() else { continue };
            let looks = viewers
                .into_iter()
                .map(async |viewer| (viewer, self.frames(viewer, state.room, &batch).await));
            let shown: HashMap<_, _> = join_all(looks).await.into_iter().collect();
            self.deliver(&state, &shown);
            turn.told = last.seq;
            let late = (self.world().now() - last.at).num_milliseconds().max(0);
            metrics::histogram!("osta_realtime_delay_seconds").record(late as f64 / 1000.0);
            drop(turn);
            self.let_them_read(&state).await;
        }
    }

    /// When there is more to tell, gives those who still read what was told a moment: a burst must
    /// not cost a client its connection that only needs the time to read it.
    async fn let_them_read(&self, state: &RoomState) {
        let somebody_reads = || {
            let inside = lock(&state.inside);
            !inside.waiting.is_empty() && inside.members.values().any(|peer| peer.is_behind())
        };
        tokio::task::yield_now().await;
        let all_read = async {
            while somebody_reads() {
                tokio::time::sleep(LOOK).await;
                self.drain_stalled();
            }
        };
        let _slow_ones_wait_no_longer = tokio::time::timeout(READ, all_read).await;
    }

    fn deliver(&self, state: &RoomState, shown: &HashMap<Viewer, Result<Vec<Frame>, PortError>>) {
        let (mut out, mut unserved): (Vec<Arc<Peer>>, Vec<Arc<Peer>>) = (vec![], vec![]);
        let mut slow: Vec<Arc<Peer>> = vec![];
        {
            // Held while it is said, so that nobody who has just left hears it.
            let mut inside = lock(&state.inside);
            for peer in inside.members.values() {
                match shown.get(&peer.viewer) {
                    Some(Ok(frames)) => {
                        for frame in frames {
                            if self.offer(peer, frame.clone()) {
                                slow.push(peer.clone());
                                break;
                            }
                        }
                    }
                    Some(Err(PortError::Unavailable)) => unserved.push(peer.clone()),
                    Some(Err(_)) => out.push(peer.clone()),
                    None => {}
                }
            }
            for peer in &out {
                inside.members.remove(&peer.id);
            }
        }
        for peer in out {
            self.tell_left(&peer, state.room);
        }
        for peer in unserved {
            self.close(&peer, Bye::Unavailable);
        }
        for peer in slow {
            self.close(&peer, Bye::TooSlow);
        }
    }
}
