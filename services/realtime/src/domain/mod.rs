//! Pure decisions: rooms, what a fact means for which room, what was missed, what fits.

pub mod bucket;
pub mod fact;
pub mod outbox;
pub mod ring;
pub mod room;
