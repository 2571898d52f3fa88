//! What the service does, one use case a file.

pub mod deliver;
pub mod devices;
pub mod mark_read;
pub mod push;
pub mod push_key;
pub mod retry_delivery;
pub mod send_code;
pub mod tell;
