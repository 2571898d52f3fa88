//! Another provider made a warranty visit: the first one, whose work it was, pays it.

use crate::app::App;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use chassis::StoreError;
use contracts::booking::WarrantyVisitDone;
use kernel::Money;
use sqlx::PgConnection;

/// Pays the visit, once. Nothing when the first provider went itself.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &WarrantyVisitDone,
) -> Result<(), StoreError> {
    let (first, amount) = (event.first_provider, event.charged.max(Money::ZERO));
    let Some(second) = event.booking.provider_id.filter(|second| *second != first) else {
        return Ok(());
    };
    let template = Template::WarrantyVisitPaid { first, second, amount };
    let about = About { booking_id: Some(event.booking.id), ..About::default() };
    let key = format!("warranty:{}", event.booking.id);
    post_in_tx(tx, app, &key, &template, about).await?;
    Ok(())
}
