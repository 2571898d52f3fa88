//! What was told lately, by room, in bounded memory.

use super::room::Room;
use std::collections::{HashMap, VecDeque};

/// Something that was told in a room. The number is the event's place in the log, so that every
/// process gives it the same.
pub trait Numbered {
    /// The number.
    fn seq(&self) -> i64;
}

/// The last things told, oldest dropped first.
pub struct Ring<T> {
    most: usize,
    /// Everything up to here may have been dropped.
    floor: i64,
    order: VecDeque<Room>,
    rooms: HashMap<Room, VecDeque<T>>,
}

/// What a client that comes back has missed.
#[derive(Debug, PartialEq, Eq)]
pub enum Missed<T> {
    /// Exactly this, oldest first.
    These(Vec<T>),
    /// Nobody knows any more.
    Unknown,
}

impl<T: Numbered + Clone> Ring<T> {
    /// An empty ring for `most` things; what has a number up to `floor` was told before.
    #[must_use]
    pub fn new(most: usize, floor: i64) -> Self {
        Self { most: most.max(1), floor, order: VecDeque::new(), rooms: HashMap::new() }
    }

    /// Keeps something, with a number not below the last one's.
    pub fn push(&mut self, room: Room, told: T) {
        self.order.push_back(room);
        self.rooms.entry(room).or_default().push_back(told);
        while self.order.len() > self.most {
            let Some(oldest) = self.order.pop_front() else { return };
            let Some(of_room) = self.rooms.get_mut(&oldest) else { continue };
            if let Some(dropped) = of_room.pop_front() {
                self.floor = self.floor.max(dropped.seq());
            }
            if of_room.is_empty() {
                self.rooms.remove(&oldest);
            }
        }
    }

    /// What was told in `room` after `seen` and up to `told`.
    #[must_use]
    pub fn missed(&self, room: Room, seen: i64, told: i64) -> Missed<T> {
        // A number from the future is of another log.
        if seen < self.floor || seen > told {
            return Missed::Unknown;
        }
        let of_room = self.rooms.get(&room).into_iter().flatten();
        let missed = of_room.filter(|t| t.seq() > seen && t.seq() <= told).cloned();
        Missed::These(missed.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Missed, Numbered, Ring};
    use crate::domain::room::Room;
    use proptest::prelude::*;
    use uuid::Uuid;

    impl Numbered for i64 {
        fn seq(&self) -> i64 {
            *self
        }
    }

    fn room(n: u8) -> Room {
        Room::Booking(Uuid::from_u128(n.into()).into())
    }

    #[test]
    fn what_was_dropped_is_unknown_and_never_guessed() {
        let mut ring = Ring::new(2, 10);
        assert_eq!(ring.missed(room(1), 10, 10), Missed::These(vec![]));
        assert_eq!(ring.missed(room(1), 9, 10), Missed::Unknown);
        for seq in [11, 12, 13] {
            ring.push(room(1), seq);
        }
        assert_eq!(ring.missed(room(1), 11, 13), Missed::These(vec![12, 13]));
        assert_eq!(ring.missed(room(1), 10, 13), Missed::Unknown);
        assert_eq!(ring.missed(room(2), 12, 13), Missed::These(vec![]));
        assert_eq!(ring.missed(room(1), 12, 12), Missed::These(vec![]));
        assert_eq!(ring.missed(room(1), 14, 13), Missed::Unknown, "from another log");
    }

    proptest! {
        #[test]
        fn it_answers_exactly_or_not_at_all(
            told in proptest::collection::vec(0u8..4, 0..200),
            most in 1usize..50,
            asked in 0u8..4,
            seen in 0i64..220,
        ) {
            let mut ring = Ring::new(most, 0);
            for (at, n) in told.iter().enumerate() {
                ring.push(room(*n), at as i64 + 1);
            }
            let last = told.len() as i64;
            let all: Vec<i64> = told
                .iter()
                .enumerate()
                .map(|(at, n)| (at as i64 + 1, *n))
                .filter(|(seq, n)| *n == asked && *seq > seen)
                .map(|(seq, _)| seq)
                .collect();
            match ring.missed(room(asked), seen, last) {
                Missed::These(missed) => prop_assert_eq!(missed, all),
                Missed::Unknown => prop_assert!(seen > last || seen < last - most as i64),
            }
            prop_assert!(ring.order.len() <= most);
            prop_assert_eq!(ring.rooms.values().map(|r| r.len()).sum::<usize>(), ring.order.len());
        }
    }
}
