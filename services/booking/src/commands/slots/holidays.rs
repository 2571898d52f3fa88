//! Staff says which days are public holidays.

use crate::App;
use crate::commands::BookingError;
use crate::store::holidays::{self, Holiday, Saying};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::NaiveDate;
use contracts::admin::OperatorActed;
use kernel::ids::{EventId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Keeps a holiday. Times offered from now on know it; what was agreed before stays.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    holiday: &Holiday,
    reason: Option<&str>,
) -> Result<Answer, BookingError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    holidays::put_in_tx(&mut tx, holiday, now).await?;
    let id = world.id::<EventId>().uuid();
    let saying = Saying { id, day: holiday.day, by: operator, reason, removed: false };
    holidays::note_in_tx(&mut tx, saying, now).await?;
    let details = json!({
        "nameAr": holiday.name.ar, "nameEn": holiday.name.en, "closes": holiday.closes,
        "confirmed": holiday.confirmed,
    });
    let action = "booking.holiday_set";
    acted_in_tx(&mut tx, app, operator, action, holiday.day, reason, details).await?;
    let answer = Answer::done();
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Takes a holiday off.
///
/// # Errors
/// [`BookingError::NotFound`] when the day is none.
pub async fn remove(
    app: &App,
    operator: UserId,
    day: NaiveDate,
    reason: Option<&str>,
) -> Result<(), BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    let id = app.chassis.world.id::<EventId>().uuid();
    let saying = Saying { id, day, by: operator, reason, removed: true };
    holidays::note_in_tx(&mut tx, saying, app.now()).await?;
    if !holidays::remove_in_tx(&mut tx, day).await? {
        return Err(BookingError::NotFound);
    }
    let action = "booking.holiday_removed";
    acted_in_tx(&mut tx, app, operator, action, day, reason, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn acted_in_tx(
    tx: &mut PgConnection,
    app: &App,
    operator: UserId,
    action: &str,
    day: NaiveDate,
    reason: Option<&str>,
    details: Value,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: app.chassis.world.id::<EventId>(),
        operator_id: operator,
        action: action.to_owned(),
        subject_type: "holiday".to_owned(),
        subject_id: day.to_string(),
        reason: reason.map(str::to_owned),
        details,
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}
