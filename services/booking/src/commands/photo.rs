//! A picture of a visit.

use super::{BookingError, job_record, load};
use crate::App;
use crate::domain::job_record::{hex, sha256};
use crate::domain::{Booking, MoveError, Side};
use crate::reads::PhotoOut;
use crate::store::photos::{self, Photo, Purpose};
use crate::store::tags::tag;
use bytes::Bytes;
use chassis::crypto::{CryptoError, Sealed};
use chassis::storage::MediaType;
use kernel::ids::{BookingId, EventId, UserId};
use kernel::{Instant, Invalid, InvalidFields};
use serde_json::json;

/// How many pictures a booking has at most.
const MOST: usize = 30;
/// Binds what is sealed to what it is.
const FILE_CONTEXT: &str = "booking.photos.file";
/// What sealed contents are stored as: nobody can show them by their key alone.
const SEALED_TYPE: &str = "application/vnd.osta.sealed";

/// Stores a picture: the provider's of parts or the finished work during the visit, either
/// side's as evidence in a dispute.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    id: BookingId,
    purpose: Purpose,
    media: MediaType,
    bytes: Bytes,
) -> Result<PhotoOut, BookingError> {
    let photo_id = app.chassis.world.id::<EventId>().uuid();
    let photo = Photo {
        id: photo_id,
        booking_id: id.uuid(),
        uploaded_by: user.uuid(),
        purpose: tag(purpose),
        storage_key: format!("bookings/{id}/{photo_id}.{}", media.extension()),
        content_type: media.mime().to_owned(),
        size_bytes: i32::try_from(bytes.len()).unwrap_or(i32::MAX),
        created_at: app.now(),
    };
    let mut tx = app.chassis.db.begin().await?;
    let (booking, by) = load::for_party_in_tx(&mut tx, user, id).await?;
    check(&booking, by.side, purpose, app.now())?;
    if photos::of(&mut tx, id).await?.len() >= MOST {
        return Err(InvalidFields::one("file", too_many()).into());
    }
    photos::add_in_tx(&mut tx, &photo).await?;
    let content = json!({
        "id": photo.id,
        "by": by.side.tag(),
        "purpose": photo.purpose,
        "sha256": hex(&sha256(&bytes)),
    });
    job_record::note_in_tx(&mut tx, app, &booking, "photo", content, []).await?;
    // Stored before the commit: a row never names a file that isn't there.
    let sealed = String::from(app.chassis.keyring.seal(FILE_CONTEXT, &bytes));
    app.chassis.storage.put(&photo.storage_key, SEALED_TYPE, Bytes::from(sealed)).await?;
    tx.commit().await?;
    Ok(PhotoOut::of(&photo))
}

/// The content of a picture; nothing when it isn't there.
///
/// # Errors
/// When it can't be had or opened.
pub async fn open(app: &App, photo: &Photo) -> Result<Option<Vec<u8>>, BookingError> {
    let Some(file) = app.chassis.storage.get(&photo.storage_key).await? else { return Ok(None) };
    let sealed = Sealed::parse(String::from_utf8_lossy(&file.bytes).into_owned());
    let sealed = sealed.map_err(CryptoError::Malformed)?;
    let plain = app.chassis.keyring.open_any(FILE_CONTEXT, &sealed).await?;
    Ok(Some(plain.to_vec()))
}

fn check(booking: &Booking, side: Side, purpose: Purpose, now: Instant) -> Result<(), MoveError> {
    match purpose {
        Purpose::Parts | Purpose::Before | Purpose::Completion => booking.may_add_work_photo(side),
        Purpose::Dispute => booking.may_add_evidence(side),
        Purpose::Warranty => booking.may_show_fault(side, now),
    }
}

fn too_many() -> Invalid {
    Invalid::new(
        "booking.too_many_photos",
        "وصلت إلى الحد الأقصى لصور هذا الحجز (30 صورة).",
        "This booking has reached its limit of 30 photos.",
    )
}
