//! What a booking's service asks for before its work is done, and what of it is there.

use crate::domain::{Booking, Proof};
use crate::store::checklists;
use crate::store::photos;
use chassis::StoreError;
use kernel::{DateTime, Localized};
use serde::Serialize;
use sqlx::PgConnection;

/// What the service asked for when the booking was made, and what of it is there.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingCompletionOut)]
pub struct CompletionOut {
    /// What the technician checks, in its order; the place in this list, from 0, names an item.
    pub checklist: Vec<CheckedItemOut>,
    /// How many pictures of the place before the work, at least (purpose `before`).
    pub min_photos_before: u32,
    /// How many there are.
    pub photos_before: u32,
    /// How many pictures of the finished work, at least (purpose `completion`).
    pub min_photos_after: u32,
    /// How many there are.
    pub photos_after: u32,
    /// Whether everything that is asked for is there.
    pub is_complete: bool,
}

/// An item of the checklist.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookingCheckedItemOut)]
pub struct CheckedItemOut {
    /// What is checked.
    pub text: Localized,
    /// When the technician ticked it off; null while it has not.
    pub done_at: Option<DateTime>,
}

/// What of the asked is there.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: &Booking) -> Result<CompletionOut, StoreError> {
    let asked = &booking.service.completion;
    let (proof, ticks) = gathered(db, booking).await?;
    let done_at = |n: usize| {
        let tick = ticks.iter().find(|tick| usize::try_from(tick.item) == Ok(n));
        tick.map(|tick| tick.created_at)
    };
    let item =
        |(n, text): (usize, &Localized)| CheckedItemOut { text: text.clone(), done_at: done_at(n) };
    Ok(CompletionOut {
        checklist: asked.checklist.iter().enumerate().map(item).collect(),
        min_photos_before: asked.photos_before,
        photos_before: proof.photos_before,
        min_photos_after: asked.photos_after,
        photos_after: proof.photos_after,
        is_complete: proof.missing_of(asked).is_nothing(),
    })
}

/// What there is of the work.
///
/// # Errors
/// When the database is away.
pub async fn proof(db: &mut PgConnection, booking: &Booking) -> Result<Proof, StoreError> {
    Ok(gathered(db, booking).await?.0)
}

async fn gathered(
    db: &mut PgConnection,
    booking: &Booking,
) -> Result<(Proof, Vec<checklists::Tick>), StoreError> {
    let ticks = checklists::of(db, booking.id).await?;
    let photos = photos::of(db, booking.id).await?;
    let shown = |purpose: &str| {
        let count = photos.iter().filter(|photo| photo.purpose == purpose).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let proof = Proof {
        has_parts_photo: shown("parts") > 0,
        photos_before: shown("before"),
        photos_after: shown("completion"),
        ticked: ticks.iter().filter_map(|tick| usize::try_from(tick.item).ok()).collect(),
    };
    Ok((proof, ticks))
}
