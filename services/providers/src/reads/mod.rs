//! What screens show, as it goes over the wire.

pub mod admin;
pub mod appeals;
pub mod card;
pub mod checklist;
pub mod documents;
pub mod offering;
pub mod own;
