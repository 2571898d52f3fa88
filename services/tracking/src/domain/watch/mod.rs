//! The watch over one journey: what of its fixes, and of their absence, is worth telling.
//!
//! A pure function of the fixes in the order of their device times and of the clock. A fix that is
//! not newer than the newest changes nothing, so it doesn't matter in which order late ones come,
//! nor whether they come twice; and how often the clock is looked at changes no signal.

mod conditions;
mod rules;

pub use rules::WatchRules;

use chrono::TimeDelta;
use conditions::{Course, Edge, Fence, FenceEdge, Progress, Still};
use kernel::{Instant, LatLng};

/// A longer gap before the arrival leaves open when it was: nothing is learned from such a way.
const LONGEST_GAP: TimeDelta = TimeDelta::minutes(2);

/// What is watched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// It stands still on its way.
    Stopped,
    /// It goes away from the address.
    Retreating,
    /// It came no nearer for a while.
    Stalled,
    /// Nothing was heard of it.
    Dark,
    /// It is within the circle around the address.
    Near,
}

impl Notice {
    /// Everything that is watched for.
    pub const ALL: [Self; 5] =
        [Self::Stopped, Self::Retreating, Self::Stalled, Self::Dark, Self::Near];

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Retreating => "retreating",
            Self::Stalled => "stalled",
            Self::Dark => "dark",
            Self::Near => "near",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.tag() == tag)
    }

    /// Whether it makes sense on the way only, and not at the address.
    #[must_use]
    pub fn is_of_the_way(self) -> bool {
        self != Self::Near
    }
}

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It holds from now on.
    Raised,
    /// It goes on: near for a while.
    Dwelt,
    /// It no longer holds.
    Cleared,
}

/// A way from where somebody set out to the address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Way {
    /// From where.
    pub from: LatLng,
    /// When.
    pub set_out_at: Instant,
    /// When it ended.
    pub arrived_at: Instant,
}

/// Something worth telling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    /// What.
    pub notice: Notice,
    /// Whether it begins or ends.
    pub change: Change,
    /// When, by the device's clock; by ours when silence told.
    pub at: Instant,
    /// How far the address was, in metres.
    pub distance_m: Option<u32>,
    /// The way that ended here, of an arrival whose time is known well.
    pub way: Option<Way>,
}

/// What the watch learns of a fix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// When, by the device's clock.
    pub at: Instant,
    /// Where; none when the fix can't be relied on and is only a sign of life.
    pub place: Option<LatLng>,
}

/// The watch over one journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    pin: LatLng,
    on_the_way: bool,
    /// The newest fix.
    newest: Option<Instant>,
    /// Since when nothing was heard.
    heard_at: Instant,
    dark: bool,
    still: Still,
    course: Course,
    progress: Progress,
    fence: Fence,
    /// The first position of the way.
    set_out: Option<(Instant, LatLng)>,
    /// The newest position.
    last_placed: Option<(Instant, f64)>,
}

impl Watch {
    /// A watch from `since` on, with what was raised in another life of the process.
    #[must_use]
    pub fn begin(pin: LatLng, on_the_way: bool, since: Instant, held: &[Notice]) -> Self {
        let has = |notice| held.contains(&notice);
        Self {
            pin,
            on_the_way,
            newest: None,
            heard_at: since,
            dark: has(Notice::Dark),
            still: Still::resumed(has(Notice::Stopped)),
            course: Course::resumed(has(Notice::Retreating)),
            progress: Progress::resumed(has(Notice::Stalled)),
            fence: Fence { entered_at: has(Notice::Near).then_some(since), dwelt: false },
            set_out: None,
            last_placed: None,
        }
    }

    /// The journey's stage or pin moved. At the address nothing of the way holds any more; whoever
    /// moves it there clears it.
    pub fn move_on(&mut self, pin: LatLng, on_the_way: bool) {
        if pin != self.pin {
            // Distances to another place can't be compared.
            (self.course, self.progress) =
                (Course::resumed(self.course.is_away()), Progress::resumed(self.progress.holds));
            self.set_out = None;
            self.pin = pin;
        }
        if self.on_the_way && !on_the_way {
            self.dark = false;
            self.leave_the_way();
        }
        self.on_the_way = on_the_way;
    }

    /// What holds now.
    #[must_use]
    pub fn held(&self) -> Vec<Notice> {
        let holds = |notice: &Notice| match notice {
            Notice::Stopped => self.still.holds,
            Notice::Retreating => self.course.is_away(),
            Notice::Stalled => self.progress.holds,
            Notice::Dark => self.dark,
            Notice::Near => self.fence.entered_at.is_some(),
        };
        Notice::ALL.into_iter().filter(holds).collect()
    }

    /// The clock went on: is it silent?
    pub fn tick(&mut self, now: Instant, rules: &WatchRules) -> Option<Signal> {
        if !self.on_the_way || self.dark || now - self.heard_at < rules.dark() {
            return None;
        }
        self.dark = true;
        Some(self.signal(Notice::Dark, Change::Raised, self.heard_at + rules.dark()))
    }

    /// The next fix, heard `now`.
    pub fn observe(&mut self, sighting: Sighting, now: Instant, rules: &WatchRules) -> Vec<Signal> {
        let Sighting { at, place } = sighting;
        if self.newest.is_some_and(|newest| at <= newest) {
            return Vec::new();
        }
        let mut signals: Vec<Signal> = self.tick(now, rules).into_iter().collect();
        self.newest = Some(at);
        // A device's clock may be ahead; a fix from before the watch began proves no life since.
        self.heard_at = self.heard_at.max(at.min(now));
        if self.dark && now - at < rules.seen() {
            self.dark = false;
            signals.push(self.signal(Notice::Dark, Change::Cleared, now));
        }
        if let Some(place) = place {
            self.place(place, at, rules, &mut signals);
        }
        signals
    }

    fn place(&mut self, place: LatLng, at: Instant, rules: &WatchRules, told: &mut Vec<Signal>) {
        let before = self.last_placed;
        let distance_m = place.distance_m(self.pin);
        self.last_placed = Some((at, distance_m));
        match self.fence.step(distance_m, at, rules) {
            Some(FenceEdge::Entered) => {
                for notice in self.leave_the_way() {
                    told.push(self.signal(notice, Change::Cleared, at));
                }
                let way = self.way(at, before.map(|(before, _)| before));
                told.push(Signal { way, ..self.signal(Notice::Near, Change::Raised, at) });
            }
            Some(FenceEdge::Dwelt) => told.push(self.signal(Notice::Near, Change::Dwelt, at)),
            Some(FenceEdge::Left) => told.push(self.signal(Notice::Near, Change::Cleared, at)),
            None => {}
        }
        if !self.on_the_way || self.fence.entered_at.is_some() {
            return;
        }
        self.set_out.get_or_insert((at, place));
        let edges = [
            (Notice::Stopped, self.still.step(place, at, rules)),
            (Notice::Retreating, self.course.step(distance_m, rules)),
            (Notice::Stalled, self.progress.step(distance_m, at, rules)),
        ];
        for (notice, edge) in edges {
            let change = match edge {
                None => continue,
                Some(Edge::Raised) => Change::Raised,
                Some(Edge::Cleared) => Change::Cleared,
            };
            told.push(self.signal(notice, change, at));
        }
    }

    /// Forgets what is of the way only, and says what of it held.
    fn leave_the_way(&mut self) -> Vec<Notice> {
        let held = self.held();
        self.still = Still::default();
        self.course = Course::resumed(false);
        self.progress = Progress::default();
        let place_only = |notice: &Notice| !matches!(notice, Notice::Dark | Notice::Near);
        held.into_iter().filter(place_only).collect()
    }

    /// The way that ends here; it ends once.
    fn way(&mut self, arrived_at: Instant, before: Option<Instant>) -> Option<Way> {
        let (set_out_at, from) = self.set_out.take().filter(|_| self.on_the_way)?;
        before.filter(|before| arrived_at - *before <= LONGEST_GAP)?;
        Some(Way { from, set_out_at, arrived_at })
    }

    fn signal(&self, notice: Notice, change: Change, at: Instant) -> Signal {
        // Nothing inside Egypt is further apart than u32 can count.
        let distance_m = self.last_placed.map(|(_, distance_m)| distance_m.round() as u32);
        Signal { notice, change, at, distance_m, way: None }
    }
}

#[cfg(test)]
mod tests;
