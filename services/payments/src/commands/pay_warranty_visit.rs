//! Another provider made a warranty visit: it is paid at once. Who bears that follows the verdict.

use crate::app::App;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::{providers, settlements, warranties};
use chassis::StoreError;
use contracts::booking::{WarrantyJudged, WarrantyVisitDone};
use kernel::Money;
use sqlx::PgConnection;
use uuid::Uuid;

/// Pays the one that went, once. Nothing when the first provider went itself.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &WarrantyVisitDone,
) -> Result<(), StoreError> {
    let (visit, first) = (event.booking.id, event.first_provider);
    warranties::keep(tx, visit, event.of, first, app.chassis.world.now()).await?;
    let Some(second) = event.booking.provider_id.filter(|second| *second != first) else {
        return Ok(());
    };
    // Before verdicts decided it, the first one paid at once.
    let (payer, amount) = match event.earned {
        Some(earned) => (None, earned),
        None => (Some(first), event.charged),
    };
    let amount = amount.max(Money::ZERO);
    let template = Template::WarrantyVisitPaid { first: payer, second, amount };
    let about = About { booking_id: Some(visit), ..About::default() };
    post_in_tx(tx, app, &format!("warranty:{visit}"), &template, about).await?;
    Ok(())
}

/// A verdict was said, for the first time or another one: the first provider bears what it says, and
/// gets back what it bore beyond that. However its work was made good, by refunds or by visits, it
/// never bears more than it earned of the job.
///
/// # Errors
/// When the database is away.
pub async fn judged_in_tx(
    tx: &mut PgConnection,
    app: &App,
    event: &WarrantyJudged,
    event_id: Uuid,
) -> Result<(), StoreError> {
    let (visit, of, first) = (event.booking.id, event.of, event.first_provider);
    warranties::keep(tx, visit, of, first, app.chassis.world.now()).await?;
    providers::lock(tx, first).await?;
    let borne = warranties::borne(tx, first, of, Some(visit)).await?;
    let earned = settlements::find(tx, of).await?.map(|job| job.split.earnings);
    let left = earned.map_or(Money::ZERO, |earned| (earned - borne.else_where).max(Money::ZERO));
    let bears = match (event.at_fault, event.charged) {
        (false, _) => Money::ZERO,
        (true, Some(charged)) => charged.max(Money::ZERO).min(left),
        // From before: it was charged with the visit, and is not charged again.
        (true, None) => borne.by_visit,
    };
    let (name, template) = if bears > borne.by_visit {
        ("charged", Template::WarrantyCharged { first, amount: bears - borne.by_visit })
    } else {
        ("given_back", Template::WarrantyGivenBack { first, amount: borne.by_visit - bears })
    };
    let about = About { booking_id: Some(visit), ..About::default() };
    let key = format!("warranty_{name}:{visit}:{event_id}");
    post_in_tx(tx, app, &key, &template, about).await?;
    Ok(())
}
