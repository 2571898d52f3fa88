//! Socket.IO: the transport, and what clients may say.

mod door;
mod talk;
mod wire;

pub use door::open;
