//! New debt limits hold from now on: every provider's standing is told anew.

use crate::app::App;
use crate::ledger::tell_balance_in_tx;
use crate::store::providers;
use async_trait::async_trait;
use chassis::jobs::{After, Job, JobError, Timer};
use sqlx::PgConnection;

/// The kind of these jobs; key: the version.
pub const APPLY_DEBT_LIMITS: &str = "apply_debt_limits";

/// The timer.
pub struct ApplyDebtLimits(pub App);

#[async_trait]
impl Timer for ApplyDebtLimits {
    fn kind(&self) -> &'static str {
        APPLY_DEBT_LIMITS
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        for provider in providers::in_debt(tx).await? {
            // Else a posting that commits meanwhile is told before this older balance, which would stay.
            providers::lock(tx, provider).await?;
            tell_balance_in_tx(tx, &self.0, provider).await?;
        }
        Ok(After::Done)
    }
}
