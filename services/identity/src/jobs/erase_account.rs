//! The grace period is over: forgetting a person, unless something stands in the way. Only a closed
//! account is erased: a suspended one waits, one in use keeps everything.

use crate::app::App;
use crate::commands::request_deletion::cancel_open_in_tx;
use crate::domain::deletion::PUT_OFF;
use crate::store::{deletions, users};
use async_trait::async_trait;
use chassis::jobs::{After, Effect, Job, JobError};
use contracts::identity::AccountStatus;
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
        // The account's lock first, as everywhere: nobody suspends or reinstates it meanwhile.
        let account = users::lock_in_tx(&mut tx, user).await;
        let account = account.map_err(|_| failed("the account can't be read"))?;
        let open = deletions::lock_open_in_tx(&mut tx, user).await?;
        let (Some(account), Some(open)) = (account, open) else { return Ok(After::Done) };
        if open.erasing || open.erase_at > now {
            return Ok(After::Done);
        }
        // To forget a suspended person would forget the suspension.
        let suspended = account.status == AccountStatus::Suspended;
        if !suspended && account.status != AccountStatus::Inactive {
            tracing::warn!(user.id = %user, "an account in use is not erased; the wish is void");
            let cancelled = cancel_open_in_tx(&mut tx, app, user).await;
            cancelled.map_err(|_| failed("the wish can't be cancelled"))?;
            tx.commit().await?;
            return Ok(After::Done);
        }
        if suspended || !in_the_way.is_empty() {
            let obstacles = in_the_way.len();
            tracing::info!(user.id = %user, suspended, obstacles, "an erasure is put off");
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
