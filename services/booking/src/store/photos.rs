//! Pictures of a visit; the files are in object storage.

use super::tags::tag;
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a picture shows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = BookingPhotoPurpose)]
pub enum Purpose {
    /// A part and its receipt.
    Parts,
    /// The place before the work.
    Before,
    /// The finished work.
    Completion,
    /// Evidence in a dispute.
    Dispute,
    /// A fault that came back within the warranty.
    Warranty,
}

/// One picture.
#[derive(Clone, Debug)]
pub struct Photo {
    /// Its id.
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Who uploaded it.
    pub uploaded_by: Uuid,
    /// What it shows.
    pub purpose: String,
    /// Where the file is.
    pub storage_key: String,
    /// Its media type.
    pub content_type: String,
    /// Its length in bytes.
    pub size_bytes: i32,
    /// When it was uploaded.
    pub created_at: Instant,
}

/// Notes a stored picture.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_in_tx(tx: &mut PgConnection, photo: &Photo) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.booking_photos
            (id, booking_id, uploaded_by, purpose, storage_key, content_type, size_bytes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        photo.id,
        photo.booking_id,
        photo.uploaded_by,
        photo.purpose,
        photo.storage_key,
        photo.content_type,
        photo.size_bytes,
        photo.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A booking's pictures, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Photo>, StoreError> {
    Ok(sqlx::query_as!(
        Photo,
        "select id, booking_id, uploaded_by, purpose, storage_key, content_type, size_bytes,
                created_at
         from booking.booking_photos where booking_id = $1 order by created_at, id",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// Which of these are pictures of this booking with this purpose, uploaded by this person.
///
/// # Errors
/// When the database is away.
pub async fn own_among(
    db: &mut PgConnection,
    booking: BookingId,
    by: UserId,
    purpose: Purpose,
    ids: &[Uuid],
) -> Result<Vec<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select id from booking.booking_photos
         where booking_id = $1 and uploaded_by = $2 and purpose = $4 and id = any($3)",
        booking.uuid(),
        by.uuid(),
        ids,
        tag(purpose),
    )
    .fetch_all(db)
    .await?)
}
