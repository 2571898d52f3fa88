//! One booking, as this viewer may see it.

use super::cards::{BookingCustomerOut, BookingProviderOut};
use super::completion::CompletionOut;
use super::parts::{
    BookingCancellationOut, BookingDisputeOut, BookingPlaceOut, BookingPriceOut, BookingSearchOut,
    BookingServiceOut, BookingTimesOut, PhotoOut, photos_of,
};
use super::reschedule::RescheduleOut;
use crate::App;
use crate::commands::BookingError;
use crate::domain::{Booking, Side, State, stage_text};
use crate::store::bookings::{ADDRESS_CONTEXT, INSTRUCTIONS_CONTEXT, START_CODE_CONTEXT};
use crate::store::{bookings, lines, reschedules, searches};
use chassis::crypto::{CryptoError, Sealed};
use contracts::booking::{PaymentMethod, Stage, Status};
use contracts::identity::Address;
use kernel::ids::{BookingId, QuoteId, UserId};
use kernel::{DateTime, Localized};
use serde::Serialize;
use sqlx::PgConnection;

/// A booking. What a viewer may not know is null.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingOut {
    /// Its id.
    pub id: BookingId,
    /// Its number for people.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// Counts its changes.
    pub version: i32,
    /// From which quote.
    pub quote_id: QuoteId,
    /// Its status.
    pub status: Status,
    /// Its stage.
    pub stage: Stage,
    /// Its stage in words.
    pub stage_text: Localized,
    /// What was ordered.
    pub service: BookingServiceOut,
    /// Whether it was ordered for now.
    pub instant: bool,
    /// The planned start.
    pub starts_at: DateTime,
    /// The planned end.
    pub ends_at: DateTime,
    /// Where.
    pub place: BookingPlaceOut,
    /// The full address, for the customer, staff, and the bound provider while the visit is on.
    pub address: Option<Address>,
    /// What the customer wrote for the provider.
    pub instructions: Option<String>,
    /// For how much.
    pub price: BookingPriceOut,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// `pending`, `paid`, `refunded` or `disputed`.
    #[schema(example = "pending")]
    pub payment_status: String,
    /// Until when a prepaid method's money is awaited.
    pub payment_due_at: Option<DateTime>,
    /// How far looking for a provider has come, while one is looked for.
    pub search: Option<BookingSearchOut>,
    /// The provider.
    pub provider: Option<BookingProviderOut>,
    /// The customer, for the bound provider and staff.
    pub customer: Option<BookingCustomerOut>,
    /// The code the customer tells the provider at the door; only for the customer, only until the
    /// work begins.
    #[schema(example = "4821")]
    pub start_code: Option<String>,
    /// When what happened.
    pub times: BookingTimesOut,
    /// The how-manieth visit this is.
    pub visit: i16,
    /// How often a provider left.
    pub drop_outs: i32,
    /// Another time that awaits a decision.
    pub reschedule: Option<RescheduleOut>,
    /// How it was cancelled.
    pub cancellation: Option<BookingCancellationOut>,
    /// Its dispute.
    pub dispute: Option<BookingDisputeOut>,
    /// What the service asked for before the work is done, and what of it is there.
    pub completion: CompletionOut,
    /// Pictures of the visit.
    pub photos: Vec<PhotoOut>,
    /// When it was created.
    pub created_at: DateTime,
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who must be on a side of it.
    Person(UserId),
    /// Staff.
    Operator,
}

/// One booking as this viewer may see it.
///
/// # Errors
/// [`BookingError::NotFound`] when it is not the viewer's.
pub async fn one(
    db: &mut PgConnection,
    app: &App,
    viewer: Viewer,
    id: BookingId,
) -> Result<BookingOut, BookingError> {
    let booking = bookings::find(db, id).await?.ok_or(BookingError::NotFound)?;
    let side = match viewer {
        Viewer::Operator => Side::Operator,
        Viewer::Person(user) => booking.side_of(user).ok_or(BookingError::NotFound)?.side,
    };
    seen_by(db, app, side, &booking).await
}

/// Whether the visit is on: from the confirmation to the end of the work, the two sides may reach
/// each other.
fn is_on(booking: &Booking) -> bool {
    matches!(booking.state, State::Confirmed(..) | State::InProgress(..))
}

pub(super) async fn seen_by(
    db: &mut PgConnection,
    app: &App,
    side: Side,
    booking: &Booking,
) -> Result<BookingOut, BookingError> {
    let knows_place = side != Side::Provider || is_on(booking);
    let (address, instructions) = match knows_place {
        true => open_address(db, app, booking.id).await?,
        false => (None, None),
    };
    let place = &booking.place;
    let payment_due_at = match booking.state {
        State::Pending(crate::domain::Pending::AwaitingPayment { until }) => Some(until),
        _ => None,
    };
    Ok(BookingOut {
        id: booking.id,
        number: booking.number.to_string(),
        version: booking.version,
        quote_id: booking.quote_id,
        status: booking.status(),
        stage: booking.stage(),
        stage_text: stage_text(booking.stage()),
        service: BookingServiceOut::of(booking),
        instant: booking.window.instant,
        starts_at: booking.window.starts_at,
        ends_at: booking.window.ends_at,
        place: BookingPlaceOut {
            zone_id: place.zone_id,
            district: place.district.clone(),
            governorate: place.governorate.clone(),
            pin: knows_place.then_some(place.pin),
        },
        address,
        instructions,
        price: BookingPriceOut {
            lines: lines::of(db, booking.id).await?,
            approved_total: booking.price.approved_total,
            total: booking.price.settlement.total,
            settlement: (side != Side::Customer).then_some(booking.price.settlement),
        },
        payment_method: booking.payment.method,
        payment_status: booking.payment.status.tag().to_owned(),
        payment_due_at,
        search: search_of(db, side, booking).await?,
        provider: provider_card(db, app, side, booking).await?,
        customer: customer_card(db, app, side, booking).await?,
        start_code: start_code(app, side, booking).await?,
        times: BookingTimesOut::of(booking),
        visit: booking.visit_no,
        drop_outs: booking.drop_outs,
        reschedule: reschedules::open(db, booking.id).await?.map(Into::into),
        cancellation: BookingCancellationOut::of(booking),
        dispute: BookingDisputeOut::of(db, app, booking).await?,
        completion: super::completion::of(db, booking).await?,
        photos: photos_of(db, booking.id).await?,
        created_at: booking.created_at,
    })
}

async fn search_of(
    db: &mut PgConnection,
    side: Side,
    booking: &Booking,
) -> Result<Option<BookingSearchOut>, BookingError> {
    let looking = matches!(booking.stage(), Stage::Searching | Stage::Offered);
    if !looking || side == Side::Provider {
        return Ok(None);
    }
    Ok(searches::progress(db, booking.id).await?.map(Into::into))
}

async fn provider_card(
    db: &mut PgConnection,
    app: &App,
    side: Side,
    booking: &Booking,
) -> Result<Option<BookingProviderOut>, BookingError> {
    let Some(provider) = booking.provider() else { return Ok(None) };
    let reachable = side == Side::Operator || is_on(booking);
    BookingProviderOut::load(db, app, provider, reachable).await.map(Some)
}

async fn customer_card(
    db: &mut PgConnection,
    app: &App,
    side: Side,
    booking: &Booking,
) -> Result<Option<BookingCustomerOut>, BookingError> {
    let reachable = side == Side::Operator || is_on(booking);
    if side == Side::Customer || !reachable {
        return Ok(None);
    }
    BookingCustomerOut::load(db, app, booking.customer_id, reachable).await.map(Some)
}

async fn open_address(
    db: &mut PgConnection,
    app: &App,
    id: BookingId,
) -> Result<(Option<Address>, Option<String>), BookingError> {
    let keyring = &app.chassis.keyring;
    let sealed = bookings::sealed_address(db, id).await?;
    let json = keyring.open_any(ADDRESS_CONTEXT, &sealed.address).await?;
    let instructions = match &sealed.instructions {
        Some(sealed) => {
            let bytes = keyring.open_any(INSTRUCTIONS_CONTEXT, sealed).await?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => None,
    };
    Ok((serde_json::from_slice(&json).ok(), instructions))
}

async fn start_code(
    app: &App,
    side: Side,
    booking: &Booking,
) -> Result<Option<String>, BookingError> {
    let (State::Confirmed(bound, _), Side::Customer) = (&booking.state, side) else {
        return Ok(None);
    };
    let sealed = Sealed::parse(bound.code.sealed.as_str()).map_err(CryptoError::from)?;
    let code = app.chassis.keyring.open_any(START_CODE_CONTEXT, &sealed).await?;
    Ok(Some(String::from_utf8_lossy(&code).into_owned()))
}
