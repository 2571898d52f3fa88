//! The deadlines of a dispute: for evidence, and for the answer to a proposal.

use super::{DISPUTE_EVIDENCE, DISPUTE_PROPOSAL, booking_of};
use crate::App;
use crate::store::{bookings, disputes};
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use contracts::booking::{DisputeEvidenceClosed, DisputeProposalClosed};
use sqlx::PgConnection;

/// Ends the time for evidence: staff is next.
pub struct EvidenceOver(pub App);

#[async_trait]
impl Timer for EvidenceOver {
    fn kind(&self) -> &'static str {
        DISPUTE_EVIDENCE
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let (app, id) = (&self.0, booking_of(job)?);
        let Some(booking) = bookings::lock_in_tx(tx, id).await? else { return Ok(After::Done) };
        let Some(kept) = disputes::find(tx, id).await? else { return Ok(After::Done) };
        let Some(talk) = kept.talk.evidence_over(app.now()) else { return Ok(After::Done) };
        disputes::save_state_in_tx(tx, id, talk.state).await?;
        let event = DisputeEvidenceClosed { booking: booking.facts() };
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
        Ok(After::Done)
    }
}

/// Lets a proposal lapse that nobody answered.
pub struct ProposalLapse(pub App);

#[async_trait]
impl Timer for ProposalLapse {
    fn kind(&self) -> &'static str {
        DISPUTE_PROPOSAL
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let (app, id) = (&self.0, booking_of(job)?);
        let Some(booking) = bookings::lock_in_tx(tx, id).await? else { return Ok(After::Done) };
        let Some(kept) = disputes::find(tx, id).await? else { return Ok(After::Done) };
        let Some(talk) = kept.talk.lapse(app.now()) else { return Ok(After::Done) };
        disputes::close_proposal_in_tx(tx, id, "lapsed", app.now()).await?;
        disputes::save_state_in_tx(tx, id, talk.state).await?;
        let event = DisputeProposalClosed { booking: booking.facts(), result: "lapsed".to_owned() };
        chassis::bus::append(tx, &app.chassis.world, &event).await?;
        Ok(After::Done)
    }
}
