//! The same fault came back within the warranty: a free visit, first by the same provider, else by
//! another at the first one's cost. It counts against nobody until staff finds a fault.

use super::dispute::not_yours;
use super::record;
use super::{BookingError, load};
use crate::App;
use crate::domain::{
    Booking, BookingNumber, By, MoveError, NewBooking, Place, Resolution, Window, Wishes,
};
use crate::reads::BookingStateOut;
use crate::store::bookings;
use crate::store::photos::{self, Purpose};
use crate::store::warranties::{self, End, NewClaim};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::booking::{BookingCreated, PaymentMethod, WarrantyClaimed, WarrantyVisitDone};
use contracts::catalog::Pricing;
use kernel::ids::{BookingId, EventId, ProviderId, UserId};
use kernel::{Instant, InvalidFields, Money};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

/// How often a new number is drawn when the one before was taken.
const DRAWS: u32 = 5;

/// What a customer claims.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What is wrong again.
    pub text: String,
    /// Its pictures, uploaded before.
    pub photo_ids: Vec<Uuid>,
    /// When the free visit shall be.
    pub starts_at: Instant,
}

/// Claims the warranty of completed work; answers the free visit.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    fault: Fault,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    booking.may_claim_warranty(app.now())?;
    let notice = TimeDelta::seconds(app.rules().reschedule_notice_s.into());
    let horizon = TimeDelta::seconds(app.rules().reschedule_horizon_s.into());
    if fault.starts_at < app.now() + notice || fault.starts_at > app.now() + horizon {
        return Err(MoveError::BadNewTime.into());
    }
    let ids = &fault.photo_ids;
    let own = photos::own_among(&mut tx, id, user, Purpose::Warranty, ids).await?;
    if ids.iter().any(|photo| !own.contains(photo)) {
        return Err(InvalidFields::one("photoIds", not_yours()).into());
    }
    let visit = open_in_tx(&mut tx, app, &booking, by.into(), &fault).await?;
    let answer = Answer::json(201, &BookingStateOut::of(&visit))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// A dispute ended with another visit: the day after, at a time its customer may move.
pub(super) async fn re_service_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    by: By,
    resolution: Resolution,
    reason: &str,
) -> Result<(), BookingError> {
    if resolution != Resolution::ReService {
        return Ok(());
    }
    let starts_at = app.now() + TimeDelta::days(1);
    let fault = Fault { text: reason.to_owned(), photo_ids: Vec::new(), starts_at };
    match open_in_tx(tx, app, booking, by, &fault).await {
        // A claim is open already: that visit makes it good.
        Err(BookingError::Move(MoveError::ClaimOpen)) => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Opens the claim with its visit, a booking without a price that asks the first provider first.
async fn open_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    by: By,
    fault: &Fault,
) -> Result<Booking, BookingError> {
    let world = &app.chassis.world;
    let Some(first_provider) = booking.provider() else {
        return Err(BookingError::NotFound);
    };
    let open = |claim: &warranties::Claim| claim.state == "open";
    if warranties::of(tx, booking.id).await?.iter().any(open) {
        return Err(MoveError::ClaimOpen.into());
    }
    let visit = insert_visit_in_tx(tx, app, booking, first_provider, fault.starts_at).await?;
    let claim = NewClaim {
        id: world.id::<EventId>().uuid(),
        of: booking.id,
        first_provider,
        first_earnings: booking.price.settlement.earnings,
        customer: booking.customer_id,
        visit: visit.id,
        fault: app.chassis.keyring.seal_text(warranties::FAULT_CONTEXT, &fault.text),
        photo_ids: fault.photo_ids.clone(),
    };
    warranties::open_in_tx(tx, &claim, app.now()).await?;
    record::created_in_tx(tx, app, &visit, by).await?;
    let event = BookingCreated { booking: visit.facts(), prepay: Money::ZERO };
    chassis::bus::append(tx, world, &event).await?;
    let event = WarrantyClaimed { booking: visit.facts(), of: booking.id, first_provider };
    chassis::bus::append(tx, world, &event).await?;
    record::search_in_tx(tx, app, &visit).await?;
    Ok(visit)
}

async fn insert_visit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    of: &Booking,
    first: ProviderId,
    starts_at: Instant,
) -> Result<Booking, BookingError> {
    let sealed = bookings::sealed_address(tx, of.id).await?;
    let (world, mut draws) = (&app.chassis.world, 0);
    let id: BookingId = world.id();
    loop {
        let number = BookingNumber::from_bytes(world.bytes());
        let new = visit_of(of, id, number, first, starts_at, world.id());
        let visit = Booking::create(new, app.now(), app.rules());
        let mut savepoint = tx.begin().await.map_err(StoreError)?;
        match bookings::insert_in_tx(&mut savepoint, &visit, &sealed).await {
            Ok(()) => {
                savepoint.commit().await.map_err(StoreError)?;
                return Ok(visit);
            }
            Err(error) if error.is_constraint(bookings::NUMBER_TAKEN) && draws < DRAWS => {
                savepoint.rollback().await.map_err(StoreError)?;
                draws += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The free visit: the same work at the same place, without a price. It has no warranty of its own:
/// the first work's goes on.
fn visit_of(
    of: &Booking,
    id: BookingId,
    number: BookingNumber,
    first: ProviderId,
    starts_at: Instant,
    quote_id: kernel::ids::QuoteId,
) -> NewBooking {
    let mut service = of.service.clone();
    (service.pricing, service.warranty_days) = (Pricing::FixedScope, 0);
    NewBooking {
        id,
        number,
        customer_id: of.customer_id,
        quote_id,
        service,
        commission: of.price.commission,
        wishes: Wishes { provider: Some(first), ..of.wishes },
        window: Window::of(false, starts_at, of.window.minutes()),
        place: Place { ..of.place.clone() },
        lines: Vec::new(),
        method: PaymentMethod::Cash,
    }
}

/// A booking was completed: if it is the visit of a claim, the claim is done, and when another
/// provider went, the first one owes it what the work earns.
///
/// # Errors
/// When the database refuses or is away.
pub async fn visit_done_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: &Booking,
) -> Result<(), StoreError> {
    let Some(claim) = warranties::lock_of_visit_in_tx(tx, visit.id).await? else { return Ok(()) };
    if claim.state != "open" {
        return Ok(());
    }
    let first_provider = ProviderId::from(claim.first_provider);
    let went_itself = visit.provider() == Some(first_provider);
    let of = claim.booking_id.into();
    // However often its work is repaired, the first provider never pays more than it earned.
    let before: i64 = warranties::of(tx, of).await?.iter().map(|claim| claim.charged).sum();
    let left = Money::piastres((claim.first_earnings - before).max(0));
    let charged = if went_itself { Money::ZERO } else { left };
    warranties::end_in_tx(tx, claim.id, End::Done(charged), app.now()).await?;
    let event = WarrantyVisitDone { booking: visit.facts(), of, first_provider, charged };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}

/// A booking was cancelled: if it is the visit of a claim, the claim is withdrawn, and the customer
/// may claim again.
///
/// # Errors
/// When the database refuses or is away.
pub async fn visit_cancelled_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: &Booking,
) -> Result<(), StoreError> {
    let Some(claim) = warranties::lock_of_visit_in_tx(tx, visit.id).await? else { return Ok(()) };
    warranties::end_in_tx(tx, claim.id, End::Withdrawn, app.now()).await
}
