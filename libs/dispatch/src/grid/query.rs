//! Questions to the grid.

use super::cells::Window;
use super::{Entry, Grid, Known, Tags};
use kernel::LatLng;
use std::collections::BinaryHeap;
use std::hash::Hash;
use std::ops::Range;

/// A circle with so many cells more than the grid has entries is answered by a plain scan. At
/// Cairo's latitude that begins at a radius of some 64 km, far beyond any search's.
const TOO_MANY_CELLS: usize = 65_536;

/// Room is made for so many answers at once.
const USUAL_COUNT: usize = 63;

/// An entry and how far it is from the centre of the search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<'a, K, P> {
    /// The entry.
    pub entry: Entry<K, &'a P>,
    /// Great-circle distance in metres.
    pub distance_m: f64,
}

/// Who may be among the nearest. Exact distances are dear, so they are worked out only at the end,
/// for those whose least distance is within the greatest that the last of the answer can have.
struct Candidates {
    count: usize,
    /// What is surely beyond this square distance is not in the answer.
    limit_m2: f64,
    /// The greatest square distances of the nearest so far, as bits: of numbers from zero up these
    /// are in the same order.
    most: BinaryHeap<u64>,
    /// The least square distance, and the place in the grid's arrays.
    kept: Vec<(f64, u32)>,
}

impl Candidates {
    fn new(count: usize, max_radius_m: f64) -> Self {
        let room = count.min(USUAL_COUNT) + 1;
        Self {
            count,
            limit_m2: Window::limit_m2(max_radius_m),
            most: BinaryHeap::with_capacity(room),
            kept: Vec::with_capacity(2 * room),
        }
    }

    fn keep(&mut self, place: usize, least_m2: f64, most_m2: f64) {
        self.kept.push((least_m2, place as u32));
        if self.most.len() < self.count {
            self.most.push(most_m2.to_bits());
        } else if let Some(mut worst) = self.most.peek_mut() {
            *worst = (*worst).min(most_m2.to_bits());
        }
        if self.most.len() == self.count
            && let Some(worst) = self.most.peek()
        {
            let limit_m2 = Window::limit_m2(f64::from_bits(*worst).sqrt());
            self.limit_m2 = self.limit_m2.min(limit_m2);
        }
    }
}

impl<K: Copy + Eq + Hash + Ord, P> Grid<K, P> {
    /// The at most `count` entries nearest to `center` that are no further than `max_radius_m`
    /// and pass `filter`; nearest first, ties by key. Exactly what a full scan would find.
    ///
    /// The filter is asked about every entry in the neighbourhood, so it should be cheap; what tags
    /// can tell is better asked with [`nearest_with`](Self::nearest_with). A radius that is
    /// negative or not a number finds nothing.
    pub fn nearest(
        &self,
        center: LatLng,
        count: usize,
        max_radius_m: f64,
        filter: impl Fn(&Known<K, P>) -> bool,
    ) -> Vec<Found<'_, K, P>> {
        self.nearest_with(Tags::NONE, center, count, max_radius_m, filter)
    }

    /// The nearest that have all the `wanted` tags; else as [`nearest`](Self::nearest).
    pub fn nearest_with(
        &self,
        wanted: Tags,
        center: LatLng,
        count: usize,
        max_radius_m: f64,
        filter: impl Fn(&Known<K, P>) -> bool,
    ) -> Vec<Found<'_, K, P>> {
        let Some(window) = Window::around(center, max_radius_m).filter(|_| count > 0) else {
            return Vec::new();
        };
        let mut candidates = Candidates::new(count, max_radius_m);
        let mut look = |places: Range<usize>, candidates: &mut Candidates| {
            let start = places.start;
            for (offset, tags) in self.cells.tags()[places].iter().enumerate() {
                if !tags.has_all(wanted) {
                    continue;
                }
                let place = start + offset;
                let bounds = window.bounds(self.cells.points()[place]);
                if bounds.least_m2 <= candidates.limit_m2
                    && filter(&self.known[self.cells.owners()[place] as usize])
                {
                    candidates.keep(place, bounds.least_m2, bounds.most_m2);
                }
            }
        };
        if self.prefers_scan(&window) {
            self.cells.stretches().for_each(|places| look(places, &mut candidates));
        } else {
            self.walk(&window, &mut candidates, &mut look);
        }
        self.answer(center, &candidates, max_radius_m)
    }

    /// All entries no further from `center` than `radius_m`; nearest first, ties by key.
    pub fn within(&self, center: LatLng, radius_m: f64) -> Vec<Found<'_, K, P>> {
        self.nearest(center, usize::MAX, radius_m, |_| true)
    }

    /// Looks into the cells ring by ring, until nothing nearer can come.
    fn walk(
        &self,
        window: &Window,
        candidates: &mut Candidates,
        look: &mut impl FnMut(Range<usize>, &mut Candidates),
    ) {
        for ring in 0..=window.last_ring() {
            if ring > 0 && window.nearest_beyond_m(ring - 1).powi(2) > candidates.limit_m2 {
                break;
            }
            window.visit_ring(ring, |cell| {
                if window.least_m2(cell) <= candidates.limit_m2 {
                    look(self.cells.places(cell), candidates);
                }
            });
        }
    }

    fn answer(
        &self,
        center: LatLng,
        candidates: &Candidates,
        max_radius_m: f64,
    ) -> Vec<Found<'_, K, P>> {
        let mut near: Vec<(f64, u32)> = candidates
            .kept
            .iter()
            .filter(|(least_m2, _)| *least_m2 <= candidates.limit_m2)
            .map(|&(_, place)| {
                let point = self.cells.points()[place as usize];
                (center.distance_m(point.place()), self.cells.owners()[place as usize])
            })
            .filter(|(distance_m, _)| *distance_m <= max_radius_m)
            .collect();
        let key = |owner: u32| self.known[owner as usize].key;
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| key(a.1).cmp(&key(b.1))));
        near.truncate(candidates.count);
        let found = |(distance_m, owner)| Found { entry: self.entry(owner), distance_m };
        near.into_iter().map(found).collect()
    }

    fn prefers_scan(&self, window: &Window) -> bool {
        window.cells() > self.len() + TOO_MANY_CELLS
    }
}
