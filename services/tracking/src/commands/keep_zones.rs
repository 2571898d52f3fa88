//! Who came into a zone, stays or left is kept and told. The table decides: what is told of one
//! provider alternates, whatever was lost in between and however many processes tell it.

use crate::app::App;
use crate::domain::zones::{LeftBecause, Step};
use crate::live::Crossing;
use crate::store::zone_stays;
use chassis::{StoreError, bus};
use contracts::tracking::{ZoneDwelling, ZoneEntered, ZoneLeft, ZoneStay};
use kernel::World;
use sqlx::PgConnection;

/// How many go into one transaction.
const BATCH: usize = 200;

/// Keeps and tells everything that waits; returns how many events were told.
///
/// # Errors
/// When the database is away: then they wait on.
pub async fn run(app: &App) -> Result<usize, StoreError> {
    let mut told = 0;
    loop {
        let crossings = app.zones.crossings(BATCH);
        if crossings.is_empty() {
            return Ok(told);
        }
        match keep(app, &crossings).await {
            Ok(events) => told += events,
            Err(error) => {
                app.zones.put_back(crossings);
                return Err(error);
            }
        }
    }
}

async fn keep(app: &App, crossings: &[Crossing]) -> Result<usize, StoreError> {
    let mut tx = app.chassis.db.begin().await?;
    let mut told = 0;
    for crossing in crossings {
        told += keep_one(&mut tx, &app.chassis.world, crossing).await?;
    }
    tx.commit().await?;
    Ok(told)
}

async fn keep_one(
    tx: &mut PgConnection,
    world: &World,
    crossing: &Crossing,
) -> Result<usize, StoreError> {
    match crossing.step {
        Step::Entered => {
            let mut told = 0;
            // A stay that is still open elsewhere lost its end.
            let open = zone_stays::zone_in_tx(tx, crossing.provider_id).await?;
            if open.is_some_and(|zone| zone != crossing.zone_id) {
                told += leave(tx, world, crossing, None, LeftBecause::Seen).await?;
            }
            if !zone_stays::enter_in_tx(tx, world, crossing).await? {
                return Ok(told);
            }
            bus::append(tx, world, &ZoneEntered { stay: stay(crossing) }).await?;
            Ok(told + 1)
        }
        Step::Dwelt => {
            if !zone_stays::dwell_in_tx(tx, world.now(), crossing).await? {
                return Ok(0);
            }
            bus::append(tx, world, &ZoneDwelling { stay: stay(crossing) }).await?;
            Ok(1)
        }
        Step::Left(because) => leave(tx, world, crossing, Some(crossing.zone_id), because).await,
    }
}

async fn leave(
    tx: &mut PgConnection,
    world: &World,
    crossing: &Crossing,
    zone: Option<kernel::ids::ZoneId>,
    because: LeftBecause,
) -> Result<usize, StoreError> {
    let (now, who, at) = (world.now(), crossing.provider_id, crossing.at);
    let Some(open) = zone_stays::leave_in_tx(tx, now, who, zone, at, because).await? else {
        return Ok(0);
    };
    let stay = ZoneStay {
        provider_id: who,
        zone_id: open.zone_id,
        zone_name: open.zone_name,
        booking_id: open.booking_id,
        at,
    };
    let because = zone_stays::told(because);
    bus::append(tx, world, &ZoneLeft { stay, because }).await?;
    Ok(1)
}

fn stay(crossing: &Crossing) -> ZoneStay {
    let Crossing { provider_id, zone_id, zone_name, booking_id, at, .. } = crossing.clone();
    ZoneStay { provider_id, zone_id, zone_name, booking_id, at }
}
