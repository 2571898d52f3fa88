//! Nobody answered an offer.

use super::EXPIRE_OFFER;
use super::search::failed;
use crate::App;
use crate::commands::close_offer::{self, Closing};
use crate::store::{bookings, offers};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use kernel::ids::OfferId;
use sqlx::PgConnection;

/// Closes an offer at its end; the search goes on. An offer that was answered keeps its job, which
/// then finds nothing to do: an answer that took the job off would wait for this one, while this
/// one waits for the booking that the answer holds.
pub struct ExpireOffer(pub App);

#[async_trait]
impl Timer for ExpireOffer {
    fn kind(&self) -> &'static str {
        EXPIRE_OFFER
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let app = &self.0;
        let key = job.key.parse::<OfferId>();
        let id = key.map_err(|_| JobError::Failed("the key is no offer".into()))?;
        let Some(offer) = offers::find(tx, id).await? else { return Ok(After::Done) };
        let Some(booking) = bookings::lock_in_tx(tx, offer.booking).await? else {
            return Ok(After::Done);
        };
        if offer.expires_at > app.now() {
            return Ok(After::At(offer.expires_at));
        }
        close_offer::run_in_tx(tx, app, booking, &offer, Closing::Expired).await.map_err(failed)?;
        Ok(After::Done)
    }
}
