//! Bookings whose batch window is over: decided together, in one transaction.

use super::search_steps::{Hunt, is_looked_for, live_positions};
use super::{BookingError, offer, search};
use crate::matching::Live;
use crate::store::offers::NewOffer;
use crate::store::{batches, bookings, offers, search_queue, searches};
use crate::{App, InForce, SERVICE, jobs};
use chassis::StoreError;
use chrono::TimeDelta;
use dispatch::{Batch, BatchId, BatchPart, Next, Record, Round, decide_batch};
use kernel::ids::{BookingId, ProviderId};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How many bookings tracking is asked about at once.
const ASKED_AT_ONCE: usize = 16;
/// When a booking that can't be decided is tried again.
const SET_ASIDE: TimeDelta = TimeDelta::seconds(60);

/// Decides every booking whose window is over. May be repeated, and may run twice at a time: each
/// booking is taken by one of the two.
///
/// # Errors
/// When the database is away. Then nothing has happened, and the next batch takes the bookings.
pub async fn run(app: &App) -> Result<(), BookingError> {
    loop {
        let due = due(app).await?;
        let taken = together(app, &due).await?;
        if taken == 0 || due.len() < app.config.searching.batch_most as usize {
            return Ok(());
        }
    }
}

/// Decides every booking whose window is over by itself: when deciding them together has failed
/// again and again, so that one bad booking does not hold up the others. One that can't be decided
/// even so leaves the queue and is tried again later.
///
/// # Errors
/// When the database is away.
pub async fn one_by_one(app: &App) -> Result<(), BookingError> {
    for id in due(app).await? {
        if let Err(error) = by_itself(app, id).await {
            tracing::error!(booking.id = %id, %error, "a booking could not be searched for");
            set_aside(app, id).await?;
        }
    }
    Ok(())
}

async fn by_itself(app: &App, id: BookingId) -> Result<(), BookingError> {
    match search::looked_for(app, id).await? {
        Some(booking) => search::alone(app, &booking).await,
        None => {
            let mut tx = app.chassis.db.begin().await?;
            search_queue::take_in_tx(&mut tx, &[id]).await?;
            tx.commit().await?;
            Ok(())
        }
    }
}

async fn set_aside(app: &App, id: BookingId) -> Result<(), BookingError> {
    let (at, world) = (app.now() + SET_ASIDE, &app.chassis.world);
    let mut tx = app.chassis.db.begin().await?;
    search_queue::leave_in_tx(&mut tx, id).await?;
    chassis::jobs::schedule(&mut tx, world, SERVICE, jobs::SEARCH, id, at, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

async fn due(app: &App) -> Result<Vec<BookingId>, BookingError> {
    let mut db = app.chassis.db.pool().acquire().await?;
    Ok(search_queue::due(&mut db, app.now(), app.config.searching.batch_most.max(1)).await?)
}

/// Decides bookings together; answers how many of them were taken from the queue.
async fn together(app: &App, due: &[BookingId]) -> Result<usize, BookingError> {
    if due.is_empty() {
        return Ok(0);
    }
    let live = everybody_near(app, due).await?;
    let mut tx = app.chassis.db.begin().await?;
    // The queue first, then the bookings in the order of their ids: no two workers wait for each
    // other.
    let taken = search_queue::take_in_tx(&mut tx, due).await?;
    let in_force = app.in_force_in_tx(&mut tx).await?;
    let mut hunts = Vec::with_capacity(taken.len());
    for id in &taken {
        let live = live.get(id).unwrap_or(&Live::Away);
        let Some(booking) = bookings::lock_in_tx(&mut tx, *id).await?.filter(is_looked_for) else {
            continue;
        };
        if offers::open_in_tx(&mut tx, *id).await? == 0 {
            hunts.push(Hunt::begin_in_tx(&mut tx, &in_force, booking, live).await?);
        }
    }
    decide_in_tx(&mut tx, &in_force, hunts).await?;
    tx.commit().await?;
    Ok(taken.len())
}

/// Who is near each of the bookings that is looked for.
async fn everybody_near(
    app: &App,
    due: &[BookingId],
) -> Result<HashMap<BookingId, Live>, BookingError> {
    let in_force = Arc::new(app.in_force().await?);
    let mut near = HashMap::new();
    for some in due.chunks(ASKED_AT_ONCE) {
        let mut asked = JoinSet::new();
        for id in some {
            let Some(booking) = search::looked_for(app, *id).await? else { continue };
            let in_force = in_force.clone();
            asked.spawn(async move { (booking.id, live_positions(&in_force, &booking).await) });
        }
        while let Some(answer) = asked.join_next().await {
            // A question that panicked is a booking that waits for the next batch's answer.
            let Ok((id, live)) = answer else { continue };
            near.insert(id, live);
        }
    }
    Ok(near)
}

/// Round after round, until each booking was offered to somebody or its customer is asked. Who goes
/// away empty-handed, because others of the batch needed its candidates more, looks further at once.
async fn decide_in_tx(
    tx: &mut PgConnection,
    app: &InForce,
    mut hunts: Vec<Hunt>,
) -> Result<(), BookingError> {
    while !hunts.is_empty() {
        let mut drawn = Vec::with_capacity(hunts.len());
        for hunt in hunts.drain(..) {
            drawn.extend(draw_in_tx(tx, app, hunt).await?);
        }
        let (batch, records) = decide(app, &drawn);
        let offers = offers_of(app, &drawn, &records);
        let new: Vec<NewOffer> = offers.iter().map(|(_, offer)| *offer).collect();
        if let Some(taken) = offer::make_in_tx(tx, &new, app.now()).await? {
            // Another worker's search made an offer to it a moment ago.
            hunts.extend(drawn.into_iter().map(|(mut hunt, _)| {
                hunt.gate(&[taken]);
                hunt
            }));
            continue;
        }
        keep_in_tx(tx, app, batch.as_ref(), &records).await?;
        hunts = made_in_tx(tx, app, drawn, &records, &offers).await?;
    }
    Ok(())
}

/// The next round of a search in which anybody can be asked; empty ones before it are kept. Nothing
/// when there is none: then the customer is asked.
async fn draw_in_tx(
    tx: &mut PgConnection,
    app: &InForce,
    mut hunt: Hunt,
) -> Result<Option<(Hunt, Round)>, BookingError> {
    while let Next::Round(round) = hunt.next_round(app) {
        let record = hunt.decide(app, round);
        if !record.decision.chosen.is_empty() {
            return Ok(Some((hunt, round)));
        }
        searches::keep_round_in_tx(tx, &record, app.matching_version(), app.now()).await?;
        hunt.ended(&record);
    }
    hunt.unmatched_in_tx(tx, app).await?;
    Ok(None)
}

/// Decides the drawn rounds together; one alone needs no batch. The records are in the order of
/// `drawn`.
fn decide(app: &InForce, drawn: &[(Hunt, Round)]) -> (Option<Batch>, Vec<Record>) {
    if let [(hunt, round)] = drawn {
        return (None, vec![hunt.decide(app, *round)]);
    }
    let part = |(hunt, round): &(Hunt, Round)| BatchPart {
        search: hunt.search.clone(),
        candidates: hunt.candidates.clone(),
        round: *round,
    };
    let id: BatchId = app.chassis.world.id();
    let (batch, mut records) = decide_batch(id, drawn.iter().map(part).collect(), app.matching());
    let place = |record: &Record| drawn.iter().position(|(h, _)| h.search.id == record.search.id);
    records.sort_by_key(place);
    ((!drawn.is_empty()).then_some(batch), records)
}

/// The offers of all records with the place of the booking, in the order of the providers' ids: two
/// workers that make offers to the same providers don't wait for each other.
fn offers_of(app: &App, drawn: &[(Hunt, Round)], records: &[Record]) -> Vec<(usize, NewOffer)> {
    let mut offers = Vec::new();
    for (place, ((hunt, _), record)) in drawn.iter().zip(records).enumerate() {
        let made = offer::of_decision(app, &hunt.booking, record);
        offers.extend(made.into_iter().map(|offer| (place, offer)));
    }
    offers.sort_unstable_by_key(|(_, offer)| offer.provider);
    offers
}

async fn keep_in_tx(
    tx: &mut PgConnection,
    app: &InForce,
    batch: Option<&Batch>,
    records: &[Record],
) -> Result<(), StoreError> {
    if let Some(batch) = batch {
        batches::keep_in_tx(tx, batch, app.now()).await?;
    }
    for record in records {
        searches::keep_round_in_tx(tx, record, app.matching_version(), app.now()).await?;
    }
    Ok(())
}

/// Tells of the offers, in their order. Answers the searches that got nobody.
async fn made_in_tx(
    tx: &mut PgConnection,
    app: &App,
    drawn: Vec<(Hunt, Round)>,
    records: &[Record],
    offers: &[(usize, NewOffer)],
) -> Result<Vec<Hunt>, BookingError> {
    let asked: Vec<ProviderId> = offers.iter().map(|(_, offer)| offer.provider).collect();
    let mut hunts: Vec<Option<Hunt>> = drawn.into_iter().map(|(hunt, _)| Some(hunt)).collect();
    for (place, made) in offers {
        if let Some(hunt) = hunts[*place].take() {
            offer::made_in_tx(tx, app, hunt.booking, &[*made]).await?;
        }
    }
    let left = hunts.into_iter().zip(records).filter_map(|(hunt, record)| {
        let mut hunt = hunt?;
        hunt.ended(record);
        hunt.gate(&asked);
        Some(hunt)
    });
    Ok(left.collect())
}
