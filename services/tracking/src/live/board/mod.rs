//! The live positions: the spatial index and the lock around it.

use super::roster::{Duty, ProviderState, Roster};
use crate::domain::fix::{Fix, LIVE_FOR};
use crate::domain::flags::Flags;
use crate::domain::journey::Journey;
use crate::domain::map_area::MapArea;
use dispatch::grid::Upserted;
use dispatch::{Entry, Grid, Tags};
use kernel::ids::{BookingId, ProviderId, ServiceId};
use kernel::{Instant, LatLng};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::broadcast;

/// How many fixes a slow listener may be behind before it misses some.
const STREAM_CAPACITY: usize = 4096;

/// A position that moved the live index. What realtime shows to whom it may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LiveFix {
    /// Who.
    pub provider_id: ProviderId,
    /// On whose way.
    pub booking_id: Option<BookingId>,
    /// Where, how exactly, when.
    pub fix: Fix,
    /// When we heard of it.
    pub received_at: Instant,
}

/// What became of an accepted fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is the provider's live position now.
    Live,
    /// It came late and is kept for the record only.
    History,
}

/// An accepted fix with all that is known about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// Who.
    pub provider_id: ProviderId,
    /// The journey it belongs to.
    pub booking_id: Option<BookingId>,
    /// The fix.
    pub fix: Fix,
    /// What is suspicious about it.
    pub flags: Flags,
    /// Whether the provider was on shift.
    pub on_shift: bool,
    /// What became of it.
    pub kept: Kept,
    /// When we heard of it.
    pub received_at: Instant,
}

/// A live position as it is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The fix.
    pub fix: Fix,
    /// What is suspicious about it.
    pub flags: Flags,
    /// When we heard of it.
    pub received_at: Instant,
}

/// A provider on the operators' map.
#[derive(Clone, Debug)]
pub struct OnMap {
    /// Who.
    pub provider_id: ProviderId,
    /// First name and initial.
    pub display_name: String,
    /// Whether it takes instant work.
    pub on_shift: bool,
    /// The journey that is on.
    pub booking_id: Option<BookingId>,
    /// Where.
    pub seen: Seen,
}

/// The live picture. Two locks, always taken in the order roster, grid, and never held across a
/// wait.
pub struct Live {
    roster: RwLock<Roster>,
    grid: RwLock<Grid<ProviderId, Seen>>,
    stream: broadcast::Sender<LiveFix>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            roster: RwLock::default(),
            grid: RwLock::new(Grid::new()),
            stream: broadcast::Sender::new(STREAM_CAPACITY),
        }
    }
}

impl Live {
    // A panic under a lock leaves at worst one provider's position wrong, which its next fix mends.
    fn roster(&self) -> RwLockReadGuard<'_, Roster> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn roster_mut(&self) -> RwLockWriteGuard<'_, Roster> {
        self.roster.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn grid(&self) -> RwLockReadGuard<'_, Grid<ProviderId, Seen>> {
        self.grid.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn grid_mut(&self) -> RwLockWriteGuard<'_, Grid<ProviderId, Seen>> {
        self.grid.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Positions as they become live. A listener that is too slow is told how many it missed.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<LiveFix> {
        self.stream.subscribe()
    }

    /// Tells those who listen that a position is live.
    pub fn tell(&self, taken: &Taken) {
        let Taken { provider_id, booking_id, fix, received_at, .. } = *taken;
        // Nobody listening is no failure.
        let _ = self.stream.send(LiveFix { provider_id, booking_id, fix, received_at });
    }

    /// For what a provider is tracked right now.
    #[must_use]
    pub fn duty(&self, provider: ProviderId) -> Duty {
        self.roster().duty(provider)
    }

    /// Takes a fix: moves the live position if it is recent and newer than the one known. Nothing
    /// when it belongs to no shift and no journey. `neighbour` is the fix known before it; when
    /// there is none, the live position is.
    pub fn take(
        &self,
        provider: ProviderId,
        fix: Fix,
        neighbour: Option<&Fix>,
        now: Instant,
    ) -> Option<Taken> {
        // Held to the end, so that a shift that ends meanwhile takes this position out again.
        let roster = self.roster();
        let duty = roster.duty(provider);
        if !duty.covers(fix.at) {
            return None;
        }
        let mut grid = self.grid_mut();
        let known = grid.get(provider).map(|entry| entry.payload.fix);
        let flags = Flags::of(&fix, neighbour.or(known.as_ref()));
        let is_newer = known.is_none_or(|known| known.at < fix.at);
        let seen = Seen { fix, flags, received_at: now };
        let moved = fix.is_recent(now) && is_newer && put(&mut grid, provider, seen);
        Some(Taken {
            provider_id: provider,
            booking_id: duty.booking_at(fix.at),
            fix,
            flags,
            on_shift: duty.shift_since.is_some(),
            kept: if moved { Kept::Live } else { Kept::History },
            received_at: now,
        })
    }

    /// Puts a stored position back, unless the provider is off duty or was seen since.
    pub fn restore(&self, provider: ProviderId, seen: Seen) {
        let roster = self.roster();
        if roster.duty(provider).covers(seen.fix.at) {
            put(&mut self.grid_mut(), provider, seen);
        }
    }

    /// Takes in a provider's state; off duty its position is forgotten.
    pub fn put_provider(&self, state: ProviderState) {
        let provider = state.provider_id;
        let mut roster = self.roster_mut();
        roster.put_provider(state);
        self.forget_off_duty(&roster, provider);
    }

    /// Takes in a journey; whoever is off duty through it is forgotten. Whether it was news.
    pub fn put_journey(&self, journey: Journey) -> bool {
        let mut roster = self.roster_mut();
        let is_news = roster.is_news(&journey);
        if let Some(provider) = roster.put_journey(journey) {
            self.forget_off_duty(&roster, provider);
        }
        is_news
    }

    fn forget_off_duty(&self, roster: &Roster, provider: ProviderId) {
        if !roster.duty(provider).is_on() {
            self.grid_mut().remove(provider);
        }
    }

    /// Where a provider was last, if it is in the index.
    #[must_use]
    pub fn last(&self, provider: ProviderId) -> Option<Seen> {
        self.grid().get(provider).map(|entry| entry.payload)
    }

    /// The at most `count` nearest that were seen at or after `since` and offer `service`.
    #[must_use]
    pub fn nearest(
        &self,
        center: LatLng,
        count: usize,
        radius_m: f64,
        service: Option<ServiceId>,
        since: Instant,
    ) -> Vec<(ProviderId, Seen)> {
        let roster = self.roster();
        let grid = self.grid();
        let found = grid.nearest(center, count, radius_m, |entry| {
            entry.at >= since && service.is_none_or(|service| roster.offers(entry.key, service))
        });
        found.into_iter().map(|f| (f.entry.key, f.entry.payload)).collect()
    }

    /// The providers in an area, the latest seen first, and how many there are in all.
    #[must_use]
    pub fn map(&self, area: &MapArea, count: usize) -> (Vec<OnMap>, usize) {
        let roster = self.roster();
        let mut found: Vec<_> = self
            .grid()
            .entries()
            .filter(|entry| area.contains(entry.place))
            .map(|entry| (entry.key, entry.payload))
            .collect();
        let total = found.len();
        found.sort_unstable_by(|a, b| b.1.fix.at.cmp(&a.1.fix.at).then(a.0.cmp(&b.0)));
        found.truncate(count);
        let on_map = found.into_iter().map(|(provider_id, seen)| {
            let duty = roster.duty(provider_id);
            OnMap {
                provider_id,
                display_name: roster
                    .provider(provider_id)
                    .map_or_else(String::new, |state| state.display_name.clone()),
                on_shift: duty.shift_since.is_some(),
                booking_id: duty.journey.map(|(booking, _)| booking),
                seen,
            }
        });
        (on_map.collect(), total)
    }

    /// Lets positions that nobody renewed leave the index, and ended journeys the memory.
    pub fn age_out(&self, now: Instant) {
        let mut roster = self.roster_mut();
        roster.forget_ended(now);
        metrics::gauge!("osta_tracking_journeys").set(roster.on_journey() as f64);
        let mut grid = self.grid_mut();
        grid.remove_older_than(now - LIVE_FOR);
        metrics::gauge!("osta_tracking_live_providers").set(grid.len() as f64);
    }
}

/// Puts a position in; `false` when a later one is there. Fixes lie in Egypt, so the grid has a
/// cell for each.
fn put(grid: &mut Grid<ProviderId, Seen>, key: ProviderId, seen: Seen) -> bool {
    let (place, at) = (seen.fix.place, seen.fix.at);
    let told = grid.upsert(Entry { key, place, tags: Tags::NONE, at, payload: seen });
    matches!(told, Ok(Upserted::Inserted | Upserted::Replaced))
}

#[cfg(test)]
mod tests;
