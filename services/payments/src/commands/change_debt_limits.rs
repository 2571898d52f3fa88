//! An operator changes from which debt on providers are warned and stopped.

use super::operator::{self, Action};
use crate::app::App;
use crate::domain::debt::DebtLimits;
use crate::jobs::apply_debt_limits::APPLY_DEBT_LIMITS;
use crate::reads::settings::{self, DebtLimitsSettingOut};
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::tunables::{Change, SettingError, Tunable as _, change_in_tx};
use httpkit::Actor;
use serde_json::json;

/// Writes the new version. From its moment on every provider's standing is looked at anew; what was
/// posted before stays as it is.
///
/// # Errors
/// [`SettingError`].
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    change: Change<DebtLimits>,
) -> Result<Answer, httpkit::Problem> {
    let world = &app.chassis.world;
    let store = |error: chassis::StoreError| SettingError::from(error);
    let mut tx = app.chassis.db.begin().await.map_err(store)?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await.map_err(store)?;
        return Ok(answer);
    }
    let (version, from) = change_in_tx(&mut tx, world, "payments", &change).await?;
    chassis::jobs::schedule(
        &mut tx,
        world,
        "payments",
        APPLY_DEBT_LIMITS,
        version,
        from,
        json!({}),
    )
    .await
    .map_err(store)?;
    let action = Action {
        name: "settings.change",
        subject_type: "setting",
        subject_id: DebtLimits::KEY.to_owned(),
        reason: &change.reason,
        details: json!({"version": version, "value": change.value, "validFrom": from}),
    };
    operator::tell_in_tx(&mut tx, app, actor, action).await.map_err(store)?;
    let out: DebtLimitsSettingOut =
        settings::debt_limits_in_tx(&mut tx, app).await.map_err(store)?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await.map_err(store)?;
    Ok(answer)
}
