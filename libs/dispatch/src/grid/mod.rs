//! The live spatial index: who is where right now, and who is nearest.
//!
//! A planar grid over Egypt's box with cells of about 500 m. What a search reads of a cell's
//! entries (tags, then places) lies side by side in arrays, leaves them by swap-remove, and a
//! search walks rings of cells outwards until no unvisited cell can hold anything nearer. Distances
//! are exact (haversine), so the answer equals a full scan's.
//!
//! The grid is a plain value without locks; its owner decides how to share it.

mod buckets;
mod cells;
mod hash;
mod query;
mod tags;

pub use query::Found;
pub use tags::Tags;

use buckets::Buckets;
use cells::{Cell, Point};
use chrono::DateTime;
use hash::hash_of;
use hashbrown::HashTable;
use kernel::{Instant, Invalid, LatLng};
use std::hash::Hash;

/// What the grid knows of one mover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<K, P> {
    /// Who this is.
    pub key: K,
    /// Where it was last. Kept to a ten-millionth of a degree, about a centimetre.
    pub place: LatLng,
    /// What it can be filtered by: trades, skills, whether it is free.
    pub tags: Tags,
    /// When it was there, by its own device. Kept to the microsecond.
    pub at: Instant,
    /// Whatever the owner of the grid keeps beside the position (accuracy, heading, switch).
    pub payload: P,
}

/// What a filter sees of a mover: what lies together in memory.
#[derive(Clone, Copy, Debug)]
pub struct Known<K, P> {
    /// Who this is.
    pub key: K,
    at: Micros,
    spot: Spot,
    /// What the owner keeps beside the position.
    pub payload: P,
}

impl<K, P> Known<K, P> {
    /// When it was there, by its own device.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at.instant()
    }
}

/// Microseconds since 1970, in bytes so that they need no alignment.
#[derive(Clone, Copy, Debug)]
struct Micros([u8; 8]);

impl Micros {
    fn of(at: Instant) -> Self {
        Self(at.timestamp_micros().to_ne_bytes())
    }

    fn get(self) -> i64 {
        i64::from_ne_bytes(self.0)
    }

    fn instant(self) -> Instant {
        // What came from an instant is one.
        DateTime::from_timestamp_micros(self.get()).unwrap_or_default()
    }
}

/// What an update did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// The key was not in the grid before.
    Inserted,
    /// The key's entry was replaced.
    Replaced,
    /// The grid holds a later position already, which stays: late points never move one back.
    Late,
}

/// Where an entry lies.
#[derive(Clone, Copy, Debug)]
struct Spot {
    bucket: u32,
    position: u32,
}

/// The index, by key `K` with a payload `P`.
///
/// An empty grid takes 21 MB of address space, of which the system backs only touched pages. An
/// entry takes 16 bytes for its time and its spot, its key and its payload (33 bytes with a UUID
/// key and a byte), 20 bytes and some idle room in the arrays of the cells, and some 7 to be found
/// by its key.
///
/// The hash of the keys is fast but not hardened: keys must be made by us (ids are), never chosen
/// by a caller.
pub struct Grid<K, P> {
    cells: Buckets,
    /// Everybody, in no particular order. Whose entry this is, is its index here: its number.
    known: Vec<Known<K, P>>,
    numbers: HashTable<u32>,
}

impl<K: Copy + Eq + Hash + Ord, P> Default for Grid<K, P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Copy + Eq + Hash + Ord, P> Grid<K, P> {
    /// An empty grid.
    #[must_use]
    pub fn new() -> Self {
        Self { cells: Buckets::new(), known: Vec::new(), numbers: HashTable::new() }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: K) -> Option<Entry<K, &P>> {
        Some(self.entry(self.number(key)?))
    }

    /// The tags and payload of a key, to change what is not a position (the online switch).
    pub fn get_mut(&mut self, key: K) -> Option<(&mut Tags, &mut P)> {
        let number = self.number(key)?;
        let known = &mut self.known[number as usize];
        let place = self.cells.place(known.spot.bucket, known.spot.position);
        Some((self.cells.tags_mut(place), &mut known.payload))
    }

    /// All entries, in no particular order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<K, &P>> {
        (0..self.known.len() as u32).map(|number| self.entry(number))
    }

    /// Puts an entry in, or replaces the key's older one.
    ///
    /// # Errors
    /// `place.outside_egypt`; the key's older entry stays, so its owner decides whether to
    /// [`remove`](Self::remove) it.
    pub fn upsert(&mut self, entry: Entry<K, P>) -> Result<Upserted, Invalid> {
        let point = Point::of(entry.place)?;
        let (cell, at) = (Cell::of(point), Micros::of(entry.at));
        let Some(number) = self.number(entry.key) else {
            self.insert(entry, cell, point, at);
            return Ok(Upserted::Inserted);
        };
        let known = &mut self.known[number as usize];
        if at.get() < known.at.get() {
            return Ok(Upserted::Late);
        }
        (known.at, known.payload) = (at, entry.payload);
        let spot = known.spot;
        // Most moves stay in their cell: then the table of cells, which is large and cold, is not
        // looked at.
        if self.cells.is_of(spot.bucket, cell) {
            let place = self.cells.place(spot.bucket, spot.position);
            self.cells.set(place, point, entry.tags);
        } else {
            self.leave(spot);
            let bucket = self.cells.of(cell);
            let position = self.cells.push(bucket, point, entry.tags, number);
            self.known[number as usize].spot = Spot { bucket, position };
        }
        Ok(Upserted::Replaced)
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: K) -> Option<Entry<K, P>> {
        let found = self.numbers.find_entry(hash_of(key), |&n| self.known[n as usize].key == key);
        let (number, _) = found.ok()?.remove();
        let Entry { place, tags, .. } = self.entry(number);
        self.leave(self.known[number as usize].spot);
        let known = self.known.swap_remove(number as usize);
        if let Some(moved) = self.known.get(number as usize) {
            // The last one has this number now.
            let last = self.known.len() as u32;
            if let Some(its) = self.numbers.find_mut(hash_of(moved.key), |&n| n == last) {
                *its = number;
            }
            let place = self.cells.place(moved.spot.bucket, moved.spot.position);
            self.cells.give(place, number);
        }
        Some(Entry { key, place, tags, at: known.at(), payload: known.payload })
    }

    /// Takes out every entry last seen before `instant`; returns how many. A full scan, meant for
    /// a job that runs once in a while.
    pub fn remove_older_than(&mut self, instant: Instant) -> usize {
        let old: Vec<K> = self.known.iter().filter(|k| k.at() < instant).map(|k| k.key).collect();
        old.iter().filter_map(|&key| self.remove(key)).count()
    }

    fn number(&self, key: K) -> Option<u32> {
        self.numbers.find(hash_of(key), |&n| self.known[n as usize].key == key).copied()
    }

    fn entry(&self, number: u32) -> Entry<K, &P> {
        let known = &self.known[number as usize];
        let place = self.cells.place(known.spot.bucket, known.spot.position);
        Entry {
            key: known.key,
            place: self.cells.points()[place].place(),
            tags: self.cells.tags()[place],
            at: known.at(),
            payload: &known.payload,
        }
    }

    fn insert(&mut self, entry: Entry<K, P>, cell: Cell, point: Point, at: Micros) {
        // Fewer than u32 can count: that many would take 240 GB.
        let number = self.known.len() as u32;
        let bucket = self.cells.of(cell);
        let position = self.cells.push(bucket, point, entry.tags, number);
        let spot = Spot { bucket, position };
        self.known.push(Known { key: entry.key, at, spot, payload: entry.payload });
        let Self { numbers, known, .. } = self;
        numbers.insert_unique(hash_of(entry.key), number, |&n| hash_of(known[n as usize].key));
    }

    /// Takes the entry at `spot` out of its bucket.
    fn leave(&mut self, spot: Spot) {
        if let Some(moved) = self.cells.take(spot.bucket, spot.position) {
            self.known[moved as usize].spot = spot;
        }
    }
}

#[cfg(test)]
mod tests;
