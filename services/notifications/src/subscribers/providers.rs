//! Providers: their names, and what operators decide about them.

use super::announce::{Announce, Known};
use crate::domain::Message;
use crate::store::providers;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::providers::{
    DocumentDecided, DocumentExpiring, OwnPriceAdjusted, ProviderChanged, ProviderDecided,
    VerificationStatus,
};
use kernel::World;
use kernel::ids::UserId;
use sqlx::PgConnection;

/// Keeps the name customers may see.
pub struct OnProviderChanged(pub World);

#[async_trait]
impl On<ProviderChanged> for OnProviderChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<ProviderChanged>,
    ) -> Result<(), HandlerError> {
        let event = &envelope.event;
        let now = self.0.now();
        providers::rename_in_tx(tx, event.provider_id, &event.display_name, now).await?;
        Ok(())
    }
}

impl Announce for ProviderDecided {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        let (reason, appeal_until) = (self.reason.clone(), self.appeal_until);
        let message = match self.verification {
            VerificationStatus::Verified => Message::ProviderVerified {},
            VerificationStatus::Rejected => Message::ProviderRejected { reason, appeal_until },
            VerificationStatus::Suspended => Message::ProviderSuspended { reason, appeal_until },
            VerificationStatus::UnderReview => Message::ProviderInReview {},
            // Back at the beginning: the documents tell what is missing.
            VerificationStatus::Applied | VerificationStatus::DocumentsSubmitted => {
                return Vec::new();
            }
        };
        vec![(self.provider_id.into(), message)]
    }
}

impl Announce for DocumentDecided {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        let document = self.name.clone();
        let message = if self.accepted {
            Message::DocumentAccepted { document }
        } else {
            Message::DocumentRejected { document, reason: self.reason.clone() }
        };
        vec![(self.provider_id.into(), message)]
    }
}

impl Announce for OwnPriceAdjusted {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        let message = Message::OwnPriceAdjusted {
            service: self.service_name.clone(),
            before: self.before,
            after: self.after,
        };
        vec![(self.provider_id.into(), message)]
    }
}

impl Announce for DocumentExpiring {
    fn announce(&self, _: Known) -> Vec<(UserId, Message)> {
        let (document, expires_on) = (self.name.clone(), self.expires_on);
        let message = if self.expired {
            Message::DocumentExpired { document, expires_on }
        } else {
            Message::DocumentExpiring { document, expires_on, days_left: self.days_left }
        };
        vec![(self.provider_id.into(), message)]
    }
}
