//! A customer lost time by a provider's fault: it gets something into its wallet.

use crate::app::App;
use crate::commands::collect_owed;
use crate::domain::template::Template;
use crate::ledger::{About, Posted, post_in_tx};
use chassis::StoreError;
use contracts::booking::CompensationDue;
use sqlx::PgConnection;

/// Pays a compensation, once a booking. What the customer owes is taken from it first.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &CompensationDue,
) -> Result<(), StoreError> {
    let booking = &event.booking;
    let Some(template) = Template::compensation(event) else { return Ok(()) };
    let customer = booking.customer_id;
    let rule = Some(event.rule.as_str());
    let about = About { booking_id: Some(booking.id), rule, ..About::default() };
    let key = format!("compensation:{}", booking.id);
    if let Posted::Now(_) = post_in_tx(tx, app, &key, &template, about).await? {
        collect_owed::run_in_tx(tx, app, customer, &key, about).await?;
    }
    Ok(())
}
