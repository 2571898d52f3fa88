//! An alarm that nobody acknowledged in time is told again, until somebody does: often at first,
//! then at a slower pace.

use crate::app::App;
use crate::domain::sos::AlarmState;
use crate::store::sos_alarms;
use async_trait::async_trait;
use chassis::bus;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use contracts::tracking::SosEscalated;
use sqlx::PgConnection;
use uuid::Uuid;

/// The kind of the jobs; the key is the alarm's id.
pub const ESCALATE_SOS: &str = "escalate_sos";

/// Tells unacknowledged alarms again.
pub struct EscalateSos(pub App);

#[async_trait]
impl Timer for EscalateSos {
    fn kind(&self) -> &'static str {
        ESCALATE_SOS
    }

    async fn run(&self, tx: &mut PgConnection, job: &Job) -> Result<After, JobError> {
        let id: Uuid =
            job.key.parse().map_err(|_| JobError::Failed("the key is no alarm's id".into()))?;
        let alarm = sos_alarms::lock_in_tx(tx, id.into()).await?;
        let Some(mut alarm) = alarm.filter(|alarm| alarm.state() == AlarmState::Open) else {
            return Ok(After::Done);
        };
        let (config, world) = (&self.0.config, &self.0.chassis.world);
        alarm.escalations = alarm.escalations.saturating_add(1);
        let (now, level) = (world.now(), alarm.escalations);
        sos_alarms::save_in_tx(tx, now, &alarm, None).await?;
        bus::append(tx, world, &SosEscalated { sos: alarm.facts(), level }).await?;
        metrics::counter!("osta_sos_escalated_total").increment(1);
        tracing::error!(sos.id = %alarm.id, sos.level = level, "an alarm is not acknowledged");
        let patience_s = if level < config.sos_escalations {
            config.sos_patience_s
        } else {
            config.sos_slow_patience_s
        };
        Ok(After::At(now + TimeDelta::seconds(patience_s.into())))
    }
}
