//! Decisions about conversations: who may say what, and what a message is.

mod content;
mod conversation;
pub mod leak;
mod system;
pub mod voice;

pub use content::{Content, Draft, LONGEST_TEXT, MessageIn, readable};
pub use conversation::{Conversation, OPEN_AFTER_END, Seat, Side, WriteRefusal};
pub use leak::LeakKind;
pub use system::SystemCode;
