//! What waits for a slow client: bounded, positions go first, facts never silently.

use super::room::Room;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::collections::VecDeque;
use std::sync::Arc;

/// JSON that is said, encoded once for all who are said the same. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Body(Arc<RawValue>);

impl Body {
    /// Encodes it.
    ///
    /// # Errors
    /// When it can't be JSON, a map whose keys are no texts, say.
    pub fn of(said: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self(to_raw_value(said)?.into()))
    }

    /// The JSON's text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }
}

impl From<serde_json::Value> for Body {
    fn from(said: serde_json::Value) -> Self {
        // A value's keys are texts: this can't fail.
        Self::of(&said).unwrap_or_else(|_| Self(RawValue::NULL.to_owned().into()))
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Something to be said to one client.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The event's name on the wire.
    pub event: &'static str,
    /// The room it belongs to; none for the connection itself.
    pub room: Option<Room>,
    /// Whether a newer one makes it worthless (a position, typing).
    pub fleeting: bool,
    /// What is said.
    pub body: Body,
}

/// The client reads too slowly for the facts it is owed.
#[derive(Debug, PartialEq, Eq)]
pub struct Overflow;

/// What waits for one client.
#[derive(Debug, Default)]
pub struct Outbox(VecDeque<Frame>);

/// What became of a frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    /// It waits.
    Waiting,
    /// It waits in place of an older one, or instead of one that was dropped.
    Replaced,
    /// There was no place for it.
    Dropped,
}

impl Outbox {
    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Lets `frame` wait among at most `most`.
    ///
    /// # Errors
    /// When only facts wait and there is no place for one more.
    pub fn push(&mut self, frame: Frame, most: usize) -> Result<Kept, Overflow> {
        if frame.fleeting {
            let same = |f: &Frame| f.fleeting && f.room == frame.room && f.event == frame.event;
            if let Some(at) = self.0.iter().position(same) {
                // Behind what came in between: the newest position is said last.
                self.0.remove(at);
                self.0.push_back(frame);
                return Ok(Kept::Replaced);
            }
            if self.0.len() >= most {
                return Ok(Kept::Dropped);
            }
            self.0.push_back(frame);
            return Ok(Kept::Waiting);
        }
        let mut kept = Kept::Waiting;
        if self.0.len() >= most {
            let Some(at) = self.0.iter().position(|f| f.fleeting) else { return Err(Overflow) };
            self.0.remove(at);
            kept = Kept::Replaced;
        }
        self.0.push_back(frame);
        Ok(kept)
    }

    /// How much waits.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What is said next.
    #[must_use]
    pub fn next(&self) -> Option<&Frame> {
        self.0.front()
    }

    /// It was said.
    pub fn said(&mut self) {
        self.0.pop_front();
    }

    /// The client has nothing to do with `room` any more.
    pub fn forget_room(&mut self, room: Room) {
        self.0.retain(|f| f.room != Some(room));
    }

    /// Nothing will be said any more.
    pub fn clear(&mut self) {
        self.0 = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, Kept, Outbox, Overflow};
    use crate::domain::room::Room;
    use serde_json::json;
    use uuid::Uuid;

    fn room(n: u128) -> Room {
        Room::Booking(Uuid::from_u128(n).into())
    }

    fn frame(event: &'static str, n: u128, fleeting: bool, body: i32) -> Frame {
        Frame { event, room: Some(room(n)), fleeting, body: json!(body).into() }
    }

    fn bodies(outbox: &mut Outbox) -> Vec<i64> {
        let mut all = vec![];
        while let Some(frame) = outbox.next() {
            all.extend(frame.body.text().parse::<i64>());
            outbox.said();
        }
        all
    }

    #[test]
    fn positions_make_place_for_facts_and_facts_are_never_lost_silently() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(frame("location.updated", 1, true, 1), 3), Ok(Kept::Waiting));
        assert_eq!(outbox.push(frame("location.updated", 1, true, 2), 3), Ok(Kept::Replaced));
        assert_eq!(outbox.push(frame("booking.updated", 1, false, 3), 3), Ok(Kept::Waiting));
        assert_eq!(outbox.push(frame("location.updated", 2, true, 4), 3), Ok(Kept::Waiting));
        assert_eq!(outbox.push(frame("location.updated", 3, true, 5), 3), Ok(Kept::Dropped));
        assert_eq!(outbox.push(frame("booking.updated", 1, false, 6), 3), Ok(Kept::Replaced));
        assert_eq!(outbox.push(frame("booking.updated", 1, false, 7), 3), Ok(Kept::Replaced));
        assert_eq!(outbox.push(frame("booking.updated", 1, false, 8), 3), Err(Overflow));
        assert_eq!(bodies(&mut outbox), [3, 6, 7]);
    }

    #[test]
    fn the_newest_position_comes_after_the_facts_before_it() {
        let mut outbox = Outbox::default();
        outbox.push(frame("location.updated", 1, true, 1), 9).unwrap();
        outbox.push(frame("booking.updated", 1, false, 2), 9).unwrap();
        outbox.push(frame("location.updated", 1, true, 3), 9).unwrap();
        assert_eq!(bodies(&mut outbox), [2, 3]);
    }

    #[test]
    fn a_room_that_was_left_says_nothing_more() {
        let mut outbox = Outbox::default();
        outbox.push(frame("booking.updated", 1, false, 1), 9).unwrap();
        outbox.push(frame("booking.updated", 2, false, 2), 9).unwrap();
        outbox.forget_room(room(1));
        assert_eq!(bodies(&mut outbox), [2]);
        assert!(outbox.is_empty());
    }
}
