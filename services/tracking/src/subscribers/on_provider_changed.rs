//! A provider went on or off shift, or offers something else.

use crate::app::App;
use crate::live::ProviderState;
use crate::store::{last_positions, provider_states};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::providers::{ProviderChanged, VerificationStatus};
use sqlx::PgConnection;

/// Keeps who is on shift.
pub struct OnProviderChanged(pub App);

#[async_trait]
impl On<ProviderChanged> for OnProviderChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<ProviderChanged>,
    ) -> Result<(), HandlerError> {
        let event = &envelope.event;
        let before = provider_states::lock_in_tx(tx, event.provider_id).await?;
        if before.as_ref().is_some_and(|b| b.version >= envelope.version) {
            return Ok(());
        }
        let on_shift = event.verification == VerificationStatus::Verified
            && event.is_active
            && event.is_online;
        let since = before.and_then(|b| b.shift_since).unwrap_or(envelope.occurred_at);
        let mut services: Vec<_> = event.services.iter().map(|s| s.service_id).collect();
        services.sort_unstable();
        let state = ProviderState {
            provider_id: event.provider_id,
            version: envelope.version,
            display_name: event.display_name.clone(),
            has_photo: event.photo,
            shift_since: on_shift.then_some(since),
            services,
        };
        provider_states::save_in_tx(tx, self.0.chassis.world.now(), &state).await?;
        if !on_shift {
            last_positions::forget_off_duty_in_tx(tx, state.provider_id).await?;
        }
        self.0.live.put_provider(state);
        Ok(())
    }
}
