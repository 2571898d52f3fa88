//! The next visit of a plan is ordered, seven days ahead.

use super::PlanError;
use crate::App;
use crate::commands::create::{self, check_account};
use crate::commands::order::{Order, What};
use crate::commands::slots::terms::Ask;
use crate::commands::slots::{Terms, use_hold};
use crate::commands::{BookingError, OrderError};
use crate::domain::Window;
use crate::domain::plan::{ORDERED_BEFORE, Plan, PlanState};
use crate::store::plans::{self, ADDRESS_CONTEXT, Fate, INSTRUCTIONS_CONTEXT};
use crate::store::slots::{self, Except};
use chassis::StoreError;
use chrono::{NaiveDate, TimeDelta};
use contracts::PortError;
use contracts::booking::PlanVisitFailed;
use contracts::catalog::{Quote, QuoteRequest};
use contracts::identity::Address;
use kernel::ids::{PlanId, ProviderId};
use kernel::{Fault, Instant, Localized};
use sqlx::PgConnection;

/// How soon again when another service is away.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How many visits of the past are passed over in one go.
const STEPS: usize = 500;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Look again then.
    At(Instant),
    /// Nothing: the plan is paused or over.
    Nothing,
}

/// Orders every visit that is due. May be repeated: what is decided of a visit stays.
///
/// # Errors
/// When the database is away.
pub async fn run(app: &App, id: PlanId) -> Result<Next, PlanError> {
    for _ in 0..STEPS {
        let found = {
            let mut db = app.chassis.db.pool().acquire().await?;
            plans::find(&mut db, id).await?
        };
        let Some(plan) = found.filter(|plan| plan.state == PlanState::Active) else {
            return Ok(Next::Nothing);
        };
        let Some(day) = plan.day(plan.next_no) else { return Ok(Next::Nothing) };
        let starts_at = plan.at(day);
        if starts_at - ORDERED_BEFORE > app.now() {
            return Ok(Next::At(starts_at - ORDERED_BEFORE));
        }
        if let Some(again) = due(app, &plan, day, starts_at).await? {
            return Ok(Next::At(again));
        }
    }
    Ok(Next::At(app.now() + AGAIN))
}

/// Decides what becomes of one visit. A time when another service is away, and there is time.
async fn due(
    app: &App,
    plan: &Plan,
    day: NaiveDate,
    starts_at: Instant,
) -> Result<Option<Instant>, PlanError> {
    let is_decided = {
        let mut db = app.chassis.db.pool().acquire().await?;
        plans::is_decided(&mut db, plan.id, day).await?
    };
    // Left out, or over while the plan was paused.
    if is_decided || starts_at <= app.now() {
        pass(app, plan, day, None).await?;
        return Ok(None);
    }
    match order(app, plan, day, starts_at).await {
        Ok(()) => Ok(None),
        Err(PlanError::Order(OrderError::Port(PortError::Unavailable)))
            if starts_at - app.now() > TimeDelta::days(1) =>
        {
            Ok(Some(app.now() + AGAIN))
        }
        Err(PlanError::Order(OrderError::Booking(error @ BookingError::Store(_)))) => {
            Err(error.into())
        }
        Err(error) => {
            let (code, reason) = told(&error);
            pass(app, plan, day, Some(Fate::Failed { code, reason })).await?;
            Ok(None)
        }
    }
}

/// A refusal as the customer is told of it; the catalog's own words where it refused.
fn told(error: &PlanError) -> (String, Localized) {
    match error {
        PlanError::Order(OrderError::Port(PortError::Refused { code, text, .. })) => {
            (code.clone(), text.clone())
        }
        other => (other.code().to_owned(), other.text()),
    }
}

/// Goes past a visit; a failure is kept and told.
async fn pass(app: &App, plan: &Plan, day: NaiveDate, fate: Option<Fate>) -> Result<(), PlanError> {
    let mut tx = app.chassis.db.begin().await?;
    let Some(mut plan) = still_in_tx(&mut tx, plan).await? else { return Ok(()) };
    if let Some(fate) = fate
        && plans::decide_in_tx(&mut tx, plan.id, day, &fate, app.now()).await?
        && let Fate::Failed { code, reason } = fate
    {
        let event = PlanVisitFailed {
            plan_id: plan.id,
            customer_id: plan.customer,
            service_name: plan.service_name.clone(),
            starts_at: plan.at(day),
            code,
            reason,
        };
        chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    }
    plan.next_no += 1;
    plans::save_in_tx(&mut tx, &plan, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The plan locked, if nothing was decided of its next visit meanwhile.
async fn still_in_tx(tx: &mut PgConnection, seen: &Plan) -> Result<Option<Plan>, StoreError> {
    let plan = plans::lock_in_tx(tx, seen.id).await?;
    Ok(plan.filter(|plan| plan.state == PlanState::Active && plan.next_no == seen.next_no))
}

async fn order(
    app: &App,
    plan: &Plan,
    day: NaiveDate,
    starts_at: Instant,
) -> Result<(), PlanError> {
    check_account(app, plan.customer).await?;
    let provider = free_provider(app, plan, starts_at).await?;
    let quote = quoted(app, plan, provider, starts_at).await?;
    let Some((address, notes)) = opened(app, plan.id).await? else { return Ok(()) };
    let window = Window::of(false, starts_at, quote.duration_minutes);
    let order = Order {
        what: What::Quoted {
            quote: quote.id,
            at: crate::commands::order::Where::Typed(typed(&address)),
        },
        method: plan.method,
        notes,
        language: plan.language,
        gender: plan.gender,
        hold: None,
        customer: None,
    };

    let mut tx = app.chassis.db.begin().await?;
    let Some(mut plan) = still_in_tx(&mut tx, plan).await? else { return Ok(()) };
    let (whose, at) = ((app.chassis.world.id(), plan.customer), &address);
    let booking = create::insert_in_tx(&mut tx, app, whose, &order, &quote, at, window).await?;
    if !plan.method.is_prepaid() && quote.provider_id.is_some() {
        use_hold::hold_for_in_tx(&mut tx, app, &booking, quote.provider_id).await?;
    }
    let fate = Fate::Booked(booking.id);
    if !plans::decide_in_tx(&mut tx, plan.id, day, &fate, app.now()).await? {
        // Somebody decided at this very moment: nothing was ordered.
        return Ok(());
    }
    plan.next_no += 1;
    plans::save_in_tx(&mut tx, &plan, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The plan's own provider, where it can come.
async fn free_provider(
    app: &App,
    plan: &Plan,
    starts_at: Instant,
) -> Result<Option<ProviderId>, PlanError> {
    let Some(provider) = plan.provider else { return Ok(None) };
    let ask = Ask {
        customer: Some(plan.customer),
        service: plan.service,
        quantity: plan.quantity,
        pin: plan.pin,
        provider: Some(provider),
    };
    let terms = Terms::of(app, ask).await?;
    let mut db = app.chassis.db.pool().acquire().await?;
    let (job, span) = (&terms.job, (starts_at, starts_at + terms.job.length));
    let wanted = terms.wanted(app);
    let workers = slots::workers(&mut db, &wanted, job, span, Except::default()).await?;
    let can = workers.iter().any(|worker| worker.can_start(job, starts_at, app.now()));
    Ok(can.then_some(provider))
}

/// The price of the visit: the provider's own where it can come, else the platform's.
async fn quoted(
    app: &App,
    plan: &Plan,
    provider: Option<ProviderId>,
    starts_at: Instant,
) -> Result<Quote, PlanError> {
    let request = QuoteRequest {
        customer_id: Some(plan.customer),
        service_id: plan.service,
        provider_id: provider,
        pin: plan.pin,
        starts_at: Some(starts_at),
        quantity: plan.quantity,
    };
    let without = QuoteRequest { provider_id: None, ..request.clone() };
    let quote = match app.catalog.make_quote(request).await {
        // It may not offer the service any more, as the catalog knows already.
        Err(PortError::Refused { .. }) if provider.is_some() => {
            app.catalog.make_quote(without).await
        }
        other => other,
    };
    Ok(quote.map_err(OrderError::from)?)
}

/// Address and words of a plan; nothing once it is over.
async fn opened(app: &App, id: PlanId) -> Result<Option<(Address, Option<String>)>, PlanError> {
    let sealed = {
        let mut db = app.chassis.db.pool().acquire().await?;
        plans::sealed(&mut db, id).await?
    };
    let Some(sealed) = sealed else { return Ok(None) };
    let keyring = &app.chassis.keyring;
    let crypto = |error| PlanError::from(BookingError::Crypto(error));
    let json = keyring.open_any(ADDRESS_CONTEXT, &sealed.address).await.map_err(crypto)?;
    let address =
        serde_json::from_slice(&json).map_err(|e| StoreError(sqlx::Error::Decode(Box::new(e))))?;
    let notes = match &sealed.instructions {
        Some(text) => {
            let bytes = keyring.open_any(INSTRUCTIONS_CONTEXT, text).await.map_err(crypto)?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => None,
    };
    Ok(Some((address, notes)))
}

fn typed(address: &Address) -> crate::commands::order::TypedAddress {
    let address = address.clone();
    crate::commands::order::TypedAddress {
        governorate: Some(address.governorate),
        district: Some(address.district),
        street: address.street,
        building: address.building,
        floor: address.floor,
        apartment: address.apartment,
        landmark: address.landmark,
        pin: address.pin,
    }
}
