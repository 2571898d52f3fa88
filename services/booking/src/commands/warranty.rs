//! The same fault came back within the warranty: a free visit, first by the same provider, else by
//! another. It counts against nobody, and costs nobody but the platform, until staff finds a fault.

use super::dispute::not_yours;
use super::record;
use super::reschedule::zone_is_open;
use super::{BookingError, SlotError, load};
use crate::domain::{
    Booking, BookingNumber, By, MoveError, NewBooking, Place, Resolution, Window, Wishes,
};
use crate::reads::BookingStateOut;
use crate::store::bookings;
use crate::store::photos::{self, Purpose};
use crate::store::warranties::{self, Claim, Done, End, NewClaim};
use crate::{App, InForce, jobs};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::booking::{
    BookingCreated, PaymentMethod, WarrantyClaimed, WarrantyVisitDone, WarrantyWaiting,
};
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
    let open = zone_is_open(app, id, fault.starts_at).await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    booking.may_claim_warranty(app.now())?;
    check_time(&app.in_force_in_tx(&mut tx).await?, fault.starts_at, open)?;
    let ids = &fault.photo_ids;
    let own = photos::own_among(&mut tx, id, user, Purpose::Warranty, ids).await?;
    if ids.iter().any(|photo| !own.contains(photo)) {
        return Err(InvalidFields::one("photoIds", not_yours()).into());
    }
    let waiting = warranties::of(&mut tx, id).await?.into_iter().find(|c| c.state == "waiting");
    let waiting = match waiting {
        Some(claim) => Some(waiting_in_tx(&mut tx, id, claim.id).await?),
        None => None,
    };
    let first = match &waiting {
        Some(claim) => claim.first_provider.into(),
        None => free_in_tx(&mut tx, &booking).await?,
    };
    let visit = insert_visit_in_tx(&mut tx, app, &booking, first, fault.starts_at).await?;
    let new = NewClaim {
        visit: Some(visit.id),
        photo_ids: fault.photo_ids,
        ..new_claim(app, &booking, first, &fault.text)
    };
    match waiting {
        // Its visit was cancelled: this is the same claim, told anew, and not a second one.
        Some(claim) => warranties::tell_anew_in_tx(&mut tx, claim.id, &new).await?,
        None => warranties::open_in_tx(&mut tx, &new, app.now()).await?,
    }
    tell_visit_in_tx(&mut tx, app, &booking, first, &visit, by.into()).await?;
    let answer = Answer::json(201, &BookingStateOut::of(&visit))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Chooses a time for the visit of a claim that waits for one; answers the free visit. The claim was
/// made in time, so the end of the warranty does not matter any more.
///
/// # Errors
/// [`BookingError`].
pub async fn choose(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    claim: Uuid,
    starts_at: Instant,
) -> Result<Answer, BookingError> {
    let open = zone_is_open(app, id, starts_at).await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let claim = waiting_in_tx(&mut tx, id, claim).await?;
    check_time(&app.in_force_in_tx(&mut tx).await?, starts_at, open)?;
    let first = ProviderId::from(claim.first_provider);
    let visit = insert_visit_in_tx(&mut tx, app, &booking, first, starts_at).await?;
    warranties::visit_in_tx(&mut tx, claim.id, visit.id).await?;
    tell_visit_in_tx(&mut tx, app, &booking, first, &visit, by.into()).await?;
    let answer = Answer::json(201, &BookingStateOut::of(&visit))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Gives up a claim that waits for a time: only its customer can.
///
/// # Errors
/// [`BookingError`].
pub async fn withdraw(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    claim: Uuid,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, _) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let claim = waiting_in_tx(&mut tx, id, claim).await?;
    warranties::end_in_tx(&mut tx, claim.id, End::Withdrawn, app.now()).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// A claim of a locked booking that waits for a time.
async fn waiting_in_tx(
    tx: &mut PgConnection,
    of: BookingId,
    claim: Uuid,
) -> Result<Claim, BookingError> {
    let found = warranties::lock_in_tx(tx, claim).await?;
    let claim =
        found.filter(|claim| claim.booking_id == of.uuid()).ok_or(BookingError::NotFound)?;
    if claim.state == "waiting" { Ok(claim) } else { Err(MoveError::ClaimNotAllowed.into()) }
}

/// That a visit may be wished for this time: early enough, not too late, and in opening hours.
fn check_time(app: &InForce, starts_at: Instant, open: bool) -> Result<(), BookingError> {
    let notice = TimeDelta::seconds(app.rules().reschedule_notice_s.into());
    let horizon = TimeDelta::seconds(app.rules().reschedule_horizon_s.into());
    if starts_at < app.now() + notice || starts_at > app.now() + horizon {
        return Err(MoveError::BadNewTime.into());
    }
    if open { Ok(()) } else { Err(SlotError::ZoneClosed.into()) }
}

/// A dispute ended with another visit: its customer chooses when.
pub(super) async fn re_service_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    resolution: Resolution,
    reason: &str,
) -> Result<(), BookingError> {
    if resolution != Resolution::ReService {
        return Ok(());
    }
    let first = match free_in_tx(tx, booking).await {
        Ok(first) => first,
        // A claim is open already: that visit makes it good.
        Err(BookingError::Move(MoveError::ClaimOpen)) => return Ok(()),
        Err(other) => return Err(other),
    };
    let claim = NewClaim { re_service: true, ..new_claim(app, booking, first, reason) };
    warranties::open_in_tx(tx, &claim, app.now()).await?;
    jobs::claims::remind_in_tx(tx, app, claim.id).await?;
    let event = WarrantyWaiting { booking: booking.facts(), claim_id: claim.id, re_service: true };
    Ok(chassis::bus::append(tx, &app.chassis.world, &event).await?)
}

/// Whose work it was, when no claim of a locked booking is open or waits.
async fn free_in_tx(tx: &mut PgConnection, booking: &Booking) -> Result<ProviderId, BookingError> {
    let first = booking.provider().ok_or(BookingError::NotFound)?;
    let lives = |claim: &Claim| matches!(claim.state.as_str(), "open" | "waiting");
    if warranties::of(tx, booking.id).await?.iter().any(lives) {
        return Err(MoveError::ClaimOpen.into());
    }
    Ok(first)
}

/// A claim without a visit or pictures.
fn new_claim(app: &App, booking: &Booking, first_provider: ProviderId, fault: &str) -> NewClaim {
    NewClaim {
        id: app.chassis.world.id::<EventId>().uuid(),
        of: booking.id,
        first_provider,
        first_earnings: booking.price.settlement.earnings,
        customer: booking.customer_id,
        visit: None,
        fault: app.chassis.keyring.seal_text(warranties::FAULT_CONTEXT, fault),
        photo_ids: Vec::new(),
        re_service: false,
    }
}

/// Tells of a visit, a booking without a price that asks the first provider first, and looks for one.
async fn tell_visit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    of: &Booking,
    first_provider: ProviderId,
    visit: &Booking,
    by: By,
) -> Result<(), BookingError> {
    let world = &app.chassis.world;
    record::created_in_tx(tx, app, visit, by).await?;
    let event = BookingCreated {
        booking: visit.facts(),
        prepay: Money::ZERO,
        quote_id: Some(visit.quote_id),
    };
    chassis::bus::append(tx, world, &event).await?;
    let event = WarrantyClaimed { booking: visit.facts(), of: of.id, first_provider };
    chassis::bus::append(tx, world, &event).await?;
    Ok(record::search_in_tx(tx, app, visit).await?)
}

async fn insert_visit_in_tx(
    tx: &mut PgConnection,
    app: &App,
    of: &Booking,
    first: ProviderId,
    starts_at: Instant,
) -> Result<Booking, BookingError> {
    let sealed = bookings::sealed_address(tx, of.id).await?;
    let in_force = app.in_force_in_tx(tx).await?;
    let (world, mut draws) = (&app.chassis.world, 0);
    let id: BookingId = world.id();
    loop {
        let number = BookingNumber::from_bytes(world.bytes());
        let new = visit_of(of, id, number, first, starts_at, world.id());
        let visit = Booking::create(new, app.now(), in_force.rules());
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

/// A booking was completed: if it is the visit of a claim, the claim is done. When another provider
/// went, it earns what the first work earned; who bears that is a verdict's to say.
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
    let done = if visit.provider() == Some(first_provider) {
        Done::default()
    } else {
        let asked = warranties::asked(tx, visit.id, first_provider).await?;
        Done { earned: Money::piastres(claim.first_earnings), fair_chance: Some(asked.is_fair()) }
    };
    warranties::end_in_tx(tx, claim.id, End::Done(done), app.now()).await?;
    let event = WarrantyVisitDone {
        booking: visit.facts(),
        of: claim.booking_id.into(),
        first_provider,
        charged: Money::ZERO,
        earned: Some(done.earned),
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}

/// A booking was cancelled: if it is the visit of a claim, the claim waits for its customer to choose
/// another time. Nobody's right to a repair ends because a visit did.
///
/// # Errors
/// When the database refuses or is away.
pub async fn visit_cancelled_in_tx(
    tx: &mut PgConnection,
    app: &App,
    visit: &Booking,
) -> Result<(), StoreError> {
    let Some(claim) = warranties::lock_of_visit_in_tx(tx, visit.id).await? else { return Ok(()) };
    if claim.state != "open" {
        return Ok(());
    }
    warranties::wait_in_tx(tx, claim.id).await?;
    jobs::claims::remind_in_tx(tx, app, claim.id).await?;
    let Some(of) = bookings::find(tx, claim.booking_id.into()).await? else { return Ok(()) };
    let event = WarrantyWaiting {
        booking: of.facts(),
        claim_id: claim.id,
        re_service: claim.origin == "re_service",
    };
    chassis::bus::append(tx, &app.chassis.world, &event).await
}
