//! Notifications: what people are told.

use kernel::ids::{BookingId, NotificationId, UserId};
use serde::{Deserialize, Serialize};

/// Something new stands in a person's inbox. Not what: the person reads it there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationCreated {
    /// The notification.
    pub notification_id: NotificationId,
    /// Whose inbox.
    pub user_id: UserId,
    /// What kind of news: `provider_found` …
    pub kind: String,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
}
crate::event!(NotificationCreated, "notification.created", "notification", |e| e.notification_id);
