//! Questions to the grid.

use super::cells::{Cell, Window};
use super::{Entry, Grid};
use kernel::LatLng;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hash::Hash;

/// A circle with so many cells more than the grid has entries is answered by a plain scan. At
/// Cairo's latitude that begins at a radius of some 64 km, far beyond any search's.
const TOO_MANY_CELLS: usize = 65_536;

/// Room is made for so many answers at once.
const USUAL_COUNT: usize = 63;

/// An entry and how far it is from the centre of the search.
#[derive(Debug)]
pub struct Found<'a, K, P> {
    /// The entry.
    pub entry: &'a Entry<K, P>,
    /// Great-circle distance in metres.
    pub distance_m: f64,
}

/// Nearer first; of equally near ones, the smaller key.
impl<K: Ord, P> Ord for Found<'_, K, P> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance_m
            .total_cmp(&other.distance_m)
            .then_with(|| self.entry.key.cmp(&other.entry.key))
    }
}

impl<K: Ord, P> PartialOrd for Found<'_, K, P> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, P> PartialEq for Found<'_, K, P> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K: Ord, P> Eq for Found<'_, K, P> {}

/// The best found so far, and how near the next one must be.
struct Best<'a, K, P> {
    found: BinaryHeap<Found<'a, K, P>>,
    count: usize,
    limit_m: f64,
}

impl<'a, K: Ord, P> Best<'a, K, P> {
    fn offer(&mut self, entry: &'a Entry<K, P>, distance_m: f64) {
        if distance_m > self.limit_m {
            return;
        }
        self.found.push(Found { entry, distance_m });
        if self.found.len() > self.count {
            self.found.pop();
        }
        if self.found.len() == self.count {
            self.limit_m = self.found.peek().map_or(self.limit_m, |worst| worst.distance_m);
        }
    }
}

impl<K: Copy + Eq + Hash + Ord, P> Grid<K, P> {
    /// The at most `count` entries nearest to `center` that are no further than `max_radius_m`
    /// and pass `filter`; nearest first, ties by key. Exactly what a full scan would find.
    ///
    /// The filter is asked about every entry in the neighbourhood, so it should be cheap. A
    /// radius that is negative or not a number finds nothing.
    pub fn nearest(
        &self,
        center: LatLng,
        count: usize,
        max_radius_m: f64,
        filter: impl Fn(&Entry<K, P>) -> bool,
    ) -> Vec<Found<'_, K, P>> {
        let Some(window) = Window::around(center, max_radius_m).filter(|_| count > 0) else {
            return Vec::new();
        };
        let found = BinaryHeap::with_capacity(count.min(USUAL_COUNT) + 1);
        let mut best = Best { found, count, limit_m: max_radius_m };
        if self.prefers_scan(&window) {
            for entry in self.entries().filter(|entry| filter(entry)) {
                best.offer(entry, center.distance_m(entry.place));
            }
            return best.found.into_sorted_vec();
        }
        for ring in 0..=window.last_ring() {
            if ring > 0 && window.nearest_beyond_m(ring - 1) > best.limit_m {
                break;
            }
            window.visit_ring(ring, |cell| {
                if window.cell_surely_beyond(cell, best.limit_m) {
                    return;
                }
                for entry in self.cell_entries(cell) {
                    if filter(entry) && !window.surely_beyond(entry.place, best.limit_m) {
                        best.offer(entry, center.distance_m(entry.place));
                    }
                }
            });
        }
        best.found.into_sorted_vec()
    }

    /// All entries no further from `center` than `radius_m`; nearest first, ties by key.
    pub fn within(&self, center: LatLng, radius_m: f64) -> Vec<Found<'_, K, P>> {
        self.nearest(center, usize::MAX, radius_m, |_| true)
    }

    fn prefers_scan(&self, window: &Window) -> bool {
        window.cells() > self.len() + TOO_MANY_CELLS
    }

    fn cell_entries(&self, cell: Cell) -> &[Entry<K, P>] {
        match self.heads[cell.index()] {
            0 => &[],
            head => &self.buckets[head as usize - 1],
        }
    }
}
