//! The endpoints.

pub mod devices;
pub mod list_deliveries;
pub mod list_notifications;
pub mod preferences;
pub mod push_key;
pub mod read_all_notifications;
pub mod read_notification;
pub mod retry_delivery;
