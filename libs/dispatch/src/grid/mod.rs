//! The live spatial index: who is where right now, and who is nearest.
//!
//! A planar grid over Egypt's box with cells of about 500 m. A cell's entries lie side by side in
//! one bucket, leave it by swap-remove, and a search walks rings of cells outwards until no
//! unvisited cell can hold anything nearer. Distances are exact (haversine), so the answer equals
//! a full scan's.
//!
//! The grid is a plain value without locks; its owner decides how to share it.

mod cells;
mod hash;
mod query;
mod tags;

pub use query::Found;
pub use tags::Tags;

use cells::Cell;
use hash::IdHasher;
use kernel::{Instant, Invalid, LatLng};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

/// What the grid knows of one mover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<K, P> {
    /// Who this is.
    pub key: K,
    /// Where it was last.
    pub place: LatLng,
    /// What it can be filtered by: trades, skills.
    pub tags: Tags,
    /// When it was there, by its own device.
    pub at: Instant,
    /// Whatever the owner of the grid keeps beside the position (accuracy, heading, switch).
    pub payload: P,
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
#[derive(Clone, Copy)]
struct Spot {
    bucket: u32,
    position: u32,
}

/// The index, by key `K` with a payload `P`.
///
/// An empty grid takes 21 MB of address space, of which the system backs only touched pages.
/// An entry takes its own size (56 bytes with a UUID key, and the payload) and about 33 bytes to
/// be found again.
///
/// The hash of the keys is fast but not hardened: keys must be made by us (ids are), never chosen
/// by a caller.
pub struct Grid<K, P> {
    /// By cell: 0, or the number of its bucket plus one.
    heads: Vec<u32>,
    buckets: Vec<Vec<Entry<K, P>>>,
    spots: HashMap<K, Spot, BuildHasherDefault<IdHasher>>,
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
        Self { heads: vec![0; Cell::COUNT], buckets: Vec::new(), spots: HashMap::default() }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: K) -> Option<&Entry<K, P>> {
        let spot = self.spots.get(&key)?;
        self.buckets.get(spot.bucket as usize)?.get(spot.position as usize)
    }

    /// The tags and payload of a key, to change what is not a position (the online switch).
    pub fn get_mut(&mut self, key: K) -> Option<(&mut Tags, &mut P)> {
        let spot = self.spots.get(&key)?;
        let entry = self.buckets.get_mut(spot.bucket as usize)?.get_mut(spot.position as usize)?;
        Some((&mut entry.tags, &mut entry.payload))
    }

    /// All entries, in no particular order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<K, P>> {
        self.buckets.iter().flatten()
    }

    /// Puts an entry in, or replaces the key's older one.
    ///
    /// # Errors
    /// `place.outside_egypt`; the key's older entry stays, so its owner decides whether to
    /// [`remove`](Self::remove) it.
    pub fn upsert(&mut self, entry: Entry<K, P>) -> Result<Upserted, Invalid> {
        let cell = Cell::of(entry.place.in_egypt()?);
        let Some(spot) = self.spots.get(&entry.key).copied() else {
            let bucket = self.bucket_of(cell);
            self.push(bucket, entry);
            return Ok(Upserted::Inserted);
        };
        let old = &mut self.buckets[spot.bucket as usize][spot.position as usize];
        if entry.at < old.at {
            return Ok(Upserted::Late);
        }
        // Most moves stay in their cell: then the table of cells, which is large and cold, is not
        // looked at.
        if Cell::of(old.place) == cell {
            *old = entry;
        } else {
            self.take(spot);
            let bucket = self.bucket_of(cell);
            self.push(bucket, entry);
        }
        Ok(Upserted::Replaced)
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: K) -> Option<Entry<K, P>> {
        let spot = self.spots.remove(&key)?;
        Some(self.take(spot))
    }

    /// Takes out every entry last seen before `instant`; returns how many. A full scan, meant for
    /// a job that runs once in a while.
    pub fn remove_older_than(&mut self, instant: Instant) -> usize {
        let old: Vec<K> = self.entries().filter(|e| e.at < instant).map(|e| e.key).collect();
        old.iter().filter_map(|&key| self.remove(key)).count()
    }

    fn bucket_of(&mut self, cell: Cell) -> u32 {
        let head = &mut self.heads[cell.index()];
        if *head == 0 {
            self.buckets.push(Vec::new());
            // There are fewer cells than u32 can count, and each has one bucket at most.
            *head = self.buckets.len() as u32;
        }
        *head - 1
    }

    fn push(&mut self, bucket: u32, entry: Entry<K, P>) {
        let entries = &mut self.buckets[bucket as usize];
        self.spots.insert(entry.key, Spot { bucket, position: entries.len() as u32 });
        entries.push(entry);
    }

    /// Takes the entry at `spot` out of its bucket; the last one of the bucket takes its place.
    fn take(&mut self, spot: Spot) -> Entry<K, P> {
        let entries = &mut self.buckets[spot.bucket as usize];
        let entry = entries.swap_remove(spot.position as usize);
        if let Some(moved) = entries.get(spot.position as usize) {
            self.spots.insert(moved.key, spot);
        } else if entries.is_empty() {
            *entries = Vec::new();
        }
        entry
    }
}

#[cfg(test)]
mod tests;
