//! What people are told of their account's safety, their data and their appeals.

use super::announce::{Announce, Known};
use crate::domain::Message;
use contracts::identity::PasswordChanged;
use contracts::privacy::{DeletionCancelled, DeletionScheduled, ExportReady};
use contracts::providers::AppealOverdue;
use kernel::ids::UserId;

impl Announce for AppealOverdue {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        // Told to operators every day; to the provider once.
        if self.escalation > 1 {
            return Vec::new();
        }
        vec![(self.provider_id.into(), Message::AppealLate { due_at: self.due_at })]
    }
}

impl Announce for PasswordChanged {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        vec![(self.user_id, Message::PasswordChanged { by_reset: self.by_reset })]
    }
}

impl Announce for ExportReady {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        vec![(self.user_id, Message::ExportReady { until: self.expires_at })]
    }
}

impl Announce for DeletionScheduled {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        vec![(self.user_id, Message::DeletionScheduled { erase_at: self.erase_at })]
    }
}

impl Announce for DeletionCancelled {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        vec![(self.user_id, Message::DeletionCancelled {})]
    }
}
