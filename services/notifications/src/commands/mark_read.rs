//! Reading one's inbox. Both may be repeated as often as one likes, so no idempotency key is
//! needed.

use crate::app::App;
use crate::error::ReadError;
use crate::store::notifications;
use chrono::{DateTime, TimeDelta};
use kernel::Instant;
use kernel::ids::{NotificationId, UserId};

/// Marks one of the person's notifications read.
pub async fn one(app: &App, user: UserId, id: NotificationId) -> Result<(), ReadError> {
    let around = made_around(id).ok_or(ReadError::NotFound)?;
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    if !notifications::mark_read_in_tx(&mut tx, user, id, around, now).await? {
        return Err(ReadError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Marks all of the person's notifications read; answers how many were not.
pub async fn all(app: &App, user: UserId) -> Result<u64, ReadError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    let marked = notifications::mark_all_read_in_tx(&mut tx, user, now).await?;
    tx.commit().await?;
    Ok(marked)
}

/// When an id was made, give or take a second: ids are UUIDv7, and the inbox is partitioned by
/// that time. Nothing for ids that no notification can have.
fn made_around(id: NotificationId) -> Option<(Instant, Instant)> {
    let (seconds, nanos) = id.uuid().get_timestamp()?.to_unix();
    let made = DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)?;
    let second = TimeDelta::seconds(1);
    Some((made.checked_sub_signed(second)?, made.checked_add_signed(second)?))
}

#[cfg(test)]
mod tests {
    use super::made_around;
    use uuid::Uuid;

    #[test]
    fn an_id_tells_when_it_was_made() {
        let (world, _) = testkit::world();
        let (from, to) = made_around(world.id()).unwrap();
        assert!(from < world.now() && world.now() < to);
        assert_eq!(made_around(Uuid::from_u128(7).into()), None);
        assert_eq!(made_around(Uuid::max().into()), None);
    }
}
