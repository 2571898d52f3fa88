//! Staff says which days are public holidays.

use crate::App;
use crate::commands::BookingError;
use crate::store::holidays::{self, Holiday};
use chassis::StoreError;
use chrono::NaiveDate;
use contracts::admin::OperatorActed;
use kernel::ids::{EventId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// Keeps a holiday.
///
/// # Errors
/// When the database refuses or is away.
pub async fn put(app: &App, operator: UserId, holiday: &Holiday) -> Result<(), BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    holidays::put_in_tx(&mut tx, holiday, app.now()).await?;
    let details = json!({
        "nameAr": holiday.name.ar, "nameEn": holiday.name.en, "closes": holiday.closes,
    });
    acted_in_tx(&mut tx, app, operator, "booking.holiday_set", holiday.day, details).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a holiday off.
///
/// # Errors
/// [`BookingError::NotFound`] when the day is none.
pub async fn remove(app: &App, operator: UserId, day: NaiveDate) -> Result<(), BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if !holidays::remove_in_tx(&mut tx, day).await? {
        return Err(BookingError::NotFound);
    }
    acted_in_tx(&mut tx, app, operator, "booking.holiday_removed", day, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn acted_in_tx(
    tx: &mut PgConnection,
    app: &App,
    operator: UserId,
    action: &str,
    day: NaiveDate,
    details: Value,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: app.chassis.world.id::<EventId>(),
        operator_id: operator,
        action: action.to_owned(),
        subject_type: "holiday".to_owned(),
        subject_id: day.to_string(),
        reason: None,
        details,
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}
