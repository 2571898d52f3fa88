//! The grace period is over: forgetting a person, unless something stands in the way.

use crate::app::App;
use crate::domain::deletion::PUT_OFF;
use crate::store::deletions;
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use contracts::privacy::UserErased;
use kernel::ids::UserId;

/// The kind of these jobs.
pub const ERASE_ACCOUNT: &str = "erase_account";

/// Tells everybody to forget a person.
pub struct EraseAccount(pub App);

#[async_trait]
impl Effect for EraseAccount {
    fn kind(&self) -> &'static str {
        ERASE_ACCOUNT
    }

    async fn run(&self, job: &Job) -> Result<After, JobError> {
        let app = &self.0;
        let failed = |why: &str| JobError::Failed(why.to_owned());
        let user: UserId = job.key.parse().map_err(|_| failed("the key is no id"))?;
        let asked = app.obstacles(user).await;
        let in_the_way = asked.map_err(|_| failed("it is unknown whether anything is open"))?;
        let now = app.now();
        let mut tx = app.chassis.db.begin().await?;
        let Some(open) = deletions::lock_open_in_tx(&mut tx, user).await? else {
            return Ok(After::Done);
        };
        if open.erasing || open.erase_at > now {
            return Ok(After::Done);
        }
        if !in_the_way.is_empty() {
            tracing::info!(user.id = %user, obstacles = in_the_way.len(), "an erasure is put off");
            deletions::put_off_in_tx(&mut tx, open.id, now + PUT_OFF).await?;
            tx.commit().await?;
            return Ok(After::At(now + PUT_OFF));
        }
        deletions::begin_erasing_in_tx(&mut tx, open.id).await?;
        let event = UserErased { user_id: user, erased_at: now };
        chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
        tx.commit().await?;
        Ok(After::Done)
    }
}
