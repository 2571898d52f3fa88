//! The journeys that are watched, in memory: what is noticed waits here to be kept and told, the
//! newest picture of each to be shown. Both are bounded by the number of journeys, and nobody who
//! reports a position waits for either.

use super::board::Taken;
use crate::domain::fix::{CLOCK_SKEW, Fix};
use crate::domain::freshness::{Freshness, age};
use crate::domain::journey::{Journey, Phase};
use crate::domain::watch::{Notice, Sighting, Signal, Watch, WatchRules};
use kernel::ids::{BookingId, ProviderId};
use kernel::{Instant, LatLng};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How many signals of one journey wait at most while the database is away. Signals come in pairs
/// minutes apart, so this is hours.
const WAITING: usize = 64;

/// The journeys that are on.
pub struct Watches {
    rules: WatchRules,
    book: Mutex<Book>,
    bell: Notify,
}

#[derive(Default)]
struct Book {
    journeys: HashMap<BookingId, Watched>,
    of_provider: HashMap<ProviderId, Vec<BookingId>>,
    unkept: BTreeSet<BookingId>,
    unshown: BTreeSet<BookingId>,
}

struct Watched {
    journey: Journey,
    provider_id: ProviderId,
    since: Instant,
    watch: Watch,
    last: Option<Fix>,
    shown_as: Freshness,
    waiting: VecDeque<Signal>,
}

/// Signals of one journey that are to be kept and told.
#[derive(Clone, Debug)]
pub struct Noticed {
    /// Whose.
    pub booking_id: BookingId,
    /// Who was on it.
    pub provider_id: ProviderId,
    /// Since when that journey was on.
    pub since: Instant,
    /// In their order.
    pub signals: Vec<Signal>,
}

/// A journey as it looks now.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Whose.
    pub booking_id: BookingId,
    /// Who is on it.
    pub provider_id: ProviderId,
    /// Whether it is on its way.
    pub on_the_way: bool,
    /// Where to.
    pub pin: LatLng,
    /// The governorate of the address.
    pub governorate: String,
    /// The newest fix.
    pub last: Option<Fix>,
    /// How fresh it is.
    pub freshness: Freshness,
}

impl Watches {
    /// Watches nothing yet.
    #[must_use]
    pub fn new(rules: WatchRules) -> Self {
        Self { rules, book: Mutex::default(), bell: Notify::new() }
    }

    // A panic under the lock leaves at worst one journey's signals wrong; its end clears them.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something is to be kept or shown.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Takes in a journey as it is now. One that is on is watched from now, or from its beginning
    /// if that is later: silence counts only while somebody listens. `held` is what was raised
    /// about it in another life of the process.
    pub fn follow(&self, journey: &Journey, now: Instant, held: &[Notice]) {
        let mut book = self.book();
        let id = journey.booking_id;
        if book.journeys.get(&id).is_some_and(|known| known.journey.version >= journey.version) {
            return;
        }
        let (Some(provider_id), Some(since)) = (journey.provider_id, journey.on_since) else {
            book.forget(id);
            return;
        };
        let on_the_way = journey.phase == Phase::EnRoute;
        if let Some(known) = book.journeys.get_mut(&id)
            && known.provider_id == provider_id
            && known.since == since
        {
            known.watch.move_on(journey.pin, on_the_way);
            known.journey = journey.clone();
        } else {
            book.forget(id);
            let watch = Watch::begin(journey.pin, on_the_way, since.max(now), held);
            let journey = journey.clone();
            let (shown_as, waiting) = (Freshness::Dark, VecDeque::new());
            let watched =
                Watched { journey, provider_id, since, watch, last: None, shown_as, waiting };
            book.journeys.insert(id, watched);
            book.of_provider.entry(provider_id).or_default().push(id);
        }
        book.unshown.insert(id);
        drop(book);
        self.bell.notify_one();
    }

    /// Fixes that were taken, oldest first, all of one provider.
    pub fn observe(&self, taken: &[Taken], now: Instant) {
        let Some(first) = taken.first().filter(|_| taken.iter().any(|t| t.booking_id.is_some()))
        else {
            return;
        };
        let mut book = self.book();
        let ids = book.of_provider.get(&first.provider_id).cloned().unwrap_or_default();
        let mut rings = false;
        for id in ids {
            rings |= book.observe(id, taken, now, &self.rules);
        }
        drop(book);
        if rings {
            self.bell.notify_one();
        }
    }

    /// A stored position that is known again after a restart. It is shown, and no sign of life.
    pub fn restore(&self, provider: ProviderId, fix: Fix) {
        let mut book = self.book();
        let Book { journeys, of_provider, unshown, .. } = &mut *book;
        for id in of_provider.get(&provider).into_iter().flatten() {
            let Some(watched) = journeys.get_mut(id) else { continue };
            if watched.last.is_none() && fix.at >= watched.since - CLOCK_SKEW {
                watched.last = Some(fix);
                unshown.insert(*id);
            }
        }
    }

    /// The clock went on: notices silence, and pictures that are no longer fresh.
    pub fn tick(&self, now: Instant) {
        let mut book = self.book();
        let Book { journeys, unkept, unshown, .. } = &mut *book;
        for (id, watched) in journeys {
            if let Some(signal) = watched.watch.tick(now, &self.rules) {
                watched.wait(signal);
                unkept.insert(*id);
            }
            if watched.freshness(now) != watched.shown_as {
                unshown.insert(*id);
            }
        }
    }

    /// Takes what is to be kept and told.
    #[must_use]
    pub fn noticed(&self) -> Vec<Noticed> {
        let mut book = self.book();
        let ids = std::mem::take(&mut book.unkept);
        ids.into_iter()
            .filter_map(|booking_id| {
                let watched = book.journeys.get_mut(&booking_id)?;
                let signals = watched.waiting.drain(..).collect();
                let (provider_id, since) = (watched.provider_id, watched.since);
                Some(Noticed { booking_id, provider_id, since, signals })
            })
            .collect()
    }

    /// Gives back what could not be kept.
    pub fn put_back(&self, noticed: Noticed) {
        let mut book = self.book();
        let Some(watched) = book.journeys.get_mut(&noticed.booking_id) else { return };
        if (watched.provider_id, watched.since) != (noticed.provider_id, noticed.since) {
            return;
        }
        for signal in noticed.signals.into_iter().rev() {
            watched.waiting.push_front(signal);
        }
        watched.waiting.truncate(WAITING);
        book.unkept.insert(noticed.booking_id);
    }

    /// Takes the pictures that changed, each journey's newest.
    #[must_use]
    pub fn pictures(&self, now: Instant) -> Vec<Picture> {
        let mut book = self.book();
        let ids = std::mem::take(&mut book.unshown);
        ids.into_iter().filter_map(|id| Some(book.journeys.get_mut(&id)?.picture(now))).collect()
    }

    /// What holds about a journey now.
    #[cfg(test)]
    fn held(&self, booking: BookingId) -> Vec<Notice> {
        self.book().journeys.get(&booking).map_or_else(Vec::new, |watched| watched.watch.held())
    }
}

impl Book {
    fn forget(&mut self, id: BookingId) {
        let Some(watched) = self.journeys.remove(&id) else { return };
        self.unkept.remove(&id);
        self.unshown.remove(&id);
        if let Some(ids) = self.of_provider.get_mut(&watched.provider_id) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.of_provider.remove(&watched.provider_id);
            }
        }
    }

    /// Shows fixes to one journey; whether anything is to be kept or shown.
    fn observe(
        &mut self,
        id: BookingId,
        taken: &[Taken],
        now: Instant,
        rules: &WatchRules,
    ) -> bool {
        let Some(watched) = self.journeys.get_mut(&id) else { return false };
        let before = watched.last;
        // What was before the journey is nobody's business.
        let began = watched.since - CLOCK_SKEW;
        for taken in taken.iter().filter(|taken| taken.fix.at >= began) {
            let fix = &taken.fix;
            let counts = !taken.flags.mock
                && !taken.flags.jump
                && f64::from(fix.accuracy_m) <= rules.accuracy_m;
            let sighting = Sighting { at: fix.at, place: counts.then_some(fix.place) };
            for signal in watched.watch.observe(sighting, now, rules) {
                watched.wait(signal);
            }
            if watched.last.is_none_or(|last| last.at < fix.at) {
                watched.last = Some(*fix);
            }
        }
        let is_noticed = !watched.waiting.is_empty();
        let is_moved = watched.last != before;
        if is_noticed {
            self.unkept.insert(id);
        }
        if is_moved {
            self.unshown.insert(id);
        }
        is_noticed || is_moved
    }
}

impl Watched {
    fn wait(&mut self, signal: Signal) {
        // A journey that still raises after hours without a database has nobody to tell.
        if self.waiting.len() < WAITING {
            self.waiting.push_back(signal);
        } else {
            metrics::counter!("osta_tracking_signals_lost_total").increment(1);
        }
    }

    fn freshness(&self, now: Instant) -> Freshness {
        self.last.map_or(Freshness::Dark, |fix| Freshness::of(age(fix.at, now)))
    }

    fn picture(&mut self, now: Instant) -> Picture {
        self.shown_as = self.freshness(now);
        Picture {
            booking_id: self.journey.booking_id,
            provider_id: self.provider_id,
            on_the_way: self.journey.phase == Phase::EnRoute,
            pin: self.journey.pin,
            governorate: self.journey.governorate.clone(),
            last: self.last,
            freshness: self.shown_as,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Watches;
    use crate::domain::fix::Fix;
    use crate::domain::flags::Flags;
    use crate::domain::freshness::Freshness;
    use crate::domain::journey::Journey;
    use crate::domain::journey::tests::{provider, walk};
    use crate::domain::watch::{Notice, WatchRules};
    use crate::live::{Kept, Taken};
    use chrono::TimeDelta;
    use contracts::booking::Stage;
    use kernel::{Instant, LatLng};

    fn at(second: i64) -> Instant {
        "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
    }

    fn en_route() -> Journey {
        walk(&[(Stage::EnRoute, Some(provider(1)))]).unwrap()
    }

    fn taken(second: i64) -> Taken {
        let journey = en_route();
        Taken {
            provider_id: provider(1),
            booking_id: Some(journey.booking_id),
            fix: Fix {
                place: LatLng::parse(30.1, 31.24).unwrap(),
                accuracy_m: 10.0,
                heading_deg: None,
                speed_kmh: None,
                at: at(second),
                mock: false,
            },
            flags: Flags::default(),
            on_shift: true,
            kept: Kept::Live,
            received_at: at(second),
        }
    }

    fn watches() -> Watches {
        let watches = Watches::new(WatchRules::default());
        watches.follow(&en_route(), at(1), &[]);
        let _ = watches.pictures(at(1));
        watches
    }

    #[test]
    fn many_fixes_make_one_picture_and_a_picture_that_ages_is_shown_again() {
        let watches = watches();
        for second in 2..10 {
            watches.observe(&[taken(second)], at(second));
        }
        let shown = watches.pictures(at(10));
        assert_eq!(shown.len(), 1);
        assert_eq!(
            (shown[0].last.map(|f| f.at), shown[0].freshness),
            (Some(at(9)), Freshness::Live)
        );
        watches.tick(at(20));
        assert_eq!(watches.pictures(at(20)), []);
        watches.tick(at(24));
        assert_eq!(watches.pictures(at(24))[0].freshness, Freshness::Stale);
    }

    #[test]
    fn what_was_before_the_journey_is_not_shown() {
        let watches = watches();
        watches.observe(&[taken(-30)], at(2));
        assert_eq!(watches.pictures(at(2)), []);
    }

    #[test]
    fn what_could_not_be_kept_comes_again_unless_the_journey_is_another_one() {
        let watches = watches();
        watches.tick(at(100));
        let noticed = watches.noticed();
        assert_eq!(noticed.len(), 1);
        assert!(watches.noticed().is_empty());
        watches.put_back(noticed[0].clone());
        assert_eq!(watches.noticed()[0].signals, noticed[0].signals);
        let p = Some(provider(2));
        let other = walk(&[(Stage::Assigned, p), (Stage::EnRoute, p)]).unwrap();
        watches.follow(&other, at(101), &[]);
        watches.put_back(noticed[0].clone());
        assert!(watches.noticed().is_empty());
    }

    #[test]
    fn an_ended_journey_is_forgotten() {
        let watches = watches();
        let p = Some(provider(1));
        let over = walk(&[(Stage::EnRoute, p), (Stage::Done, p)]).unwrap();
        watches.follow(&over, at(5), &[]);
        watches.observe(&[taken(6)], at(6));
        assert!(watches.pictures(at(6)).is_empty());
        assert_eq!(watches.held(over.booking_id), []);
    }

    #[test]
    fn after_a_restart_silence_counts_from_then_on_and_what_was_raised_still_holds() {
        let watches = Watches::new(WatchRules::default());
        watches.follow(&en_route(), at(1_000), &[Notice::Stopped]);
        watches.tick(at(1_059));
        assert!(watches.noticed().is_empty());
        assert_eq!(watches.held(en_route().booking_id), [Notice::Stopped]);
        watches.tick(at(1_060));
        assert_eq!(watches.noticed().len(), 1);
    }

    #[test]
    fn a_stored_position_is_shown_again_if_it_belongs_to_the_journey() {
        let watches = watches();
        watches.restore(provider(1), taken(-31).fix);
        watches.restore(provider(2), taken(3).fix);
        assert_eq!(watches.pictures(at(5)), []);
        watches.restore(provider(1), taken(3).fix);
        watches.restore(provider(1), taken(2).fix);
        assert_eq!(watches.pictures(at(5))[0].last.map(|fix| fix.at), Some(at(3)));
    }

    #[test]
    fn signals_that_nobody_can_keep_are_bounded() {
        let watches = watches();
        for round in 0..200 {
            let now = 100 * (round + 1);
            watches.tick(at(now));
            watches.observe(&[taken(now + 1)], at(now + 1));
        }
        assert_eq!(watches.noticed()[0].signals.len(), super::WAITING);
    }
}
