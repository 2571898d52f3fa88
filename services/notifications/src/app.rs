//! What every part of the service stands on.

use crate::config::Senders;
use crate::domain::{Barrier, DeliveryChannel};
use crate::senders::push::VapidKey;
use chassis::Chassis;
use contracts::realtime::ViewerApi;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The service's state. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub chassis: Chassis,
    pub senders: Senders,
    /// The key that push services know us by, once it was read.
    pub push_key: Arc<OnceCell<Arc<VapidKey>>>,
    /// Shows what a partner would read.
    pub viewer: Arc<dyn ViewerApi>,
    /// What mails link to.
    pub public_url: Arc<str>,
}

impl App {
    /// Whether a channel can be used at all.
    pub fn not_configured(&self, channel: DeliveryChannel) -> Option<Barrier> {
        let is_configured = match channel {
            DeliveryChannel::InApp => true,
            DeliveryChannel::Push => self.senders.push.is_some(),
            DeliveryChannel::Sms => self.senders.sms.is_configured(),
            DeliveryChannel::Email => self.senders.mail.is_some(),
        };
        (!is_configured).then_some(Barrier::NotConfigured)
    }
}
