//! Money for the demo world.

use crate::app::App;
use crate::domain::template::{AdjustmentSource, Template};
use crate::ledger::{About, post_in_tx};
use chassis::{Chassis, StoreError};
use kernel::Money;
use kernel::ids::{EntryId, UserId};

/// Puts money into a customer's wallet as if it had been paid in cash. `chassis` is that of the
/// service `payments`.
///
/// # Errors
/// When the database refuses or is away.
pub async fn top_up(chassis: &Chassis, user: UserId, amount: Money) -> Result<(), StoreError> {
    let app = App { chassis: chassis.clone(), config: crate::config::PaymentsConfig::default() };
    let mut tx = chassis.db.begin().await?;
    let template =
        Template::WalletAdjusted { customer: user, amount, source: AdjustmentSource::Cash };
    let key = format!("demo:{}", chassis.world.id::<EntryId>());
    post_in_tx(&mut tx, &app, &key, &template, About::default()).await?;
    tx.commit().await
}
