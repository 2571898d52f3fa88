//! On which terms can this be had here, whenever it is?

use super::changes::catch_up;
use super::make_quote::{QuoteError, zone};
use crate::App;
use crate::domain::pricing::{self, Basis};
use crate::domain::refusal::Refusal;
use crate::domain::start::{AHEAD, SURGE_REACH, Start};
use crate::store::provider_prices::{self, Offered};
use crate::store::services;
use chassis::StoreError;
use contracts::catalog::{SlotTerms, SlotTermsRequest, SurgeHint};
use kernel::BasisPoints;

/// Tells them. Changes nothing.
pub async fn for_port(app: &App, ask: SlotTermsRequest) -> Result<SlotTerms, QuoteError> {
    catch_up(app).await?;
    let now = app.chassis.world.now();
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = services::find(&mut db, ask.service_id).await?.filter(|s| s.facts.is_active);
    let service = found.ok_or(Refusal::UnknownService)?.priced();
    service.takes(ask.quantity)?;
    let zone = zone(&mut db, ask.pin).await??;
    // Whoever does not offer it has no times either: then the price is nobody's.
    let own_price = match ask.provider_id {
        Some(provider) => match provider_prices::find(&mut db, provider, ask.service_id).await? {
            Offered::At(price) => Some(price),
            Offered::AtBasePrice | Offered::No => None,
        },
        None => None,
    };
    let latest_start = now + AHEAD;
    let basis = Basis {
        service: &service,
        own_price,
        quantity: ask.quantity,
        pin: ask.pin,
        zone: &zone,
        start: Start::Now,
        promotion: None,
        now,
    };
    let prices = pricing::steps(&basis, latest_start)?;
    let share = zone.surge.share(now);
    // The surge may end by itself before it stops to be felt.
    let until = zone.surge.until.map_or(now + SURGE_REACH, |end| end.min(now + SURGE_REACH));
    Ok(SlotTerms {
        duration_minutes: service.visit_minutes(ask.quantity),
        service: service.facts,
        zone_id: zone.id,
        zone_name: zone.name,
        governorate: zone.governorate,
        opening_hours: zone.hours,
        surge: (share > BasisPoints::new(0)).then_some(SurgeHint { share, until }),
        prices,
        latest_start,
    })
}
