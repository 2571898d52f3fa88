//! Every hour: appeals that wait longer than they may.

use crate::Config;
use crate::commands::lift_suspension;
use crate::domain::appeals::{Overdue, Waiting};
use crate::store::overdue::{self, LateAppeal};
use crate::store::{decisions, profiles};
use async_trait::async_trait;
use chassis::bus;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::TimeDelta;
use contracts::providers::{AppealOverdue, VerificationStatus};
use kernel::World;
use kernel::ids::TypedId as _;
use sqlx::PgConnection;

/// How often it looks.
const EVERY: TimeDelta = TimeDelta::hours(1);

/// Tells delays, and lifts suspensions that nobody judged.
pub struct WatchAppeals {
    /// Time.
    pub world: World,
    /// How long is too long.
    pub config: Config,
}

#[async_trait]
impl Timer for WatchAppeals {
    fn kind(&self) -> &'static str {
        "watch_appeals"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.world.now();
        for late in overdue::list_in_tx(tx, now).await? {
            self.look_in_tx(tx, &late).await.map_err(super::failed)?;
        }
        Ok(After::At(now + EVERY))
    }
}

impl WatchAppeals {
    async fn look_in_tx(
        &self,
        tx: &mut PgConnection,
        late: &LateAppeal,
    ) -> crate::error::Result<()> {
        let now = self.world.now();
        // The provider's lock comes first, as in every command; then the appeal as it is now.
        profiles::lock_in_tx(tx, late.provider).await?;
        let (appeal, profile) = (
            decisions::find_appeal_in_tx(tx, late.id).await?,
            profiles::find_in_tx(tx, late.provider).await?,
        );
        let (Some(appeal), Some(profile)) = (appeal, profile) else { return Ok(()) };
        if appeal.state != "open" {
            return Ok(());
        }
        let waiting = Waiting {
            due_at: late.due_at,
            escalated_at: late.escalated_at,
            suspended: profile.status == VerificationStatus::Suspended,
            safety_risk: late.safety_risk,
        };
        let days = self.config.appeal_lift_days;
        let lift_after = (days > 0).then(|| TimeDelta::days(days.into()));
        match waiting.at(now, lift_after) {
            Overdue::Wait => Ok(()),
            Overdue::Lift => lift_suspension::run_in_tx(tx, &self.world, late.provider).await,
            Overdue::Escalate => {
                overdue::escalate_in_tx(tx, late.id, now).await?;
                let event = AppealOverdue {
                    appeal_id: late.id.uuid(),
                    provider_id: late.provider,
                    against_operator: late.against,
                    due_at: late.due_at,
                    escalation: late.escalations + 1,
                };
                tracing::warn!(appeal = %late.id, due_at = %late.due_at, "an appeal is overdue");
                Ok(bus::append(tx, &self.world, &event).await?)
            }
        }
    }
}
