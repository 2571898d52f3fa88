//! Who is in which zone, in memory. A fix looks at shapes in memory only; what it tells waits here
//! to be kept, bounded, and nobody who reports a position waits for it.

use super::board::{Kept, Taken};
use crate::domain::fix::LIVE_FOR;
use crate::domain::zones::{LeftBecause, Presence, Step, ZoneMap, ZoneRules};
use contracts::catalog::ZoneFacts;
use kernel::ids::{BookingId, ProviderId, ZoneId};
use kernel::{Instant, Localized};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many steps wait at most while the database is away; then the oldest are let go. Who is where
/// is still known, and what is written next closes what was left open.
const WAITING: usize = 50_000;

/// A step that is to be kept and told.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// Who.
    pub provider_id: ProviderId,
    /// Which zone.
    pub zone_id: ZoneId,
    /// Its name.
    pub zone_name: Localized,
    /// The journey it was on.
    pub booking_id: Option<BookingId>,
    /// What happened.
    pub step: Step,
    /// When.
    pub at: Instant,
}

/// A stay that was open when the process ended.
#[derive(Clone, Debug)]
pub struct OpenStay {
    /// Who.
    pub provider_id: ProviderId,
    /// Where.
    pub zone_id: ZoneId,
    /// The zone's name.
    pub zone_name: Localized,
    /// The journey it was on.
    pub booking_id: Option<BookingId>,
    /// Since when.
    pub entered_at: Instant,
    /// Whether it was told that it stays.
    pub dwelt: bool,
}

/// The zones, and who is in them.
pub struct Zones {
    rules: ZoneRules,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    map: ZoneMap,
    versions: HashMap<ZoneId, i64>,
    people: HashMap<ProviderId, Here>,
    waiting: VecDeque<Crossing>,
}

struct Here {
    presence: Presence,
    heard_at: Instant,
    /// What was told of the zone it is in.
    name: Localized,
    booking_id: Option<BookingId>,
}

impl Here {
    fn new(heard_at: Instant) -> Self {
        let name = Localized { ar: String::new(), en: String::new() };
        Self { presence: Presence::default(), heard_at, name, booking_id: None }
    }

    fn crossing(
        &self,
        provider_id: ProviderId,
        zone_id: ZoneId,
        step: Step,
        at: Instant,
    ) -> Crossing {
        let (zone_name, booking_id) = (self.name.clone(), self.booking_id);
        Crossing { provider_id, zone_id, zone_name, booking_id, step, at }
    }
}

impl Zones {
    /// No zones and nobody in them.
    #[must_use]
    pub fn new(rules: ZoneRules) -> Self {
        Self { rules, book: Mutex::default() }
    }

    // A panic under the lock leaves at worst one provider's stay wrong, which its next fix mends.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a zone, unless a newer state of it is known.
    pub fn put(&self, facts: &ZoneFacts, version: i64) {
        let mut book = self.book();
        if book.versions.get(&facts.id).is_none_or(|known| *known < version) {
            book.versions.insert(facts.id, version);
            book.map.put(facts);
        }
    }

    /// A stay that was open when another life of the process ended.
    pub fn restore(&self, stay: OpenStay, now: Instant) {
        let OpenStay { provider_id, zone_id, zone_name, booking_id, entered_at, dwelt } = stay;
        let presence = Presence::resumed(zone_id, entered_at, dwelt);
        let here = Here { presence, heard_at: now, name: zone_name, booking_id };
        self.book().people.entry(provider_id).or_insert(here);
    }

    /// Fixes that were taken, oldest first. Only live ones that can be relied on tell anything.
    pub fn observe(&self, taken: &[Taken]) {
        let tells = |taken: &&Taken| {
            taken.kept == Kept::Live
                && !taken.flags.mock
                && !taken.flags.jump
                && f64::from(taken.fix.accuracy_m) <= self.rules.accuracy_m
        };
        let mut told = taken.iter().filter(tells).peekable();
        if told.peek().is_none() {
            return;
        }
        let mut book = self.book();
        let Book { map, people, waiting, .. } = &mut *book;
        for taken in told {
            let who = taken.provider_id;
            let here = people.entry(who).or_insert_with(|| Here::new(taken.received_at));
            here.heard_at = here.heard_at.max(taken.received_at);
            let at = taken.fix.at;
            for (zone, step) in here.presence.step(map, taken.fix.place, at, &self.rules) {
                if step == Step::Entered {
                    here.booking_id = taken.booking_id;
                    here.name = map.get(zone).map_or_else(|| here.name.clone(), |z| z.name.clone());
                }
                wait(waiting, here.crossing(who, zone, step, at));
            }
        }
    }

    /// Lets those go who are off duty or silent; `is_on` says who is on duty.
    pub fn let_go(&self, now: Instant, is_on: impl Fn(ProviderId) -> bool) {
        let mut book = self.book();
        let Book { people, waiting, .. } = &mut *book;
        people.retain(|who, here| {
            let because = if !is_on(*who) {
                LeftBecause::OffDuty
            } else if here.heard_at < now - LIVE_FOR {
                LeftBecause::Silent
            } else {
                return true;
            };
            if let Some(zone) = here.presence.leave() {
                wait(waiting, here.crossing(*who, zone, Step::Left(because), now));
            }
            false
        });
        let inside = people.values().filter(|here| here.presence.zone().is_some()).count();
        metrics::gauge!("osta_tracking_in_zones").set(inside as f64);
    }

    /// The zones in which these are, in their order.
    #[must_use]
    pub fn of(&self, providers: &[ProviderId]) -> Vec<Option<(ZoneId, Localized)>> {
        let book = self.book();
        let of = |who: &ProviderId| {
            let here = book.people.get(who)?;
            Some((here.presence.zone()?, here.name.clone()))
        };
        providers.iter().map(of).collect()
    }

    /// Takes at most so many of what is to be kept and told, the oldest first.
    #[must_use]
    pub fn crossings(&self, most: usize) -> Vec<Crossing> {
        let waiting = &mut self.book().waiting;
        let count = waiting.len().min(most);
        waiting.drain(..count).collect()
    }

    /// Gives back what could not be kept.
    pub fn put_back(&self, crossings: Vec<Crossing>) {
        let mut book = self.book();
        for crossing in crossings.into_iter().rev() {
            book.waiting.push_front(crossing);
        }
    }
}

fn wait(waiting: &mut VecDeque<Crossing>, crossing: Crossing) {
    if waiting.len() >= WAITING {
        waiting.pop_front();
        metrics::counter!("osta_tracking_crossings_lost_total").increment(1);
    }
    waiting.push_back(crossing);
}
