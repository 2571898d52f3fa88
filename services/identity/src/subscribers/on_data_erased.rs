//! A service erased what it kept of a person: the register, and the end of the wish.

use crate::app::App;
use crate::store::deletions;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::privacy::{HOLDERS, PersonalDataErased};
use sqlx::PgConnection;

/// Keeps the register of erasures.
pub struct OnDataErased(pub App);

#[async_trait]
impl On<PersonalDataErased> for OnDataErased {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<PersonalDataErased>,
    ) -> Result<(), HandlerError> {
        let (event, now) = (&told.event, self.0.now());
        deletions::note_erasure_in_tx(tx, event.user_id, &event.holder, event.rows, now).await?;
        let done = deletions::erased_by_in_tx(tx, event.user_id).await?;
        if HOLDERS.iter().all(|holder| done.iter().any(|h| h == holder)) {
            deletions::finish_in_tx(tx, event.user_id, now).await?;
        }
        Ok(())
    }
}
