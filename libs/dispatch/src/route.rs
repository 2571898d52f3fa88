//! The order of a day: one technician, a place to set out from, and visits with time windows.
//!
//! The best order is the one with the least lateness, then the least travel, then the earliest end.
//! Travel depends on the hour, and leaving later may arrive earlier (the rush ends), so a later
//! label never dominates an earlier one: up to [`EXACT`] visits every order is tried, with bounds;
//! above, visits are inserted where they cost least and the result is improved by moving and turning
//! stretches of it. It is never worse than the order it was given.

use serde::{Deserialize, Serialize};

/// Up to this many visits the answer is the best one there is.
pub const EXACT: usize = 8;

/// A visit to make. Times in seconds of any one clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Not begun before; whoever is there earlier waits.
    pub opens_s: i64,
    /// Begun later, it is late.
    pub closes_s: i64,
    /// How long it takes.
    pub takes_s: u32,
}

/// An order of visits and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The visits, by their index, in the order in which they are made.
    pub order: Vec<usize>,
    /// When each of them begins, in that order.
    pub begins_s: Vec<i64>,
    /// How much of it is travel.
    pub travel_s: i64,
    /// By how much visits begin too late, together.
    pub late_s: i64,
    /// Whether no order is better.
    pub exact: bool,
}

/// How good an order is; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    late_s: i64,
    travel_s: i64,
    ends_s: i64,
}

/// A day: the visits, when and from where it begins, and the ways. `travel(from, to, at)` is how
/// long the way from one visit to another takes that is begun at `at`; `None` is where the day
/// begins.
pub struct Day<'a, F: Fn(Option<usize>, usize, i64) -> i64> {
    /// When the technician sets out at the earliest.
    pub begins_s: i64,
    /// The visits, in the order that is planned so far.
    pub stops: &'a [Stop],
    /// The ways.
    pub travel: F,
}

impl<F: Fn(Option<usize>, usize, i64) -> i64> Day<'_, F> {
    /// The best order, or a good one of many visits.
    #[must_use]
    pub fn best(&self) -> Route {
        let planned: Vec<usize> = (0..self.stops.len()).collect();
        if self.stops.len() <= EXACT {
            return self.route(self.exact(planned), true);
        }
        let inserted = self.improved(self.inserted());
        let kept = self.improved(planned);
        let best = if self.worth(&inserted) < self.worth(&kept) { inserted } else { kept };
        self.route(best, false)
    }

    /// What an order means.
    #[must_use]
    pub fn route(&self, order: Vec<usize>, exact: bool) -> Route {
        let mut begins_s = Vec::with_capacity(order.len());
        let mut along = Along::at(self.begins_s);
        for stop in &order {
            along = self.on(along, *stop);
            begins_s.push(along.at_s - i64::from(self.stops[*stop].takes_s));
        }
        let (travel_s, late_s) = (along.travel_s, along.late_s);
        Route { order, begins_s, travel_s, late_s, exact }
    }

    fn on(&self, along: Along, stop: usize) -> Along {
        let way_s = (self.travel)(along.last, stop, along.at_s).max(0);
        let Stop { opens_s, closes_s, takes_s } = self.stops[stop];
        let begins_s = (along.at_s + way_s).max(opens_s);
        Along {
            last: Some(stop),
            at_s: begins_s + i64::from(takes_s),
            travel_s: along.travel_s + way_s,
            late_s: along.late_s + (begins_s - closes_s).max(0),
        }
    }

    fn worth(&self, order: &[usize]) -> Worth {
        order.iter().fold(Along::at(self.begins_s), |along, stop| self.on(along, *stop)).worth()
    }

    /// Every order, but those that are already worse than the best one so far.
    fn exact(&self, planned: Vec<usize>) -> Vec<usize> {
        let mut search = Search { best: self.worth(&planned), order: planned, path: Vec::new() };
        let left = (0..self.stops.len()).collect();
        self.try_all(&mut search, Along::at(self.begins_s), left);
        search.order
    }

    fn try_all(&self, search: &mut Search, along: Along, left: Vec<usize>) {
        // Lateness and travel only grow; at equal ones the end still decides.
        let bound = Worth { ends_s: i64::MIN, ..along.worth() };
        if bound > search.best {
            return;
        }
        if left.is_empty() {
            if along.worth() < search.best {
                (search.best, search.order) = (along.worth(), search.path.clone());
            }
            return;
        }
        for stop in &left {
            search.path.push(*stop);
            let rest = left.iter().filter(|other| *other != stop).copied().collect();
            self.try_all(search, self.on(along, *stop), rest);
            search.path.pop();
        }
    }

    /// Each visit where it costs least, those that close first first.
    fn inserted(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.stops.len()).collect();
        waiting.sort_by_key(|stop| (self.stops[*stop].closes_s, *stop));
        let mut order = Vec::with_capacity(waiting.len());
        for stop in waiting {
            let places = (0..=order.len()).map(|place| {
                let mut tried = order.clone();
                tried.insert(place, stop);
                tried
            });
            order = places.min_by_key(|tried| self.worth(tried)).unwrap_or_default();
        }
        order
    }

    /// Moves and turns stretches while that helps.
    fn improved(&self, mut order: Vec<usize>) -> Vec<usize> {
        let mut best = self.worth(&order);
        // Every step is a real improvement of whole seconds; the bound is for the eye.
        for _ in 0..1_000 {
            let better = self.neighbours(&order).map(|tried| (self.worth(&tried), tried)).min();
            match better {
                Some((worth, tried)) if worth < best => (best, order) = (worth, tried),
                _ => break,
            }
        }
        order
    }

    /// One stretch of up to three visits moved, or one stretch turned round.
    fn neighbours(&self, order: &[usize]) -> impl Iterator<Item = Vec<usize>> {
        let (order, n) = (order.to_vec(), order.len());
        let spans = (0..n).flat_map(move |from| (from + 1..=n).map(move |to| (from, to)));
        spans.flat_map(move |(from, to)| {
            let mut tried = Vec::new();
            let mut turned = order.clone();
            turned[from..to].reverse();
            tried.push(turned);
            if to - from <= 3 {
                let mut rest = order.clone();
                let stretch: Vec<usize> = rest.drain(from..to).collect();
                for place in 0..=rest.len() {
                    let mut moved = rest.clone();
                    moved.splice(place..place, stretch.iter().copied());
                    tried.push(moved);
                }
            }
            tried
        })
    }
}

/// How far a day has gone.
#[derive(Clone, Copy, Debug)]
struct Along {
    last: Option<usize>,
    at_s: i64,
    travel_s: i64,
    late_s: i64,
}

impl Along {
    fn at(at_s: i64) -> Self {
        Self { last: None, at_s, travel_s: 0, late_s: 0 }
    }

    fn worth(self) -> Worth {
        Worth { late_s: self.late_s, travel_s: self.travel_s, ends_s: self.at_s }
    }
}

struct Search {
    best: Worth,
    order: Vec<usize>,
    path: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::{Day, EXACT, Route, Stop, Worth};
    use proptest::prelude::*;

    fn stop(opens_s: i64, closes_s: i64) -> Stop {
        Stop { opens_s, closes_s, takes_s: 600 }
    }

    /// Places on a line; a unit takes a minute, twice as long in the rush before 3,600.
    fn line(places: &[i64]) -> impl Fn(Option<usize>, usize, i64) -> i64 {
        move |from, to, at| {
            let away = (from.map_or(0, |from| places[from]) - places[to]).abs();
            if at < 3_600 { away * 120 } else { away * 60 }
        }
    }

    fn worth(route: &Route, stops: &[Stop]) -> Worth {
        let ends_s = route.order.last().zip(route.begins_s.last());
        let ends_s = ends_s.map_or(0, |(stop, at)| at + i64::from(stops[*stop].takes_s));
        Worth { late_s: route.late_s, travel_s: route.travel_s, ends_s }
    }

    fn orders(n: usize) -> Vec<Vec<usize>> {
        if n == 0 {
            return vec![vec![]];
        }
        let shorter = orders(n - 1);
        shorter
            .iter()
            .flat_map(|order| {
                (0..n).map(|place| {
                    let mut longer = order.clone();
                    longer.insert(place, n - 1);
                    longer
                })
            })
            .collect()
    }

    #[test]
    fn without_windows_the_shortest_way_wins_and_windows_come_before_it() {
        let (early, late) = (stop(0, 100_000), stop(0, 100_000));
        let stops = [late, early, early];
        let day = Day { begins_s: 3_600, stops: &stops, travel: line(&[9, 2, 5]) };
        assert_eq!(day.best().order, [1, 2, 0]);
        let first = [stop(0, 3_600 + 9 * 60), early, early];
        let day = Day { begins_s: 3_600, stops: &first, travel: line(&[9, 2, 5]) };
        let best = day.best();
        assert_eq!((best.order, best.late_s, best.exact), (vec![0, 2, 1], 0, true));
        assert_eq!(best.begins_s[0], 3_600 + 540);
    }

    #[test]
    fn an_empty_day_is_a_route_and_who_is_early_waits() {
        let none = Day { begins_s: 0, stops: &[], travel: line(&[]) }.best();
        assert!(none.order.is_empty() && none.exact);
        let stops = [stop(7_200, 9_000)];
        let one = Day { begins_s: 0, stops: &stops, travel: line(&[1]) }.best();
        assert_eq!((one.begins_s, one.late_s, one.travel_s), (vec![7_200], 0, 120));
    }

    prop_compose! {
        fn any_stop()(opens in 0i64..30_000, open in 0i64..10_000, takes in 60u32..5_000) -> Stop {
            Stop { opens_s: opens, closes_s: opens + open, takes_s: takes }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn up_to_eight_visits_no_order_is_better(
            stops in prop::collection::vec((any_stop(), -40i64..40), 0..=6), begins in 0i64..8_000,
        ) {
            let (stops, places): (Vec<Stop>, Vec<i64>) = stops.into_iter().unzip();
            let day = Day { begins_s: begins, stops: &stops, travel: line(&places) };
            let best = day.best();
            prop_assert!(best.exact);
            let least = orders(stops.len()).iter().map(|order| day.worth(order)).min();
            if !stops.is_empty() {
                prop_assert_eq!(Some(worth(&best, &stops)), least);
            }
        }

        #[test]
        fn many_visits_are_all_made_once_and_no_worse_than_planned(
            stops in prop::collection::vec((any_stop(), -40i64..40), EXACT + 1..14),
        ) {
            let (stops, places): (Vec<Stop>, Vec<i64>) = stops.into_iter().unzip();
            let day = Day { begins_s: 0, stops: &stops, travel: line(&places) };
            let best = day.best();
            let mut made = best.order.clone();
            made.sort_unstable();
            let planned: Vec<usize> = (0..stops.len()).collect();
            prop_assert_eq!(&made, &planned);
            prop_assert!(worth(&best, &stops) <= day.worth(&planned));
            prop_assert!(!best.exact);
            prop_assert_eq!(day.best(), best);
        }
    }
}
