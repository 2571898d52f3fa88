//! The whole story of a booking, for staff.

use super::booking::{BookingOut, seen_by};
use super::history::{HistoryStepOut, history_of};
use super::proposals::{ChangeOrderOut, EstimateOut};
use crate::App;
use crate::commands::BookingError;
use crate::domain::Side;
use crate::store::{bookings, drop_outs};
use kernel::DateTime;
use kernel::ids::{BookingId, ProviderId};
use serde::Serialize;
use sqlx::PgConnection;

/// A provider that left.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingDropOutOut)]
pub struct DropOutOut {
    /// Who.
    pub provider_id: ProviderId,
    /// Whose fault it was.
    pub verdict: String,
    /// The rule that decided.
    pub rule: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime,
}

/// The whole story of a booking. Start codes are never in it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingStoryOut {
    /// The booking.
    pub booking: BookingOut,
    /// Its moves, oldest first.
    pub history: Vec<HistoryStepOut>,
    /// Its estimates.
    pub estimates: Vec<EstimateOut>,
    /// Its change orders.
    pub change_orders: Vec<ChangeOrderOut>,
    /// Providers that left.
    pub drop_outs: Vec<DropOutOut>,
}

/// The whole story of a booking.
///
/// # Errors
/// [`BookingError::NotFound`].
pub async fn story(
    db: &mut PgConnection,
    app: &App,
    id: BookingId,
) -> Result<BookingStoryOut, BookingError> {
    let booking = bookings::find(db, id).await?.ok_or(BookingError::NotFound)?;
    let drop_outs = drop_outs::of(db, id).await?;
    Ok(BookingStoryOut {
        booking: seen_by(db, app, Side::Operator, &booking).await?,
        history: history_of(db, id, true).await?,
        estimates: EstimateOut::all(db, id).await?,
        change_orders: ChangeOrderOut::all(db, id).await?,
        drop_outs: drop_outs
            .into_iter()
            .map(|row| DropOutOut {
                provider_id: row.provider_id.into(),
                verdict: row.verdict,
                rule: row.rule,
                reason: row.reason,
                at: row.created_at,
            })
            .collect(),
    })
}
