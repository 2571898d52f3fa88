//! A customer orders.

use super::OrderError;
use super::order::{Order, What, Where};
use super::record;
use super::slots::use_hold;
use crate::App;
use crate::domain::{
    Actor, Booking, BookingNumber, NewBooking, OrderedService, Place, Side, Window, Wishes,
};
use crate::reads::BookingStateOut;
use crate::store::bookings::{self, ADDRESS_CONTEXT, INSTRUCTIONS_CONTEXT, SealedAddress};
use crate::store::{lines, people};
use chassis::StoreError;
use chassis::idempotency::{Answer, IdempotencyKey};
use chrono::TimeDelta;
use contracts::PortError;
use contracts::booking::BookingCreated;
use contracts::catalog::{LineKind, Quote, QuoteRequest, Redemption};
use contracts::identity::{AccountStatus, Address};
use kernel::ids::{BookingId, QuoteId, UserId};
use kernel::{Instant, LatLng, Money};
use sqlx::{Connection, PgConnection};

/// A start this long past still means "now".
const GRACE: TimeDelta = TimeDelta::minutes(5);
/// How often a new number is drawn when the one before was taken.
const DRAWS: u32 = 5;

/// Takes an order.
///
/// # Errors
/// [`OrderError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    order: Order,
) -> Result<Answer, OrderError> {
    // The same request again gets its answer before anybody is asked: its quote may be over.
    if let Some(kept) = kept_before(app, key).await? {
        return Ok(kept);
    }
    check_customer(app, user, &order).await?;
    let (quote, address) = match order.what.clone() {
        What::Quoted { quote, at } => quoted(app, user, quote, at).await?,
        What::Direct { service, provider, quantity, starts_at, at } => {
            let starts_at = start(starts_at, app.now())?;
            let request = QuoteRequest {
                customer_id: Some(user),
                service_id: service,
                provider_id: provider,
                pin: at.pin,
                starts_at,
                quantity,
            };
            let quote = app.catalog.make_quote(request).await?;
            let address = at.at_place_of(&quote);
            (quote, address)
        }
    };
    let window = window(&quote, app.now())?;
    let id: BookingId = app.chassis.world.id();
    redeem(app, user, id, &quote).await?;

    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let booking = insert_in_tx(&mut tx, app, (id, user), &order, &quote, &address, window).await?;
    let answer = Answer::json(201, &BookingStateOut::of(&booking))?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// The answer that was kept for a request before.
pub(super) async fn kept_before(
    app: &App,
    key: &IdempotencyKey,
) -> Result<Option<Answer>, OrderError> {
    let mut tx = app.chassis.db.begin().await?;
    let kept = key.claim(&mut tx).await?;
    // Gives the key back at once; a dropped transaction would do so a little later.
    tx.commit().await?;
    Ok(kept)
}

async fn check_customer(app: &App, user: UserId, order: &Order) -> Result<(), OrderError> {
    if order.customer.is_some_and(|customer| customer != user) {
        return Err(OrderError::OtherCustomer);
    }
    if !app.config.ordering.payment_methods.contains(&order.method) {
        return Err(OrderError::MethodNotOffered);
    }
    check_account(app, user).await
}

/// That the customer's account was not stopped or closed.
pub(super) async fn check_account(app: &App, user: UserId) -> Result<(), OrderError> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    match people::status(&mut db, user).await? {
        Some(AccountStatus::Suspended | AccountStatus::Inactive) => Err(OrderError::AccountStopped),
        // Whoever has a token is known to identity; its event may be on its way.
        Some(AccountStatus::Active | AccountStatus::PendingVerification) | None => Ok(()),
    }
}

/// The quote and the address of an order by quote.
async fn quoted(
    app: &App,
    user: UserId,
    id: QuoteId,
    at: Where,
) -> Result<(Quote, Address), OrderError> {
    let quote = app.catalog.quote(id).await.map_err(|error| match error {
        PortError::NotFound => OrderError::QuoteNotFound,
        other => other.into(),
    })?;
    if quote.customer_id.is_some_and(|owner| owner != user) {
        return Err(OrderError::QuoteNotFound);
    }
    if app.now() >= quote.expires_at {
        return Err(OrderError::QuoteExpired);
    }
    let (address, field) = match at {
        Where::Saved(id) => {
            let found = app.identity.address(user, id).await.map_err(|error| match error {
                PortError::NotFound => OrderError::AddressNotFound,
                other => other.into(),
            })?;
            (found, "addressId")
        }
        Where::Typed(typed) => (typed.at_place_of(&quote), "address.pin"),
    };
    let distance_m = address.pin.distance_m(quote.pin);
    if distance_m > f64::from(app.config.ordering.address_radius_m) {
        return Err(OrderError::AddressFar { field, distance_m: distance_m.round() as u32 });
    }
    Ok((quote, address))
}

/// A wished start: `None` is now.
fn start(wished: Option<Instant>, now: Instant) -> Result<Option<Instant>, OrderError> {
    match wished {
        Some(at) if at > now => Ok(Some(at)),
        Some(at) if now - at > GRACE => Err(OrderError::WindowPast { field: "scheduledDate" }),
        _ => Ok(None),
    }
}

fn window(quote: &Quote, now: Instant) -> Result<Window, OrderError> {
    match quote.starts_at {
        None => Ok(Window::of(true, now, quote.duration_minutes)),
        Some(at) if at > now => Ok(Window::of(false, at, quote.duration_minutes)),
        Some(_) => Err(OrderError::WindowPast { field: "quoteId" }),
    }
}

/// Counts the use of the quote's promotion, if it has one, before the booking is made. A booking that
/// is not made after all counts for nothing.
async fn redeem(app: &App, user: UserId, id: BookingId, quote: &Quote) -> Result<(), OrderError> {
    if quote.lines.iter().all(|line| line.kind != LineKind::Promotion) {
        return Ok(());
    }
    let redemption = Redemption { quote_id: quote.id, booking_id: id, customer_id: user };
    Ok(app.catalog.redeem(redemption).await?)
}

/// Inserts a booking with everything that belongs to a new one.
pub(super) async fn insert_in_tx(
    tx: &mut PgConnection,
    app: &App,
    (id, user): (BookingId, UserId),
    order: &Order,
    quote: &Quote,
    address: &Address,
    window: Window,
) -> Result<Booking, OrderError> {
    let (now, world) = (app.now(), &app.chassis.world);
    let sealed = seal(app, address, order.notes.as_deref())?;
    let in_force = app.in_force_in_tx(tx).await?;
    let mut draws = 0;
    let booking = loop {
        let number = BookingNumber::from_bytes(world.bytes());
        let new = new_booking(id, number, user, order, quote, address.pin, window);
        let booking = Booking::create(new, now, in_force.rules());
        let mut savepoint = tx.begin().await.map_err(StoreError)?;
        match bookings::insert_in_tx(&mut savepoint, &booking, &sealed).await {
            Ok(()) => {
                savepoint.commit().await.map_err(StoreError)?;
                break booking;
            }
            Err(error) if error.is_constraint(bookings::QUOTE_USED) => {
                return Err(OrderError::QuoteUsed);
            }
            Err(error) if error.is_constraint(bookings::NUMBER_TAKEN) && draws < DRAWS => {
                savepoint.rollback().await.map_err(StoreError)?;
                draws += 1;
            }
            Err(error) => return Err(error.into()),
        }
    };
    lines::add_quote_in_tx(tx, id, &quote.lines, now).await?;
    let by = Actor { side: Side::Customer, user_id: user };
    record::created_in_tx(tx, app, &booking, by.into()).await?;
    let prepaid = order.method.is_prepaid();
    let prepay = if prepaid { booking.price.settlement.total } else { Money::ZERO };
    let event =
        BookingCreated { booking: booking.facts(), prepay, quote_id: Some(booking.quote_id) };
    chassis::bus::append(tx, world, &event).await?;
    match order.hold {
        Some(hold) => use_hold::run_in_tx(tx, app, &booking, hold).await?,
        // While its money is awaited nobody is asked, so somebody's time is kept for it.
        None if prepaid => {
            let wanted = booking.wishes.provider;
            let found = use_hold::hold_for_in_tx(tx, app, &booking, wanted).await?;
            if found.is_none() && wanted.is_some() {
                use_hold::hold_for_in_tx(tx, app, &booking, None).await?;
            }
        }
        None => {}
    }
    if prepaid {
        record::await_payment_in_tx(tx, app, &booking).await?;
    } else {
        record::search_in_tx(tx, app, &booking).await?;
    }
    Ok(booking)
}

fn seal(app: &App, address: &Address, notes: Option<&str>) -> Result<SealedAddress, OrderError> {
    let keyring = &app.chassis.keyring;
    let json =
        serde_json::to_vec(address).map_err(|e| StoreError(sqlx::Error::Encode(Box::new(e))))?;
    Ok(SealedAddress {
        address: keyring.seal(ADDRESS_CONTEXT, &json),
        instructions: notes.map(|text| keyring.seal_text(INSTRUCTIONS_CONTEXT, text)),
    })
}

fn new_booking(
    id: BookingId,
    number: BookingNumber,
    user: UserId,
    order: &Order,
    quote: &Quote,
    pin: LatLng,
    window: Window,
) -> NewBooking {
    let service = &quote.service;
    NewBooking {
        id,
        number,
        customer_id: user,
        quote_id: quote.id,
        service: OrderedService {
            id: service.id,
            category_id: service.category_id,
            code: service.code.clone(),
            name: service.name.clone(),
            pricing: service.pricing,
            needs_certificate: service.needs_certificate,
            warranty_days: service.warranty_days,
            parts_cap: service.parts_cap,
            quantity: quote.quantity,
            completion: service.completion.clone(),
        },
        commission: service.commission,
        wishes: Wishes {
            provider: quote.provider_id,
            language: order.language,
            gender: order.gender,
        },
        window,
        place: Place {
            zone_id: quote.zone_id,
            district: quote.district.clone(),
            governorate: quote.governorate.clone(),
            pin,
        },
        lines: quote.lines.clone(),
        method: order.method,
    }
}
