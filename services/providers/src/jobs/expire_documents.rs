//! Every night: which documents end soon, and which ended.

use crate::commands::decide_document::close_if_invalid_in_tx;
use crate::commands::tell;
use crate::domain::documents::{DocumentKind, WARN_DAYS, due_warning, name};
use crate::store::documents::{self, Ending};
use crate::store::{profiles, services};
use async_trait::async_trait;
use chassis::bus;
use chassis::jobs::{After, Job, JobError, Timer};
use chrono::{Days, TimeDelta};
use contracts::providers::DocumentExpiring;
use kernel::cairo::{NaiveDate, day_bounds, local_date};
use kernel::{Instant, World};
use sqlx::PgConnection;

/// How long after midnight in Cairo it runs: dates have changed for everybody by then.
const AFTER_MIDNIGHT: TimeDelta = TimeDelta::minutes(5);

/// Warns at 30, 15 and 1 days, and ends what is over.
pub struct ExpireDocuments(pub World);

#[async_trait]
impl Timer for ExpireDocuments {
    fn kind(&self) -> &'static str {
        "expire_documents"
    }

    async fn run(&self, tx: &mut PgConnection, _: &Job) -> Result<After, JobError> {
        let now = self.0.now();
        let today = local_date(now);
        let farthest = WARN_DAYS.into_iter().max().unwrap_or_default();
        let until = today + Days::new(u64::from(farthest.unsigned_abs()));
        for ending in documents::ending_in_tx(tx, until).await? {
            let days_left = (ending.expires_on - today).num_days();
            if days_left < 0 {
                self.expire_in_tx(tx, &ending, today, now).await.map_err(super::failed)?;
            } else if let Some(days) = due_warning(days_left, ending.warned_days) {
                documents::set_warned_in_tx(tx, ending.id, days).await?;
                self.tell_in_tx(tx, &ending, days_left).await?;
            }
        }
        Ok(After::At(day_bounds(today).1 + AFTER_MIDNIGHT))
    }
}

impl ExpireDocuments {
    async fn expire_in_tx(
        &self,
        tx: &mut PgConnection,
        ending: &Ending,
        today: NaiveDate,
        now: Instant,
    ) -> crate::error::Result<()> {
        // The provider's lock comes before its documents', as in every command.
        profiles::lock_in_tx(tx, ending.provider).await?;
        if !documents::expire_in_tx(tx, ending.id).await? {
            return Ok(());
        }
        if ending.kind == DocumentKind::CriminalRecord {
            profiles::set_background_check_in_tx(tx, ending.provider, "expired").await?;
        }
        if ending.kind == DocumentKind::SkillCertificate {
            services::certify_in_tx(tx, ending.provider, today).await?;
        }
        close_if_invalid_in_tx(tx, ending.provider, now).await?;
        self.tell_in_tx(tx, ending, -1).await?;
        tell::changed_in_tx(tx, &self.0, ending.provider).await
    }

    async fn tell_in_tx(
        &self,
        tx: &mut PgConnection,
        ending: &Ending,
        days_left: i64,
    ) -> Result<(), chassis::StoreError> {
        let event = DocumentExpiring {
            provider_id: ending.provider,
            document_id: ending.id,
            name: name(ending.kind, ending.side),
            expires_on: ending.expires_on,
            days_left: u32::try_from(days_left).unwrap_or_default(),
            expired: days_left < 0,
        };
        bus::append(tx, &self.0, &event).await
    }
}
